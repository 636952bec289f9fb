/* Rows of several reporters in one result, the reporter first, those of one together. */
#ifndef CVG_ALERTING_ROWS_H
#define CVG_ALERTING_ROWS_H

#include <jansson.h>

#include "base/map.h"
#include "io/db_value.h"

struct rows {
    const struct db_result *r;
    struct map firsts; /* reporter → row + 1 */
};

void rows_open(struct rows *x, const struct db_result *r);
/* How many are this reporter's; *at_out is the first. */
size_t rows_of(const struct rows *x, const char *id, int *at_out);
void rows_close(struct rows *x);

/* A list as a parameter of a statement; rows_give_json() takes it over. */
void rows_add_json(struct db_params *p, const json_t *list);
void rows_give_json(struct db_params *p, json_t *list);

#endif
