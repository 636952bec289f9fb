/* What aggregation last told of every perimeter, programme and live period; and what moved. Pure. */
#ifndef CVG_DASHBOARD_LIVE_H
#define CVG_DASHBOARD_LIVE_H

#include "programme/perimeter.h"
#include "programme/period.h"

#define LIVE_MOVES_MAX 64 /* the last ones are kept */
#define LIVE_KEY_MAX 160

struct live_entry {
    char *key; /* as live_key() */
    struct scope scope;
    size_t programme;
    int32_t debut, fin;
    uint64_t version, serial; /* serial: grows with every change of any entry */
    int64_t as_known_on_us;
    struct coverage coverage;
    int64_t *slots; /* [slots_n] of the catalogue */
};

/* A chantier whose file active is another than before. */
struct live_move {
    uint64_t serial; /* as of its entry */
    size_t programme;
    char chantier[64];
    int64_t delta;
};

struct live {
    const struct definitions *definitions;
    int32_t today; /* as live_day() was told */
    struct period periods[PERIODS_LIVE_MAX];
    size_t periods_n;
    struct map by_key;           /* → index */
    struct live_entry **entries; /* [n]; their addresses stay until live_day() drops them */
    size_t n, cap;
    uint64_t serial;
    struct live_move moves[LIVE_MOVES_MAX]; /* a ring */
    uint64_t moves_n;                       /* ever */
};

void live_init(struct live *l, const struct definitions *d);
void live_deinit(struct live *l);

void live_key(const struct definitions *d, const struct scope *s, size_t programme, int32_t debut, int32_t fin,
              char out[LIVE_KEY_MAX]);
/* What day it is: of other periods than those that are live then nothing is found any more, since aggregation tells
 * of them no more. */
void live_day(struct live *l, int32_t today);
const struct live_entry *live_find(const struct live *l, const struct scope *s, size_t programme, int32_t debut,
                                   int32_t fin);

/* A state from aggregation: slots in contribution_encode. Kept where it is not known earlier than what is there (a
 * perimeter's version begins anew with each start of aggregation; what it knows does not); `today` decides which
 * period's file active is told as a move: the month of today. Returns whether it was news; -1 where the bytes are not
 * what the definitions say. */
struct live_told {
    struct scope scope;
    size_t programme;
    int32_t debut, fin, today;
    uint64_t version;
    int64_t as_known_on_us;
    struct coverage coverage;
    const unsigned char *slots;
    size_t slots_len;
};
int live_take(struct live *l, const struct live_told *t) CHECKED;

/* The k-th last move, 0 the newest; NULL: there are not so many. */
const struct live_move *live_move(const struct live *l, size_t k);

#endif
