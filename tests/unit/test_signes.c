/* Signs of life: who is silent since when on two clocks, and which outages are told before they end. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "alerting/signes.h"

#define S_US 1000000LL
#define WALL (1790000000LL * S_US) /* at 1 000 000 ms of the monotonic clock */
#define MS 1000000LL

static const struct alertes_seuils seuils = {.demon_secondes = 60, .base_secondes = 60};

/* Two daemons, asked every 10 s; both clocks stand at second `at`, the wall `step` seconds aside. */
struct world {
    struct signes s;
    struct pannes list;
    int64_t at, step;
    bool all;
};

static int64_t ms(const struct world *w)
{
    return MS + w->at * 1000;
}

static int64_t us(const struct world *w)
{
    return WALL + (w->at + w->step) * S_US;
}

static void begin(struct world *w)
{
    *w = (struct world){.s.every_ms = signes_every_ms(&seuils)};
    signes_add(&w->s, "intake", MS);
    signes_add(&w->s, "validation", MS);
}

static void end(struct world *w)
{
    signes_deinit(&w->s);
    free(w->list.items);
}

/* To second `at`, asked every 10 s; who is in `answers` (a bit each) answers at once. */
static void go(struct world *w, int64_t at, unsigned answers)
{
    for (; w->at < at; w->at += 10) {
        signes_tick(&w->s, ms(w));
        for (size_t i = 0; i < w->s.n; i++)
            if (answers & (1u << i))
                signes_heard(&w->s, i, ms(w), us(w), &seuils);
    }
}

/* "intake -30+ base 100-160": since and until, in seconds beside the beginning; '+': it lasts. */
static const char *list(struct world *w)
{
    static char text[400];
    size_t n = 0;
    text[0] = 0;
    w->all = signes_list(&w->s, ms(w), us(w), &seuils, &w->list);
    for (size_t i = 0; i < w->list.n; i++) {
        const struct veille_panne *p = &w->list.items[i];
        char until[24] = "+";
        if (p->jusqua_us != VEILLE_JAMAIS)
            snprintf(until, sizeof until, "-%lld", (long long)((p->jusqua_us - WALL) / S_US));
        n += (size_t)snprintf(text + n, sizeof text - n, "%s%s %lld%s", n ? " " : "", p->sujet,
                              (long long)((p->connu_us - WALL) / S_US), until);
    }
    return text;
}

static void test_every(void **state)
{
    static const struct {
        int32_t patience;
        int64_t every;
    } cases[] = {{60, 10000}, {30, 5000}, {2, 500}, {1, 500}, {600, 10000}};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_int_equal(signes_every_ms(&(struct alertes_seuils){.demon_secondes = cases[i].patience}),
                         cases[i].every);
}

static void test_silent(void **state)
{
    struct world w;
    (void)state;
    begin(&w);
    go(&w, 110, 3); /* both are heard at second 100 */
    go(&w, 115, 1);
    assert_string_equal(list(&w), "validation 100+");
    go(&w, 180, 1);
    assert_string_equal(list(&w), "validation 100+");
    assert_false(w.all); /* nothing stops by it */
    assert_int_equal(signes_waiting(&w.s), 0);
    go(&w, 190, 3);
    w.at = 185;
    assert_int_equal(signes_waiting(&w.s), 1);
    assert_string_equal(list(&w), "validation 100+"); /* it ends when it was told */
    signes_looked(&w.s);
    assert_true(signes_stored(&w.s));
    assert_string_equal(list(&w), "validation 100-180");
    assert_false(signes_stored(&w.s));
    go(&w, 86500, 3);
    assert_string_equal(list(&w), "validation 100-180");
    go(&w, 86600, 3);
    assert_string_equal(list(&w), "");
    end(&w);
}

/* A silence that nobody was told of ends as it is. */
static void test_short(void **state)
{
    struct world w;
    (void)state;
    begin(&w);
    go(&w, 50, 2);
    go(&w, 60, 3);
    assert_string_equal(list(&w), "intake 0-50");
    assert_false(w.all);
    assert_false(signes_stored(&w.s));
    end(&w);
}

/* What stops everybody is told to all once when it is told, and once when it is over. */
static void test_all(void **state)
{
    struct world w;
    (void)state;
    begin(&w);
    go(&w, 50, 2);
    list(&w);
    assert_false(w.all);
    go(&w, 60, 2);
    list(&w);
    assert_true(w.all);
    list(&w);
    assert_false(w.all);
    go(&w, 300, 2);
    go(&w, 310, 3);
    assert_string_equal(list(&w), "intake 0+");
    assert_false(w.all); /* it lasts until it was told */
    signes_looked(&w.s);
    signes_stored(&w.s);
    list(&w);
    assert_true(w.all);
    list(&w);
    assert_false(w.all);
    go(&w, 400, 2);
    assert_string_equal(list(&w), "intake 300+ intake 0-300");
    assert_true(w.all); /* a second time */
    end(&w);
}

/* A stall of ours, a step of the clock: nobody was silent by that; who was before stays so. */
static void test_stall(void **state)
{
    struct world w;
    (void)state;
    begin(&w);
    go(&w, 110, 3);
    w.at = 3700;
    assert_true(signes_tick(&w.s, ms(&w)));
    assert_string_equal(list(&w), "");
    go(&w, 3710, 3);
    assert_string_equal(list(&w), "");
    w.step = -86400;
    assert_string_equal(list(&w), "");
    w.step = 86400;
    go(&w, 3750, 2); /* intake falls silent: heard at 3700, the clock is a day ahead */
    assert_string_equal(list(&w), "intake 90100+");
    w.at = 7400;
    assert_true(signes_tick(&w.s, ms(&w)));
    list(&w);
    assert_int_equal(w.list.n, 1); /* for 40 s by what we heard ourselves */
    assert_int_equal(us(&w) - w.list.items[0].connu_us, 40 * S_US);
    end(&w);
}

/* After a stall an answer, or a look, may come before the tick that is due. */
static void test_stall_first(void **state)
{
    struct world w;
    (void)state;
    begin(&w);
    go(&w, 110, 3);
    w.at = 3700;
    assert_string_equal(list(&w), "");
    assert_false(signes_tick(&w.s, ms(&w)));
    w.at = 7400;
    assert_false(signes_heard(&w.s, 0, ms(&w), us(&w), &seuils));
    assert_string_equal(list(&w), "");
    end(&w);
}

/* The database: a short absence is none; a long one lasts until it was told, however late that is. */
static void test_base(void **state)
{
    struct world w;
    (void)state;
    begin(&w);
    signes_base_up(&w.s, us(&w), &seuils);
    signes_base_since(&w.s, us(&w) - 3600 * S_US, &seuils);
    assert_string_equal(list(&w), ""); /* it was there when we began */
    signes_base_down(&w.s, WALL + 100 * S_US);
    signes_base_down(&w.s, WALL + 110 * S_US);
    signes_base_up(&w.s, WALL + 130 * S_US, &seuils);
    signes_base_down(&w.s, WALL + 200 * S_US);
    signes_base_up(&w.s, WALL + 290 * S_US, &seuils);
    go(&w, 600, 3);
    assert_string_equal(list(&w), "base 100-130 base 200+");
    signes_looked(&w.s);
    signes_stored(&w.s);
    assert_string_equal(list(&w), "base 100-130 base 200-290");
    assert_true(w.all);
    end(&w);
}

/* Away when we began: since its last sign of life. */
static void test_base_before(void **state)
{
    struct world w;
    (void)state;
    begin(&w);
    signes_base_down(&w.s, WALL);
    signes_base_up(&w.s, WALL + 3 * S_US, &seuils);
    assert_string_equal(list(&w), "base 0-3");
    signes_base_since(&w.s, WALL + S_US, &seuils); /* later than our own beginning says nothing */
    assert_string_equal(list(&w), "base 0-3");
    end(&w);
    begin(&w);
    signes_base_down(&w.s, WALL);
    signes_base_up(&w.s, WALL + 3 * S_US, &seuils);
    signes_base_since(&w.s, WALL - 1800 * S_US, &seuils);
    assert_string_equal(list(&w), "base -1800+");
    signes_base_since(&w.s, WALL - 7200 * S_US, &seuils); /* once */
    assert_string_equal(list(&w), "base -1800+");
    end(&w);
}

/* What was told before our time: silent until it answers us; over, it is not told again. */
static void test_told(void **state)
{
    struct world w;
    (void)state;
    begin(&w);
    signes_silent(&w.s, "intake", WALL - 600 * S_US, ms(&w), us(&w));
    signes_silent(&w.s, "nobody", WALL - 600 * S_US, ms(&w), us(&w));
    for (int i = 0; i < 2; i++)
        signes_over(&w.s, SITUATION_DEMON, "validation", WALL - 900 * S_US, WALL - 800 * S_US, true, &seuils);
    assert_string_equal(list(&w), "intake -600+ validation -900--800");
    go(&w, 10, 3);
    signes_silent(&w.s, "intake", WALL - 600 * S_US, ms(&w), us(&w)); /* it answered */
    assert_string_equal(list(&w), "validation -900--800 intake -600+");
    end(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every), cmocka_unit_test(test_silent), cmocka_unit_test(test_short),
        cmocka_unit_test(test_all),   cmocka_unit_test(test_stall),  cmocka_unit_test(test_stall_first),
        cmocka_unit_test(test_base),  cmocka_unit_test(test_told),   cmocka_unit_test(test_base_before),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
