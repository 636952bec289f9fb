/* What is not live, asked of reporting: figures of any period and instant, curves, lists. */
#ifndef CVG_DAEMON_PAST_H
#define CVG_DAEMON_PAST_H

#include "io/wire_reporting.h"

struct uv_loop_s;
struct past;

#define PAST_PATIENCE_MS 15000 /* for an answer */
#define PAST_PERSON_MAX 30     /* asks of one person in hand: who has so many is to wait before a new page asks more */

/* `zmq`: a ZeroMQ context; `run`: the directory of the daemons' sockets. reporting may come later, and go. */
struct past *past_open(struct uv_loop_s *loop, void *zmq, const char *run, struct err *e) CHECKED;

void past_set_patience(struct past *p, uint64_t ms); /* else PAST_PATIENCE_MS */

/* The answer, which lives until the return, or NULL and why not, in French: ERR_AWAY (reporting or its database is not
 * there, or is busy), ERR_USAGE (no such scope or programme, or nothing known of it), ERR_LIMIT, ERR_FORMAT. An answer
 * has no error of its own: that is told as *e. */
typedef void past_done(const struct wire_answer *a, const struct err *e, void *arg);

/* Asks, with q->call filled in; everything of q is copied. `done` is called exactly once, later, never from inside this
 * call; or not at all after past_cancel() or past_close(). Returns the call, never 0. */
uint64_t past_ask(struct past *p, int64_t person, struct wire_ask *q, past_done *done, void *arg);
void past_cancel(struct past *p, uint64_t call); /* one that is done, or 0, is passed over */
/* How many of this person's are in hand: reporting goes on with what was cancelled, so these count until it answers. */
size_t past_in_hand(const struct past *p, int64_t person);
void past_close(struct past **p); /* allowed inside a done */

#endif
