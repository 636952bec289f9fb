/* One cell: every type at its bounds, every form of identity data. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <cmocka.h>

#include "programme_fixture.h"
#include "programme/cell.h"

static struct definitions *defs;

static int setup(void **state)
{
    (void)state;
    defs = fixture_definitions();
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    definitions_free(&defs);
    return 0;
}

static const struct field *field(const char *dataset, const char *name)
{
    int d = definitions_find_dataset(defs, dataset);
    must(d >= 0);
    int f = dataset_find_field(defs->datasets[d], name);
    must(f >= 0);
    return &defs->datasets[d]->fields[f];
}

/* What a cell is read as: its canonical text, or the result's name. */
static const char *read_as(const struct field *f, const char *s)
{
    static const char *const names[CELL_RESULT_COUNT] = {"",         "empty",     "unknown", "bad type",
                                                         "bad code", "bad range", "",        "exact birth"};
    static struct buf b;
    struct strings strings = {0};
    size_t len = strlen(s);
    char *copy = malloc(len + 1); /* not NUL-terminated: reading on is seen */
    must(copy);
    memcpy(copy, s, len);
    copy[len] = '7';
    int32_t v;
    enum cell_result r = cell_parse(f, copy, len, &strings, &v);
    free(copy);
    /* out of range in a strict cell, it is readable all the same */
    bool kept = r == CELL_OK || r == CELL_MONTH_AS_DATE || (r == CELL_BAD_RANGE && f->strict);
    must(kept || v == CELL_NULL);
    must(v != CELL_NULL || r != CELL_OK);
    buf_reset(&b);
    if (r != CELL_OK && r != CELL_MONTH_AS_DATE) {
        strings_deinit(&strings);
        return names[r];
    }
    const struct dataset one = {.fields = mem_copy(f, sizeof *f), .fields_n = 1};
    int32_t *cells = &v;
    const struct table t = {.dataset = &one, .strings = &strings, .rows_n = 1, .cells = &cells};
    must(table_cell_text(&t, 0, 0, &b));
    if (r == CELL_MONTH_AS_DATE)
        buf_adds(&b, " as month");
    free(one.fields);
    strings_deinit(&strings);
    return buf_text(&b);
}

static void test_types(void **state)
{
    (void)state;
    static const struct {
        const char *dataset, *column, *cell, *read;
    } cases[] = {
        {"salaries", "parcours_id", "A-b_c.9", "A-b_c.9"},
        {"salaries", "parcours_id", " \t\xc2\xa0X\xe2\x80\xaf ", "X"},
        {"salaries", "parcours_id", "1234567890123456789012345678901234567890",
         "1234567890123456789012345678901234567890"},
        {"salaries", "parcours_id", "12345678901234567890123456789012345678901", "bad type"},
        {"salaries", "parcours_id", "a b", "bad type"},
        {"salaries", "parcours_id", "é", "bad type"},
        {"salaries", "parcours_id", "", "empty"},
        {"salaries", "parcours_id", " \xc2\xa0 ", "empty"},
        {"salaries", "parcours_id", "nR", "unknown"},
        {"actions", "partenaire", "Foyer « L'Étape »", "Foyer « L'Étape »"},
        {"actions", "partenaire", "éééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééé",
         "éééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééé"}, /* 80 characters */
        {"actions", "partenaire", "123456789012345678901234567890123456789012345678901234567890123456789012345678901",
         "bad range"},
        {"salaries", "orienteur", "france-travail", "bad code"},
        {"salaries", "orienteur", " France_Travail ", "FRANCE_TRAVAIL"},
        {"salaries", "protection", "Réfugié", "REFUGIE"},
        {"salaries", "protection",
         "re\xcc\x81"
         "fugie\xcc\x81",
         "REFUGIE"}, /* combining accents */
        {"salaries", "motif_sortie", "1", "CDI_STRUCTURE"},
        {"salaries", "motif_sortie", "0001", "CDI_STRUCTURE"},
        {"salaries", "motif_sortie", "96", "CDI_INCLUSION"},
        {"salaries", "motif_sortie", "23", "bad code"},
        {"salaries", "motif_sortie", "0", "bad code"},
        {"salaries", "motif_sortie", "démenagement", "DEMENAGEMENT"},
        {"salaries", "habitat_entree", "rue", "RUE"},
        {"salaries", "habitat_entree", "DETENTION", "PRECAIRE"},
        {"salaries", "habitat_entree", "N R", "bad code"},
        {"salaries", "rsa", "O", "true"},
        {"salaries", "rsa", "n", "false"},
        {"salaries", "rsa", "Oui", "true"},
        {"salaries", "rsa", "nOn", "false"},
        {"salaries", "rsa", "1", "true"},
        {"salaries", "rsa", "0", "false"},
        {"salaries", "rsa", "True", "true"},
        {"salaries", "rsa", "FALSE", "false"},
        {"salaries", "rsa", "oui-m", "true"},
        {"salaries", "rsa", "OUI-NM", "true"},
        {"salaries", "rsa", "2", "bad type"},
        {"salaries", "rsa", "oooooooooooooooooooooooooooooooo", "bad type"},
        {"salaries", "ass", "OUI-M", "bad type"},
        {"salaries", "date_sortie", "2026-02-28", "2026-02-28"},
        {"salaries", "date_sortie", "29/02/2024", "2024-02-29"},
        {"salaries", "date_sortie", "29/02/2026", "bad type"},
        {"salaries", "date_sortie", "2026-13-01", "bad type"},
        {"salaries", "date_sortie", "2026-1-1", "bad type"},
        {"salaries", "date_sortie", "01-02-2026", "bad type"},
        {"salaries", "date_sortie", "2026/02/01", "bad type"},
        {"salaries", "date_sortie", "2026-02", "bad type"},
        {"salaries", "date_sortie", "1899-12-31", "bad type"},
        {"salaries", "date_sortie", "2199-12-31", "2199-12-31"},
        {"salaries", "date_sortie", "2200-01-01", "bad type"},
        {"salaries", "date_entree", "1990-01-01", "1990-01-01"},
        {"salaries", "date_entree", "1989-12-31", "bad range"},
        {"salaries", "naissance", "1980-05", "1980-05-01"},
        {"salaries", "naissance", "05/1980", "1980-05-01"},
        {"salaries", "naissance", "1980-05-01", "1980-05-01 as month"},
        {"salaries", "naissance", "01/05/1980", "1980-05-01 as month"},
        {"salaries", "naissance", "1980-05-02", "exact birth"},
        {"salaries", "naissance", "31/12/1980", "exact birth"},
        {"salaries", "naissance", "31/11/1980", "bad type"},
        {"salaries", "naissance", "1980", "bad type"},
        {"salaries", "naissance", "1980-00", "bad type"},
        {"salaries", "heures_hebdo", "0,01", "0.01"},
        {"salaries", "heures_hebdo", "0", "bad range"},
        {"salaries", "heures_hebdo", "-1", "bad range"},
        {"salaries", "heures_hebdo", "48.00", "48.00"},
        {"salaries", "heures_hebdo", "48,01", "bad range"},
        {"salaries", "heures_hebdo", "+26.5", "26.50"},
        {"salaries", "heures_hebdo", "26.", "26.00"},
        {"salaries", "heures_hebdo", ",5", "bad type"},
        {"salaries", "heures_hebdo", "26,125", "bad type"},
        {"salaries", "heures_hebdo", "26h", "bad type"},
        {"salaries", "heures_hebdo", "2 6", "bad type"},
        {"salaries", "heures_hebdo", "1,2,3", "bad type"},
        {"salaries", "heures_hebdo", "+", "bad type"},
        {"salaries", "heures_hebdo", "99999999999999999999999", "bad range"},
        {"salaries", "heures_hebdo", "21474836,48", "bad range"},
        {"salaries", "heures_hebdo", "000000000000000026", "26.00"},
        {"accompagnants", "etp", "1,5", "1.50"},
        {"accompagnants", "etp", "1,51", "bad range"},
        {"actions", "salaries", "0", "0"},
        {"actions", "salaries", "10000", "10000"},
        {"actions", "salaries", "10001", "bad range"},
        {"actions", "salaries", "-1", "bad range"},
        {"actions", "salaries", "1,0", "bad type"},
        {"actions", "salaries", "-", "bad type"},
        {"actions", "salaries", "99999999999999999999999", "bad range"},
        {"actions", "salaries", "12 000", "bad type"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const char *read = read_as(field(cases[i].dataset, cases[i].column), cases[i].cell);
        if (strcmp(read, cases[i].read) != 0)
            fail_msg("%s \"%s\": %s", cases[i].column, cases[i].cell, read);
    }
}

/* Every code of every list is found by itself, in small letters, and by its number; NR is unknown. */
static void test_all_codes(void **state)
{
    (void)state;
    size_t numbers = 0;
    for (size_t k = 0; k < defs->codes_n; k++) {
        const struct codes *c = defs->codes[k];
        for (size_t i = 0; i < c->items_n; i++) {
            const struct codes_item *it = &c->items[i];
            assert_int_equal(codes_find(c, it->code, strlen(it->code)), i);
            assert_int_equal(codes_find(c, it->folded, strlen(it->folded)), i);
            assert_int_equal(it->unknown, strcmp(it->code, "NR") == 0);
            if (!it->number)
                continue;
            char padded[32];
            snprintf(padded, sizeof padded, "00%s", it->number);
            assert_int_equal(codes_find(c, padded, strlen(padded)), i);
            numbers++;
        }
    }
    assert_int_equal(numbers, 23);
}

static void test_identity(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        bool identity;
    } cases[] = {
        /* NIR: 13 digits, or 15 with the right key */
        {"1840175123456", true},
        {"2 84 01 75 123 456", true},
        {"2-84.01/75 123\xc2\xa0"
         "456",
         true},
        {"184017512345623", false}, /* wrong key */
        {"1840175123456a", false},
        {"0840175123456", false},
        {"5840175123456", false},
        {"6840175123456", false},
        {"9840175123456", false},
        {"3840175123456", true},
        {"4840175123456", true},
        {"7840175123456", true},
        {"8840175123456", true},
        {"1840075123456", false}, /* month 00 */
        {"1841275123456", true},
        {"1841375123456", false}, /* month 13 */
        {"1841975123456", false},
        {"1842075123456", true}, /* 20 to 99: not known */
        {"1849975123456", true},
        {"184012A123456", true},
        {"184012B123456", true},
        {"184012C123456", false},
        {"184012a123456", false},
        {"18401A2123456", false},
        {"184017512345", false},
        {"18401751234567", false},
        /* telephone */
        {"0612345678", true},
        {"06 12 34 56 78", true},
        {"06.12.34.56.78", true},
        {"06-12/34-56.78", true},
        {"0012345678", false},
        {"1612345678", false},
        {"061234567", false},
        {"06123456789", false},
        {"+33612345678", true},
        {"+33 6 12 34 56 78", true},
        {"+33012345678", false},
        {"0033612345678", true},
        {"0033 6 12 34 56 78", true},
        {"00336123456789", false},
        {"tel 0612345678", false}, /* as a whole only */
        {"06_12_34_56_78", false},
        /* PASS IAE */
        {"999991234567", true},
        {"99999 123 45 67", true},
        {"99999123456", false},
        {"9999912345678", false},
        {"999981234567", false},
        /* e-mail, anywhere in the text */
        {"a@b.fr", true},
        {"écrire à jean.dupont@exemple.org svp", true},
        {"x@y@b.co", true},
        {"a@b.f", false},
        {"a@b.f1", false},
        {"a@b.1fr", false},
        {"a@b", false},
        {"@b.fr", false},
        {"a@.fr", false},
        {"a@b.c.fr", true},
        {"a@b .fr", false},
        {"a @b.fr", false},
        {"a@b.FR", true},
        {"@@b.fr", false},
        {"", false},
        {"LYO0001-00012", false},
        {"cvg1_0123456789abcdef0123456789abcdef", false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        size_t len = strlen(cases[i].text);
        char *copy = malloc(len ? len : 1);
        must(copy);
        memcpy(copy, cases[i].text, len);
        if (identity_in(copy, len) != cases[i].identity)
            fail_msg("\"%s\"", cases[i].text);
        free(copy);
    }
}

/* The key of a NIR is right for one number of a hundred, and that one is 97 − n mod 97 (Corsica: A is 19, B is 18). */
static void test_nir_keys(void **state)
{
    (void)state;
    static const struct {
        const char *number;
        int64_t as_number;
    } numbers[] = {{"1840175123456", 1840175123456},
                   {"255122A004018", 2551219004018},
                   {"255122B004018", 2551218004018},
                   {"2999999999999", 2999999999999}};
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
        for (int key = 0; key < 100; key++) {
            char text[32];
            snprintf(text, sizeof text, "%s %02d", numbers[i].number, key);
            assert_int_equal(identity_in(text, strlen(text)), key == 97 - numbers[i].as_number % 97);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_types),
        cmocka_unit_test(test_all_codes),
        cmocka_unit_test(test_identity),
        cmocka_unit_test(test_nir_keys),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
