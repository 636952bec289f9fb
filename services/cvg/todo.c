/* What a chantier has still to complete, per accompagnant, from the facts in force or from a file. */
#include "cvg/todo.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cal.h"
#include "cvg/command.h"
#include "cvg/in_force.h"
#include "cvg/operator.h"

static const char TEXT_TITLE[] = "À compléter : %s, au %s\n\n";
static const char TEXT_FILES[] = "les fichiers";
static const char TEXT_NONE[] = "Rien à compléter.\n";
static const char BOM[] = "\xef\xbb\xbf"; /* without it Excel takes UTF-8 for something else */

static const struct listing_column columns[] = {{"cip_ref", "CIP", false, NULL},
                                                {"parcours_id", "PARCOURS", false, NULL},
                                                {"quoi", "QUOI", false, NULL},
                                                {"echeance", "ÉCHÉANCE", false, listing_day},
                                                {"message", "À FAIRE", false, NULL},
                                                {"code", NULL, false, NULL},
                                                {0}};

static json_t *make_line(const struct todo_item *x)
{
    struct buf message = {0};
    char due[CAL_DAY_LEN];
    todo_message(x->rule, x->due, &message);
    if (x->due != CELL_NULL)
        cal_format_day(x->due, due);
    json_t *line = json_pack("{ss? ss? ss ss? ss ss}", "cip_ref", x->cip_ref, "parcours_id", x->parcours_id, "quoi",
                             x->rule->label, "echeance", x->due == CELL_NULL ? NULL : due, "message",
                             buf_text(&message), "code", x->rule->code);
    must(line);
    buf_deinit(&message);
    return line;
}

json_t *todo_of_table(const struct definitions *d, const struct table *salaries, int32_t day)
{
    struct todo_item *items;
    size_t n;
    json_t *list = json_array();
    todo_list(d, salaries, day, &items, &n);
    for (size_t i = 0; i < n; i++)
        json_array_append_new(list, make_line(&items[i]));
    free(items);
    return list;
}

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
        json_array_append_new(list, make_line(&x));
    }
    db_result_deinit(&r);
    return list;
}

void todo_print(const json_t *list, const char *reporter, int32_t day, enum listing_format format)
{
    struct buf out = {0};
    char text[CAL_DAY_LEN];
    cal_format_day(day, text);
    if (format == LISTING_JSON) {
        json_t *doc = json_pack("{ss? ss sO}", "chantier", reporter, "date", text, "a_completer", list);
        must(doc);
        listing_document(&out, doc);
        json_decref(doc);
    } else if (format == LISTING_CSV) {
        buf_adds(&out, BOM);
        listing_print(&out, list, columns, format);
    } else {
        buf_addf(&out, TEXT_TITLE, reporter ? reporter : TEXT_FILES, listing_day(text));
        if (!json_array_size(list))
            buf_adds(&out, TEXT_NONE);
        listing_print(&out, list, columns, format);
    }
    listing_flush(&out);
    buf_deinit(&out);
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
