/* The answer to a submission: its JSON, counts, changes, effect by programme, findings with their key and moves. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <cmocka.h>

#include <jansson.h>

#include "programme/outcome.h"
#include "programme_fixture.h"

static struct definitions *defs;
static int32_t monday;

static int setup(void **state)
{
    (void)state;
    defs = fixture_definitions();
    monday = cal_day(2026, 11, 16);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    definitions_free(&defs);
    return 0;
}

/* The body as another reader sees it; its members in the order of the contract. */
static json_t *body_of(const struct judgement *j, const struct outcome_effect *effects, size_t n)
{
    struct buf b = {0};
    json_error_t e;
    outcome_body(defs, j, effects, n, &b);
    must(strncmp(buf_text(&b), "{\"rows\":{\"read\":", 16) == 0);
    json_t *doc = json_loadb(buf_text(&b), b.len, JSON_REJECT_DUPLICATES, &e);
    if (!doc)
        fail_msg("%s at %d: %s", e.text, e.position, buf_text(&b));
    buf_deinit(&b);
    return doc;
}

static void check_ints(const json_t *doc, const char *member, const char *const *names, const json_int_t *values)
{
    const json_t *o = json_object_get(doc, member);
    assert_non_null(o);
    for (; *names; names++, values++)
        if (json_integer_value(json_object_get(o, *names)) != *values)
            fail_msg("%s.%s: %d", member, *names, (int)json_integer_value(json_object_get(o, *names)));
}

static const char *const row_names[] = {"read", "taken", "set_aside", NULL};
static const char *const change_names[] = {"added", "removed", "changed", "unchanged", NULL};

static void test_counts(void **state)
{
    (void)state;
    struct snapshot then = {0}, now = {0};
    parcours_range(&then, 1, 12, "");
    struct state *st = snapshot_apply(defs, &then, monday, NULL);
    parcours_range(&now, 1, 10, "");
    parcours_range(&now, 11, 11, "heures_hebdo=30");
    parcours_range(&now, 13, 13, "");
    parcours_range(&now, 14, 14, "sexe=X");
    parcours_range(&now, 15, 15, "date_entree=2026-12-01");
    struct submission options = {.today = monday + 1};
    struct judgement *j = snapshot_judge(defs, &now, monday + 1, st, &options);
    json_t *doc = body_of(j, NULL, 0);
    check_ints(doc, "rows", row_names, (const json_int_t[]){15, 13, 1});
    check_ints(doc, "changes", change_names, (const json_int_t[]){1, 1, 1, 11});
    assert_int_equal(json_array_size(json_object_get(doc, "effect")), 0);
    assert_int_equal(json_array_size(json_object_get(doc, "findings")), 3);
    assert_null(json_object_get(doc, "findings_unlisted"));
    assert_null(json_object_get(doc, "hold_waived"));
    json_decref(doc);
    judgement_free(&j);

    /* a repeat with an older date changes nothing; a refused one takes nothing */
    options.today = monday;
    j = snapshot_judge(defs, &now, monday - 1, st, &options);
    doc = body_of(j, NULL, 0);
    check_ints(doc, "rows", row_names, (const json_int_t[]){15, 13, 1});
    check_ints(doc, "changes", change_names, (const json_int_t[]){0, 0, 0, 0});
    json_decref(doc);
    judgement_free(&j);
    options.not_member = true;
    j = snapshot_judge(defs, &now, monday, st, &options);
    doc = body_of(j, NULL, 0);
    check_ints(doc, "rows", row_names, (const json_int_t[]){15, 0, 0});
    check_ints(doc, "changes", change_names, (const json_int_t[]){0, 0, 0, 0});
    json_decref(doc);
    judgement_free(&j);
    state_free(&st);
    snapshot_deinit(&then);
    snapshot_deinit(&now);
}

static const char *text_of(const json_t *o, const char *member)
{
    const json_t *v = json_object_get(o, member);
    must(v);
    return json_is_null(v) ? "null" : json_string_value(v);
}

static void test_findings(void **state)
{
    (void)state;
    struct snapshot s = {0};
    parcours(&s, "parcours_id=LYO0001-00012|date_sortie=2019-01-01|motif_sortie=CDI");
    accompagnant(&s, "etp=9");
    struct judgement *j = snapshot_judge(defs, &s, monday, NULL, NULL);
    json_t *doc = body_of(j, NULL, 0);
    const json_t *list = json_object_get(doc, "findings");
    assert_int_equal(json_array_size(list), 2);
    const json_t *etp = json_array_get(list, 0), *dates = json_array_get(list, 1);
    static const char *const wanted[][2] = {{"code", "E-DATES"},       {"severity", "E"},
                                            {"dataset", "salaries"},   {"parcours_id", "LYO0001-00012"},
                                            {"column", "date_sortie"}, {"value", "2019-01-01"}};
    for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++)
        assert_string_equal(text_of(dates, wanted[i][0]), wanted[i][1]);
    assert_int_equal(json_integer_value(json_object_get(dates, "line")), 2);
    assert_true(strlen(text_of(dates, "message")) > 40);
    assert_string_equal(json_string_value(json_array_get(json_object_get(dates, "moves"), 0)), "effectif.file_active");
    assert_null(json_object_get(dates, "key"));
    assert_string_equal(text_of(etp, "key"), "C1/2020-01-01");
    assert_true(json_is_null(json_object_get(etp, "parcours_id"))); /* of every finding, the key beside it */
    json_decref(doc);
    judgement_free(&j);
    snapshot_deinit(&s);

    /* about the submission: no dataset, no line, no key */
    struct submission options = {.today = monday - 9};
    j = snapshot_judge(defs, &s, monday, NULL, &options);
    doc = body_of(j, NULL, 0);
    const json_t *x = json_array_get(json_object_get(doc, "findings"), 0);
    assert_string_equal(text_of(x, "code"), "E-SITUATION");
    assert_string_equal(text_of(x, "dataset"), "null");
    assert_string_equal(text_of(x, "line"), "null");
    assert_string_equal(text_of(x, "key"), "null");
    assert_string_equal(text_of(x, "column"), "null");
    json_decref(doc);
    judgement_free(&j);
    snapshot_deinit(&s);
}

static void test_hold(void **state)
{
    (void)state;
    struct snapshot s = {0};
    parcours_range(&s, 1, 5, "sexe=X");
    for (int waive = 0; waive < 2; waive++) {
        struct submission options = {.today = monday, .waive_hold = waive};
        struct judgement *j = snapshot_judge(defs, &s, monday, NULL, &options);
        json_t *doc = body_of(j, NULL, 0);
        assert_int_equal(j->verdict, waive ? VERDICT_ACCEPTED : VERDICT_HELD);
        assert_int_equal(json_is_true(json_object_get(doc, "hold_waived")), waive);
        check_ints(doc, "rows", row_names, (const json_int_t[]){6, 1, 5});
        json_decref(doc);
        judgement_free(&j);
    }
    snapshot_deinit(&s);
}

static void test_effect(void **state)
{
    (void)state;
    size_t n = contribution_len(defs), slots = defs->catalogue->slots_n;
    int64_t *before = mem_new_n(n, sizeof *before), *after = mem_new_n(n, sizeof *after);
    struct snapshot s = {0};
    parcours(&s, "");
    struct judgement *j = snapshot_judge(defs, &s, monday, NULL, NULL);
    size_t active = catalogue_find(defs->catalogue, "effectif.file_active")->slot,
           etp = catalogue_find(defs->catalogue, "effectif.etp_accompagnement")->slot;
    size_t hours = catalogue_find(defs->catalogue, "effectif.etp_salaries")->slot,
           women = catalogue_find(defs->catalogue, "public.femmes")->slot;
    static const int64_t then[3] = {41, 33, 8}, now[3] = {42, 34, 8};
    for (size_t p = 0; p < 3; p++) {
        before[p * slots + active] = then[p];
        after[p * slots + active] = now[p];
        before[p * slots + etp] = 100;
        after[p * slots + etp] = 180;
        after[p * slots + women] = 5; /* not told: no effectif */
    }
    after[slots + hours] = 7000;
    const struct outcome_effect effects[] = {{"2026-11", before, before}, {"2026-T4", before, after}};
    json_t *doc = body_of(j, effects, 2);
    const json_t *list = json_object_get(doc, "effect");
    static const struct {
        const char *code, *programme;
        double before, after;
    } wanted[] = {{"effectif.file_active", "CVG", 33, 34},
                  {"effectif.etp_salaries", "CVG", 0, 2},
                  {"effectif.etp_accompagnement", "TOUS", 1, 1.8}};
    assert_int_equal(json_array_size(list), 3);
    for (size_t i = 0; i < 3; i++) {
        const json_t *x = json_array_get(list, i);
        assert_string_equal(text_of(x, "code"), wanted[i].code);
        assert_string_equal(text_of(x, "programme"), wanted[i].programme);
        assert_string_equal(text_of(x, "period"), "2026-T4");
        assert_true(json_number_value(json_object_get(x, "before")) == wanted[i].before);
        assert_true(json_number_value(json_object_get(x, "after")) == wanted[i].after);
        assert_int_equal(json_is_integer(json_object_get(x, "after")), i == 0);
    }
    json_decref(doc);
    /* a first snapshot: everything before is 0 */
    const struct outcome_effect first = {"2026-11", NULL, after};
    doc = body_of(j, &first, 1);
    assert_int_equal(json_array_size(json_object_get(doc, "effect")), 4); /* PHC's 8 too */
    json_decref(doc);
    judgement_free(&j);
    snapshot_deinit(&s);
    free(before);
    free(after);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_counts),
        cmocka_unit_test(test_findings),
        cmocka_unit_test(test_hold),
        cmocka_unit_test(test_effect),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
