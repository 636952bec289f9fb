/* Expressions: texts and macros made to exhaust the parser are refused, and what lies just within the bounds is taken.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <cmocka.h>

#include "expr_fixture.h"

static struct fixture fix;

static int setup(void **state)
{
    (void)state;
    fixture_init(&fix);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    fixture_deinit(&fix);
    return 0;
}

/* `n` times `open`, then `middle`, then `n` times `shut`. */
static char *repeated(const char *open, size_t n, const char *middle, const char *shut)
{
    struct buf b = {0};
    for (size_t i = 0; i < n; i++)
        buf_adds(&b, open);
    buf_adds(&b, middle);
    for (size_t i = 0; i < n; i++)
        buf_adds(&b, shut);
    return buf_take(&b);
}

static void test_bombs(void **state)
{
    static const struct {
        const char *open;
        size_t n;
        const char *middle, *shut, *says; /* NULL: taken */
    } cases[] = {
        {"(", 60, "rqth", ")", NULL},
        {"(", 64, "rqth", ")", "nested deeper"},
        {"(", 4000, "", "", "nested deeper"},
        {"NOT ", 60, "rqth", "", NULL},
        {"NOT ", 1000, "rqth", "", "nested deeper"},
        {"NOT(", 500, "rqth", ")", "nested deeper"},
        {"si(rqth,", 300, "", "", "nested deeper"},
        {"age(", 1000, "", "", "nested deeper"},
        {"presence(", 400, "", "", "nested deeper"},
        {"1+", 60, "1", "", NULL},
        {"1+", 2000, "1", "", "nested deeper"},
        {"-", 4000, "1", "", "a number is expected"},
        {"rqth OR ", 500, "rqth", "", NULL},
        {"rqth AND NOT rsa OR ", 200, "rqth", "", NULL},
        {"'", 4095, "", "", "never closes"},
        {" ", 4096, "", "", NULL},
        {" ", 4097, "", "", "over 4096"},
        {"salaries IN (", 1, "1", ",2,3", "a comma or )"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct expr_fault fault;
        char *text = repeated(cases[i].open, cases[i].n, cases[i].middle, cases[i].shut);
        struct expr *x = expr_parse(text, &fix.scope, &fault);
        if (!cases[i].says != (x != NULL) || !strstr(fault.text, cases[i].says ? cases[i].says : ""))
            fail_msg("%s × %zu: %s at %zu: %s", cases[i].open, cases[i].n, x ? "taken" : "refused", fault.offset,
                     fault.text);
        expr_free(&x);
        free(text);
    }
}

/* Macros that double at each step are stopped by the number of parts, also those that make no node of their own. */
static void test_macro_bombs(void **state)
{
    static const char *const bodies[][2] = {
        {"rqth", "%s AND %s"}, {"x", "%s(%s(x))"}, {"x IS NULL", "%s(x) AND %s(x)"}};
    (void)state;
    for (size_t k = 0; k < 3; k++) {
        struct expr_macro macros[50];
        char names[50][8], texts[50][64];
        for (size_t i = 0; i < 50; i++) {
            snprintf(names[i], sizeof names[i], "m%zu", i);
            if (i == 0)
                snprintf(texts[i], sizeof texts[i], "%s", bodies[k][0]);
            else if (k == 0)
                snprintf(texts[i], sizeof texts[i], "m%zu AND m%zu", i - 1, i - 1);
            else if (k == 1)
                snprintf(texts[i], sizeof texts[i], "m%zu(m%zu(x))", i - 1, i - 1);
            else
                snprintf(texts[i], sizeof texts[i], "m%zu(x) AND m%zu(x)", i - 1, i - 1);
            macros[i] = (struct expr_macro){names[i], k == 0 ? NULL : "x", texts[i]};
        }
        struct expr_scope scope = {fix.columns, COLS_N, macros, 50};
        struct expr_fault fault;
        struct expr *x = expr_parse(k == 0 ? "m5" : "m5(rqth)", &scope, &fault);
        assert_non_null(x);
        expr_free(&x);
        assert_null(expr_parse(k == 0 ? "m20" : "m20(rqth)", &scope, &fault));
        assert_non_null(strstr(fault.text, "more than 4096 parts"));
        assert_null(expr_parse(k == 0 ? "m49" : "m49(rqth)", &scope, &fault));
        assert_true(strstr(fault.text, "more than 4096 parts") || strstr(fault.text, "nested deeper"));
        assert_int_equal(fault.offset, 0);
    }
}

static void test_long_list(void **state)
{
    (void)state;
    struct buf b = {0};
    buf_adds(&b, "salaries IN (");
    for (int i = 0; b.len < EXPR_TEXT_MAX - 16; i++)
        buf_addf(&b, "%s%d", i ? "," : "", i * 2);
    buf_addc(&b, ')');
    struct expr_fault fault;
    struct expr *x = expr_parse(b.data, &fix.scope, &fault);
    assert_non_null(x);
    static const int32_t cells[] = {400, 401, CELL_NULL, 0, -1};
    const int32_t *columns[COLS_N] = {[COL_SALARIES] = cells};
    struct expr_work w = {0};
    uint64_t truth, known;
    expr_eval_bool(x, &(struct expr_input){.rows_n = 5, .columns = columns}, &w, &truth, &known);
    assert_int_equal(truth, 0x09);
    assert_int_equal(known, 0x1B);
    expr_work_deinit(&w);
    expr_free(&x);
    buf_deinit(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_bombs), cmocka_unit_test(test_macro_bombs),
                                       cmocka_unit_test(test_long_list)};
    return cmocka_run_group_tests_name("expr_bounds", tests, setup, teardown);
}
