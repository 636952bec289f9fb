/* Splitting CSV text into records and cells. A quote opens a quoted cell only as its first byte; elsewhere it is a byte
 * like others. */
#include "programme/csv.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"

void csv_init(struct csv *c, const char *text, size_t len, char separator)
{
    *c = (struct csv){.at = text, .end = text + len, .separator = separator, .line = 1};
}

void csv_deinit(struct csv *c)
{
    free(c->cells);
    buf_deinit(&c->scratch);
}

static void add_cell(struct csv *c, const char *s, size_t len)
{
    if (c->cells_n == c->cells_cap)
        c->cells = mem_room(c->cells, c->cells_n, &c->cells_cap, sizeof *c->cells);
    c->cells[c->cells_n++] = (struct csv_cell){s, len};
}

/* Past the quote that closes a quoted cell which begins at p (after its opening quote); NULL where none does. */
static const char *find_close(struct csv *c, const char *p, bool *doubled_out)
{
    *doubled_out = false;
    for (; p < c->end; p++) {
        if (*p == '"') {
            if (p + 1 >= c->end || p[1] != '"')
                return p + 1;
            *doubled_out = true;
            p++;
        } else if (*p == '\n' || (*p == '\r' && !(p + 1 < c->end && p[1] == '\n'))) {
            c->line++;
        }
    }
    return NULL;
}

/* A quoted cell whose content had doubled quotes, or bytes after its closing quote: put together in scratch. */
static void unescape(struct csv *c, const char *s, const char *close, const char *tail_end)
{
    size_t start = c->scratch.len;
    for (const char *p = s; p < close - 1; p++) {
        buf_addc(&c->scratch, *p);
        if (*p == '"')
            p++;
    }
    buf_add(&c->scratch, close, (size_t)(tail_end - close));
    add_cell(c, NULL, c->scratch.len - start);
}

/* Scratch may move while it grows, so its cells (s == NULL) get their place when the record is complete. */
static void place_scratch(struct csv *c)
{
    size_t at = 0;
    for (size_t i = 0; i < c->cells_n; i++)
        if (!c->cells[i].s) {
            c->cells[i].s = buf_text(&c->scratch) + at;
            at += c->cells[i].len;
        }
}

int csv_next(struct csv *c)
{
    c->cells_n = 0;
    buf_reset(&c->scratch);
    if (c->at >= c->end)
        return 0;
    c->record_line = c->line;
    c->record = c->at;
    const char *p = c->at;
    for (;;) {
        const char *s = p, *close = NULL;
        bool doubled = false;
        if (p < c->end && *p == '"') {
            close = find_close(c, p + 1, &doubled);
            if (!close)
                return -1;
            p = close;
        }
        while (p < c->end && *p != c->separator && *p != '\n' && *p != '\r')
            p++;
        if (!close)
            add_cell(c, s, (size_t)(p - s));
        else if (doubled || p > close)
            unescape(c, s + 1, close, p);
        else
            add_cell(c, s + 1, (size_t)(close - s) - 2);
        if (p >= c->end || *p != c->separator)
            break;
        p++;
    }
    c->record_len = (size_t)(p - c->record);
    if (p < c->end) {
        c->line++;
        p += p[0] == '\r' && p + 1 < c->end && p[1] == '\n' ? 2 : 1;
    }
    c->at = p;
    place_scratch(c);
    return 1;
}

bool csv_blank(const struct csv *c)
{
    for (size_t i = 0; i < c->cells_n; i++) {
        const char *s = c->cells[i].s;
        size_t len = c->cells[i].len;
        text_trim(&s, &len);
        if (len)
            return false;
    }
    return true;
}

const char *csv_raw_end(const struct csv *c, const char *at)
{
    const char *end = c->record + c->record_len;
    bool quoted = at < end && *at == '"';
    for (at += quoted; quoted && at < end; at++)
        if (*at == '"') {
            if (at + 1 >= end || at[1] != '"')
                break;
            at++;
        }
    while (at < end && *at != c->separator)
        at++;
    return at;
}

void csv_put(struct buf *out, const char *s, size_t len)
{
    bool quote = false; /* other separators too: they are counted in a header */
    for (size_t i = 0; i < len && !quote; i++)
        quote = s[i] == '"' || s[i] == ';' || s[i] == ',' || s[i] == '\t' || s[i] == '\n' || s[i] == '\r';
    if (!quote) {
        buf_add(out, s, len);
        return;
    }
    buf_addc(out, '"');
    for (size_t i = 0; i < len; i++) {
        if (s[i] == '"')
            buf_addc(out, '"');
        buf_addc(out, s[i]);
    }
    buf_addc(out, '"');
}

char csv_separator(const char *text, size_t len)
{
    static const char known[] = {';', '\t', ','};
    size_t count[sizeof known] = {0};
    bool quoted = false;
    for (size_t i = 0; i < len; i++) {
        if (text[i] == '"')
            quoted = !quoted;
        if (quoted)
            continue;
        if (text[i] == '\n' || text[i] == '\r')
            break;
        for (size_t k = 0; k < sizeof known; k++)
            count[k] += text[i] == known[k];
    }
    size_t best = 0;
    for (size_t k = 1; k < sizeof known; k++)
        if (count[k] > count[best])
            best = k;
    return known[best];
}
