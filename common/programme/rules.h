/* The rules between cells and between rows of one submission. They need nothing but its sheets. */
#ifndef CVG_PROGRAMME_RULES_H
#define CVG_PROGRAMME_RULES_H

#include "programme/sheet.h"

/* Over one sheet: E-DOUBLON, E-SORTIE, E-DATES, end before entry, W-SORTIE-A-VENIR, E-CHEVAUCHEMENT. Sets rows aside,
 * drops cells. */
void rules_rows(struct sheet *s, const struct reading *r);
/* Over the taken rows of salaries: W-CIP (by the taken rows of accompagnants), W-FIN-DEPASSEE, W-EXIT-VIDE. */
void rules_salaries(struct sheet *salaries, const struct sheet *accompagnants, const struct reading *r);
/* W-PROLONGATION of one taken parcours that is open, or ended since the last snapshot. */
void rules_extension(struct sheet *salaries, const struct reading *r, size_t row);

/* ETP in post on a day, hundredths: rows of accompagnants for which `counts` (NULL: all) is true. */
int64_t rules_etp(const struct definitions *d, const struct table *accompagnants, int32_t day,
                  bool (*counts)(const void *arg, size_t row), const void *arg);

#endif
