/* What a chantier has still to complete, from the facts in force. */
#include "cvg/todo_show.h"

#include <string.h>

#include "base/cal.h"
#include "cvg/command.h"
#include "cvg/in_force.h"
#include "cvg/operator.h"
#include "cvg/todo.h"
#include "io/counts.h"
#include "io/lists.h"

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
        list = lists_todo(db, d, reporter, day, COUNTS_IN_FORCE, &e);
    }
    db_sync_close(&db);
    definitions_free(&d);
    if (!list)
        return command_fail(&e);
    todo_print(list, reporter, day, format);
    json_decref(list);
    return COMMAND_DONE;
}
