/* The archives and workbooks among a submission's files, opened in memory within limits: libzip behind one door. */
#include "io/unzip.h"

#include <stdlib.h>
#include <string.h>
#include <zip.h>

#include "io/workbook.h"
#include "programme/bundle.h"

#define ENTRIES_MAX 1000 /* of one archive, folders included: more are not even looked at */

static const char zip_trouble[] = "zip", size_trouble[] = "taille", old_trouble[] = "xls", other_trouble[] = "tableur",
                  broken_trouble[] = "xlsx";

/* ---- opening ---- */

struct expansion {
    const struct definitions *definitions;
    struct unzipped *out;
    size_t left;       /* plain bytes that may still come */
    size_t files_n;    /* files that are certain, archives not yet opened counting as one */
    uint64_t xml_left; /* of all workbooks */
};

static struct submission_file *add(struct unzipped *u, const char *name)
{
    u->files = mem_room(u->files, u->n, &u->cap, sizeof *u->files);
    u->files[u->n] = (struct submission_file){.name = arena_text(&u->names, name, strlen(name)), .bytes = ""};
    return &u->files[u->n++];
}

static void add_file(struct unzipped *u, const struct submission_file *f, const char *trouble)
{
    struct submission_file *added = add(u, f->name);
    added->bytes = f->bytes;
    added->len = f->len;
    added->trouble = trouble;
}

/* Bytes that live as long as the list. */
static void keep_block(struct unzipped *u, char *bytes)
{
    u->blocks = mem_room(u->blocks, u->blocks_n, &u->blocks_cap, sizeof *u->blocks);
    u->blocks[u->blocks_n++] = bytes;
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

static bool is_folder(const char *name)
{
    return !*name || name[strlen(name) - 1] == '/';
}

/* ---- workbooks ---- */

static bool is_package(zip_t *z)
{
    return zip_name_locate(z, "[Content_Types].xml", ZIP_FL_NOCASE) >= 0 ||
           zip_name_locate(z, "xl/workbook.xml", ZIP_FL_NOCASE) >= 0;
}

/* As LibreOffice saves by itself: its first entry says what it is, unpacked. */
static bool is_open_document(zip_t *z)
{
    static const char says[] = "application/vnd.oasis.opendocument.";
    char found[sizeof says];
    zip_file_t *f = zip_name_locate(z, "mimetype", 0) == 0 ? zip_fopen_index(z, 0, 0) : NULL;
    bool is = f && zip_fread(f, found, sizeof says - 1) == (zip_int64_t)sizeof says - 1 &&
              memcmp(found, says, sizeof says - 1) == 0;
    if (f)
        zip_fclose(f);
    return is;
}

/* Puts the sheets in the list, or leaves the list as it was and tells why. */
static const char *take_sheets(zip_t *z, const char *name, struct expansion *x)
{
    struct workbook w = {0};
    struct workbook_room room = {.text = x->left, .xml = x->xml_left};
    room.sheets = x->files_n <= FILES_MAX ? FILES_MAX + 1 - x->files_n : 0;
    const char *why = workbook_read(z, x->definitions, &room, &w);
    x->xml_left = room.xml;
    if (why)
        return why;
    x->files_n = x->files_n - 1 + w.n;
    for (size_t i = 0; i < w.n; i++) {
        struct submission_file *f = add(x->out, name);
        f->sheet = arena_text(&x->out->names, w.sheets[i].name, strlen(w.sheets[i].name));
        f->len = w.sheets[i].csv.len;
        x->left -= f->len;
        if (f->len) {
            char *bytes = buf_take(&w.sheets[i].csv);
            f->bytes = bytes;
            keep_block(x->out, bytes);
        }
    }
    workbook_deinit(&w);
    return NULL;
}

static const char *open_workbook(const struct submission_file *f, struct expansion *x)
{
    zip_t *z = open_bytes(f->bytes, f->len);
    const char *why = !z || !is_package(z) ? broken_trouble : take_sheets(z, f->name, x);
    if (z && why == broken_trouble && is_open_document(z))
        why = other_trouble;
    if (z)
        zip_discard(z);
    return why;
}

/* ---- archives ---- */

/* What every entry claims, before any is read: a reason to leave the archive closed, or NULL. */
static const char *look_over(zip_t *z, const struct expansion *x, size_t *files_out, size_t *told_out)
{
    zip_int64_t entries = zip_get_num_entries(z, 0);
    *files_out = *told_out = 0;
    if (entries < 0 || entries > ENTRIES_MAX)
        return size_trouble;
    for (zip_int64_t i = 0; i < entries; i++) {
        zip_stat_t st;
        if (zip_stat_index(z, (zip_uint64_t)i, 0, &st) < 0 ||
            (st.valid & (ZIP_STAT_NAME | ZIP_STAT_SIZE)) != (ZIP_STAT_NAME | ZIP_STAT_SIZE))
            return zip_trouble;
        if ((st.valid & ZIP_STAT_ENCRYPTION_METHOD) && st.encryption_method != ZIP_EM_NONE)
            return zip_trouble;
        if (strlen(st.name) > BUNDLE_NAME_MAX)
            return zip_trouble;
        if (is_folder(st.name))
            continue;
        ++*files_out;
        if (st.size > x->left - *told_out)
            return size_trouble;
        *told_out += st.size;
    }
    return x->files_n - 1 + *files_out > FILES_MAX ? size_trouble : NULL;
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

/* A file that is no archive: a workbook as its sheets, any other as it is. */
static void take_file(const struct submission_file *f, struct expansion *x)
{
    const char *why = f->trouble;
    if (unzip_is_old_workbook(f))
        why = old_trouble;
    else if (unzip_is_workbook(f) && !(why = open_workbook(f, x)))
        return;
    add_file(x->out, f, why);
}

/* Hidden files are for nobody, whatever they are; what was sent without a name is not hidden. */
static bool is_hidden(const struct definitions *d, const char *name)
{
    return *name && name[strlen(name) - 1] != '/' && file_dataset(d, name) == -2;
}

static const char *take_entries(zip_t *z, struct expansion *x)
{
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
        keep_block(x->out, bytes);
        const struct submission_file f = {.name = st.name, .bytes = bytes, .len = (size_t)st.size};
        if (is_hidden(x->definitions, st.name))
            add_file(x->out, &f, NULL);
        else
            take_file(&f, x);
    }
    return NULL;
}

/* Puts the entries in the list, or leaves the list as it was and tells why. */
static const char *open_archive(const struct submission_file *f, struct expansion *x)
{
    struct unzipped *u = x->out;
    const struct expansion before = *x;
    size_t n = u->n, blocks_n = u->blocks_n, files, told;
    zip_t *z = open_bytes(f->bytes, f->len);
    if (!z)
        return zip_trouble;
    const char *why = is_open_document(z) ? other_trouble : look_over(z, x, &files, &told);
    if (!why) {
        x->left -= told;
        x->files_n += files - 1;
        why = take_entries(z, x);
    }
    zip_discard(z);
    if (why) {
        x->left = before.left;
        x->files_n = before.files_n;
        u->n = n;
        while (u->blocks_n > blocks_n)
            free(u->blocks[--u->blocks_n]);
    }
    return why;
}

/* An archive, or a workbook that is called as one. */
static void take_archive(const struct submission_file *f, struct expansion *x)
{
    zip_t *z = open_bytes(f->bytes, f->len);
    bool package = z && is_package(z);
    if (z)
        zip_discard(z);
    const char *why = package ? open_workbook(f, x) : open_archive(f, x);
    if (why)
        add_file(x->out, f, why);
}

void unzip_expand(const struct definitions *d, const struct submission_file *files, size_t n, size_t plain_max,
                  struct unzipped *out)
{
    struct expansion x = {
        .definitions = d, .out = out, .left = plain_max, .files_n = n, .xml_left = workbook_xml_max(plain_max)};
    *out = (struct unzipped){0};
    for (size_t i = 0; i < n; i++)
        if (!unzip_is_archive(&files[i]))
            x.left -= files[i].len < x.left ? files[i].len : x.left;
    for (size_t i = 0; i < n; i++) {
        const struct submission_file *f = &files[i];
        if (is_hidden(d, f->name))
            add_file(out, f, f->trouble);
        else if (unzip_is_archive(f) && !unzip_is_workbook(f) && !unzip_is_old_workbook(f))
            take_archive(f, &x);
        else
            take_file(f, &x);
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
