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

/* What may still come of the workbooks of a submission. */
struct workbook_room {
    size_t text;   /* bytes of CSV */
    size_t sheets; /* of the next workbook */
    uint64_t xml;  /* bytes that may be read for it: what is read is taken off */
};

/* How much XML is read for so many bytes of CSV. */
uint64_t workbook_xml_max(size_t text_max);

/* Reads a package into *out (zeroed before). NULL, or a variant of E-FICHIER: "xlsx" (broken, or no workbook),
 * "tableur" (a workbook of another kind), "classeur" (there is no room for it). */
const char *workbook_read(struct zip *zip, const struct definitions *d, struct workbook_room *room,
                          struct workbook *out);
void workbook_deinit(struct workbook *w);

#endif
