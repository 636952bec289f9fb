/* Reads a file of a dataset: encoding, separator, header, then each line's cells. Rules between cells and rows are
 * rules.c's. */
#include "programme/sheet.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cal.h"
#include "base/text.h"
#include "programme/cell.h"
#include "programme/correspondance.h"
#include "programme/csv.h"
#include "programme/expected.h"
#include "programme/memo.h"
#include "programme/near.h"

/* A file while it is read: which header column is which field. */
struct reader {
    struct sheet *s;
    const struct reading *r;
    const struct dataset *d;
    struct csv csv;
    struct buf text; /* the file in UTF-8, where it had to be converted */
    int *field_of;   /* [columns_n]: field, -1 unknown column */
    char **names;    /* [columns_n]: header as sent, shortened */
    bool *scanned;   /* [columns_n]: identity data are looked for */
    size_t columns_n;
    int column_of[FIELDS_MAX]; /* the way back: header column of each field, -1 where it is not given */
};

static struct finding_about about_file(const struct reader *x)
{
    struct finding_about a = ABOUT_NOTHING;
    a.dataset = (int)x->s->dataset;
    a.line = 1;
    a.profile = x->r->profile ? x->r->profile->name : NULL;
    return a;
}

static void refuse(struct reader *x, const char *code, const char *variant, struct finding_about a)
{
    findings_add(x->r->findings, code, variant, &a);
    x->s->refused = true;
}

const char *sheet_key(const struct sheet *s, size_t row)
{
    int32_t k = s->rows[row].key;
    return k == CELL_NULL ? NULL : strings_get(s->table.strings, k, NULL);
}

void sheet_find(struct sheet *s, const struct reading *r, size_t row, const char *code, const char *variant, int field,
                struct finding_about a)
{
    a.dataset = (int)s->dataset;
    a.line = s->rows[row].line;
    a.key = sheet_key(s, row);
    a.field = field;
    a.masked = a.masked || (field >= 0 && s->table.dataset->fields[field].sensitive);
    findings_add(r->findings, code, variant, &a);
    if (code[0] == 'E' && s->rows[row].status != ROW_LEFT)
        s->rows[row].status = ROW_ASIDE;
}

/* ---- encoding and header ---- */

/* UTF-8 text of the file, BOM left out; false where it cannot be text. */
static bool decode(struct reader *x, const char **bytes, size_t *len)
{
    struct finding_about a = about_file(x);
    a.value = x->r->file;
    a.value_len = strlen(x->r->file);
    a.masked = identity_in(a.value, a.value_len);
    if (memchr(*bytes, 0, *len)) {
        refuse(x, "E-FICHIER", "nul", a);
        return false;
    }
    if (*len >= 3 && memcmp(*bytes, "\xef\xbb\xbf", 3) == 0) {
        *bytes += 3;
        *len -= 3;
    }
    if (text_is_utf8(*bytes, *len))
        return true;
    if (!text_from_cp1252(*bytes, *len, &x->text)) {
        refuse(x, "E-FICHIER", "nul", a);
        return false;
    }
    *bytes = buf_text(&x->text);
    *len = x->text.len;
    a.value = NULL;
    findings_add(x->r->findings, "I-ENCODAGE", NULL, &a);
    return true;
}

static void name_column(struct reader *x, size_t i, const char *s, size_t len)
{
    text_trim(&s, &len);
    if (identity_in(s, len)) { /* a line of people where the header should be, say */
        s = "***";
        len = 3;
    }
    size_t n = len < 60 ? len : 60;
    while (n > 0 && n < len && (s[n] & 0xc0) == 0x80)
        n--;
    x->names[i] = mem_text_n(s, n);
}

static void judge_header_cell(struct reader *x, size_t i, const char *s, size_t len)
{
    char folded[256];
    struct finding_about a = about_file(x);
    uint64_t one;
    size_t n = text_normalise_header(s, len, folded, sizeof folded);
    x->field_of[i] = -1;
    x->scanned[i] = true;
    name_column(x, i, s, len);
    a.column = x->names[i];
    if (len > CELL_BYTES_MAX) {
        a.threshold = CELL_BYTES_MAX;
        refuse(x, "E-FICHIER", "cellule", a);
    }
    if (n >= sizeof folded)
        n = sizeof folded - 1;
    if (map_get(&x->r->definitions->identity_headers, folded, n, &one)) {
        findings_add(x->r->findings, "E-IDENTITE", "entete", &a);
        return;
    }
    int f = correspondance_find_field(x->r->profile, x->d, x->s->dataset, folded);
    if (f < 0) {
        findings_add(x->r->findings, "I-COLONNE-INCONNUE", x->r->profile ? "profil" : NULL, &a);
        return;
    }
    enum field_type t = x->d->fields[f].type;
    x->scanned[i] = t == FIELD_ID || t == FIELD_TEXT || t == FIELD_CODE || t == FIELD_INTEGER;
    if (x->column_of[f] >= 0) {
        char both[160];
        snprintf(both, sizeof both, "« %s », « %s »", x->names[x->column_of[f]], x->names[i]);
        a.field = f;
        a.expected = both;
        a.column = x->r->profile ? NULL : a.column; /* two names may be read as one column: it has ours */
        refuse(x, "E-COLONNE", x->r->profile ? "double_profil" : "double", a);
        return;
    }
    x->field_of[i] = f;
    x->column_of[f] = (int)i;
}

static void judge_header(struct reader *x)
{
    struct finding_about a = about_file(x);
    if (x->csv.cells_n > HEADER_COLUMNS_MAX) {
        refuse(x, "E-FICHIER", "format", a);
        return;
    }
    x->columns_n = x->csv.cells_n;
    x->field_of = mem_new_n(x->columns_n, sizeof *x->field_of);
    x->names = mem_new_n(x->columns_n, sizeof *x->names);
    x->scanned = mem_new_n(x->columns_n, sizeof *x->scanned);
    for (size_t i = 0; i < x->columns_n; i++)
        judge_header_cell(x, i, x->csv.cells[i].s, x->csv.cells[i].len);
    for (size_t f = 0; f < x->d->fields_n; f++) {
        a.field = (int)f;
        const char *theirs = x->r->profile ? x->r->profile->sets[x->s->dataset].shown[f] : NULL;
        a.expected = theirs ? theirs : near_header(x->d->fields[f].name, x->names, x->field_of, x->columns_n);
        if (x->column_of[f] < 0 && x->d->fields[f].required && !x->d->fields[f].off)
            refuse(x, "E-COLONNE", theirs ? "manquante_profil" : a.expected ? "proche" : "manquante", a);
    }
}

/* ---- cells ---- */

static const char *const type_variants[FIELD_TYPE_COUNT] = {"",     "id",    "text",    "code",   "boolean",
                                                            "date", "month", "decimal", "integer"};

/* Which message a bad cell has: a mapping profile is named where it could have known the value. */
static const char *variant_of(const struct reader *x, const struct field *f, enum cell_result result)
{
    bool mapped = f->type == FIELD_CODE || f->type == FIELD_BOOLEAN || f->type == FIELD_DATE || f->type == FIELD_MONTH;
    if (result == CELL_DOUBT)
        return "ambigu";
    if (result == CELL_BAD_RANGE)
        return "borne";
    if (x->r->profile && mapped)
        return "profil";
    if (result == CELL_BAD_CODE)
        return "code";
    return type_variants[f->type];
}

/* A cell as the reporter's tool writes it, or as we do. */
static enum cell_result parse(const struct reader *x, size_t field, const struct csv_cell *c, int32_t *out)
{
    struct strings *strings = x->s->table.strings;
    if (x->r->profile)
        return correspondance_parse(x->r->profile, x->s->dataset, field, c->s, c->len, strings, out);
    return cell_parse(&x->d->fields[field], c->s, c->len, strings, out);
}

static void find_bad_cell(struct reader *x, size_t row, size_t field, enum cell_result result, const struct csv_cell *c)
{
    const struct field *f = &x->d->fields[field];
    char text[600];
    struct finding_about a = ABOUT_NOTHING;
    const char *s = c->s;
    size_t len = c->len;
    text_trim(&s, &len);
    a.value = s;
    a.value_len = len;
    a.expected = field_expected(f, s, len, text, sizeof text);
    if (result == CELL_DOUBT && !f->sensitive) /* between which codes it hesitates says what a masked value was */
        a.expected = correspondance_doubt(x->r->profile, x->s->dataset, field, s, len);
    a.profile = x->r->profile ? x->r->profile->name : NULL;
    const char *code = result == CELL_BAD_RANGE ? "E-BORNE" : result == CELL_BAD_TYPE ? "E-TYPE" : "E-CODE";
    sheet_find(x->s, x->r, row, f->strict ? code : "W-CELLULE", variant_of(x, f, result), (int)field, a);
    if (!f->strict)
        return;
    if (field == x->r->definitions->at.date_sortie || field == x->r->definitions->at.motif_sortie)
        x->s->rows[row].exit_fault = true;
}

static void read_cell(struct reader *x, size_t row, size_t field, const struct csv_cell *c)
{
    const struct field *f = &x->d->fields[field];
    struct finding_about a = ABOUT_NOTHING;
    int32_t *out = &x->s->table.cells[field][row];
    enum cell_result result = parse(x, field, c, out);
    a.value = c->s;
    a.value_len = c->len;
    switch (result) {
    case CELL_OK:
    case CELL_EXACT_BIRTH: /* told by the identity scan */
        return;
    case CELL_UNKNOWN:
        if (f->type == FIELD_CODE && codes_find_exact(f->codes, "NR", 2) >= 0)
            return;
        __attribute__((fallthrough));
    case CELL_EMPTY:
        if (f->required)
            sheet_find(x->s, x->r, row, "E-REQUIS", NULL, (int)field, a);
        return;
    case CELL_MONTH_AS_DATE:
        sheet_find(x->s, x->r, row, "W-MOIS", NULL, (int)field, a);
        return;
    case CELL_BAD_TYPE:
    case CELL_BAD_CODE:
    case CELL_BAD_RANGE:
    case CELL_DOUBT:
        find_bad_cell(x, row, field, result, c);
        return;
    case CELL_RESULT_COUNT:
        break;
    }
    must(false);
}

/* The first day of a readable birth month whose age at entry is out of bounds. */
static void check_ages(struct reader *x, size_t row)
{
    for (size_t f = 0; f < x->d->fields_n; f++) {
        const struct field *field = &x->d->fields[f];
        if (field->age_at < 0 || field->off)
            continue;
        int32_t born = x->s->table.cells[f][row], on = x->s->table.cells[field->age_at][row];
        if (born == CELL_NULL || on == CELL_NULL)
            continue;
        int age = cal_years_between(born, on);
        struct finding_about a = ABOUT_NOTHING;
        char text[40];
        snprintf(text, sizeof text, "%d \xc3\xa0 %d ans", field->age_min, field->age_max);
        a.expected = text;
        a.number = age;
        a.value = "";
        a.masked = true;
        if (age < field->age_min || age > field->age_max)
            sheet_find(x->s, x->r, row, "E-BORNE", "age", (int)f, a);
    }
}

/* ---- lines ---- */

static void find_identity(struct reader *x, size_t column, bool exact_birth, uint32_t line)
{
    struct finding_about a = about_file(x);
    a.line = line;
    a.field = column < x->columns_n ? x->field_of[column] : -1;
    a.column = column < x->columns_n && a.field < 0 ? x->names[column] : NULL; /* of a field: its own name */
    a.value = "";
    a.masked = true;
    findings_add(x->r->findings, "E-IDENTITE", exact_birth ? "mois" : "cellule", &a);
}

/* Identity data and over-long cells, in every cell of the line. */
static void scan_line(struct reader *x)
{
    const struct csv *c = &x->csv;
    for (size_t i = 0; i < c->cells_n; i++) {
        const struct csv_cell *cell = &c->cells[i];
        int f = i < x->columns_n ? x->field_of[i] : -1;
        if (cell->len > CELL_BYTES_MAX) {
            struct finding_about a = about_file(x);
            a.line = c->record_line;
            a.column = i < x->columns_n ? x->names[i] : NULL;
            a.threshold = CELL_BYTES_MAX;
            refuse(x, "E-FICHIER", "cellule", a);
        }
        if ((i >= x->columns_n || x->scanned[i]) && identity_in(cell->s, cell->len))
            find_identity(x, i, false, c->record_line);
        const struct field *month = f >= 0 && x->d->fields[f].type == FIELD_MONTH ? &x->d->fields[f] : NULL;
        int32_t v;
        if (month && !month->off && cell->len >= 8 && /* no date is shorter */
            correspondance_parse_form(x->r->profile, month, cell->s, cell->len, NULL, &v) == CELL_EXACT_BIRTH)
            find_identity(x, i, true, c->record_line);
    }
}

static const struct csv_cell *cell_of(const struct reader *x, size_t field)
{
    static const struct csv_cell none = {"", 0};
    int i = x->column_of[field];
    return i >= 0 && (size_t)i < x->csv.cells_n ? &x->csv.cells[i] : &none;
}

/* Reads the cells of the key, without findings, and notes it. */
static void read_key(struct reader *x, size_t row)
{
    struct sheet *s = x->s;
    struct buf b = {0};
    for (size_t k = 0; k < x->d->key_n; k++) {
        const struct csv_cell *c = cell_of(x, x->d->key[k]);
        parse(x, x->d->key[k], c, &s->table.cells[x->d->key[k]][row]);
    }
    if (table_key(&s->table, row, &b))
        s->rows[row].key = strings_add(s->table.strings, buf_text(&b), b.len);
    else
        s->key_unreadable = true;
    buf_deinit(&b);
}

static bool has_cells_beyond(const struct reader *x)
{
    for (size_t i = x->columns_n; i < x->csv.cells_n; i++) {
        const char *s = x->csv.cells[i].s;
        size_t len = x->csv.cells[i].len;
        text_trim(&s, &len);
        if (len)
            return true;
    }
    return false;
}

/* An entry after the situation date: a contract signed for Monday. Its other cells are not judged. */
static bool is_future(struct reader *x, size_t row)
{
    size_t f = x->r->definitions->at.date_entree;
    int32_t day;
    if (x->s->dataset != x->r->definitions->salaries)
        return false;
    const struct csv_cell *c = cell_of(x, f);
    if (parse(x, f, c, &day) != CELL_OK || day <= x->r->situation)
        return false;
    struct finding_about a = ABOUT_NOTHING;
    a.value = c->s;
    a.value_len = c->len;
    a.date = x->r->situation;
    x->s->rows[row].status = ROW_LEFT;
    sheet_find(x->s, x->r, row, "I-A-VENIR", NULL, (int)f, a);
    return true;
}

static size_t add_row(struct reader *x)
{
    struct sheet *s = x->s;
    size_t row = table_add(&s->table);
    s->rows = mem_room(s->rows, row, &s->rows_cap, sizeof *s->rows);
    s->rows[row] =
        (struct row){.line = x->csv.record_line, .status = ROW_TAKEN, .key = CELL_NULL, .exit_sent = CELL_NULL};
    return row;
}

static void read_line(struct reader *x)
{
    size_t row = add_row(x);
    struct memo_row seen = {0};
    bool memo = x->r->memo && memo_find(x->r->memo, x->csv.record, x->csv.record_len, &seen);
    if (memo && memo_recall(x->r->memo, &seen, x->s, row, x->r->situation))
        return;
    size_t before = x->r->findings->n + x->r->findings->unlisted;
    scan_line(x);
    read_key(x, row);
    if (has_cells_beyond(x)) {
        sheet_find(x->s, x->r, row, "E-LIGNE", NULL, -1, ABOUT_NOTHING);
        x->s->rows[row].line_fault = true;
        return;
    }
    if (is_future(x, row))
        return;
    if (x->csv.cells_n < x->columns_n)
        sheet_find(x->s, x->r, row, "I-LIGNE-COURTE", NULL, -1, ABOUT_NOTHING);
    for (size_t f = 0; f < x->d->fields_n; f++)
        if (!x->d->fields[f].off)
            read_cell(x, row, f, cell_of(x, f));
    check_ages(x, row);
    if (x->s->dataset == x->r->definitions->salaries)
        x->s->rows[row].exit_sent = x->s->table.cells[x->r->definitions->at.date_sortie][row];
    if (x->r->memo && before == x->r->findings->n + x->r->findings->unlisted)
        memo_keep(x->r->memo, &seen, row);
}

static void read_lines(struct reader *x)
{
    struct finding_about a = about_file(x);
    int next;
    while ((next = csv_next(&x->csv)) == 1) {
        if (csv_blank(&x->csv))
            continue;
        if (x->r->rows_max && x->r->rows_before + x->s->table.rows_n >= x->r->rows_max) {
            a.number = (long)x->r->rows_max;
            refuse(x, "E-FICHIER", "lignes", a);
            return;
        }
        if (x->s->refused)
            scan_line(x); /* identity data are looked for all the same: they wipe the content */
        else
            read_line(x);
    }
    if (next < 0) {
        a.line = x->csv.record_line;
        refuse(x, "E-FICHIER", "guillemet", a);
    }
}

static void read_text(struct reader *x, const char *text, size_t len)
{
    struct finding_about a = about_file(x);
    /* Blank lines before the header are skipped like blank lines after it. */
    csv_init(&x->csv, text, len, ';');
    const char *at = text;
    int next;
    for (;;) {
        x->csv.separator = csv_separator(x->csv.at, (size_t)(x->csv.end - x->csv.at));
        at = x->csv.at;
        next = csv_next(&x->csv);
        if (next != 1 || !csv_blank(&x->csv))
            break;
    }
    if (next != 1) {
        a.line = next < 0 ? x->csv.record_line : 1;
        a.value = x->r->file;
        a.value_len = strlen(x->r->file);
        a.masked = identity_in(a.value, a.value_len);
        refuse(x, "E-FICHIER", next < 0 ? "guillemet" : "vide", a);
        return;
    }
    judge_header(x);
    if (x->r->memo)
        memo_start(x->r->memo, x->s->dataset, at, x->csv.record_len, x->csv.separator, x->text.len > 0,
                   x->r->profile ? x->r->profile->name : "");
    read_lines(x);
}

void sheet_read(struct sheet *s, size_t dataset, const char *bytes, size_t len, const struct reading *r)
{
    *s = (struct sheet){.dataset = dataset};
    struct reader x = {.s = s, .r = r, .d = r->definitions->datasets[dataset]};
    for (size_t f = 0; f < FIELDS_MAX; f++)
        x.column_of[f] = -1;
    table_init(&s->table, x.d, r->strings);
    if (decode(&x, &bytes, &len))
        read_text(&x, bytes, len);
    if (r->memo && x.columns_n && !s->refused) /* before any rule changes a cell */
        memo_finish(r->memo, s);
    for (size_t i = 0; i < x.columns_n; i++)
        free(x.names[i]);
    free(x.names);
    free(x.field_of);
    free(x.scanned);
    csv_deinit(&x.csv);
    buf_deinit(&x.text);
}

void sheet_deinit(struct sheet *s)
{
    table_deinit(&s->table);
    free(s->rows);
    *s = (struct sheet){0};
}
