/* Mustache templates over JSON, read as they are rendered: a template is small and its sections are found by their
 * tags. */
#include "base/mustache.h"

#include <stdio.h>
#include <string.h>

#define NAME_MAX_LEN 100

struct frame { /* the contexts, innermost first */
    const json_t *value;
    const struct frame *up;
};

struct rendering {
    mustache_find *find;
    void *arg;
    struct buf *out;
    struct err *e;
};

struct tag {
    char kind;                   /* 'v' escaped, '&' raw, or the sigil: # ^ / > ! */
    const char *from, *to;       /* the whole tag */
    const char *before, *after;  /* the same, with its line where it stands alone on it */
    char name[NAME_MAX_LEN + 1]; /* without blanks */
};

void mustache_escape(const char *s, size_t len, struct buf *out)
{
    static const struct {
        char c;
        const char *as;
    } table[] = {{'&', "&amp;"}, {'<', "&lt;"}, {'>', "&gt;"}, {'"', "&quot;"}, {'\'', "&#39;"}};
    size_t from = 0;
    for (size_t i = 0; i < len; i++)
        for (size_t k = 0; k < sizeof table / sizeof *table; k++)
            if (s[i] == table[k].c) {
                buf_add(out, s + from, i - from);
                buf_adds(out, table[k].as);
                from = i + 1;
                break;
            }
    buf_add(out, s + from, len - from);
}

/* ---- tags ---- */

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

/* A section, comment or partial alone on its line leaves no empty line behind. */
static void widen(struct tag *t, const char *begin, const char *end)
{
    const char *a = t->from, *b = t->to;
    t->before = t->from;
    t->after = t->to;
    if (t->kind == 'v' || t->kind == '&')
        return;
    while (a > begin && is_blank(a[-1]))
        a--;
    while (b < end && is_blank(*b))
        b++;
    if ((a == begin || a[-1] == '\n') && (b == end || *b == '\n' || (*b == '\r' && b + 1 < end && b[1] == '\n'))) {
        t->before = a;
        t->after = b == end ? end : *b == '\r' ? b + 2 : b + 1;
    }
}

/* The next tag from `at` on: 1, 0 where there is none, -1 where it is not well formed. */
static int next_tag(const struct rendering *r, const char *begin, const char *at, const char *end, struct tag *t)
{
    const char *open = memmem(at, (size_t)(end - at), "{{", 2);
    if (!open)
        return 0;
    bool triple = open + 2 < end && open[2] == '{';
    const char *s = open + (triple ? 3 : 2), *close_text = triple ? "}}}" : "}}";
    const char *close = memmem(s, (size_t)(end - s), close_text, strlen(close_text));
    if (!close)
        return err_set(r->e, ERR_FORMAT, "a tag is not closed: %.40s", open);
    t->kind = triple ? '&' : 'v';
    if (!triple && s < close && strchr("#^/>!&", *s))
        t->kind = *s++;
    while (s < close && (is_blank(*s) || *s == '\n'))
        s++;
    const char *stop = close;
    while (stop > s && (is_blank(stop[-1]) || stop[-1] == '\n'))
        stop--;
    t->from = open;
    t->to = close + strlen(close_text);
    t->name[0] = 0;
    if (t->kind != '!') {
        if (stop == s || stop - s > NAME_MAX_LEN)
            return err_set(r->e, ERR_FORMAT, "a tag without a name, or with one that is too long: %.40s", open);
        memcpy(t->name, s, (size_t)(stop - s));
        t->name[stop - s] = 0;
    }
    widen(t, begin, end);
    return 1;
}

/* The tag that closes a section which was opened just before `at`. */
static int find_close(const struct rendering *r, const char *begin, const char *at, const char *end, const char *name,
                      struct tag *t)
{
    int depth = 1, found;
    while ((found = next_tag(r, begin, at, end, t)) > 0) {
        if (t->kind == '#' || t->kind == '^')
            depth++;
        if (t->kind == '/' && --depth == 0) {
            if (strcmp(t->name, name) == 0)
                return 0;
            return err_set(r->e, ERR_FORMAT, "section %s is closed by %s", name, t->name);
        }
        at = t->after;
    }
    return found < 0 ? -1 : err_set(r->e, ERR_FORMAT, "section %s is not closed", name);
}

/* ---- values ---- */

static const json_t *find_value(const struct frame *f, const char *name)
{
    if (strcmp(name, ".") == 0)
        return f ? f->value : NULL;
    char first[NAME_MAX_LEN + 1];
    size_t len = strcspn(name, ".");
    memcpy(first, name, len);
    first[len] = 0;
    const json_t *v = NULL;
    for (; f && !v; f = f->up)
        v = json_object_get(f->value, first);
    while (v && name[len] == '.') {
        name += len + 1;
        len = strcspn(name, ".");
        memcpy(first, name, len);
        first[len] = 0;
        v = json_object_get(v, first);
    }
    return v;
}

static bool is_true(const json_t *v)
{
    if (!v || json_is_null(v) || json_is_false(v))
        return false;
    return !(json_is_array(v) && json_array_size(v) == 0) && !(json_is_string(v) && json_string_length(v) == 0);
}

static void print_value(const struct rendering *r, const json_t *v, bool escaped)
{
    char number[40] = "";
    if (json_is_string(v)) {
        if (escaped)
            mustache_escape(json_string_value(v), json_string_length(v), r->out);
        else
            buf_add(r->out, json_string_value(v), json_string_length(v));
        return;
    }
    if (json_is_integer(v))
        snprintf(number, sizeof number, "%" JSON_INTEGER_FORMAT, json_integer_value(v));
    else if (json_is_real(v))
        snprintf(number, sizeof number, "%.9g", json_real_value(v));
    else if (json_is_true(v))
        snprintf(number, sizeof number, "true");
    buf_adds(r->out, number);
}

/* ---- rendering: the recursion is bounded by MUSTACHE_DEPTH_MAX ---- */

static int render(const struct rendering *r, const char *begin, const char *end, const struct frame *f, int depth);

static int render_section(const struct rendering *r, const char *begin, const char *end, const struct frame *f,
                          const json_t *v, int depth)
{
    if (!json_is_array(v)) {
        struct frame inner = {v, f};
        return render(r, begin, end, &inner, depth);
    }
    for (size_t i = 0; i < json_array_size(v); i++) {
        struct frame inner = {json_array_get(v, i), f};
        if (render(r, begin, end, &inner, depth) < 0)
            return -1;
    }
    return 0;
}

static int render_partial(const struct rendering *r, const char *name, const struct frame *f, int depth)
{
    const char *text = r->find ? r->find(name, r->arg) : NULL;
    if (!text)
        return err_set(r->e, ERR_FORMAT, "there is no partial %s", name);
    return render(r, text, text + strlen(text), f, depth);
}

static int render(const struct rendering *r, const char *begin, const char *end, const struct frame *f, int depth)
{
    struct tag t, close;
    const char *at = begin;
    int found;
    if (depth > MUSTACHE_DEPTH_MAX)
        return err_set(r->e, ERR_LIMIT, "sections or partials more than %d deep", MUSTACHE_DEPTH_MAX);
    while ((found = next_tag(r, begin, at, end, &t)) > 0) {
        int rc = 0;
        buf_add(r->out, at, (size_t)(t.before > at ? t.before - at : 0));
        at = t.after;
        if (t.kind == 'v' || t.kind == '&') {
            print_value(r, find_value(f, t.name), t.kind == 'v');
        } else if (t.kind == '>') {
            rc = render_partial(r, t.name, f, depth + 1);
        } else if (t.kind == '#' || t.kind == '^') {
            if (find_close(r, begin, at, end, t.name, &close) < 0)
                return -1;
            const json_t *v = find_value(f, t.name);
            const char *stop = close.before > at ? close.before : at;
            if (t.kind == '^' && !is_true(v))
                rc = render(r, at, stop, f, depth + 1);
            else if (t.kind == '#' && is_true(v))
                rc = render_section(r, at, stop, f, v, depth + 1);
            at = close.after;
        } else if (t.kind == '/') {
            rc = err_set(r->e, ERR_FORMAT, "section %s was never opened", t.name);
        }
        if (rc < 0)
            return -1;
    }
    if (found < 0)
        return -1;
    buf_add(r->out, at, (size_t)(end - at));
    return 0;
}

int mustache_render(const char *text, const json_t *context, mustache_find *find, void *arg, struct buf *out,
                    struct err *e)
{
    const struct rendering r = {find, arg, out, e};
    struct frame top = {context, NULL};
    return render(&r, text, text + strlen(text), &top, 0);
}
