/* `cvg show --todo`: what a chantier has still to complete; and the same list for `cvg check --todo`. */
#ifndef CVG_CVG_TODO_H
#define CVG_CVG_TODO_H

#include <jansson.h>

#include "cvg/listing.h"
#include "programme/todo.h"

/* `date`: the day of the list, AAAA-MM-JJ; NULL: the situation date in force. The exit code. */
int todo_show(const char *reporter, const char *date, enum listing_format format);

/* The list of a file's rows. */
json_t *todo_of_table(const struct definitions *d, const struct table *salaries, int32_t day);
/* A list on stdout: for people (with its title), or as CSV that Excel opens. */
void todo_print(const json_t *list, const char *reporter, int32_t day, enum listing_format format);

#endif
