/* A workbook (.xlsx): which sheets it has, and each of a dataset as CSV text. */
#ifndef CVG_IO_WORKBOOK_H
#define CVG_IO_WORKBOOK_H

#include "base/buf.h"
#include "base/mem.h"
#include "programme/definitions.h"

struct zip;

struct workbook_sheet {
    const char *name;
    struct buf csv; /* as worksheet_read() makes it; empty where the sheet is of no dataset */
};

struct workbook {
    struct workbook_sheet *sheets; /* [n]: hidden, empty and helper sheets left out */
    size_t n, cap;
    struct arena names;
};

/* How much XML the workbooks of a submission may be that may have text_max bytes of CSV. */
uint64_t workbook_xml_max(size_t text_max);

/* Reads a package into *out (zeroed before): at most text_max bytes of CSV, of at most sheets_max sheets; the XML that
 * is read for it is taken off *xml_left. NULL, or a variant of E-FICHIER: "xlsx" (broken, or no workbook), "tableur" (a
 * workbook of another kind), "classeur" (too big once it is open). */
const char *workbook_read(struct zip *zip, const struct definitions *d, size_t text_max, size_t sheets_max,
                          uint64_t *xml_left, struct workbook *out);
void workbook_deinit(struct workbook *w);

#endif
