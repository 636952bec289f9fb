/* The log: one event a line, logfmt on stderr. */
#include "daemon/log.h"

#include <math.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/cal.h"

#define VALUE_MAX 1024 /* bytes of one value; what is longer is cut */

static _Thread_local const char *log_who = "cvg";
static _Thread_local enum log_level log_least = LOG_INFO;
static const char *const level_names[LOG_LEVEL_COUNT] = {"debug", "info", "warn", "error"};

void log_init(const char *who, enum log_level least)
{
    log_who = who;
    log_least = least;
}

int log_level_parse(const char *s, enum log_level *out)
{
    for (int i = 0; i < LOG_LEVEL_COUNT; i++)
        if (strcmp(s, level_names[i]) == 0) {
            *out = (enum log_level)i;
            return 0;
        }
    return -1;
}

/* Always in quotes; a line stays a line whatever the text holds. */
static void add_quoted(struct buf *out, const char *s)
{
    buf_addc(out, '"');
    for (size_t i = 0; s && s[i] && i < VALUE_MAX; i++) {
        unsigned char c = (unsigned char)s[i];
        if (c == '"' || c == '\\')
            buf_addf(out, "\\%c", c);
        else if (c == '\n')
            buf_adds(out, "\\n");
        else if (c < 0x20 || c == 0x7f)
            buf_addf(out, "\\x%02x", c);
        else
            buf_addc(out, (char)c);
    }
    buf_addc(out, '"');
}

static void add_field(struct buf *out, const struct log_field *f)
{
    buf_addf(out, " %s=", f->key);
    switch (f->kind) {
    case LOG_TEXT:
        add_quoted(out, f->text);
        break;
    case LOG_NUMBER:
        buf_addf(out, "%lld", (long long)f->number);
        break;
    case LOG_REAL:
        buf_addf(out, isfinite(f->real) ? "%.6g" : "\"%.6g\"", f->real);
        break;
    case LOG_END:
        must(!"a field without a kind");
    }
}

static void add_context(struct buf *out, const struct log_context *ctx, int depth)
{
    if (!ctx)
        return;
    must(depth < 16);
    add_context(out, ctx->up, depth + 1);
    for (size_t i = 0; i < sizeof ctx->fields / sizeof *ctx->fields && ctx->fields[i].kind; i++)
        add_field(out, &ctx->fields[i]);
}

void log_format(struct buf *out, enum log_level level, const char *ev, const struct log_context *ctx,
                const struct log_field *fields)
{
    struct timespec now;
    char when[CAL_INSTANT_LEN];
    clock_gettime(CLOCK_REALTIME, &now); /* the real clock, also where the calendar's is moved for a rehearsal */
    cal_format_instant((int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000, when);
    buf_addf(out, "ts=%s level=%s who=%s ev=%s", when, level_names[level], log_who, ev);
    add_context(out, ctx, 0);
    for (const struct log_field *f = fields; f->kind; f++)
        add_field(out, f);
    buf_addc(out, '\n');
}

void log_write(enum log_level level, const char *ev, const struct log_context *ctx, const struct log_field *fields)
{
    struct buf line = {0};
    if (level < log_least)
        return;
    log_format(&line, level, ev, ctx, fields);
    ssize_t n = write(STDERR_FILENO, line.data, line.len); /* one write a line: lines of several threads do not mix */
    (void)n;
    buf_deinit(&line);
}
