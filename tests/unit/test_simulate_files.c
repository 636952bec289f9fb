/* Tests of the simulated files, read as the contract reads them: clean, in their window, the same in every dialect. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/cal.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/text.h"
#include "cvg/simulate_dialect.h"
#include "cvg/simulate_lives.h"
#include "cvg/simulate_reference.h"

/* A file as a reader of the contract sees it: header normalised, empty lines dropped. */
struct table {
    struct buf text;
    char **cells; /* [rows × columns_n], pointers into text; row 0 is the header */
    size_t n, cap;
    size_t columns_n, rows_n;
};

static void add_cell(struct table *t, char *s)
{
    t->cells = mem_room(t->cells, t->n, &t->cap, sizeof *t->cells);
    t->cells[t->n++] = s;
}

/* Ends a record of `width` cells: the header, a row that is filled up, or nothing where every cell is empty. */
static void end_record(struct table *t, size_t width)
{
    if (t->columns_n == 0)
        t->columns_n = width;
    bool empty = true;
    for (size_t i = 0; i < width; i++)
        empty = empty && t->cells[t->n - 1 - i][0] == 0;
    if (empty) {
        t->n -= width;
        return;
    }
    assert_int_equal(width, t->columns_n);
    t->rows_n++;
}

static char separator_of(const char *s)
{
    size_t semicolons = 0, tabs = 0, commas = 0;
    for (; *s && *s != '\n' && *s != '\r'; s++) {
        semicolons += *s == ';';
        tabs += *s == '\t';
        commas += *s == ',';
    }
    return semicolons ? ';' : tabs > commas ? '\t' : ',';
}

static void read_table(const struct buf *file, struct table *t)
{
    *t = (struct table){0};
    if (text_is_utf8(file->data, file->len))
        buf_add(&t->text, file->data, file->len);
    else
        assert_true(text_from_cp1252(file->data, file->len, &t->text));
    char *p = t->text.data, *end = p + t->text.len;
    if (text_starts(p, "\xef\xbb\xbf"))
        p += 3;
    char separator = separator_of(p);
    for (size_t width = 0; p < end;) {
        char *start = p, *to = p;
        bool quoted = *p == '"';
        for (p += quoted; p < end && (quoted || (*p != separator && *p != '\n' && *p != '\r')); p++) {
            if (quoted && *p == '"' && *++p != '"')
                quoted = false;
            if (!quoted && (*p == separator || *p == '\n' || *p == '\r'))
                break;
            *to++ = *p;
        }
        char stop = p < end ? *p : '\n';
        p += stop == '\r' && p + 1 < end && p[1] == '\n' ? 2 : 1;
        *to = 0;
        add_cell(t, start);
        width++;
        if (stop != separator) {
            end_record(t, width);
            width = 0;
        }
    }
    for (size_t i = 0; i < t->columns_n; i++) {
        char name[64];
        text_normalise_header(t->cells[i], strlen(t->cells[i]), name, sizeof name);
        assert_true(strlen(name) <= strlen(t->cells[i]));
        strcpy(t->cells[i], name);
    }
}

static void free_table(struct table *t)
{
    buf_deinit(&t->text);
    mem_free(&t->cells);
}

static const char *cell(const struct table *t, size_t row, const char *column)
{
    for (size_t i = 0; i < t->columns_n; i++)
        if (strcmp(t->cells[i], column) == 0)
            return t->cells[row * t->columns_n + i];
    fail_msg("no column %s", column);
    return "";
}

/* A day of dialect 0, INT32_MAX where the cell is empty. */
static int32_t day(const struct table *t, size_t row, const char *column)
{
    const char *s = cell(t, row, column);
    int32_t d;
    if (!*s)
        return INT32_MAX;
    assert_true(cal_parse_iso(s, strlen(s), &d));
    return d;
}

/* Both files of a night in dialect 0. */
static void read_night(const struct simulate_lives *l, int32_t date, struct table *salaries,
                       struct table *accompagnants)
{
    struct buf b = {0};
    simulate_dialect_salaries(0, l, date, &b);
    read_table(&b, salaries);
    buf_reset(&b);
    simulate_dialect_accompagnants(0, l, date, &b);
    read_table(&b, accompagnants);
    buf_deinit(&b);
}

static void check_row(const struct table *t, size_t i, const struct map *cips, int32_t date)
{
    static const char *const required[] = {
        "parcours_id",    "salarie_id",  "programme",      "sexe",           "naissance",       "nationalite",
        "orienteur",      "frein_sante", "habitat_entree", "frein_langue",   "cip_ref",         "contrat",
        "frein_mobilite", "date_entree", "frein_garde",    "frein_logement", "frein_demarches", "frein_surendettement"};
    for (size_t k = 0; k < sizeof required / sizeof required[0]; k++)
        assert_true(cell(t, i, required[k])[0] != 0);
    const char *cip = cell(t, i, "cip_ref"), *birth = cell(t, i, "naissance");
    int32_t entree = day(t, i, "date_entree"), sortie = day(t, i, "date_sortie"), fin = day(t, i, "date_fin_prevue"),
            born;
    assert_true(text_is_id(cell(t, i, "parcours_id"), strlen(cell(t, i, "parcours_id"))));
    assert_true(text_is_id(cell(t, i, "salarie_id"), strlen(cell(t, i, "salarie_id"))));
    assert_true(entree <= date && entree <= sortie && entree <= fin);
    assert_true(sortie == INT32_MAX || sortie <= date);
    assert_int_equal(sortie == INT32_MAX, cell(t, i, "motif_sortie")[0] == 0);
    assert_true(cal_parse_month(birth, strlen(birth), &born));
    int age = cal_years_between(born, entree);
    assert_true(age >= 16 && age <= 75);
    assert_true((sortie == INT32_MAX ? date : sortie) - entree <= 1826);
    uint64_t in_post;
    assert_true(map_get(cips, cip, strlen(cip), &in_post));
    assert_true(sortie != INT32_MAX || in_post);
    assert_true(sortie >= simulate_window(date));
    if (sortie == INT32_MAX && date - entree > 730)
        assert_string_not_equal(cell(t, i, "prolongation"), "AUCUNE");
}

/* Returns how many of the pairs of rows are of one person. */
static int check_night(const struct simulate_lives *l, int32_t date)
{
    int came_back = 0;
    struct table t, a;
    struct map keys = {0}, cips = {0};
    read_night(l, date, &t, &a);
    for (size_t i = 1; i < a.rows_n; i++) {
        const char *ref = cell(&a, i, "cip_ref");
        assert_true(day(&a, i, "date_debut") <= day(&a, i, "date_fin"));
        map_set(&cips, ref, strlen(ref), day(&a, i, "date_debut") <= date && day(&a, i, "date_fin") >= date);
    }
    assert_true(t.rows_n > 5);
    for (size_t i = 1; i < t.rows_n; i++) {
        const char *key = cell(&t, i, "parcours_id"), *who = cell(&t, i, "salarie_id");
        check_row(&t, i, &cips, date);
        assert_true(map_add(&keys, key, strlen(key), 0));
        for (size_t k = 1; k < i; k++)
            if (strcmp(who, cell(&t, k, "salarie_id")) == 0) { /* somebody who came back */
                int32_t e1 = day(&t, i, "date_entree"), s1 = day(&t, i, "date_sortie");
                int32_t e2 = day(&t, k, "date_entree"), s2 = day(&t, k, "date_sortie");
                assert_true(e1 >= s2 || e2 >= s1);
                assert_string_equal(cell(&t, i, "naissance"), cell(&t, k, "naissance"));
                assert_string_equal(cell(&t, i, "nationalite"), cell(&t, k, "nationalite"));
                came_back++;
            }
    }
    map_deinit(&keys);
    map_deinit(&cips);
    free_table(&t);
    free_table(&a);
    return came_back;
}

static void test_clean(void **state)
{
    (void)state;
    int came_back = 0;
    for (uint64_t seed = 1; seed <= 4; seed++) {
        struct simulate_chantier *list = simulate_chantiers_new(seed, 30);
        for (int i = 0; i < 30; i++) {
            int32_t last = cal_day(2024 + (int)seed, 1, 3) + 13 * i;
            struct simulate_lives *l = simulate_lives_new(&list[i], last - 5, last);
            came_back += check_night(l, last - 5);
            came_back += check_night(l, last);
            simulate_lives_free(&l);
        }
        mem_free(&list);
    }
    assert_true(came_back > 0);
}

/* Over the turn of the year a file loses what ended before the new window, and nothing else. */
static void test_window(void **state)
{
    (void)state;
    struct simulate_chantier *list = simulate_chantiers_new(11, 12);
    for (int i = 0; i < 12; i++) {
        int32_t eve = cal_day(2025, 12, 31), window = cal_day(2025, 1, 1);
        assert_int_equal(simulate_window(eve + 1), window);
        struct simulate_lives *l = simulate_lives_new(&list[i], eve, eve + 1);
        struct table before, after, a, b;
        read_night(l, eve, &before, &a);
        read_night(l, eve + 1, &after, &b);
        struct map listed = {0};
        for (size_t k = 1; k < after.rows_n; k++)
            map_set(&listed, cell(&after, k, "parcours_id"), strlen(cell(&after, k, "parcours_id")), 0);
        size_t left = 0;
        for (size_t k = 1; k < before.rows_n; k++) {
            const char *id = cell(&before, k, "parcours_id");
            size_t number = (size_t)atoi(strrchr(id, '-') + 1);
            bool mistake = l->parcours[number - 1].retire == eve + 1;
            bool ended = day(&before, k, "date_sortie") < window;
            uint64_t unused;
            assert_int_equal(map_get(&listed, id, strlen(id), &unused), !ended && !mistake);
            left += ended;
        }
        assert_true(left > 0);
        map_deinit(&listed);
        free_table(&before);
        free_table(&after);
        free_table(&a);
        free_table(&b);
        simulate_lives_free(&l);
    }
    mem_free(&list);
}

/* The number of the ASP stands for its code; every way to write yes, a date, a decimal, a code comes down to one. */
static void canonical(const char *column, const char *s, char out[64])
{
    static const char *const asp[] = {"",
                                      "cdi_structure",
                                      "cdd_autre_siae",
                                      "cdi",
                                      "creation",
                                      "formation",
                                      "inactif",
                                      "chomage",
                                      "sans_nouvelle",
                                      "cdd_6_mois",
                                      "cdd_moins_6_mois",
                                      "fonction_publique",
                                      "autre_positive",
                                      "cdi_aide",
                                      "contrat_aide",
                                      "retraite",
                                      "conge_longue_duree",
                                      "deces",
                                      "decision_admin_justice",
                                      "faute_grave",
                                      "transfert",
                                      "essai_employeur",
                                      "essai_salarie"};
    size_t len = strlen(s);
    int32_t d;
    text_trim(&s, &len);
    text_fold(s, len, out, 64);
    if (cal_parse_day(s, len, &d) || cal_parse_month(s, len, &d))
        cal_format_day(d, out);
    else if (strcmp(out, "nr") == 0)
        out[0] = 0;
    else if (strcmp(out, "o") == 0 || strcmp(out, "oui") == 0 || strcmp(out, "1") == 0 || strcmp(out, "true") == 0 ||
             strcmp(out, "oui-m") == 0)
        strcpy(out, "o");
    else if (strcmp(out, "n") == 0 || strcmp(out, "non") == 0 || strcmp(out, "0") == 0 || strcmp(out, "false") == 0)
        strcpy(out, "n");
    else if (strcmp(column, "motif_sortie") == 0 && *out >= '0' && *out <= '9')
        strcpy(out, atoi(out) == 96 ? "cdi_inclusion" : asp[atoi(out)]);
    else if (strchr(out, ','))
        *strchr(out, ',') = '.';
}

static void compare_tables(const struct table *plain, const struct table *other)
{
    assert_int_equal(plain->rows_n, other->rows_n);
    for (size_t r = 1; r < plain->rows_n; r++)
        for (size_t c = 0; c < plain->columns_n; c++) {
            const char *column = plain->cells[c];
            char x[64], y[64];
            canonical(column, cell(plain, r, column), x);
            canonical(column, cell(other, r, column), y);
            assert_string_equal(x, y);
        }
}

static void test_dialects(void **state)
{
    (void)state;
    struct simulate_chantier *list = simulate_chantiers_new(9, 12);
    int32_t date = cal_day(2026, 11, 20);
    struct simulate_lives *l = simulate_lives_new(&list[1], date, date);
    struct table salaries, accompagnants, other;
    read_night(l, date, &salaries, &accompagnants);
    struct buf plain = {0}, b = {0};
    simulate_dialect_salaries(0, l, date, &plain);
    for (int d = 1; d < SIMULATE_DIALECTS_N; d++) {
        buf_reset(&b);
        simulate_dialect_salaries(d, l, date, &b);
        assert_true(b.len != plain.len || memcmp(b.data, plain.data, b.len) != 0);
        read_table(&b, &other);
        compare_tables(&salaries, &other);
        free_table(&other);
        buf_reset(&b);
        simulate_dialect_accompagnants(d, l, date, &b);
        read_table(&b, &other);
        compare_tables(&accompagnants, &other);
        free_table(&other);
    }
    buf_deinit(&plain);
    buf_deinit(&b);
    free_table(&salaries);
    free_table(&accompagnants);
    simulate_lives_free(&l);
    mem_free(&list);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_clean),
        cmocka_unit_test(test_window),
        cmocka_unit_test(test_dialects),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
