/* The archives and workbooks among a submission's files, opened in memory within limits. */
#ifndef CVG_IO_UNZIP_H
#define CVG_IO_UNZIP_H

#include <stddef.h>

#include "base/mem.h"
#include "io/unzip_kind.h"
#include "programme/judge.h"

struct unzipped {
    struct submission_file *files; /* [n]; what was not unpacked still points to where it came from */
    size_t n, cap;
    struct arena names;
    char **blocks; /* bytes of entries */
    size_t blocks_n, blocks_cap;
};

/* The files with each archive replaced by its entries (names as UTF-8, folders kept; an archive in it stays closed),
 * and each workbook, also one of an archive, by its sheets as CSV. What cannot be opened stands by itself with
 * `trouble`, a variant of E-FICHIER: "zip" (broken, or with a password), "taille" (over FILES_MAX files or plain_max
 * bytes, of all files together, as told or as found), "xls" (a workbook of before 2007, or with a password), or one of
 * workbook_read(). */
void unzip_expand(const struct definitions *d, const struct submission_file *files, size_t n, size_t plain_max,
                  struct unzipped *out);
void unzipped_deinit(struct unzipped *u);

#endif
