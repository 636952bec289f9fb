/* Secondary suppression: withholds further rows until no attacker can bound a withheld cell tighter than k.
 *
 * Figures that tell the size of others' populations are settled first; what is told of them then stays told, so that
 * the networks behind them are small. Within a network every withheld cell is made wide enough for every attacker
 * (secret_elargir.c), then each row that was withheld for that is told again where nothing needs it (secret_redire.c).
 * Where a network cannot protect its cells while others stay told, these may be withheld too; and where the solver
 * gives up, or has solved too much, the whole network is. */
#include "programme/secret_echange.h"
#include "programme/secret_travail.h"

#include <stdlib.h>

static size_t withheld_n(const struct secret_travail *w)
{
    const struct secret_modele *m = w->n.m;
    size_t n = 0;
    for (size_t i = 0; i < m->perimetres_n * m->lignes_n; i++)
        n += m->etats[i] != SECRET_DIT;
    return n;
}

static void withhold_all(struct secret_travail *w)
{
    struct secret_modele *m = w->n.m;
    for (size_t i = 0; i < m->tableaux_n; i++)
        for (size_t p = 0; w->n.dedans[i] && m->tableaux[i].juge && p < m->perimetres_n; p++)
            for (size_t l = 0; l < m->tableaux[i].lignes_n; l++)
                secret_retenir(m, p, m->tableaux[i].ligne + l, SECRET_SANS);
}

/* false: what is frozen is in the way. */
static bool settle(struct secret_modele *m, unsigned depth, const bool *dedans, const bool *gele)
{
    struct secret_travail w;
    size_t before;
    secret_travail_init(&w, m, depth, dedans, gele);
    do {
        before = withheld_n(&w);
    } while (secret_visiter(&w, secret_elargir) && withheld_n(&w) > before);
    bool settled = !w.stuck && !(w.failed && w.gele);
    if (w.failed && settled)
        withhold_all(&w); /* nothing is frozen: all that hangs together is in it */
    else if (settled)
        secret_redire(&w);
    secret_travail_deinit(&w);
    return settled;
}

static bool any_withheld(const struct secret_modele *m, const struct secret_tableau *t)
{
    for (size_t p = 0; p < m->perimetres_n; p++)
        for (size_t l = 0; l < t->lignes_n; l++)
            if (m->etats[p * m->lignes_n + t->ligne + l] != SECRET_DIT)
                return true;
    return false;
}

/* Does anything of it move, at a depth? */
static bool alive(const struct secret_modele *m, size_t i, unsigned depth, bool freeze)
{
    const struct secret_tableau *t = &m->tableaux[i];
    if (!t->juge || t->profondeur > depth)
        return false;
    return !freeze || t->profondeur == depth || any_withheld(m, t);
}

static size_t root(size_t *up, size_t i)
{
    while (up[i] != i)
        i = up[i] = up[up[i]];
    return i;
}

/* Networks: which tableaux a relation of those that are alive joins. */
static void join(const struct secret_modele *m, const bool *lives, size_t *up)
{
    for (size_t i = 0; i < m->tableaux_n; i++)
        up[i] = i;
    for (size_t i = 0; i < m->relations_n; i++) {
        size_t first = SECRET_SANS;
        for (size_t k = 0; k < m->relations[i].n; k++) {
            size_t t = m->tableau_de[m->relations[i].atomes[k]];
            if (!lives[t])
                continue;
            if (first != SECRET_SANS)
                up[root(up, t)] = root(up, first);
            first = t;
        }
    }
}

/* Settles the network of one tableau; false: what is frozen is in the way. */
static bool settle_network(struct secret_modele *m, unsigned depth, bool freeze, const bool *lives, size_t *up,
                           size_t of)
{
    bool *dedans = mem_new_n(m->tableaux_n + 1, sizeof *dedans), *gele = mem_new_n(m->tableaux_n + 1, sizeof *gele);
    bool wanted = false;
    for (size_t i = 0; i < m->tableaux_n; i++) {
        dedans[i] = lives[i] && root(up, i) == root(up, of);
        gele[i] = dedans[i] && freeze && m->tableaux[i].profondeur < depth;
        wanted |= dedans[i] && any_withheld(m, &m->tableaux[i]);
    }
    bool settled = !wanted || settle(m, depth, dedans, gele);
    free(dedans);
    free(gele);
    return settled;
}

static void find_networks(const struct secret_modele *m, unsigned depth, bool freeze, bool *lives, size_t *up)
{
    for (size_t i = 0; i < m->tableaux_n; i++)
        lives[i] = alive(m, i, depth, freeze);
    join(m, lives, up);
}

static void settle_depth(struct secret_modele *m, unsigned depth)
{
    bool *lives = mem_new_n(m->tableaux_n + 1, sizeof *lives), *all = mem_new_n(m->tableaux_n + 1, sizeof *all);
    size_t *up = mem_new_n(m->tableaux_n + 1, sizeof *up), *all_up = mem_new_n(m->tableaux_n + 1, sizeof *all_up);
    find_networks(m, depth, true, lives, up);
    find_networks(m, depth, false, all, all_up);
    for (size_t i = 0; i < m->tableaux_n; i++)
        if (lives[i] && root(up, i) == i && !settle_network(m, depth, true, lives, up, i))
            must(settle_network(m, depth, false, all, all_up, i)); /* nothing is frozen then */
    free(lives);
    free(all);
    free(up);
    free(all_up);
}

void secret_second(struct secret_modele *m)
{
    unsigned deepest = 0;
    for (size_t i = 0; i < m->tableaux_n; i++)
        if (m->tableaux[i].profondeur > deepest)
            deepest = m->tableaux[i].profondeur;
    m->echanges = secret_echanges_new(m);
    for (unsigned depth = 0; depth <= deepest; depth++)
        settle_depth(m, depth);
    secret_echanges_free(&m->echanges);
}
