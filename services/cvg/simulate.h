/* `cvg simulate`: a whole programme's reference data and nightly exports, drawn from a seed. */
#ifndef CVG_SIMULATE_H
#define CVG_SIMULATE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"

/* Earlier dates would see chantiers whose history has only just begun. */
#define SIMULATE_FIRST_YEAR 2020
#define SIMULATE_LAST_YEAR 2099
#define SIMULATE_NIGHTS_MAX 1000

struct simulate_options {
    const char *out; /* folder, made where it is missing; files that are there are replaced */
    uint64_t seed;
    int chantiers; /* 1 … SIMULATE_CHANTIERS_MAX */
    int nights;    /* consecutive situation dates, the last of which is `date` */
    int32_t date;
    bool faults;   /* plants faults, and writes fautes.csv */
    bool progress; /* tell on stderr how far it is */
};

/* Writes reference/ and nights/. Same options, same bytes; without faults a night's files do not depend on which other
 * nights are asked for. */
int simulate_run(const struct simulate_options *o, struct err *e) CHECKED;

/* The command; argv[0] is its name. Returns the exit code. */
int simulate_main(int argc, char **argv);

#endif
