/* Rights of the dashboard: every role × every right, every role and perimeter × every scope × every period, written
 * out. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "base/cal.h"
#include "dashboard/rights.h"

#define D(m, d) cal_day(2026, (m), (d))
#define ALL INT32_MIN, INT32_MAX

static struct reference ref;

static int setup(void **state)
{
    (void)state;
    reference_add_territoire(&ref, "LYON", "Lyon", "FNDSA", cal_day(2020, 1, 1));
    reference_add_territoire(&ref, "RENNES", "Rennes", "FAS", D(3, 1));
    reference_add_ligne(&ref, "LYO1", "LYON", ALL, 40);
    reference_add_ligne(&ref, "REN1", "RENNES", ALL, 40);
    reference_add_ligne(&ref, "MOVED", "LYON", D(1, 1), D(6, 30), 20); /* then to Rennes */
    reference_add_ligne(&ref, "MOVED", "RENNES", D(7, 1), INT32_MAX, 30);
    reference_add_ligne(&ref, "LEFT", "LYON", D(1, 1), D(2, 28), 20);
    reference_seal(&ref);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    reference_deinit(&ref);
    return 0;
}

static struct viewer person(enum role role, const char *scope)
{
    struct viewer v = {.id = 1, .role = role};
    struct err e;
    assert_int_equal(scope_parse(scope, &v.scope, &e), 0);
    return v;
}

static struct viewer usual(enum role role)
{
    static const char *const scopes[ROLE_COUNT] = {"nation", "chantier:LYO1", "territoire:LYON",
                                                   "nation", "nation",        "nation"};
    return person(role, scopes[role]);
}

static bool listed(const char *list, const char *word)
{
    char padded[400], wanted[80];
    snprintf(padded, sizeof padded, " %s ", list);
    snprintf(wanted, sizeof wanted, " %s ", word);
    return strstr(padded, wanted) != NULL;
}

static void test_pages(void **state)
{
    (void)state;
    static const char *const names[RIGHT_COUNT] = {"none",    "account", "reports", "figures", "nation",
                                                   "deposit", "decide",  "edit",    "journal", "people"};
    static const char *const may[ROLE_COUNT] = {
        [ROLE_NONE] = "none",
        [ROLE_CHANTIER] = "none account reports figures deposit",
        [ROLE_COORDINATION] = "none account reports figures deposit decide",
        [ROLE_CONVERGENCE] = "none account reports figures nation decide edit journal",
        [ROLE_DGEFP] = "none account reports",
        [ROLE_OPERATEUR] = "none account reports figures nation deposit decide edit journal people",
    };
    for (enum role role = ROLE_NONE; role < ROLE_COUNT; role++)
        for (enum right right = RIGHT_NONE; right < RIGHT_COUNT; right++) {
            struct viewer v = usual(role);
            if (rights_see_page(&v, right) != listed(may[role], names[right]))
                fail_msg("%s, %s", role_name(role), names[right]);
            assert_int_equal(rights_see_page(NULL, right), right == RIGHT_NONE);
        }
}

static void test_reports(void **state)
{
    (void)state;
    for (enum role role = ROLE_NONE; role < ROLE_COUNT; role++) {
        struct viewer v = usual(role);
        assert_int_equal(rights_drafts(&v), role == ROLE_CONVERGENCE || role == ROLE_OPERATEUR);
        assert_int_equal(rights_report(&v), role == ROLE_CONVERGENCE);
    }
    assert_false(rights_drafts(NULL) || rights_report(NULL));
}

/* The scopes that somebody sees, by period; every other is refused. */
static void test_scopes(void **state)
{
    (void)state;
    static const char *const scopes[] = {"nation",         "operationnels", "territoire:LYON", "territoire:RENNES",
                                         "territoire:NIL", "chantier:LYO1", "chantier:REN1",   "chantier:MOVED",
                                         "chantier:LEFT",  "chantier:LYON", "chantier:RENNES", "chantier:NIL"};
#define EVERYTHING                                                                                                     \
    "nation operationnels territoire:LYON territoire:RENNES territoire:NIL chantier:LYO1 chantier:REN1 "               \
    "chantier:MOVED chantier:LEFT chantier:LYON chantier:RENNES chantier:NIL"
    const struct {
        enum role role;
        const char *scope;
        int32_t debut, fin;
        const char *sees;
    } cases[] = {
        {ROLE_OPERATEUR, "nation", D(1, 1), D(12, 31), EVERYTHING},
        {ROLE_CONVERGENCE, "nation", D(1, 1), D(12, 31), EVERYTHING},
        {ROLE_DGEFP, "nation", D(1, 1), D(12, 31), ""},
        {ROLE_NONE, "nation", D(1, 1), D(12, 31), ""},
        {ROLE_CHANTIER, "chantier:LYO1", D(1, 1), D(12, 31), "chantier:LYO1"},
        {ROLE_CHANTIER, "chantier:LEFT", D(10, 1), D(12, 31), "chantier:LEFT"},
        {ROLE_CHANTIER, "chantier:LYON", D(1, 1), D(12, 31), "chantier:LYON"},
        {ROLE_COORDINATION, "territoire:LYON", D(1, 1), D(12, 31),
         "territoire:LYON chantier:LYO1 chantier:MOVED chantier:LEFT chantier:LYON"},
        {ROLE_COORDINATION, "territoire:LYON", D(6, 30), D(6, 30),
         "territoire:LYON chantier:LYO1 chantier:MOVED chantier:LYON"},
        {ROLE_COORDINATION, "territoire:LYON", D(7, 1), D(7, 1), "territoire:LYON chantier:LYO1 chantier:LYON"},
        {ROLE_COORDINATION, "territoire:LYON", D(2, 28), D(3, 1),
         "territoire:LYON chantier:LYO1 chantier:MOVED chantier:LEFT chantier:LYON"},
        {ROLE_COORDINATION, "territoire:RENNES", D(1, 1), D(6, 30), "territoire:RENNES chantier:REN1 chantier:RENNES"},
        {ROLE_COORDINATION, "territoire:RENNES", D(1, 1), D(7, 1),
         "territoire:RENNES chantier:REN1 chantier:MOVED chantier:RENNES"},
        {ROLE_COORDINATION, "territoire:NIL", D(1, 1), D(12, 31), "territoire:NIL chantier:NIL"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct viewer v = person(cases[i].role, cases[i].scope);
        for (size_t k = 0; k < sizeof scopes / sizeof *scopes; k++) {
            struct viewer asked = person(ROLE_NONE, scopes[k]);
            bool sees = rights_see_scope(&v, &asked.scope, &ref, cases[i].debut, cases[i].fin);
            if (sees != listed(cases[i].sees, scopes[k]))
                fail_msg("case %zu: %s of %s, asked for %s", i, role_name(cases[i].role), cases[i].scope, scopes[k]);
            if (asked.scope.kind == SCOPE_CHANTIER)
                assert_int_equal(rights_see_reporter(&v, asked.scope.code, &ref, cases[i].debut, cases[i].fin), sees);
            assert_false(rights_see_scope(NULL, &asked.scope, &ref, cases[i].debut, cases[i].fin));
        }
        assert_false(rights_see_scope(&v, &(struct scope){0}, &ref, cases[i].debut, cases[i].fin));
    }
}

/* Of a period that goes on, only what has come: MOVED joins Rennes on 1 July. */
static void test_so_far(void **state)
{
    const struct {
        const char *territoire;
        int32_t debut, fin, today;
        bool sees;
    } cases[] = {
        {"territoire:RENNES", D(4, 1), D(9, 30), D(6, 30), false},
        {"territoire:RENNES", D(4, 1), D(9, 30), D(7, 1), true},
        {"territoire:RENNES", D(8, 1), D(9, 30), D(6, 30), false},
        {"territoire:LYON", D(4, 1), D(9, 30), D(12, 31), true},
        {"territoire:LYON", D(7, 1), D(9, 30), D(12, 31), false},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct viewer v = person(ROLE_COORDINATION, cases[i].territoire);
        struct scope s = {SCOPE_CHANTIER, "MOVED"};
        assert_int_equal(rights_see_so_far(&v, &s, &ref, cases[i].debut, cases[i].fin, cases[i].today), cases[i].sees);
    }
}

/* A role with the perimeter of another: nothing at all, whatever is asked. */
static void test_mismatch(void **state)
{
    (void)state;
    static const char *const scopes[] = {"nation", "operationnels", "territoire:LYON", "chantier:LYO1"};
    for (enum role role = ROLE_NONE; role < ROLE_COUNT; role++)
        for (size_t i = 0; i < 4; i++) {
            struct viewer v = person(role, scopes[i]);
            if (role_fits(role, &v.scope))
                continue;
            char home[RIGHTS_HOME_LEN];
            rights_home(&v, home);
            assert_string_equal(home, "/connexion");
            for (enum right right = RIGHT_NONE + 1; right < RIGHT_COUNT; right++)
                assert_false(rights_see_page(&v, right));
            for (size_t k = 0; k < 4; k++) {
                struct viewer asked = person(ROLE_NONE, scopes[k]);
                assert_false(rights_see_scope(&v, &asked.scope, &ref, ALL));
            }
            assert_false(rights_decide(&v, "LYO1", &ref, D(1, 1)));
            assert_false(rights_close(&v, "LYO1", &ref, D(1, 1)));
            assert_false(rights_deposit(&v, "LYO1", &ref));
            assert_true(rights_guarded(&v));
        }
}

#define EVERYBODY "LYO1 REN1 MOVED LEFT LYON RENNES"

static void test_acts(void **state)
{
    (void)state;
    static const char *const reporters[] = {"LYO1", "REN1", "MOVED", "LEFT", "LYON", "RENNES", "NIL"};
    const struct {
        enum role role;
        const char *scope;
        int32_t today;
        const char *decides, *deposits, *closes;
        bool guarded;
        const char *home;
    } cases[] = {
        {ROLE_OPERATEUR, "nation", D(8, 1), EVERYBODY " NIL", EVERYBODY, EVERYBODY, false, "/france"},
        {ROLE_CONVERGENCE, "nation", D(8, 1), EVERYBODY " NIL", "", EVERYBODY, false, "/france"},
        {ROLE_DGEFP, "nation", D(8, 1), "", "", "", true, "/rapports"},
        {ROLE_CHANTIER, "chantier:LYO1", D(8, 1), "", "LYO1", "LYO1", true, "/chantier/LYO1"},
        {ROLE_COORDINATION, "territoire:LYON", D(8, 1), "LYO1 LYON", "LYON", "LYO1 LYON", true, "/territoire/LYON"},
        {ROLE_COORDINATION, "territoire:LYON", D(6, 1), "LYO1 MOVED LYON", "LYON", "LYO1 MOVED LYON", true,
         "/territoire/LYON"},
        {ROLE_COORDINATION, "territoire:RENNES", D(8, 1), "REN1 MOVED RENNES", "RENNES", "REN1 MOVED RENNES", true,
         "/territoire/RENNES"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct viewer v = person(cases[i].role, cases[i].scope);
        char home[RIGHTS_HOME_LEN];
        for (size_t k = 0; k < sizeof reporters / sizeof *reporters; k++) {
            if (rights_decide(&v, reporters[k], &ref, cases[i].today) != listed(cases[i].decides, reporters[k]))
                fail_msg("case %zu decides on %s", i, reporters[k]);
            if (rights_close(&v, reporters[k], &ref, cases[i].today) != listed(cases[i].closes, reporters[k]))
                fail_msg("case %zu closes %s", i, reporters[k]);
            if (rights_deposit(&v, reporters[k], &ref) != listed(cases[i].deposits, reporters[k]))
                fail_msg("case %zu deposits for %s", i, reporters[k]);
            /* alerts: who decides silences too, and a chantier takes care of its own */
            bool silences = listed(cases[i].decides, reporters[k]);
            bool own = cases[i].role == ROLE_CHANTIER && listed(cases[i].closes, reporters[k]);
            if (rights_silence(&v, reporters[k], &ref, cases[i].today) != silences)
                fail_msg("case %zu silences %s", i, reporters[k]);
            if (rights_acknowledge(&v, reporters[k], &ref, cases[i].today) != (silences || own))
                fail_msg("case %zu takes care of %s", i, reporters[k]);
        }
        /* what is of the whole programme */
        bool all = v.role == ROLE_OPERATEUR || v.role == ROLE_CONVERGENCE;
        assert_int_equal(rights_acknowledge(&v, "", &ref, cases[i].today), all);
        assert_int_equal(rights_silence(&v, "", &ref, cases[i].today), all);
        assert_int_equal(rights_guarded(&v), cases[i].guarded);
        assert_int_equal(rights_drill(&v), !cases[i].guarded);
        rights_home(&v, home);
        assert_string_equal(home, cases[i].home);
    }
    char home[RIGHTS_HOME_LEN];
    rights_home(NULL, home);
    assert_string_equal(home, "/connexion");
    assert_false(rights_acknowledge(NULL, "LYO1", &ref, D(8, 1)) || rights_silence(NULL, "LYO1", &ref, D(8, 1)));
}

static void test_names(void **state)
{
    (void)state;
    for (enum role r = ROLE_NONE + 1; r < ROLE_COUNT; r++) {
        assert_int_equal(role_parse(role_name(r)), r);
        assert_true(*role_title(r));
    }
    assert_int_equal(role_parse(""), ROLE_NONE);
    assert_int_equal(role_parse("admin"), ROLE_NONE);
    assert_false(role_fits(ROLE_NONE, &(struct scope){0}));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_pages),    cmocka_unit_test(test_reports),
                                       cmocka_unit_test(test_scopes),   cmocka_unit_test(test_so_far),
                                       cmocka_unit_test(test_mismatch), cmocka_unit_test(test_acts),
                                       cmocka_unit_test(test_names)};
    return cmocka_run_group_tests(tests, setup, teardown);
}
