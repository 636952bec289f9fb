/* Short stories of a programme under watch, for tests: told in lines of words, answered by the events of the clock. */
#ifndef CVG_TESTS_VEILLE_STORY_H
#define CVG_TESTS_VEILLE_STORY_H

#include "base/buf.h"
#include "programme/definitions.h"

/* Lines of a story; instants are wall clock in Paris, AAAA-MM-JJTHH:MM[:SS]; days AAAA-MM-JJ; reporters are known from
 * their first line on, a chantier as a member of T1 for good.
 *   member CHANTIER TERRITOIRE LOGICIEL FROM TO        "-" for none and no end
 *   closed REPORTER FROM TO
 *   envoi CHANTIER SITUATION RECEIVED STATE [SINCE [held|same]]
 *   nights CHANTIER FIRST LAST HH:MM [same]            accepted on the morning after each expected night
 *   charge CHANTIER SITUATION KNOWN FILE_ACTIVE ETP OBJECTIF READ ASIDE [CIP=PARCOURS/ETP]...
 *   prevue CHANTIER [CIP=PARCOURS/ETP@WEEK]...        of the situation told last; "-": the whole chantier
 *   parcours CHANTIER entree|sortie ID DATE faite|- KNOWN UNTIL
 *   poste TERRITOIRE ID SINCE KNOWN UNTIL
 *   copil TERRITOIRE DATE KNOWN; copils TERRITOIRE SINCE
 *   panne KIND SUBJECT KNOWN UNTIL [PERCENT]
 * `from` and `to` bound the clock. Events are lines
 *   AAAA-MM-JJTHH:MM REPORTER RULE SUBJECT CHANGE SITUATION/STEP[ <CAUSE][ *]     "*": told; "-" for no reporter,
 * subject */
void story_run(const struct definitions *d, const char *story, const char *from, const char *to, struct buf *events);

struct story {
    const char *what, *from, *to, *story, *events;
};
/* How many of them give other events than they should; these are printed. */
int stories_wrong(const struct definitions *d, const struct story *stories, size_t n);

#endif
