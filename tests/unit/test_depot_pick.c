/* What the names of dropped files tell, and which of them make a submission: rest, days, missing files, archives. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <cmocka.h>

#include "base/text.h"
#include "depot/pick.h"
#include "programme_fixture.h"

static struct definitions *defs;

static int setup(void **state)
{
    (void)state;
    defs = fixture_definitions();
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    definitions_free(&defs);
    return 0;
}

static void test_kinds(void **state)
{
    static const struct {
        const char *name;
        enum name_kind kind;
    } rows[] = {{"salaries.csv", NAME_FILE},
                {"Salariés 2026.CSV", NAME_FILE},
                {"notes.txt", NAME_FILE},
                {"export.zip", NAME_ALONE},
                {"Classeur.XLSX", NAME_ALONE},
                {"salaries.csv.part", NAME_GROWING},
                {"salaries.csv.FilePart", NAME_GROWING},
                {"x.tmp", NAME_GROWING},
                {".salaries.csv", NAME_GROWING},
                {"~$classeur.xlsx", NAME_GROWING},
                {"salaries_retour.csv", NAME_OURS},
                {"SALARIES_RETOUR.CSV", NAME_OURS},
                {NAME_NOTICE, NAME_OURS},
                {"confirmer.txt", NAME_CONFIRM},
                {"CONFIRMATION", NAME_CONFIRM},
                {"confirmer.csv", NAME_FILE},
                {"confirmer les sorties.txt", NAME_FILE}};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (name_kind(rows[i].name) != rows[i].kind)
            fail_msg("%s: %d", rows[i].name, (int)name_kind(rows[i].name));
}

static void test_days(void **state)
{
    static const struct {
        const char *name, *day; /* NULL: none */
    } rows[] = {{"salaries_2026-11-20.csv", "2026-11-20"},
                {"salaries20261120.csv", "2026-11-20"},
                {"20-11-2026 salaries.csv", "2026-11-20"},
                {"2026-11-20", "2026-11-20"},
                {"salaries_20261120_0315.csv", "2026-11-20"},
                {"salaries_2026-11-20_20261120.csv", "2026-11-20"},
                {"salaries_2026-11-20_2026-11-21.csv", NULL},
                {"salaries_01-02-2026-03-04.csv", NULL},
                {"salaries.csv", NULL},
                {"salaries_20261120031500.csv", NULL},
                {"salaries_2026-13-20.csv", NULL},
                {"salaries_2026-02-29.csv", NULL},
                {"salaries_2024-02-29.csv", "2024-02-29"},
                {"salaries_20112026.csv", NULL},
                {"salaries_2026-11.csv", NULL},
                {"salaries_120-11-2026.csv", NULL},
                {"salaries_20-11-20261.csv", NULL},
                {"salaries_2026_11_20.csv", NULL},
                {"2026-1", NULL},
                {"20-", NULL},
                {"", NULL}};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char day[CAL_DAY_LEN] = "";
        int32_t found;
        if (name_day(rows[i].name, &found))
            cal_format_day(found, day);
        if (strcmp(day, rows[i].day ? rows[i].day : "") != 0)
            fail_msg("%s: %s", rows[i].name, day);
    }
}

static void test_answer_names(void **state)
{
    char long_name[NAME_LEN], out[NAME_LEN];
    (void)state;
    static const char *const rows[][2] = {{"nuit.csv", "nuit_retour.csv"},
                                          {"nuit.CSV", "nuit.CSV_retour.csv"},
                                          {"nuit.zip", "nuit.zip_retour.csv"},
                                          {"nuit.xlsx", "nuit.xlsx_retour.csv"},
                                          {"nuit.zip.csv", "nuit.zip.csv_retour.csv"},
                                          {"nuit.csv.csv", "nuit.csv.csv_retour.csv"},
                                          {"nuit.", "nuit._retour.csv"},
                                          {"nuit", "nuit.csv_retour.csv"}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        name_answer(rows[i][0], out);
        assert_string_equal(out, rows[i][1]);
        for (size_t k = 0; k < i; k++) /* an answer is of one file */
            assert_string_not_equal(out, rows[k][1]);
    }
    for (size_t i = 0; i < NAME_MAX; i++)
        long_name[i] = i % 2 ? '\xa9' : '\xc3'; /* "é" again and again, the last one cut */
    long_name[NAME_MAX] = 0;
    name_answer(long_name, out);
    assert_true(strlen(out) <= NAME_MAX);
    assert_true(text_is_utf8(out, strlen(out)));
    assert_int_equal(name_kind(out), NAME_OURS);
}

static void test_shown(void **state)
{
    static const char *const rows[][2] = {{"salaries.csv", "salaries.csv"},
                                          {"salari\xc3\xa9s.csv", "salariés.csv"},
                                          {"salari\xe9s.csv", "salariés.csv"},
                                          {"a\"b\\c\nd\x7f.csv", "a_b_c_d_.csv"},
                                          {"\x81\xff.csv", "__.csv"}};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct buf b = {0};
        name_shown(rows[i][0], &b);
        assert_string_equal(buf_text(&b), rows[i][1]);
        buf_deinit(&b);
    }
}

/* ---- picking ---- */

#define CALM 30000
#define PATIENCE 600000
#define NOW 10000000
#define SECOND_NS 1000000000L

/* 2026-11-20 14:00 in Paris */
static const int64_t now_us = 1795179600LL * 1000000;

static struct entry at(const char *name, uint64_t rest_ms, int64_t age_s)
{
    return (struct entry){.name = mem_text(name),
                          .kind = name_kind(name),
                          .since_ms = NOW - rest_ms,
                          .mark = {.size = 1, .mtime_ns = now_us * 1000 - age_s * SECOND_NS}};
}

/* "TAKE 2026-11-20 a.csv b.csv", "WAIT", "NOTHING", "STALE x"; frees the names. */
static void check(struct entry *list, size_t n, const char *wanted)
{
    static const char *const words[PICK_VERDICT_COUNT] = {"NOTHING", "WAIT", "TAKE", "STALE"};
    const struct pick_rules r = {.definitions = defs,
                                 .calm_ms = CALM,
                                 .patience_ms = PATIENCE,
                                 .now_ms = NOW,
                                 .real_ns = now_us * 1000,
                                 .now_us = now_us};
    struct pick p;
    struct buf told = {0};
    enum pick_verdict v = pick_next(list, n, &r, &p);
    buf_adds(&told, words[v]);
    if (v == PICK_TAKE) {
        char day[CAL_DAY_LEN];
        cal_format_day(p.situation, day);
        buf_addf(&told, " %s", day);
    }
    for (size_t i = 0; i < p.n && (v == PICK_TAKE || v == PICK_STALE); i++)
        buf_addf(&told, " %s%s", i < p.files_n ? "" : "+", list[p.items[i]].name);
    assert_true(p.confirm == (p.n > p.files_n));
    assert_string_equal(buf_text(&told), wanted);
    buf_deinit(&told);
    pick_deinit(&p);
    for (size_t i = 0; i < n; i++)
        free(list[i].name);
}

static void test_rest(void **state)
{
    (void)state;
    check(NULL, 0, "NOTHING");
    struct entry both[] = {at("salaries.csv", CALM, 60), at("accompagnants.csv", CALM, 60)};
    check(both, 2, "TAKE 2026-11-20 salaries.csv accompagnants.csv");
    struct entry fresh[] = {at("salaries.csv", CALM, 60), at("accompagnants.csv", CALM - 1, 60)};
    check(fresh, 2, "WAIT");
    /* a file that still grows under another name may belong to them; one that nobody writes does not */
    struct entry growing[] = {at("salaries.csv", CALM, 60), at("accompagnants.csv", CALM, 60), at("x.part", 100, 1)};
    check(growing, 3, "WAIT");
    struct entry left[] = {at("salaries.csv", CALM, 60), at("accompagnants.csv", CALM, 60), at(".x", CALM, 60)};
    check(left, 3, "TAKE 2026-11-20 salaries.csv accompagnants.csv");
    struct entry ours[] = {at("a_retour.csv", 0, 0), at(NAME_NOTICE, 0, 0), at("x.tmp", CALM, 60)};
    check(ours, 3, "NOTHING");
}

static void test_missing(void **state)
{
    (void)state;
    struct entry one[] = {at("salaries.csv", PATIENCE - 1, 1000)};
    check(one, 1, "WAIT");
    struct entry late[] = {at("salaries.csv", PATIENCE, 1000)};
    check(late, 1, "TAKE 2026-11-20 salaries.csv");
    struct entry other[] = {at("salaries.csv", PATIENCE, 1000), at("notes.txt", CALM, 60)};
    check(other, 2, "WAIT");
    struct entry team[] = {at("equipe.csv", CALM, 60)}; /* a coordination: none is required */
    check(team, 1, "TAKE 2026-11-20 equipe.csv");
    struct entry zip[] = {at("export.zip", CALM, 60)};
    check(zip, 1, "TAKE 2026-11-20 export.zip");
}

static void test_clock(void **state)
{
    (void)state;
    /* before noon in Paris the day before is told of; the newest file decides */
    struct entry morning[] = {at("salaries.csv", CALM, 3 * 3600), at("accompagnants.csv", CALM, 7201)};
    check(morning, 2, "TAKE 2026-11-19 salaries.csv accompagnants.csv");
    struct entry noon[] = {at("salaries.csv", CALM, 3 * 3600), at("accompagnants.csv", CALM, 7199)};
    check(noon, 2, "TAKE 2026-11-20 salaries.csv accompagnants.csv");
    struct entry future[] = {at("equipe.csv", CALM, -86400 * 30)};
    check(future, 1, "TAKE 2026-11-20 equipe.csv");
}

static void test_groups(void **state)
{
    (void)state;
    struct entry two[] = {at("salaries_2026-11-20.csv", CALM, 60), at("accompagnants_2026-11-20.csv", CALM, 60),
                          at("salaries_2026-11-19.csv", CALM, 60), at("accompagnants_19-11-2026.csv", CALM, 60)};
    check(two, 4, "TAKE 2026-11-19 salaries_2026-11-19.csv accompagnants_19-11-2026.csv");
    /* who bears no day goes with the only one that others bear */
    struct entry mixed[] = {at("salaries_2026-11-18.csv", CALM, 60), at("accompagnants.csv", CALM, 60)};
    check(mixed, 2, "TAKE 2026-11-18 salaries_2026-11-18.csv accompagnants.csv");
    /* of several days, with none: then it waits for what is missing */
    struct entry unclear[] = {at("salaries_2026-11-18.csv", CALM, 60), at("salaries_2026-11-19.csv", CALM, 60),
                              at("accompagnants.csv", CALM, 60)};
    check(unclear, 3, "WAIT");
    /* an older one that is not whole is not overtaken */
    struct entry older[] = {at("salaries_2026-11-18.csv", CALM, 60), at("salaries_2026-11-19.csv", CALM, 60),
                            at("accompagnants_2026-11-19.csv", CALM, 60)};
    check(older, 3, "WAIT");
    struct entry zips[] = {at("b_2026-11-19.zip", CALM, 60), at("a_2026-11-18.zip", CALM, 50),
                           at("c_2026-11-18.xlsx", CALM, 40)};
    check(zips, 3, "TAKE 2026-11-18 a_2026-11-18.zip");
    /* an archive's day is its own */
    struct entry apart[] = {at("x_2026-11-18.zip", CALM, 60), at("salaries.csv", CALM, 60),
                            at("accompagnants.csv", CALM, 60)};
    check(apart, 3, "TAKE 2026-11-18 x_2026-11-18.zip");
    struct entry twice[] = {at("salaries.csv", CALM, 60), at("salaries (2).csv", CALM, 60),
                            at("accompagnants.csv", CALM, 60)};
    check(twice, 3, "TAKE 2026-11-20 salaries.csv salaries (2).csv accompagnants.csv");
}

static void test_confirmation(void **state)
{
    (void)state;
    struct entry with[] = {at("confirmer.txt", CALM, 60), at("salaries.csv", CALM, 60),
                           at("accompagnants.csv", CALM, 60)};
    check(with, 3, "TAKE 2026-11-20 salaries.csv accompagnants.csv +confirmer.txt");
    struct entry alone[] = {at("confirmer.txt", CALM, 60)};
    check(alone, 1, "WAIT");
    struct entry stale[] = {at("confirmer.txt", PATIENCE, 1000)};
    check(stale, 1, "STALE +confirmer.txt");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_kinds), cmocka_unit_test(test_days),   cmocka_unit_test(test_answer_names),
        cmocka_unit_test(test_shown), cmocka_unit_test(test_rest),   cmocka_unit_test(test_missing),
        cmocka_unit_test(test_clock), cmocka_unit_test(test_groups), cmocka_unit_test(test_confirmation),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
