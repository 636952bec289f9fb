/* Figures of a perimeter: how they are asked for, told and kept watch over. */
#ifndef CVG_IO_WIRE_FIGURES_H
#define CVG_IO_WIRE_FIGURES_H

#include "io/wire_chantier.h"

#define WIRE_SCOPE_SIZE 65 /* "territoire:LYON" */
#define WIRE_PERIOD_NAME_SIZE 25
#define WIRE_LIVE_MAX 16             /* periods kept live */
#define WIRE_REPORTERS_MAX 200000    /* versions in one answer */
#define WIRE_FIGURES_MAX (12u << 20) /* bytes of an answer; a request or heartbeat: WIRE_HINT_MAX */

/* client → aggregation. No period: only the versions and what is live are told. */
struct wire_request {
    char scope[WIRE_SCOPE_SIZE], programme[WIRE_ID_SIZE];
    bool has_period;
    int32_t debut, fin;
    bool versions; /* of every reporter too */
};
void wire_request_encode(const struct wire_request *m, struct buf *out);
int wire_request_decode(const void *data, size_t len, struct wire_request *out, struct err *e) CHECKED;

struct wire_live {
    char name[WIRE_PERIOD_NAME_SIZE];
    int32_t debut, fin;
};

struct wire_version {
    char reporter[WIRE_ID_SIZE];
    uint64_t version;
};

/* aggregation → client. Texts that are not told are "", numbers 0. */
struct wire_figures {
    char definitions[WIRE_DIGEST_SIZE];
    char error[WIRE_STATE_SIZE]; /* "not_live", "unknown_scope", "starting"; then nothing below but `live` */
    char scope[WIRE_SCOPE_SIZE], programme[WIRE_ID_SIZE];
    bool has_period;
    int32_t debut, fin;
    uint64_t version;
    int64_t as_known_on_us;
    uint32_t expected, counted;
    bool has_oldest;
    int32_t oldest;       /* situation date */
    unsigned char *slots; /* contribution_encode of one programme's slots; NULL: none */
    size_t slots_len;
    struct wire_live *live; /* [live_n] */
    size_t live_n;
    struct wire_version *reporters; /* [reporters_n] */
    size_t reporters_n;
    uint64_t reference;
};
void wire_figures_encode(const struct wire_figures *m, struct buf *out);
int wire_figures_decode(const void *data, size_t len, struct wire_figures *out, struct err *e) CHECKED;
void wire_figures_deinit(struct wire_figures *m); /* of a decoded one */

/* aggregation → all, every second. */
#define WIRE_TOPIC_HEARTBEAT "heartbeat"
struct wire_heartbeat {
    char definitions[WIRE_DIGEST_SIZE];
    uint64_t reporters, hash;
    int64_t at_us;
    bool complete;
};
void wire_heartbeat_encode(const struct wire_heartbeat *m, struct buf *out);
int wire_heartbeat_decode(const void *data, size_t len, struct wire_heartbeat *out, struct err *e) CHECKED;

#endif
