/* Tests of how near two names are. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "programme/near.h"

static void test_near(void **state)
{
    (void)state;
    static const char *const near[][2] = {
        {"date_entree", "date_d'entree"}, {"date_entree", "entree"}, {"motif_sortie", "motif_de_sortie"},
        {"contrat", "type_de_contrat"},   {"sexe", "sexe_(f/h)"},    {"etp", "etps"}};
    static const char *const far[][2] = {
        {"sexe", "nom"}, {"date_entree", "date_sortie"}, {"etp", "e_t_p"}, {"salarie_id", "id"}, {"", "x"}, {"", ""}};
    for (size_t i = 0; i < sizeof near / sizeof *near; i++)
        assert_int_not_equal(near_score(near[i][0], near[i][1]), 0);
    for (size_t i = 0; i < sizeof far / sizeof *far; i++)
        assert_int_equal(near_score(far[i][0], far[i][1]), 0);
}

/* The nearer the higher, whichever comes first, and names of any length. */
static void test_order(void **state)
{
    (void)state;
    char name[200] = "";
    assert_true(near_score("contrat", "contrat") > near_score("contrat", "contrats"));
    assert_true(near_score("contrat", "contrats") > near_score("contrat", "type_de_contrat"));
    assert_int_equal(near_score("contrat", "contrta"), near_score("contrta", "contrat"));
    for (size_t i = 0; i + 1 < sizeof name; i++) {
        name[i] = 'a';
        assert_true((near_score(name, name) > 0) == (i < 63));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_near), cmocka_unit_test(test_order)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
