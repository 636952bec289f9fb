/* The form of a deposit as browsers send it, what its check says and moves, and its findings as a page shows them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <cmocka.h>

#include "dashboard/depot_check.h"
#include "dashboard/findings.h"
#include "programme/figures.h"
#include "programme_fixture.h"
#include "zip_fixture.h"

#define TYPE "multipart/form-data; boundary=----WebKitFormBoundaryX"
#define LINE "------WebKitFormBoundaryX\r\n"
#define END "------WebKitFormBoundaryX--\r\n"
#define DAY 20777 /* 2026-11-20 */

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

/* ---- the form ---- */

static void field(struct buf *b, const char *name, const char *value)
{
    buf_addf(b, LINE "Content-Disposition: form-data; name=\"%s\"\r\n\r\n%s\r\n", name, value);
}

static void file(struct buf *b, const char *name, const struct buf *bytes)
{
    buf_addf(b,
             LINE "Content-Disposition: form-data; name=\"fichier\"; filename=\"%s\"\r\nContent-Type: text/csv\r\n\r\n",
             name);
    if (bytes)
        buf_add(b, buf_text(bytes), bytes->len);
    buf_adds(b, "\r\n");
}

static void read_form(struct buf *b, struct depot_form *f)
{
    struct err e = {0};
    size_t len = b->len;
    if (depot_form_read(f, TYPE, buf_take(b), len, &e) < 0)
        fail_msg("%s", e.text);
}

static void test_form(void **state)
{
    (void)state;
    struct buf b = {0};
    struct buf bytes = {.data = (char[]){"a;b\n"}, .len = 4};
    struct depot_form f;
    field(&b, "jeton", "secret");
    field(&b, "date", "2026-11-20");
    file(&b, "", NULL); /* left empty */
    file(&b, "C:\\nuit\\salaries.csv", &bytes);
    field(&b, "inconnu", "x");
    field(&b, "action", "verifier");
    buf_adds(&b, END);
    read_form(&b, &f);
    assert_string_equal(f.jeton, "secret");
    assert_string_equal(f.date, "2026-11-20");
    assert_string_equal(f.action, "verifier");
    assert_string_equal(f.confirmer, "");
    assert_int_equal(f.files_n, 1);
    assert_string_equal(f.files[0].name, "salaries.csv");
    assert_int_equal(f.bytes, 4);
    assert_memory_equal(f.files[0].bytes, "a;b\n", 4);
    depot_form_wipe(&f);
}

/* A field that is too long is cut, a body that was cut is refused; neither is read beyond its end. */
static void test_bad_forms(void **state)
{
    (void)state;
    struct buf b = {0};
    struct depot_form f;
    struct err e;
    char text[1000];
    memset(text, 'x', sizeof text - 1);
    text[sizeof text - 1] = 0;
    field(&b, "jeton", text);
    buf_adds(&b, END);
    read_form(&b, &f);
    assert_int_equal(strlen(f.jeton), DEPOT_FIELD_MAX);
    depot_form_wipe(&f);
    field(&b, "jeton", "x");
    size_t len = b.len;
    assert_int_equal(depot_form_read(&f, TYPE, buf_take(&b), len, &e), -1);
    assert_int_equal(e.code, ERR_FORMAT);
    depot_form_wipe(&f);
}

/* ---- the check ---- */

static int64_t *slots_of(const char *code, int64_t value)
{
    int64_t *slots = mem_new_n(defs->catalogue->slots_n, sizeof *slots);
    slots[catalogue_find(defs->catalogue, code)->slot] = value;
    return slots;
}

static json_t *check(struct snapshot *s, const int64_t *slots, const char *name)
{
    struct buf b = {0}, zip = {0};
    struct depot_form f;
    struct err e;
    parcours(s, NULL);
    accompagnant(s, s->accompagnants.len ? NULL : "");
    if (name) { /* both in one archive */
        const struct entry entries[] = {
            {.name = "salaries.csv", .bytes = buf_text(&s->salaries), .len = s->salaries.len},
            {.name = "accompagnants.csv", .bytes = buf_text(&s->accompagnants), .len = s->accompagnants.len}};
        zip = make_zip(entries, 2);
        file(&b, name, &zip);
    } else {
        file(&b, "salaries.csv", &s->salaries);
        file(&b, "accompagnants.csv", &s->accompagnants);
    }
    buf_adds(&b, END);
    read_form(&b, &f);
    struct depot_check c = {.definitions = defs,
                            .form = &f,
                            .reporter = "LYO0001",
                            .kind = REPORTER_CHANTIER,
                            .situation = DAY,
                            .today = DAY,
                            .last_night = DAY,
                            .programme = (size_t)programme_find(defs, "CVG"),
                            .slots = slots,
                            .plain_max = 1 << 20};
    assert_int_equal(period_parse("2026-T4", &c.period, &e), 0);
    json_t *doc = depot_check_make(&c);
    depot_form_wipe(&f);
    buf_deinit(&zip);
    snapshot_deinit(s);
    return doc;
}

static const json_t *effect_of(const json_t *doc, const char *code)
{
    size_t i;
    const json_t *x;
    json_array_foreach(json_object_get(doc, "effect"), i,
                       x) if (strcmp(json_string_value(json_object_get(x, "code")), code) == 0) return x;
    return NULL;
}

static void assert_text(const json_t *object, const char *key, const char *expected)
{
    assert_string_equal(json_string_value(json_object_get(object, key)), expected);
}

static long long number(const json_t *object, const char *key)
{
    assert_true(json_is_integer(json_object_get(object, key)));
    return json_integer_value(json_object_get(object, key));
}

/* Before are the live figures, after those of the files, whatever they came in. */
static void test_effect(void **state)
{
    (void)state;
    static const char *const names[] = {NULL, "nuit.zip"};
    for (size_t i = 0; i < 2; i++) {
        struct snapshot s = {0};
        int64_t *slots = slots_of("effectif.file_active", 5);
        parcours_range(&s, 1, 3, "");
        parcours(&s, "parcours_id=P9|salarie_id=S9|sexe=X"); /* set aside */
        parcours(&s, "parcours_id=P8|salarie_id=S8|date_entree=2026-10-02");
        json_t *doc = check(&s, slots, names[i]);
        assert_text(doc, "state", "accepted");
        assert_text(doc, "chantier", "LYO0001");
        assert_text(doc, "period", "2026-T4");
        const json_t *active = effect_of(doc, "effectif.file_active"), *entries = effect_of(doc, "effectif.entrees");
        assert_int_equal(number(active, "before"), 5);
        assert_int_equal(number(active, "after"), 4);
        assert_int_equal(number(entries, "before"), 0);
        assert_int_equal(number(entries, "after"), 1);
        assert_null(effect_of(doc, "effectif.chantiers")); /* of the perimeter, not of the files */
        assert_int_equal(number(json_object_get(doc, "rows"), "set_aside"), 1);
        json_decref(doc);
        free(slots);
    }
}

static void test_unknown_before_and_refused(void **state)
{
    (void)state;
    struct snapshot s = {0}, bad = {0};
    parcours(&s, "");
    json_t *doc = check(&s, NULL, NULL);
    assert_true(json_is_null(json_object_get(effect_of(doc, "effectif.file_active"), "before")));
    json_decref(doc);
    buf_adds(&bad.salaries, "nom;prenom\nx;y\n");
    doc = check(&bad, NULL, NULL);
    assert_text(doc, "state", "refused");
    assert_int_equal(json_array_size(json_object_get(doc, "effect")), 0);
    assert_true(json_array_size(json_object_get(doc, "findings")) > 0);
    json_decref(doc);
}

/* ---- its findings on a page ---- */

static const json_t *at(const json_t *array, size_t i)
{
    assert_true(i < json_array_size(array));
    return json_array_get(array, i);
}

static void test_view(void **state)
{
    (void)state;
    struct snapshot s = {0};
    parcours_range(&s, 1, 60, "date_sortie=2019-01-01|motif_sortie=CDI");
    json_t *doc = check(&s, NULL, NULL), *view = findings_view(doc, defs, false);
    const json_t *level = at(json_object_get(view, "niveaux"), 0), *groups = json_object_get(level, "groupes");
    const json_t *hold = at(groups, 0), *group = at(groups, 1);
    assert_true(json_is_true(json_object_get(level, "corriger")));
    assert_int_equal(number(level, "n"), 61);
    assert_text(hold, "code", "E-RETENUE"); /* too many rows are set aside; about the whole comes first */
    assert_true(json_is_true(json_object_get(hold, "envoi")));
    assert_text(group, "code", "E-DATES");
    assert_text(group, "jeu", "salaries");
    assert_text(group, "colonne", "date_sortie");
    assert_string_not_equal(json_string_value(json_object_get(group, "colonne_libelle")), "date_sortie");
    const json_t *message = at(json_object_get(group, "messages"), 0), *places = json_object_get(message, "lieux");
    assert_int_equal(json_array_size(places), 50); /* more are counted */
    assert_int_equal(number(message, "encore"), 10);
    assert_int_equal(number(at(places, 0), "ligne"), 2);
    assert_text(at(places, 0), "cle", "P1");
    assert_text(at(places, 0), "valeur", "2019-01-01");
    assert_text(at(json_object_get(group, "chiffres"), 0), "libelle", "File active");
    json_t *table = findings_table(json_object_get(doc, "findings"), defs);
    assert_int_equal(json_array_size(json_object_get(table, "lignes")), 61); /* all of them */
    json_decref(table);
    json_decref(view);
    json_decref(doc);
}

/* No place is shown of what names parcours alone: nothing is more of it either. */
static void test_many_masked(void **state)
{
    (void)state;
    json_t *findings = json_array();
    for (int i = 0; i < 55; i++)
        json_array_append_new(findings, json_pack("{ss ss ss ss ss}", "code", "W-DISPARU", "severity", "W", "dataset",
                                                  "salaries", "key", "P1", "message", "Dupont"));
    json_t *masked = findings_masked(findings, defs), *doc = json_pack("{sO}", "findings", masked);
    json_t *view = findings_view(doc, defs, true);
    const json_t *group = at(json_object_get(at(json_object_get(view, "niveaux"), 0), "groupes"), 0);
    const json_t *message = at(json_object_get(group, "messages"), 0);
    assert_int_equal(number(group, "n"), 55);
    assert_true(json_is_true(json_object_get(message, "seul")));
    assert_true(json_is_null(json_object_get(message, "encore")));
    json_decref(view);
    json_decref(doc);
    json_decref(masked);
    json_decref(findings);
}

/* Who may not see persons sees where and what, and nothing of whom. */
static void test_masked(void **state)
{
    (void)state;
    struct snapshot s = {0};
    parcours(&s, "parcours_id=QQQ1|date_sortie=2019-07-31|motif_sortie=CDI");
    parcours(&s, "parcours_id=QQQ2|sexe=ZZZ");
    json_t *doc = check(&s, NULL, NULL), *masked = findings_masked(json_object_get(doc, "findings"), defs);
    json_object_set(doc, "findings", masked);
    json_t *view = findings_view(doc, defs, true), *table = findings_table(masked, defs);
    const json_t *shown[] = {masked, view, table};
    for (size_t i = 0; i < sizeof shown / sizeof *shown; i++) {
        char *text = json_dumps(shown[i], 0);
        static const char *const secrets[] = {"QQQ", "ZZZ", "2019-07-31", "31/07/2019"};
        for (size_t k = 0; k < sizeof secrets / sizeof *secrets; k++)
            if (strstr(text, secrets[k]))
                fail_msg("%s in %s", secrets[k], text);
        assert_non_null(strstr(text, "E-DATES"));
        assert_non_null(strstr(text, "date_sortie"));
        free(text);
    }
    assert_true(json_is_true(json_object_get(view, "masques")));
    json_decref(table);
    json_decref(view);
    json_decref(masked);
    json_decref(doc);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_form),        cmocka_unit_test(test_bad_forms),
        cmocka_unit_test(test_effect),      cmocka_unit_test(test_unknown_before_and_refused),
        cmocka_unit_test(test_view),        cmocka_unit_test(test_masked),
        cmocka_unit_test(test_many_masked),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
