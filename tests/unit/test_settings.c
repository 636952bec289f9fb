/* Settings: what wins over what, what is refused, and with which words. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "daemon/settings.h"

static const struct setting common[] = {
    {.key = "HTTP", .kind = SETTING_ADDRESS, .value = "127.0.0.1:0", .help = "where it listens"},
    {0},
};
static const struct setting own[] = {
    {.key = "WORKERS", .kind = SETTING_INT, .value = "2", .min = 1, .max = 64, .help = "how many"},
    {.key = "BODY_MAX", .kind = SETTING_BYTES, .value = "64M", .min = 1024, .max = 1 << 30, .help = "longest body"},
    {.key = "CONFIRM", .kind = SETTING_BOOL, .value = "no", .help = "ask first"},
    {.key = "DATABASE", .kind = SETTING_TEXT, .help = "connection string"},
    {.key = "NAME", .kind = SETTING_TEXT, .value = "", .min = 0, .max = 8, .help = "short name"},
    {.key = "DIR", .kind = SETTING_PATH, .value = "/var/lib/cvg", .help = "state"},
    {.key = "KEY_FILE", .kind = SETTING_PATH, .value = "", .help = "optional key"},
    {.key = "BUS", .kind = SETTING_ADDRESS, .value = "", .help = "optional address"},
    {0},
};

static struct settings *new_settings(void)
{
    return settings_new((const struct setting *const[]){common, own, NULL});
}

static char path[] = "/tmp/test_settings.XXXXXX";

static void write_file(const char *text)
{
    struct buf b = {0};
    struct err e;
    buf_adds(&b, text);
    assert_int_equal(buf_write_file(&b, path, 0600, &e), 0);
    buf_deinit(&b);
}

static void test_order(void **state)
{
    struct settings *s = new_settings();
    struct err e = {0};
    (void)state;
    write_file("# a comment\n\n  WORKERS = 3  \r\nCVG_DATABASE=\"host=/run user = x\"\nNAME='a # b'\nBODY_MAX "
               "=10KiB\nDIR = /srv/é\n");
    setenv("CVG_WORKERS", "7", 1);
    setenv("CVG_OTHER_DAEMON", "x", 1); /* somebody else's */
    setenv("CVG_CONFIRM", "oui", 1);
    assert_int_equal(settings_read_file(s, path, &e), 0);
    assert_int_equal(settings_int(s, "WORKERS"), 3);
    assert_int_equal(settings_read_environment(s, &e), 0);
    assert_int_equal(settings_check(s, &e), 0);
    assert_int_equal(settings_int(s, "WORKERS"), 7);
    assert_int_equal(settings_int(s, "BODY_MAX"), 10240);
    assert_true(settings_bool(s, "CONFIRM"));
    assert_string_equal(settings_text(s, "DATABASE"), "host=/run user = x");
    assert_string_equal(settings_text(s, "NAME"), "a # b");
    assert_string_equal(settings_text(s, "DIR"), "/srv/é");
    assert_string_equal(settings_text(s, "HTTP"), "127.0.0.1:0");
    assert_string_equal(settings_text(s, "KEY_FILE"), "");
    unsetenv("CVG_WORKERS");
    unsetenv("CVG_CONFIRM");
    unsetenv("CVG_OTHER_DAEMON");
    settings_free(&s);
    assert_null(s);
}

static void test_missing(void **state)
{
    struct settings *s = new_settings();
    struct err e = {0};
    (void)state;
    assert_int_equal(settings_check(s, &e), -1);
    assert_int_equal(e.code, ERR_SETTING);
    assert_string_equal(e.text, "CVG_DATABASE is missing: connection string (a text)");
    assert_int_equal(settings_set(s, "DATABASE", "", &e), 0); /* given, if empty */
    assert_int_equal(settings_check(s, &e), 0);
    assert_int_equal(settings_int(s, "BODY_MAX"), 64 << 20);
    assert_false(settings_bool(s, "CONFIRM"));
    settings_free(&s);
}

static const struct {
    const char *key, *value;
    bool good;
} values[] = {
    {"WORKERS", "1", true},
    {"WORKERS", "64", true},
    {"WORKERS", "0", false},
    {"WORKERS", "65", false},
    {"WORKERS", "", false},
    {"WORKERS", "3x", false},
    {"WORKERS", " 3", false},
    {"WORKERS", "1K", false},
    {"WORKERS", "99999999999999999999", false},
    {"BODY_MAX", "1024", true},
    {"BODY_MAX", "1k", true},
    {"BODY_MAX", "1GiB", true},
    {"BODY_MAX", "2G", false},
    {"BODY_MAX", "1023", false},
    {"BODY_MAX", "-1K", false},
    {"BODY_MAX", "9999999999G", false},
    {"BODY_MAX", "1T", false},
    {"CONFIRM", "True", true},
    {"CONFIRM", "0", true},
    {"CONFIRM", "maybe", false},
    {"CONFIRM", "", false},
    {"NAME", "", true},
    {"NAME", "12345678", true},
    {"NAME", "123456789", false},
    {"DIR", "", false},
    {"DIR", "x", true},
    {"KEY_FILE", "", true},
    {"HTTP", "0.0.0.0:80", true},
    {"HTTP", "[::1]:80", true},
    {"HTTP", ":80", true},
    {"HTTP", "::1:80", false},
    {"HTTP", "localhost", false},
    {"HTTP", "a:70000", false},
    {"HTTP", "a:", false},
    {"HTTP", "", false},
    {"HTTP", "a:*", false},
    {"HTTP", "http://a:80", false},
    {"BUS", "", true},
    {"BUS", "ipc:///run/x", true},
    {"BUS", "ipc://", false},
    {"BUS", "tcp://127.0.0.1:5", true},
    {"BUS", "tcp://*:*", true},
    {"BUS", "tcp://a", false},
    {"BUS", "inproc://x", true},
    {"BUS", "tcp://[::1]:5", true},
};

static void test_values(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        struct settings *s = new_settings();
        struct err e = {0};
        bool good = settings_set(s, values[i].key, values[i].value, &e) == 0;
        if (good != values[i].good)
            fail_msg("%s = \"%s\": %s", values[i].key, values[i].value, good ? "was taken" : e.text);
        if (!good) {
            assert_int_equal(e.code, ERR_SETTING);
            assert_non_null(strstr(e.text, values[i].key));
            assert_null(strchr(e.text, '\n'));
        }
        settings_free(&s);
    }
}

static const struct {
    const char *text, *says;
} files[] = {
    {"DATABASE=x\nWROKERS = 3\n", "line 2: CVG_WROKERS is not a setting"},
    {"CVG_OTHER_DAEMON = 3\n", "line 1: CVG_OTHER_DAEMON is not a setting"},
    {"\n\nWORKERS\n", "line 3: not \"KEY = value\""},
    {"= 3\n", "line 1: not \"KEY = value\""},
    {"WORKERS = 3\nCVG_WORKERS = 4\n", "line 2: CVG_WORKERS stands there twice"},
    {"WORKERS = many\n", "line 1: CVG_WORKERS should be an integer from 1 to 64, found \"many\""},
};

static void test_bad_files(void **state)
{
    struct err e = {0};
    (void)state;
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        struct settings *s = new_settings();
        write_file(files[i].text);
        assert_int_equal(settings_read_file(s, path, &e), -1);
        assert_int_equal(e.code, ERR_SETTING);
        if (!strstr(e.text, files[i].says) || strncmp(e.text, path, strlen(path)) != 0)
            fail_msg("expected: %s\ngot: %s", files[i].says, e.text);
        settings_free(&s);
    }
    struct settings *s = new_settings();
    assert_int_equal(settings_read_file(s, "/nonexistent/file", &e), -1);
    assert_int_equal(e.code, ERR_SETTING);
    setenv("CVG_WORKERS", "none", 1);
    assert_int_equal(settings_read_environment(s, &e), -1);
    unsetenv("CVG_WORKERS");
    settings_free(&s);
}

static void test_print(void **state)
{
    struct settings *s = new_settings();
    struct buf b = {0};
    (void)state;
    settings_print(s, &b);
    for (const struct setting *row = own; row->kind; row++) {
        assert_non_null(strstr(buf_text(&b), row->key));
        assert_non_null(strstr(buf_text(&b), row->help));
    }
    assert_non_null(strstr(buf_text(&b), "an integer from 1 to 64, default 2\n"));
    assert_non_null(strstr(buf_text(&b), "a text, must be given\n"));
    buf_deinit(&b);
    settings_free(&s);
}

static int remove_file(void **state)
{
    (void)state;
    return unlink(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_order),     cmocka_unit_test(test_missing), cmocka_unit_test(test_values),
        cmocka_unit_test(test_bad_files), cmocka_unit_test(test_print),
    };
    int fd = mkstemp(path);
    if (fd < 0)
        return 1;
    close(fd);
    return cmocka_run_group_tests_name("settings", tests, NULL, remove_file);
}
