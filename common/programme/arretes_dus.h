/* Which quarters the calendar closes: each some days after its end, from the first one of which anything could be
 * known.
 */
#ifndef CVG_PROGRAMME_ARRETES_DUS_H
#define CVG_PROGRAMME_ARRETES_DUS_H

#include "programme/period.h"

#define ARRETES_DUS_MAX 8 /* the last two years: whoever was away for longer closes what is older by hand */

/* The cumulative quarter n quarters before the one of a day; 0: its own. */
struct period arretes_trimestre_avant(int32_t day, int n);

/* The cumulative quarters whose closing day, `days` after their last, has begun in Paris by now_us, and began after
 * debut_us, when the first export was accepted; oldest first. Returns how many. */
size_t arretes_dus(int64_t now_us, int32_t days, int64_t debut_us, struct period out[ARRETES_DUS_MAX]);

#endif
