/* The lists of a reporter, read from the facts. */
#include "io/lists.h"

#include "base/cal.h"
#include "io/counts.h"
#include "programme/caseload.h"
#include "programme/postes.h"
#include "programme/todo_json.h"

static int ask(struct db_sync *db, const struct buf *sql, const char *reporter, int64_t known_us, struct db_result *out,
               struct err *e)
{
    struct db_params p = {0};
    counts_parameters(known_us, &reporter, 1, &p);
    return db_sync_exec(db, sql->data, &p, DB_BINARY, out, e);
}

json_t *lists_todo(struct db_sync *db, const struct definitions *d, const char *reporter, int32_t day, int64_t known_us,
                   struct err *e)
{
    struct buf sql = {0};
    struct db_result r;
    todo_sql(d, day, &sql);
    int rc = ask(db, &sql, reporter, known_us, &r, e);
    buf_deinit(&sql);
    if (rc < 0)
        return NULL;
    json_t *list = json_array();
    for (int i = 0; i < db_rows(&r); i++) {
        const struct todo_item x = {.cip_ref = db_is_null(&r, i, 1) ? NULL : db_text(&r, i, 1),
                                    .parcours_id = db_text(&r, i, 2),
                                    .rule = todo_find(d->todo, db_text(&r, i, 3)),
                                    .due = db_is_null(&r, i, 4) ? CELL_NULL : db_day(&r, i, 4)};
        must(x.rule);
        json_array_append_new(list, todo_line(&x));
    }
    db_result_deinit(&r);
    return list;
}

/* The same of a query that is made for a day. */
static int ask_of_day(struct db_sync *db,
                      int (*make)(const struct definitions *d, int32_t day, struct buf *sql, struct err *e),
                      const struct definitions *d, const char *reporter, int32_t day, int64_t known_us,
                      struct db_result *r, struct err *e)
{
    struct buf sql = {0};
    int rc = make(d, day, &sql, e);
    if (rc == 0)
        rc = ask(db, &sql, reporter, known_us, r, e);
    buf_deinit(&sql);
    return rc;
}

json_t *lists_caseload(struct db_sync *db, const struct definitions *d, const char *reporter, int32_t day,
                       int64_t known_us, struct caseload_sums *sums, struct err *e)
{
    struct db_result r;
    *sums = (struct caseload_sums){0};
    if (ask_of_day(db, caseload_sql, d, reporter, day, known_us, &r, e) < 0)
        return NULL;
    json_t *list = json_array();
    for (int i = 0; i < db_rows(&r); i++) {
        const struct caseload_line x = {.cip_ref = db_is_null(&r, i, 1) ? NULL : db_text(&r, i, 1),
                                        .fonction = db_is_null(&r, i, 2) ? NULL : db_text(&r, i, 2),
                                        .renfort = db_is_null(&r, i, 3) ? -1 : db_bool(&r, i, 3),
                                        .etp = db_int64(&r, i, 4),
                                        .parcours = db_int64(&r, i, 5)};
        caseload_add(list, &x, sums);
    }
    db_result_deinit(&r);
    return list;
}

json_t *lists_postes(struct db_sync *db, const struct definitions *d, const char *reporter, int32_t day,
                     int64_t known_us, struct err *e)
{
    struct db_result r;
    if (ask_of_day(db, postes_sql, d, reporter, day, known_us, &r, e) < 0)
        return NULL;
    json_t *list = json_array();
    for (int i = 0; i < db_rows(&r); i++) {
        char since[CAL_DAY_LEN];
        cal_format_day(db_day(&r, i, 4), since);
        json_array_append_new(list, json_pack("{ss ss sf ss}", "fonction", db_text(&r, i, 1), "etat", db_text(&r, i, 2),
                                              "etp", (double)db_int64(&r, i, 3) / 100, "depuis", since));
    }
    db_result_deinit(&r);
    return list;
}
