/* Quarters that are due, counted back from now. */
#include "programme/arretes_dus.h"

#include <stdio.h>

#include "base/cal.h"

#define DAY_US INT64_C(86400000000)

struct period arretes_trimestre_avant(int32_t day, int n)
{
    int year, month, mday;
    struct period p;
    char name[16];
    cal_date(day, &year, &month, &mday);
    int quarters = year * 4 + (month - 1) / 3 - n;
    snprintf(name, sizeof name, "%04d-C%d", quarters / 4, quarters % 4 + 1);
    must(period_parse(name, &p, NULL) == 0);
    return p;
}

size_t arretes_dus(int64_t now_us, int32_t days, int64_t debut_us, struct period out[ARRETES_DUS_MAX])
{
    size_t n = 0;
    for (int back = ARRETES_DUS_MAX; back >= 1; back--) {
        struct period p = arretes_trimestre_avant(cal_paris_day(now_us), back);
        int64_t due_us = cal_paris_instant((int64_t)(p.fin + days) * DAY_US);
        if (due_us <= now_us && due_us > debut_us)
            out[n++] = p;
    }
    return n;
}
