/* Where a push goes and with which token. */
#ifndef CVG_CVG_PUSH_TARGET_H
#define CVG_CVG_PUSH_TARGET_H

#include "cvg/push_send.h"

/* `to` and `key_file` as given, or NULL. ERR_USAGE where the key cannot be had, ERR_AWAY where no address is known. The
 * caller calls push_target_deinit, done or not. */
int push_target_find(struct push_target *t, const char *chantier, const char *to, const char *key_file,
                     struct err *e) CHECKED;
void push_target_deinit(struct push_target *t);

/* A key file's text, a token alone or the JSON of `cvg key new`, taken apart; what it does not tell is NULL. The caller
 * frees all three. */
struct push_key {
    char *token, *chantier, *address;
};
int push_key_parse(const char *text, size_t len, struct push_key *out, struct err *e) CHECKED;
void push_key_deinit(struct push_key *k);

/* An address as people give it, as a base URL that the caller frees: "host:port" is http; NULL where it is neither http
 * nor https. */
char *push_base_url(const char *address);

#endif
