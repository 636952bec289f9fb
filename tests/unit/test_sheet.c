/* Reading a file: encodings, headers, lines, which cell makes which finding on which line, what refuses a file,
 * identity data. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <cmocka.h>

#include "programme_fixture.h"

static struct definitions *defs;
static struct strings strings;
static struct findings findings;
static struct buf text;

static int setup(void **state)
{
    (void)state;
    defs = fixture_definitions();
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    buf_deinit(&text);
    definitions_free(&defs);
    return 0;
}

/* Reads bytes as a dataset, situation 2026-11-20; forget() after each. */
static struct sheet read_bytes(size_t dataset, const char *bytes, size_t len, size_t rows_max)
{
    struct sheet s;
    findings_init(&findings, defs);
    struct reading r = {.definitions = defs,
                        .strings = &strings,
                        .findings = &findings,
                        .file = "f.csv",
                        .situation = cal_day(2026, 11, 20),
                        .rows_max = rows_max};
    char *copy = malloc(len ? len : 1); /* exactly as long, so that reading over the end is seen */
    must(copy);
    memcpy(copy, bytes, len);
    sheet_read(&s, dataset, copy, len, &r);
    findings_sort(&findings);
    free(copy);
    return s;
}

static struct sheet read_accompagnants(const char *csv)
{
    return read_bytes(defs->accompagnants, csv, strlen(csv), 0);
}

static void forget(struct sheet *s)
{
    sheet_deinit(s);
    findings_deinit(&findings);
    strings_deinit(&strings);
    memset(&strings, 0, sizeof strings);
}

static const char *cell(const struct sheet *s, size_t row, const char *column)
{
    static struct buf b;
    buf_deinit(&b);
    int f = dataset_find_field(s->table.dataset, column);
    must(f >= 0);
    return table_cell_text(&s->table, row, (size_t)f, &b) ? buf_text(&b) : "-";
}

#define ACC "cip_ref;fonction;etp;date_debut;date_fin\n"

static void test_files(void **state)
{
    /* rows, refused, findings */
    static const struct {
        const char *csv;
        size_t rows;
        bool refused;
        const char *findings;
    } cases[] = {
        {ACC "C1;CIP;0,8;2025-01-01;\n", 1, false, ""},
        {"\xef\xbb\xbf" ACC "C1;CIP;0.8;01/01/2025;\r\nC2;ASP;1;2025-01-01\r\n", 2, false, "I-LIGNE-COURTE@3"},
        {"cip_ref\tfonction\tetp\tdate_debut\nC1\tCIP\t1\t2025-01-01", 1, false, ""},
        {"cip_ref,fonction,etp,date_debut\rC1,CIP,\"0,8\",2025-01-01\r", 1, false, ""},
        {" CIP-Réf ;Fonction;É T-P;Date Début\nC1;CIP;1;2025-01-01\n", 0, true,
         "I-COLONNE-INCONNUE@1:É T-P E-COLONNE/manquante@1:etp"},
        {" CIP-Réf ;Fonction;ÉTP;Date Début\nC1;CIP;1;2025-01-01\n", 1, false, ""},
        {"cip_ref;fonction;etp;date\xc2\xa0"
         "début\nC1;CIP;1;2025-01-01\n",
         1, false, ""},
        {"\n ;; \n" ACC "\n;;;;\nC1;CIP;1;2025-01-01;\n\n", 1, false, ""},
        {"", 0, true, "E-FICHIER/vide@1"},
        {"\xef\xbb\xbf", 0, true, "E-FICHIER/vide@1"},
        {" \n;;\n", 0, true, "E-FICHIER/vide@1"},
        {ACC, 0, false, ""},
        {"cip_ref;fonction;etp\nC1;CIP;1\n", 0, true, "E-COLONNE/manquante@1:date_debut"},
        {"cip_ref;fonction;etp;Date de début\nC1;CIP;1;2025-01-01\n", 0, true,
         "I-COLONNE-INCONNUE@1:Date de début E-COLONNE/proche@1:date_debut"},
        {ACC "C1;CIP;\"1;2025-01-01;\nC2;CIP;1;2025-01-01;\n", 0, true, "E-FICHIER/guillemet@2"},
        {ACC "C1;CIP;1;2025-01-01;\nC2;\"CIP\n\n;1;2025-01-01;\n", 1, true, "E-FICHIER/guillemet@3"},
        {"\"cip_ref;fonction\n", 0, true, "E-FICHIER/guillemet@1"},
        {"cip_ref;fonction;etp;date_debut;ETP\nC1;CIP;1;2025-01-01;1\n", 0, true, "E-COLONNE/double@1:ETP"},
        {"cip_ref;fonction;etp;date_debut;bureau;bureau\nC1;CIP;1;2025-01-01;a;b\n", 1, false,
         "I-COLONNE-INCONNUE@1:bureau I-COLONNE-INCONNUE@1:bureau"},
        {ACC "C1;CIP;1;2025-01-01;;;\nC2;CIP;1;2025-01-01;; ;x\n", 2, false, "E-LIGNE@3"},
        {ACC "C1;CIP;1;2025-01-01;\n;CIP;;2025-01-01;\n", 2, false, "E-REQUIS@3:cip_ref E-REQUIS@3:etp"},
        {ACC "C1;NR;nr;2025-01-01;NR\n", 1, false, "E-REQUIS@2:fonction E-REQUIS@2:etp"},
        {ACC "C 1;CHEF;beaucoup;2025-02-30;hier\n", 1, false,
         "E-TYPE/id@2:cip_ref E-CODE@2:fonction E-TYPE/decimal@2:etp E-TYPE/date@2:date_debut "
         "W-CELLULE/date@2:date_fin"},
        {ACC "C1;CIP;0;2025-01-01;\nC2;CIP;1,51;2025-01-01;\nC3;CIP;1,5;2025-01-01;\n", 3, false,
         "E-BORNE@2:etp E-BORNE@3:etp"},
        {"cip_ref;fonction;etp;renfort_cvg;date_debut\nC1;CIP;1;peut-être;2025-01-01\n", 1, false,
         "W-CELLULE/boolean@2:renfort_cvg"},
        {ACC "\"C\n1\";CIP;1;2025-01-01;\nC2;CIP;x;2025-01-01;\n", 2, false,
         "E-TYPE/id@2:cip_ref E-TYPE/decimal@4:etp"},
        {ACC "C1;CIP;1;2025-01-01;\r\rC2;CIP;x;2025-01-01;\n\n\nC3;CIP;x;2025-01-01;", 3, false,
         "E-TYPE/decimal@4:etp E-TYPE/decimal@7:etp"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct sheet s = read_accompagnants(cases[i].csv);
        if (s.table.rows_n != cases[i].rows || s.refused != cases[i].refused ||
            strcmp(findings_text(&findings, &text), cases[i].findings) != 0)
            fail_msg("case %zu: %zu rows, refused %d, %s", i, s.table.rows_n, s.refused, buf_text(&text));
        forget(&s);
    }
    (void)state;
}

static void test_encoding(void **state)
{
    (void)state;
    const char latin[] = "cip_ref;fonction;etp;Date D\xe9"
                         "but;bureau\nC1;CIP;1;2025-01-01;\x80 \x9c\n";
    struct sheet s = read_accompagnants(latin);
    assert_int_equal(s.table.rows_n, 1);
    assert_string_equal(findings_text(&findings, &text), "I-COLONNE-INCONNUE@1:bureau I-ENCODAGE@1");
    assert_string_equal(cell(&s, 0, "date_debut"), "2025-01-01");
    forget(&s);
    static const struct {
        const char *bytes;
        size_t len;
    } binary[] = {{ACC "C1;\0", sizeof ACC + 3},
                  {ACC "C1;\xe9\x81\n", sizeof ACC + 5},
                  {"\xff\xfe"
                   "c\0i\0",
                   6},
                  {"\0", 1}};
    for (size_t i = 0; i < sizeof binary / sizeof binary[0]; i++) {
        s = read_bytes(defs->accompagnants, binary[i].bytes, binary[i].len, 0);
        assert_true(s.refused);
        assert_string_equal(findings_text(&findings, &text), "E-FICHIER/nul@1");
        forget(&s);
    }
}

static void test_statuses_and_keys(void **state)
{
    (void)state;
    struct sheet s = read_accompagnants(ACC "C1;CIP;0,8;01/02/2025;\nC2;CIP;9;2025-01-01;\nC3;CIP;1;2025-01-01;;x\n"
                                            "C 4;CIP;1;2025-01-01;;x\nC5;CIP;1;hier;\n");
    static const struct {
        enum row_status status;
        const char *key;
    } wanted[] = {{ROW_TAKEN, "C1/2025-02-01"},
                  {ROW_ASIDE, "C2/2025-01-01"},
                  {ROW_ASIDE, "C3/2025-01-01"},
                  {ROW_ASIDE, NULL},
                  {ROW_ASIDE, NULL}};
    for (size_t i = 0; i < 5; i++) {
        assert_int_equal(s.rows[i].status, wanted[i].status);
        assert_int_equal(s.rows[i].line, i + 2);
        if (wanted[i].key)
            assert_string_equal(sheet_key(&s, i), wanted[i].key);
        else
            assert_null(sheet_key(&s, i));
    }
    assert_true(s.key_unreadable);
    assert_string_equal(cell(&s, 0, "etp"), "0.80");
    assert_string_equal(cell(&s, 1, "etp"), "9.00"); /* out of range, but readable; its row is set aside */
    forget(&s);
}

static void test_parcours(void **state)
{
    (void)state;
    static const struct {
        const char *changes, *findings;
        enum row_status status;
    } cases[] = {
        {"", "", ROW_TAKEN},
        {"naissance=2011-01", "", ROW_TAKEN},
        {"naissance=2011-02", "E-BORNE/age@2:naissance", ROW_ASIDE},
        {"naissance=1935-02", "", ROW_TAKEN},
        {"naissance=1935-01", "E-BORNE/age@2:naissance", ROW_ASIDE},
        {"naissance=2027-01", "E-BORNE/age@2:naissance", ROW_ASIDE},
        {"naissance=01/05/1980", "W-MOIS@2:naissance", ROW_TAKEN},
        {"naissance=mai 80", "E-TYPE/month@2:naissance", ROW_ASIDE},
        {"naissance=2011-02|date_entree=hier", "E-TYPE/date@2:date_entree", ROW_ASIDE},
        {"date_entree=1989-12-31", "E-BORNE/age@2:naissance E-BORNE@2:date_entree", ROW_ASIDE},
        {"date_entree=2026-11-20", "", ROW_TAKEN},
        {"date_entree=2026-11-21", "I-A-VENIR@2:date_entree", ROW_LEFT},
        {"date_entree=2026-11-21|sexe=X|motif_sortie=ZZ|naissance=", "I-A-VENIR@2:date_entree", ROW_LEFT},
        {"heures_hebdo=0", "W-CELLULE/borne@2:heures_hebdo", ROW_TAKEN},
        {"heures_hebdo=48", "", ROW_TAKEN},
        {"heures_hebdo=48,01", "W-CELLULE/borne@2:heures_hebdo", ROW_TAKEN},
        {"heures_hebdo=26,125", "W-CELLULE/decimal@2:heures_hebdo", ROW_TAKEN},
        {"date_sortie=bientôt", "E-TYPE/date@2:date_sortie", ROW_ASIDE},
        {"motif_sortie=PARTI", "E-CODE@2:motif_sortie", ROW_ASIDE},
        {"sexe=NR|nationalite=nr|orienteur=NR|habitat_entree=NR|frein_sante=NR", "", ROW_TAKEN},
        {"programme=NR", "E-REQUIS@2:programme", ROW_ASIDE},
        {"sexe=", "E-REQUIS@2:sexe", ROW_ASIDE},
        {"contrat=nr", "E-REQUIS@2:contrat", ROW_ASIDE},
        {"rsa=oui-nm|protection=réfugié|bilan_sante=FALSE", "", ROW_TAKEN},
        {"rqth_obtenue=OUI-M", "W-CELLULE/boolean@2:rqth_obtenue", ROW_TAKEN},
        {"habitat_entree=DÉTENTION", "", ROW_TAKEN},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct snapshot f = {0};
        parcours(&f, cases[i].changes);
        struct sheet s = read_bytes(defs->salaries, buf_text(&f.salaries), f.salaries.len, 0);
        if (s.table.rows_n != 1 || s.rows[0].status != cases[i].status ||
            strcmp(findings_text(&findings, &text), cases[i].findings) != 0)
            fail_msg("%s: status %d, %s", cases[i].changes, s.rows ? s.rows[0].status : -1, buf_text(&text));
        if (strstr(cases[i].changes, "DÉTENTION")) /* offence data while the setting is off */
            assert_string_equal(cell(&s, 0, "habitat_entree"), "PRECAIRE");
        forget(&s);
        snapshot_deinit(&f);
    }
}

/* So long that the address after it is not among what an answer repeats. */
#define LONG_HEADER "xxxxxxxxxx xxxxxxxxxx xxxxxxxxxx xxxxxxxxxx xxxxxxxxxx x."

static void test_identity(void **state)
{
    (void)state;
    static const struct {
        const char *header, *line, *findings;
    } cases[] = {
        {"cip_ref;fonction;etp;date_debut;Prénom", "C1;CIP;1;2025-01-01;x", "E-IDENTITE/entete@1:Prénom"},
        {"cip_ref;fonction;etp;date_debut;Date de-naissance", "C1;CIP;1;2025-01-01;",
         "E-IDENTITE/entete@1:Date de-naissance"},
        {"cip_ref;fonction;etp;date_debut;note", "C1;CIP;1;2025-01-01;06 12 34 56 78",
         "I-COLONNE-INCONNUE@1:note E-IDENTITE/cellule@2:note"},
        /* in the header: told as a column that is not known, but not repeated */
        {"cip_ref;fonction;etp;date_debut;etp de a@b.fr;06 12 34 56 78;1850578006084;999990123456",
         "C1;CIP;1;2025-01-01;;;;",
         "I-COLONNE-INCONNUE@1:*** I-COLONNE-INCONNUE@1:*** I-COLONNE-INCONNUE@1:*** I-COLONNE-INCONNUE@1:***"},
        {"cip_ref;fonction;date_debut;etp " LONG_HEADER "a@b.fr", "C1;CIP;2025-01-01;a@b.fr",
         "I-COLONNE-INCONNUE@1:*** E-COLONNE/manquante@1:etp E-IDENTITE/cellule@2:***"},
        {"cip_ref;fonction;etp;date_debut;note du 06 12 34 56 78", "C1;CIP;1;2025-01-01;",
         "I-COLONNE-INCONNUE@1:note du 06 12 34 56 78"},
        {"cip_ref;fonction;etp;date_debut", "C1;CIP;1;2025-01-01;x@y.fr", "E-IDENTITE/cellule@2 E-LIGNE@2"},
        {"cip_ref;fonction;etp;date_debut", "999990123456;CIP;1;2025-01-01", "E-IDENTITE/cellule@2:cip_ref"},
        {"cip_ref;fonction;etp", "C1;a@b.fr;1", "E-COLONNE/manquante@1:date_debut E-IDENTITE/cellule@2:fonction"},
        /* not scanned: dates and decimals are of their own form */
        {"cip_ref;fonction;etp;date_debut", "C1;CIP;0612345678;2025-01-01", "E-BORNE@2:etp"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct buf b = {0};
        buf_addf(&b, "%s\n%s\n", cases[i].header, cases[i].line);
        struct sheet s = read_accompagnants(buf_text(&b));
        const char *said = findings_text(&findings, &text);
        if (strcmp(said, cases[i].findings) != 0)
            fail_msg("case %zu: %s", i, said);
        for (size_t k = 0; k < findings.n; k++)
            assert_null(strchr(findings.list[k].message, '@'));
        forget(&s);
        buf_deinit(&b);
    }
    struct snapshot f = {0};
    parcours(&f, "naissance=15/05/1980");
    struct sheet s = read_bytes(defs->salaries, buf_text(&f.salaries), f.salaries.len, 0);
    assert_string_equal(findings_text(&findings, &text), "E-IDENTITE/mois@2:naissance");
    assert_string_equal(findings.list[0].value, "***");
    assert_null(strstr(findings.list[0].message, "1980"));
    forget(&s);
    snapshot_deinit(&f);
}

static void test_limits(void **state)
{
    (void)state;
    struct buf b = {0};
    buf_adds(&b, "cip_ref;fonction;etp;date_debut;note\nC1;CIP;1;2025-01-01;");
    for (int i = 0; i < CELL_BYTES_MAX; i++)
        buf_addc(&b, 'x');
    struct sheet s = read_accompagnants(buf_text(&b));
    assert_string_equal(findings_text(&findings, &text), "I-COLONNE-INCONNUE@1:note");
    forget(&s);
    buf_addc(&b, 'x');
    s = read_accompagnants(buf_text(&b));
    assert_true(s.refused);
    assert_int_equal(count_findings(&findings, "E-FICHIER", "cellule"), 1);
    forget(&s);
    buf_deinit(&b);

    const char *three = ACC "C1;CIP;1;2025-01-01;\nC2;CIP;1;2025-01-01;\n\nC3;CIP;1;2025-01-01;\n";
    s = read_bytes(defs->accompagnants, three, strlen(three), 3);
    assert_false(s.refused);
    assert_int_equal(s.table.rows_n, 3);
    forget(&s);
    s = read_bytes(defs->accompagnants, three, strlen(three), 2);
    assert_true(s.refused);
    assert_string_equal(findings_text(&findings, &text), "E-FICHIER/lignes@1");
    assert_non_null(strstr(findings.list[0].message, "(2)"));
    forget(&s);

    for (int i = 0; i < HEADER_COLUMNS_MAX; i++)
        buf_addf(&b, "c%d;", i);
    buf_adds(&b, "last\n");
    s = read_accompagnants(buf_text(&b));
    assert_true(s.refused);
    assert_int_equal(count_findings(&findings, "E-FICHIER", "format"), 1);
    forget(&s);
    buf_deinit(&b);
}

/* What a hostile file may cost: wide headers with short lines, cells full of dots and blanks. Both can be quadratic. */
static void test_hostile_is_linear(void **state)
{
    (void)state;
    struct buf b = {0};
    for (int i = 0; i < 1900; i++)
        buf_addf(&b, "c%d;", i);
    good_header(&b, good_parcours, GOOD_PARCOURS_N);
    for (int i = 0; i < 60000; i++)
        buf_adds(&b, "x\n");
    int64_t start = cal_now_us();
    struct sheet s = read_bytes(defs->salaries, buf_text(&b), b.len, 0);
    assert_int_equal(s.table.rows_n, 60000);
    forget(&s);
    buf_reset(&b);
    buf_adds(&b, ACC);
    for (int i = 0; i < 200000; i++)
        buf_addc(&b, '.');
    for (int i = 0; i < 200000; i++)
        buf_addc(&b, ' ');
    buf_adds(&b, ";;;;\n");
    s = read_accompagnants(buf_text(&b));
    assert_true(s.refused);
    forget(&s);
    assert_true(cal_now_us() - start <
                10000000); /* seconds with sanitizers on a busy machine, minutes where it is quadratic */
    buf_deinit(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_files),
        cmocka_unit_test(test_encoding),
        cmocka_unit_test(test_statuses_and_keys),
        cmocka_unit_test(test_parcours),
        cmocka_unit_test(test_identity),
        cmocka_unit_test(test_limits),
        cmocka_unit_test(test_hostile_is_linear),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
