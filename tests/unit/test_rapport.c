/* A report: put together, found in, written as JSON and read back, masked, told as CSV, packed and verified. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <cmocka.h>
#include <unistd.h>

#include "programme_fixture.h"
#include "base/text.h"
#include "programme/paquet.h"
#include "programme/rapport_csv.h"
#include "programme/rapport_faire.h"
#include "programme/rapport_mots.h"
#include "programme/secret.h"

static struct definitions *defs;
static struct reference ref;
static struct period quarter;

static int setup(void **state)
{
    (void)state;
    defs = fixture_definitions();
    reference_add_territoire(&ref, "LYON", "Lyon", "FNDSA", cal_day(2020, 1, 1));
    reference_add_territoire(&ref, "METZ", "Metz", "", cal_day(2025, 1, 2));
    reference_add_territoire(&ref, "RENNES", "Rennes", "FAS", cal_day(2026, 3, 1));
    reference_add_territoire(&ref, "BREST", "Brest", "", CELL_NULL);
    reference_add_ligne(&ref, "C1", "LYON", INT32_MIN, INT32_MAX, 40);
    reference_add_ligne(&ref, "C2", "RENNES", cal_day(2026, 3, 1), INT32_MAX, CELL_NULL);
    reference_add_ligne(&ref, "C3", "BREST", cal_day(2027, 1, 1), INT32_MAX, CELL_NULL);
    reference_add_ligne(&ref, "C4", "METZ", cal_day(2024, 1, 1), cal_day(2025, 12, 31), CELL_NULL); /* the last there */
    reference_add_ligne(&ref, "C5", "METZ", cal_day(2024, 1, 1), cal_day(2025, 3, 31), CELL_NULL);
    reference_add_ligne(&ref, "C5", "LYON", cal_day(2026, 1, 1), INT32_MAX, CELL_NULL);
    reference_seal(&ref);
    return period_parse("2026-C3", &quarter, NULL);
}

static int teardown(void **state)
{
    (void)state;
    reference_deinit(&ref);
    definitions_free(&defs);
    return 0;
}

static int64_t *slots_of(int64_t *sums, size_t perimetre, const char *programme, const char *code)
{
    const struct indicator *i = catalogue_find(defs->catalogue, code);
    return sums + perimetre * contribution_len(defs) +
           (size_t)programme_find(defs, programme) * defs->catalogue->slots_n + i->slot;
}

/* Two periods of five territories and what is above them, and of their chantiers; one figure of every kind is not zero.
 */
static struct rapport *make_figures(void)
{
    struct rapport *r = rapport_begin(defs, "CVG", &quarter);
    rapport_add_perimetres(r, &ref);
    rapport_add_remontee(r, "C1", "LYON", &(struct reporter_facts){cal_day(2026, 9, 29), 100, 3});
    rapport_add_remontee(r, "C2", "RENNES", &(struct reporter_facts){.situation = CELL_NULL});
    rapport_nom_du_chantier(r, "C2", "Le \"Relais\"; vert");
    rapport_nom_du_chantier(r, "C4", "Le dernier");
    rapport_nom_du_chantier(r, "C9", "Personne");
    rapport_en_attente(r, "C2", cal_day(2026, 9, 30), "held");
    rapport_en_attente(r, "C9", cal_day(2026, 9, 30), "held");
    for (size_t periode = 0; periode < 2; periode++) {
        int64_t *sums = mem_new_n(r->perimetres_n * contribution_len(defs), sizeof *sums);
        struct coverage *coverage = mem_new_n(r->perimetres_n, sizeof *coverage);
        coverage[0] = (struct coverage){2, 1, cal_day(2026, 9, 29)};
        slots_of(sums, 0, "CVG", "effectif.accompagnes")[0] = 120;
        slots_of(sums, 0, "PHC", "effectif.accompagnes")[0] = 7;
        memcpy(slots_of(sums, 0, "CVG", "public.femmes"), (int64_t[]){40, 100, 20}, 3 * sizeof(int64_t));
        memcpy(slots_of(sums, 0, "CVG", "public.nationalite"), (int64_t[]){110, 10, 60, 30, 20}, 5 * sizeof(int64_t));
        memcpy(slots_of(sums, 0, "CVG", "effectif.etp_salaries"), (int64_t[]){350000, 0}, 2 * sizeof(int64_t));
        memcpy(slots_of(sums, 0, "CVG", "effectif.charge_cip"), (int64_t[]){120, 650}, 2 * sizeof(int64_t));
        memcpy(slots_of(sums, 0, "CVG", "parcours.duree_moyenne"), (int64_t[]){4870, 10, 1}, 3 * sizeof(int64_t));
        memcpy(slots_of(sums, 0, "CVG", "effectif.objectif"), (int64_t[]){110, 130}, 2 * sizeof(int64_t));
        rapport_add_chiffres(r, defs, periode, sums, coverage);
        free(sums);
        free(coverage);
    }
    rapport_sort(r);
    return r;
}

static struct rapport *make(void)
{
    struct rapport *r = make_figures();
    rapport_drop_empty_year(r);
    rapport_add_courbe(r, 1, (int32_t[]){cal_day(2026, 8, 31), cal_day(2026, 9, 30)}, (int64_t[]){100, 110}, 2);
    r->connu_us = INT64_C(1790000000123456);
    struct rapport_pont *p = r->ponts = arena_new(&r->memoire, sizeof *p);
    *p = (struct rapport_pont){.perimetre = 0, .code = "effectif.file_active", .avant = "2026-C2", .de = 100, .a = 110};
    p->termes = arena_new(&r->memoire, 2 * sizeof *p->termes);
    p->termes[0] = (struct rapport_terme){"entrees", 14};
    p->termes[1] = (struct rapport_terme){"sorties", -4};
    p->termes_n = 2;
    r->ponts_n = 1;
    return r;
}

/* Its perimeters: Metz had members only in the year before, Rennes has one since. */
enum { NATION, OPERATIONNELS, LYON, METZ, RENNES, C1, C2, C4, C5, PERIMETRES };

static struct rapport_chiffre *chiffre(struct rapport *r, const char *programme, size_t perimetre, const char *code)
{
    return mem_unconst(rapport_find(r, programme, 0, perimetre, code));
}

static void test_made(void **state)
{
    (void)state;
    struct rapport *r = make();
    assert_int_equal(r->perimetres_n, PERIMETRES); /* Brest has nobody yet */
    assert_string_equal(r->perimetres[LYON].scope.code, "LYON");
    assert_string_equal(r->perimetres[C2].nom, "Le \"Relais\"; vert");
    assert_int_equal(r->perimetres[0].objectif, 130);
    assert_int_equal(r->perimetres[1].objectif, -1);
    assert_int_equal(r->remontees_n, 2);
    assert_int_equal(r->remontees[1].retenu, cal_day(2026, 9, 30));
    assert_int_equal(chiffre(r, "PHC", 0, "effectif.accompagnes")->slots[0], 7);
    assert_null(chiffre(r, "PHC", 0, "public.femmes"));
    assert_null(chiffre(r, "CVG", C2, "coordination.actions"));
    assert_int_equal(chiffre(r, "CVG", 0, "public.femmes")->etats[0], RAPPORT_PUBLIE);
    assert_int_equal(chiffre(r, "CVG", 1, "public.femmes")->etats[0], RAPPORT_INCONNU);
    assert_int_equal(r->periodes_n, 2);
    assert_string_equal(r->periodes[1].name, "2025-C3");
    rapport_free(&r);
    assert_null(r);
}

/* An export of before the end of a period that is over is marked, unless its chantier had left by then. */
static void test_avant_fin(void **state)
{
    (void)state;
    struct rapport *r = make(), *read;
    struct buf text = {0};
    struct err e;
    r->remontees[0].situation = cal_day(2026, 9, 29);
    r->connu_us = cal_paris_instant((int64_t)cal_day(2026, 9, 30) * INT64_C(86400000000)); /* it is not over */
    rapport_avant_fin(r, &ref);
    assert_int_equal(rapport_avant_fin_n(r), 0);
    r->connu_us = cal_paris_instant((int64_t)cal_day(2026, 10, 1) * INT64_C(86400000000));
    rapport_avant_fin(r, &ref);
    assert_int_equal(rapport_avant_fin_n(r), 1);
    assert_true(r->remontees[0].avant_fin);
    assert_false(r->remontees[1].avant_fin); /* it is missing */
    r->calendrier = true;
    rapport_encode(r, &text);
    read = rapport_decode(buf_text(&text), text.len, &e);
    assert_non_null(read);
    assert_int_equal(rapport_avant_fin_n(read), 1);
    assert_true(read->calendrier);
    rapport_free(&read);
    r->remontees[0].reporter = "C4";
    rapport_avant_fin(r, &ref);
    assert_int_equal(rapport_avant_fin_n(r), 0);
    r->remontees[0].reporter = "C1";
    r->remontees[0].situation = quarter.fin;
    rapport_avant_fin(r, &ref);
    assert_int_equal(rapport_avant_fin_n(r), 0);
    buf_deinit(&text);
    rapport_free(&r);
}

/* What no coordination sent is unknown, in its territory and above, in every format; 0 where one did is 0. */
static void test_coordination(void **state)
{
    (void)state;
    struct rapport *r = make(), *read;
    bool remis[PERIMETRES] = {[RENNES] = true}; /* which is not operational */
    struct buf text = {0}, csv = {0};
    struct err e;
    rapport_coordination_inconnue(r, 0, remis);
    static const int wanted[] = {[NATION] = RAPPORT_PUBLIE,
                                 [OPERATIONNELS] = RAPPORT_INCONNU,
                                 [LYON] = RAPPORT_INCONNU,
                                 [METZ] = RAPPORT_INCONNU,
                                 [RENNES] = RAPPORT_PUBLIE};
    for (size_t p = 0; p < sizeof wanted / sizeof *wanted; p++)
        assert_int_equal(chiffre(r, "CVG", p, "coordination.etp_pourvus")->etats[0], wanted[p]);
    assert_int_equal(rapport_find(r, "CVG", 1, LYON, "coordination.etp_pourvus")->etats[0], RAPPORT_PUBLIE);
    assert_int_equal(chiffre(r, "CVG", LYON, "effectif.accompagnes")->etats[0], RAPPORT_PUBLIE);
    rapport_csv(r, &csv);
    assert_non_null(
        strstr(buf_text(&csv), "territoire:LYON;CVG;2026-C3;coordination.etp_pourvus;;somme;;0;;;inconnu\r\n"));
    assert_non_null(
        strstr(buf_text(&csv), "nation;CVG;2026-C3;coordination.etp_pourvus;;somme;0.00;;0;0.00;publie\r\n"));
    rapport_encode(r, &text);
    read = rapport_decode(buf_text(&text), text.len, &e);
    assert_non_null(read);
    assert_int_equal(chiffre(read, "CVG", LYON, "coordination.etp_pourvus")->etats[0], RAPPORT_INCONNU);
    const struct secret_regles regles = secret_regles_de(defs);
    assert_int_equal(secret_proteger(read, NULL, 0, &regles, &e), 0);
    assert_int_equal(chiffre(read, "CVG", LYON, "coordination.etp_pourvus")->etats[0], RAPPORT_INCONNU);
    assert_int_equal(chiffre(read, "CVG", RENNES, "coordination.etp_pourvus")->etats[0], RAPPORT_PUBLIE);
    buf_deinit(&text);
    buf_deinit(&csv);
    rapport_free(&read);
    rapport_free(&r);
}

/* Each period has its own members, in its own territories, which are operational by its own first day. */
static void test_periods(void **state)
{
    static const struct {
        size_t perimetre, territoire[2];
        bool operationnel[2], est[2];
    } cases[] = {
        {NATION, {RAPPORT_SANS, RAPPORT_SANS}, {false, false}, {true, true}},
        {OPERATIONNELS, {RAPPORT_SANS, RAPPORT_SANS}, {false, false}, {true, true}},
        {LYON, {RAPPORT_SANS, RAPPORT_SANS}, {true, true}, {true, true}},
        {METZ, {RAPPORT_SANS, RAPPORT_SANS}, {true, false}, {false, true}}, /* launched on 2 January 2025 */
        {RENNES, {RAPPORT_SANS, RAPPORT_SANS}, {false, false}, {true, false}},
        {C1, {LYON, LYON}, {false, false}, {true, true}},
        {C2, {RENNES, RAPPORT_SANS}, {false, false}, {true, false}},
        {C4, {RAPPORT_SANS, METZ}, {false, false}, {false, true}},
        {C5, {LYON, METZ}, {false, false}, {true, true}},
    };
    (void)state;
    struct rapport *r = make();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        for (size_t q = 0; q < 2; q++) {
            const struct rapport_perimetre *p = &r->perimetres[cases[i].perimetre];
            assert_int_equal(p->territoire[q], cases[i].territoire[q]);
            assert_int_equal(p->operationnel[q], cases[i].operationnel[q]);
            assert_int_equal(rapport_en_est(r, cases[i].perimetre, q), cases[i].est[q]);
        }
    assert_string_equal(r->perimetres[C4].nom, "Le dernier");
    rapport_free(&r);
}

/* Read back it is the same report: encoded again it gives the same bytes. */
static void check_round(const struct rapport *r)
{
    struct buf first = {0}, second = {0};
    struct err e;
    rapport_encode(r, &first);
    struct rapport *back = rapport_decode(buf_text(&first), first.len, &e);
    if (!back)
        fail_msg("%s", e.text);
    rapport_encode(back, &second);
    assert_string_equal(buf_text(&first), buf_text(&second));
    rapport_free(&back);
    buf_deinit(&first);
    buf_deinit(&second);
}

static void test_empty_year(void **state)
{
    (void)state;
    struct rapport *r = make_figures();
    for (size_t i = 0; i < r->chiffres_n; i++)
        if (r->chiffres[i].periode == 1)
            r->chiffres[i].slots[0] = 0;
    rapport_drop_empty_year(r);
    assert_int_equal(r->periodes_n, 1);
    assert_non_null(rapport_find(r, "CVG", 0, 0, "public.femmes"));
    assert_null(rapport_find(r, "CVG", 1, 0, "public.femmes"));
    /* with it go Metz and C4 */
    static const char *const codes[] = {"", "", "LYON", "RENNES", "C1", "C2", "C5"};
    static const size_t territoires[] = {RAPPORT_SANS, RAPPORT_SANS, RAPPORT_SANS, RAPPORT_SANS, 2, 3, 2};
    assert_int_equal(r->perimetres_n, sizeof codes / sizeof *codes);
    for (size_t i = 0; i < r->perimetres_n; i++) {
        assert_string_equal(r->perimetres[i].scope.code, codes[i]);
        assert_int_equal(r->perimetres[i].territoire[0], territoires[i]);
        assert_int_equal(r->perimetres[i].territoire[1], RAPPORT_SANS);
        assert_non_null(chiffre(r, "CVG", i, "effectif.file_active"));
    }
    assert_int_equal(r->chiffres[r->chiffres_n - 1].perimetre, r->perimetres_n - 1);
    check_round(r);
    rapport_free(&r);
}

/* What is said of each period is said of each, and of no other. */
static void check_lists(const struct rapport *r)
{
    static const struct {
        const char *is, *becomes, *wrong;
    } cases[] = {
        {"\"territoire\":[null,\"METZ\"]", "\"territoire\":[null,\"METZ\"]", NULL},
        {"\"territoire\":[null,\"METZ\"]", "\"territoire\":[\"METZ\"]", "territoire"},
        {"\"territoire\":[null,\"METZ\"]", "\"territoire\":[null,\"BREST\"]", "territoire"},
        {"\"territoire\":[null,\"METZ\"]", "\"territoire\":\"METZ\"", "territoire"},
        {"\"territoire\":[null,null]", "\"territoire\":[null,\"METZ\"]", "territoire"}, /* of the nation */
        {"\"operationnel\":[true,false]", "\"operationnel\":[true,false,true]", "operationnel"},
        {"\"operationnel\":[true,false]", "\"operationnel\":[true,0]", "operationnel"},
        {"\"operationnel\":[true,false]", "\"operationnel\":true", "operationnel"},
    };
    struct buf whole = {0};
    rapport_encode(r, &whole);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct buf b = {0};
        struct err e = {0};
        const char *text = buf_text(&whole), *at = strstr(text, cases[i].is);
        assert_non_null(at);
        buf_addf(&b, "%.*s%s%s", (int)(at - text), text, cases[i].becomes, at + strlen(cases[i].is));
        struct rapport *back = rapport_decode(buf_text(&b), b.len, &e);
        assert_int_equal(back == NULL, cases[i].wrong != NULL);
        if (!back)
            assert_non_null(strstr(e.text, cases[i].wrong));
        rapport_free(&back);
        buf_deinit(&b);
    }
    buf_deinit(&whole);
}

static void withhold(struct rapport *r)
{
    chiffre(r, "CVG", 0, "public.femmes")->etats[0] = RAPPORT_SECRET;
    chiffre(r, "CVG", 0, "public.nationalite")->etats[1] = RAPPORT_SECRET;
    chiffre(r, "CVG", 0, "public.nationalite")->etats[2] = RAPPORT_SECRET;
    rapport_masquer(r);
}

static void test_json(void **state)
{
    (void)state;
    struct rapport *r = make();
    check_round(r);
    check_lists(r);
    r->version = 2;
    r->motif = "Une erreur « de saisie »";
    r->arrete_us = INT64_C(1790000001000000);
    withhold(r);
    check_round(r);
    rapport_free(&r);
}

static void test_masked(void **state)
{
    (void)state;
    struct rapport *r = make();
    size_t all = r->chiffres_n;
    withhold(r);
    assert_true(r->publie);
    assert_memory_equal(chiffre(r, "CVG", 0, "public.femmes")->slots, ((int64_t[]){0, 0, 0}), 3 * sizeof(int64_t));
    assert_memory_equal(chiffre(r, "CVG", 0, "public.nationalite")->slots, ((int64_t[]){110, 10, 60, 0, 0}),
                        5 * sizeof(int64_t));
    /* of a chantier its headcounts alone leave */
    assert_true(r->chiffres_n < all);
    assert_non_null(chiffre(r, "CVG", C1, "effectif.file_active"));
    assert_null(chiffre(r, "CVG", C1, "public.femmes"));
    assert_null(chiffre(r, "CVG", C1, "effectif.sorties_neutres"));
    rapport_free(&r);
}

static void assert_row(const char *csv, const char *row)
{
    if (!strstr(csv, row))
        fail_msg("no row %s in\n%.2000s", row, csv);
}

static void test_csv(void **state)
{
    (void)state;
    struct rapport *r = make();
    struct buf csv = {0};
    withhold(r);
    rapport_csv(r, &csv);
    const char *text = buf_text(&csv);
    assert_true(text_starts(text, "perimetre;programme;periode;code;cle;genre;num;den;nr;valeur;etat\r\n"));
    assert_row(text, "\r\nnation;CVG;2026-C3;effectif.accompagnes;;compte;120;;;120;publie\r\n");
    assert_row(text, "\r\nnation;PHC;2026-C3;effectif.accompagnes;;compte;7;;;7;publie\r\n");
    assert_row(text, "\r\nnation;CVG;2026-C3;public.femmes;;taux;;;;;secret\r\n");
    assert_row(text, "\r\nnation;CVG;2025-C3;public.femmes;;taux;40;100;20;0.4;publie\r\n");
    assert_row(text, "\r\nnation;CVG;2026-C3;public.nationalite;FR;repartition;60;110;10;0.545454545;publie\r\n");
    assert_row(text, "\r\nnation;CVG;2026-C3;public.nationalite;UE;repartition;;;;;secret\r\n");
    assert_row(text, "\r\noperationnels;CVG;2026-C3;public.rsa;;taux;0;0;0;;inconnu\r\n");
    assert_row(text, "\r\nnation;CVG;2026-C3;effectif.etp_salaries;;somme;100.0;;0;100.0;publie\r\n");
    assert_row(text, "\r\nnation;CVG;2026-C3;effectif.charge_cip;;ratio;120;6.50;;18.461538462;publie\r\n");
    assert_row(text, "\r\nnation;CVG;2026-C3;parcours.duree_moyenne;;moyenne;4870;10;1;16.0;publie\r\n");
    buf_deinit(&csv);
    rapport_free(&r);
}

static void test_no_report(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "", "{", "[]", "{}", "{\"version\":1}", "{\"rapport\":\"2026-C3\",\"periodes\":[]}"};
    struct err e;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        e.text[0] = 0;
        assert_null(rapport_decode(texts[i], strlen(texts[i]), &e));
        assert_true(e.code == ERR_FORMAT && e.text[0]);
    }
}

/* ---- packages ---- */

static void make_paquet(struct paquet *p, const struct rapport *r, const struct signature_key *k)
{
    static const struct paquet_version versions[] = {{"cvg", "1"}, {"cairo", "1.16"}, {0}};
    paquet_add_donnees(p, r);
    paquet_signer(p, r, versions, k);
}

static struct buf *file(struct paquet *p, const char *nom)
{
    return mem_unconst(&paquet_find(p, nom)->octets);
}

static void test_paquet(void **state)
{
    (void)state;
    char folder[] = "/tmp/cvg-rapport-XXXXXX", path[64], seen[SIGNATURE_PUBLIC_HEX];
    struct signature_key k, again, other;
    struct paquet p = {0}, q = {0};
    struct err e = {0};
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/key", folder);
    assert_int_equal(signature_key_load(path, false, &k, &e), -1);
    assert_int_equal(signature_key_load(path, true, &k, &e), 0);
    assert_int_equal(signature_key_load(path, true, &again, &e), 0);
    assert_string_equal(k.public_hex, again.public_hex);
    unlink(path);
    assert_int_equal(signature_key_load(path, true, &other, &e), 0);
    assert_string_not_equal(k.public_hex, other.public_hex);
    unlink(path);
    rmdir(folder);

    struct rapport *r = make();
    make_paquet(&p, r, &k);
    make_paquet(&q, r, &again);
    assert_int_equal(p.n, 5);
    for (size_t i = 0; i < p.n; i++) /* the same report gives the same bytes */
        assert_true(p.fichiers[i].octets.len == q.fichiers[i].octets.len &&
                    memcmp(p.fichiers[i].octets.data, q.fichiers[i].octets.data, p.fichiers[i].octets.len) == 0);
    assert_int_equal(paquet_verifier(&p, seen, &e), 0);
    assert_string_equal(seen, k.public_hex);

    /* whatever is changed is found */
    file(&p, "rapport-2026-C3.csv")->data[200] ^= 1;
    assert_int_equal(paquet_verifier(&p, seen, &e), -1);
    assert_non_null(strstr(e.text, "rapport-2026-C3.csv"));
    file(&p, "rapport-2026-C3.csv")->data[200] ^= 1;
    file(&p, PAQUET_MANIFESTE)->data[30] ^= 1;
    assert_int_equal(paquet_verifier(&p, seen, &e), -1);
    file(&p, PAQUET_MANIFESTE)->data[30] ^= 1;
    file(&p, PAQUET_SIGNATURE)->data[3] ^= 1;
    assert_int_equal(paquet_verifier(&p, seen, &e), -1);
    file(&p, PAQUET_SIGNATURE)->data[3] ^= 1;
    buf_adds(paquet_add(&p, "rapport-2026-C3.pdf"), "%PDF");
    assert_int_equal(paquet_verifier(&p, seen, &e), -1);
    assert_non_null(strstr(e.text, "rapport-2026-C3.pdf"));
    buf_deinit(&p.fichiers[--p.n].octets);
    assert_int_equal(paquet_verifier(&p, seen, &e), 0);
    buf_deinit(&p.fichiers[0].octets); /* a file is gone */
    p.fichiers[0] = p.fichiers[--p.n];
    assert_int_equal(paquet_verifier(&p, seen, &e), -1);
    paquet_deinit(&p);
    paquet_deinit(&q);
    rapport_free(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_made),    cmocka_unit_test(test_avant_fin),  cmocka_unit_test(test_coordination),
        cmocka_unit_test(test_periods), cmocka_unit_test(test_empty_year), cmocka_unit_test(test_json),
        cmocka_unit_test(test_masked),  cmocka_unit_test(test_csv),        cmocka_unit_test(test_no_report),
        cmocka_unit_test(test_paquet),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
