/* A reporter's folder: listing, reading, writing and moving below descriptors. */
#include "depot/folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cal.h"
#include "base/mem.h"
#include "depot/answer.h"

#define WRITABLE "depot" /* below the reporter's root, which belongs to root where sshd confines to it */
#define ENTRIES_MAX 2000 /* that are looked at */
#define ANSWER_MODE 0644 /* who may enter the folder decides who reads */
#define DONE_MODE 0755
#define DIRECTORY (O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)

int folder_open(const char *root, const char *reporter, struct err *e)
{
    int top = open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC), home = -1, folder = -1;
    if (top >= 0)
        home = openat(top, reporter, DIRECTORY);
    if (home >= 0)
        folder = openat(home, WRITABLE, DIRECTORY);
    if (folder < 0)
        err_fill(e, ERR_IO, "%s/%s/" WRITABLE ": %s", root, reporter, strerror(errno));
    if (home >= 0)
        close(home);
    if (top >= 0)
        close(top);
    return folder;
}

/* ---- listing ---- */

static struct mark mark_of(const struct stat *st)
{
    return (struct mark){.inode = st->st_ino,
                         .size = st->st_size,
                         .mtime_ns = st->st_mtim.tv_sec * 1000000000L + st->st_mtim.tv_nsec,
                         .ctime_ns = st->st_ctim.tv_sec * 1000000000L + st->st_ctim.tv_nsec};
}

static DIR *open_list(int folder)
{
    int fd = openat(folder, ".", DIRECTORY);
    DIR *d = fd >= 0 ? fdopendir(fd) : NULL;
    if (!d && fd >= 0)
        close(fd);
    return d;
}

static bool is_dots(const char *name)
{
    return strcmp(name, ".") == 0 || strcmp(name, "..") == 0;
}

/* Do we call it ours by its name alone? Every answer has our first bytes. */
static bool is_usurped(int folder, const char *name, enum name_kind kind)
{
    char begin[sizeof ANSWER_BEGIN - 1];
    if (kind != NAME_OURS || strcmp(name, NAME_NOTICE) == 0)
        return false;
    int fd = openat(folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    bool same = fd >= 0 && read(fd, begin, sizeof begin) == (ssize_t)sizeof begin &&
                memcmp(begin, ANSWER_BEGIN, sizeof begin) == 0;
    if (fd >= 0)
        close(fd);
    return !same;
}

static void add_entry(int folder, const char *name, struct listing *out)
{
    struct stat st;
    if (is_dots(name) || strcmp(name, NAME_FOLDER_DONE) == 0 || fstatat(folder, name, &st, AT_SYMLINK_NOFOLLOW) < 0)
        return;
    if (S_ISDIR(st.st_mode)) {
        out->notices |= *name == '.' ? 0 : NOTICE_BIT(NOTICE_SUBFOLDER);
        return;
    }
    if (!S_ISREG(st.st_mode) || st.st_nlink != 1) {
        out->notices |= NOTICE_BIT(NOTICE_NOT_A_FILE);
        return;
    }
    enum name_kind kind = name_kind(name);
    if (is_usurped(folder, name, kind)) {
        out->notices |= NOTICE_BIT(NOTICE_ANSWER_NAME);
        return;
    }
    out->items = mem_room(out->items, out->n, &out->cap, sizeof *out->items);
    out->items[out->n++] = (struct entry){.name = mem_text(name), .kind = kind, .mark = mark_of(&st)};
}

int folder_list(int folder, struct listing *out, struct err *e)
{
    DIR *d = open_list(folder);
    *out = (struct listing){0};
    if (!d)
        return err_set(e, ERR_IO, "the folder cannot be listed: %s", strerror(errno));
    size_t seen = 0;
    for (const struct dirent *x; (x = readdir(d));) {
        if (seen++ == ENTRIES_MAX) {
            out->notices |= NOTICE_BIT(NOTICE_MANY);
            break;
        }
        add_entry(folder, x->d_name, out);
    }
    closedir(d);
    return 0;
}

void listing_deinit(struct listing *l)
{
    for (size_t i = 0; i < l->n; i++)
        free(l->items[i].name);
    free(l->items);
    *l = (struct listing){0};
}

/* ---- reading ---- */

/* 0 where the descriptor is the marked file, and a file of one name; else 1. */
static int compare(int fd, const struct mark *mark)
{
    struct stat st;
    if (fstat(fd, &st) < 0 || !S_ISREG(st.st_mode) || st.st_nlink != 1)
        return 1;
    struct mark now = mark_of(&st);
    return !mark_same(&now, mark);
}

static int read_whole(int fd, size_t len, struct buf *out)
{
    char piece[65536];
    while (len) {
        ssize_t n = read(fd, piece, len < sizeof piece ? len : sizeof piece);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return -1;
        buf_add(out, piece, (size_t)n);
        len -= (size_t)n;
    }
    return 0;
}

int folder_read(int folder, const char *name, const struct mark *mark, struct buf *out, struct err *e)
{
    int fd = openat(folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    if (fd < 0)
        return errno == ENOENT || errno == ELOOP ? 1 : err_set(e, ERR_IO, "a file cannot be read: %s", strerror(errno));
    int rc = compare(fd, mark);
    if (rc == 0)
        rc = read_whole(fd, (size_t)mark->size, out) < 0 || compare(fd, mark);
    close(fd);
    return rc;
}

/* ---- writing ---- */

static int fill(int fd, const struct buf *content)
{
    for (size_t done = 0; done < content->len;) {
        ssize_t n = write(fd, content->data + done, content->len - done);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return -1;
        done += (size_t)n;
    }
    /* the mode whatever the umask: the reporter reads it as another user */
    return fchmod(fd, ANSWER_MODE) < 0 ? -1 : fsync(fd);
}

int folder_write(int folder, const char *name, const struct buf *content, struct err *e)
{
    unlinkat(folder, NAME_TEMPORARY, 0); /* of one who was killed */
    int fd = openat(folder, NAME_TEMPORARY, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600), no = 0;
    if (fd < 0)
        return err_set(e, ERR_IO, "an answer cannot be written: %s", strerror(errno));
    if (fill(fd, content) < 0)
        no = errno;
    if (close(fd) < 0 && !no)
        no = errno;
    if (!no && renameat(folder, NAME_TEMPORARY, folder, name) < 0)
        no = errno;
    if (no)
        unlinkat(folder, NAME_TEMPORARY, 0);
    return no ? err_set(e, ERR_IO, "an answer cannot be written: %s", strerror(no)) : 0;
}

void folder_remove(int folder, const char *name)
{
    unlinkat(folder, name, 0);
}

/* ---- moving ---- */

static int make_directory(int at, const char *name)
{
    struct stat st;
    bool made = mkdirat(at, name, DONE_MODE) == 0;
    int fd = made || errno == EEXIST ? openat(at, name, DIRECTORY) : -1;
    if (fd >= 0 && made && fstat(fd, &st) == 0 && st.st_uid == geteuid())
        fchmod(fd, DONE_MODE | (st.st_mode & S_ISGID));
    return fd;
}

int folder_done(int folder, int32_t day, const char *label, struct err *e)
{
    char name[CAL_DAY_LEN];
    cal_format_day(day, name);
    int done = make_directory(folder, NAME_FOLDER_DONE), of_day = -1, to = -1;
    if (done >= 0)
        of_day = make_directory(done, name);
    if (of_day >= 0)
        to = make_directory(of_day, label);
    if (to < 0)
        err_fill(e, ERR_IO, NAME_FOLDER_DONE "/%s/%s: %s", name, label, strerror(errno));
    if (of_day >= 0)
        close(of_day);
    if (done >= 0)
        close(done);
    return to;
}

static bool is_marked(int at, const char *name, const struct mark *mark, bool moved)
{
    struct stat st;
    if (fstatat(at, name, &st, AT_SYMLINK_NOFOLLOW) < 0 || !S_ISREG(st.st_mode))
        return false;
    struct mark now = mark_of(&st);
    if (moved) /* a new name is a change of status */
        now.ctime_ns = mark->ctime_ns;
    return mark_same(&now, mark);
}

/* It was replaced between our look and our move: what we hold has not been answered, and must not look as if. */
static int put_back(int folder, const char *name, int from, struct err *e)
{
    char other[NAME_LEN];
    if (renameat2(from, name, folder, name, RENAME_NOREPLACE) == 0)
        return 0;
    for (int i = 1; errno == EEXIST && i < 100; i++) {
        /* the beginning and the end of a name tell what it is; a long one is cut before its end */
        const char *dot = strrchr(name, '.');
        int stem = (int)(dot ? dot - name : (long)strlen(name));
        snprintf(other, sizeof other, "%.*s~%d%.20s", stem > 200 ? 200 : stem, name, i, dot ? dot : "");
        if (renameat2(from, name, folder, other, RENAME_NOREPLACE) == 0)
            return 0;
    }
    return err_set(e, ERR_IO, "a file that came meanwhile cannot be put back: %s", strerror(errno));
}

int folder_move(int folder, const char *name, const struct mark *mark, int to, struct err *e)
{
    if (!is_marked(folder, name, mark, false))
        return 0;
    if (renameat(folder, name, to, name) < 0)
        return errno == ENOENT ? 0 : err_set(e, ERR_IO, "a file cannot be moved: %s", strerror(errno));
    return is_marked(to, name, mark, true) ? 0 : put_back(folder, name, to, e);
}

void folder_erase(int folder, const char *name, const struct mark *mark)
{
    if (is_marked(folder, name, mark, false))
        unlinkat(folder, name, 0);
}

/* ---- keeping ---- */

/* The files of a directory, of its sub-directories where `depth` allows, then itself. */
static void remove_tree(int at, const char *name, int depth)
{
    int fd = openat(at, name, DIRECTORY);
    DIR *d = fd >= 0 ? open_list(fd) : NULL;
    for (const struct dirent *x; d && (x = readdir(d));)
        if (!is_dots(x->d_name) && unlinkat(fd, x->d_name, 0) < 0 && errno == EISDIR && depth > 0)
            remove_tree(fd, x->d_name, depth - 1);
    if (d)
        closedir(d);
    if (fd >= 0)
        close(fd);
    unlinkat(at, name, AT_REMOVEDIR);
}

static void purge_days(int folder, int32_t first)
{
    int done = openat(folder, NAME_FOLDER_DONE, DIRECTORY);
    DIR *d = done >= 0 ? open_list(done) : NULL;
    int32_t day;
    for (const struct dirent *x; d && (x = readdir(d));)
        if (cal_parse_iso(x->d_name, strlen(x->d_name), &day) && day < first)
            remove_tree(done, x->d_name, 1);
    if (d)
        closedir(d);
    if (done >= 0)
        close(done);
}

void folder_purge(int folder, int32_t first, int64_t oldest_ns)
{
    struct listing l;
    struct err e;
    purge_days(folder, first);
    if (folder_list(folder, &l, &e) < 0)
        return;
    for (size_t i = 0; i < l.n; i++)
        if (l.items[i].kind == NAME_OURS && l.items[i].mark.mtime_ns < oldest_ns &&
            strcmp(l.items[i].name, NAME_NOTICE) != 0)
            folder_erase(folder, l.items[i].name, &l.items[i].mark);
    listing_deinit(&l);
}
