/* The calendars of public holidays. Alsace-Moselle has Good Friday and 26 December besides (ordinance of 16 August
 * 1892, Code du travail L3134-13). */
#include "programme/calendrier.h"

#include <string.h>

#include "base/cal.h"
#include "base/text.h"

static const struct {
    const char *name;
    bool (*holiday)(int32_t day);
} calendriers_known[CALENDRIER_COUNT] = {
    [CALENDRIER_NATIONAL] = {"national", cal_holiday_fr},
    [CALENDRIER_ALSACE_MOSELLE] = {"alsace-moselle", cal_holiday_alsace_moselle},
};

bool calendrier_holiday(enum calendrier c, int32_t day)
{
    return calendriers_known[c].holiday(day);
}

int calendrier_read(struct deffile *f, struct map *calendriers)
{
    const char *code = deffile_get(f, "territoire"), *name = deffile_get(f, "calendrier");
    uint64_t c = 0;
    while (c < CALENDRIER_COUNT && strcmp(calendriers_known[c].name, name) != 0)
        c++;
    if (!text_is_id(code, strlen(code)))
        return deffile_fault(f, "territoire", 0, "not a territory's code");
    if (c == CALENDRIER_COUNT)
        return deffile_fault(f, "calendrier", 0, "must be national or alsace-moselle");
    if (!map_add(calendriers, code, strlen(code), c))
        return deffile_fault(f, "territoire", 0, "%s stands twice", code);
    return 0;
}

enum calendrier calendrier_of(const struct map *calendriers, const char *territoire)
{
    uint64_t c;
    return map_get(calendriers, territoire, strlen(territoire), &c) ? (enum calendrier)c : CALENDRIER_NATIONAL;
}
