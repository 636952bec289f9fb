/* The answer beside a dropped file: its rows, what is quoted and made harmless, messages taken apart by their
 * templates. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <cmocka.h>

#include "base/text.h"
#include "depot/answer.h"
#include "depot/split.h"
#include "depot/texts.h"
#include "programme_fixture.h"

static struct definitions *defs;

static int setup(void **state)
{
    (void)state;
    defs = fixture_definitions();
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    definitions_free(&defs);
    return 0;
}

/* Every message of the programme is two sentences, so that every answer says what to do. */
static void test_all_messages_split(void **state)
{
    (void)state;
    for (size_t i = 0; i < defs->rules_n; i++) {
        const struct rule *r = &defs->rules[i];
        size_t cut = split_message(defs, r->code, r->message);
        if (!r->message[cut] || !split_second(r->message) ||
            strcmp(r->message + cut + 1, split_second(r->message)) != 0)
            fail_msg("%s/%s: what to do is not told apart in « %s »", r->code, r->variant, r->message);
    }
}

static void test_split(void **state)
{
    static const struct {
        const char *code, *wrong, *todo;
    } rows[] = {
        {"E-CODE", "« A. Corrigez » n'est pas un code connu de sexe (codes possibles : F, H).",
         "Corrigez la cellule : d'ici là, la ligne est mise de côté."},
        {"E-JEU", "Il manque le fichier accompagnants.",
         "Ajoutez-le (son nom commence par accompagnants), puis renvoyez tous les fichiers ensemble."},
        {"I-FICHIER",
         "Le fichier « L. Renommez-le.csv » n'a pas été lu : son nom ne commence par celui d'aucun jeu de "
         "données.",
         "Renommez-le s'il devait compter."},
        {"E-INCONNU", "Un message que personne ne connaît. Tout reste ensemble.", ""},
        {"E-CODE", "Un autre message que celui du modèle.", ""},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char message[512];
        snprintf(message, sizeof message, "%s%s%s", rows[i].wrong, *rows[i].todo ? " " : "", rows[i].todo);
        size_t cut = split_message(defs, rows[i].code, message);
        assert_int_equal(cut, strlen(rows[i].wrong));
        assert_string_equal(message[cut] ? message + cut + 1 : "", rows[i].todo);
    }
}

/* One answer, without its header. */
static char *answer_of(const char *json, const char *dataset, bool erased)
{
    static const char header[] = "\xef\xbb\xbfligne;code;gravite;colonne;valeur;message;que_faire\r\n";
    bool given[DATASETS_MAX] = {false};
    struct buf b = {0};
    json_t *doc = json_loads(json, 0, NULL);
    assert_non_null(doc);
    given[defs->salaries] = *dataset != 0; /* an archive stands alone */
    given[defs->accompagnants] = *dataset != 0;
    answer_make(defs, doc, definitions_find_dataset(defs, dataset), given, erased, &b);
    assert_memory_equal(buf_text(&b), header, sizeof header - 1);
    char *rows = mem_text(buf_text(&b) + sizeof header - 1);
    json_decref(doc);
    buf_deinit(&b);
    return rows;
}

static void check(const char *json, const char *dataset, bool erased, const char *wanted)
{
    char *rows = answer_of(json, dataset, erased);
    assert_string_equal(rows, wanted);
    free(rows);
}

#define HEAD(state)                                                                                                    \
    "\"submission\":\"LYO0001.4-afe1\",\"date_situation\":\"2026-11-20\",\"state\":\"" state                           \
    "\",\"rows\":{\"read\":42,\"taken\":41,\"set_aside\":1},\"changes\":{\"added\":1,\"removed\":0,\"changed\":2}"
#define SUMMARY                                                                                                        \
    "\"Envoi LYO0001.4-afe1, situation au 20/11/2026 : 42 lignes lues, 41 prises, 1 mise de côté ; 1 ajout ; 2 "     \
    "modifications.\""

static void test_states(void **state)
{
    static const char *const states[][2] = {
        {"accepted", "accepté"}, {"duplicate", "déjà reçu"}, {"superseded", "sans effet"},     {"held", "retenu"},
        {"refused", "refusé"},   {"discarded", "écarté"},    {"quarantined", "en quarantaine"}};
    (void)state;
    check("{" HEAD("accepted") ",\"findings\":[]}", "salaries", false, ";ETAT;;;accepté;" SUMMARY ";Rien à faire.\r\n");
    for (size_t i = 0; i < sizeof states / sizeof *states; i++) {
        assert_string_equal(texts_state(states[i][0])->word, states[i][1]);
        assert_true(*texts_state(states[i][0])->todo);
    }
    assert_null(texts_state("received"));
    char *rows = answer_of("{" HEAD("refused") ",\"findings\":[]}", "salaries", true);
    assert_non_null(strstr(rows, ";refusé;"));
    assert_non_null(strstr(rows, "effacés"));
    free(rows);
}

#define FINDING(code, severity, dataset, line, column, value, message)                                                 \
    "{\"code\":\"" code "\",\"severity\":\"" severity "\",\"dataset\":" dataset ",\"line\":" line                      \
    ",\"column\":" column ",\"value\":" value ",\"message\":\"" message "\"}"

static void test_findings(void **state)
{
    static const char json[] = "{" HEAD("accepted") ",\"findings\":[" /* */
        FINDING("E-LIGNE", "E", "\"salaries\"", "12", "null", "null",
                "La ligne a plus de cellules que l'en-tête et est mise de côté. Cherchez un séparateur ou un guillemet "
                "en trop.") "," FINDING("E-TYPE", "E", "\"accompagnants\"", "3", "\"etp\"", "\"***\"",
                                        "x") "," FINDING("I-RIEN", "I", "null", "null", "null", "null",
                                                         "y") "," FINDING("E-JEU", "E", "\"equipe\"", "null", "null",
                                                                          "null", "z") "],\"findings_unlisted\":7}";
    (void)state;
    char *of_salaries = answer_of(json, "salaries", false), *of_others = answer_of(json, "accompagnants", false),
         *of_archive = answer_of(json, "", false);
    assert_non_null(strstr(of_salaries, "\r\n12;E-LIGNE;E;;;La ligne a plus de cellules que l'en-tête et est mise de "
                                        "côté.;Cherchez un séparateur ou un guillemet en trop.\r\n"));
    assert_non_null(strstr(of_salaries, "Corrigez dans votre logiciel"));
    assert_null(strstr(of_salaries, "E-TYPE"));
    assert_non_null(strstr(of_others, "\r\n3;E-TYPE;E;etp;***;x;\r\n"));
    assert_null(strstr(of_others, "E-LIGNE"));
    const char *const all[] = {of_salaries, of_others};
    for (size_t i = 0; i < 2; i++) {
        assert_non_null(strstr(all[i], "\r\n;I-RIEN;I;;;y;\r\n"));
        assert_non_null(strstr(all[i], "\r\n;E-JEU;E;;;z;\r\n")); /* of a file that was not given */
        assert_non_null(strstr(all[i], "ne sont pas détaillés : 7."));
    }
    assert_non_null(strstr(of_archive, "12;E-LIGNE;E;;;[salaries] La ligne"));
    assert_non_null(strstr(of_archive, "3;E-TYPE;E;etp;***;[accompagnants] x;"));
    free(of_salaries);
    free(of_others);
    free(of_archive);
}

/* A row that is gone has no line: its key tells which. What holds is confirmed by a file, while it is held. */
static void test_rows_that_are_gone(void **state)
{
    static const char gone[] = "{" HEAD(
        "accepted") ",\"findings\":[{\"code\":\"W-DISPARU\",\"severity\":\"W\",\"dataset\":\"salaries\",\"line\":null,"
                    "\"parcours_id\":\"LYO0001-00012\",\"message\":\"g\"},{\"code\":\"W-DISPARU\",\"severity\":\"W\","
                    "\"dataset\":\"accompagnants\",\"line\":null,\"key\":\"A;1\",\"message\":\"g\"},"
                    "{\"code\":\"W-X\",\"severity\":\"W\",\"dataset\":\"salaries\",\"line\":4,"
                    "\"parcours_id\":\"LYO0001-00013\",\"message\":\"g\"}]}";
    (void)state;
    char *own = answer_of(gone, "salaries", false), *archive = answer_of(gone, "", false);
    assert_non_null(strstr(own, "\r\n;W-DISPARU;W;;;LYO0001-00012 : g;\r\n"));
    assert_non_null(strstr(own, "\r\n4;W-X;W;;;g;\r\n"));
    assert_non_null(strstr(archive, "\r\n;W-DISPARU;W;;;[salaries] LYO0001-00012 : g;\r\n"));
    assert_non_null(strstr(archive, "\r\n;W-DISPARU;W;;;\"[accompagnants] A;1 : g\";\r\n"));
    free(own);
    free(archive);
}

#define HOLDING                                                                                                        \
    ",\"findings\":[{\"code\":\"E-RETENUE\",\"severity\":\"E\",\"dataset\":null,\"line\":null,\"message\":\"L'envoi "  \
    "est "                                                                                                             \
    "retenu : il ajouterait 9 parcours aux 4 ouverts (plus de 50 %). Si c'est exact, renvoyez les mêmes fichiers en " \
    "le confirmant (case du formulaire, --confirm, ou confirm=1 par HTTP) ; sinon, corrigez l'export.\"}]}"

static void test_confirming(void **state)
{
    (void)state;
    char *held = answer_of("{" HEAD("held") HOLDING, "salaries", false),
         *discarded = answer_of("{" HEAD("discarded") HOLDING, "salaries", false);
    assert_null(strstr(held, "--confirm"));
    assert_non_null(strstr(held, "(plus de 50 %).;\"Si c'est exact, déposez"));
    assert_non_null(strstr(strstr(held, "E-RETENUE"), "confirmer.txt"));
    assert_non_null(strstr(discarded, "(plus de 50 %).;\r\n"));
    free(held);
    free(discarded);
}

/* What a spreadsheet would run is told as text; what would break a line or a cell is quoted. */
static void test_harmless(void **state)
{
    static const char *const values[][2] = {
        {"=1+1", "\"'=1+1\""},    {"+33", "\"'+33\""},      {"-5", "\"'-5\""},
        {"@x", "\"'@x\""},        {"\\t=1", "\"'\t=1\""},   {"a;b", "\"a;b\""},
        {"a\\\"b", "\"a\"\"b\""}, {"a\\r\\nb", "\"a  b\""}, {"31/02/2024", "31/02/2024"}};
    (void)state;
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        struct buf json = {0}, wanted = {0};
        buf_addf(&json,
                 "{" HEAD("held") ",\"findings\":[{\"code\":\"E-X\",\"severity\":\"E\",\"dataset\":\"salaries\","
                                  "\"line\":2,\"column\":\"sexe\",\"value\":\"%s\",\"message\":\"m\"}]}",
                 values[i][0]);
        buf_addf(&wanted, "\r\n2;E-X;E;sexe;%s;m;\r\n", values[i][1]);
        char *rows = answer_of(buf_text(&json), "salaries", false);
        if (!strstr(rows, buf_text(&wanted)))
            fail_msg("%s is not in %s", buf_text(&wanted), rows);
        free(rows);
        buf_deinit(&json);
        buf_deinit(&wanted);
    }
}

static void test_refused(void **state)
{
    struct buf b = {0};
    (void)state;
    answer_refused(TEXTS_TOO_LARGE, &b);
    assert_non_null(strstr(buf_text(&b), "\r\n;ETAT;;;refusé;L'envoi dépasse la taille acceptée.;"));
    buf_deinit(&b);
}

static void test_wiped(void **state)
{
    static const struct {
        const char *json;
        bool wiped;
    } rows[] = {{"{\"state\":\"refused\",\"findings\":[{\"code\":\"E-IDENTITE\"}]}", true},
                {"{\"state\":\"refused\",\"findings\":[{\"code\":\"I-FICHIER\"},{\"code\":\"E-FICHIER\"}]}", true},
                {"{\"state\":\"refused\",\"findings\":[{\"code\":\"E-JEU\"}]}", false},
                {"{\"state\":\"accepted\",\"findings\":[{\"code\":\"E-IDENTITE\"}]}", false}};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        json_t *doc = json_loads(rows[i].json, 0, NULL);
        assert_int_equal(answer_wiped(doc), rows[i].wiped);
        json_decref(doc);
    }
}

static void test_notices(void **state)
{
    struct buf b = {0};
    (void)state;
    for (size_t i = 0; i < NOTICE_COUNT; i++) {
        buf_reset(&b);
        texts_notice(NOTICE_BIT(i), &b);
        assert_true(text_starts(buf_text(&b), "\xef\xbb\xbf"));
        assert_non_null(strstr(buf_text(&b), "\r\n\r\n- "));
        assert_true(*texts_notice_name((enum notice)i));
    }
    buf_deinit(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_all_messages_split),
        cmocka_unit_test(test_split),
        cmocka_unit_test(test_states),
        cmocka_unit_test(test_findings),
        cmocka_unit_test(test_rows_that_are_gone),
        cmocka_unit_test(test_confirming),
        cmocka_unit_test(test_harmless),
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_wiped),
        cmocka_unit_test(test_notices),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
