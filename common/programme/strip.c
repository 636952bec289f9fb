/* What stays of a content: each dataset's file written again with its declared columns, as UTF-8 with semicolons. */
#include "programme/strip.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "programme/bundle.h"
#include "programme/correspondance.h"
#include "programme/csv.h"

struct kept {
    bool *columns; /* [columns_n] of the header as sent */
    size_t columns_n;
    size_t key;     /* the column of the key's first field, columns_n where it is not given */
    uint32_t lines; /* written so far */
};

/* Declared, or read as a declared one by the mapping profile. */
static struct kept declared_columns(const struct judgement *j, const struct dataset *d, size_t dataset,
                                    const struct csv *c)
{
    struct kept k = {mem_new_n(c->cells_n, sizeof *k.columns), c->cells_n, c->cells_n, 0};
    for (size_t i = 0; i < c->cells_n; i++) {
        char folded[256];
        text_normalise_header(c->cells[i].s, c->cells[i].len, folded, sizeof folded);
        int f = correspondance_find_field(j->profile, d, dataset, folded);
        k.columns[i] = f >= 0 && !d->fields[f].off;
        if (f >= 0 && (size_t)f == d->key[0])
            k.key = i;
    }
    return k;
}

static bool has_text(const struct csv *c, size_t i)
{
    const char *s = c->cells[i].s;
    size_t len = c->cells[i].len;
    text_trim(&s, &len);
    return len > 0;
}

static uint32_t count_lines(const char *s, size_t len)
{
    uint32_t n = 0;
    for (size_t i = 0; i < len; i++)
        n += s[i] == '\n' || (s[i] == '\r' && !(i + 1 < len && s[i + 1] == '\n'));
    return n;
}

/* The record on the line where it stood, and saying what it said: that it was a line with something in it (NR in its
 * key is as empty as nothing), and that it had fewer or more cells than the header. */
static void put_record(const struct csv *c, struct kept *k, struct buf *out)
{
    size_t from;
    bool first = true, bare = true, beyond = false;
    for (; k->lines + 1 < c->record_line; k->lines++)
        buf_addc(out, '\n');
    from = out->len;
    for (size_t i = 0; i < c->cells_n && i < k->columns_n; i++)
        bare = bare && !(k->columns[i] && has_text(c, i));
    for (size_t i = k->columns_n; i < c->cells_n; i++)
        beyond = beyond || has_text(c, i);
    for (size_t i = 0; i < k->columns_n; i++) {
        if (i >= c->cells_n && !(bare && i <= k->key))
            break;
        if (!k->columns[i])
            continue;
        if (!first)
            buf_addc(out, ';');
        first = false;
        if (bare && i == k->key)
            buf_adds(out, "NR");
        else if (i < c->cells_n)
            csv_put(out, c->cells[i].s, c->cells[i].len);
    }
    if (beyond)
        buf_adds(out, ";*");
    buf_addc(out, '\n');
    k->lines += count_lines(out->data + from, out->len - from);
}

static void strip_file(const struct judgement *j, const struct dataset *d, size_t dataset,
                       const struct submission_file *f, struct buf *out)
{
    struct buf converted = {0};
    const char *text = f->bytes;
    size_t len = f->len;
    if (!text_is_utf8(text, len)) {
        if (memchr(text, 0, len) || !text_from_cp1252(text, len, &converted)) {
            buf_deinit(&converted);
            return; /* not text: nothing of it is a declared column */
        }
        text = buf_text(&converted);
        len = converted.len;
    } else if (len >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0) {
        text += 3;
        len -= 3;
    }
    struct csv c;
    int next;
    csv_init(&c, text, len, ';');
    do /* blank lines before the header are skipped, as the reader does */
        c.separator = csv_separator(c.at, (size_t)(c.end - c.at));
    while ((next = csv_next(&c)) == 1 && csv_blank(&c));
    if (next == 1) {
        struct kept k = declared_columns(j, d, dataset, &c);
        put_record(&c, &k, out);
        while (csv_next(&c) == 1)
            if (!csv_blank(&c))
                put_record(&c, &k, out);
        free(k.columns);
    }
    csv_deinit(&c);
    buf_deinit(&converted);
}

/* What a sheet is called once it is a file. */
static const char *named(const struct dataset *d, struct arena *names)
{
    size_t n = strlen(d->name);
    char *name = arena_new(names, n + sizeof ".csv");
    memcpy(name, d->name, n);
    memcpy(name + n, ".csv", sizeof ".csv");
    return name;
}

bool strip_files(const struct definitions *d, const struct judgement *j, const struct submission_file *files, size_t n,
                 struct buf *bundle_out)
{
    bool workbook = false; /* it holds more than its sheets say: hidden ones, comments, its author */
    for (size_t i = 0; i < n; i++)
        workbook = workbook || files[i].sheet;
    if (!workbook && !findings_have(&j->findings, "I-COLONNE-INCONNUE") && !findings_have(&j->findings, "I-FICHIER"))
        return false;
    struct submission_file *kept = mem_new_n(n, sizeof *kept);
    struct buf *texts = mem_new_n(n, sizeof *texts);
    struct arena names = {0};
    size_t kept_n = 0;
    for (size_t i = 0; i < n; i++) {
        int k = files[i].trouble ? -1 : submission_file_dataset(d, &files[i]);
        if (k < 0 || !j->given[k]) /* no dataset, or not one of this reporter: it was not read */
            continue;
        strip_file(j, d->datasets[k], (size_t)k, &files[i], &texts[kept_n]);
        kept[kept_n] = (struct submission_file){.name = files[i].sheet ? named(d->datasets[k], &names) : files[i].name,
                                                .bytes = buf_text(&texts[kept_n]),
                                                .len = texts[kept_n].len};
        kept_n++;
    }
    bundle_encode(kept, kept_n, bundle_out);
    for (size_t i = 0; i < kept_n; i++)
        buf_deinit(&texts[i]);
    arena_deinit(&names);
    free(texts);
    free(kept);
    return true;
}
