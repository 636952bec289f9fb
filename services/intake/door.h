/* The HTTP door: what is refused before a byte of a body is read, and how everything is answered. */
#ifndef CVG_INTAKE_DOOR_H
#define CVG_INTAKE_DOOR_H

#include "intake/intake.h"

void door_open(struct intake *in);  /* adds the routes of pushes */
void pages_open(struct intake *in); /* and those of pages.c: outcomes, schemas */

/* Answers; the request must not be touched afterwards. retry_after_s 0: that of the text. */
void door_refuse(struct intake *in, struct http_req *r, enum refusal why, unsigned retry_after_s);
void door_answer(struct http_req *r, int status, const struct buf *json);
/* What a token's check says about a request; NONE: it may come in. */
enum refusal door_refusal_of(enum access_answer answer);

/* Answers a push where its client is still there, and frees it. */
void push_refuse(struct push *p, enum refusal why);
void push_tell_receipt(struct push *p);
/* The outcome as the contract tells it to this push. */
void push_tell_outcome(struct push *p, const char *document);

#endif
