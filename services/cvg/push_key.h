/* A chantier's key file: all that is needed to push, in one file that only its owner can read. */
#ifndef CVG_CVG_PUSH_KEY_H
#define CVG_CVG_PUSH_KEY_H

#include <stdbool.h>

#include "io/bus.h"

/* A token alone, or JSON as `cvg key make` and `cvg key new` write it. What it does not tell is NULL. */
struct push_key {
    char *token, *chantier, *address;
    char *curve_public, *curve_secret, *curve_secret_file, *server_public;
};

/* ERR_USAGE where the text is neither. The caller calls push_key_deinit, done or not. */
int push_key_parse(const char *text, size_t len, struct push_key *out, struct err *e) CHECKED;
/* The same from a file; the secret of a curve_secret_file, relative to the key file's folder, is read too. */
int push_key_read(const char *path, struct push_key *out, struct err *e) CHECKED;
/* Writes the file for its owner alone, synced. */
int push_key_write(const char *path, const struct push_key *k, struct err *e) CHECKED;
void push_key_deinit(struct push_key *k);

/* Whether there is all that the native push needs but the address. */
bool push_key_native(const struct push_key *k);

/* Where the key file is when nobody says: CVG_KEY, else XDG_CONFIG_HOME/cvg/cle.json, which the caller frees. */
char *push_key_usual(void);
/* "XDG_x/cvg/name", where `env` names the variable and `fallback` the folder below HOME without it. */
char *push_key_xdg(const char *env, const char *fallback, const char *name);

#endif
