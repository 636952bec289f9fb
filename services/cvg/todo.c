/* What a chantier has still to complete, per accompagnant: each line of the list, and the list of a file. */
#include "cvg/todo.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/cal.h"

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

json_t *todo_line(const struct todo_item *x)
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
        json_array_append_new(list, todo_line(&items[i]));
    free(items);
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
