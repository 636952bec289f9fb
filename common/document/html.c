/* A plan as one page of HTML: its own style, its own drawings, no script, nothing fetched. */
#include <string.h>

#include "base/mustache.h"
#include "document/document.h"
#include "document/html_style.h"
#include "document/svg.h"

#define LARGEUR 560.0 /* of a chart, in its own units */

static const char TEXT_SAUT[] = "Aller au contenu";
static const char TEXT_SOMMAIRE[] = "Sommaire";
static const char TEXT_SECRET[] = "chiffre masqué par le secret statistique";
static const char TEXT_INCONNU[] = "sans objet ou non connu";

struct page {
    const struct plan *plan;
    struct buf *out;
    int table_n, sous_n;
    bool explains; /* figures' names lead to their definitions */
};

static void raw(struct page *h, const char *s)
{
    buf_adds(h->out, s);
}

static void text(struct page *h, const char *s)
{
    mustache_escape(s, strlen(s), h->out);
}

static void element(struct page *h, const char *open, const char *s, const char *close)
{
    raw(h, open);
    text(h, s);
    raw(h, close);
}

/* ---- values ---- */

/* A figure bears its address, and is no link: a page that is kept as a file does not know where the dashboard is. */
static void value(struct page *h, const struct plan_valeur *v)
{
    const struct plan_adresse *a = v->adresse;
    if (a) {
        raw(h, "<data value=\"");
        text(h, a->lien);
        raw(h, "\">");
    }
    if (v->etat == PLAN_SECRET)
        buf_addf(h->out, "<abbr title=\"%s\">s</abbr>", TEXT_SECRET);
    else if (v->etat == PLAN_INCONNU)
        buf_addf(h->out, "<span title=\"%s\">%s</span>", TEXT_INCONNU, v->texte);
    else
        text(h, v->texte);
    if (a)
        raw(h, "</data>");
}

/* Codes may be parted after a dot or a dash below. */
static void code(struct page *h, const char *s)
{
    while (*s) {
        size_t n = strcspn(s, "._");
        n += s[n] != '\0';
        mustache_escape(s, n, h->out);
        s += n;
        raw(h, *s ? "<wbr>" : "");
    }
}

static const char *state_class(const struct plan_valeur *v)
{
    return v->etat == PLAN_SECRET ? " s" : v->etat == PLAN_INCONNU ? " i" : "";
}

static void tiles(struct page *h, const struct plan_bloc *b)
{
    raw(h, "<ul class=\"tuiles\">\n");
    for (size_t i = 0; i < b->tuiles_n; i++) {
        const struct plan_tuile *t = &b->tuiles[i];
        raw(h, "<li><b>");
        value(h, &t->valeur);
        element(h, "</b><span>", t->nom, "</span><small>");
        if (t->avant.texte) {
            text(h, h->plan->avant);
            raw(h, "\u00a0: ");
            value(h, &t->avant);
        }
        if (t->nation.texte) {
            raw(h, t->avant.texte ? " · " : "");
            text(h, h->plan->nation);
            raw(h, "\u00a0: ");
            value(h, &t->nation);
        }
        raw(h, "</small></li>\n");
    }
    raw(h, "</ul>\n");
}

/* ---- tables ---- */

static void heading_row(struct page *h, const struct plan_table *t)
{
    raw(h, "<thead><tr>");
    for (size_t c = 0; c < t->colonnes_n; c++) {
        const struct plan_colonne *k = &t->colonnes[c];
        buf_addf(h->out, "<th scope=\"col\" class=\"%s%s\">", k->nombre ? "n" : "t", k->fort ? " fort" : "");
        element(h, "", k->nom, "</th>");
    }
    raw(h, "</tr></thead>\n");
}

/* A figure's name leads to its definition; a definition is what is led to. */
static void row_head(struct page *h, const struct plan_table *t, const struct plan_valeur *row)
{
    const struct plan_adresse *a = NULL;
    for (size_t c = 1; h->explains && c < t->colonnes_n && !a; c++)
        a = row[c].adresse;
    raw(h, "<th scope=\"row\">");
    if (a)
        buf_addf(h->out, "<a href=\"#d-%s\">", a->code);
    text(h, row[0].texte);
    raw(h, a ? "</a></th>" : "</th>");
}

static void body_row(struct page *h, const struct plan_table *t, size_t i)
{
    static const char *const classes[] = {"", " class=\"dont\"", " class=\"total\"", " class=\"avant\"", ""};
    const struct plan_valeur *row = &t->cellules[i * t->colonnes_n];
    if (t->lignes[i] == PLAN_LIGNE_TITRE) {
        buf_addf(h->out, "<tr class=\"titre\"><th scope=\"rowgroup\" colspan=\"%zu\">", t->colonnes_n);
        element(h, "", row[0].texte, "</th></tr>\n");
        return;
    }
    raw(h, "<tr");
    if (t->code)
        buf_addf(h->out, " id=\"d-%s\"", row[t->code].texte);
    raw(h, classes[t->lignes[i]]);
    raw(h, ">");
    row_head(h, t, row);
    for (size_t c = 1; c < t->colonnes_n; c++) {
        const struct plan_colonne *k = &t->colonnes[c];
        buf_addf(h->out, "<td class=\"%s%s%s\">", k->nombre ? "n" : "t", k->fort ? " fort" : "", state_class(&row[c]));
        if (t->code)
            code(h, row[c].texte);
        else
            value(h, &row[c]);
        raw(h, "</td>");
    }
    raw(h, "</tr>\n");
}

static void table(struct page *h, const struct plan_table *t)
{
    int n = ++h->table_n;
    buf_addf(h->out,
             "<div class=\"table\" role=\"region\" aria-labelledby=\"t%d\" tabindex=\"0\"><table><caption "
             "id=\"t%d\">",
             n, n);
    element(h, "", t->titre, "</caption>\n");
    heading_row(h, t);
    raw(h, "<tbody>\n");
    for (size_t i = 0; i < t->lignes_n; i++)
        body_row(h, t, i);
    raw(h, "</tbody></table></div>\n");
}

static void figure(struct page *h, const struct plan_graphique *g)
{
    struct dessin d;
    dessin_init(&d, g, LARGEUR);
    element(h, "<figure><figcaption>", g->titre, "</figcaption>");
    svg_write(&d, g->alt, h->out);
    raw(h, "</figure>\n");
    dessin_deinit(&d);
}

/* ---- the page ---- */

static void block(struct page *h, const struct plan_bloc *b)
{
    switch (b->genre) {
    case PLAN_SECTION:
        buf_addf(h->out, "<h2 id=\"%s\">", b->id);
        element(h, "", b->texte, "</h2>\n");
        break;
    case PLAN_SOUS:
        buf_addf(h->out, "<h3 id=\"p%d\">", ++h->sous_n);
        element(h, "", b->texte, "</h3>\n");
        break;
    case PLAN_PARAGRAPHE:
        element(h, "<p>", b->texte, "</p>\n");
        break;
    case PLAN_NOTE:
        element(h, "<p class=\"note\">", b->texte, "</p>\n");
        break;
    case PLAN_TUILES:
        tiles(h, b);
        break;
    case PLAN_TABLE:
        table(h, b->table);
        break;
    default:
        figure(h, b->graphique);
    }
}

static void head(struct page *h)
{
    const struct plan *p = h->plan;
    raw(h, "<!DOCTYPE html>\n<html lang=\"fr\">\n<head>\n<meta charset=\"utf-8\">\n"
           "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n"
           "<meta name=\"robots\" content=\"noindex\">\n<title>");
    text(h, p->courant);
    raw(h, "</title>\n<style>\n");
    raw(h, html_style);
    buf_addf(h->out, "</style>\n</head>\n<body>\n<a class=\"saut\" href=\"#contenu\">%s</a>\n", TEXT_SAUT);
    if (*p->mention)
        element(h, "<p class=\"mention\">", p->mention, "</p>\n");
    element(h, "<header class=\"titre\">\n<p class=\"surtitre\">", p->surtitre, "</p>\n");
    element(h, "<h1>", p->titre, "</h1>\n");
    element(h, "<p class=\"periode\">", p->periode, "</p>\n<dl>\n");
    for (size_t i = 0; i < p->couverture_n; i++) {
        element(h, "<dt>", p->couverture[i].nom, "</dt>");
        element(h, "<dd>", p->couverture[i].valeur, "</dd>\n");
    }
    element(h, "</dl>\n<p class=\"note\">", p->avertissement, "</p>\n</header>\n");
}

static void contents(struct page *h)
{
    buf_addf(h->out, "<nav aria-label=\"%s\"><ol>\n", TEXT_SOMMAIRE);
    for (size_t i = 0; i < h->plan->blocs_n; i++)
        if (h->plan->blocs[i].genre == PLAN_SECTION) {
            buf_addf(h->out, "<li><a href=\"#%s\">", h->plan->blocs[i].id);
            element(h, "", h->plan->blocs[i].texte, "</a></li>\n");
        }
    raw(h, "</ol></nav>\n");
}

static void write_plan(const struct plan *p, struct buf *out)
{
    struct page h = {.plan = p, .out = out, .explains = plan_explains(p)};
    head(&h);
    contents(&h);
    raw(&h, "<main id=\"contenu\">\n");
    for (size_t i = 0; i < p->blocs_n; i++)
        block(&h, &p->blocs[i]);
    element(&h, "</main>\n<footer>", p->courant, "</footer>\n</body>\n</html>\n");
}

int document_html(const struct rapport *r, struct buf *out, struct err *e)
{
    (void)e;
    struct plan *p = document_plan(r);
    write_plan(p, out);
    plan_free(&p);
    return 0;
}

int document_dialogue_html(const struct rapport *r, const char *chantier, struct buf *out, struct err *e)
{
    struct plan *p = document_plan_dialogue(r, chantier, e);
    if (!p)
        return -1;
    write_plan(p, out);
    plan_free(&p);
    return 0;
}
