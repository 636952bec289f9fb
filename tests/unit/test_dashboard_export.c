/* Tables of pages: their model, their HTML, the CSV and the workbook made of them. */
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
#include "dashboard/export.h"
#include "dashboard/table.h"
#include "io/unzip.h"
#include "programme_fixture.h"

#define NNB "\u202f" /* narrow no-break space */
#define PLENTY (8u << 20)

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

static const struct indicator *indicator(const char *code)
{
    const struct indicator *i = catalogue_find(defs->catalogue, code);
    assert_non_null(i);
    return i;
}

/* Every kind of cell, and texts that want care. */
static json_t *sample(void)
{
    int64_t *slots = mem_new_n(defs->catalogue->slots_n, sizeof *slots);
    json_t *t = table_new("essai", "Actions de l'essai", "Une légende");
    table_column(t, "nom", "Nom", TABLE_TEXT, NULL);
    table_column(t, "nombre", "Nombre", TABLE_NUMBER, "parcours");
    table_column(t, "taux", "Part", TABLE_RATE, NULL);
    table_column(t, "jour", "Jour", TABLE_DAY, NULL);
    table_section(t, "Lyon; le \"Rhône\"");
    table_row(t);
    table_link(table_text(t, "Magdala"), "/chantier/LYO0001?a=1&b=2");
    table_live(table_number(t, 2572), &(struct scope){.kind = SCOPE_CHANTIER, .code = "LYO0001"},
               "effectif.file_active");
    table_rate(t, 1, 3);
    table_day(t, cal_day(2026, 11, 22));
    table_row(t);
    table_text(t, "=CMD()");
    table_decimal(t, -1234.5, 2);
    table_withheld(t);
    table_unknown(t);
    table_section(t, "Nantes");
    table_row(t);
    table_text(t, "-3");
    table_number(t, -3);
    table_rate(t, 0, 0);
    table_row(t);
    table_text(t, "zéro");
    table_number(t, 0);
    table_rate(t, 0, 7);
    table_foot(t);
    table_text(t, "Ensemble");
    slots[indicator("effectif.file_active")->slot] = 9;
    table_figure(t, indicator("effectif.file_active"), slots, 0, false);
    free(slots);
    return t;
}

static const json_t *cell_at(const json_t *t, size_t row, size_t column)
{
    const json_t *r = json_array_get(json_object_get(t, "lignes"), row);
    return json_array_get(json_object_get(r, "cellules"), column);
}

static void expect(const json_t *cell, const char *text, const char *value)
{
    char *v = json_dumps(json_object_get(cell, "valeur"), JSON_ENCODE_ANY | JSON_REAL_PRECISION(9));
    assert_string_equal(json_string_value(json_object_get(cell, "texte")), text);
    assert_string_equal(v, value);
    free(v);
}

static void test_cells(void **state)
{
    (void)state;
    json_t *t = sample();
    expect(cell_at(t, 1, 1), "2" NNB "572", "2572");
    expect(cell_at(t, 1, 2), "33 %", "33.3333333");
    expect(cell_at(t, 1, 3), "22/11/2026", "\"2026-11-22\"");
    expect(cell_at(t, 2, 1), "-1" NNB "234,50", "-1234.5");
    expect(cell_at(t, 2, 2), "s", "null");
    expect(cell_at(t, 2, 3), "–", "null");
    expect(cell_at(t, 4, 2), "–", "null"); /* 0 of 0 is not 0 % */
    expect(cell_at(t, 5, 2), "0 %", "0.0");
    assert_int_equal(table_rows_n(t), 4);
    json_decref(t);
}

static void test_sign(void **state)
{
    (void)state;
    json_t *t = table_new("t", "t", NULL);
    struct buf csv = {0};
    table_column(t, "nuit", "Nuit", TABLE_TEXT, NULL);
    table_row(t);
    const json_t *cell = table_sign(t, "=", "figée");
    assert_string_equal(json_string_value(json_object_get(cell, "signe")), "=");
    expect(cell, "figée", "\"figée\"");
    export_csv(&(struct export_head){.debut = CELL_NULL, .fin = CELL_NULL}, t, &csv);
    assert_non_null(strstr(buf_text(&csv), "\r\nfigée\r\n"));
    assert_null(strstr(buf_text(&csv), "Connu le")); /* of a head that knows nothing */
    buf_deinit(&csv);
    json_decref(t);
}

static void test_figures(void **state)
{
    (void)state;
    int64_t *slots = mem_new_n(defs->catalogue->slots_n, sizeof *slots);
    static const struct {
        const char *code;
        int64_t num, den;
        const char *text, *value;
    } cases[] = {
        {"effectif.file_active", 2572, 0, "2" NNB "572", "2572"},
        {"public.femmes", 901, 2600, "35 %", "34.6538462"},
        {"public.femmes", 0, 0, "–", "null"},
        {"parcours.duree_moyenne", 589740, 1205, "16,1", "16.0792"},
        {"effectif.etp_accompagnement", 3270, 0, "32,7", "32.7"},
        {"effectif.charge_cip", 1337, 3270, "40,9", "40.8868502"},
        {"effectif.objectif", 90, 120, "75 %", "75.0"},
        {"effectif.objectif", 0, 0, "–", "null"},
    };
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        const struct indicator *i = indicator(cases[k].code);
        json_t *t = table_new("t", "t", NULL);
        table_column(t, "valeur", "Valeur", TABLE_NUMBER, NULL);
        slots[i->slot] = cases[k].num;
        slots[i->slot + 1] = cases[k].den;
        table_row(t);
        json_t *cell = table_figure(t, i, slots, 0, false);
        const char *text = json_string_value(json_object_get(cell, "texte"));
        if (strcmp(text, cases[k].text) != 0)
            fail_msg("%s: %s instead of %s", cases[k].code, text, cases[k].text);
        if (strcmp(cases[k].value, "16.0792") == 0) /* 589740 / 1205 / 30,4375 */
            assert_float_equal(json_number_value(json_object_get(cell, "valeur")), 16.0792, 0.001);
        else
            expect(cell, cases[k].text, cases[k].value);
        json_decref(t);
    }
    json_t *t = table_new("t", "t", NULL);
    table_column(t, "valeur", "Valeur", TABLE_NUMBER, NULL);
    const struct indicator *i = indicator("public.nationalite");
    slots[i->slot] = 10;
    slots[i->slot + 2 + 1] = 7;
    table_row(t);
    expect(table_figure(t, i, slots, 1, false), "7", "7");
    table_row(t);
    expect(table_figure(t, i, slots, 1, true), "s", "null");
    table_row(t);
    expect(table_figure(t, i, NULL, 1, false), "–", "null");
    json_decref(t);
    free(slots);
}

/* ---- what is taken away ---- */

static const struct export_head HEAD = {
    .title = "Territoire",
    .perimetre = "Métropole de Lyon",
    .programme = "CVG",
    .period = "quatrième trimestre 2026",
    .coverage = "61 chantiers sur 68, le plus ancien export a 3 jours",
    .as_known_on_us = 1795398427000000, /* 2026-11-23 02:47:07 in Paris */
    .definitions = "abc123",
    .address = "https://tableau.example/territoire/LYON?periode=2026-T4",
};

static struct export_head head(void)
{
    struct export_head h = HEAD;
    h.debut = cal_day(2026, 10, 1);
    h.fin = cal_day(2026, 12, 31);
    return h;
}

static void test_csv(void **state)
{
    (void)state;
    static const char expected[] = "\xef\xbb\xbf"
                                   "Page;Territoire\r\n"
                                   "Périmètre;Métropole de Lyon\r\n"
                                   "Programme;CVG\r\n"
                                   "Période;quatrième trimestre 2026 (du 01/10/2026 au 31/12/2026)\r\n"
                                   "Couverture;61 chantiers sur 68, le plus ancien export a 3 jours\r\n"
                                   "Connu le;23/11/2026 à 02:47 (2026-11-23T01:47:07.000000Z)\r\n"
                                   "Définitions;abc123\r\n"
                                   "Adresse;https://tableau.example/territoire/LYON?periode=2026-T4\r\n"
                                   "Tableau;Actions de l'essai\r\n"
                                   "\r\n"
                                   "Rubrique;Nom;Nombre (parcours);Part (%);Jour\r\n"
                                   "\"Lyon; le \"\"Rhône\"\"\";Magdala;2572;33,333333;2026-11-22\r\n"
                                   "\"Lyon; le \"\"Rhône\"\"\";'=CMD();-1234,5;s;\r\n"
                                   "Nantes;'-3;-3;;\r\n"
                                   "Nantes;zéro;0;0;\r\n"
                                   ";Ensemble;9;;\r\n";
    struct export_head h = head();
    struct buf out = {0};
    json_t *t = sample();
    export_csv(&h, t, &out);
    assert_string_equal(buf_text(&out), expected);
    json_decref(t);
    buf_deinit(&out);
}

static void test_xlsx(void **state)
{
    (void)state;
    struct export_head h = head();
    struct buf first = {0}, second = {0};
    struct err e;
    struct unzipped u;
    json_t *tables = json_object(), *twin = sample();
    json_object_set_new(tables, "essai", sample());
    json_object_set_new(tables, "autre", twin); /* of the same title: two sheets of one name there cannot be */
    assert_int_equal(export_xlsx(&h, tables, &first, &e), 0);
    assert_int_equal(export_xlsx(&h, tables, &second, &e), 0);
    assert_int_equal(first.len, second.len);
    assert_memory_equal(first.data, second.data, first.len);
    /* read again: numbers, days and texts are what they are, by the formats they bear */
    struct submission_file f = {.name = "essai.xlsx", .bytes = first.data, .len = first.len};
    unzip_expand(defs, &f, 1, PLENTY, &u);
    static const char expected[] =
        "Actions de l'essai\n"
        "\"Périmètre : Métropole de Lyon · Programme : CVG · Période : quatrième trimestre 2026 (du 01/10/2026 au "
        "31/12/2026) · Couverture : 61 chantiers sur 68, le plus ancien export a 3 jours · Connu le : "
        "23/11/2026 à 02:47 (2026-11-23T01:47:07.000000Z)\"\n"
        "\n"
        "Rubrique;Nom;Nombre (parcours);Part;Jour\n"
        "\"Lyon; le \"\"Rhône\"\"\";Magdala;2572;0.333333333333333;2026-11-22\n"
        "\"Lyon; le \"\"Rhône\"\"\";=CMD();-1234.5;s\n"
        "Nantes;-3;-3\n"
        "Nantes;zéro;0;0\n"
        ";Ensemble;9\n";
    size_t read = 0;
    for (size_t k = 0; k < u.n; k++) {
        assert_null(u.files[k].trouble);
        if (!u.files[k].bytes || u.files[k].len < 2)
            continue; /* the sheet of the head: of no dataset */
        read++;
        assert_int_equal(u.files[k].len, strlen(expected));
        assert_memory_equal(u.files[k].bytes, expected, strlen(expected));
    }
    assert_int_equal(read, 2);
    unzipped_deinit(&u);
    json_decref(tables);
    buf_deinit(&first);
    buf_deinit(&second);
}

/* ---- HTML ---- */

static char *template(const char *name)
{
    struct buf path = {0}, text = {0};
    struct err e;
    buf_addf(&path, "%s/services/dashboard/templates/%s.html", getenv("SRC") ? getenv("SRC") : ".", name);
    if (buf_read_file(&text, buf_text(&path), 0, &e) < 0)
        fail_msg("%s", e.text);
    buf_deinit(&path);
    return buf_take(&text);
}

#define PARTIALS 2
static const char *find(const char *name, void *arg)
{
    static const char *const names[PARTIALS] = {"_cellule", "_masque"};
    char **texts = arg;
    for (size_t i = 0; i < PARTIALS; i++) {
        if (strcmp(name, names[i]) != 0)
            continue;
        if (!texts[i])
            texts[i] = template(name);
        return texts[i];
    }
    return NULL;
}

static void test_html(void **state)
{
    (void)state;
    struct buf out = {0};
    struct err e;
    char *text = template("_tableau"), *partials[PARTIALS] = {NULL};
    /* names of a page around it do not leak into cells */
    json_t *page = json_pack("{s:s, s:s, s:b, s:s}", "href", "/faux", "live", "faux", "secret", 1, "unite", "faux");
    json_t *tables = json_object();
    json_object_set_new(tables, "essai", sample());
    json_object_set_new(page, "tables", tables);
    struct buf whole = {0};
    buf_addf(&whole, "{{#tables.essai}}%s{{/tables.essai}}", text);
    if (mustache_render(buf_text(&whole), page, find, partials, &out, &e) < 0)
        fail_msg("%s", e.text);
    static const char *const parts[] = {
        "<table class=\"tableau\" id=\"essai\">", /* sections: not to be sorted */
        "<caption id=\"essai-titre\">Actions de l&#39;essai <span class=\"legende\">Une légende</span></caption>",
        "<th scope=\"col\" data-cle=\"nom\">Nom</th>"
        "<th scope=\"col\" class=\"nombre\" data-cle=\"nombre\">Nombre <span class=\"unite\">(parcours)</span></th>",
        "<tr class=\"section\"><th scope=\"rowgroup\" colspan=\"4\">Lyon; le &quot;Rhône&quot;</th></tr>",
        "<tr><th scope=\"row\"><a href=\"/chantier/LYO0001?a=1&amp;b=2\">Magdala</a></th>"
        "<td class=\"nombre\"><data data-live=\"chantier:LYO0001 effectif.file_active\" value=\"2572\">2" NNB
        "572</data></td>"
        "<td class=\"nombre\"><data value=\"33.3333333\">33 %</data></td>"
        "<td><time datetime=\"2026-11-22\">22/11/2026</time></td></tr>",
        "<td class=\"nombre\"><abbr class=\"secret\" title=\"Chiffre masqué : trop peu "
        "de personnes sont derrière lui, ou derrière un autre qu’il ferait deviner\">s</abbr></td><td "
        "class=\"inconnu\">–</td>",
        "<tfoot>\n<tr><th scope=\"row\">Ensemble</th><td class=\"nombre\"><data "
        "value=\"9\">9</data></td></tr>\n</tfoot>",
        "chiffre masqué, ni nul ni inconnu",
        "ce n’est pas zéro",
    };
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (!strstr(buf_text(&out), parts[i]))
            fail_msg("no %s in\n%s", parts[i], buf_text(&out));
    assert_null(strstr(buf_text(&out), "faux"));
    json_decref(page);
    buf_deinit(&out);
    buf_deinit(&whole);
    free(text);
    for (size_t i = 0; i < PARTIALS; i++)
        free(partials[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cells), cmocka_unit_test(test_sign), cmocka_unit_test(test_figures),
        cmocka_unit_test(test_csv),   cmocka_unit_test(test_xlsx), cmocka_unit_test(test_html),
    };
    return cmocka_run_group_tests_name("dashboard_export", tests, setup, teardown);
}
