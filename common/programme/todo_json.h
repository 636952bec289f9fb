/* What a chantier has still to complete, as JSON: the same list in commands, answers and pages. */
#ifndef CVG_PROGRAMME_TODO_JSON_H
#define CVG_PROGRAMME_TODO_JSON_H

#include <jansson.h>

#include "programme/todo.h"

/* New references. A line of the list; the list of a file's rows. */
json_t *todo_line(const struct todo_item *x);
json_t *todo_of_table(const struct definitions *d, const struct table *salaries, int32_t day);
/* The whole document; `reporter` NULL: of files. */
json_t *todo_document(json_t *list, const char *reporter, int32_t day);

#endif
