/* Random numbers of the simulator: a stream per (seed, chantier, matter, index), the same on every machine. */
#ifndef CVG_SIMULATE_RANDOM_H
#define CVG_SIMULATE_RANDOM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What a stream is drawn for: a new matter never moves the numbers of another. */
enum simulate_matter {
    SIMULATE_MATTER_NONE,
    SIMULATE_MATTER_CHANTIER,
    SIMULATE_MATTER_PLACE,  /* who follows whom in a place of the chantier */
    SIMULATE_MATTER_SEJOUR, /* when things about a parcours become known */
    SIMULATE_MATTER_PERSONNE,
    SIMULATE_MATTER_PARCOURS,
    SIMULATE_MATTER_MEPRISE, /* rows entered by mistake */
    SIMULATE_MATTER_CIP,
    SIMULATE_MATTER_DIALECTE,
    SIMULATE_MATTER_FAUTE,
    SIMULATE_MATTER_COUNT
};

struct simulate_random {
    uint64_t state;
};

struct simulate_share {
    const char *code;
    unsigned weight;
};

void simulate_random_init(struct simulate_random *r, uint64_t seed, uint64_t chantier, enum simulate_matter matter,
                          uint64_t index);
uint64_t simulate_random_next(struct simulate_random *r);
int simulate_random_below(struct simulate_random *r, int n); /* 0 … n − 1; n > 0 */
bool simulate_random_permille(struct simulate_random *r, int permille);
/* One of n entries, as often as its weight says: its index, its code. */
size_t simulate_random_index(struct simulate_random *r, const struct simulate_share *shares, size_t n);
const char *simulate_random_code(struct simulate_random *r, const struct simulate_share *shares, size_t n);

#define simulate_pick(r, shares) simulate_random_code((r), (shares), sizeof(shares) / sizeof(shares)[0])

#endif
