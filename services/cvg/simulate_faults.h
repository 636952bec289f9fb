/* Faults in simulated nights: which befall a chantier and when, what its files are then, and what must be said of them.
 */
#ifndef CVG_SIMULATE_FAULTS_H
#define CVG_SIMULATE_FAULTS_H

#include "cvg/simulate_damage.h"
#include "cvg/simulate_list.h"

/* The nights of one chantier; the lives, tidied, must outlive it. */
struct simulate_faults *simulate_faults_new(const struct simulate_lives *l, int32_t first, struct simulate_list *list);
void simulate_faults_free(struct simulate_faults **f);

struct simulate_sent {
    bool given[SIMULATE_FILE_COUNT];
    const struct buf *text[SIMULATE_FILE_COUNT]; /* until the next night */
};
/* The next night, from the first on: what is sent, noted in the list where it is not simply to be accepted. */
struct simulate_sent simulate_faults_night(struct simulate_faults *f);

/* The kinds in the order of the code, NULL after the last. */
const char *simulate_faults_kind(size_t i);

#endif
