/* The texts of a workbook: xl/sharedStrings.xml, in one block of bytes. */
#include "io/shared_texts.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "programme/excel.h"

#define TEXTS_MAX 4000000    /* of a workbook */
#define BYTES_MAX (1u << 30) /* whatever the caller allows: places are of 32 bits */

void text_runs_start(struct text_runs *t, const char *name)
{
    if (strcmp(name, "t") == 0)
        t->open = !t->aside;
    else if (strcmp(name, "rPh") == 0)
        t->aside = true;
}

void text_runs_end(struct text_runs *t, const char *name)
{
    if (strcmp(name, "t") == 0)
        t->open = false;
    else if (strcmp(name, "rPh") == 0)
        t->aside = false;
}

bool text_runs_add(struct text_runs *t, const char *s, int len)
{
    if (t->open)
        buf_add(&t->text, s, (size_t)len);
    return t->text.len <= TEXT_RUNS_MAX;
}

struct reader {
    struct shared_texts *out;
    struct text_runs runs;
    size_t bytes_max;
};

static void on_start(void *package, const char *name, const char **attributes)
{
    struct reader *r = ((struct package *)package)->reading;
    const char *local = package_local_name(name);
    (void)attributes;
    if (strcmp(local, "si") == 0)
        buf_reset(&r->runs.text);
    else
        text_runs_start(&r->runs, local);
}

static void on_end(void *package, const char *name)
{
    struct package *p = package;
    struct reader *r = p->reading;
    struct shared_texts *s = r->out;
    const char *local = package_local_name(name);
    text_runs_end(&r->runs, local);
    if (strcmp(local, "si") != 0)
        return;
    if (s->n == TEXTS_MAX || s->bytes.len + r->runs.text.len > r->bytes_max) {
        package_stop(p, package_too_big);
        return;
    }
    excel_text(buf_text(&r->runs.text), r->runs.text.len, &s->bytes);
    s->ends = mem_room(s->ends, s->n, &s->cap, sizeof *s->ends);
    s->ends[s->n++] = (uint32_t)s->bytes.len;
}

static void on_text(void *package, const char *s, int len)
{
    struct package *p = package;
    struct reader *r = p->reading;
    if (!text_runs_add(&r->runs, s, len))
        package_stop(p, package_too_big);
}

bool shared_texts_read(struct package *p, const char *part, size_t bytes_max, struct shared_texts *out)
{
    static const struct package_reader handlers = {on_start, on_end, on_text};
    struct reader r = {.out = out, .bytes_max = bytes_max < BYTES_MAX ? bytes_max : BYTES_MAX};
    bool done = package_read(p, part, &handlers, &r);
    buf_deinit(&r.runs.text);
    return done;
}

const char *shared_texts_get(const struct shared_texts *s, size_t i, size_t *len_out)
{
    if (i >= s->n)
        return NULL;
    size_t from = i ? s->ends[i - 1] : 0;
    *len_out = s->ends[i] - from;
    return buf_text(&s->bytes) + from;
}

void shared_texts_deinit(struct shared_texts *s)
{
    buf_deinit(&s->bytes);
    free(s->ends);
    *s = (struct shared_texts){0};
}
