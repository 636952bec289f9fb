/* What is in force is read under a lock and compared with the files: only rows that differ are closed and written.
 *
 * Known time is taken after the lock and is younger than any there is, so that two imports one after the other leave no
 * version that ends before it begins. */
#include "cvg/reference_store.h"

#include <string.h>

static const char *const select_sql[REFERENCE_KIND_COUNT] = {
    "SELECT code, nom, coalesce(to_char(lancement, 'YYYY-MM-DD'), ''), porteur"
    "  FROM cvg.territoire WHERE known_to = 'infinity'",
    "SELECT chantier_id, nom, territoire, CASE WHEN isfinite(depuis) THEN to_char(depuis, 'YYYY-MM-DD') ELSE '' END,"
    "       CASE WHEN isfinite(jusqua) THEN to_char(jusqua, 'YYYY-MM-DD') ELSE '' END, coalesce(objectif::text, ''),"
    "       support_activite, logiciel, contact"
    "  FROM cvg.chantier_ligne WHERE known_to = 'infinity'",
};
/* $1 the time; $2, $3 the first and the fourth cell of the rows that end */
static const char *const close_sql[REFERENCE_KIND_COUNT] = {
    "UPDATE cvg.territoire t SET known_to = $1 FROM unnest($2, $3) AS x(id, unused)"
    " WHERE t.code = x.id AND t.known_to = 'infinity'",
    "UPDATE cvg.chantier_ligne t SET known_to = $1 FROM unnest($2, $3) AS x(id, depuis)"
    " WHERE t.chantier_id = x.id AND t.depuis = coalesce(nullif(x.depuis, ''), '-infinity')::date AND t.known_to = "
    "'infinity'",
};
/* $1 the time; then one array a column */
static const char *const insert_sql[REFERENCE_KIND_COUNT] = {
    "INSERT INTO cvg.territoire (code, nom, lancement, porteur, known_from)"
    " SELECT code, nom, nullif(lancement, '')::date, porteur, $1 FROM unnest($2, $3, $4, $5) AS x(code, nom, "
    "lancement, porteur)",
    "INSERT INTO cvg.chantier_ligne (chantier_id, nom, territoire, depuis, jusqua, objectif, support_activite, "
    "logiciel, contact,"
    " known_from)"
    " SELECT chantier_id, nom, territoire, coalesce(nullif(depuis, ''), '-infinity')::date,"
    "        coalesce(nullif(jusqua, ''), 'infinity')::date, nullif(objectif, '')::integer, support_activite, "
    "logiciel, contact, $1"
    "   FROM unnest($2, $3, $4, $5, $6, $7, $8, $9, $10)"
    "     AS x(chantier_id, nom, territoire, depuis, jusqua, objectif, support_activite, logiciel, contact)",
};
/* Readers of a known time wait for the whole of an import, see known.c. */
static const char bar_sql[] = "SELECT pg_advisory_xact_lock(67869)";
static const char lock_sql[] = "SELECT version FROM cvg.reference_state FOR UPDATE";
static const char time_sql[] = "SELECT greatest(clock_timestamp(), max(t) + interval '1 microsecond')"
                               "  FROM (SELECT max(known_from) AS t FROM cvg.territoire UNION ALL SELECT "
                               "max(known_from) FROM cvg.chantier_ligne) AS x";
static const char bump_sql[] = "UPDATE cvg.reference_state SET version = version + 1 RETURNING version";
static const char known_sql[] =
    "SELECT EXISTS (SELECT 1 FROM cvg.chantier_ligne WHERE chantier_id = $1 AND known_to = 'infinity')"
    "    OR EXISTS (SELECT 1 FROM cvg.territoire WHERE code = $1 AND known_to = 'infinity')";

static size_t columns_of(enum reference_kind kind)
{
    return kind == REFERENCE_TERRITOIRES ? TERRITOIRE_COLUMNS : CHANTIER_COLUMNS;
}

static int load(struct db_sync *db, enum reference_kind kind, struct reference_table *out, struct err *e)
{
    struct db_result res;
    out->kind = kind;
    if (db_sync_exec(db, select_sql[kind], NULL, DB_TEXT_RESULT, &res, e) < 0)
        return -1;
    for (int i = 0; i < db_rows(&res); i++) {
        struct reference_row *row = reference_table_add(out, kind);
        for (size_t c = 0; c < columns_of(kind); c++)
            row->cells[c] = arena_text(&out->texts, db_text(&res, i, (int)c), db_len(&res, i, (int)c));
    }
    db_result_deinit(&res);
    reference_table_sort(out);
    return 0;
}

/* The cells of one column of some rows. */
static void add_column(struct db_params *p, const struct reference_table *t, const size_t *rows, size_t n,
                       size_t column)
{
    struct db_array a = {0};
    db_array_begin(&a, DB_TEXT);
    for (size_t i = 0; i < n; i++)
        db_array_add_text(&a, t->rows[rows[i]].cells[column]);
    db_add_array(p, &a);
}

static int write_diff(struct db_sync *db, const struct reference_table *before, const struct reference_table *after,
                      const struct reference_diff *d, int64_t at_us, struct err *e)
{
    enum reference_kind kind = after->kind;
    struct db_params p = {0};
    if (d->gone_n) {
        db_add_instant(&p, at_us);
        add_column(&p, before, d->gone, d->gone_n, 0);
        add_column(&p, before, d->gone, d->gone_n, CHANTIER_DEPUIS);
        if (db_sync_exec(db, close_sql[kind], &p, DB_TEXT_RESULT, NULL, e) < 0)
            return -1;
    }
    if (!d->fresh_n)
        return 0;
    db_add_instant(&p, at_us);
    for (size_t c = 0; c < columns_of(kind); c++)
        add_column(&p, after, d->fresh, d->fresh_n, c);
    return db_sync_exec(db, insert_sql[kind], &p, DB_TEXT_RESULT, NULL, e);
}

static int ask_number(struct db_sync *db, const char *sql, int64_t *out, struct err *e)
{
    struct db_result res;
    if (db_sync_exec(db, sql, NULL, DB_BINARY, &res, e) < 0)
        return -1;
    *out = sql == time_sql ? db_instant(&res, 0, 0) : db_int64(&res, 0, 0);
    db_result_deinit(&res);
    return 0;
}

static int store_all(struct db_sync *db, const struct reference_table *after, struct reference_table *before,
                     int64_t *version_out, struct err *e)
{
    int64_t at_us;
    size_t differ = 0;
    if (db_sync_script(db, bar_sql, e) < 0 || ask_number(db, lock_sql, version_out, e) < 0 ||
        ask_number(db, time_sql, &at_us, e) < 0)
        return -1;
    for (int k = 0; k < REFERENCE_KIND_COUNT; k++) {
        struct reference_diff d;
        if (load(db, (enum reference_kind)k, &before[k], e) < 0)
            return -1;
        reference_table_compare(&before[k], &after[k], &d);
        int rc = write_diff(db, &before[k], &after[k], &d, at_us, e);
        differ += d.gone_n + d.fresh_n;
        reference_diff_deinit(&d);
        if (rc < 0)
            return -1;
    }
    return differ ? ask_number(db, bump_sql, version_out, e) : 0;
}

int reference_store(struct db_sync *db, const struct reference_table after[REFERENCE_KIND_COUNT],
                    struct reference_table before[REFERENCE_KIND_COUNT], int64_t *version_out, struct err *e)
{
    for (int k = 0; k < REFERENCE_KIND_COUNT; k++)
        before[k] = (struct reference_table){0};
    if (db_sync_begin(db, e) == 0 && store_all(db, after, before, version_out, e) == 0 && db_sync_commit(db, e) == 0)
        return 0;
    db_sync_rollback(db);
    for (int k = 0; k < REFERENCE_KIND_COUNT; k++)
        reference_table_deinit(&before[k]);
    return -1;
}

int reference_store_known(struct db_sync *db, const char *reporter, bool *known_out, struct err *e)
{
    struct db_params p = {0};
    struct db_result res;
    db_add_text(&p, reporter);
    if (db_sync_exec(db, known_sql, &p, DB_TEXT_RESULT, &res, e) < 0)
        return -1;
    *known_out = db_bool(&res, 0, 0);
    db_result_deinit(&res);
    return 0;
}
