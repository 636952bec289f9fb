/* Tests of what `cvg` shows: an outcome for a person, lists in their three forms, days, states and their exit codes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "cvg/listing.h"
#include "cvg/outcome_table.h"

static json_t *parse(const char *text)
{
    json_error_t e;
    json_t *doc = json_loads(text, 0, &e);
    if (!doc)
        fail_msg("%s in %s", e.text, text);
    return doc;
}

static char *rendered(const char *text)
{
    struct buf out = {0};
    json_t *doc = parse(text);
    outcome_table(&out, doc, NULL);
    json_decref(doc);
    return buf_take(&out);
}

static void assert_shows(const char *doc, const char *expected)
{
    char *text = rendered(doc);
    assert_string_equal(text, expected);
    free(text);
}

/* ---- outcomes ---- */

#define HEAD                                                                                                           \
    "\"submission\":\"LYO0001.7-0af1\",\"chantier\":\"LYO0001\",\"date_situation\":\"2026-11-20\",\"received_at\":"    \
    "\"2026-11-20T23:13:07.000000Z\","

static void test_accepted(void **state)
{
    (void)state;
    assert_shows("{" HEAD "\"state\":\"accepted\",\"decision\":{\"by\":null,\"reason\":null},"
                 "\"rows\":{\"read\":154,\"taken\":150,\"set_aside\":3},"
                 "\"changes\":{\"added\":1,\"removed\":0,\"changed\":5,\"unchanged\":144},"
                 "\"effect\":[{\"code\":\"effectif.file_active\",\"programme\":\"CVG\",\"period\":\"2026-T4\","
                 "\"before\":33,\"after\":34},"
                 "{\"code\":\"effectif.file_active\",\"programme\":\"CVG\",\"period\":\"2026-S2\","
                 "\"before\":30,\"after\":34},"
                 "{\"code\":\"effectif.file_active\",\"programme\":\"CVG\",\"period\":\"2026\","
                 "\"before\":33,\"after\":34},"
                 "{\"code\":\"effectif.etp\",\"period\":\"2026\",\"before\":32.7,\"after\":1204.25}],\"findings\":[]}",
                 "Envoi LYO0001.7-0af1 : accepté\n"
                 "LYO0001, situation au 20/11/2026, reçu le 21/11/2026 à 00:13\n"
                 "154 lignes lues : 150 prises, 3 mises de côté, 1 laissée pour plus tard.\n"
                 "1 ajout, 5 modifications, 144 lignes inchangées.\n"
                 "\nCe qui bouge\n"
                 "  effectif.file_active (CVG)  33 → 34 (2026-T4, 2026) ; 30 → 34 (2026-S2)\n"
                 "  effectif.etp                32,7 → 1204,25 (2026)\n");
}

static void test_findings_are_grouped(void **state)
{
    (void)state;
    assert_shows("{" HEAD "\"state\":\"accepted\",\"hold_waived\":true,\"findings\":["
                 "{\"code\":\"W-CIP\",\"severity\":\"W\",\"dataset\":\"salaries\",\"line\":40,\"parcours_id\":\"P40\","
                 "\"column\":\"cip_ref\","
                 "\"value\":null,\"message\":\"Pas en poste.\",\"moves\":[]},"
                 "{\"code\":\"E-DATES\",\"severity\":\"E\",\"dataset\":\"salaries\",\"line\":12,\"parcours_id\":"
                 "\"P12\",\"column\":\"date_sortie\","
                 "\"value\":\"2019-01-01\",\"message\":\"2019 avant 2020.\",\"moves\":[\"effectif.sorties\"]},"
                 "{\"code\":\"W-CIP\",\"severity\":\"W\",\"dataset\":\"salaries\",\"line\":7,\"parcours_id\":\"P7\","
                 "\"column\":\"cip_ref\","
                 "\"value\":null,\"message\":\"Pas en poste.\",\"moves\":[\"effectif.charge_cip\"]},"
                 "{\"code\":\"E-DATES\",\"severity\":\"E\",\"dataset\":\"salaries\",\"line\":3,\"parcours_id\":\"P3\","
                 "\"column\":\"date_sortie\","
                 "\"value\":\"2018-01-01\",\"message\":\"2018 avant 2020.\",\"moves\":[\"effectif.sorties\"]},"
                 "{\"code\":\"I-RIEN\",\"severity\":\"I\",\"dataset\":null,\"line\":null,\"key\":null,\"column\":null,"
                 "\"value\":null,"
                 "\"message\":\"Rien.\",\"moves\":[]}],\"findings_unlisted\":2}",
                 "Envoi LYO0001.7-0af1 : accepté\n"
                 "LYO0001, situation au 20/11/2026, reçu le 21/11/2026 à 00:13\n"
                 "La retenue est levée pour cet envoi, à la demande de l'expéditeur.\n"
                 "\nÀ corriger (2)\n"
                 "  salaries, colonne date_sortie (E-DATES) × 2\n"
                 "      ligne 3, P3, « 2018-01-01 » : 2018 avant 2020.\n"
                 "      ligne 12, P12, « 2019-01-01 » : 2019 avant 2020.\n"
                 "    Chiffres touchés : effectif.sorties\n"
                 "\nÀ vérifier (2)\n"
                 "  salaries, colonne cip_ref (W-CIP) × 2\n"
                 "    Pas en poste.\n"
                 "      ligne 7, P7\n"
                 "      ligne 40, P40\n"
                 "    Chiffres touchés : effectif.charge_cip\n"
                 "\nPour information (1)\n"
                 "  l'envoi (I-RIEN)\n"
                 "    Rien.\n"
                 "\n2 autres constats ne sont pas détaillés.\n");
}

static void test_decided(void **state)
{
    (void)state;
    assert_shows("{" HEAD "\"state\":\"discarded\",\"decision\":{\"by\":\"awa\",\"reason\":\"essai\\nd'export\"}}",
                 "Envoi LYO0001.7-0af1 : écarté\n"
                 "LYO0001, situation au 20/11/2026, reçu le 21/11/2026 à 00:13\n"
                 "Une personne a décidé de ne pas appliquer cet envoi.\n"
                 "Décision prise par awa : essai d'export\n");
    /* who lifted a hold is said: the sender, or an operator */
    assert_shows("{" HEAD
                 "\"state\":\"accepted\",\"hold_waived\":true,\"decision\":{\"by\":\"awa\",\"reason\":\"vu\"}}",
                 "Envoi LYO0001.7-0af1 : accepté\n"
                 "LYO0001, situation au 20/11/2026, reçu le 21/11/2026 à 00:13\n"
                 "La retenue est levée pour cet envoi, par awa : vu\n");
}

static void test_refused_and_checked(void **state)
{
    (void)state;
    assert_shows("{\"chantier\":null,\"date_situation\":\"2026-11-20\",\"state\":\"refused\","
                 "\"rows\":{\"read\":1,\"taken\":0,\"set_aside\":0},\"findings\":[]}",
                 "Contrôle des fichiers, sans rien envoyer : un envoi serait refusé\n"
                 "Situation au 20/11/2026\n"
                 "1 ligne lue : aucune prise.\n");
    assert_shows("{\"chantier\":null,\"date_situation\":\"2026-11-20\",\"state\":\"accepted\","
                 "\"rows\":{\"read\":0,\"taken\":0,\"set_aside\":0},\"findings\":[]}",
                 "Contrôle des fichiers, sans rien envoyer : un envoi serait accepté\n"
                 "Situation au 20/11/2026\n"
                 "aucune ligne lue.\n"
                 "Les fichiers n'ont que leur ligne d'en-tête : si des personnes sont suivies, l'export est vide par "
                 "erreur.\n");
}

/* A file of thousands of faults stays readable, and nothing is hidden without being said. */
static void test_long_groups_are_cut(void **state)
{
    (void)state;
    struct buf doc = {0};
    buf_adds(&doc, "{" HEAD "\"state\":\"accepted\",\"findings\":[");
    for (int i = 0; i < 80; i++)
        buf_addf(&doc,
                 "%s{\"code\":\"W-MOIS\",\"severity\":\"W\",\"dataset\":\"salaries\",\"line\":%d,\"column\":"
                 "\"naissance\",\"message\":\"m\"}",
                 i ? "," : "", 90 - i);
    buf_adds(&doc, "]}");
    char *text = rendered(buf_text(&doc));
    assert_non_null(strstr(text, "À vérifier (80)\n"));
    assert_non_null(strstr(text, "      ligne 11\n      ligne 12\n"));
    assert_non_null(strstr(text, "      ligne 30\n      … et 60 autres"));
    assert_null(strstr(text, "ligne 31"));
    free(text);
    buf_deinit(&doc);
}

/* One value that many lines share is said once, among others of its column. */
static void test_equal_messages_come_together(void **state)
{
    (void)state;
#define CODE(line, value)                                                                                              \
    "{\"code\":\"E-CODE\",\"severity\":\"E\",\"dataset\":\"salaries\",\"column\":\"sexe\",\"line\":" line              \
    ",\"message\":\"" value " ?\"}"
    assert_shows("{" HEAD
                 "\"state\":\"accepted\",\"findings\":[" CODE("2", "X") "," CODE("3", "Y") "," CODE("4", "X") "]}",
                 "Envoi LYO0001.7-0af1 : accepté\n"
                 "LYO0001, situation au 20/11/2026, reçu le 21/11/2026 à 00:13\n"
                 "\nÀ corriger (3)\n"
                 "  salaries, colonne sexe (E-CODE) × 3\n"
                 "    X ?\n"
                 "      ligne 2\n"
                 "      ligne 4\n"
                 "    Y ?\n"
                 "      ligne 3\n");
#undef CODE
}

/* A header that is none is said once, and columns that are asked back after it. */
static void test_a_header_amiss(void **state)
{
    (void)state;
#define COLUMN(name, message)                                                                                          \
    "{\"code\":\"E-COLONNE\",\"severity\":\"E\",\"dataset\":\"salaries\",\"column\":\"" name                           \
    "\",\"line\":1,\"message\":\"" message "\"}"
    assert_shows("{" HEAD "\"state\":\"refused\",\"findings\":[" COLUMN("a", "a manque.") "," COLUMN(
                     "b", "b manque. Est-ce « B » ?") "," COLUMN("c", "c manque.") "," COLUMN("d", "d manque.") "]}",
                 "Envoi LYO0001.7-0af1 : refusé\n"
                 "LYO0001, situation au 20/11/2026, reçu le 21/11/2026 à 00:13\n"
                 "Rien n'est pris ; corrigez ce qui est dit ci-dessous, puis renvoyez les fichiers.\n"
                 "\nÀ corriger (4)\n"
                 "  salaries (E-COLONNE) × 4\n"
                 "    4 colonnes manquent, ou sont données deux fois : a, b, c, d.\n"
                 "    Un titre est peut-être au-dessus : la ligne d'en-tête doit être la première du fichier, et "
                 "nommer ces colonnes.\n"
                 "      ligne 1 : b manque. Est-ce « B » ?\n");
#undef COLUMN
}

/* What a file holds cannot speak to the terminal. */
static void test_terminal_is_safe(void **state)
{
    (void)state;
    char *text = rendered(
        "{" HEAD
        "\"state\":\"accepted\",\"findings\":[{\"code\":\"E-TYPE\",\"severity\":\"E\",\"dataset\":\"salaries\","
        "\"line\":2,\"parcours_id\":\"\\u001b[2J\",\"column\":\"c\\u0007\",\"value\":\"\\u009b31m\",\"message\":"
        "\"a\\tb\\u007f\"}]}");
    for (const char *p = text; *p; p++)
        assert_true(((unsigned char)*p >= 0x20 && *p != 0x7f) || *p == '\n');
    assert_null(strstr(text, "\xc2\x9b"));
    assert_non_null(strstr(text, "«  31m »"));
    free(text);
}

static void test_states(void **state)
{
    (void)state;
    static const struct {
        const char *state;
        int exit;
    } expected[] = {{"accepted", 0}, {"duplicate", 0}, {"superseded", 0},  {"received", 0},      {"held", 3},
                    {"refused", 1},  {"discarded", 1}, {"quarantined", 1}, {"something else", 1}};
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++)
        assert_int_equal(outcome_exit(expected[i].state), expected[i].exit);
    assert_string_equal(outcome_state_label("held"), "retenu");
    assert_string_equal(outcome_state_label("unheard"), "unheard");
    assert_true(outcome_state_known("quarantined"));
    assert_false(outcome_state_known("duplicate")); /* only an answer */
    assert_false(outcome_state_known("tenu"));
}

/* ---- lists ---- */

static const struct listing_column columns[] = {{"id", "ENVOI", false, NULL},
                                                {"rows.read", "LUES", true, NULL},
                                                {"state", "ÉTAT", false, outcome_state_label},
                                                {"secret", NULL, false, NULL},
                                                {0}};
static const char list_text[] =
    "[{\"id\":\"é1\",\"rows\":{\"read\":7},\"state\":\"held\",\"secret\":\"a;b\"},"
    "{\"id\":\"long2\",\"rows\":null,\"state\":\"accepted\",\"secret\":\"say \\\"a\\\"\\nb\"}]";

static void assert_list(const char *text, enum listing_format format, const char *expected)
{
    struct buf out = {0};
    json_t *list = parse(text);
    listing_print(&out, list, columns, format);
    assert_string_equal(buf_text(&out), expected);
    json_decref(list);
    buf_deinit(&out);
}

static void test_lists(void **state)
{
    (void)state;
    assert_list(list_text, LISTING_TABLE,
                "ENVOI  LUES  ÉTAT\n"
                "é1        7  retenu\n"
                "long2     -  accepté\n");
    assert_list(list_text, LISTING_CSV,
                "id;rows.read;state;secret\n"
                "é1;7;held;\"a;b\"\n"
                "long2;;accepted;\"say \"\"a\"\"\nb\"\n");
    assert_list("[]", LISTING_TABLE, "");
    assert_list("[]", LISTING_CSV, "id;rows.read;state;secret\n");
    assert_list("[]", LISTING_JSON, "[]\n");
}

static void test_numbers_stay_as_told(void **state)
{
    (void)state;
    struct buf out = {0};
    json_t *doc = parse("{\"num\":32.7,\"sum\":1337.05,\"big\":9007199254740993}");
    listing_document(&out, doc);
    assert_string_equal(buf_text(&out), "{\n \"num\": 32.7,\n \"sum\": 1337.05,\n \"big\": 9007199254740993\n}\n");
    json_decref(doc);
    buf_deinit(&out);
}

static void test_days(void **state)
{
    (void)state;
    assert_string_equal(listing_day("2026-11-20"), "20/11/2026");
    assert_string_equal(listing_day("2026-07-01T22:30:00.000000Z"), "02/07/2026 à 00:30");
    assert_string_equal(listing_day("2026-01-01T22:30:00Z"), "01/01/2026 à 23:30");
    assert_string_equal(listing_day("hier"), "hier");
    assert_string_equal(listing_day(""), "");
}

static void test_formats(void **state)
{
    (void)state;
    enum listing_format f;
    assert_true(listing_format_parse("csv", true, &f));
    assert_int_equal(f, LISTING_CSV);
    assert_true(listing_format_parse("json", false, &f));
    assert_int_equal(f, LISTING_JSON);
    assert_false(listing_format_parse("csv", false, &f));
    assert_false(listing_format_parse("JSON", true, &f));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_accepted),
        cmocka_unit_test(test_findings_are_grouped),
        cmocka_unit_test(test_decided),
        cmocka_unit_test(test_refused_and_checked),
        cmocka_unit_test(test_long_groups_are_cut),
        cmocka_unit_test(test_equal_messages_come_together),
        cmocka_unit_test(test_a_header_amiss),
        cmocka_unit_test(test_terminal_is_safe),
        cmocka_unit_test(test_states),
        cmocka_unit_test(test_lists),
        cmocka_unit_test(test_numbers_stay_as_told),
        cmocka_unit_test(test_days),
        cmocka_unit_test(test_formats),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
