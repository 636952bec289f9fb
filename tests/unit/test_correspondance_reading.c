/* What a reading by a mapping profile makes of headers, cells and dates, of the tool's spelling and of ours. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <cmocka.h>

#include "correspondance_fixture.h"
#include "programme/bundle.h"
#include "programme/strip.h"

/* A snapshot of one line, its headers renamed ("ours=theirs|…") and its cells changed, judged by a profile. */
static struct judgement *judge_line(const struct definitions *d, const char *profile, const char *headers,
                                    const char *changes, struct memo *memo)
{
    struct snapshot s = {0};
    struct submission options = {.today = cal_day(2026, 11, 20),
                                 .memo = memo,
                                 .profile = profile ? correspondances_find(d->correspondances, profile) : NULL};
    for (size_t i = 0; i < GOOD_PARCOURS_N; i++) {
        char sought[64];
        snprintf(sought, sizeof sought, "%s=", good_parcours[i].name);
        const char *at = strstr(headers, sought);
        buf_addf(&s.salaries, "%.*s%s", at ? (int)strcspn(at + strlen(sought), "|") : 60,
                 at ? at + strlen(sought) : good_parcours[i].name, i + 1 < GOOD_PARCOURS_N ? ";" : "\n");
    }
    parcours(&s, changes);
    struct judgement *j = snapshot_judge(d, &s, cal_day(2026, 11, 20), NULL, &options);
    snapshot_deinit(&s);
    return j;
}

static const char *cell(const struct definitions *d, const struct judgement *j, const char *column)
{
    const struct table *t = &j->sheets[d->salaries].table;
    static struct buf b;
    buf_deinit(&b);
    int f = dataset_find_field(t->dataset, column);
    must(f >= 0);
    return t->rows_n && table_cell_text(t, 0, (size_t)f, &b) ? buf_text(&b) : "-";
}

static void test_cells(void **state)
{
    (void)state;
    static const struct {
        const char *profile, *changes, *column, *value, *findings;
    } cases[] = {
        {"essai", "orienteur=pole-emploi", "orienteur", "-", "E-CODE/profil@2:orienteur"}, /* blanks are no hyphens */
        {"essai", "orienteur= POLE EMPLOI ", "orienteur", "FRANCE_TRAVAIL", ""},
        {"essai", "orienteur=7", "orienteur", "SPONTANEE", ""},
        {"essai", "orienteur=0007", "orienteur", "SPONTANEE", ""},
        {"essai", "orienteur=sans objet", "orienteur", "-", ""},
        {"essai", "orienteur=spontanée", "orienteur", "SPONTANEE", ""}, /* our own goes on */
        {"essai", "orienteur=NR", "orienteur", "-", ""},
        {"essai", "orienteur=", "orienteur", "-", "E-REQUIS@2:orienteur"},
        {"essai", "orienteur=Autre", "orienteur", "-", "E-CODE/ambigu@2:orienteur"},
        {"essai", "orienteur=Autres", "orienteur", "-", "E-CODE/profil@2:orienteur"},
        {NULL, "orienteur=Autre", "orienteur", "-", "E-CODE@2:orienteur"},
        {NULL, "orienteur=Pôle Emploi", "orienteur", "-", "E-CODE@2:orienteur"},
        {"essai", "protection=asile", "protection", "-", "W-CELLULE/ambigu@2:protection"},
        {"essai", "protection=?", "protection", "-", "W-CELLULE/profil@2:protection"},
        {"essai", "protection=réfugié", "protection", "REFUGIE", ""},
        {"essai", "habitat_entree=PRISON", "habitat_entree", "PRECAIRE", ""}, /* offence data while off */
        {"essai", "programme=aucun", "programme", "-", "E-REQUIS@2:programme"},
        {"essai", "cip_ref=0000", "cip_ref", "-", ""},
        {"essai", "date_sortie=31/12/9999", "date_sortie", "-", ""},
        {"essai", "date_sortie=en cours", "date_sortie", "-", ""},
        {"essai", "date_sortie=fini", "date_sortie", "-", "E-TYPE/profil@2:date_sortie"},
        {NULL, "date_sortie=en cours", "date_sortie", "-", "E-TYPE/date@2:date_sortie"},
        {"essai", "date_sortie=01.02.2026|motif_sortie=3", "motif_sortie", "CDI", "W-EXIT-VIDE@2:habitat_sortie"},
        {"essai", "date_entree=05.01.2026", "date_entree", "2026-01-05", ""},
        {"essai", "date_entree=20260105", "date_entree", "2026-01-05", ""},
        {"essai", "date_entree= 2026-01-05 00:00:00 ", "date_entree", "2026-01-05", ""},
        {"essai", "date_entree=2026-01-05 00:00:01", "date_entree", "-", "E-TYPE/profil@2:date_entree"},
        {"essai", "date_entree=31.02.2026", "date_entree", "-", "E-TYPE/profil@2:date_entree"},
        {"essai", "date_entree=05/01/2026", "date_entree", "2026-01-05", ""},
        {"essai", "date_entree=21.11.2026", "date_entree", "-", "I-A-VENIR@2:date_entree"},
        {"essai", "date_entree=05.2026", "date_entree", "-", "E-TYPE/profil@2:date_entree"}, /* a month is no date */
        {NULL, "date_entree=05.01.2026", "date_entree", "-", "E-TYPE/date@2:date_entree"},
        {"essai", "naissance=05.1980", "naissance", "1980-05-01", ""},
        {"essai", "naissance=1980-05", "naissance", "1980-05-01", ""},
        {"essai", "naissance=01.05.1980", "naissance", "1980-05-01", "W-MOIS@2:naissance"},
        {"essai", "naissance=13.1980", "naissance", "-", "E-TYPE/profil@2:naissance"},
        {"essai", "naissance=14.05.1980", "naissance", "-",
         "E-IDENTITE/mois@2:naissance"}, /* identity data, by its form */
        {"essai", "naissance=19800514", "naissance", "-", "E-IDENTITE/mois@2:naissance"},
        {NULL, "naissance=14.05.1980", "naissance", "-", "E-TYPE/month@2:naissance"},
        {"essai", "heures_hebdo=?", "heures_hebdo", "-", ""},
        {"essai", "heures_hebdo=99", "heures_hebdo", "-", "W-CELLULE/borne@2:heures_hebdo"},
        {"essai", "heures_hebdo=x", "heures_hebdo", "-", "W-CELLULE/decimal@2:heures_hebdo"},
        {"essai", "rsa=majore", "rsa", "true", ""},
        {"essai", "rsa=VRAI", "rsa", "true", ""},
        {"essai", "rsa=faux", "rsa", "false", ""},
        {"essai", "rsa=ne sait pas", "rsa", "-", ""},
        {"essai", "rsa=OUI-NM", "rsa", "true", ""},
        {"essai", "rsa=peut-être", "rsa", "-", "W-CELLULE/profil@2:rsa"},
        {"essai", "bilan_sante=majoré", "bilan_sante", "-", "W-CELLULE/profil@2:bilan_sante"},
        {"essai", "orienteur=06 12 34 56 78", "orienteur", "-", "E-IDENTITE/cellule@2:orienteur"},
        {"asp", "orienteur=06", "orienteur", "-", "E-CODE/ambigu@2:orienteur"},
        {"asp", "orienteur=8", "orienteur", "-", "E-CODE/ambigu@2:orienteur"},
        {"asp", "orienteur=24", "orienteur", "-", "E-CODE/profil@2:orienteur"},
        {"asp", "date_sortie=2026-02-01|motif_sortie=96", "motif_sortie", "CDI_INCLUSION",
         "W-EXIT-VIDE@2:habitat_sortie"},
    };
    struct definitions *d = load();
    int wrong = 0;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct judgement *j = judge_line(d, cases[i].profile, "", cases[i].changes, NULL);
        const char *found = findings_text(&j->findings, &text), *value = cell(d, j, cases[i].column);
        if (strcmp(found, cases[i].findings) != 0 || strcmp(value, cases[i].value) != 0) {
            print_error("%s: %s is %s, findings: %s\n", cases[i].changes, cases[i].column, value, found);
            wrong++;
        }
        judgement_free(&j);
    }
    definitions_free(&d);
    assert_int_equal(wrong, 0);
}

static void test_headers(void **state)
{
    (void)state;
    static const struct {
        const char *headers, *findings;
    } cases[] = {
        {"", ""},
        {"orienteur=Prescripteur|date_entree=DÉBUT", ""},
        {"orienteur=origine-de la_candidature", ""},
        {"orienteur=Prescripteurs", "I-COLONNE-INCONNUE/profil@1:Prescripteurs E-COLONNE/manquante_profil@1:orienteur"},
        {"sexe=Genre", "I-COLONNE-INCONNUE/profil@1:Genre E-COLONNE/manquante@1:sexe"},
        {"protection=Prescripteur", "E-COLONNE/double_profil@1:orienteur"}, /* ours, and theirs of the same */
        {"orienteur=Prescripteur|protection=Origine de la candidature", "E-COLONNE/double_profil@1:orienteur"},
        {"protection=orienteur", "E-COLONNE/double_profil@1:orienteur"},
        {"protection=Prénom|orienteur=Prescripteur", "E-IDENTITE/entete@1:Prénom"},
        {"protection=Suivi pénal", ""}, /* of a column that is off: declared, not read */
        {"orienteur=Métier", "I-COLONNE-INCONNUE/profil@1:Métier E-COLONNE/manquante_profil@1:orienteur"},
    };
    struct definitions *d = load();
    int wrong = 0;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct judgement *j = judge_line(d, "essai", cases[i].headers, "", NULL);
        if (strcmp(findings_text(&j->findings, &text), cases[i].findings) != 0) {
            print_error("%s: %s\n", cases[i].headers, buf_text(&text));
            wrong++;
        }
        judgement_free(&j);
    }
    struct judgement *j =
        judge_line(d, "essai", "orienteur=Prescripteur|naissance=Né(e) en", "naissance=14.05.1980", NULL);
    assert_string_equal(findings_text(&j->findings, &text), "E-IDENTITE/mois@2:naissance");
    assert_true(j->wiped);
    judgement_free(&j);
    definitions_free(&d);
    assert_int_equal(wrong, 0);
}

/* What a message says: the profile, their header, the codes between which it hesitates. */
static void test_messages(void **state)
{
    (void)state;
    static const struct {
        const char *headers, *changes, *says;
    } cases[] = {
        {"", "orienteur=Autre",
         "« essai » ne tranche pas. Écrivez à la place AUTRE_SPE, AUTRE_SIAE ou "
         "AUTRE_ACCOMPAGNEMENT :"},
        {"", "protection=Asile", "Écrivez à la place AUCUNE, DEMANDEUR, REFUGIE, SUBSIDIAIRE, TEMPORAIRE, NR :"},
        {"", "orienteur=X", "la correspondance « essai » (codes possibles : FRANCE_TRAVAIL,"},
        {"", "rsa=X", "la correspondance « essai » ne connaît pas"},
        {"", "date_entree=X", "que connaît la correspondance « essai »"},
        {"orienteur=X", "", "(ou « Prescripteur », selon la correspondance « essai »)"},
        {"protection=Prescripteur", "", "sous les noms « orienteur », « Prescripteur » (correspondance « essai »)"},
        {"protection=X", "", "« essai » ne la connaît pas"},
    };
    struct definitions *d = load();
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct judgement *j = judge_line(d, "essai", cases[i].headers, cases[i].changes, NULL);
        bool said = false;
        for (size_t k = 0; k < j->findings.n; k++)
            said = said || strstr(j->findings.list[k].message, cases[i].says);
        if (!said)
            fail_msg("%s: %s", cases[i].says, j->findings.n ? j->findings.list[0].message : "no finding");
        judgement_free(&j);
    }
    definitions_free(&d);
}

/* Every number of the ASP that has one meaning, and that our own codes go on beside them. */
static void test_asp(void **state)
{
    (void)state;
    static const struct {
        const char *column, *theirs, *ours;
    } codes[] = {
        {"orienteur", "01", "MISSION_LOCALE"},
        {"orienteur", "02", "CAP_EMPLOI"},
        {"orienteur", "03", "FRANCE_TRAVAIL"},
        {"orienteur", "04", "PLIE_PMIE"},
        {"orienteur", "5", "SERVICES_SOCIAUX_DEPARTEMENT"},
        {"orienteur", "07", "SPONTANEE"},
        {"orienteur", "09", "AUTRE_ACCOMPAGNEMENT"},
        {"orienteur", "12", "HEBERGEMENT"},
        {"orienteur", "15", "AUTRE_SPE"},
        {"orienteur", "18", "HEBERGEMENT"},
        {"orienteur", "19", "SERVICES_SOCIAUX_DEPARTEMENT"},
        {"orienteur", "21", "HEBERGEMENT"},
        {"orienteur", "22", "HEBERGEMENT"},
        {"orienteur", "23", "HEBERGEMENT"},
        {"orienteur", "99", "-"},
        {"orienteur", "MARAUDE_VEILLE_SOCIALE", "MARAUDE_VEILLE_SOCIALE"},
        {"protection", "00", "N1_2"},
        {"protection", "1", "N1_2"},
        {"protection", "10", "N7_8"},
        {"protection", "20", "N6"},
        {"protection", "30", "N5"},
        {"protection", "40", "N4"},
        {"protection", "41", "N4"},
        {"protection", "50", "N3"},
        {"protection", "51", "N3"},
        {"protection", "60", "N1_2"},
        {"protection", "70", "N1_2"},
        {"protection", "n3", "N3"},
        {"rsa", "OUI-M", "true"},
        {"rsa", "NON", "false"},
    };
    struct definitions *d = load();
    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++) {
        bool level = strcmp(codes[i].column, "protection") == 0; /* its column lent to a level of education */
        char change[80];
        snprintf(change, sizeof change, "%s=%s", codes[i].column, codes[i].theirs);
        struct judgement *j =
            judge_line(d, "asp", level ? "protection=formation_origine" : "rsa=salarieBenefRSA", change, NULL);
        const char *value = cell(d, j, level ? "formation_origine" : codes[i].column);
        if (j->findings.n || strcmp(value, codes[i].ours) != 0)
            fail_msg("%s: %s, %s", change, value, findings_text(&j->findings, &text));
        judgement_free(&j);
    }
    static const char *const durations[] = {"MOINS_6_MOIS", "6_11_MOIS", "12_23_MOIS", "24_MOIS_ET_PLUS"};
    for (size_t i = 0; i < 4; i++) {
        char change[80];
        snprintf(change, sizeof change, "protection=0%zu", i + 1);
        struct judgement *j = judge_line(d, "asp", "protection=salarieSansEmploiDepuis", change, NULL);
        assert_int_equal(j->findings.n, 0);
        assert_string_equal(cell(d, j, "sans_emploi"), durations[i]);
        judgement_free(&j);
    }
    definitions_free(&d);
}

/* A memo that another profile, or none, has filled tells nothing of what the same bytes mean now. */
static void test_memo_of_another(void **state)
{
    (void)state;
    struct definitions *d = load();
    struct memo *memo = memo_new(d);
    static const struct {
        const char *profile, *value, *findings;
    } nights[] = {{"essai", "SPONTANEE", ""}, {"essai", "SPONTANEE", ""}, {NULL, "-", "E-CODE@2:orienteur"},
                  {"asp", "SPONTANEE", ""},   {"essai", "SPONTANEE", ""}, {NULL, "-", "E-CODE@2:orienteur"}};
    for (size_t i = 0; i < sizeof nights / sizeof nights[0]; i++) {
        struct judgement *j = judge_line(d, nights[i].profile, "", "orienteur=07", memo);
        assert_string_equal(findings_text(&j->findings, &text), nights[i].findings);
        assert_string_equal(cell(d, j, "orienteur"), nights[i].value);
        judgement_free(&j);
    }
    memo_free(&memo);
    definitions_free(&d);
}

/* What stays of a content keeps the columns that the profile reads, as they were sent, and is judged again as before.
 */
static void test_stripped(void **state)
{
    (void)state;
    struct definitions *d = load();
    struct buf salaries = {0}, bundle = {0}, first = {0}, second = {0};
    for (size_t i = 0; i < GOOD_PARCOURS_N; i++)
        buf_addf(&salaries, "%s;",
                 strcmp(good_parcours[i].name, "orienteur") == 0 ? "Prescripteur" : good_parcours[i].name);
    buf_adds(&salaries, "Suivi pénal;Nom du chien\n");
    struct buf line = {0};
    good_row(&line, good_parcours, GOOD_PARCOURS_N, "orienteur=Pôle emploi|date_entree=05.01.2026|rsa=x");
    buf_addf(&salaries, "%.*s;OUI;Médor\n", (int)line.len - 1, buf_text(&line));
    struct submission_file files[] = {
        {.name = "salaries.csv", .bytes = buf_text(&salaries), .len = salaries.len},
        {.name = "accompagnants.csv", .bytes = "cip_ref;Métier;etp;date_debut\n", .len = 31}};
    struct submission s = {.definitions = d,
                           .files = files,
                           .files_n = 2,
                           .situation = cal_day(2026, 11, 20),
                           .today = cal_day(2026, 11, 20),
                           .reporter = REPORTER_CHANTIER,
                           .profile = correspondances_find(d->correspondances, "essai")};
    struct judgement *before = judge(&s);
    struct bundle b;
    struct err e;
    assert_true(strip_files(d, before, files, 2, &bundle));
    assert_int_equal(bundle_decode(buf_text(&bundle), bundle.len, &b, &e), 0);
    assert_null(memmem(b.files[0].bytes, b.files[0].len, "dor", 3));
    assert_null(memmem(b.files[0].bytes, b.files[0].len, "Suivi", 5)); /* off */
    assert_non_null(memmem(b.files[0].bytes, b.files[0].len, "Prescripteur", 12));
    assert_non_null(memmem(b.files[0].bytes, b.files[0].len, "05.01.2026", 10));
    assert_non_null(memmem(b.files[1].bytes, b.files[1].len, "Métier", 7));
    s.files = b.files;
    s.files_n = b.n;
    struct judgement *after = judge(&s);
    findings_text(&before->findings, &first);
    assert_string_equal(buf_text(&first), "I-COLONNE-INCONNUE/profil@1:Nom du chien W-CELLULE/profil@2:rsa "
                                          "W-CIP/inconnu@2:cip_ref");
    assert_string_equal(findings_text(&after->findings, &second), strstr(buf_text(&first), "W-CELLULE"));
    assert_true(table_rows_equal(&before->sheets[d->salaries].table, 0, &after->sheets[d->salaries].table, 0));
    assert_string_equal(cell(d, after, "orienteur"), "FRANCE_TRAVAIL");
    judgement_free(&before);
    judgement_free(&after);
    bundle_deinit(&b);
    buf_deinit(&line);
    buf_deinit(&salaries);
    buf_deinit(&bundle);
    buf_deinit(&first);
    buf_deinit(&second);
    definitions_free(&d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cells), cmocka_unit_test(test_headers),         cmocka_unit_test(test_messages),
        cmocka_unit_test(test_asp),   cmocka_unit_test(test_memo_of_another), cmocka_unit_test(test_stripped),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
