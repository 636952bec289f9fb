/* The definitions as they stand load; a fault in a copy is refused with its file, line and column; a byte changes the
 * digest. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <cmocka.h>

#include <unistd.h>

#include "definitions_copy.h"
#include "programme/calendrier.h"
#include "programme_fixture.h"

static char folder[64];

static int setup(void **state)
{
    (void)state;
    copy_definitions(folder, sizeof folder, "test_definitions");
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    remove_definitions(folder);
    return 0;
}

static struct definitions *load(void)
{
    struct definitions *d;
    struct err e = {0};
    if (definitions_load(folder, &d, &e))
        fail_msg("%s", e.text);
    return d;
}

/* What stands under programme/ is whole: a change of one of these numbers is a change of definitions, to be made
 * knowingly. */
static void test_whole(void **state)
{
    (void)state;
    struct definitions *d = load();
    assert_int_equal(d->datasets_n, 5);
    assert_int_equal(d->catalogue->indicators_n, 92);
    assert_int_equal(d->catalogue->populations_n, 13);
    assert_int_equal(strlen(d->digest), 64);
    assert_string_equal(d->datasets[d->salaries]->name, "salaries");
    assert_string_equal(d->datasets[d->accompagnants]->name, "accompagnants");
    assert_int_equal(d->numbers.gone_percent, 10);
    assert_int_equal(d->numbers.gone_min, 5);
    assert_int_equal(d->numbers.added_percent, 50);
    assert_int_equal(d->numbers.added_min, 10);
    assert_int_equal(d->numbers.aside_percent, 20);
    assert_int_equal(d->numbers.aside_min, 5);
    assert_int_equal(d->numbers.relisted_percent, 50);
    assert_int_equal(d->numbers.relisted_min, 10);
    assert_int_equal(d->numbers.etp_percent, 50);
    assert_int_equal(d->numbers.return_days, 31);
    assert_int_equal(d->numbers.extension_days, 730);
    assert_int_equal(d->numbers.extension_days_max, 1826);
    assert_int_equal(d->numbers.overdue_days, 15);
    assert_int_equal(d->numbers.ahead_days, 1);
    assert_int_equal(d->numbers.deadline_hour, 6);
    assert_int_equal(d->numbers.grace_hours, 3);
    assert_int_equal(d->numbers.frozen_nights, 20);
    assert_int_equal(calendrier_of(&d->calendriers, "MOSELLE"), CALENDRIER_ALSACE_MOSELLE);
    assert_int_equal(calendrier_of(&d->calendriers, "LYON"), CALENDRIER_NATIONAL);
    size_t next = 0; /* the slots of a contribution lie one after the other */
    for (size_t i = 0; i < d->catalogue->indicators_n; i++) {
        assert_int_equal(d->catalogue->indicators[i].slot, next);
        next += d->catalogue->indicators[i].slots_n;
    }
    assert_int_equal(d->catalogue->slots_n, next);
    /* every figure that a rule moves is in the catalogue, or exists with an option */
    for (size_t i = 0; i < d->rules_n; i++)
        for (char **m = d->rules[i].moves; *m; m++)
            if (!catalogue_find(d->catalogue, *m))
                fail_msg("%s/%s moves %s", d->rules[i].code, d->rules[i].variant, *m);
    definitions_free(&d);
}

/* `fault` is put in place of `find` in a file; its byte 1 marks the place that the error must name, and goes. */
static const struct {
    const char *file, *find, *fault, *says;
} faults[] = {
    {"reglages.csv", "retenue.disparus_min;5", "retenue.disparus_min;\1cinq", "\"cinq\" is not an integer"},
    {"reglages.csv", "justice;non", "justice;\1peut-être", "must be oui or non"},
    {"reglages.csv", "heure_limite", "\1heure", "no such setting"},
    {"reglages.csv", "nom;valeur;aide", "\1nom;valeurs;aide", "the column valeur is missing"},
    {"reglages.csv", "nom;valeur;aide\n", "nom;valeur\n\1", "cells under 2 columns"},
    {"reglages.csv", "grace_heures;3", "\1# grace_heures;3", "grace_heures is missing"},
    {"reglages.csv", "Heures de", "Heures \xff de", "not UTF-8"},
    {"reglages.csv", "grace_heures;3;", "\1grace_heures;3;\"", "a quote is opened here and never closed"},
    {"calendriers.csv", "MOSELLE;alsace", "MOSELLE;\1elsass", "must be national or alsace-moselle"},
    {"calendriers.csv", "MOSELLE;", "\1STRASBOURG;", "STRASBOURG stands twice"},
    {"calendriers.csv", "MOSELLE;", "\1LA MOSELLE;", "not a territory's code"},
    {"codes/habitat.csv", "SQUAT;Squat;;;;0;", "SQUAT;Squat;;;;\1zéro;", "is not an integer"},
    {"codes/habitat.csv", "SQUAT;Squat", "SQUAT;\1", "a code needs a label"},
    {"codes/habitat.csv", "SQUAT;Squat", "\1;Squat", "is empty"},
    {"codes/habitat.csv", "SQUAT;Squat", "\1Sans-Abri;x\nSQUAT;Squat", NULL}, /* another spelling: no fault */
    {"codes/habitat.csv", "SQUAT;Squat", "\1Sans_Abri;x\nSQUAT;Squat", "\"sans_abri\" spells two codes"},
    {"codes/habitat.csv", "justice;PRECAIRE", "justice;\1HOTELS", "\"HOTELS\" is no code of the list"},
    {"codes/habitat.csv", "SQUAT;Squat;;;;0;RUE", "SQUAT;Squat;;;;0;\1Rue", "is another word but for case or accents"},
    {"codes/motif_sortie.csv", "CREATION;Création ou reprise d'entreprise;4",
     "CREATION;Création ou reprise d'entreprise;\1"
     "003",
     "\"3\" spells two codes"},
    {"codes/motif_sortie.csv", "d'entreprise;4", "d'entreprise;\1quatre", "not a number"},
    {"salaries.schema.json", "\"cvg:codes\": \"programme\"", "\1\"cvg:codes\": \"programmes\"",
     "no such list under codes/"},
    {"salaries.schema.json", "\"cvg:codes\": \"programme\",", "", "cvg:codes: a field of type code has a list"},
    {"salaries.schema.json", "\"cvg:type\": \"month\"", "\1\"cvg:type\": \"mois\"", "cvg:type: must be id, text,"},
    {"salaries.schema.json", "\"type\": \"yearmonth\"", "\1\"type\": \"date\"", "does not go with cvg:type"},
    {"salaries.schema.json", "{\"at\": \"date_entree\"", "{\"at\": \"naissance\"", "\"at\" names a date field"},
    {"salaries.schema.json", "\"primaryKey\": \"parcours_id\"", "\1\"primaryKey\": \"parcours\"",
     "names a field that is not there"},
    {"salaries.schema.json", "\"primaryKey\": \"parcours_id\"", "\1\"primaryKey\": \"cip_ref\"",
     "a field of the key is required"},
    {"salaries.schema.json", "[\"date_entree\", \"date_sortie\"]", "[\"date_entree\", \"sexe\"]",
     "names fields that are not dates"},
    {"salaries.schema.json", "\"cvg:reporter\": \"chantier\"", "\1\"cvg:reporter\": \"personne\"",
     "must be chantier or territoire"},
    {"salaries.schema.json", "\"name\": \"salarie_id\"", "\1\"name\": \"parcours_id\"", "two fields of one name"},
    {"salaries.schema.json", "\"name\": \"salarie_id\"", "\"name\": \"salarie_no\"",
     "the rules need the column salarie_id"},
    {"salaries.schema.json", "{\"OUI-M\": true", "{\"OUI-M\": 1", "cvg:accept: at most eight spellings"},
    {"accompagnants.schema.json", "\"cvg:above\": 0", "\1\"cvg:above\": \"zéro\"", "cvg:above: not a number"},
    {"accompagnants.schema.json", "\"title\": \"Fonction\"", "\"titre\": \"Fonction\"",
     "title: a field needs a French title"},
    {"actions.schema.json", "\"fields\": [", "\"fields\": [\1,", "unexpected token"},
    {"expressions.csv", "presence;x;x IN ('OUI','EN_COURS','RESOLU')", "\1presence;x;",
     "a macro needs a name and an expression"},
    {"populations.csv", "date_entree BETWEEN :debut AND :fin", "date_entree BETWEEN :debut AND \1:fini",
     "only :debut and :fin"},
    {"populations.csv", "entres;salaries", "entres;\1salariés", "no such dataset"},
    {"populations.csv", "entres;salaries;date_entree BETWEEN :debut AND :fin", "entres;salaries;\1date_entree",
     "not a condition"},
    {"populations.csv", "Parcours ouverts au soir du dernier jour;fin",
     "Parcours ouverts au soir du dernier jour;\1debut", "must be periode or fin"},
    {"indicateurs.csv", "sexe = 'F'", "sexe = \1'X'", "'X' is no code of sexe"},
    {"indicateurs.csv", "sexe = 'F'", "  sexe = \1'X'", "'X' is no code of sexe"},
    {"indicateurs.csv", "sexe = 'F'", "\"sexe = \1'X'\"", "'X' is no code of sexe"},
    {"indicateurs.csv", ";sortis;date_sortie - date_entree;", ";sortis;\1motif_sortie;", "not a number"},
    {"indicateurs.csv", ";presents;heures_hebdo", ";pr\1ésents;heures_hebdo", "population: a byte 0xC3 outside quotes"},
    {"indicateurs.csv", ";presents;heures_hebdo", ";\1absents;heures_hebdo", "absents is no column"},
    {"indicateurs.csv", "Femmes;taux", "Femmes;\1pourcentage", "must be compte, taux, moyenne"},
    {"indicateurs.csv", "\npublic.rsa;", "\n\1public.femmes;", "empty, or stands twice"},
    {"indicateurs.csv", ";30.4375;", ";\1trente;", "not a number over 0"},
    {"indicateurs.csv", "freins;8;", "freins;\1huit;", "is not an integer"},
    {"indicateurs.csv", "freins;8;",
     "freins;\1"
     "201;",
     "the last key"},
    {"indicateurs.csv", "taux;salaries;accompagnes;rsa", "taux;\1personnes;accompagnes;rsa",
     "neither a dataset nor chantier"},
    {"indicateurs.csv", "chantier;objectif IS NOT NULL", "chantier;\1qualite.remontee > 0", "is no column"},
    {"controles.csv", "E-LIGNE;;E", "E-LIGNE;;\1W", "must be E, W or I"},
    {"controles.csv", "I-RIEN;;", "E-LIGNE;;\1", "severite"},
    {"controles.csv", "\nI-RIEN;;I", "\n\1I-ENCODAGE;;I", "I-ENCODAGE/ stands twice"},
    {"controles.csv", "W-RETOUR;annulee", "W-RETOUR;annule", "W-RETOUR/annulee is missing"},
    {"identite.csv", "\nprenom\n", "\n\1Prénom\n", "must be written normalised"},
    {"a_completer.csv", "\nMOIS_24;", "\n\1EXIT_VIDE;", "no code, or it stands twice"},
    {"a_completer.csv", "\nMOIS_24;", "\n\1;", "no code, or it stands twice"},
    {"a_completer.csv", "Bientôt 24 mois;presents", "Bientôt 24 mois;\1absents", "absents is no column"},
    {"a_completer.csv", "presents AND date_fin_prevue < :fin;", "\1date_fin_prevue;", "not a condition"},
    {"a_completer.csv", "presents AND date_fin_prevue < :fin;", "\1;", "a line needs a condition"},
    {"a_completer.csv", ";date_entree + 730;", ";\1sexe;", "not a date"},
    {"a_completer.csv", ";Bientôt 24 mois;", ";\1;", "a line needs a label"},
    {"a_completer.csv", "arrivé à son terme le {echeance}", "arrivé à son terme le \1{date}", "must be {echeance}"},
    {"a_completer.csv", ";date_sortie;La personne est sortie le {echeance}", ";;La personne est sortie le \1{echeance}",
     "there is no echeance to tell"},
    {"a_completer.csv", "code;libelle;condition", "code;nom;condition", "the column libelle is missing"},
    {"alertes.csv", "A-QUALITE;ecartees;1;attention", "\1A-QUALITES;ecartees;1;attention", "no such rule"},
    {"alertes.csv", "A-QUALITE;ecartees;1", "A-QUALITE;\1figee;1", "not one of this rule"},
    {"alertes.csv", "A-QUALITE;ecartees;1",
     "A-QUALITE;ecartees;\1"
     "2",
     "must be from 1 to 1"},
    {"alertes.csv", "A-QUALITE;ecartees;1;attention", "A-QUALITE;ecartees;1;\1grave", "must be attention or critique"},
    {"alertes.csv", "A-QUALITE;ecartees;1;attention;chantier", "A-QUALITE;ecartees;1;attention;chantier \1chantiers",
     "must be of chantier, coordination"},
    {"alertes.csv", "A-QUALITE;ecartees;1;attention;chantier;", "A-QUALITE;ecartees;1;attention;\1;",
     "told to somebody"},
    {"alertes.csv", "A-SYSTEME;base;1;critique;operateur;aussitot",
     "A-SYSTEME;base;1;critique;operateur;\1tout_de_suite", "must be aussitot, synthese, or empty"},
    {"alertes.csv", "Le poste {sujet}", "Le poste \1{poste}", "must be {n}, {total}"},
    {"alertes.csv", "A-REMONTEE;manquante;2;", "A-REMONTEE;\1manquante;1;", "this step stands twice"},
    {"alertes.csv", "A-QUALITE;ecartees;1;", "# A-QUALITE;ecartees;1;", "A-QUALITE;ecartees;1 is missing"},
    {"alertes_seuils.csv", "A-QUALITE;;pourcent", "\1A-QUALITES;;pourcent", "no such rule"},
    {"alertes_seuils.csv", "A-QUALITE;;pourcent", "A-QUALITE;;\1nuits_1", "not one of this rule"},
    {"alertes_seuils.csv", "A-QUALITE;;pourcent;5", "A-QUALITE;;pourcent;\1cinq", "is not an integer"},
    {"alertes_seuils.csv", "A-QUALITE;;pourcent;5",
     "A-QUALITE;;pourcent;\1"
     "101",
     "must be from 0 to 100"},
    {"alertes_seuils.csv", "A-QUALITE;;lignes_min", "A-QUALITE;;\1pourcent", "stands twice for this scope"},
    {"alertes_seuils.csv", "A-QUALITE;;pourcent", "A-QUALITE;\1region:SUD;pourcent;4;\nA-QUALITE;;pourcent",
     "must be empty, territoire:CODE or chantier:ID"},
    {"alertes_seuils.csv", "A-SYSTEME;;base_secondes", "A-SYSTEME;\1territoire:LYON;base_secondes",
     "the nation's alone"},
    {"alertes_seuils.csv", "A-QUALITE;;pourcent;5", "# A-QUALITE;;pourcent;5", "A-QUALITE;;pourcent is missing"},
    {"alertes_seuils.csv", "A-REMONTEE;;nuits_2;3",
     "A-REMONTEE;;nuits_2;\1"
     "1",
     "nuits_1 must be under nuits_2"},
    {"alertes_seuils.csv", "A-CHARGE-CIP;;attention;25",
     "A-CHARGE-CIP;chantier:C1;attention_retour;\1"
     "26;\nA-CHARGE-CIP;;attention;25",
     "attention_retour must not be over attention (26 and 25)"},
    {"alertes_seuils.csv", "A-REMONTEE;;nuits_1;1",
     "A-REMONTEE;territoire:LYON;grace_heures;6;\1\nA-REMONTEE;;nuits_1;1", NULL},
};

static size_t line_of(const char *text, const char *at)
{
    size_t n = 1;
    for (const char *p = text; p < at; p++)
        n += *p == '\n';
    return n;
}

/* Characters from the beginning of the line, from 1. */
static size_t column_of(const char *text, const char *at)
{
    size_t n = 1;
    for (const char *p = at; p > text && p[-1] != '\n'; p--)
        n += (p[-1] & 0xc0) != 0x80;
    return n;
}

static void test_faults(void **state)
{
    int wrong = 0;
    (void)state;
    for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++) {
        struct buf whole = {0}, broken = {0};
        struct definitions *d;
        struct err e = {0};
        char place[200] = "";
        read_copy(folder, faults[i].file, &whole);
        const char *at = strstr(buf_text(&whole), faults[i].find);
        if (!at)
            fail_msg("%s: %s is not there", faults[i].file, faults[i].find);
        buf_add(&broken, buf_text(&whole), (size_t)(at - buf_text(&whole)));
        for (const char *p = faults[i].fault; *p; p++)
            if (*p == 1)
                snprintf(place, sizeof place, "%s:%zu:%zu: ", faults[i].file,
                         line_of(buf_text(&broken), buf_text(&broken) + broken.len),
                         column_of(buf_text(&broken), buf_text(&broken) + broken.len));
            else
                buf_addc(&broken, *p);
        buf_adds(&broken, at + strlen(faults[i].find));
        write_copy(folder, faults[i].file, &broken);
        int r = definitions_load(folder, &d, &e);
        write_copy(folder, faults[i].file, &whole);
        if (strstr(e.text, "is missing") || strstr(e.text, "rules need")) /* no place but the file */
            snprintf(place, sizeof place, "%s:1:1: ", faults[i].file);
        if (!faults[i].says) {
            assert_int_equal(r, 0);
        } else if (r == 0 || strncmp(e.text, place, strlen(place)) != 0 || !strstr(e.text, faults[i].says)) {
            print_error("%s, %s: \"%s\" instead of %s … %s\n", faults[i].file, faults[i].fault, e.text, place,
                        faults[i].says);
            wrong++;
        }
        assert_true(r == 0 || strncmp(e.text, faults[i].file, strlen(faults[i].file)) == 0);
        if (r == 0)
            definitions_free(&d);
        buf_deinit(&whole);
        buf_deinit(&broken);
    }
    assert_int_equal(wrong, 0);
}

static void test_missing_files(void **state)
{
    (void)state;
    static const char *const names[] = {"reglages.csv",        "salaries.schema.json",   "codes/sexe.csv",
                                        "expressions.csv",     "populations.csv",        "indicateurs.csv",
                                        "controles.csv",       "identite.csv",           "a_completer.csv",
                                        "correspondances.csv", "correspondances/asp.csv"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        char path[256], aside[256];
        struct definitions *d;
        struct err e = {0};
        snprintf(path, sizeof path, "%s/%s", folder, names[i]);
        snprintf(aside, sizeof aside, "%s/%s.bak", folder, names[i]);
        assert_int_equal(rename(path, aside), 0);
        assert_int_equal(definitions_load(folder, &d, &e), -1);
        assert_null(d);
        assert_true(e.text[0]);
        assert_int_equal(rename(aside, path), 0);
    }
    struct definitions *d;
    struct err e = {0};
    assert_int_equal(definitions_load("/nowhere", &d, &e), -1);
    assert_int_equal(e.code, ERR_SETTING); /* the folder is one */
}

static void digest_now(char out[DIGEST_HEX])
{
    struct definitions *d = load();
    memcpy(out, d->digest, DIGEST_HEX);
    definitions_free(&d);
}

static void test_digest(void **state)
{
    (void)state;
    char whole[DIGEST_HEX], now[DIGEST_HEX];
    digest_now(whole);
    static const char *const names[] = {"reglages.csv",           "codes/sexe.csv", "accompagnants.schema.json",
                                        "indicateurs.csv",        "identite.csv",   "correspondances.csv",
                                        "correspondances/asp.csv"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        struct buf b = {0};
        read_copy(folder, names[i], &b);
        buf_adds(&b, "\n"); /* one byte that means nothing */
        write_copy(folder, names[i], &b);
        digest_now(now);
        assert_string_not_equal(now, whole);
        b.len--;
        write_copy(folder, names[i], &b);
        digest_now(now);
        assert_string_equal(now, whole);
        buf_deinit(&b);
    }
    /* what is no definition does not count */
    struct buf b = {0};
    buf_adds(&b, "a note");
    write_copy(folder, "README.md", &b);
    write_copy(folder, ".reglages.csv", &b);
    write_copy(folder, "reglages.csv~", &b);
    digest_now(now);
    assert_string_equal(now, whole);
    buf_deinit(&b);
}

static void test_justice(void **state)
{
    (void)state;
    for (int on = 0; on < 2; on++) {
        struct buf b = {0}, changed = {0};
        read_copy(folder, "reglages.csv", &b);
        const char *at = strstr(buf_text(&b), "justice;non");
        assert_non_null(at);
        buf_add(&changed, buf_text(&b), (size_t)(at - buf_text(&b)));
        buf_adds(&changed, on ? "justice;oui" : "justice;non");
        buf_adds(&changed, at + 11);
        write_copy(folder, "reglages.csv", &changed);
        struct definitions *d = load();
        write_copy(folder, "reglages.csv", &b);
        const struct dataset *s = d->datasets[d->salaries];
        const struct codes *habitat = definitions_find_codes(d, "habitat");
        int32_t detention = codes_find_exact(habitat, "DETENTION", 9),
                precaire = codes_find_exact(habitat, "PRECAIRE", 8);
        assert_int_equal(d->justice, on);
        assert_int_equal(s->fields[dataset_find_field(s, "frein_justice")].off, !on);
        assert_int_equal(habitat->items[detention].instead, on ? detention : precaire);
        assert_int_equal(catalogue_find(d->catalogue, "frein.justice") != NULL, on);
        assert_int_equal(catalogue_find(d->catalogue, "frein_sortie.justice") != NULL, on);
        assert_int_equal(d->catalogue->indicators_n, 92 + 2 * on);
        /* the number of difficulties looks at frein_justice only while it is on */
        size_t field = (size_t)dataset_find_field(s, "frein_justice");
        assert_int_equal(expr_reads(catalogue_find(d->catalogue, "frein.nombre")->expression, field), on);
        definitions_free(&d);
        buf_deinit(&b);
        buf_deinit(&changed);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_whole),  cmocka_unit_test(test_faults),  cmocka_unit_test(test_missing_files),
        cmocka_unit_test(test_digest), cmocka_unit_test(test_justice),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
