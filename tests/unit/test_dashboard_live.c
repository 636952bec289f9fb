/* The dashboard's live cache, what it withholds below Convergence, its forms and its phrases. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <cmocka.h>

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/cal.h"
#include "base/mem.h"
#include "dashboard/directory.h"
#include "dashboard/form.h"
#include "dashboard/live.h"
#include "dashboard/privacy.h"
#include "dashboard/words.h"

static struct definitions *defs;

static int setup(void **state)
{
    struct err e;
    (void)state;
    return definitions_load(definitions_folder(), &defs, &e);
}

static int teardown(void **state)
{
    (void)state;
    definitions_free(&defs);
    return 0;
}

static size_t slot_of(const char *code)
{
    const struct indicator *i = catalogue_find(defs->catalogue, code);
    assert_non_null(i);
    return i->slot;
}

/* Tells the file active of a chantier in a month. */
static int tell(struct live *l, const char *chantier, int32_t debut, int32_t today, int64_t active, int64_t known_us)
{
    int64_t *slots = mem_new_n(defs->catalogue->slots_n, sizeof *slots);
    struct buf bytes = {0};
    slots[slot_of("effectif.file_active")] = active;
    contribution_encode(slots, defs->catalogue->slots_n, &bytes);
    struct live_told t = {.scope = {.kind = SCOPE_CHANTIER},
                          .debut = debut,
                          .fin = cal_add_months(debut, 1) - 1,
                          .today = today,
                          .as_known_on_us = known_us,
                          .coverage = {1, 1, today},
                          .slots = (const unsigned char *)bytes.data,
                          .slots_len = bytes.len};
    snprintf(t.scope.code, sizeof t.scope.code, "%s", chantier);
    int rc = live_take(l, &t);
    buf_deinit(&bytes);
    free(slots);
    return rc;
}

static void test_live(void **state)
{
    const int32_t month = cal_day(2026, 11, 1), today = cal_day(2026, 11, 23), before = cal_day(2026, 10, 1),
                  next = cal_day(2026, 12, 1);
    const struct scope a = {SCOPE_CHANTIER, "A"};
    struct live l;
    (void)state;
    live_init(&l, defs);
    live_day(&l, today);
    assert_null(live_find(&l, &a, 0, month, cal_day(2026, 11, 30)));
    assert_int_equal(tell(&l, "A", month, today, 40, 1000), 1);
    assert_null(live_move(&l, 0)); /* what is heard first moves nothing */
    assert_int_equal(tell(&l, "A", month, today, 40, 2000), 0);
    uint64_t serial = l.serial;
    assert_int_equal(tell(&l, "A", month, today, 42, 3000), 1);
    assert_true(l.serial > serial);
    assert_int_equal(live_move(&l, 0)->delta, 2);
    assert_string_equal(live_move(&l, 0)->chantier, "A");
    assert_int_equal(tell(&l, "A", before, today, 7, 3000), 1);
    assert_int_equal(tell(&l, "A", before, today, 9, 4000), 1);
    assert_int_equal(l.moves_n, 1); /* the month of today tells it, and no other period again */
    assert_int_equal(tell(&l, "A", month, today, 11, 2500), 0); /* known earlier than what is there */
    const struct live_entry *x = live_find(&l, &a, 0, month, cal_day(2026, 11, 30));
    assert_non_null(x);
    assert_int_equal(x->slots[slot_of("effectif.file_active")], 42);
    for (int i = 0; i < 2 * LIVE_MOVES_MAX; i++)
        assert_int_equal(tell(&l, "B", month, today, i, 5000 + i), 1);
    assert_non_null(live_move(&l, LIVE_MOVES_MAX - 1));
    assert_null(live_move(&l, LIVE_MOVES_MAX));
    assert_null(live_find(&l, &a, 0, before, cal_day(2026, 10, 31))); /* told, but not live any more */
    assert_int_equal(tell(&l, "A", next, today, 43, 9000), 1);        /* aggregation's clock is ahead of ours */
    live_day(&l, next);
    assert_null(live_find(&l, &a, 0, month, cal_day(2026, 11, 30)));
    assert_int_equal(live_find(&l, &a, 0, next, cal_day(2026, 12, 31))->slots[slot_of("effectif.file_active")], 43);
    assert_int_equal(l.n, 1);
    assert_int_equal(tell(&l, "B", next, next, 5, 9000), 1);
    assert_int_equal(l.n, 2);
    struct live_told broken = {
        .scope = a, .debut = month, .fin = month, .slots = (const unsigned char *)"\xff", .slots_len = 1};
    assert_int_equal(live_take(&l, &broken), -1);
    live_deinit(&l);
}

static void test_privacy(void **state)
{
    const struct catalogue *all = defs->catalogue;
    int64_t *slots = mem_new_n(all->slots_n, sizeof *slots), *daily = mem_new_n(all->slots_n, sizeof *daily);
    bool *hidden = mem_new_n(all->indicators_n, sizeof *hidden);
    struct period named, free_period;
    struct err e;
    (void)state;
    assert_int_equal(period_parse("2026-T4", &named, &e), 0);
    assert_int_equal(period_parse("2026-10-02..2026-10-03", &free_period, &e), 0);
    const struct indicator *rqth = catalogue_find(all, "public.rqth"), *women = catalogue_find(all, "public.femmes"),
                           *active = catalogue_find(all, "effectif.file_active"),
                           *nationality = catalogue_find(all, "public.nationalite");
    assert_true(rqth->sensitive && nationality->sensitive && !women->sensitive);
    assert_int_equal(defs->numbers.secret_k, 11);
    static const struct {
        int64_t yes, people;
        bool hidden;
    } cases[] = {{0, 0, true},    {5, 10, true},  {0, 11, false},    {5, 400, true},   {395, 400, true},
                 {11, 22, false}, {11, 21, true}, {400, 400, false}, {100, 400, false}};
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        slots[rqth->slot] = cases[k].yes;
        slots[rqth->slot + 1] = cases[k].people;
        slots[nationality->slot] = cases[k].people; /* one key has the others */
        slots[nationality->slot + 2] = cases[k].yes;
        slots[nationality->slot + 3] = cases[k].people - cases[k].yes;
        privacy_hide(defs, &named, slots, hidden);
        assert_int_equal(hidden[rqth - all->indicators], cases[k].hidden);
        assert_int_equal(hidden[nationality - all->indicators], cases[k].hidden);
        assert_false(hidden[women - all->indicators]);
        assert_false(hidden[active - all->indicators]);
    }
    privacy_hide(defs, &free_period, slots, hidden);
    assert_true(hidden[women - all->indicators] && hidden[rqth - all->indicators]);
    assert_false(hidden[active - all->indicators]);
    privacy_hide(defs, &named, NULL, hidden);
    assert_true(hidden[rqth - all->indicators]);

    slots[active->slot] = 33;
    slots[women->slot] = 12;
    daily[rqth->slot] = 4;
    daily[rqth->slot + 1] = 90;
    daily[women->slot] = 1;
    privacy_freeze(defs, slots, daily);
    assert_int_equal(slots[rqth->slot], 4);
    assert_int_equal(slots[rqth->slot + 1], 90);
    assert_int_equal(slots[women->slot], 12);
    assert_int_equal(slots[active->slot], 33);
    privacy_freeze(defs, slots, NULL);
    assert_int_equal(slots[rqth->slot + 1], 0);
    assert_int_equal(slots[women->slot], 12);
    free(slots);
    free(daily);
    free(hidden);
}

/* A vector of figures, set by code. */
static void set_rate(int64_t *slots, const char *code, int64_t num, int64_t den)
{
    slots[slot_of(code)] = num;
    slots[slot_of(code) + 1] = den;
    slots[slot_of(code) + 2] = 0;
}

static bool is_hidden(const bool *hidden, const char *code)
{
    return hidden[catalogue_find(defs->catalogue, code) - defs->catalogue->indicators];
}

/* What is not marked sensitive tells what is: by whom it counts, and by what is left when another is taken off. */
static void test_privacy_doors(void **state)
{
    static const char *const telling[] = {"public.formation_origine",
                                          "public.origine_bac",
                                          "modalite.cp_sante",
                                          "modalite.cp_logement",
                                          "post.logement",
                                          "parcours.plus_24_mois_cvg"},
                             *const plain[] = {"effectif.file_active", "public.femmes",      "public.age_entree",
                                               "modalite.cp_emploi",   "qualite.completude", "post.emploi"};
    const struct catalogue *all = defs->catalogue;
    int64_t *slots = mem_new_n(all->slots_n, sizeof *slots);
    bool *hidden = mem_new_n(all->indicators_n, sizeof *hidden);
    struct period named;
    struct err e;
    (void)state;
    assert_int_equal(period_parse("2026-T4", &named, &e), 0);
    for (size_t k = 0; k < sizeof telling / sizeof *telling; k++) {
        assert_true(privacy_guards(catalogue_find(all, telling[k])));
        assert_false(privacy_guards(catalogue_find(all, plain[k])));
    }
    /* nearly everybody has the difficulty: those who have not are few */
    slots[slot_of("effectif.accompagnes")] = 40;
    static const struct {
        int64_t with;
        bool hidden;
    } cases[] = {{10, true}, {20, false}, {29, false}, {30, true}, {40, false}};
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        set_rate(slots, "modalite.cp_sante", 3, cases[k].with);
        privacy_hide(defs, &named, slots, hidden);
        assert_int_equal(is_hidden(hidden, "modalite.cp_sante"), cases[k].hidden);
    }
    /* one rate is a part of another: what lies between is few */
    set_rate(slots, "public.parcours_rue", 30, 60);
    set_rate(slots, "public.parcours_rue_2_ans", 25, 60);
    privacy_hide(defs, &named, slots, hidden);
    assert_false(is_hidden(hidden, "public.parcours_rue"));
    assert_true(is_hidden(hidden, "public.parcours_rue_2_ans"));
    set_rate(slots, "public.parcours_rue_2_ans", 15, 60);
    privacy_hide(defs, &named, slots, hidden);
    assert_false(is_hidden(hidden, "public.parcours_rue_2_ans"));
    /* different questions of the same people are none of each other */
    set_rate(slots, "public.rsa", 30, 60);
    set_rate(slots, "public.ass", 25, 60);
    privacy_hide(defs, &named, slots, hidden);
    assert_false(is_hidden(hidden, "public.rsa") || is_hidden(hidden, "public.ass"));
    privacy_blank(defs, slots, hidden);
    assert_int_equal(slots[slot_of("public.rsa")], 30);
    hidden[catalogue_find(all, "public.rsa") - all->indicators] = true;
    privacy_blank(defs, slots, hidden);
    assert_int_equal(slots[slot_of("public.rsa")] + slots[slot_of("public.rsa") + 1], 0);
    free(slots);
    free(hidden);
}

/* The total of a territory less the chantiers that are shown is what is withheld of the others. */
static void test_privacy_parts(void **state)
{
    enum { PARTS = 4 };
    static const struct {
        int64_t rates[PARTS][2]; /* num, den */
        bool hidden[PARTS];
    } cases[] = {
        {{{20, 40}, {20, 40}, {20, 40}, {20, 40}}, {false, false, false, false}},
        {{{20, 40}, {3, 40}, {15, 30}, {20, 40}}, {false, true, true, false}}, /* one more: the smallest */
        {{{20, 40}, {8, 40}, {9, 40}, {20, 40}}, {false, true, true, false}},  /* two make a cell of 17 */
        {{{20, 40}, {3, 9}, {4, 9}, {12, 30}}, {false, true, true, true}},
        {{{20, 40}, {0, 0}, {20, 40}, {20, 40}}, {false, true, false, false}}, /* nobody: nothing to tell */
        {{{3, 9}, {0, 0}, {0, 0}, {0, 0}}, {true, true, true, true}},
    };
    const struct catalogue *all = defs->catalogue;
    int64_t *slots[PARTS + 1];
    bool *hidden[PARTS + 1];
    struct period named;
    struct err e;
    (void)state;
    assert_int_equal(period_parse("2026-T4", &named, &e), 0);
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        for (size_t c = 0; c < PARTS; c++) {
            slots[c] = mem_new_n(all->slots_n, sizeof **slots);
            hidden[c] = mem_new_n(all->indicators_n, sizeof **hidden);
            set_rate(slots[c], "public.rqth", cases[k].rates[c][0], cases[k].rates[c][1]);
            privacy_hide(defs, &named, slots[c], hidden[c]);
        }
        slots[PARTS] = NULL; /* one of whom nothing is known */
        hidden[PARTS] = NULL;
        privacy_hide_parts(defs, slots, hidden, PARTS + 1);
        for (size_t c = 0; c < PARTS; c++) {
            assert_int_equal(is_hidden(hidden[c], "public.rqth"), cases[k].hidden[c]);
            assert_false(is_hidden(hidden[c], "public.femmes"));
            free(slots[c]);
            free(hidden[c]);
        }
    }
}

static void test_form(void **state)
{
    static const char body[] = "a=1&b=deux+mots&a=3&c&vide=&accent=%C3%A9&%62d=%26%3d";
    static const char *const broken[] = {"a=1&nul=x%00y", "a=1&latin=%E9", "a=1&%FF=2", "a=1&cut=%C3"};
    struct form f;
    (void)state;
    form_parse(&f, body, sizeof body - 1);
    assert_string_equal(form_get(&f, "a"), "1");
    assert_string_equal(form_get(&f, "b"), "deux mots");
    assert_string_equal(form_get(&f, "accent"), "é");
    assert_string_equal(form_get(&f, "bd"), "&=");
    assert_string_equal(form_get(&f, "vide"), "");
    assert_string_equal(form_get(&f, "absent"), "");
    assert_int_equal(f.n, 6);
    assert_false(f.broken);
    form_deinit(&f);
    for (size_t i = 0; i < sizeof broken / sizeof *broken; i++) {
        form_parse(&f, broken[i], strlen(broken[i]));
        assert_true(f.broken);
        assert_string_equal(form_get(&f, "a"), "");
        form_deinit(&f);
    }
    form_parse(&f, "", 0);
    assert_int_equal(f.n, 0);
    form_deinit(&f);
}

static void test_words(void **state)
{
    const int32_t today = cal_day(2026, 11, 23);
    static const struct {
        struct coverage c;
        const char *text;
    } cases[] = {
        {{68, 61, 0}, "61 chantiers sur\u00a068, le plus ancien export a 3\u00a0jours"},
        {{68, 0, CELL_NULL}, "0 chantier sur\u00a068"},
        {{2, 1, 2}, "1 chantier sur\u00a02, tous les exports sont d’hier"},
        {{1, 1, 3}, "export du jour"},
        {{1, 1, 2}, "export d’hier soir"},
        {{1, 1, -6}, "export d’il y a 9\u00a0jours"},
        {{1, 0, CELL_NULL}, "aucun export accepté"},
        {{2, 2, 3}, "2 chantiers sur\u00a02, tous les exports sont du jour"},
    };
    struct buf out = {0};
    (void)state;
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        struct coverage c = cases[k].c;
        if (c.oldest != CELL_NULL)
            c.oldest += today - 3;
        buf_reset(&out);
        words_coverage(&c, today, &out);
        assert_string_equal(buf_text(&out), cases[k].text);
    }
    buf_reset(&out);
    words_signed(-2, &out);
    words_instant(INT64_C(1795430520) * 1000000, &out); /* 2026-11-23T10:42:00Z */
    assert_string_equal(buf_text(&out), "−223/11/2026 à 11:42");
    buf_deinit(&out);
}

static void each(const char *id, const struct membership *m, void *arg)
{
    (void)m;
    buf_addf(arg, "%s ", id);
}

static void test_directory(void **state)
{
    const int32_t day = cal_day(2026, 11, 23);
    const struct scope nation = {.kind = SCOPE_NATION}, lille = {SCOPE_TERRITOIRE, "LIL"}, a = {SCOPE_CHANTIER, "A"},
                       nobody = {SCOPE_CHANTIER, "Z"};
    struct directory d = {0};
    struct buf out = {0};
    (void)state;
    reference_add_territoire(&d.reference, "LIL", "Lille", "", CELL_NULL);
    reference_add_territoire(&d.reference, "LYO", "Lyon", "", CELL_NULL);
    reference_add_ligne(&d.reference, "B", "LYO", INT32_MIN, INT32_MAX, 30);
    reference_add_ligne(&d.reference, "C", "LIL", INT32_MIN, INT32_MAX, 20);
    reference_add_ligne(&d.reference, "A", "LIL", INT32_MIN, day - 1, 10);
    reference_seal(&d.reference);
    directory_name(&d, "A", "Ancien nom");
    directory_name(&d, "A", "Magdala");
    directory_name(&d, "B", "");
    assert_string_equal(directory_chantier(&d, "A"), "Magdala");
    assert_string_equal(directory_chantier(&d, "B"), "B");
    assert_string_equal(directory_chantier(&d, "Z"), "Z");
    assert_string_equal(directory_label(&d, &lille), "Lille");
    assert_string_equal(directory_label(&d, &a), "Magdala");
    assert_true(directory_knows(&d, &a) && directory_knows(&d, &lille) && !directory_knows(&d, &nobody));
    assert_int_equal(directory_objectif(&d, &nation, day), 50);
    assert_int_equal(directory_objectif(&d, &lille, day - 1), 30);
    assert_int_equal(directory_objectif(&d, &a, day), CELL_NULL); /* it left */
    directory_chantiers(&d, NULL, day - 30, day, each, &out);
    directory_chantiers(&d, "LIL", day, day, each, &out);
    assert_string_equal(buf_text(&out), "A C B C ");
    buf_deinit(&out);
    directory_deinit(&d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_live),          cmocka_unit_test(test_privacy),
                                       cmocka_unit_test(test_privacy_doors), cmocka_unit_test(test_privacy_parts),
                                       cmocka_unit_test(test_form),          cmocka_unit_test(test_words),
                                       cmocka_unit_test(test_directory)};
    return cmocka_run_group_tests_name("dashboard_live", tests, setup, teardown);
}
