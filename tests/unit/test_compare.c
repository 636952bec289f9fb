/* A snapshot against the state in force: changes and counts, last good, withdrawals, unreadable keys, exits undone;
 * random nights. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <cmocka.h>

#include "programme_fixture.h"

static struct definitions *defs;
static struct buf text;
static int32_t monday, tuesday;

static int setup(void **state)
{
    (void)state;
    defs = fixture_definitions();
    monday = cal_day(2026, 11, 16);
    tuesday = monday + 1;
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    buf_deinit(&text);
    definitions_free(&defs);
    return 0;
}

/* Judges Tuesday's rows over Monday's; the caller frees what is kept in *st. */
static struct judgement *second_night(struct snapshot *then, struct snapshot *now, struct state **st)
{
    *st = snapshot_apply(defs, then, monday, NULL);
    struct submission options = {.today = tuesday, .waive_hold = true};
    struct judgement *j = snapshot_judge(defs, now, tuesday, *st, &options);
    must(j->verdict == VERDICT_ACCEPTED);
    snapshot_deinit(then);
    snapshot_deinit(now);
    return j;
}

static struct state *applied(const struct judgement *j, const struct state *st)
{
    struct submission s = {.definitions = defs, .situation = tuesday};
    return judgement_apply(j, &s, st);
}

/* Whether a parcours is in force, as "heures" or "heures!" where it counts as last good only, "-" where not. */
static const char *in_force(const struct state *st, const char *key)
{
    static struct buf b;
    const struct state_set *set = &st->sets[defs->salaries];
    long row = state_find(st, defs->salaries, key);
    buf_deinit(&b);
    if (row < 0)
        return "-";
    must(table_cell_text(&set->table, (size_t)row, (size_t)dataset_find_field(set->table.dataset, "heures_hebdo"), &b));
    buf_adds(&b, set->last_good[row] ? "!" : "");
    return buf_text(&b);
}

static void check_counts(const struct judgement *j, size_t added, size_t removed, size_t changed, size_t unchanged)
{
    assert_int_equal(j->added, added);
    assert_int_equal(j->removed, removed);
    assert_int_equal(j->changed, changed);
    assert_int_equal(j->unchanged, unchanged);
}

static void test_changes(void **state)
{
    (void)state;
    struct snapshot then = {0}, now = {0};
    struct state *st;
    parcours_range(&then, 1, 6, "");
    parcours(&now, "parcours_id=P1|salarie_id=S1");                        /* unchanged */
    parcours(&now, "parcours_id=P2|salarie_id=S2|heures_hebdo=30");        /* changed */
    parcours(&now, "parcours_id=P3|salarie_id=S3|heures_hebdo=31|sexe=X"); /* set aside: last good */
    parcours(&now, "parcours_id=P4|salarie_id=S4|date_entree=2026-11-18"); /* left for later: withdrawn */
    parcours(&now, "parcours_id=P7|salarie_id=S7|heures_hebdo=32");        /* added; P5 and P6 are withdrawn */
    parcours(&now, "parcours_id=P8|salarie_id=S8|date_entree=2026-11-18"); /* to come, never in force */
    parcours(&now, "parcours_id=P9|salarie_id=S9|sexe=X");                 /* set aside, never in force */
    struct judgement *j = second_night(&then, &now, &st);
    check_counts(j, 1, 3, 1, 2); /* with the accompagnant */
    buf_reset(&text);
    for (size_t i = 0; i < j->findings.n; i++)
        if (strcmp(j->findings.list[i].rule->code, "W-DISPARU") == 0)
            buf_addf(&text, "%s@%u ", j->findings.list[i].key, j->findings.list[i].line);
    assert_string_equal(buf_text(&text), "P4@0 P5@0 P6@0 ");
    struct state *after = applied(j, st);
    static const char *const wanted[] = {"26.00", "30.00", "26.00!", "-", "-", "-", "32.00", "-", "-"};
    for (int i = 0; i < 9; i++) {
        char key[16];
        snprintf(key, sizeof key, "P%d", i + 1);
        assert_string_equal(in_force(after, key), wanted[i]);
    }
    assert_int_equal(after->situation, tuesday);
    assert_int_equal(after->sets[defs->salaries].table.rows_n, 4);
    judgement_free(&j);
    /* given again as it was: good again, and nothing else moves */
    parcours_range(&now, 1, 1, "");
    parcours_range(&now, 2, 2, "heures_hebdo=30");
    parcours_range(&now, 3, 3, "");
    parcours_range(&now, 7, 7, "heures_hebdo=32");
    struct submission options = {.today = tuesday};
    j = snapshot_judge(defs, &now, tuesday, after, &options);
    check_counts(j, 0, 0, 0, 5);
    assert_int_equal(j->changes_n, 1);
    assert_int_equal(j->changes[0].kind, CHANGE_GOOD);
    assert_int_equal(count_findings(&j->findings, "I-RIEN", NULL), 1);
    struct state *good = applied(j, after);
    assert_string_equal(in_force(good, "P3"), "26.00");
    judgement_free(&j);
    state_free(&st);
    state_free(&after);
    state_free(&good);
    snapshot_deinit(&now);
}

/* A key in force that is given twice is set aside twice, and is one row in force: one change, or the database would
 * refuse it. */
static void test_doubled_key(void **state)
{
    (void)state;
    struct snapshot then = {0}, now = {0};
    struct state *st;
    parcours_range(&then, 1, 6, "");
    parcours_range(&now, 1, 6, "");
    parcours(&now, "parcours_id=P2|salarie_id=S2");
    struct judgement *j = second_night(&then, &now, &st);
    assert_int_equal(count_findings(&j->findings, "E-DOUBLON", NULL), 2);
    assert_int_equal(j->changes_n, 1);
    assert_int_equal(j->changes[0].kind, CHANGE_LAST_GOOD);
    judgement_free(&j);
    state_free(&st);
}

/* While a row's key cannot be read, the snapshot withdraws nothing. */
static void test_unreadable_key(void **state)
{
    (void)state;
    static const struct {
        const char *changes;
        size_t removed;
    } cases[] = {{"parcours_id=P 2", 0},
                 {"parcours_id=", 0},
                 {"parcours_id=NR", 0},
                 {"parcours_id=P2|sexe=X", 1},
                 {"parcours_id=P2|protection=AUCUNE;x", 1},
                 {"parcours_id=P 2|protection=AUCUNE;x", 0}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct snapshot then = {0}, now = {0};
        struct state *st;
        parcours_range(&then, 1, 3, "");
        parcours_range(&now, 1, 1, "");
        parcours(&now, cases[i].changes);
        struct judgement *j = second_night(&then, &now, &st);
        if (j->removed != cases[i].removed)
            fail_msg("%s: %zu removed", cases[i].changes, j->removed);
        judgement_free(&j);
        state_free(&st);
    }
}

static void test_exits_that_move(void **state)
{
    (void)state;
#define ENDED(day) "date_sortie=" day "|motif_sortie=CDI|bilan_sante=O"
    static const struct {
        const char *then, *now, *findings;
    } cases[] = {
        {"", "", "I-RIEN@0"},
        {"", ENDED("2026-11-17"), ""},
        {ENDED("2026-06-01"), "", "W-RETOUR/annulee@2:date_sortie"},
        {ENDED("2026-06-01"), ENDED("2026-07-02"), ""}, /* 31 days */
        {ENDED("2026-06-01"), ENDED("2026-07-03"), "W-RETOUR/deplacee@2:date_sortie"},
        {ENDED("2026-06-01"), ENDED("2026-05-01"), ""},
        {ENDED("2026-06-01"), ENDED("2026-04-30"), "W-RETOUR/deplacee@2:date_sortie"},
        /* read as open: the exit of the last snapshot is undone */
        {ENDED("2026-11-16"), ENDED("2026-11-18"), "W-RETOUR/annulee@2:date_sortie W-SORTIE-A-VENIR@2:date_sortie"},
        {ENDED("2026-11-17"), ENDED("2026-11-17"), ""}, /* was to come */
        /* over 730 days without a reason: told when it has just ended, not when it had ended before */
        {"date_entree=2024-01-01", "date_entree=2024-01-01|" ENDED("2026-11-17"), "W-PROLONGATION@2:prolongation"},
        {"date_entree=2024-01-01|" ENDED("2026-10-01"), "date_entree=2024-01-01|" ENDED("2026-10-01"), "I-RIEN@0"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct snapshot then = {0}, now = {0};
        struct state *st;
        parcours(&then, cases[i].then);
        parcours(&now, cases[i].now);
        struct judgement *j = second_night(&then, &now, &st);
        if (strcmp(findings_text(&j->findings, &text), cases[i].findings) != 0)
            fail_msg("case %zu: %s", i, buf_text(&text));
        judgement_free(&j);
        state_free(&st);
    }
    /* an ended parcours that is new: told when it ended after the last accepted situation date */
    static const struct {
        const char *exit;
        size_t told;
    } fresh[] = {{"2026-11-16", 0}, {"2026-11-17", 1}};
    for (size_t i = 0; i < 2; i++) {
        struct snapshot then = {0}, now = {0};
        struct state *st;
        char changes[200];
        parcours_range(&then, 1, 1, "");
        parcours_range(&now, 1, 1, "");
        snprintf(changes, sizeof changes, "date_entree=2024-01-01|date_sortie=%s|motif_sortie=CDI|bilan_sante=O",
                 fresh[i].exit);
        parcours_range(&now, 2, 2, changes);
        struct judgement *j = second_night(&then, &now, &st);
        assert_int_equal(count_findings(&j->findings, "W-PROLONGATION", NULL), fresh[i].told);
        judgement_free(&j);
        state_free(&st);
    }
}

/* Forty random nights: what is in force follows the rule row by row, as a list that keeps one number a key. */
static void test_random_nights(void **state)
{
    (void)state;
    enum { KEYS = 30 };
    int hours[KEYS] = {0}; /* 0: not in force */
    bool last_good[KEYS] = {0};
    uint64_t seed = 7;
    struct state *st = NULL;
    int32_t day = cal_day(2026, 1, 6);
    for (int night = 0; night < 40; night++, day++) {
        struct snapshot s = {0};
        bool listed[KEYS] = {0}, unreadable = draw(&seed, 6) == 0;
        size_t removed = 0, added = 0, changed = 0, unchanged = night ? 1 : 0; /* the accompagnant */
        int before[KEYS];
        memcpy(before, hours, sizeof before);
        for (int k = 0; k < KEYS; k++) {
            uint32_t what = draw(&seed, 10);
            char changes[160];
            if (what == 0)
                continue;
            listed[k] = true;
            int now = what < 3 || !hours[k] ? 20 + (int)draw(&seed, 3) : hours[k];
            snprintf(changes, sizeof changes, "parcours_id=K%d|salarie_id=K%d|heures_hebdo=%d%s", k, k, now,
                     what == 3 ? "|sexe=X" : "");
            parcours(&s, changes);
            if (what == 3) { /* set aside */
                last_good[k] = hours[k] != 0;
                continue;
            }
            added += !hours[k];
            changed += hours[k] && hours[k] != now;
            unchanged += hours[k] == now;
            hours[k] = now;
            last_good[k] = false;
        }
        if (unreadable)
            parcours(&s, "parcours_id=?");
        for (int k = 0; k < KEYS && !unreadable; k++)
            if (!listed[k] && hours[k]) {
                removed++;
                hours[k] = 0;
                last_good[k] = false;
            }
        struct submission options = {.today = day, .waive_hold = true};
        struct judgement *j = snapshot_judge(defs, &s, day, st, &options);
        check_counts(j, added + !night, removed, changed, unchanged);
        struct submission sub = {.definitions = defs, .situation = day};
        struct state *after = judgement_apply(j, &sub, st);
        for (int k = 0; k < KEYS; k++) {
            char key[16], wanted[16] = "-";
            snprintf(key, sizeof key, "K%d", k);
            if (hours[k])
                snprintf(wanted, sizeof wanted, "%d.00%s", hours[k], last_good[k] ? "!" : "");
            if (strcmp(in_force(after, key), wanted) != 0)
                fail_msg("night %d, %s: %s, not %s (before: %d)", night, key, in_force(after, key), wanted, before[k]);
        }
        judgement_free(&j);
        state_free(&st);
        st = after;
        snapshot_deinit(&s);
    }
    state_free(&st);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_changes),        cmocka_unit_test(test_doubled_key),
        cmocka_unit_test(test_unreadable_key), cmocka_unit_test(test_exits_that_move),
        cmocka_unit_test(test_random_nights),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
