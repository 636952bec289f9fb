/* Mapping profiles: each way in which one is refused, with its place, and which one a tool has. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <cmocka.h>

#include "correspondance_fixture.h"

/* ---- what is refused ---- */

/* Writes a file whose byte 1 marks the place that the refusal names, and goes; the place as text. */
static void write_marked(const char *file, const char *head, const char *content, char place[200])
{
    struct buf b = {0};
    size_t line = 1, column = 1;
    buf_adds(&b, head);
    for (const char *p = head; *p; p++)
        line += *p == '\n';
    snprintf(place, 200, "%s:1:1: ", file);
    for (const char *p = content; *p; p++) {
        if (*p == 1) {
            snprintf(place, 200, "%s:%zu:%zu: ", file, line, column);
            continue;
        }
        buf_addc(&b, *p);
        column = *p == '\n' ? 1 : column + ((*p & 0xc0) != 0x80);
        line += *p == '\n';
    }
    write_copy(folder, file, &b);
    buf_deinit(&b);
}

static int refusals_n; /* that were not as wanted */

static void check_refused(const char *file, const char *head, const char *content, const char *says)
{
    char place[200];
    struct definitions *d;
    struct err e = {0};
    write_marked(file, head, content, place);
    int r = definitions_load(folder, &d, &e);
    if (!says && r == 0) {
        definitions_free(&d);
        return;
    }
    if (r == 0)
        definitions_free(&d);
    if (r == 0 || !says || strncmp(e.text, place, strlen(place)) != 0 || !strstr(e.text, says)) {
        print_error("%s: \"%s\" instead of %s … %s\n", content, e.text, place, says ? says : "nothing");
        refusals_n++;
    }
}

static void test_refused_lines(void **state)
{
    (void)state;
    static const struct {
        const char *lines, *says; /* says NULL: taken */
    } cases[] = {
        {"\1entetes;salaries;orienteur;X;;\n", "must be entete, valeur, ambigu, booleen, date or mois"},
        {"\1;salaries;orienteur;X;;\n", "must be entete"},
        {"entete;\1salarie;orienteur;X;;\n", "no such dataset"},
        {"entete;\1;orienteur;X;;\n", "no such dataset"},
        {"entete;salaries;\1orienteurs;X;;\n", "salaries has no such column"},
        {"entete;salaries;orienteur;\1;;\n", "is empty"},
        {"entete;salaries;orienteur;X;\1SPONTANEE;\n", "must be empty on such a line"},
        {"entete;salaries;parcours_id;\1NIR;;\n", "\"nir\" is identity data"},
        {"entete;salaries;naissance;\1Date de-Naissance;;\n", "\"date_de_naissance\" is identity data"},
        {"entete;salaries;\1partenaire;X;;\n", "salaries has no such column"},
        {"entete;salaries;ass;\1RSA;;\n", "\"rsa\" is another column of ours"},
        {"entete;salaries;rsa;RSA;;\n", NULL},
        {"entete;accompagnants;etp;RSA;;\n", NULL},
        {"entete;salaries;ass;Aide;;\nentete;salaries;rsa;\1AÏDE;;\n", "\"aide\" stands twice"},
        {"entete;salaries;ass;Aide;;\nentete;salaries;ass;\1aide;;\n", "\"aide\" stands twice"},
        {"entete;salaries;ass;Aide;;\nentete;accompagnants;renfort_cvg;Aide;;\n", NULL},
        {"valeur;salaries;orienteur;X;\1SPONTANE;\n", "no code of codes/orienteur.csv"},
        {"valeur;salaries;orienteur;X;\1;\n", "no code of codes/orienteur.csv"},
        {"valeur;salaries;motif_sortie;X;\0013;\n", "no code of codes/motif_sortie.csv"}, /* our number is no code */
        {"valeur;salaries;orienteur;X;NR;\n", NULL},
        {"valeur;salaries;motif_sortie;X;NR;\n", NULL}, /* not known, though its list has no NR */
        {"valeur;salaries;orienteur;\1Spontanée;PHC;\n", "\"spontanee\" has a meaning of ours already in salaries."},
        {"valeur;salaries;orienteur;\1nr;PHC;\n", "\"nr\" has a meaning of ours already"},
        {"valeur;salaries;orienteur;Spontanée;SPONTANEE;\n", NULL},
        {"valeur;salaries;motif_sortie;\001003;CREATION;\n", "\"3\" has a meaning of ours already"},
        {"valeur;salaries;motif_sortie;003;CDI;\n", NULL},
        {"valeur;salaries;orienteur;06;PHC;\nvaleur;salaries;orienteur;\0016;PHC;\n", "\"6\" has two meanings"},
        {"valeur;salaries;orienteur;Été;PHC;\nambigu;salaries;orienteur;\1ete;PHC AUTRE_SPE;\n",
         "\"ete\" has two meanings in salaries.orienteur"},
        {"valeur;salaries;formation_france;X;N3;\nvaleur;salaries;formation_origine;X;N4;\n", NULL},
        {"valeur;salaries;rsa;X;\1OUI;\n", "must be O, N or NR"},
        {"valeur;salaries;rsa;\1oui-m;N;\n", "\"oui-m\" has a meaning of ours already"},
        {"valeur;salaries;rsa;\0011;N;\n", "\"1\" has a meaning of ours already"},
        {"valeur;salaries;heures_hebdo;mi-temps;\00117,5;\n", "must be NR"},
        {"valeur;salaries;date_sortie;fin;\0012026-01-01;\n", "must be NR"},
        {"valeur;salaries;cip_ref;\00106 12 34 56 78;NR;\n", "is identity data"},
        {"valeur;salaries;orienteur;\1jean@exemple.fr;PHC;\n", "is identity data"},
        {"ambigu;salaries;\1rsa;X;O N;\n", "only a column of codes"},
        {"ambigu;salaries;orienteur;X;\1PHC;\n", "must be two to 8 codes"},
        {"ambigu;salaries;orienteur;X;\1;\n", "must be two to 8 codes"},
        {"ambigu;salaries;orienteur;X;PHC \1PHC;\n", "must be two to 8 codes"},
        {"ambigu;salaries;orienteur;X;PHC \1AUTRES;\n", "must be two to 8 codes of codes/orienteur.csv"},
        {"ambigu;salaries;orienteur;\1spontanee;PHC AUTRE_SPE;\n", "has a meaning of ours already"},
        {"booleen;\1salaries;;X;O;\n", "must be empty on such a line"},
        {"booleen;;\1rsa;X;O;\n", "must be empty on such a line"},
        {"booleen;;;X;\1oui;\n", "must be O, N or NR"},
        {"booleen;;;\1non;O;\n", "\"non\" has a meaning of ours already in accompagnants.renfort_cvg"},
        {"booleen;;;\1OUI-M;N;\n", "\"oui-m\" has a meaning of ours already in salaries.rsa"},
        {"valeur;salaries;ass;X;O;\nbooleen;;;\1x;N;\n", "\"x\" has two meanings in salaries.ass"},
        {"date;;;\1JJ.MM.AA;;\n", "must be made of JJ, MM and AAAA"}, /* a century would be a guess */
        {"date;;;\1JJ.JJ.AAAA;;\n", "must be made of"},
        {"date;;;\1MM.AAAA;;\n", "must be made of JJ, MM and AAAA"},
        {"mois;;;\1JJ.MM.AAAA;;\n", "must be made of MM and AAAA"},
        {"date;;;\1JJ mois MM AAAA;;\n", "must be made of"},
        {"date;;;\1AAAA-MM-JJ 00:00:00.000000;;\n", "must be made of"}, /* too long */
        {"date;;;\1MM/JJ/AAAA;;\n", "may be read as JJ/MM/AAAA already"},
        {"date;;;\1AAAA-MM-JJ;;\n", "may be read as AAAA-MM-JJ already"},
        {"date;;;JJMMAAAA;;\ndate;;;\1AAAAMMJJ;;\n", "may be read as JJMMAAAA already"},
        {"date;;;JJMMAAAA 00;;\ndate;;;JJMMAAAA 12;;\n", NULL},
        {"date;;;JJMMAAAA;;\nmois;;;\1AAAAMM01;;\n", "may be read as JJMMAAAA already"},
        {"date;;;JJ.MM.AAAA;\1O;\n", "must be empty"},
        {"\1date;;;JJ.MM.AAAA;;;;\n", "8 cells under 6 columns"},
    };
    refusals_n = 0;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        check_refused(FILE_OF, HEAD, cases[i].lines, cases[i].says);
    check_refused(FILE_OF, "", "\1genre;jeu;colonne;leur;remarque\n", "the column notre is missing");
    check_refused(FILE_OF, "", HEAD, NULL); /* a profile may be empty: our own format under a tool's name */
    struct buf many = {0};
    for (int i = 0; i < 16; i++)
        buf_addf(&many, "date;;;JJ%c%cMM-AAAA;;\n", ".,:TZ-/ "[i % 8], '0' + i / 8);
    buf_adds(&many, "date;;;\1JJ,,MM,AAAA;;\n");
    check_refused(FILE_OF, HEAD, buf_text(&many), "over 16 forms");
    buf_reset(&many);
    buf_adds(&many, "valeur;salaries;orienteur;\1");
    for (int i = 0; i < 128; i++)
        buf_addc(&many, 'x');
    buf_adds(&many, ";PHC;\n");
    check_refused(FILE_OF, HEAD, buf_text(&many), "no value is so long");
    buf_deinit(&many);
    write_text(FILE_OF, tool);
    assert_int_equal(refusals_n, 0);
}

static void test_refused_index(void **state)
{
    (void)state;
#define ASP "asp;ASP;Codes de l'ASP\n"
    static const struct {
        const char *lines, *says;
    } cases[] = {
        {ASP "essai;Outil;Un outil\n", NULL},
        {ASP "essai;;Un outil\n", NULL}, /* chosen by its name only */
        {ASP "\1autre;Outil;Un outil\nessai;;Un outil\n", "there is no correspondances/autre.csv"},
        {ASP "\1../asp;Outil;Un outil\n", "there is no correspondances/../asp.csv"},
        {ASP "\1;Outil;Un outil\n", "there is no correspondances/.csv"},
        {ASP "essai;Outil;\1\n", "a profile needs a label"},
        {ASP "essai;Outil;Un outil\nasp;\1OUTIL ;\n", "\"outil\" stands twice"},
        {ASP "essai;Outil;Un outil\nessai;\1outil;\n", "\"outil\" stands twice"},
    };
    refusals_n = 0;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        check_refused(INDEX, "profil;logiciel;libelle\n", cases[i].lines, cases[i].says);
    struct definitions *d;
    struct err e = {0};
    write_text(INDEX, "profil;logiciel;libelle\n" ASP);
    assert_int_equal(definitions_load(folder, &d, &e), -1);
    assert_string_equal(e.text, FILE_OF ":1:1: no line of correspondances.csv names it");
    write_index();
    assert_int_equal(refusals_n, 0);
}

/* ---- which profile ---- */

static void test_found(void **state)
{
    (void)state;
    struct definitions *d = load();
    const struct correspondance *essai = correspondances_find(d->correspondances, "essai");
    assert_non_null(essai);
    assert_string_equal(essai->label, "Un outil");
    assert_null(correspondances_find(d->correspondances, "Outil d'Essai"));
    static const char *const names[] = {"Outil d'Essai", " OUTIL D'ESSAI ", "outil_d'essai", "Outil-d'Éssai",
                                        "l'autre nom"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        assert_ptr_equal(correspondances_of_tool(d->correspondances, names[i]), essai);
    assert_null(correspondances_of_tool(d->correspondances, ""));
    assert_null(correspondances_of_tool(d->correspondances, "Outil"));
    assert_null(correspondances_of_tool(d->correspondances, "essai"));
    definitions_free(&d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_refused_lines),
        cmocka_unit_test(test_refused_index),
        cmocka_unit_test(test_found),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
