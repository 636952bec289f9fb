/* What stays of a content after judgement: declared columns only, and read again it is judged as before. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <cmocka.h>

#include "programme/bundle.h"
#include "programme/strip.h"
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

static struct findings told(const char *code)
{
    struct findings f;
    struct finding_about a = ABOUT_NOTHING;
    findings_init(&f, defs);
    a.dataset = (int)defs->accompagnants;
    a.column = "x";
    if (code)
        findings_add(&f, code, NULL, &a);
    return f;
}

/* Strips files of which every dataset was read. */
static bool strip_all(const struct findings *f, const struct submission_file *files, size_t n, struct buf *out)
{
    struct judgement *j = mem_new(sizeof *j);
    j->findings = *f;
    for (size_t k = 0; k < DATASETS_MAX; k++)
        j->given[k] = true;
    bool stripped_any = strip_files(defs, j, files, n, out);
    free(j);
    return stripped_any;
}

/* What accompagnants.csv becomes. */
static const char *stripped(const char *bytes, size_t len, struct buf *out)
{
    const struct submission_file file = {.name = "a/accompagnants.csv", .bytes = bytes, .len = len};
    struct findings f = told("I-COLONNE-INCONNUE");
    struct bundle b;
    struct err e;
    struct buf bytes_out = {0};
    assert_true(strip_all(&f, &file, 1, &bytes_out));
    assert_int_equal(bundle_decode(buf_text(&bytes_out), bytes_out.len, &b, &e), 0);
    assert_int_equal(b.n, 1);
    assert_string_equal(b.files[0].name, "a/accompagnants.csv");
    buf_reset(out);
    buf_add(out, b.files[0].bytes, b.files[0].len);
    bundle_deinit(&b);
    buf_deinit(&bytes_out);
    findings_deinit(&f);
    return buf_text(out);
}

static void test_columns(void **state)
{
    (void)state;
    static const struct {
        const char *content, *left;
    } cases[] = {
        {"cip_ref;note;etp\nC1;secret;1\n", "cip_ref;etp\nC1;1\n"},
        {"note;CIP-Réf\nsecret;C1\n", "CIP-Réf\nC1\n"},
        {"note,etp,cip_ref\r\nsecret,\"0,8\",C1\r\n", "etp;cip_ref\n\"0,8\";C1\n"},
        {"\xef\xbb\xbf"
         "cip_ref\tnote\r\"a;b\"\tsecret\r",
         "cip_ref\n\"a;b\"\n"},
        {"cip_ref;note\n\"a\"\"b\";secret\n\"c\nd\";secret\n", "cip_ref\n\"a\"\"b\"\n\"c\nd\"\n"},
        {"\n ;;\ncip_ref;note\n\n;;\nC1;secret\n", "\n\ncip_ref\n\n\nC1\n"}, /* lines stay where they are */
        {"note;cip_ref\n\"a\nb\r\nc\";\"C\n1\"\nx;C2\n", "cip_ref\n\"C\n1\"\n\n\nC2\n"},
        {"cip_ref;note;etp\nC1\nC2;secret;1;;\nC3;secret;1;secret\n", "cip_ref;etp\nC1\nC2;1\nC3;1;*\n"},
        {"etp;cip_ref;note\n;;secret\n;;\n", "etp;cip_ref\n;NR\n"}, /* a line with something in it */
        {"note\nsecret\n", "\n\n"},
        {"", ""},
        {"\n\n", ""},
        {"cip_ref;note\nC1;\"secret\nC2;x\n",
         "cip_ref\n"}, /* a quote that never closes: nothing of what follows is known */
    };
    struct buf out = {0};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        if (strcmp(stripped(cases[i].content, strlen(cases[i].content), &out), cases[i].left) != 0)
            fail_msg("case %zu: %s", i, buf_text(&out));
    static const char latin[] = "cip_ref;note;fonction\nC1;secret;\xe9t\xe9\n",
                      binary[] = "cip_ref;note\nC1\0;secret\n\xe9";
    assert_string_equal(stripped(latin, sizeof latin - 1, &out), "cip_ref;fonction\nC1;été\n");
    assert_string_equal(stripped(binary, sizeof binary - 1, &out), ""); /* no text at all */
    buf_deinit(&out);
}

static void test_when(void **state)
{
    (void)state;
    const struct submission_file files[] = {{.name = "accompagnants.csv", .bytes = "cip_ref\nC1\n", .len = 11},
                                            {.name = "notes.txt", .bytes = "secret", .len = 6},
                                            {.name = "x.zip", .bytes = "PK", .len = 2, .trouble = "zip"}};
    static const struct {
        const char *code;
        bool strips;
    } cases[] = {{NULL, false}, {"W-MOIS", false}, {"I-COLONNE-INCONNUE", true}, {"I-FICHIER", true}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct findings f = told(cases[i].code);
        struct buf out = {0};
        assert_int_equal(strip_all(&f, files, 3, &out), cases[i].strips);
        if (cases[i].strips) { /* files that are no dataset go */
            struct bundle b;
            struct err e;
            assert_int_equal(bundle_decode(buf_text(&out), out.len, &b, &e), 0);
            assert_int_equal(b.n, 1);
            bundle_deinit(&b);
        }
        findings_deinit(&f);
        buf_deinit(&out);
    }
    const struct submission_file sheets[] = {
        {.name = "", .sheet = "Accompagnants 2026", .bytes = "cip_ref\nC1\n", .len = 11},
        {.name = "", .sheet = "Notes", .bytes = ""}};
    struct findings f = told(NULL);
    struct buf out = {0};
    struct bundle b;
    struct err e;
    assert_true(strip_all(&f, sheets, 2, &out)); /* a workbook, whatever was found */
    assert_int_equal(bundle_decode(buf_text(&out), out.len, &b, &e), 0);
    assert_int_equal(b.n, 1);
    assert_string_equal(b.files[0].name, "accompagnants.csv");
    bundle_deinit(&b);
    findings_deinit(&f);
    buf_deinit(&out);
}

/* Judged again, what is left makes the same rows and findings on the same lines but for the unknown columns, and is not
 * stripped a second time. */
static void judge_again(const char *sheet)
{
    struct buf salaries = {0}, bundle = {0}, first = {0}, second = {0};
    uint64_t seed = 4;
    buf_adds(&salaries, "Nom du chien;");
    good_header(&salaries, good_parcours, GOOD_PARCOURS_N);
    for (int i = 0; i < 40; i++) {
        char changes[120];
        snprintf(changes, sizeof changes, "parcours_id=%s%d|salarie_id=S%d%s%s", draw(&seed, 9) ? "P" : "\"P\"\" \"", i,
                 i, draw(&seed, 6) ? "" : "|sexe=X", draw(&seed, 6) ? "" : "|cip_ref=\"C;1\"");
        buf_adds(&salaries, draw(&seed, 2) ? "M\xc3\xa9"
                                             "dor;"
                                           : "\"Rex;\";");
        good_row(&salaries, good_parcours, GOOD_PARCOURS_N, changes);
        if (draw(&seed, 9) == 0)
            buf_adds(&salaries, draw(&seed, 2) ? "\n;;\n" : "Un mot : M\xc3\xa9\"dor\"\n");
    }
    buf_adds(&salaries, "Rex;P99;S99;CVG\n");
    for (int i = 0; i < 60; i++)
        buf_adds(&salaries, i == 50 ? "dor;" : ";");
    buf_adds(&salaries, "\n");
    struct submission_file files[] = {
        {.name = sheet ? "nuit.xlsx" : "salaries.csv",
         .bytes = buf_text(&salaries),
         .len = salaries.len,
         .sheet = sheet},
        {.name = "accompagnants.csv", .bytes = "cip_ref;fonction;etp;date_debut\n", .len = 32}};
    struct submission s = {.definitions = defs,
                           .files = files,
                           .files_n = 2,
                           .situation = cal_day(2026, 11, 20),
                           .today = cal_day(2026, 11, 20),
                           .reporter = REPORTER_CHANTIER,
                           .waive_hold = true};
    struct judgement *before = judge(&s);
    struct bundle b;
    struct err e;
    assert_true(strip_files(defs, before, files, 2, &bundle));
    assert_int_equal(bundle_decode(buf_text(&bundle), bundle.len, &b, &e), 0);
    for (size_t i = 0; i < b.n; i++)
        assert_null(memmem(b.files[i].bytes, b.files[i].len, "dor", 3));
    assert_string_equal(b.files[0].name, "salaries.csv");
    s.files = b.files;
    s.files_n = b.n;
    struct judgement *after = judge(&s);
    findings_text(&before->findings, &first);
    findings_text(&after->findings, &second);
    const char *skip = "I-COLONNE-INCONNUE@1:Nom du chien ";
    char *at = strstr(first.data, skip);
    assert_non_null(at);
    memmove(at, at + strlen(skip), strlen(at + strlen(skip)) + 1);
    assert_string_equal(buf_text(&second), first.data);
    assert_non_null(strstr(first.data, "E-LIGNE@"));
    assert_non_null(strstr(first.data, "I-LIGNE-COURTE@"));
    assert_true(after->taken == before->taken && after->aside == before->aside && before->aside > 5);
    assert_int_equal(after->sheets[defs->salaries].key_unreadable, before->sheets[defs->salaries].key_unreadable);
    for (size_t row = 0; row < before->sheets[defs->salaries].table.rows_n; row++)
        assert_true(
            table_rows_equal(&before->sheets[defs->salaries].table, row, &after->sheets[defs->salaries].table, row));
    assert_false(strip_files(defs, after, b.files, b.n, &bundle));
    judgement_free(&before);
    judgement_free(&after);
    bundle_deinit(&b);
    buf_deinit(&salaries);
    buf_deinit(&bundle);
    buf_deinit(&first);
    buf_deinit(&second);
}

static void test_judged_again(void **state)
{
    (void)state;
    judge_again(NULL);
    judge_again("Salariés de novembre");
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_columns), cmocka_unit_test(test_when),
                                       cmocka_unit_test(test_judged_again)};
    return cmocka_run_group_tests(tests, setup, teardown);
}
