/* Short French phrases that several pages and the stream say: how complete, how old, since when. */
#ifndef CVG_DASHBOARD_WORDS_H
#define CVG_DASHBOARD_WORDS_H

#include "programme/perimeter.h"

/* What an event of the stream tells of a coverage beside the figures, as if it were some; marks of data-live. */
#define WORDS_LIVE_COUNTED "couverture.comptes"
#define WORDS_LIVE_OLDEST "couverture.ancien"
#define WORDS_LIVE_KNOWN "couverture.connu"
void words_counted(const struct coverage *c, struct buf *out); /* "61/68" */
/* "61 chantiers sur 68, le plus ancien export a 3 jours". */
void words_coverage(const struct coverage *c, int32_t today, struct buf *out);
/* "23/11/2026 à 10:42" of an instant, in Paris. */
void words_instant(int64_t us, struct buf *out);
void words_clock(int64_t us, struct buf *out); /* "10:42" */
/* "23/11/2026"; "–" where it is unknown. */
void words_day(int32_t day, struct buf *out);
void words_signed(int64_t v, struct buf *out); /* "+12", "−3", "=" */

#endif
