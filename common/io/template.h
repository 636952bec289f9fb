/* The workbook that a reporter fills in, made from the Table Schemas: a sheet a dataset with drop-down lists, help for
 * each column, and formats that keep a spreadsheet from changing what is typed. */
#ifndef CVG_IO_TEMPLATE_H
#define CVG_IO_TEMPLATE_H

#include "base/buf.h"
#include "programme/definitions.h"
#include "programme/judge.h"

/* Sheets of the template that are not to be read: the first, which helps, and the last, hidden, with the lists. */
#define TEMPLATE_HELP_SHEET SHEET_HELP
#define TEMPLATE_LISTS_SHEET SHEET_LISTS

/* Appends the .xlsx of the datasets that a reporter of this kind sends; the same definitions give the same bytes.
 * Passes through a file in TMPDIR (/tmp), gone on return. ERR_IO: it cannot be written there. */
int template_make(const struct definitions *d, enum reporter_kind kind, struct buf *out, struct err *e) CHECKED;

#endif
