/* Expressions printed as SQL: the text of each construction, as PostgreSQL is to read it. */
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

static void check(const char *text, const char *alias, const char *want)
{
    struct expr_fault fault;
    struct expr *x = expr_parse(text, &fix.scope, &fault);
    if (!x)
        fail_msg("%s: at %zu: %s", text, fault.offset, fault.text);
    struct expr_input period = {.debut = cal_day(2026, 1, 1), .fin = cal_day(2026, 3, 31)};
    struct buf sql = {0};
    expr_print_sql(x, &period, alias, &sql);
    assert_string_equal(buf_text(&sql), want);
    buf_deinit(&sql);
    expr_free(&x);
}

static void test_texts(void **state)
{
    static const char *const cases[][2] = {
        {"", "true"},
        {"rqth", "p.rqth"},
        {"sexe = 'F'", "(p.sexe = 'F')"},
        {"motif_sortie <> 'L''AUTRE'", "(p.motif_sortie <> 'L''AUTRE')"},
        {"sexe NOT IN ('H', 'F')", "(NOT (p.sexe IN ('F', 'H')))"},
        {"entres", "(p.date_entree BETWEEN DATE '2026-01-01' AND DATE '2026-03-31')"},
        {"presents",
         "((p.date_entree <= DATE '2026-03-31') AND ((p.date_sortie IS NULL) OR (p.date_sortie > DATE '2026-03-31')))"},
        {"habitat_entree.rang < 4",
         "((CASE p.habitat_entree WHEN 'SANS_ABRI' THEN 0 WHEN 'SQUAT' THEN 0 WHEN 'HOTEL' THEN 1 WHEN 'CHU' THEN 2 "
         "WHEN 'RESIDENCE_SOCIALE' THEN 3 WHEN 'AUTONOME' THEN 4 END) < 4)"},
        {"motif_sortie.cvg IN ('emploi')",
         "((CASE p.motif_sortie WHEN 'CDI' THEN 'emploi' WHEN 'CDD_AUTRE_SIAE' THEN 'suite' WHEN 'FORMATION' THEN "
         "'formation' WHEN 'CHOMAGE' THEN 'sans_solution' WHEN 'DECES' THEN 'neutre' WHEN "
         "'DEMENAGEMENT' THEN 'neutre' END) IN ('emploi'))"},
        {"date_sortie - date_entree > 730", "((p.date_sortie - p.date_entree) > 730)"},
        {"date_sortie > mois_avant(:fin, 12)", "(p.date_sortie > (DATE '2026-03-31' - interval '1 month' * 12)::date)"},
        {"bandes(age(naissance, :fin), 26, 50)",
         "(ARRAY['MOINS_26', '26_49', '50_ET_PLUS'])[width_bucket(extract(year FROM age(DATE '2026-03-31'::timestamp, "
         "p.naissance::timestamp))::int, ARRAY[26, 50]) + 1]"},
        {"freins", "(COALESCE((p.frein_langue IN ('OUI', 'EN_COURS', 'RESOLU')), false)::int + COALESCE((p.frein_sante "
                   "IN ('OUI', "
                   "'EN_COURS', 'RESOLU')), false)::int + COALESCE((p.frein_logement IN ('OUI', 'EN_COURS', "
                   "'RESOLU')), false)::int)"},
        {"any_solved", "((p.frein_langue IN ('EN_COURS', 'RESOLU')) OR (p.frein_sante IN ('EN_COURS', 'RESOLU')) OR "
                       "(p.frein_logement IN "
                       "('EN_COURS', 'RESOLU')))"},
        {"connus(rqth, salarie_id)", "num_nonnulls(p.rqth, p.salarie_id)"},
        {"si(rqth, 1, salaries - -1)", "(CASE WHEN p.rqth THEN 1 ELSE (p.salaries - (-1)) END)"},
        {"si(rqth, 'F', sexe) = 'H'", "((CASE WHEN p.rqth THEN 'F' ELSE p.sexe END) = 'H')"},
        {"(rqth AND NOT rsa) IS NOT NULL", "((p.rqth AND (NOT p.rsa)) IS NOT NULL)"},
        {"etp > 0.8 OR heures_hebdo <= -0.05", "((p.etp > 0.80) OR (p.heures <= (-0.05)))"},
        {"etp > 1", "(p.etp > 1.00)"},
        {"effectif.file_active > 0", "(p.\"effectif.file_active\" > 0)"},
        {"date in (date '2026-01-31')", "(p.date IN (DATE '2026-01-31'))"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        check(cases[i][0], "p", cases[i][1]);
}

static void test_no_alias(void **state)
{
    (void)state;
    check("sexe = 'F' AND heures_hebdo > 24", NULL, "((sexe = 'F') AND (p.heures > 24.00))");
}

/* A code with a quote or a backslash is text to PostgreSQL, nothing else. */
static void test_quotes(void **state)
{
    (void)state;
    static const char *const list[] = {"a'); DROP TABLE x; --", "b\\", NULL};
    struct codes *codes = fixture_codes("l", list);
    struct expr_column column = {"c\"d", EXPR_CODE, codes, NULL}, sane = {"c", EXPR_CODE, codes, NULL};
    struct expr_column columns[] = {column, sane};
    struct expr_macro whole = {"m", "x", "x IN ('a''); DROP TABLE x; --', 'b\\')"};
    struct expr_scope scope = {columns, 2, &whole, 1};
    struct expr_fault fault;
    struct expr *x = expr_parse("ou(m, c*)", &scope, &fault);
    assert_non_null(x);
    struct buf sql = {0};
    expr_print_sql(x, &(struct expr_input){0}, "t", &sql);
    assert_string_equal(
        sql.data,
        "((t.\"c\"\"d\" IN ('a''); DROP TABLE x; --', 'b\\')) OR (t.c IN ('a''); DROP TABLE x; --', 'b\\')))");
    buf_deinit(&sql);
    expr_free(&x);
    codes_free(&codes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_texts), cmocka_unit_test(test_no_alias),
                                       cmocka_unit_test(test_quotes)};
    return cmocka_run_group_tests_name("expr_sql", tests, setup, teardown);
}
