/* The archives among a submission's files, unpacked in memory within limits. */
#ifndef CVG_IO_UNZIP_H
#define CVG_IO_UNZIP_H

#include <stdbool.h>
#include <stddef.h>

#include "base/mem.h"
#include "programme/judge.h"

/* Do the bytes begin as those of a .zip (and so of an .xlsx)? */
bool unzip_is(const char *bytes, size_t len);
/* Is a file of this name sent as an archive? By its name: ".zip", ".xlsx", or none; one without an extension also by
 * its bytes. */
bool unzip_is_archive(const struct submission_file *f);

/* The name under which a file counts in submission_digest(): "" where it is itself a .zip or .xlsx, by its name and its
 * bytes, so that the same archive is the same submission, whatever somebody called it. */
const char *unzip_digest_name(const struct submission_file *f);

struct unzipped {
    struct submission_file *files; /* [n]; what was not unpacked still points to where it came from */
    size_t n, cap;
    struct arena names;
    char **blocks; /* bytes of entries */
    size_t blocks_n, blocks_cap;
};

/* The files with each archive replaced by its entries (names as UTF-8, folders kept; entries are not opened again), or
 * where that cannot be by itself with `trouble`, a variant of E-FICHIER: "zip" (broken, or with a password), "xlsx" (a
 * workbook), "taille" (over FILES_MAX files or plain_max bytes, of all files together, as told or as found). */
void unzip_expand(const struct submission_file *files, size_t n, size_t plain_max, struct unzipped *out);
void unzipped_deinit(struct unzipped *u);

#endif
