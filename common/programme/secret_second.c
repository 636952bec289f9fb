/* Secondary suppression: withholds further rows until no attacker can bound a withheld cell tighter than k.
 *
 * Figures that tell the size of others' populations are settled first; what is told of them then stays told, so that
 * the networks behind them are small. Within a network: for every withheld cell and every attacker a linear programme
 * moves the cell by k as cheaply as can be, told rows costing; those that move are withheld. Then each row that was
 * withheld so is told again where nothing needs it. Where a network cannot protect its cells while others stay told,
 * these may be withheld too; and where the solver gives up, or has solved too much, the whole network is. */
#include "programme/secret_echange.h"
#include "programme/secret_reseau.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define PROTECT_MAX 8000000 /* programmes solved, times the cells of each, before a network is withheld whole */
#define AGAIN_MAX 300000    /* the same, before only échanges are tried for what is still withheld */

struct travail {
    struct secret_reseau n;
    bool *knows_more;   /* [attackers] */
    size_t most;        /* programmes solved, before only échanges are tried */
    bool stuck, failed; /* what stays told is in the way; the solver gave up */
};

/* ---- which cells must be wide ---- */

typedef bool visit(struct travail *w, size_t attaquant, struct secret_cellule c);

static bool visit_cell(struct travail *w, struct secret_cellule c, visit *f)
{
    const struct secret_modele *m = w->n.m;
    if (m->fixe[c.perimetre * m->atomes_n + c.atome])
        return true;
    for (size_t a = 0; a < secret_attaquants_n(m); a++)
        if (w->knows_more[a] && (a == m->territoires_n || a != c.perimetre) && !f(w, a, c))
            return false;
    return true;
}

/* Every withheld cell of a tableau that is judged by k, until one is refused. */
static bool visit_figure(struct travail *w, size_t p, const struct secret_tableau *t, visit *f)
{
    const struct secret_modele *m = w->n.m;
    size_t judged_n = t->genre == KIND_REPARTITION ? t->lignes_n : t->genre == KIND_TAUX ? 2 : 1;
    bool any_told = false;
    for (size_t a = 0; a < judged_n; a++) {
        bool told = secret_dit(m, p, t->atome + a);
        any_told |= told;
        if (!told && !visit_cell(w, (struct secret_cellule){p, t->atome + a}, f))
            return false;
    }
    return any_told || t->total == SECRET_SANS || visit_cell(w, (struct secret_cellule){p, t->total}, f);
}

static bool visit_tableau(struct travail *w, const struct secret_tableau *t, visit *f)
{
    for (size_t p = 0; p < w->n.m->perimetres_n; p++)
        if (!visit_figure(w, p, t, f))
            return false;
    return true;
}

/* Has a coordination a secret of its own here? Else it knows what the public does. */
static void find_attackers(struct travail *w)
{
    const struct secret_modele *m = w->n.m;
    for (size_t a = 0; a < secret_attaquants_n(m); a++) {
        w->knows_more[a] = a == m->territoires_n;
        for (size_t i = 0; a < m->territoires_n && i < m->tableaux_n; i++)
            for (size_t l = 0; w->n.dedans[i] && l < m->tableaux[i].lignes_n; l++)
                w->knows_more[a] |= m->etats[a * m->lignes_n + m->tableaux[i].ligne + l] != SECRET_DIT;
    }
}

static bool visit_all(struct travail *w, visit *f)
{
    const struct secret_modele *m = w->n.m;
    find_attackers(w);
    for (size_t i = 0; i < m->tableaux_n; i++)
        if (w->n.dedans[i] && m->tableaux[i].juge && !visit_tableau(w, &m->tableaux[i], f))
            return false;
    return true;
}

static double besoin_of(const struct secret_modele *m, size_t atome)
{
    const struct secret_tableau *t = &m->tableaux[m->tableau_de[atome]];
    return t->k * (atome == t->atome ? t->echelle : 1);
}

/* ---- withholding ---- */

static void withhold(struct secret_modele *m, size_t p, size_t ligne)
{
    unsigned char *etat = &m->etats[p * m->lignes_n + ligne];
    if (*etat == SECRET_DIT)
        *etat = SECRET_SECOND;
}

/* The rows that the last solution moves. */
static void withhold_moved(struct secret_reseau *n)
{
    struct secret_modele *m = n->m;
    for (size_t i = 0; i < n->cellules_n; i++) {
        size_t p = n->cellules[i] / m->atomes_n, a = n->cellules[i] % m->atomes_n;
        const struct secret_tableau *t = &m->tableaux[m->tableau_de[a]];
        if (fabs(n->y[n->cellules[i]]) <= SECRET_EPS || a == t->total)
            continue;
        size_t ligne = secret_ligne_de(m, a);
        for (size_t l = 0; ligne == SECRET_SANS && l < t->lignes_n; l++)
            withhold(m, p, t->ligne + l);
        if (ligne != SECRET_SANS)
            withhold(m, p, ligne);
    }
}

/* The amount of a moyenne is no count of people. */
static bool amount(const struct secret_modele *m, size_t atome)
{
    const struct secret_tableau *t = &m->tableaux[m->tableau_de[atome]];
    return t->genre == KIND_MOYENNE && atome == t->atome;
}

static bool aim(struct travail *w, size_t a, struct secret_cellule c, double de)
{
    if (!secret_reseau_viser(&w->n, a, c, de, SECRET_COUT))
        return false;
    withhold_moved(&w->n);
    secret_reseau_garder(&w->n);
    return true;
}

/* The most people that the cell can be about, as others tell it: its population, or that which this is a part of, where
 * its own is withheld. HUGE_VAL: nobody tells it. */
static double population(const struct secret_modele *m, size_t attaquant, struct secret_cellule c)
{
    const struct secret_tableau *t = &m->tableaux[m->tableau_de[c.atome]];
    size_t up = t->orphelin ? t->dont : t->parent;
    while (up != SECRET_SANS && (t->orphelin || !secret_dit(m, c.perimetre, m->tableaux[up].atome))) {
        t = &m->tableaux[up];
        up = t->orphelin ? t->dont : t->parent;
    }
    if (t->orphelin)
        return HUGE_VAL;
    int64_t n = secret_population(m, c.perimetre, t);
    if (attaquant < m->territoires_n && secret_comprend(m, c.perimetre, attaquant))
        n -= secret_population(m, attaquant, t);
    return (double)n;
}

/* How far the cell could be moved if all were withheld. */
static bool extent(struct travail *w, size_t a, struct secret_cellule c, double wanted, double *up, double *down)
{
    *up = secret_reseau_etendre(&w->n, a, c, 1, wanted, SECRET_LIBRE);
    *down = *up < 0 ? -1 : secret_reseau_etendre(&w->n, a, c, -1, wanted - *up, SECRET_LIBRE);
    w->failed |= *up < 0 || *down < 0;
    return !w->failed;
}

/* It cannot be moved by k. As far as it can when all is withheld, then: nobody could ask for more. */
static bool stretch(struct travail *w, size_t a, struct secret_cellule c, double wanted)
{
    struct secret_reseau *n = &w->n;
    double most = population(n->m, a, c), value = (double)secret_valeur(n->m, c.perimetre, c.atome);
    if (most < wanted && !amount(n->m, c.atome) && c.perimetre < n->m->territoires_n && value <= most &&
        (most - value < SECRET_EPS || aim(w, a, c, most - value)) && (value < SECRET_EPS || aim(w, a, c, -value))) {
        n->besoin[secret_place(n->m, a, c)] = most;
        return true;
    }
    double up, down;
    if (!extent(w, a, c, wanted, &up, &down))
        return false;
    if (up + down < SECRET_EPS && a < n->m->territoires_n) { /* of a number that cannot be another, ask once */
        double for_all_up, for_all_down;
        if (!extent(w, n->m->territoires_n, c, wanted, &for_all_up, &for_all_down))
            return false;
        for (size_t x = 0; for_all_up + for_all_down < SECRET_EPS && x < secret_attaquants_n(n->m); x++)
            n->besoin[secret_place(n->m, x, c)] = 0;
    }
    bool frozen = false;
    for (size_t i = 0; i < n->m->tableaux_n; i++)
        frozen |= n->gele[i];
    if (up + down < fmin(wanted, population(n->m, a, c)) - SECRET_EPS && frozen) {
        w->stuck = true;
        return false;
    }
    n->besoin[secret_place(n->m, a, c)] = up + down;
    w->failed |= (up > SECRET_EPS && !aim(w, a, c, up)) || (down > SECRET_EPS && !aim(w, a, c, -down));
    return !w->failed;
}

static bool protect(struct travail *w, size_t a, struct secret_cellule c)
{
    struct secret_reseau *n = &w->n;
    size_t at = secret_place(n->m, a, c);
    if (secret_echanger(n, a, c))
        return true;
    if (n->resolus * n->cellules_n > PROTECT_MAX) {
        w->failed = true;
        return false;
    }
    if (!amount(n->m, c.atome) && population(n->m, a, c) < n->besoin[at])
        return stretch(w, a, c, n->besoin[at]);
    return aim(w, a, c, n->besoin[at] - n->temoins.bas[at]) || aim(w, a, c, -(n->besoin[at] - n->temoins.haut[at])) ||
           stretch(w, a, c, n->besoin[at]);
}

/* ---- telling again ---- */

/* Is the cell wide enough, when only what is withheld moves? */
static bool holds(struct travail *w, size_t a, struct secret_cellule c)
{
    struct secret_reseau *n = &w->n;
    size_t at = secret_place(n->m, a, c);
    bool wide = secret_echanger(n, a, c);
    for (int signe = 1; signe >= -1 && !wide && n->resolus < w->most; signe -= 2) {
        double limite =
            n->besoin[at] - secret_largeur(&n->temoins, at) + (signe > 0 ? n->temoins.haut[at] : n->temoins.bas[at]);
        if (secret_reseau_etendre(n, a, c, signe, limite, SECRET_DITS_FIXES) < 0)
            return false;
        secret_reseau_garder(n);
        wide = secret_largeur(&n->temoins, at) >= n->besoin[at] - SECRET_EPS;
    }
    return wide;
}

struct rang {
    const struct secret_tableau *tableau;
    size_t perimetre, ligne;
    double value;
};

static int by_value(const void *x, const void *y)
{
    const struct rang *a = x, *b = y;
    if (a->value != b->value)
        return a->value > b->value ? -1 : 1;
    if (a->perimetre != b->perimetre)
        return a->perimetre < b->perimetre ? -1 : 1;
    return a->ligne < b->ligne ? -1 : a->ligne > b->ligne;
}

/* What was withheld for others' sake, the most telling first. */
static struct rang *list_second(const struct secret_reseau *n, size_t *n_out)
{
    const struct secret_modele *m = n->m;
    struct rang *list = mem_new_n(m->perimetres_n * m->lignes_n + 1, sizeof *list);
    *n_out = 0;
    for (size_t p = 0; p < m->perimetres_n; p++)
        for (size_t i = 0; i < m->tableaux_n; i++) {
            const struct secret_tableau *t = &m->tableaux[i];
            for (size_t l = 0; n->dedans[i] && !n->gele[i] && l < t->lignes_n; l++)
                if (m->etats[p * m->lignes_n + t->ligne + l] == SECRET_SECOND)
                    list[(*n_out)++] =
                        (struct rang){t, p, t->ligne + l,
                                      (p < m->territoires_n ? 0 : 1e9) + (double)secret_valeur(m, p, t->atome + l)};
        }
    if (*n_out)
        qsort(list, *n_out, sizeof *list, by_value);
    return list;
}

static void tell_again(struct travail *w)
{
    struct secret_modele *m = w->n.m;
    size_t n;
    struct rang *list = list_second(&w->n, &n);
    secret_reseau_serrer(&w->n);
    w->most = w->n.resolus + AGAIN_MAX / (w->n.cellules_n + 1);
    for (size_t i = 0; i < n; i++) {
        unsigned char *etat = &m->etats[list[i].perimetre * m->lignes_n + list[i].ligne];
        *etat = SECRET_DIT;
        secret_temoins_revoir(&w->n.temoins, list[i].perimetre, list[i].tableau);
        if (visit_tableau(w, list[i].tableau, holds) && visit_all(w, holds)) /* where it would show first, first */
            continue;
        *etat = SECRET_SECOND;
        secret_temoins_revoir(&w->n.temoins, list[i].perimetre, list[i].tableau);
    }
    free(list);
}

/* ---- networks ---- */

static void set_besoins(struct secret_reseau *n)
{
    const struct secret_modele *m = n->m;
    for (size_t a = 0; a < secret_attaquants_n(m); a++)
        for (size_t p = 0; p < m->perimetres_n; p++)
            for (size_t x = 0; x < m->atomes_n; x++)
                n->besoin[secret_place(m, a, (struct secret_cellule){p, x})] = besoin_of(m, x);
}

static size_t withheld_n(const struct travail *w)
{
    const struct secret_modele *m = w->n.m;
    size_t n = 0;
    for (size_t i = 0; i < m->perimetres_n * m->lignes_n; i++)
        n += m->etats[i] != SECRET_DIT;
    return n;
}

static void withhold_all(struct travail *w)
{
    struct secret_modele *m = w->n.m;
    for (size_t i = 0; i < m->tableaux_n; i++)
        for (size_t p = 0; w->n.dedans[i] && m->tableaux[i].juge && p < m->perimetres_n; p++)
            for (size_t l = 0; l < m->tableaux[i].lignes_n; l++)
                withhold(m, p, m->tableaux[i].ligne + l);
}

/* false: what is frozen is in the way. */
static bool settle(struct secret_modele *m, unsigned depth, const bool *dedans, const bool *gele)
{
    struct travail w = {.knows_more = mem_new_n(secret_attaquants_n(m), sizeof *w.knows_more)};
    size_t before;
    secret_reseau_init(&w.n, m, depth, dedans, gele);
    set_besoins(&w.n);
    do {
        before = withheld_n(&w);
    } while (visit_all(&w, protect) && withheld_n(&w) > before);
    if (w.failed)
        withhold_all(&w);
    else if (!w.stuck)
        tell_again(&w);
    bool settled = !w.stuck || w.failed;
    secret_reseau_deinit(&w.n);
    free(w.knows_more);
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
