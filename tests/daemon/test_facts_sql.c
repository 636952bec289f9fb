/* PostgreSQL counts what the engine counts: random facts in a real database (PGHOST …; what is written is rolled back),
 * every slot of every indicator, every programme, several periods, as known at two instants. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/cal.h"
#include "base/mem.h"
#include "io/db_sync.h"
#include "programme/contribution.h"
#include "programme/facts_sql.h"

#define CHANTIERS 3
#define ROWS 120
#define SKIPPED 77

/* Rows of every dataset, whatever their keys. */
struct rows {
    struct strings strings;
    struct table tables[DATASETS_MAX];
};

static struct definitions *d;
static struct db_sync *db;
static unsigned seed = 20261122;

static unsigned draw(unsigned n)
{
    seed = seed * 1664525u + 1013904223u;
    return (seed >> 8) % n;
}

static void rows_init(struct rows *r)
{
    *r = (struct rows){0};
    for (size_t k = 0; k < d->datasets_n; k++)
        table_init(&r->tables[k], d->datasets[k], &r->strings);
}

static void rows_deinit(struct rows *r)
{
    for (size_t k = 0; k < d->datasets_n; k++)
        table_deinit(&r->tables[k]);
    strings_deinit(&r->strings);
}

static int32_t draw_cell(const struct field *f, struct strings *strings)
{
    char text[16];
    bool key = f->name[0] && strstr(f->name, "_id") != NULL;
    if (draw(7) == 0 && !(f->required && key))
        return CELL_NULL;
    switch (f->type) {
    case FIELD_ID:
    case FIELD_TEXT:
        return strings_add(strings, text, (size_t)snprintf(text, sizeof text, "X'%u", draw(40)));
    case FIELD_CODE: {
        int32_t i = (int32_t)draw((unsigned)f->codes->items_n);
        i = f->codes->items[i].instead;
        return f->codes->items[i].unknown ? CELL_NULL : i;
    }
    case FIELD_BOOLEAN:
        return (int32_t)draw(2);
    case FIELD_DATE:
        return cal_day(2024, 6, 1) + (int32_t)draw(1000);
    case FIELD_MONTH:
        return cal_day(1950 + (int)draw(57), 1 + (int)draw(12), 1);
    case FIELD_DECIMAL:
        return (int32_t)draw(4000);
    case FIELD_INTEGER:
        return (int32_t)draw(30);
    default:
        fail();
        return 0;
    }
}

/* The instants at which rows begin and end to be known. */
static const char *const instants[] = {"2026-11-01 00:00:00+00", "2026-11-02 00:00:00+00", "infinity"};

/* One version of row 0 of `t`. */
static void insert(const struct table *t, const char *chantier, int key, int from, int to, struct buf *out)
{
    const struct dataset *s = t->dataset;
    struct buf names = {0}, values = {0}, cell = {0};
    for (size_t f = 0; f < s->fields_n; f++) {
        buf_reset(&cell);
        if (s->fields[f].off || !table_cell_text(t, 0, f, &cell))
            continue;
        buf_addf(&names, ", \"%s\"", s->fields[f].name);
        buf_adds(&values, ", '");
        for (const char *p = buf_text(&cell); *p; p++)
            buf_addf(&values, *p == '\'' ? "''" : "%c", *p);
        buf_addc(&values, '\'');
    }
    buf_addf(
        out,
        "INSERT INTO faits.%s (chantier_id, row_key, known_from, known_to%s) VALUES ('%s', 'k%d', '%s', '%s'%s);\n",
        s->name, buf_text(&names), chantier, key, instants[from], instants[to], buf_text(&values));
    buf_deinit(&names);
    buf_deinit(&values);
    buf_deinit(&cell);
}

static void run(const char *sql)
{
    struct err e = {0};
    if (db_sync_script(db, sql, &e) < 0)
        fail_msg("%s", e.text);
}

/* Random facts of one chantier; then[k] holds what is known at instants[k]. */
static void make_facts(const char *chantier, struct rows then[2])
{
    struct buf sql = {0};
    for (size_t set = 0; set < d->datasets_n; set++)
        for (int n = 0; n < ROWS; n++) {
            struct rows one;
            rows_init(&one);
            struct table *t = &one.tables[set];
            table_add(t);
            int from = (int)draw(2), to = from == 0 && draw(3) == 0 ? 1 : 2;
            for (size_t f = 0; f < t->dataset->fields_n; f++)
                if (!t->dataset->fields[f].off)
                    t->cells[f][0] = draw_cell(&t->dataset->fields[f], &one.strings);
            int programme = dataset_find_field(t->dataset, "programme");
            if (programme >= 0 && t->cells[programme][0] == CELL_NULL)
                t->cells[programme][0] = 0;
            for (int k = from; k < to && k < 2; k++)
                table_copy_row(&then[k].tables[set], t, 0);
            buf_reset(&sql);
            insert(t, chantier, n, from, to, &sql);
            run(sql.data);
            rows_deinit(&one);
        }
    buf_deinit(&sql);
}

struct period_days {
    int32_t debut, fin;
};

static void take_row(const struct facts_part *part, const struct db_result *r, int row, const size_t *slots,
                     int64_t *out)
{
    size_t programmes = programmes_count(d);
    bool shared = dataset_find_field(d->datasets[part->dataset], "programme") < 0;
    int only = db_is_null(r, row, 1) ? PROGRAMME_TOUS : programme_find(d, db_text(r, row, 1));
    assert_true(only >= 0);
    for (size_t g = 0; g < programmes; g++)
        for (size_t k = 0; (shared || g == (size_t)only) && k < part->slots_n; k++)
            out[g * d->catalogue->slots_n + slots[k]] = db_int64(r, row, FACTS_FIRST_SLOT_COLUMN + (int)k);
}

/* What PostgreSQL counts for one chantier: contribution_len values. */
static void count_by_sql(const char *chantier, const struct period_days *p, int64_t instant, int64_t *out)
{
    struct err e = {0};
    size_t *slots = mem_new_n(d->catalogue->slots_n, sizeof *slots);
    memset(out, 0, contribution_len(d) * sizeof *out);
    for (struct facts_part part = {0}; facts_sql_next(d, &part);) {
        struct buf sql = {0};
        struct db_params params = {0};
        struct db_result r = {0};
        struct db_array list = {0};
        facts_sql_select(d, &part, p->debut, p->fin, &sql);
        facts_sql_slots(d, &part, slots);
        db_add_instant(&params, instant);
        db_array_begin(&list, DB_TEXT);
        db_array_add_text(&list, chantier);
        db_add_array(&params, &list);
        if (db_sync_exec(db, sql.data, &params, DB_BINARY, &r, &e) < 0)
            fail_msg("%s\n%s", e.text, sql.data);
        for (int row = 0; row < db_rows(&r); row++)
            take_row(&part, &r, row, slots, out);
        db_result_deinit(&r);
        buf_deinit(&sql);
    }
    free(slots);
}

static void compare(const char *chantier, const struct rows *rows, const struct period_days *p, int64_t instant,
                    int64_t *sum)
{
    size_t n = contribution_len(d);
    const struct table *tables[DATASETS_MAX] = {0};
    int64_t *engine = mem_new_n(n, sizeof *engine), *sql = mem_new_n(n, sizeof *sql);
    for (size_t k = 0; k < d->datasets_n; k++)
        tables[k] = &rows->tables[k];
    contribution_compute(d, tables, p->debut, p->fin, engine);
    count_by_sql(chantier, p, instant, sql);
    for (size_t i = 0; i < d->catalogue->indicators_n; i++) {
        const struct indicator *x = &d->catalogue->indicators[i];
        for (size_t g = 0; g < programmes_count(d); g++)
            for (size_t k = 0; k < x->slots_n; k++) {
                size_t at = g * d->catalogue->slots_n + x->slot + k;
                if (engine[at] != sql[at])
                    fail_msg("%s %s slot %zu: engine %lld, SQL %lld", x->code, programme_name(d, g), k,
                             (long long)engine[at], (long long)sql[at]);
                sum[at] += engine[at];
            }
    }
    free(engine);
    free(sql);
}

static void test_same(void **state)
{
    const struct period_days periods[] = {{cal_day(2026, 11, 1), cal_day(2026, 11, 30)},
                                          {cal_day(2026, 10, 1), cal_day(2026, 12, 31)},
                                          {cal_day(2025, 1, 1), cal_day(2026, 2, 28)}};
    int64_t *sum = mem_new_n(contribution_len(d), sizeof *sum);
    (void)state;
    for (int c = 0; c < CHANTIERS; c++) {
        char chantier[16];
        struct rows then[2];
        snprintf(chantier, sizeof chantier, "C%d", c);
        rows_init(&then[0]);
        rows_init(&then[1]);
        make_facts(chantier, then);
        for (size_t p = 0; p < sizeof periods / sizeof *periods; p++)
            for (int k = 0; k < 2; k++) {
                int64_t instant;
                assert_true(cal_parse_instant(k ? "2026-11-02T00:00:00Z" : "2026-11-01T00:00:00Z", &instant));
                compare(chantier, &then[k], &periods[p], instant, sum);
            }
        rows_deinit(&then[0]);
        rows_deinit(&then[1]);
    }
    /* equal because both counted something, of every indicator that counts rows */
    for (size_t i = 0; i < d->catalogue->indicators_n; i++) {
        const struct indicator *x = &d->catalogue->indicators[i];
        int64_t any = 0;
        for (size_t k = 0; k < x->slots_n; k++)
            any |= sum[x->slot + k];
        if (!any && x->source != SOURCE_CHANTIER)
            fail_msg("%s counted nothing at all", x->code);
    }
    free(sum);
}

/* What a person is shown of an indicator gives its slots, added up over the chantiers. */
static void check_shown(size_t i, size_t programme, const struct period_days *p, int64_t instant,
                        const int64_t *const counts[CHANTIERS], bool all)
{
    static const char *const reporters[CHANTIERS] = {"C0", "C1", "C2"};
    const struct indicator *x = &d->catalogue->indicators[i];
    const size_t n = all ? CHANTIERS : 2;
    const struct facts_shown shown = {.indicator = i,
                                      .debut = p->debut,
                                      .fin = p->fin,
                                      .at_us = instant,
                                      .programme = programme,
                                      .reporters = all ? NULL : reporters,
                                      .reporters_n = 2};
    struct buf sql = {0};
    struct db_result r = {0};
    struct err e = {0};
    facts_sql_show(d, &shown, &sql);
    if (db_sync_exec(db, sql.data, NULL, DB_BINARY, &r, &e) < 0)
        fail_msg("%s\n%s", e.text, sql.data);
    assert_int_equal(db_rows(&r), 1);
    for (size_t k = 0; k < x->slots_n; k++) {
        int64_t sum = 0, said = db_is_null(&r, 0, (int)k) ? 0 : db_int64(&r, 0, (int)k); /* no row at all: NULL */
        for (size_t c = 0; c < n; c++)
            sum += counts[c][programme * d->catalogue->slots_n + x->slot + k];
        if (said != sum)
            fail_msg("%s slot %zu: %lld, shown SQL %lld\n%s", x->code, k, (long long)sum, (long long)said, sql.data);
    }
    db_result_deinit(&r);
    buf_deinit(&sql);
}

static void test_shown(void **state)
{
    const struct period_days p = {cal_day(2026, 10, 1), cal_day(2026, 12, 31)};
    int64_t *counts[CHANTIERS], instant;
    (void)state;
    assert_true(cal_parse_instant("2026-11-02T00:00:00Z", &instant));
    for (int c = 0; c < CHANTIERS; c++) {
        char chantier[16];
        snprintf(chantier, sizeof chantier, "C%d", c);
        counts[c] = mem_new_n(contribution_len(d), sizeof *counts[c]);
        count_by_sql(chantier, &p, instant, counts[c]);
    }
    const int64_t *const all[CHANTIERS] = {counts[0], counts[1], counts[2]};
    for (size_t i = 0; i < d->catalogue->indicators_n; i++) {
        if (d->catalogue->indicators[i].source == SOURCE_CHANTIER)
            continue;
        check_shown(i, PROGRAMME_TOUS, &p, instant, all, true);
        check_shown(i, 1, &p, INT64_MAX, all, false); /* what is in force is what is known by now */
    }
    for (int c = 0; c < CHANTIERS; c++)
        free(counts[c]);
}

/* Facts outlive the lists: a code that today's list no longer has is not known, one that it stores otherwise is that
 * other. */
static void test_codes(void **state)
{
    const struct dataset *s = d->datasets[d->salaries];
    const struct field *f = &s->fields[dataset_find_field(s, "habitat_entree")];
    const struct indicator *x = catalogue_find(d->catalogue, "public.habitat_entree");
    const struct period_days now = {cal_day(2026, 11, 1), cal_day(2026, 11, 30)};
    int64_t *counts = mem_new_n(contribution_len(d), sizeof *counts), instant;
    size_t stored = 0;
    struct buf sql = {0};
    (void)state;
    assert_true(cal_parse_instant("2026-11-02T00:00:00Z", &instant));
    for (size_t i = 0; i < f->codes->items_n; i++) {
        if (f->codes->items[i].instead == (int32_t)i)
            continue;
        buf_addf(&sql,
                 "INSERT INTO faits.salaries (chantier_id, row_key, known_from, programme, date_entree, habitat_entree)"
                 " VALUES ('CX', 'k%zu', '%s', 'CVG', '2026-01-01', '%s');\n",
                 i, instants[0], f->codes->items[i].code);
        stored++;
    }
    buf_addf(&sql,
             "INSERT INTO faits.salaries (chantier_id, row_key, known_from, programme, date_entree, habitat_entree)"
             " VALUES ('CX', 'gone', '%s', 'CVG', '2026-01-01', 'GONE');\n",
             instants[0]);
    run(sql.data);
    count_by_sql("CX", &now, instant, counts);
    assert_int_equal(counts[x->slot], stored);
    assert_int_equal(counts[x->slot + 1], 1);
    buf_deinit(&sql);
    free(counts);
}

/* Tables that are there are left; a column that they lack is added. */
static void test_repeatable(void **state)
{
    struct buf sql = {0};
    (void)state;
    facts_sql_tables(d, &sql);
    run(sql.data);
    run("ALTER TABLE faits.salaries DROP COLUMN rqth");
    run(sql.data);
    run("SELECT rqth FROM faits.salaries");
    buf_deinit(&sql);
}

static int setup(void **state)
{
    struct err e = {0};
    struct buf sql = {0};
    (void)state;
    if (definitions_load(definitions_folder(), &d, &e) < 0 || !(db = db_sync_open("", NULL, "tested", &e)) ||
        db_sync_begin(db, &e) < 0) {
        print_error("%s\n", e.text);
        return -1;
    }
    run("CREATE SCHEMA IF NOT EXISTS faits; SET LOCAL jit = off");
    facts_sql_tables(d, &sql);
    run(sql.data);
    buf_deinit(&sql);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    if (db)
        db_sync_rollback(db);
    db_sync_close(&db);
    definitions_free(&d);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_same), cmocka_unit_test(test_shown),
                                       cmocka_unit_test(test_codes), cmocka_unit_test(test_repeatable)};
    if (!getenv("PGHOST")) {
        fputs("PGHOST names no PostgreSQL to try on\n", stderr);
        return SKIPPED;
    }
    return cmocka_run_group_tests_name("facts_sql", tests, setup, teardown);
}
