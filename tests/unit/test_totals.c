/* The live totals under random life: chantiers report, join, leave and move; sums stay sums, differences equal a
 * rebuild. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <sodium.h>

#include "base/cal.h"
#include "base/mem.h"
#include "totals_world.h"

static struct totals *rebuilt(const struct world *w)
{
    struct totals *t = totals_new(w->d);
    for (int i = CHANTIERS + TERRITOIRES - 1; i >= 0; i--)
        if (w->reporters[i].version)
            assert_int_equal(world_tell(w, t, i), TOTALS_TAKEN);
    totals_set_time(t, w->live, 3, w->last_night);
    /* what came before its periods were live is not held: it comes again, under the same version */
    for (int i = 0; i < CHANTIERS + TERRITOIRES; i++)
        if (w->reporters[i].version)
            assert_int_equal(world_tell(w, t, i), TOTALS_COMPLETED);
    world_tell_reference(w, t);
    return t;
}

static struct totals_figures find(struct totals *t, const char *scope, size_t programme, const struct period *p)
{
    struct scope s;
    struct err e;
    struct totals_figures f = {0};
    assert_int_equal(scope_parse(scope, &s, &e), 0);
    assert_int_equal(totals_find(t, &s, programme, p->debut, p->fin, &f), TOTALS_FOUND);
    return f;
}

static void scope_name(char out[80], int k)
{
    if (k < 2)
        snprintf(out, 80, k ? "operationnels" : "nation");
    else if (k < 2 + TERRITOIRES)
        snprintf(out, 80, "territoire:%s", world_territoires[k - 2]);
    else
        snprintf(out, 80, "chantier:CH%04d", k - 2 - TERRITOIRES);
}

static bool in_reference(const struct world *w, int c)
{
    for (int l = 0; l < LINES_MAX; l++)
        if (w->lines[c][l].territoire >= 0)
            return true;
    return false;
}

static void compare(const struct world *w, struct totals *a, struct totals *b)
{
    char name[80];
    size_t n = w->d->catalogue->slots_n;
    int64_t *held = mem_new_n(n, sizeof *held);
    uint64_t ha, hb;
    for (int k = 0; k < 2 + TERRITOIRES + CHANTIERS; k++)
        for (size_t p = 0; p < 3; p++)
            for (size_t g = 0; g < programmes_count(w->d); g++) {
                if (k >= 2 + TERRITOIRES && !in_reference(w, k - 2 - TERRITOIRES))
                    continue;
                scope_name(name, k);
                struct totals_figures x = find(a, name, g, &w->live[p]);
                memcpy(held, x.slots, n * sizeof *held);
                struct totals_figures y = find(b, name, g, &w->live[p]);
                assert_memory_equal(held, y.slots, n * sizeof *held);
                assert_int_equal(x.coverage.expected, y.coverage.expected);
                assert_int_equal(x.coverage.counted, y.coverage.counted);
                assert_int_equal(x.coverage.oldest, y.coverage.oldest);
            }
    assert_int_equal(totals_hash(a, &ha), totals_hash(b, &hb));
    assert_true(ha == hb);
    free(held);
}

/* ---- laws ---- */

static void check_sum_of_territories(const struct world *w, struct totals *t)
{
    size_t n = w->d->catalogue->slots_n;
    int64_t *sum = mem_new_n(n, sizeof *sum);
    for (size_t p = 0; p < 3; p++)
        for (size_t g = 0; g < programmes_count(w->d); g++) {
            struct coverage c = {.oldest = INT32_MAX};
            memset(sum, 0, n * sizeof *sum);
            for (int i = 0; i < TERRITOIRES; i++) {
                char name[80];
                scope_name(name, 2 + i);
                struct totals_figures f = find(t, name, g, &w->live[p]);
                for (size_t k = 0; k < n; k++)
                    sum[k] += f.slots[k];
                c.expected += f.coverage.expected;
                c.counted += f.coverage.counted;
                if (f.coverage.counted && f.coverage.oldest < c.oldest)
                    c.oldest = f.coverage.oldest;
            }
            struct totals_figures nation = find(t, "nation", g, &w->live[p]);
            assert_memory_equal(sum, nation.slots, n * sizeof *sum);
            assert_int_equal(c.expected, nation.coverage.expected);
            assert_int_equal(c.counted, nation.coverage.counted);
            assert_int_equal(c.counted ? c.oldest : CELL_NULL, nation.coverage.oldest);
        }
    free(sum);
}

struct stock {
    int64_t presents, entres, sortis, accompagnes;
};

static int64_t value(const struct world *w, const int64_t *slots, const char *code)
{
    return slots[catalogue_find(w->d->catalogue, code)->slot];
}

static struct stock read_stock(const struct world *w, const int64_t *slots)
{
    return (struct stock){value(w, slots, "effectif.file_active"), value(w, slots, "effectif.entrees"),
                          value(w, slots, "effectif.sorties"), value(w, slots, "effectif.accompagnes")};
}

/* The territory that a chantier counts in, by a reading of the lines of our own: −1 none; a member on the last day? */
static int where(const struct world *w, int c, const struct period *p, bool *at_end)
{
    int found = -1;
    *at_end = false;
    for (int l = 0; l < LINES_MAX; l++) {
        const struct line *x = &w->lines[c][l];
        if (x->territoire < 0 || x->depuis > p->fin || x->jusqua < p->debut)
            continue;
        found = x->territoire;
        *at_end |= x->depuis <= p->fin && x->jusqua >= p->fin;
    }
    return found;
}

/* What a chantier's own rows say, whatever its membership. */
static struct stock own_stock(const struct world *w, int c, int p)
{
    struct stock s = {0};
    int64_t *values = mem_new_n(contribution_len(w->d), sizeof *values);
    const struct buf *b = &w->reporters[c].payload[p];
    if (b->len) {
        assert_int_equal(contribution_decode((const unsigned char *)b->data, b->len, values, contribution_len(w->d)),
                         0);
        s = read_stock(w, values);
    }
    free(values);
    return s;
}

/* presents(fin) = presents(debut − 1 day) + entres − sortis + what the chantiers brought that joined, took that left,
 * or moved. */
static bool check_stock(const struct world *w, struct totals *t, int territoire)
{
    const struct period *before = &w->live[0], *now = &w->live[1];
    char name[80];
    scope_name(name, territoire < 0 ? 0 : 2 + territoire);
    struct stock a = read_stock(w, find(t, name, PROGRAMME_TOUS, before).slots),
                 b = read_stock(w, find(t, name, PROGRAMME_TOUS, now).slots);
    int64_t term = 0, first = 0;
    for (int c = 0; c < CHANTIERS; c++) {
        bool end_before, end_now;
        int in_before = where(w, c, before, &end_before), in_now = where(w, c, now, &end_now);
        bool had = end_before && (territoire < 0 || in_before == territoire),
             has = in_now >= 0 && (territoire < 0 || in_now == territoire);
        struct stock x = own_stock(w, c, 0), y = own_stock(w, c, 1);
        assert_int_equal(y.presents, x.presents + y.entres - y.sortis);
        assert_int_equal(y.accompagnes, x.presents + y.entres);
        if (had != has) /* joined or left: what it had on the eve comes in, or goes */
            term += has ? x.presents : -x.presents;
        first += had != has ? (has ? x.presents : -x.presents) : 0;
        if (has && !end_now) /* counted in the period, gone by its last day */
            term -= y.presents;
    }
    assert_int_equal(b.presents, a.presents + b.entres - b.sortis + term);
    assert_int_equal(b.accompagnes, a.presents + b.entres + first);
    return term != 0;
}

/* ---- tests ---- */

static void test_random_life(void **state)
{
    (void)state;
    for (unsigned seed = 1; seed <= 6; seed++) {
        struct world w;
        world_init(&w, seed);
        struct totals *t = totals_new(w.d);
        totals_set_time(t, w.live, 3, w.last_night);
        world_tell_reference(&w, t);
        int64_t moved = 0, terms = 0;
        for (int step = 0; step < 150; step++) {
            unsigned what = world_draw(&w, 10);
            if (what < 7) {
                int i = (int)world_draw(&w, CHANTIERS + TERRITOIRES);
                world_report(&w, i);
                assert_int_equal(world_tell(&w, t, i), TOTALS_TAKEN);
            } else if (what < 9) {
                world_move(&w, (int)world_draw(&w, CHANTIERS));
                world_tell_reference(&w, t);
                moved++;
            } else {
                w.last_night = cal_day(2026, 11, 12) + (int32_t)world_draw(&w, 8);
                totals_set_time(t, w.live, 3, w.last_night);
            }
            if (step % 10)
                continue;
            check_sum_of_territories(&w, t);
            for (int i = -1; i < TERRITOIRES; i++)
                terms += check_stock(&w, t, i);
            struct totals *again = rebuilt(&w);
            compare(&w, t, again);
            totals_free(&again);
        }
        assert_true(moved > 5 && terms > 5);
        assert_true(find(t, "nation", PROGRAMME_TOUS, &w.live[2]).coverage.counted > 3);
        totals_free(&t);
        world_deinit(&w);
    }
}

static void test_versions(void **state)
{
    struct world w;
    (void)state;
    world_init(&w, 7);
    struct totals *t = totals_new(w.d);
    totals_set_time(t, w.live, 3, w.last_night);
    world_tell_reference(&w, t);
    world_report(&w, 0);
    struct reporter_now first = w.reporters[0];
    memset(w.reporters[0].payload, 0, sizeof first.payload);
    world_report(&w, 0);
    assert_int_equal(world_tell(&w, t, 0), TOTALS_TAKEN);
    uint64_t version = find(t, "nation", 0, &w.live[0]).version, hash, other;
    totals_hash(t, &hash);
    assert_int_equal(world_tell(&w, t, 0), TOTALS_DROPPED);
    struct reporter_now second = w.reporters[0];
    w.reporters[0] = first;
    assert_int_equal(world_tell(&w, t, 0), TOTALS_DROPPED);
    assert_true(find(t, "nation", 0, &w.live[0]).version == version);
    w.reporters[0] = second;
    w.reporters[0].version++;
    assert_int_equal(world_tell(&w, t, 0), TOTALS_TAKEN);
    assert_true(find(t, "nation", 0, &w.live[0]).version > version);
    assert_true(find(t, "territoire:LYON", 0, &w.live[0]).version > version);
    assert_true(find(t, "territoire:LILLE", 0, &w.live[0]).version < version);
    totals_hash(t, &other);
    assert_true(hash != other);
    for (int p = 0; p < 3; p++)
        buf_deinit(&first.payload[p]);
    totals_free(&t);
    world_deinit(&w);
}

/* Nobody sees a sum from which an accepted submission is missing. */
static void test_incomplete(void **state)
{
    struct world w;
    struct totals_figures f;
    struct scope nation = {.kind = SCOPE_NATION}, nobody = {SCOPE_CHANTIER, "CH9999"},
                 coordination = {SCOPE_CHANTIER, "LYON"};
    const char *missing[4];
    (void)state;
    world_init(&w, 8);
    struct totals *t = totals_new(w.d);
    const struct period *p = w.live;
    totals_set_time(t, w.live, 2, w.last_night);
    world_tell_reference(&w, t);
    world_report(&w, 0);
    assert_int_equal(world_tell(&w, t, 0), TOTALS_TAKEN);
    assert_int_equal(totals_find(t, &nation, 0, p[0].debut, p[0].fin, &f), TOTALS_FOUND);
    assert_int_equal(totals_find(t, &nation, 0, p[2].debut, p[2].fin, &f), TOTALS_NOT_LIVE);
    assert_int_equal(totals_find(t, &nobody, 0, p[0].debut, p[0].fin, &f), TOTALS_UNKNOWN_SCOPE);
    assert_int_equal(totals_find(t, &coordination, 0, p[0].debut, p[0].fin, &f), TOTALS_UNKNOWN_SCOPE);

    /* the third period becomes live; its contribution is not there yet: the two others are served on */
    assert_true(totals_set_time(t, w.live, 3, w.last_night));
    assert_false(totals_set_time(t, w.live, 3, w.last_night));
    assert_int_equal(totals_missing(t, 0), 0);
    assert_int_equal(totals_missing(t, 2), 1);
    assert_int_equal(totals_list_missing(t, missing, 4), 1);
    assert_string_equal(missing[0], "CH0000");
    assert_int_equal(totals_find(t, &nation, 0, p[2].debut, p[2].fin, &f), TOTALS_INCOMPLETE);
    assert_int_equal(totals_find(t, &nation, 0, p[0].debut, p[0].fin, &f), TOTALS_FOUND);
    assert_int_equal(world_tell(&w, t, 0), TOTALS_COMPLETED);
    assert_int_equal(totals_find(t, &nation, 0, p[2].debut, p[2].fin, &f), TOTALS_FOUND);

    /* the first goes; what stays is kept */
    assert_true(totals_set_time(t, w.live + 1, 2, w.last_night));
    assert_int_equal(totals_missing(t, 0), 0);
    assert_int_equal(totals_missing(t, 1), 0);
    assert_int_equal(totals_find(t, &nation, 0, p[0].debut, p[0].fin, &f), TOTALS_NOT_LIVE);
    assert_int_equal(totals_find(t, &nation, 0, p[2].debut, p[2].fin, &f), TOTALS_FOUND);
    totals_free(&t);
    world_deinit(&w);
}

static void test_broken(void **state)
{
    struct world w;
    (void)state;
    world_init(&w, 9);
    struct totals *t = totals_new(w.d);
    totals_set_time(t, w.live, 3, w.last_night);
    world_tell_reference(&w, t);
    world_report(&w, 0);
    buf_addc(&w.reporters[0].payload[1], 7);
    assert_int_equal(world_tell(&w, t, 0), TOTALS_BROKEN);
    assert_int_equal(find(t, "nation", 0, &w.live[0]).coverage.counted, 0);
    uint64_t hash;
    assert_int_equal(totals_hash(t, &hash), 0);
    totals_free(&t);
    world_deinit(&w);
}

/* The last expected night alone moves the rate of those who are up to date. */
static void test_night(void **state)
{
    struct world w;
    (void)state;
    world_init(&w, 10);
    struct totals *t = totals_new(w.d);
    totals_set_time(t, w.live, 3, cal_day(2026, 11, 1));
    world_tell_reference(&w, t);
    world_report(&w, 0);
    world_tell(&w, t, 0);
    size_t slot = catalogue_find(w.d->catalogue, "qualite.remontee")->slot;
    const int64_t *slots = find(t, "nation", 0, &w.live[1]).slots;
    assert_int_equal(slots[slot], 1);
    assert_int_equal(slots[slot + 1], CHANTIERS);
    totals_set_time(t, w.live, 3, cal_day(2026, 11, 29));
    slots = find(t, "nation", 0, &w.live[1]).slots;
    assert_int_equal(slots[slot], 0);
    assert_int_equal(slots[slot + 1], CHANTIERS);
    totals_free(&t);
    world_deinit(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_random_life), cmocka_unit_test(test_versions),
                                       cmocka_unit_test(test_incomplete), cmocka_unit_test(test_broken),
                                       cmocka_unit_test(test_night)};
    if (sodium_init() < 0)
        return 1;
    return cmocka_run_group_tests_name("totals", tests, NULL, NULL);
}
