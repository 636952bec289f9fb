/* Perimeters: who counts where by overlapping lines, at the end, with which target; scopes; shares and coverage. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <cmocka.h>

#include "programme_fixture.h"
#include "programme/perimeter.h"

static struct definitions *defs;
static struct reference ref;

#define D(m, d) cal_day(2026, (m), (d))

static int setup(void **state)
{
    (void)state;
    defs = fixture_definitions();
    reference_add_territoire(&ref, "LYON", "Lyon", "FNDSA", cal_day(2020, 1, 1));
    reference_add_territoire(&ref, "RENNES", "Rennes", "FAS", D(3, 1));
    reference_add_territoire(&ref, "BREST", "Brest", "", CELL_NULL);
    reference_add_ligne(&ref, "C3", "RENNES", INT32_MIN, INT32_MAX, CELL_NULL);
    reference_add_ligne(&ref, "C2", "RENNES", D(7, 1), INT32_MAX, 30); /* moved; lines in any order */
    reference_add_ligne(&ref, "C2", "LYON", D(1, 1), D(6, 30), 20);
    reference_add_ligne(&ref, "C1", "LYON", D(2, 1), D(9, 30), 40);
    reference_add_ligne(&ref, "C4", "BREST", D(1, 1), D(1, 31), 5); /* left, and came back */
    reference_add_ligne(&ref, "C4", "BREST", D(11, 1), INT32_MAX, 6);
    reference_seal(&ref);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    reference_deinit(&ref);
    definitions_free(&defs);
    return 0;
}

static void test_membership(void **state)
{
    (void)state;
    const struct {
        const char *reporter;
        int32_t debut, fin;
        bool counts, at_end, coordination;
        const char *territoire;
        int32_t objectif;
    } cases[] = {
        {"C1", D(1, 1), D(1, 31), false, false, false, NULL, CELL_NULL},
        {"C1", D(1, 1), D(2, 1), true, true, false, "LYON", 40},
        {"C1", D(9, 30), D(9, 30), true, true, false, "LYON", 40},
        {"C1", D(9, 30), D(10, 1), true, false, false, "LYON",
         CELL_NULL}, /* counts whole, but is no member on the last day */
        {"C1", D(10, 1), D(10, 31), false, false, false, NULL, CELL_NULL},
        {"C1", D(1, 1), D(12, 31), true, false, false, "LYON", CELL_NULL},
        {"C2", D(1, 1), D(3, 31), true, true, false, "LYON", 20},
        {"C2", D(1, 1), D(6, 30), true, true, false, "LYON", 20},
        {"C2", D(6, 30), D(7, 1), true, true, false, "RENNES", 30}, /* the territory of the last line that overlaps */
        {"C2", D(1, 1), D(12, 31), true, true, false, "RENNES", 30},
        {"C3", D(1, 1), D(1, 1), true, true, false, "RENNES", CELL_NULL},
        {"C4", D(1, 1), D(10, 31), true, false, false, "BREST", CELL_NULL},
        {"C4", D(2, 1), D(10, 31), false, false, false, NULL, CELL_NULL},
        {"C4", D(1, 1), D(12, 31), true, true, false, "BREST", 6},
        {"C5", D(1, 1), D(12, 31), false, false, false, NULL, CELL_NULL},
        {"RENNES", D(1, 1), D(1, 31), true, true, true, "RENNES", CELL_NULL},
        {"Lyon", D(1, 1), D(1, 31), false, false, false, NULL, CELL_NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct membership m = reference_membership(&ref, cases[i].reporter, cases[i].debut, cases[i].fin);
        if (m.counts != cases[i].counts || m.at_end != cases[i].at_end || m.coordination != cases[i].coordination ||
            m.objectif != cases[i].objectif ||
            (m.counts && strcmp(ref.territoires[m.territoire].code, cases[i].territoire) != 0))
            fail_msg("case %zu: %d %d %d %s %d", i, m.counts, m.at_end, m.coordination,
                     ref.territoires[m.territoire].code, m.objectif);
    }
    assert_true(reference_knows(&ref, "C4") && reference_knows(&ref, "BREST"));
    assert_false(reference_knows(&ref, "C5") || reference_knows(&ref, "") || reference_knows(&ref, "C"));
}

static void test_scopes(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        enum scope_kind kind;
        const char *code;
    } good[] = {{"nation", SCOPE_NATION, ""},
                {"operationnels", SCOPE_OPERATIONNELS, ""},
                {"territoire:LYON", SCOPE_TERRITOIRE, "LYON"},
                {"chantier:LYO-1", SCOPE_CHANTIER, "LYO-1"}};
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        struct scope s;
        struct err e = {0};
        struct buf b = {0};
        assert_int_equal(scope_parse(good[i].text, &s, &e), 0);
        assert_int_equal(s.kind, good[i].kind);
        assert_string_equal(s.code, good[i].code);
        scope_format(&s, &b);
        assert_string_equal(buf_text(&b), good[i].text);
        buf_deinit(&b);
    }
    static const char *const bad[] = {"",
                                      "Nation",
                                      "territoire:",
                                      "territoire",
                                      "chantier:",
                                      "nationale",
                                      " nation",
                                      "chantier:1234567890123456789012345678901234567890123456789012345678901234"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct scope s;
        struct err e = {0};
        assert_int_equal(scope_parse(bad[i], &s, &e), -1);
        assert_int_equal(e.code, ERR_USAGE);
    }
}

/* Which reporters each scope takes in, in a period from a day on. */
static const char *included(const char *scope, int32_t debut, int32_t fin)
{
    static char out[64];
    static const char *const reporters[] = {"C1", "C2", "C3", "C4", "C5", "LYON", "RENNES", "BREST"};
    struct scope s;
    struct err e;
    must(scope_parse(scope, &s, &e) == 0);
    out[0] = 0;
    for (size_t i = 0; i < sizeof reporters / sizeof reporters[0]; i++) {
        struct membership m = reference_membership(&ref, reporters[i], debut, fin);
        if (scope_includes(&s, &ref, reporters[i], &m, debut))
            snprintf(out + strlen(out), sizeof out - strlen(out), "%s ", reporters[i]);
    }
    return out;
}

static void test_included(void **state)
{
    (void)state;
    const struct {
        const char *scope;
        int32_t debut, fin;
        const char *reporters;
    } cases[] = {
        {"nation", D(1, 1), D(12, 31), "C1 C2 C3 C4 LYON RENNES BREST "},
        {"nation", D(10, 1), D(10, 31), "C2 C3 LYON RENNES BREST "},
        {"territoire:LYON", D(1, 1), D(3, 31), "C1 C2 LYON "},
        {"territoire:LYON", D(1, 1), D(12, 31), "C1 LYON "},
        {"territoire:RENNES", D(1, 1), D(12, 31), "C2 C3 RENNES "},
        {"territoire:X", D(1, 1), D(12, 31), ""},
        {"chantier:C2", D(1, 1), D(12, 31), "C2 "},
        {"chantier:LYON", D(1, 1), D(12, 31), ""},
        {"chantier:C1", D(10, 1), D(12, 31), ""},
        {"operationnels", D(1, 1), D(12, 31), "C1 LYON "}, /* Rennes was launched on 1 March, Brest nobody knows */
        {"operationnels", D(3, 1), D(12, 31), "C1 C2 C3 LYON RENNES "},
        {"operationnels", D(2, 28), D(3, 31), "C1 C2 LYON "},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        if (strcmp(included(cases[i].scope, cases[i].debut, cases[i].fin), cases[i].reporters) != 0)
            fail_msg("case %zu: %s", i, included(cases[i].scope, cases[i].debut, cases[i].fin));
}

static int64_t *slot(int64_t *values, const char *code, size_t programme)
{
    return values + programme * defs->catalogue->slots_n + catalogue_find(defs->catalogue, code)->slot;
}

static void test_shares(void **state)
{
    (void)state;
    size_t n = contribution_len(defs);
    int64_t *contribution = mem_new_n(n, sizeof *contribution), *share = mem_new_n(n, sizeof *share);
    for (size_t p = 0; p < 3; p++) {
        *slot(contribution, "effectif.file_active", p) = p == 0 ? 30 : p == 1 ? 22 : 8;
        *slot(contribution, "effectif.accompagnes", p) = p == 2 ? 0 : 40;
        *slot(contribution, "effectif.etp_accompagnement", p) = 175;
        *slot(contribution, "effectif.etp_salaries", p) = 78000;
        *slot(contribution, "effectif.sorties", p) = 3;
    }
    struct reporter_facts facts = {.situation = D(11, 20), .rows_read = 154, .rows_set_aside = 3};
    struct membership m = {.counts = true, .at_end = true, .objectif = 40};
    perimeter_share(defs, &m, &facts, contribution, D(11, 20), share);
    static const struct {
        const char *code;
        int64_t num[3], den[3];
    } wanted[] = {
        {"effectif.chantiers", {1, 1, 0}, {-1, -1, -1}},         {"effectif.charge_cip", {30, 22, 8}, {175, 175, 175}},
        {"effectif.objectif", {30, 22, 8}, {40, 40, 40}},        {"qualite.remontee", {1, 1, 1}, {1, 1, 1}},
        {"qualite.lignes_ecartees", {3, 3, 3}, {154, 154, 154}}, {"effectif.file_active", {30, 22, 8}, {-1, -1, -1}},
        {"effectif.sorties", {3, 3, 3}, {-1, -1, -1}},
    };
    for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++)
        for (size_t p = 0; p < 3; p++) {
            assert_int_equal(slot(share, wanted[i].code, p)[0], wanted[i].num[p]);
            if (wanted[i].den[p] >= 0)
                assert_int_equal(slot(share, wanted[i].code, p)[1], wanted[i].den[p]);
        }

    /* not a member on the last day: no file active, no ETP, no target; entries and exits count */
    m.at_end = false;
    m.objectif = CELL_NULL;
    perimeter_share(defs, &m, &facts, contribution, D(11, 23), share);
    static const char *const at_end[] = {"effectif.file_active", "effectif.etp_salaries", "effectif.etp_accompagnement",
                                         "effectif.charge_cip", "effectif.objectif"};
    for (size_t i = 0; i < sizeof at_end / sizeof at_end[0]; i++)
        for (size_t v = 0; v < catalogue_find(defs->catalogue, at_end[i])->slots_n; v++)
            assert_int_equal(slot(share, at_end[i], 0)[v], 0);
    assert_int_equal(*slot(share, "effectif.sorties", 0), 3);
    assert_int_equal(*slot(share, "effectif.chantiers", 0), 1);
    assert_int_equal(slot(share, "qualite.remontee", 0)[0], 0); /* the last night is later */
    assert_int_equal(slot(share, "qualite.remontee", 0)[1], 1);

    /* without a target, without ETP: neither ratio; never reported: expected, and nothing else */
    m.at_end = true;
    *slot(contribution, "effectif.etp_accompagnement", 1) = 0;
    perimeter_share(defs, &m, &facts, contribution, D(11, 20), share);
    assert_int_equal(slot(share, "effectif.charge_cip", 1)[0], 0);
    assert_int_equal(slot(share, "effectif.objectif", 1)[0], 0);
    facts = (struct reporter_facts){.situation = CELL_NULL};
    perimeter_share(defs, &m, &facts, NULL, D(11, 20), share);
    assert_int_equal(slot(share, "qualite.remontee", 0)[0], 0);
    assert_int_equal(slot(share, "qualite.remontee", 0)[1], 1);
    assert_int_equal(*slot(share, "effectif.chantiers", 0), 0);

    /* a coordination is no chantier; who is no member has no share */
    m.coordination = true;
    perimeter_share(defs, &m, &facts, contribution, D(11, 20), share);
    assert_int_equal(slot(share, "qualite.remontee", 0)[1], 0);
    m.counts = false;
    perimeter_share(defs, &m, &facts, contribution, D(11, 20), share);
    for (size_t i = 0; i < n; i++)
        assert_int_equal(share[i], 0);
    free(contribution);
    free(share);
}

static void test_coverage(void **state)
{
    (void)state;
    struct coverage c = {0};
    static const struct {
        bool counts, coordination, reported;
        int day;
    } reporters[] = {{true, false, true, 20}, {true, false, false, 0}, {true, true, true, 1},
                     {false, false, true, 1}, {true, false, true, 18}, {true, false, true, 19}};
    for (size_t i = 0; i < sizeof reporters / sizeof reporters[0]; i++) {
        struct membership m = {.counts = reporters[i].counts, .coordination = reporters[i].coordination};
        struct reporter_facts f = {.situation = reporters[i].reported ? D(11, reporters[i].day) : CELL_NULL};
        coverage_add(&c, &m, &f);
    }
    assert_int_equal(c.expected, 4);
    assert_int_equal(c.counted, 3);
    assert_int_equal(c.oldest, D(11, 18));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_membership), cmocka_unit_test(test_scopes),   cmocka_unit_test(test_included),
        cmocka_unit_test(test_shares),     cmocka_unit_test(test_coverage),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
