/* Tests of what a workbook's cell means: numbers as they are shown, dates of both epochs, formats, escapes, references.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "programme/excel.h"

static void test_numbers(void **state)
{
    (void)state;
    static const struct {
        const char *written, *meant;
    } cases[] = {
        {"0", "0"},
        {"-0", "0"},
        {"0.0", "0"},
        {"35", "35"},
        {"35.5", "35.5"},
        {"35.50", "35.5"},
        {"35.0", "35"},
        {"035", "35"},
        {"-7.25", "-7.25"},
        {".5", "0.5"},
        {"35.549999999999997", "35.55"}, /* as Excel writes it */
        {"0.80000000000000004", "0.8"},
        {"0.30000000000000004", "0.3"},
        {"17.499999999999996", "17.5"},
        {"1E3", "1000"},
        {"1.5e+2", "150"},
        {"1E-2", "0.01"},
        {"1.2345E-7", "0.00000012345"},
        {"1.85057800608491E+14", "185057800608491"},
        {"185057800608491", "185057800608491"},
        {"999991234567", "999991234567"},
        {"1234567890123456", "1234567890123460"}, /* 15 digits, as it is shown */
        {"1E+20", "100000000000000000000"},
        {"1E999", "1E999"},
        {"nan", "nan"},
        {"0x10", "0x10"},
        {"12 000", "12 000"},
        {"#N/A", "#N/A"},
        {"1.2.3", "1.2.3"},
        {"-", "-"},
        {"", ""},
    };
    struct buf out = {0};
    const struct excel_number how = {.kind = EXCEL_NUMBER};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        buf_reset(&out);
        excel_number(cases[i].written, strlen(cases[i].written), &how, &out);
        if (strcmp(buf_text(&out), cases[i].meant) != 0)
            fail_msg("%s: %s, not %s", cases[i].written, buf_text(&out), cases[i].meant);
    }
    buf_deinit(&out);
}

static void test_dates(void **state)
{
    (void)state;
    static const struct {
        const char *written;
        struct excel_number how;
        const char *meant;
    } cases[] = {
        {"0", {EXCEL_DATE, false, false}, "1900-01-00"},
        {"1", {EXCEL_DATE, false, false}, "1900-01-01"},
        {"59", {EXCEL_DATE, false, false}, "1900-02-28"},
        {"60", {EXCEL_DATE, false, false}, "1900-02-29"}, /* there is none */
        {"61", {EXCEL_DATE, false, false}, "1900-03-01"},
        {"32994", {EXCEL_DATE, false, false}, "1990-05-01"},
        {"46348", {EXCEL_DATE, false, false}, "2026-11-22"},
        {"46348.75", {EXCEL_DATE, false, false}, "2026-11-22"},
        {"46347.999999999", {EXCEL_DATE, false, false}, "2026-11-22"}, /* midnight, computed */
        {"46347.9999", {EXCEL_DATE, false, false}, "2026-11-21"},
        {"4.6348E4", {EXCEL_DATE, false, false}, "2026-11-22"},
        {"46360", {EXCEL_DATE, false, true}, "2026-12-01"},
        {"44886", {EXCEL_DATE, true, false}, "2026-11-22"},
        {"0", {EXCEL_DATE, true, false}, "1904-01-01"},
        {"44895", {EXCEL_DATE, true, true}, "2026-12-01"},
        {"2958465", {EXCEL_DATE, false, false}, "9999-12-31"},
        {"2958466", {EXCEL_DATE, false, false}, "2958466"}, /* shown as ##### */
        {"2957003", {EXCEL_DATE, true, false}, "9999-12-31"},
        {"2957004", {EXCEL_DATE, true, false}, "2957004"},
        {"-1", {EXCEL_DATE, false, false}, "-1"},
        {"1E300", {EXCEL_DATE, false, false}, NULL},
        {"0.5", {EXCEL_TIME, false, false}, "12:00:00"},
        {"1.458333333333333", {EXCEL_TIME, false, false}, "35:00:00"},
        {"1", {EXCEL_TIME, false, false}, "24:00:00"},
        {"-0.5", {EXCEL_TIME, false, false}, "-0.5"},
        {"hier", {EXCEL_DATE, false, false}, "hier"},
    };
    struct buf out = {0};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        buf_reset(&out);
        excel_number(cases[i].written, strlen(cases[i].written), &cases[i].how, &out);
        if (!cases[i].meant)
            assert_int_equal(out.len, 301);
        else if (strcmp(buf_text(&out), cases[i].meant) != 0)
            fail_msg("%s: %s, not %s", cases[i].written, buf_text(&out), cases[i].meant);
    }
    buf_deinit(&out);
}

static void test_iso_dates(void **state)
{
    (void)state;
    static const struct {
        const char *written;
        bool month;
        const char *meant;
    } cases[] = {{"2026-05-12", false, "2026-05-12"},         {"2026-05-12T08:00:00.000", false, "2026-05-12"},
                 {"2026-05-12T08:00:00", true, "2026-05-01"}, {"T08:00:00", true, "T08:00:00"},
                 {"2026-05-122", true, "2026-05-122"},        {"2026-02-30", true, "2026-02-30"}};
    struct buf out = {0};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        buf_reset(&out);
        excel_iso_date(cases[i].written, strlen(cases[i].written), cases[i].month, &out);
        assert_string_equal(buf_text(&out), cases[i].meant);
    }
    buf_deinit(&out);
}

static void test_formats(void **state)
{
    (void)state;
    static const struct {
        const char *code;
        enum excel_kind kind;
    } cases[] = {
        {"General", EXCEL_NUMBER},
        {"GENERAL", EXCEL_NUMBER},
        {"Standard", EXCEL_NUMBER},
        {"@", EXCEL_NUMBER},
        {"0.00", EXCEL_NUMBER},
        {"0.00E+00", EXCEL_NUMBER},
        {"# ##0,00\\ \"h\"", EXCEL_NUMBER},
        {"0\" jours\"", EXCEL_NUMBER},
        {"0.00_d", EXCEL_NUMBER},
        {"* 0\\d", EXCEL_NUMBER},
        {"[Red]0;[$-40C]-0", EXCEL_NUMBER},
        {"#,##0.00\\ [$€-40C];[Red]-#,##0.00\\ [$€-40C]", EXCEL_NUMBER},
        {"\"never closed dd", EXCEL_NUMBER},
        {"[never closed dd", EXCEL_NUMBER},
        {"", EXCEL_NUMBER},
        {"dd/mm/yyyy", EXCEL_DATE},
        {"DD/MM/YYYY", EXCEL_DATE},
        {"yyyy\\-mm\\-dd", EXCEL_DATE},
        {"[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy", EXCEL_DATE},
        {"mm/yyyy", EXCEL_DATE},
        {"mmmm", EXCEL_DATE},
        {"jj/mm/aaaa", EXCEL_DATE},
        {"dd/mm/yyyy hh:mm", EXCEL_DATE},
        {"[h]:mm d", EXCEL_DATE},
        {"hh:mm", EXCEL_TIME},
        {"[h]:mm:ss", EXCEL_TIME},
        {"[mm]", EXCEL_TIME},
        {"h:mm AM/PM", EXCEL_TIME},
        {"mm:ss.0", EXCEL_TIME},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (excel_format_kind(cases[i].code) != cases[i].kind)
            fail_msg("%s", cases[i].code);
    static const struct {
        unsigned long id;
        enum excel_kind kind;
    } builtin[] = {{0, EXCEL_NUMBER},  {2, EXCEL_NUMBER}, {11, EXCEL_NUMBER}, {13, EXCEL_NUMBER}, {14, EXCEL_DATE},
                   {17, EXCEL_DATE},   {18, EXCEL_TIME},  {21, EXCEL_TIME},   {22, EXCEL_DATE},   {23, EXCEL_NUMBER},
                   {44, EXCEL_NUMBER}, {45, EXCEL_TIME},  {47, EXCEL_TIME},   {49, EXCEL_NUMBER}, {164, EXCEL_NUMBER}};
    for (size_t i = 0; i < sizeof builtin / sizeof *builtin; i++)
        assert_int_equal(excel_builtin_kind(builtin[i].id), builtin[i].kind);
}

static void test_texts(void **state)
{
    (void)state;
    static const struct {
        const char *written, *meant;
    } cases[] = {
        {"", ""},
        {"sans rien", "sans rien"},
        {"a_b_", "a_b_"},
        {"deux_x000D_\nlignes\r", "deux  lignes "},
        {"_x0041__x00e9__x20AC_", "Aé€"},
        {"_x005F_x0041_", "_x0041_"},
        {"_x0000_", "_x0000_"}, /* no text can hold it */
        {"_xD83D_", "_xD83D_"},
        {"_x004_", "_x004_"},
        {"_x00ZZ_", "_x00ZZ_"},
        {"fin_x0041", "fin_x0041"},
        {"_x0009_", "\t"},
    };
    struct buf out = {0};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        buf_reset(&out);
        excel_text(cases[i].written, strlen(cases[i].written), &out);
        assert_string_equal(buf_text(&out), cases[i].meant);
    }
    buf_deinit(&out);
}

static void test_columns(void **state)
{
    (void)state;
    static const struct {
        const char *ref;
        int column;
    } cases[] = {{"A1", 0},
                 {"Z9", 25},
                 {"AA1", 26},
                 {"BC12", 54},
                 {"XFD1048576", 16383},
                 {"XFE1", -1},
                 {"ZZZZ1", -1},
                 {"AAAAAAAAAAAAAAAAAAAA1", -1},
                 {"", -1},
                 {"1", -1},
                 {"A", -1},
                 {"a1", -1},
                 {"A0", -1},
                 {"$A$1", -1}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (excel_column(cases[i].ref) != cases[i].column)
            fail_msg("%s: %d", cases[i].ref, excel_column(cases[i].ref));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_numbers), cmocka_unit_test(test_dates), cmocka_unit_test(test_iso_dates),
        cmocka_unit_test(test_formats), cmocka_unit_test(test_texts), cmocka_unit_test(test_columns),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
