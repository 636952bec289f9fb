/* What is in force is read under a lock and compared with the files: only rows that differ are closed and written, by
 * the functions that the forms of the dashboard write with (sql/0008_edition.sql). */
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
/* What writes stands in sql/0008_edition.sql, for the forms of the dashboard and for this alike. $1 the time; then the
 * first cell, and of lines the fourth, of the rows that end; then one array a column. */
static const char *const write_sql[REFERENCE_KIND_COUNT] = {
    "SELECT cvg.reference_territoires_write($1, $2, $3, $4, $5, $6)",
    "SELECT cvg.reference_lignes_write($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
};
static const char begin_sql[] = "SELECT at, version FROM cvg.reference_begin()";
static const char end_sql[] = "SELECT cvg.reference_end($1, 'reference.import', '', $2::text::jsonb)";
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
    db_add_instant(&p, at_us);
    add_column(&p, before, d->gone, d->gone_n, 0);
    if (kind == REFERENCE_CHANTIERS)
        add_column(&p, before, d->gone, d->gone_n, CHANTIER_DEPUIS);
    for (size_t c = 0; c < columns_of(kind); c++)
        add_column(&p, after, d->fresh, d->fresh_n, c);
    return db_sync_exec(db, write_sql[kind], &p, DB_TEXT_RESULT, NULL, e);
}

/* One kind: the rows before, and what differs. Territories first: lines name them. */
static int store_kind(struct db_sync *db, const struct reference_table *after, struct reference_table *before,
                      int64_t at_us, struct buf *detail, bool *differs, struct err *e)
{
    struct reference_diff d;
    if (load(db, after->kind, before, e) < 0)
        return -1;
    reference_table_compare(before, after, &d);
    int rc = d.gone_n + d.fresh_n ? write_diff(db, before, after, &d, at_us, e) : 0;
    *differs = *differs || d.gone_n + d.fresh_n;
    buf_addf(detail, "%s\"%s\":{\"lignes_retirees\":%zu,\"lignes_mises\":%zu}", after->kind ? "," : "{",
             reference_shapes[after->kind].member, d.gone_n, d.fresh_n);
    reference_diff_deinit(&d);
    return rc;
}

/* The new version, and who did it. */
static int end(struct db_sync *db, const char *author, struct buf *detail, int64_t *version_out, struct err *e)
{
    struct db_params p = {0};
    struct db_result res;
    buf_addc(detail, '}');
    db_add_text(&p, author);
    db_add_text(&p, buf_text(detail));
    if (db_sync_exec(db, end_sql, &p, DB_BINARY, &res, e) < 0)
        return -1;
    *version_out = db_int64(&res, 0, 0);
    db_result_deinit(&res);
    return 0;
}

static int store_all(struct db_sync *db, const char *author, const struct reference_table *after,
                     struct reference_table *before, int64_t *version_out, struct err *e)
{
    struct db_result res;
    struct buf detail = {0};
    bool differs = false;
    int rc = 0;
    if (db_sync_exec(db, begin_sql, NULL, DB_BINARY, &res, e) < 0)
        return -1;
    int64_t at_us = db_instant(&res, 0, 0);
    *version_out = db_int64(&res, 0, 1);
    db_result_deinit(&res);
    for (int k = 0; rc == 0 && k < REFERENCE_KIND_COUNT; k++)
        rc = store_kind(db, &after[k], &before[k], at_us, &detail, &differs, e);
    if (rc == 0 && differs)
        rc = end(db, author, &detail, version_out, e);
    buf_deinit(&detail);
    return rc;
}

int reference_store(struct db_sync *db, const char *author, const struct reference_table after[REFERENCE_KIND_COUNT],
                    struct reference_table before[REFERENCE_KIND_COUNT], int64_t *version_out, struct err *e)
{
    for (int k = 0; k < REFERENCE_KIND_COUNT; k++)
        before[k] = (struct reference_table){0};
    if (db_sync_begin(db, e) == 0 && store_all(db, author, after, before, version_out, e) == 0 &&
        db_sync_commit(db, e) == 0)
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
