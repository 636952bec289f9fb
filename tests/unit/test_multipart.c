/* Bodies of forms as browsers, curl and careless programs send them, and as none should. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/mem.h"
#include "io/multipart.h"

#define TYPE "multipart/form-data; boundary=B"
#define CD "Content-Disposition: form-data; "

struct want {
    const char *name, *data;
    bool is_file;
};

struct good {
    const char *what, *type, *body;
    struct want parts[4];
};

static const struct good goods[] = {
    {"curl, two files",
     TYPE,
     "--B\r\n" CD "name=\"f\"; filename=\"salaries.csv\"\r\nContent-Type: text/csv\r\n\r\na;b\r\n1;2\r\n\r\n"
     "--B\r\n" CD "name=\"g\"; filename=\"equipe.csv\"\r\n\r\n\r\n--B--\r\n",
     {{"salaries.csv", "a;b\r\n1;2\r\n", true}, {"equipe.csv", "", true}}},
    {"a plain field",
     TYPE,
     "--B\r\n" CD "name=\"date\"\r\n\r\n2026-11-20\r\n--B--\r\n",
     {{"date", "2026-11-20", false}}},
    {"no last CRLF", TYPE, "--B\r\n" CD "name=a\r\n\r\nx\r\n--B--", {{"a", "x", false}}},
    {"half a last CRLF", TYPE, "--B\r\n" CD "name=a\r\n\r\nx\r\n--B--\r", {{"a", "x", false}}},
    {"preamble and epilogue", TYPE, "hello\r\n--B\r\n" CD "name=a\r\n\r\nx\r\n--B--\r\nbye", {{"a", "x", false}}},
    {"blanks behind the boundary", TYPE, "--B \t\r\n" CD "name=a\r\n\r\nx\r\n--B-- \r\n", {{"a", "x", false}}},
    {"bare line feeds", TYPE, "--B\n" CD "name=a\n\nx\ny\n--B--\n", {{"a", "x\ny", false}}},
    {"a line that begins like the boundary",
     TYPE,
     "--B\r\n" CD "name=a\r\n\r\n--Bis\r\n--\r\n--B-\r\n--B--\r\n",
     {{"a", "--Bis\r\n--\r\n--B-", false}}},
    {"the boundary within a line", TYPE, "--B\r\n" CD "name=a\r\n\r\nx--B--\r\n--B--\r\n", {{"a", "x--B--", false}}},
    {"quoted boundary, other parameters, case",
     "Multipart/Form-Data; charset=utf-8; BOUNDARY=\"a b:c\" ; x=y",
     "--a b:c\r\ncontent-disposition:form-data;NAME=a\r\n\r\nx\r\n--a b:c--\r\n",
     {{"a", "x", false}}},
    {"filename before name",
     TYPE,
     "--B\r\n" CD "filename=\"x.csv\"; name=\"f\"\r\n\r\n1\r\n--B--\r\n",
     {{"x.csv", "1", true}}},
    {"a field left empty in a browser",
     TYPE,
     "--B\r\n" CD "name=\"f\"; filename=\"\"\r\nContent-Type: application/octet-stream\r\n\r\n\r\n--B--\r\n",
     {{"f", "", true}}},
    {"filename* is not looked at",
     TYPE,
     "--B\r\n" CD "name=f; filename*=UTF-8''z.csv\r\n\r\n1\r\n--B--\r\n",
     {{"f", "1", false}}},
    {"quotes, semicolons and escapes in a name",
     TYPE,
     "--B\r\n" CD "name=\"f\"; filename=\"a;b \\\"c\\\".csv\"\r\n\r\n1\r\n--B--\r\n",
     {{"a;b \\\"c\\\".csv", "1", true}}},
    {"accents",
     TYPE,
     "--B\r\n" CD "name=\"f\"; filename=\"salari\u00e9s.csv\"\r\n\r\n1\r\n--B--\r\n",
     {{"salari\u00e9s.csv", "1", true}}},
    {"no part at all", TYPE, "--B--\r\n", {{0}}},
};

static void test_good(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof goods / sizeof *goods; i++) {
        const struct good *g = &goods[i];
        struct multipart_part parts[MULTIPART_PARTS_MAX];
        struct err e = {0};
        size_t n, len = strlen(g->body);
        char *body = mem_copy(g->body, len); /* without a NUL: reading over the end would be seen */
        if (multipart_parse(g->type, body, len, parts, &n, &e) < 0)
            fail_msg("%s: %s", g->what, e.text);
        size_t want = 0;
        while (want < 4 && g->parts[want].name)
            want++;
        if (n != want)
            fail_msg("%s: %zu parts instead of %zu", g->what, n, want);
        for (size_t k = 0; k < n; k++) {
            const struct want *w = &g->parts[k];
            if (parts[k].name_len != strlen(w->name) || memcmp(parts[k].name, w->name, parts[k].name_len) != 0)
                fail_msg("%s: name %.*s", g->what, (int)parts[k].name_len, parts[k].name);
            if (parts[k].len != strlen(w->data) || memcmp(parts[k].data, w->data, parts[k].len) != 0)
                fail_msg("%s: data %.*s", g->what, (int)parts[k].len, parts[k].data);
            assert_int_equal(parts[k].is_file, w->is_file);
        }
        free(body);
    }
}

static const struct {
    const char *what, *type, *body;
} bads[] = {
    {"another type", "multipart/mixed; boundary=B", "--B--"},
    {"a type that begins alike", "multipart/form-dataset; boundary=B", "--B--"},
    {"no boundary", "multipart/form-data", "--B--"},
    {"an empty boundary", "multipart/form-data; boundary=\"\"", "--B--"},
    {"an endless boundary",
     "multipart/form-data; boundary=123456789012345678901234567890123456789012345678901234567890123456789012", "--B--"},
    {"an empty body", TYPE, ""},
    {"another boundary in the body", TYPE, "--C\r\n" CD "name=a\r\n\r\nx\r\n--C--\r\n"},
    {"cut in the data", TYPE, "--B\r\n" CD "name=a\r\n\r\nx"},
    {"cut in the last delimiter", TYPE, "--B\r\n" CD "name=a\r\n\r\nx\r\n--B-"},
    {"a delimiter that is not the last, at the end", TYPE, "--B\r\n" CD "name=a\r\n\r\nx\r\n--B"},
    {"cut in the headers", TYPE, "--B\r\n" CD "name=a\r\n--B--\r\n"},
    {"no name", TYPE, "--B\r\nContent-Type: text/csv\r\n\r\nx\r\n--B--\r\n"},
    {"an empty name", TYPE, "--B\r\n" CD "name=\"\"\r\n\r\nx\r\n--B--\r\n"},
    {"nothing between two delimiters", TYPE, "--B\r\n--B--\r\n"},
};

static void test_bad(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof bads / sizeof *bads; i++) {
        struct multipart_part parts[MULTIPART_PARTS_MAX];
        struct err e = {0};
        size_t n, len = strlen(bads[i].body);
        char *body = mem_copy(bads[i].body, len);
        if (multipart_parse(bads[i].type, body, len, parts, &n, &e) == 0)
            fail_msg("%s was taken", bads[i].what);
        assert_int_equal(e.code, ERR_FORMAT);
        free(body);
    }
}

static int parse_many(size_t parts_n, size_t header_len, struct err *e)
{
    struct multipart_part parts[MULTIPART_PARTS_MAX];
    struct buf b = {0};
    size_t n;
    for (size_t i = 0; i < parts_n; i++) {
        buf_adds(&b, "--B\r\n" CD "name=a\r\nX: ");
        for (size_t k = 0; k < header_len; k++)
            buf_addc(&b, 'x');
        buf_adds(&b, "\r\n\r\n1\r\n");
    }
    buf_adds(&b, "--B--\r\n");
    int rc = multipart_parse(TYPE, b.data, b.len, parts, &n, e);
    buf_deinit(&b);
    return rc;
}

static void test_limits(void **state)
{
    struct err e = {0};
    (void)state;
    assert_int_equal(parse_many(MULTIPART_PARTS_MAX, 1, &e), 0);
    assert_int_equal(parse_many(MULTIPART_PARTS_MAX + 1, 1, &e), -1);
    assert_int_equal(e.code, ERR_LIMIT);
    assert_int_equal(parse_many(1, MULTIPART_HEADER_MAX - 100, &e), 0);
    assert_int_equal(parse_many(1, MULTIPART_HEADER_MAX, &e), -1);
    assert_int_equal(e.code, ERR_LIMIT);
}

static void test_binary_data(void **state)
{
    static const char head[] = "--B\r\n" CD "name=a; filename=z.zip\r\n\r\n", tail[] = "\r\n--B--\r\n";
    struct multipart_part parts[MULTIPART_PARTS_MAX];
    struct buf b = {0};
    struct err e = {0};
    size_t n;
    (void)state;
    buf_add(&b, head, sizeof head - 1);
    for (uint32_t i = 0; i < 100000; i++)
        buf_addc(&b, (char)(i * 2654435761u >> 24));
    buf_add(&b, "\0\r\n\r", 4);
    buf_add(&b, tail, sizeof tail - 1);
    assert_int_equal(multipart_parse(TYPE, b.data, b.len, parts, &n, &e), 0);
    assert_int_equal(n, 1);
    assert_int_equal(parts[0].len, 100004);
    assert_ptr_equal(parts[0].data, b.data + sizeof head - 1);
    buf_deinit(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_good),
        cmocka_unit_test(test_bad),
        cmocka_unit_test(test_limits),
        cmocka_unit_test(test_binary_data),
    };
    return cmocka_run_group_tests_name("multipart", tests, NULL, NULL);
}
