/* What a page is about: perimeter, period, programme and the evening as of which it is known, read from its address;
 * and the bar by which a reader changes them (templates/_choix.html). Pure.
 *
 * Whether a viewer may see the perimeter is not asked by choice_read(): rights.h. */
#ifndef CVG_DASHBOARD_CHOICE_H
#define CVG_DASHBOARD_CHOICE_H

#include <jansson.h>

#include "dashboard/directory.h"
#include "dashboard/rights.h"
#include "programme/period.h"

struct choice {
    struct scope scope;
    struct period period;
    size_t programme;
    bool past;        /* as known on an evening before today; else as known now */
    int32_t connu_le; /* that evening's day; CELL_NULL unless past */
    int64_t at_us;    /* its end in Paris; INT64_MAX unless past */
};

/* The parameters of a query as they came: NULL or "" where one is missing. */
struct choice_asked {
    const char *perimetre, *periode, *programme, *connu_le;
};

/* What is missing: the default scope, the current quarter, CVG, now. `connu_le` of today is now. ERR_USAGE, with a
 * French text for the page: not a scope, a period, a programme or a past day. */
int choice_read(struct choice *out, const struct definitions *d, const struct choice_asked *asked,
                const struct scope *default_scope, int32_t today, struct err *e) CHECKED;

/* A form sends a free period as `periode=libre` and two days: the name that choice_read() takes, in `out`; else
 * `periode` as it came. Returns out or periode. */
#define CHOICE_PERIOD_LEN 64
const char *choice_period(const char *periode, const char *debut, const char *fin, char out[CHOICE_PERIOD_LEN]);

/* The query that says the choice again, "perimetre=…&periode=…", what is at its default left out but the perimeter;
 * `fixed_scope`: not that either, the path says it. Safe in an address as it stands. May be empty. */
void choice_query(const struct choice *c, const struct definitions *d, bool fixed_scope, int32_t today,
                  struct buf *out);

/* "quatrième trimestre 2026", "janvier à septembre 2026", "du 3 mars au 5 avril 2026". */
void choice_period_label(const struct period *p, struct buf *out);

/* What the viewer may choose from in a period, with the rights of its days up to today (INT32_MAX: of all of them):
 * groups [{"groupe": text or null, "options": [{"valeur", "libelle"}]}]. */
json_t *choice_perimeters(const struct viewer *v, const struct directory *dir, int32_t debut, int32_t fin,
                          int32_t today);

/* The document of the bar: "action" (the page's path), "a_perimetres" and "perimetres" (as above, each option with
 * "choisi"; null where `perimeters` is: the path says it), "periodes" (groups), "programmes" (options), "libre" (a free
 * period is chosen), "debut", "fin", "connu_le" ("" for now), "aujourdhui", "resume" and "soir" (the period and the
 * evening in words), and "cache" [{"nom", "valeur"}], empty:
 * what else the form carries, such as `vue`; the caller may add to it. `perimeters` is borrowed. */
json_t *choice_bar(const struct choice *c, const struct definitions *d, const char *action, const json_t *perimeters,
                   int32_t today);
void choice_bar_keep(json_t *bar, const char *name, const char *value); /* into "cache"; value NULL or "": not */

#endif
