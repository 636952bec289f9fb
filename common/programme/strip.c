/* What stays of a content: each dataset's file written again with its declared columns, as UTF-8 with semicolons. */
#include "programme/strip.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "programme/bundle.h"
#include "programme/correspondance.h"
#include "programme/csv.h"

static void put_cell(struct buf *out, const char *s, size_t len)
{
    bool quote = memchr(s, '"', len) || memchr(s, ';', len) || memchr(s, '\n', len) || memchr(s, '\r', len);
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

/* Declared, or read as a declared one by the mapping profile. */
static bool *declared_columns(const struct judgement *j, const struct dataset *d, size_t dataset, const struct csv *c)
{
    bool *keep = mem_new_n(c->cells_n, sizeof *keep);
    for (size_t i = 0; i < c->cells_n; i++) {
        char folded[256];
        text_normalise_header(c->cells[i].s, c->cells[i].len, folded, sizeof folded);
        int f = correspondance_find_field(j->profile, d, dataset, folded);
        keep[i] = f >= 0 && !d->fields[f].off;
    }
    return keep;
}

static void put_record(const struct csv *c, const bool *keep, size_t columns_n, struct buf *out)
{
    bool first = true;
    for (size_t i = 0; i < columns_n; i++) {
        if (!keep[i])
            continue;
        if (!first)
            buf_addc(out, ';');
        first = false;
        if (i < c->cells_n)
            put_cell(out, c->cells[i].s, c->cells[i].len);
    }
    buf_addc(out, '\n');
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
        size_t columns_n = c.cells_n;
        bool *keep = declared_columns(j, d, dataset, &c);
        put_record(&c, keep, columns_n, out);
        while (csv_next(&c) == 1)
            if (!csv_blank(&c))
                put_record(&c, keep, columns_n, out);
        free(keep);
    }
    csv_deinit(&c);
    buf_deinit(&converted);
}

bool strip_files(const struct definitions *d, const struct judgement *j, const struct submission_file *files, size_t n,
                 struct buf *bundle_out)
{
    if (!findings_have(&j->findings, "I-COLONNE-INCONNUE") && !findings_have(&j->findings, "I-FICHIER"))
        return false;
    struct submission_file *kept = mem_new_n(n, sizeof *kept);
    struct buf *texts = mem_new_n(n, sizeof *texts);
    size_t kept_n = 0;
    for (size_t i = 0; i < n; i++) {
        int k = files[i].trouble ? -1 : file_dataset(d, files[i].name);
        if (k < 0 || !j->given[k]) /* no dataset, or not one of this reporter: it was not read */
            continue;
        strip_file(j, d->datasets[k], (size_t)k, &files[i], &texts[kept_n]);
        kept[kept_n] = (struct submission_file){
            .name = files[i].name, .bytes = buf_text(&texts[kept_n]), .len = texts[kept_n].len};
        kept_n++;
    }
    bundle_encode(kept, kept_n, bundle_out);
    for (size_t i = 0; i < kept_n; i++)
        buf_deinit(&texts[i]);
    free(texts);
    free(kept);
    return true;
}
