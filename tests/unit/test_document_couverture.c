/* What a document says of its own ground: who reported, up to when, and who looked at it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <cmocka.h>

#include <string.h>

#include "document_fixture.h"
#include "document_plan.h"

static bool cover_says(const struct plan *p, const char *text)
{
    for (size_t i = 0; i < p->couverture_n; i++)
        if (strstr(p->couverture[i].valeur, text))
            return true;
    return false;
}

/* LYO2's export is of two days before the end; and nobody looked at what the calendar closes. */
static void test_couverture(void **state)
{
    (void)state;
    struct err e;
    struct rapport *r = made_up_report(&world, "2023-C4");
    for (size_t i = 0; i < r->perimetres_n; i++)
        r->perimetres[i].couverture = (struct coverage){i ? 1 : 4, i ? 1 : 3, cal_day(2023, 12, 29)};
    struct plan *p = document_plan(r);
    assert_true(cover_says(p, "exports qui s’arrêtent avant la fin de la période"));
    assert_false(cover_says(p, "personne ne l’a relu"));
    assert_true(says(p, "qui s’arrêtent avant la fin de la période"));
    plan_free(&p);
    p = document_plan_dialogue(r, "LYO2", &e);
    assert_true(cover_says(p, "avant la fin de la période"));
    plan_free(&p);
    p = document_plan_dialogue(r, "LYO1", &e);
    assert_false(cover_says(p, "avant la fin"));
    plan_free(&p);
    r->version = 1;
    r->arrete_us = r->connu_us;
    r->calendrier = true;
    p = document_plan(r);
    assert_true(cover_says(p, "personne ne l’a relu"));
    plan_free(&p);
    rapport_free(&r);
}

/* What no coordination sent is printed as unknown, in every column of the period. */
static void test_coordination(void **state)
{
    (void)state;
    static const bool none[64] = {false};
    struct rapport *r = made_up_report(&world, "2023-C4");
    assert_true(r->perimetres_n <= sizeof none / sizeof *none);
    for (size_t i = 0; i < r->periodes_n; i++)
        rapport_coordination_inconnue(r, i, none);
    struct plan *p = document_plan(r);
    const struct plan_table *t = find_table(p, "Équipes et actions de coordination");
    size_t numbers = 0, unknown = 0;
    for (size_t i = 0; i < t->lignes_n * t->colonnes_n; i++) {
        numbers += t->cellules[i].etat == PLAN_DIT && t->cellules[i].forme != PLAN_TEXTE;
        unknown += t->cellules[i].etat == PLAN_INCONNU;
    }
    assert_int_equal(numbers, 0);
    assert_true(unknown >= 4);
    plan_free(&p);
    rapport_free(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_couverture), cmocka_unit_test(test_coordination)};
    return cmocka_run_group_tests(tests, setup, teardown);
}
