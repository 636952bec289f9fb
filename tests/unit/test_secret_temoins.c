/* Witnesses and échanges: what is found without solving is a solution, dies with what is told, and comes back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <cmocka.h>

#include "programme/secret_echange.h"
#include "programme/secret_travail.h"
#include "secret_monde.h"

static const struct secret_regles regles = {.k = 5, .k_sensible = 11, .chantiers = 1, .dominance_pourcent = 100};

static void test_rows_hold(void **state)
{
    struct lp *p = lp_new();
    const size_t columns[] = {lp_add_column(p, 0, 9), lp_add_column(p, 0, 9)};
    (void)state;
    size_t same = lp_add_row(p, 0, 0), most = lp_add_row(p, -LP_SANS_BORNE, 4);
    lp_add_entry(p, same, columns[0], 1);
    lp_add_entry(p, same, columns[1], -1);
    lp_add_entry(p, most, columns[0], 2);
    for (int again = 0; again < 2; again++) { /* nothing of a question is left to the next */
        assert_true(lp_rows_hold(p, columns, (double[]){2, 2}, 2));
        assert_false(lp_rows_hold(p, columns, (double[]){2, 1}, 2));
        assert_false(lp_rows_hold(p, columns, (double[]){3, 3}, 2));
        assert_false(lp_rows_hold(p, columns, (double[]){1}, 1));
        assert_true(lp_rows_hold(p, columns, (double[]){0}, 1));
    }
    lp_free(&p);
}

struct scene {
    struct rapport *r;
    struct secret_modele m;
    struct secret_travail w;
    bool *dedans, *gele;
    struct secret_tableau *a; /* a taux, withheld everywhere */
};

static void scene_open(struct scene *s, bool nation_told)
{
    uint64_t seed = 12;
    const struct monde m = {
        .territoires = 5, .chantiers = 2, .cles = 3, .gens_min = 15, .gens_max = 25, .figures = MONDE_A + 1};
    s->r = monde_faire(&m, &seed);
    s->r->secret_k = regles.k;
    s->r->secret_k_sensible = regles.k_sensible;
    assert_true(secret_modele_init(&s->m, s->r, 0));
    s->dedans = mem_new_n(s->m.tableaux_n + 1, sizeof *s->dedans);
    s->gele = mem_new_n(s->m.tableaux_n + 1, sizeof *s->gele);
    for (size_t i = 0; i < s->m.tableaux_n; i++) {
        s->dedans[i] = s->m.tableaux[i].juge;
        if (s->m.tableaux[i].juge)
            s->a = &s->m.tableaux[i];
    }
    for (size_t p = 0; p < s->m.perimetres_n; p++)
        if (p != s->m.nation || !nation_told)
            s->m.etats[p * s->m.lignes_n + s->a->ligne] = SECRET_PRIMAIRE;
    s->m.echanges = secret_echanges_new(&s->m);
    secret_travail_init(&s->w, &s->m, 9, s->dedans, s->gele);
}

static void scene_close(struct scene *s)
{
    secret_travail_deinit(&s->w);
    secret_echanges_free(&s->m.echanges);
    secret_modele_deinit(&s->m);
    rapport_free(&s->r);
    free(s->dedans);
    free(s->gele);
}

/* One solution, and what it exchanged serves everywhere else. */
static void learn_one(struct scene *s)
{
    struct secret_reseau *n = &s->w.n;
    const struct secret_cellule c = {0, s->a->atome};
    assert_true(secret_reseau_viser(n, s->m.territoires_n, c, 5, SECRET_DITS_FIXES));
    secret_echanges_apprendre(n);
    secret_reseau_garder(n);
}

static void test_exchanged(void **state)
{
    struct scene s;
    (void)state;
    for (int told = 0; told < 2; told++) {
        scene_open(&s, told);
        learn_one(&s);
        for (size_t attaquant = 0; attaquant <= s.m.territoires_n; attaquant++)
            for (size_t p = 0; p < s.m.perimetres_n; p++) {
                const struct secret_cellule c = {p, s.a->atome};
                if (secret_sait(&s.m, attaquant, p) || (told && p == s.m.nation))
                    continue;
                if (!secret_echanger(&s.w.n, attaquant, c))
                    fail_msg("attacker %zu, perimeter %zu, nation told %d", attaquant, p, told);
                assert_true(secret_manque(&s.w.temoins, secret_place(&s.m, attaquant, c)) <= SECRET_EPS);
            }
        assert_int_equal(s.w.n.resolus, 1);
        scene_close(&s);
    }
}

/* What a coordination knows, and a nation that is told, are not moved. */
static void test_not_exchanged(void **state)
{
    struct scene s;
    (void)state;
    scene_open(&s, true);
    learn_one(&s);
    assert_false(secret_echanger(&s.w.n, 1, (struct secret_cellule){1, s.a->atome}));
    assert_false(secret_echanger(&s.w.n, s.m.territoires_n, (struct secret_cellule){s.m.nation, s.a->atome}));
    for (size_t p = 1; p < s.m.territoires_n; p++) /* nobody is left to exchange with */
        s.m.etats[p * s.m.lignes_n + s.a->ligne] = SECRET_DIT;
    for (size_t p = 1; p < s.m.territoires_n; p++)
        secret_temoins_revoir(&s.w.temoins, p, s.a);
    assert_false(secret_echanger(&s.w.n, s.m.territoires_n, (struct secret_cellule){0, s.a->atome}));
    scene_close(&s);
}

static void test_die_and_revive(void **state)
{
    struct scene s;
    (void)state;
    scene_open(&s, true);
    learn_one(&s);
    const struct secret_cellule c = {0, s.a->atome};
    size_t at = secret_place(&s.m, s.m.territoires_n, c);
    double before = secret_manque(&s.w.temoins, at);
    assert_true(before <= SECRET_EPS);
    s.m.etats[s.a->ligne] = SECRET_DIT; /* of the first territory */
    secret_temoins_revoir(&s.w.temoins, 0, s.a);
    assert_true(secret_manque(&s.w.temoins, at) == s.w.temoins.besoin[at]);
    s.m.etats[s.a->ligne] = SECRET_PRIMAIRE;
    secret_temoins_revoir(&s.w.temoins, 0, s.a);
    assert_true(secret_manque(&s.w.temoins, at) == before);
    scene_close(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows_hold),
        cmocka_unit_test(test_exchanged),
        cmocka_unit_test(test_not_exchanged),
        cmocka_unit_test(test_die_and_revive),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
