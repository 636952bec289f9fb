/* A reading with a memo says what a reading without one says: the same cells, statuses, keys and findings, night after
 * night. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <cmocka.h>

#include "programme_fixture.h"

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

/* One file read, and what it was read into. */
struct one {
    struct strings strings;
    struct findings findings;
    struct sheet sheet;
};

static void read_one(struct one *o, size_t dataset, const struct buf *b, int32_t situation, struct memo *m)
{
    *o = (struct one){0};
    findings_init(&o->findings, defs);
    struct reading r = {.definitions = defs,
                        .strings = &o->strings,
                        .findings = &o->findings,
                        .file = "f",
                        .situation = situation,
                        .memo = m};
    sheet_read(&o->sheet, dataset, buf_text(b), b->len, &r);
    findings_sort(&o->findings);
}

static void forget(struct one *o)
{
    sheet_deinit(&o->sheet);
    findings_deinit(&o->findings);
    strings_deinit(&o->strings);
}

static void assert_same(const char *a, const char *b)
{
    assert_true((a == NULL) == (b == NULL));
    if (a)
        assert_string_equal(a, b);
}

static void compare(const struct one *a, const struct one *b)
{
    const struct sheet *s = &a->sheet, *t = &b->sheet;
    assert_int_equal(s->table.rows_n, t->table.rows_n);
    assert_int_equal(s->refused, t->refused);
    assert_int_equal(s->key_unreadable, t->key_unreadable);
    for (size_t row = 0; row < s->table.rows_n; row++) {
        assert_true(table_rows_equal(&s->table, row, &t->table, row));
        assert_int_equal(s->rows[row].line, t->rows[row].line);
        assert_int_equal(s->rows[row].status, t->rows[row].status);
        assert_int_equal(s->rows[row].exit_fault, t->rows[row].exit_fault);
        assert_int_equal(s->rows[row].line_fault, t->rows[row].line_fault);
        assert_int_equal(s->rows[row].exit_sent, t->rows[row].exit_sent);
        assert_same(sheet_key(s, row), sheet_key(t, row));
    }
    assert_int_equal(a->findings.n, b->findings.n);
    for (size_t i = 0; i < a->findings.n; i++) {
        const struct finding *x = &a->findings.list[i], *y = &b->findings.list[i];
        assert_ptr_equal(x->rule, y->rule);
        assert_int_equal(x->line, y->line);
        assert_int_equal(x->field, y->field);
        assert_same(x->key, y->key);
        assert_same(x->column, y->column);
        assert_same(x->value, y->value);
        assert_same(x->message, y->message);
    }
}

/* A row of a night: now and then with a fault, with another text for the same cells, or to come. */
static void put_row(struct buf *b, uint64_t *seed, int i, const struct good_cell *cells, size_t n)
{
    static const char *const ends[] = {"",
                                       "|sexe=X",
                                       "|naissance=01/05/1980",
                                       "|date_sortie=2026-11-01|motif_sortie=CDI",
                                       "|date_entree=2026-11-19",
                                       "|heures_hebdo=99",
                                       "|protection=AUCUNE;",
                                       "|protection=AUCUNE;beyond",
                                       "|date_entree=20/11/2026",
                                       "|protection=réfugié",
                                       "|cip_ref=\"C1\"",
                                       "|date_sortie=2026-11-19|motif_sortie=CDI",
                                       "|motif_sortie=CDI"};
    char changes[160];
    const char *end = ends[draw(seed, 3) ? 0 : draw(seed, sizeof ends / sizeof ends[0])];
    snprintf(changes, sizeof changes, "parcours_id=%s%d|salarie_id=S%d|heures_hebdo=%d%s", draw(seed, 60) ? "P" : "P ",
             i, i, 20 + i % 7, strstr(end, "heures") ? "" : end);
    good_row(b, cells, n, changes);
}

static void test_random_nights(void **state)
{
    (void)state;
    struct memo *m = memo_new(defs);
    uint64_t seed = 77;
    size_t faults = 0, recalled = 0;
    struct buf night = {0};
    uint64_t rows_seed[40];
    for (int i = 0; i < 40; i++)
        rows_seed[i] = draw(&seed, 1u << 30) + 1;
    struct good_cell *cells = mem_copy(good_parcours, sizeof good_parcours);
    for (int round = 0; round < 300; round++) {
        int32_t situation = cal_day(2026, 11, 18) + (int32_t)draw(&seed, 4);
        buf_reset(&night);
        if (draw(&seed, 10) == 0) { /* another order of columns: another header */
            size_t a = draw(&seed, GOOD_PARCOURS_N), b = draw(&seed, GOOD_PARCOURS_N);
            struct good_cell c = cells[a];
            cells[a] = cells[b];
            cells[b] = c;
        }
        for (int i = 0; i < 40; i++)
            if (draw(&seed, 12) == 0)
                rows_seed[i] = draw(&seed, 1u << 30) + 1;
        bool bom = draw(&seed, 8) == 0;
        buf_adds(&night, bom ? "\xef\xbb\xbf" : "");
        good_header(&night, cells, GOOD_PARCOURS_N);
        int from = (int)draw(&seed, 3), shift = (int)draw(&seed, 40); /* rows come in another order, on other lines */
        for (int i = from; i < 40; i++) {
            uint64_t row_seed = rows_seed[(i + shift) % 40];
            put_row(&night, &row_seed, (i + shift) % 40, cells, GOOD_PARCOURS_N);
            if (draw(&seed, 30) == 0)
                buf_adds(&night, "\n");
        }
        if (draw(&seed, 9) == 0) /* another dialect */
            for (size_t i = 0; i < night.len; i++)
                night.data[i] = night.data[i] == ';' ? '\t' : night.data[i];
        if (draw(&seed, 15) == 0)
            buf_adds(&night, "\xe9"); /* Windows-1252 from here on: all of it is read as such */
        if (draw(&seed, 25) == 0)
            buf_adds(&night, "\"never closed");
        struct one plain, with;
        read_one(&plain, defs->salaries, &night, situation, NULL);
        read_one(&with, defs->salaries, &night, situation, m);
        compare(&plain, &with);
        faults += plain.findings.n;
        forget(&plain);
        forget(&with);
        recalled += memo_bytes(m) > sizeof(struct table) * DATASETS_MAX;
    }
    assert_true(faults > 1000 && recalled > 100); /* the nights were not all the same, nor all forgotten */
    free(cells);
    buf_deinit(&night);
    memo_free(&m);
}

/* The rules between rows, which change cells after the reading, do not reach what is remembered. */
static void test_through_judging(void **state)
{
    (void)state;
    struct memo *m = memo_new(defs);
    struct snapshot s = {0};
    struct buf a = {0}, b = {0};
    parcours(&s, "parcours_id=P1|date_sortie=2026-11-20|motif_sortie=CDI|bilan_sante=O"); /* to come, until the 20th */
    parcours(&s, "parcours_id=P2|salarie_id=S2|date_fin_prevue=2026-01-01"); /* before the entry: dropped */
    parcours(&s, "parcours_id=P3|salarie_id=S3|date_entree=2026-11-19");     /* to come on the 18th */
    for (int32_t night = cal_day(2026, 11, 21); night >= cal_day(2026, 11, 17); night--) {
        struct submission with = {.today = night, .memo = m}, without = {.today = night};
        struct judgement *x = snapshot_judge(defs, &s, night, NULL, &without),
                         *y = snapshot_judge(defs, &s, night, NULL, &with);
        assert_string_equal(findings_text(&x->findings, &a), findings_text(&y->findings, &b));
        assert_int_equal(count_findings(&x->findings, "W-SORTIE-A-VENIR", NULL), night < cal_day(2026, 11, 20));
        assert_int_equal(count_findings(&x->findings, "I-A-VENIR", NULL), night < cal_day(2026, 11, 19));
        for (size_t row = 0; row < 3; row++)
            assert_true(table_rows_equal(&x->sheets[defs->salaries].table, row, &y->sheets[defs->salaries].table, row));
        judgement_free(&x);
        judgement_free(&y);
    }
    buf_deinit(&a);
    buf_deinit(&b);
    snapshot_deinit(&s);
    memo_free(&m);
}

/* What is remembered is remembered of a header, a dataset, a dialect: the first reading of each finds nothing. */
static void test_what_is_forgotten(void **state)
{
    (void)state;
    struct memo *m = memo_new(defs);
    struct memo_row row;
    struct sheet none = {.dataset = defs->salaries};
    struct strings strings = {0};
    table_init(&none.table, defs->datasets[defs->salaries], &strings);
    memo_start(m, defs->salaries, "a;b", 3, ';', false, "");
    assert_false(memo_find(m, "1;2", 3, &row));
    none.rows_cap = 0;
    size_t at = table_add(&none.table);
    memo_keep(m, &row, at);
    memo_finish(m, &none);
    static const struct {
        const char *header;
        char separator;
        bool converted, found;
    } cases[] = {
        {"a;b", ';', false, true}, {"a;b", ';', false, true}, {"a;b", ',', false, false}, {"a;b", ';', false, false}};
    for (size_t i = 0; i < 4; i++) { /* the third forgets what was there */
        memo_start(m, defs->salaries, cases[i].header, 3, cases[i].separator, cases[i].converted, "");
        assert_int_equal(memo_find(m, "1;2", 3, &row), cases[i].found);
        if (i == 1) {
            memo_keep(m, &row, at);
            memo_finish(m, &none);
            memo_start(m, defs->accompagnants, "a;b", 3, ';', false, "");
            assert_false(memo_find(m, "1;2", 3, &row)); /* another dataset */
            memo_start(m, defs->salaries, "a;b", 3, ';', false, "");
            assert_false(memo_find(m, "1;3", 3, &row));
            assert_true(memo_find(m, "1;2", 3, &row));
            memo_start(m, defs->salaries, "a;b", 3, ';', true, ""); /* converted from another encoding */
            assert_false(memo_find(m, "1;2", 3, &row));
        }
    }
    memo_keep(m, &row, at);
    memo_finish(m, &none);
    memo_start(m, defs->salaries, "a;b", 3, ';', false, "");
    assert_true(memo_find(m, "1;2", 3, &row));
    memo_start(m, defs->salaries, "a;b", 3, ';', false, "asp"); /* the same bytes, read by a mapping profile */
    assert_false(memo_find(m, "1;2", 3, &row));
    table_deinit(&none.table);
    strings_deinit(&strings);
    memo_free(&m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_random_nights),
        cmocka_unit_test(test_through_judging),
        cmocka_unit_test(test_what_is_forgotten),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
