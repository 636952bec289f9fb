/* The perimeters of an ask, written out, and whose facts they need. */
#ifndef CVG_REPORTING_SCOPES_H
#define CVG_REPORTING_SCOPES_H

#include "programme/perimeter.h"
#include "reporting/refusal.h"

struct scopes {
    struct scope *items;
    size_t n, cap;
};

/* Adds what `text` names to *out: one perimeter; "territoires", all of them by code; "chantiers:CODE", by id those that
 * count in this territory in [debut, fin]. REFUSAL_UNKNOWN_SCOPE, REFUSAL_TOO_MANY, or none. */
enum refusal scopes_add(const struct reference *r, const char *text, int32_t debut, int32_t fin, struct scopes *out);
void scopes_deinit(struct scopes *s);

/* Every reporter that can count in one of them at any time: a list that the caller frees (its names are r's), or NULL
 * where that may be all. */
const char **scopes_reporters(const struct scopes *s, const struct reference *r, size_t *n_out);

#endif
