/* The tables of facts, and in which parts the catalogue is counted over them. */
#include "programme/facts_sql.h"

#include "programme/sql.h"

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
    sql_quoted(out, buf_text(&name));
    buf_adds(out, " ON faits.");
    sql_quoted(out, s->name);
    buf_addf(out, " %s;\n", what);
    buf_deinit(&name);
}

void facts_sql_tables(const struct definitions *d, struct buf *out)
{
    for (size_t k = 0; k < d->datasets_n; k++) {
        const struct dataset *s = d->datasets[k];
        buf_adds(out, "CREATE TABLE IF NOT EXISTS faits.");
        sql_quoted(out, s->name);
        buf_adds(out, " (chantier_id text NOT NULL, row_key text NOT NULL, known_from timestamptz NOT NULL,"
                      " known_to timestamptz NOT NULL DEFAULT 'infinity', n_from bigint, n_to bigint,"
                      " last_good boolean NOT NULL DEFAULT false, PRIMARY KEY (chantier_id, row_key, known_from));\n");
        for (size_t i = 0; i < s->fields_n; i++) {
            if (s->fields[i].off)
                continue;
            buf_adds(out, "ALTER TABLE faits.");
            sql_quoted(out, s->name);
            buf_adds(out, " ADD COLUMN IF NOT EXISTS ");
            sql_quoted(out, s->fields[i].name);
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

/* ---- a population ---- */

int facts_sql_population(const struct definitions *d, size_t dataset, const char *population, int32_t day,
                         struct buf *out, struct err *e)
{
    const struct expr_input period = {.debut = day, .fin = day};
    struct expr_fault fault;
    struct expr *x = expr_parse(population, &d->catalogue->scopes[dataset], &fault);
    if (!x)
        return err_set(e, ERR_FORMAT, "populations.csv: %s: %s", population, fault.text);
    facts_sql_rows(d->datasets[dataset], out);
    buf_adds(out, " WHERE ");
    expr_print_sql(x, &period, "f", out);
    expr_free(&x);
    return 0;
}
