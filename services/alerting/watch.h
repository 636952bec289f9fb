/* Our own troubles: daemons that do not answer, a database that is away, what waits too long, a disk that fills; and
 * the call outwards that says that all is well. */
#ifndef CVG_ALERTING_WATCH_H
#define CVG_ALERTING_WATCH_H

#include "alerting/alerting.h"

int watch_start(struct alerting *a, struct err *e) CHECKED;
void watch_stop(struct alerting *a);
void watch_base_down(struct alerting *a);
void watch_base_up(struct alerting *a);

/* At the start: the database was last there at that instant, by what it holds. */
void watch_base_since(struct alerting *a, int64_t seen_us);

/* The list of troubles as of then, before a judgement by it; where a trouble that stops everybody began or ended, all
 * are due. Texts of the list live until the next refresh. */
void watch_refresh(struct alerting *a, int64_t now_us);
void watch_looked(struct alerting *a); /* the nation was judged by the list */
void watch_stored(struct alerting *a); /* and what came of it is stored */

/* HOST:PORT of a watched daemon; NULL: not watched. */
const char *watch_address(const struct alerting *a, const char *name);
/* A daemon was away from then to now: it is told, and over soon after. */
void watch_add_outage(struct alerting *a, const char *name, int64_t from_us);
/* It gave no sign of life since then, and until it answers us. */
void watch_silent(struct alerting *a, const char *name, int64_t from_us);

/* What drills found (a->exercices) is other than it was. */
void watch_moved(struct alerting *a);

/* What was told of troubles before this process began: rows of subject, situation, depuis, resolue_le (NULL: open). */
extern const char watch_told_sql[];
void watch_take_told(struct alerting *a, const struct db_result *r);

#endif
