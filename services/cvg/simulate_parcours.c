/* One parcours of the simulator: working days, and what is told of it on an evening. */
#include "cvg/simulate_parcours.h"

#include "base/cal.h"

int32_t simulate_window(int32_t date)
{
    int y, m, d;
    cal_date(date, &y, &m, &d);
    return cal_day(y - 1, 1, 1);
}

int32_t simulate_workday(int32_t day)
{
    while (cal_weekday(day) > 5 || cal_holiday_fr(day))
        day++;
    return day;
}

int32_t simulate_parcours_sortie(const struct simulate_parcours *p, int32_t date)
{
    if (date < p->sortie_connue)
        return SIMULATE_NEVER;
    return date < p->sortie_corrigee ? p->sortie_dite : p->sortie;
}

bool simulate_parcours_listed(const struct simulate_parcours *p, int32_t date)
{
    return p->portrait && p->entree_connue <= date && date < p->retire &&
           simulate_parcours_sortie(p, date) >= simulate_window(date);
}
