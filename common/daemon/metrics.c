/* Counters and gauges, and their Prometheus text exposition. */
#include "daemon/metrics.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

struct series {
    struct series *next;
    struct metric metric;
    char *labels; /* without braces; "" for none */
    double (*ask)(void *arg);
    void *arg;
};

/* A name with its series: the exposition wants them together, under one HELP and one TYPE. */
struct family {
    struct family *next;
    char *name, *help;
    enum metric_kind kind;
    struct series *series, **last;
};

struct metrics {
    struct family *families, **last;
};

struct metrics *metrics_new(void)
{
    struct metrics *m = mem_new(sizeof *m);
    m->last = &m->families;
    return m;
}

void metrics_free(struct metrics **mp)
{
    struct metrics *m = *mp;
    *mp = NULL;
    while (m && m->families) {
        struct family *f = m->families;
        m->families = f->next;
        while (f->series) {
            struct series *s = f->series;
            f->series = s->next;
            free(s->labels);
            free(s);
        }
        free(f->name);
        free(f->help);
        free(f);
    }
    free(m);
}

static bool good_name(const char *s)
{
    static const char first[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_:";
    return *s && strchr(first, *s) &&
           s[strspn(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_:0123456789")] == 0;
}

static struct series *find(struct metrics *m, enum metric_kind kind, const char *name, const char *labels,
                           const char *help)
{
    struct family *f = m->families;
    must(good_name(name));
    while (f && strcmp(f->name, name) != 0)
        f = f->next;
    if (!f) {
        f = mem_new(sizeof *f);
        f->name = mem_text(name);
        f->help = mem_text(help);
        f->kind = kind;
        f->last = &f->series;
        *m->last = f;
        m->last = &f->next;
    }
    must(f->kind == kind);
    if (!labels)
        labels = "";
    for (struct series *s = f->series; s; s = s->next)
        if (strcmp(s->labels, labels) == 0)
            return s;
    struct series *s = mem_new(sizeof *s);
    s->labels = mem_text(labels);
    *f->last = s;
    f->last = &s->next;
    return s;
}

struct metric *metrics_counter(struct metrics *m, const char *name, const char *labels, const char *help)
{
    return &find(m, METRIC_COUNTER, name, labels, help)->metric;
}

struct metric *metrics_gauge(struct metrics *m, const char *name, const char *labels, const char *help)
{
    return &find(m, METRIC_GAUGE, name, labels, help)->metric;
}

void metrics_gauge_of(struct metrics *m, const char *name, const char *labels, const char *help,
                      double (*ask)(void *arg), void *arg)
{
    struct series *s = find(m, METRIC_GAUGE, name, labels, help);
    s->ask = ask;
    s->arg = arg;
}

static void add_escaped(struct buf *out, const char *s, bool quotes)
{
    for (; *s; s++)
        if (*s == '\n')
            buf_adds(out, "\\n");
        else if (*s == '\\' || (quotes && *s == '"'))
            buf_addf(out, "\\%c", *s);
        else
            buf_addc(out, *s);
}

void metrics_label(struct buf *out, const char *key, const char *value)
{
    if (out->len)
        buf_addc(out, ',');
    buf_addf(out, "%s=\"", key);
    add_escaped(out, value, true);
    buf_addc(out, '"');
}

static void add_value(struct buf *out, double v)
{
    if (isnan(v))
        buf_adds(out, "NaN");
    else if (isinf(v))
        buf_adds(out, v > 0 ? "+Inf" : "-Inf");
    else if (v == trunc(v) && fabs(v) <= 9007199254740992.0)
        buf_addf(out, "%.0f", v);
    else
        buf_addf(out, "%.17g", v);
}

void metrics_format(const struct metrics *m, struct buf *out)
{
    for (const struct family *f = m->families; f; f = f->next) {
        buf_addf(out, "# HELP %s ", f->name);
        add_escaped(out, f->help ? f->help : "", false);
        buf_addf(out, "\n# TYPE %s %s\n", f->name, f->kind == METRIC_COUNTER ? "counter" : "gauge");
        for (const struct series *s = f->series; s; s = s->next) {
            buf_adds(out, f->name);
            if (*s->labels)
                buf_addf(out, "{%s}", s->labels);
            buf_addc(out, ' ');
            add_value(out, s->ask ? s->ask(s->arg) : s->metric.value);
            buf_addc(out, '\n');
        }
    }
}
