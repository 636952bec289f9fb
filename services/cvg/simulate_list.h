/* The list of planted faults: a line a night and chantier, over all chantiers. */
#ifndef CVG_SIMULATE_LIST_H
#define CVG_SIMULATE_LIST_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

struct simulate_list {
    struct simulate_list_line *lines;
    size_t n, cap;
};

/* Takes over the text of a line of CSV, its end included. */
void simulate_list_add(struct simulate_list *list, int32_t date, int rang, struct buf *line);
/* The header and all lines, night by night, chantier by chantier. */
void simulate_list_write(struct simulate_list *list, struct buf *out);
void simulate_list_deinit(struct simulate_list *list);

#endif
