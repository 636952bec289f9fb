/* The alerts of the dashboard where they are pure: ids, how many wait in whose perimeter, why somebody was told or
 * not; and the words that it shares with `cvg alerts`. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "base/cal.h"
#include "dashboard/alerte_id.h"
#include "dashboard/alerte_reponse.h"
#include "dashboard/ouvertes.h"
#include "programme/alertes_mots.h"

#define ALL INT32_MIN, INT32_MAX
#define DAY(m, d) cal_day(2026, (m), (d))

static void test_ids(void **state)
{
    (void)state;
    static const struct {
        const char *text, *reporter;
        int32_t n;
    } good[] = {
        {"LYO1.a3", "LYO1", 3}, {"a12", "", 12}, {"A.a1.a2", "A.a1", 2}, {"LYON.a999999999", "LYON", 999999999}};
    static const char *const bad[] = {
        "",       "a",   "a0",     "a01",         "LYO1",    "LYO1.a",
        "LYO1a3", ".a3", "L O.a3", "LYO1.b3",     "a1.",     "LYO1.a3.",
        "é.a3",   "a-1", "X.a1x",  "a1234567890", "LYO1.a0", "AAAAAAAAAABBBBBBBBBBCCCCCCCCCCDDDDDDDDDDE.a1"};
    struct alerte_id id;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        assert_true(alerte_id_read(good[i].text, &id));
        assert_string_equal(id.text, good[i].text);
        assert_string_equal(id.reporter, good[i].reporter);
        assert_int_equal(id.n, good[i].n);
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (alerte_id_read(bad[i], &id))
            fail_msg("\"%s\" is no alert", bad[i]);
}

/* ---- how many wait ---- */

static int64_t seen(const struct ouvertes *o, const struct reference *r, enum role role, const char *scope, int32_t day)
{
    struct viewer v = {.id = 1, .role = role};
    struct err e;
    assert_int_equal(scope_parse(scope, &v.scope, &e), 0);
    return ouvertes_seen(o, &v, r, day).n;
}

static int64_t within(const struct ouvertes *o, const struct reference *r, const char *scope, int32_t day)
{
    struct scope s;
    struct err e;
    assert_int_equal(scope_parse(scope, &s, &e), 0);
    return ouvertes_of(o, &s, r, day).n;
}

static void test_waiting(void **state)
{
    (void)state;
    struct reference r = {0};
    struct ouvertes o = {0};
    reference_add_territoire(&r, "LYON", "Lyon", "", cal_day(2020, 1, 1));
    reference_add_territoire(&r, "RENNES", "Rennes", "", cal_day(2020, 1, 1));
    reference_add_ligne(&r, "LYO1", "LYON", ALL, 40);
    reference_add_ligne(&r, "REN1", "RENNES", ALL, 40);
    reference_add_ligne(&r, "MOVED", "LYON", DAY(1, 1), DAY(6, 30), 20);
    reference_add_ligne(&r, "MOVED", "RENNES", DAY(7, 1), INT32_MAX, 20);
    reference_seal(&r);
    ouvertes_set(&o, "", 1, 1);
    ouvertes_set(&o, "LYO1", 2, 1);
    ouvertes_set(&o, "REN1", 4, 0);
    ouvertes_set(&o, "MOVED", 8, 8);
    ouvertes_set(&o, "LYON", 16, 0);
    ouvertes_set(&o, "GONE", 32, 0); /* no member of anything */
    assert_int_equal(seen(&o, &r, ROLE_CONVERGENCE, "nation", DAY(3, 1)), 63);
    assert_int_equal(seen(&o, &r, ROLE_OPERATEUR, "nation", DAY(3, 1)), 63);
    assert_int_equal(seen(&o, &r, ROLE_DGEFP, "nation", DAY(3, 1)), 0);
    assert_int_equal(seen(&o, &r, ROLE_CHANTIER, "chantier:LYO1", DAY(3, 1)), 2);
    assert_int_equal(seen(&o, &r, ROLE_COORDINATION, "territoire:LYON", DAY(3, 1)), 2 + 8 + 16);
    assert_int_equal(seen(&o, &r, ROLE_COORDINATION, "territoire:LYON", DAY(8, 1)), 2 + 16);
    assert_int_equal(seen(&o, &r, ROLE_COORDINATION, "territoire:RENNES", DAY(8, 1)), 4 + 8);
    assert_int_equal(ouvertes_seen(&o, NULL, &r, DAY(3, 1)).n, 0);
    assert_int_equal(within(&o, &r, "nation", DAY(3, 1)), 63);
    assert_int_equal(within(&o, &r, "territoire:LYON", DAY(3, 1)), 26);
    assert_int_equal(within(&o, &r, "chantier:MOVED", DAY(3, 1)), 8);
    assert_int_equal(o.all.critiques, 10);

    uint64_t before = o.serial;
    ouvertes_set(&o, "LYO1", 2, 1); /* told twice: nothing changed */
    assert_int_equal(o.serial, before);
    ouvertes_set(&o, "LYO1", 0, 0);
    assert_true(o.serial > before);
    assert_int_equal(o.all.n, 61);
    assert_int_equal(o.all.critiques, 9);
    ouvertes_clear(&o);
    assert_int_equal(o.all.n, 0);
    assert_int_equal(within(&o, &r, "territoire:LYON", DAY(3, 1)), 0);
    ouvertes_deinit(&o);
    reference_deinit(&r);
}

/* ---- why was I not told? ---- */

#define NBSP "\u00a0"

static int64_t instant(const char *s)
{
    int64_t us;
    assert_true(cal_parse_instant(s, &us));
    return us;
}

struct asked {
    const char *login;
    enum role role;
    const char *pour, *cause;
    bool resolue;
    const char *retour, *silence;                                  /* instants */
    const char *auteur, *dire, *pourquoi, *dit_le, *destinataires; /* of the one change */
    const char *said;                                              /* sentences, a line each */
};

static void answer(const struct asked *x, struct buf *out)
{
    json_t *to = json_loads(x->destinataires ? x->destinataires : "[]", 0, NULL), *one;
    size_t i;
    const struct alerte_change change = {.auteur = x->auteur ? x->auteur : "",
                                         .dire = x->dire ? x->dire : "non",
                                         .pourquoi = x->pourquoi ? x->pourquoi : "",
                                         .dit_le_us = x->dit_le ? instant(x->dit_le) : 0,
                                         .destinataires = to};
    const struct alerte_question q = {.login = x->login,
                                      .role = x->role,
                                      .pour = x->pour,
                                      .cause = x->cause ? x->cause : "",
                                      .resolue = x->resolue,
                                      .retour_us = x->retour ? instant(x->retour) : 0,
                                      .silence_us = x->silence ? instant(x->silence) : 0};
    json_t *said = alerte_reponse(&q, &change, 1);
    json_array_foreach(said, i, one) buf_addf(out, "%s%s", i ? "\n" : "", json_string_value(one));
    json_decref(said);
    json_decref(to);
}

static void test_why(void **state)
{
    (void)state;
    static const char NOBODY[] = "Aucun message ne vous a été adressé pour cette alerte.";
    static const char at[] = "2026-11-24T09:42:00Z", mine[] = "[{\"a\": \"a@x.fr\", \"etat\": \"sent\"}]",
                      other[] = "[{\"a\": \"b@x.fr\", \"etat\": \"waiting\"}]";
    const struct asked cases[] = {
        {"a@x.fr", ROLE_CHANTIER, "chantier", .dire = "tout_de_suite", .dit_le = at, .destinataires = mine,
         .said = "Un message vous a été adressé le 24/11/2026 à 10:42, à a@x.fr (parti)."},
        {"a@x.fr", ROLE_COORDINATION, "chantier", .dire = "synthese", .dit_le = at, .destinataires = other,
         .said = "À ce stade elle s’adresse à" NBSP ": le chantier."},
        {"a@x.fr", ROLE_CHANTIER, "chantier,coordination", .dire = "synthese",
         .said = "Elle sera dite avec la synthèse du soir, à 18" NBSP "h."},
        {"a@x.fr", ROLE_CHANTIER, "chantier", .dire = "tout_de_suite", .dit_le = at, .destinataires = other,
         .said = "Elle a été dite le 24/11/2026 à 10:42 à d’autres adresses."},
        {"samir", ROLE_CHANTIER, "chantier", .dire = "tout_de_suite", .dit_le = at, .destinataires = other,
         .said =
             "Votre nom de connexion n’est pas une adresse électronique" NBSP ": aucun message ne peut y être envoyé."},
        {"a@x.fr", ROLE_CHANTIER, "chantier", .cause = "logiciel:Inser", .pourquoi = "cause",
         .said = "Elle est retenue" NBSP
                 ": c’est la cause (panne du logiciel Inser) qui est dite à sa place. Si elle tient "
                 "encore quand la cause est finie, elle sera dite."},
        {"a@x.fr", ROLE_CHANTIER, "chantier", .pourquoi = "inedite", .resolue = true, .retour = at,
         .said = "La dernière fois qu’elle a changé elle n’a pas été dite" NBSP ": terminée avant d’avoir été dite."},
        /* not a part of the name of another */
        {"a@x.fr", ROLE_CHANTIER, "chantiers", .dire = "synthese", .said = "À ce stade elle s’adresse à" NBSP ": ."},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct buf out = {0}, wanted = {0};
        answer(&cases[i], &out);
        if (i)
            buf_addf(&wanted, "%s\n", NOBODY);
        buf_adds(&wanted, cases[i].said);
        assert_string_equal(buf_text(&out), buf_text(&wanted));
        buf_deinit(&out);
        buf_deinit(&wanted);
    }
}

static void test_quiet(void **state)
{
    (void)state;
    struct buf out = {0};
    const struct asked both = {"a@x.fr",
                               ROLE_CHANTIER,
                               "chantier",
                               .dire = "synthese",
                               .dit_le = "2026-11-24T17:00:00Z",
                               .destinataires = "[{\"a\": \"a@x.fr\", \"etat\": \"\"}]",
                               .retour = "2026-12-01T23:00:00Z",
                               .silence = "2026-12-08T23:00:00Z"};
    answer(&both, &out);
    assert_string_equal(buf_text(&out),
                        "Un message vous a été adressé le 24/11/2026 à 18:00, à a@x.fr.\n"
                        "Quelqu’un s’en occupe" NBSP ": elle n’est pas rappelée avant le 02/12/2026.\n"
                        "Un silence est en vigueur" NBSP ": rien n’en est dit jusqu’au 09/12/2026 à 00:00.");
    buf_deinit(&out);
}

/* ---- the words ---- */

static void test_words(void **state)
{
    (void)state;
    static const struct {
        const char *auteur, *note, *pourquoi, *dit_le, *to, *said;
    } cases[] = {
        {"lea@x.fr", "", "acte", NULL, "[]", "par lea@x.fr"},
        {"lea@x.fr", "c’est vu", "acte", NULL, "[]", "par lea@x.fr\u202f: c’est vu"},
        {"", "", "silence", NULL, "[]", "pas dit\u202f: un silence était en vigueur"},
        {"", "", "", NULL, "[]", "à dire avec la synthèse du soir"},
        {"", "", "", "2026-11-22T23:37:00Z", "[{\"a\":\"a@x.fr\",\"etat\":\"sent\"},{\"a\":\"webhook\",\"etat\":\"\"}]",
         "dit le 23/11/2026 à 00:37 à a@x.fr (parti), la messagerie de l’équipe"},
    };
    static const char *const causes[][2] = {{"logiciel:Inser", "panne du logiciel Inser"},
                                            {"systeme:intake", "panne de la réception des envois"},
                                            {"systeme:base", "panne de la base de données"},
                                            {"autre", "autre"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        json_t *to = json_loads(cases[i].to, 0, NULL);
        const struct alerte_dit x = {cases[i].auteur, cases[i].note, cases[i].pourquoi,
                                     cases[i].dit_le ? instant(cases[i].dit_le) : 0, to};
        struct buf out = {0};
        alerte_dit(&x, &out);
        assert_string_equal(buf_text(&out), cases[i].said);
        buf_deinit(&out);
        json_decref(to);
    }
    for (size_t i = 0; i < sizeof causes / sizeof *causes; i++) {
        struct buf out = {0};
        alerte_cause_mot(causes[i][0], &out);
        assert_string_equal(buf_text(&out), causes[i][1]);
        buf_deinit(&out);
    }
    assert_string_equal(alerte_etat_mot("acquittee"), "prise en charge");
    assert_string_equal(alerte_quoi_mot("levee"), "ouverte");
    assert_string_equal(alerte_quoi_mot("nouveau"), "nouveau");
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_ids), cmocka_unit_test(test_waiting),
                                       cmocka_unit_test(test_why), cmocka_unit_test(test_quiet),
                                       cmocka_unit_test(test_words)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
