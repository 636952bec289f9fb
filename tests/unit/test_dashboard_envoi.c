/* What pages say of a submission: its id in an address, the reason of an act, what moves, why it is held. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "dashboard/effect.h"
#include "dashboard/hold.h"
#include "dashboard/motif.h"
#include "dashboard/submission_id.h"
#include "dashboard/table.h"
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

static void test_id(void **state)
{
    (void)state;
    static const struct {
        const char *text, *reporter;
        int64_t n;
    } good[] = {{"LYO0001.4-8eb5", "LYO0001", 4},
                {"a.b-c.12-0000", "a.b-c", 12},
                {"x.1-aaaa.2-bbbb", "x.1-aaaa", 2},
                {"x.999999999999999999-ffff", "x", 999999999999999999}};
    static const char *const bad[] = {"",
                                      "RIEN",
                                      "LYO0001",
                                      "LYO0001.4",
                                      "LYO0001.-8eb5",
                                      ".4-8eb5",
                                      "LYO0001.4-8EB5",
                                      "LYO0001.4-8eb",
                                      "LYO0001.4-8eb5x",
                                      "LYO0001.x4-8eb5",
                                      "LYO 1.4-8eb5",
                                      "LYO0001.4_8eb5",
                                      "é.4-8eb5",
                                      "x.9999999999999999999-ffff",
                                      "-8eb5",
                                      "4-8eb5"};
    struct submission_id id;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        assert_true(submission_id_read(good[i].text, &id));
        assert_string_equal(id.text, good[i].text);
        assert_string_equal(id.reporter, good[i].reporter);
        assert_true(id.n == good[i].n);
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(submission_id_read(bad[i], &id));
    char name[100];
    memset(name, 'x', sizeof name);
    memcpy(name + 40, ".1-abcd", 8); /* the longest reporter */
    assert_true(submission_id_read(name, &id));
    memset(name, 'x', 41);
    memcpy(name + 41, ".1-abcd", 8);
    assert_false(submission_id_read(name, &id));
}

static void test_motif(void **state)
{
    (void)state;
    struct buf out = {0};
    char text[MOTIF_BYTES_MAX + 8];
    assert_non_null(motif_read("", &out));
    assert_non_null(motif_read(" \t\r\n", &out));
    assert_null(motif_read("  vu avec le chantier \r\n", &out));
    assert_string_equal(buf_text(&out), "vu avec le chantier");
    memset(text, 'x', sizeof text);
    text[MOTIF_BYTES_MAX] = 0;
    assert_null(motif_read(text, &out));
    text[MOTIF_BYTES_MAX] = 'x';
    text[MOTIF_BYTES_MAX + 1] = 0;
    assert_non_null(strstr(motif_read(text, &out), "trop long"));
    buf_deinit(&out);
}

static const char *cell(const json_t *table, size_t row, size_t at)
{
    const json_t *cells = json_object_get(json_array_get(json_object_get(table, "lignes"), row), "cellules");
    const char *text = json_string_value(json_object_get(json_array_get(cells, at), "texte"));
    assert_non_null(text);
    return text;
}

static void test_effect(void **state)
{
    (void)state;
    json_t *doc = json_loads("{\"effect\":["
                             "{\"code\":\"effectif.file_active\",\"programme\":\"CVG\",\"period\":\"2026-T4\","
                             "\"before\":1033,\"after\":1034},"
                             "{\"code\":\"effectif.etp_accompagnement\",\"programme\":\"TOUS\",\"period\":\"2026-T4\","
                             "\"before\":2.5,\"after\":1},"
                             "{\"code\":\"plus.la\",\"programme\":\"PHC\",\"period\":\"2026\",\"before\":3,"
                             "\"after\":3}]}",
                             0, NULL);
    const struct effect_words words = {"Effet", NULL, "Avant", "Après", false};
    json_t *t = effect_table(doc, defs, &words);
    int64_t after;
    assert_string_equal(cell(t, 0, 0), "quatrième trimestre 2026"); /* a section a period */
    assert_string_equal(cell(t, 1, 0), "File active");
    assert_string_equal(cell(t, 1, 2), "1\u202f033");
    assert_string_equal(cell(t, 1, 4), "+1");
    assert_string_equal(cell(t, 2, 2), "2,50");
    assert_string_equal(cell(t, 2, 3), "1");
    assert_string_equal(cell(t, 2, 4), "−1,50");
    assert_string_equal(cell(t, 4, 0), "plus.la"); /* a figure that the definitions have no longer */
    assert_string_equal(cell(t, 4, 4), "0");
    assert_true(effect_after(doc, "effectif.file_active", "CVG", "2026-T4", &after));
    assert_int_equal(after, 1034);
    assert_false(effect_after(doc, "effectif.file_active", "PHC", "2026-T4", &after));
    assert_false(effect_after(NULL, "effectif.file_active", "CVG", "2026-T4", &after));
    json_decref(t);
    json_decref(doc);
}

/* A message of the rule as a judgement would give it. */
static json_t *finding_of(const char *variant, const char *number, const char *of, const char *threshold)
{
    const struct rule *r = definitions_rule(defs, "E-RETENUE", variant);
    const struct {
        const char *name, *text;
    } fields[] = {{"{nombre}", number}, {"{valeur}", number}, {"{attendu}", of}, {"{seuil}", threshold}};
    struct buf b = {0};
    for (const char *p = r->message; *p;) {
        bool field = false;
        for (size_t i = 0; i < sizeof fields / sizeof *fields && !field; i++)
            if (strncmp(p, fields[i].name, strlen(fields[i].name)) == 0) {
                buf_adds(&b, fields[i].text);
                p += strlen(fields[i].name);
                field = true;
            }
        if (!field)
            buf_addc(&b, *p++);
    }
    json_t *x = json_pack("{ss ss}", "code", "E-RETENUE", "message", buf_text(&b));
    buf_deinit(&b);
    return x;
}

static void test_hold(void **state)
{
    (void)state;
    json_t *list = json_pack("[oooooo{ssss}{ssss}]", finding_of("disparus", "5", "49", "10"),
                             finding_of("ajouts", "10", "0", "50"), finding_of("ecartees", "5", "24", "20"),
                             finding_of("relistes", "4", "10", "50"), finding_of("etp", "0,05", "2,50", "50"),
                             finding_of("etp", "0,5", "1 2", "50"), "code", "E-RETENUE", "message",
                             "Une règle d'autrefois.", "code", "W-CIP", "message", "autre");
    json_t *t = hold_table(list, defs);
    static const char *const told[][3] = {{"5", "49", "plus de 10\u00a0%"},
                                          {"10", "0", "plus de 50\u00a0%"},
                                          {"5", "24", "plus de 20\u00a0%"},
                                          {"4", "10", "moins de 50\u00a0%"},
                                          {"0,05", "2,50", "50\u00a0% ou moins"},
                                          {"0,50", "–", "50\u00a0% ou moins"},
                                          {"–", "–", ""}};
    assert_int_equal(table_rows_n(t), sizeof told / sizeof *told);
    for (size_t i = 0; i < sizeof told / sizeof *told; i++)
        for (size_t k = 0; k < 3; k++)
            assert_string_equal(cell(t, i, k + 1), told[i][k]);
    assert_string_equal(cell(t, 6, 0), "Une règle d'autrefois.");
    json_decref(t);
    json_decref(list);
    list = hold_rules(NULL, defs);
    assert_int_equal(json_array_size(list), 0);
    json_decref(list);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_id), cmocka_unit_test(test_motif),
                                       cmocka_unit_test(test_effect), cmocka_unit_test(test_hold)};
    return cmocka_run_group_tests(tests, setup, teardown);
}
