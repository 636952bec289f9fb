/* The relations between the atomes of the attacker's model: the links that the report names, totals and dens. */
#include <stdlib.h>

#include "base/mem.h"
#include "programme/secret_modele.h"

struct somme {
    size_t *atomes;
    int32_t *facteurs;
    size_t n, cap[2];
};

static void plus(struct somme *s, size_t atome, int32_t facteur)
{
    for (size_t i = 0; i < s->n; i++)
        if (s->atomes[i] == atome) {
            s->facteurs[i] += facteur;
            return;
        }
    s->atomes = mem_room(s->atomes, s->n, &s->cap[0], sizeof *s->atomes);
    s->facteurs = mem_room(s->facteurs, s->n, &s->cap[1], sizeof *s->facteurs);
    s->atomes[s->n] = atome;
    s->facteurs[s->n++] = facteur;
}

static void plus_terme(struct somme *s, const struct secret_tableau *t, const struct rapport_lien_terme *x)
{
    size_t first = 0, last = t->atomes_n; /* of all that count people */
    if (t->genre == KIND_MOYENNE)
        first = 1;
    switch (x->partie) {
    case RAPPORT_PARTIE_NUM:
        first = 0, last = 1;
        break;
    case RAPPORT_PARTIE_RESTE:
        first = 1, last = 2;
        break;
    case RAPPORT_PARTIE_DEN:
        last = t->atomes_n - 1;
        break;
    case RAPPORT_PARTIE_NR:
        first = t->atomes_n - 1;
        break;
    case RAPPORT_PARTIE_CLE:
        first = x->cle, last = x->cle + 1;
        break;
    default:
        break;
    }
    for (size_t a = first; a < last; a++)
        plus(s, t->atome + a, x->facteur);
}

static void add_relation(struct secret_modele *m, const struct somme *s, bool egal)
{
    struct secret_relation *x = &m->relations[m->relations_n++];
    *x = (struct secret_relation){
        .egal = egal, .atomes = SECRET_NEW(m, s->n, x->atomes), .facteurs = SECRET_NEW(m, s->n, x->facteurs)};
    for (size_t i = 0; i < s->n; i++)
        if (s->facteurs[i]) {
            x->atomes[x->n] = s->atomes[i];
            x->facteurs[x->n++] = s->facteurs[i];
        }
}

static void read_lien(struct secret_modele *m, const struct rapport_lien *l, struct somme *s)
{
    s->n = 0;
    for (size_t i = 0; i < l->termes_n; i++) {
        size_t t = secret_tableau_de(m, l->termes[i].indicateur);
        if (t == SECRET_SANS)
            return;
        plus_terme(s, &m->tableaux[t], &l->termes[i]);
    }
    add_relation(m, s, l->egal);
}

void secret_relations(struct secret_modele *m)
{
    struct somme s = {0};
    m->relations = SECRET_NEW(m, m->r->liens_n + 2 * m->tableaux_n, m->relations);
    for (size_t i = 0; i < m->r->liens_n; i++)
        read_lien(m, &m->r->liens[i], &s);
    for (size_t i = 0; i < m->tableaux_n; i++) { /* totals and dens are sums of parts */
        const struct secret_tableau *t = &m->tableaux[i];
        if (t->den != SECRET_SANS) {
            s.n = 0;
            plus_terme(&s, t, &(struct rapport_lien_terme){.partie = RAPPORT_PARTIE_DEN, .facteur = 1});
            plus(&s, t->den, -1);
            add_relation(m, &s, true);
        }
        if (t->total == SECRET_SANS)
            continue;
        s.n = 0;
        plus_terme(&s, t, &(struct rapport_lien_terme){.partie = RAPPORT_PARTIE_TOTAL, .facteur = 1});
        plus(&s, t->total, -1);
        add_relation(m, &s, true);
    }
    free(s.atomes);
    free(s.facteurs);
}
