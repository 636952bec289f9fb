/* The nights that /remontees shows, as its address says them: the last one, and how many. Pure. */
#ifndef CVG_DASHBOARD_WINDOW_H
#define CVG_DASHBOARD_WINDOW_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct window {
    int32_t first, last; /* days, both in */
    int32_t newest;      /* the last night that may be shown */
    int n;
};

extern const int window_lengths[]; /* [WINDOW_LENGTHS] */
#define WINDOW_LENGTHS 4
#define WINDOW_DEFAULT 14 /* as many as a screen has room for */

/* NULL or "": the night before `newest`, WINDOW_DEFAULT nights. ERR_USAGE, with a French text for the page. */
int window_read(const char *jusqua, const char *nuits, int32_t newest, struct window *out, struct err *e) CHECKED;
/* The last night of the window that follows; CELL_NULL: all that is known is shown. */
int32_t window_after(const struct window *w);

#endif
