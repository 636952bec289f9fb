/* The bridge: which chantiers count in both states, in one, in none; what is refused; its SQL. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "programme_fixture.h"
#include "programme/pont_sql.h"

#define D(m, d) cal_day(2026, (m), (d))

static struct definitions *defs;
static struct reference before, after;

/* Lyon has A through all of it; B moves from Lyon to Rennes, which is launched in between; C is there in May alone. */
static void fill(struct reference *r, int32_t launch)
{
    reference_add_territoire(r, "LYON", "Lyon", "", cal_day(2020, 1, 1));
    reference_add_territoire(r, "RENNES", "Rennes", "", launch);
    reference_add_ligne(r, "A", "LYON", INT32_MIN, INT32_MAX, CELL_NULL);
    reference_add_ligne(r, "B", "LYON", INT32_MIN, D(4, 30), CELL_NULL);
    reference_add_ligne(r, "B", "RENNES", D(5, 1), INT32_MAX, CELL_NULL);
    reference_add_ligne(r, "C", "LYON", D(5, 1), D(5, 31), CELL_NULL);
    reference_seal(r);
}

static int setup(void **state)
{
    (void)state;
    defs = fixture_definitions();
    fill(&before, CELL_NULL);
    fill(&after, D(4, 1));
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    reference_deinit(&before);
    reference_deinit(&after);
    definitions_free(&defs);
    return 0;
}

static const struct period t1 = {"2026-T1", 20454, 20543}, t2 = {"2026-T2", 20544, 20634};

static void begin(struct pont *p)
{
    const struct reference *references[] = {&before, &after};
    const struct period periodes[] = {t1, t2};
    struct err e = {0};
    assert_int_equal(t1.debut, D(1, 1));
    assert_int_equal(t2.fin, D(6, 30));
    assert_int_equal(pont_init(p, defs, references, periodes, &e), 0);
}

/* Each of three chantiers: so many before, then one by each of two causes. */
static void add(struct pont *p, const char *id, int64_t n)
{
    struct err e = {0};
    struct pont_comptes figures[PONT_FIGURE_COUNT] = {0};
    for (int f = 0; f < PONT_FIGURE_COUNT; f++) {
        figures[f] = (struct pont_comptes){.avant = n, .apres = n + 1};
        figures[f].causes[PONT_DECLARATIONS_TARDIVES] = 3;
        figures[f].causes[PONT_CORRECTIONS] = -2;
    }
    assert_int_equal(pont_add(p, id, figures, &e), 0);
}

static void check(const struct pont *p, enum pont_figure f, const char *scope, int64_t de, int64_t a,
                  const int64_t wanted[PONT_TERME_COUNT])
{
    struct scope s;
    struct err e = {0};
    int64_t termes[PONT_TERME_COUNT];
    assert_int_equal(scope_parse(scope, &s, &e), 0);
    if (pont_termes(p, f, &s, de, a, termes, &e) != 0)
        fail_msg("%s", e.text);
    for (int t = 0; t < PONT_TERME_COUNT; t++)
        if (termes[t] != wanted[t])
            fail_msg("%s, %s: %s is %ld, not %ld", scope, pont_code(f), pont_cle(t), (long)termes[t], (long)wanted[t]);
}

static void test_membership(void **state)
{
    struct pont p;
    (void)state;
    begin(&p);
    add(&p, "A", 10);
    add(&p, "B", 20);
    add(&p, "C", 40);
    add(&p, "INCONNU", 80); /* of no line: counts nowhere */
    /* of the second quarter C counts whole in what is counted over a period, and not in what is of its last evening */
    check(&p, PONT_FILE_ACTIVE, "nation", 30, 32,
          (int64_t[PONT_TERME_COUNT]){[PONT_DECLARATIONS_TARDIVES] = 6, [PONT_CORRECTIONS] = -4});
    check(&p, PONT_ENTREES, "nation", 30, 73,
          (int64_t[PONT_TERME_COUNT]){[PONT_DECLARATIONS_TARDIVES] = 6, [PONT_CORRECTIONS] = -4, [PONT_ARRIVEES] = 41});
    check(&p, PONT_SORTIES, "territoire:LYON", 30, 52,
          (int64_t[PONT_TERME_COUNT]){
              [PONT_DECLARATIONS_TARDIVES] = 3, [PONT_CORRECTIONS] = -2, [PONT_ARRIVEES] = 41, [PONT_DEPARTS] = -20});
    check(&p, PONT_ACCOMPAGNES, "territoire:RENNES", 0, 21, (int64_t[PONT_TERME_COUNT]){[PONT_ARRIVEES] = 21});
    check(&p, PONT_ACCOMPAGNES, "operationnels", 30, 73,
          (int64_t[PONT_TERME_COUNT]){[PONT_DECLARATIONS_TARDIVES] = 6, [PONT_CORRECTIONS] = -4, [PONT_ARRIVEES] = 41});
    /* what was frozen was another number: by other definitions, or by rows that were wiped */
    check(
        &p, PONT_FILE_ACTIVE, "nation", 27, 32,
        (int64_t[PONT_TERME_COUNT]){[PONT_DEFINITIONS] = 3, [PONT_DECLARATIONS_TARDIVES] = 6, [PONT_CORRECTIONS] = -4});
    p.memes_definitions = true;
    check(&p, PONT_FILE_ACTIVE, "nation", 27, 32,
          (int64_t[PONT_TERME_COUNT]){[PONT_RECALCUL] = 3, [PONT_DECLARATIONS_TARDIVES] = 6, [PONT_CORRECTIONS] = -4});
    pont_deinit(&p);
}

static void test_refused(void **state)
{
    struct pont p, q;
    struct err e = {0};
    int64_t termes[PONT_TERME_COUNT];
    const struct scope lyon = {SCOPE_TERRITOIRE, "LYON"};
    const struct period backwards[] = {t2, t1};
    struct pont_comptes figures[PONT_FIGURE_COUNT] = {[PONT_SORTIES] = {.avant = 4, .apres = 6}};
    (void)state;
    begin(&p);
    add(&p, "A", 10);
    assert_int_equal(pont_termes(&p, PONT_ENTREES, &lyon, 10, 12, termes, &e), -1);
    assert_string_equal(e.text, "pont : effectif.entrees, territoire:LYON : les termes mènent à 11, le chiffre est 12 "
                                "(écart de 1) ; rien n’est publié");
    figures[PONT_SORTIES].causes[PONT_PERIODE] = 1;
    assert_int_equal(pont_add(&p, "B", figures, &e), -1);
    assert_non_null(strstr(e.text, "effectif.sorties, chantier:B : les causes mènent de 4 à 5, et non à 6"));
    assert_int_equal(p.reporters_n, 1);
    assert_int_equal(pont_init(&q, defs, p.references, backwards, &e), -1);
    assert_int_equal(e.code, ERR_USAGE);
    pont_deinit(&p);
}

static void test_words(void **state)
{
    (void)state;
    for (int t = 0; t < PONT_TERME_COUNT; t++) {
        assert_string_not_equal(pont_libelle(pont_cle(t)), pont_cle(t));
        assert_non_null(strchr(pont_explication(pont_cle(t)), '.'));
    }
    assert_string_equal(pont_libelle("autre"), "autre");
    assert_false(pont_attendu(PONT_FILE_ACTIVE, PONT_PERIODE));
    assert_true(pont_attendu(PONT_ENTREES, PONT_PERIODE));
    assert_false(pont_attendu(PONT_ENTREES, PONT_TERME_SORTIES));
}

/* Its conditions are the catalogue's: with other populations it is another text, and without its figures there is none.
 */
static void test_sql(void **state)
{
    struct buf sql = {0};
    struct err e = {0};
    const struct period periodes[] = {t1, t2};
    (void)state;
    assert_int_equal(pont_sql(defs, periodes, &sql, &e), 0);
    const char *text = buf_text(&sql);
    assert_non_null(strstr(text, "t.known_from <= $3::timestamptz"));
    assert_non_null(strstr(text, "y.date_entree BETWEEN DATE '2026-04-01' AND DATE '2026-06-30'"));
    assert_non_null(strstr(text, "y.date_sortie BETWEEN DATE '-infinity' AND DATE '2026-03-31'"));
    buf_deinit(&sql);
    struct indicator *x = catalogue_find(defs->catalogue, "effectif.sorties");
    enum indicator_kind kind = x->kind;
    x->kind = KIND_TAUX;
    assert_int_equal(pont_sql(defs, periodes, &sql, &e), -1);
    assert_non_null(strstr(e.text, "effectif.sorties"));
    x->kind = kind;
    buf_deinit(&sql);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_membership),
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_words),
        cmocka_unit_test(test_sql),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
