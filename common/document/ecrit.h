/* French as it is printed: spaces and apostrophes, dates, names of periods. */
#ifndef CVG_DOCUMENT_ECRIT_H
#define CVG_DOCUMENT_ECRIT_H

#include "base/buf.h"
#include "programme/period.h"

#define ECRIT_FINE "\u202f"
#define ECRIT_INSECABLE "\u00a0"

/* "l'emploi : 45 %" with its apostrophe and no-break spaces; what has them already stays. */
void ecrit_typographie(const char *s, struct buf *out);
void ecrit_jour(int32_t jour, struct buf *out);                     /* "31 décembre 2023" */
void ecrit_mois(int32_t jour, struct buf *out);                     /* "déc. 2023" */
void ecrit_instant(int64_t instant_us, struct buf *out);            /* "15 janvier 2024 à 10 h 12", in Paris */
void ecrit_periode(const struct period *p, struct buf *out);        /* "Année 2023", "Janvier à septembre 2026" */
void ecrit_periode_courte(const struct period *p, struct buf *out); /* "2023", "9 mois 2026": above a column */
/* What of a territory's name fits above a column: "SEINE_SAINT_DENIS" gives "Seine-Saint-Denis". */
void ecrit_code(const char *code, struct buf *out);

#endif
