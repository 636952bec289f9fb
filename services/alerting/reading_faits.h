/* The part of a dossier that comes from the facts: situations, dates that fall due, posts, COPIL, the quarter. */
#ifndef CVG_ALERTING_READING_FAITS_H
#define CVG_ALERTING_READING_FAITS_H

#include "alerting/batch.h"
#include "alerting/rows.h"

enum { FAITS_SITUATIONS, FAITS_FAITS, FAITS_TRIMESTRES, FAITS_VUS, FAITS_N };

/* Statement `i` of FAITS_N, and its parameters beyond $1 text[], the reporters. */
const char *reading_faits_sql(int i);
void reading_faits_params(const struct alertes_seuils *nation, int i, int64_t now_us, struct db_params *p);
/* From the rows of each, in that order. */
void reading_faits_take(const struct alerting *a, struct batch *b, const struct rows *rows, struct dossier *d);

#endif
