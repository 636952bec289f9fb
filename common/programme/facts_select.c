/* The SELECTs that count over the facts: of many indicators at once for a program, of one for a person who wants to see
 * what stands behind a figure.
 *
 * A SELECT has three storeys, kept apart by OFFSET 0 so that the planner computes each once a row: the codes as the
 * definitions of today have them; the truth of every distinct population (p0, p1 …) and the value of every expression
 * (e0, d0 …); the counts. */
#include "programme/facts_sql.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/cal.h"
#include "programme/contribution.h"
#include "programme/sql.h"

struct select {
    const struct definitions *d;
    const struct facts_part *part;
    struct expr_input period;
    const struct facts_shown *shown; /* for a person: lines, names, parameters written out; else NULL */
    int known;                       /* the parameter of the instant; 0: $1 */
    const char *alias;               /* of rows that bear their key; NULL: f, and they bear none */
    struct buf *out;
};

/* Between two columns of a storey; for a person a line each, so many blanks in. */
static void print_comma(const struct select *s, int indent)
{
    if (s->shown)
        buf_addf(s->out, ",\n%*s", indent, "");
    else
        buf_adds(s->out, ", ");
}

/* What begins a clause. */
static void print_line(const struct select *s, int indent, const char *text)
{
    if (s->shown)
        buf_addf(s->out, "\n%*s%s", indent, "", text);
    else
        buf_addf(s->out, " %s", text);
}

/* What begins a storey. */
static void print_open(const struct select *s, int indent, const char *text)
{
    if (s->shown)
        buf_addf(s->out, "(\n%*s%s", indent, "", text);
    else
        buf_addf(s->out, "(%s", text);
}

/* ---- the rows ---- */

/* A code that is stored otherwise while an option is off, or that the list has dropped since, is read as the engine
 * reads it. */
static void print_code(struct buf *out, const struct field *f)
{
    const struct codes *c = f->codes;
    buf_adds(out, "CASE");
    for (size_t i = 0; i < c->items_n; i++)
        if (c->items[i].instead != (int32_t)i) {
            buf_adds(out, " WHEN t.");
            sql_name(out, f->name);
            buf_adds(out, " = ");
            sql_string(out, c->items[i].code);
            buf_adds(out, " THEN ");
            sql_string(out, c->items[c->items[i].instead].code);
        }
    buf_adds(out, " WHEN t.");
    sql_name(out, f->name);
    buf_adds(out, " IN (");
    for (size_t i = 0; i < c->items_n; i++) {
        buf_adds(out, i ? ", " : "");
        sql_string(out, c->items[i].code);
    }
    buf_adds(out, ") THEN t.");
    sql_name(out, f->name);
    buf_adds(out, " END AS ");
    sql_name(out, f->name);
}

/* Is a column of the one indicator that is shown? */
static bool is_read(const struct select *s, size_t field)
{
    const struct catalogue *c = s->d->catalogue;
    const struct indicator *x = &c->indicators[s->shown->indicator];
    const struct field *f = &s->d->datasets[x->source]->fields[field];
    return expr_reads(c->conditions[x->condition].expr, field) || (x->expression && expr_reads(x->expression, field)) ||
           (x->kind == KIND_RATIO && expr_reads(x->denominator, field)) || strcmp(f->name, "programme") == 0;
}

static void print_columns(const struct select *s, const struct dataset *set)
{
    print_open(s, 12, s->alias ? "SELECT t.chantier_id, t.row_key" : "SELECT t.chantier_id");
    for (size_t i = 0; i < set->fields_n; i++) {
        const struct field *f = &set->fields[i];
        if (f->off || (s->shown && !is_read(s, i)))
            continue;
        print_comma(s, 19);
        if (f->type == FIELD_CODE && f->codes->items_n) {
            print_code(s->out, f);
        } else {
            buf_adds(s->out, "t.");
            sql_name(s->out, f->name);
        }
    }
}

static void print_known(const struct select *s)
{
    char instant[CAL_INSTANT_LEN];
    if (s->shown->at_us == INT64_MAX) {
        print_line(s, 12, "WHERE t.known_to = 'infinity'");
        return;
    }
    cal_format_instant(s->shown->at_us, instant);
    print_line(s, 12, "");
    buf_addf(s->out, "WHERE t.known_from <= '%s' AND t.known_to > '%s'", instant, instant);
}

static void print_reporters(const struct select *s)
{
    if (!s->shown->reporters)
        return;
    print_line(s, 14, "AND t.chantier_id IN (");
    for (size_t i = 0; i < s->shown->reporters_n; i++) {
        buf_adds(s->out, i ? ", " : "");
        sql_string(s->out, s->shown->reporters[i]);
    }
    buf_adds(s->out, s->shown->reporters_n ? ")" : "NULL)");
}

static void print_rows(const struct select *s, const struct dataset *set)
{
    print_columns(s, set);
    print_line(s, 12, "FROM faits.");
    sql_name(s->out, set->name);
    buf_adds(s->out, " t");
    if (s->shown) {
        print_known(s);
        print_reporters(s);
    } else {
        int known = s->known ? s->known : 1;
        buf_addf(s->out,
                 " WHERE t.known_from <= $%d::timestamptz AND t.known_to > $%d::timestamptz"
                 " AND ($2::text[] IS NULL OR t.chantier_id = ANY($2::text[]))",
                 known, known);
    }
    print_line(s, 12, "OFFSET 0) ");
    buf_adds(s->out, s->alias ? s->alias : "f");
}

void facts_sql_rows(const struct dataset *set, struct buf *out)
{
    print_rows(&(struct select){.out = out}, set);
}

void facts_sql_rows_keyed(const struct dataset *set, int known, const char *alias, struct buf *out)
{
    print_rows(&(struct select){.out = out, .known = known, .alias = alias}, set);
}

/* ---- populations and values ---- */

static const struct indicator *indicator_at(const struct select *s, size_t i)
{
    const struct indicator *x = &s->d->catalogue->indicators[i];
    return x->source == s->part->dataset ? x : NULL;
}

#define NAME_MAX_LEN 24
static const char *name_of(const struct select *s, char letter, size_t i, char out[NAME_MAX_LEN])
{
    if (s->shown)
        return letter == 'p' ? "population" : letter == 'e' ? "valeur" : "diviseur";
    snprintf(out, NAME_MAX_LEN, "%c%zu", letter, i);
    return out;
}

static void print_value(const struct select *s, const struct expr *x, char letter, size_t i)
{
    bool decimal = expr_type(x) == EXPR_DECIMAL;
    char name[NAME_MAX_LEN];
    print_comma(s, 15);
    buf_adds(s->out, decimal ? "((" : "(");
    expr_print_sql(x, &s->period, "f", s->out);
    buf_addf(s->out, decimal ? ") * 100)::int8 AS %s" : ") AS %s", name_of(s, letter, i, name));
}

static bool has_programme(const struct select *s)
{
    return dataset_find_field(s->d->datasets[s->part->dataset], "programme") >= 0;
}

static void print_values(const struct select *s)
{
    const struct catalogue *c = s->d->catalogue;
    char name[NAME_MAX_LEN];
    print_open(s, 8, has_programme(s) ? "SELECT f.chantier_id, f.programme" : "SELECT f.chantier_id");
    for (size_t k = 0; k < c->conditions_n; k++) {
        bool used = false;
        for (size_t i = s->part->first; i < s->part->last; i++)
            used |= indicator_at(s, i) && c->indicators[i].condition == k;
        if (!used)
            continue;
        print_comma(s, 15);
        buf_addc(s->out, '(');
        expr_print_sql(c->conditions[k].expr, &s->period, "f", s->out);
        buf_addf(s->out, ") AS %s", name_of(s, 'p', k, name));
    }
    for (size_t i = s->part->first; i < s->part->last; i++) {
        const struct indicator *x = indicator_at(s, i);
        if (x && x->expression)
            print_value(s, x->expression, 'e', i);
        if (x && x->kind == KIND_RATIO)
            print_value(s, x->denominator, 'd', i);
    }
    print_line(s, 8, "FROM ");
    print_rows(s, s->d->datasets[s->part->dataset]);
    print_line(s, 8, "OFFSET 0) r");
}

/* ---- counts ---- */

/* One slot: `fmt` with the names of the indicator in it. */
static void print_slot(const struct select *s, const char *name, const char *fmt, ...) PRINTF(3, 4);
static void print_slot(const struct select *s, const char *name, const char *fmt, ...)
{
    char text[256];
    va_list ap;
    va_start(ap, fmt);
    int n = vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    must(n > 0 && (size_t)n < sizeof text);
    print_comma(s, 11);
    buf_adds(s->out, text);
    if (s->shown) {
        buf_adds(s->out, " AS ");
        sql_quoted(s->out, name);
    }
}

/* Keys beyond the list count as its first or last, as the engine does. */
static void print_keys(const struct select *s, const struct indicator *x, const char *p, const char *e)
{
    const struct codes *codes = expr_codes(x->expression);
    char key[64];
    for (size_t k = 0; k < x->keys_n; k++) {
        struct buf test = {0};
        if (codes) {
            buf_adds(&test, "= ");
            sql_string(&test, codes->items[k].code);
        } else if (x->keys_n == 1) {
            buf_adds(&test, "IS NOT NULL");
        } else {
            buf_addf(&test, "%s %ld", k == 0 ? "<=" : k + 1 == x->keys_n ? ">=" : "=", (long)x->key_min + (long)k);
        }
        indicator_key(x, k, key, sizeof key);
        print_slot(s, key, "count(*) FILTER (WHERE %s AND %s %s)", p, e, buf_text(&test));
        buf_deinit(&test);
    }
}

static void print_sum(const struct select *s, const char *name, const char *p, const char *e)
{
    print_slot(s, name, "coalesce(sum(%s) FILTER (WHERE %s), 0)::int8", e, p);
}

static void print_unknown(const struct select *s, const char *p, const char *e)
{
    print_slot(s, "nr", "count(*) FILTER (WHERE %s AND %s IS NULL)", p, e);
}

static void print_counts(const struct select *s, const struct indicator *x, size_t i)
{
    char names[3][NAME_MAX_LEN];
    const char *p = name_of(s, 'p', x->condition, names[0]), *e = name_of(s, 'e', i, names[1]);
    switch (x->kind) {
    case KIND_COMPTE:
        if (x->distinct)
            print_slot(s, "num", "count(DISTINCT %s) FILTER (WHERE %s)", e, p);
        else
            print_slot(s, "num", "count(*) FILTER (WHERE %s)", p);
        break;
    case KIND_TAUX:
        print_slot(s, "num", "count(*) FILTER (WHERE %s AND %s)", p, e);
        print_slot(s, "den", "count(%s) FILTER (WHERE %s)", e, p);
        print_unknown(s, p, e);
        break;
    case KIND_MOYENNE:
        print_sum(s, "num", p, e);
        print_slot(s, "den", "count(%s) FILTER (WHERE %s)", e, p);
        print_unknown(s, p, e);
        break;
    case KIND_SOMME:
        print_sum(s, "num", p, e);
        print_unknown(s, p, e);
        break;
    case KIND_RATIO:
        print_sum(s, "num", p, e);
        print_sum(s, "den", p, name_of(s, 'd', i, names[2]));
        break;
    case KIND_REPARTITION:
        print_slot(s, "den", "count(%s) FILTER (WHERE %s)", e, p);
        print_unknown(s, p, e);
        print_keys(s, x, p, e);
        break;
    case KIND_NONE:
    case KIND_COUNT:
        must(false);
    }
}

static void print_select(const struct select *s)
{
    buf_addf(s->out, "SELECT chantier_id, %s AS programme",
             has_programme(s) ? "CASE WHEN grouping(programme) = 0 THEN coalesce(programme, '') END" : "NULL::text");
    for (size_t i = s->part->first; i < s->part->last; i++)
        if (indicator_at(s, i))
            print_counts(s, &s->d->catalogue->indicators[i], i);
    print_line(s, 4, "FROM ");
    print_values(s);
    /* all programmes together are counted, not added: a person may be in two */
    print_line(s, 4,
               has_programme(s) ? "GROUP BY GROUPING SETS ((chantier_id, programme), (chantier_id))"
                                : "GROUP BY chantier_id");
    print_line(s, 4, "ORDER BY chantier_id");
}

void facts_sql_select(const struct definitions *d, const struct facts_part *part, int32_t debut, int32_t fin,
                      struct buf *out)
{
    print_select(&(struct select){.d = d, .part = part, .period = {.debut = debut, .fin = fin}, .out = out});
}

/* ---- one indicator, shown ---- */

static void print_total(const char *name, bool first, struct buf *out)
{
    buf_adds(out, first ? "SELECT sum(" : ",\n       sum(");
    sql_quoted(out, name);
    buf_adds(out, ")::int8 AS ");
    sql_quoted(out, name);
}

static void print_totals(const struct indicator *x, struct buf *out)
{
    static const char *const slots[KIND_COUNT][3] = {
        [KIND_COMPTE] = {"num"},      [KIND_TAUX] = {"num", "den", "nr"}, [KIND_MOYENNE] = {"num", "den", "nr"},
        [KIND_SOMME] = {"num", "nr"}, [KIND_RATIO] = {"num", "den"},      [KIND_REPARTITION] = {"den", "nr"},
    };
    char key[64];
    for (size_t k = 0; k < 3 && slots[x->kind][k]; k++)
        print_total(slots[x->kind][k], k == 0, out);
    for (size_t k = 0; x->kind == KIND_REPARTITION && k < x->keys_n; k++) {
        indicator_key(x, k, key, sizeof key);
        print_total(key, false, out);
    }
}

void facts_sql_show(const struct definitions *d, const struct facts_shown *shown, struct buf *out)
{
    const struct indicator *x = &d->catalogue->indicators[shown->indicator];
    must(x->source != SOURCE_CHANTIER);
    const struct facts_part part = {x->source, shown->indicator, shown->indicator + 1, x->slots_n};
    const struct select s = {
        .d = d, .part = &part, .period = {.debut = shown->debut, .fin = shown->fin}, .shown = shown, .out = out};
    print_totals(x, out);
    buf_adds(out, "\nFROM (\n    ");
    print_select(&s);
    buf_adds(out, ") c");
    if (has_programme(&s) && shown->programme == PROGRAMME_TOUS) {
        buf_adds(out, "\nWHERE programme IS NULL");
    } else if (has_programme(&s)) {
        buf_adds(out, "\nWHERE programme = ");
        sql_string(out, programme_name(d, shown->programme));
    }
    buf_adds(out, ";\n");
}
