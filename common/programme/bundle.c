/* A submission's files as one string of bytes, and back. */
#include "programme/bundle.h"

#include <string.h>

static void add_number(struct buf *out, uint64_t v, size_t width)
{
    for (size_t i = 0; i < width; i++)
        buf_addc(out, (char)(unsigned char)(v >> (8 * i)));
}

void bundle_encode(const struct submission_file *files, size_t n, struct buf *out)
{
    must(n <= FILES_MAX);
    for (size_t i = 0; i < n; i++) {
        size_t name_len = strlen(files[i].name);
        must(name_len <= BUNDLE_NAME_MAX);
        add_number(out, name_len, 4);
        buf_add(out, files[i].name, name_len);
        add_number(out, files[i].len, 8);
        buf_add(out, files[i].bytes, files[i].len);
    }
}

struct reader {
    const char *p;
    size_t left;
};

static bool take_number(struct reader *r, size_t width, uint64_t *out)
{
    if (r->left < width)
        return false;
    *out = 0;
    for (size_t i = 0; i < width; i++)
        *out |= (uint64_t)(unsigned char)r->p[i] << (8 * i);
    r->p += width;
    r->left -= width;
    return true;
}

static bool take_bytes(struct reader *r, uint64_t len, const char **out)
{
    if (len > r->left)
        return false;
    *out = r->p;
    r->p += len;
    r->left -= (size_t)len;
    return true;
}

static bool take_file(struct reader *r, struct bundle *b)
{
    struct submission_file *f = &b->files[b->n];
    const char *name;
    uint64_t name_len, len;
    if (!take_number(r, 4, &name_len) || name_len > BUNDLE_NAME_MAX || !take_bytes(r, name_len, &name) ||
        memchr(name, 0, (size_t)name_len) || !take_number(r, 8, &len) || !take_bytes(r, len, &f->bytes))
        return false;
    f->name = arena_text(&b->names, name, (size_t)name_len);
    f->len = (size_t)len;
    b->n++;
    return true;
}

int bundle_decode(const char *bytes, size_t len, struct bundle *out, struct err *e)
{
    struct reader r = {.p = bytes, .left = len};
    memset(out, 0, sizeof *out);
    while (r.left) {
        bool room = out->n < FILES_MAX;
        if (room && take_file(&r, out))
            continue;
        bundle_deinit(out);
        return room ? err_set(e, ERR_FORMAT, "bundle: broken at byte %zu of %zu", len - r.left, len)
                    : err_set(e, ERR_LIMIT, "bundle: more than %d files", FILES_MAX);
    }
    return 0;
}

void bundle_deinit(struct bundle *b)
{
    arena_deinit(&b->names);
    memset(b, 0, sizeof *b);
}
