/* The lists of a reporter, read from the facts. */
#include "io/lists.h"

#include "base/cal.h"
#include "io/counts.h"
#include "io/previsions.h"
#include "programme/caseload.h"
#include "programme/postes.h"
#include "programme/todo_json.h"
#include "programme/veille_sql.h"

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

/* ---- for alerting ---- */

static json_t *day_json(int32_t day)
{
    char text[CAL_DAY_LEN];
    cal_format_day(day, text);
    return json_string(text);
}

/* The load of a chantier; who is named by nobody counts in the file active alone. */
static json_t *read_load(struct db_sync *db, const struct definitions *d, const char *reporter, int32_t day,
                         int64_t known_us, struct err *e)
{
    struct db_result r;
    int64_t file_active = 0, etp = 0;
    if (ask_of_day(db, caseload_sql, d, reporter, day, known_us, &r, e) < 0)
        return NULL;
    json_t *cips = json_array();
    for (int i = 0; i < db_rows(&r); i++) {
        file_active += db_int64(&r, i, 5);
        etp += db_int64(&r, i, 4);
        if (!db_is_null(&r, i, 1))
            json_array_append_new(cips, json_pack("[sII]", db_text(&r, i, 1), (json_int_t)db_int64(&r, i, 5),
                                                  (json_int_t)db_int64(&r, i, 4)));
    }
    db_result_deinit(&r);
    return json_pack("{so sI sI so}", "date", day_json(day), "file_active", (json_int_t)file_active, "etp",
                     (json_int_t)etp, "cips", cips);
}

static int add_previsions(struct db_sync *db, const struct definitions *d, const char *reporter, int32_t day,
                          int64_t known_us, json_t *doc, struct err *e)
{
    struct previsions p;
    if (previsions_read(db, d, reporter, day, known_us, PREVISIONS_SOIRS, &p, e) < 0)
        return e->code == ERR_LIMIT ? json_object_set_new(doc, "previsions", json_array()) : -1;
    json_object_set_new(doc, "previsions", previsions_weeks(&p));
    previsions_deinit(&p);
    return 0;
}

static json_t *veille_chantier(struct db_sync *db, const struct definitions *d, const char *reporter, int32_t day,
                               int64_t known_us, bool ahead, struct err *e)
{
    struct db_result r;
    json_t *doc = read_load(db, d, reporter, day, known_us, e);
    if (!doc)
        return NULL;
    if (ahead && add_previsions(db, d, reporter, day, known_us, doc, e) < 0) {
        json_decref(doc);
        return NULL;
    }
    if (ask_of_day(db, veille_echeances_sql, d, reporter, day, known_us, &r, e) < 0) {
        json_decref(doc);
        return NULL;
    }
    json_t *list = json_array();
    for (int i = 0; i < db_rows(&r); i++)
        json_array_append_new(list, json_pack("[ssob]", db_text(&r, i, 0), db_text(&r, i, 1),
                                              day_json(db_day(&r, i, 2)), db_bool(&r, i, 3)));
    db_result_deinit(&r);
    json_object_set_new(doc, "echeances", list);
    return doc;
}

static json_t *veille_territoire(struct db_sync *db, const struct definitions *d, const char *reporter, int32_t day,
                                 int64_t known_us, struct err *e)
{
    struct db_result postes, copils;
    if (ask_of_day(db, veille_postes_sql, d, reporter, day, known_us, &postes, e) < 0)
        return NULL;
    if (ask_of_day(db, veille_copils_sql, d, reporter, day, known_us, &copils, e) < 0) {
        db_result_deinit(&postes);
        return NULL;
    }
    json_t *vacant = json_array(), *held = json_array();
    for (int i = 0; i < db_rows(&postes); i++)
        json_array_append_new(vacant, json_pack("[so]", db_text(&postes, i, 0), day_json(db_day(&postes, i, 1))));
    for (int i = 0; i < db_rows(&copils); i++)
        json_array_append_new(held, day_json(db_day(&copils, i, 0)));
    db_result_deinit(&postes);
    db_result_deinit(&copils);
    return json_pack("{so so so}", "date", day_json(day), "postes", vacant, "copils", held);
}

json_t *lists_veille(struct db_sync *db, const struct definitions *d, const char *reporter, bool territoire,
                     int32_t day, int64_t known_us, bool ahead, struct err *e)
{
    return territoire ? veille_territoire(db, d, reporter, day, known_us, e)
                      : veille_chantier(db, d, reporter, day, known_us, ahead, e);
}
