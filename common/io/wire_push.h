/* A chantier's push: its calls to intake and the replies. The conversation stands in proto/README.md.
 *
 * What a decoded one points to lives in its `memory` until wire_call_deinit() or wire_reply_deinit(); what an encoder
 * is given belongs to the caller, and must be within these bounds. */
#ifndef CVG_IO_WIRE_PUSH_H
#define CVG_IO_WIRE_PUSH_H

#include <stdbool.h>
#include <stdint.h>

#include "base/mem.h"
#include "io/wire_hint.h"

#define WIRE_CALL_MAX (512u << 10)       /* bytes of a call */
#define WIRE_REPLY_MAX (32u << 20)       /* bytes of a reply: an outcome's document with all its findings */
#define WIRE_PIECE_MAX (256u << 10)      /* bytes of a piece */
#define WIRE_PUSH_FILES_MAX 100          /* files of an offer */
#define WIRE_PUSH_NAME_MAX 1024          /* bytes of a file's name */
#define WIRE_PUSH_BYTES_MAX (1ull << 40) /* of one file, so that sums do not overflow; more is read as this */
#define WIRE_RECALL_MAX 1000             /* submissions of a recall */
#define WIRE_PUSH_DIGEST_LEN 32
#define WIRE_MESSAGE_MAX 1000 /* bytes of a refusal's sentence */

struct wire_push_file {
    const char *name;
    uint64_t bytes;
};

enum wire_call_kind { WIRE_CALL_NONE, WIRE_CALL_OFFER, WIRE_CALL_PIECE, WIRE_CALL_ASK, WIRE_CALL_RECALL };

struct wire_call {
    uint64_t call;
    enum wire_call_kind kind; /* which of these it is */
    struct {
        char reporter[WIRE_ID_SIZE];
        int32_t situation; /* day since 1970-01-01, as sent: perhaps none */
        unsigned char digest[WIRE_PUSH_DIGEST_LEN];
        const struct wire_push_file *files; /* [files_n] */
        size_t files_n;
        bool confirm;
        uint32_t wait_ms;
    } offer;
    struct {
        uint64_t offset;
        const void *data;
        size_t len;
    } piece;
    struct {
        char submission[WIRE_SUBMISSION_SIZE];
        uint32_t wait_ms;
    } ask;
    struct {
        const char *const *submissions; /* [n] */
        size_t n;
    } recall;
    struct arena memory;
};

void wire_call_encode(const struct wire_call *m, struct buf *out);
/* On failure nothing of it is there but, where it could be read, its kind and the number of the call, so that it can be
 * refused: then *has_call_out is true. ERR_LIMIT of an offer: too many files. */
int wire_call_decode(const void *data, size_t len, struct wire_call *out, bool *has_call_out, struct err *e) CHECKED;
void wire_call_deinit(struct wire_call *m);

enum wire_reply_kind {
    WIRE_REPLY_NONE,
    WIRE_REPLY_CREDIT,
    WIRE_REPLY_RECEIPT,
    WIRE_REPLY_OUTCOME,
    WIRE_REPLY_REFUSAL,
    WIRE_REPLY_FORGOTTEN
};

struct wire_reply {
    uint64_t call;
    enum wire_reply_kind kind; /* which of these it is */
    uint64_t credit_upto;
    struct {
        char submission[WIRE_SUBMISSION_SIZE], state[WIRE_STATE_SIZE];
        unsigned char digest[WIRE_PUSH_DIGEST_LEN];
        uint64_t bytes;
        int64_t received_at_us; /* since 1970 UTC */
    } receipt;
    struct {
        char submission[WIRE_SUBMISSION_SIZE], state[WIRE_STATE_SIZE];
        const char *document; /* JSON; a NUL stands behind it */
        size_t len;
    } outcome;
    struct {
        char error[WIRE_STATE_SIZE];
        const char *message;
        uint32_t retry_after_s; /* 0: trying again is of no use */
    } refusal;
    struct {
        const char *const *submissions; /* [n] */
        size_t n;
    } forgotten;
    struct arena memory;
};

void wire_reply_encode(const struct wire_reply *m, struct buf *out);
int wire_reply_decode(const void *data, size_t len, struct wire_reply *out, struct err *e) CHECKED;
void wire_reply_deinit(struct wire_reply *m);

#endif
