/* What files would do if they were sent: the document of a check, with the chantier's figures before and after. Pure.
 *
 * The dashboard reads no row of facts, so the files are judged as a first snapshot would be: what only the comparison
 * with the state in force finds (a hold, rows that vanished) is found after sending. */
#ifndef CVG_DASHBOARD_DEPOT_CHECK_H
#define CVG_DASHBOARD_DEPOT_CHECK_H

#include <jansson.h>

#include "dashboard/depot_form.h"
#include "programme/period.h"

struct depot_check {
    const struct definitions *definitions;
    const struct depot_form *form; /* its files */
    const char *reporter;
    enum reporter_kind kind;
    bool not_member;                      /* on the situation date */
    const struct correspondance *profile; /* of the reporter's tool; NULL: none */
    int32_t situation, today, last_night; /* last_night: see period_last_night() */
    struct period period;                 /* of the figures */
    size_t programme;
    const int64_t *slots; /* the reporter's figures now, of this programme and period; NULL: not known */
    size_t plain_max, rows_max;
};

/* The contract's document of `check`, with "chantier", and with "effect": [{"code", "programme", "period", "before",
 * "after"}], every count of the reporter's own, moved or not; `before` is null where it is not known. Where the files
 * would be refused there is no effect. And with "files": [{"name" (null: not UTF-8), "bytes"}], as sent; none where the
 * content must be wiped. Takes long: not on the loop's thread. */
json_t *depot_check_make(const struct depot_check *c);

#endif
