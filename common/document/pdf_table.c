/* Tables on pages: rows as high as their words, a heading on every page, a row never left without its year before. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "document/pdf_page.h"

#define BORD 3.5          /* beside the words of a cell */
#define HAUT 3.6          /* above and below them */
#define HAUT_AVANT 1.4    /* the same between a row and its year before */
#define RETRAIT 9.0       /* of "dont …" */
#define ETROITE 11        /* columns from which on letters are smaller */
#define DEBUT_LIGNES 3    /* rows that stand below a heading, at least */
#define ENTIERE_LIGNES 10 /* a table of so many is not parted */
#define FIN_LIGNES 3      /* rows that stand together at the end */
#define TABLE_AVANT 12.0
#define TITRE_APRES 4.0
#define NOTE 20.0 /* below the table */
#define COLONNES_MAX 32
#define MOT_MAX 128
#define MARQUES "._,("

struct grid {
    const struct plan_table *t;
    double x[COLONNES_MAX], w[COLONNES_MAX];
    double *heights; /* of its rows */
    bool narrow;
};

static void grid_init(struct pdf *d, struct grid *g, const struct plan_table *t)
{
    double all = 0, x = MARGE;
    must(t->colonnes_n <= COLONNES_MAX);
    *g = (struct grid){.t = t, .narrow = t->colonnes_n >= ETROITE};
    for (size_t c = 0; c < t->colonnes_n; c++)
        all += t->colonnes[c].part;
    for (size_t c = 0; c < t->colonnes_n; c++) {
        g->x[c] = x;
        g->w[c] = pdf_room(d) * t->colonnes[c].part / all;
        x += g->w[c];
    }
}

static enum pdf_style style_of(const struct grid *g, size_t row, size_t column)
{
    enum plan_ligne kind = g->t->lignes[row];
    bool strong = kind == PLAN_LIGNE_TITRE || kind == PLAN_LIGNE_TOTAL || g->t->colonnes[column].fort;
    if (kind == PLAN_LIGNE_AVANT)
        return STYLE_AVANT;
    if (g->narrow)
        return strong ? STYLE_ETROITE_FORTE : STYLE_ETROITE;
    return strong ? STYLE_CELLULE_FORTE : STYLE_CELLULE;
}

static double indent(const struct grid *g, size_t row, size_t column)
{
    enum plan_ligne kind = g->t->lignes[row];
    return column == 0 && (kind == PLAN_LIGNE_DONT || kind == PLAN_LIGNE_AVANT) ? RETRAIT : 0;
}

static double inner(const struct pdf *d, const struct grid *g, size_t row, size_t c)
{
    if (g->t->lignes[row] == PLAN_LIGNE_TITRE)
        return pdf_room(d);
    return g->w[c] - (c == 0 ? BORD : 2 * BORD) - indent(g, row, c);
}

/* Above and below the words of a row. */
static double above(const struct grid *g, size_t row)
{
    enum plan_ligne kind = g->t->lignes[row];
    return kind == PLAN_LIGNE_AVANT ? 0 : kind == PLAN_LIGNE_TITRE ? HAUT * 2.2 : HAUT;
}

static bool before_its_year(const struct grid *g, size_t row)
{
    return row + 1 < g->t->lignes_n && g->t->lignes[row + 1] == PLAN_LIGNE_AVANT;
}

static double below(const struct grid *g, size_t row)
{
    return before_its_year(g, row) ? HAUT_AVANT : HAUT;
}

/* ---- codes, which have no blanks to be parted at ---- */

/* How much of a word goes on a line: up to the last mark that has room; all of it where none has. */
static size_t part_of(struct pdf *d, enum pdf_style s, const char *word, size_t len, double width)
{
    char room[MOT_MAX];
    size_t fits = len;
    for (size_t i = 1; i < len; i++) {
        if (!strchr(MARQUES, word[i - 1]))
            continue;
        snprintf(room, sizeof room, "%.*s", (int)i, word);
        if (fits < len && pdf_width(d, s, room) > width)
            break;
        fits = i;
    }
    return fits;
}

static void add_word(struct pdf *d, enum pdf_style s, const char *word, size_t len, double width, struct buf *out)
{
    char room[MOT_MAX];
    while (len) {
        snprintf(room, sizeof room, "%.*s", (int)len, word);
        size_t n = len < MOT_MAX && pdf_width(d, s, room) > width ? part_of(d, s, word, len, width) : len;
        buf_addf(out, "%.*s%s", (int)n, word, n < len ? "\n" : "");
        word += n;
        len -= n;
    }
}

/* What a cell prints: of a table of definitions, words that are wider than it are parted after a dot or a dash below.
 */
static const char *words_of(struct pdf *d, const struct grid *g, size_t row, size_t c, struct buf *room)
{
    const char *text = g->t->cellules[row * g->t->colonnes_n + c].texte;
    if (!g->t->code || !c || !text)
        return text;
    buf_reset(room);
    while (*text) {
        size_t len = strcspn(text, " ");
        add_word(d, style_of(g, row, c), text, len, inner(d, g, row, c), room);
        text += len;
        if (*text)
            buf_addc(room, *text++);
    }
    return buf_text(room);
}

static double measure_row(struct pdf *d, const struct grid *g, size_t row)
{
    double highest = 0;
    struct buf room = {0};
    const struct plan_valeur *cells = &g->t->cellules[row * g->t->colonnes_n];
    for (size_t c = 0; c < g->t->colonnes_n; c++) {
        /* numbers stand on one line, as high as any word of theirs */
        if (!cells[c].texte || !*cells[c].texte || (c && g->t->colonnes[c].nombre))
            continue;
        double h = pdf_height(d, style_of(g, row, c), words_of(d, g, row, c, &room), inner(d, g, row, c));
        highest = h > highest ? h : highest;
    }
    buf_deinit(&room);
    return above(g, row) + highest + below(g, row);
}

/* Measured by the first pass, in the order in which both come to it. */
static double row_height(struct pdf *d, const struct grid *g, size_t row)
{
    if (d->c) {
        must(d->measured_at < d->measured_n);
        return d->measured[d->measured_at++];
    }
    d->measured = mem_room(d->measured, d->measured_n, &d->measured_cap, sizeof *d->measured);
    return d->measured[d->measured_n++] = measure_row(d, g, row);
}

static double heading_height(struct pdf *d, const struct grid *g)
{
    double highest = 0;
    for (size_t c = 0; c < g->t->colonnes_n; c++) {
        double h =
            pdf_height(d, g->narrow ? STYLE_ETROITE_ENTETE : STYLE_ENTETE, g->t->colonnes[c].nom, g->w[c] - 2 * BORD);
        highest = h > highest ? h : highest;
    }
    return highest + 2 * HAUT;
}

/* The first time as a row of the table; on later pages as what every page bears. */
static void draw_heading(struct pdf *d, const struct grid *g, double height, bool first)
{
    enum pdf_style s = g->narrow ? STYLE_ETROITE_ENTETE : STYLE_ENTETE;
    if (first)
        pdf_begin(d, "TR");
    for (size_t c = 0; c < g->t->colonnes_n; c++) {
        const struct plan_colonne *k = &g->t->colonnes[c];
        double width = g->w[c] - (c ? 2 : 1) * BORD, h = pdf_height(d, s, k->nom, width);
        pdf_text(d, s, k->fort ? ENCRE_ACCENT : ENCRE_DISCRETE, first ? "TH" : NULL,
                 (struct pdf_box){g->x[c] + (c ? BORD : 0), d->y + height - HAUT - h, width},
                 k->nombre ? PANGO_ALIGN_RIGHT : PANGO_ALIGN_LEFT, k->nom);
    }
    if (first)
        pdf_end(d, "TR");
    d->y += height;
    pdf_rule(d, ENCRE_TEXTE, MARGE, d->y, pdf_room(d), .8);
}

static enum encre ink_of(const struct grid *g, size_t row, const struct plan_valeur *v)
{
    enum plan_ligne kind = g->t->lignes[row];
    if (kind == PLAN_LIGNE_TITRE)
        return ENCRE_ACCENT;
    return kind == PLAN_LIGNE_AVANT || v->etat == PLAN_SECRET || v->etat == PLAN_INCONNU ? ENCRE_DISCRETE : ENCRE_TEXTE;
}

/* The code of the figures of a row: the first that it has. */
static const char *code_of(const struct grid *g, size_t row)
{
    const struct plan_valeur *cells = &g->t->cellules[row * g->t->colonnes_n];
    for (size_t c = 1; c < g->t->colonnes_n; c++)
        if (cells[c].adresse)
            return cells[c].adresse->code;
    return NULL;
}

static void draw_cell(struct pdf *d, const struct grid *g, size_t row, size_t c, double y)
{
    const struct plan_valeur *v = &g->t->cellules[row * g->t->colonnes_n + c];
    const char *tag = c ? "TD" : "TH", *code = c ? NULL : code_of(g, row);
    struct buf room = {0};
    pdf_begin(d, tag);
    bool linked = code && d->explains && pdf_link_begin(d, code);
    if (v->texte && *v->texte)
        pdf_text(d, style_of(g, row, c), ink_of(g, row, v), NULL,
                 (struct pdf_box){g->x[c] + (c ? BORD : 0) + indent(g, row, c), y, inner(d, g, row, c)},
                 c && g->t->colonnes[c].nombre ? PANGO_ALIGN_RIGHT : PANGO_ALIGN_LEFT, words_of(d, g, row, c, &room));
    if (linked)
        pdf_link_end(d);
    buf_deinit(&room);
    pdf_end(d, tag);
}

static void draw_row(struct pdf *d, const struct grid *g, size_t row, double height)
{
    bool title = g->t->lignes[row] == PLAN_LIGNE_TITRE;
    if (g->t->lignes[row] == PLAN_LIGNE_TOTAL)
        pdf_band(d, MARGE - BORD, d->y, pdf_room(d) + 2 * BORD, height);
    if (g->t->code && !title)
        pdf_mark(d, g->t->cellules[row * g->t->colonnes_n + g->t->code].texte);
    pdf_begin(d, "TR");
    for (size_t c = 0; d->c && c < (title ? 1 : g->t->colonnes_n); c++)
        draw_cell(d, g, row, c, d->y + above(g, row));
    pdf_end(d, "TR");
    d->y += height;
    if (!before_its_year(g, row))
        pdf_rule(d, ENCRE_FILET, MARGE, d->y, pdf_room(d), .5);
}

/* Must the row below stand on the same page? The year before, the first below a title or a sum of what follows, the
 * last ones. */
static bool holds_next(const struct plan_table *t, size_t row)
{
    if (row + 1 >= t->lignes_n)
        return false;
    return t->lignes[row] == PLAN_LIGNE_TITRE || t->lignes[row + 1] == PLAN_LIGNE_AVANT ||
           (t->lignes[row] == PLAN_LIGNE_TOTAL && t->lignes[row + 1] == PLAN_LIGNE_DONT) ||
           row + FIN_LIGNES >= t->lignes_n;
}

/* Of a row and what must not be parted from it, the note below the last one too. */
static double block_height(const struct grid *g, size_t row)
{
    double h = g->heights[row];
    while (holds_next(g->t, row))
        h += g->heights[++row];
    return row + 1 == g->t->lignes_n && (g->t->secret || g->t->inconnu) ? h + NOTE : h;
}

/* The title, the heading and the rows that stand below them. */
static double start_height(struct pdf *d, const struct grid *g)
{
    double h = pdf_height(d, STYLE_LEGENDE, g->t->titre, pdf_room(d)) + TITRE_APRES + heading_height(d, g);
    bool whole = g->t->lignes_n <= ENTIERE_LIGNES;
    for (size_t i = 0; i < g->t->lignes_n && (i < DEBUT_LIGNES || whole); i++)
        h += g->heights ? g->heights[i] : measure_row(d, g, i);
    return whole ? h + NOTE : h;
}

double pdf_table_start(struct pdf *d, const struct plan_table *t)
{
    struct grid g;
    grid_init(d, &g, t);
    return TABLE_AVANT + start_height(d, &g);
}

void pdf_table(struct pdf *d, const struct plan_table *t)
{
    struct grid g;
    d->y += TABLE_AVANT;
    grid_init(d, &g, t);
    g.heights = mem_new_n(t->lignes_n, sizeof *g.heights);
    for (size_t i = 0; i < t->lignes_n; i++)
        g.heights[i] = row_height(d, &g, i);
    double caption = pdf_height(d, STYLE_LEGENDE, t->titre, pdf_room(d)), heading = heading_height(d, &g);
    pdf_need(d, start_height(d, &g));
    pdf_begin(d, "Table");
    pdf_text(d, STYLE_LEGENDE, ENCRE_TEXTE, "Caption", (struct pdf_box){MARGE, d->y, pdf_room(d)}, PANGO_ALIGN_LEFT,
             t->titre);
    d->y += caption + TITRE_APRES;
    draw_heading(d, &g, heading, true);
    for (size_t i = 0; i < t->lignes_n; i++) {
        int page = d->page;
        if (t->lignes[i] != PLAN_LIGNE_AVANT)
            pdf_need(d, block_height(&g, i));
        if (d->page != page)
            draw_heading(d, &g, heading, false);
        draw_row(d, &g, i, g.heights[i]);
    }
    pdf_end(d, "Table");
    free(g.heights);
    d->y += 5;
}
