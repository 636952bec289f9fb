/* Rows of several reporters in one result; lists as parameters. */
#include "alerting/rows.h"

#include <stdlib.h>
#include <string.h>

void rows_open(struct rows *x, const struct db_result *r)
{
    *x = (struct rows){.r = r};
    for (int i = 0; i < db_rows(r); i++) {
        const char *id = db_text(r, i, 0);
        map_add(&x->firsts, id, strlen(id), (uint64_t)i + 1);
    }
}

size_t rows_of(const struct rows *x, const char *id, int *at_out)
{
    uint64_t first;
    if (!map_get(&x->firsts, id, strlen(id), &first))
        return 0;
    int at = (int)first - 1, end = at;
    while (end < db_rows(x->r) && strcmp(db_text(x->r, end, 0), id) == 0)
        end++;
    *at_out = at;
    return (size_t)(end - at);
}

void rows_close(struct rows *x)
{
    map_deinit(&x->firsts);
}

void rows_add_json(struct db_params *p, const json_t *list)
{
    char *text = json_dumps(list, JSON_COMPACT);
    must(text);
    db_add_text(p, text);
    free(text);
}

void rows_give_json(struct db_params *p, json_t *list)
{
    rows_add_json(p, list);
    json_decref(list);
}
