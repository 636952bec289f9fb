/* The proof that a CURVE door refuses an unknown key: a client with a key that nobody knows knocks and says what it
 * sees. */
#ifndef CVG_IO_BUS_PROOF_H
#define CVG_IO_BUS_PROOF_H

#include <stdint.h>

#include "base/err.h"

struct uv_loop_s;
struct bus_proof;

enum bus_proof_result {
    BUS_PROOF_NONE,
    BUS_PROOF_REFUSED,  /* told so in the handshake, before a message could pass: as it should be */
    BUS_PROOF_ADMITTED, /* the door is open to anybody */
    BUS_PROOF_SILENT    /* neither in time */
};

/* Knocks at `address` with a key drawn now, and a message in hand. `done` is called once, from the loop; then only
 * bus_proof_close() is left to do, which is allowed inside it. */
struct bus_proof *bus_proof_open(struct uv_loop_s *loop, void *ctx, const char *address, const char *server_key,
                                 uint64_t timeout_ms, void (*done)(enum bus_proof_result r, void *arg), void *arg,
                                 struct err *e) CHECKED;
void bus_proof_close(struct bus_proof **p);

#endif
