/* The template's sheets, by libxlsxwriter.
 *
 * Identifiers and months are columns of text, so that 0012 stays 0012 and 03/1980 does not become a date; dates are
 * columns of dates. A column of codes has a drop-down list: it proposes, and warns of another value without refusing
 * it, since the reader takes more spellings than a list can show. */
#include "io/template.h"

#include <string.h>

#include "base/text.h"
#include "io/xlsx.h"

#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/lsan_interface.h>

/* libxlsxwriter before 1.1.6 forgets the formula of a drop-down list, some 500 bytes a workbook. */
const char *__lsan_default_suppressions(void)
{
    return "leak:lxw_strdup\n";
}

const char *__lsan_default_options(void)
{
    return "print_suppressions=0";
}
#endif

#define ROWS 5000          /* that have their lists and formats */
#define FILE_MAX (8 << 20) /* far over what any definitions make */
#define INPUT_MAX 250      /* characters of a help bubble; Excel's limit is 255 */
#define TITLE_MAX 30       /* Excel's limit is 32 */

static const char *const HELP_HEADER[] = {"Feuille", "Colonne",           "Intitulé",   "À remplir",
                                          "Forme",   "Valeurs possibles", "Explication"};
static const double HELP_WIDTHS[] = {15, 24, 34, 13, 34, 60, 90};
static const char *const HELP_INTRO[] = {
    "Modèle de l'export quotidien. Une feuille par jeu de données, une ligne par parcours, personne ou événement.",
    "Ne changez ni le nom des feuilles ni la première ligne de chacune. Les colonnes en gras sont obligatoires.",
    ("N'inscrivez jamais de nom, de numéro de sécurité sociale, de téléphone, d'adresse ni de numéro de PASS IAE : "
     "l'envoi serait refusé et effacé."),
    "Une information que vous n'avez pas : laissez la cellule vide, ou inscrivez NR là où la liste le propose.",
};

struct template
{
    const struct definitions *d;
    enum reporter_kind kind;
    lxw_workbook *book;
    lxw_worksheet *help, *lists;
    lxw_format *plain, *bold, *wrap, *header, *required, *text, *date, *decimal, *integer;
    lxw_row_t help_row;
    lxw_col_t lists_n;
};

static lxw_format *make_format(lxw_workbook *book, const char *number, bool bold, uint32_t ground)
{
    lxw_format *f = workbook_add_format(book);
    if (number)
        format_set_num_format(f, number);
    if (bold)
        format_set_bold(f);
    if (ground) {
        format_set_pattern(f, LXW_PATTERN_SOLID);
        format_set_bg_color(f, ground);
    }
    return f;
}

static void make_formats(struct template *t)
{
    t->plain = make_format(t->book, NULL, false, 0);
    t->bold = make_format(t->book, NULL, true, 0);
    t->wrap = make_format(t->book, NULL, false, 0);
    format_set_text_wrap(t->wrap);
    format_set_align(t->wrap, LXW_ALIGN_VERTICAL_TOP);
    t->header = make_format(t->book, "@", false, 0xE8EEF4);
    t->required = make_format(t->book, "@", true, 0xC9DAEA);
    t->text = make_format(t->book, "@", false, 0);
    t->date = make_format(t->book, "dd/mm/yyyy", false, 0);
    t->decimal = make_format(t->book, "0.00", false, 0);
    t->integer = make_format(t->book, "0", false, 0);
}

static lxw_format *format_of(const struct template *t, const struct field *f)
{
    switch (f->type) {
    case FIELD_DATE:
        return t->date;
    case FIELD_DECIMAL:
        return t->decimal;
    case FIELD_INTEGER:
        return t->integer;
    default:
        return t->text;
    }
}

static const char *form_of(const struct field *f)
{
    switch (f->type) {
    case FIELD_ID:
        return "identifiant : lettres sans accent, chiffres, . _ -";
    case FIELD_TEXT:
        return "texte";
    case FIELD_CODE:
        return "une valeur de la liste";
    case FIELD_BOOLEAN:
        return "OUI ou NON";
    case FIELD_DATE:
        return "date : JJ/MM/AAAA";
    case FIELD_MONTH:
        return "mois : MM/AAAA, jamais le jour";
    case FIELD_DECIMAL:
        return "nombre, deux décimales au plus";
    case FIELD_INTEGER:
        return "nombre entier";
    default:
        return "";
    }
}

/* At most `max` characters of UTF-8, ended at a word. */
static void cut(const char *s, size_t max, struct buf *out)
{
    size_t bytes = 0, chars = 0, word = 0;
    while (s[bytes] && chars < max) {
        if (s[bytes] == ' ')
            word = bytes;
        do
            bytes++;
        while (((unsigned char)s[bytes] & 0xC0) == 0x80);
        chars++;
    }
    bool whole = !s[bytes];
    buf_add(out, s, whole ? bytes : word ? word : bytes);
    if (!whole)
        buf_adds(out, "…");
}

/* Is the code offered? Bare group names are taken from older tools, and nobody needs to choose them. */
static bool is_offered(const struct codes *c, size_t i)
{
    return !c->items[i].group_only && c->items[i].instead == (int32_t)i;
}

/* Writes the codes as a column of the sheet of lists; the range as a formula. */
static void add_list(struct template *t, const struct codes *c, struct buf *formula_out)
{
    lxw_col_t col = t->lists_n++;
    lxw_row_t row = 0;
    char first[LXW_MAX_CELL_NAME_LENGTH], last[LXW_MAX_CELL_NAME_LENGTH];
    worksheet_write_string(t->lists, row++, col, c->name, t->bold);
    for (size_t i = 0; i < c->items_n; i++)
        if (is_offered(c, i))
            worksheet_write_string(t->lists, row++, col, c->items[i].code, NULL);
    lxw_rowcol_to_cell_abs(first, 1, col, true, true);
    lxw_rowcol_to_cell_abs(last, row - 1, col, true, true);
    buf_addf(formula_out, "=%s!%s:%s", TEMPLATE_LISTS_SHEET, first, last);
}

static void add_validation(struct template *t, lxw_worksheet *sheet, lxw_col_t col, const struct field *f)
{
    static char yes[] = "OUI", no[] = "NON", *booleans[] = {yes, no, NULL}; /* not const: the library's type */
    struct buf title = {0}, help = {0}, formula = {0};
    lxw_data_validation v = {.validate = LXW_VALIDATION_TYPE_ANY,
                             .ignore_blank = LXW_VALIDATION_ON,
                             .show_input = LXW_VALIDATION_ON,
                             .show_error = LXW_VALIDATION_ON,
                             .error_type = LXW_VALIDATION_ERROR_TYPE_WARNING,
                             .dropdown = LXW_VALIDATION_ON};
    cut(f->title, TITLE_MAX, &title);
    cut(f->description ? f->description : form_of(f), INPUT_MAX, &help);
    v.input_title = title.data;
    v.input_message = help.data;
    if (f->type == FIELD_CODE) {
        add_list(t, f->codes, &formula);
        v.validate = LXW_VALIDATION_TYPE_LIST_FORMULA;
        v.value_formula = formula.data;
    } else if (f->type == FIELD_BOOLEAN) {
        v.validate = LXW_VALIDATION_TYPE_LIST;
        v.value_list = booleans;
    }
    worksheet_data_validation_range(sheet, 1, col, ROWS, col, &v);
    buf_deinit(&title);
    buf_deinit(&help);
    buf_deinit(&formula);
}

static void write_help(struct template *t, const struct dataset *ds, const struct field *f)
{
    struct buf values = {0};
    for (size_t i = 0; f->codes && i < f->codes->items_n; i++)
        if (is_offered(f->codes, i))
            buf_addf(&values, "%s%s : %s", values.len ? "\n" : "", f->codes->items[i].code, f->codes->items[i].label);
    const char *const cells[] = {ds->name,
                                 f->name,
                                 f->title,
                                 f->required ? "obligatoire" : "",
                                 form_of(f),
                                 buf_text(&values),
                                 f->description ? f->description : ""};
    for (size_t i = 0; i < sizeof cells / sizeof *cells; i++)
        worksheet_write_string(t->help, t->help_row, (lxw_col_t)i, cells[i], t->wrap);
    t->help_row++;
    buf_deinit(&values);
}

static void begin_help(struct template *t)
{
    t->help = workbook_add_worksheet(t->book, TEMPLATE_HELP_SHEET);
    for (size_t i = 0; i < sizeof HELP_INTRO / sizeof *HELP_INTRO; i++)
        worksheet_write_string(t->help, t->help_row++, 0, HELP_INTRO[i], t->plain);
    t->help_row++;
    for (size_t i = 0; i < sizeof HELP_HEADER / sizeof *HELP_HEADER; i++) {
        worksheet_write_string(t->help, t->help_row, (lxw_col_t)i, HELP_HEADER[i], t->required);
        worksheet_set_column(t->help, (lxw_col_t)i, (lxw_col_t)i, HELP_WIDTHS[i], NULL);
    }
    t->help_row++;
    worksheet_freeze_panes(t->help, t->help_row, 2);
}

static lxw_worksheet *add_dataset(struct template *t, const struct dataset *ds)
{
    lxw_worksheet *sheet = workbook_add_worksheet(t->book, ds->name);
    lxw_col_t col = 0;
    for (size_t i = 0; i < ds->fields_n; i++) {
        const struct field *f = &ds->fields[i];
        if (f->off)
            continue;
        double width = (double)strlen(f->name) + 4;
        worksheet_set_column(sheet, col, col, width < 12 ? 12 : width, format_of(t, f));
        worksheet_write_string(sheet, 0, col, f->name, f->required ? t->required : t->header);
        add_validation(t, sheet, col, f);
        write_help(t, ds, f);
        col++;
    }
    worksheet_freeze_panes(sheet, 1, ds->key_n == 1 ? 1 : 0);
    return sheet;
}

struct order { /* what xlsx_make() is asked for */
    const struct definitions *d;
    enum reporter_kind kind;
};

static lxw_error write_book(const void *arg, const char *path)
{
    /* A date of its own would make other bytes each time. */
    lxw_doc_properties about = {.title = "Modèle de l'export quotidien", .author = "cvg", .created = 1704067200};
    const struct order *order = arg;
    const struct definitions *d = order->d;
    struct template t = {.d = d, .kind = order->kind};
    lxw_worksheet *first = NULL;
    t.book = workbook_new(path);
    if (!t.book)
        return LXW_ERROR_MEMORY_MALLOC_FAILED;
    workbook_set_properties(t.book, &about);
    make_formats(&t);
    begin_help(&t);
    t.lists = workbook_add_worksheet(t.book, TEMPLATE_LISTS_SHEET);
    for (size_t i = 0; i < d->datasets_n; i++)
        if (d->datasets[i]->reporter == order->kind) {
            lxw_worksheet *sheet = add_dataset(&t, d->datasets[i]);
            first = first ? first : sheet;
        }
    worksheet_hide(t.lists);
    if (first)
        worksheet_activate(first);
    return workbook_close(t.book);
}

int template_make(const struct definitions *d, enum reporter_kind kind, struct buf *out, struct err *e)
{
    return xlsx_make("le modèle de classeur", write_book, &(struct order){d, kind}, FILE_MAX, out, e);
}
