/* Writing, syncing, reading and removing, always relative to an open directory. */
#include "cvg/outbox_disk.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"

static const char TEXT_WRITE[] = "« %s » ne peut pas être écrit : %s";
static const char TEXT_READ[] = "« %s » ne peut pas être lu : %s";
static const char TEXT_LARGE[] = "« %s » dépasse %zu octets";
static const char TEXT_REMOVE[] = "« %s » ne peut pas être supprimé : %s";
static const char TEXT_MAKE[] = "le dossier « %s » ne peut pas être créé : %s";

/* A new name is on the disk once the directory that holds it is synced. */
static int sync_parent(const char *path, struct err *e)
{
    const char *end = strrchr(path, '/');
    size_t len = end ? (size_t)(end - path) : 0;
    char *parent = !end ? mem_text(".") : len ? mem_text_n(path, len) : mem_text("/");
    int fd = open(parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int rc = fd >= 0 && fsync(fd) == 0 ? 0 : err_set(e, ERR_IO, TEXT_MAKE, path, strerror(errno));
    if (fd >= 0)
        close(fd);
    free(parent);
    return rc;
}

int disk_make_path(const char *path, struct err *e)
{
    char *p = mem_text(path);
    int rc = 0;
    for (char *s = p + 1; rc == 0; s++) {
        if (*s && *s != '/')
            continue;
        char keep = *s;
        *s = 0;
        if (mkdir(p, 0700) == 0)
            rc = sync_parent(p, e);
        else if (errno != EEXIST)
            rc = err_set(e, ERR_IO, TEXT_MAKE, p, strerror(errno));
        *s = keep;
        if (!keep)
            break;
    }
    free(p);
    return rc;
}

int disk_open_dir(int dir, const char *name, struct err *e)
{
    int fd = openat(dir, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    return fd >= 0 ? fd : err_set(e, ERR_IO, TEXT_READ, name, strerror(errno));
}

int disk_write(int dir, const char *name, const void *p, size_t len, struct err *e)
{
    int fd = openat(dir, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0)
        return err_set(e, ERR_IO, TEXT_WRITE, name, strerror(errno));
    const char *at = p;
    bool bad = false;
    while (len && !bad) {
        ssize_t n = write(fd, at, len);
        bad = n < 0 && errno != EINTR;
        at += n > 0 ? n : 0;
        len -= n > 0 ? (size_t)n : 0;
    }
    bad = bad || fsync(fd) < 0;
    int no = errno;
    if (close(fd) < 0 && !bad) {
        bad = true;
        no = errno;
    }
    return bad ? err_set(e, ERR_IO, TEXT_WRITE, name, strerror(no)) : 0;
}

int disk_sync(int dir, struct err *e)
{
    return fsync(dir) == 0 ? 0 : err_set(e, ERR_IO, TEXT_WRITE, ".", strerror(errno));
}

int disk_read(int dir, const char *name, size_t limit, struct buf *out, struct err *e)
{
    char part[65536];
    int fd = openat(dir, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0)
        return err_set(e, ERR_IO, TEXT_READ, name, strerror(errno));
    size_t before = out->len;
    int rc = 0;
    for (ssize_t n = 1; rc == 0 && n != 0;) {
        n = read(fd, part, sizeof part);
        if (n < 0 && errno != EINTR)
            rc = err_set(e, ERR_IO, TEXT_READ, name, strerror(errno));
        else if (n > 0 && out->len - before + (size_t)n > limit)
            rc = err_set(e, ERR_LIMIT, TEXT_LARGE, name, limit);
        else if (n > 0)
            buf_add(out, part, (size_t)n);
    }
    close(fd);
    return rc;
}

int disk_remove(int dir, const char *name, struct err *e)
{
    int fd = openat(dir, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0 && errno == ENOENT)
        return 0;
    if (fd < 0) /* no directory */
        return unlinkat(dir, name, 0) == 0 ? 0 : err_set(e, ERR_IO, TEXT_REMOVE, name, strerror(errno));
    DIR *d = fdopendir(fd);
    must(d);
    for (struct dirent *x; (x = readdir(d));)
        if (strcmp(x->d_name, ".") != 0 && strcmp(x->d_name, "..") != 0)
            (void)unlinkat(fd, x->d_name, 0); /* what stays makes the next call fail */
    int rc = unlinkat(dir, name, AT_REMOVEDIR) == 0 ? 0 : err_set(e, ERR_IO, TEXT_REMOVE, name, strerror(errno));
    closedir(d);
    return rc;
}
