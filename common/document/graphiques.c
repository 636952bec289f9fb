/* Charts of figures: what they show, and the text that stands for them where they are not seen. */
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "document/corps.h"
#include "document/ecrit.h"

static const char ALT_BARRES[] = "Diagramme en barres : ";
static const char ALT_COURBES[] = "Courbes : ";
static const char ALT_CASCADE[] = "Diagramme en cascade : ";
static const char ALT_COURBE[] = "%s, de %s en %s à %s en %s";
static const char ALT_OBJECTIF[] = ", objectif %s";
static const char TOUT_MASQUE[] = "%s : tous les chiffres sont masqués par le secret statistique.";
static const char PRESQUE_TOUT_MASQUE[] = "%s : un seul chiffre est publié (%s : %s), les autres sont masqués par le "
                                          "secret statistique.";
static const char ALT_INCONNU[] = "%s, %s";
static const char SERIE_ENTREE[] = "À l’entrée";
static const char SERIE_SORTIE[] = "À la sortie";

static struct plan_graphique *chart_new(struct vue *v, enum plan_dessin d, const char *titre, size_t categories,
                                        size_t series)
{
    struct arena *a = &v->plan->memoire;
    struct plan_graphique *g = arena_new(a, sizeof *g);
    *g = (struct plan_graphique){.dessin = d, .titre = plan_text(v->plan, titre), .series_n = series};
    g->categories = arena_new(a, (categories + 1) * sizeof *g->categories);
    g->series = arena_new(a, (series + 1) * sizeof *g->series);
    for (size_t s = 0; s < series; s++)
        g->series[s].valeurs = arena_new(a, (categories + 1) * sizeof *g->series[s].valeurs);
    return g;
}

/* "Diagramme en barres : … . Lyon 45 % (2022 : 43 %) ; …": all that is drawn, in words. */
static void chart_tell(struct vue *v, struct plan_graphique *g, const char *form)
{
    struct buf b = {0};
    buf_addf(&b, "%s%s. ", form, g->titre);
    for (size_t i = 0; i < g->categories_n; i++) {
        buf_addf(&b, "%s%s ", i ? " ; " : "", g->categories[i]);
        for (size_t s = 0; s < g->series_n; s++)
            if (s)
                buf_addf(&b, " (%s : %s)", g->series[s].nom, g->series[s].valeurs[i].texte);
            else
                buf_adds(&b, g->series[s].valeurs[i].texte);
    }
    buf_addc(&b, '.');
    g->alt = plan_text(v->plan, buf_text(&b));
    buf_deinit(&b);
}

/* A picture of frames tells nothing: where all is withheld, or all but one bar, it is a sentence. What is unknown, or
 * told of the year before, the sentence would not say. */
static bool told_instead(struct vue *v, const struct plan_graphique *g)
{
    size_t told = 0, withheld = 0, at = 0;
    if (g->dessin != PLAN_BARRES)
        return false;
    for (size_t i = 0; i < g->categories_n; i++) {
        const struct plan_valeur *x = &g->series[0].valeurs[i];
        withheld += x->etat == PLAN_SECRET;
        told += x->etat == PLAN_DIT;
        at = x->etat == PLAN_DIT ? i : at;
        for (size_t s = 1; s < g->series_n; s++)
            if (g->series[s].valeurs[i].etat == PLAN_DIT)
                return false;
    }
    if (!withheld || told > 1 || told + withheld < g->categories_n)
        return false;
    plan_add(v->plan, PLAN_PARAGRAPHE,
             told
                 ? plan_textf(v->plan, PRESQUE_TOUT_MASQUE, g->titre, g->categories[at], g->series[0].valeurs[at].texte)
                 : plan_textf(v->plan, TOUT_MASQUE, g->titre));
    return true;
}

static void chart_end(struct vue *v, struct plan_graphique *g, const char *form)
{
    if (!g->categories_n || told_instead(v, g))
        return;
    chart_tell(v, g, form);
    plan_graphique_end(v->plan, g);
}

static void name_periods(struct vue *v, struct plan_graphique *g)
{
    g->series[0].nom = v->plan->maintenant;
    if (g->series_n > 1)
        g->series[1].nom = v->plan->avant;
}

void graphiques_barres(struct vue *v, const struct piece *p)
{
    struct plan_graphique *g = chart_new(v, PLAN_BARRES, p->titre, PIECE_CODES_MAX, v->r->periodes_n);
    name_periods(v, g);
    for (size_t i = 0; i < PIECE_CODES_MAX && p->codes[i]; i++) {
        if (!vue_indicateur(v, p->codes[i]))
            continue;
        for (size_t s = 0; s < g->series_n; s++)
            g->series[s].valeurs[g->categories_n] = vue_valeur(v, s, v->principal, p->codes[i]);
        g->categories[g->categories_n++] = vue_libelle_court(v, p->codes[i]);
    }
    chart_end(v, g, ALT_BARRES);
}

void graphiques_cles(struct vue *v, const struct piece *p)
{
    const struct rapport_indicateur *i = vue_indicateur(v, p->codes[0]);
    if (!i)
        return;
    struct plan_graphique *g = chart_new(v, PLAN_BARRES, p->titre, i->forme.keys_n, v->r->periodes_n);
    name_periods(v, g);
    for (size_t k = 0; k < i->forme.keys_n; k++) {
        if (vue_cle_absente(v, p->codes[0], k))
            continue;
        for (size_t s = 0; s < g->series_n; s++)
            g->series[s].valeurs[g->categories_n] = vue_cle_part(v, s, v->principal, p->codes[0], k);
        g->categories[g->categories_n++] = plan_text(v->plan, i->cles[k].libelle);
    }
    chart_end(v, g, ALT_BARRES);
}

void graphiques_entree_sortie(struct vue *v, const struct piece *p)
{
    const struct rapport_indicateur *in = vue_indicateur(v, p->codes[0]), *out = vue_indicateur(v, p->codes[1]);
    if (!in || !out)
        return;
    struct plan_graphique *g = chart_new(v, PLAN_BARRES, p->titre, in->forme.keys_n, 2);
    /* the exit is what it is about; keys are the groups of one list, in one order */
    g->series[0].nom = SERIE_SORTIE;
    g->series[1].nom = SERIE_ENTREE;
    for (size_t k = 0; k < in->forme.keys_n && k < out->forme.keys_n; k++) {
        if (vue_cle_absente(v, p->codes[0], k) && vue_cle_absente(v, p->codes[1], k))
            continue;
        g->series[0].valeurs[g->categories_n] = vue_cle_part(v, VUE_MAINTENANT, v->principal, p->codes[1], k);
        g->series[1].valeurs[g->categories_n] = vue_cle_part(v, VUE_MAINTENANT, v->principal, p->codes[0], k);
        g->categories[g->categories_n++] = plan_text(v->plan, in->cles[k].libelle);
    }
    chart_end(v, g, ALT_BARRES);
}

static void add_place(struct vue *v, struct plan_graphique *g, size_t perimetre, const char *code)
{
    for (size_t s = 0; s < g->series_n; s++)
        g->series[s].valeurs[g->categories_n] = vue_valeur(v, s, perimetre, code);
    g->categories[g->categories_n++] = plan_text(v->plan, v->r->perimetres[perimetre].nom);
}

void graphiques_par_territoire(struct vue *v, const struct piece *p)
{
    const struct rapport_indicateur *i = vue_indicateur(v, p->codes[0]);
    if (!i)
        return;
    struct plan_graphique *g = chart_new(v, PLAN_BARRES, p->titre, v->r->perimetres_n, v->r->periodes_n);
    name_periods(v, g);
    for (size_t k = 0; k < v->r->perimetres_n; k++)
        if (v->r->perimetres[k].scope.kind == SCOPE_TERRITOIRE)
            add_place(v, g, k, p->codes[0]);
    /* a mean among the territories is worth drawing, their sum is not */
    if (figure_is_percentage(&i->forme) || i->forme.kind == KIND_MOYENNE)
        add_place(v, g, v->principal, p->codes[0]);
    chart_end(v, g, ALT_BARRES);
}

/* ---- curves ---- */

static void tell_curve(struct vue *v, const struct plan_panneau *c, struct buf *out)
{
    struct buf first = {0}, last = {0};
    if (c->inconnu) {
        buf_addf(out, ALT_INCONNU, c->nom, plan_inconnu().texte);
        buf_adds(out, ". ");
        return;
    }
    ecrit_mois(c->jours[0], &first);
    ecrit_mois(c->jours[c->n - 1], &last);
    buf_adds(out, plan_textf(v->plan, ALT_COURBE, c->nom, plan_entier(v->plan, c->valeurs[0]).texte, buf_text(&first),
                             plan_entier(v->plan, c->valeurs[c->n - 1]).texte, buf_text(&last)));
    if (c->objectif >= 0)
        buf_adds(out, plan_textf(v->plan, ALT_OBJECTIF, plan_entier(v->plan, c->objectif).texte));
    buf_adds(out, ". ");
    buf_deinit(&first);
    buf_deinit(&last);
}

static bool same_curve(const struct rapport_courbe *a, const struct rapport_courbe *b)
{
    return a->n == b->n && memcmp(a->jours, b->jours, a->n * sizeof *a->jours) == 0 &&
           memcmp(a->file_active, b->file_active, a->n * sizeof *a->file_active) == 0;
}

/* The nation's, where it is that of what the document is about. */
static bool told_already(const struct vue *v, const struct rapport_courbe *c)
{
    for (size_t i = 0; i < v->r->courbes_n; i++)
        if (v->r->courbes[i].perimetre == v->principal && c->perimetre != v->principal &&
            v->r->perimetres[c->perimetre].scope.kind == SCOPE_NATION && same_curve(c, &v->r->courbes[i]))
            return true;
    return false;
}

/* 0 from one end to the other, since nothing was ever sent. */
static bool unknown(const struct vue *v, const struct rapport_courbe *c)
{
    const struct rapport_chiffre *x = vue_chiffre(v, VUE_MAINTENANT, c->perimetre, "effectif.file_active");
    bool nothing = x && rapport_sans_export(v->r, x);
    for (size_t i = 0; i < c->n; i++)
        nothing &= c->file_active[i] == 0;
    return nothing;
}

void graphiques_courbes(struct vue *v, const struct piece *p)
{
    if (!v->r->courbes_n)
        return;
    struct plan_graphique *g = chart_new(v, PLAN_COURBES, p->titre, 0, 0);
    struct buf alt = {0};
    g->panneaux = arena_new(&v->plan->memoire, v->r->courbes_n * sizeof *g->panneaux);
    buf_addf(&alt, "%s%s. ", ALT_COURBES, g->titre);
    for (size_t i = 0; i < v->r->courbes_n; i++) {
        const struct rapport_courbe *c = &v->r->courbes[i];
        const struct rapport_perimetre *of = &v->r->perimetres[c->perimetre];
        if (!c->n || told_already(v, c))
            continue;
        g->panneaux[g->panneaux_n] = (struct plan_panneau){.nom = plan_text(v->plan, of->nom),
                                                           .inconnu = unknown(v, c),
                                                           .jours = c->jours,
                                                           .valeurs = c->file_active,
                                                           .n = c->n,
                                                           .objectif = of->objectif,
                                                           .tout = of->scope.kind != SCOPE_TERRITOIRE};
        tell_curve(v, &g->panneaux[g->panneaux_n++], &alt);
    }
    g->alt = plan_text(v->plan, buf_text(&alt));
    if (g->panneaux_n)
        plan_graphique_end(v->plan, g);
    buf_deinit(&alt);
}

void graphiques_cascade(struct vue *v, const struct plan_table *t, const char *titre)
{
    struct plan_graphique *g = chart_new(v, PLAN_CASCADE, titre, t->lignes_n, 1);
    g->series[0].nom = "";
    for (size_t i = 0; i < t->lignes_n; i++) {
        g->categories[g->categories_n] = t->cellules[i * t->colonnes_n].texte;
        g->series[0].valeurs[g->categories_n++] = t->cellules[i * t->colonnes_n + 1];
    }
    chart_end(v, g, ALT_CASCADE);
}
