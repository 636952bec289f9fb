/* One cell: from text to a typed int32, or what is wrong with it. */
#ifndef CVG_PROGRAMME_CELL_H
#define CVG_PROGRAMME_CELL_H

#include "programme/table.h"

enum cell_result {
    CELL_OK,
    CELL_EMPTY,
    CELL_UNKNOWN,       /* NR */
    CELL_BAD_TYPE,      /* not of the type */
    CELL_BAD_CODE,      /* not a known code */
    CELL_BAD_RANGE,     /* out of range; *out is set all the same in a strict field, for rules between cells */
    CELL_MONTH_AS_DATE, /* a date on the 1st in a month column: taken, and said */
    CELL_EXACT_BIRTH,   /* another day in a month column: identity data */
    CELL_DOUBT,         /* a value about which the mapping profile hesitates; see correspondance.h */
    CELL_RESULT_COUNT
};

/* Reads a cell of a field; *out is set for CELL_OK and CELL_MONTH_AS_DATE, else CELL_NULL. Strings are interned into
 * `strings`. */
enum cell_result cell_parse(const struct field *f, const char *s, size_t len, struct strings *strings, int32_t *out);

/* True when the text as a whole is a NIR, a telephone number or a PASS IAE, or contains an e-mail address. */
bool identity_in(const char *s, size_t len);

#endif
