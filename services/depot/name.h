/* What the name of a dropped file tells: how it is taken, which day it bears, how its answer is called. */
#ifndef CVG_DEPOT_NAME_H
#define CVG_DEPOT_NAME_H

#include <limits.h>

#include "base/buf.h"

#include <stdbool.h>
#include <stdint.h>

#define NAME_FOLDER_DONE "envoyes"         /* where taken files go */
#define NAME_NOTICE "LISEZ-MOI_DEPOT.txt"  /* what we have to say when there is no answer */
#define NAME_ANSWER_END "_retour.csv"      /* of every answer */
#define NAME_TEMPORARY ".cvg_en_cours.tmp" /* an answer while it is written */
#define NAME_LEN (NAME_MAX + 1)

enum name_kind {
    NAME_NONE,
    NAME_FILE,    /* one of the files of a submission */
    NAME_ALONE,   /* .zip, .xlsx: a submission by itself */
    NAME_CONFIRM, /* confirmer…, confirmation…: the sender confirms what is unusual */
    NAME_GROWING, /* hidden, or .part .filepart .tmp: somebody is still writing */
    NAME_OURS,    /* answers and notices */
    NAME_KIND_COUNT
};
enum name_kind name_kind(const char *name);

/* The day that a name bears, as AAAA-MM-JJ, AAAAMMJJ or JJ-MM-AAAA; false where it bears none, or several. */
bool name_day(const char *name, int32_t *day_out);

/* "salaries.csv" → "salaries_retour.csv". Any other name is kept whole, "nuit.zip" → "nuit.zip_retour.csv" (without an
 * ending, "nuit" → "nuit.csv_retour.csv"), so that no two names share an answer; cut where it would be too long. */
void name_answer(const char *name, char out[NAME_LEN]);

/* As it is sent and shown: UTF-8 (what is not is read as Windows-1252), without control characters, quotes and
 * slashes. Added to `out`. */
void name_shown(const char *name, struct buf *out);

#endif
