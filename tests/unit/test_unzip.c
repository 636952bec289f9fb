/* Tests of unpacking: entries come out as they went in, and what is too big, broken, closed or a workbook is told. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "io/unzip.h"
#include "programme/bundle.h"
#include "programme_fixture.h"
#include "zip_fixture.h"

#define PLENTY (1u << 20)

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

static struct submission_file as_file(const char *name, const struct buf *b)
{
    return (struct submission_file){.name = name, .bytes = b->data, .len = b->len};
}

static void expect_trouble(const struct submission_file *f, size_t plain_max, const char *trouble)
{
    struct unzipped u;
    unzip_expand(defs, f, 1, plain_max, &u);
    assert_int_equal(u.n, 1);
    assert_string_equal(u.files[0].name, f->name);
    assert_non_null(u.files[0].trouble);
    assert_string_equal(u.files[0].trouble, trouble);
    assert_int_equal(u.blocks_n, 0);
    unzipped_deinit(&u);
}

static void test_is_archive(void **state)
{
    (void)state;
    static const struct {
        const char *name, *bytes;
        bool archive;
    } all[] = {
        {"", "PK\003\004", true},
        {"", "text", true},
        {"a.zip", "text", true},
        {"nuit\\A.ZIP", "PK\003\004", true},
        {"v1.2/archive", "PK\003\004", true},
        {"v1.2/archive", "a;b\n", false},
        {"classeur.xlsx", "\xd0\xcf\x11\xe0", true},
        {"salaries.csv", "PK\003\004", false},
        {"x.ods", "PK\003\004", true},
        {"x.ods", "text", false},
        {"x.xls", "PK\003\004", true},
        {"x.xls", "<html>", false},
        {"x.xlsm", "text", true},
        {"x.XLSM", "PK\003\004", true},
        {"classeur.xlsx", "PK\003\004", true},
        {"salaries.csv", "a;b\n", false},
    };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        struct submission_file f = {.name = all[i].name, .bytes = all[i].bytes, .len = strlen(all[i].bytes)};
        assert_int_equal(unzip_is_archive(&f), all[i].archive);
        /* what is opened as an archive counts in the digest without its name */
        bool unnamed = all[i].archive && unzip_is(f.bytes, f.len);
        assert_string_equal(unzip_digest_name(&f), unnamed ? "" : f.name);
    }
    assert_false(unzip_is("PK\003", 3));
    assert_false(unzip_is("PK\005\006", 4));
}

static void test_entries(void **state)
{
    (void)state;
    static const char inner[] = "PK\003\004 not opened";
    static const struct entry entries[] = {
        {.name = "nuit/"},
        {.name = "nuit/salaries.csv", .bytes = "a;b\n1;2\n", .len = 8},
        {.name = "accompagnants_\xe9t\xe9.csv", .bytes = "", .len = 0, .encoding = ZIP_FL_ENC_CP437},
        {.name = "équipe.csv", .bytes = "\0x", .len = 2, .encoding = ZIP_FL_ENC_UTF_8},
        {.name = "autre.zip", .bytes = inner, .len = sizeof inner},
    };
    struct buf z = make_zip(entries, sizeof entries / sizeof *entries);
    struct submission_file files[] = {{.name = "actions.csv", .bytes = "x", .len = 1},
                                      as_file("", &z),
                                      {.name = "instances.csv", .bytes = "y", .len = 1}};
    struct unzipped u;
    unzip_expand(defs, files, 3, 8 + 2 + sizeof inner + 2, &u);
    assert_int_equal(u.n, 6);
    assert_string_equal(u.files[0].name, "actions.csv");
    assert_ptr_equal(u.files[0].bytes, files[0].bytes);
    assert_string_equal(u.files[1].name, "nuit/salaries.csv");
    assert_int_equal(u.files[1].len, 8);
    assert_memory_equal(u.files[1].bytes, "a;b\n1;2\n", 8);
    assert_string_equal(u.files[2].name, "accompagnants_\xce\x98t\xce\x98.csv"); /* 0xe9 is Θ in CP437 */
    assert_int_equal(u.files[2].len, 0);
    assert_string_equal(u.files[3].name, "équipe.csv");
    assert_memory_equal(u.files[3].bytes, "\0x", 2);
    assert_string_equal(u.files[4].name, "autre.zip");
    assert_memory_equal(u.files[4].bytes, inner, sizeof inner);
    assert_string_equal(u.files[5].name, "instances.csv");
    for (size_t i = 0; i < u.n; i++)
        assert_null(u.files[i].trouble);
    unzipped_deinit(&u);
    /* one byte less in all is over the limit; what is no archive stays */
    unzip_expand(defs, files, 3, 8 + 2 + sizeof inner + 1, &u);
    assert_int_equal(u.n, 3);
    assert_null(u.files[0].trouble);
    assert_string_equal(u.files[1].trouble, "taille");
    assert_string_equal(u.files[2].name, "instances.csv");
    unzipped_deinit(&u);
    buf_deinit(&z);
}

static void test_count(void **state)
{
    (void)state;
    struct entry entries[FILES_MAX + 1];
    char names[FILES_MAX + 1][24];
    for (size_t i = 0; i <= FILES_MAX; i++) {
        snprintf(names[i], sizeof names[i], "f%zu.csv", i);
        entries[i] = (struct entry){.name = names[i], .bytes = "z", .len = 1};
    }
    struct buf full = make_zip(entries, FILES_MAX), over = make_zip(entries, FILES_MAX + 1),
               half = make_zip(entries, FILES_MAX / 2);
    struct submission_file f = as_file("n.zip", &over);
    expect_trouble(&f, PLENTY, "taille");
    struct submission_file one[] = {as_file("n.zip", &full), {.name = "x.csv", .bytes = "", .len = 0}};
    struct unzipped u;
    unzip_expand(defs, one, 1, PLENTY, &u);
    assert_int_equal(u.n, FILES_MAX);
    unzipped_deinit(&u);
    unzip_expand(defs, one, 2, PLENTY, &u); /* 101 files in all */
    assert_int_equal(u.n, 2);
    assert_string_equal(u.files[0].trouble, "taille");
    unzipped_deinit(&u);
    struct submission_file halves[] = {as_file("a.zip", &half), as_file("b.zip", &half), as_file("c.zip", &half)};
    unzip_expand(defs, halves, 2, PLENTY, &u);
    assert_int_equal(u.n, FILES_MAX);
    unzipped_deinit(&u);
    unzip_expand(defs, halves, 3, PLENTY, &u);
    size_t troubles = 0;
    for (size_t i = 0; i < u.n; i++)
        troubles += u.files[i].trouble != NULL;
    assert_true(troubles == 2 && u.n == FILES_MAX / 2 + 2);
    unzipped_deinit(&u);
    buf_deinit(&full);
    buf_deinit(&over);
    buf_deinit(&half);
}

/* What is stored of an archive's entry has room for so long a name, and for no longer one. */
static void test_names(void **state)
{
    (void)state;
    char *name = mem_new(BUNDLE_NAME_MAX + 2);
    struct unzipped u;
    memset(name, 'd', BUNDLE_NAME_MAX + 1);
    memcpy(name + BUNDLE_NAME_MAX + 1 - 13, "/salaries.csv", 13);
    const struct entry over = {.name = name, .bytes = "x", .len = 1}, full = {.name = name + 1, .bytes = "x", .len = 1};
    struct buf z = make_zip(&over, 1), y = make_zip(&full, 1);
    struct submission_file f = as_file("a.zip", &z);
    expect_trouble(&f, PLENTY, "zip");
    f = as_file("a.zip", &y);
    unzip_expand(defs, &f, 1, PLENTY, &u);
    assert_true(u.n == 1 && !u.files[0].trouble && strlen(u.files[0].name) == BUNDLE_NAME_MAX);
    unzipped_deinit(&u);
    buf_deinit(&z);
    buf_deinit(&y);
    free(name);
}

static void test_workbook(void **state)
{
    (void)state;
    static const struct entry entries[] = {{.name = "[Content_Types].xml", .bytes = "<x/>", .len = 4},
                                           {.name = "xl/workbook.xml", .bytes = "<x/>", .len = 4}};
    struct buf z = make_zip(entries, 2), text = {0};
    buf_adds(&text, "not a workbook");
    struct submission_file raw = as_file("", &z), named = as_file("Nuit.XLSX", &text), other = as_file("x.zip", &z);
    expect_trouble(&raw, PLENTY, "xlsx");
    expect_trouble(&named, PLENTY, "xlsx");
    expect_trouble(&other, PLENTY, "xlsx");
    buf_deinit(&z);
    buf_deinit(&text);
}

static void test_broken(void **state)
{
    (void)state;
    static const char secret[] = "a;b\n";
    char *zeros = mem_new(4u << 20);
    struct entry closed = {.name = "salaries.csv", .bytes = secret, .len = 4, .password = "x"};
    struct entry bomb = {.name = "salaries.csv", .bytes = zeros, .len = 4u << 20};
    struct buf z = make_zip(&closed, 1), b = make_zip(&bomb, 1), cut = {0}, text = {0};
    struct submission_file f = as_file("a.zip", &z);
    expect_trouble(&f, PLENTY, "zip");
    f = as_file("a.zip", &b);
    assert_true(b.len < 65536);
    expect_trouble(&f, PLENTY, "taille"); /* as told */
    buf_add(&cut, b.data, b.len - 30);
    f = as_file("a.zip", &cut);
    expect_trouble(&f, 8u << 20, "zip");
    buf_adds(&text, "text");
    f = as_file("a.zip", &text);
    expect_trouble(&f, PLENTY, "zip");
    f.len = 0;
    expect_trouble(&f, PLENTY, "zip");
    /* a central directory that tells a smaller size (24 bytes into its header), so that it would pass */
    char *central = memmem(b.data, b.len, "PK\001\002", 4);
    assert_non_null(central);
    memcpy(central + 24, "\x10\0\0\0", 4);
    memcpy(b.data + 22, "\x10\0\0\0", 4);
    f = as_file("a.zip", &b);
    expect_trouble(&f, PLENTY, "zip");
    buf_deinit(&z);
    buf_deinit(&b);
    buf_deinit(&cut);
    buf_deinit(&text);
    free(zeros);
}

/* A byte changed anywhere gives entries or a trouble, and never another content. */
static void test_changed(void **state)
{
    (void)state;
    static const struct entry entry = {.name = "salaries.csv", .bytes = "a;b\n1;2\n3;4\n", .len = 12};
    struct buf z = make_zip(&entry, 1);
    size_t troubles = 0;
    for (size_t i = 0; i < z.len; i++) {
        z.data[i] ^= 0x55;
        struct submission_file f = as_file("a.zip", &z);
        struct unzipped u;
        unzip_expand(defs, &f, 1, PLENTY, &u);
        assert_true(u.n <= 1);
        troubles += u.n == 1 && u.files[0].trouble;
        if (u.n == 1 && !u.files[0].trouble && u.files[0].len)
            assert_memory_equal(u.files[0].bytes, entry.bytes, entry.len);
        unzipped_deinit(&u);
        z.data[i] ^= 0x55;
    }
    assert_true(troubles > 20);
    buf_deinit(&z);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_is_archive), cmocka_unit_test(test_entries),  cmocka_unit_test(test_count),
        cmocka_unit_test(test_names),      cmocka_unit_test(test_workbook), cmocka_unit_test(test_broken),
        cmocka_unit_test(test_changed),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
