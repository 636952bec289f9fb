/* Files and directories that are really on the disk when we say so: what the outbox stands on. */
#ifndef CVG_CVG_OUTBOX_DISK_H
#define CVG_CVG_OUTBOX_DISK_H

#include "base/buf.h"

/* All are relative to the open directory `dir`, ERR_IO on failure. */
int disk_make_path(const char *path, struct err *e) CHECKED; /* the directory and those above it, for us alone */
int disk_open_dir(int dir, const char *name, struct err *e) CHECKED;                         /* its descriptor */
int disk_write(int dir, const char *name, const void *p, size_t len, struct err *e) CHECKED; /* new, and synced */
int disk_sync(int dir, struct err *e) CHECKED;
/* Appends a whole file of at most `limit` bytes; ERR_LIMIT over it. */
int disk_read(int dir, const char *name, size_t limit, struct buf *out, struct err *e) CHECKED;
/* A directory of files, with all that is in it; nothing where it is not there. */
int disk_remove(int dir, const char *name, struct err *e) CHECKED;

#endif
