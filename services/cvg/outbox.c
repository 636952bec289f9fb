/* The outbox on disk. The steps of writing are in an order in which none can be undone by a crash after it: files,
 * manifest, their directory, its name, the outbox. */
#include "cvg/outbox.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/cal.h"
#include "base/mem.h"
#include "cvg/outbox_disk.h"
#include "cvg/outbox_entry.h"
#include "io/unzip.h"

#define MANIFEST "manifest.json"
#define RECEIPT "receipt.json"
#define NEW_RECEIPT ".receipt.new"
#define HIDDEN_NEW ".new"    /* being written, under the lock for writing */
#define HIDDEN_GONE ".gone-" /* being removed */
#define ASIDE "a-part"
#define DOCUMENT_MAX ((size_t)4 << 20)
#define NUMBER_DIGITS 10
#define LOCK_PAUSE_MS 20
#define DAY_US (24LL * 3600 * 1000000)

static const char TEXT_OPEN[] = "la boîte d'envoi « %s » ne peut pas être ouverte : %s";
static const char TEXT_LOCK[] = "la boîte d'envoi ne peut pas être verrouillée : %s";
static const char TEXT_RENAME[] = "« %s » ne peut pas être renommé : %s";
static const char TEXT_CHANGED[] = "l'envoi gardé « %s » n'est plus ce qui a été écrit";

static const char *const lock_names[] = {[OUTBOX_WRITE] = ".verrou", [OUTBOX_SEND] = ".verrou-envoi"};
#define LOCKS_N (sizeof lock_names / sizeof *lock_names)

/* ---- open, locks ---- */

int outbox_open(struct outbox *o, const char *path, struct err *e)
{
    *o = (struct outbox){.path = mem_text(path), .dir = -1, .locks = {-1, -1}};
    if (disk_make_path(path, e) < 0) {
        outbox_close(o);
        return -1;
    }
    o->dir = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    for (size_t i = 0; o->dir >= 0 && i < LOCKS_N; i++)
        o->locks[i] = openat(o->dir, lock_names[i], O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (o->dir >= 0 && o->locks[0] >= 0 && o->locks[1] >= 0)
        return 0;
    err_fill(e, ERR_IO, TEXT_OPEN, path, strerror(errno));
    outbox_close(o);
    return -1;
}

void outbox_close(struct outbox *o)
{
    for (size_t i = 0; o->path && i < LOCKS_N; i++)
        if (o->locks[i] >= 0)
            close(o->locks[i]);
    if (o->path && o->dir >= 0)
        close(o->dir);
    free(o->path);
    *o = (struct outbox){.dir = -1, .locks = {-1, -1}};
}

int outbox_lock(struct outbox *o, enum outbox_lock which, int64_t timeout_ms, struct err *e)
{
    const struct timespec pause = {.tv_nsec = LOCK_PAUSE_MS * 1000000L};
    for (int64_t waited = 0;; waited += LOCK_PAUSE_MS) {
        if (flock(o->locks[which], LOCK_EX | LOCK_NB) == 0)
            return 1;
        if (errno != EWOULDBLOCK && errno != EINTR)
            return err_set(e, ERR_IO, TEXT_LOCK, strerror(errno));
        if (waited >= timeout_ms)
            return 0;
        nanosleep(&pause, NULL);
    }
}

void outbox_unlock(struct outbox *o, enum outbox_lock which)
{
    flock(o->locks[which], LOCK_UN);
}

/* ---- reading ---- */

/* 1: read; 0: somebody removed it meanwhile; −1: broken. */
static int read_entry(struct outbox *o, const char *name, struct outbox_entry *x)
{
    struct buf text = {0};
    struct err e;
    int dir = disk_open_dir(o->dir, name, &e);
    if (dir < 0)
        return faccessat(o->dir, name, F_OK, AT_SYMLINK_NOFOLLOW) < 0 ? 0 : -1;
    int rc = disk_read(dir, MANIFEST, DOCUMENT_MAX, &text, &e);
    if (rc == 0)
        rc = outbox_manifest_parse(buf_text(&text), text.len, x, &e);
    if (rc == 0 && faccessat(dir, RECEIPT, F_OK, 0) == 0) {
        buf_reset(&text);
        if (disk_read(dir, RECEIPT, DOCUMENT_MAX, &text, &e) < 0 ||
            outbox_receipt_parse(buf_text(&text), text.len, x, &e) < 0)
            x->acknowledged_us = 0; /* a receipt that cannot be read is none: it is sent again, which does no harm */
    }
    close(dir);
    buf_deinit(&text);
    if (rc < 0)
        return faccessat(o->dir, name, F_OK, AT_SYMLINK_NOFOLLOW) < 0 ? 0 : -1;
    snprintf(x->name, sizeof x->name, "%.*s", OUTBOX_NAME_SIZE - 1, name);
    x->number = strtoull(name, NULL, 10);
    return 1;
}

static bool is_entry(const char *name)
{
    return strspn(name, "0123456789") == NUMBER_DIGITS && name[NUMBER_DIGITS] == '-' && strlen(name) < OUTBOX_NAME_SIZE;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(((const struct outbox_entry *)a)->name, ((const struct outbox_entry *)b)->name);
}

/* A directory of its own for what we walk through: its position is nobody else's. */
static DIR *walk(const struct outbox *o, struct err *e)
{
    int fd = openat(o->dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *d = fd >= 0 ? fdopendir(fd) : NULL;
    if (!d)
        err_fill(e, ERR_IO, TEXT_OPEN, o->path, strerror(errno));
    return d;
}

int outbox_set_aside(struct outbox *o, const char *name, struct outbox_list *l, struct err *e)
{
    struct buf to = {0};
    if (mkdirat(o->dir, ASIDE, 0700) < 0 && errno != EEXIST)
        return err_set(e, ERR_IO, TEXT_RENAME, name, strerror(errno));
    buf_addf(&to, ASIDE "/%s-%lld", name, (long long)cal_now_us());
    int rc =
        renameat(o->dir, name, o->dir, buf_text(&to)) == 0 ? 0 : err_set(e, ERR_IO, TEXT_RENAME, name, strerror(errno));
    if (rc == 0) {
        struct buf where = {0};
        buf_addf(&where, "%s/%s", o->path, buf_text(&to));
        l->broken = mem_room(l->broken, l->broken_n, &l->broken_cap, sizeof *l->broken);
        l->broken[l->broken_n++] = buf_take(&where);
    }
    buf_deinit(&to);
    return rc;
}

int outbox_list(struct outbox *o, struct outbox_list *out, struct err *e)
{
    *out = (struct outbox_list){0};
    DIR *d = walk(o, e);
    int rc = d ? 0 : -1;
    for (struct dirent *x; rc == 0 && (x = readdir(d));) {
        struct outbox_entry entry;
        if (!is_entry(x->d_name))
            continue;
        int got = read_entry(o, x->d_name, &entry);
        if (got < 0) {
            rc = outbox_set_aside(o, x->d_name, out, e);
        } else if (got > 0) {
            out->entries = mem_room(out->entries, out->n, &out->cap, sizeof *out->entries);
            out->entries[out->n++] = entry;
        }
    }
    if (d)
        closedir(d);
    if (out->n > 1)
        qsort(out->entries, out->n, sizeof *out->entries, by_name);
    if (rc < 0)
        outbox_list_deinit(out);
    return rc;
}

void outbox_list_deinit(struct outbox_list *l)
{
    for (size_t i = 0; i < l->n; i++)
        outbox_entry_deinit(&l->entries[i]);
    free(l->entries);
    for (size_t i = 0; i < l->broken_n; i++)
        free(l->broken[i]);
    free(l->broken);
    *l = (struct outbox_list){0};
}

static int check_digest(const struct outbox_entry *x, const struct buf *bytes, struct err *e)
{
    struct submission_file files[FILES_MAX];
    unsigned char digest[OUTBOX_DIGEST_LEN];
    size_t at = 0;
    for (size_t i = 0; i < x->files_n; i++) {
        files[i] = (struct submission_file){
            .name = x->files[i].name, .bytes = buf_text(bytes) + at, .len = (size_t)x->files[i].bytes};
        files[i].name = unzip_digest_name(&files[i]);
        at += files[i].len;
    }
    submission_digest(files, x->files_n, digest);
    return memcmp(digest, x->digest, sizeof digest) == 0 ? 0 : err_set(e, ERR_FORMAT, TEXT_CHANGED, x->name);
}

int outbox_read(struct outbox *o, const struct outbox_entry *x, struct buf *out, struct err *e)
{
    int dir = disk_open_dir(o->dir, x->name, e), rc = dir < 0 ? -1 : 0;
    buf_reset(out);
    for (size_t i = 0; rc == 0 && i < x->files_n; i++) {
        char name[24];
        size_t before = out->len;
        snprintf(name, sizeof name, "%zu", i);
        rc = disk_read(dir, name, (size_t)x->files[i].bytes, out, e);
        if (rc < 0 || out->len - before != x->files[i].bytes)
            rc = err_set(e, ERR_FORMAT, TEXT_CHANGED, x->name);
    }
    if (dir >= 0)
        close(dir);
    return rc == 0 ? check_digest(x, out, e) : -1;
}

/* ---- writing ---- */

static int write_entry(struct outbox *o, const struct outbox_submission *s, const char *name, struct err *e)
{
    struct buf manifest = {0};
    if (disk_remove(o->dir, HIDDEN_NEW, e) < 0) /* of somebody who was killed */
        return -1;
    if (mkdirat(o->dir, HIDDEN_NEW, 0700) < 0)
        return err_set(e, ERR_IO, TEXT_RENAME, HIDDEN_NEW, strerror(errno));
    int dir = disk_open_dir(o->dir, HIDDEN_NEW, e), rc = dir < 0 ? -1 : 0;
    for (size_t i = 0; rc == 0 && i < s->files_n; i++) {
        char file[24];
        snprintf(file, sizeof file, "%zu", i);
        rc = disk_write(dir, file, s->files[i].bytes, s->files[i].len, e);
    }
    outbox_manifest_format(s, cal_now_us(), &manifest);
    if (rc == 0)
        rc = disk_write(dir, MANIFEST, buf_text(&manifest), manifest.len, e);
    buf_deinit(&manifest);
    if (rc == 0)
        rc = disk_sync(dir, e);
    if (dir >= 0)
        close(dir);
    if (rc == 0 && renameat(o->dir, HIDDEN_NEW, o->dir, name) < 0)
        rc = err_set(e, ERR_IO, TEXT_RENAME, name, strerror(errno));
    return rc == 0 ? disk_sync(o->dir, e) : -1;
}

static bool same(const struct outbox_entry *x, const struct outbox_submission *s)
{
    return x->situation == s->situation && x->confirm == s->confirm &&
           memcmp(x->digest, s->digest, sizeof x->digest) == 0;
}

static int add_locked(struct outbox *o, const struct outbox_submission *s, char name_out[OUTBOX_NAME_SIZE],
                      bool *reused_out, struct err *e)
{
    struct outbox_list l;
    const struct outbox_entry *newest = NULL;
    if (outbox_list(o, &l, e) < 0)
        return -1;
    for (size_t i = 0; i < l.n; i++)
        if (strcmp(l.entries[i].reporter, s->reporter) == 0)
            newest = &l.entries[i];
    int rc = 0;
    *reused_out = newest && same(newest, s);
    if (*reused_out) {
        snprintf(name_out, OUTBOX_NAME_SIZE, "%s", newest->name);
        rc = disk_sync(o->dir, e); /* who wrote it may have been killed before */
    } else {
        unsigned long long number = l.n ? l.entries[l.n - 1].number : 0;
        snprintf(name_out, OUTBOX_NAME_SIZE, "%0*llu-%02x%02x%02x%02x", NUMBER_DIGITS, number + 1, s->digest[0],
                 s->digest[1], s->digest[2], s->digest[3]);
        rc = write_entry(o, s, name_out, e);
    }
    outbox_list_deinit(&l);
    return rc;
}

int outbox_add(struct outbox *o, const struct outbox_submission *s, char name_out[OUTBOX_NAME_SIZE], bool *reused_out,
               struct err *e)
{
    int got = 0;
    while (got == 0) /* nobody holds it for long */
        got = outbox_lock(o, OUTBOX_WRITE, INT64_MAX, e);
    if (got < 0)
        return -1;
    int rc = add_locked(o, s, name_out, reused_out, e);
    outbox_unlock(o, OUTBOX_WRITE);
    return rc;
}

int outbox_acknowledge(struct outbox *o, const struct outbox_entry *x, const struct outbox_receipt *receipt,
                       struct err *e)
{
    struct buf text = {0};
    int dir = disk_open_dir(o->dir, x->name, e);
    if (dir < 0)
        return -1;
    outbox_receipt_format(receipt, cal_now_us(), &text);
    int rc = disk_remove(dir, NEW_RECEIPT, e);
    if (rc == 0)
        rc = disk_write(dir, NEW_RECEIPT, buf_text(&text), text.len, e);
    if (rc == 0 && renameat(dir, NEW_RECEIPT, dir, RECEIPT) < 0)
        rc = err_set(e, ERR_IO, TEXT_RENAME, RECEIPT, strerror(errno));
    if (rc == 0)
        rc = disk_sync(dir, e);
    close(dir);
    buf_deinit(&text);
    return rc;
}

int outbox_remove(struct outbox *o, const struct outbox_entry *x, struct err *e)
{
    char gone[OUTBOX_NAME_SIZE + sizeof HIDDEN_GONE];
    snprintf(gone, sizeof gone, HIDDEN_GONE "%s", x->name);
    if (disk_remove(o->dir, gone, e) < 0)
        return -1;
    if (renameat(o->dir, x->name, o->dir, gone) < 0 && errno != ENOENT)
        return err_set(e, ERR_IO, TEXT_RENAME, x->name, strerror(errno));
    return disk_remove(o->dir, gone, e) == 0 ? disk_sync(o->dir, e) : -1;
}

/* Old enough to go, or said again since with another word: the later one says it all. */
static bool is_over(const struct outbox_list *l, size_t i, int64_t now_us, long keep_days)
{
    const struct outbox_entry *x = &l->entries[i];
    if (!x->acknowledged_us)
        return false;
    for (size_t k = i + 1; k < l->n; k++)
        if (l->entries[k].acknowledged_us && strcmp(l->entries[k].submission, x->submission) == 0)
            return true;
    return now_us - x->acknowledged_us > keep_days * DAY_US;
}

int outbox_tidy(struct outbox *o, const struct outbox_list *l, int64_t now_us, long keep_days, struct err *e)
{
    int rc = 0;
    for (size_t i = 0; rc == 0 && i < l->n; i++)
        if (is_over(l, i, now_us, keep_days))
            rc = outbox_remove(o, &l->entries[i], e);
    DIR *d = rc == 0 ? walk(o, e) : NULL;
    rc = d ? rc : -1;
    for (struct dirent *x; rc == 0 && (x = readdir(d));)
        if (strncmp(x->d_name, HIDDEN_GONE, sizeof HIDDEN_GONE - 1) == 0)
            rc = disk_remove(o->dir, x->d_name, e);
    if (d)
        closedir(d);
    return rc;
}
