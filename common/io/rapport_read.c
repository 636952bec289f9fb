/* A report read: who is expected, the figures of every perimeter, the curves, and what was missing. */
#include "io/rapport_read.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cal.h"
#include "io/curve_read.h"
#include "io/pont_read.h"
#include "programme/rapport_faire.h"

#define COURBE_MOIS 24

struct reading {
    struct db_sync *db;
    const struct rapport_wish *w;
    struct known known;
    struct rapport *r;
};

static const char noms_sql[] =
    "SELECT DISTINCT ON (chantier_id) chantier_id, nom FROM cvg.chantier_ligne"
    " WHERE known_from <= $1 AND known_to > $1 AND depuis <= $2 ORDER BY chantier_id, depuis DESC";
static const char attente_sql[] = "SELECT chantier_id, situation, etat FROM cvg.arrete_en_attente($1)";

/* ---- names, and what waits ---- */

static int read_noms(const struct reading *x, struct err *e)
{
    struct db_params p = {0};
    struct db_result res = {0};
    db_add_instant(&p, x->known.at_us);
    db_add_day(&p, x->w->period.fin);
    if (db_sync_exec(x->db, noms_sql, &p, DB_BINARY, &res, e) < 0)
        return -1;
    for (int i = 0; i < db_rows(&res); i++)
        rapport_nom_du_chantier(x->r, db_text(&res, i, 0), db_text(&res, i, 1));
    db_result_deinit(&res);
    return 0;
}

static int read_attente(const struct reading *x, struct err *e)
{
    struct db_params p = {0};
    struct db_result res = {0};
    db_add_instant(&p, x->known.at_us);
    if (db_sync_exec(x->db, attente_sql, &p, DB_BINARY, &res, e) < 0)
        return -1;
    for (int i = 0; i < db_rows(&res); i++)
        rapport_en_attente(x->r, db_text(&res, i, 0), db_day(&res, i, 1), db_text(&res, i, 2));
    db_result_deinit(&res);
    return 0;
}

static const struct reporter_facts *facts_of(const struct known *k, const char *reporter)
{
    static const struct reporter_facts none = {.situation = CELL_NULL};
    uint64_t at;
    return map_get(&k->reporters, reporter, strlen(reporter), &at) ? &k->facts[at] : &none;
}

/* The coordination of a territory, and its chantiers. */
static void put_territoire(const struct reading *x, size_t territoire)
{
    const struct reference *ref = &x->known.reference;
    const struct period *p = &x->w->period;
    const char *code = ref->territoires[territoire].code;
    bool any = false;
    for (size_t i = 0; i < ref->chantiers.n; i++) {
        const char *id = ref->chantiers.entries[i].key;
        struct membership m = reference_membership(ref, id, p->debut, p->fin);
        if (!m.counts || m.territoire != territoire)
            continue;
        if (!any)
            rapport_add_coordination(x->r, code, facts_of(&x->known, code));
        any = true;
        rapport_add_remontee(x->r, id, code, facts_of(&x->known, id));
    }
}

/* Who is expected in the period, with what counts of it. */
static void put_remontees(const struct reading *x)
{
    for (size_t i = 0; i < x->known.reference.territoires_n; i++)
        put_territoire(x, i);
}

/* Which coordinations have ever sent anything. */
static void put_coordinations(const struct reading *x, size_t periode)
{
    struct rapport *r = x->r;
    bool *remis = mem_new_n(r->perimetres_n, sizeof *remis);
    for (size_t i = 0; i < r->perimetres_n; i++)
        remis[i] = r->perimetres[i].scope.kind == SCOPE_TERRITOIRE &&
                   facts_of(&x->known, r->perimetres[i].scope.code)->situation != CELL_NULL;
    rapport_coordination_inconnue(r, periode, remis);
    free(remis);
}

/* ---- figures ---- */

static int read_figures(const struct reading *x, size_t periode, struct err *e)
{
    const struct definitions *d = x->w->definitions;
    struct rapport *r = x->r;
    struct period p = r->periodes[periode];
    struct counts counts;
    size_t len = contribution_len(d);
    if (counts_from_facts(x->db, d, &p, x->known.at_us, NULL, 0, &counts, e) < 0)
        return -1;
    struct scope *scopes = mem_new_n(r->perimetres_n, sizeof *scopes);
    struct coverage *coverage = mem_new_n(r->perimetres_n, sizeof *coverage);
    int64_t *sums = mem_new_n(r->perimetres_n * len, sizeof *sums);
    for (size_t i = 0; i < r->perimetres_n; i++)
        scopes[i] = r->perimetres[i].scope;
    known_sum(&(struct known_sum){
        .definitions = d,
        .known = &x->known,
        .counts = &counts,
        .period = &p,
        .last_night = period_last_night(x->known.at_us, d->numbers.deadline_hour, d->numbers.grace_hours),
        .scopes = scopes,
        .scopes_n = r->perimetres_n,
        .sums = sums,
        .coverage = coverage});
    rapport_add_chiffres(r, d, periode, sums, coverage);
    put_coordinations(x, periode);
    free(scopes);
    free(coverage);
    free(sums);
    counts_deinit(&counts);
    return 0;
}

/* ---- curves ---- */

static int read_courbes(const struct reading *x, struct err *e)
{
    struct rapport *r = x->r;
    int32_t days[COURBE_MOIS + 1];
    size_t scopes_n = 0;
    struct scope *scopes = mem_new_n(r->perimetres_n, sizeof *scopes);
    int year, month, mday;
    cal_date(r->periodes[0].fin + 1, &year, &month, &mday);
    int32_t first = cal_day(year, month, 1);
    for (int i = 0; i <= COURBE_MOIS; i++) /* the last evening of each month */
        days[i] = cal_add_months(first, i - COURBE_MOIS) - 1;
    while (scopes_n < r->perimetres_n && r->perimetres[scopes_n].scope.kind != SCOPE_CHANTIER) {
        scopes[scopes_n] = r->perimetres[scopes_n].scope;
        scopes_n++;
    }
    int64_t *values = mem_new_n(scopes_n * (COURBE_MOIS + 1), sizeof *values);
    int programme = programme_find(x->w->definitions, r->programme);
    must(programme >= 0);
    int rc = curve_read(x->db,
                        &(struct curve_wish){.definitions = x->w->definitions,
                                             .known = &x->known,
                                             .scopes = scopes,
                                             .scopes_n = scopes_n,
                                             .days = days,
                                             .days_n = COURBE_MOIS + 1,
                                             .programme = (size_t)programme},
                        values, e);
    for (size_t i = 0; rc == 0 && i < scopes_n; i++)
        rapport_add_courbe(r, i, days, values + i * (COURBE_MOIS + 1), COURBE_MOIS + 1);
    free(values);
    free(scopes);
    return rc;
}

/* ---- the whole ---- */

static int fill(struct reading *x, struct err *e)
{
    struct rapport *r = x->r;
    r->connu_us = x->known.at_us;
    rapport_add_perimetres(r, &x->known.reference);
    put_remontees(x);
    rapport_avant_fin(r, &x->known.reference);
    if (read_noms(x, e) < 0 || read_attente(x, e) < 0)
        return -1;
    for (size_t i = 0; i < r->periodes_n; i++)
        if (read_figures(x, i, e) < 0)
            return -1;
    rapport_sort(r);
    rapport_drop_empty_year(r);
    if (read_courbes(x, e) < 0)
        return -1;
    return x->w->avant ? pont_read(x->db, x->w->definitions, x->w->avant, &x->known, r, e) : 0;
}

struct rapport *rapport_read(struct db_sync *db, const struct rapport_wish *w, struct err *e)
{
    struct reading x = {.db = db, .w = w};
    if (known_begin(db, e) < 0)
        return NULL;
    if (known_read_at(db, w->at_us, &x.known, e) == 0) {
        x.r = rapport_begin(w->definitions, RAPPORT_PROGRAMME, &w->period);
        if (fill(&x, e) < 0)
            rapport_free(&x.r);
    }
    db_sync_rollback(db); /* it wrote nothing */
    known_deinit(&x.known);
    return x.r;
}
