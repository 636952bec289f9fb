/* Questions to the facts in force of one reporter. */
#include "cvg/in_force.h"

#include "base/cal.h"

#define DAY_US (86400ll * 1000000)

static const char TEXT_NOTHING[] = "« %s » n'a encore aucun envoi accepté";
static const char situation_sql[] =
    "SELECT situation FROM cvg.chantier_state WHERE chantier_id = $1 AND situation IS NOT NULL";

int in_force_situation(struct db_sync *db, const char *reporter, int32_t *day_out, struct err *e)
{
    struct db_params p = {0};
    struct db_result r;
    db_add_text(&p, reporter);
    if (db_sync_exec(db, situation_sql, &p, DB_BINARY, &r, e) < 0)
        return -1;
    int rc = db_rows(&r) ? 0 : err_set(e, ERR_FORMAT, TEXT_NOTHING, reporter);
    if (rc == 0)
        *day_out = db_day(&r, 0, 0);
    db_result_deinit(&r);
    return rc;
}

int in_force_read(struct db_sync *db, const char *sql, const char *reporter, struct db_result *out, struct err *e)
{
    struct db_params p = {0};
    struct db_array list = {0};
    db_add_instant(&p, cal_day(2900, 1, 1) * DAY_US); /* later than any known time, and not infinity */
    db_array_begin(&list, DB_TEXT);
    db_array_add_text(&list, reporter);
    db_add_array(&p, &list);
    return db_sync_exec(db, sql, &p, DB_BINARY, out, e);
}
