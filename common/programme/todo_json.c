/* What a chantier has still to complete, as JSON. */
#include "programme/todo_json.h"

#include <stdlib.h>

#include "base/cal.h"

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

json_t *todo_document(json_t *list, const char *reporter, int32_t day)
{
    char text[CAL_DAY_LEN];
    cal_format_day(day, text);
    json_t *doc = json_pack("{ss? ss sO}", "chantier", reporter, "date", text, "a_completer", list);
    must(doc);
    return doc;
}
