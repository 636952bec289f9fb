/* The reading of a report's JSON member by member: what is not there, or not of its form, gives a harmless value and is
 * remembered as what is wrong. For rapport_lire.c and rapport_lire_chiffres.c. */
#ifndef CVG_PROGRAMME_RAPPORT_LECTURE_H
#define CVG_PROGRAMME_RAPPORT_LECTURE_H

#include <jansson.h>

#include "programme/rapport.h"

struct rapport_lecture {
    struct rapport *r; /* being filled; owns all texts and lists */
    json_t *doc;
    const char *wrong; /* the member that is not as it should be; the first one found */
};

void lecture_spoil(struct rapport_lecture *x, const char *what);

const char *lecture_text(struct rapport_lecture *x, const json_t *o, const char *key); /* "" */
int64_t lecture_integer(struct rapport_lecture *x, const json_t *o, const char *key);  /* 0 */
int32_t lecture_small(struct rapport_lecture *x, const json_t *o, const char *key);    /* an int32_t */
bool lecture_boolean(struct rapport_lecture *x, const json_t *o, const char *key);     /* false */
bool lecture_flag(struct rapport_lecture *x, const json_t *o, const char *key);        /* may be missing: false */
int32_t lecture_day(struct rapport_lecture *x, const json_t *o, const char *key);      /* null, wrong: CELL_NULL */
int32_t lecture_day_of(struct rapport_lecture *x, const json_t *v, const char *key);   /* the value itself */
int64_t lecture_instant(struct rapport_lecture *x, const json_t *o, const char *key);  /* µs; null, wrong: 0 */
/* A number in its printed unit, as the integer that a slot holds: hundredths where it is decimal. */
int64_t lecture_number(struct rapport_lecture *x, const json_t *o, const char *key, bool decimal);
/* The list, and room for its entries of `size` bytes, zeroed, in *items_out (a pointer's address); *n_out 0 where it is
 * none. */
const json_t *lecture_list(struct rapport_lecture *x, const json_t *o, const char *key, size_t size, void *items_out,
                           size_t *n_out);
size_t lecture_perimetre(struct rapport_lecture *x, const json_t *o); /* "perimetre" among those read; RAPPORT_SANS */

/* rapport_lire_chiffres.c: one of "chiffres"; indicators, perimeters and periods are there. */
void lecture_chiffre(struct rapport_lecture *x, const json_t *o, struct rapport_chiffre *c);

#endif
