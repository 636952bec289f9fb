/* Bytes of a workbook that libxlsxwriter makes. It writes files: so through one in TMPDIR (/tmp), gone on return. */
#ifndef CVG_IO_XLSX_H
#define CVG_IO_XLSX_H

#include <stddef.h>
#include <xlsxwriter.h>

#include "base/buf.h"

/* Appends what `write` makes of `arg` under the path that it is given; `max` is far over what it ever makes. `what`,
 * for the error, in French: "le modèle de classeur". ERR_IO: it cannot be written there. */
int xlsx_make(const char *what, lxw_error (*write)(const void *arg, const char *path), const void *arg, size_t max,
              struct buf *out, struct err *e) CHECKED;

#endif
