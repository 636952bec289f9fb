/* territoires.csv and chantiers.csv: read as people save them, every fault with its file, line and column. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cal.h"
#include "base/map.h"
#include "base/text.h"
#include "cvg/reference_table.h"
#include "programme/csv.h"

#define FAULTS_TOLD_MAX 50
#define CELL_BYTES_MAX 200
#define TARGET_MAX 100000

static const char TEXT_ENCODING[] = "le fichier n'est ni en UTF-8 ni en Windows-1252";
static const char TEXT_NUL[] = "le fichier contient des octets nuls : ce n'est pas un fichier CSV";
static const char TEXT_NO_HEADER[] = "le fichier est vide : la ligne d'en-tête manque";
static const char TEXT_NO_ROWS[] = "le fichier n'a aucune ligne ; l'importer retirerait tout";
static const char TEXT_MISSING[] = "la colonne « %s » manque";
static const char TEXT_TWICE_COLUMN[] = "la colonne « %s » est donnée deux fois";
static const char TEXT_QUOTE[] = "un guillemet est ouvert ici et ne se ferme jamais";
static const char TEXT_CELLS[] = "%zu cellules sous %zu colonnes";
static const char TEXT_EMPTY[] = "%s : obligatoire, or la cellule est vide";
static const char TEXT_LONG[] = "%s : plus de %d octets";
static const char TEXT_ID[] = "%s : « %s » n'est pas un identifiant (lettres sans accent, chiffres, . _ -, 40 au plus)";
static const char TEXT_DATE[] = "%s : « %s » n'est pas une date AAAA-MM-JJ";
static const char TEXT_NUMBER[] = "%s : « %s » n'est pas un nombre entier de 0 à %d";
static const char TEXT_ORDER[] = "jusqua : %s est avant depuis (%s)";
static const char TEXT_TWICE[] = "%s : « %s » est déjà à la ligne %u";
static const char TEXT_UNKNOWN[] = "territoire : « %s » n'est pas dans territoires.csv";
static const char TEXT_BOTH[] = "chantier_id : « %s » est aussi le code d'un territoire";
static const char TEXT_OVERLAP[] = "le chantier « %s » a déjà une ligne pour cette période (ligne %u, de %s à %s)";
static const char TEXT_NOT_TOLD[] = "… et %zu autres fautes\n";

struct reader {
    enum reference_kind kind;
    const char *file;
    struct buf text;
    struct csv csv;
    int column[REFERENCE_COLUMNS_MAX]; /* of the file, for each of ours */
    size_t header_n;
    struct reference_table *out;
    struct buf *faults;
    size_t *faults_n;
};

/* In characters from 1, of a cell of the present record; 1 where it cannot be told. */
static size_t place_of(const struct reader *r, int cell)
{
    if (cell < 0 || (size_t)cell >= r->csv.cells_n)
        return 1;
    const char *p = r->csv.cells[cell].s, *text = buf_text(&r->text);
    size_t n = 1;
    if (p < text || p > text + r->text.len) /* put together elsewhere, of doubled quotes */
        return 1;
    for (; p > text && p[-1] != '\n' && p[-1] != '\r'; p--)
        n += (p[-1] & 0xc0) != 0x80;
    return n;
}

__attribute__((format(printf, 4, 0))) static void fault_at(struct reader *r, uint32_t line, size_t place,
                                                           const char *fmt, va_list ap)
{
    char what[512];
    vsnprintf(what, sizeof what, fmt, ap);
    if ((*r->faults_n)++ < FAULTS_TOLD_MAX)
        buf_addf(r->faults, "%s:%u:%zu: %s\n", r->file, line ? line : 1, place, what);
}

/* About a cell of the present record; -1: the record as a whole. */
__attribute__((format(printf, 3, 4))) static void fault(struct reader *r, int column, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    fault_at(r, r->csv.record_line, place_of(r, column < 0 ? -1 : r->column[column]), fmt, ap);
    va_end(ap);
}

/* About a cell of a record read before. */
__attribute__((format(printf, 4, 5))) static void fault_of(struct reader *r, const struct reference_row *row,
                                                           int column, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    fault_at(r, row->line, row->place[column], fmt, ap);
    va_end(ap);
}

/* ---- the file ---- */

static bool decode(struct reader *r, const struct buf *raw)
{
    size_t bom = raw->len >= 3 && memcmp(raw->data, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
    const char *s = buf_text(raw) + bom;
    size_t len = raw->len - bom;
    const char *wrong = memchr(s, 0, len) ? TEXT_NUL : NULL;
    if (!wrong && text_is_utf8(s, len))
        buf_add(&r->text, s, len);
    else if (!wrong && !text_from_cp1252(s, len, &r->text))
        wrong = TEXT_ENCODING;
    if (wrong)
        fault(r, -1, "%s", wrong);
    return !wrong;
}

static bool read_header(struct reader *r)
{
    char name[64];
    bool ok = true;
    const struct reference_shape *shape = &reference_shapes[r->kind];
    if (csv_next(&r->csv) != 1) {
        fault(r, -1, "%s", TEXT_NO_HEADER);
        return false;
    }
    r->header_n = r->csv.cells_n;
    for (size_t c = 0; shape->columns[c]; c++) {
        r->column[c] = -1;
        for (size_t i = 0; i < r->header_n; i++) {
            text_normalise_header(r->csv.cells[i].s, r->csv.cells[i].len, name, sizeof name);
            if (strcmp(name, shape->columns[c]) != 0)
                continue;
            bool twice = r->column[c] >= 0;
            r->column[c] = (int)i;
            if (twice)
                fault(r, (int)c, TEXT_TWICE_COLUMN, shape->columns[c]);
            ok = ok && !twice;
        }
        if (r->column[c] < 0) {
            fault(r, -1, TEXT_MISSING, shape->columns[c]);
            ok = false;
        }
    }
    return ok;
}

/* ---- the cells ---- */

static void read_id(struct reader *r, const struct reference_row *row, int column)
{
    const char *name = reference_shapes[r->kind].columns[column], *s = row->cells[column];
    if (!*s)
        fault(r, column, TEXT_EMPTY, name);
    else if (!text_is_id(s, strlen(s)))
        fault(r, column, TEXT_ID, name, s);
}

static bool read_day(struct reader *r, struct reference_row *row, int column)
{
    int32_t day;
    const char *s = row->cells[column];
    if (!*s || cal_parse_iso(s, strlen(s), &day))
        return true;
    fault(r, column, TEXT_DATE, reference_shapes[r->kind].columns[column], s);
    return false;
}

static void read_number(struct reader *r, struct reference_row *row, int column)
{
    const char *s = row->cells[column];
    char *end, text[24];
    if (!*s)
        return;
    long v = strtol(s, &end, 10);
    if (*end || *s < '0' || *s > '9' || v > TARGET_MAX) {
        fault(r, column, TEXT_NUMBER, reference_shapes[r->kind].columns[column], s, TARGET_MAX);
        return;
    }
    int len = snprintf(text, sizeof text, "%ld", v);
    row->cells[column] = arena_text(&r->out->texts, text, (size_t)len);
}

static void need(struct reader *r, const struct reference_row *row, int column)
{
    if (!*row->cells[column])
        fault(r, column, TEXT_EMPTY, reference_shapes[r->kind].columns[column]);
}

static void read_cells(struct reader *r, struct reference_row *row)
{
    for (size_t c = 0; reference_shapes[r->kind].columns[c]; c++) {
        size_t at = (size_t)r->column[c];
        const char *s = at < r->csv.cells_n ? r->csv.cells[at].s : "";
        size_t len = at < r->csv.cells_n ? r->csv.cells[at].len : 0;
        text_trim(&s, &len);
        if (len > CELL_BYTES_MAX) {
            fault(r, (int)c, TEXT_LONG, reference_shapes[r->kind].columns[c], CELL_BYTES_MAX);
            len = 0;
        }
        row->cells[c] = arena_text(&r->out->texts, s, len);
        row->place[c] = (uint32_t)place_of(r, r->column[c]);
    }
    read_id(r, row, 0);
    need(r, row, 1);
    if (r->kind == REFERENCE_TERRITOIRES) {
        read_day(r, row, TERRITOIRE_LANCEMENT);
        return;
    }
    need(r, row, CHANTIER_TERRITOIRE);
    read_number(r, row, CHANTIER_TARGET);
    bool dated = read_day(r, row, CHANTIER_DEPUIS);
    dated = read_day(r, row, CHANTIER_JUSQUA) && dated;
    const char *from = row->cells[CHANTIER_DEPUIS], *to = row->cells[CHANTIER_JUSQUA];
    if (dated && *to && strcmp(to, from) < 0)
        fault(r, CHANTIER_JUSQUA, TEXT_ORDER, to, from);
}

/* ---- between rows ---- */

static void check_codes(struct reader *r, struct map *territoires)
{
    for (size_t i = 0; i < r->out->n; i++) {
        const struct reference_row *row = &r->out->rows[i];
        bool added = true;
        uint64_t *first = *row->cells[0] ? map_at(territoires, row->cells[0], strlen(row->cells[0]), &added) : NULL;
        if (!added)
            fault_of(r, row, 0, TEXT_TWICE, "code", row->cells[0], (unsigned)*first);
        else if (first)
            *first = row->line;
    }
}

static bool known(const struct map *territoires, const char *code)
{
    uint64_t line;
    return map_get(territoires, code, strlen(code), &line);
}

/* Days of AAAA-MM-JJ compare as texts; "" is open. */
static bool overlaps(const struct reference_row *earlier, const struct reference_row *row)
{
    const char *to = earlier->cells[CHANTIER_JUSQUA];
    return !*to || strcmp(to, row->cells[CHANTIER_DEPUIS]) >= 0;
}

static bool ends_later(const struct reference_row *a, const struct reference_row *b)
{
    const char *x = a->cells[CHANTIER_JUSQUA], *y = b->cells[CHANTIER_JUSQUA];
    return *y && (!*x || strcmp(x, y) > 0);
}

static void tell_overlap(struct reader *r, const struct reference_row *a, const struct reference_row *b)
{
    const struct reference_row *first = a->line < b->line ? a : b, *later = a->line < b->line ? b : a;
    const char *from = first->cells[CHANTIER_DEPUIS], *to = first->cells[CHANTIER_JUSQUA];
    fault_of(r, later, CHANTIER_DEPUIS, TEXT_OVERLAP, later->cells[0], first->line, *from ? from : "…", *to ? to : "…");
}

static void check_chantiers(struct reader *r, const struct map *territoires)
{
    for (size_t i = 0; i < r->out->n; i++) {
        const struct reference_row *row = &r->out->rows[i];
        const char *id = row->cells[CHANTIER_ID], *code = row->cells[CHANTIER_TERRITOIRE];
        if (*code && !known(territoires, code))
            fault_of(r, row, CHANTIER_TERRITOIRE, TEXT_UNKNOWN, code);
        if (*id && known(territoires, id))
            fault_of(r, row, CHANTIER_ID, TEXT_BOTH, id);
    }
    reference_table_sort(r->out);
    const struct reference_row *widest =
        NULL; /* of the chantier, so far: who overlaps any earlier row overlaps this one */
    for (size_t i = 0; i < r->out->n; i++) {
        const struct reference_row *row = &r->out->rows[i];
        bool same = widest && *row->cells[0] && strcmp(widest->cells[0], row->cells[0]) == 0;
        if (same && overlaps(widest, row))
            tell_overlap(r, widest, row);
        if (!same || ends_later(row, widest))
            widest = row;
    }
}

static void read_rows(struct reader *r)
{
    int more;
    while ((more = csv_next(&r->csv)) == 1) {
        if (csv_blank(&r->csv))
            continue;
        if (r->csv.cells_n > r->header_n) {
            fault(r, -1, TEXT_CELLS, r->csv.cells_n, r->header_n);
            continue;
        }
        struct reference_row *row = reference_table_add(r->out, r->kind);
        row->line = r->csv.record_line;
        read_cells(r, row);
    }
    if (more < 0)
        fault(r, -1, "%s", TEXT_QUOTE);
    if (!r->out->n)
        fault(r, -1, "%s", TEXT_NO_ROWS);
}

size_t reference_table_read(const struct buf files[REFERENCE_KIND_COUNT],
                            struct reference_table out[REFERENCE_KIND_COUNT], struct buf *faults)
{
    struct map territoires = {0};
    size_t faults_n = 0;
    for (size_t k = 0; k < REFERENCE_KIND_COUNT; k++) {
        struct reader r = {.kind = (enum reference_kind)k,
                           .file = reference_shapes[k].file,
                           .out = &out[k],
                           .faults = faults,
                           .faults_n = &faults_n};
        out[k] = (struct reference_table){.kind = r.kind};
        if (decode(&r, &files[k])) {
            csv_init(&r.csv, buf_text(&r.text), r.text.len, csv_separator(buf_text(&r.text), r.text.len));
            if (read_header(&r))
                read_rows(&r);
            if (k == REFERENCE_TERRITOIRES)
                check_codes(&r, &territoires);
            else if (territoires.n) /* else every line would be told for what is wrong with the other file */
                check_chantiers(&r, &territoires);
            csv_deinit(&r.csv);
        }
        buf_deinit(&r.text);
        reference_table_sort(&out[k]);
    }
    map_deinit(&territoires);
    if (faults_n > FAULTS_TOLD_MAX)
        buf_addf(faults, TEXT_NOT_TOLD, faults_n - FAULTS_TOLD_MAX);
    return faults_n;
}
