/* Findings as they are shown: their groups and order, and the sentence that tells nothing of a person. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <cmocka.h>

#include "programme/finding_generic.h"
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

static json_t *parse(const char *text)
{
    json_t *doc = json_loads(text, 0, NULL);
    assert_non_null(doc);
    return doc;
}

/* ---- groups ---- */

#define F(code, severity, dataset, line, column, message, moves)                                                       \
    "{\"code\":\"" code "\",\"severity\":\"" severity "\",\"dataset\":\"" dataset "\",\"line\":" line                  \
    ",\"parcours_id\":\"P" line "\",\"column\":\"" column "\",\"value\":\"v\",\"message\":\"" message                  \
    "\",\"moves\":[" moves "]}"

static void test_groups(void **state)
{
    (void)state;
    struct finding_groups g;
    json_t *doc = parse("[" F("W-CIP", "W", "salaries", "9", "cip_ref", "b", "") "," F(
        "W-CIP", "W", "salaries", "40", "cip_ref", "a",
        "\"x\"") "," F("W-CIP", "W", "salaries", "7", "cip_ref", "a",
                       "") "," F("E-COLONNE", "E", "salaries", "1", "sexe", "s",
                                 "") "," F("E-COLONNE", "E", "salaries", "1", "rsa", "r",
                                           "") "," F("E-CODE", "E", "salaries", "3", "sexe", "c", "") "]");
    finding_groups_make(doc, &g);
    assert_int_equal(g.list_n, 3);
    assert_int_equal(g.by_severity[FINDING_ERROR], 3);
    assert_int_equal(g.by_severity[FINDING_WARNING], 3);
    /* a file's header is one thing, whatever its columns */
    const struct finding_group *header = &g.list[0], *code = &g.list[1], *cip = &g.list[2];
    assert_true(header->header && header->n == 2);
    assert_string_equal(code->items[0].code, "E-CODE");
    assert_false(code->header);
    /* in the order of the file, what says the same together */
    assert_int_equal(cip->n, 3);
    assert_int_equal(cip->messages_n, 2);
    assert_int_equal(cip->items[0].line, 7);
    assert_int_equal(cip->items[1].line, 40);
    assert_int_equal(cip->items[2].line, 9);
    assert_int_equal(finding_groups_same(cip, 0), 2);
    assert_int_equal(finding_groups_same(cip, 2), 1);
    assert_string_equal(cip->items[0].key, "P7");
    assert_int_equal(json_array_size(cip->moves), 1);
    finding_groups_deinit(&g);
    json_decref(doc);
}

static void test_nothing(void **state)
{
    (void)state;
    struct finding_groups g;
    finding_groups_make(NULL, &g);
    assert_int_equal(g.list_n, 0);
    finding_groups_deinit(&g);
}

/* ---- without values ---- */

static const char *const secrets[] = {"VALEUR", "LYO-1", "20/11/2026", "77777"};

static const char *generic(const struct told_finding *f)
{
    static char text[1024];
    struct buf out = {0};
    finding_generic(defs, f, &out);
    snprintf(text, sizeof text, "%s", buf_text(&out));
    buf_deinit(&out);
    return text;
}

/* Of each rule's message, every variant, masked or not, nothing of what was filled in is left. */
static void test_every_rule_without_values(void **state)
{
    (void)state;
    struct finding_about a = {.dataset = (int)defs->salaries,
                              .field = (int)defs->at.date_sortie,
                              .line = 12,
                              .key = "LYO-1",
                              .value = "VALEUR",
                              .value_len = 6,
                              .expected = "de 15 à 90 ans",
                              .profile = "asp",
                              .number = 77777,
                              .threshold = 99,
                              .date = cal_day(2026, 11, 20)};
    for (size_t i = 0; i < 2 * defs->rules_n; i++) {
        const struct rule *r = &defs->rules[i / 2];
        struct findings made;
        findings_init(&made, defs);
        a.masked = i % 2;
        findings_add(&made, r->code, r->variant, &a);
        const struct told_finding f = {
            .code = r->code, .dataset = "salaries", .column = "date_sortie", .message = made.list[0].message};
        const char *said = generic(&f);
        assert_null(strpbrk(said, "{}"));
        assert_null(strstr(said, "n'existe plus"));
        for (size_t k = 0; k < sizeof secrets / sizeof *secrets && !r->of_submission; k++)
            if (strstr(said, secrets[k]))
                fail_msg("%s/%s: %s", r->code, r->variant, said);
        if (r->of_submission)
            assert_string_equal(said, made.list[0].message);
        findings_deinit(&made);
    }
}

static void test_sentences(void **state)
{
    (void)state;
    struct told_finding f = {.code = "W-RETOUR",
                             .dataset = "salaries",
                             .column = "date_sortie",
                             .message = "La sortie passe du 01/02/2026 au 03/04/2026, soit 61 jours d'écart avec "
                                        "l'envoi précédent. Vérifiez quelle date est la bonne."};
    assert_string_equal(generic(&f), "La sortie passe du … au …, soit … jours d'écart avec l'envoi précédent. "
                                     "Vérifiez quelle date est la bonne.");
    /* what stands in a header may be a name */
    f = (struct told_finding){.code = "I-COLONNE-INCONNUE",
                              .dataset = "salaries",
                              .column = "Dupont",
                              .message = "La colonne « Dupont » n'est pas attendue dans salaries : elle n'a pas été "
                                         "lue. Corrigez son nom si elle devait compter, sinon retirez-la."};
    assert_string_equal(generic(&f), "La colonne « … » n'est pas attendue dans salaries : elle n'a pas été lue. "
                                     "Corrigez son nom si elle devait compter, sinon retirez-la.");
    assert_string_equal(finding_generic_column(defs, &f), "");
    /* a sentence that no rule of today gives tells nothing */
    f.message = "Dupont est parti le 01/02/2026.";
    assert_null(strstr(generic(&f), "Dupont"));
    /* what decides about the submission is told whole */
    f = (struct told_finding){
        .code = "E-RETENUE",
        .dataset = "",
        .column = "",
        .message = "L'envoi est retenu : il retirerait 12 des 40 parcours ouverts (plus de 10 %). Si "
                   "c'est exact, renvoyez les mêmes fichiers en le confirmant (case du formulaire, --confirm, ou "
                   "confirm=1 par HTTP) ; "
                   "sinon, corrigez l'export."};
    assert_string_equal(generic(&f), f.message);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_groups),
        cmocka_unit_test(test_nothing),
        cmocka_unit_test(test_every_rule_without_values),
        cmocka_unit_test(test_sentences),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
