/* Expressions: what is refused and where, what macros see, truth tables, single cells. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <cmocka.h>

#include "expr_fixture.h"

static struct fixture fix;

static int setup(void **state)
{
    (void)state;
    fixture_init(&fix);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    fixture_deinit(&fix);
    return 0;
}

static struct expr *parsed(const char *text)
{
    struct expr_fault fault;
    struct expr *x = expr_parse(text, &fix.scope, &fault);
    if (!x)
        fail_msg("%s: at %zu: %s", text, fault.offset, fault.text);
    return x;
}

static void test_faults(void **state)
{
    static const struct {
        const char *text;
        size_t offset;
        const char *says;
    } cases[] = {
        {"foo = 1", 0, "foo is no column"},
        {"sexe = 'F' AND frein_sant = 'OUI'", 15, "frein_sant is no column"},
        {"sexe = 'X'", 7, "'X' is no code of sexe"},
        {"'X' = sexe", 0, "'X' is no code of sexe"},
        {"sexe IN ('F', 'G')", 14, "'G' is no code of sexe"},
        {"sexe = 'NR'", 7, "read as unknown: write IS NULL"},
        {"sexe = 'f'", 7, "is no code"},
        {"motif_sortie.foo = 'x'", 13, "a code of motif_sortie has no attribute foo"},
        {"date_entree.asp = 'x'", 12, "a date has no attribute asp"},
        {"motif_sortie.asp = 'neutre'", 19, "'neutre' is no code of asp"},
        {"motif_sortie.asp = motif_sortie.cvg", 17, "a code of asp meets a code of cvg"},
        {"habitat_entree.rang = 'RUE'", 22, "'RUE' meets an integer"},
        {"habitat_entree.groupe = 1", 22, "a code of groupe meets an integer"},
        {"habitat_entree < habitat_sortie", 15, "a code of habitat has no order"},
        {"rqth < rsa", 5, "a condition has no order"},
        {"rqth = 1", 5, "a condition meets an integer"},
        {"salarie_id = salarie_id", 11, "a text is only counted"},
        {"salarie_id = 'x'", 13, "'x' meets a text"},
        {"date_entree = '2026-01-01'", 14, "write DATE"},
        {"date_entree > DATE '2026-02-30'", 19, "no day"},
        {"date_entree > DATE '30/01/2026'", 19, "no day"},
        {"date_entree + date_sortie > :fin", 12, "a date plus a date"},
        {"1 + date_entree > :fin", 2, "an integer plus a date"},
        {"sexe + 1 = 2", 5, "a code of sexe plus an integer"},
        {"etp > 0.812", 6, "at most two decimals"},
        {"etp > salaries", 4, "a decimal meets an integer"},
        {"salaries > 0.5", 9, "an integer meets a decimal"},
        {"etp + salaries > 0.5", 4, "meets an integer"},
        {"salaries > 99999999999999999999", 11, "too large"},
        {"salaries > 2147483648", 11, "too large"},
        {"etp > 2147483647", 6, "too large"},
        {"salaries > 12abc", 11, "goes on"},
        {"sexe = 'F", 7, "never closes"},
        {"sexe = \"F\"", 7, "no meaning"},
        {"sexe = F", 7, "F is no column"},
        {"sexe == 'F'", 6, "a value is expected, not ="},
        {"sexe != 'F'", 5, "'!' has no meaning"},
        {"sexe = \xC3\xA9", 7, "byte 0xC3"},
        {"date_entree > :milieu", 14, "only :debut and :fin"},
        {"(sexe = 'F'", 11, "the text ends where ) is expected"},
        {"sexe = 'F')", 10, "the end is expected, not )"},
        {"sexe = 'F' rqth", 11, "the end is expected, not rqth"},
        {"rqth AND", 8, "the text ends"},
        {"AND rqth", 0, "a value is expected, not AND"},
        {"rqth AND salaries", 9, "a condition is expected, this is an integer"},
        {"NOT salaries", 4, "a condition is expected"},
        {"rqth IS", 7, "NULL is expected"},
        {"rqth IS NOT 1", 12, "NULL is expected, not 1"},
        {"rqth NOT NULL", 9, "IN or BETWEEN is expected"},
        {"sexe IN ()", 9, "a value is expected, not )"},
        {"sexe IN 'F'", 8, "( is expected"},
        {"sexe IN (sexe)", 9, "a value is expected, not sexe"},
        {"date IN (:debut)", 9, "a literal is expected"},
        {"date IN (DATE 3)", 14, "a day in quotes"},
        {"salaries IN (1, 0.5)", 16, "an integer meets a decimal"},
        {"rqth IN (1)", 5, "a condition is not looked up"},
        {"date_entree BETWEEN :debut OR :fin", 27, "AND is expected"},
        {"date_entree BETWEEN 1 AND 2", 12, "a date meets an integer"},
        {"age(naissance) > 3", 0, "age(naissance, day)"},
        {"age(naissance, 3) > 3", 15, "a date is expected, this is an integer"},
        {"AGE(naissance, :fin", 19, "a comma or )"},
        {"mois_avant(:fin, :fin) > :fin", 17, "an integer is expected"},
        {"bandes(salaries)", 0, "bandes(x, 26, 50)"},
        {"bandes(salaries, 26, 26)", 21, "ascend"},
        {"bandes(salaries, salaries)", 17, "the cuts of bandes are integers"},
        {"bandes(date_entree, 26)", 7, "an integer is expected"},
        {"bandes(salaries, -1)", 17, "integers from 0"},
        {"si(rqth, 1)", 0, "si(condition, a, b)"},
        {"si(rqth, 1, sexe)", 0, "an integer meets a code of sexe"},
        {"si(rqth, 'A', 'B')", 9, "'A' meets a literal"},
        {"combien(frein_*)", 8, "a macro of one parameter first, not frein_*"},
        {"combien(presence)", 16, "a comma is expected"},
        {"combien(freins, frein_*)", 8, "a macro of one parameter first"},
        {"combien(presence, foo_*)", 18, "no column begins with foo_"},
        {"combien(presence, rqth)", 18, "in presence: a condition is not looked up"},
        {"ou(presence, date_*)", 13, "in presence: 'OUI' meets a date"},
        {"connus('A')", 7, "always known"},
        {"frein_* = 'OUI'", 0, "stands only in"},
        {"presence(frein_*)", 9, "stands only in"},
        {"presence", 0, "presence takes one argument"},
        {"presence(sexe, sexe)", 0, "presence takes one argument"},
        {"freins(sexe)", 0, "freins takes no argument"},
        {"presence(sexe)", 0, "in presence: 'OUI' is no code of sexe"},
        {"rqth AND double(sexe)", 9, "in presence: 'OUI' is no code of sexe"},
        {"foo(sexe)", 0, "foo is no function"},
        {"'A' IS NULL", 4, "always known"},
        {"'A'", 0, "stands alone"},
        {"'A' = 'A'", 0, "meets a literal in quotes"},
        {"-sexe = 1", 1, "a number is expected, not sexe"},
        {"- -1 = 1", 2, "a number is expected"},
        {"x IN ('OUI')", 0, "x is no column"},
        {".5 = 1", 0, "no meaning"},
        {"sexe. = 1", 4, "no meaning"},
        {"1. = 1", 0, "goes on"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct expr_fault fault;
        struct expr *x = expr_parse(cases[i].text, &fix.scope, &fault);
        if (x || fault.offset != cases[i].offset || !strstr(fault.text, cases[i].says))
            fail_msg("%s: %s at %zu: %s", cases[i].text, x ? "taken" : "refused", fault.offset, fault.text);
    }
}

static void test_types(void **state)
{
    static const struct {
        const char *text;
        enum expr_type type;
        const char *codes; /* name of the list */
    } cases[] = {
        {"", EXPR_BOOL, NULL},
        {" \n\t ", EXPR_BOOL, NULL},
        {"tous", EXPR_BOOL, NULL},
        {"rqth", EXPR_BOOL, NULL},
        {"date BETWEEN :debut AND :FIN", EXPR_BOOL, NULL},
        {"date = date '2026-01-01'", EXPR_BOOL, NULL},
        {"date_sortie - date_entree", EXPR_INT, NULL},
        {"date_sortie - 3 - date_entree + 4", EXPR_INT, NULL},
        {"date_sortie + 3", EXPR_DATE, NULL},
        {"mois_avant(:fin, 12)", EXPR_DATE, NULL},
        {"freins", EXPR_INT, NULL},
        {"heures_hebdo", EXPR_DECIMAL, NULL},
        {"etp + 1", EXPR_DECIMAL, NULL},
        {"etp > 0 AND etp < 1.5 AND etp <> 0.8", EXPR_BOOL, NULL},
        {"etp IN (1, 0.5)", EXPR_BOOL, NULL},
        {"motif_sortie", EXPR_CODE, "motif_sortie"},
        {"motif_sortie.asp", EXPR_CODE, "asp"},
        {"si(rqth, motif_sortie.asp, 'retrait')", EXPR_CODE, "asp"},
        {"SI(rqth, 'retrait', motif_sortie.asp)", EXPR_CODE, "asp"},
        {"habitat_entree.rang", EXPR_INT, NULL},
        {"habitat_entree.groupe <> habitat_sortie.groupe", EXPR_BOOL, NULL},
        {"effectif.file_active", EXPR_INT, NULL},
        {"bandes(age(naissance, :fin), 26, 50)", EXPR_CODE, "bandes"},
        {"salarie_id", EXPR_TEXT, NULL},
        {"salarie_id IS NULL", EXPR_BOOL, NULL},
        {"connus(salarie_id, rqth, frein_*, etp)", EXPR_INT, NULL},
        {"NOT rqth IS NULL", EXPR_BOOL, NULL},
        {"(rqth OR rsa) is not null", EXPR_BOOL, NULL},
        {"sexe NOT IN ('F') and salaries not between 1 and 2", EXPR_BOOL, NULL},
        {"motif_sortie = 'L''AUTRE'", EXPR_BOOL, NULL},
        {"-3", EXPR_INT, NULL},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct expr *x = parsed(cases[i].text);
        if (expr_type(x) != cases[i].type)
            fail_msg("%s: type %d", cases[i].text, (int)expr_type(x));
        if (cases[i].codes)
            assert_string_equal(expr_codes(x)->name, cases[i].codes);
        expr_free(&x);
        assert_null(x);
    }
}

static void test_reads(void **state)
{
    (void)state;
    struct expr *x = parsed("freins > 1 AND sortis");
    for (size_t c = 0; c < COLS_N; c++)
        assert_int_equal(expr_reads(x, c), (c >= COL_FREIN_LANGUE && c <= COL_FREIN_LOGEMENT) || c == COL_DATE_SORTIE);
    assert_true(expr_reads_period(x));
    expr_free(&x);
    x = parsed("motif_sortie.asp = 'durable'");
    for (size_t c = 0; c < COLS_N; c++)
        assert_int_equal(expr_reads(x, c), c == COL_MOTIF);
    assert_false(expr_reads_period(x));
    expr_free(&x);
}

static void test_bands_words(void **state)
{
    (void)state;
    struct expr *x = parsed("bandes(age(naissance, :fin), 26, 50)");
    const struct codes *c = expr_codes(x);
    assert_int_equal(c->items_n, 3);
    assert_string_equal(c->items[0].code, "MOINS_26");
    assert_string_equal(c->items[1].code, "26_49");
    assert_string_equal(c->items[2].code, "50_ET_PLUS");
    expr_free(&x);
}

/* One row: the columns given, all others unknown. */
static int32_t one(const char *text, size_t column, int32_t v, size_t column2, int32_t v2)
{
    int32_t null = CELL_NULL, out;
    const int32_t *columns[COLS_N];
    for (size_t c = 0; c < COLS_N; c++)
        columns[c] = c == column ? &v : c == column2 ? &v2 : &null;
    struct expr_input in = {1, columns, cal_day(2026, 1, 1), cal_day(2026, 3, 31)};
    struct expr_work w = {0};
    struct expr *x = parsed(text);
    if (expr_type(x) == EXPR_BOOL) {
        uint64_t truth, known;
        expr_eval_bool(x, &in, &w, &truth, &known);
        assert_true(truth <= known && known <= 1);
        out = known ? (int32_t)truth : CELL_NULL;
    } else {
        expr_eval_value(x, &in, &w, &out);
    }
    expr_free(&x);
    expr_work_deinit(&w);
    return out;
}

static void test_truth_tables(void **state)
{
    static const int32_t cells[] = {0, 1, CELL_NULL};
    static const struct {
        const char *text;
        int32_t rows[9]; /* rqth 0, 1, unknown; within each rsa 0, 1, unknown */
    } cases[] = {
        {"rqth AND rsa", {0, 0, 0, 0, 1, CELL_NULL, 0, CELL_NULL, CELL_NULL}},
        {"rqth OR rsa", {0, 1, CELL_NULL, 1, 1, 1, CELL_NULL, 1, CELL_NULL}},
        {"NOT rqth AND rsa", {0, 1, CELL_NULL, 0, 0, 0, 0, CELL_NULL, CELL_NULL}},
        {"NOT (rqth OR rsa)", {1, 0, CELL_NULL, 0, 0, 0, CELL_NULL, 0, CELL_NULL}},
        {"rqth = rsa", {1, 0, CELL_NULL, 0, 1, CELL_NULL, CELL_NULL, CELL_NULL, CELL_NULL}},
        {"rqth <> rsa", {0, 1, CELL_NULL, 1, 0, CELL_NULL, CELL_NULL, CELL_NULL, CELL_NULL}},
        {"rqth IS NULL", {0, 0, 0, 0, 0, 0, 1, 1, 1}},
        {"(rqth AND rsa) IS NULL", {0, 0, 0, 0, 0, 1, 0, 1, 1}},
        {"(rqth AND rsa) IS NOT NULL", {1, 1, 1, 1, 1, 0, 1, 0, 0}},
        {"si(rqth, rsa, NOT rsa)", {1, 0, CELL_NULL, 0, 1, CELL_NULL, 1, 0, CELL_NULL}},
        {"si(rqth, 5, 7)", {7, 7, 7, 5, 5, 5, 7, 7, 7}},
        {"connus(rqth, rsa)", {2, 2, 1, 2, 2, 1, 1, 1, 0}},
        {"rqth OR rsa AND rsa", {0, 1, CELL_NULL, 1, 1, 1, CELL_NULL, 1, CELL_NULL}},
        {"", {1, 1, 1, 1, 1, 1, 1, 1, 1}},
        {"NOT tous", {0, 0, 0, 0, 0, 0, 0, 0, 0}},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        for (size_t a = 0; a < 3; a++)
            for (size_t b = 0; b < 3; b++) {
                int32_t got = one(cases[i].text, COL_RQTH, cells[a], COL_RSA, cells[b]);
                if (got != cases[i].rows[a * 3 + b])
                    fail_msg("%s, row %zu: %d", cases[i].text, a * 3 + b, got);
            }
}

static void test_cells(void **state)
{
    int32_t n = CELL_NULL, sans_abri = 0, hotel = 2, autre = 6; /* 6: no attribute is known of it */
    const struct {
        const char *text;
        size_t column;
        int32_t v;
        size_t column2;
        int32_t v2, want;
    } cases[] = {
        {"date_sortie - date_entree", COL_DATE_SORTIE, cal_day(2026, 3, 1), COL_DATE_ENTREE, cal_day(2026, 2, 1), 28},
        {"date_sortie - date_entree", COL_DATE_SORTIE, cal_day(2026, 3, 1), COL_DATE_ENTREE, n, n},
        {"age(naissance, date)", COL_NAISSANCE, cal_day(2000, 2, 29), COL_DATE, cal_day(2026, 2, 28), 25},
        {"age(naissance, date)", COL_NAISSANCE, cal_day(2000, 2, 29), COL_DATE, cal_day(2026, 3, 1), 26},
        {"age(naissance, date)", COL_NAISSANCE, cal_day(2000, 6, 1), COL_DATE, cal_day(2000, 1, 1), 0},
        {"age(naissance, date)", COL_NAISSANCE, cal_day(2000, 6, 1), COL_DATE, cal_day(1999, 5, 1), -1},
        {"age(naissance, date)", COL_NAISSANCE, cal_day(2000, 6, 1), COL_DATE, n, n},
        {"age(naissance, date)", COL_NAISSANCE, INT32_MAX, COL_DATE, 0, n},
        {"age(naissance, :fin)", COL_NAISSANCE, cal_day(2000, 3, 31), COL_DATE, n, 26},
        {"mois_avant(date, 1)", COL_DATE, cal_day(2026, 3, 31), COL_RSA, n, cal_day(2026, 2, 28)},
        {"mois_avant(date, -1)", COL_DATE, cal_day(2026, 1, 30), COL_RSA, n, cal_day(2026, 2, 28)},
        {"mois_avant(date, salaries)", COL_DATE, cal_day(2026, 1, 30), COL_SALARIES, 14, cal_day(2024, 11, 30)},
        {"mois_avant(date, salaries)", COL_DATE, cal_day(2026, 1, 30), COL_SALARIES, INT32_MAX, n},
        {"mois_avant(date, salaries)", COL_DATE, INT32_MIN + 1, COL_SALARIES, 1, n},
        {"mois_avant(date, 24300)", COL_DATE, cal_day(2026, 1, 30), COL_RSA, n, cal_day(1, 1, 30)},
        {"mois_avant(date, 24301)", COL_DATE, cal_day(2026, 1, 30), COL_RSA, n, n},
        {"mois_avant(date, -95687)", COL_DATE, cal_day(2026, 1, 30), COL_RSA, n, cal_day(9999, 12, 30)},
        {"mois_avant(date, -95688)", COL_DATE, cal_day(2026, 1, 30), COL_RSA, n, n},
        {"mois_avant(:fin, 6)", COL_DATE, n, COL_RSA, n, cal_day(2025, 9, 30)},
        {"date + salaries", COL_DATE, cal_day(2026, 1, 30), COL_SALARIES, 2, cal_day(2026, 2, 1)},
        {"date + salaries", COL_DATE, cal_day(2026, 1, 30), COL_SALARIES, INT32_MAX, n},
        {"date - salaries", COL_DATE, cal_day(2026, 1, 30), COL_SALARIES, 800000, n},
        {"salaries + 1", COL_SALARIES, INT32_MAX, COL_RSA, n, n},
        {"salaries - 1", COL_SALARIES, -INT32_MAX, COL_RSA, n, n},
        {"0 - salaries", COL_SALARIES, -INT32_MAX, COL_RSA, n, INT32_MAX},
        {"2147483647 + 1 = salaries", COL_SALARIES, 5, COL_RSA, n, n},
        {"salaries BETWEEN 3 AND effectif.file_active", COL_SALARIES, 2, COL_FILE_ACTIVE, n, 0},
        {"salaries BETWEEN 3 AND effectif.file_active", COL_SALARIES, 4, COL_FILE_ACTIVE, n, n},
        {"salaries BETWEEN effectif.file_active AND 3", COL_SALARIES, 4, COL_FILE_ACTIVE, n, 0},
        {"salaries BETWEEN 3 AND 7", COL_SALARIES, 7, COL_RSA, n, 1},
        {"salaries NOT BETWEEN 3 AND 7", COL_SALARIES, n, COL_RSA, n, n},
        {"sexe IN ('F')", COL_SEXE, 0, COL_RSA, n, 1},
        {"sexe IN ('F')", COL_SEXE, 1, COL_RSA, n, 0},
        {"sexe IN ('F')", COL_SEXE, n, COL_RSA, n, n},
        {"sexe IN ('F')", COL_SEXE, 77, COL_RSA, n, 0},
        {"sexe NOT IN ('F')", COL_SEXE, 1, COL_RSA, n, 1},
        {"date IN (DATE '2026-01-30')", COL_DATE, cal_day(2026, 1, 30), COL_RSA, n, 1},
        {"etp = 0.8", COL_ETP, 80, COL_RSA, n, 1},
        {"etp > 1", COL_ETP, 100, COL_RSA, n, 0},
        {"etp >= -0.05", COL_ETP, -5, COL_RSA, n, 1},
        {"habitat_sortie.rang > habitat_entree.rang", COL_HABITAT_ENTREE, sans_abri, COL_HABITAT_SORTIE, hotel, 1},
        {"habitat_sortie.rang > habitat_entree.rang", COL_HABITAT_ENTREE, sans_abri, COL_HABITAT_SORTIE, n, n},
        {"habitat_entree.groupe = 'RUE'", COL_HABITAT_ENTREE, 1, COL_RSA, n, 1},
        {"motif_sortie.asp <> 'retrait'", COL_MOTIF, autre, COL_RSA, n, n},
        {"motif_sortie = 'L''AUTRE'", COL_MOTIF, autre, COL_RSA, n, 1},
        {"motif_sortie.asp", COL_MOTIF, 99, COL_RSA, n, n},
        {"bandes(salaries, 26, 50)", COL_SALARIES, 25, COL_RSA, n, 0},
        {"bandes(salaries, 26, 50)", COL_SALARIES, 26, COL_RSA, n, 1},
        {"bandes(salaries, 26, 50)", COL_SALARIES, 49, COL_RSA, n, 1},
        {"bandes(salaries, 26, 50)", COL_SALARIES, 50, COL_RSA, n, 2},
        {"bandes(salaries, 26, 50)", COL_SALARIES, n, COL_RSA, n, n},
        {"bandes(salaries, 26, 50) = '26_49'", COL_SALARIES, 30, COL_RSA, n, 1},
        {"freins", COL_FREIN_LANGUE, 1, COL_FREIN_SANTE, 0, 1},
        {"freins", COL_FREIN_LANGUE, n, COL_FREIN_SANTE, n, 0},
        {"any_solved", COL_FREIN_LANGUE, 3, COL_FREIN_SANTE, 0, 1},
        {"any_solved", COL_FREIN_LANGUE, 0, COL_FREIN_SANTE, 0, n},
        {"double(frein_sante)", COL_FREIN_SANTE, 2, COL_RSA, n, 1},
        {"combien(presence, frein_langue, frein_sante) = 2", COL_FREIN_LANGUE, 1, COL_FREIN_SANTE, 2, 1},
        {"entres", COL_DATE_ENTREE, cal_day(2026, 3, 31), COL_RSA, n, 1},
        {"entres", COL_DATE_ENTREE, cal_day(2026, 4, 1), COL_RSA, n, 0},
        {"presents", COL_DATE_ENTREE, cal_day(2026, 3, 31), COL_RSA, n, 1},
        {"presents", COL_DATE_ENTREE, cal_day(2026, 1, 1), COL_DATE_SORTIE, cal_day(2026, 3, 31), 0},
        {"sortis_retenus", COL_MOTIF, 4, COL_DATE_SORTIE, cal_day(2026, 3, 31), 0},
        {"sortis_retenus", COL_MOTIF, n, COL_DATE_SORTIE, cal_day(2026, 3, 31), n},
        {"salaries IN (1,2,3,4,5,6,7,8,9,10,11)", COL_SALARIES, 7, COL_RSA, n, 1},
        {"salaries IN (11,10,9,8,7,6,5,4,3,2,1)", COL_SALARIES, 12, COL_RSA, n, 0},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        int32_t got = one(cases[i].text, cases[i].column, cases[i].v, cases[i].column2, cases[i].v2);
        if (got != cases[i].want)
            fail_msg("%s (%zu): %d, not %d", cases[i].text, i, got, cases[i].want);
    }
}

/* A macro sees those before it only; the last of one name wins; a body may be empty. */
static void test_macros(void **state)
{
    static const struct expr_macro macros[] = {
        {"a", NULL, "later"},
        {"later", NULL, "rqth"},
        {"self", NULL, "self"},
        {"later", NULL, "later OR rsa"},
        {"bad", "x", "x = 'F' AND zzz"},
        {"nested", "x", "bad(x)"},
        {"twice", "x", "x.rang = 1 AND x.groupe = 'RUE'"},
        {"eq", "x", "sexe = x"},
        {"eq_motif", "x", "motif_sortie = x AND x = motif_sortie"},
        {"open", NULL, "(rqth"},
        {"rest", NULL, "rqth) OR (rsa"},
    };
    struct expr_scope scope = {fix.columns, COLS_N, macros, sizeof macros / sizeof macros[0]};
    static const struct {
        const char *text;
        size_t offset;
        const char *says; /* NULL: taken */
    } cases[] = {
        {"later", 0, NULL},
        {"rqth AND a", 9, "in a: later is no column"},
        {"self", 0, "in self: self is no column"},
        {"rqth AND bad(sexe)", 9, "in bad: zzz is no column"},
        {"rqth AND nested(sexe)", 9, "in bad: zzz is no column"},
        {"twice(habitat_entree)", 0, NULL},
        {"twice(sexe)", 0, "in twice: a code of sexe has no attribute rang"},
        {"twice(nothing)", 6, "nothing is no column"},
        {"eq('F')", 0, NULL},
        {"eq('CDI')", 0, "in eq: 'CDI' is no code of sexe"},
        {"eq_motif('CDI')", 0, NULL},
        {"x", 0, "x is no column"},
        {"open)", 0, "in open: the text ends where ) is expected"},
        {"rest", 0, "in rest: the end is expected"},
        {"rsa OR rest", 7, "in rest: the end is expected"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct expr_fault fault;
        struct expr *x = expr_parse(cases[i].text, &scope, &fault);
        if (!cases[i].says != (x != NULL) || fault.offset != cases[i].offset ||
            !strstr(fault.text, cases[i].says ? cases[i].says : ""))
            fail_msg("%s: %s at %zu: %s", cases[i].text, x ? "taken" : "refused", fault.offset, fault.text);
        expr_free(&x);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_faults),      cmocka_unit_test(test_types),        cmocka_unit_test(test_reads),
        cmocka_unit_test(test_bands_words), cmocka_unit_test(test_truth_tables), cmocka_unit_test(test_cells),
        cmocka_unit_test(test_macros),
    };
    return cmocka_run_group_tests_name("expr", tests, setup, teardown);
}
