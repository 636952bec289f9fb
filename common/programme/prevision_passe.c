/* The past evenings of one chantier: what was open, what the forecasts were, how right they were. */
#include "programme/prevision_passe.h"

#include <stdlib.h>
#include <string.h>

#include "base/cal.h"
#include "base/err.h"
#include "base/mem.h"
#include "programme/cell.h"

#define FERME (-2) /* instead of a cip: the parcours is not open */
#define LARGE 400  /* parcours of a chantier of which fewer past forecasts are made again */
#define WEEK_US (INT64_C(7) * 86400 * 1000000)

struct vu { /* one parcours on one evening */
    int32_t cip, fin_prevue;
};

struct soir {
    int32_t jour;
    int64_t connu_us;
    size_t ouverts, entrees;                            /* entrees: in the week that follows */
    struct prevision_comptes fins[PREVISION_FIN_COUNT]; /* in the week that follows */
};

struct passe {
    const struct prevision_faits *faits;
    int64_t premier_us; /* when the first row was known */
    size_t soirs_n;
    struct soir *soirs; /* [soirs_n] */
    struct vu *vus;     /* [soirs_n][parcours_n] */
    size_t *par_cip;    /* [soirs_n][cip_n]: open */
};

static const struct vu *seen(const struct passe *p, size_t soir, size_t parcours)
{
    return &p->vus[soir * p->faits->parcours_n + parcours];
}

/* ---- the evenings ---- */

static void place_versions(struct passe *p)
{
    const struct prevision_faits *f = p->faits;
    for (size_t i = 0; i < p->soirs_n * f->parcours_n; i++)
        p->vus[i].cip = FERME;
    for (size_t i = 0; i < f->parcours_lignes; i++) {
        const struct prevision_parcours *x = &f->parcours[i];
        for (size_t k = 0; k < p->soirs_n; k++) {
            const struct soir *s = &p->soirs[k];
            int64_t at = s->connu_us > p->premier_us ? s->connu_us : p->premier_us;
            bool open = x->entree <= s->jour && (x->sortie == CELL_NULL || x->sortie > s->jour);
            if (open && x->connu_de <= at && at < x->connu_a)
                p->vus[k * f->parcours_n + x->parcours] = (struct vu){x->cip, x->fin_prevue};
        }
    }
}

/* Weeks to the end: 0 where the last day of the contract is one of the seven that follow. */
static int32_t weeks_to(int32_t fin_prevue, int32_t jour)
{
    if (fin_prevue == CELL_NULL)
        return PREVISION_SANS_FIN;
    return fin_prevue <= jour ? -1 : (fin_prevue - jour - 1) / 7;
}

static void count_one(struct soir *s, const struct vu *now, const struct vu *next, bool known)
{
    s->ouverts += now->cip != FERME;
    if (!next)
        return;
    s->entrees += now->cip == FERME && next->cip != FERME;
    if (now->cip == FERME || !known)
        return;
    struct prevision_comptes *c = &s->fins[prevision_fin(weeks_to(now->fin_prevue, s->jour))];
    c->n++;
    c->departs += next->cip == FERME;
    c->prolonges += next->cip != FERME && now->fin_prevue != CELL_NULL && next->fin_prevue > now->fin_prevue;
}

static void count_evenings(struct passe *p)
{
    for (size_t k = 0; k < p->soirs_n; k++)
        for (size_t i = 0; i < p->faits->parcours_n; i++) {
            const struct vu *now = seen(p, k, i);
            count_one(&p->soirs[k], now, k ? seen(p, k - 1, i) : NULL, passe_known(p, k));
            if (now->cip >= 0)
                p->par_cip[k * p->faits->cip_n + (size_t)now->cip]++;
        }
}

struct passe *passe_new(const struct prevision_faits *faits, int32_t jour, int64_t connu_us, size_t soirs)
{
    must(soirs > 0 && soirs <= PREVISION_SOIRS_MAX);
    struct passe *p = mem_new(sizeof *p);
    *p = (struct passe){.faits = faits, .soirs_n = soirs, .premier_us = INT64_MAX};
    p->soirs = mem_new_n(soirs, sizeof *p->soirs);
    p->vus = mem_new_n(soirs * faits->parcours_n + 1, sizeof *p->vus);
    p->par_cip = mem_new_n(soirs * faits->cip_n + 1, sizeof *p->par_cip);
    for (size_t i = 0; i < faits->parcours_lignes; i++)
        if (faits->parcours[i].connu_de < p->premier_us)
            p->premier_us = faits->parcours[i].connu_de;
    int64_t wall = cal_paris_wall_us(connu_us);
    for (size_t k = 0; k < soirs; k++) {
        p->soirs[k].jour = jour - 7 * (int32_t)k;
        p->soirs[k].connu_us = k ? cal_paris_instant(wall - (int64_t)k * WEEK_US) : connu_us;
    }
    place_versions(p);
    count_evenings(p);
    return p;
}

void passe_free(struct passe **p)
{
    if (!*p)
        return;
    free((*p)->soirs);
    free((*p)->vus);
    free((*p)->par_cip);
    mem_free(p);
}

bool passe_known(const struct passe *p, size_t soir)
{
    return p->soirs[soir].connu_us >= p->premier_us;
}

size_t passe_open(const struct passe *p, size_t soir, int32_t cip)
{
    return cip == PASSE_CHANTIER ? p->soirs[soir].ouverts : p->par_cip[soir * p->faits->cip_n + (size_t)cip];
}

int64_t passe_etp(const struct passe *p, size_t soir, int32_t cip, int semaines)
{
    const struct soir *s = &p->soirs[soir];
    int32_t jour = s->jour + 7 * semaines;
    int64_t etp = 0;
    for (size_t i = 0; i < p->faits->postes_lignes; i++) {
        const struct prevision_poste *x = &p->faits->postes[i];
        bool known = x->connu_de <= s->connu_us && s->connu_us < x->connu_a;
        if (known && (cip == PASSE_CHANTIER || x->cip == cip) && x->debut <= jour &&
            (x->fin == CELL_NULL || x->fin >= jour))
            etp += x->etp;
    }
    return etp;
}

/* ---- forecasts ---- */

/* The most that were open on an evening of [from, to]. */
static size_t most_open(const struct passe *p, size_t from, size_t to, int32_t cip)
{
    size_t most = 0;
    for (size_t k = from; k <= to && k < p->soirs_n; k++)
        if (passe_open(p, k, cip) > most)
            most = passe_open(p, k, cip);
    return most;
}

void passe_rhythm(const struct passe *p, size_t soir, struct prevision_rythme *out)
{
    size_t places = most_open(p, soir, soir + PREVISION_RECENT, PASSE_CHANTIER);
    size_t before = most_open(p, soir + PREVISION_RECENT + 1, soir + 2 * PREVISION_RECENT + 1, PASSE_CHANTIER);
    *out = (struct prevision_rythme){.places = places,
                                     .gagnees = before && places > before ? places - before : 0,
                                     .perdues = before > places ? before - places : 0};
    for (size_t k = soir + 1; k <= soir + PREVISION_PASSE && k < p->soirs_n; k++) {
        const struct soir *s = &p->soirs[k];
        for (int i = 0; i < PREVISION_FIN_COUNT; i++) {
            out->fins[i].n += s->fins[i].n;
            out->fins[i].departs += s->fins[i].departs;
            out->fins[i].prolonges += s->fins[i].prolonges;
        }
        if (k > soir + PREVISION_RECENT)
            continue;
        out->vides += (int64_t)(places - s->ouverts);
        out->entrees += (int64_t)s->entrees;
    }
}

static size_t list_ends(const struct passe *p, size_t soir, int32_t cip, int32_t *out)
{
    size_t n = 0;
    for (size_t i = 0; i < p->faits->parcours_n; i++) {
        const struct vu *v = seen(p, soir, i);
        if (v->cip != FERME && (cip == PASSE_CHANTIER || v->cip == cip))
            out[n++] = weeks_to(v->fin_prevue, p->soirs[soir].jour);
    }
    return n;
}

bool passe_forecast(const struct passe *p, size_t soir, int32_t cip, struct prevision_seuils seuils,
                    struct prevision *out)
{
    struct prevision_rythme rythme;
    struct prevision_sujet s = {.places = most_open(p, soir, soir + PREVISION_RECENT, cip)};
    int64_t etp = passe_etp(p, soir, cip, 0);
    if ((!etp && !passe_open(p, soir, cip)) || s.places > PREVISION_PLACES_MAX)
        return false;
    int32_t *fins = mem_new_n(p->faits->parcours_n + 1, sizeof *fins);
    s.fins = fins;
    s.ouverts_n = list_ends(p, soir, cip, fins);
    for (int w = 0; w < PREVISION_SEMAINES; w++)
        s.etp[w] = passe_etp(p, soir, cip, w + 1);
    passe_rhythm(p, soir, &rythme);
    prevision_make(&s, &rythme, seuils, out);
    free(fins);
    return true;
}

/* ---- how right they were ---- */

static void compare(const struct passe *p, size_t soir, int32_t cip, struct prevision_calibrage *out)
{
    struct prevision forecast;
    if (!passe_forecast(p, soir, cip, (struct prevision_seuils){0}, &forecast))
        return;
    for (size_t w = 1; w <= PREVISION_SEMAINES && w <= soir; w++) {
        const struct prevision_semaine *x = &forecast.semaines[w - 1];
        struct prevision_justesse *j = &out->semaines[w - 1];
        size_t open = passe_open(p, soir - w, cip);
        if (cip != PASSE_CHANTIER && !passe_etp(p, soir - w, cip, 0))
            continue;
        j->n++;
        j->dessous += open < x->bas;
        j->dessus += open > x->haut;
        j->dedans += open >= x->bas && open <= x->haut;
    }
}

void passe_calibrate(const struct passe *p, struct prevision_calibrage *chantier, struct prevision_calibrage *cip)
{
    size_t step = 1 + p->soirs[0].ouverts / LARGE; /* the work grows with the square */
    for (size_t k = 1; k <= PREVISION_CALIBRAGE_N && k < p->soirs_n && passe_known(p, k); k += step) {
        compare(p, k, PASSE_CHANTIER, chantier);
        for (size_t i = 0; i < p->faits->cip_n; i++)
            if (passe_etp(p, k, (int32_t)i, 0))
                compare(p, k, (int32_t)i, cip);
    }
}
