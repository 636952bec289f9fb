/* Addresses to listen at: "host:port", "[::1]:port" or ":port". */
#ifndef CVG_CVG_ADDRESS_H
#define CVG_CVG_ADDRESS_H

#include <stddef.h>

#include "base/err.h"

#define ADDRESS_LEN 272 /* room for host, port and NUL */

/* Whether it has the shape. */
int address_check(const char *address, struct err *e) CHECKED;
/* Whether one may listen there now. */
int address_free(const char *address, struct err *e) CHECKED;
/* A free port of 127.0.0.1, none of the n given ones. */
int address_pick(char out[ADDRESS_LEN], const char *const *taken, size_t n, struct err *e) CHECKED;

#endif
