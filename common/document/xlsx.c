/* A plan as a workbook: a sheet a section, typed cells, native charts, and the address of every figure. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "document/document.h"
#include "document/xlsx_book.h"

#define LARGEUR_NOMBRE 12.0
#define LARGEUR_MIN 14.0
#define LARGEUR_MAX 56.0
#define LIGNE_CARACTERES 118 /* of a paragraph, over the columns that it spans */
#define PARAGRAPHE_COLONNES 7
#define TITRE_HAUT 28.0
#define A4 9
#define FEUILLE_LARGE 735.0 /* of a page that lies, between its margins, in points; a little less, to be sure */
#define FEUILLE_HAUT 480.0
#define LETTRE_POINTS 5.25 /* of a column, and what stands around them */
#define COLONNE_POINTS 3.75
#define GRAPHIQUE_LARGE 620.0
#define COUPURES_MAX 100

static const char FEUILLE_LISEZ_MOI[] = "Lisez-moi";
static const char FEUILLE_DONNEES[] = "Données graphiques";
static const char FEUILLE_ADRESSES[] = "Adresses";
static const char *const LEGENDE[] = {
    "Une cellule « s » : chiffre masqué par le secret statistique.",
    "Une cellule « – » : sans objet ou non connu. 0 est un zéro.",
    "Les pourcentages sont des nombres exacts, affichés arrondis à l’unité ; les écarts sont ceux des valeurs "
    "affichées.",
    "La feuille « Données graphiques » porte les nombres des graphiques ; une valeur masquée ou inconnue y est vide.",
    "La feuille « Adresses » donne, pour chaque chiffre, son code, son périmètre, sa période, ce qui est derrière lui "
    "et "
    "son adresse dans le tableau de bord.",
};
static const char TEXT_FILE[] = "le classeur ne peut pas être écrit : %s";

/* ---- sheets ---- */

static void page_setup(struct xlsx_book *b, lxw_worksheet *s)
{
    worksheet_set_paper(s, A4);
    worksheet_set_landscape(s);
    worksheet_fit_to_pages(s, 1, 0);
    worksheet_gridlines(s, LXW_HIDE_ALL_GRIDLINES);
    worksheet_set_footer(s, "&L&A&R&P / &N");
    if (*b->plan->mention) {
        char header[200];
        snprintf(header, sizeof header, "&R%s", b->plan->mention);
        worksheet_set_header(s, header);
    }
}

static lxw_worksheet *sheet_new(struct xlsx_book *b, const char *name)
{
    lxw_worksheet *s = workbook_add_worksheet(b->book, name);
    must(s);
    page_setup(b, s);
    return s;
}

static lxw_row_t paragraph(struct xlsx_book *b, lxw_worksheet *s, lxw_row_t row, const char *text, enum xlsx_words w)
{
    size_t lines = xlsx_letters(text) / LIGNE_CARACTERES + 1;
    worksheet_merge_range(s, row, 0, row, PARAGRAPHE_COLONNES - 1, text, b->words[w]);
    xlsx_row_height(b, s, row, (double)lines * XLSX_LIGNE_HAUT + 2);
    return row + 1;
}

static void read_me(struct xlsx_book *b)
{
    const struct plan *p = b->plan;
    lxw_worksheet *s = sheet_new(b, FEUILLE_LISEZ_MOI);
    lxw_row_t row = 0;
    worksheet_set_column(s, 0, 0, 24, NULL);
    worksheet_set_column(s, 1, PARAGRAPHE_COLONNES - 1, 16, NULL);
    worksheet_write_string(s, row++, 0, p->surtitre, b->words[WORDS_GROUP]);
    worksheet_write_string(s, row++, 0, p->titre, b->words[WORDS_TITLE]);
    if (*p->mention)
        worksheet_write_string(s, row++, 0, p->mention, b->words[WORDS_SUB]);
    row++;
    for (size_t i = 0; i < p->couverture_n; i++, row++) {
        worksheet_write_string(s, row, 0, p->couverture[i].nom, b->texts[0][LOOK_BEFORE]);
        worksheet_write_string(s, row, 1, p->couverture[i].valeur, NULL);
    }
    row++;
    for (size_t i = 0; i < sizeof LEGENDE / sizeof *LEGENDE; i++)
        row = paragraph(b, s, row, LEGENDE[i], WORDS_BODY);
    row++;
    for (size_t i = 0; i < p->blocs_n; i++)
        if (p->blocs[i].genre == PLAN_SECTION) {
            char link[80];
            snprintf(link, sizeof link, "internal:'%s'!A1", p->blocs[i].feuille);
            worksheet_write_url(s, row, 0, link, NULL);
            worksheet_write_string(s, row++, 0, p->blocs[i].texte, NULL);
        }
    paragraph(b, s, row + 1, p->avertissement, WORDS_NOTE);
}

/* As wide as the tables of the section want each column: words by their length, numbers alike. Points in all. */
static double set_widths(struct xlsx_book *k, lxw_worksheet *s, const struct plan_bloc *from,
                         const struct plan_bloc *end)
{
    double widths[XLSX_COLONNES_MAX] = {0};
    size_t n = PARAGRAPHE_COLONNES;
    for (const struct plan_bloc *b = from; b < end; b++)
        for (size_t c = 0; b->table && c < b->table->colonnes_n && c < XLSX_COLONNES_MAX; c++) {
            n = c + 1 > n ? c + 1 : n;
            for (size_t i = 0; !b->table->colonnes[c].nombre && i < b->table->lignes_n; i++) {
                const char *text = b->table->cellules[i * b->table->colonnes_n + c].texte;
                double w = text && b->table->lignes[i] != PLAN_LIGNE_TITRE ? (double)xlsx_letters(text) + 2 : 0;
                widths[c] = w > widths[c] ? w : widths[c];
            }
        }
    double all = 0;
    for (size_t c = 0; c < n; c++) {
        double least = c ? LARGEUR_NOMBRE : 2 * LARGEUR_MIN, w = widths[c] < least ? least : widths[c];
        k->widths[c] = w > LARGEUR_MAX ? LARGEUR_MAX : w;
        worksheet_set_column(s, (lxw_col_t)c, (lxw_col_t)c, k->widths[c], NULL);
        all += k->widths[c] * LETTRE_POINTS + COLONNE_POINTS;
    }
    return all;
}

static lxw_row_t block(struct xlsx_book *b, lxw_worksheet *s, lxw_row_t row, const struct plan_bloc *p)
{
    switch (p->genre) {
    case PLAN_SOUS:
        worksheet_write_string(s, row + 1, 0, p->texte, b->words[WORDS_SUB]);
        return row + 2;
    case PLAN_PARAGRAPHE:
        return paragraph(b, s, row, p->texte, WORDS_BODY);
    case PLAN_NOTE:
        return paragraph(b, s, row, p->texte, WORDS_NOTE);
    case PLAN_TABLE:
        return xlsx_table(b, s, row + 1, p->table);
    case PLAN_GRAPHIQUE:
        return xlsx_chart(b, s, row + 1, p->graphique);
    default: /* key figures stand in the table below them */
        return row;
    }
}

/* ---- its pages on paper: as wide as the sheet, and no chart or short table on two of them ---- */

struct pages {
    double height, start;           /* of a page, and where the last one begins, in points of the sheet */
    lxw_row_t breaks[COUPURES_MAX]; /* the rows that begin one, then 0 */
    size_t n;
    lxw_row_t lead; /* the heading and the words that lead to what comes; 0: none */
    double lead_y;
};

/* A sheet is printed as wide as its page (page_setup), never larger than it is. */
static void pages_init(struct pages *g, double width)
{
    double wide = width > GRAPHIQUE_LARGE ? width : GRAPHIQUE_LARGE;
    *g = (struct pages){.height = wide > FEUILLE_LARGE ? FEUILLE_HAUT * wide / FEUILLE_LARGE : FEUILLE_HAUT};
}

/* A block stands from `row`, `from` points down, to `to`: on a page of its own beginning where it would be parted. */
static void pages_add(struct pages *g, const struct plan_bloc *p, lxw_row_t row, double from, double to)
{
    bool leads = p->genre == PLAN_SOUS || p->genre == PLAN_PARAGRAPHE;
    lxw_row_t at = g->lead ? g->lead : row;
    double y = g->lead ? g->lead_y : from;
    bool whole = p->genre == PLAN_GRAPHIQUE || to - y <= g->height; /* a long table goes on where it stands */
    if (!leads && whole && to - g->start > g->height && y > g->start && g->n + 1 < COUPURES_MAX) {
        g->breaks[g->n++] = at;
        g->start = y;
    }
    while (!leads && to - g->start > g->height)
        g->start += g->height;
    g->lead = leads ? at : 0;
    g->lead_y = leads ? y : 0;
}

static double down(const struct xlsx_book *b, lxw_row_t row)
{
    return (double)row * XLSX_LIGNE_HAUT + b->higher;
}

static void section(struct xlsx_book *b, const struct plan_bloc *from, const struct plan_bloc *end)
{
    lxw_worksheet *s = workbook_get_worksheet_by_name(b->book, from->feuille);
    struct pages pages;
    lxw_row_t row = 0;
    b->higher = 0;
    pages_init(&pages, set_widths(b, s, from, end));
    xlsx_row_height(b, s, row, TITRE_HAUT);
    worksheet_write_string(s, row++, 0, from->texte, b->words[WORDS_TITLE]);
    for (const struct plan_bloc *p = from + 1; p < end; p++) {
        lxw_row_t first = row;
        double y = down(b, row);
        row = block(b, s, row, p);
        bool noted = p + 1 < end && p[1].genre == PLAN_NOTE;
        pages_add(&pages, p, first, y, down(b, row) + (noted ? XLSX_LIGNE_HAUT + 2 : 0));
    }
    if (pages.n)
        worksheet_set_h_pagebreaks(s, pages.breaks);
    worksheet_freeze_panes(s, 1, 1);
}

static void write_sheets(struct xlsx_book *b)
{
    const struct plan_bloc *end = b->plan->blocs + b->plan->blocs_n;
    read_me(b);
    for (const struct plan_bloc *p = b->plan->blocs; p < end; p++)
        if (p->genre == PLAN_SECTION)
            sheet_new(b, p->feuille);
    b->data = sheet_new(b, FEUILLE_DONNEES); /* sheets stand in the order of their making */
    for (const struct plan_bloc *p = b->plan->blocs; p < end;) {
        const struct plan_bloc *next = p + 1;
        while (next < end && next->genre != PLAN_SECTION)
            next++;
        section(b, p, next);
        p = next;
    }
    worksheet_set_column(b->data, 0, 0, 40, NULL);
    worksheet_set_column(b->data, 1, 20, 16, NULL);
    xlsx_addresses(b, sheet_new(b, FEUILLE_ADRESSES));
}

/* ---- the file ---- */

static lxw_error write_book(const struct plan *p, const char *path)
{
    static const char author[] = "Convergence France";
    struct xlsx_book b = {.plan = p, .book = workbook_new(path)};
    lxw_doc_properties about = {.title = mem_unconst(p->courant),
                                .subject = mem_unconst(p->surtitre),
                                .author = mem_unconst(author),
                                .created = (time_t)(p->cree_us / 1000000)};
    if (!b.book)
        return LXW_ERROR_MEMORY_MALLOC_FAILED;
    workbook_set_properties(b.book, &about);
    xlsx_formats(&b);
    write_sheets(&b);
    return workbook_close(b.book);
}

static int read_all(int fd, struct buf *out, struct err *e)
{
    struct stat st;
    char block[65536];
    if (fstat(fd, &st))
        return err_set(e, ERR_IO, TEXT_FILE, strerror(errno));
    for (off_t at = 0; at < st.st_size;) {
        ssize_t n = pread(fd, block, sizeof block, at);
        if (n <= 0)
            return err_set(e, ERR_IO, TEXT_FILE, strerror(errno));
        buf_add(out, block, (size_t)n);
        at += n;
    }
    return 0;
}

/* The library writes a file: one that is nowhere but in memory. */
int document_xlsx(const struct rapport *r, struct buf *out, struct err *e)
{
    char path[40];
    int fd = memfd_create("classeur", MFD_CLOEXEC);
    if (fd < 0)
        return err_set(e, ERR_IO, TEXT_FILE, strerror(errno));
    struct plan *p = document_plan(r);
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    lxw_error bad = write_book(p, path);
    int rc = bad ? err_set(e, ERR_IO, TEXT_FILE, lxw_strerror(bad)) : read_all(fd, out, e);
    plan_free(&p);
    close(fd);
    return rc;
}
