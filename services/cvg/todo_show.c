/* What a chantier has still to complete, from the facts in force. */
#include "cvg/todo_show.h"

#include <string.h>

#include "base/cal.h"
#include "cvg/command.h"
#include "cvg/in_force.h"
#include "cvg/operator.h"
#include "cvg/todo.h"

static json_t *read_list(struct db_sync *db, const struct definitions *d, const char *reporter, int32_t day,
                         struct err *e)
{
    struct buf sql = {0};
    struct db_result r;
    todo_sql(d, day, &sql);
    int rc = in_force_read(db, buf_text(&sql), reporter, &r, e);
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

int todo_show(const char *reporter, const char *date, enum listing_format format)
{
    struct definitions *d = NULL;
    struct err e;
    int32_t day = 0, situation;
    json_t *list = NULL;
    struct db_sync *db = operator_db(&e);
    if (db && definitions_load(definitions_folder(), &d, &e) == 0 &&
        in_force_situation(db, reporter, &situation, &e) == 0) {
        if (!date || !cal_parse_iso(date, strlen(date), &day))
            day = situation;
        list = read_list(db, d, reporter, day, &e);
    }
    db_sync_close(&db);
    definitions_free(&d);
    if (!list)
        return command_fail(&e);
    todo_print(list, reporter, day, format);
    json_decref(list);
    return COMMAND_DONE;
}
