/* The HTTP door: what is refused before a byte of a body is read, and how everything is answered. Above taking.c. */
#ifndef CVG_INTAKE_DOOR_H
#define CVG_INTAKE_DOOR_H

#include "intake/intake.h"
#include "io/http.h"

void door_open(struct intake *in);  /* adds the routes of pushes */
void pages_open(struct intake *in); /* and those of pages.c, above door.c: outcomes, schemas */
void enrol_open(struct intake *in); /* and of enrol.c: keys */

/* The token of "Authorization: Bearer TOKEN"; false: there is none. */
bool door_read_token(const struct http_req *r, unsigned char out[ACCESS_TOKEN_LEN]);
/* Answers; the request must not be touched afterwards. retry_after_s 0: that of the text. */
void door_refuse(struct intake *in, struct http_req *r, enum refusal why, unsigned retry_after_s);
void door_answer(struct http_req *r, int status, const struct buf *json);
/* What a token's check says about a request; NONE: it may come in. */
enum refusal door_refusal_of(enum access_answer answer);

#endif
