/* Fuzz: any text as an expression over a realistic scope; what parses is evaluated over 130 rows and printed as SQL.
 *
 * Beyond not crashing: truth is a subset of what is known, codes lie in their list, and a second parse says the same.
 */
#include <stdint.h>
#include <stdio.h>

#include "../unit/expr_fixture.h"

#define ROWS 130

static struct fixture fix;
static int32_t *columns[COLS_N];

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void setup(void)
{
    uint64_t seed = 7;
    fixture_init(&fix);
    for (size_t c = 0; c < COLS_N; c++)
        columns[c] = mem_new_n(ROWS, sizeof **columns);
    fixture_rows(&fix, &seed, true, columns, ROWS);
}

/* Values and masks in one place, so that two evaluations compare as bytes. */
struct result {
    uint64_t truth[EXPR_WORDS(ROWS)], known[EXPR_WORDS(ROWS)];
    int32_t values[ROWS];
};

static void evaluate(const struct expr *x, struct expr_work *w, struct result *out)
{
    struct expr_input in = {ROWS, (const int32_t *const *)columns, cal_day(2000, 6, 1), cal_day(2001, 2, 28)};
    memset(out, 0, sizeof *out);
    if (expr_type(x) == EXPR_BOOL)
        expr_eval_bool(x, &in, w, out->truth, out->known);
    else
        expr_eval_value(x, &in, w, out->values);
    for (size_t i = 0; i < EXPR_WORDS(ROWS); i++)
        must((out->truth[i] & ~out->known[i]) == 0);
    must(out->known[ROWS / 64] >> ROWS % 64 == 0);
    for (size_t i = 0; i < ROWS && expr_type(x) == EXPR_CODE; i++)
        must(out->values[i] == CELL_NULL || (uint32_t)out->values[i] < expr_codes(x)->items_n);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct expr_work w;
    struct expr_fault fault;
    struct result first, second;
    struct buf sql = {0};
    if (!fix.sexe)
        setup();
    char *text = mem_text_n((const char *)data, size);
    struct expr *x = expr_parse(text, &fix.scope, &fault);
    must(x || (fault.offset <= strlen(text) && fault.text[0] && memchr(fault.text, 0, sizeof fault.text)));
    if (x) {
        evaluate(x, &w, &first);
        expr_print_sql(x, &(struct expr_input){.debut = 10000, .fin = 10100}, "p", &sql);
        must(sql.len > 0);
        expr_free(&x);
        x = expr_parse(text, &fix.scope, &fault);
        must(x);
        evaluate(x, &w, &second);
        must(memcmp(&first, &second, sizeof first) == 0);
    }
    expr_free(&x);
    free(text);
    buf_deinit(&sql);
    return 0;
}
