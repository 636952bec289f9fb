/* A growing buffer of bytes that is always NUL-terminated, so that it serves as text too. */
#ifndef CVG_BASE_BUF_H
#define CVG_BASE_BUF_H

#include <stddef.h>

#include "base/err.h"

struct buf {
    char *data; /* NULL while empty */
    size_t len, cap;
};

void buf_add(struct buf *b, const void *p, size_t len);
void buf_adds(struct buf *b, const char *s);
void buf_addc(struct buf *b, char c);
void buf_addf(struct buf *b, const char *fmt, ...) PRINTF(2, 3);
void buf_reset(struct buf *b);             /* length 0, memory kept */
const char *buf_text(const struct buf *b); /* never NULL */
char *buf_take(struct buf *b);             /* the caller frees; the buffer is empty again */
void buf_deinit(struct buf *b);

/* The whole of a file, at most `limit` bytes (0: no limit). */
int buf_read_file(struct buf *b, const char *path, size_t limit, struct err *e) CHECKED;
/* Writes a file under another name, syncs it and renames it: a reader sees the old one or the new one. */
int buf_write_file(const struct buf *b, const char *path, unsigned mode, struct err *e) CHECKED;

#endif
