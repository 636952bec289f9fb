/* The reason that somebody gives for an act, as it is kept with it. Pure. */
#ifndef CVG_DASHBOARD_MOTIF_H
#define CVG_DASHBOARD_MOTIF_H

#include "base/buf.h"

#define MOTIF_BYTES_MAX 1000 /* as `cvg release --reason` */

/* Appends the field of a form without the blanks around it. NULL: it is a reason; else what to do, in French. */
const char *motif_read(const char *field, struct buf *out);

#endif
