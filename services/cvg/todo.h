/* What a chantier has still to complete, as `cvg show --todo` and `cvg check --todo` list it. */
#ifndef CVG_CVG_TODO_H
#define CVG_CVG_TODO_H

#include "cvg/listing.h"
#include "programme/todo_json.h"

/* A list on stdout: for people (with its title), as JSON, or as CSV that Excel opens. */
void todo_print(json_t *list, const char *reporter, int32_t day, enum listing_format format);

#endif
