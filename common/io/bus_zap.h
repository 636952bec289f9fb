/* The ZAP handler: decides which CURVE keys may speak. Without a living one, CURVE admits any key. */
#ifndef CVG_IO_BUS_ZAP_H
#define CVG_IO_BUS_ZAP_H

#include <stdbool.h>

#include "base/err.h"

struct uv_loop_s;
struct bus_zap;

/* Known keys: fills the User-Id (at most 63 bytes) and returns true, or returns false. Must answer from memory. It is
 * asked at the handshake only: check the User-Id of every message against what is allowed now. */
typedef bool bus_zap_known(const char *public_key_z85, char user_out[64], void *arg);

/* One a context, opened before any CURVE bind in it. */
struct bus_zap *bus_zap_open(struct uv_loop_s *loop, void *ctx, bus_zap_known *known, void *arg, struct err *e) CHECKED;
void bus_zap_close(struct bus_zap **z);

#endif
