/* Builds the attacker's model of one period of a report: perimeters, tableaux, the values of their atomes. */
#include "programme/secret_modele.h"

#include <stdlib.h>
#include <string.h>

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
    m->perimetres = SECRET_NEW(m, r->perimetres_n, m->perimetres);
    m->operationnel = SECRET_NEW(m, r->perimetres_n, m->operationnel);
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
    m->chiffres = SECRET_NEW(m, r->perimetres_n * r->indicateurs_n, m->chiffres);
    for (size_t i = 0; i < r->chiffres_n; i++) {
        const struct rapport_chiffre *c = &r->chiffres[i];
        if (c->periode == m->periode && strcmp(c->programme, r->programme) == 0)
            m->chiffres[c->perimetre * r->indicateurs_n + c->indicateur] = c;
    }
}

/* ---- values ---- */

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
    secret_tableaux(m);
    size_t cells = m->perimetres_n * m->atomes_n, rows = m->perimetres_n * m->lignes_n;
    m->valeurs = SECRET_NEW(m, cells, m->valeurs);
    m->fixe = SECRET_NEW(m, cells, m->fixe);
    m->plancher = SECRET_NEW(m, cells, m->plancher);
    m->etats = SECRET_NEW(m, rows, m->etats);
    m->raisons = SECRET_NEW(m, rows, m->raisons);
    m->inconnu = SECRET_NEW(m, rows, m->inconnu);
    m->avant_secret = SECRET_NEW(m, rows, m->avant_secret);
    fill(m);
    if (!r->publie)
        check_operationnels(m);
    secret_relations(m);
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
