/* What is printed of the fact tables and their SELECTs; that PostgreSQL counts the same as the engine is
 * tests/daemon/test_facts_sql.c. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <sodium.h>

#include "base/cal.h"
#include "base/mem.h"
#include "programme/contribution.h"
#include "programme/facts_sql.h"

static struct definitions *d;

static int setup(void **state)
{
    struct err e = {0};
    (void)state;
    return definitions_load(definitions_folder(), &d, &e);
}

static int teardown(void **state)
{
    (void)state;
    definitions_free(&d);
    return 0;
}

static size_t count(const char *text, const char *what)
{
    size_t n = 0;
    for (const char *p = text; (p = strstr(p, what)); p += strlen(what))
        n++;
    return n;
}

static void test_tables(void **state)
{
    struct buf sql = {0};
    (void)state;
    facts_sql_tables(d, &sql);
    size_t columns = 0;
    for (size_t k = 0; k < d->datasets_n; k++)
        for (size_t i = 0; i < d->datasets[k]->fields_n; i++)
            columns += !d->datasets[k]->fields[i].off;
    assert_int_equal(count(sql.data, "CREATE TABLE IF NOT EXISTS faits."), d->datasets_n);
    assert_int_equal(count(sql.data, "ADD COLUMN IF NOT EXISTS"), columns);
    assert_int_equal(count(sql.data, "CREATE INDEX IF NOT EXISTS"), 2 * d->datasets_n);
    assert_int_equal(count(sql.data, "PRIMARY KEY (chantier_id, row_key, known_from)"), d->datasets_n);
    assert_non_null(strstr(sql.data, "ALTER TABLE faits.\"salaries\" ADD COLUMN IF NOT EXISTS \"naissance\" date;"));
    assert_non_null(strstr(sql.data, "ALTER TABLE faits.\"salaries\" ADD COLUMN IF NOT EXISTS \"rqth\" boolean;"));
    assert_non_null(strstr(sql.data, "ALTER TABLE faits.\"salaries\" ADD COLUMN IF NOT EXISTS \"sexe\" text;"));
    assert_non_null(
        strstr(sql.data, "ALTER TABLE faits.\"accompagnants\" ADD COLUMN IF NOT EXISTS \"etp\" numeric(12,2);"));
    assert_non_null(strstr(sql.data, "ALTER TABLE faits.\"actions\" ADD COLUMN IF NOT EXISTS \"salaries\" integer;"));
    if (!d->justice)
        assert_null(strstr(sql.data, "frein_justice"));
    buf_deinit(&sql);
}

/* The parts together give every slot of a dataset once, and none of the source `chantier`. */
static void check_parts(void)
{
    const struct catalogue *c = d->catalogue;
    unsigned char *seen = mem_new_n(c->slots_n, 1);
    size_t *slots = mem_new_n(c->slots_n, sizeof *slots);
    for (struct facts_part part = {0}; facts_sql_next(d, &part);) {
        struct buf sql = {0};
        assert_in_range(part.slots_n, 1, 1664 - FACTS_FIRST_SLOT_COLUMN);
        facts_sql_slots(d, &part, slots);
        for (size_t k = 0; k < part.slots_n; k++)
            assert_int_equal(seen[slots[k]]++, 0);
        facts_sql_select(d, &part, cal_day(2026, 10, 1), cal_day(2026, 12, 31), &sql);
        assert_int_equal(count(sql.data, "count(") + count(sql.data, "sum("), part.slots_n);
        buf_deinit(&sql);
    }
    for (size_t i = 0; i < c->indicators_n; i++)
        for (size_t k = 0; k < c->indicators[i].slots_n; k++)
            assert_int_equal(seen[c->indicators[i].slot + k], c->indicators[i].source != SOURCE_CHANTIER);
    free(seen);
    free(slots);
}

static void test_parts(void **state)
{
    (void)state;
    check_parts();
}

static void test_select(void **state)
{
    struct facts_part part = {0};
    struct buf sql = {0};
    (void)state;
    while (facts_sql_next(d, &part) && part.dataset != d->accompagnants)
        ;
    assert_int_equal(part.dataset, d->accompagnants);
    facts_sql_select(d, &part, cal_day(2026, 10, 1), cal_day(2026, 12, 31), &sql);
    const struct indicator *x = catalogue_find(d->catalogue, "effectif.etp_accompagnement");
    char want[256];
    snprintf(want, sizeof want,
             "SELECT chantier_id, NULL::text AS programme, coalesce(sum(e%zu) FILTER (WHERE p%zu), 0)::int8,"
             " count(*) FILTER (WHERE p%zu AND e%zu IS NULL) FROM (SELECT f.chantier_id, (",
             (size_t)(x - d->catalogue->indicators), x->condition, x->condition,
             (size_t)(x - d->catalogue->indicators));
    assert_memory_equal(sql.data, want, strlen(want));
    assert_non_null(strstr(sql.data, "((f.etp) * 100)::int8 AS e"));
    assert_non_null(strstr(sql.data, "(f.date_debut <= DATE '2026-12-31')"));
    assert_non_null(strstr(sql.data, "t.known_from <= $1::timestamptz AND t.known_to > $1::timestamptz"));
    assert_non_null(strstr(sql.data, " GROUP BY chantier_id ORDER BY chantier_id"));
    buf_deinit(&sql);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_tables), cmocka_unit_test(test_parts),
                                       cmocka_unit_test(test_select)};
    if (sodium_init() < 0)
        return 1;
    return cmocka_run_group_tests_name("facts_sql", tests, setup, teardown);
}
