/* What files amount to before they are sent: the contract's document of `check`, and the figures of the files. */
#ifndef CVG_PROGRAMME_CHECK_H
#define CVG_PROGRAMME_CHECK_H

#include "base/jsonout.h"
#include "programme/judge.h"
#include "programme/period.h"
#include "programme/perimeter.h"

struct check {
    const struct submission *submission; /* judged as a first snapshot: no state in force */
    const struct judgement *judgement;
    const struct period *period; /* of the figures; NULL: none are told */
    size_t programme;            /* of the figures; see programme_find() */
    const int64_t *share;        /* check_share() for that period */
};

/* The figures that the taken rows give in a period, as those of one chantier that is a member throughout:
 * contribution_len values, the caller frees. What refused or set aside rows would have added is not in them. */
int64_t *check_share(const struct submission *s, const struct judgement *j, const struct period *p, int32_t last_night);
/* Were the files those of a coordination? */
bool check_of_coordination(const struct submission *s, const struct judgement *j);
/* The members of the document, into an object that is open. */
void check_put(const struct check *c, struct jsonout *j);

#endif
