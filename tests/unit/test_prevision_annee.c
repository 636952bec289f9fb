/* The caseload forecast over a simulated year of 68 chantiers: the share of what happened that fell into its interval.
 *
 * The simulator's own lives are told evening by evening, once a week, as exports would tell them: late exits, late
 * renewals, rows by mistake, posts that change hands. Nothing of what the forecast assumes is built into them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/cal.h"
#include "base/mem.h"
#include "cvg/simulate_lives.h"
#include "cvg/simulate_night.h"
#include "cvg/simulate_reference.h"
#include "programme/cell.h"
#include "programme/prevision_passe.h"

enum { CHANTIERS = 68, SOIRS = PREVISION_CALIBRAGE_N + PREVISION_PASSE + 1 };

/* Whether somebody comes at all, where the rhythm of entries is not the simulator's; NULL: everybody. */
typedef bool (*regime)(const struct simulate_parcours *p, size_t i);

/* From March on one in two does not come, and their places stay empty for good. */
static bool entries_halved(const struct simulate_parcours *p, size_t i)
{
    return p->entree <= cal_day(2026, 3, 1) || i % 2 == 0;
}

/* From March on a third more places, which were not there before. */
static bool places_opened(const struct simulate_parcours *p, size_t i)
{
    (void)i;
    return p->entree > cal_day(2026, 3, 1) || (p->cle >> 12) % 4 != 0;
}

/* ---- what exports tell ---- */

struct told {
    struct prevision_parcours *parcours;
    struct prevision_poste *postes;
    size_t n, cap, postes_n, postes_cap;
    size_t *last; /* of each life: 1 + its last version; 0: none */
};

static int64_t morning_after(int32_t day)
{
    return cal_paris_instant(((int64_t)(day + 1) * 24 + 9) * 3600 * 1000000);
}

static int32_t day_in(const struct simulate_row *row, int column)
{
    int32_t v = row->cells[column].number;
    return v == SIMULATE_EMPTY || v == SIMULATE_UNKNOWN ? CELL_NULL : v;
}

static bool same_row(const struct prevision_parcours *a, const struct prevision_parcours *b)
{
    return a->cip == b->cip && a->entree == b->entree && a->sortie == b->sortie && a->fin_prevue == b->fin_prevue;
}

/* `row` NULL: it is not listed. */
static void tell_parcours(struct told *t, size_t i, const struct simulate_row *row, int32_t cip, int32_t day)
{
    struct prevision_parcours *old = t->last[i] ? &t->parcours[t->last[i] - 1] : NULL;
    struct prevision_parcours x = {.parcours = (uint32_t)i, .cip = cip, .connu_de = morning_after(day)};
    x.connu_a = INT64_MAX;
    if (old && old->connu_a != INT64_MAX)
        old = NULL;
    if (row) {
        x.entree = day_in(row, SIMULATE_DATE_ENTREE);
        x.sortie = day_in(row, SIMULATE_DATE_SORTIE);
        x.fin_prevue = day_in(row, SIMULATE_DATE_FIN_PREVUE);
    }
    if (row && old && same_row(old, &x))
        return;
    if (old)
        old->connu_a = x.connu_de;
    if (!row)
        return;
    t->parcours = mem_room(t->parcours, t->n, &t->cap, sizeof *t->parcours);
    t->parcours[t->n++] = x;
    t->last[i] = t->n;
}

static void tell_evening(struct told *t, const struct simulate_lives *l, regime r, int32_t day,
                         struct simulate_row *row)
{
    for (size_t i = 0; i < l->n && l->parcours[i].entree <= day; i++) {
        const struct simulate_parcours *p = &l->parcours[i];
        if (!p->portrait || (r && !r(p, i)))
            continue;
        if (!simulate_night_salarie(l, i, day, row)) {
            tell_parcours(t, i, NULL, PREVISION_PERSONNE, day);
            continue;
        }
        int32_t sortie = simulate_parcours_sortie(p, day);
        const struct simulate_poste *cip = simulate_lives_poste(l, p->chaine, sortie < day ? sortie : day);
        tell_parcours(t, i, row, cip ? (int32_t)(cip - l->postes) : PREVISION_PERSONNE, day);
    }
}

/* A departure is announced two weeks before, as the simulator's accompagnants.csv has it. */
static void tell_posts(struct told *t, const struct simulate_lives *l)
{
    for (size_t i = 0; i < l->postes_n; i++) {
        const struct simulate_poste *x = &l->postes[i];
        const struct prevision_poste begun = {
            (int32_t)i, x->debut, CELL_NULL, x->etp_centiemes, morning_after(x->debut), morning_after(x->fin - 14)};
        t->postes = mem_room(t->postes, t->postes_n + 1, &t->postes_cap, sizeof *t->postes);
        t->postes[t->postes_n++] = begun;
        t->postes[t->postes_n] = begun;
        t->postes[t->postes_n].fin = x->fin;
        t->postes[t->postes_n].connu_de = begun.connu_a;
        t->postes[t->postes_n++].connu_a = INT64_MAX;
    }
}

/* ---- the alert ahead ---- */

/* Evenings on which a threshold was not passed yet: was it told, and did it come within the weeks of a forecast? */
struct ahead {
    int64_t told, right, came;
    int64_t posts, posts_right; /* told because a post ends, and no successor is known */
};
#define SEUIL 18 /* the simulator overloads nobody: a little over what is usual there */
#define SEMAINES 8

static bool is_over(const struct passe *p, size_t soir, int32_t cip)
{
    return prevision_over((int64_t)passe_open(p, soir, cip), passe_etp(p, soir, cip, 0), SEUIL);
}

static void look_ahead(const struct passe *p, int32_t cip, struct ahead *a)
{
    for (size_t k = PREVISION_CALIBRAGE_N; k >= PREVISION_SEMAINES; k--) {
        struct prevision f;
        int64_t etp = passe_etp(p, k, cip, 0);
        if (!passe_known(p, k) || !etp || is_over(p, k, cip) ||
            !passe_forecast(p, k, cip, (struct prevision_seuils){SEUIL, SEUIL}, &f))
            continue;
        int week = prevision_semaine_mediane(&f, SEUIL);
        bool any = week && week <= SEMAINES, post = any && f.semaines[week - 1].etp < etp, told = any && !post;
        bool came = false;
        for (size_t w = 1; w <= PREVISION_SEMAINES; w++)
            came = came || is_over(p, k - w, cip);
        a->told += told;
        a->came += came;
        a->right += told && came;
        a->posts += post;
        a->posts_right += post && came;
    }
}

/* Calls fn with the past of a chantier. */
static void with_past(const struct simulate_chantier *c, regime r,
                      void (*fn)(const struct passe *p, size_t cip_n, void *arg), void *arg)
{
    int32_t last = cal_day(2026, 11, 20), first = last - 7 * (SOIRS - 1);
    struct simulate_lives *l = simulate_lives_new(c, first, last);
    struct simulate_row *row = mem_new(sizeof *row);
    struct told t = {.last = mem_new_n(l->n, sizeof *t.last)};
    for (int32_t day = first; day <= last; day += 7)
        tell_evening(&t, l, r, day, row);
    tell_posts(&t, l);
    const struct prevision_faits faits = {t.parcours, t.postes, t.n, t.postes_n, l->n, l->postes_n};
    struct passe *p = passe_new(&faits, last, morning_after(last), SOIRS);
    fn(p, faits.cip_n, arg);
    passe_free(&p);
    free(row);
    free(t.parcours);
    free(t.postes);
    free(t.last);
    simulate_lives_free(&l);
}

static void calibrate(const struct passe *p, size_t cip_n, void *arg)
{
    struct prevision_calibrage *of = arg;
    (void)cip_n;
    passe_calibrate(p, &of[0], &of[1]);
}

static void look_ahead_all(const struct passe *p, size_t cip_n, void *arg)
{
    struct ahead *of = arg;
    look_ahead(p, PASSE_CHANTIER, &of[0]);
    for (size_t i = 0; i < cip_n; i++)
        look_ahead(p, (int32_t)i, &of[1]);
}

/* ---- what came of it ---- */

static double percent(int64_t part, int64_t n)
{
    return 100 * (double)part / (double)n;
}

/* Prints the shares by weeks ahead; *low_out and *high_out: the lowest and the highest of them. The share of all. */
static double show(const char *what, const struct prevision_calibrage *c, double *low_out, double *high_out)
{
    int64_t n = 0, inside = 0;
    *low_out = 100;
    *high_out = 0;
    printf("%-30s", what);
    for (int w = 0; w < PREVISION_SEMAINES; w++) {
        const struct prevision_justesse *j = &c->semaines[w];
        assert_true(j->n > 0);
        assert_int_equal(j->n, j->dedans + j->dessous + j->dessus);
        double share = percent(j->dedans, j->n);
        *low_out = share < *low_out ? share : *low_out;
        *high_out = share > *high_out ? share : *high_out;
        n += j->n;
        inside += j->dedans;
        printf(" %.0f", share);
    }
    printf("  all: %.1f %% of %lld\n", percent(inside, n), (long long)n);
    return percent(inside, n);
}

/* Forecasts of a year, of every `step`-th chantier: the share of all is `all_low` at least and 90 at most, that of each
 * horizon lies in [low, high]. */
static void check_year(const char *what, uint64_t seed, int step, regime r, double all_low, double low, double high)
{
    struct simulate_chantier *list = simulate_chantiers_new(seed, CHANTIERS);
    struct prevision_calibrage of[2] = {0};
    double least, most;
    for (int i = 0; i < CHANTIERS; i += step)
        with_past(&list[i], r, calibrate, of);
    free(list);
    for (int k = 0; k < 2; k++) {
        char title[64];
        snprintf(title, sizeof title, "%s, %s", what, k ? "each CIP" : "the chantier");
        double all = show(title, &of[k], &least, &most);
        assert_true(least >= low && most <= high);
        assert_true(all >= all_low && all <= 90);
    }
}

/* The acceptance: 70 to 90 % of what happened over the year, not only on the whole but at every distance. */
static void test_year(void **state)
{
    (void)state;
    check_year("seed 1", 1, 1, NULL, 70, 70, 90);
}

static void test_other_seeds(void **state)
{
    (void)state;
    check_year("seed 2", 2, 6, NULL, 70, 68, 92);
    check_year("seed 20261120", 20261120, 6, NULL, 70, 68, 92);
}

/* No model knows beforehand that the rhythm will change for good. It must follow: fewer forecasts are right far ahead,
 * but two thirds of the year's still are. */
static void test_changing_rhythm(void **state)
{
    (void)state;
    check_year("half of the entries", 1, 4, entries_halved, 65, 50, 92);
    check_year("a third more places", 1, 4, places_opened, 65, 50, 92);
}

/* Most of what is told ahead comes, and of what comes to an accompagnant most was told. */
static void test_ahead(void **state)
{
    (void)state;
    struct simulate_chantier *list = simulate_chantiers_new(1, CHANTIERS);
    struct ahead of[2] = {0};
    for (int i = 0; i < CHANTIERS; i += 4)
        with_past(&list[i], NULL, look_ahead_all, of);
    free(list);
    for (int k = 0; k < 2; k++)
        printf("told ahead, %s: %lld, of them came %lld, of %lld that came; by posts %lld, came %lld\n",
               k ? "each CIP" : "the chantier", (long long)of[k].told, (long long)of[k].right, (long long)of[k].came,
               (long long)of[k].posts, (long long)of[k].posts_right);
    assert_true(of[0].told > 10 && of[0].right * 10 >= of[0].told * 8);
    assert_true(of[1].told > 100 && of[1].right * 10 >= of[1].told * 8 && of[1].right * 2 >= of[1].came);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_year),
        cmocka_unit_test(test_other_seeds),
        cmocka_unit_test(test_changing_rhythm),
        cmocka_unit_test(test_ahead),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
