/* The tables of a page as a workbook, by libxlsxwriter: their head, then a sheet a table. */
#include "dashboard/export.h"

#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "base/cal.h"
#include "io/xlsx.h"
#include "programme/schema.h"

#define FILE_MAX (32u << 20)
#define NAME_MAX_CHARS 31 /* of a sheet; Excel's limit */
#define WIDTH_MIN 9
#define WIDTH_MAX 60

#define SHEET_ABOUT "À propos"

static const char *const TEXT_NOTES[] = {
    "s : chiffre masqué, ni nul ni inconnu (trop peu de personnes sont derrière lui, ou derrière un autre qu’il ferait "
    "deviner, ou la période est choisie librement).",
    "Cellule vide : aucune valeur n’est connue.",
};

struct book {
    const struct export_head *head;
    const json_t *tables;
    struct export_line lines[EXPORT_HEAD_MAX];
    size_t lines_n;
    lxw_workbook *book;
    lxw_format *title, *name, *header, *header_right, *section, *whole, *decimal, *rate, *day, *withheld, *total;
};

static lxw_format *format_new(struct book *b, const char *number, uint8_t align)
{
    lxw_format *f = workbook_add_format(b->book);
    if (number)
        format_set_num_format(f, number);
    if (align)
        format_set_align(f, align);
    return f;
}

static lxw_format *header_new(struct book *b, uint8_t align)
{
    lxw_format *f = format_new(b, NULL, align);
    format_set_bold(f);
    format_set_text_wrap(f);
    format_set_align(f, LXW_ALIGN_VERTICAL_BOTTOM);
    format_set_bg_color(f, 0xE8EEF4);
    format_set_bottom(f, LXW_BORDER_THIN);
    return f;
}

static void make_formats(struct book *b)
{
    b->title = format_new(b, NULL, 0);
    format_set_bold(b->title);
    format_set_font_size(b->title, 14);
    b->name = format_new(b, NULL, LXW_ALIGN_VERTICAL_TOP);
    format_set_font_color(b->name, 0x595959);
    b->header = header_new(b, LXW_ALIGN_LEFT);
    b->header_right = header_new(b, LXW_ALIGN_RIGHT);
    b->whole = format_new(b, "#,##0", 0);
    b->decimal = format_new(b, "#,##0.0#", 0);
    b->rate = format_new(b, "0%", 0);
    b->day = format_new(b, "dd/mm/yyyy", LXW_ALIGN_RIGHT);
    b->withheld = format_new(b, NULL, LXW_ALIGN_RIGHT);
    format_set_italic(b->withheld);
    b->total = format_new(b, NULL, 0);
    format_set_bold(b->total);
}

/* Characters of UTF-8. */
static size_t chars(const char *s)
{
    size_t n = 0;
    for (; *s; s++)
        n += ((unsigned char)*s & 0xC0) != 0x80;
    return n;
}

/* A name that Excel takes: 31 characters, none of []:*?/\ and no plain apostrophe, told apart by a number. */
static void sheet_name(const struct book *b, const char *title, struct buf *out)
{
    static const char forbidden[] = "[]:*?/\\";
    for (int twin = 1; twin == 1 || workbook_get_worksheet_by_name(b->book, buf_text(out)); twin++) {
        char end[16] = "";
        if (twin > 1)
            snprintf(end, sizeof end, " %d", twin);
        size_t room = NAME_MAX_CHARS - strlen(end), n = 0;
        buf_reset(out);
        for (const char *s = title; *s; s++) {
            bool begins = ((unsigned char)*s & 0xC0) != 0x80;
            if (begins && n++ == room)
                break;
            if (*s == '\'')
                buf_adds(out, "’");
            else
                buf_addc(out, strchr(forbidden, *s) ? ' ' : *s);
        }
        buf_adds(out, end);
    }
}

/* What a sheet is about in two lines, so that the rows are not pushed down; the row of its headings. */
static lxw_row_t write_head(const struct book *b, lxw_worksheet *sheet, const json_t *table)
{
    struct buf brief = {0};
    for (size_t i = 0; i < b->lines_n; i++)
        if (b->lines[i].brief)
            buf_addf(&brief, "%s%s : %s", brief.len ? " · " : "", b->lines[i].name, buf_text(&b->lines[i].value));
    worksheet_write_string(sheet, 0, 0, json_string_value(json_object_get(table, "titre")), b->title);
    worksheet_write_string(sheet, 1, 0, buf_text(&brief), b->name);
    buf_deinit(&brief);
    return 3;
}

/* The first sheet: the whole head. */
static void write_about(const struct book *b)
{
    lxw_worksheet *sheet = workbook_add_worksheet(b->book, SHEET_ABOUT);
    worksheet_set_column(sheet, 0, 0, 2 * WIDTH_MIN, NULL);
    worksheet_set_column(sheet, 1, 1, 2 * WIDTH_MAX, NULL);
    for (size_t i = 0; i < b->lines_n; i++) {
        worksheet_write_string(sheet, (lxw_row_t)i, 0, b->lines[i].name, b->name);
        worksheet_write_string(sheet, (lxw_row_t)i, 1, buf_text(&b->lines[i].value), NULL);
    }
    for (size_t i = 0; i < sizeof TEXT_NOTES / sizeof *TEXT_NOTES; i++)
        worksheet_write_string(sheet, (lxw_row_t)(b->lines_n + 1 + i), 1, TEXT_NOTES[i], b->name);
}

static void write_number(const struct book *b, lxw_worksheet *sheet, lxw_row_t row, lxw_col_t col, const json_t *cell)
{
    const json_t *v = json_object_get(cell, "valeur");
    const char *kind = json_string_value(json_object_get(cell, "genre"));
    if (strcmp(kind, "taux") == 0)
        worksheet_write_number(sheet, row, col, json_number_value(v) / 100, b->rate);
    else
        worksheet_write_number(sheet, row, col, json_number_value(v), json_is_integer(v) ? b->whole : b->decimal);
}

static void write_cell(const struct book *b, lxw_worksheet *sheet, lxw_row_t row, lxw_col_t col, const json_t *cell)
{
    const json_t *v = json_object_get(cell, "valeur");
    const char *text = json_string_value(v), *state = json_string_value(json_object_get(cell, "etat"));
    int y, m, d;
    int32_t day;
    if (state && strcmp(state, "s") == 0) {
        worksheet_write_string(sheet, row, col, "s", b->withheld);
    } else if (json_is_number(v)) {
        write_number(b, sheet, row, col, cell);
    } else if (text && json_is_true(json_object_get(cell, "jour")) && cal_parse_iso(text, strlen(text), &day)) {
        cal_date(day, &y, &m, &d);
        lxw_datetime date = {.year = y, .month = m, .day = d};
        worksheet_write_datetime(sheet, row, col, &date, b->day);
    } else if (text && *text) {
        worksheet_write_string(sheet, row, col, text, NULL);
    }
}

static void write_row(const struct book *b, lxw_worksheet *sheet, lxw_row_t row, const json_t *line,
                      const char *section)
{
    size_t i;
    json_t *cell;
    lxw_col_t first = section != NULL;
    if (section)
        worksheet_write_string(sheet, row, 0, section, NULL);
    json_array_foreach(json_object_get(line, "cellules"), i, cell)
    {
        write_cell(b, sheet, row, (lxw_col_t)(first + i), cell);
    }
}

static lxw_row_t write_rows(const struct book *b, lxw_worksheet *sheet, lxw_row_t row, const json_t *table,
                            bool sections)
{
    const char *section = sections ? "" : NULL;
    size_t i;
    json_t *line;
    json_array_foreach(json_object_get(table, "lignes"), i, line)
    {
        const json_t *first = json_array_get(json_object_get(line, "cellules"), 0);
        if (json_is_true(json_object_get(line, "entete")))
            section = json_string_value(json_object_get(first, "texte"));
        else
            write_row(b, sheet, row++, line, section);
    }
    json_array_foreach(json_object_get(table, "pied"), i, line)
    {
        worksheet_set_row(sheet, row, LXW_DEF_ROW_HEIGHT, b->total);
        write_row(b, sheet, row++, line, sections ? "" : NULL);
    }
    return row;
}

/* The widest of a column's cells and of a third of its heading, which wraps. */
static double width_of(const json_t *table, size_t column, size_t heading)
{
    static const char *const parts[] = {"lignes", "pied"};
    size_t widest = heading / 3 + 1;
    for (size_t p = 0; p < 2; p++) {
        size_t i;
        json_t *line;
        json_array_foreach(json_object_get(table, parts[p]), i, line)
        {
            const json_t *cell = json_array_get(json_object_get(line, "cellules"), column);
            bool heads = json_is_true(json_object_get(line, "entete"));
            size_t n = cell && !heads ? chars(json_string_value(json_object_get(cell, "texte"))) : 0;
            widest = n > widest ? n : widest;
        }
    }
    return widest < WIDTH_MIN ? WIDTH_MIN : widest > WIDTH_MAX ? WIDTH_MAX : (double)widest + 2;
}

static void write_headings(const struct book *b, lxw_worksheet *sheet, lxw_row_t row, const json_t *table,
                           bool sections)
{
    size_t i;
    json_t *column;
    lxw_col_t first = sections;
    if (sections) {
        worksheet_set_column(sheet, 0, 0, 2 * WIDTH_MIN, NULL);
        worksheet_write_string(sheet, row, 0, EXPORT_SECTION, b->header);
    }
    json_array_foreach(json_object_get(table, "colonnes"), i, column)
    {
        struct buf text = {0};
        lxw_col_t col = (lxw_col_t)(first + i);
        export_heading(column, false, &text);
        worksheet_set_column(sheet, col, col, width_of(table, i, chars(buf_text(&text))), NULL);
        worksheet_write_string(sheet, row, col, buf_text(&text),
                               json_is_true(json_object_get(column, "nombre")) ? b->header_right : b->header);
        buf_deinit(&text);
    }
}

static void write_sheet(const struct book *b, const json_t *table)
{
    struct buf name = {0};
    sheet_name(b, json_string_value(json_object_get(table, "titre")), &name);
    lxw_worksheet *sheet = workbook_add_worksheet(b->book, buf_text(&name));
    bool sections = export_has_sections(table);
    lxw_col_t last = (lxw_col_t)(json_array_size(json_object_get(table, "colonnes")) + sections - 1);
    lxw_row_t header = write_head(b, sheet, table);
    write_headings(b, sheet, header, table, sections);
    lxw_row_t end = write_rows(b, sheet, header + 1, table, sections);
    worksheet_freeze_panes(sheet, header + 1, (lxw_col_t)(1 + sections));
    worksheet_autofilter(sheet, header, 0, end > header + 1 ? end - 1 : header + 1, last);
    worksheet_set_landscape(sheet);
    worksheet_set_paper(sheet, 9); /* A4 */
    worksheet_fit_to_pages(sheet, 1, 0);
    worksheet_repeat_rows(sheet, header, header);
    worksheet_set_footer(sheet, "&L&A&R&P / &N");
    buf_deinit(&name);
}

static lxw_error write_book(const void *arg, const char *path)
{
    struct book b = *(const struct book *)arg;
    static char author[] = "cvg";
    struct buf title = {0};
    const char *id;
    json_t *table;
    buf_adds(&title, b.head->title ? b.head->title : "");
    lxw_doc_properties about = {
        .title = title.data, .author = author, .created = (time_t)(b.head->as_known_on_us / 1000000)};
    b.book = workbook_new(path);
    if (!b.book) {
        buf_deinit(&title);
        return LXW_ERROR_MEMORY_MALLOC_FAILED;
    }
    workbook_set_properties(b.book, &about);
    make_formats(&b);
    write_about(&b);
    json_object_foreach((json_t *)mem_unconst(b.tables), id, table)
    {
        write_sheet(&b, table);
    }
    buf_deinit(&title);
    return workbook_close(b.book);
}

int export_xlsx(const struct export_head *h, const json_t *tables, struct buf *out, struct err *e)
{
    struct book b = {.head = h, .tables = tables};
    b.lines_n = export_head_lines(h, b.lines);
    int rc = xlsx_make("le classeur", write_book, &b, FILE_MAX, out, e);
    export_head_deinit(b.lines);
    return rc;
}
