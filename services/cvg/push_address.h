/* The native push door of this home: where it is opened, and where chantiers reach it. */
#ifndef CVG_CVG_PUSH_ADDRESS_H
#define CVG_CVG_PUSH_ADDRESS_H

#include "cvg/home.h"
#include "cvg/launch.h"

/* "tcp://HOST:PORT", which the caller frees: CVG_PUSH_ADVERTISED, else where `cvg up` opened it. NULL: nobody opened
 * one. */
char *push_address(void);
/* Has intake open it at HOST:PORT, with the key that `cvg key new` tells of. */
int push_address_launch(const struct home *h, const char *address, struct launch *l, struct err *e) CHECKED;

#endif
