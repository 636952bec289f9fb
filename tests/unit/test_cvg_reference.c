/* Tests of the reference files: what is read, every fault with its place, and what an import would change. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "cvg/reference_table.h"

#define T_HEAD "code;nom;lancement;porteur\n"
#define C_HEAD "chantier_id;nom;territoire;depuis;jusqua;objectif;support_activite;logiciel;contact\n"
#define LYON T_HEAD "LYON;Lyon;2020-01-01;FNDSA\nPARIS;Paris;;\n"

struct reading {
    struct reference_table tables[REFERENCE_KIND_COUNT];
    struct buf faults;
    size_t faults_n;
};

static void read_both(struct reading *r, const char *territoires, const char *chantiers)
{
    struct buf files[REFERENCE_KIND_COUNT] = {0};
    *r = (struct reading){0};
    buf_adds(&files[REFERENCE_TERRITOIRES], territoires);
    buf_adds(&files[REFERENCE_CHANTIERS], chantiers);
    r->faults_n = reference_table_read(files, r->tables, &r->faults);
    for (size_t k = 0; k < REFERENCE_KIND_COUNT; k++)
        buf_deinit(&files[k]);
}

static void finish(struct reading *r)
{
    for (size_t k = 0; k < REFERENCE_KIND_COUNT; k++)
        reference_table_deinit(&r->tables[k]);
    buf_deinit(&r->faults);
}

static void test_read(void **state)
{
    (void)state;
    struct reading r;
    read_both(&r, LYON,
              C_HEAD "LYO2;\"Les \"\"deux\"\" ; rives\";LYON;2024-06-01;;007;Tri;Outil;a@b.example\n"
                     "\n"
                     "LYO1;Un;LYON;;2023-12-31;;;;\n"
                     "LYO1;Un;PARIS;2024-01-01;;40;;;\n");
    assert_string_equal(buf_text(&r.faults), "");
    assert_int_equal(r.tables[REFERENCE_TERRITOIRES].n, 2);
    const struct reference_table *c = &r.tables[REFERENCE_CHANTIERS];
    assert_int_equal(c->n, 3);
    assert_string_equal(c->rows[0].cells[CHANTIER_ID], "LYO1");
    assert_string_equal(c->rows[0].cells[CHANTIER_DEPUIS], "");
    assert_string_equal(c->rows[1].cells[CHANTIER_TERRITOIRE], "PARIS");
    assert_string_equal(c->rows[2].cells[CHANTIER_NOM], "Les \"deux\" ; rives");
    assert_string_equal(c->rows[2].cells[CHANTIER_TARGET], "7"); /* canonical: 007 tomorrow is no change */
    assert_int_equal(c->rows[2].line, 2);
    finish(&r);
}

/* As spreadsheets save them: Windows-1252, tabs, BOM, capitals and blanks in the header, columns in another order. */
static void test_read_as_saved(void **state)
{
    (void)state;
    struct reading r;
    read_both(&r, "\xef\xbb\xbfNom\tCODE\tPorteur\tLancement\r\nMétropole\tLYON\t\t2020-01-01\r\n",
              "Chantier-ID,NOM,Territoire,Depuis,Jusqua,Objectif,Support activit\xe9,Logiciel,Contact\r\n"
              "LYO1,L'\xc9toile,LYON,2024-01-01,,,,,\r\n");
    assert_string_equal(buf_text(&r.faults), "");
    assert_string_equal(r.tables[REFERENCE_TERRITOIRES].rows[0].cells[TERRITOIRE_NOM], "Métropole");
    assert_string_equal(r.tables[REFERENCE_CHANTIERS].rows[0].cells[CHANTIER_NOM], "L'Étoile");
    finish(&r);
}

static void test_faults(void **state)
{
    (void)state;
    static const struct {
        const char *territoires, *chantiers, *expected; /* the beginning of one of the faults */
    } cases[] = {
        {T_HEAD "LYON;Lyon;2020-02-30;\n", C_HEAD "L;l;LYON;;;;;;\n", "territoires.csv:2:11: lancement"},
        {T_HEAD "LYON;Lyon;;\nLYON;Deux;;\n", C_HEAD "L;l;LYON;;;;;;\n",
         "territoires.csv:3:1: code : « LYON » est déjà à la ligne 2"},
        {T_HEAD "L YON;Lyon;;\n", C_HEAD "L;l;L YON;;;;;;\n",
         "territoires.csv:2:1: code : « L YON » n'est pas un identifiant"},
        {T_HEAD "LYON;;;\n", C_HEAD "L;l;LYON;;;;;;\n", "territoires.csv:2:6: nom : obligatoire"},
        {T_HEAD, C_HEAD "L;l;LYON;;;;;;\n", "territoires.csv:1:1: le fichier n'a aucune ligne"},
        {"", C_HEAD "L;l;LYON;;;;;;\n", "territoires.csv:1:1: le fichier est vide"},
        {"code;nom;porteur\nLYON;Lyon;\n", C_HEAD "L;l;LYON;;;;;;\n",
         "territoires.csv:1:1: la colonne « lancement » manque"},
        {"code;nom;lancement;porteur;Nom\nLYON;Lyon;;;\n", C_HEAD "L;l;LYON;;;;;;\n",
         "territoires.csv:1:28: la colonne « nom » est donnée deux fois"},
        {T_HEAD "LYON;\"Lyon;;\n", C_HEAD "L;l;LYON;;;;;;\n", "territoires.csv:2:1: un guillemet"},
        {LYON, C_HEAD, "chantiers.csv:1:1: le fichier n'a aucune ligne"},
        {LYON, C_HEAD "L1;é;LYOM;;;;;;\n", "chantiers.csv:2:6: territoire : « LYOM » n'est pas dans"},
        {LYON, C_HEAD "L1;l;LYON;01/02/2024;;;;;\n", "chantiers.csv:2:11: depuis : « 01/02/2024 » n'est pas une date"},
        {LYON, C_HEAD "L1;l;LYON;2024-02-01;2024-01-31;;;;\n",
         "chantiers.csv:2:22: jusqua : 2024-01-31 est avant depuis"},
        {LYON, C_HEAD "L1;l;LYON;;;-3;;;\n", "chantiers.csv:2:13: objectif : « -3 »"},
        {LYON, C_HEAD "L1;l;LYON;;;trente;;;\n", "chantiers.csv:2:13: objectif : « trente »"},
        {LYON, C_HEAD "L1;l;LYON;;;;;;;\n", "chantiers.csv:2:1: 10 cellules sous 9 colonnes"},
        {LYON, C_HEAD "LYON;l;LYON;;;;;;\n",
         "chantiers.csv:2:1: chantier_id : « LYON » est aussi le code d'un territoire"},
        {LYON, C_HEAD ";l;LYON;;;;;;\n", "chantiers.csv:2:1: chantier_id : obligatoire"},
        /* overlaps: the same day ends one line and begins the next; open ends; one wide line around another */
        {LYON, C_HEAD "L1;l;LYON;2023-01-01;2024-01-01;;;;\nL1;l;PARIS;2024-01-01;;;;;\n",
         "chantiers.csv:3:12: le chantier « L1 » a déjà"},
        {LYON, C_HEAD "L1;l;LYON;;;;;;\nL1;l;LYON;;;;;;\n", "chantiers.csv:3:11: le chantier « L1 » a déjà"},
        {LYON, C_HEAD "L1;l;PARIS;2024-01-01;;;;;\nL1;l;LYON;;;;;;\n", "chantiers.csv:3:11: le chantier « L1 » a déjà"},
        {LYON,
         C_HEAD "L1;l;LYON;2020-01-01;2026-01-01;;;;\nL1;l;LYON;2021-01-01;2021-02-01;;;;\nL1;l;LYON;2022-01-01;;;;;\n",
         "chantiers.csv:4:11: le chantier « L1 » a déjà une ligne pour cette période (ligne 2,"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct reading r;
        read_both(&r, cases[i].territoires, cases[i].chantiers);
        assert_true(r.faults_n >= 1);
        if (!strstr(buf_text(&r.faults), cases[i].expected))
            fail_msg("case %zu: wanted %s\ngot %s", i, cases[i].expected, buf_text(&r.faults));
        finish(&r);
    }
}

static void test_neighbours_do_not_overlap(void **state)
{
    (void)state;
    struct reading r;
    read_both(&r, LYON,
              C_HEAD "L1;l;PARIS;2024-01-02;2024-12-31;;;;\nL1;l;LYON;;2024-01-01;;;;\nL1;l;LYON;2025-01-01;;;;;\nL2;l;"
                     "LYON;2024-01-01;;;;;\n");
    assert_string_equal(buf_text(&r.faults), "");
    assert_int_equal(r.faults_n, 0);
    finish(&r);
}

static void test_many_faults_are_counted(void **state)
{
    (void)state;
    struct buf text = {0};
    struct reading r;
    buf_adds(&text, C_HEAD);
    for (int i = 0; i < 500; i++)
        buf_addf(&text, "L%d;l;NULLE;;;;;;\n", i);
    read_both(&r, LYON, buf_text(&text));
    assert_int_equal(r.faults_n, 500);
    assert_non_null(strstr(buf_text(&r.faults), "… et 450 autres fautes\n"));
    finish(&r);
    buf_deinit(&text);
}

static char *report(const char *before, const char *after)
{
    struct reading a, b;
    read_both(&a, LYON, before);
    read_both(&b, LYON, after);
    assert_int_equal(a.faults_n + b.faults_n, 0);
    json_t *doc = reference_table_report(&a.tables[REFERENCE_CHANTIERS], &b.tables[REFERENCE_CHANTIERS]);
    char *text = json_dumps(doc, JSON_COMPACT);
    json_decref(doc);
    finish(&a);
    finish(&b);
    return text;
}

static void test_report(void **state)
{
    (void)state;
    char *text = report(C_HEAD "A;a;LYON;;;;;;\nB;b;LYON;2020-01-01;;30;;;\nC;c;LYON;;;;;;\nD;d;LYON;;;;;;\n",
                        C_HEAD "B;b;LYON;2020-01-02;;32;;;\nC;c;LYON;;;;;;\nD;d;LYON;;2025-12-31;;;;\nD;d;PARIS;2026-"
                               "01-01;;;;;\nE;é;LYON;;;;;;\n");
    assert_string_equal(
        text, "{\"added\":[{\"id\":\"E\",\"nom\":\"é\"}],\"removed\":[{\"id\":\"A\",\"nom\":\"a\"}],\"changed\":["
              "{\"id\":\"B\",\"nom\":\"b\",\"fields\":[{\"column\":\"depuis\",\"before\":\"2020-01-01\",\"after\":"
              "\"2020-01-02\"},"
              "{\"column\":\"objectif\",\"before\":\"30\",\"after\":\"32\"}]},"
              "{\"id\":\"D\",\"nom\":\"d\",\"fields\":[{\"column\":\"lignes\",\"before\":\"1\",\"after\":\"2\"}]}],"
              "\"unchanged\":1}");
    free(text);
}

/* Rows that are the same, in whatever order the files give them, are neither closed nor written. */
static void test_compare(void **state)
{
    (void)state;
    struct reading a, b;
    struct reference_diff d;
    read_both(&a, LYON, C_HEAD "A;a;LYON;;;;;;\nB;b;LYON;2020-01-01;;30;;;\nC;c;LYON;;;;;;\n");
    read_both(&b, LYON, C_HEAD "D;d;LYON;;;;;;\nC;c;LYON;;;;;;\nB;b;LYON;2020-01-01;;31;;;\n");
    const struct reference_table *x = &a.tables[REFERENCE_CHANTIERS], *y = &b.tables[REFERENCE_CHANTIERS];
    reference_table_compare(x, y, &d);
    assert_int_equal(d.gone_n, 2);
    assert_string_equal(x->rows[d.gone[0]].cells[0], "A");
    assert_string_equal(x->rows[d.gone[1]].cells[CHANTIER_TARGET], "30");
    assert_int_equal(d.fresh_n, 2);
    assert_string_equal(y->rows[d.fresh[0]].cells[CHANTIER_TARGET], "31");
    assert_string_equal(y->rows[d.fresh[1]].cells[0], "D");
    reference_diff_deinit(&d);
    reference_table_compare(x, x, &d);
    assert_int_equal(d.gone_n + d.fresh_n, 0);
    reference_diff_deinit(&d);
    finish(&a);
    finish(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_read),
        cmocka_unit_test(test_read_as_saved),
        cmocka_unit_test(test_faults),
        cmocka_unit_test(test_neighbours_do_not_overlap),
        cmocka_unit_test(test_many_faults_are_counted),
        cmocka_unit_test(test_report),
        cmocka_unit_test(test_compare),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
