/* What the documents of a report say, before they are printed: sections, tables, the three kinds of values, French. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <cmocka.h>

#include "document_fixture.h"
#include "document_plan.h"
#include "base/text.h"
#include "document/ecrit.h"
#include "document/pieces.h"

/* ---- what is found in a plan ---- */

/* The block after a table. */
static const struct plan_bloc *after(const struct plan *p, const struct plan_table *t)
{
    for (size_t i = 0; i + 1 < p->blocs_n; i++)
        if (p->blocs[i].table == t)
            return &p->blocs[i + 1];
    return NULL;
}

/* ---- tests ---- */

static void test_french(void **state)
{
    (void)state;
    static const struct {
        const char *in, *out;
    } texts[] = {{"l'emploi : 45 %", "l’emploi\u00a0: 45\u202f%"},
                 {"« oui » ; non !", "«\u202foui\u202f»\u202f; non\u202f!"},
                 {"a b", "a b"},
                 {"fin ", "fin "}};
    static const struct {
        const char *name, *whole, *brief;
    } periods[] = {{"2023-C4", "Année 2023", "2023"},
                   {"2026-C3", "Janvier à septembre 2026", "9\u00a0mois 2026"},
                   {"2026-C1", "Janvier à mars 2026", "3\u00a0mois 2026"},
                   {"2026-T4", "4e trimestre 2026", "T4\u00a02026"},
                   {"2026-11", "Novembre 2026", "nov.\u00a02026"},
                   {"2026-S2", "Semestre 2, 1er\u00a0octobre 2026 au 31\u00a0mars 2027", "S2\u00a02026"}};
    struct buf b = {0};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        buf_reset(&b);
        ecrit_typographie(texts[i].in, &b);
        assert_string_equal(buf_text(&b), texts[i].out);
    }
    for (size_t i = 0; i < sizeof periods / sizeof *periods; i++) {
        struct period p;
        struct err e;
        assert_int_equal(period_parse(periods[i].name, &p, &e), 0);
        buf_reset(&b);
        ecrit_periode(&p, &b);
        assert_string_equal(buf_text(&b), periods[i].whole);
        buf_reset(&b);
        ecrit_periode_courte(&p, &b);
        assert_string_equal(buf_text(&b), periods[i].brief);
    }
    buf_reset(&b);
    ecrit_instant(INT64_C(1705309920000000), &b);
    assert_string_equal(buf_text(&b), "15\u00a0janvier 2024 à 10\u202fh\u202f12");
    buf_reset(&b);
    ecrit_code("SEINE_SAINT_DENIS", &b);
    assert_string_equal(buf_text(&b), "Seine-Saint-Denis");
    buf_deinit(&b);
}

/* A slip in a code would leave a figure out, and nobody would see it. */
static void test_codes_exist(void **state)
{
    (void)state;
    static const struct piece *const all[] = {pieces_corps, pieces_annexes, pieces_dialogue};
    for (size_t a = 0; a < 3; a++)
        for (const struct piece *p = all[a]; p->genre != PIECE_FIN; p++)
            for (size_t i = 0; i < PIECE_CODES_MAX && p->codes[i]; i++) {
                bool found = strstr(p->codes[i], ".justice") != NULL; /* while its setting is off */
                for (size_t k = 0; k < world.d->catalogue->indicators_n; k++)
                    found |= p->genre == PIECE_ANNEXE
                                 ? text_starts(world.d->catalogue->indicators[k].code, p->codes[i])
                                 : strcmp(world.d->catalogue->indicators[k].code, p->codes[i]) == 0;
                if (!found)
                    fail_msg("%s", p->codes[i]);
            }
}

static void test_sections(void **state)
{
    (void)state;
    static const char *const ids[] = {"chiffres-cles", "effectifs",      "public",     "freins",        "modalites",
                                      "emploi",        "logement",       "sante",      "freins-sortie", "apres",
                                      "coordination",  "par-territoire", "couverture", "methode",       "ponts"};
    struct rapport *r = made_up_report(&world, "2023-C4");
    struct plan *p = document_plan(r);
    size_t n = 0;
    for (size_t i = 0; i < p->blocs_n; i++)
        if (p->blocs[i].genre == PLAN_SECTION) {
            assert_true(n < sizeof ids / sizeof *ids);
            assert_string_equal(p->blocs[i].id, ids[n++]);
        }
    assert_int_equal(n, sizeof ids / sizeof *ids);
    assert_string_equal(p->version, "Brouillon");
    assert_string_equal(p->mention, "Brouillon – ne pas diffuser");
    assert_true(says(p, "15\u00a0janvier 2024") || strstr(p->couverture[3].valeur, "15\u00a0janvier 2024"));
    assert_string_equal(p->couverture[2].valeur,
                        "Territoires opérationnels (2), et ensemble du programme (3 territoires)");
    assert_true(says(p, "d’un chantier, les comptes d’effectifs seuls"));
    assert_true(says(p, "n’est publié que si au moins 5 personnes sont concernées"));
    /* every figure of the catalogue is defined, and is shown by territory */
    const struct plan_table *t = find_table(p, "Population, condition et sensibilité de chaque indicateur");
    size_t defined = 0;
    for (size_t i = 0; i < t->lignes_n; i++)
        defined += t->lignes[i] == PLAN_LIGNE;
    assert_int_equal(defined, world.d->catalogue->indicators_n);
    plan_free(&p);
    rapport_free(&r);
}

static void test_three_kinds(void **state)
{
    (void)state;
    struct rapport *r = made_up_report(&world, "2023-C4");
    struct rapport_chiffre *c = made_up_find(r, 0, "territoire:RENNES", "public.femmes");
    c->etats[0] = RAPPORT_SECRET;
    made_up_find(r, 1, "operationnels", "logement.ameliore")->etats[0] = RAPPORT_SECRET;
    made_up_find(r, 0, "operationnels", "public.nationalite")->etats[1] = RAPPORT_SECRET;
    memset(made_up_find(r, 0, "territoire:RENNES", "emploi.emploi_formation")->slots, 0, 3 * sizeof(int64_t));
    made_up_find(r, 0, "territoire:RENNES", "sante.droit_ouvert")->slots[0] = 0;
    made_up_publish(r);
    struct plan *p = document_plan(r);
    const struct plan_table *t = find_table(p, "Public");
    assert_int_equal(cell(t, "Femmes", "Rennes")->etat, PLAN_SECRET);
    assert_string_equal(cell(t, "Femmes", "Rennes")->texte, "s");
    assert_int_equal(cell(t, "Femmes", "Rennes")->adresse->num.etat, PLAN_VIDE);
    assert_int_equal(after(p, t)->genre, PLAN_NOTE);
    assert_string_equal(after(p, t)->texte, "s\u00a0: chiffre masqué par le secret statistique.");
    assert_string_equal(cell(find_table(p, "Emploi"), "Accès à l’emploi ou à la formation", "Rennes")->texte, "–");
    assert_string_equal(cell(find_table(p, "Santé"), "Ouverture d’un droit santé", "Rennes")->texte, "0\u202f%");
    /* what is left of a difference is withheld too; of a répartition only its key */
    t = find_table(p, "Évolution de l’habitat des salariés sortis");
    assert_string_equal(cell(t, "Habitat amélioré", "2022")->texte, "s");
    assert_string_equal(cell(t, "Habitat amélioré", "Écart")->texte, "s");
    assert_int_equal(cell(t, "Habitat amélioré", "2023")->etat, PLAN_DIT);
    t = find_table(p, "Nationalité");
    assert_string_equal(cell(t, "Union européenne hors France", "Nombre")->texte, "s");
    assert_int_equal(cell(t, "Française", "Nombre")->etat, PLAN_DIT);
    assert_int_equal(cell(t, "Réponses connues", "Nombre")->etat, PLAN_DIT);
    /* charts */
    const struct plan_graphique *g = find_chart(p, "Femmes, par territoire");
    assert_string_equal(g->categories[2], "Rennes Métropole");
    assert_int_equal(g->series[0].valeurs[2].etat, PLAN_SECRET);
    assert_non_null(strstr(g->alt, "Rennes Métropole s"));
    plan_free(&p);
    rapport_free(&r);
}

/* A sentence says its figure or is not said; a version that holds everything says everything, and what it is. */
static void test_sentences(void **state)
{
    (void)state;
    struct rapport *r = made_up_report(&world, "2023-C4");
    made_up_find(r, 0, "operationnels", "public.femmes")->etats[0] = RAPPORT_SECRET;
    r->version = 2;
    r->arrete_us = r->connu_us;
    r->motif = "Le chantier LYO2 a corrigé son export.";
    struct plan *p = document_plan(r);
    assert_true(says(p, " des salariés accompagnés sont des femmes."));
    assert_true(says(p, "Au 31\u00a0décembre 2023, "));
    assert_true(says(p, " des salariés accompagnés sont réfugiés ou bénéficient"));
    /* what the title says is not said again on every line */
    cell(find_table(p, "Difficultés repérées à l’entrée"), "Démarches administratives", "2023");
    cell(find_table(p, "Difficultés à l’entrée"), "Langue", "Lyon");
    assert_string_equal(find_chart(p, "Salariés concernés par chaque difficulté")->categories[0],
                        "Démarches administratives");
    assert_string_equal(p->version, "Rectificatif 1");
    assert_string_equal(p->mention, "Version intégrale – ne pas diffuser");
    plan_free(&p);
    made_up_publish(r);
    p = document_plan(r);
    assert_false(says(p, "sont des femmes"));
    assert_string_equal(p->mention, "");
    plan_free(&p);
    rapport_free(&r);
}

static void check_text(const char *s)
{
    if (!s || text_starts(s, "/rapports/"))
        return;
    if (!text_is_utf8(s, strlen(s)) || strchr(s, '\'') || strstr(s, " :") || strstr(s, " ;") || strstr(s, " %"))
        fail_msg("« %s »", s);
}

static void test_typography(void **state)
{
    (void)state;
    struct rapport *r = made_up_report(&world, "2023-C4");
    struct plan *p = document_plan(r);
    for (size_t i = 0; i < p->blocs_n; i++) {
        const struct plan_bloc *b = &p->blocs[i];
        check_text(b->texte);
        for (size_t k = 0; b->table && !b->table->code && k < b->table->lignes_n * b->table->colonnes_n; k++)
            check_text(b->table->cellules[k].texte);
        for (size_t k = 0; b->table && k < b->table->colonnes_n; k++)
            check_text(b->table->colonnes[k].nom);
        if (b->graphique) {
            check_text(b->graphique->titre);
            check_text(b->graphique->alt);
        }
    }
    plan_free(&p);
    rapport_free(&r);
}

/* N-1 stands beside N, and its difference is that of what is printed; where there is none, nothing asks for it. */
static void test_year_before(void **state)
{
    (void)state;
    struct rapport *r = made_up_report(&world, "2023-C4");
    memcpy(made_up_find(r, 0, "operationnels", "public.rsa")->slots, (int64_t[]){454, 1000, 3}, 3 * sizeof(int64_t));
    memcpy(made_up_find(r, 1, "operationnels", "public.rsa")->slots, (int64_t[]){426, 1000, 0}, 3 * sizeof(int64_t));
    struct plan *p = document_plan(r);
    const struct plan_table *t = find_table(p, "Bénéficiaires de prestations et de la RQTH");
    assert_string_equal(cell(t, "Bénéficiaires du RSA", "2023")->texte, "45\u202f%");
    assert_string_equal(cell(t, "Bénéficiaires du RSA", "2022")->texte, "43\u202f%");
    assert_string_equal(cell(t, "Bénéficiaires du RSA", "Écart")->texte, "+2\u202fpts");
    assert_string_equal(cell(t, "Bénéficiaires du RSA", "Nombre")->texte, "454");
    assert_string_equal(cell(t, "Bénéficiaires du RSA", "NR")->texte, "3");
    assert_string_equal(cell(t, "Bénéficiaires du RSA", "2023")->adresse->lien,
                        "/rapports/2023-C4/v0/chiffre?code=public.rsa&perimetre=operationnels&periode=2023-C4");
    assert_non_null(cell(t, "Bénéficiaires du RSA", "Ensemble 2022"));
    plan_free(&p);
    r->periodes_n = 1;
    for (size_t i = 0; i < r->chiffres_n; i++)
        r->chiffres[i].periode = 0;
    p = document_plan(r);
    t = find_table(p, "Bénéficiaires de prestations et de la RQTH");
    for (size_t c = 0; c < t->colonnes_n; c++)
        assert_string_not_equal(t->colonnes[c].nom, "Écart");
    plan_free(&p);
    rapport_free(&r);
}

static void test_annexes(void **state)
{
    (void)state;
    struct rapport *r = made_up_report(&world, "2023-C4");
    struct rapport_remontee first = r->remontees[0];
    r->remontees[0] = r->remontees[3];
    r->remontees[3] = first;
    struct plan *p = document_plan(r);
    const struct plan_table *t = find_table(p, "Exports comptés dans ce rapport");
    assert_string_equal(cell(t, "L’Atelier <des> Roses & Cie", "Lignes lues")->texte, "1\u202f136");
    assert_string_equal(cell(t, "LYO2", "Situation")->texte, "Export du 30/12/2023 retenu, en attente d’une décision");
    assert_string_equal(cell(t, "REN1", "Dernier export")->texte, "–");
    assert_true(says(
        p, "Remontées attendues\u00a0: 4\u202f; qui comptent dans ce rapport\u00a0: 3\u202f; manquantes\u00a0: 1"));
    assert_string_equal(t->cellules[0].texte, "Métropole de Lyon"); /* as in the other tables */
    assert_int_equal(t->lignes_n, 3 + 4);
    t = find_table(p, "Effectifs par chantier");
    assert_int_equal(t->lignes_n, 7);
    assert_string_equal(t->cellules[t->colonnes_n].texte, "L’Atelier <des> Roses & Cie");
    assert_int_equal(cell(t, "NAN1", "Entrées 2023")->etat, PLAN_DIT);
    t = find_table(p, "File active, Nation\u00a0: de «\u202f2022-C4, arrêté\u202f» à cette version");
    assert_string_equal(cell(t, "Sorties", "Effet")->texte, "\u221225");
    assert_string_equal(cell(t, "Brouillon", "Effet")->texte, "315");
    t = find_table(p, "File active, par territoire\u00a0: de «\u202f2022-C4, arrêté\u202f» à cette version");
    assert_int_equal(t->lignes_n, 2);
    assert_int_equal(t->colonnes_n, 5); /* a term that is 0 everywhere is no column */
    assert_string_equal(cell(t, "Métropole de Lyon", "Entrées")->texte, "+40");
    plan_free(&p);
    /* what moves nothing is a line: of one bridge, of all */
    r->ponts[0].termes_n = 0;
    r->ponts[0].a = r->ponts[0].de;
    p = document_plan(r);
    assert_true(says(p, "File active, Nation\u00a0: 300, sans changement depuis"));
    find_table(p, "File active, par territoire\u00a0: de «\u202f2022-C4, arrêté\u202f» à cette version");
    plan_free(&p);
    for (size_t i = 0; i < r->ponts_n; i++)
        r->ponts[i] = (struct rapport_pont){
            .perimetre = r->ponts[i].perimetre, .code = r->ponts[i].code, .avant = r->ponts[i].avant, .de = 3, .a = 3};
    p = document_plan(r);
    assert_true(says(p, "rien n’a changé"));
    assert_false(says(p, "sans changement"));
    plan_free(&p);
    r->ponts_n = 0;
    p = document_plan(r);
    assert_true(says(p, "Aucun rapport d’un trimestre antérieur"));
    for (size_t i = 0; i < p->blocs_n; i++)
        assert_true(!p->blocs[i].large || strcmp(p->blocs[i].id, "ponts") != 0); /* no page that lies for one line */
    plan_free(&p);
    rapport_free(&r);
}

/* More territories than a page is wide: their columns go on in another table. */
static void test_many_territories(void **state)
{
    (void)state;
    struct reference ref = {0};
    struct period year;
    struct err e;
    char code[16];
    for (int i = 0; i < 16; i++) {
        snprintf(code, sizeof code, "T%02d", i);
        reference_add_territoire(&ref, code, code, "", cal_day(2020, 1, 1));
        reference_add_ligne(&ref, code, code, INT32_MIN, INT32_MAX, CELL_NULL);
    }
    reference_seal(&ref);
    assert_int_equal(period_parse("2023-C4", &year, &e), 0);
    struct rapport *r = rapport_begin(world.d, "CVG", &year);
    rapport_add_perimetres(r, &ref);
    made_up_period(&world, r, 0);
    made_up_period(&world, r, 1);
    rapport_sort(r);
    struct plan *p = document_plan(r);
    assert_int_equal(find_table(p, "Public (1 sur 2)")->colonnes_n, 16);
    assert_int_equal(find_table(p, "Public (2 sur 2)")->colonnes_n, 4);
    cell(find_table(p, "Public (2 sur 2)"), "Femmes", "T15");
    plan_free(&p);
    rapport_free(&r);
    reference_deinit(&ref);
}

/* A territory and a chantier of the year before alone, and a chantier that moved: headcounts by chantier and the cover
 * are of this period. */
static void test_year_before_alone(void **state)
{
    (void)state;
    struct reference ref = {0};
    struct period year;
    struct err e = {0};
    static const char *const codes[] = {"ICI", "LA", "PLUS"};
    for (size_t i = 0; i < 3; i++)
        reference_add_territoire(&ref, codes[i], codes[i], "", cal_day(2020, 1, 1));
    reference_add_ligne(&ref, "MOVED", "ICI", INT32_MIN, cal_day(2022, 12, 31), CELL_NULL);
    reference_add_ligne(&ref, "MOVED", "LA", cal_day(2023, 1, 1), INT32_MAX, CELL_NULL);
    reference_add_ligne(&ref, "STAYED", "ICI", INT32_MIN, INT32_MAX, CELL_NULL);
    reference_add_ligne(&ref, "GONE", "PLUS", INT32_MIN, cal_day(2022, 12, 31), CELL_NULL);
    reference_seal(&ref);
    assert_int_equal(period_parse("2023-C4", &year, &e), 0);
    struct rapport *r = rapport_begin(world.d, "CVG", &year);
    rapport_add_perimetres(r, &ref);
    made_up_period(&world, r, 0);
    made_up_period(&world, r, 1);
    rapport_sort(r);
    struct plan *p = document_plan(r);
    static const char *const rows[] = {"ICI", "STAYED", "LA", "MOVED"};
    const struct plan_table *t = find_table(p, "Effectifs par chantier");
    assert_int_equal(t->lignes_n, 4);
    for (size_t i = 0; i < 4; i++)
        assert_string_equal(t->cellules[i * t->colonnes_n].texte, rows[i]);
    assert_int_equal(find_table(p, "Effectifs par territoire")->lignes_n, 3 + 1); /* the year before adds up */
    bool told = false;
    for (size_t i = 0; i < p->couverture_n; i++)
        told |= strstr(p->couverture[i].valeur, "Les 2 territoires du programme, tous opérationnels") != NULL;
    assert_true(told);
    assert_null(document_plan_dialogue(r, "GONE", &e));
    plan_free(&p);
    rapport_free(&r);
    reference_deinit(&ref);
}

/* A key that nobody has is no row, though a territory's own is withheld; nor is "not known", which stands below. */
static void test_empty_keys(void **state)
{
    (void)state;
    struct rapport *r = made_up_report(&world, "2023-C4");
    size_t at = rapport_find_indicateur(r, "frein.nombre"), last = r->indicateurs[at].forme.keys_n - 1;
    for (size_t i = 0; i < r->chiffres_n; i++)
        if (r->chiffres[i].indicateur == at)
            r->chiffres[i].slots[2 + last] = 0;
    made_up_find(r, 0, "territoire:RENNES", "frein.nombre")->etats[last] = RAPPORT_SECRET;
    made_up_find(r, 0, "territoire:RENNES", "public.nationalite")->etats[3] = RAPPORT_SECRET;
    made_up_publish(r);
    struct plan *p = document_plan(r);
    const struct plan_table *t = find_table(p, "Nombre de difficultés par salarié");
    assert_int_equal(t->lignes_n, last + 2);
    t = find_table(p, "Nationalité");
    for (size_t i = 0; i < t->lignes_n; i++)
        assert_string_not_equal(t->cellules[i * t->colonnes_n].texte, "Non renseignée");
    cell(t, "Non renseignés (NR)", "Nombre");
    plan_free(&p);
    rapport_free(&r);
}

/* What is to come is no fact: a draft of a period that is not over says up to when it knows. */
static void test_running_period(void **state)
{
    (void)state;
    struct rapport *r = made_up_report(&world, "2023-C4");
    struct plan *p = document_plan(r);
    assert_false(says(p, "n’est pas terminée"));
    assert_true(says(p, "Sur la période, "));
    plan_free(&p);
    r->connu_us = cal_paris_instant((int64_t)cal_day(2023, 11, 30) * 86400000000 + 3600000000);
    p = document_plan(r);
    assert_false(says(p, "Au 31\u00a0décembre 2023, "));
    assert_true(says(p, "Selon les données connues le 30\u00a0novembre 2023, la période étant en cours, "));
    assert_true(says(p, "Depuis le 1er\u00a0janvier 2023, "));
    assert_true(says(p, "jusqu’à sa fin, le 31\u00a0décembre 2023."));
    assert_string_equal(p->couverture[0].valeur, "Année 2023, en cours\u00a0: connue jusqu’au 30/11/2023");
    plan_free(&p);
    rapport_free(&r);
}

static size_t says_times(const struct plan *p, enum plan_genre genre, const char *words)
{
    size_t n = 0;
    for (size_t i = 0; i < p->blocs_n; i++)
        n += p->blocs[i].genre == genre &&
             strstr(genre == PLAN_TABLE ? p->blocs[i].table->titre : p->blocs[i].texte, words) != NULL;
    return n;
}

/* Where every territory is operational, the whole programme is said once: it has no column, curve or bridge beside. */
static void test_all_operational(void **state)
{
    (void)state;
    struct rapport *r = made_up_report(&world, "2023-C4");
    struct plan *p = document_plan(r);
    size_t curves = find_chart(p, "File active, au soir de chaque fin de mois")->panneaux_n;
    assert_true(says(p, "l’ensemble des territoires figure à côté"));
    plan_free(&p);
    for (size_t i = 0; i < r->perimetres_n; i++)
        for (size_t k = 0; k < 2 && r->perimetres[i].scope.kind == SCOPE_TERRITOIRE; k++)
            r->perimetres[i].operationnel[k] = true;
    memcpy(r->courbes[1].file_active, r->courbes[0].file_active, r->courbes[0].n * sizeof(int64_t));
    r->ponts[1].perimetre = 1;
    p = document_plan(r);
    assert_string_equal(p->nation, "");
    const struct plan_table *t = find_table(p, "Effectifs et moyens");
    for (size_t c = 0; c < t->colonnes_n; c++)
        assert_null(strstr(t->colonnes[c].nom, "Ensemble"));
    assert_string_equal(find_table(p, "Public")->colonnes[2].nom, "Lyon");
    assert_int_equal(find_chart(p, "File active, au soir de chaque fin de mois")->panneaux_n, curves - 1);
    assert_true(says(p, "tous sont opérationnels"));
    assert_string_equal(p->couverture[2].valeur, "Les 3 territoires du programme, tous opérationnels");
    assert_int_equal(says_times(p, PLAN_TABLE, "nation et territoires opérationnels"), 1);
    assert_int_equal(says_times(p, PLAN_TABLE, "Territoires opérationnels : de"), 0);
    plan_free(&p);
    rapport_free(&r);
}

static void test_dialogue(void **state)
{
    (void)state;
    struct rapport *r = made_up_report(&world, "2023-S1");
    struct err e = {0};
    assert_null(document_plan_dialogue(r, "LYO9", &e));
    assert_int_equal(e.code, ERR_USAGE);
    struct plan *p = document_plan_dialogue(r, "LYO1", &e);
    assert_non_null(p);
    const struct plan_table *t = find_table(p, "Sorties par classe de l’ASP");
    assert_int_equal(cell(t, "dont durables", "S1\u00a02023")->etat, PLAN_DIT);
    assert_string_equal(cell(t, "dont durables", "S1\u00a02023")->adresse->perimetre, "chantier:LYO1");
    find_table(p, "Sorties par classe de CVG");
    assert_false(plan_explains(p));
    /* the semester is over: the form is one to be handed on, and says whose it is on every page */
    assert_string_equal(p->mention, "");
    assert_non_null(strstr(p->courant, "Atelier <des> Roses"));
    plan_free(&p);
    r->connu_us = cal_paris_instant((int64_t)r->periodes[0].fin * INT64_C(86400000000)); /* its last day */
    p = document_plan_dialogue(r, "LYO1", &e);
    assert_non_null(strstr(p->mention, "Provisoire"));
    assert_non_null(strstr(p->courant, "Provisoire"));
    plan_free(&p);
    rapport_free(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_french),           cmocka_unit_test(test_codes_exist),
        cmocka_unit_test(test_sections),         cmocka_unit_test(test_three_kinds),
        cmocka_unit_test(test_sentences),        cmocka_unit_test(test_typography),
        cmocka_unit_test(test_year_before),      cmocka_unit_test(test_annexes),
        cmocka_unit_test(test_many_territories), cmocka_unit_test(test_all_operational),
        cmocka_unit_test(test_empty_keys),       cmocka_unit_test(test_running_period),
        cmocka_unit_test(test_dialogue),         cmocka_unit_test(test_year_before_alone),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
