/* Tests of `cvg simulate`: the same every time, near the figures of 2023, and going on from night to night. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/cal.h"
#include "base/map.h"
#include "base/mem.h"
#include "cvg/simulate.h"
#include "cvg/simulate_lives.h"
#include "cvg/simulate_night.h"
#include "cvg/simulate_reference.h"

static void test_reference(void **state)
{
    (void)state;
    static const int expected[] = {8, 8, 8, 8, 5, 6, 10, 4, 3, 2, 2, 4};
    static const int counts[] = {1, 5, 12, 13, 30, 68, 100, 999, 4000};
    for (size_t k = 0; k < sizeof counts / sizeof counts[0]; k++) {
        int n = counts[k], by_territoire[SIMULATE_TERRITOIRES_N] = {0}, file_active = 0;
        struct simulate_chantier *list = simulate_chantiers_new(7, n);
        struct map ids = {0};
        for (int i = 0; i < n; i++) {
            by_territoire[list[i].territoire - simulate_territoires]++;
            file_active += list[i].taille;
            assert_true(map_add(&ids, list[i].id, strlen(list[i].id), 0));
            assert_true(list[i].taille > 0 && list[i].objectif > 0 && list[i].etp_centiemes >= 30);
            assert_true(list[i].depuis >= cal_day(2012, 1, 1) && list[i].depuis <= cal_day(2023, 12, 31));
        }
        for (int t = 0; t < SIMULATE_TERRITOIRES_N; t++)
            assert_true(n < SIMULATE_TERRITOIRES_N || by_territoire[t] >= 1);
        if (n == 68) {
            assert_memory_equal(by_territoire, expected, sizeof expected);
            assert_int_equal(file_active, 2600);
            assert_string_equal(list[0].id, "PAR0001");
            assert_string_equal(list[9].id, "LYO0002");
        }
        map_deinit(&ids);
        mem_free(&list);
    }
}

static void read_file(const char *root, const char *path, struct buf *out)
{
    char whole[512];
    struct err e;
    snprintf(whole, sizeof whole, "%s/%s", root, path);
    buf_reset(out);
    if (buf_read_file(out, whole, 0, &e))
        fail_msg("%s", e.text);
}

static void run(const char *root, uint64_t seed, int nights, int32_t date)
{
    struct simulate_options o = {.out = root, .seed = seed, .chantiers = 12, .nights = nights, .date = date};
    struct err e;
    assert_int_equal(simulate_run(&o, &e), 0);
}

/* The same seed gives the same bytes, also of a night that is asked for alone; another seed gives others. */
static void test_determinism(void **state)
{
    (void)state;
    static const char *const prefixes[] = {"PAR", "LYO", "LIL", "NAN", "STR", "CHA",
                                           "MAR", "ROU", "REN", "SOM", "MOS", "SSD"};
    static const char *const names[] = {"salaries", "accompagnants"};
    char root[] = "/tmp/test_simulate.XXXXXX", a[64], b[64], c[64], command[128];
    assert_non_null(mkdtemp(root));
    snprintf(a, sizeof a, "%s/a/deep", root);
    snprintf(b, sizeof b, "%s/b", root);
    snprintf(c, sizeof c, "%s/c", root);
    run(a, 3, 3, cal_day(2026, 11, 20));
    run(b, 3, 1, cal_day(2026, 11, 20));
    run(c, 4, 1, cal_day(2026, 11, 20));
    struct buf x = {0}, y = {0}, z = {0};
    read_file(a, "reference/chantiers.csv", &x);
    read_file(b, "reference/chantiers.csv", &y);
    assert_string_equal(x.data, y.data);
    int different = 0;
    for (size_t i = 0; i < 12; i++) {
        for (size_t k = 0; k < 2; k++) {
            char path[128];
            snprintf(path, sizeof path, "nights/2026-11-20/%s0001/%s.csv", prefixes[i], names[k]);
            read_file(a, path, &x);
            read_file(b, path, &y);
            read_file(c, path, &z);
            assert_int_equal(x.len, y.len);
            assert_memory_equal(x.data, y.data, x.len);
            different += k == 0 && (x.len != z.len || memcmp(x.data, z.data, x.len) != 0);
            snprintf(path, sizeof path, "nights/2026-11-18/%s0001/%s.csv", prefixes[i], names[k]);
            read_file(a, path, &x);
            assert_true(x.len > 100);
        }
    }
    assert_int_equal(different, 12);
    buf_deinit(&x);
    buf_deinit(&y);
    buf_deinit(&z);
    snprintf(command, sizeof command, "rm -r '%s'", root);
    assert_int_equal(system(command), 0);
}

/* From night to night: all kinds of events happen, few at a time, and hardly any on a Sunday. */
static void test_nights_go_on(void **state)
{
    (void)state;
    enum { ENTRIES, EXITS, OUTCOMES, CORRECTIONS, WITHDRAWN, FLAGS, HABITATS, KINDS_N };
    int seen[KINDS_N] = {0}, sundays = 0, others = 0;
    struct simulate_chantier *list = simulate_chantiers_new(2, 68);
    int32_t first = cal_day(2026, 2, 2), last = first + 40;
    struct simulate_row *old = mem_new(sizeof *old), *new = mem_new(sizeof *new);
    for (int i = 0; i < 68; i++) {
        struct simulate_lives *l = simulate_lives_new(&list[i], first, last);
        for (int32_t date = first + 1; date <= last; date++) {
            int now[KINDS_N] = {0}, open = 0;
            for (size_t k = 0; k < l->n; k++) {
                bool was = simulate_night_salarie(l, k, date - 1, old), is = simulate_night_salarie(l, k, date, new);
                now[ENTRIES] += !was && is;
                now[WITHDRAWN] += was && !is;
                if (!was || !is)
                    continue;
                int32_t left = old->cells[SIMULATE_DATE_SORTIE].number,
                        leaves = new->cells[SIMULATE_DATE_SORTIE].number;
                open += leaves == SIMULATE_EMPTY;
                now[EXITS] += left == SIMULATE_EMPTY && leaves != SIMULATE_EMPTY;
                now[CORRECTIONS] += left != SIMULATE_EMPTY && left != leaves;
                now[OUTCOMES] += left != SIMULATE_EMPTY && !old->cells[SIMULATE_HABITAT_SORTIE].text &&
                                 new->cells[SIMULATE_HABITAT_SORTIE].text;
                now[FLAGS] += old->cells[SIMULATE_CONCERTE].number != new->cells[SIMULATE_CONCERTE].number;
                now[HABITATS] +=
                    strcmp(old->cells[SIMULATE_HABITAT_ENTREE].text ? old->cells[SIMULATE_HABITAT_ENTREE].text : "",
                           new->cells[SIMULATE_HABITAT_ENTREE].text ? new->cells[SIMULATE_HABITAT_ENTREE].text : "") !=
                    0;
            }
            assert_true(now[WITHDRAWN] < 5 &&
                        (now[ENTRIES] < 10 || now[ENTRIES] * 2 <= open)); /* nothing that is held */
            for (int k = 0; k < KINDS_N; k++) {
                seen[k] += now[k];
                *(cal_weekday(date) == 7 ? &sundays : &others) += now[k];
            }
        }
        simulate_lives_free(&l);
    }
    for (int k = 0; k < KINDS_N; k++)
        assert_true(seen[k] > 0);
    assert_true(seen[ENTRIES] > seen[WITHDRAWN] * 5 && sundays * 20 < others);
    mem_free(&old);
    mem_free(&new);
    mem_free(&list);
}

/* The whole at 68 chantiers is near the figures of 2023. */
static void test_shares(void **state)
{
    (void)state;
    int open = 0, listed = 0, french = 0, known = 0, women = 0, neutral = 0, exits = 0, etp = 0, whole = 0;
    int here[2] = {0}, french_here[2] = {0};
    struct simulate_chantier *list = simulate_chantiers_new(20, 68);
    struct simulate_row *row = mem_new(sizeof *row);
    int32_t date = cal_day(2026, 6, 30);
    for (int i = 0; i < 68; i++) {
        struct simulate_lives *l = simulate_lives_new(&list[i], date, date);
        const char *where = list[i].territoire->code;
        int place = strcmp(where, "PARIS") == 0 ? 0 : strcmp(where, "CHARENTE") == 0 ? 1 : -1;
        etp += list[i].etp_centiemes;
        for (size_t k = 0; k < l->n; k++) {
            if (!simulate_night_salarie(l, k, date, row))
                continue;
            bool still = row->cells[SIMULATE_DATE_SORTIE].number == SIMULATE_EMPTY;
            whole += still;
            if (strcmp(row->cells[SIMULATE_PROGRAMME].text, "CVG") != 0)
                continue;
            bool fr = strcmp(row->cells[SIMULATE_NATIONALITE].text, "FR") == 0;
            listed++;
            open += still;
            french += fr;
            women += strcmp(row->cells[SIMULATE_SEXE].text, "F") == 0;
            exits += !still;
            neutral += !still && l->parcours[k].motif->suite == SIMULATE_SUITE_NEUTRE;
            known += row->cells[SIMULATE_RSA].number != SIMULATE_UNKNOWN;
            if (place >= 0) {
                here[place]++;
                french_here[place] += fr;
            }
        }
        simulate_lives_free(&l);
    }
    assert_in_range(open, 2450, 2750);
    assert_in_range(french * 100 / listed, 41, 49);
    assert_in_range(women * 100 / listed, 34, 42);
    assert_in_range(neutral * 100 / exits, 17, 23);
    assert_in_range(known * 100 / listed, 95, 99);
    assert_in_range(whole * 100 / etp, 15, 20);
    assert_in_range(french_here[0] * 100 / here[0], 14, 23);
    assert_in_range(french_here[1] * 100 / here[1], 75, 85);
    mem_free(&row);
    mem_free(&list);
}

/* Runs the command and gives what it said on stderr. */
static int command(char **argv, struct buf *said)
{
    int argc = 0;
    while (argv[argc])
        argc++;
    FILE *f = tmpfile();
    assert_non_null(f);
    fflush(NULL);
    int out = dup(STDOUT_FILENO), err = dup(STDERR_FILENO);
    dup2(fileno(f), STDOUT_FILENO);
    dup2(fileno(f), STDERR_FILENO);
    int code = simulate_main(argc, argv);
    fflush(NULL);
    dup2(out, STDOUT_FILENO);
    dup2(err, STDERR_FILENO);
    close(out);
    close(err);
    rewind(f);
    buf_reset(said);
    for (int c; (c = getc(f)) != EOF;)
        buf_addc(said, (char)c);
    fclose(f);
    return code;
}

static void test_command(void **state)
{
    (void)state;
    static const struct {
        const char *argv[8];
        int code;
        const char *says;
    } cases[] = {
        {{"simulate", "--help"}, 0, "Usage : cvg simulate"},
        {{"simulate"}, 2, "--out DOSSIER"},
        {{"simulate", "--out"}, 2, "demande une valeur"},
        {{"simulate", "--wrong"}, 2, "n'existe pas"},
        {{"simulate", "--out", "x", "extra"}, 2, "n'est pas attendu"},
        {{"simulate", "--out", "x", "--chantiers", "4001"}, 2, "1 à 4000"},
        {{"simulate", "--out", "x", "--nights", "0"}, 2, "1 à 1000"},
        {{"simulate", "--out", "x", "--seed", "-1"}, 2, "entier positif"},
        {{"simulate", "--out", "x", "--date", "2026-02-30"}, 2, "2026-02-30"},
        {{"simulate", "--out", "x", "--date", "2020-01-01", "--nights", "2"}, 2, "2020"},
        {{"simulate", "--out", "/dev/null/x", "--format", "json"}, 1, "échoué"},
    };
    struct buf said = {0};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char *argv[9] = {0};
        for (size_t k = 0; k < 8 && cases[i].argv[k]; k++)
            argv[k] = mem_text(cases[i].argv[k]);
        char *kept[9];
        memcpy(kept, argv, sizeof kept); /* getopt reorders argv */
        assert_int_equal(command(argv, &said), cases[i].code);
        assert_non_null(strstr(buf_text(&said), cases[i].says));
        for (size_t k = 0; k < 9; k++)
            free(kept[k]);
    }
    buf_deinit(&said);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reference), cmocka_unit_test(test_determinism), cmocka_unit_test(test_nights_go_on),
        cmocka_unit_test(test_shares),    cmocka_unit_test(test_command),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
