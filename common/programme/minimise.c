/* Leaves columns out of CSV without reading more than its shape: dialect, encoding, quotes and line ends stay. */
#include "programme/minimise.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "programme/correspondances.h"
#include "programme/csv.h"

#define HEADER_SHOWN_MAX 60
#define UNKNOWN "NR"

struct work {
    const struct definitions *d;
    const struct dataset *set;
    size_t dataset;
    const struct pseudonym *pseudonym;
    struct csv csv;
    bool utf8;
    bool *keep;                        /* [columns_n] */
    size_t gone_lines;                 /* in the cells of the present record that are left out */
    size_t columns_n, own_number, key; /* columns; columns_n where there is none, or none to replace */
    struct minimised *out;
};

/* Text of a cell as UTF-8: itself, or converted into `room`. */
static void as_utf8(const struct work *w, const char **s, size_t *len, struct buf *room)
{
    buf_reset(room);
    if (w->utf8 || !text_from_cp1252(*s, *len, room))
        return;
    *s = buf_text(room);
    *len = room->len;
}

static void note_dropped(struct minimised *m, const char *s, size_t len)
{
    text_trim(&s, &len);
    size_t n = len < HEADER_SHOWN_MAX ? len : HEADER_SHOWN_MAX;
    while (n > 0 && n < len && (s[n] & 0xc0) == 0x80)
        n--;
    m->dropped = mem_room(m->dropped, m->dropped_n, &m->dropped_cap, sizeof *m->dropped);
    m->dropped[m->dropped_n++] = mem_text_n(s, n);
}

/* Of a header that is normalised: declared, or known to a mapping profile. Which one reads this chantier's exports, the
 * centre knows; here the headers of all of them are asked for. */
static int find_field(const struct work *w, const char *header)
{
    const struct correspondances *known = w->d->correspondances;
    int f = dataset_find_field(w->set, header);
    for (size_t i = 0; f < 0 && i < known->n; i++)
        f = correspondance_find_field(known->list[i], w->set, w->dataset, header);
    return f;
}

/* Which columns stay; how many. */
static size_t judge_header(struct work *w)
{
    struct buf room = {0};
    bool numbers = w->pseudonym && w->set == w->d->datasets[w->d->salaries];
    size_t kept = 0;
    w->columns_n = w->own_number = w->key = w->csv.cells_n;
    w->keep = mem_new_n(w->columns_n, sizeof *w->keep);
    for (size_t i = 0; i < w->columns_n; i++) {
        char folded[256];
        const char *s = w->csv.cells[i].s;
        size_t len = w->csv.cells[i].len;
        as_utf8(w, &s, &len, &room);
        text_normalise_header(s, len, folded, sizeof folded);
        int f = find_field(w, folded);
        w->keep[i] = f >= 0 && !w->set->fields[f].off;
        kept += w->keep[i];
        if (w->keep[i] && (size_t)f == w->set->key[0])
            w->key = i;
        if (!w->keep[i])
            note_dropped(w->out, s, len);
        else if (numbers && (size_t)f == w->d->at.salarie_id)
            w->own_number = i;
    }
    buf_deinit(&room);
    return kept;
}

static bool is_unknown(const char *s, size_t len)
{
    return len == 0 || (len == 2 && (s[0] | 0x20) == 'n' && (s[1] | 0x20) == 'r');
}

/* A pseudonym needs no quotes in any dialect. */
static bool put_pseudonym(struct work *w, const struct csv_cell *cell)
{
    char text[PSEUDONYM_SIZE];
    struct buf room = {0};
    const char *s = cell->s;
    size_t len = cell->len;
    as_utf8(w, &s, &len, &room);
    text_trim(&s, &len);
    bool replace = !is_unknown(s, len) && !pseudonym_is(s, len);
    if (replace) {
        pseudonym_make(w->pseudonym, s, len, text);
        buf_adds(&w->out->bytes, text);
        w->out->pseudonyms_n++;
    }
    buf_deinit(&room);
    return replace;
}

/* Beyond the header set a line aside whatever they hold: that they hold something is all that is sent. */
static void put_beyond(struct work *w, const struct csv_cell *cell)
{
    struct buf room = {0};
    const char *s = cell->s;
    size_t len = cell->len;
    as_utf8(w, &s, &len, &room);
    text_trim(&s, &len);
    buf_adds(&w->out->bytes, len ? "*" : "");
    buf_deinit(&room);
}

/* A line of which only left out columns hold something is still a line, with its required cells unknown. */
static bool left_blank(const struct work *w)
{
    struct buf room = {0};
    bool blank = true;
    for (size_t i = 0; blank && i < w->csv.cells_n; i++) {
        const char *s = w->csv.cells[i].s;
        size_t len = w->csv.cells[i].len;
        as_utf8(w, &s, &len, &room);
        text_trim(&s, &len);
        blank = len == 0 || (i < w->columns_n && !w->keep[i]);
    }
    buf_deinit(&room);
    return blank;
}

/* Line ends inside a cell, as the reader counts physical lines. */
static size_t line_ends(const char *at, const char *end)
{
    size_t n = 0;
    for (; at < end; at++)
        n += *at == '\n' || (*at == '\r' && !(at + 1 < end && at[1] == '\n'));
    return n;
}

static void put_record(struct work *w, bool header)
{
    struct buf *out = &w->out->bytes;
    const struct csv *c = &w->csv;
    const char *at = c->record;
    bool first = true, blank = !header && left_blank(w);
    w->gone_lines = 0;
    for (size_t i = 0; i < c->cells_n; i++) {
        const char *end = csv_raw_end(c, at);
        bool beyond = i >= w->columns_n;
        if (beyond || w->keep[i]) {
            if (!first)
                buf_addc(out, c->separator);
            first = false;
            if (blank && i == w->key)
                buf_adds(out, UNKNOWN);
            else if (beyond)
                put_beyond(w, &c->cells[i]);
            else if (header || i != w->own_number || !put_pseudonym(w, &c->cells[i]))
                buf_add(out, at, (size_t)(end - at));
        }
        if (!beyond && !w->keep[i])
            w->gone_lines += line_ends(at, end);
        at = end + 1;
    }
}

/* The record's line end, as it stands in the file; and blank lines for those that left with a cell, so that what
 * follows keeps its line number. */
static void put_end(struct work *w)
{
    const char *end = w->csv.record + w->csv.record_len;
    for (size_t i = 0; i <= w->gone_lines; i++)
        buf_add(&w->out->bytes, end, (size_t)(w->csv.at - end));
    w->gone_lines = 0;
}

/* A quote that never closes: the line begins, and that is all, so that it is refused for the same reason. */
static void cut(struct work *w)
{
    buf_adds(&w->out->bytes, "\"");
    w->out->cut = true;
}

static void copy_records(struct work *w)
{
    bool header_read = false, nothing_kept = false;
    int next;
    for (;;) {
        if (!header_read) /* blank lines before the header are skipped, as the reader does */
            w->csv.separator = csv_separator(w->csv.at, (size_t)(w->csv.end - w->csv.at));
        next = csv_next(&w->csv);
        if (next != 1)
            break;
        if (!header_read && !csv_blank(&w->csv)) {
            header_read = true;
            nothing_kept = judge_header(w) == 0;
            if (nothing_kept) /* no header of ours, perhaps no header at all */
                buf_adds(&w->out->bytes, "?");
            else
                put_record(w, true);
            put_end(w);
        } else if (!header_read) {
            put_end(w);
        } else if (!nothing_kept) {
            if (!csv_blank(&w->csv))
                put_record(w, false);
            put_end(w);
        }
    }
    if (next < 0)
        cut(w);
}

void minimise_file(const struct definitions *d, size_t dataset, const char *bytes, size_t len,
                   const struct pseudonym *pseudonym, struct minimised *out)
{
    struct work w = {.d = d, .set = d->datasets[dataset], .dataset = dataset, .pseudonym = pseudonym, .out = out};
    struct buf converted = {0};
    *out = (struct minimised){0};
    bool bom = len >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0;
    w.utf8 = text_is_utf8(bytes, len);
    bool text = !memchr(bytes, 0, len) && (w.utf8 || text_from_cp1252(bytes, len, &converted));
    buf_deinit(&converted);
    if (!text) { /* nothing of it is a declared column; one byte is refused for the same reason */
        buf_add(&out->bytes, "", 1);
        out->cut = true;
        return;
    }
    if (bom)
        buf_add(&out->bytes, bytes, 3);
    csv_init(&w.csv, bytes + (bom ? 3 : 0), len - (bom ? 3 : 0), ';');
    copy_records(&w);
    csv_deinit(&w.csv);
    free(w.keep);
}

void minimised_deinit(struct minimised *m)
{
    for (size_t i = 0; i < m->dropped_n; i++)
        free(m->dropped[i]);
    free(m->dropped);
    buf_deinit(&m->bytes);
    *m = (struct minimised){0};
}
