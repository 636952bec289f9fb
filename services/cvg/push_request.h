/* What a push is asked to do, and what comes of it, whichever way it goes. */
#ifndef CVG_CVG_PUSH_REQUEST_H
#define CVG_CVG_PUSH_REQUEST_H

#include <jansson.h>

#include "cvg/push_target.h"
#include "cvg/push_tell.h"
#include "programme/judge.h"

struct push_request {
    const struct push_target *target;
    const char *outbox; /* its path */
    int32_t situation;
    bool confirm;
    long wait_s, retry_s, keep_days;
    const struct submission_file *files; /* [files_n]; 0: only what the outbox holds */
    size_t files_n;
    void (*on_receipt)(void *arg, const json_t *receipt); /* called as soon as there is one */
    void *arg;
};

/* Documents are the caller's. Without a receipt `why` says why, and `end` what that means. */
struct push_result {
    json_t *receipt, *outcome; /* outcome NULL: it did not come in time, or cannot be read: then why.code is set */
    enum push_end end;
    struct err why;
    size_t sent, left; /* of the outbox: others that went out; that still wait */
};

void push_over_http(const struct push_request *q, struct push_result *out);
/* By way of the outbox. */
void push_over_bus(const struct push_request *q, struct push_result *out);

#endif
