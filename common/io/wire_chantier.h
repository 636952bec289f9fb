/* The whole state of one reporter under one version: what validation tells aggregation after each commit. */
#ifndef CVG_IO_WIRE_CHANTIER_H
#define CVG_IO_WIRE_CHANTIER_H

#include <stdbool.h>
#include <stdint.h>

#include "io/wire_hint.h"

#define WIRE_DIGEST_SIZE 65          /* hexadecimal SHA-256 and NUL */
#define WIRE_CHANTIER_MAX (4u << 20) /* bytes of a message */
#define WIRE_PAYLOAD_MAX (1u << 20)  /* bytes of one contribution */
#define WIRE_PERIODS_MAX 64

struct wire_period {
    int32_t debut, fin;     /* days since 1970-01-01 */
    unsigned char *payload; /* contribution_encode */
    size_t len;
};

struct wire_chantier {
    char reporter[WIRE_ID_SIZE];
    uint64_t version;
    char definitions[WIRE_DIGEST_SIZE];
    bool has_situation;
    int32_t situation;
    uint32_t rows_read, rows_set_aside; /* of the last accepted submission */
    struct wire_period *periods;        /* [periods_n] */
    size_t periods_n;
};

void wire_chantier_encode(const struct wire_chantier *m, struct buf *out);
int wire_chantier_decode(const void *data, size_t len, struct wire_chantier *out, struct err *e) CHECKED;
/* Of a decoded one; what an encoder filled belongs to it. */
void wire_chantier_deinit(struct wire_chantier *m);

#endif
