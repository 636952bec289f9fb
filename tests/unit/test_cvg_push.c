/* Tests of what `cvg push` makes of its arguments: address, key, ids, the situation date, files. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/cal.h"
#include "cvg/files.h"
#include "cvg/push_target.h"
#include "cvg/submission_id.h"

static void test_addresses(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"127.0.0.1:8080", "http://127.0.0.1:8080"},
        {"[::1]:8080", "http://[::1]:8080"},
        {":8080", "http://127.0.0.1:8080"},
        {"http://depot.example:8080/", "http://depot.example:8080"},
        {"https://depot.example//", "https://depot.example"},
        {"tcp://127.0.0.1:5555", "tcp://127.0.0.1:5555"},
        {"file:///etc/passwd", NULL},
        {"a b", NULL},
        {"host?x=1", NULL},
        {"", NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char *url = push_base_url(cases[i][0]);
        if (cases[i][1])
            assert_string_equal(url, cases[i][1]);
        else
            assert_null(url);
        free(url);
    }
}

static int parse_key(const char *text, struct push_key *k)
{
    struct err e;
    return push_key_parse(text, strlen(text), k, &e);
}

static void test_keys(void **state)
{
    (void)state;
    struct push_key k;
    assert_int_equal(parse_key("cvg_abcdefgh\n", &k), 0);
    assert_string_equal(k.token, "cvg_abcdefgh");
    assert_null(k.chantier);
    push_key_deinit(&k);
    assert_int_equal(parse_key(" {\"chantier\":\"LYO1\",\"token\":\"cvg_abcdefgh\",\"address\":\"\"} \r\n", &k), 0);
    assert_string_equal(k.token, "cvg_abcdefgh");
    assert_string_equal(k.chantier, "LYO1");
    assert_null(k.address);
    push_key_deinit(&k);
    static const char *const bad[] = {"",
                                      "\n",
                                      "court",
                                      "cvg_deux mots",
                                      "cvg_une\nautre: ligne",
                                      "{\"chantier\":\"LYO1\"}",
                                      "{\"token\":",
                                      "{\"token\":\"cvg_a\\r\\nX: y\"}"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_int_equal(parse_key(bad[i], &k), -1);
}

static void test_ids(void **state)
{
    (void)state;
    struct submission_id id;
    assert_true(submission_id_parse("LYO0001.12-0af9", &id));
    assert_string_equal(id.reporter, "LYO0001");
    assert_int_equal(id.n, 12);
    assert_true(submission_id_parse("a.b-c.d.9-ffff", &id)); /* dots and hyphens belong to ids */
    assert_string_equal(id.reporter, "a.b-c.d");
    assert_int_equal(id.n, 9);
    static const char *const bad[] = {"",
                                      "LYO0001",
                                      "LYO0001.12",
                                      "LYO0001.12-0af",
                                      "LYO0001.12-0afg",
                                      "LYO0001.-0af9",
                                      "LYO0001.+1-0af9",
                                      ".1-0af9",
                                      "LYO 1.1-0af9",
                                      "LYO0001.12-0af99",
                                      "LYO0001.99999999999999999999-0af9",
                                      "LYO0001.1 -0af9"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(submission_id_parse(bad[i], &id));
}

/* Yesterday before noon, today from noon, in Paris, in summer and in winter. */
static void test_situation(void **state)
{
    (void)state;
    static const struct {
        const char *now, *expected;
    } cases[] = {
        {"2026-11-20T10:59:59.999999Z", "2026-11-19"}, {"2026-11-20T11:00:00.000000Z", "2026-11-20"},
        {"2026-07-20T09:59:59.000000Z", "2026-07-19"}, {"2026-07-20T10:00:00.000000Z", "2026-07-20"},
        {"2026-12-31T22:59:59.000000Z", "2026-12-31"}, {"2026-12-31T23:00:00.000000Z", "2026-12-31"},
        {"2027-01-01T10:00:00.000000Z", "2026-12-31"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int64_t now;
        char day[CAL_DAY_LEN];
        assert_true(cal_parse_instant(cases[i].now, &now));
        cal_format_day(files_situation(now), day);
        assert_string_equal(day, cases[i].expected);
    }
}

static void write_file(const char *path, const char *text)
{
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    fputs(text, f);
    assert_int_equal(fclose(f), 0);
}

static void test_files(void **state)
{
    (void)state;
    char folder[] = "/tmp/cvg-files-XXXXXX", a[64], b[64], sub[64], twin[80], none[64];
    assert_non_null(mkdtemp(folder));
    snprintf(a, sizeof a, "%s/salaries.csv", folder);
    snprintf(b, sizeof b, "%s/vide.csv", folder);
    snprintf(sub, sizeof sub, "%s/sub", folder);
    snprintf(none, sizeof none, "%s/none.csv", folder);
    write_file(a, "0123456789");
    write_file(b, "");
    char command[256];
    snprintf(command, sizeof command, "mkdir %s && cp %s %s", sub, a, sub);
    assert_int_equal(system(command), 0);
    snprintf(twin, sizeof twin, "%s/salaries.csv", sub);

    struct files f = {0};
    struct err e = {0};
    char *const both[] = {a, b}, *const twins[] = {a, twin}, *const missing[] = {none}, *const is_folder[] = {sub};
    assert_int_equal(files_read(&f, both, 2, 10, &e), 0);
    assert_int_equal(f.n, 2);
    assert_string_equal(f.list[0].name, "salaries.csv");
    assert_int_equal(f.list[0].bytes.len, 10);
    assert_int_equal(f.list[1].bytes.len, 0);
    files_deinit(&f);
    assert_int_equal(files_read(&f, both, 2, 9, &e), -1);
    assert_int_equal(e.code, ERR_LIMIT);
    files_deinit(&f);
    assert_int_equal(files_read(&f, twins, 2, 0, &e), -1);
    assert_int_equal(e.code, ERR_USAGE);
    files_deinit(&f);
    assert_int_equal(files_read(&f, missing, 1, 0, &e), -1);
    assert_int_equal(e.code, ERR_USAGE);
    files_deinit(&f);
    assert_int_equal(files_read(&f, is_folder, 1, 0, &e), -1);
    assert_int_equal(e.code, ERR_USAGE);
    files_deinit(&f);
    snprintf(command, sizeof command, "rm -r %s", folder);
    assert_int_equal(system(command), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_addresses), cmocka_unit_test(test_keys),  cmocka_unit_test(test_ids),
        cmocka_unit_test(test_situation), cmocka_unit_test(test_files),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
