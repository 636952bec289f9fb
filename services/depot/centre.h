/* The central service: a submission handed in by its HTTP door, and what became of it. Blocking, for a worker thread.
 */
#ifndef CVG_DEPOT_CENTRE_H
#define CVG_DEPOT_CENTRE_H

#include <jansson.h>
#include <stdint.h>

#include "base/buf.h"

enum centre_answer {
    CENTRE_NONE,
    CENTRE_TOLD,    /* *doc_out: a receipt or an outcome, which the caller frees */
    CENTRE_REFUSED, /* by the door, and again if it came again: `why` is its French sentence */
    CENTRE_KEY,     /* the token is refused */
    CENTRE_UNKNOWN, /* there is no such submission (any more) */
    CENTRE_AWAY,    /* nobody there, or too busy: later */
    CENTRE_ANSWER_COUNT
};

struct centre_file {
    const char *name; /* UTF-8 */
    struct buf bytes;
};

struct centre {
    const char *base; /* "http://host:port" */
    const char *token;
    char why[768]; /* of the last answer that told nothing */
};

enum centre_answer centre_post(struct centre *c, const struct centre_file *files, size_t n, int32_t situation,
                               bool confirm, json_t **doc_out);
enum centre_answer centre_ask(struct centre *c, const char *submission, json_t **doc_out);

/* "host:port" or an http(s) address as a base, without an end slash; the caller frees it. */
char *centre_base(const char *address);

/* The token of DIR/REPORTER.json (what `cvg key new --format json` prints) or DIR/REPORTER (the token alone); NULL:
 * there is none. The caller calls centre_token_free(). */
char *centre_token(const char *dir, const char *reporter);
void centre_token_free(char **token);

#endif
