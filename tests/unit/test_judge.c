/* Judging: what refuses, superseded, every hold rule at its edge, what changes in the state, and the identity of a
 * content. */
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

/* ---- what refuses ---- */

static struct judgement *judge_files(const struct submission_file *files, size_t n, enum reporter_kind kind)
{
    struct submission s = {
        .definitions = defs, .files = files, .files_n = n, .situation = monday, .today = monday, .reporter = kind};
    return judge(&s);
}

#define FILE_OF(file_name, content)                                                                                    \
    {                                                                                                                  \
        .name = (file_name), .bytes = (content), .len = sizeof(content) - 1                                            \
    }
#define ACCOMPAGNANTS "cip_ref;fonction;etp;date_debut\nC1;CIP;1;2020-01-01\n"
#define ACTIONS "action_id;date;champ;type\nA1;2026-03-01;EMPLOI;ATELIER\n"

static void test_files(void **state)
{
    (void)state;
    struct snapshot s = {0};
    parcours(&s, "");
    const struct submission_file salaries = {
        .name = "salaries.csv", .bytes = buf_text(&s.salaries), .len = s.salaries.len};
    const struct {
        struct submission_file files[4];
        size_t n;
        enum reporter_kind kind;
        enum verdict verdict;
        const char *findings;
    } cases[] = {
        {{salaries, FILE_OF("dossier\\Accompagnants_2026.CSV", ACCOMPAGNANTS)},
         2,
         REPORTER_CHANTIER,
         VERDICT_ACCEPTED,
         ""},
        {{salaries, FILE_OF("a/b/ÀCCOMPAGNANTS.csv", ACCOMPAGNANTS)}, 2, REPORTER_NONE, VERDICT_ACCEPTED, ""},
        {{salaries}, 1, REPORTER_CHANTIER, VERDICT_REFUSED, "E-JEU/manquant@0"},
        {{{0}}, 0, REPORTER_CHANTIER, VERDICT_REFUSED, "E-JEU/manquant@0 E-JEU/manquant@0"},
        {{salaries, FILE_OF("accompagnants.csv", ACCOMPAGNANTS), FILE_OF("accompagnants-2.csv", ACCOMPAGNANTS)},
         3,
         REPORTER_CHANTIER,
         VERDICT_REFUSED,
         "E-JEU/double@0"},
        {{salaries, FILE_OF("accompagnants.csv", ACCOMPAGNANTS), FILE_OF("notes.txt", "0612345678")},
         3,
         REPORTER_CHANTIER,
         VERDICT_ACCEPTED,
         "I-FICHIER@0"},
        {{salaries, FILE_OF("accompagnants.csv", ACCOMPAGNANTS), FILE_OF("a/.salaries.csv", "x"),
          FILE_OF("__MACOSX/salaries.csv", "x")},
         4,
         REPORTER_CHANTIER,
         VERDICT_ACCEPTED,
         ""},
        {{salaries, FILE_OF("accompagnants.csv", ACCOMPAGNANTS), FILE_OF("actions.csv", ACTIONS)},
         3,
         REPORTER_CHANTIER,
         VERDICT_ACCEPTED,
         "I-FICHIER@0"},
        {{salaries, {.name = "accompagnants.csv", .bytes = "", .trouble = "zip"}},
         2,
         REPORTER_CHANTIER,
         VERDICT_REFUSED,
         "E-FICHIER/zip@0 E-JEU/manquant@0"},
        {{FILE_OF("actions.csv", ACTIONS)}, 1, REPORTER_TERRITOIRE, VERDICT_ACCEPTED, ""},
        {{FILE_OF("actions.csv", ACTIONS)}, 1, REPORTER_NONE, VERDICT_ACCEPTED, ""},
        {{FILE_OF("actions.csv", ACTIONS), FILE_OF("accompagnants.csv", ACCOMPAGNANTS)},
         2,
         REPORTER_NONE,
         VERDICT_REFUSED,
         "I-FICHIER@0 E-JEU/manquant@0"},
        {{FILE_OF("autre.csv", ACTIONS)}, 1, REPORTER_TERRITOIRE, VERDICT_REFUSED, "E-JEU/aucun@0 I-FICHIER@0"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct judgement *j = judge_files(cases[i].files, cases[i].n, cases[i].kind);
        if (j->verdict != cases[i].verdict || strcmp(findings_text(&j->findings, &text), cases[i].findings) != 0)
            fail_msg("case %zu: %s, %s", i, verdict_name(j->verdict), buf_text(&text));
        judgement_free(&j);
    }
    snapshot_deinit(&s);
}

/* A name with somebody's address in it is told as any other, but not repeated. */
static void test_masked_names(void **state)
{
    (void)state;
    struct snapshot s = {0};
    parcours(&s, "");
    const struct submission_file files[] = {
        {.name = "salaries.csv", .bytes = buf_text(&s.salaries), .len = s.salaries.len},
        FILE_OF("accompagnants.csv", ACCOMPAGNANTS),
        FILE_OF("notes de a@b.fr.txt", "x"),
        {.name = "nuit.xlsx", .sheet = "pour a@b.fr", .bytes = "x\n", .len = 2},
        {.name = "nuit a@b.fr.xlsx", .bytes = "", .trouble = "xlsx"},
        FILE_OF("accompagnants de a@b.fr.csv", "\0"),
        FILE_OF("notes.txt", "x")};
    struct judgement *j = judge_files(files, 4, REPORTER_CHANTIER);
    assert_int_equal(j->verdict, VERDICT_ACCEPTED);
    assert_string_equal(findings_text(&j->findings, &text), "I-FICHIER@0 I-FICHIER/feuille@0");
    for (size_t i = 0; i < j->findings.n; i++) {
        assert_string_equal(j->findings.list[i].value, "***");
        assert_null(strchr(j->findings.list[i].message, '@'));
    }
    judgement_free(&j);
    j = judge_files(files, 7, REPORTER_CHANTIER);
    assert_int_equal(j->findings.n, 6);
    for (size_t i = 0; i < j->findings.n; i++) {
        const struct finding *f = &j->findings.list[i];
        assert_string_equal(f->value ? f->value : "none",
                            f->message && strstr(f->message, "notes.txt") ? "notes.txt" : "***");
    }
    judgement_free(&j);
    snapshot_deinit(&s);
}

/* However many lesser findings come first: a file that is cut off in a quote is refused, and never taken as a shorter
 * one. */
static void test_refusal_after_many(void **state)
{
    (void)state;
    struct snapshot s = {0};
    parcours_range(&s, 1, FINDINGS_LISTED_MAX + 50, "protection=X");
    buf_adds(&s.salaries, "\"cut");
    struct submission options = {.today = monday};
    struct judgement *j = snapshot_judge(defs, &s, monday, NULL, &options);
    assert_int_equal(j->verdict, VERDICT_REFUSED);
    assert_int_equal(count_findings(&j->findings, "E-FICHIER", "guillemet"), 1);
    judgement_free(&j);
    snapshot_deinit(&s);
}

static void test_refusals(void **state)
{
    (void)state;
    static const struct {
        struct submission options;
        int ahead; /* of today */
        const char *changes, *findings;
        enum verdict verdict;
    } cases[] = {
        {{0}, 1, "", "", VERDICT_ACCEPTED},
        {{0}, 2, "", "E-SITUATION@0", VERDICT_REFUSED},
        {{.unknown_reporter = true}, 0, "", "E-CHANTIER/inconnu@0", VERDICT_REFUSED},
        {{.not_member = true}, 0, "", "E-CHANTIER/non_membre@0", VERDICT_REFUSED},
        {{.not_member = true}, 2, "", "E-CHANTIER/non_membre@0 E-SITUATION@0", VERDICT_REFUSED},
        /* findings of rows are not told where the submission is refused */
        {{.not_member = true}, 0, "sexe=X", "E-CHANTIER/non_membre@0", VERDICT_REFUSED},
        /* E-IDENTITE alone, whatever else */
        {{.not_member = true}, 2, "salarie_id=0612345678|sexe=X", "E-IDENTITE/cellule@2:salarie_id", VERDICT_REFUSED},
        {{.rows_max = 2}, 0, "", "", VERDICT_ACCEPTED},
        {{.rows_max = 1}, 0, "", "E-FICHIER/lignes@1", VERDICT_REFUSED}, /* over both files */
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct snapshot s = {0};
        struct submission options = cases[i].options;
        options.today = monday - cases[i].ahead;
        parcours(&s, cases[i].changes);
        struct judgement *j = snapshot_judge(defs, &s, monday, NULL, &options);
        if (j->verdict != cases[i].verdict || strcmp(findings_text(&j->findings, &text), cases[i].findings) != 0)
            fail_msg("case %zu: %s, %s", i, verdict_name(j->verdict), buf_text(&text));
        bool identity = strstr(cases[i].findings, "E-IDENTITE");
        assert_int_equal(j->wiped, identity || strstr(cases[i].findings, "E-FICHIER"));
        assert_true(!identity || strcmp(j->findings.list[0].value, "***") == 0);
        assert_true(j->verdict == VERDICT_ACCEPTED || j->taken + j->aside + j->changes_n == 0);
        judgement_free(&j);
        snapshot_deinit(&s);
    }
}

static void test_digest(void **state)
{
    (void)state;
    /* name, 0, length on 8 bytes, bytes: computed with sha256sum */
    static const struct submission_file files[] = {FILE_OF("b.csv", "hello"), FILE_OF("a.csv", "")},
                                        swapped[] = {FILE_OF("a.csv", ""), FILE_OF("b.csv", "hello")};
    static const struct submission_file other[] = {FILE_OF("a.csv", "h"), FILE_OF("b.csv", "ello")};
    unsigned char one[32], two[32], three[32], none[32];
    char hex[65];
    submission_digest(files, 2, one);
    submission_digest(swapped, 2, two);
    submission_digest(other, 2, three);
    submission_digest(NULL, 0, none);
    assert_memory_equal(one, two, 32);
    assert_memory_not_equal(one, three, 32);
    for (size_t i = 0; i < 32; i++)
        snprintf(hex + 2 * i, 3, "%02x", one[i]);
    assert_string_equal(hex, "a85c54c0faa7177d2451652e5730dafbbca22ed11aa4dfdb1aa8ca65e5177e3b");
    for (size_t i = 0; i < 32; i++)
        snprintf(hex + 2 * i, 3, "%02x", none[i]);
    assert_string_equal(hex, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

/* ---- superseded ---- */

static void test_superseded(void **state)
{
    (void)state;
    struct snapshot s = {0}, bad = {0};
    parcours_range(&s, 1, 12, "");
    struct state *st = snapshot_apply(defs, &s, tuesday, NULL);
    struct submission outranked = {.today = tuesday, .outranked = true}, plain = {.today = tuesday};
    const struct {
        int32_t situation;
        const struct submission *options;
        enum verdict verdict;
    } cases[] = {{monday, &plain, VERDICT_SUPERSEDED},
                 {tuesday, &outranked, VERDICT_SUPERSEDED},
                 {tuesday, &plain, VERDICT_ACCEPTED}};
    for (size_t i = 0; i < 3; i++) {
        struct judgement *j = snapshot_judge(defs, &s, cases[i].situation, st, cases[i].options);
        assert_int_equal(j->verdict, cases[i].verdict);
        assert_int_equal(j->changes_n, 0);
        assert_int_equal(count_findings(&j->findings, "I-RIEN", NULL), cases[i].verdict == VERDICT_ACCEPTED);
        judgement_free(&j);
    }
    /* an older snapshot is never held, and keeps its findings; identity data refuse it all the same */
    parcours(&bad, "sexe=X");
    struct judgement *j = snapshot_judge(defs, &bad, monday, st, &plain);
    assert_int_equal(j->verdict, VERDICT_SUPERSEDED);
    assert_string_equal(findings_text(&j->findings, &text), "E-CODE@2:sexe");
    judgement_free(&j);
    parcours(&bad, "parcours_id=P2|cip_ref=0612345678");
    j = snapshot_judge(defs, &bad, monday, st, &plain);
    assert_int_equal(j->verdict, VERDICT_REFUSED);
    assert_true(j->wiped);
    judgement_free(&j);
    state_free(&st);
    snapshot_deinit(&s);
    snapshot_deinit(&bad);
}

/* ---- held ---- */

struct hold_case {
    const char *what;
    int before;           /* open parcours P1… in force on Monday, and C1 with 1 ETP */
    int from, to;         /* of them given on Tuesday */
    int new_from, new_to; /* new ones */
    int aside_to;         /* P1 to this are given with a fault */
    const char *etp;      /* of C1 on Tuesday */
    const char *held;     /* variants */
};

static void check_hold(const struct hold_case *c, bool waive)
{
    struct snapshot then = {0}, now = {0};
    parcours_range(&then, 1, c->before, "");
    struct state *st = snapshot_apply(defs, &then, monday, NULL);
    for (int i = c->from; i <= c->to; i++)
        parcours_range(&now, i, i, i <= c->aside_to ? "sexe=X" : "");
    parcours_range(&now, c->new_from, c->new_to, "");
    char change[32];
    snprintf(change, sizeof change, "etp=%s", c->etp);
    accompagnant(&now, change);
    struct submission options = {.today = tuesday, .waive_hold = waive};
    struct judgement *j = snapshot_judge(defs, &now, tuesday, st, &options);
    buf_reset(&text);
    for (size_t i = 0; i < j->findings.n; i++)
        if (strcmp(j->findings.list[i].rule->code, "E-RETENUE") == 0)
            buf_addf(&text, "%s%s", text.len ? " " : "", j->findings.list[i].rule->variant);
    bool broken = *c->held;
    if (j->verdict != (broken && !waive ? VERDICT_HELD : VERDICT_ACCEPTED) ||
        strcmp(buf_text(&text), waive ? "" : c->held) != 0)
        fail_msg("%s: %s, %s", c->what, verdict_name(j->verdict), buf_text(&text));
    assert_int_equal(j->hold_waived, broken && waive);
    judgement_free(&j);
    state_free(&st);
    snapshot_deinit(&then);
    snapshot_deinit(&now);
}

static void test_holds(void **state)
{
    (void)state;
    static const struct hold_case cases[] = {
        {"nothing moves", 20, 1, 20, 1, 0, 0, "1", ""},
        {"5 of 50 go: 10 %, not over", 50, 1, 45, 1, 0, 0, "1", ""},
        {"5 of 49 go: over 10 %", 49, 1, 44, 1, 0, 0, "1", "disparus"},
        {"4 of 12 go: under the least", 12, 1, 8, 1, 0, 0, "1", ""},
        {"6 of 50 go", 50, 1, 44, 1, 0, 0, "1", "disparus"},
        {"10 come to 20: 50 %, not over", 20, 1, 20, 101, 110, 0, "1", ""},
        {"10 come to 19", 19, 1, 19, 101, 110, 0, "1", "ajouts"},
        {"9 come to 5: under the least", 5, 1, 5, 101, 109, 0, "1", ""},
        {"10 come to none", 0, 1, 0, 101, 110, 0, "1", "ajouts"},
        {"40 are replaced by 40 others", 40, 1, 0, 101, 140, 0, "1", "disparus ajouts relistes"},
        /* 24 parcours and 1 accompagnant */
        {"5 of 25 rows aside: 20 %, not over", 24, 1, 24, 1, 0, 5, "1", ""},
        {"5 of 24 rows aside", 23, 1, 23, 1, 0, 5, "1", "ecartees"},
        {"4 of 13 rows aside: under the least", 12, 1, 12, 1, 0, 4, "1", ""},
        {"5 of 10 listed again: half, not under", 10, 1, 5, 1, 0, 0, "1", "disparus"},
        {"4 of 10 listed again", 10, 1, 4, 1, 0, 0, "1", "disparus relistes"},
        {"4 of 9: under the least", 9, 1, 4, 1, 0, 0, "1", "disparus"},
        {"set aside counts as listed, and is not withdrawn", 10, 1, 10, 1, 0, 10, "1", "ecartees"},
        {"ETP 1 to 0.5: half", 10, 1, 10, 1, 0, 0, "0,5", "etp"},
        {"ETP 1 to 0.51", 10, 1, 10, 1, 0, 0, "0,51", ""},
        {"ETP 1 to 1.5", 10, 1, 10, 1, 0, 0, "1,5", ""},
        {"ETP whose line is set aside goes on counting", 10, 1, 10, 1, 0, 0, "9", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        check_hold(&cases[i], false);
        check_hold(&cases[i], true);
    }
}

static void test_hold_details(void **state)
{
    (void)state;
    struct snapshot first = {0}, then = {0}, now = {0};
    /* only the share of rows set aside holds a first snapshot; what is left for later is not among them */
    parcours_range(&first, 1, 5, "sexe=X");
    parcours_range(&first, 6, 24, "");
    struct judgement *j = snapshot_judge(defs, &first, monday, NULL, NULL);
    assert_int_equal(j->verdict, VERDICT_ACCEPTED); /* 5 of 25 */
    judgement_free(&j);
    parcours_range(&first, 25, 25, "date_entree=2027-01-01");
    j = snapshot_judge(defs, &first, monday, NULL, NULL);
    assert_int_equal(j->verdict, VERDICT_ACCEPTED);
    assert_int_equal(j->left, 1);
    judgement_free(&j);
    snapshot_deinit(&first);
    parcours_range(&first, 1, 5, "sexe=X");
    parcours_range(&first, 6, 23, "");
    parcours_range(&first, 24, 60, "date_entree=2027-01-01");
    j = snapshot_judge(defs, &first, monday, NULL, NULL);
    assert_int_equal(j->verdict, VERDICT_HELD); /* 5 of 24 */
    assert_int_equal(count_findings(&j->findings, "E-RETENUE", NULL), 1);
    assert_non_null(strstr(j->findings.list[0].message, ": 5 de ses 24 lignes sont mises de côté (plus de 20 %)"));
    judgement_free(&j);

    /* ended parcours that leave the window are not withdrawn; ended ones that go do not count as open */
    parcours_range(&then, 1, 30, "date_entree=2024-03-01|date_sortie=2024-12-31|motif_sortie=CDI|bilan_sante=O");
    parcours_range(&then, 31, 40, "date_entree=2025-03-01|date_sortie=2025-06-30|motif_sortie=CDI|bilan_sante=O");
    parcours_range(&then, 41, 60, "");
    struct state *st = snapshot_apply(defs, &then, monday, NULL);
    parcours_range(&now, 41, 60, "");
    struct submission options = {.today = tuesday};
    j = snapshot_judge(defs, &now, tuesday, st, &options);
    assert_int_equal(j->verdict,
                     VERDICT_ACCEPTED); /* 20 of 30 earlier ones are listed again, none of the open ones goes */
    assert_int_equal(j->removed, 10);
    assert_int_equal(count_findings(&j->findings, "W-DISPARU", NULL), 10);
    judgement_free(&j);
    /* in 2025, the 30 of 2024 still belong in the window */
    state_free(&st);
    st = snapshot_apply(defs, &then, monday, NULL);
    st->situation = cal_day(2025, 12, 30);
    j = snapshot_judge(defs, &now, cal_day(2025, 12, 31), st, &options);
    assert_int_equal(j->removed, 40 + 20); /* and on that day the 20 are contracts to come */
    judgement_free(&j);
    state_free(&st);
    snapshot_deinit(&first);
    snapshot_deinit(&then);
    snapshot_deinit(&now);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_files),    cmocka_unit_test(test_masked_names),
        cmocka_unit_test(test_refusals), cmocka_unit_test(test_refusal_after_many),
        cmocka_unit_test(test_digest),   cmocka_unit_test(test_superseded),
        cmocka_unit_test(test_holds),    cmocka_unit_test(test_hold_details),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
