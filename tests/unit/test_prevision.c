/* Tests of the caseload forecast: its laws are laws, what is known of contracts moves it, and past evenings are read as
 * they were shown. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <math.h>

#include <cmocka.h>

#include "base/cal.h"
#include "programme/cell.h"
#include "programme/prevision_passe.h"

#define NEAR 1e-9
#define OPEN 20

static const struct prevision_seuils seuils = {25, 30};

/* A year of a chantier of some forty places, in round numbers. */
static const struct prevision_rythme rythme = {.fins = {[FIN_INCONNUE] = {50, 1, 0},
                                                        [FIN_LOIN] = {1800, 8, 10},
                                                        [FIN_PROCHAINE] = {80, 4, 15},
                                                        [FIN_CETTE_SEMAINE] = {70, 30, 20},
                                                        [FIN_PASSEE] = {30, 8, 12}},
                                               .vides = 26,
                                               .entrees = 10,
                                               .places = OPEN};

static double sum(const struct loi *l)
{
    double p = 0;
    for (size_t x = 0; x < l->n; x++) {
        assert_true(l->p[x] >= 0);
        p += l->p[x];
    }
    return p;
}

static double mean(const struct loi *l)
{
    double m = 0;
    for (size_t x = 0; x < l->n; x++)
        m += (double)x * l->p[x];
    return m;
}

static void deinit_all(struct loi lois[PREVISION_SEMAINES])
{
    for (int w = 0; w < PREVISION_SEMAINES; w++)
        loi_deinit(&lois[w]);
}

/* OPEN parcours whose contracts end in `fin` weeks, on so many places. */
static struct prevision_sujet subject(int32_t fins[OPEN], int32_t fin, size_t places)
{
    struct prevision_sujet s = {.fins = fins, .ouverts_n = OPEN, .places = places};
    for (int i = 0; i < OPEN; i++)
        fins[i] = fin;
    for (int w = 0; w < PREVISION_SEMAINES; w++)
        s.etp[w] = 80;
    return s;
}

static void test_interval(void **state)
{
    (void)state;
    static const struct {
        double p[5];
        size_t low, high;
    } cases[] = {
        {{1, 0, 0, 0, 0}, 0, 0},
        {{0.25, 0.55, 0.2, 0, 0}, 0, 1},     /* 0.8 exactly: not the whole */
        {{0.1, 0.75, 0.15, 0, 0}, 1, 1},     /* 0.75 is nearer than 0.9 */
        {{0.1, 0.2, 0.4, 0.2, 0.1}, 1, 3},   /* on both sides */
        {{0.05, 0.1, 0.15, 0.2, 0.5}, 2, 4}, /* against the end */
        {{0.2, 0.2, 0.2, 0.2, 0.2}, 1, 4},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        double p[5];
        size_t low, high;
        memcpy(p, cases[i].p, sizeof p);
        const struct loi l = {.p = p, .n = 5};
        loi_interval(&l, PREVISION_PART, &low, &high);
        assert_int_equal(low, cases[i].low);
        assert_int_equal(high, cases[i].high);
        assert_true(low <= loi_median(&l) && loi_median(&l) <= high);
    }
}

static void test_events(void **state)
{
    (void)state;
    struct loi l = {0};
    loi_certain(&l);
    for (int i = 0; i < 6; i++)
        loi_add_place(&l, 0.5);
    assert_true(fabs(l.p[3] - 20.0 / 64) < NEAR);
    assert_true(fabs(loi_over(&l, 4) - 7.0 / 64) < NEAR && fabs(loi_over(&l, 4.5) - 7.0 / 64) < NEAR);
    assert_true(fabs(loi_within(&l, 2, 4) - 50.0 / 64) < NEAR);
    loi_add_events(&l, 3, 26, 12); /* 3 in 26 weeks: 36 / 26 in 12 */
    assert_true(fabs(sum(&l) - 1) < NEAR);
    assert_true(fabs(mean(&l) - 3 - 36.0 / 26) < 1e-6);
    loi_take_events(&l, 0.5, 26, 12);
    assert_true(fabs(sum(&l) - 1) < NEAR);
    assert_true(mean(&l) < 3 + 36.0 / 26 && mean(&l) > 3 + 35.0 / 26 - 0.3);
    loi_take_events(&l, 300, 26, 1000); /* far more than there are */
    assert_true(l.p[0] > 0.999 && fabs(sum(&l) - 1) < NEAR);
    loi_deinit(&l);
}

/* Whatever is seen, each week has a law of numbers that can be. */
static void test_laws(void **state)
{
    (void)state;
    static const struct prevision_rythme rythmes[] = {
        {.places = 0},
        rythme,
        {.fins = {[FIN_LOIN] = {500, 500, 0}}, .entrees = 900, .places = OPEN},
        {.fins = {[FIN_CETTE_SEMAINE] = {90, 0, 90}}, .vides = 5000, .places = 90, .gagnees = 70, .perdues = 2000},
    };
    static const int32_t ends[] = {-5, 0, 1, 2, 11, 12, 400, PREVISION_SANS_FIN};
    for (size_t i = 0; i < sizeof rythmes / sizeof *rythmes; i++)
        for (size_t k = 0; k < sizeof ends / sizeof *ends; k++) {
            int32_t fins[OPEN];
            struct loi lois[PREVISION_SEMAINES] = {{0}}, again[PREVISION_SEMAINES] = {{0}};
            const struct prevision_sujet s = subject(fins, ends[k], OPEN + k);
            prevision_lois(&s, &rythmes[i], lois);
            prevision_lois(&s, &rythmes[i], again);
            for (int w = 0; w < PREVISION_SEMAINES; w++) {
                assert_true(fabs(sum(&lois[w]) - 1) < NEAR);
                assert_int_equal(lois[w].n, again[w].n);
                assert_memory_equal(lois[w].p, again[w].p, lois[w].n * sizeof *lois[w].p); /* no chance in it */
            }
            deinit_all(lois);
            deinit_all(again);
        }
}

/* The nearer the known ends, the fewer are left; and it is known which week it will be. */
static void test_known_ends(void **state)
{
    (void)state;
    int32_t fins[OPEN];
    struct prevision near, far;
    struct loi lois[PREVISION_SEMAINES] = {{0}};
    struct prevision_sujet s = subject(fins, 400, OPEN);
    prevision_make(&s, &rythme, seuils, &far);
    assert_true(far.semaines[0].mediane >= OPEN - 1);
    assert_true(far.semaines[PREVISION_SEMAINES - 1].mediane >= OPEN - 2);
    s = subject(fins, 5, OPEN); /* half of the ends are the last, some people come in their place */
    prevision_make(&s, &rythme, seuils, &near);
    for (int w = 0; w < PREVISION_SEMAINES; w++) {
        const struct prevision_semaine *x = &near.semaines[w];
        assert_true(x->bas <= x->mediane && x->mediane <= x->haut);
        assert_true(w < 5 ? x->mediane >= OPEN - 4 : x->mediane <= far.semaines[w].mediane);
    }
    assert_true(near.semaines[5].mediane + 3 <= near.semaines[4].mediane);
    assert_true(near.semaines[11].mediane > near.semaines[5].mediane); /* the places are filled again */
    /* one parcours more whose end is near: never more people in any week up to that end */
    double before = 1e9;
    for (int n = 0; n <= OPEN; n++) {
        s = subject(fins, 400, OPEN);
        for (int i = 0; i < n; i++)
            fins[i] = 2;
        prevision_lois(&s, &rythme, lois);
        assert_true(mean(&lois[2]) < before);
        before = mean(&lois[2]);
    }
    deinit_all(lois);
}

/* Nobody there: only who comes, more from week to week, and never more than there are places and some. */
static void test_nobody(void **state)
{
    (void)state;
    struct loi lois[PREVISION_SEMAINES] = {{0}};
    struct prevision_sujet s = {.places = 10};
    prevision_lois(&s, &rythme, lois);
    for (int w = 0; w < PREVISION_SEMAINES; w++) {
        assert_true(w == 0 || mean(&lois[w]) > mean(&lois[w - 1]));
        assert_true(mean(&lois[w]) < 10.5);
    }
    assert_true(fabs(mean(&lois[0]) - 10 * 12.0 / 34) < 0.4); /* 2 + 10 filled of 8 + 26 empty */
    s.places = 0;
    struct prevision_rythme none = rythme;
    none.places = 0;
    prevision_lois(&s, &none, lois);
    assert_true(lois[11].p[0] > 0.7); /* unless a place comes */
    deinit_all(lois);
}

static void test_thresholds(void **state)
{
    (void)state;
    int32_t fins[OPEN];
    struct prevision p;
    struct prevision_sujet s = subject(fins, 400, OPEN); /* 20 for 0.8 ETP: 25 each, which is not over 25 */
    prevision_make(&s, &rythme, seuils, &p);
    assert_true(p.semaines[0].attention < 0.1 && p.semaines[0].critique < p.semaines[0].attention);
    assert_int_equal(prevision_semaine_mediane(&p, 25), 0);
    s.etp[4] = 70; /* somebody leaves for a week */
    s.etp[6] = 0;
    prevision_make(&s, &rythme, seuils, &p);
    assert_int_equal(prevision_semaine_mediane(&p, 25), 5);
    assert_int_equal(prevision_semaine_haute(&p, 25), 5);
    assert_int_equal(prevision_semaine_mediane(&p, 30), 0);
    assert_true(p.semaines[4].attention > 0.5);
    assert_true(p.semaines[6].attention == 0 && p.semaines[6].etp == 0); /* no load without anybody */
    struct prevision_depassement x = prevision_depassement(&p, 80, seuils);
    assert_true(x.semaine == 5 && x.seuil == 25 && x.probable && x.poste); /* it would not come with 0.8 */
    x = prevision_depassement(&p, 70, seuils);
    assert_true(x.semaine == 5 && !x.poste);
    s.etp[1] = 60; /* now over 30: told first, though the other comes earlier */
    s.etp[0] = 75;
    prevision_make(&s, &rythme, seuils, &p);
    x = prevision_depassement(&p, 80, seuils);
    assert_true(x.semaine == 2 && x.seuil == 30 && x.probable && x.poste);
    s = subject(fins, 400, OPEN);
    prevision_make(&s, &rythme, seuils, &p);
    assert_int_equal(prevision_depassement(&p, 80, (struct prevision_seuils){30, 40}).semaine, 0);
}

/* ---- past evenings ---- */

#define HOUR_US (INT64_C(3600) * 1000000)
#define DAY_US (24 * HOUR_US)

static int64_t morning_after(int32_t day)
{
    return cal_paris_instant((int64_t)(day + 1) * DAY_US + 9 * HOUR_US);
}

static void test_evenings(void **state)
{
    (void)state;
    int32_t day = cal_day(2026, 11, 20), old = cal_day(2026, 1, 5);
    int64_t begin = morning_after(day - 35), told = morning_after(day - 10);
    const struct prevision_parcours parcours[] = {
        /* ended two weeks ago, told ten days ago: four weeks ago and two weeks ago it was shown open */
        {0, 0, old, CELL_NULL, day - 12, begin, told},
        {0, 0, old, day - 15, day - 12, told, INT64_MAX},
        /* prolonged, and handed over to the other */
        {1, 0, old, CELL_NULL, day - 6, begin, told},
        {1, 1, old, CELL_NULL, day + 100, told, INT64_MAX},
        /* came three weeks ago, names nobody, no end known */
        {2, PREVISION_PERSONNE, day - 20, CELL_NULL, CELL_NULL, morning_after(day - 20), INT64_MAX},
        /* a row by mistake, gone after some days */
        {3, 1, day - 16, CELL_NULL, day + 50, morning_after(day - 16), morning_after(day - 13)},
    };
    const struct prevision_poste postes[] = {
        {0, old, CELL_NULL, 100, begin, told},
        {0, old, day + 21, 100, told, INT64_MAX},
        {1, old, CELL_NULL, 50, begin, INT64_MAX},
    };
    const struct prevision_faits faits = {parcours, postes, 6, 3, 4, 2};
    static const size_t open[] = {2, 2, 4, 2, 2, 2, 2}, of_first[] = {0, 0, 2, 2, 2, 2, 2};
    struct passe *p = passe_new(&faits, day, morning_after(day), 7);
    struct prevision_rythme r;
    struct prevision forecast;
    for (size_t k = 0; k < 7; k++) { /* it was told between the evenings 2 and 1 */
        assert_int_equal(passe_open(p, k, PASSE_CHANTIER), open[k]);
        assert_int_equal(passe_open(p, k, 0), of_first[k]);
        assert_int_equal(passe_open(p, k, 1), k <= 2 ? 1 : 0);
        assert_int_equal(passe_known(p, k), k <= 5);
    }
    passe_rhythm(p, 0, &r);
    assert_int_equal(r.places, 4);
    assert_int_equal(r.entrees, 2);
    assert_int_equal(r.vides, (4 - 2) * 5);
    /* five evenings on which something was known, two parcours or more each */
    int64_t weeks = 0, gone = 0, prolonged = 0;
    for (int i = 0; i < PREVISION_FIN_COUNT; i++) {
        weeks += r.fins[i].n;
        gone += r.fins[i].departs;
        prolonged += r.fins[i].prolonges;
    }
    assert_int_equal(weeks, 2 + 4 + 2 + 2 + 2);
    assert_int_equal(gone, 2);
    assert_int_equal(prolonged, 1);
    assert_int_equal(r.fins[FIN_INCONNUE].n, 2);
    assert_int_equal(passe_etp(p, 0, PASSE_CHANTIER, 3), 150);
    assert_int_equal(passe_etp(p, 0, PASSE_CHANTIER, 4), 50);
    assert_int_equal(passe_etp(p, 2, PASSE_CHANTIER, 6), 150); /* the end was not known yet */
    assert_true(passe_forecast(p, 0, 0, seuils, &forecast));
    assert_int_equal(forecast.semaines[3].etp, 0);
    passe_free(&p);
}

/* A forecast of an evening that is past is the same, whatever became known since. */
static void test_made_again(void **state)
{
    (void)state;
    enum { N = 30 };
    int32_t day = cal_day(2026, 11, 20);
    struct prevision_parcours rows[2 * N];
    size_t n = 0;
    for (uint32_t i = 0; i < N; i++) {
        int32_t entree = day - 400 + (int32_t)(i * 37 % 300), sortie = day - 60 + (int32_t)(i * 11 % 90);
        int64_t known = morning_after(sortie + 2);
        rows[n++] = (struct prevision_parcours){i, 0, entree, CELL_NULL, sortie + 3, morning_after(entree), known};
        rows[n++] = (struct prevision_parcours){i, 0, entree, sortie, sortie + 3, known, INT64_MAX};
    }
    const struct prevision_poste poste = {0, day - 900, CELL_NULL, 100, 0, INT64_MAX};
    struct prevision_faits faits = {rows, &poste, n, 1, N, 1};
    for (size_t back = 0; back <= 8; back += 4) {
        int32_t then = day - 7 * (int32_t)back;
        struct prevision_parcours known[2 * N];
        struct prevision_faits of_then = {known, &poste, 0, 1, N, 1};
        for (size_t i = 0; i < n; i++)
            if (rows[i].connu_de <= morning_after(then))
                known[of_then.parcours_lignes++] = rows[i];
        struct passe *now = passe_new(&faits, day, morning_after(day), 80);
        struct passe *past = passe_new(&of_then, then, morning_after(then), 72);
        struct prevision a, b;
        assert_true(passe_forecast(now, back, PASSE_CHANTIER, seuils, &a));
        assert_true(passe_forecast(past, 0, PASSE_CHANTIER, seuils, &b));
        assert_memory_equal(&a, &b, sizeof a);
        passe_free(&now);
        passe_free(&past);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_interval),   cmocka_unit_test(test_events),     cmocka_unit_test(test_laws),
        cmocka_unit_test(test_known_ends), cmocka_unit_test(test_nobody),     cmocka_unit_test(test_thresholds),
        cmocka_unit_test(test_evenings),   cmocka_unit_test(test_made_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
