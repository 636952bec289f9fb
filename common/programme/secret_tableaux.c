/* The tableaux of the attacker's model: which figures are modelled, their atomes, and whose numbers tell the size of
 * whose population. */
#include <string.h>

#include "base/text.h"
#include "programme/secret_modele.h"

/* A figure about people whose numbers follow from one another; of others (ETP, targets, coordination, quality) the
 * states are set without a model. */
static bool modelled(const struct rapport_indicateur *x)
{
    if (text_starts(x->forme.code, "coordination.") || text_starts(x->forme.code, "qualite."))
        return false;
    switch (x->forme.kind) {
    case KIND_COMPTE:
    case KIND_TAUX:
    case KIND_MOYENNE:
    case KIND_REPARTITION:
        return true;
    default:
        return false;
    }
}

static void add_tableau(struct secret_modele *m, size_t indicateur)
{
    const struct indicator *i = &m->r->indicateurs[indicateur].forme;
    struct secret_tableau *t = &m->tableaux[m->tableaux_n++];
    *t = (struct secret_tableau){.indicateur = indicateur,
                                 .genre = i->kind,
                                 .sensible = i->sensitive,
                                 .juge = i->kind != KIND_COMPTE,
                                 .atome = m->atomes_n,
                                 .ligne = m->lignes_n,
                                 .lignes_n = 1,
                                 .k = i->sensitive ? m->r->secret_k_sensible : m->r->secret_k,
                                 .echelle = 1,
                                 .parent = SECRET_SANS,
                                 .dont = SECRET_SANS,
                                 .den = SECRET_SANS,
                                 .total = SECRET_SANS};
    if (i->kind == KIND_MOYENNE)
        t->echelle = i->divisor;
    if (i->kind == KIND_REPARTITION)
        t->lignes_n = i->keys_n;
    t->atomes_n = i->kind == KIND_COMPTE ? 1 : i->kind == KIND_REPARTITION ? i->keys_n + 1 : 3;
    m->atomes_n += t->atomes_n;
    m->lignes_n += t->lignes_n;
}

size_t secret_tableau_de(const struct secret_modele *m, size_t indicateur)
{
    for (size_t i = 0; i < m->tableaux_n; i++)
        if (m->tableaux[i].indicateur == indicateur)
            return i;
    return SECRET_SANS;
}

/* ---- populations ---- */

/* Which tableau's numbers tell the size of another's population, by the links; and which has none. */
static void find_parents(struct secret_modele *m)
{
    const struct rapport *r = m->r;
    for (size_t i = 0; i < m->tableaux_n; i++)
        m->tableaux[i].orphelin = m->tableaux[i].juge;
    for (size_t i = 0; i < r->liens_n; i++) {
        const struct rapport_lien *l = &r->liens[i];
        size_t t = l->termes_n >= 2 && l->egal && l->termes[0].partie == RAPPORT_PARTIE_TOTAL
                       ? secret_tableau_de(m, l->termes[0].indicateur)
                       : SECRET_SANS;
        size_t other = l->termes_n >= 2 ? secret_tableau_de(m, l->termes[1].indicateur) : SECRET_SANS;
        if (t == SECRET_SANS || other == SECRET_SANS || t == other)
            continue;
        m->tableaux[t].orphelin = false;
        if (!m->tableaux[other].juge)
            continue;
        m->tableaux[t].parent = other;
        m->tableaux[t].soeur = l->termes[1].partie == RAPPORT_PARTIE_TOTAL;
    }
}

/* A compte that a link says its population is a part of. */
static size_t whole_by_link(const struct secret_modele *m, const struct secret_tableau *t)
{
    const struct rapport *r = m->r;
    for (size_t i = 0; i < r->liens_n; i++) {
        const struct rapport_lien_terme *x = r->liens[i].termes;
        if (r->liens[i].termes_n != 2 || x[0].indicateur != t->indicateur || x[0].partie != RAPPORT_PARTIE_TOTAL ||
            x[0].facteur != -1 || x[1].facteur != 1 || r->indicateurs[x[1].indicateur].forme.kind != KIND_COMPTE)
            continue;
        return secret_tableau_de(m, x[1].indicateur);
    }
    return SECRET_SANS;
}

/* "P AND condition": whose numbers tell the size of P. */
static size_t whole_of(const struct secret_modele *m, const struct secret_tableau *t)
{
    const struct rapport *r = m->r;
    const char *name = r->indicateurs[t->indicateur].population;
    for (size_t i = 0; i < m->tableaux_n; i++) {
        const char *whole = r->indicateurs[m->tableaux[i].indicateur].population;
        size_t n = strlen(whole);
        if (n && strncmp(name, whole, n) == 0 && text_starts(name + n, " AND "))
            return i;
    }
    return whole_by_link(m, t);
}

static void find_depths(struct secret_modele *m)
{
    for (size_t i = 0; i < m->tableaux_n; i++) {
        size_t t = i, steps = 0;
        unsigned depth = 0;
        for (; m->tableaux[t].parent != SECRET_SANS && steps < m->tableaux_n; t = m->tableaux[t].parent, steps++) {
            depth += !m->tableaux[t].soeur;
            m->tableaux[m->tableaux[t].parent].derriere += m->tableaux[i].lignes_n;
        }
        /* an orphelin is a part of a population that others tell */
        m->tableaux[i].profondeur = depth || m->tableaux[t].orphelin;
        if (m->tableaux[i].orphelin)
            m->tableaux[i].dont = whole_of(m, &m->tableaux[i]);
    }
}

/* A figure that is the sum of others' parts is settled with them: told before, they would tell it. */
static void level_sums(struct secret_modele *m)
{
    const struct rapport *r = m->r;
    for (size_t again = 0; again < m->tableaux_n; again++)
        for (size_t i = 0; i < r->liens_n; i++) {
            const struct rapport_lien *l = &r->liens[i];
            unsigned deepest = 0;
            if (!l->egal || l->termes_n < 3 || l->termes[0].partie == RAPPORT_PARTIE_TOTAL)
                continue;
            for (size_t k = 0; k < 2 * l->termes_n; k++) { /* finds the deepest, then takes all there */
                size_t t = secret_tableau_de(m, l->termes[k % l->termes_n].indicateur);
                if (t != SECRET_SANS && m->tableaux[t].profondeur > deepest)
                    deepest = m->tableaux[t].profondeur;
                if (t != SECRET_SANS && k >= l->termes_n)
                    m->tableaux[t].profondeur = deepest;
            }
        }
}

void secret_tableaux(struct secret_modele *m)
{
    const struct rapport *r = m->r;
    m->tableaux = SECRET_NEW(m, r->indicateurs_n, m->tableaux);
    for (size_t i = 0; i < r->indicateurs_n; i++)
        if (modelled(&r->indicateurs[i]))
            add_tableau(m, i);
    find_parents(m);
    find_depths(m);
    level_sums(m);
    for (size_t i = 0; i < m->tableaux_n; i++) {
        struct secret_tableau *t = &m->tableaux[i];
        if (t->orphelin)
            t->total = m->atomes_n++;
        if (t->genre == KIND_REPARTITION && (t->orphelin || t->parent != SECRET_SANS))
            t->den = m->atomes_n++;
    }
    m->tableau_de = SECRET_NEW(m, m->atomes_n, m->tableau_de);
    for (size_t i = 0; i < m->tableaux_n; i++) {
        for (size_t a = 0; a < m->tableaux[i].atomes_n; a++)
            m->tableau_de[m->tableaux[i].atome + a] = i;
        if (m->tableaux[i].total != SECRET_SANS)
            m->tableau_de[m->tableaux[i].total] = i;
        if (m->tableaux[i].den != SECRET_SANS)
            m->tableau_de[m->tableaux[i].den] = i;
    }
}
