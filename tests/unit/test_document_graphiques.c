/* The charts of a report: what is drawn of each kind of value, curves, waterfalls. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <cmocka.h>

#include "document_fixture.h"
#include "document_plan.h"
#include "base/text.h"
#include "document/dessin.h"
#include "document/svg.h"

/* Who never sent anything has no headcounts: they are unknown, in tables, charts and curves, and not 0. Who sent an
 * export without a row has 0. */
static void test_never_sent(void **state)
{
    (void)state;
    struct rapport *r = made_up_report(&world, "2023-C4");
    made_up_silent(r);
    made_up_find(r, 0, "territoire:NANTES", "effectif.file_active")->slots[0] = 0;
    made_up_find(r, 0, "territoire:RENNES", "qualite.remontee")->slots[1] = 1;
    made_up_publish(r);
    struct plan *p = document_plan(r);
    const struct plan_graphique *g = find_chart(p, "File active par territoire");
    assert_int_equal(g->series[0].valeurs[1].etat, PLAN_DIT);
    assert_string_equal(g->series[0].valeurs[1].texte, "0");
    for (size_t s = 0; s < 2; s++)
        assert_int_equal(g->series[s].valeurs[2].etat, PLAN_INCONNU);
    assert_true(g->inconnu);
    assert_non_null(strstr(g->alt, "Nantes Métropole 0"));
    assert_non_null(strstr(g->alt, "Rennes Métropole –"));
    const struct plan_table *t = find_table(p, "Effectifs par territoire");
    assert_int_equal(cell(t, "Rennes Métropole", "Entrées 2023")->etat, PLAN_INCONNU);
    assert_int_equal(cell(t, "Rennes Métropole", "Entrées 2023")->adresse->num.etat, PLAN_VIDE);
    assert_int_equal(cell(t, "Rennes Métropole", "Taux de réalisation de l’objectif 2023")->etat, PLAN_INCONNU);
    assert_int_equal(cell(find_table(p, "Effectifs par chantier"), "REN1", "Entrées 2023")->etat, PLAN_INCONNU);
    /* that nothing came is known */
    assert_string_equal(
        cell(find_table(p, "Qualité des données par territoire"), "Rennes Métropole", "Taux de remontée 2023")->texte,
        "0\u202f%");
    g = find_chart(p, "File active, au soir de chaque fin de mois");
    assert_true(find_panel(g, "Rennes Métropole")->inconnu);
    assert_false(find_panel(g, "Nantes Métropole")->inconnu);
    assert_non_null(strstr(g->alt, "Rennes Métropole, –. "));
    struct dessin d;
    size_t curves = 0;
    dessin_init(&d, g, 500);
    for (size_t i = 0; i < d.n; i++)
        curves += d.traits[i].genre == TRAIT_COURBE;
    assert_int_equal(curves, g->panneaux_n - 1);
    dessin_deinit(&d);
    plan_free(&p);
    /* a chantier that left has sent what it had */
    r->perimetres[made_up_place(r, "territoire:RENNES")].couverture = (struct coverage){0};
    p = document_plan(r);
    assert_string_equal(cell(find_table(p, "Effectifs par territoire"), "Rennes Métropole", "Entrées 2023")->texte,
                        "0");
    plan_free(&p);
    rapport_free(&r);
}

/* Of three values of a chart: 0 has a bar that is not seen and its number, what is withheld a frame, what is unknown
 * neither. */
static void test_strokes(void **state)
{
    (void)state;
    struct plan p = {0};
    struct plan_valeur values[] = {plan_entier(&p, 40), plan_entier(&p, 0), plan_secret(), plan_inconnu()};
    const char *names[] = {"Lyon", "Nantes", "Rennes", "Rouen"};
    struct plan_serie series = {.nom = "2023", .valeurs = values};
    struct plan_graphique g = {.dessin = PLAN_BARRES,
                               .titre = "Un <titre>",
                               .alt = "Lyon & Nantes",
                               .categories = names,
                               .categories_n = 4,
                               .series = &series,
                               .series_n = 1};
    struct dessin d;
    struct buf svg = {0};
    size_t bars = 0, frames = 0, words = 0;
    dessin_init(&d, &g, 400);
    for (size_t i = 0; i < d.n; i++) {
        const struct trait *t = &d.traits[i];
        bars += t->genre == TRAIT_PLEIN;
        frames += t->genre == TRAIT_CONTOUR;
        words += t->genre == TRAIT_TEXTE;
        assert_true(t->x >= 0 && t->x <= 400 && t->y >= 0 && t->y <= d.hauteur);
        if (t->genre == TRAIT_PLEIN)
            assert_true(bars == 1 ? t->w > 200 && t->x + t->w < 400 : t->w == 0);
    }
    assert_int_equal(bars, 2);
    assert_int_equal(frames, 1);
    assert_int_equal(words, 8);
    svg_write(&d, g.alt, &svg);
    assert_true(text_starts(buf_text(&svg), "<svg viewBox=\"0 0 400 "));
    assert_non_null(strstr(buf_text(&svg), "aria-label=\"Lyon &amp; Nantes\""));
    assert_non_null(strstr(buf_text(&svg), ">s</text>"));
    assert_null(strstr(buf_text(&svg), " id="));
    dessin_deinit(&d);
    buf_deinit(&svg);
    arena_deinit(&p.memoire);
}

/* A waterfall's bars follow one another: the last term ends where the total does. */
static void test_waterfall(void **state)
{
    (void)state;
    struct rapport *r = made_up_report(&world, "2023-C4");
    struct plan *p = document_plan(r);
    struct dessin d;
    double rights[8], lefts[8];
    size_t n = 0, cuts = 0;
    dessin_init(&d, find_chart(p, "File active, Nation\u00a0: de «\u202f2022-C4, arrêté\u202f» à cette version"), 500);
    for (size_t i = 0; i < d.n && n < 8; i++)
        if (d.traits[i].genre == TRAIT_PLEIN && d.traits[i].encre == ENCRE_FILET) {
            cuts++;
        } else if (d.traits[i].genre == TRAIT_PLEIN) {
            lefts[n] = d.traits[i].x;
            rights[n++] = d.traits[i].x + d.traits[i].w;
        }
    /* 300, +40, -25, 0, 315: the totals are cut, since their bars do not begin at 0 */
    assert_int_equal(cuts, 2);
    assert_int_equal(n, 5);
    assert_true(lefts[1] - rights[0] < .01 && rights[0] - lefts[1] < .01);
    assert_true(rights[2] - rights[1] < .01 && rights[1] - rights[2] < .01);
    assert_true(rights[4] - lefts[2] < .01 && lefts[2] - rights[4] < .01);
    dessin_deinit(&d);
    plan_free(&p);
    rapport_free(&r);
}

/* Of this period, and of the year before. */
static void set_rsa(struct rapport *r, size_t periode, const char *scope, enum rapport_etat etat)
{
    made_up_find(r, periode, scope, "public.rsa")->etats[0] = (uint8_t)etat;
}

static bool charted(const struct plan *p, const char *titre)
{
    for (size_t i = 0; i < p->blocs_n; i++)
        if (p->blocs[i].graphique && strcmp(p->blocs[i].graphique->titre, titre) == 0)
            return true;
    return false;
}

static void check_withheld(const struct rapport *r, bool drawn, const char *sentence)
{
    static const char titre[] = "Bénéficiaires du RSA, par territoire";
    struct plan *p = document_plan(r);
    assert_int_equal(charted(p, titre), drawn);
    assert_int_equal(says(p, titre), !drawn);
    assert_true(drawn || says(p, sentence));
    find_chart(p, "Femmes, par territoire");
    plan_free(&p);
}

/* A chart of nothing but what is withheld is a sentence; where anything is unknown, or told of the year before, it is
 * a chart. */
static void test_withheld_chart(void **state)
{
    (void)state;
    struct rapport *r = made_up_report(&world, "2023-C4");
    static const char *const scopes[] = {"territoire:LYON", "territoire:NANTES", "territoire:RENNES", "operationnels"};
    for (size_t i = 0; i < 6; i++)
        set_rsa(r, i / 3, scopes[i % 3], RAPPORT_SECRET);
    made_up_publish(r);
    check_withheld(r, true, NULL); /* of all of them the year before is told */
    set_rsa(r, 1, "operationnels", RAPPORT_SECRET);
    check_withheld(r, false, "Bénéficiaires du RSA, par territoire\u00a0: un seul chiffre est publié");
    made_up_find(r, 0, "territoire:RENNES", "public.rsa")->slots[1] = 0;
    set_rsa(r, 0, "territoire:RENNES", RAPPORT_INCONNU);
    check_withheld(r, true, NULL);
    set_rsa(r, 0, "territoire:RENNES", RAPPORT_SECRET);
    set_rsa(r, 0, "operationnels", RAPPORT_SECRET);
    check_withheld(r, false, "Bénéficiaires du RSA, par territoire\u00a0: tous les chiffres sont masqués");
    rapport_free(&r);
}

/* What follows a label's colon begins a line: with a capital, accents or not. */
static void test_capitals(void **state)
{
    (void)state;
    struct rapport *r = made_up_report(&world, "2023-C4");
    static char labels[][32] = {"Difficulté : éloignement", "Difficulté : garde"};
    static const char *const shown[] = {"Éloignement", "Garde"};
    for (size_t i = 0; i < 2; i++) {
        r->indicateurs[rapport_find_indicateur(r, "frein.garde")].forme.label = labels[i];
        struct plan *p = document_plan(r);
        const struct plan_graphique *g = find_chart(p, "Salariés concernés par chaque difficulté");
        assert_string_equal(g->categories[g->categories_n - 1], shown[i]);
        plan_free(&p);
    }
    rapport_free(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_never_sent),     cmocka_unit_test(test_strokes),  cmocka_unit_test(test_waterfall),
        cmocka_unit_test(test_withheld_chart), cmocka_unit_test(test_capitals),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
