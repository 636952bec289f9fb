/* What is left to complete: the list over rows in memory, its order and messages, and the SQL that is printed of it.
 * That PostgreSQL gives the same list is tests/pipeline/test_todo. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "programme/caseload.h"
#include "programme/prevision_sql.h"
#include "programme/postes.h"
#include "programme/todo.h"
#include "programme_fixture.h"

#define DAY "2026-11-20"

static struct definitions *d;

static int setup(void **state)
{
    (void)state;
    d = fixture_definitions();
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    definitions_free(&d);
    return 0;
}

static int32_t day_of(const char *s)
{
    int32_t day;
    assert_true(cal_parse_day(s, strlen(s), &day));
    return day;
}

/* The list of the rows as "cip parcours code due" lines. */
static void list_of(const char *const *rows, size_t n, struct buf *out)
{
    struct buf salaries = {0}, accompagnants = {0};
    struct todo_item *items;
    size_t items_n;
    good_header(&salaries, good_parcours, GOOD_PARCOURS_N);
    for (size_t i = 0; i < n; i++)
        good_row(&salaries, good_parcours, GOOD_PARCOURS_N, rows[i]);
    good_header(&accompagnants, good_accompagnant, GOOD_ACCOMPAGNANT_N);
    good_row(&accompagnants, good_accompagnant, GOOD_ACCOMPAGNANT_N, "");
    const struct submission_file files[] = {
        {.name = "salaries.csv", .bytes = buf_text(&salaries), .len = salaries.len},
        {.name = "accompagnants.csv", .bytes = buf_text(&accompagnants), .len = accompagnants.len}};
    const struct submission s = {.definitions = d,
                                 .files = files,
                                 .files_n = 2,
                                 .situation = day_of(DAY),
                                 .today = day_of(DAY),
                                 .reporter_id = ""};
    struct judgement *judged = judge(&s);
    assert_int_not_equal(judged->verdict, VERDICT_REFUSED);
    assert_int_equal(judged->taken, n + 1);
    struct state *after = judgement_apply(judged, &s, NULL);
    todo_list(d, &after->sets[d->salaries].table, day_of(DAY), &items, &items_n);
    for (size_t i = 0; i < items_n; i++) {
        char due[CAL_DAY_LEN];
        cal_format_day(items[i].due, due);
        buf_addf(out, "%s %s %s %s\n", items[i].cip_ref ? items[i].cip_ref : "-", items[i].parcours_id,
                 items[i].rule->code, due);
    }
    free(items);
    state_free(&after);
    judgement_free(&judged);
    buf_deinit(&salaries);
    buf_deinit(&accompagnants);
}

static void test_order(void **state)
{
    /* by accompagnant (nobody last), due date, parcours, and rule */
    const char *rows[] = {
        "parcours_id=P5|salarie_id=S5|cip_ref=|date_fin_prevue=2026-11-21",
        "parcours_id=P4|salarie_id=S4|cip_ref=C2|date_fin_prevue=2026-11-21",
        "parcours_id=P3|salarie_id=S3|cip_ref=C1|date_fin_prevue=2026-12-05|date_entree=2024-12-05",
        "parcours_id=P2|salarie_id=S2|cip_ref=C1|date_fin_prevue=2026-11-30",
        "parcours_id=P1|salarie_id=S1|cip_ref=C1|date_fin_prevue=2026-11-30",
    };
    struct buf out = {0};
    (void)state;
    list_of(rows, 5, &out);
    assert_string_equal(buf_text(&out), "C1 P1 FIN_CONTRAT 2026-11-30\n"
                                        "C1 P2 FIN_CONTRAT 2026-11-30\n"
                                        "C1 P3 FIN_CONTRAT 2026-12-05\n"
                                        "C1 P3 MOIS_24 2026-12-05\n"
                                        "C2 P4 FIN_CONTRAT 2026-11-21\n"
                                        "- P5 FIN_CONTRAT 2026-11-21\n");
    buf_deinit(&out);
    list_of(NULL, 0, &out);
    assert_int_equal(out.len, 0);
}

static void test_message(void **state)
{
    struct buf out = {0};
    const struct todo_rule twice = {.message = "Le {echeance}, oui le {echeance}."};
    const struct todo_rule *exit = todo_find(d->todo, "EXIT_VIDE");
    (void)state;
    assert_non_null(exit);
    assert_null(todo_find(d->todo, "EXIT"));
    todo_message(exit, day_of("2026-03-09"), &out);
    assert_non_null(strstr(buf_text(&out), "La personne est sortie le 09/03/2026, mais"));
    buf_reset(&out);
    todo_message(&twice, day_of("2026-03-09"), &out);
    assert_string_equal(buf_text(&out), "Le 09/03/2026, oui le 09/03/2026.");
    buf_reset(&out);
    todo_message(&twice, CELL_NULL, &out);
    assert_string_equal(buf_text(&out), "Le …, oui le ….");
    buf_deinit(&out);
}

static void test_sql(void **state)
{
    struct buf out = {0};
    struct err e = {0};
    (void)state;
    todo_sql(d, day_of(DAY), &out);
    const char *sql = buf_text(&out);
    assert_non_null(strstr(sql, "faits.salaries t WHERE t.known_from <= $1::timestamptz"));
    assert_non_null(strstr(sql, "DATE '2025-01-01' AND DATE '2026-11-20'")); /* the window of the day */
    for (size_t i = 0; i < d->todo->n; i++)
        assert_non_null(strstr(sql, d->todo->rules[i].code));
    buf_reset(&out);
    assert_int_equal(caseload_sql(d, day_of(DAY), &out, &e), 0);
    assert_non_null(strstr(buf_text(&out), "faits.accompagnants"));
    assert_non_null(strstr(buf_text(&out), "DATE '2026-11-20'"));
    buf_reset(&out);
    assert_int_equal(postes_sql(d, day_of(DAY), &out, &e), 0);
    assert_non_null(strstr(buf_text(&out), "faits.equipe"));
    assert_non_null(strstr(buf_text(&out), "DATE '2026-11-20'"));
    buf_reset(&out);
    prevision_sql_parcours(d, day_of(DAY), 53, &out); /* all versions, of what was not over 52 weeks before */
    assert_non_null(strstr(buf_text(&out), "FROM faits.salaries t WHERE t.known_from <= $1::timestamptz AND ("));
    assert_non_null(strstr(buf_text(&out), "(t.date_sortie IS NULL OR t.date_sortie >= DATE '2025-11-21')"));
    buf_reset(&out);
    prevision_sql_postes(d, day_of(DAY), 1, &out);
    assert_non_null(strstr(buf_text(&out), "(t.date_fin IS NULL OR t.date_fin >= DATE '2026-11-20')"));
    buf_deinit(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_order),
        cmocka_unit_test(test_message),
        cmocka_unit_test(test_sql),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
