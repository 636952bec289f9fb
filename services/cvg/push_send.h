/* Sending a submission over HTTP, and asking what became of it: tried again while that can help. */
#ifndef CVG_CVG_PUSH_SEND_H
#define CVG_CVG_PUSH_SEND_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "cvg/push_clock.h"
#include "cvg/push_target.h"
#include "programme/judge.h"

/* The receipt, or NULL: ERR_AWAY where there was none in time (try again later), ERR_USAGE or ERR_FORMAT where the
 * server said no, with its words. Safe to repeat: the same content is the same submission. */
json_t *push_send(const struct push_target *t, const struct submission_file *files, size_t n, int32_t situation,
                  bool confirm, const struct push_clock *clock, struct err *e) CHECKED;

/* The outcome once it is judged, else as it is when the time is over; NULL and an error where nobody answers. */
json_t *push_await(const struct push_target *t, const char *id, const struct push_clock *clock, struct err *e) CHECKED;

#endif
