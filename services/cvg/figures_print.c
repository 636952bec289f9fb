/* Figures on paper: the table, the CSV, and one line a territory. */
#include "cvg/figures_print.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cal.h"
#include "cvg/listing.h"

#define VALUE_WIDTH 14

static const char TEXT_HEAD[] = "Chiffres   : %s, programme %s, période %s ";
static const char TEXT_FROM[] = "(du %s ";
static const char TEXT_TO[] = "au %s)\n";
static const char TEXT_LIVE[] = "en direct", TEXT_FACTS[] = "calculés depuis les données";
static const char TEXT_SOURCE[] = "Source     : %s, tels que connus le %s\n";
static const char TEXT_COVERAGE[] = "Couverture : %u %s sur %u %s";
static const char TEXT_OLDEST[] = ", export le plus ancien du %s";

/* ---- the table ---- */

/* As people write it; good until the next one. */
static const char *day_text(int32_t day)
{
    char text[CAL_DAY_LEN];
    static char out[32];
    cal_format_day(day, text);
    snprintf(out, sizeof out, "%s", listing_day(text));
    return out;
}

static void print_head(const struct figures_head *h, struct buf *out)
{
    struct buf scope = {0};
    char instant[CAL_INSTANT_LEN];
    scope_format(h->scope, &scope);
    cal_format_instant(h->as_known_on_us, instant);
    buf_addf(out, TEXT_HEAD, buf_text(&scope), h->programme, h->period);
    buf_addf(out, TEXT_FROM, day_text(h->debut));
    buf_addf(out, TEXT_TO, day_text(h->fin));
    buf_addf(out, TEXT_SOURCE, strcmp(h->source, "live") == 0 ? TEXT_LIVE : TEXT_FACTS, listing_day(instant));
    buf_deinit(&scope);
}

static void print_coverage(const struct coverage *c, struct buf *out)
{
    buf_addf(out, TEXT_COVERAGE, c->counted, c->counted > 1 ? "chantiers comptés" : "chantier compté", c->expected,
             c->expected > 1 ? "attendus" : "attendu");
    if (c->counted)
        buf_addf(out, TEXT_OLDEST, day_text(c->oldest));
    buf_addc(out, '\n');
}

/* A part in its printed unit, with a comma. */
static void print_part(struct buf *out, int64_t v, bool decimal)
{
    if (decimal) {
        buf_adds(out, v < 0 ? "-" : "");
        figure_show_int((v < 0 ? -v : v) / 100, out);
        buf_addf(out, ",%02lld", (long long)(v < 0 ? -v : v) % 100);
    } else
        figure_show_int(v, out);
}

/* How many were not known; -1 where the kind does not tell. */
static int64_t unknown_of(const struct indicator *i, const int64_t *slots)
{
    const int64_t *at = slots + i->slot;
    switch (i->kind) {
    case KIND_REPARTITION:
        return at[1];
    case KIND_SOMME:
        return i->nullable ? at[1] : -1;
    default:
        return i->slots_n > 2 ? at[2] : -1;
    }
}

static void print_line(const char *label, size_t indent, size_t width, const char *shown, const char *rest,
                       struct buf *out)
{
    listing_pad(out, 0, indent);
    buf_adds(out, label);
    listing_pad(out, listing_width(label) + indent, width);
    listing_pad(out, listing_width(shown), VALUE_WIDTH);
    buf_addf(out, "%s%s%s\n", shown, *rest ? "   " : "", rest);
}

/* A label; bands as people say them, a bare word without its underscores. */
static void show_key(const char *label, struct buf *out)
{
    int from, to, n = 0;
    size_t len = strlen(label);
    if (sscanf(label, "MOINS_%d%n", &to, &n) == 1 && (size_t)n == len)
        buf_addf(out, "Moins de %d", to);
    else if (sscanf(label, "%d_ET_PLUS%n", &from, &n) == 1 && n > 0 && (size_t)n == len)
        buf_addf(out, "%d et plus", from);
    else if (sscanf(label, "%d_%d%n", &from, &to, &n) == 2 && (size_t)n == len)
        buf_addf(out, "De %d à %d", from, to);
    else
        for (const char *p = label; *p; p++)
            buf_addc(out, *p == '_' ? ' ' : *p);
}

static void print_keys(const struct indicator *i, const int64_t *slots, size_t width, struct buf *out)
{
    const struct codes *codes = expr_codes(i->expression);
    struct buf shown = {0}, name = {0};
    for (size_t k = 0; k < i->keys_n; k++) {
        char key[64];
        if (!slots[i->slot + 2 + k])
            continue;
        indicator_key(i, k, key, sizeof key);
        buf_reset(&shown);
        figure_show(i, slots, k, &shown);
        buf_reset(&name);
        show_key(codes && codes->items[k].label ? codes->items[k].label : key, &name);
        print_line(buf_text(&name), 6, width, buf_text(&shown), "", out);
    }
    buf_deinit(&shown);
    buf_deinit(&name);
}

static void print_indicator(const struct indicator *i, const int64_t *slots, size_t width, struct buf *out)
{
    struct buf shown = {0}, rest = {0};
    const int64_t *at = slots + i->slot;
    int64_t unknown = unknown_of(i, slots);
    if (i->kind == KIND_REPARTITION) {
        figure_show_int(at[0], &shown);
    } else {
        figure_show(i, slots, 0, &shown);
        if (i->kind != KIND_COMPTE && i->kind != KIND_SOMME) {
            print_part(&rest, at[0], i->decimal);
            buf_addc(&rest, '/');
            print_part(&rest, at[1], i->den_decimal);
        }
    }
    if (unknown > 0) {
        buf_adds(&rest, rest.len ? ", " : "");
        figure_show_int(unknown, &rest);
        buf_adds(&rest, unknown > 1 ? " non renseignés" : " non renseigné");
    }
    print_line(i->label, 2, width, buf_text(&shown), buf_text(&rest), out);
    if (i->kind == KIND_REPARTITION)
        print_keys(i, slots, width, out);
    buf_deinit(&shown);
    buf_deinit(&rest);
}

static bool is_told(const struct indicator *i, bool chantier)
{
    return !chantier || !i->territory_only;
}

void figures_print_sections(const struct definitions *d, const int64_t *slots, bool chantier, struct buf *out)
{
    const struct catalogue *c = d->catalogue;
    const char *section = "";
    size_t width = 0;
    for (size_t k = 0; k < c->indicators_n; k++) {
        size_t w = listing_width(c->indicators[k].label) + 4;
        width = w > width ? w : width;
    }
    for (size_t k = 0; k < c->indicators_n; k++) {
        const struct indicator *i = &c->indicators[k];
        if (!is_told(i, chantier))
            continue;
        if (strcmp(section, i->section) != 0)
            buf_addf(out, "\n%s\n", i->section);
        section = i->section;
        print_indicator(i, slots, width, out);
    }
}

void figures_print_table(const struct definitions *d, const struct figures_head *h, const int64_t *slots,
                         struct buf *out)
{
    print_head(h, out);
    print_coverage(&h->coverage, out);
    figures_print_sections(d, slots, h->scope->kind == SCOPE_CHANTIER, out);
}

/* ---- CSV ---- */

static void csv_number(struct buf *out, int64_t v, bool decimal)
{
    if (decimal)
        buf_addf(out, "%.2f", (double)v / 100);
    else
        buf_addf(out, "%lld", (long long)v);
}

static void csv_keys(const struct indicator *i, const int64_t *slots, struct buf *out)
{
    const int64_t *at = slots + i->slot;
    for (size_t k = 0; k < i->keys_n; k++) {
        char key[64];
        indicator_key(i, k, key, sizeof key);
        buf_addf(out, "%s;%s;%s;%lld;%lld;%lld;", i->code, key, indicator_kind_name(i->kind), (long long)at[2 + k],
                 (long long)at[0], (long long)at[1]);
        if (at[0])
            buf_addf(out, "%.6f", (double)at[2 + k] / (double)at[0]);
        buf_addc(out, '\n');
    }
}

static void csv_line(const struct indicator *i, const int64_t *slots, struct buf *out)
{
    const int64_t *at = slots + i->slot;
    double num, den;
    bool has_den = figure_parts(i, slots, &num, &den);
    int64_t unknown = unknown_of(i, slots);
    buf_addf(out, "%s;;%s;", i->code, indicator_kind_name(i->kind));
    if (i->kind == KIND_SOMME && i->divisor != 1)
        buf_addf(out, "%.6f", num);
    else
        csv_number(out, at[0], i->decimal);
    buf_addc(out, ';');
    if (has_den)
        csv_number(out, at[1], i->den_decimal);
    buf_addc(out, ';');
    if (unknown >= 0)
        buf_addf(out, "%lld", (long long)unknown);
    buf_addc(out, ';');
    if (has_den && den != 0)
        buf_addf(out, "%.6f", num / den / i->divisor);
    else if (!has_den && (i->kind == KIND_COMPTE || (!i->decimal && i->divisor == 1)))
        buf_addf(out, "%lld", (long long)at[0]);
    else if (!has_den)
        buf_addf(out, "%.6f", num);
    buf_addc(out, '\n');
}

void figures_print_csv(const struct definitions *d, const struct figures_head *h, const int64_t *slots, struct buf *out)
{
    buf_adds(out, "code;cle;genre;num;den;nr;valeur\n");
    for (size_t k = 0; k < d->catalogue->indicators_n; k++) {
        const struct indicator *i = &d->catalogue->indicators[k];
        if (!is_told(i, h->scope->kind == SCOPE_CHANTIER))
            continue;
        if (i->kind == KIND_REPARTITION)
            csv_keys(i, slots, out);
        else
            csv_line(i, slots, out);
    }
}

/* ---- one line a perimeter ---- */

static const char *thousands(const char *number)
{
    static char out[64]; /* one thread: the command line */
    struct buf b = {0};
    figure_show_int(strtoll(number, NULL, 10), &b);
    snprintf(out, sizeof out, "%s", buf_text(&b));
    buf_deinit(&b);
    return out;
}

static void set_count(json_t *line, const struct definitions *d, const struct figures_answer *a, const char *key,
                      const char *code)
{
    const struct indicator *i = catalogue_find(d->catalogue, code);
    json_object_set_new(line, key, i ? json_integer(a->slots[i->slot]) : json_null());
}

static json_t *line_of(const struct definitions *d, const struct figures_answer *a)
{
    char day[CAL_DAY_LEN], share[32];
    struct buf scope = {0};
    json_t *line = json_object();
    scope_format(&a->scope, &scope);
    json_object_set_new(line, "scope", json_string(buf_text(&scope)));
    json_object_set_new(line, "nom", json_string(a->name ? a->name : ""));
    set_count(line, d, a, "file_active", "effectif.file_active");
    set_count(line, d, a, "accompagnes", "effectif.accompagnes");
    set_count(line, d, a, "entrees", "effectif.entrees");
    set_count(line, d, a, "sorties", "effectif.sorties");
    json_object_set_new(line, "counted", json_integer(a->coverage.counted));
    json_object_set_new(line, "expected", json_integer(a->coverage.expected));
    snprintf(share, sizeof share, "%u/%u", a->coverage.counted, a->coverage.expected);
    json_object_set_new(line, "couverture", json_string(share));
    cal_format_day(a->coverage.counted ? a->coverage.oldest : 0, day);
    json_object_set_new(line, "oldest", a->coverage.counted ? json_string(day) : json_null());
    buf_deinit(&scope);
    return line;
}

void figures_print_lines(const struct definitions *d, const struct figures_head *h, const struct figures_answer *list,
                         size_t n, int format, struct buf *out)
{
    static const struct listing_column columns[] = {
        {.key = "scope"},
        {.key = "nom", .title = "Territoire"},
        {.key = "file_active", .title = "File active", .right = true, .word = thousands},
        {.key = "accompagnes", .title = "Accompagnés", .right = true, .word = thousands},
        {.key = "entrees", .title = "Entrées", .right = true, .word = thousands},
        {.key = "sorties", .title = "Sorties", .right = true, .word = thousands},
        {.key = "couverture", .title = "Chantiers", .right = true},
        {.key = "counted"},
        {.key = "expected"},
        {.key = "oldest", .title = "Export le plus ancien", .word = listing_day},
        {0},
    };
    json_t *lines = json_array();
    for (size_t i = 0; i < n; i++)
        json_array_append_new(lines, line_of(d, &list[i]));
    if (format == LISTING_TABLE)
        print_head(h, out);
    if (format == LISTING_TABLE)
        buf_addc(out, '\n');
    listing_print(out, lines, columns, (enum listing_format)format);
    json_decref(lines);
}
