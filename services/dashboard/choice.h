/* What a page is about: perimeter, period, programme and the evening as of which it is known, read from its address;
 * and the bar by which a reader changes them (templates/_choix.html).
 *
 * Whether a viewer may see the perimeter is not asked here: rights.h. */
#ifndef CVG_DASHBOARD_CHOICE_H
#define CVG_DASHBOARD_CHOICE_H

#include <jansson.h>

#include "programme/perimeter.h"
#include "programme/period.h"

struct choice {
    struct scope scope;
    struct period period;
    size_t programme;
    bool past;        /* as known on an evening before today; else as known now */
    int32_t connu_le; /* that evening's day; CELL_NULL unless past */
    int64_t at_us;    /* its end in Paris; INT64_MAX unless past */
};

/* The parameters of a query as they came, NULL or "" where one is missing: the default scope, the current quarter, CVG,
 * now. `connu_le` of today is now. ERR_USAGE, with a French text for the page: not a scope, a period, a programme or a
 * past day. */
int choice_read(struct choice *out, const struct definitions *d, const char *perimetre, const char *periode,
                const char *programme, const char *connu_le, const struct scope *default_scope, int32_t today,
                struct err *e) CHECKED;

/* The query that says the choice again, "perimetre=…&periode=…", what is at its default left out (`fixed_scope`: the
 * path says the perimeter). */
void choice_query(const struct choice *c, const struct definitions *d, bool fixed_scope, int32_t today,
                  struct buf *out);

/* The document of the bar: {"action", "perimetres": […] or null, "periodes": […], "libre", "debut", "fin",
 * "programmes": […], "connu_le", "aujourdhui", "passe", "periode", "periode_libelle", "perimetre", "programme",
 * "cache": [{"nom", "valeur"}]}; options are {"valeur", "libelle", "choisi", "groupe"}. `perimeters` is an array of
 * {"valeur", "libelle"} or {"groupe", "perimetres": [those]} that the viewer may see, NULL where the path says the
 * perimeter; borrowed. */
json_t *choice_bar(const struct choice *c, const struct definitions *d, const char *action, const json_t *perimeters,
                   int32_t today);

/* A period in French, "quatrième trimestre 2026", "du 3 mars au 5 avril 2026". */
void choice_period_label(const struct period *p, struct buf *out);

#endif
