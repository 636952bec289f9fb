/* Which files of a folder make the next submission, and for which day. Pure: a listing and two clocks go in. */
#ifndef CVG_DEPOT_PICK_H
#define CVG_DEPOT_PICK_H

#include <stddef.h>

#include "depot/name.h"
#include "programme/definitions.h"

/* A file as it was found; what does not change while it is at rest. */
struct mark {
    uint64_t inode;
    int64_t size, mtime_ns, ctime_ns;
};
bool mark_same(const struct mark *a, const struct mark *b);

struct entry {
    char *name;
    enum name_kind kind;
    struct mark mark;
    uint64_t since_ms; /* monotonic: since when it was seen with this mark */
};

struct pick_rules {
    const struct definitions *definitions;
    uint64_t calm_ms;     /* nothing in the folder moved for so long */
    uint64_t patience_ms; /* how long a dataset that is missing is waited for */
    uint64_t now_ms;      /* of the clock of since_ms */
    int64_t real_ns;      /* of the clock of mtime_ns */
    int64_t now_us;       /* the calendar's, which rehearsals move */
};

enum pick_verdict {
    PICK_NOTHING, /* nothing to take */
    PICK_WAIT,    /* something is there, but not yet */
    PICK_TAKE,
    PICK_STALE, /* only confirmations, of nothing: they must not wait for a later night */
    PICK_VERDICT_COUNT
};

struct pick {
    size_t *items, n; /* indexes of the entries that go, confirmations last */
    size_t files_n;   /* of these, what is sent */
    int32_t situation;
    bool confirm;
};

/* The oldest situation first; of one situation, what came first. The caller calls pick_deinit(). */
enum pick_verdict pick_next(const struct entry *list, size_t n, const struct pick_rules *r, struct pick *out);
void pick_deinit(struct pick *p);

/* The index of the dataset that a file is of, below 0: none. */
int pick_dataset(const struct definitions *d, const char *name);

#endif
