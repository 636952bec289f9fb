/* The body of a push made into what is stored. */
#include "intake/content.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "io/multipart.h"
#include "io/unzip.h"
#include "programme/bundle.h"

static_assert(MULTIPART_PARTS_MAX <= FILES_MAX, "what a form may hold, a bundle can");
static_assert(MULTIPART_HEADER_MAX <= BUNDLE_NAME_MAX, "names");

enum content_kind content_kind(const char *type)
{
    static const char *const files[] = {"application/zip",
                                        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"};
    if (!type)
        return CONTENT_NONE;
    if (multipart_is(type))
        return CONTENT_FORM;
    size_t len = strcspn(type, "; \t");
    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        if (len == strlen(files[i]) && strncasecmp(type, files[i], len) == 0)
            return CONTENT_FILE;
    return CONTENT_NONE;
}

struct files {
    struct submission_file items[MULTIPART_PARTS_MAX];
    size_t n;
    struct arena names;
};

static enum refusal split_form(const struct content *c, struct files *f)
{
    struct multipart_part parts[MULTIPART_PARTS_MAX];
    struct err e;
    if (multipart_parse(c->type, c->body, c->len, parts, &f->n, &e) < 0)
        return e.code == ERR_LIMIT && f->n == MULTIPART_PARTS_MAX ? REFUSAL_FILES : REFUSAL_FORM;
    for (size_t i = 0; i < f->n; i++) {
        if (memchr(parts[i].name, 0, parts[i].name_len))
            return REFUSAL_FORM;
        f->items[i] = (struct submission_file){.name = arena_text(&f->names, parts[i].name, parts[i].name_len),
                                               .bytes = parts[i].data,
                                               .len = parts[i].len};
    }
    return f->n ? REFUSAL_NONE : REFUSAL_NO_FILE;
}

/* The files of an upload, whose names and lengths were told before. */
static enum refusal split_told(const struct content *c, struct files *f)
{
    size_t at = 0;
    for (size_t i = 0; i < c->files_n; at += c->files[i++].len) {
        must(f->n < MULTIPART_PARTS_MAX && c->files[i].len <= c->len - at);
        f->items[f->n++] =
            (struct submission_file){.name = c->files[i].name, .bytes = c->body + at, .len = c->files[i].len};
    }
    must(at == c->len);
    return f->n ? REFUSAL_NONE : REFUSAL_NO_FILE;
}

static enum refusal find_files(const struct content *c, struct files *f)
{
    if (!c->type)
        return split_told(c, f);
    if (content_kind(c->type) == CONTENT_FORM)
        return split_form(c, f);
    f->items[f->n++] = (struct submission_file){.name = "", .bytes = c->body, .len = c->len};
    return c->len ? REFUSAL_NONE : REFUSAL_NO_FILE;
}

static void make_digest(const struct files *f, unsigned char out[CONTENT_DIGEST_LEN])
{
    struct submission_file items[MULTIPART_PARTS_MAX];
    for (size_t i = 0; i < f->n; i++) {
        items[i] = f->items[i];
        items[i].name = unzip_digest_name(&f->items[i]);
    }
    submission_digest(items, f->n, out);
}

void content_make(struct content *c)
{
    struct files f = {.n = 0};
    struct buf bundle = {0};
    c->refusal = find_files(c, &f);
    for (size_t i = 0; i < f.n && !c->refusal; i++)
        c->bytes += f.items[i].len;
    if (!c->refusal && c->bytes > c->files_max)
        c->refusal = REFUSAL_SIZE;
    if (!c->refusal)
        make_digest(&f, c->digest);
    if (!c->refusal && c->digest_told && memcmp(c->digest, c->told, sizeof c->digest) != 0)
        c->refusal = REFUSAL_DIGEST;
    if (!c->refusal)
        bundle_encode(f.items, f.n, &bundle);
    mem_free(&c->body);
    if (!c->refusal)
        seal_close(bundle.data, bundle.len, c->key, &c->sealed);
    buf_deinit(&bundle);
    arena_deinit(&f.names);
}

void content_deinit(struct content *c)
{
    for (size_t i = 0; i < c->files_n; i++)
        free(c->files[i].name);
    free(c->files);
    free(c->type);
    free(c->body);
    buf_deinit(&c->sealed);
    *c = (struct content){0};
}
