/* The rules of the alerts: what stands under programme/, the narrowest scope of a threshold, and no part in the digest.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <cmocka.h>

#include <string.h>
#include <unistd.h>

#include "definitions_copy.h"
#include "programme/alertes.h"
#include "veille_random.h"

static char folder[64];

static int setup(void **state)
{
    (void)state;
    copy_definitions(folder, sizeof folder, "test_alertes");
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    remove_definitions(folder);
    return 0;
}

/* The definitions with these lines more in alertes_seuils.csv. */
static struct definitions *load_with(const char *lines)
{
    struct buf whole = {0}, more = {0};
    struct definitions *d;
    struct err e = {0};
    read_copy(folder, "alertes_seuils.csv", &whole);
    buf_adds(&more, buf_text(&whole));
    buf_adds(&more, lines);
    write_copy(folder, "alertes_seuils.csv", &more);
    int r = definitions_load(folder, &d, &e);
    write_copy(folder, "alertes_seuils.csv", &whole);
    buf_deinit(&whole);
    buf_deinit(&more);
    if (r)
        fail_msg("%s", e.text);
    return d;
}

static void test_names(void **state)
{
    (void)state;
    for (int r = REGLE_NONE + 1; r < REGLE_COUNT; r++)
        assert_int_equal(alerte_regle_parse(alerte_regle_name((enum alerte_regle)r)), r);
    for (int s = SITUATION_NONE + 1; s < SITUATION_COUNT; s++)
        assert_int_equal(alerte_situation_parse(alerte_situation_name((enum alerte_situation)s)), s);
    assert_int_equal(alerte_niveau_parse("critique"), NIVEAU_CRITIQUE);
    assert_int_equal(alerte_niveau_parse("grave"), NIVEAU_NONE);
    assert_int_equal(alerte_regle_parse("A-RIEN"), REGLE_NONE);
    assert_int_equal(alerte_situation_parse(""), SITUATION_NONE);
    assert_string_equal(alerte_a_qui_name(A_QUI_OPERATEUR), "operateur");
    assert_string_equal(alerte_a_qui_name(A_QUI_CHANTIER | A_QUI_COORDINATION), "");
}

/* The contract's table of thresholds and to whom. */
static void test_defaults(void **state)
{
    (void)state;
    struct definitions *d = load_with("");
    struct alertes_seuils s;
    alertes_seuils_of(d->alertes, "", "", &s);
    assert_memory_equal(&s, &contract_seuils, sizeof s);
    static const unsigned ladder[] = {A_QUI_CHANTIER, A_QUI_CHANTIER | A_QUI_COORDINATION,
                                      A_QUI_CHANTIER | A_QUI_COORDINATION | A_QUI_CONVERGENCE};
    for (int p = 1; p <= PALIERS_MAX; p++)
        assert_int_equal(alertes_ligne(d->alertes, REGLE_REMONTEE, SITUATION_MANQUANTE, p)->a_qui, ladder[p - 1]);
    /* a step without a line speaks by the one below */
    assert_int_equal(alertes_ligne(d->alertes, REGLE_QUALITE, SITUATION_ECARTEES, 3)->palier, 1);
    definitions_free(&d);
}

static void test_scopes(void **state)
{
    (void)state;
    struct definitions *d =
        load_with("A-CHARGE-CIP;territoire:LYON;attention;20;\nA-CHARGE-CIP;territoire:LYON;attention_retour;18;\n"
                  "A-CHARGE-CIP;chantier:C1;attention_retour;21;\nA-CHARGE-CIP;chantier:C2;attention;28;\n"
                  "A-REMONTEE;chantier:C1;grace_heures;6;\n");
    struct alertes_seuils s;
    alertes_seuils_of(d->alertes, "C3", "PARIS", &s);
    assert_int_equal(s.charge[0], 25);
    alertes_seuils_of(d->alertes, "C3", "LYON", &s);
    assert_int_equal(s.charge[0], 20);
    assert_int_equal(s.charge_retour[0], 18);
    alertes_seuils_of(d->alertes, "C2", "LYON", &s);
    assert_int_equal(s.charge[0], 28);
    assert_int_equal(s.charge_retour[0], 18);
    assert_int_equal(s.remontee.grace_hours, 3);
    /* each line is right by itself; together they would never rest */
    alertes_seuils_of(d->alertes, "C1", "LYON", &s);
    assert_int_equal(s.charge[0], 20);
    assert_int_equal(s.charge_retour[0], 20);
    assert_int_equal(s.remontee.grace_hours, 6);
    assert_int_equal(s.remontee.deadline_hour, 6);
    definitions_free(&d);
}

/* A threshold of an alert moves no figure: nothing is to be counted anew. */
static void test_digest(void **state)
{
    (void)state;
    struct definitions *a = load_with(""), *b = load_with("A-QUALITE;chantier:C1;pourcent;9;\n");
    assert_string_equal(a->digest, b->digest);
    definitions_free(&a);
    definitions_free(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_names), cmocka_unit_test(test_defaults),
                                       cmocka_unit_test(test_scopes), cmocka_unit_test(test_digest)};
    return cmocka_run_group_tests(tests, setup, teardown);
}
