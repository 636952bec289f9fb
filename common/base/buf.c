/* A growing buffer of bytes that is always NUL-terminated, so that it serves as text too. */
#include "base/buf.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"

static void reserve(struct buf *b, size_t more)
{
    must(more < SIZE_MAX / 4 && b->len < SIZE_MAX / 4);
    size_t want = b->len + more + 1;
    if (want <= b->cap)
        return;
    size_t cap = b->cap ? b->cap : 64;
    while (cap < want)
        cap *= 2;
    b->data = mem_grow(b->data, cap);
    b->cap = cap;
}

void buf_add(struct buf *b, const void *p, size_t len)
{
    reserve(b, len);
    if (len)
        memcpy(b->data + b->len, p, len);
    b->len += len;
    b->data[b->len] = 0;
}

void buf_adds(struct buf *b, const char *s)
{
    buf_add(b, s, strlen(s));
}

void buf_addc(struct buf *b, char c)
{
    buf_add(b, &c, 1);
}

void buf_addf(struct buf *b, const char *fmt, ...)
{
    va_list ap, again;
    va_start(ap, fmt);
    va_copy(again, ap);
    int n = vsnprintf(NULL, 0, fmt, ap);
    va_end(ap);
    must(n >= 0);
    reserve(b, (size_t)n);
    vsnprintf(b->data + b->len, (size_t)n + 1, fmt, again);
    va_end(again);
    b->len += (size_t)n;
}

void buf_reset(struct buf *b)
{
    b->len = 0;
    if (b->data)
        b->data[0] = 0;
}

const char *buf_text(const struct buf *b)
{
    return b->data ? b->data : "";
}

char *buf_take(struct buf *b)
{
    reserve(b, 0);
    b->data[b->len] = 0;
    char *s = b->data;
    *b = (struct buf){0};
    return s;
}

void buf_deinit(struct buf *b)
{
    free(b->data);
    *b = (struct buf){0};
}

int buf_read_file(struct buf *b, const char *path, size_t limit, struct err *e)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return err_set(e, ERR_IO, "%s: %s", path, strerror(errno));
    struct stat st;
    if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode))
        reserve(b, (size_t)st.st_size + 1);
    for (;;) {
        reserve(b, 65536);
        ssize_t n = read(fd, b->data + b->len, b->cap - b->len - 1);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0) {
            int no = errno;
            close(fd);
            return err_set(e, ERR_IO, "%s: %s", path, strerror(no));
        }
        b->len += (size_t)n;
        b->data[b->len] = 0;
        if (limit && b->len > limit) {
            close(fd);
            return err_set(e, ERR_LIMIT, "%s: over %zu bytes", path, limit);
        }
        if (n == 0)
            break;
    }
    close(fd);
    return 0;
}

static int write_whole(int fd, const char *p, size_t len)
{
    while (len) {
        ssize_t n = write(fd, p, len);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return -1;
        p += n;
        len -= (size_t)n;
    }
    return fsync(fd);
}

int buf_write_file(const struct buf *b, const char *path, unsigned mode, struct err *e)
{
    char tmp[4096];
    if (snprintf(tmp, sizeof tmp, "%s.%ld.new", path, (long)getpid()) >= (int)sizeof tmp)
        return err_set(e, ERR_LIMIT, "%s: path too long", path);
    int fd = open(tmp, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, (mode_t)mode);
    if (fd < 0)
        return err_set(e, ERR_IO, "%s: %s", tmp, strerror(errno));
    int bad = write_whole(fd, buf_text(b), b->len);
    int no = errno;
    if (close(fd) != 0 && !bad) {
        bad = -1;
        no = errno;
    }
    if (!bad && rename(tmp, path) != 0) {
        bad = -1;
        no = errno;
    }
    if (bad) {
        unlink(tmp);
        return err_set(e, ERR_IO, "%s: %s", path, strerror(no));
    }
    return 0;
}
