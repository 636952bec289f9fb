/* The caseload of each accompagnant, as JSON: the same list in commands, answers and pages. */
#ifndef CVG_PROGRAMME_CASELOAD_JSON_H
#define CVG_PROGRAMME_CASELOAD_JSON_H

#include <jansson.h>
#include <stdint.h>

struct caseload_line {
    const char *cip_ref, *fonction; /* NULL: nobody; not known */
    int renfort;                    /* -1: not known */
    int64_t etp, parcours;          /* etp in hundredths */
};

/* Of a chantier; `unplaced`: parcours of nobody in post. */
struct caseload_sums {
    int64_t parcours, etp, unplaced;
};

/* Adds a line to the array `list` and to the sums. */
void caseload_add(json_t *list, const struct caseload_line *x, struct caseload_sums *sums);
/* The whole document, a new reference. */
json_t *caseload_document(json_t *list, const struct caseload_sums *sums, const char *reporter, int32_t day);

#endif
