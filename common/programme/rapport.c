/* A report: what is found in it, what it is called, and what is withheld of it. */
#include "programme/rapport.h"

#include <stdlib.h>
#include <string.h>

#include "programme/rapport_mots.h"

#define COORDINATION_SUM "coordination.etp_pourvus"

static const char *const etats[RAPPORT_ETAT_COUNT] = {"", "publie", "secret", "inconnu"};

const char *rapport_etat_mot(enum rapport_etat e)
{
    return etats[e];
}

enum rapport_etat rapport_etat_lire(const char *mot)
{
    for (enum rapport_etat e = RAPPORT_PUBLIE; e < RAPPORT_ETAT_COUNT; e++)
        if (strcmp(etats[e], mot) == 0)
            return e;
    return RAPPORT_NONE;
}

bool rapport_etat_a_nombres(enum rapport_etat e, enum indicator_kind kind)
{
    return e != RAPPORT_SECRET && !(e == RAPPORT_INCONNU && kind == KIND_SOMME);
}

static const char *const parties[RAPPORT_PARTIE_COUNT] = {"", "num", "reste", "den", "nr", "total", "cle"};

const char *rapport_partie_mot(enum rapport_partie p)
{
    return parties[p];
}

enum rapport_partie rapport_partie_lire(const char *mot)
{
    for (enum rapport_partie p = RAPPORT_PARTIE_NUM; p < RAPPORT_PARTIE_COUNT; p++)
        if (strcmp(parties[p], mot) == 0)
            return p;
    return RAPPORT_PARTIE_NONE;
}

size_t rapport_find_indicateur(const struct rapport *r, const char *code)
{
    for (size_t i = 0; i < r->indicateurs_n; i++)
        if (strcmp(r->indicateurs[i].forme.code, code) == 0)
            return i;
    return RAPPORT_SANS;
}

size_t rapport_find_perimetre(const struct rapport *r, const struct scope *s)
{
    for (size_t i = 0; i < r->perimetres_n; i++)
        if (r->perimetres[i].scope.kind == s->kind && strcmp(r->perimetres[i].scope.code, s->code) == 0)
            return i;
    return RAPPORT_SANS;
}

bool rapport_en_est(const struct rapport *r, size_t perimetre, size_t periode)
{
    switch (r->perimetres[perimetre].scope.kind) {
    case SCOPE_CHANTIER:
        return r->perimetres[perimetre].territoire[periode] != RAPPORT_SANS;
    case SCOPE_TERRITOIRE:
        for (size_t i = 0; i < r->perimetres_n; i++)
            if (r->perimetres[i].territoire[periode] == perimetre)
                return true;
        return false;
    default:
        return true;
    }
}

/* How much was sent is known without any export. */
static bool of_exports(const struct indicator *i)
{
    return strncmp(i->code, "qualite.", strlen("qualite.")) != 0;
}

/* Of coordinations: a répartition may be unknown with a denominator of 0 though they sent all that there is; a sum may
 * not. */
static bool never_coordinated(const struct rapport *r, const struct rapport_chiffre *x)
{
    const struct rapport_chiffre *sum = rapport_find(r, x->programme, x->periode, x->perimetre, COORDINATION_SUM);
    return sum && sum->etats[0] == RAPPORT_INCONNU;
}

bool rapport_sans_export(const struct rapport *r, const struct rapport_chiffre *x)
{
    const struct coverage *c = &r->perimetres[x->perimetre].couverture;
    const struct indicator *i = &r->indicateurs[x->indicateur].forme;
    if (strncmp(i->code, "coordination.", strlen("coordination.")) == 0)
        return never_coordinated(r, x);
    return c->expected && !c->counted && x->slots[0] == 0 && of_exports(i) &&
           rapport_en_est(r, x->perimetre, x->periode);
}

/* By programme as they come, then period, perimeter, indicator. */
static int order(const struct rapport_chiffre *x, const char *programme, size_t periode, size_t perimetre,
                 size_t indicateur)
{
    int by = strcmp(x->programme, programme);
    if (by)
        return by;
    if (x->periode != periode)
        return x->periode < periode ? -1 : 1;
    if (x->perimetre != perimetre)
        return x->perimetre < perimetre ? -1 : 1;
    return x->indicateur < indicateur ? -1 : x->indicateur > indicateur;
}

const struct rapport_chiffre *rapport_find(const struct rapport *r, const char *programme, size_t periode,
                                           size_t perimetre, const char *code)
{
    size_t indicateur = rapport_find_indicateur(r, code), low = 0, high = r->chiffres_n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int by = order(&r->chiffres[middle], programme, periode, perimetre, indicateur);
        if (by == 0)
            return &r->chiffres[middle];
        if (by < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

static int by_order(const void *a, const void *b)
{
    const struct rapport_chiffre *x = a, *y = b;
    return order(x, y->programme, y->periode, y->perimetre, y->indicateur);
}

void rapport_sort(struct rapport *r)
{
    if (r->chiffres_n)
        qsort(r->chiffres, r->chiffres_n, sizeof *r->chiffres, by_order);
}

size_t rapport_lignes_n(const struct rapport *r, const struct rapport_chiffre *x)
{
    const struct indicator *i = &r->indicateurs[x->indicateur].forme;
    return i->kind == KIND_REPARTITION ? i->keys_n : 1;
}

size_t rapport_avant_fin_n(const struct rapport *r)
{
    size_t n = 0;
    for (size_t i = 0; i < r->remontees_n; i++)
        n += r->remontees[i].avant_fin;
    return n;
}

void rapport_nommer(const struct rapport *r, struct buf *out)
{
    bool closed = r->arrete_us != 0;
    if (r->version == 0)
        buf_adds(out, "Brouillon");
    else if (r->version == 1)
        buf_adds(out, closed ? "Arrêté" : "Projet d’arrêté");
    else
        buf_addf(out, "%s %d", closed ? "Rectificatif" : "Projet de rectificatif", r->version - 1);
}

/* Of a répartition den and nr are told as long as one of its keys is. */
static void masquer(const struct rapport *r, struct rapport_chiffre *x)
{
    const struct indicator *i = &r->indicateurs[x->indicateur].forme;
    size_t n = rapport_lignes_n(r, x), told_n = 0;
    for (size_t k = 0; k < n; k++)
        told_n += x->etats[k] != RAPPORT_SECRET;
    if (i->kind == KIND_REPARTITION)
        for (size_t k = 0; k < n; k++)
            if (x->etats[k] == RAPPORT_SECRET)
                x->slots[2 + k] = 0;
    if (!told_n)
        memset(x->slots, 0, i->slots_n * sizeof *x->slots);
}

bool rapport_est_effectif(const struct indicator *i)
{
    return i->kind == KIND_COMPTE && strncmp(i->code, "effectif.", strlen("effectif.")) == 0;
}

void rapport_masquer(struct rapport *r)
{
    size_t n = 0;
    for (size_t i = 0; i < r->chiffres_n; i++) {
        struct rapport_chiffre *x = &r->chiffres[i];
        if (r->perimetres[x->perimetre].scope.kind == SCOPE_CHANTIER &&
            !rapport_est_effectif(&r->indicateurs[x->indicateur].forme))
            continue;
        masquer(r, x);
        r->chiffres[n++] = *x;
    }
    r->chiffres_n = n;
    r->publie = true;
}

void rapport_free(struct rapport **r)
{
    if (!*r)
        return;
    struct arena memoire = (*r)->memoire; /* the report lives in it */
    *r = NULL;
    arena_deinit(&memoire);
}

struct rapport *rapport_new(void)
{
    struct arena memoire = {0};
    struct rapport *r = arena_new(&memoire, sizeof *r);
    r->memoire = memoire;
    return r;
}
