/* Where a push goes, by which way, and with which key. */
#ifndef CVG_CVG_PUSH_TARGET_H
#define CVG_CVG_PUSH_TARGET_H

#include "cvg/push_key.h"

struct push_target {
    bool native;          /* over the bus, with CURVE; else over HTTP with the token */
    char *base;           /* "tcp://host:port", or "http://host:port" without an end slash */
    char *key_path;       /* of the file that `key` came from */
    const char *chantier; /* who sends: as given, else as the key says */
    struct push_key key;
};

/* `chantier`, `to` and `key_file` as given, or NULL. ERR_USAGE where the key or who sends cannot be had, ERR_AWAY where
 * no address is known. The caller calls push_target_deinit, done or not. */
int push_target_find(struct push_target *t, const char *chantier, const char *to, const char *key_file,
                     struct err *e) CHECKED;
void push_target_deinit(struct push_target *t);

/* An address as people give it, as a base URL that the caller frees: "host:port" is http; tcp is the native push; NULL
 * where it is neither. */
char *push_base_url(const char *address);

#endif
