/* A sheet of a workbook, made into the CSV text that says the same. */
#ifndef CVG_IO_WORKSHEET_H
#define CVG_IO_WORKSHEET_H

#include "io/package.h"
#include "io/shared_texts.h"
#include "io/styles.h"
#include "programme/definitions.h"

struct worksheet {
    const struct definitions *definitions;
    int dataset; /* -1: it is only asked whether there is anything in the sheet */
    const struct shared_texts *texts;
    const struct styles *styles;
    bool epoch_1904;
    size_t text_max; /* bytes of CSV; more is a trouble */
};

/* Makes the sheet into *out (empty before): UTF-8 with `;`, line n is row n; a row without anything is an empty line,
 * the others are as wide as the header (the first row that is not blank). A line break in a cell becomes a blank. Under
 * a header that is a month of the dataset, to us or to any mapping profile, a date cell becomes the 1st of its month:
 * read, it is the month, with its warning, and the day is nowhere. Nothing is made of a sheet that is blank. Without a
 * dataset *out is a single byte where it is not. False: the package has its trouble. */
bool worksheet_read(struct package *p, const char *part, const struct worksheet *sheet, struct buf *out);

#endif
