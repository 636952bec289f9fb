/* The calendars of public holidays: which one a territory has is data (calendriers.csv), what one holds is law. */
#ifndef CVG_PROGRAMME_CALENDRIER_H
#define CVG_PROGRAMME_CALENDRIER_H

#include "base/map.h"
#include "programme/deffile.h"

/* Where the file names no other: the nation's. */
enum calendrier { CALENDRIER_NATIONAL, CALENDRIER_ALSACE_MOSELLE, CALENDRIER_COUNT };

bool calendrier_holiday(enum calendrier c, int32_t day);

/* Reads a line of calendriers.csv (territoire;calendrier) into a map from a territory's code to its calendar. */
int calendrier_read(struct deffile *f, struct map *calendriers) CHECKED;
enum calendrier calendrier_of(const struct map *calendriers, const char *territoire);

#endif
