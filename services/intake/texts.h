/* Every refusal: its status, its name for programs, its French sentence for people, and when to come again. */
#ifndef CVG_INTAKE_TEXTS_H
#define CVG_INTAKE_TEXTS_H

#include "base/buf.h"

enum refusal {
    REFUSAL_NONE,
    REFUSAL_NO_TOKEN,
    REFUSAL_TOKEN,
    REFUSAL_RATE,
    REFUSAL_DATE,
    REFUSAL_PARAMETER,
    REFUSAL_TYPE,
    REFUSAL_LENGTH,
    REFUSAL_SIZE,
    REFUSAL_BUSY,
    REFUSAL_AWAY,
    REFUSAL_STORE,
    REFUSAL_STOPPING,
    REFUSAL_FORM,
    REFUSAL_NO_FILE,
    REFUSAL_FILES,
    REFUSAL_SUBMISSION,
    REFUSAL_SCHEMA,
    REFUSAL_REQUEST,
    REFUSAL_PATH,
    REFUSAL_METHOD,
    REFUSAL_KEY,
    REFUSAL_REPORTER,
    REFUSAL_PIECE,
    REFUSAL_DIGEST,
    REFUSAL_BROKEN_OFF,
    REFUSAL_NO_DOOR,
    REFUSAL_PUBLIC,
    REFUSAL_ENROLLED,
    REFUSAL_COUNT
};

struct refusal_text {
    int status;
    const char *error, *message;
    unsigned retry_after_s; /* 0: coming again does not help by itself */
};

const struct refusal_text *refusal_text(enum refusal r);
/* {"error","message"} */
void refusal_body(const struct refusal_text *t, struct buf *out);
/* The body of what the HTTP server refuses by itself; empty where it has a status that is not ours. */
void refusal_of_status(int status, struct buf *out);

#endif
