/* Rules between cells and rows: exits, dates, doubles, overlaps against every pair, warnings of open and ended
 * parcours. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <cmocka.h>

#include "programme_fixture.h"
#include "programme/rules.h"

static struct definitions *defs;
static struct buf text;

static int setup(void **state)
{
    (void)state;
    defs = fixture_definitions();
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    buf_deinit(&text);
    definitions_free(&defs);
    return 0;
}

/* The findings of a first snapshot of one parcours (line 2) and the accompagnant C1, situation 2026-11-20. */
static void check_parcours(const char *changes, const char *accompagnants, const char *findings)
{
    struct snapshot s = {0};
    parcours(&s, changes);
    accompagnant(&s, accompagnants);
    struct judgement *j = snapshot_judge(defs, &s, cal_day(2026, 11, 20), NULL, NULL);
    if (strcmp(findings_text(&j->findings, &text), findings) != 0)
        fail_msg("%s: %s, not %s", changes, buf_text(&text), findings);
    assert_int_equal(j->aside, findings[0] == 'E' || strstr(findings, " E-") ? 1 : 0);
    judgement_free(&j);
    snapshot_deinit(&s);
}

static void test_exit(void **state)
{
    (void)state;
    static const struct {
        const char *changes, *findings;
    } cases[] = {
        {"", ""},
        {"date_sortie=2026-06-30|motif_sortie=CDI|habitat_sortie=CHU", ""},
        {"date_sortie=2026-06-30|motif_sortie=3|habitat_sortie=CHU", ""},
        {"date_sortie=2026-06-30", "E-SORTIE/date_sans_motif@2:motif_sortie"},
        {"date_sortie=2026-06-30|motif_sortie=NR", "E-SORTIE/date_sans_motif@2:motif_sortie"},
        {"motif_sortie=CDI", "E-SORTIE/motif_sans_date@2:date_sortie"},
        {"motif_sortie=CDI|date_sortie=nr", "E-SORTIE/motif_sans_date@2:date_sortie"},
        {"motif_sortie=NR|date_sortie=NR", ""},
        {"date_sortie=2026-06-30|motif_sortie=PARTI", "E-CODE@2:motif_sortie"},
        {"date_sortie=30 juin|motif_sortie=CDI", "E-TYPE/date@2:date_sortie"},
        {"date_sortie=30 juin|motif_sortie=PARTI", "E-TYPE/date@2:date_sortie E-CODE@2:motif_sortie"},
        {"date_sortie=2026-01-04|motif_sortie=CDI", "E-DATES@2:date_sortie"},
        {"date_sortie=2026-01-05|motif_sortie=CDI|habitat_sortie=CHU", ""},
        {"date_sortie=2026-01-04", "E-DATES@2:date_sortie E-SORTIE/date_sans_motif@2:motif_sortie"},
        {"date_sortie=2026-01-04|motif_sortie=CDI|date_entree=hier", "E-TYPE/date@2:date_entree"},
        /* the day itself is past, the next day is to come: read as open, so no empty exit, and the cip is looked at */
        {"date_sortie=2026-11-20|motif_sortie=CDI", "W-EXIT-VIDE@2:habitat_sortie"},
        {"date_sortie=2026-11-21|motif_sortie=CDI", "W-SORTIE-A-VENIR@2:date_sortie"},
        {"date_sortie=2026-11-21|motif_sortie=CDI|cip_ref=C9",
         "W-CIP/inconnu@2:cip_ref W-SORTIE-A-VENIR@2:date_sortie"},
        {"date_sortie=2026-11-21", "E-SORTIE/date_sans_motif@2:motif_sortie"},
        {"date_fin_prevue=2026-01-04", "W-CELLULE/fin_prevue@2:date_fin_prevue"},
        {"date_fin_prevue=2026-01-05", "W-FIN-DEPASSEE@2:date_fin_prevue"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        check_parcours(cases[i].changes, "", cases[i].findings);
}

static void test_warnings(void **state)
{
    (void)state;
    static const struct {
        const char *changes, *accompagnants, *findings;
    } cases[] = {
        {"date_fin_prevue=2026-11-05", "", ""}, /* 15 days ago */
        {"date_fin_prevue=2026-11-04", "", "W-FIN-DEPASSEE@2:date_fin_prevue"},
        {"date_fin_prevue=2026-01-31|date_sortie=2026-02-01|motif_sortie=CDI|rqth_obtenue=N", "", ""},
        {"date_sortie=2026-02-01|motif_sortie=CDI", "", "W-EXIT-VIDE@2:habitat_sortie"},
        {"date_sortie=2026-02-01|motif_sortie=CDI|habitat_sortie=NR", "", "W-EXIT-VIDE@2:habitat_sortie"},
        {"date_sortie=2026-02-01|motif_sortie=CDI|bilan_sante=O", "", ""},
        {"cip_ref=", "", ""},
        {"cip_ref=C2", "", "W-CIP/inconnu@2:cip_ref"},
        {"cip_ref=c1", "", "W-CIP/inconnu@2:cip_ref"}, /* case matters */
        {"", "date_fin=2026-11-20", ""},
        {"", "date_fin=2026-11-19", "W-CIP/hors_poste@2:cip_ref"},
        {"", "date_debut=2026-11-20", ""},
        {"", "date_debut=2026-11-21", "W-CIP/hors_poste@2:cip_ref"},
        {"date_sortie=2026-02-01|motif_sortie=CDI|bilan_sante=O|cip_ref=C9", "", ""}, /* ended */
        {"date_entree=2024-11-20", "", ""},                                           /* 730 days */
        {"date_entree=2024-11-19", "", "W-PROLONGATION@2:prolongation"},
        {"date_entree=2024-11-19|prolongation=AUCUNE", "", "W-PROLONGATION@2:prolongation"},
        {"date_entree=2024-11-19|prolongation=NR", "", "W-PROLONGATION@2:prolongation"},
        {"date_entree=2024-11-19|prolongation=RQTH", "", ""},
        {"date_entree=2021-11-20|prolongation=RQTH", "", ""}, /* 1826 days */
        {"date_entree=2021-11-19|prolongation=RQTH", "", "W-PROLONGATION/maximum@2:prolongation"},
        {"date_entree=2020-01-01|date_sortie=2026-02-01|motif_sortie=CDI|bilan_sante=O", "", ""}, /* a first snapshot */
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        check_parcours(cases[i].changes, cases[i].accompagnants, cases[i].findings);
}

static void test_doubles(void **state)
{
    (void)state;
    struct snapshot s = {0};
    parcours(&s, "parcours_id=A|salarie_id=1");
    parcours(&s, "parcours_id=B|salarie_id=2");
    parcours(&s, "parcours_id=A|salarie_id=3");
    parcours(&s, "parcours_id=a|salarie_id=4");                        /* case matters */
    parcours(&s, "parcours_id=C|salarie_id=5|date_entree=2027-01-01"); /* to come: bears its key, no finding */
    parcours(&s, "parcours_id=C|salarie_id=6");
    parcours(&s, "parcours_id=D|salarie_id=7|sexe=X"); /* aside already: told as well */
    parcours(&s, "parcours_id=D|salarie_id=8");
    parcours(&s, "parcours_id=E|salarie_id=9");
    good_row(&s.salaries, good_parcours, GOOD_PARCOURS_N,
             "parcours_id=E|protection=AUCUNE;beyond"); /* E-LIGNE: no other finding */
    parcours(&s, "parcours_id= |salarie_id=10");        /* without a key */
    parcours(&s, "parcours_id= |salarie_id=11");
    accompagnant(&s, "");
    accompagnant(&s, "date_debut=01/01/2020"); /* the same key, written otherwise */
    accompagnant(&s, "date_debut=2020-01-02");
    struct judgement *j = snapshot_judge(defs, &s, cal_day(2026, 11, 20), NULL, NULL);
    assert_string_equal(
        findings_text(&j->findings, &text),
        "E-RETENUE/ecartees@0 "
        "E-DOUBLON@2:cip_ref E-DOUBLON@3:cip_ref "
        "E-DOUBLON/parcours@2:parcours_id E-DOUBLON/parcours@4:parcours_id I-A-VENIR@6:date_entree E-DOUBLON/parcours@7:parcours_id "
        "E-DOUBLON/parcours@8:parcours_id E-CODE@8:sexe E-DOUBLON/parcours@9:parcours_id E-DOUBLON/parcours@10:parcours_id E-LIGNE@11 "
        "E-REQUIS@12:parcours_id E-REQUIS@13:parcours_id");
    assert_int_equal(j->left, 1);
    assert_int_equal(j->aside, 11);
    assert_int_equal(j->taken, 3);
    judgement_free(&j);
    snapshot_deinit(&s);
}

/* A.entree < B.sortie and B.entree < A.sortie, no exit = never ends, over every pair of the rows that nothing else set
 * aside. */
static void test_overlaps(void **state)
{
    (void)state;
    uint64_t seed = 20261122;
    size_t told = 0, spared = 0;
    for (int round = 0; round < 400; round++) {
        struct stay {
            int person, programme, entry, exit; /* exit 99: none */
            bool aside;
        } stays[12];
        struct snapshot s = {0};
        size_t n = 2 + draw(&seed, 11);
        int persons = 1 + (int)draw(&seed, 3), span = 2 + (int)draw(&seed, 24);
        for (size_t i = 0; i < n; i++) {
            struct stay *t = &stays[i];
            char changes[300], exit[60] = "";
            t->person = (int)draw(&seed, (uint32_t)persons);
            t->programme = draw(&seed, 5) == 0;
            t->entry = 1 + (int)draw(&seed, (uint32_t)span);
            t->exit = draw(&seed, 4) == 0 ? 99 : t->entry + (int)draw(&seed, 5);
            t->aside = draw(&seed, 8) == 0;
            if (t->exit != 99) /* November: exits after the 20th are to come, and overlap as sent */
                snprintf(exit, sizeof exit, "date_sortie=2026-11-%02d|motif_sortie=CDI|bilan_sante=N", t->exit % 31);
            snprintf(changes, sizeof changes,
                     "parcours_id=P%zu|salarie_id=S%d|programme=%s|date_entree=2026-11-%02d|sexe=%s%s%s", i, t->person,
                     t->programme ? "PHC" : "CVG", t->entry, t->aside ? "X" : "F", *exit ? "|" : "", exit);
            t->aside = t->aside || t->entry > 20; /* left for later */
            parcours(&s, changes);
        }
        struct judgement *j = snapshot_judge(defs, &s, cal_day(2026, 11, 20), NULL, NULL);
        for (size_t i = 0; i < n; i++) {
            bool overlaps = false, found = false;
            const struct stay *a = &stays[i];
            for (size_t k = 0; k < n; k++) {
                const struct stay *b = &stays[k];
                overlaps = overlaps || (k != i && !a->aside && !b->aside && a->person == b->person &&
                                        a->programme == b->programme && a->entry < b->exit && b->entry < a->exit);
            }
            for (size_t k = 0; k < j->findings.n; k++)
                found = found || (j->findings.list[k].line == i + 2 &&
                                  strcmp(j->findings.list[k].rule->code, "E-CHEVAUCHEMENT") == 0);
            if (overlaps != found)
                fail_msg("round %d, stay %zu: %d instead of %d\n%s", round, i, found, overlaps, buf_text(&s.salaries));
            told += overlaps;
            spared += !overlaps;
        }
        judgement_free(&j);
        snapshot_deinit(&s);
    }
    assert_true(told > 500 && spared > 500); /* both happen */
}

static void test_etp(void **state)
{
    (void)state;
    struct snapshot s = {0};
    accompagnant(&s, "cip_ref=A|etp=0,80");
    accompagnant(&s, "cip_ref=B|etp=0,25|date_debut=2026-03-01|date_fin=2026-03-31");
    accompagnant(&s, "cip_ref=C|etp=1.5|date_debut=2026-03-31");
    struct judgement *j = snapshot_judge(defs, &s, cal_day(2026, 11, 20), NULL, NULL);
    const struct table *t = &j->sheets[defs->accompagnants].table;
    static const struct {
        int month, day, hundredths;
    } cases[] = {{2, 28, 80}, {3, 1, 105}, {3, 30, 105}, {3, 31, 255}, {4, 1, 230}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_int_equal(rules_etp(defs, t, cal_day(2026, cases[i].month, cases[i].day), NULL, NULL),
                         cases[i].hundredths);
    assert_int_equal(rules_etp(defs, t, cal_day(2019, 12, 31), NULL, NULL), 0);
    judgement_free(&j);
    snapshot_deinit(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_exit),     cmocka_unit_test(test_warnings), cmocka_unit_test(test_doubles),
        cmocka_unit_test(test_overlaps), cmocka_unit_test(test_etp),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
