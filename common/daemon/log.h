/* The log: one event a line, logfmt on stderr, `ts= level= who= ev=` and then typed fields.
 *
 *     log_event(LOG_INFO, "submission_received", log_text("submission", id), log_int("bytes", n));
 *
 * `ev` is a constant that one can grep. Personal data has no formatter: texts are ids, names of files and errors. */
#ifndef CVG_DAEMON_LOG_H
#define CVG_DAEMON_LOG_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARN, LOG_ERROR, LOG_LEVEL_COUNT };
enum log_kind { LOG_END, LOG_TEXT, LOG_NUMBER, LOG_REAL };

struct log_field {
    enum log_kind kind;
    const char *key, *text;
    int64_t number;
    double real;
};

static inline struct log_field log_text(const char *key, const char *text) /* NULL is written as "" */
{
    return (struct log_field){.kind = LOG_TEXT, .key = key, .text = text};
}
static inline struct log_field log_int(const char *key, int64_t n)
{
    return (struct log_field){.kind = LOG_NUMBER, .key = key, .number = n};
}
static inline struct log_field log_real(const char *key, double x)
{
    return (struct log_field){.kind = LOG_REAL, .key = key, .real = x};
}
static inline struct log_field log_err(const struct err *e) /* err="…" */
{
    return log_text("err", e ? e->text : "");
}

/* Fields that every event of a piece of work bears; contexts chain. */
struct log_context {
    const struct log_context *up;
    struct log_field fields[6]; /* ended by LOG_END when fewer */
};

#define log_event(level, ev, ...) log_write(level, ev, NULL, (const struct log_field[]){__VA_ARGS__ __VA_OPT__(, ){0}})
#define log_event_in(ctx, level, ev, ...)                                                                              \
    log_write(level, ev, ctx, (const struct log_field[]){__VA_ARGS__ __VA_OPT__(, ){0}})

/* `who` is the daemon's name; a constant text. Per thread, so that daemons may share a process in tests. */
void log_init(const char *who, enum log_level least);
void log_write(enum log_level level, const char *ev, const struct log_context *ctx, const struct log_field *fields);
/* The line without writing it. */
void log_format(struct buf *out, enum log_level level, const char *ev, const struct log_context *ctx,
                const struct log_field *fields);
int log_level_parse(const char *s, enum log_level *out) CHECKED; /* debug, info, warn, error; -1: none of them */

#endif
