/* The window of /remontees: what an address says, what lies before and after it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "base/cal.h"
#include "dashboard/window.h"
#include "programme/schema.h"

static void test_read(void **state)
{
    (void)state;
    static const struct {
        const char *jusqua, *nuits, *shown; /* "FIRST LAST AFTER", or the words of the refusal */
    } cases[] = {
        {NULL, NULL, "2026-11-16 2026-11-29 -"},
        {"", "", "2026-11-16 2026-11-29 -"},
        {"2026-11-30", "14", "2026-11-17 2026-11-30 -"},
        {"01/11/2026", "14", "2026-10-19 2026-11-01 2026-11-15"},
        {"2026-11-20", "28", "2026-10-24 2026-11-20 2026-11-29"},
        {"2026-03-31", "92", "2025-12-30 2026-03-31 2026-07-01"},
        {"2000-01-01", NULL, "1999-12-19 2000-01-01 2000-01-15"},
        {"2026-12-01", NULL, "au plus tard celle du 30/11/2026"},
        {"1999-12-31", NULL, "au plus tôt celle du 01/01/2000"},
        {"hier", NULL, "n’est pas un jour"},
        {NULL, "27", "14, 28, 56 ou 92"},
        {NULL, "028", "14, 28, 56 ou 92"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct window w;
        struct err e = {0};
        char days[3][CAL_DAY_LEN] = {"", "", "-"}, said[64];
        if (window_read(cases[i].jusqua, cases[i].nuits, cal_day(2026, 11, 30), &w, &e) < 0) {
            assert_int_equal(e.code, ERR_USAGE);
            if (!strstr(e.text, cases[i].shown))
                fail_msg("case %zu: %s", i, e.text);
            continue;
        }
        cal_format_day(w.first, days[0]);
        cal_format_day(w.last, days[1]);
        if (window_after(&w) != CELL_NULL)
            cal_format_day(window_after(&w), days[2]);
        snprintf(said, sizeof said, "%s %s %s", days[0], days[1], days[2]);
        assert_string_equal(said, cases[i].shown);
        assert_int_equal(w.last - w.first + 1, w.n);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_read)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
