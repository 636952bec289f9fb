/* The tables of facts and the SELECTs that count over them.
 *
 * A SELECT has three storeys, kept apart by OFFSET 0 so that the planner computes each once a row: the codes as the
 * definitions of today have them; the truth of every distinct population (p0, p1 …) and the value of every expression
 * (e0, d0 …); the counts. */
#include "programme/facts_sql.h"

#include <string.h>

static void add_name(struct buf *b, const char *name)
{
    buf_addc(b, '"');
    for (; *name; name++) {
        if (*name == '"')
            buf_addc(b, '"');
        buf_addc(b, *name);
    }
    buf_addc(b, '"');
}

static void add_string(struct buf *b, const char *s)
{
    buf_addc(b, '\'');
    for (; *s; s++) {
        if (*s == '\'')
            buf_addc(b, '\'');
        buf_addc(b, *s);
    }
    buf_addc(b, '\'');
}

/* ---- tables ---- */

static const char *column_type(const struct field *f)
{
    static const char *const types[FIELD_TYPE_COUNT] = {
        [FIELD_ID] = "text",
        [FIELD_TEXT] = "text",
        [FIELD_CODE] = "text",
        [FIELD_BOOLEAN] = "boolean",
        [FIELD_DATE] = "date",
        [FIELD_MONTH] = "date",
        [FIELD_DECIMAL] = "numeric(12,2)",
        [FIELD_INTEGER] = "integer",
    };
    must(types[f->type]);
    return types[f->type];
}

static void add_index(struct buf *out, const struct dataset *s, const char *suffix, const char *what)
{
    struct buf name = {0};
    buf_addf(&name, "%s_%s", s->name, suffix);
    buf_adds(out, "CREATE INDEX IF NOT EXISTS ");
    add_name(out, buf_text(&name));
    buf_adds(out, " ON faits.");
    add_name(out, s->name);
    buf_addf(out, " %s;\n", what);
    buf_deinit(&name);
}

void facts_sql_tables(const struct definitions *d, struct buf *out)
{
    for (size_t k = 0; k < d->datasets_n; k++) {
        const struct dataset *s = d->datasets[k];
        buf_adds(out, "CREATE TABLE IF NOT EXISTS faits.");
        add_name(out, s->name);
        buf_adds(out, " (chantier_id text NOT NULL, row_key text NOT NULL, known_from timestamptz NOT NULL,"
                      " known_to timestamptz NOT NULL DEFAULT 'infinity', n_from bigint, n_to bigint,"
                      " last_good boolean NOT NULL DEFAULT false, PRIMARY KEY (chantier_id, row_key, known_from));\n");
        for (size_t i = 0; i < s->fields_n; i++) {
            if (s->fields[i].off)
                continue;
            buf_adds(out, "ALTER TABLE faits.");
            add_name(out, s->name);
            buf_adds(out, " ADD COLUMN IF NOT EXISTS ");
            add_name(out, s->fields[i].name);
            buf_addf(out, " %s;\n", column_type(&s->fields[i]));
        }
        add_index(out, s, "en_vigueur", "(chantier_id) WHERE known_to = 'infinity'");
        add_index(out, s, "connu", "(chantier_id, known_to)");
    }
}

/* ---- parts ---- */

bool facts_sql_next(const struct definitions *d, struct facts_part *part)
{
    const struct catalogue *c = d->catalogue;
    size_t dataset = part->dataset, i = part->last;
    for (; dataset < d->datasets_n; dataset++, i = 0) {
        while (i < c->indicators_n && c->indicators[i].source != dataset)
            i++;
        if (i < c->indicators_n)
            break;
    }
    *part = (struct facts_part){.dataset = dataset, .first = i, .last = i};
    for (; dataset < d->datasets_n && i < c->indicators_n; i++) {
        const struct indicator *x = &c->indicators[i];
        if (x->source != dataset)
            continue;
        if (part->slots_n && part->slots_n + x->slots_n > FACTS_PART_SLOTS_MAX)
            break;
        part->slots_n += x->slots_n;
        part->last = i + 1;
    }
    return dataset < d->datasets_n;
}

void facts_sql_slots(const struct definitions *d, const struct facts_part *part, size_t *out)
{
    size_t n = 0;
    for (size_t i = part->first; i < part->last; i++) {
        const struct indicator *x = &d->catalogue->indicators[i];
        for (size_t k = 0; x->source == part->dataset && k < x->slots_n; k++)
            out[n++] = x->slot + k;
    }
    must(n == part->slots_n);
}

/* ---- a SELECT ---- */

struct select {
    const struct definitions *d;
    const struct facts_part *part;
    struct expr_input period;
    struct buf *out;
};

/* A code that is stored otherwise while an option is off, or that the list has dropped since, is read as the engine
 * reads it. */
static void print_code(struct buf *out, const struct field *f)
{
    const struct codes *c = f->codes;
    buf_adds(out, ", CASE");
    for (size_t i = 0; i < c->items_n; i++)
        if (c->items[i].instead != (int32_t)i) {
            buf_adds(out, " WHEN t.");
            add_name(out, f->name);
            buf_adds(out, " = ");
            add_string(out, c->items[i].code);
            buf_adds(out, " THEN ");
            add_string(out, c->items[c->items[i].instead].code);
        }
    buf_adds(out, " WHEN t.");
    add_name(out, f->name);
    buf_adds(out, " IN (");
    for (size_t i = 0; i < c->items_n; i++) {
        buf_adds(out, i ? ", " : "");
        add_string(out, c->items[i].code);
    }
    buf_adds(out, ") THEN t.");
    add_name(out, f->name);
    buf_adds(out, " END AS ");
    add_name(out, f->name);
}

void facts_sql_rows(const struct dataset *set, struct buf *out)
{
    buf_adds(out, "(SELECT t.chantier_id");
    for (size_t i = 0; i < set->fields_n; i++) {
        const struct field *f = &set->fields[i];
        if (f->off)
            continue;
        if (f->type == FIELD_CODE && f->codes->items_n) {
            print_code(out, f);
        } else {
            buf_adds(out, ", t.");
            add_name(out, f->name);
        }
    }
    buf_adds(out, " FROM faits.");
    add_name(out, set->name);
    buf_adds(out, " t WHERE t.known_from <= $1::timestamptz AND t.known_to > $1::timestamptz"
                  " AND ($2::text[] IS NULL OR t.chantier_id = ANY($2::text[])) OFFSET 0) f");
}

static const struct indicator *indicator_at(const struct select *s, size_t i)
{
    const struct indicator *x = &s->d->catalogue->indicators[i];
    return x->source == s->part->dataset ? x : NULL;
}

static void print_value(const struct select *s, const struct expr *x, char prefix, size_t i)
{
    bool decimal = expr_type(x) == EXPR_DECIMAL;
    buf_adds(s->out, decimal ? ", ((" : ", (");
    expr_print_sql(x, &s->period, "f", s->out);
    buf_addf(s->out, decimal ? ") * 100)::int8 AS %c%zu" : ") AS %c%zu", prefix, i);
}

static bool has_programme(const struct select *s)
{
    return dataset_find_field(s->d->datasets[s->part->dataset], "programme") >= 0;
}

static void print_values(const struct select *s)
{
    const struct catalogue *c = s->d->catalogue;
    buf_addf(s->out, "(SELECT f.chantier_id%s", has_programme(s) ? ", f.programme" : "");
    for (size_t k = 0; k < c->conditions_n; k++) {
        bool used = false;
        for (size_t i = s->part->first; i < s->part->last; i++)
            used |= indicator_at(s, i) && c->indicators[i].condition == k;
        if (!used)
            continue;
        buf_adds(s->out, ", (");
        expr_print_sql(c->conditions[k].expr, &s->period, "f", s->out);
        buf_addf(s->out, ") AS p%zu", k);
    }
    for (size_t i = s->part->first; i < s->part->last; i++) {
        const struct indicator *x = indicator_at(s, i);
        if (x && x->expression)
            print_value(s, x->expression, 'e', i);
        if (x && x->kind == KIND_RATIO)
            print_value(s, x->denominator, 'd', i);
    }
    buf_adds(s->out, " FROM ");
    facts_sql_rows(s->d->datasets[s->part->dataset], s->out);
    buf_adds(s->out, " OFFSET 0) r");
}

/* Keys beyond the list count as its first or last, as the engine does. */
static void print_keys(struct buf *out, const struct indicator *x, size_t i)
{
    const struct codes *codes = expr_codes(x->expression);
    for (size_t k = 0; k < x->keys_n; k++) {
        buf_addf(out, ", count(*) FILTER (WHERE p%zu AND e%zu ", x->condition, i);
        if (codes) {
            buf_adds(out, "= ");
            add_string(out, codes->items[k].code);
        } else if (x->keys_n == 1) {
            buf_adds(out, "IS NOT NULL");
        } else {
            buf_addf(out, "%s %ld", k == 0 ? "<=" : k + 1 == x->keys_n ? ">=" : "=", (long)x->key_min + (long)k);
        }
        buf_addc(out, ')');
    }
}

static void print_counts(struct buf *out, const struct indicator *x, size_t i)
{
    size_t p = x->condition;
    switch (x->kind) {
    case KIND_COMPTE:
        if (x->distinct)
            buf_addf(out, ", count(DISTINCT e%zu) FILTER (WHERE p%zu)", i, p);
        else
            buf_addf(out, ", count(*) FILTER (WHERE p%zu)", p);
        break;
    case KIND_TAUX:
        buf_addf(out, ", count(*) FILTER (WHERE p%zu AND e%zu), count(e%zu) FILTER (WHERE p%zu)", p, i, i, p);
        buf_addf(out, ", count(*) FILTER (WHERE p%zu AND e%zu IS NULL)", p, i);
        break;
    case KIND_MOYENNE:
        buf_addf(out, ", coalesce(sum(e%zu) FILTER (WHERE p%zu), 0)::int8, count(e%zu) FILTER (WHERE p%zu)", i, p, i,
                 p);
        buf_addf(out, ", count(*) FILTER (WHERE p%zu AND e%zu IS NULL)", p, i);
        break;
    case KIND_SOMME:
        buf_addf(out, ", coalesce(sum(e%zu) FILTER (WHERE p%zu), 0)::int8", i, p);
        buf_addf(out, ", count(*) FILTER (WHERE p%zu AND e%zu IS NULL)", p, i);
        break;
    case KIND_RATIO:
        buf_addf(out, ", coalesce(sum(e%zu) FILTER (WHERE p%zu), 0)::int8", i, p);
        buf_addf(out, ", coalesce(sum(d%zu) FILTER (WHERE p%zu), 0)::int8", i, p);
        break;
    case KIND_REPARTITION:
        buf_addf(out, ", count(e%zu) FILTER (WHERE p%zu), count(*) FILTER (WHERE p%zu AND e%zu IS NULL)", i, p, p, i);
        print_keys(out, x, i);
        break;
    case KIND_NONE:
    case KIND_COUNT:
        must(false);
    }
}

void facts_sql_select(const struct definitions *d, const struct facts_part *part, int32_t debut, int32_t fin,
                      struct buf *out)
{
    struct select s = {.d = d, .part = part, .period = {.debut = debut, .fin = fin}, .out = out};
    buf_addf(out, "SELECT chantier_id, %s AS programme",
             has_programme(&s) ? "CASE WHEN grouping(programme) = 0 THEN coalesce(programme, '') END" : "NULL::text");
    for (size_t i = part->first; i < part->last; i++)
        if (indicator_at(&s, i))
            print_counts(out, &d->catalogue->indicators[i], i);
    buf_adds(out, " FROM ");
    print_values(&s);
    /* all programmes together are counted, not added: a person may be in two */
    buf_adds(out, has_programme(&s) ? " GROUP BY GROUPING SETS ((chantier_id, programme), (chantier_id))"
                                    : " GROUP BY chantier_id");
    buf_adds(out, " ORDER BY chantier_id");
}
