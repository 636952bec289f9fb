/* Findings as a person reads them: by what is to be done, then by file and column; a message that many lines share is
 * said once. */
#include "cvg/outcome_findings.h"

#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "base/mem.h"
#include "cvg/listing.h"
#include "programme/definitions.h"

#define PLACES_MAX 20 /* the table shows so many of one message, and so many messages of a group; JSON gives all */
#define FIGURES_SHOWN_MAX 6
#define COLUMNS_MAX 3 /* more faults of one header are told together */
#define MASK "***"    /* what stands in place of a value that is not to be shown */

static const struct {
    const char *severity, *title;
} severities[] = {{"E", "À corriger"}, {"W", "À vérifier"}, {"I", "Pour information"}};
#define SEVERITIES_N (sizeof severities / sizeof *severities)

static const char TEXT_COLUMN[] = ", colonne %s";
static const char TEXT_WHOLE[] = "l'envoi";
static const char TEXT_LINE[] = "ligne %lld";
static const char TEXT_MORE_ONE[] = "      … et 1 autre (avec --format json)\n";
static const char TEXT_MORE[] = "      … et %zu autres (avec --format json)\n";
static const char TEXT_MOVES[] = "    Chiffres touchés : ";
static const char TEXT_VALUE[] = "« %s »", TEXT_MASKED[] = "valeur masquée";
static const char TEXT_HEADER[] = "    %zu colonnes manquent, ou sont données deux fois : ";
static const char TEXT_TITLE[] = "    Un titre est peut-être au-dessus : la ligne d'en-tête doit être la première du "
                                 "fichier, et nommer ces colonnes.\n";
static const char TEXT_OTHERS[] = " et %zu autres";

struct item {
    const char *code, *dataset, *column, *key, *value, *message;
    const json_t *moves;
    long long line;
    size_t severity, at; /* at: as listed */
    size_t message_at;   /* the first of its group that says the same */
};

static const char *text_of(const json_t *object, const char *key)
{
    const char *s = json_string_value(json_object_get(object, key));
    return s ? s : "";
}

static size_t rank_of(const char *severity)
{
    size_t i = 0;
    while (i + 1 < SEVERITIES_N && strcmp(severities[i].severity, severity) != 0)
        i++;
    return i;
}

static struct item *read_items(const json_t *findings, size_t n)
{
    struct item *items = mem_new_n(n, sizeof *items);
    for (size_t i = 0; i < n; i++) {
        const json_t *f = json_array_get(findings, i);
        const char *parcours = text_of(f, "parcours_id");
        items[i] = (struct item){.code = text_of(f, "code"),
                                 .dataset = text_of(f, "dataset"),
                                 .column = text_of(f, "column"),
                                 .key = *parcours ? parcours : text_of(f, "key"),
                                 .value = text_of(f, "value"),
                                 .message = text_of(f, "message"),
                                 .moves = json_object_get(f, "moves"),
                                 .line = (long long)json_integer_value(json_object_get(f, "line")),
                                 .severity = rank_of(text_of(f, "severity")),
                                 .at = i};
    }
    return items;
}

static bool of_header(const struct item *x)
{
    return strcmp(x->code, "E-COLONNE") == 0;
}

/* What belongs together, and in which order: by column, but a file's header is one thing. */
static int compare_groups(const struct item *a, const struct item *b)
{
    bool header = of_header(a) && of_header(b);
    if (a->severity != b->severity)
        return a->severity < b->severity ? -1 : 1;
    int c = strcmp(a->dataset, b->dataset);
    if (!c && !header)
        c = strcmp(a->column, b->column);
    return c ? c : strcmp(a->code, b->code);
}

static int by_group(const void *pa, const void *pb)
{
    const struct item *a = pa, *b = pb;
    int c = compare_groups(a, b);
    if (c)
        return c;
    if (a->line != b->line)
        return a->line < b->line ? -1 : 1;
    return a->at < b->at ? -1 : a->at > b->at;
}

const char *outcome_figure(const struct definitions *d, const char *code)
{
    const struct indicator *i = d ? catalogue_find(d->catalogue, code) : NULL;
    return i ? i->label : code;
}

static void put_moves(struct buf *out, const struct item *group, size_t n, const struct definitions *d)
{
    const char *seen[FIGURES_SHOWN_MAX];
    size_t seen_n = 0, others = 0, k;
    const json_t *move, *first = group[0].moves;
    /* of one code and one column: every finding of the group moves the same figures */
    for (size_t i = 1; i < n && !json_array_size(first); i++)
        first = group[i].moves;
    json_array_foreach(first, k, move)
    {
        const char *code = json_string_value(move);
        if (seen_n < FIGURES_SHOWN_MAX && code)
            seen[seen_n++] = outcome_figure(d, code);
        else
            others++;
    }
    if (!seen_n)
        return;
    buf_adds(out, TEXT_MOVES);
    for (size_t i = 0; i < seen_n; i++) {
        buf_adds(out, i ? " ; " : "");
        listing_clean(out, seen[i]);
    }
    if (others)
        buf_addf(out, TEXT_OTHERS, others);
    buf_addc(out, '\n');
}

/* "ligne 12, LYO0001-00012, « 2019-01-01 »"; false where the finding has no place of its own. */
static bool put_place(struct buf *out, const struct item *x)
{
    size_t start = out->len;
    if (x->line)
        buf_addf(out, TEXT_LINE, x->line);
    if (*x->key) {
        buf_adds(out, out->len > start ? ", " : "");
        listing_clean(out, x->key);
    }
    if (*x->value) {
        struct buf value = {0};
        listing_clean(&value, x->value);
        buf_adds(out, out->len > start ? ", " : "");
        if (strcmp(x->value, MASK) == 0)
            buf_adds(out, TEXT_MASKED);
        else
            buf_addf(out, TEXT_VALUE, buf_text(&value));
        buf_deinit(&value);
    }
    return out->len > start;
}

static void put_more(struct buf *out, size_t n)
{
    if (n == 1)
        buf_adds(out, TEXT_MORE_ONE);
    else if (n)
        buf_addf(out, TEXT_MORE, n);
}

/* One message and where it holds; in one line where each of the group has its own. */
static void put_message(struct buf *out, const struct item *same, size_t n, bool own)
{
    struct buf place = {0};
    bool placed = put_place(&place, &same[0]);
    if (own) {
        buf_addf(out, "      %s%s", buf_text(&place), placed ? " : " : "");
        listing_clean(out, same->message);
        buf_addc(out, '\n');
        n = 0;
    } else {
        buf_adds(out, "    ");
        listing_clean(out, same->message);
        buf_addc(out, '\n');
    }
    for (size_t i = 0; i < n && i < PLACES_MAX; i++) {
        buf_reset(&place);
        if (put_place(&place, &same[i]))
            buf_addf(out, "      %s\n", buf_text(&place));
    }
    put_more(out, n > PLACES_MAX ? n - PLACES_MAX : 0);
    buf_deinit(&place);
}

static int by_message(const void *pa, const void *pb)
{
    const struct item *a = pa, *b = pb;
    if (a->message_at != b->message_at)
        return a->message_at < b->message_at ? -1 : 1;
    if (a->line != b->line)
        return a->line < b->line ? -1 : 1;
    return a->at < b->at ? -1 : a->at > b->at;
}

/* What says the same comes together, in the order of the first of each. */
static size_t gather(struct item *group, size_t n)
{
    struct map seen = {0};
    for (size_t i = 0; i < n; i++) {
        bool added;
        uint64_t *first = map_at(&seen, group[i].message, strlen(group[i].message), &added);
        if (added)
            *first = i;
        group[i].message_at = *first;
    }
    size_t messages = seen.n;
    map_deinit(&seen);
    qsort(group, n, sizeof *group, by_message);
    return messages;
}

/* Many columns amiss at once: their names, what may be behind it, and the messages that ask back. */
static void put_header(struct buf *out, const struct item *group, size_t n)
{
    buf_addf(out, TEXT_HEADER, n);
    for (size_t i = 0; i < n; i++) {
        buf_adds(out, i ? ", " : "");
        listing_clean(out, group[i].column);
    }
    buf_adds(out, ".\n");
    buf_adds(out, TEXT_TITLE);
    for (size_t i = 0; i < n; i++)
        if (strchr(group[i].message, '?'))
            put_message(out, &group[i], 1, true);
}

static void put_group(struct buf *out, struct item *group, size_t n, const struct definitions *d)
{
    bool header = n > COLUMNS_MAX && of_header(group);
    size_t messages = gather(group, n), shown = 0;
    buf_adds(out, "  ");
    listing_clean(out, *group->dataset ? group->dataset : TEXT_WHOLE);
    if (*group->column && !(n > 1 && of_header(group))) {
        buf_addf(out, TEXT_COLUMN, "");
        listing_clean(out, group->column);
    }
    buf_addf(out, " (%s)", group->code);
    if (n > 1)
        buf_addf(out, " × %zu", n);
    buf_addc(out, '\n');
    size_t i = header ? n : 0;
    if (header)
        put_header(out, group, n);
    for (size_t end; i < n && shown < PLACES_MAX; i = end, shown++) {
        for (end = i + 1; end < n && group[end].message_at == group[i].message_at;)
            end++;
        put_message(out, &group[i], end - i, n > 1 && messages == n);
    }
    put_more(out, n - i);
    put_moves(out, group, n, d);
}

static size_t count_severity(const struct item *items, size_t n, size_t severity)
{
    size_t count = 0;
    for (size_t i = 0; i < n; i++)
        count += items[i].severity == severity;
    return count;
}

void outcome_findings_put(struct buf *out, const json_t *findings, const struct definitions *d)
{
    size_t n = json_array_size(findings), last = SEVERITIES_N;
    if (!n)
        return;
    struct item *items = read_items(findings, n);
    qsort(items, n, sizeof *items, by_group);
    for (size_t i = 0, end; i < n; i = end) {
        for (end = i + 1; end < n && compare_groups(&items[i], &items[end]) == 0;)
            end++;
        if (items[i].severity != last) {
            last = items[i].severity;
            buf_addf(out, "\n%s (%zu)\n", severities[last].title, count_severity(items, n, last));
        }
        put_group(out, &items[i], end - i, d);
    }
    free(items);
}
