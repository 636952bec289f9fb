/* Expressions: random ones, evaluated by the engine and by an evaluator of this file that looks at one row at a time in
 * the plainest way, so that agreement is agreement of two programs. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <cmocka.h>

#include "expr_random.h"

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

/* One row, one answer: the plainest way. */
struct answer {
    bool known;
    int64_t v;
};

static const struct answer unknown;

struct row {
    const struct fixture *f;
    int32_t *const *columns;
    size_t i;
    int32_t debut, fin;
};

static struct answer answer_cell(int64_t v)
{
    return v == CELL_NULL ? unknown : (struct answer){true, v};
}

static struct answer answer_and(struct answer a, struct answer b)
{
    if ((a.known && !a.v) || (b.known && !b.v))
        return (struct answer){true, 0};
    return a.known && b.known ? (struct answer){true, 1} : unknown;
}

static struct answer answer_not(struct answer a)
{
    return a.known ? (struct answer){true, !a.v} : unknown;
}

static struct answer answer_compare(int32_t sign, struct answer a, struct answer b)
{
    if (!a.known || !b.known)
        return unknown;
    const bool truths[] = {a.v == b.v, a.v != b.v, a.v<b.v, a.v <= b.v, a.v> b.v, a.v >= b.v};
    return (struct answer){true, truths[sign]};
}

/* Beyond what the type holds: unknown. */
static struct answer answer_bound(enum expr_type type, int64_t v)
{
    if (type == EXPR_DATE)
        return v < cal_day(1, 1, 1) || v > cal_day(9999, 12, 31) ? unknown : (struct answer){true, v};
    return v < -INT32_MAX || v > INT32_MAX ? unknown : (struct answer){true, v};
}

static struct answer answer_age(struct answer birth, struct answer day)
{
    if (!birth.known || !day.known)
        return unknown;
    int sign = day.v < birth.v ? -1 : 1, years = 0, y, m, d, oy, om, od;
    cal_date((int32_t)(sign > 0 ? birth.v : day.v), &y, &m, &d);
    cal_date((int32_t)(sign > 0 ? day.v : birth.v), &oy, &om, &od);
    while (y + years + 1 < oy || (y + years + 1 == oy && (m < om || (m == om && d <= od))))
        years++;
    return (struct answer){true, sign * years};
}

/* Month by month back or forth, then the day cut to the month. */
static struct answer answer_months(struct answer day, struct answer n)
{
    if (!day.known || !n.known || n.v > 120000 || n.v < -120000)
        return unknown;
    int y, m, d;
    cal_date((int32_t)day.v, &y, &m, &d);
    for (int64_t k = n.v; k > 0; k--)
        if (--m == 0)
            m = 12, y--;
    for (int64_t k = n.v; k < 0; k++)
        if (++m == 13)
            m = 1, y++;
    if (y < 1 || y > 9999)
        return unknown;
    return (struct answer){true, cal_day(y, m, d < cal_month_days(y, m) ? d : cal_month_days(y, m))};
}

static struct answer answer_frein(const struct row *r, size_t column, bool solved)
{
    struct answer a = answer_cell(r->columns[column][r->i]);
    const char *code = a.known ? r->f->frein->items[a.v].code : "";
    if (a.known)
        a.v = strcmp(code, "EN_COURS") == 0 || strcmp(code, "RESOLU") == 0 || (!solved && strcmp(code, "OUI") == 0);
    return a;
}

static struct answer tree_eval(const struct tree *t, const struct row *r)
{
    struct answer a = unknown, b = unknown, c = unknown;
    if (t->op != TREE_AND && t->op != TREE_OR && t->op != TREE_IN && t->op != TREE_KNOWN) {
        a = t->kids_n > 0 ? tree_eval(t->kids[0], r) : a;
        b = t->kids_n > 1 ? tree_eval(t->kids[1], r) : b;
        c = t->kids_n > 2 ? tree_eval(t->kids[2], r) : c;
    }
    switch (t->op) {
    case TREE_LITERAL:
        return (struct answer){true, t->value};
    case TREE_COLUMN:
        return answer_cell(r->columns[t->value][r->i]);
    case TREE_DEBUT:
        return answer_cell(r->debut);
    case TREE_FIN:
        return answer_cell(r->fin);
    case TREE_ATTRIBUTE:
        a = answer_cell(r->columns[t->value][r->i]);
        return a.known ? answer_cell(r->f->columns[t->value].codes->attributes[t->attribute].values[a.v]) : unknown;
    case TREE_AND:
    case TREE_OR:
        /* a OR b = NOT (NOT a AND NOT b) */
        a = (struct answer){true, 1};
        for (size_t i = 0; i < t->kids_n; i++) {
            b = tree_eval(t->kids[i], r);
            a = answer_and(a, t->op == TREE_OR ? answer_not(b) : b);
        }
        return t->op == TREE_OR ? answer_not(a) : a;
    case TREE_NOT:
        return answer_not(a);
    case TREE_COMPARE:
        return answer_compare(t->value, a, b);
    case TREE_BETWEEN:
        return answer_and(answer_compare(5, a, b), answer_compare(3, a, c));
    case TREE_IN:
        a = tree_eval(t->kids[0], r);
        for (size_t i = 1; i < t->kids_n && a.known; i++)
            if (t->kids[i]->value == a.v)
                return (struct answer){true, 1};
        return a.known ? (struct answer){true, 0} : unknown;
    case TREE_IS_NULL:
        return (struct answer){true, !a.known};
    case TREE_IS_NOT_NULL:
        return (struct answer){true, a.known};
    case TREE_ADD:
        return a.known && b.known ? answer_bound(t->type, a.v + b.v) : unknown;
    case TREE_SUB:
        return a.known && b.known ? answer_bound(t->type, a.v - b.v) : unknown;
    case TREE_AGE:
        return answer_age(a, b);
    case TREE_MONTHS:
        return answer_months(a, b);
    case TREE_BANDS:
        return a.known ? (struct answer){true, a.v < 10 ? 0 : a.v < 20 ? 1 : a.v < 30 ? 2 : 3} : unknown;
    case TREE_FREINS:
        for (size_t i = COL_FREIN_LANGUE; i <= COL_FREIN_LOGEMENT; i++)
            c.v += answer_frein(r, i, false).v;
        return (struct answer){true, c.v};
    case TREE_ANY_SOLVED:
        a = (struct answer){true, 1};
        for (size_t i = COL_FREIN_LANGUE; i <= COL_FREIN_LOGEMENT; i++)
            a = answer_and(a, answer_not(answer_frein(r, i, true)));
        return answer_not(a);
    case TREE_KNOWN:
        for (size_t i = 0; i < t->kids_n; i++)
            c.v += tree_eval(t->kids[i], r).known;
        return (struct answer){true, c.v};
    case TREE_IF:
        return a.known && a.v ? b : c;
    }
    return unknown;
}

/* The engine's answers on all rows against those of one row at a time. */
static void check_tree(const struct tree *t, const char *text, int32_t *const *columns, size_t rows_n,
                       struct expr_work *w)
{
    struct expr_input in = {rows_n, (const int32_t *const *)columns, cal_day(2000, 6, 1), cal_day(2001, 2, 28)};
    struct row r = {&fix, columns, 0, in.debut, in.fin};
    struct expr_fault fault;
    struct expr *x = expr_parse(text, &fix.scope, &fault);
    if (!x)
        fail_msg("%s: at %zu: %s", text, fault.offset, fault.text);
    assert_int_equal(expr_type(x), t->type);
    uint64_t *truth = mem_new_n(EXPR_WORDS(rows_n) + 1, sizeof *truth),
             *known = mem_new_n(EXPR_WORDS(rows_n) + 1, sizeof *known);
    int32_t *values = mem_new_n(rows_n + 1, sizeof *values);
    truth[EXPR_WORDS(rows_n)] = known[EXPR_WORDS(rows_n)] = 0xABCD;
    values[rows_n] = 4711;
    if (t->type == EXPR_BOOL)
        expr_eval_bool(x, &in, w, truth, known);
    else
        expr_eval_value(x, &in, w, values);
    for (r.i = 0; r.i < rows_n; r.i++) {
        struct answer want = tree_eval(t, &r);
        int32_t got = values[r.i];
        if (t->type == EXPR_BOOL)
            got = known[r.i / 64] >> r.i % 64 & 1 ? (int32_t)(truth[r.i / 64] >> r.i % 64 & 1) : CELL_NULL;
        if (got != (want.known ? want.v : CELL_NULL))
            fail_msg("row %zu of %zu: %d, not %d: %s", r.i, rows_n, got, want.known ? (int)want.v : CELL_NULL, text);
    }
    for (size_t i = 0; i < EXPR_WORDS(rows_n) && t->type == EXPR_BOOL; i++) {
        uint64_t beyond = i == rows_n / 64 ? ~((UINT64_C(1) << rows_n % 64) - 1) : 0;
        assert_true((truth[i] & ~known[i]) == 0 && (known[i] & beyond) == 0);
    }
    assert_true(truth[EXPR_WORDS(rows_n)] == 0xABCD && known[EXPR_WORDS(rows_n)] == 0xABCD && values[rows_n] == 4711);
    free(truth);
    free(known);
    free(values);
    expr_free(&x);
}

static void test_random(void **state)
{
    static const size_t sizes[] = {0, 1, 63, 64, 65, 130, 511, 512, 513, 700};
    static const enum expr_type types[] = {EXPR_BOOL, EXPR_BOOL,    EXPR_BOOL, EXPR_INT,
                                           EXPR_DATE, EXPR_DECIMAL, EXPR_CODE};
    uint64_t seed = 20260131;
    struct expr_work w = {0};
    size_t tried = 0, nodes_of_each[TREE_IF + 1] = {0};
    (void)state;
    for (size_t s = 0; s < sizeof sizes / sizeof sizes[0]; s++) {
        int32_t *columns[COLS_N];
        /* Exactly as many cells as rows: reading beyond is seen by the address sanitizer. */
        for (size_t c = 0; c < COLS_N; c++)
            columns[c] = malloc(sizes[s] ? sizes[s] * sizeof **columns : 1);
        fixture_rows(&fix, &seed, true, columns, sizes[s]);
        for (size_t k = 0; k < 400; k++) {
            struct arena arena = {0};
            struct buf text = {0};
            struct tree_maker m = {&fix, &arena, &seed};
            const struct tree *t = tree_make(&m, types[k % (sizeof types / sizeof types[0])], (int)(1 + k % 4));
            tree_print(&m, t, &text);
            if (text.len <= EXPR_TEXT_MAX) {
                check_tree(t, text.data, columns, sizes[s], &w);
                nodes_of_each[t->op]++;
                tried++;
            }
            buf_deinit(&text);
            arena_deinit(&arena);
        }
        for (size_t c = 0; c < COLS_N; c++)
            free(columns[c]);
    }
    expr_work_deinit(&w);
    assert_true(tried > 3500);
    for (size_t i = TREE_AND; i <= TREE_IF; i++)
        assert_true(nodes_of_each[i] > 10); /* the random trees reach every operator */
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_random)};
    return cmocka_run_group_tests_name("expr_random", tests, setup, teardown);
}
