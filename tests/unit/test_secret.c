/* Disclosure control: the rules on a cell's own counts, what is told whatever it counts, what fails closed, the links
 * of the definitions, and that the same report always gets the same states. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "definitions_copy.h"
#include "programme_fixture.h"
#include "programme/rapport_faire.h"
#include "programme/secret_liens.h"
#include "programme/secret_modele.h"
#include "secret_monde.h"

static const struct secret_regles regles = {.k = 5, .k_sensible = 11, .chantiers = 3, .dominance_pourcent = 85};

/* ---- one territory of some chantiers, one figure ---- */

static struct rapport *empty(size_t chantiers)
{
    const struct monde m = {.territoires = 1, .chantiers = chantiers, .cles = 3, .figures = MONDE_FIGURES};
    uint64_t seed = 1;
    struct rapport *r = monde_faire(&m, &seed);
    r->secret_k = regles.k;
    r->secret_k_sensible = regles.k_sensible;
    r->secret_chantiers = regles.chantiers;
    r->secret_dominance = regles.dominance_pourcent;
    return r;
}

/* Adds to a chantier's figure, and to those above it. */
static void add(struct rapport *r, size_t chantier, size_t figure, size_t slot, int64_t n)
{
    const size_t places[] = {0, 1, 2 + chantier}; /* the nation, the territory, the chantier */
    for (size_t i = 0; i < 3; i++)
        r->chiffres[places[i] * r->indicateurs_n + figure].slots[slot] += n;
}

static void add_taux(struct rapport *r, size_t chantier, size_t figure, int64_t num, int64_t den)
{
    add(r, chantier, figure, 0, num);
    add(r, chantier, figure, 1, den);
}

/* What the rules alone say of the territory's row: 'p' told, 's' withheld, '?' unknown. */
static char rule(const struct rapport *r, size_t figure, size_t ligne)
{
    struct secret_modele m;
    assert_true(secret_modele_init(&m, r, 0));
    secret_primaire(&m);
    size_t at = m.tableaux[figure].ligne + ligne; /* the territory is the first perimeter of the model */
    char c = m.etats[at] != SECRET_DIT ? 's' : m.inconnu[at] ? '?' : 'p';
    secret_modele_deinit(&m);
    return c;
}

static void test_counts(void **state)
{
    static const struct {
        size_t figure;
        int64_t num, den;
        char wanted;
    } cases[] = {
        {MONDE_A, 5, 10, 'p'},
        {MONDE_A, 4, 10, 's'},
        {MONDE_A, 6, 10, 's'},
        {MONDE_A, 0, 20, 's'},
        {MONDE_A, 20, 20, 's'},
        {MONDE_A, 0, 0, '?'},
        {MONDE_S, 11, 22, 'p'},
        {MONDE_S, 10, 22, 's'},
        {MONDE_S, 12, 22, 's'},
        {MONDE_S, 0, 200, 's'},
        /* after the exit, as the report of 2023 printed it: contacted; of these stable, in employment and in housing */
        {MONDE_A, 57, 71, 'p'},
        {MONDE_A, 55, 57, 's'},
        {MONDE_A, 55, 67, 'p'},
        {MONDE_A, 55, 55, 's'},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct rapport *r = empty(4);
        for (size_t c = 0; c < 4; c++) /* shared out evenly */
            add_taux(r, c, cases[i].figure, cases[i].num / 4 + (c < (size_t)cases[i].num % 4),
                     cases[i].den / 4 + (c < (size_t)cases[i].den % 4));
        char got = rule(r, cases[i].figure, 0);
        if (got != cases[i].wanted)
            fail_msg("%d of %d: %c, wanted %c", (int)cases[i].num, (int)cases[i].den, got, cases[i].wanted);
        rapport_free(&r);
    }
}

static void test_chantiers(void **state)
{
    static const struct {
        int64_t num[4], den[4];
        char wanted;
    } cases[] = {
        {{10, 10, 10, 0}, {20, 20, 20, 0}, 'p'},
        {{15, 15, 0, 0}, {30, 30, 0, 0}, 's'}, /* two chantiers */
        {{85, 10, 5, 0}, {90, 60, 50, 0}, 'p'},
        {{86, 9, 5, 0}, {90, 60, 50, 0}, 's'}, /* one has over 85 % of the num */
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct rapport *r = empty(4);
        for (size_t c = 0; c < 4; c++)
            add_taux(r, c, MONDE_A, cases[i].num[c], cases[i].den[c]);
        assert_int_equal(rule(r, MONDE_A, 0), cases[i].wanted);
        rapport_free(&r);
    }
}

/* A key that nobody has is told, unless it is sensitive: then it tells on each of them. */
static void test_keys(void **state)
{
    (void)state;
    for (int sensitive = 0; sensitive < 2; sensitive++) {
        struct rapport *r = empty(3);
        r->indicateurs[MONDE_CLES].forme.sensitive = sensitive;
        for (size_t c = 0; c < 3; c++) {
            add(r, c, MONDE_CLES, 0, 20);
            add(r, c, MONDE_CLES, 2, 20 - (c == 0) * 4);
        }
        add(r, 0, MONDE_CLES, 3, 4);                   /* 56, 4, 0 of 60 */
        assert_int_equal(rule(r, MONDE_CLES, 0), 's'); /* all but 4 */
        assert_int_equal(rule(r, MONDE_CLES, 1), 's');
        assert_int_equal(rule(r, MONDE_CLES, 2), sensitive ? 's' : 'p');
        rapport_free(&r);
    }
    struct rapport *r = empty(3);
    assert_int_equal(rule(r, MONDE_CLES, 0), '?');
    rapport_free(&r);
}

static void test_mean(void **state)
{
    (void)state;
    for (int64_t den = 1; den <= 3; den++) {
        struct rapport *r = empty(3);
        for (size_t c = 0; c < 3; c++)
            add_taux(r, c, MONDE_DUREE, 400, den);
        assert_int_equal(rule(r, MONDE_DUREE, 0), 3 * den >= 5 ? 'p' : 's');
        rapport_free(&r);
    }
}

/* "P AND condition": how many they are is a count of P, where no other figure tells it. */
static void test_population(void **state)
{
    (void)state;
    for (int64_t all = 30; all <= 41; all += 11) {
        struct rapport *r = empty(3);
        for (size_t c = 0; c < 3; c++) {
            add(r, c, MONDE_POPULATION, 0, all / 3 + (c < (size_t)all % 3));
            add_taux(r, c, MONDE_PARMI_Z, 5, 10);
        }
        assert_int_equal(rule(r, MONDE_PARMI_Z, 0),
                         all == 30 ? 's' : 'p'); /* all of them have Z: 15 of 30 is no matter */
        rapport_free(&r);
    }
}

/* ---- what needs no counts ---- */

static void test_whatever_it_counts(void **state)
{
    uint64_t seed = 9;
    struct err e = {0};
    struct monde m = {.territoires = 3, .chantiers = 3, .cles = 3, .gens_max = 3, .figures = MONDE_FIGURES};
    struct rapport *r = monde_faire(&m, &seed);
    (void)state;
    assert_int_equal(secret_proteger(r, NULL, 0, &regles, &e), 0);
    for (size_t i = 0; i < r->chiffres_n; i++) {
        const struct rapport_chiffre *c = &r->chiffres[i];
        bool chantier = r->perimetres[c->perimetre].scope.kind == SCOPE_CHANTIER;
        if (c->indicateur == MONDE_POPULATION)
            assert_int_equal(c->etats[0], RAPPORT_PUBLIE); /* headcounts, of chantiers too */
        else if (chantier)
            assert_int_equal(c->etats[0], RAPPORT_SECRET);
    }
    assert_int_equal(r->secret_k_sensible, 11);
    /* without a nation nothing can be judged */
    r->perimetres[0].scope.kind = SCOPE_CHANTIER;
    assert_int_equal(secret_proteger(r, NULL, 0, &regles, &e), -1);
    assert_int_equal(e.code, ERR_FORMAT);
    rapport_free(&r);
}

/* A chantier counts in another territory, or not at all, in the other period. */
static void test_chantiers_of_the_period(void **state)
{
    (void)state;
    for (int away = 0; away < 2; away++) {
        struct rapport *r = empty(3);
        for (size_t c = 0; c < 3; c++)
            add_taux(r, c, MONDE_A, 10, 20);
        assert_true(r->perimetres[2].scope.kind == SCOPE_CHANTIER);
        r->perimetres[2].territoire[away ? 0 : 1] = RAPPORT_SANS;
        assert_int_equal(rule(r, MONDE_A, 0), away ? 's' : 'p'); /* two chantiers are left */
        rapport_free(&r);
    }
}

/* The operationnels may be other territories than those that are said to be: then nothing of them is told. */
static void test_operationnels_that_do_not_add_up(void **state)
{
    uint64_t seed = 5;
    struct err e = {0};
    struct monde m = {.territoires = 4,
                      .chantiers = 3,
                      .cles = 3,
                      .gens_min = 40,
                      .gens_max = 60,
                      .operationnels = true,
                      .figures = MONDE_PREMIERE};
    (void)state;
    for (int wrong = 0; wrong < 2; wrong++) {
        struct rapport *r = monde_faire(&m, &seed);
        size_t told = 0;
        r->perimetres[2].operationnel[0] = !wrong; /* the first territory */
        assert_int_equal(secret_proteger(r, NULL, 0, &regles, &e), 0);
        for (size_t i = MONDE_A; i < MONDE_PREMIERE; i++)
            for (size_t l = 0; l < rapport_lignes_n(r, &r->chiffres[r->indicateurs_n + i]); l++)
                told += r->chiffres[r->indicateurs_n + i].etats[l] == RAPPORT_PUBLIE;
        assert_true(wrong ? told == 0 : told > 0);
        rapport_free(&r);
    }
}

/* How many rows of rates of the operationnels are told in a period. */
static size_t told_of_operationnels(const struct rapport *r, size_t periode)
{
    size_t told = 0;
    for (size_t i = 0; i < r->chiffres_n; i++) {
        const struct rapport_chiffre *c = &r->chiffres[i];
        if (c->periode == periode && r->perimetres[c->perimetre].scope.kind == SCOPE_OPERATIONNELS &&
            r->indicateurs[c->indicateur].forme.kind == KIND_TAUX)
            told += c->etats[0] == RAPPORT_PUBLIE;
    }
    return told;
}

/* An essaimage between the two: each period has the operationnels of its own first day. */
static void test_operationnels_of_the_period(void **state)
{
    const size_t essaimage = 2; /* the first territory */
    (void)state;
    for (int known = 0; known < 2; known++) {
        uint64_t seed = 5;
        struct err e = {0};
        struct monde m = {.territoires = 5,
                          .chantiers = 3,
                          .cles = 3,
                          .gens_min = 40,
                          .gens_max = 60,
                          .operationnels = true,
                          .figures = MONDE_PREMIERE};
        struct rapport *r = monde_faire(&m, &seed);
        monde_annee_avant(r, essaimage);
        r->perimetres[essaimage].operationnel[1] = !known;
        assert_int_equal(secret_proteger(r, NULL, 0, &regles, &e), 0);
        assert_true(told_of_operationnels(r, 0) > 0);
        assert_int_equal(told_of_operationnels(r, 1) > 0, known);
        struct buf frozen = {0}, again = {0}; /* it is frozen with them */
        struct rapport *copy = monde_copier(r);
        rapport_encode(r, &frozen);
        rapport_encode(copy, &again);
        assert_string_equal(buf_text(&frozen), buf_text(&again));
        buf_deinit(&frozen);
        buf_deinit(&again);
        rapport_free(&copy);
        rapport_free(&r);
    }
}

/* Where nobody counts yet in the only territory that is not operational, the operationnels are the nation. */
static void test_operationnels_that_are_the_nation(void **state)
{
    uint64_t seed = 12;
    struct err e = {0};
    struct monde m = {
        .territoires = 4, .chantiers = 3, .cles = 3, .gens_max = 25, .operationnels = true, .figures = MONDE_FIGURES};
    (void)state;
    struct rapport *r = monde_faire(&m, &seed);
    size_t last = 5; /* it is not operational */
    for (size_t i = 0; i < r->chiffres_n; i++) {
        const struct rapport_chiffre *x = &r->chiffres[i];
        const struct rapport_perimetre *p = &r->perimetres[x->perimetre];
        size_t slots_n = r->indicateurs[x->indicateur].forme.slots_n;
        if (p->scope.kind == SCOPE_NATION) /* it loses those of the last */
            memcpy(x->slots, r->chiffres[r->indicateurs_n + x->indicateur].slots, slots_n * sizeof *x->slots);
        if (x->perimetre == last || p->territoire[0] == last)
            memset(x->slots, 0, slots_n * sizeof *x->slots);
    }
    for (size_t i = 0; i < r->perimetres_n; i++)
        if (r->perimetres[i].territoire[0] == last)
            r->perimetres[i].territoire[0] = RAPPORT_SANS;
    assert_int_equal(secret_proteger(r, NULL, 0, &regles, &e), 0);
    for (size_t i = 0; i < r->indicateurs_n; i++)
        assert_memory_equal(r->chiffres[i].etats, r->chiffres[r->indicateurs_n + i].etats,
                            rapport_lignes_n(r, &r->chiffres[i]));
    assert_true(told_of_operationnels(r, 0) > 0);
    rapport_free(&r);
}

static void test_same_states(void **state)
{
    uint64_t seed = 31;
    (void)state;
    for (int i = 0; i < 30; i++) {
        struct monde m = {.territoires = 5,
                          .chantiers = 3,
                          .cles = 4,
                          .gens_max = 20,
                          .operationnels = i % 2,
                          .figures = MONDE_FIGURES};
        struct rapport *r = monde_faire(&m, &seed), *a = monde_publier(r, NULL, 0, &regles),
                       *b = monde_publier(r, NULL, 0, &regles);
        struct buf first = {0}, second = {0};
        rapport_encode(a, &first);
        rapport_encode(b, &second);
        assert_string_equal(buf_text(&first), buf_text(&second));
        buf_deinit(&first);
        buf_deinit(&second);
        rapport_free(&a);
        rapport_free(&b);
        rapport_free(&r);
    }
}

/* What stood in an earlier release and still stands is no use as a secret for others: it is told again. */
static void test_what_was_told(void **state)
{
    uint64_t seed = 8;
    (void)state;
    for (int i = 0; i < 40; i++) {
        struct monde m = {.territoires = 4, .chantiers = 3, .cles = 4, .gens_max = 25, .figures = MONDE_S};
        struct rapport *r = monde_faire(&m, &seed), *first = monde_publier(r, NULL, 0, &regles);
        const struct rapport *avant[] = {first};
        struct rapport *again = monde_publier(r, avant, 1, &regles);
        for (size_t k = 0; k < r->chiffres_n; k++)
            for (size_t l = 0; l < rapport_lignes_n(r, &r->chiffres[k]); l++)
                if (first->chiffres[k].etats[l] != RAPPORT_SECRET)
                    assert_int_equal(first->chiffres[k].etats[l], again->chiffres[k].etats[l]);
        rapport_free(&first);
        rapport_free(&again);
        rapport_free(&r);
    }
}

/* Each row that is withheld says why, and what it protects is withheld; nothing of it is published. */
static void test_reasons(void **state)
{
    uint64_t seed = 5;
    size_t seen[RAPPORT_RAISON_COUNT] = {0};
    struct err e = {0};
    (void)state;
    for (int i = 0; i < 20; i++) {
        struct monde m = {.territoires = 4, .chantiers = 3, .cles = 4, .gens_max = 25, .figures = MONDE_FIGURES};
        struct rapport *r = monde_faire(&m, &seed);
        assert_int_equal(secret_proteger(r, NULL, 0, &regles, &e), 0);
        for (size_t k = 0; k < r->chiffres_n; k++)
            for (size_t l = 0; l < rapport_lignes_n(r, &r->chiffres[k]); l++) {
                const struct rapport_chiffre *c = &r->chiffres[k], *of;
                const struct rapport_masque *why = &c->masques[l];
                if (r->perimetres[c->perimetre].scope.kind == SCOPE_CHANTIER || c->etats[l] != RAPPORT_SECRET)
                    continue;
                seen[why->raison]++;
                if (why->raison != RAPPORT_RAISON_PROTEGE)
                    continue;
                of = &r->chiffres[why->perimetre * r->indicateurs_n + why->indicateur];
                assert_int_equal(of->etats[why->ligne], RAPPORT_SECRET);
            }
        rapport_masquer(r);
        for (size_t k = 0; k < r->chiffres_n; k++)
            assert_null(r->chiffres[k].masques);
        rapport_free(&r);
    }
    assert_int_equal(seen[RAPPORT_RAISON_NONE], 0);
    assert_true(seen[RAPPORT_RAISON_PEU] > 20 && seen[RAPPORT_RAISON_PROTEGE] > 20);
}

/* ---- the links of the definitions ---- */

static void test_links_are_frozen(void **state)
{
    struct definitions *d = fixture_definitions();
    struct period p;
    (void)state;
    assert_int_equal(period_parse("2023-C4", &p, NULL), 0);
    struct rapport *r = rapport_begin(d, "CVG", &p);
    size_t cp = rapport_find_indicateur(r, "modalite.cp_sante"), sante = rapport_find_indicateur(r, "frein.sante");
    bool conditional = false, sum = false;
    assert_true(r->liens_n > d->liens->n);
    for (size_t i = 0; i < r->liens_n; i++) {
        const struct rapport_lien_terme *t = r->liens[i].termes;
        conditional |= r->liens[i].egal && r->liens[i].termes_n == 2 && t[0].indicateur == cp &&
                       t[0].partie == RAPPORT_PARTIE_TOTAL && t[1].indicateur == sante &&
                       t[1].partie == RAPPORT_PARTIE_NUM;
        sum |= r->liens[i].termes_n == 15 && r->liens[i].egal; /* seven difficulties, eight keys: justice is off */
    }
    assert_true(conditional && sum);
    rapport_free(&r);
    definitions_free(&d);
}

static void test_wrong_links(void **state)
{
    static const struct {
        const char *line, *says;
    } cases[] = {
        {"public.rue = public.huttes;x", "2:14"},
        {"public.rue;x", "2:11"},
        {"public.rue[RUE] = 0;x", "2:12"},
        {"public.habitat_entree[HUTTE] = 0;x", "2:23"},
        {"public.habitat_entree = 0;x", "2:1"},
        {"public.rue:cle = 0;x", "2:12"},
        {"0*public.rue = public.rue;x", "2:1"},
        {"public.rue = public.habitat_entree[RUE;x", "2:36"},
        {"public.rue <= public.habitat_instable;", "2:"},
        {"public.rue = public.rue plus;x", "2:25"},
        {"qualite.remontee = 0;x", "2:1"},
        {"effectif.file_active:nr = 0;x", "2:22"},
    };
    char folder[64];
    (void)state;
    copy_definitions(folder, sizeof folder, "liens");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct definitions *d = NULL;
        struct err e = {0};
        struct buf b = {0};
        char where[64];
        buf_addf(&b, "lien;aide\n%s\n", cases[i].line);
        write_copy(folder, "secret_liens.csv", &b);
        buf_deinit(&b);
        snprintf(where, sizeof where, "secret_liens.csv:%s", cases[i].says);
        if (definitions_load(folder, &d, &e) == 0 || strncmp(e.text, where, strlen(where)) != 0)
            fail_msg("%s: wanted %s, got %s", cases[i].line, where, e.text);
    }
    remove_definitions(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_counts),
        cmocka_unit_test(test_chantiers),
        cmocka_unit_test(test_keys),
        cmocka_unit_test(test_mean),
        cmocka_unit_test(test_population),
        cmocka_unit_test(test_whatever_it_counts),
        cmocka_unit_test(test_chantiers_of_the_period),
        cmocka_unit_test(test_operationnels_that_do_not_add_up),
        cmocka_unit_test(test_operationnels_of_the_period),
        cmocka_unit_test(test_operationnels_that_are_the_nation),
        cmocka_unit_test(test_same_states),
        cmocka_unit_test(test_what_was_told),
        cmocka_unit_test(test_reasons),
        cmocka_unit_test(test_links_are_frozen),
        cmocka_unit_test(test_wrong_links),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
