/* The styles of a workbook, as far as they say what a number is. */
#ifndef CVG_IO_STYLES_H
#define CVG_IO_STYLES_H

#include <stdint.h>

#include "io/package.h"
#include "programme/excel.h"

struct styles {
    uint8_t *kinds; /* [n]: enum excel_kind of each cell format */
    size_t n, cap;
};

/* Reads the part into *out (zeroed before). False: the package has its trouble. */
bool styles_read(struct package *p, const char *part, struct styles *out);
enum excel_kind styles_kind(const struct styles *s, unsigned long format);
void styles_deinit(struct styles *s);

#endif
