/* The choice of a page: what an address says, how it is refused, what a viewer is offered, and the bar in HTML. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/cal.h"
#include "base/mustache.h"
#include "dashboard/choice.h"
#include "programme_fixture.h"

static struct definitions *defs;
static struct directory dir;
static int32_t today;
static const struct scope NATION = {.kind = SCOPE_NATION};

static int setup(void **state)
{
    (void)state;
    defs = fixture_definitions();
    today = cal_day(2026, 11, 23);
    reference_add_territoire(&dir.reference, "LYON", "Métropole de Lyon", "FNDSA", cal_day(2020, 1, 1));
    reference_add_territoire(&dir.reference, "RENNES", "Rennes Métropole", "FAS", cal_day(2023, 10, 1));
    reference_add_ligne(&dir.reference, "LYO1", "LYON", INT32_MIN, INT32_MAX, 40);
    reference_add_ligne(&dir.reference, "LYO3", "LYON", cal_day(2026, 11, 1), INT32_MAX, 40);
    reference_add_ligne(&dir.reference, "LYO2", "LYON", INT32_MIN, cal_day(2025, 12, 31), 40);
    reference_add_ligne(&dir.reference, "REN1", "RENNES", INT32_MIN, INT32_MAX, 40);
    reference_seal(&dir.reference);
    directory_name(&dir, "LYO1", "Magdala");
    directory_name(&dir, "LYO2", "Les Jardins");
    directory_name(&dir, "REN1", "Envie");
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    directory_deinit(&dir);
    definitions_free(&defs);
    return 0;
}

static void test_read(void **state)
{
    (void)state;
    struct choice c;
    struct err e;
    assert_int_equal(choice_read(&c, defs, &(struct choice_asked){NULL, "", NULL, NULL}, &NATION, today, &e), 0);
    assert_int_equal(c.scope.kind, SCOPE_NATION);
    assert_string_equal(c.period.name, "2026-T4");
    assert_string_equal(programme_name(defs, c.programme), "CVG");
    assert_false(c.past);
    assert_int_equal(c.connu_le, CELL_NULL);
    assert_true(c.at_us == INT64_MAX);

    assert_int_equal(choice_read(&c, defs, &(struct choice_asked){"chantier:LYO1", "2025", "TOUS", "2026-01-05"},
                                 &NATION, today, &e),
                     0);
    assert_string_equal(c.scope.code, "LYO1");
    assert_string_equal(c.period.name, "2025");
    assert_int_equal(c.programme, PROGRAMME_TOUS);
    assert_true(c.past);
    assert_int_equal(c.connu_le, cal_day(2026, 1, 5));
    int64_t midnight;
    assert_true(cal_parse_instant("2026-01-06T00:00:00+01:00", &midnight));
    assert_true(c.at_us == midnight - 1); /* the evening's last instant in Paris */

    assert_int_equal(choice_read(&c, defs, &(struct choice_asked){NULL, NULL, NULL, "2026-11-23"}, &NATION, today, &e),
                     0);
    assert_false(c.past); /* today's evening is not over: now */
}

static void test_refused(void **state)
{
    (void)state;
    static const struct {
        const char *perimetre, *periode, *programme, *connu_le, *text;
    } cases[] = {
        {"pays", NULL, NULL, NULL, "périmètre"},
        {"chantier:", NULL, NULL, NULL, "périmètre"},
        {NULL, "2026-T5", NULL, NULL, "période"},
        {NULL, "2026-05-01..2026-04-01", NULL, NULL, "période"},
        {NULL, NULL, "XYZ", NULL, "programme"},
        {NULL, NULL, NULL, "hier", "n’est pas un jour"},
        {NULL, NULL, NULL, "2026-11-24", "n’est pas encore passé"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct choice c = {.programme = 77};
        struct err e;
        assert_int_equal(choice_read(&c, defs,
                                     &(struct choice_asked){cases[i].perimetre, cases[i].periode, cases[i].programme,
                                                            cases[i].connu_le},
                                     &NATION, today, &e),
                         -1);
        assert_int_equal(e.code, ERR_USAGE);
        assert_non_null(strstr(e.text, cases[i].text));
        assert_int_equal(c.programme, 77); /* untouched */
    }
}

static void test_free_period(void **state)
{
    (void)state;
    char name[CHOICE_PERIOD_LEN];
    assert_string_equal(choice_period("libre", "2026-03-03", "2026-04-05", name), "2026-03-03..2026-04-05");
    assert_string_equal(choice_period("2026", "2026-03-03", "2026-04-05", name), "2026");
    assert_null(choice_period(NULL, "2026-03-03", "2026-04-05", name));
    assert_string_equal(choice_period("libre", NULL, NULL, name), "..");
}

static void test_query(void **state)
{
    (void)state;
    static const struct {
        const char *perimetre, *periode, *programme, *connu_le;
        bool fixed;
        const char *query;
    } cases[] = {
        {NULL, NULL, NULL, NULL, false, "perimetre=nation"},
        {NULL, NULL, NULL, NULL, true, ""},
        {"chantier:LYO1", "2025", "PHC", "2026-01-05", false,
         "perimetre=chantier:LYO1&periode=2025&programme=PHC&connu_le=2026-01-05"},
        {NULL, "2026-03-03..2026-04-05", NULL, NULL, true, "periode=2026-03-03..2026-04-05"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct choice c;
        struct err e;
        struct buf out = {0};
        assert_int_equal(choice_read(&c, defs,
                                     &(struct choice_asked){cases[i].perimetre, cases[i].periode, cases[i].programme,
                                                            cases[i].connu_le},
                                     &NATION, today, &e),
                         0);
        choice_query(&c, defs, cases[i].fixed, today, &out);
        assert_string_equal(buf_text(&out), cases[i].query);
        buf_deinit(&out);
    }
}

static void test_labels(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"2026-11", "novembre 2026"},
        {"2026-T4", "quatrième trimestre 2026"},
        {"2026-C3", "janvier à septembre 2026"},
        {"2026-S1", "avril à septembre 2026"},
        {"2026-S2", "octobre 2026 à mars 2027"},
        {"2026", "année 2026"},
        {"2026-03-03..2026-04-05", "du 3 mars au 5 avril 2026"},
        {"2026-03-01..2026-03-05", "du 1er au 5 mars 2026"},
        {"2025-12-31..2026-01-01", "du 31 décembre 2025 au 1er janvier 2026"},
        {"2026-03-03..2026-03-03", "le 3 mars 2026"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct period p;
        struct err e;
        struct buf out = {0};
        assert_int_equal(period_parse(cases[i][0], &p, &e), 0);
        choice_period_label(&p, &out);
        assert_string_equal(buf_text(&out), cases[i][1]);
        buf_deinit(&out);
    }
}

/* "nation,operationnels|Territoires:territoire:LYON,…": what the groups offer. */
static void offered(const json_t *groups, struct buf *out)
{
    size_t g, i;
    json_t *group, *option;
    json_array_foreach(groups, g, group)
    {
        const char *name = json_string_value(json_object_get(group, "groupe"));
        buf_addf(out, "%s%s>", g ? "|" : "", name ? name : "");
        json_array_foreach(json_object_get(group, "options"), i, option)
        {
            buf_addf(out, "%s%s", i ? "," : "", json_string_value(json_object_get(option, "valeur")));
        }
    }
}

static void test_perimeters(void **state)
{
    (void)state;
    static const struct {
        enum role role;
        enum scope_kind kind;
        const char *code;
        int year;
        bool october; /* it is the middle of the period's first month; else all of it is past */
        const char *offered;
    } cases[] = {
        {ROLE_CONVERGENCE, SCOPE_NATION, "", 2026, true,
         ">nation,operationnels|Territoires>territoire:LYON,territoire:RENNES|Métropole de "
         "Lyon>chantier:LYO1,chantier:LYO3|"
         "Rennes Métropole>chantier:REN1"},
        {ROLE_COORDINATION, SCOPE_TERRITOIRE, "LYON", 2026, true,
         "Territoires>territoire:LYON|Métropole de Lyon>chantier:LYO1"}, /* LYO3 is not theirs yet */
        {ROLE_COORDINATION, SCOPE_TERRITOIRE, "LYON", 2026, false,
         "Territoires>territoire:LYON|Métropole de Lyon>chantier:LYO1,chantier:LYO3"},
        {ROLE_COORDINATION, SCOPE_TERRITOIRE, "LYON", 2025, false,
         "Territoires>territoire:LYON|Métropole de Lyon>chantier:LYO1,chantier:LYO2"},
        {ROLE_CHANTIER, SCOPE_CHANTIER, "REN1", 2026, false, "Rennes Métropole>chantier:REN1"},
        {ROLE_DGEFP, SCOPE_NATION, "", 2026, false, ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct viewer v = {.id = 1, .role = cases[i].role, .scope = {.kind = cases[i].kind}};
        struct buf out = {0};
        snprintf(v.scope.code, sizeof v.scope.code, "%s", cases[i].code);
        json_t *groups = choice_perimeters(&v, &dir, cal_day(cases[i].year, 10, 1), cal_day(cases[i].year, 12, 31),
                                           cases[i].october ? cal_day(cases[i].year, 10, 15) : INT32_MAX);
        offered(groups, &out);
        assert_string_equal(buf_text(&out), cases[i].offered);
        json_decref(groups);
        buf_deinit(&out);
    }
}

static const char *chosen(const json_t *options)
{
    static char out[80];
    size_t i;
    json_t *option;
    out[0] = 0;
    json_array_foreach(options, i, option)
    {
        if (json_is_true(json_object_get(option, "choisi")))
            snprintf(out, sizeof out, "%s", json_string_value(json_object_get(option, "valeur")));
    }
    return out;
}

static void test_bar(void **state)
{
    (void)state;
    static const struct {
        const char *periode, *group, *chosen;
    } cases[] = {
        {"2026-C4", "En cours", "2026-C4"}, {"2026-T3", "En cours", "2026-T3"}, {"2025-T1", "Choisie", "2025-T1"},
        {"2025-T3", "Passées", "2025-T3"},  {"2024", "Passées", "2024"},        {"2026-01-01..2026-01-02", "", ""},
    };
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        struct choice c;
        struct err e;
        size_t g;
        json_t *group;
        assert_int_equal(
            choice_read(&c, defs, &(struct choice_asked){NULL, cases[k].periode, "PHC", NULL}, &NATION, today, &e), 0);
        json_t *bar = choice_bar(&c, defs, "/indicateurs", NULL, today);
        struct buf found = {0};
        json_array_foreach(json_object_get(bar, "periodes"), g, group)
        {
            const char *value = chosen(json_object_get(group, "options"));
            if (*value)
                buf_addf(&found, "%s %s", json_string_value(json_object_get(group, "groupe")), value);
        }
        struct buf expected = {0};
        if (*cases[k].chosen)
            buf_addf(&expected, "%s %s", cases[k].group, cases[k].chosen);
        assert_string_equal(buf_text(&found), buf_text(&expected));
        assert_int_equal(json_is_true(json_object_get(bar, "libre")), !*cases[k].chosen);
        assert_string_equal(chosen(json_object_get(bar, "programmes")), "PHC");
        buf_deinit(&found);
        buf_deinit(&expected);
        json_decref(bar);
    }
}

static void read_template(const char *name, struct buf *out)
{
    struct buf path = {0};
    struct err e;
    buf_addf(&path, "%s/services/dashboard/templates/%s.html", getenv("SRC") ? getenv("SRC") : ".", name);
    if (buf_read_file(out, buf_text(&path), 0, &e) < 0)
        fail_msg("%s", e.text);
    buf_deinit(&path);
}

static const char *partial(const char *name, void *arg)
{
    struct buf *text = arg;
    buf_reset(text);
    read_template(name, text);
    return buf_text(text);
}

static void test_html(void **state)
{
    (void)state;
    struct viewer v = {.id = 1, .role = ROLE_COORDINATION, .scope = {.kind = SCOPE_TERRITOIRE, .code = "LYON"}};
    struct choice c;
    struct err e;
    struct buf perimetres = {0}, text = {0}, out = {0};
    read_template("_choix", &text);
    assert_int_equal(
        choice_read(&c, defs, &(struct choice_asked){"chantier:LYO1", NULL, NULL, "2026-11-20"}, &v.scope, today, &e),
        0);
    json_t *groups = choice_perimeters(&v, &dir, c.period.debut, c.period.fin, INT32_MAX);
    json_t *bar = choice_bar(&c, defs, "/indicateurs", groups, today);
    choice_bar_keep(bar, "vue", "graphique");
    choice_bar_keep(bar, "vide", "");
    if (mustache_render(buf_text(&text), bar, partial, &perimetres, &out, &e) < 0)
        fail_msg("%s", e.text);
    static const char *const parts[] = {
        "action=\"/indicateurs\"",
        "<input type=\"hidden\" name=\"vue\" value=\"graphique\">",
        "<optgroup label=\"Métropole de Lyon\">\n<option value=\"chantier:LYO1\" "
        "selected>Magdala</option>\n<option value=\"chantier:LYO3\">LYO3</option>\n</optgroup>",
        "<option value=\"territoire:LYON\">Métropole de Lyon</option>",
        "<option value=\"2026-T4\" selected>quatrième trimestre 2026</option>",
        "<option value=\"libre\">",
        "<option value=\"CVG\" selected>CVG</option>",
        "name=\"connu_le\" value=\"2026-11-20\" max=\"2026-11-23\"",
        "<summary>quatrième trimestre 2026, CVG, tel que connu le 20/11/2026</summary>",
    };
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (!strstr(buf_text(&out), parts[i]))
            fail_msg("no %s in\n%s", parts[i], buf_text(&out));
    assert_null(strstr(buf_text(&out), "name=\"vide"));
    assert_null(strstr(buf_text(&out), "nation"));
    json_decref(groups);
    json_decref(bar);
    buf_deinit(&perimetres);
    buf_deinit(&text);
    buf_deinit(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_read),  cmocka_unit_test(test_refused), cmocka_unit_test(test_free_period),
        cmocka_unit_test(test_query), cmocka_unit_test(test_labels),  cmocka_unit_test(test_perimeters),
        cmocka_unit_test(test_bar),   cmocka_unit_test(test_html),
    };
    return cmocka_run_group_tests_name("dashboard_choice", tests, setup, teardown);
}
