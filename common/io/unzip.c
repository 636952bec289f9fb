/* The archives among a submission's files, unpacked in memory within limits: libzip behind one door. */
#include "io/unzip.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <zip.h>

#define ENTRIES_MAX 1000 /* of one archive, folders included: more are not even looked at */

static const char zip_trouble[] = "zip", xlsx_trouble[] = "xlsx", size_trouble[] = "taille";

bool unzip_is(const char *bytes, size_t len)
{
    return len >= 4 && memcmp(bytes, "PK\003\004", 4) == 0;
}

static bool ends(const char *name, const char *with)
{
    size_t n = strlen(name), w = strlen(with);
    return n >= w && strcasecmp(name + n - w, with) == 0;
}

bool unzip_is_archive(const struct submission_file *f)
{
    const char *base = f->name;
    for (const char *p = f->name; *p; p++)
        if (*p == '/' || *p == '\\')
            base = p + 1;
    return !*base || ends(base, ".zip") || ends(base, ".xlsx") || (!strchr(base, '.') && unzip_is(f->bytes, f->len));
}

const char *unzip_digest_name(const struct submission_file *f)
{
    return unzip_is(f->bytes, f->len) && (ends(f->name, ".zip") || ends(f->name, ".xlsx")) ? "" : f->name;
}

struct expansion {
    struct unzipped *out;
    size_t left;    /* plain bytes that may still come */
    size_t files_n; /* files that are certain, archives not yet opened counting as one */
};

static struct submission_file *add(struct unzipped *u, const char *name)
{
    u->files = mem_room(u->files, u->n, &u->cap, sizeof *u->files);
    u->files[u->n] = (struct submission_file){.name = arena_text(&u->names, name, strlen(name)), .bytes = ""};
    return &u->files[u->n++];
}

static bool is_folder(const char *name)
{
    return !*name || name[strlen(name) - 1] == '/';
}

/* What every entry claims, before any is read: a reason to leave the archive closed, or NULL. */
static const char *look_over(zip_t *z, const struct expansion *x)
{
    zip_int64_t entries = zip_get_num_entries(z, 0);
    size_t files = 0;
    uint64_t told = 0;
    if (entries < 0 || entries > ENTRIES_MAX)
        return size_trouble;
    for (zip_int64_t i = 0; i < entries; i++) {
        zip_stat_t st;
        if (zip_stat_index(z, (zip_uint64_t)i, 0, &st) < 0 ||
            (st.valid & (ZIP_STAT_NAME | ZIP_STAT_SIZE)) != (ZIP_STAT_NAME | ZIP_STAT_SIZE))
            return zip_trouble;
        if (strcmp(st.name, "xl/workbook.xml") == 0)
            return xlsx_trouble;
        if ((st.valid & ZIP_STAT_ENCRYPTION_METHOD) && st.encryption_method != ZIP_EM_NONE)
            return zip_trouble;
        if (is_folder(st.name))
            continue;
        files++;
        if (st.size > x->left - told)
            return size_trouble;
        told += st.size;
    }
    return x->files_n - 1 + files > FILES_MAX ? size_trouble : NULL;
}

/* The whole of an entry; NULL where it is not what it claims: shorter, longer, or with another checksum. */
static char *read_entry(zip_t *z, zip_uint64_t i, size_t size)
{
    zip_file_t *f = zip_fopen_index(z, i, 0);
    if (!f)
        return NULL;
    char *p = mem_grow(NULL, size + 1), more;
    size_t n = 0;
    while (n < size) {
        zip_int64_t got = zip_fread(f, p + n, size - n);
        if (got <= 0)
            break;
        n += (size_t)got;
    }
    bool whole = n == size && zip_fread(f, &more, 1) == 0; /* the end is where libzip compares the checksum */
    if (zip_fclose(f) != 0)
        whole = false;
    if (whole)
        p[size] = 0;
    else
        mem_free(&p);
    return p;
}

static const char *take_entries(zip_t *z, struct expansion *x)
{
    struct unzipped *u = x->out;
    zip_int64_t entries = zip_get_num_entries(z, 0);
    for (zip_int64_t i = 0; i < entries; i++) {
        zip_stat_t st;
        if (zip_stat_index(z, (zip_uint64_t)i, 0, &st) < 0)
            return zip_trouble;
        if (is_folder(st.name))
            continue;
        char *bytes = read_entry(z, (zip_uint64_t)i, (size_t)st.size);
        if (!bytes)
            return zip_trouble;
        u->blocks = mem_room(u->blocks, u->blocks_n, &u->blocks_cap, sizeof *u->blocks);
        u->blocks[u->blocks_n++] = bytes;
        struct submission_file *f = add(u, st.name);
        f->bytes = bytes;
        f->len = (size_t)st.size;
    }
    return NULL;
}

static zip_t *open_bytes(const char *bytes, size_t len)
{
    if (!len) /* to libzip an empty file is an archive yet to be written */
        return NULL;
    zip_source_t *src = zip_source_buffer_create(bytes, len, 0, NULL);
    must(src);
    zip_t *z = zip_open_from_source(src, ZIP_RDONLY, NULL);
    if (!z)
        zip_source_free(src);
    return z;
}

/* Puts the entries in the list, or leaves the list as it was and tells why. */
static const char *expand_one(const struct submission_file *f, struct expansion *x)
{
    struct unzipped *u = x->out;
    size_t n = u->n, blocks_n = u->blocks_n;
    if (ends(f->name, ".xlsx"))
        return xlsx_trouble;
    zip_t *z = open_bytes(f->bytes, f->len);
    if (!z)
        return zip_trouble;
    const char *why = look_over(z, x);
    if (!why)
        why = take_entries(z, x);
    zip_discard(z);
    if (why) {
        u->n = n;
        while (u->blocks_n > blocks_n)
            free(u->blocks[--u->blocks_n]);
        return why;
    }
    for (size_t i = n; i < u->n; i++)
        x->left -= u->files[i].len;
    x->files_n += u->n - n - 1;
    return NULL;
}

void unzip_expand(const struct submission_file *files, size_t n, size_t plain_max, struct unzipped *out)
{
    struct expansion x = {.out = out, .left = plain_max, .files_n = n};
    *out = (struct unzipped){0};
    for (size_t i = 0; i < n; i++)
        if (!unzip_is_archive(&files[i]))
            x.left -= files[i].len < x.left ? files[i].len : x.left;
    for (size_t i = 0; i < n; i++) {
        const char *why = NULL;
        if (unzip_is_archive(&files[i])) {
            why = expand_one(&files[i], &x);
            if (!why)
                continue;
        }
        struct submission_file *f = add(out, files[i].name);
        f->bytes = files[i].bytes;
        f->len = files[i].len;
        f->trouble = why ? why : files[i].trouble;
    }
}

void unzipped_deinit(struct unzipped *u)
{
    for (size_t i = 0; i < u->blocks_n; i++)
        free(u->blocks[i]);
    free(u->blocks);
    free(u->files);
    arena_deinit(&u->names);
    *u = (struct unzipped){0};
}
