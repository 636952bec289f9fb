/* Messages between daemons: plain structs of ours to and from the bytes of proto/. Who sends which to whom stands
 * there.
 *
 * Encoding appends to a buffer and cannot fail: what does not fit the message's bounds is a bug of the sender. Decoding
 * takes nothing on trust: it returns −1 with ERR_LIMIT (too long, too many) or ERR_FORMAT, and then `out` is empty. */
#ifndef CVG_IO_WIRE_H
#define CVG_IO_WIRE_H

#include "io/wire_chantier.h"
#include "io/wire_figures.h"
#include "io/wire_hint.h"
#include "io/wire_push.h"
#include "io/wire_reporting.h"

#endif
