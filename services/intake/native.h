/* The native door: pushes over ZeroMQ, in pieces, by CURVE keys. The conversation stands in proto/README.md. */
#ifndef CVG_INTAKE_NATIVE_H
#define CVG_INTAKE_NATIVE_H

#include "intake/callers.h"
#include "intake/intake.h"
#include "io/wire_push.h"

struct native {
    struct intake *in;
    struct bus_zap *zap;
    struct bus *bus;
    struct bus_proof *proof;
    bool proven; /* an unknown key was seen to be refused: before that nothing is taken */
    char server_public[BUS_KEY_LEN];
    const char *address;       /* as chantiers reach it, once it is proven */
    void (*on_proven)(void *); /* given `in` */
    struct callers callers;
    struct metric *keys_refused, *calls, *uploads, *broken_off, *replies_lost, *dropped[3];
};

/* One call as it came. */
struct native_call {
    const unsigned char *peer; /* [CALLER_PEER_LEN] */
    const char *public_key, *reporter;
    const struct wire_call *m;
};

/* Opens the door that the settings want; in->native stays NULL where they want none. */
int native_open(struct intake *in, void (*on_proven)(void *), struct err *e) CHECKED;
/* Once, when the first list of keys is there: sees an unknown key refused, then opens; else the daemon fails. */
void native_prove(struct intake *in);
bool native_good(const struct intake *in); /* there is none, or it is proven */
/* Begins to stop: every call is left. Before the databases are closed. */
void native_end(struct intake *in);
void native_close(struct intake *in); /* after them */

/* native_upload.c, native_ask.c: what a call asks for. */
void native_offer(struct native *n, const struct native_call *c);
void native_piece(struct native *n, const struct native_call *c);
void native_ask(struct native *n, const struct native_call *c);
void native_recall(struct native *n, const struct native_call *c);

/* native_reply.c. retry_after_s 0: that of the text. */
extern const struct door native_door;
void native_refuse(struct native *n, const unsigned char *peer, uint64_t call, enum refusal why,
                   unsigned retry_after_s);
void native_reply(struct native *n, const unsigned char *peer, const struct wire_reply *m);
/* A push whose client is a call under way; NULL, and the call is refused: the reporter has too many. */
struct push *native_push_new(struct native *n, const struct native_call *c);

#endif
