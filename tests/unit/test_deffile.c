/* A file of definitions line by line, with the place of each cell; and where a member of a JSON text stands. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <cmocka.h>

#include <string.h>

#include "programme/deffile.h"
#include "programme/place.h"

static void test_deffile(void **state)
{
    (void)state;
    static const char *const wanted[] = {"a", "b", NULL};
    const char *text = "\xef\xbb\xbf"
                       "a;c;b\n# a comment; with \"what\nnot\";;\n\n;;\n1; x ;\"y\"\n2\n";
    struct deffile f;
    struct err e = {0};
    assert_int_equal(deffile_open_text(&f, "x.csv", text, strlen(text), wanted, &e), 0);
    assert_int_equal(deffile_next(&f),
                     1); /* the comment's quote is a byte inside a cell: the next line is not a comment */
    assert_string_equal(deffile_get(&f, "a"), "not\"");
    assert_int_equal(deffile_next(&f), 1);
    assert_string_equal(deffile_get(&f, "a"), "1");
    assert_string_equal(deffile_get(&f, "b"), "y");
    assert_string_equal(deffile_get(&f, "c"), "x");
    assert_string_equal(deffile_get(&f, "d"), "");
    assert_int_equal(deffile_column(&f, "c", 0), 4);
    int32_t v;
    assert_int_equal(deffile_int(&f, "a", &v), 0);
    assert_int_equal(v, 1);
    assert_int_equal(deffile_int(&f, "b", &v), -1);
    assert_string_equal(e.text, "x.csv:6:8: b: \"y\" is not an integer");
    assert_int_equal(deffile_next(&f), 1);
    assert_string_equal(deffile_get(&f, "b"), "");
    assert_int_equal(deffile_next(&f), 0);
    deffile_close(&f);
    assert_int_equal(deffile_open_text(&f, "x.csv", "", 0, wanted, &e), -1);
    assert_string_equal(e.text, "x.csv:1:1: no header line");
}

/* Cells are C strings: what stands after a NUL byte would be lost without a word. */
static void test_nul(void **state)
{
    (void)state;
    static const char *const wanted[] = {"a", "b", NULL};
    static const char header[] = "a;b;c\0d\n1;2;3\n", cell[] = "a;b\n1; x\t\0 \n";
    struct deffile f;
    struct err e = {0};
    assert_int_equal(deffile_open_text(&f, "x.csv", header, sizeof header - 1, wanted, &e), -1);
    assert_string_equal(e.text, "x.csv:1:1: holds a NUL byte");
    assert_int_equal(deffile_open_text(&f, "x.csv", "a;b\n# \0\n", 8, wanted, &e), 0); /* a comment is nobody's value */
    assert_int_equal(deffile_next(&f), 0);
    deffile_close(&f);
    assert_int_equal(deffile_open_text(&f, "x.csv", cell, sizeof cell - 1, wanted, &e), 0);
    assert_int_equal(deffile_next(&f), -1);
    assert_string_equal(e.text, "x.csv:2:6: b: holds a NUL byte");
    deffile_close(&f);
}

static void test_place(void **state)
{
    (void)state;
    const char *json = "{\"name\": \"a\\\"fields\\\":\",\n \"x\": {\"fields\": [{\"name\": 1}]},\n \"fields\": [\n  "
                       "{\"é\": {\"name\": 0}, \"name\": 1},\n"
                       "  {\"y\": [{\"name\": 2}], \"name\": 3}], \"last\": 1}";
    static const struct {
        const char *array, *name;
        size_t item, line, column;
    } cases[] = {{NULL, "name", 0, 1, 2},      {NULL, "last", 0, 5, 37},  {"fields", "name", 0, 4, 22},
                 {"fields", "name", 1, 5, 24}, {"fields", NULL, 1, 5, 3}, {"fields", "nothing", 1, 5, 3},
                 {"fields", "name", 7, 3, 2},  {NULL, "nothing", 0, 1, 1}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        size_t line, column;
        place_of(json, place_in_json(json, strlen(json), cases[i].array, cases[i].item, cases[i].name), &line, &column);
        if (line != cases[i].line || column != cases[i].column)
            fail_msg("case %zu: %zu:%zu", i, line, column);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_deffile),
        cmocka_unit_test(test_nul),
        cmocka_unit_test(test_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
