/* What a cell of a field should hold, in French, for the messages that refuse another. */
#ifndef CVG_PROGRAMME_EXPECTED_H
#define CVG_PROGRAMME_EXPECTED_H

#include "programme/schema.h"

/* Codes of a list (those like the value first), bounds, or the form of the type. Returns `out`. */
const char *field_expected(const struct field *f, const char *value, size_t len, char *out, size_t cap);

#endif
