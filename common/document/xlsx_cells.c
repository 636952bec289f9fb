/* Cells of a workbook: numbers are numbers, with the look of what is printed; "s" and "–" are words. */
#include "document/xlsx_book.h"

#include <string.h>

#define ACCENT 0x1F4E8C
#define DISCRET 0x5B6678
#define BANDE 0xF3F6FA
#define FILET 0xD8DDE6
#define LIGNE_AUTRE 14.0 /* each line of words after the first */
#define JOUR_EXCEL 25569 /* the serial number of 1970-01-01 */

/* Excel puts the country's own separators where , and . stand. */
static const char *const numbers[PLAN_FORME_COUNT][XLSX_ECARTS] = {
    [PLAN_TEXTE] = {"@", "@"},
    [PLAN_ENTIER] = {"#,##0", "+#,##0;\u2212#,##0;0"},
    [PLAN_DIXIEME] = {"#,##0.0", "+#,##0.0;\u2212#,##0.0;0.0"},
    [PLAN_POURCENT] = {"0\\ %",
                       "+0\" pts\";\u2212"
                       "0\" pts\";0\" pt\"",
                       "+0\" pt\";\u2212"
                       "0\" pt\";0\" pt\""},
    [PLAN_JOUR] = {"dd/mm/yyyy", "dd/mm/yyyy"},
};

static lxw_format *format_new(struct xlsx_book *b, enum xlsx_look look)
{
    lxw_format *f = workbook_add_format(b->book);
    format_set_align(f, LXW_ALIGN_VERTICAL_TOP);
    if (look == LOOK_STRONG || look == LOOK_TOTAL)
        format_set_bold(f);
    if (look == LOOK_TOTAL)
        format_set_bg_color(f, BANDE);
    if (look == LOOK_BEFORE)
        format_set_font_color(f, DISCRET);
    return f;
}

static lxw_format *words_new(struct xlsx_book *b, double size, bool bold, uint32_t color, bool wrap)
{
    lxw_format *f = workbook_add_format(b->book);
    format_set_font_size(f, size);
    format_set_font_color(f, color);
    format_set_align(f, LXW_ALIGN_VERTICAL_TOP);
    if (bold)
        format_set_bold(f);
    if (wrap)
        format_set_text_wrap(f);
    return f;
}

static lxw_format *heading_new(struct xlsx_book *b, bool right)
{
    lxw_format *f = words_new(b, 10, true, ACCENT, true);
    format_set_align(f, LXW_ALIGN_VERTICAL_BOTTOM);
    format_set_align(f, right ? LXW_ALIGN_RIGHT : LXW_ALIGN_LEFT);
    format_set_bottom(f, LXW_BORDER_THIN);
    return f;
}

void xlsx_formats(struct xlsx_book *b)
{
    b->words[WORDS_TITLE] = words_new(b, 18, true, ACCENT, false);
    b->words[WORDS_SUB] = words_new(b, 13, true, 0x1B2432, false);
    b->words[WORDS_BODY] = words_new(b, 11, false, 0x1B2432, true);
    b->words[WORDS_NOTE] = words_new(b, 9, false, DISCRET, true);
    b->words[WORDS_CAPTION] = words_new(b, 11, true, 0x1B2432, false);
    b->words[WORDS_HEAD] = heading_new(b, false);
    b->words[WORDS_HEAD_IN] = heading_new(b, false);
    format_set_indent(b->words[WORDS_HEAD_IN], 1);
    b->words[WORDS_HEAD_RIGHT] = heading_new(b, true);
    b->words[WORDS_GROUP] = words_new(b, 11, true, ACCENT, false);
    for (enum xlsx_look look = 0; look < LOOK_COUNT; look++) {
        for (size_t in = 0; in < 2; in++) {
            b->texts[in][look] = format_new(b, look);
            format_set_text_wrap(b->texts[in][look]);
        }
        format_set_indent(b->texts[1][look], 1);
        b->marks[look] = format_new(b, look);
        format_set_align(b->marks[look], LXW_ALIGN_RIGHT);
        format_set_font_color(b->marks[look], DISCRET);
    }
}

static lxw_format *number_format(struct xlsx_book *b, const struct plan_valeur *v, enum xlsx_look look)
{
    bool one = v->ecart && v->forme == PLAN_POURCENT && v->arrondi >= -1 && v->arrondi <= 1;
    size_t kind = one ? XLSX_ECART_UN : v->ecart;
    lxw_format **f = &b->values[v->forme][kind][look];
    if (!*f) {
        *f = format_new(b, look);
        format_set_num_format(*f, numbers[v->forme][kind]);
    }
    return *f;
}

void xlsx_value(struct xlsx_book *b, lxw_worksheet *s, lxw_row_t row, lxw_col_t col, const struct plan_valeur *v,
                enum xlsx_look look)
{
    bool points = v->forme == PLAN_POURCENT && v->ecart;
    if (v->etat == PLAN_SECRET || v->etat == PLAN_INCONNU)
        worksheet_write_string(s, row, col, v->texte, b->marks[look]);
    else if (v->etat == PLAN_DIT && v->forme == PLAN_TEXTE)
        worksheet_write_string(s, row, col, v->texte, b->texts[col > 0][look]);
    else if (v->etat == PLAN_DIT)
        worksheet_write_number(s, row, col,
                               v->forme == PLAN_JOUR ? v->nombre + JOUR_EXCEL
                               : points              ? (double)v->arrondi
                                                     : v->nombre,
                               number_format(b, v, look));
    else if (look == LOOK_TOTAL)
        worksheet_write_blank(s, row, col, b->texts[0][look]);
}

static enum xlsx_look look_of(const struct plan_table *t, size_t row, size_t column)
{
    if (t->lignes[row] == PLAN_LIGNE_TOTAL)
        return LOOK_TOTAL;
    if (t->lignes[row] == PLAN_LIGNE_AVANT)
        return LOOK_BEFORE;
    return t->colonnes[column].fort ? LOOK_STRONG : LOOK_PLAIN;
}

size_t xlsx_letters(const char *text)
{
    size_t n = 0;
    for (; *text; text++)
        n += ((unsigned char)*text & 0xC0) != 0x80;
    return n;
}

/* How many lines words take in a column; a word that does not fit begins a line of its own. */
static size_t lines_in(const char *text, double width)
{
    size_t n = 1, at = 0;
    while (*text) {
        size_t len = strcspn(text, " "), letters = 0;
        for (size_t i = 0; i < len; i++)
            letters += ((unsigned char)text[i] & 0xC0) != 0x80;
        if (at && (double)(at + 1 + letters) > width) {
            n++;
            at = letters;
        } else {
            at += letters + (at > 0);
        }
        text += len + (text[len] == ' ');
    }
    return n;
}

/* Told, since not every program finds it out when it opens the file. */
static void set_height(struct xlsx_book *b, lxw_worksheet *s, lxw_row_t row, size_t lines)
{
    if (lines > 1)
        xlsx_row_height(b, s, row, XLSX_LIGNE_HAUT + (double)(lines - 1) * LIGNE_AUTRE);
}

void xlsx_row_height(struct xlsx_book *b, lxw_worksheet *s, lxw_row_t row, double height)
{
    worksheet_set_row(s, row, height, NULL);
    b->higher += height - XLSX_LIGNE_HAUT;
}

static void write_headings(struct xlsx_book *b, lxw_worksheet *s, lxw_row_t row, const struct plan_table *t)
{
    size_t lines = 1;
    for (size_t c = 0; c < t->colonnes_n; c++) {
        size_t n = lines_in(t->colonnes[c].nom, b->widths[c] - 1);
        lines = n > lines ? n : lines;
        worksheet_write_string(s, row, (lxw_col_t)c, t->colonnes[c].nom,
                               b->words[t->colonnes[c].nombre ? WORDS_HEAD_RIGHT
                                        : c                   ? WORDS_HEAD_IN
                                                              : WORDS_HEAD]);
    }
    set_height(b, s, row, lines);
}

static void write_row(struct xlsx_book *b, lxw_worksheet *s, lxw_row_t row, const struct plan_table *t, size_t i)
{
    const struct plan_valeur *cells = &t->cellules[i * t->colonnes_n];
    size_t lines = 1;
    for (size_t c = 0; c < t->colonnes_n; c++) {
        size_t n = t->colonnes[c].nombre ? 1 : lines_in(cells[c].texte, b->widths[c]);
        lines = n > lines ? n : lines;
        xlsx_value(b, s, row, (lxw_col_t)c, &cells[c], look_of(t, i, c));
    }
    set_height(b, s, row, lines);
}

lxw_row_t xlsx_table(struct xlsx_book *b, lxw_worksheet *s, lxw_row_t row, const struct plan_table *t)
{
    worksheet_write_string(s, row++, 0, t->titre, b->words[WORDS_CAPTION]);
    write_headings(b, s, row++, t);
    for (size_t i = 0; i < t->lignes_n; i++, row++) {
        const struct plan_valeur *cells = &t->cellules[i * t->colonnes_n];
        if (t->lignes[i] == PLAN_LIGNE_TITRE) {
            worksheet_write_string(s, row, 0, cells[0].texte, b->words[WORDS_GROUP]);
            continue;
        }
        write_row(b, s, row, t, i);
    }
    return row;
}

/* ---- addresses ---- */

static const struct {
    const char *name;
    double width;
} ADRESSES[] = {{"Section", 30}, {"Tableau", 34},    {"Ligne", 34},        {"Colonne", 18}, {"Valeur", 11},
                {"État", 11},    {"Numérateur", 12}, {"Dénominateur", 13}, {"NR", 8},       {"Code", 28},
                {"Clé", 16},     {"Périmètre", 24},  {"Période", 12},      {"Adresse", 90}};
#define ADRESSES_N (sizeof ADRESSES / sizeof *ADRESSES)
static const char *const ETATS[PLAN_ETAT_COUNT] = {"", "publié", "secret", "inconnu"};

static void address_row(struct xlsx_book *b, lxw_worksheet *s, lxw_row_t row, const char *section,
                        const struct plan_table *t, const char *line, size_t column, const struct plan_valeur *v)
{
    const struct plan_adresse *a = v->adresse;
    const char *const before[] = {section, t->titre, line, t->colonnes[column].nom};
    const struct plan_valeur *const behind[] = {&a->num, &a->den, &a->nr};
    const char *const after[] = {a->code, a->cle, a->perimetre, a->periode, a->lien};
    for (lxw_col_t c = 0; c < 4; c++)
        worksheet_write_string(s, row, c, before[c], NULL);
    xlsx_value(b, s, row, 4, v, LOOK_PLAIN);
    worksheet_write_string(s, row, 5, ETATS[v->etat], NULL);
    for (lxw_col_t c = 0; c < 3; c++)
        xlsx_value(b, s, row, (lxw_col_t)(6 + c), behind[c], LOOK_PLAIN);
    for (lxw_col_t c = 0; c < 5; c++)
        if (*after[c])
            worksheet_write_string(s, row, (lxw_col_t)(9 + c), after[c], NULL);
}

void xlsx_addresses(struct xlsx_book *b, lxw_worksheet *s)
{
    const char *section = "", *line = "";
    lxw_row_t row = 1;
    for (size_t c = 0; c < ADRESSES_N; c++) {
        worksheet_set_column(s, (lxw_col_t)c, (lxw_col_t)c, ADRESSES[c].width, NULL);
        worksheet_write_string(s, 0, (lxw_col_t)c, ADRESSES[c].name, b->words[WORDS_HEAD]);
    }
    for (size_t i = 0; i < b->plan->blocs_n; i++) {
        const struct plan_bloc *p = &b->plan->blocs[i];
        section = p->genre == PLAN_SECTION ? p->texte : section;
        for (size_t k = 0; p->table && k < p->table->lignes_n; k++) {
            const struct plan_table *t = p->table;
            /* the row of the year before bears its name only */
            line = t->lignes[k] == PLAN_LIGNE_AVANT ? line : t->cellules[k * t->colonnes_n].texte;
            for (size_t c = 1; c < t->colonnes_n; c++)
                if (t->cellules[k * t->colonnes_n + c].adresse)
                    address_row(b, s, row++, section, t, line, c, &t->cellules[k * t->colonnes_n + c]);
        }
    }
    worksheet_freeze_panes(s, 1, 0);
    worksheet_repeat_rows(s, 0, 0);
    worksheet_autofilter(s, 0, 0, row > 1 ? row - 1 : 1, ADRESSES_N - 1);
}
