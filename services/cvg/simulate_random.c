/* Random numbers of the simulator: SplitMix64 (Steele, Lea and Flood, 2014), integers only so that no libm can differ.
 */
#include "cvg/simulate_random.h"

#include "base/err.h"

static uint64_t mix(uint64_t z)
{
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

void simulate_random_init(struct simulate_random *r, uint64_t seed, uint64_t chantier, enum simulate_matter matter,
                          uint64_t index)
{
    uint64_t z = mix(seed + 0x9e3779b97f4a7c15u);
    z = mix(z ^ (chantier + 0x632be59bd9b4e019u));
    z = mix(z ^ ((uint64_t)matter << 56) ^ index);
    r->state = z;
}

uint64_t simulate_random_next(struct simulate_random *r)
{
    r->state += 0x9e3779b97f4a7c15u;
    return mix(r->state);
}

int simulate_random_below(struct simulate_random *r, int n)
{
    must(n > 0);
    return (int)(((simulate_random_next(r) >> 32) * (uint64_t)n) >> 32);
}

bool simulate_random_permille(struct simulate_random *r, int permille)
{
    return simulate_random_below(r, 1000) < permille;
}

size_t simulate_random_index(struct simulate_random *r, const struct simulate_share *shares, size_t n)
{
    unsigned total = 0;
    for (size_t i = 0; i < n; i++)
        total += shares[i].weight;
    unsigned x = (unsigned)simulate_random_below(r, (int)total);
    for (size_t i = 0; i < n; i++) {
        if (x < shares[i].weight)
            return i;
        x -= shares[i].weight;
    }
    return n - 1;
}

const char *simulate_random_code(struct simulate_random *r, const struct simulate_share *shares, size_t n)
{
    return shares[simulate_random_index(r, shares, n)].code;
}
