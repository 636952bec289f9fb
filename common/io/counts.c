/* Contributions counted over the facts by PostgreSQL, or read as stored. */
#include "io/counts.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "programme/facts_sql.h"

static int64_t *values_of(struct counts *c, const struct definitions *d, const char *reporter)
{
    bool added;
    uint64_t *i = map_at(&c->reporters, reporter, strlen(reporter), &added);
    if (!added)
        return c->values[*i];
    *i = c->reporters.n - 1;
    c->values = mem_room(c->values, *i, &c->cap, sizeof *c->values);
    return c->values[*i] = mem_new_n(contribution_len(d), sizeof **c->values);
}

const int64_t *counts_find(const struct counts *c, const char *reporter)
{
    uint64_t i;
    return map_get(&c->reporters, reporter, strlen(reporter), &i) ? c->values[i] : NULL;
}

void counts_deinit(struct counts *c)
{
    for (size_t i = 0; i < c->reporters.n; i++)
        free(c->values[i]);
    free(c->values);
    map_deinit(&c->reporters);
    *c = (struct counts){0};
}

/* ---- from the facts ---- */

/* A row of one programme, of all together, or of a dataset that is the same for each. */
static void take_row(const struct definitions *d, const struct facts_part *part, const size_t *slots,
                     const struct db_result *r, struct counts *out)
{
    bool shared = dataset_find_field(d->datasets[part->dataset], "programme") < 0;
    int only = db_is_null(r, 0, 1) ? PROGRAMME_TOUS : programme_find(d, db_text(r, 0, 1));
    int64_t *values = values_of(out, d, db_text(r, 0, 0));
    for (size_t g = 0; g < programmes_count(d); g++)
        for (size_t k = 0; (shared || (int)g == only) && k < part->slots_n; k++)
            values[g * d->catalogue->slots_n + slots[k]] = db_int64(r, 0, FACTS_FIRST_SLOT_COLUMN + (int)k);
}

void counts_parameters(int64_t known_us, const char *const *only, size_t only_n, struct db_params *p)
{
    struct db_array list = {0};
    db_add_instant(p, known_us);
    if (!only) {
        db_add_null(p);
        return;
    }
    db_array_begin(&list, DB_TEXT);
    for (size_t i = 0; i < only_n; i++)
        db_array_add_text(&list, only[i]);
    db_add_array(p, &list);
}

static int read_part(struct db_sync *db, const struct definitions *d, const struct facts_part *part,
                     const struct period *p, struct db_params *params, struct counts *out, struct err *e)
{
    struct buf sql = {0};
    struct db_result row = {0};
    size_t *slots = mem_new_n(part->slots_n, sizeof *slots);
    facts_sql_slots(d, part, slots);
    facts_sql_select(d, part, p->debut, p->fin, &sql);
    int rc = db_sync_start(db, buf_text(&sql), params, DB_BINARY, e);
    if (rc == 0)
        while ((rc = db_sync_next(db, &row, e)) == 1)
            take_row(d, part, slots, &row, out);
    buf_deinit(&sql);
    free(slots);
    return rc;
}

int counts_from_facts(struct db_sync *db, const struct definitions *d, const struct period *p, int64_t known_us,
                      const char *const *only, size_t only_n, struct counts *out, struct err *e)
{
    *out = (struct counts){0};
    for (struct facts_part part = {0}; facts_sql_next(d, &part);) {
        struct db_params params = {0};
        counts_parameters(known_us, only, only_n, &params);
        if (read_part(db, d, &part, p, &params, out, e) < 0) {
            counts_deinit(out);
            return -1;
        }
    }
    return 0;
}

/* ---- as stored ---- */

int counts_from_stored(struct db_sync *db, const struct definitions *d, const struct period *p, struct counts *out,
                       struct buf *broken, struct err *e)
{
    static const char sql[] =
        "SELECT chantier_id, payload FROM cvg.contribution WHERE debut = $1 AND fin = $2 AND definitions = $3"
        " ORDER BY chantier_id";
    struct db_params params = {0};
    struct db_result r = {0};
    *out = (struct counts){0};
    db_add_day(&params, p->debut);
    db_add_day(&params, p->fin);
    db_add_text(&params, d->digest);
    if (db_sync_exec(db, sql, &params, DB_BINARY, &r, e) < 0)
        return -1;
    for (int i = 0; i < db_rows(&r); i++) {
        size_t len;
        const void *payload = db_bytea(&r, i, 1, &len);
        int64_t *values = values_of(out, d, db_text(&r, i, 0));
        if (contribution_decode(payload, len, values, contribution_len(d)) != 0) {
            memset(values, 0, contribution_len(d) * sizeof *values);
            buf_addf(broken, "%s%s", broken->len ? " " : "", db_text(&r, i, 0));
        }
    }
    db_result_deinit(&r);
    return 0;
}
