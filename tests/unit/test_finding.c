/* Findings: every rule's message, masking, shortening, order, the cap, and which figures a finding moves. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <cmocka.h>

#include "base/text.h"
#include "programme/expected.h"
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

static struct finding_about about_all(const char *value)
{
    struct finding_about a = ABOUT_NOTHING;
    a.dataset = (int)defs->salaries;
    a.field = (int)defs->at.date_sortie;
    a.line = 12;
    a.key = "LYO-1";
    a.value = value;
    a.value_len = strlen(value);
    a.expected = "de 15 à 90 ans";
    a.profile = "asp";
    a.number = 77;
    a.threshold = 99;
    a.date = cal_day(2026, 11, 20);
    return a;
}

/* Every placeholder of every message is one that is filled in, and what is filled in is what was given. */
static void test_messages(void **state)
{
    (void)state;
    static const char *const filled[][2] = {
        {"{valeur}", "VALEUR"}, {"{colonne}", "date_sortie"}, {"{attendu}", "de 15 à 90 ans"},
        {"{ligne}", "12"},      {"{cle}", "LYO-1"},           {"{nombre}", "77"},
        {"{seuil}", "99"},      {"{date}", "20/11/2026"},     {"{jeu}", "salaries"},
        {"{profil}", "asp"}};
    struct findings f;
    findings_init(&f, defs);
    for (size_t i = 0; i < defs->rules_n; i++) {
        const struct rule *r = &defs->rules[i];
        struct finding_about a = about_all("VALEUR");
        findings_add(&f, r->code, r->variant, &a);
        const struct finding *x = &f.list[f.n - 1];
        assert_ptr_equal(x->rule, r);
        if (strpbrk(x->message, "{}"))
            fail_msg("%s/%s: %s", r->code, r->variant, x->message);
        for (size_t k = 0; k < sizeof filled / sizeof filled[0]; k++)
            if (strstr(r->message, filled[k][0]) && !strstr(x->message, filled[k][1]))
                fail_msg("%s/%s: %s", r->code, r->variant, x->message);
        size_t len = strlen(x->message);
        assert_true(text_is_utf8(x->message, len) && len > 40);
        assert_int_equal(x->message[len - 1], '.'); /* a sentence */
        assert_null(strstr(x->message, "  "));
        assert_int_equal(r->severity, r->code[0]);
    }
    findings_deinit(&f);
}

static const char *message_of(struct findings *f, const char *code, const char *variant, const char *value, bool masked)
{
    struct finding_about a = about_all(value);
    a.masked = masked;
    findings_add(f, code, variant, &a);
    return f->list[f->n - 1].message;
}

/* Days are told one way; a cell's text stands as it was written; a mask is not told as if the cell held it. */
static void test_wording(void **state)
{
    (void)state;
    struct findings f;
    findings_init(&f, defs);
    assert_non_null(strstr(message_of(&f, "W-FIN-DEPASSEE", NULL, "2026-10-31", false), "(31/10/2026)"));
    assert_string_equal(f.list[0].value, "2026-10-31");
    assert_true(text_starts(message_of(&f, "E-BORNE", NULL, "1989-01-01", false), "« 1989-01-01 » sort"));
    assert_true(text_starts(message_of(&f, "W-CELLULE", "code", "X", true), "La valeur (masquée) n'est pas un code"));
    findings_deinit(&f);
}

static const char *expected_of(const char *column, const char *value, char out[600])
{
    const struct dataset *d = defs->datasets[defs->salaries];
    return field_expected(&d->fields[dataset_find_field(d, column)], value, strlen(value), out, 600);
}

/* A long list says where the whole is, gives what is near first, and proposes nothing that is switched off. */
static void test_codes_that_are_proposed(void **state)
{
    (void)state;
    char text[600];
    assert_string_equal(expected_of("nationalite", "FRANCE", text), "FR, UE, HUE, NR");
    assert_true(text_starts(expected_of("motif_sortie", "Demenagements", text), "DEMENAGEMENT, CDI_STRUCTURE, "));
    assert_non_null(strstr(text, "cvg template"));
    assert_true(text_starts(expected_of("habitat_entree", "squatt", text), "SANS_ABRI, ")); /* masked: as listed */
    assert_null(strstr(text, "DETENTION"));
    assert_string_equal(expected_of("date_entree", "x", text), "à partir du 01/01/1990");
}

/* A value that is masked stands nowhere in what is told, not in the message either. */
static void test_masking(void **state)
{
    (void)state;
    struct findings f;
    findings_init(&f, defs);
    for (size_t i = 0; i < defs->rules_n; i++) {
        struct finding_about a = about_all("SECRET0612");
        a.masked = true;
        findings_add(&f, defs->rules[i].code, defs->rules[i].variant, &a);
        assert_null(strstr(f.list[f.n - 1].message, "SECRET"));
        assert_string_equal(f.list[f.n - 1].value, "***");
    }
    findings_deinit(&f);
    /* through a whole reading: no cell of a sensitive column comes back, whatever is wrong with it */
    const struct dataset *d = defs->datasets[defs->salaries];
    size_t seen = 0;
    for (size_t k = 0; k < GOOD_PARCOURS_N; k++) {
        struct snapshot s = {0};
        char changes[80];
        const struct field *field = &d->fields[dataset_find_field(d, good_parcours[k].name)];
        snprintf(changes, sizeof changes, "%s=Zorglub?", field->name);
        parcours(&s, changes);
        struct judgement *j = snapshot_judge(defs, &s, cal_day(2026, 11, 20), NULL, NULL);
        assert_true(j->findings.n > 0);
        for (size_t i = 0; i < j->findings.n; i++) {
            const struct finding *x = &j->findings.list[i];
            if (x->field < 0 || strcmp(x->column, field->name) != 0)
                continue;
            seen++;
            assert_int_equal(strstr(x->value, "Zorglub") != NULL, !field->sensitive);
            if (field->sensitive)
                assert_null(strstr(x->message, "Zorglub"));
        }
        judgement_free(&j);
        snapshot_deinit(&s);
    }
    assert_int_equal(seen, GOOD_PARCOURS_N);
}

static void test_values(void **state)
{
    (void)state;
    static const char sixty[] = "123456789012345678901234567890123456789012345678901234567890";
    static const struct {
        const char *value, *shown;
    } cases[] = {
        {"abc", "abc"},
        {"a\tb\nc\x7f", "a b c "},
        {"", ""},
        {sixty, sixty},
        {"{ligne} {", "{ligne} {"},
        {"\xff.csv", "?"},
        {"1234567890123456789012345678901234567890123456789012345678901",
         "123456789012345678901234567890123456789012345678901234567890…"},
        {"12345678901234567890123456789012345678901234567890123456789é1",
         "12345678901234567890123456789012345678901234567890123456789…"},
        {"1234567890123456789012345678901234567890123456789012345678\xe2\x82\xac"
         "1",
         "1234567890123456789012345678901234567890123456789012345678…"},
    };
    struct findings f;
    findings_init(&f, defs);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct finding_about a = about_all(cases[i].value);
        findings_add(&f, "E-TYPE", "date", &a);
        assert_string_equal(f.list[i].value, cases[i].shown);
        assert_true(text_is_utf8(f.list[i].value, strlen(f.list[i].value)));
        assert_non_null(strstr(f.list[i].message, cases[i].shown)); /* braces of a value are bytes like others */
    }
    findings_deinit(&f);
}

static void test_order_and_keeping(void **state)
{
    (void)state;
    static const struct {
        const char *code, *variant;
        int dataset, field;
        uint32_t line;
        const char *key;
    } given[] = {{"E-CODE", "", 2, 5, 9, "b"},           {"W-MOIS", "", 2, 4, 9, "b"},
                 {"E-DOUBLON", "", 2, 4, 9, "b"},        {"E-REQUIS", "", 2, 9, 3, "a"},
                 {"E-COLONNE", "double", 2, 3, 1, NULL}, {"E-SITUATION", "", -1, -1, 0, NULL},
                 {"I-RIEN", "", -1, -1, 0, NULL},        {"W-DISPARU", "", 2, -1, 0, "z"},
                 {"W-DISPARU", "", 2, -1, 0, "y"},       {"E-FICHIER", "guillemet", 0, -1, 7, NULL}};
    struct findings f;
    struct buf b = {0};
    findings_init(&f, defs);
    for (size_t i = 0; i < sizeof given / sizeof given[0]; i++) {
        struct finding_about a = about_all("x");
        a.dataset = given[i].dataset;
        a.field = given[i].field;
        a.line = given[i].line;
        a.key = given[i].key;
        a.column = "c";
        findings_add(&f, given[i].code, given[i].variant, &a);
    }
    findings_sort(&f);
    assert_string_equal(findings_text(&f, &b),
                        "E-SITUATION@0:c I-RIEN@0:c E-FICHIER/guillemet@7:c W-DISPARU@0:c W-DISPARU@0:c "
                        "E-COLONNE/double@1:c E-REQUIS@3:c E-DOUBLON@9:c W-MOIS@9:c E-CODE@9:c");
    assert_string_equal(f.list[3].key, "y");
    assert_true(findings_have(&f, "W-MOIS"));
    assert_false(findings_have(&f, "W-CIP"));
    findings_keep_files(&f);
    assert_string_equal(findings_text(&f, &b),
                        "E-SITUATION@0:c I-RIEN@0:c E-FICHIER/guillemet@7:c W-DISPARU@0:c W-DISPARU@0:c "
                        "E-COLONNE/double@1:c");
    findings_keep_only(&f, "I-RIEN");
    assert_string_equal(findings_text(&f, &b), "I-RIEN@0:c");
    findings_deinit(&f);
    buf_deinit(&b);
}

/* A hostile file makes millions of findings: some are listed, all are counted, and what refuses is always listed. */
static void test_cap(void **state)
{
    (void)state;
    struct findings f;
    findings_init(&f, defs);
    struct finding_about a = about_all("x");
    for (int i = 0; i < FINDINGS_LISTED_MAX + 500; i++)
        findings_add(&f, "W-MOIS", NULL, &a);
    assert_int_equal(f.n, FINDINGS_LISTED_MAX);
    assert_int_equal(f.unlisted, 500);
    findings_add(&f, "E-IDENTITE", "cellule", &a);
    assert_true(findings_have(&f, "E-IDENTITE"));
    a.line = 1;
    findings_add(&f, "E-COLONNE", "manquante", &a);
    assert_true(findings_have(&f, "E-COLONNE"));
    assert_int_equal(f.unlisted, 500);
    a.line = 2;
    for (int i = 0; i < 3 * FINDINGS_LISTED_MAX; i++)
        findings_add(&f, "E-IDENTITE", "cellule", &a);
    assert_int_equal(f.n, 2 * FINDINGS_LISTED_MAX);
    assert_int_equal(f.n + f.unlisted, 4 * FINDINGS_LISTED_MAX + 502);
    findings_deinit(&f);
}

static void add_code(void *arg, const char *code)
{
    buf_addf(arg, "%s ", code);
}

static void test_moves(void **state)
{
    (void)state;
    const struct dataset *s = defs->datasets[defs->salaries], *acc = defs->datasets[defs->accompagnants];
    const struct {
        const char *code, *variant;
        size_t dataset;
        const char *field, *in, *out; /* in: stands among them; out: does not */
    } cases[] = {
        {"E-REQUIS", "", defs->salaries, "sexe", "public.femmes ", "public.rsa "},
        {"W-CELLULE", "code", defs->salaries, "habitat_sortie", "logement.ameliore ", "public.rue "},
        {"W-CELLULE", "boolean", defs->salaries, "rsa", "qualite.completude ", "public.ass "},
        {"W-CELLULE", "code", defs->salaries, "frein_sante", "frein.nombre ", "frein.langue "},
        {"E-BORNE", "", defs->accompagnants, "etp", "effectif.etp_accompagnement ", "effectif.file_active "},
        {"E-DATES", "", defs->salaries, "date_sortie", "effectif.sorties ", "effectif.etp_accompagnement "},
        {"E-DATES", "", defs->accompagnants, "date_fin", "effectif.etp_accompagnement ", "effectif.sorties "},
        {"W-CIP", "inconnu", defs->salaries, "cip_ref", "", "effectif"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct findings f;
        struct buf b = {0};
        struct finding_about a = about_all("x");
        a.dataset = (int)cases[i].dataset;
        a.field = dataset_find_field(cases[i].dataset == defs->salaries ? s : acc, cases[i].field);
        findings_init(&f, defs);
        findings_add(&f, cases[i].code, cases[i].variant, &a);
        finding_moves(defs, &f.list[0], add_code, &b);
        if (!strstr(buf_text(&b), cases[i].in) || strstr(buf_text(&b), cases[i].out))
            fail_msg("%s of %s: %s", cases[i].code, cases[i].field, buf_text(&b));
        findings_deinit(&f);
        buf_deinit(&b);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_messages), cmocka_unit_test(test_wording), cmocka_unit_test(test_codes_that_are_proposed),
        cmocka_unit_test(test_masking),  cmocka_unit_test(test_values),  cmocka_unit_test(test_order_and_keeping),
        cmocka_unit_test(test_cap),      cmocka_unit_test(test_moves),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
