/* CURVE keys on disk: the server's own pair, made once, and the secret of each reporter. */
#ifndef CVG_CVG_KEY_CURVE_H
#define CVG_CVG_KEY_CURVE_H

#include "cvg/home.h"
#include "io/bus.h"

/* The public key of the server; its secret is made where there is none yet. */
int key_curve_server(const struct home *h, char public_key[BUS_KEY_LEN], struct err *e) CHECKED;
/* The file that holds its secret, which the caller frees. */
char *key_curve_server_file(const struct home *h);
/* A new pair of a reporter: the secret goes into a file that only we can read, whose path the caller frees. */
int key_curve_new(const struct home *h, const char *reporter, char public_key[BUS_KEY_LEN], char **file_out,
                  struct err *e) CHECKED;

#endif
