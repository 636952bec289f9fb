/* What the daemon remembers of a reporter: one small JSON file, written before anything rests on it. */
#include "depot/trace.h"

#include <jansson.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/jsonout.h"
#include "base/mem.h"
#include "base/text.h"

#define BYTES_MAX (4u << 20)
#define MODE 0600

void trace_clear(struct trace *t)
{
    for (size_t i = 0; i < t->n; i++)
        free(t->files[i].name);
    free(t->files);
    *t = (struct trace){0};
}

void trace_set(struct trace *t, const char *submission, const char *told, const struct entry *entries,
               const struct pick *p)
{
    trace_clear(t);
    snprintf(t->submission, sizeof t->submission, "%s", submission);
    snprintf(t->told, sizeof t->told, "%s", told);
    t->files = mem_new_n(p->n, sizeof *t->files);
    for (size_t i = 0; i < p->n; i++) {
        const struct entry *x = &entries[p->items[i]];
        t->files[t->n++] = (struct trace_file){.name = mem_text(x->name), .kind = x->kind, .mark = x->mark};
    }
}

static char *path_of(const char *dir, const char *reporter)
{
    struct buf b = {0};
    buf_addf(&b, "%s/%s.json", dir, reporter);
    return buf_take(&b);
}

/* A name may hold any bytes, JSON may not: it is written in hexadecimal. */
static void put_file(struct jsonout *j, const struct trace_file *f)
{
    char hex[2 * NAME_LEN + 1];
    must(strlen(f->name) <= NAME_MAX);
    sodium_bin2hex(hex, sizeof hex, (const unsigned char *)f->name, strlen(f->name));
    jsonout_open(j, NULL, '{');
    jsonout_text(j, "name", hex);
    jsonout_int(j, "inode", (int64_t)f->mark.inode);
    jsonout_int(j, "size", f->mark.size);
    jsonout_int(j, "mtime_ns", f->mark.mtime_ns);
    jsonout_int(j, "ctime_ns", f->mark.ctime_ns);
    jsonout_close(j, '}');
}

int trace_save(const struct trace *t, const char *dir, const char *reporter, struct err *e)
{
    struct buf b = {0};
    struct jsonout j = {.out = &b};
    jsonout_open(&j, NULL, '{');
    jsonout_text(&j, "submission", t->submission);
    jsonout_text(&j, "told", t->told);
    jsonout_bool(&j, "answered", t->answered);
    jsonout_open(&j, "files", '[');
    for (size_t i = 0; i < t->n; i++)
        put_file(&j, &t->files[i]);
    jsonout_close(&j, ']');
    jsonout_close(&j, '}');
    char *path = path_of(dir, reporter);
    int rc = buf_write_file(&b, path, MODE, e);
    free(path);
    buf_deinit(&b);
    return rc;
}

static bool get_text(const json_t *doc, const char *member, char *out, size_t cap)
{
    const char *s = json_string_value(json_object_get(doc, member));
    return s && *s && (size_t)snprintf(out, cap, "%s", s) < cap;
}

static bool get_file(const json_t *x, struct trace_file *f)
{
    char hex[2 * NAME_LEN + 1], name[NAME_LEN];
    size_t len;
    if (!get_text(x, "name", hex, sizeof hex) ||
        sodium_hex2bin((unsigned char *)name, NAME_MAX, hex, strlen(hex), NULL, &len, NULL) != 0 ||
        memchr(name, 0, len) || memchr(name, '/', len))
        return false;
    name[len] = 0;
    f->name = mem_text(name);
    f->kind = name_kind(name);
    f->mark = (struct mark){.inode = (uint64_t)json_integer_value(json_object_get(x, "inode")),
                            .size = json_integer_value(json_object_get(x, "size")),
                            .mtime_ns = json_integer_value(json_object_get(x, "mtime_ns")),
                            .ctime_ns = json_integer_value(json_object_get(x, "ctime_ns"))};
    return true;
}

static bool get_trace(const json_t *doc, struct trace *t)
{
    const json_t *files = json_object_get(doc, "files");
    if (!get_text(doc, "submission", t->submission, sizeof t->submission) ||
        !get_text(doc, "told", t->told, sizeof t->told))
        return false;
    t->answered = json_is_true(json_object_get(doc, "answered"));
    t->files = mem_new_n(json_array_size(files) + 1, sizeof *t->files);
    for (size_t i = 0; i < json_array_size(files); i++)
        if (get_file(json_array_get(files, i), &t->files[t->n]))
            t->n++;
        else
            return false;
    return true;
}

void trace_load(struct trace *t, const char *dir, const char *reporter)
{
    struct buf b = {0};
    char *path = path_of(dir, reporter);
    trace_clear(t);
    json_t *doc = buf_read_file(&b, path, BYTES_MAX, NULL) == 0 ? json_loadb(buf_text(&b), b.len, 0, NULL) : NULL;
    if (!get_trace(doc, t))
        trace_clear(t);
    json_decref(doc);
    free(path);
    buf_deinit(&b);
}

void trace_forget(struct trace *t, const char *dir, const char *reporter)
{
    char *path = path_of(dir, reporter);
    unlink(path);
    free(path);
    trace_clear(t);
}
