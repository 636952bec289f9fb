/* Figures: the contract's JSON, shown values, percentages half up on whole numbers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <cmocka.h>

#include <jansson.h>

#include "programme_fixture.h"
#include "programme/figures.h"

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

static void set(int64_t *slots, const char *code, int64_t a, int64_t b, int64_t c)
{
    const struct indicator *i = catalogue_find(defs->catalogue, code);
    const int64_t v[] = {a, b, c};
    assert_non_null(i);
    memcpy(slots + i->slot, v, sizeof *v * (i->slots_n < 3 ? i->slots_n : 3));
}

/* The text of one figure inside the document. */
static const char *figure(const char *json, const char *code)
{
    static char out[400];
    char name[80];
    snprintf(name, sizeof name, "\"%s\":{", code);
    const char *at = strstr(json, name);
    if (!at)
        return "-";
    at += strlen(name) - 1;
    int depth = 0;
    size_t n = 0;
    do {
        depth += (at[n] == '{') - (at[n] == '}');
        n++;
    } while (depth);
    snprintf(out, sizeof out, "%.*s", (int)n, at);
    return out;
}

static void test_document(void **state)
{
    (void)state;
    int64_t *slots = mem_new_n(defs->catalogue->slots_n, sizeof *slots);
    const struct indicator *nat = catalogue_find(defs->catalogue, "public.nationalite"),
                           *freins = catalogue_find(defs->catalogue, "frein.nombre");
    set(slots, "effectif.file_active", 2614, 0, 0);
    set(slots, "public.femmes", 901, 2600, 14);
    slots[nat->slot] = 2600;
    slots[nat->slot + 1] = 14;
    slots[nat->slot + 2] = 1170;
    slots[nat->slot + 3] = 261;
    slots[nat->slot + 4] = 1169;
    slots[freins->slot] = 9;
    slots[freins->slot + 2] = 4;
    slots[freins->slot + 10] = 5;
    set(slots, "parcours.duree_moyenne", 489409, 1205, 0);
    set(slots, "effectif.etp_accompagnement", 3270, 0, 0);
    set(slots, "effectif.charge_cip", 1337, 3270, 0);
    set(slots, "effectif.etp_salaries", 10000, 2, 0);
    set(slots, "effectif.objectif", 30, 40, 0);
    set(slots, "coordination.etp_pourvus", 150, 0, 0);
    set(slots, "coordination.beneficiaires", 12, 3, 0);
    struct scope scope;
    struct err e;
    assert_int_equal(scope_parse("nation", &scope, &e), 0);
    struct figures_head h = {.scope = &scope,
                             .programme = "CVG",
                             .period = "2026-C3",
                             .source = "live",
                             .debut = cal_day(2026, 1, 1),
                             .fin = cal_day(2026, 9, 30),
                             .as_known_on_us = 1790903587000000,
                             .coverage = {68, 66, cal_day(2026, 9, 28)}};
    struct buf b = {0};
    figures_document(defs, &h, slots, &b);
    char head[400];
    snprintf(head, sizeof head,
             "{\"scope\":\"nation\",\"programme\":\"CVG\",\"period\":\"2026-C3\",\"debut\":\"2026-01-01\",\"fin\":"
             "\"2026-09-30\",\"definitions\":\"%s\","
             "\"source\":\"live\",\"as_known_on\":\"2026-10-02T01:13:07.000000Z\",\"coverage\":{\"expected\":68,"
             "\"counted\":66,\"oldest\":\"2026-09-28\"},"
             "\"figures\":{\"effectif.file_active\":{\"kind\":\"compte\",\"num\":2614},",
             defs->digest);
    assert_int_equal(strncmp(buf_text(&b), head, strlen(head)), 0);
    static const char *const wanted[][2] = {
        {"public.femmes", "{\"kind\":\"taux\",\"num\":901,\"den\":2600,\"nr\":14}"},
        {"public.nationalite",
         "{\"kind\":\"repartition\",\"num\":{\"FR\":1170,\"UE\":261,\"HUE\":1169},\"den\":2600,\"nr\":14}"},
        {"frein.nombre", "{\"kind\":\"repartition\",\"num\":{\"0\":4,\"8\":5},\"den\":9,\"nr\":0}"},
        {"public.age_fin", "{\"kind\":\"repartition\",\"num\":{},\"den\":0,\"nr\":0}"},
        {"parcours.duree_moyenne", "{\"kind\":\"moyenne\",\"num\":489409,\"den\":1205,\"nr\":0}"},
        {"effectif.etp_accompagnement", "{\"kind\":\"somme\",\"num\":32.700000}"},
        {"effectif.charge_cip", "{\"kind\":\"ratio\",\"num\":1337,\"den\":32.700000}"},
        {"effectif.etp_salaries", "{\"kind\":\"somme\",\"num\":2.857142857,\"nr\":2}"}, /* 100 hours ÷ 35 */
        {"effectif.objectif", "{\"kind\":\"ratio\",\"num\":30,\"den\":40}"},
        {"coordination.etp_pourvus", "{\"kind\":\"somme\",\"num\":1.500000}"},
        {"coordination.beneficiaires", "{\"kind\":\"somme\",\"num\":12,\"nr\":3}"},
    };
    for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++)
        assert_string_equal(figure(buf_text(&b), wanted[i][0]), wanted[i][1]);
    json_error_t je;
    json_t *doc = json_loadb(buf_text(&b), b.len, JSON_REJECT_DUPLICATES, &je);
    assert_non_null(doc);
    assert_int_equal(json_object_size(json_object_get(doc, "figures")), defs->catalogue->indicators_n);
    json_decref(doc);

    /* a chantier has no figures of coordination; nothing counted: no oldest */
    assert_int_equal(scope_parse("chantier:C1", &scope, &e), 0);
    h.coverage = (struct coverage){1, 0, 0};
    buf_reset(&b);
    figures_document(defs, &h, slots, &b);
    assert_non_null(strstr(buf_text(&b), "\"scope\":\"chantier:C1\""));
    assert_non_null(strstr(buf_text(&b), "\"counted\":0,\"oldest\":null"));
    assert_null(strstr(buf_text(&b), "\"coordination."));
    assert_string_equal(figure(buf_text(&b), "public.femmes"), wanted[0][1]);
    buf_deinit(&b);
    free(slots);
}

static void test_percent(void **state)
{
    (void)state;
    static const struct {
        int64_t num, den;
        long percent;
    } cases[] = {{0, 0, -1},     {5, 0, -1},       {0, 5, 0},       {5, 5, 100},   {1, 2, 50},      {1, 200, 1},
                 {1, 201, 0},    {1, 3, 33},       {2, 3, 67},      {45, 1000, 5}, {449, 10000, 4}, {467, 961, 49},
                 {204, 961, 21}, {995, 1000, 100}, {994, 1000, 99}, {5, 2, 250}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_int_equal(figure_percent(cases[i].num, cases[i].den), cases[i].percent);
    for (int64_t den = 1; den <= 200; den++) /* half up: the least p with p + 1/2 > 100 num/den */
        for (int64_t num = 0; num <= den; num++) {
            long p = figure_percent(num, den);
            assert_true(200 * num < (2 * p + 1) * den && 200 * num >= (2 * p - 1) * den);
        }
}

static void test_shown(void **state)
{
    (void)state;
#define THIN "\xe2\x80\xaf"
    static const struct {
        const char *code;
        int64_t a, b, c;
        size_t key;
        const char *shown;
    } cases[] = {
        {"effectif.file_active", 0, 0, 0, 0, "0"},
        {"effectif.file_active", 999, 0, 0, 0, "999"},
        {"effectif.file_active", 1204, 0, 0, 0, "1" THIN "204"},
        {"effectif.file_active", 1234567, 0, 0, 0, "1" THIN "234" THIN "567"},
        {"public.femmes", 901, 2600, 14, 0, "35 %"},
        {"public.femmes", 0, 0, 14, 0, "–"},
        {"public.femmes", 0, 3, 0, 0, "0 %"},
        {"parcours.duree_moyenne", 489409, 1000, 0, 0, "16,1"}, /* days ÷ 30.4375 */
        {"parcours.duree_moyenne", 0, 0, 0, 0, "–"},
        {"effectif.etp_accompagnement", 3270, 0, 0, 0, "32,7"},
        {"effectif.etp_accompagnement", 3275, 0, 0, 0, "32,8"},
        {"effectif.etp_salaries", 10000, 0, 0, 0, "2,9"},
        {"effectif.charge_cip", 1337, 3270, 0, 0, "40,9"},
        {"effectif.charge_cip", 0, 0, 0, 0, "–"},
        {"effectif.objectif", 30, 40, 0, 0, "75 %"},
        {"qualite.completude", 1, 200, 0, 0, "1 %"},
        {"public.nationalite", 8, 0, 1, 0, "1 (13 %)"}, /* slots: den, nr, then the first key */
        {"public.nationalite", 0, 2, 0, 0, "0"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        int64_t *slots = mem_new_n(defs->catalogue->slots_n, sizeof *slots);
        struct buf b = {0};
        set(slots, cases[i].code, cases[i].a, cases[i].b, cases[i].c);
        figure_show(catalogue_find(defs->catalogue, cases[i].code), slots, cases[i].key, &b);
        if (strcmp(buf_text(&b), cases[i].shown) != 0)
            fail_msg("%s: %s, not %s", cases[i].code, buf_text(&b), cases[i].shown);
        buf_deinit(&b);
        free(slots);
    }
}

static void test_parts(void **state)
{
    (void)state;
    int64_t *slots = mem_new_n(defs->catalogue->slots_n, sizeof *slots);
    double num, den;
    set(slots, "effectif.charge_cip", 19, 50, 0);
    assert_true(figure_parts(catalogue_find(defs->catalogue, "effectif.charge_cip"), slots, &num, &den));
    assert_true(num == 19 && den == 0.5);
    set(slots, "effectif.etp_salaries", 7000, 0, 0);
    assert_false(figure_parts(catalogue_find(defs->catalogue, "effectif.etp_salaries"), slots, &num, &den));
    assert_true(num == 2);
    set(slots, "effectif.sorties", 3, 0, 0);
    assert_false(figure_parts(catalogue_find(defs->catalogue, "effectif.sorties"), slots, &num, &den));
    assert_true(num == 3);
    free(slots);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_document),
        cmocka_unit_test(test_percent),
        cmocka_unit_test(test_shown),
        cmocka_unit_test(test_parts),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
