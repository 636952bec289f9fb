/* Fuzz: any bytes, split somewhere, as salaries.csv and accompagnants.csv: read, ruled, judged twice, applied.
 *
 * The first two bytes say where to split (the second file begins there) and what else holds. Beyond not crashing:
 * counts add up, every finding has its message, a second night of the same bytes moves nothing, and a reading with a
 * memo says the same as one without. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/cal.h"
#include "programme/contribution.h"
#include "programme/correspondances.h"
#include "programme/judge.h"
#include "programme/memo.h"
#include "programme/outcome.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct definitions *defs;
static struct memo *memo;

static void setup(void)
{
    struct err e;
    must(definitions_load(definitions_folder(), &defs, &e) == 0);
    memo = memo_new(defs);
}

static void check_findings(const struct findings *f)
{
    for (size_t i = 0; i < f->n; i++) {
        const struct finding *x = &f->list[i];
        must(x->message && *x->message && x->dataset < (int)defs->datasets_n);
        must(x->field < 0 || (x->dataset >= 0 && (size_t)x->field < defs->datasets[x->dataset]->fields_n));
        must(!x->value || strlen(x->value) <= 63);
        must(x->rule->severity == x->rule->code[0]);
    }
}

static void check_judgement(const struct judgement *j, const struct state *before)
{
    size_t rows = 0, listed = 0;
    for (size_t k = 0; k < defs->datasets_n; k++) {
        rows += j->sheets[k].table.rows_n;
        for (size_t i = 0; i < j->sheets[k].table.rows_n; i++)
            must(j->sheets[k].rows[i].line > 1 && j->sheets[k].rows[i].status);
    }
    must(j->read == rows && j->verdict != VERDICT_NONE);
    if (j->verdict == VERDICT_REFUSED) {
        must(j->taken + j->aside + j->left + j->changes_n == 0 && j->findings.n > 0);
        return;
    }
    must(j->read == j->taken + j->aside + j->left && !j->wiped);
    if (j->verdict == VERDICT_SUPERSEDED)
        return;
    must(j->taken == j->added + j->changed + j->unchanged);
    must(before || j->removed + j->changed + j->unchanged == 0);
    for (size_t i = 0; i < j->changes_n; i++)
        listed += j->changes[i].kind == CHANGE_ADD || j->changes[i].kind == CHANGE_REPLACE ||
                  j->changes[i].kind == CHANGE_WITHDRAW;
    must(listed == j->added + j->changed + j->removed);
}

static struct judgement *judge_it(const struct submission *s)
{
    struct judgement *j = judge(s);
    struct buf body = {0};
    check_findings(&j->findings);
    check_judgement(j, s->state);
    outcome_body(defs, j, NULL, 0, &body);
    must(body.len > 0);
    buf_deinit(&body);
    return j;
}

/* The same rows, findings and verdict, whatever the memo remembers. */
static void compare_readings(const struct judgement *a, const struct judgement *b)
{
    must(a->verdict == b->verdict && a->read == b->read && a->taken == b->taken && a->aside == b->aside &&
         a->left == b->left);
    must(a->findings.n == b->findings.n && a->findings.unlisted == b->findings.unlisted);
    for (size_t i = 0; i < a->findings.n; i++) {
        const struct finding *x = &a->findings.list[i], *y = &b->findings.list[i];
        must(x->rule == y->rule && x->line == y->line && strcmp(x->message, y->message) == 0);
    }
    for (size_t k = 0; k < defs->datasets_n; k++)
        for (size_t i = 0; i < a->sheets[k].table.rows_n; i++) {
            must(a->sheets[k].rows[i].status == b->sheets[k].rows[i].status &&
                 a->sheets[k].rows[i].line == b->sheets[k].rows[i].line);
            must(table_rows_equal(&a->sheets[k].table, i, &b->sheets[k].table, i));
        }
}

static void count(const struct state *s)
{
    const struct table *tables[DATASETS_MAX] = {0};
    int64_t *values = mem_new_n(contribution_len(defs), sizeof *values),
            *back = mem_new_n(contribution_len(defs), sizeof *back);
    struct buf b = {0};
    for (size_t k = 0; k < defs->datasets_n; k++)
        tables[k] = &s->sets[k].table;
    contribution_compute(defs, tables, cal_day(2026, 1, 1), cal_day(2026, 12, 31), values);
    contribution_encode(values, contribution_len(defs), &b);
    must(contribution_decode((const unsigned char *)buf_text(&b), b.len, back, contribution_len(defs)) == 0);
    must(memcmp(values, back, contribution_len(defs) * sizeof *values) == 0);
    buf_deinit(&b);
    free(values);
    free(back);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (!defs)
        setup();
    if (size < 2)
        return 0;
    size_t len = size - 2, split = len * data[0] / 255;
    char *first = malloc(split ? split : 1), *second = malloc(len - split ? len - split : 1); /* exactly as long */
    must(first && second);
    memcpy(first, data + 2, split);
    memcpy(second, data + 2 + split, len - split);
    struct submission_file files[] = {{.name = "salaries.csv", .bytes = first, .len = split},
                                      {.name = "accompagnants.csv", .bytes = second, .len = len - split}};
    struct submission s = {.definitions = defs,
                           .files = files,
                           .files_n = 2,
                           .situation = cal_day(2026, 11, 20) - (data[1] & 3),
                           .today = cal_day(2026, 11, 20),
                           .reporter = REPORTER_CHANTIER,
                           .reporter_id = "LYO0001",
                           .waive_hold = true,
                           .rows_max = data[1] & 4 ? 3 : 0,
                           .profile = data[1] & 16 ? correspondances_find(defs->correspondances, "asp") : NULL};
    struct judgement *plain = judge_it(&s);
    s.memo = memo;
    struct judgement *remembered = judge_it(&s); /* over what other inputs left in the memo */
    compare_readings(plain, remembered);
    judgement_free(&remembered);
    if (plain->verdict == VERDICT_ACCEPTED) {
        struct state *after = judgement_apply(plain, &s, NULL);
        if (data[1] & 8) /* slow beside the rest */
            count(after);
        s.state = after;
        remembered = judge_it(&s);
        must(remembered->verdict == VERDICT_ACCEPTED && remembered->changes_n == 0);
        must(remembered->unchanged == plain->taken && !findings_have(&remembered->findings, "W-DISPARU"));
        judgement_free(&remembered);
        s.situation++; /* rows that were to come may come, none is withdrawn */
        s.today++;
        remembered = judge_it(&s);
        must(remembered->removed == 0);
        state_free(&after);
        judgement_free(&remembered);
    }
    judgement_free(&plain);
    free(first);
    free(second);
    return 0;
}
