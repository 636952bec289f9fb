/* Which quarters the calendar closes: from the midnight in Paris of their day on, none from before anything was known.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <cmocka.h>

#include <string.h>

#include "base/cal.h"
#include "programme/arretes_dus.h"

static int64_t at(const char *text)
{
    int64_t us;
    assert_true(cal_parse_instant(text, &us));
    return us;
}

/* "2026-C2 2026-C3" */
static void check(const char *now, int32_t days, const char *debut, const char *wanted)
{
    struct period list[ARRETES_DUS_MAX];
    char got[16 * ARRETES_DUS_MAX] = "";
    size_t n = arretes_dus(at(now), days, at(debut), list);
    for (size_t i = 0; i < n; i++) {
        strcat(got, i ? " " : "");
        strcat(got, list[i].name);
    }
    if (strcmp(got, wanted) != 0)
        fail_msg("%s, %d days, since %s: \"%s\", not \"%s\"", now, days, debut, got, wanted);
}

static void test_due(void **state)
{
    (void)state;
    check("2026-10-14T21:59:59Z", 15, "2026-07-20T00:00:00Z", ""); /* one second before the 15th, in summer time */
    check("2026-10-14T22:00:00Z", 15, "2026-07-20T00:00:00Z", "2026-C3");
    check("2026-11-30T12:00:00Z", 15, "2026-07-20T00:00:00Z", "2026-C3");
    check("2027-01-14T22:59:59Z", 15, "2026-07-20T00:00:00Z", "2026-C3");
    check("2027-01-14T23:00:00Z", 15, "2026-07-20T00:00:00Z", "2026-C3 2026-C4");
    check("2026-11-30T12:00:00Z", 15, "2026-10-14T22:00:00Z", ""); /* the first export came on that very day */
    check("2026-11-30T12:00:00Z", 15, "2026-10-14T21:59:59Z", "2026-C3");
    check("2026-04-01T00:00:00Z", 1, "2020-01-01T00:00:00Z",
          "2024-C2 2024-C3 2024-C4 2025-C1 2025-C2 2025-C3 2025-C4 2026-C1");
    check("2026-03-31T21:59:00Z", 1, "2025-12-31T22:59:00Z", "2025-C4");
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_due)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
