/* The files named on the command line, read whole. */
#ifndef CVG_CVG_FILES_H
#define CVG_CVG_FILES_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

#define FILES_GIVEN_MAX 100

struct file {
    const char *path;
    const char *name; /* the last part of the path: what is sent */
    struct buf bytes;
};

struct files {
    struct file list[FILES_GIVEN_MAX];
    size_t n;
};

/* ERR_USAGE where one is missing, a folder, or bears the name of another; ERR_LIMIT where they hold over `limit` bytes
 * (0: no limit). The caller calls files_deinit, done or not. */
int files_read(struct files *f, char *const *paths, size_t n, size_t limit, struct err *e) CHECKED;
void files_deinit(struct files *f);

/* ERR_USAGE, with a French text, where the path is no file that can be read. */
int files_check(const char *path, struct err *e) CHECKED;

/* The situation date of what is sent without one: yesterday before noon, today from noon, in Paris. */
int32_t files_situation(int64_t now_us);

#endif
