/* The central service: a submission handed in by its HTTP door, and what became of it. Blocking, for a worker thread.
 */
#ifndef CVG_IO_CENTRE_H
#define CVG_IO_CENTRE_H

#include <jansson.h>
#include <stdint.h>

#include "programme/judge.h"

enum centre_answer {
    CENTRE_NONE,
    CENTRE_TOLD,    /* *doc_out: a receipt or an outcome, which the caller frees */
    CENTRE_REFUSED, /* by the door, and again if it came again: `why` is its French sentence */
    CENTRE_KEY,     /* the token is refused */
    CENTRE_UNKNOWN, /* there is no such submission (any more) */
    CENTRE_AWAY,    /* nobody there, or too busy: later */
    CENTRE_ANSWER_COUNT
};

struct centre {
    const char *base; /* "http://host:port" */
    const char *token;
    char why[768]; /* of the last answer that told nothing */
};

/* `wait_s`: the outcome is waited for so long, 30 s at most; 0: the receipt is enough. */
#define CENTRE_WAIT_MAX_S 30
enum centre_answer centre_post(struct centre *c, const struct submission_file *files, size_t n, int32_t situation,
                               bool confirm, unsigned wait_s, json_t **doc_out);
enum centre_answer centre_ask(struct centre *c, const char *submission, json_t **doc_out);

/* "host:port" or an http(s) address as a base, without an end slash; the caller frees it. */
char *centre_base(const char *address);

#endif
