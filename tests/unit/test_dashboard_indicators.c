/* The catalogue as people read it: rows, bars, the words of a definition, one figure in many places. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <cmocka.h>

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/cal.h"
#include "base/mem.h"
#include "dashboard/definition_words.h"
#include "dashboard/indicator_tables.h"
#include "dashboard/indicators.h"
#include "dashboard/labels.h"

static struct definitions *defs;
static int64_t *slots;
static bool *hidden;

static const struct indicator *find(const char *code)
{
    const struct indicator *i = catalogue_find(defs->catalogue, code);
    assert_non_null(i);
    return i;
}

static void set(int64_t *to, const char *code, int64_t a, int64_t b, int64_t c)
{
    const struct indicator *i = find(code);
    const int64_t values[] = {a, b, c};
    for (size_t k = 0; k < i->slots_n && k < 3; k++)
        to[i->slot + k] = values[k];
}

static int setup(void **state)
{
    struct err e;
    (void)state;
    if (definitions_load(definitions_folder(), &defs, &e) < 0)
        return -1;
    slots = mem_new_n(defs->catalogue->slots_n, sizeof *slots);
    hidden = mem_new_n(defs->catalogue->indicators_n, sizeof *hidden);
    set(slots, "effectif.file_active", 1204, 0, 0);
    set(slots, "effectif.etp_accompagnement", 3270, 0, 0);
    set(slots, "effectif.charge_cip", 1204, 3270, 0);
    set(slots, "public.femmes", 45, 100, 3);
    set(slots, "public.age_entree", 10, 1, 4);
    slots[find("public.age_entree")->slot + 4] = 6;
    set(slots, "parcours.duree_moyenne", 974, 2, 0);
    hidden[find("public.rqth") - defs->catalogue->indicators] = true;
    hidden[find("public.nationalite") - defs->catalogue->indicators] = true;
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    free(slots);
    free(hidden);
    definitions_free(&defs);
    return 0;
}

static struct indicators_view view_of(enum scope_kind kind)
{
    struct indicators_view v = {.definitions = defs,
                                .scope = {.kind = kind},
                                .query = "perimetre=nation",
                                .now = {"2026-T4", slots, hidden},
                                .before = {"2025-T4", NULL, hidden},
                                .live = true,
                                .guarded = true};
    if (kind == SCOPE_CHANTIER)
        snprintf(v.scope.code, sizeof v.scope.code, "LYO0001");
    return v;
}

static const char *text_of(const json_t *o, const char *key)
{
    const char *s = json_string_value(json_object_get(o, key));
    return s ? s : "";
}

/* The cells of a row by its code, as "a|b|c". */
static const json_t *row_of(const json_t *table, const char *code)
{
    size_t i;
    json_t *row;
    json_array_foreach(json_object_get(table, "lignes"), i, row)
    {
        const json_t *cells = json_object_get(row, "cellules");
        if (json_array_size(cells) == 10 && strcmp(text_of(json_array_get(cells, 9), "texte"), code) == 0)
            return cells;
    }
    return NULL;
}

static void check_row(const json_t *table, const char *code, const char *said, const char *live)
{
    struct buf texts = {0}, marks = {0};
    size_t i;
    json_t *cell;
    const json_t *cells = row_of(table, code);
    assert_non_null(cells);
    json_array_foreach(cells, i, cell)
    {
        if (i < 9)
            buf_addf(&texts, "%s%s", i ? "|" : "", text_of(cell, "texte"));
        if (*text_of(cell, "live"))
            buf_addf(&marks, "%s%s", marks.len ? "|" : "", text_of(cell, "live"));
    }
    assert_string_equal(buf_text(&texts), said);
    assert_string_equal(buf_text(&marks), live);
    buf_deinit(&texts);
    buf_deinit(&marks);
}

static void test_rows(void **state)
{
    struct indicators_view v = view_of(SCOPE_NATION);
    json_t *t = indicators_table(&v, NULL);
    (void)state;
    check_row(t, "effectif.file_active", "File active|1\u202f204|1\u202f204|||–|–||",
              "nation effectif.file_active|nation effectif.file_active:num");
    check_row(t, "effectif.etp_accompagnement", "ETP d'accompagnement|32,7|32,70|||–|–||",
              "nation effectif.etp_accompagnement|nation effectif.etp_accompagnement:num");
    check_row(t, "effectif.charge_cip", "Salariés par ETP d'accompagnement|36,8|1\u202f204|32,70||–|–|–|",
              "nation effectif.charge_cip|nation effectif.charge_cip:num|nation effectif.charge_cip:den");
    check_row(t, "public.femmes", "Femmes|45 %|45|100|3|–|–|–|–",
              "nation public.femmes|nation public.femmes:num|nation public.femmes:den|nation public.femmes:nr");
    check_row(t, "public.age_entree", "Âge à l'entrée|||10|1|–||–|–",
              "nation public.age_entree:den|nation public.age_entree:nr");
    check_row(t, "public.age_entree:MOINS_26", "Moins de 26|4 (40 %)||||–|||", "nation public.age_entree:MOINS_26");
    check_row(t, "public.age_entree:26_49", "26 à 49|0 (0 %)||||–|||", "nation public.age_entree:26_49");
    check_row(t, "public.age_entree:50_ET_PLUS", "50 et plus|6 (60 %)||||–|||", "nation public.age_entree:50_ET_PLUS");
    check_row(t, "public.suivi_exterieur", "Suivis par un travailleur social extérieur|–|0|0|0|–|–|–|–",
              "nation public.suivi_exterieur|nation public.suivi_exterieur:num|nation public.suivi_exterieur:den|"
              "nation public.suivi_exterieur:nr"); /* unknown is not zero */
    check_row(t, "public.rqth", "Bénéficiaires de la RQTH|s|s|s|s|s|s|s|s", "");
    check_row(t, "public.nationalite", "Nationalité|s||s|s|s||s|s", "");
    assert_null(row_of(t, "public.nationalite:FR"));
    check_row(t, "public.rsa", "Bénéficiaires du RSA|–|0|0|0|–|–|–|–", ""); /* sensitive: nothing of it moves */
    assert_true(json_is_true(json_object_get(t, "a_secret")) && json_is_true(json_object_get(t, "a_inconnu")));
    json_decref(t);
}

/* What the stream says of a part is what the table has. */
static void test_parts(void **state)
{
    static const struct {
        const char *code;
        int64_t hundredths;
        const char *text;
    } cases[] = {{"effectif.etp_accompagnement", 3270, "32,70"},
                 {"effectif.etp_accompagnement", 1205, "12,05"},
                 {"effectif.etp_accompagnement", 123400, "1\u202f234,00"},
                 {"effectif.etp_accompagnement", 0, "0,00"},
                 {"effectif.etp_salaries", 100000, "28,57"}};
    int64_t *own = mem_new_n(defs->catalogue->slots_n, sizeof *own);
    (void)state;
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        const struct indicator *i = find(cases[k].code);
        struct buf text = {0};
        own[i->slot] = cases[k].hundredths;
        assert_true(figure_show_part(i, own, FIGURE_NUM, &text));
        assert_string_equal(buf_text(&text), cases[k].text);
        json_t *t = table_new("t", "T", NULL);
        table_column(t, "nom", "Nom", TABLE_TEXT, NULL);
        indicators_columns(t, "", "");
        table_row(t);
        table_text(t, "x");
        indicators_cells(t, i, 0, own, false);
        const json_t *row = json_array_get(json_object_get(t, "lignes"), 0);
        assert_string_equal(text_of(json_array_get(json_object_get(row, "cellules"), 2), "texte"), cases[k].text);
        json_decref(t);
        assert_false(figure_show_part(i, own, FIGURE_DEN, &text));
        buf_deinit(&text);
    }
    free(own);
}

static void test_sections(void **state)
{
    struct indicators_view v = view_of(SCOPE_CHANTIER);
    char slug[INDICATORS_SLUG_LEN];
    struct buf codes = {0};
    (void)state;
    assert_string_equal(indicators_section(defs->catalogue, 0, slug), "Effectifs");
    assert_string_equal(slug, "effectifs");
    assert_string_equal(indicators_section(defs->catalogue, 2, slug), "Difficultés à l'entrée");
    assert_string_equal(slug, "difficultes-a-l-entree");
    assert_null(indicators_section(defs->catalogue, 99, slug));
    json_t *t = indicators_table(&v, "Publics");
    assert_non_null(row_of(t, "public.femmes"));
    assert_null(row_of(t, "effectif.file_active"));
    json_decref(t);
    t = indicators_table(&v, "Coordination"); /* none of it is a chantier's */
    assert_int_equal(table_rows_n(t), 0);
    json_decref(t);
    indicators_codes(&v, "Coordination", &codes);
    assert_string_equal(buf_text(&codes), "");
    indicators_codes(&v, "Qualité", &codes);
    assert_string_equal(buf_text(&codes), "qualite.remontee,qualite.lignes_ecartees,qualite.completude");
    buf_deinit(&codes);
}

static const json_t *bar_of(const json_t *chart, const char *name)
{
    size_t i;
    json_t *bar;
    json_array_foreach(json_object_get(chart, "barres"), i, bar)
    {
        if (strcmp(text_of(bar, "nom"), name) == 0)
            return bar;
    }
    return NULL;
}

static void check_bar(const json_t *chart, const char *name, double value, const char *text)
{
    const json_t *bar = bar_of(chart, name), *values = json_object_get(bar, "valeurs"),
                 *texts = json_object_get(bar, "textes");
    assert_non_null(bar);
    assert_int_equal(json_array_size(values), 2);
    if (value < 0)
        assert_true(json_is_null(json_array_get(values, 0)));
    else
        assert_true(json_number_value(json_array_get(values, 0)) == value);
    assert_true(json_is_null(json_array_get(values, 1)));
    assert_string_equal(json_string_value(json_array_get(texts, 0)), text);
}

static void test_labels(void **state)
{
    static const struct {
        const char *typed, *printed;
    } cases[] = {{"Habitat à l'entrée", "Habitat à l’entrée"},
                 {"N'ont", "N’ont"},
                 {"l'État", "l’État"},
                 {"sexe = 'F'", "sexe = 'F'"},
                 {"'", "'"},
                 {"", ""},
                 {"été'", "été'"},
                 {"à l'oe d'a", "à l’oe d’a"}};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct buf out = {0};
        label_print(cases[i].typed, &out);
        assert_string_equal(buf_text(&out), cases[i].printed);
        buf_deinit(&out);
    }
}

static void test_charts(void **state)
{
    struct indicators_view v = view_of(SCOPE_NATION);
    size_t i;
    json_t *group;
    (void)state;
    json_t *charts = indicators_charts(&v, "Effectifs", "effectifs");
    static const char *const titles[] = {"En parcours", "En personnes",        "En chantiers",
                                         "En ETP",      "En salariés par ETP", "Taux"};
    assert_int_equal(json_array_size(charts), sizeof titles / sizeof *titles);
    json_array_foreach(charts, i, group)
    {
        assert_string_equal(text_of(group, "titre"), titles[i]);
        assert_int_equal(json_array_size(json_object_get(json_object_get(group, "donnees"), "barres")),
                         table_rows_n(json_object_get(group, "table")));
    }
    const json_t *counts = json_object_get(json_array_get(charts, 0), "donnees");
    check_bar(counts, "File active", 1204, "1\u202f204");
    assert_string_equal(text_of(counts, "scope"), "nation");
    const json_t *first = json_array_get(json_object_get(counts, "barres"), 0);
    assert_string_equal(text_of(first, "code"), "effectif.file_active");
    json_decref(charts);

    charts = indicators_charts(&v, "Publics", "publics");
    const json_t *rates = json_object_get(json_array_get(charts, 0), "donnees");
    assert_string_equal(text_of(rates, "unite"), "%");
    check_bar(rates, "Femmes", 45, "45 %");
    check_bar(rates, "Bénéficiaires de la RQTH", -1, "s");
    check_bar(rates, "Suivis par un travailleur social extérieur", -1, "–");
    check_bar(json_object_get(json_array_get(charts, 1), "donnees"), "Moins de 26", 40, "4 (40 %)");
    json_decref(charts);
}

static bool names(const json_t *words, const char *name)
{
    size_t i;
    json_t *x;
    json_array_foreach(json_object_get(words, "noms"), i, x)
    {
        if (strcmp(text_of(x, "nom"), name) == 0)
            return true;
    }
    return false;
}

static void test_words(void **state)
{
    (void)state;
    json_t *w = definition_words(defs, find("frein_sortie.au_moins_un"));
    assert_string_equal(text_of(w, "genre"), "Taux");
    assert_string_equal(text_of(w, "population"), "sortis_retenus AND freins > 0");
    assert_string_equal(text_of(w, "expression"), "any_solved");
    /* what names are made of, all the way down */
    assert_true(names(w, "sortis_retenus") && names(w, "sortis") && names(w, "freins") && names(w, "any_solved") &&
                names(w, "solved(x)") && names(w, "presence(x)") && names(w, "frein_sante") &&
                names(w, "motif_sortie"));
    assert_false(names(w, "accompagnes") || names(w, "nationalite") || names(w, "frein_justice"));
    assert_true(json_is_true(json_object_get(w, "sensible")) && !json_is_true(json_object_get(w, "chantier")));
    json_decref(w);

    w = definition_words(defs, find("effectif.charge_cip"));
    assert_true(json_is_true(json_object_get(w, "chantier")));
    assert_string_equal(text_of(w, "denominateur"), "effectif.etp_accompagnement");
    assert_true(names(w, "effectif.etp_accompagnement") && names(w, "effectif.file_active") && !names(w, "objectif"));
    assert_int_equal(json_array_size(json_object_get(w, "lecture")), 3);
    json_decref(w);

    w = definition_words(defs, find("modalite.cp_sante"));
    assert_true(json_is_true(json_object_get(w, "indirect")) && !json_is_true(json_object_get(w, "sensible")));
    json_decref(w);
    for (size_t k = 0; k < defs->catalogue->indicators_n; k++) { /* each has its reading */
        w = definition_words(defs, &defs->catalogue->indicators[k]);
        assert_true(json_array_size(json_object_get(w, "lecture")) >= 2);
        json_decref(w);
    }
}

static void test_near(void **state)
{
    static const struct {
        const char *wrong, *right;
    } cases[] = {{"public.feme", "public.femmes"},
                 {"femmes", "public.femmes"},
                 {"effectif.fileactive", "effectif.file_active"},
                 {"nul.part", NULL},
                 {"", NULL}};
    (void)state;
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        const char *near[DEFINITION_NEAR_MAX];
        size_t n = definition_near(defs->catalogue, cases[k].wrong, near);
        assert_int_equal(n > 0, cases[k].right != NULL);
        if (n)
            assert_string_equal(near[0], cases[k].right);
    }
}

static void test_course(void **state)
{
    struct period q[COURSE_QUARTERS];
    struct course_point points[COURSE_QUARTERS];
    (void)state;
    course_quarters(cal_day(2026, 11, 30), q);
    assert_string_equal(q[0].name, "2025-T1");
    assert_string_equal(q[7].name, "2026-T4");
    course_quarters(cal_day(2026, 1, 1), q);
    assert_string_equal(q[6].name, "2025-T4");
    assert_string_equal(q[7].name, "2026-T1");
    for (size_t k = 0; k < COURSE_QUARTERS; k++)
        points[k] = (struct course_point){.period = &q[k], .slots = k ? slots : NULL, .hidden = k == 1};
    json_t *t = course_table(find("public.femmes"), points, COURSE_QUARTERS),
           *c = course_chart(find("public.femmes"), points, COURSE_QUARTERS), *bars = json_object_get(c, "barres");
    assert_int_equal(table_rows_n(t), COURSE_QUARTERS);
    static const char *const said[] = {"–", "s", "45 %"};
    for (size_t k = 0; k < 3; k++)
        assert_string_equal(json_string_value(json_array_get(json_object_get(json_array_get(bars, k), "textes"), 0)),
                            said[k]);
    json_decref(t);
    json_decref(c);
    assert_null(course_chart(find("public.age_entree"), points, COURSE_QUARTERS));
    t = within_table(find("public.age_entree"), true, false);
    within_row(t, find("public.age_entree"), "Magdala", slots, false);
    within_row(t, find("public.age_entree"), "Écluse", NULL, false);
    within_row(t, find("public.age_entree"), "Parc", slots, true);
    assert_int_equal(table_rows_n(t), 3);
    json_decref(t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_rows),     cmocka_unit_test(test_parts),
                                       cmocka_unit_test(test_sections), cmocka_unit_test(test_labels),
                                       cmocka_unit_test(test_charts),   cmocka_unit_test(test_words),
                                       cmocka_unit_test(test_near),     cmocka_unit_test(test_course)};
    return cmocka_run_group_tests_name("dashboard_indicators", tests, setup, teardown);
}
