/* Builds the attacker's model of one period of a report: atomes, their values, the relations between them. */
#include "programme/secret_modele.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"

#define NEW(m, n, p) arena_new(&(m)->memoire, ((n) + 1) * sizeof *(p))

/* ---- perimeters ---- */

static size_t add_perimetre(struct secret_modele *m, size_t i)
{
    m->perimetres[m->perimetres_n] = i;
    return m->perimetres_n++;
}

static bool list_perimetres(struct secret_modele *m)
{
    const struct rapport *r = m->r;
    size_t nation = RAPPORT_SANS, operationnels = RAPPORT_SANS, op_n = 0; /* operational, or nobody counts there */
    m->perimetres = NEW(m, r->perimetres_n, m->perimetres);
    m->operationnel = NEW(m, r->perimetres_n, m->operationnel);
    for (size_t i = 0; i < r->perimetres_n; i++) {
        enum scope_kind kind = r->perimetres[i].scope.kind;
        if (kind == SCOPE_NATION)
            nation = i;
        if (kind == SCOPE_OPERATIONNELS)
            operationnels = i;
        if (kind != SCOPE_TERRITOIRE)
            continue;
        m->operationnel[m->perimetres_n] = r->perimetres[i].operationnel[m->periode];
        op_n += r->perimetres[i].operationnel[m->periode] || !rapport_en_est(r, i, m->periode);
        add_perimetre(m, i);
    }
    m->territoires_n = m->perimetres_n;
    if (nation == RAPPORT_SANS)
        return false;
    m->nation = add_perimetre(m, nation);
    m->operationnels = m->jumeau = SECRET_SANS;
    if (operationnels != RAPPORT_SANS && op_n == m->territoires_n)
        m->jumeau = operationnels;
    else if (operationnels != RAPPORT_SANS)
        m->operationnels = add_perimetre(m, operationnels);
    return true;
}

static void find_chiffres(struct secret_modele *m)
{
    const struct rapport *r = m->r;
    m->chiffres = NEW(m, r->perimetres_n * r->indicateurs_n, m->chiffres);
    for (size_t i = 0; i < r->chiffres_n; i++) {
        const struct rapport_chiffre *c = &r->chiffres[i];
        if (c->periode == m->periode && strcmp(c->programme, r->programme) == 0)
            m->chiffres[c->perimetre * r->indicateurs_n + c->indicateur] = c;
    }
}

/* ---- tableaux and their atomes ---- */

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

/* Slots to atomes; where there is no figure, all is 0. */
static void read_valeurs(const struct secret_tableau *t, const int64_t *s, int64_t *out)
{
    switch (t->genre) {
    case KIND_COMPTE:
        out[0] = s[0];
        break;
    case KIND_TAUX:
        out[0] = s[0];
        out[1] = s[1] - s[0];
        out[2] = s[2];
        break;
    case KIND_MOYENNE:
        memcpy(out, s, 3 * sizeof *out);
        break;
    default: /* répartition: den, nr, one a key */
        memcpy(out, s + 2, (t->atomes_n - 1) * sizeof *out);
        out[t->atomes_n - 1] = s[1];
    }
}

static void fill(struct secret_modele *m)
{
    for (size_t p = 0; p < m->perimetres_n; p++)
        for (size_t i = 0; i < m->tableaux_n; i++) {
            const struct secret_tableau *t = &m->tableaux[i];
            const struct rapport_chiffre *c = m->chiffres[m->perimetres[p] * m->r->indicateurs_n + t->indicateur];
            int64_t *values = &m->valeurs[p * m->atomes_n + t->atome];
            if (c)
                read_valeurs(t, c->slots, values);
            if (t->total != SECRET_SANS)
                for (size_t a = t->genre == KIND_MOYENNE; a < t->atomes_n; a++)
                    m->valeurs[p * m->atomes_n + t->total] += values[a];
            for (size_t a = 0; t->den != SECRET_SANS && a < t->lignes_n; a++)
                m->valeurs[p * m->atomes_n + t->den] += values[a];
            if (!c && t->den != SECRET_SANS)
                m->fixe[p * m->atomes_n + t->den] = true;
            for (size_t a = 0; (!c || !t->juge) && a < t->atomes_n; a++)
                m->fixe[p * m->atomes_n + t->atome + a] = true;
        }
}

static size_t tableau_of(const struct secret_modele *m, size_t indicateur)
{
    for (size_t i = 0; i < m->tableaux_n; i++)
        if (m->tableaux[i].indicateur == indicateur)
            return i;
    return SECRET_SANS;
}

/* ---- relations ---- */

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
        .egal = egal, .atomes = NEW(m, s->n, x->atomes), .facteurs = NEW(m, s->n, x->facteurs)};
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
        size_t t = tableau_of(m, l->termes[i].indicateur);
        if (t == SECRET_SANS)
            return;
        plus_terme(s, &m->tableaux[t], &l->termes[i]);
    }
    add_relation(m, s, l->egal);
}

static void read_relations(struct secret_modele *m)
{
    struct somme s = {0};
    m->relations = NEW(m, m->r->liens_n + 2 * m->tableaux_n, m->relations);
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
                       ? tableau_of(m, l->termes[0].indicateur)
                       : SECRET_SANS;
        size_t other = l->termes_n >= 2 ? tableau_of(m, l->termes[1].indicateur) : SECRET_SANS;
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
        return tableau_of(m, x[1].indicateur);
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
                size_t t = tableau_of(m, l->termes[k % l->termes_n].indicateur);
                if (t != SECRET_SANS && m->tableaux[t].profondeur > deepest)
                    deepest = m->tableaux[t].profondeur;
                if (t != SECRET_SANS && k >= l->termes_n)
                    m->tableaux[t].profondeur = deepest;
            }
        }
}

static void find_tableaux(struct secret_modele *m)
{
    const struct rapport *r = m->r;
    m->tableaux = NEW(m, r->indicateurs_n, m->tableaux);
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
    m->tableau_de = NEW(m, m->atomes_n, m->tableau_de);
    for (size_t i = 0; i < m->tableaux_n; i++) {
        for (size_t a = 0; a < m->tableaux[i].atomes_n; a++)
            m->tableau_de[m->tableaux[i].atome + a] = i;
        if (m->tableaux[i].total != SECRET_SANS)
            m->tableau_de[m->tableaux[i].total] = i;
        if (m->tableaux[i].den != SECRET_SANS)
            m->tableau_de[m->tableaux[i].den] = i;
    }
}

/* Are the operationnels the sum of the territories that are said to be? Nothing of them is told where they are not. */
static void check_operationnels(struct secret_modele *m)
{
    size_t whole = m->jumeau;
    bool holds = true;
    if (m->operationnels != SECRET_SANS)
        whole = m->perimetres[m->operationnels];
    if (whole == SECRET_SANS)
        return;
    for (size_t i = 0; i < m->tableaux_n; i++) {
        const struct secret_tableau *t = &m->tableaux[i];
        int64_t values[4096] = {0};
        const struct rapport_chiffre *c = m->chiffres[whole * m->r->indicateurs_n + t->indicateur];
        if (c && t->atomes_n <= 4096)
            read_valeurs(t, c->slots, values);
        for (size_t a = 0; a < t->atomes_n && a < 4096; a++) {
            int64_t sum = 0;
            for (size_t p = 0; p < m->territoires_n; p++)
                sum += whole == m->jumeau || m->operationnel[p] ? secret_valeur(m, p, t->atome + a) : 0;
            holds &= sum == values[a];
        }
    }
    if (holds)
        return;
    m->jumeau = SECRET_SANS;
    if (m->operationnels != SECRET_SANS) { /* the last of them */
        m->operationnels = SECRET_SANS;
        m->perimetres_n--;
    }
}

bool secret_modele_init(struct secret_modele *m, const struct rapport *r, size_t periode)
{
    *m = (struct secret_modele){.r = r, .periode = periode};
    if (!list_perimetres(m))
        return false;
    find_chiffres(m);
    find_tableaux(m);
    size_t cells = m->perimetres_n * m->atomes_n, rows = m->perimetres_n * m->lignes_n;
    m->valeurs = NEW(m, cells, m->valeurs);
    m->fixe = NEW(m, cells, m->fixe);
    m->plancher = NEW(m, cells, m->plancher);
    m->etats = NEW(m, rows, m->etats);
    m->raisons = NEW(m, rows, m->raisons);
    m->inconnu = NEW(m, rows, m->inconnu);
    m->avant_secret = NEW(m, rows, m->avant_secret);
    fill(m);
    if (!r->publie)
        check_operationnels(m);
    read_relations(m);
    return m->tableaux_n && m->territoires_n;
}

void secret_modele_deinit(struct secret_modele *m)
{
    free(m->equations);
    arena_deinit(&m->memoire);
}

size_t secret_ligne_de(const struct secret_modele *m, size_t atome)
{
    const struct secret_tableau *t = &m->tableaux[m->tableau_de[atome]];
    if (atome == t->total || atome == t->den)
        return SECRET_SANS;
    if (t->genre != KIND_REPARTITION)
        return t->ligne;
    return atome - t->atome < t->lignes_n ? t->ligne + atome - t->atome : SECRET_SANS;
}

bool secret_dit(const struct secret_modele *m, size_t perimetre, size_t atome)
{
    const struct secret_tableau *t = &m->tableaux[m->tableau_de[atome]];
    const unsigned char *etats = &m->etats[perimetre * m->lignes_n];
    size_t ligne = secret_ligne_de(m, atome);
    if (ligne != SECRET_SANS)
        return etats[ligne] == SECRET_DIT;
    for (size_t l = 0; l < t->lignes_n; l++)
        if (etats[t->ligne + l] == SECRET_DIT)
            return true;
    return false;
}

int64_t secret_population(const struct secret_modele *m, size_t perimetre, const struct secret_tableau *t)
{
    int64_t sum = 0;
    for (size_t a = t->genre == KIND_MOYENNE; a < t->atomes_n; a++)
        sum += secret_valeur(m, perimetre, t->atome + a);
    return sum;
}
