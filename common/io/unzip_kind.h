/* What a submission's file is, by its name and its first bytes. */
#ifndef CVG_IO_UNZIP_KIND_H
#define CVG_IO_UNZIP_KIND_H

#include <stdbool.h>
#include <stddef.h>

#include "programme/judge.h"

/* Do the bytes begin as those of a .zip (and so of an .xlsx)? */
bool unzip_is(const char *bytes, size_t len);
/* Is a file sent as an archive or a workbook? By its name: ".zip", ".xlsx" and its kin, or none; one without an
 * extension, an ".ods" or an ".xls" also by its bytes. */
bool unzip_is_archive(const struct submission_file *f);
/* Is it a workbook by its name (an ".ods" and an ".xls" also by their bytes)? */
bool unzip_is_workbook(const struct submission_file *f);
/* Was a workbook, an archive or a table meant, and is it in the container of Office before 2007 (OLE), in which today's
 * Office puts what it encrypts? */
bool unzip_is_old_workbook(const struct submission_file *f);

/* The name under which a file counts in submission_digest(): "" where it is sent as an archive or a workbook and is one
 * by its bytes, with whatever extension or none, so that the same archive is the same submission, whatever somebody
 * called it. */
const char *unzip_digest_name(const struct submission_file *f);

#endif
