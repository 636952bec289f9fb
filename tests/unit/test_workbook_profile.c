/* A workbook of another tool: under its own header of a month, a date cell is the first of its month. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <cmocka.h>

#include "correspondance_fixture.h"
#include "io/unzip.h"
#include "workbook_fixture.h"

static void test_month(void **state)
{
    (void)state;
    static const char rows[] = "<row r=\"1\"><c r=\"A1\" t=\"str\"><v>NÉ(E) EN</v></c><c r=\"B1\" "
                               "t=\"str\"><v>Début</v></c></row><row r=\"2\"><c r=\"A2\" s=\"1\"><v>33005</v></c><c "
                               "r=\"B2\" s=\"1\"><v>46348</v></c></row>";
    struct book book = {.sheets = {NULL, rows},
                        .styles = "<cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/></cellXfs>"};
    struct definitions *d = load();
    struct buf b = make_book(&book);
    const struct submission_file f = {.name = "nuit.xlsx", .bytes = b.data, .len = b.len};
    struct unzipped u;
    unzip_expand(d, &f, 1, 1u << 20, &u);
    assert_int_equal(u.n, 1);
    assert_string_equal(u.files[0].bytes, "NÉ(E) EN;Début\n1990-05-01;2026-11-22\n");
    unzipped_deinit(&u);
    buf_deinit(&b);
    definitions_free(&d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_month)};
    return cmocka_run_group_tests(tests, setup, teardown);
}
