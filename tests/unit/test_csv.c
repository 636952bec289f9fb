/* Splitting CSV: RFC 4180 at its edges, each kind of line end, physical lines, quotes that never close, separators. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "programme/csv.h"

/* All records as "line[cell|cell]"; "!line" where a quote never closes. */
static const char *split(const char *text, char separator, struct buf *out)
{
    size_t len = strlen(text);
    char *copy = malloc(len ? len : 1); /* exactly as long, so that reading over the end is seen */
    struct csv c;
    int r;
    must(copy);
    memcpy(copy, text, len);
    buf_reset(out);
    csv_init(&c, copy, len, separator);
    while ((r = csv_next(&c)) == 1) {
        buf_addf(out, "%u[", c.record_line);
        for (size_t i = 0; i < c.cells_n; i++) {
            buf_adds(out, i ? "|" : "");
            buf_add(out, c.cells[i].s, c.cells[i].len);
        }
        buf_addc(out, ']');
        must(c.record >= copy && c.record + c.record_len <= copy + len);
    }
    if (r < 0)
        buf_addf(out, "!%u", c.record_line);
    csv_deinit(&c);
    free(copy);
    return buf_text(out);
}

static void test_records(void **state)
{
    (void)state;
    static const struct {
        const char *text, *records;
    } cases[] = {
        {"", ""},
        {"a", "1[a]"},
        {"a;b", "1[a|b]"},
        {"a;b\n", "1[a|b]"},
        {";", "1[|]"},
        {";;\n", "1[||]"},
        {"\n", "1[]"},
        {"a\n\nb\n", "1[a]2[]3[b]"},
        {"a\rb\r", "1[a]2[b]"},
        {"a\r\nb\r\n", "1[a]2[b]"},
        {"a\n\rb", "1[a]2[]3[b]"},
        {"a\r\r\nb", "1[a]2[]3[b]"},
        {"\"a\";\"b\"\n", "1[a|b]"},
        {"\"\"", "1[]"},
        {"\"\";\"\"\n", "1[|]"},
        {"\"a;b\";c", "1[a;b|c]"},
        {"\"a\"\"b\"", "1[a\"b]"},
        {"\"\"\"\"", "1[\"]"},
        {"\"\"\"\"\"\";x", "1[\"\"|x]"},
        {"\"\"\"a\"\"\"", "1[\"a\"]"},
        {"\"a\nb\";c\nd", "1[a\nb|c]3[d]"},
        {"\"a\r\nb\rc\nd\";e\r\nf", "1[a\r\nb\rc\nd|e]5[f]"},
        {"\"a\n\n\n\"\nb", "1[a\n\n\n]5[b]"},
        /* a quote that is not the first byte of a cell is a byte like others */
        {"a\"b;c\n", "1[a\"b|c]"},
        {" \"a\";b\n", "1[ \"a\"|b]"},
        {"a\"\"b", "1[a\"\"b]"},
        /* bytes after a closing quote belong to the cell */
        {"\"a\"b;c", "1[ab|c]"},
        {"\"a\" ;c", "1[a |c]"},
        {"\"a\"\"b\"c\"d;e", "1[a\"bc\"d|e]"},
        {"\"a;b\"c;d\"e\n", "1[a;bc|d\"e]"},
        {"\"a\"\rb", "1[a]2[b]"},
        /* quotes that never close: the line on which the record begins */
        {"\"", "!1"},
        {"a;\"b", "!1"},
        {"a\nb;\"c\nd\ne", "1[a]!2"},
        {"\"a\"\"", "!1"},
        {"a\n\"b\"\"\n;c\n", "1[a]!2"},
        {"\"a\nb\"\n\"", "1[a\nb]!3"},
    };
    struct buf out = {0};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        if (strcmp(split(cases[i].text, ';', &out), cases[i].records) != 0)
            fail_msg("case %zu: %s, not %s", i, buf_text(&out), cases[i].records);
    assert_string_equal(split("a,b;c\t\"d\"\n", ',', &out), "1[a|b;c\t\"d\"]");
    assert_string_equal(split("a,b\tc\n", '\t', &out), "1[a,b|c]");
    buf_deinit(&out);
}

/* Any cells, written as RFC 4180 says, come back as they were. */
static void test_round_trip(void **state)
{
    (void)state;
    static const char alphabet[] = "ab;\"\n\r ,\t";
    uint64_t seed = 42;
    struct buf text = {0}, cells = {0}, back = {0};
    for (int round = 0; round < 5000; round++) {
        unsigned line = 1, next = 1;
        buf_reset(&text);
        buf_reset(&cells);
        for (int record = 0; record < 3; record++) {
            buf_addf(&cells, "%u[", line);
            next = line + 1;
            for (int cell = 0; cell < 3; cell++) {
                buf_adds(&text, cell ? ";\"" : "\"");
                buf_adds(&cells, cell ? "|" : "");
                char last = 0;
                for (int i = 0; i < 6; i++) {
                    seed = seed * 6364136223846793005u + 1442695040888963407u;
                    char c = alphabet[(seed >> 40) % (sizeof alphabet - 1)];
                    buf_addc(&cells, c);
                    buf_addc(&text, c);
                    if (c == '"')
                        buf_addc(&text, c);
                    next += c == '\r' || (c == '\n' && last != '\r'); /* CR LF is one line end */
                    last = c;
                }
                buf_addc(&text, '"');
            }
            buf_adds(&text, record == 0 ? "\n" : record == 1 ? "\r\n" : "");
            buf_addc(&cells, ']');
            line = next;
        }
        if (strcmp(split(buf_text(&text), ';', &back), buf_text(&cells)) != 0)
            fail_msg("%s\n%s\n%s", buf_text(&text), buf_text(&back), buf_text(&cells));
    }
    buf_deinit(&text);
    buf_deinit(&cells);
    buf_deinit(&back);
}

static void test_blank(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        bool blank;
    } cases[] = {{"\n", true},     {";;", true},   {" ;\t;\xc2\xa0", true}, {"\"\";\" \"", true},
                 {"\"\n\"", true}, {";x;", false}, {"\"\"\"\"", false}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct csv c;
        csv_init(&c, cases[i].text, strlen(cases[i].text), ';');
        assert_int_equal(csv_next(&c), 1);
        assert_int_equal(csv_blank(&c), cases[i].blank);
        csv_deinit(&c);
    }
}

static void test_separator(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        char separator;
    } cases[] = {{"", ';'},
                 {"abc", ';'},
                 {"a;b", ';'},
                 {"a,b", ','},
                 {"a\tb", '\t'},
                 {"a;b,c", ';'},
                 {"a\tb;c", ';'},
                 {"a,b\tc", '\t'},
                 {"a;b,c,d", ','},
                 {"\"a;b;c;d\",e", ','},
                 {"\"a\"\";;\",e", ','},
                 {"a,b\nc;d;e;f", ','},
                 {"a,b\rc;d;e", ','},
                 {"\"x\n;;;;\",b\n;;;;;;", ','},
                 {"\n;;;", ';'}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        if (csv_separator(cases[i].text, strlen(cases[i].text)) != cases[i].separator)
            fail_msg("case %zu: %c", i, csv_separator(cases[i].text, strlen(cases[i].text)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_records),
        cmocka_unit_test(test_round_trip),
        cmocka_unit_test(test_blank),
        cmocka_unit_test(test_separator),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
