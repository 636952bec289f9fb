/* What a chantier has still to complete, as `cvg show --todo` and `cvg check --todo` list it. */
#ifndef CVG_CVG_TODO_H
#define CVG_CVG_TODO_H

#include <jansson.h>

#include "cvg/listing.h"
#include "programme/todo.h"

/* A line of the list. */
json_t *todo_line(const struct todo_item *x);
/* The list of a file's rows. */
json_t *todo_of_table(const struct definitions *d, const struct table *salaries, int32_t day);
/* A list on stdout: for people (with its title), or as CSV that Excel opens. */
void todo_print(const json_t *list, const char *reporter, int32_t day, enum listing_format format);

#endif
