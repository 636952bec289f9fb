/* `cvg report bridge`: how the headline figures came from one closed quarter to another, or to now. */
#ifndef CVG_CVG_REPORT_BRIDGE_H
#define CVG_CVG_REPORT_BRIDGE_H

#include <stdbool.h>

/* From the newest closed version of quarter `de` to that of quarter `a`; where that is not closed, or with `draft`, to
 * what its figures are now. `scope` NULL: the nation. -1: `format` is none; else the exit code. */
int report_bridge(const char *de, const char *a, bool draft, const char *scope, const char *format);

#endif
