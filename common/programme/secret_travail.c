/* Which cells of a network must be wide, and for whom. */
#include "programme/secret_travail.h"

#include <stdlib.h>

#include "programme/secret_echange.h"

static double besoin(const struct secret_modele *m, size_t atome)
{
    const struct secret_tableau *t = &m->tableaux[m->tableau_de[atome]];
    return t->k * (atome == t->atome ? t->echelle : 1);
}

void secret_travail_init(struct secret_travail *w, struct secret_modele *m, unsigned profondeur, const bool *dedans,
                         const bool *gele)
{
    *w = (struct secret_travail){.seuls = mem_new_n(m->tableaux_n + 1, sizeof *w->seuls),
                                 .rien = arena_new(&m->memoire, m->tableaux_n + 1),
                                 .sait_plus = mem_new_n(secret_attaquants_n(m), sizeof *w->sait_plus)};
    for (size_t i = 0; i < m->tableaux_n; i++)
        w->gele |= gele[i];
    secret_temoins_init(&w->temoins, m);
    secret_reseau_init(&w->n, &w->temoins, m, profondeur, dedans, gele);
    for (size_t a = 0; a < secret_attaquants_n(m); a++)
        for (size_t p = 0; p < m->perimetres_n; p++)
            for (size_t x = 0; x < m->atomes_n; x++)
                w->temoins.besoin[secret_place(m, a, (struct secret_cellule){p, x})] = besoin(m, x);
}

void secret_travail_deinit(struct secret_travail *w)
{
    for (size_t i = 0; i < w->n.m->tableaux_n; i++)
        if (w->seuls[i].lp)
            secret_reseau_deinit(&w->seuls[i]);
    free(w->seuls);
    free(w->sait_plus);
    secret_reseau_deinit(&w->n);
    secret_temoins_deinit(&w->temoins);
}

/* ---- visits ---- */

static bool visit_cell(struct secret_travail *w, size_t attaquant, struct secret_cellule c, secret_visite *f)
{
    const struct secret_modele *m = w->n.m;
    return m->fixe[c.perimetre * m->atomes_n + c.atome] || secret_sait(m, attaquant, c.perimetre) || f(w, attaquant, c);
}

static bool visit_figure(struct secret_travail *w, size_t attaquant, size_t p, const struct secret_tableau *t,
                         secret_visite *f)
{
    const struct secret_modele *m = w->n.m;
    size_t judged_n = t->genre == KIND_REPARTITION ? t->lignes_n : t->genre == KIND_TAUX ? 2 : 1;
    bool any_told = false;
    for (size_t a = 0; a < judged_n; a++) {
        bool told = secret_dit(m, p, t->atome + a);
        any_told |= told;
        if (!told && !visit_cell(w, attaquant, (struct secret_cellule){p, t->atome + a}, f))
            return false;
    }
    return any_told || t->total == SECRET_SANS || visit_cell(w, attaquant, (struct secret_cellule){p, t->total}, f);
}

static bool visit_tableau(struct secret_travail *w, size_t attaquant, const struct secret_tableau *t, secret_visite *f)
{
    for (size_t p = 0; p < w->n.m->perimetres_n; p++)
        if (!visit_figure(w, attaquant, p, t, f))
            return false;
    return true;
}

/* Has a coordination a secret of its own here? Else it knows what the public does. */
static void find_attackers(struct secret_travail *w)
{
    const struct secret_modele *m = w->n.m;
    for (size_t a = 0; a < secret_attaquants_n(m); a++) {
        w->sait_plus[a] = a == m->territoires_n;
        for (size_t i = 0; a < m->territoires_n && i < m->tableaux_n; i++)
            for (size_t l = 0; w->n.dedans[i] && l < m->tableaux[i].lignes_n; l++)
                w->sait_plus[a] |= m->etats[a * m->lignes_n + m->tableaux[i].ligne + l] != SECRET_DIT;
    }
}

bool secret_visiter_tableau(struct secret_travail *w, const struct secret_tableau *t, secret_visite *f)
{
    for (size_t a = secret_attaquants_n(w->n.m); a-- > 0;)
        if (w->sait_plus[a] && !visit_tableau(w, a, t, f))
            return false;
    return true;
}

bool secret_visiter(struct secret_travail *w, secret_visite *f)
{
    const struct secret_modele *m = w->n.m;
    find_attackers(w);
    for (size_t i = 0; i < m->tableaux_n; i++)
        if (w->n.dedans[i] && m->tableaux[i].juge && !secret_visiter_tableau(w, &m->tableaux[i], f))
            return false;
    return true;
}

/* ---- witnesses ---- */

static bool by_programme(struct secret_reseau *n, size_t attaquant, struct secret_cellule c)
{
    const struct secret_temoins *t = n->temoins;
    size_t at = secret_place(n->m, attaquant, c);
    for (int signe = 1; signe >= -1 && secret_manque(t, at) > SECRET_EPS; signe -= 2) {
        double limite = secret_manque(t, at) + (signe > 0 ? t->haut[at] : t->bas[at]);
        double far = secret_reseau_etendre(n, attaquant, c, signe, limite, SECRET_DITS_FIXES);
        if (far < 0)
            return false;
        if (far <= (signe > 0 ? t->haut[at] : t->bas[at]) + SECRET_EPS)
            continue; /* nothing that was not known */
        secret_echanges_apprendre(n);
        secret_reseau_garder(n);
    }
    return secret_manque(t, at) <= SECRET_EPS;
}

/* By échanges, then by a programme of the cell's tableau alone. */
bool secret_essayer(struct secret_travail *w, size_t attaquant, struct secret_cellule c)
{
    struct secret_modele *m = w->n.m;
    size_t t = m->tableau_de[c.atome];
    if (secret_echanger(&w->n, attaquant, c))
        return true;
    if (!w->seuls[t].lp) {
        bool *dedans = arena_new(&m->memoire, m->tableaux_n + 1);
        dedans[t] = true;
        secret_reseau_init(&w->seuls[t], &w->temoins, m, w->n.profondeur, dedans, w->rien);
    }
    return by_programme(&w->seuls[t], attaquant, c);
}

bool secret_chercher(struct secret_travail *w, size_t attaquant, struct secret_cellule c)
{
    return by_programme(&w->n, attaquant, c);
}
