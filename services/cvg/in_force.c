/* The situation date in force of one reporter. */
#include "cvg/in_force.h"

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
