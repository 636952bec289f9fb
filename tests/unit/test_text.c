/* Text: what is UTF-8, Windows-1252, folding, headers, blanks, ids. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <cmocka.h>

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

static void test_utf8(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        bool utf8;
    } cases[] = {
        {"", true},
        {"abc", true},
        {"12345678é12345678", true},
        {"é", true},
        {"€", true},
        {"\xf0\x9f\x99\x82", true},
        {"\xc2\x80", true},
        {"\xdf\xbf", true},
        {"\xe0\xa0\x80", true},
        {"\xed\x9f\xbf", true},
        {"\xee\x80\x80", true},
        {"\xf4\x8f\xbf\xbf", true},
        {"\xc0\x80", false},
        {"\xc1\xbf", false},
        {"\xe0\x9f\xbf", false},
        {"\xf0\x8f\xbf\xbf", false}, /* overlong */
        {"\xed\xa0\x80", false},
        {"\xed\xbf\xbf", false}, /* surrogates */
        {"\xf4\x90\x80\x80", false},
        {"\xf5\x80\x80\x80", false},
        {"\xff", false}, /* beyond */
        {"\x80", false},
        {"\xc3", false},
        {"\xe2\x82", false},
        {"\xf0\x9f\x99", false},
        {"\xc3(", false},
        {"\xe2\x82(", false},
        {"1234567\xe9", false},
        {"12345678\xe9", false},
        {"12345678 \xe9t\xe9", false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        size_t len = strlen(cases[i].text);
        char *copy = malloc(len ? len : 1);
        assert_non_null(copy);
        memcpy(copy, cases[i].text, len);
        if (text_is_utf8(copy, len) != cases[i].utf8)
            fail_msg("case %zu", i);
        free(copy);
    }
}

/* Every code point is UTF-8 as the standard's table of bytes has it, and Windows-1252 comes out as what it means. */
static void test_mend(void **state)
{
    (void)state;
    static const struct {
        const char *text, *mended;
    } cases[] = {{"", ""},
                 {"déjà", "déjà"},
                 {"d\xc3", "d?"},
                 {"\xff\x41\xfe", "?A?"},
                 {"a\xe2\x82", "a??"},
                 {"\xe2\x82(€", "?"
                                "?(€"},
                 {"\xc0\x80", "??"},
                 {"\xed\xa0\x80é", "?"
                                   "?"
                                   "?é"}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char *copy = strdup(cases[i].text);
        assert_non_null(copy);
        text_mend(copy);
        assert_string_equal(copy, cases[i].mended);
        free(copy);
    }
}

static void test_cut(void **state)
{
    (void)state;
    assert_int_equal(text_cut("aé", 3), 3);
    assert_int_equal(text_cut("aé", 2), 1);
    assert_int_equal(text_cut("aé", 64), 3);
    assert_int_equal(text_cut("€", 2), 0);
    assert_int_equal(text_cut("", 2), 0);
}

static void test_cp1252(void **state)
{
    (void)state;
    struct buf b = {0};
    assert_true(text_from_cp1252("\x80uro \x9cuvre \xe9t\xe9 \x93x\x94 \xff", 20, &b));
    assert_string_equal(buf_text(&b), "€uro œuvre été “x” ÿ");
    static const unsigned char unassigned[] = {0x81, 0x8d, 0x8f, 0x90, 0x9d};
    for (unsigned c = 0; c < 256; c++) {
        char one[2] = {(char)c, 'x'};
        bool assigned = true;
        for (size_t i = 0; i < sizeof unassigned; i++)
            assigned = assigned && c != unassigned[i];
        buf_reset(&b);
        assert_int_equal(text_from_cp1252(one, 2, &b), assigned);
        assert_true(text_is_utf8(buf_text(&b), b.len));
        if (assigned)
            assert_int_equal(buf_text(&b)[b.len - 1], 'x');
        if (c < 0x80 || (c >= 0xa0 && assigned)) /* Latin-1: the code point itself */
            assert_int_equal(b.len, c < 0x80 ? 2 : 3);
    }
    buf_deinit(&b);
}

static void test_fold(void **state)
{
    (void)state;
    static const struct {
        const char *text, *folded;
    } cases[] = {
        {"Entrée", "entree"},
        {"ÀÂÄÇÉÈÊËÎÏÔÖÙÛÜŸ", "aaaceeeeiioouuuy"},
        {"œŒæÆß", "oeoeaeaess"},
        {"Łódź Žižkov", "lodz zizkov"},
        {"e\xcc\x81te\xcc\x81", "ete"},
        {"×÷", "×÷"},
        {"Ж€", "Ж€"},
        {"A\xff"
         "B",
         "a\xff"
         "b"},
        {"", ""},
        {"A-B_C 1", "a-b_c 1"},
    };
    char out[64];
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_int_equal(text_fold(cases[i].text, strlen(cases[i].text), out, sizeof out), strlen(cases[i].folded));
        assert_string_equal(out, cases[i].folded);
    }
    /* cut as snprintf cuts */
    memset(out, 'z', sizeof out);
    assert_int_equal(text_fold("Œuvre", 6, out, 4), 6);
    assert_string_equal(out, "oeu");
    assert_int_equal(out[4], 'z');
    assert_int_equal(text_fold("abc", 3, out, 0), 3);
    assert_int_equal(out[0], 'o');
}

static void test_header(void **state)
{
    (void)state;
    static const struct {
        const char *text, *header;
    } cases[] = {
        {"date_entree", "date_entree"},
        {"Date entrée", "date_entree"},
        {"  DATE-ENTRÉE\t", "date_entree"},
        {"\xc2\xa0"
         "Date\xc2\xa0"
         "entrée",
         "date_entree"},
        {"date\xe2\x80\xaf"
         "entree",
         "date_entree"},
        {"a  b", "a__b"},
        {"a\nb\r\nc\td", "a_b__c_d"},
        {"", ""},
        {" - ", "_"},
        {"é€", "e€"},
    };
    char out[64];
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        size_t n = text_normalise_header(cases[i].text, strlen(cases[i].text), out, sizeof out);
        assert_string_equal(out, cases[i].header);
        assert_int_equal(n, strlen(cases[i].header));
    }
    assert_int_equal(text_normalise_header("abcdef", 6, out, 4), 6); /* does not fit: told by its length */
    assert_int_equal(strlen(out), 3);
}

static void test_trim_and_ids(void **state)
{
    (void)state;
    static const struct {
        const char *text, *trimmed;
    } cases[] = {{"", ""},
                 {"a", "a"},
                 {" a b ", "a b"},
                 {"\t\r\n\v\f a\xc2\xa0\xe2\x80\xaf", "a"},
                 {"\xe2\x80\xaf\xc2\xa0", ""},
                 {"é ", "é"},
                 {"\xc2\xa1\xc2\xa0", "¡"},
                 {"\xa0", "\xa0"}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const char *s = cases[i].text;
        size_t len = strlen(s);
        text_trim(&s, &len);
        assert_int_equal(len, strlen(cases[i].trimmed));
        assert_memory_equal(s, cases[i].trimmed, len);
    }
    for (int c = 0; c < 256; c++) {
        char one = (char)c;
        bool id = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' || c == '_' ||
                  c == '-';
        assert_int_equal(text_is_id(&one, 1), id);
    }
    const char *forty = "1234567890123456789012345678901234567890x";
    assert_true(text_is_id(forty, 40));
    assert_false(text_is_id(forty, 41));
    assert_false(text_is_id(forty, 0));
    assert_true(text_starts("salaries.csv", "salaries"));
    assert_false(text_starts("sal", "salaries"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_utf8),         cmocka_unit_test(test_mend), cmocka_unit_test(test_cut),
        cmocka_unit_test(test_cp1252),       cmocka_unit_test(test_fold), cmocka_unit_test(test_header),
        cmocka_unit_test(test_trim_and_ids),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
