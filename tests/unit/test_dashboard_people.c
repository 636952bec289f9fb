/* The form for a new account, and the journal in words. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/cal.h"
#include "dashboard/journal_words.h"
#include "dashboard/person_form.h"

#define NBSP "\u00a0"

static struct directory dir;

static int setup(void **state)
{
    (void)state;
    reference_add_territoire(&dir.reference, "LYON", "Métropole de Lyon", "FNDSA", cal_day(2020, 1, 1));
    reference_add_ligne(&dir.reference, "LYO1", "LYON", INT32_MIN, INT32_MAX, 40);
    reference_seal(&dir.reference);
    directory_name(&dir, "LYO1", "Magdala");
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    directory_deinit(&dir);
    return 0;
}

static void test_login(void **state)
{
    static const char *const good[] = {"lea",
                                       "l",
                                       "9",
                                       "lea.martin+cvg@exemple.fr",
                                       "a-b_c@sous.domaine.exemple.fr",
                                       "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"};
    static const char *const bad[] = {"",
                                      "Lea",
                                      "léa",
                                      "-lea",
                                      ".lea",
                                      "lea@",
                                      "@exemple.fr",
                                      "lea@exemple",
                                      "lea@exemple.",
                                      "lea@.fr",
                                      "lea@ex..fr",
                                      "lea@exemple.fr@x.fr",
                                      "lea martin",
                                      "lea\n",
                                      "lea@exemple.fr\n",
                                      "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"};
    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        if (!person_login_good(good[i]))
            fail_msg("%s", good[i]);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (person_login_good(bad[i]))
            fail_msg("%s", bad[i]);
}

static void test_form(void **state)
{
    static const struct {
        const char *login, *nom, *role, *perimetre, *said; /* NULL: taken */
    } cases[] = {
        {" Lea@Exemple.fr ", " Léa Martin ", "coordination", "territoire:LYON", NULL},
        {"lea", "", "chantier", "chantier:LYO1", NULL},
        {"lea", "", "dgefp", "nation", NULL},
        {"lea", "", "operateur", "nation", NULL},
        {"", "", "dgefp", "nation", "nom de connexion"},
        {"x y", "", "dgefp", "nation", "nom de connexion"},
        {"lea", "", "", "nation", "un rôle"},
        {"lea", "", "chef", "nation", "un rôle"},
        {"lea", "", "chantier", "nation", "un chantier"},
        {"lea", "", "chantier", "", "un chantier"},
        {"lea", "", "chantier", "territoire:LYON", "un chantier"},
        {"lea", "", "coordination", "chantier:LYO1", "un territoire"},
        {"lea", "", "convergence", "operationnels", "toute la France"},
        {"lea", "", "chantier", "chantier:LYO9", "de référence"},
        {"lea", "", "coordination", "territoire:LUNE", "de référence"},
        {"lea", "", "chantier", "chantier:", "un chantier"},
    };
    struct person_form f;
    struct err e;
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int rc = person_form_read(&f, cases[i].login, cases[i].nom, cases[i].role, cases[i].perimetre, &dir, &e);
        if ((rc == 0) != !cases[i].said || (cases[i].said && !strstr(e.text, cases[i].said)))
            fail_msg("case %zu: %s", i, rc ? e.text : "taken");
    }
    assert_int_equal(person_form_read(&f, " Lea@Exemple.fr ", " Léa ", "coordination", "territoire:LYON", &dir, &e), 0);
    assert_string_equal(f.login, "lea@exemple.fr");
    assert_string_equal(f.nom, "Léa");
    assert_int_equal(f.role, ROLE_COORDINATION);
    assert_string_equal(f.perimetre, "territoire:LYON");
    char longest[200];
    memset(longest, 'n', sizeof longest - 1);
    longest[sizeof longest - 1] = 0;
    assert_int_equal(person_form_read(&f, "lea", longest, "dgefp", "nation", &dir, &e), -1);
    assert_non_null(strstr(e.text, "trop long"));
}

static void test_subject(void **state)
{
    static const struct {
        const char *sujet, *words;
    } cases[] = {{"personne:lea@exemple.fr", "accès lea@exemple.fr"},
                 {"chantier:LYO1", "chantier Magdala (LYO1)"},
                 {"chantier:PARTI", "chantier PARTI"},
                 {"territoire:LYON", "territoire Métropole de Lyon (LYON)"},
                 {"envoi:LYO1.3-00ff", "envoi LYO1.3-00ff"},
                 {"", ""},
                 {"autre:chose", "autre:chose"},
                 {"chantier", "chantier"}};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct buf out = {0};
        journal_subject(cases[i].sujet, &dir, &out);
        assert_string_equal(buf_text(&out), cases[i].words);
        buf_deinit(&out);
    }
}

static void test_detail(void **state)
{
    static const struct {
        const char *json, *words;
    } cases[] = {
        {"{}", ""},
        {"{\"n\": 2}", "numéro" NBSP ": 2"},
        {"{\"role\": \"coordination\", \"nom\": \"\"}", "rôle" NBSP ": Coordination" NBSP "; nom" NBSP ": –"},
        {"{\"raison\": \"vu avec eux\"}", "motif" NBSP ": vu avec eux"},
        {"{\"avant\": {\"objectif\": 40, \"nom\": \"A\"}, \"apres\": {\"objectif\": 45, \"nom\": \"A\"}}",
         "objectif" NBSP ": 40 → 45"},
        {"{\"avant\": {\"objectif\": null}, \"apres\": {\"objectif\": 45}}", "objectif" NBSP ": – → 45"},
        {"{\"apres\": {\"depuis\": \"2026-03-01\"}}", "depuis" NBSP ": 01/03/2026"},
        {"{\"avant\": {\"motif\": \"travaux\"}, \"fin\": \"2026-03-01\"}",
         "motif" NBSP ": travaux" NBSP "; dernier jour" NBSP ": 01/03/2026"},
        {"{\"fichiers\": [\"a\", {\"b\": 1}]}", "fichiers" NBSP ": [\"a\",{\"b\":1}]"},
        {"{\"situation\": \"2026-11-29\", \"octets\": 1200, \"confirme\": true}",
         "situation au" NBSP ": 29/11/2026" NBSP "; octets" NBSP ": 1200" NBSP "; confirmé" NBSP ": oui"},
        {"{\"perimetre\": \"nation\"}", "périmètre" NBSP ": toute la France"},
        {"{\"perimetre\": \"territoire:LYON\"}", "périmètre" NBSP ": Métropole de Lyon"},
        {"{\"chantiers\": {\"lignes_mises\": 68, \"lignes_retirees\": 0}}",
         "chantiers" NBSP ": lignes mises 68, lignes retirées 0"},
        {"{\"avant\": 3}", "avant" NBSP ": 3"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct buf out = {0};
        json_t *detail = json_loads(cases[i].json, 0, NULL);
        assert_non_null(detail);
        journal_detail(detail, &dir, &out);
        assert_string_equal(buf_text(&out), cases[i].words);
        json_decref(detail);
        buf_deinit(&out);
    }
}

/* A value that is too long is cut between letters: what is no UTF-8 could not be shown. */
static void test_long_detail(void **state)
{
    (void)state;
    for (int shift = 0; shift < 4; shift++) {
        struct buf text = {0}, out = {0};
        for (int i = 0; i < shift; i++)
            buf_addc(&text, 'a');
        for (int i = 0; i < 500; i++)
            buf_adds(&text, "é");
        json_t *detail = json_pack("{s[s]}", "x", buf_text(&text));
        journal_detail(detail, &dir, &out);
        json_t *shown = json_string(buf_text(&out));
        assert_non_null(shown);
        assert_true(out.len < 330);
        json_decref(shown);
        json_decref(detail);
        buf_deinit(&text);
        buf_deinit(&out);
    }
}

static void test_acts(void **state)
{
    (void)state;
    assert_string_equal(journal_act("personne.ajout"), "A ouvert un accès");
    assert_string_equal(journal_act("nouvel.acte"), "nouvel.acte");
    assert_string_equal(journal_act("envoi.consultation"), "A consulté les lignes d’un envoi");
    assert_true(journal_family("personne"));
    assert_false(journal_family("connexion"));
    assert_false(journal_family("personne.ajout"));
    assert_string_equal(journal_break(""), "entière");
    json_t *acts = journal_acts("envoi.rejet"), *act;
    size_t i, chosen = 0;
    json_array_foreach(acts, i, act)
    {
        chosen += json_is_true(json_object_get(act, "choisi"));
    }
    assert_int_equal(chosen, 1);
    json_decref(acts);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_login),       cmocka_unit_test(test_form),
                                       cmocka_unit_test(test_subject),     cmocka_unit_test(test_detail),
                                       cmocka_unit_test(test_long_detail), cmocka_unit_test(test_acts)};
    return cmocka_run_group_tests(tests, setup, teardown);
}
