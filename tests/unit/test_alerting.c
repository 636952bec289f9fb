/* What alerting decides without a socket: who is due, what is told, when and in which words, gathered by recipient. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "alerting/dire.h"
#include "alerting/mailing.h"
#include "alerting/post.h"
#include "alerting/reporters.h"
#include "base/cal.h"

#define HOUR_US 3600000000LL

/* ---- who is due ---- */

static void test_heap(void **state)
{
    struct reporters r = {0};
    char id[16];
    unsigned seed = 7;
    (void)state;
    for (int i = 0; i < 500; i++) {
        snprintf(id, sizeof id, "C%d", i);
        reporters_add(&r, id, VEILLE_CHANTIER);
    }
    for (int round = 0; round < 5000; round++) {
        seed = seed * 1664525 + 1013904223;
        snprintf(id, sizeof id, "C%u", seed / 65536 % 500);
        reporters_set_due(&r, reporters_find(&r, id), (int64_t)(seed % 1000));
        int64_t least = INT64_MAX;
        for (size_t i = 0; i < r.n; i++)
            least = r.items[i].due_us < least ? r.items[i].due_us : least;
        assert_int_equal(reporters_first(&r)->due_us, least);
    }
    reporters_wake(&r, "nobody");
    reporters_wake(&r, "C77");
    assert_string_equal(reporters_first(&r)->id, reporters_find(&r, reporters_first(&r)->id)->id);
    assert_true(reporters_find(&r, "C77")->due_us == INT64_MIN);
    reporters_deinit(&r);
}

/* ---- what is told ---- */

static void test_decide(void **state)
{
    enum { C = 1, S = 2, A = 4, D = 8, E = 16 }; /* cause, silence, acknowledged, told before, to somebody new */
    static const struct {
        int evenement, flags;
        enum alerte_niveau niveau;
        enum alerte_annonce annonce;
        enum dire dire;
        enum pourquoi why;
    } cases[] = {
        {VEILLE_LEVEE, 0, NIVEAU_CRITIQUE, ANNONCE_NIVEAU, DIRE_TOUT_DE_SUITE, POURQUOI_RIEN},
        {VEILLE_LEVEE, 0, NIVEAU_ATTENTION, ANNONCE_NIVEAU, DIRE_SYNTHESE, POURQUOI_RIEN},
        {VEILLE_LEVEE, 0, NIVEAU_ATTENTION, ANNONCE_AUSSITOT, DIRE_TOUT_DE_SUITE, POURQUOI_RIEN},
        {VEILLE_LEVEE, 0, NIVEAU_CRITIQUE, ANNONCE_SYNTHESE, DIRE_SYNTHESE, POURQUOI_RIEN},
        {VEILLE_LEVEE, C, NIVEAU_CRITIQUE, ANNONCE_NIVEAU, DIRE_NON, POURQUOI_CAUSE},
        {VEILLE_LEVEE, C | S, NIVEAU_CRITIQUE, ANNONCE_NIVEAU, DIRE_NON, POURQUOI_CAUSE},
        {VEILLE_LEVEE, S, NIVEAU_CRITIQUE, ANNONCE_NIVEAU, DIRE_NON, POURQUOI_SILENCE},
        {VEILLE_LIBEREE, 0, NIVEAU_CRITIQUE, ANNONCE_NIVEAU, DIRE_TOUT_DE_SUITE, POURQUOI_RIEN},
        {VEILLE_RETENUE, D, NIVEAU_CRITIQUE, ANNONCE_NIVEAU, DIRE_NON, POURQUOI_CAUSE},
        {VEILLE_AGGRAVEE, D, NIVEAU_CRITIQUE, ANNONCE_NIVEAU, DIRE_TOUT_DE_SUITE, POURQUOI_RIEN},
        {VEILLE_AGGRAVEE, A | D, NIVEAU_CRITIQUE, ANNONCE_NIVEAU, DIRE_NON, POURQUOI_ACQUITTEE},
        {VEILLE_AGGRAVEE, A | E | D, NIVEAU_CRITIQUE, ANNONCE_NIVEAU, DIRE_TOUT_DE_SUITE, POURQUOI_RIEN},
        {VEILLE_AGGRAVEE, S | A | E | D, NIVEAU_CRITIQUE, ANNONCE_NIVEAU, DIRE_NON, POURQUOI_SILENCE},
        {VEILLE_ALLEGEE, D, NIVEAU_ATTENTION, ANNONCE_NIVEAU, DIRE_SYNTHESE, POURQUOI_RIEN},
        {VEILLE_ALLEGEE, 0, NIVEAU_ATTENTION, ANNONCE_NIVEAU, DIRE_NON, POURQUOI_SUITE},
        {VEILLE_RESOLUE, D, NIVEAU_CRITIQUE, ANNONCE_NIVEAU, DIRE_TOUT_DE_SUITE, POURQUOI_RIEN},
        {VEILLE_RESOLUE, C | D, NIVEAU_CRITIQUE, ANNONCE_NIVEAU, DIRE_TOUT_DE_SUITE, POURQUOI_RIEN},
        {VEILLE_RESOLUE, A | D, NIVEAU_CRITIQUE, ANNONCE_NIVEAU, DIRE_SYNTHESE, POURQUOI_RIEN},
        {VEILLE_RESOLUE, S | D, NIVEAU_CRITIQUE, ANNONCE_NIVEAU, DIRE_NON, POURQUOI_SILENCE},
        {VEILLE_RESOLUE, 0, NIVEAU_CRITIQUE, ANNONCE_NIVEAU, DIRE_NON, POURQUOI_INEDITE},
        {VEILLE_PERDUE, 0, NIVEAU_ATTENTION, ANNONCE_NIVEAU, DIRE_SYNTHESE, POURQUOI_RIEN},
        {VEILLE_MESURE, D, NIVEAU_CRITIQUE, ANNONCE_NIVEAU, DIRE_NON, POURQUOI_SUITE},
        {EVENEMENT_REPRISE, A | D, NIVEAU_CRITIQUE, ANNONCE_NIVEAU, DIRE_TOUT_DE_SUITE, POURQUOI_RIEN},
        {EVENEMENT_REPRISE, S | D, NIVEAU_CRITIQUE, ANNONCE_NIVEAU, DIRE_NON, POURQUOI_SILENCE},
        {EVENEMENT_PAROLE, 0, NIVEAU_ATTENTION, ANNONCE_NIVEAU, DIRE_SYNTHESE, POURQUOI_RIEN},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct dire_sur x = {.evenement = cases[i].evenement,
                                   .niveau = cases[i].niveau,
                                   .annonce = cases[i].annonce,
                                   .cause = cases[i].flags & C,
                                   .silence = cases[i].flags & S,
                                   .acquittee = cases[i].flags & A,
                                   .elargie = cases[i].flags & E,
                                   .dite = cases[i].flags & D};
        enum pourquoi why;
        enum dire dire = dire_decide(&x, &why);
        if (dire != cases[i].dire || why != cases[i].why)
            fail_msg("case %zu, %s: %s, %s", i, evenement_name(x.evenement), dire_name(dire), pourquoi_name(why));
    }
}

/* 18:00 on the wall, whatever the clocks do; the evening itself is not after itself. */
static void test_life(void **state)
{
    (void)state;
    static const struct {
        struct dire_vie life;
        int wanted;
    } cases[] = {
        {{.evenement = VEILLE_AGGRAVEE}, VEILLE_AGGRAVEE},
        {{.evenement = VEILLE_AGGRAVEE, .acquittee = true}, VEILLE_AGGRAVEE},
        {{.evenement = VEILLE_AGGRAVEE, .acquittee = true, .venue = true}, EVENEMENT_REPRISE},
        {{.evenement = VEILLE_MESURE, .acquittee = true, .revenue = true}, EVENEMENT_REPRISE},
        {{.evenement = VEILLE_MESURE, .acquittee = true, .tue = true}, VEILLE_MESURE},
        {{.evenement = VEILLE_MESURE, .tue = true}, EVENEMENT_PAROLE},
        {{.evenement = VEILLE_MESURE, .tue = true, .retenue = true}, VEILLE_MESURE},
        {{.evenement = VEILLE_RESOLUE, .acquittee = true, .revenue = true, .venue = true, .tue = true}, VEILLE_RESOLUE},
        {{.evenement = VEILLE_PERDUE, .acquittee = true, .revenue = true}, VEILLE_PERDUE},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_int_equal(dire_vie(&cases[i].life), cases[i].wanted);
}

static void test_evening(void **state)
{
    (void)state;
    for (int32_t day = cal_day(2026, 1, 1); day < cal_day(2027, 1, 1); day++) {
        int64_t at = dire_soir_us(day);
        assert_int_equal(cal_paris_wall_us(at), (int64_t)day * 24 * HOUR_US + 18 * HOUR_US);
        assert_int_equal(dire_synthese_us(at - 1), at);
        assert_int_equal(dire_synthese_us(at), dire_soir_us(day + 1));
    }
}

/* ---- in which words ---- */

static struct lettre_ligne ligne(enum lettre_genre genre, const char *reporter, const char *id, enum alerte_niveau n)
{
    return (struct lettre_ligne){.genre = genre,
                                 .id = id,
                                 .reporter = reporter,
                                 .nom = *reporter ? "Les <Halles>" : "",
                                 .regle = "A-REMONTEE",
                                 .libelle = "Chantier muet",
                                 .texte = "Rien n’est arrivé.",
                                 .quoi_faire = "Appelez-les & vite.",
                                 .niveau = n,
                                 .depuis_us = cal_paris_instant(cal_day(2026, 1, 5) * 24 * HOUR_US + 9 * HOUR_US)};
}

static void test_letter(void **state)
{
    struct letter l = {0};
    struct buf chat = {0};
    (void)state;
    struct lettre_ligne one = ligne(LETTRE_AGGRAVEE, "LYO1", "LYO1.a3", NIVEAU_CRITIQUE);
    lettre_alertes(&one, 1, &l);
    assert_string_equal(buf_text(&l.subject), "Alerte critique aggravée, LYO1 : Chantier muet");
    assert_non_null(strstr(buf_text(&l.text),
                           "- LYO1, Les <Halles> : Chantier muet (A-REMONTEE), critique, depuis le "
                           "05/01/2026 à 09:00\n  Rien n’est arrivé. Appelez-les & vite. [LYO1.a3]"));
    assert_non_null(strstr(buf_text(&l.html), "Les &lt;Halles&gt;"));
    assert_null(strstr(buf_text(&l.html), "<Halles>"));
    letter_deinit(&l);

    /* sorted: what is new first, the gravest first */
    struct lettre_ligne many[] = {
        ligne(LETTRE_RESOLUE, "A", "A.a1", NIVEAU_CRITIQUE), ligne(LETTRE_NOUVELLE, "B", "B.a1", NIVEAU_ATTENTION),
        ligne(LETTRE_OUVERTE, "C", "C.a1", NIVEAU_ATTENTION), ligne(LETTRE_NOUVELLE, "D", "D.a1", NIVEAU_CRITIQUE)};
    l = (struct letter){0};
    lettre_synthese(cal_day(2026, 1, 5), many, 4, &l);
    assert_string_equal(buf_text(&l.subject),
                        "Synthèse du 05/01/2026 : 2 nouvelles alertes, 1 alerte résolue, 1 toujours ouverte");
    const char *text = buf_text(&l.text);
    const char *places[] = {"Nouvelles alertes (2)", "- D, ", "- B, ", "Alertes résolues (1)", "- A, ", "C’est résolu",
                            "Toujours ouvertes (1)", "- C, "};
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        text = strstr(text, places[i]);
        assert_non_null(text);
    }
    letter_deinit(&l);

    /* of one kind together, whoever they are of: what is to be done of them is said once */
    struct lettre_ligne kinds[] = {
        ligne(LETTRE_NOUVELLE, "A", "A.a1", NIVEAU_ATTENTION), ligne(LETTRE_NOUVELLE, "B", "B.a1", NIVEAU_ATTENTION),
        ligne(LETTRE_NOUVELLE, "C", "C.a1", NIVEAU_ATTENTION), ligne(LETTRE_OUVERTE, "D", "D.a1", NIVEAU_ATTENTION)};
    kinds[1].regle = "A-RETENUE";
    kinds[1].quoi_faire = "Confirmez.";
    l = (struct letter){0};
    lettre_alertes(kinds, 4, &l);
    text = buf_text(&l.text);
    const char *in_order[] = {
        "- A, ", "Appelez-les & vite. [A.a1]", "- C, ", "Rien n’est arrivé. À faire : comme ci-dessus. [C.a1]",
        "- B, ", "Confirmez. [B.a1]",          "- D, ", "Appelez-les & vite. [D.a1]"};
    for (size_t i = 0; i < sizeof in_order / sizeof *in_order; i++) {
        text = strstr(text, in_order[i]);
        assert_non_null(text);
    }
    letter_deinit(&l);

    one = ligne(LETTRE_NOUVELLE, "", "a1", NIVEAU_CRITIQUE);
    one.texte = "<!channel> @here & co\nfin";
    lettre_chat(INT32_MIN, &one, 1, &chat);
    assert_string_equal(buf_text(&chat),
                        "Alerte critique, Programme : Chantier muet. &lt;!channel&gt; @\u200bhere &amp; "
                        "co fin (a1)");
    buf_deinit(&chat);
}

/* ---- gathered ---- */

static const char *text_of(const json_t *list, size_t i, const char *key)
{
    return json_string_value(json_object_get(json_array_get(list, i), key));
}

static void test_mailing(void **state)
{
    struct mailing m = {.kind = "alerte", .at_us = 42, .day = INT32_MIN};
    json_t *mails = json_array(), *hooks = json_array();
    struct lettre_ligne a = ligne(LETTRE_NOUVELLE, "A", "A.a1", NIVEAU_CRITIQUE),
                        b = ligne(LETTRE_NOUVELLE, "B", "B.a1", NIVEAU_CRITIQUE);
    (void)state;
    assert_true(mailing_add(&m, "x@exemple.fr", &a));
    assert_false(mailing_add(&m, "x@exemple.fr", &a)); /* of two audiences */
    assert_true(mailing_add(&m, "x@exemple.fr", &b));
    assert_true(mailing_add(&m, "y@exemple.fr", &b));
    assert_true(mailing_add(&m, MAILING_CHAT, &b));
    mailing_finish(&m, mails, hooks);
    assert_int_equal(json_array_size(mails), 2);
    assert_int_equal(json_array_size(hooks), 1);
    assert_string_equal(text_of(mails, 0, "chantier"), ""); /* about several */
    assert_string_equal(text_of(mails, 0, "sujet"), "2 nouvelles alertes");
    assert_string_equal(text_of(mails, 1, "chantier"), "B");
    assert_string_equal(text_of(mails, 1, "dedupe"), "42");
    assert_string_equal(text_of(hooks, 0, "dedupe"), "alerte.42");
    json_array_clear(mails);
    json_array_clear(hooks);

    /* no news, no digest */
    m = (struct mailing){.kind = "synthese", .at_us = 42, .day = cal_day(2026, 1, 5)};
    b.genre = LETTRE_OUVERTE;
    mailing_add(&m, "x@exemple.fr", &a);
    mailing_add(&m, "x@exemple.fr", &b);
    mailing_add(&m, "y@exemple.fr", &b);
    mailing_finish(&m, mails, hooks);
    assert_int_equal(json_array_size(mails), 1);
    assert_string_equal(text_of(mails, 0, "dedupe"), "2026-01-05");
    assert_int_equal(json_array_size(hooks), 0);
    json_decref(mails);
    json_decref(hooks);
}

static void test_url(void **state)
{
    static const char *const bad[] = {
        "", "ftp://a", "http://", "https:///x", "http://a b", "http:a", "file:///etc/passwd", "http://a\n", "http://é"};
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_int_equal(post_check_url(bad[i]), -1);
    assert_int_equal(post_check_url("https://chat.exemple.fr/hooks/x?y=1"), 0);
    assert_int_equal(post_check_url("http://127.0.0.1:9093"), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_heap),    cmocka_unit_test(test_decide), cmocka_unit_test(test_life),
        cmocka_unit_test(test_evening), cmocka_unit_test(test_letter), cmocka_unit_test(test_mailing),
        cmocka_unit_test(test_url),
    };
    return cmocka_run_group_tests_name("alerting", tests, NULL, NULL);
}
