/* PushReply: what intake tells a chantier. */
#include <stdlib.h>
#include <string.h>

#include "io/wire_private.h"
#include "io/wire_push.h"
#include "proto/push.pb-c.h"

void wire_reply_deinit(struct wire_reply *m)
{
    arena_deinit(&m->memory);
    *m = (struct wire_reply){0};
}

/* ---- each kind ---- */

static void encode_credit(const struct wire_reply *m, Cvg__PushReply *reply, struct buf *out)
{
    Cvg__PushCredit p = CVG__PUSH_CREDIT__INIT;
    p.upto = m->credit_upto;
    reply->credit = &p;
    wire_pack(&reply->base, out);
}

static void encode_receipt(const struct wire_reply *m, Cvg__PushReply *reply, struct buf *out)
{
    char submission[WIRE_SUBMISSION_SIZE], state[WIRE_STATE_SIZE];
    unsigned char digest[WIRE_PUSH_DIGEST_LEN];
    must(wire_text_good(WIRE_TEXT_ID, m->receipt.submission, sizeof m->receipt.submission));
    must(wire_text_good(WIRE_TEXT_STATE, m->receipt.state, sizeof m->receipt.state));
    memcpy(submission, m->receipt.submission, sizeof submission);
    memcpy(state, m->receipt.state, sizeof state);
    memcpy(digest, m->receipt.digest, sizeof digest);
    Cvg__PushReceipt p = CVG__PUSH_RECEIPT__INIT;
    p.submission = submission;
    p.state = state;
    p.digest = (ProtobufCBinaryData){.len = sizeof digest, .data = digest};
    p.bytes = m->receipt.bytes;
    p.received_at_us = m->receipt.received_at_us;
    reply->receipt = &p;
    wire_pack(&reply->base, out);
}

static int take_receipt(const Cvg__PushReceipt *p, struct wire_reply *m, struct err *e)
{
    if (p->digest.len != sizeof m->receipt.digest)
        return err_set(e, ERR_FORMAT, "wire: a digest of %zu bytes", p->digest.len);
    memcpy(m->receipt.digest, p->digest.data, sizeof m->receipt.digest);
    m->receipt.bytes = p->bytes;
    m->receipt.received_at_us = p->received_at_us;
    if (wire_take_text(WIRE_TEXT_ID, p->submission, m->receipt.submission, sizeof m->receipt.submission, "submission",
                       e) < 0)
        return -1;
    return wire_take_text(WIRE_TEXT_STATE, p->state, m->receipt.state, sizeof m->receipt.state, "state", e);
}

static void encode_outcome(const struct wire_reply *m, Cvg__PushReply *reply, struct buf *out)
{
    char submission[WIRE_SUBMISSION_SIZE], state[WIRE_STATE_SIZE];
    must(wire_text_good(WIRE_TEXT_ID, m->outcome.submission, sizeof m->outcome.submission));
    must(wire_text_good(WIRE_TEXT_STATE, m->outcome.state, sizeof m->outcome.state));
    memcpy(submission, m->outcome.submission, sizeof submission);
    memcpy(state, m->outcome.state, sizeof state);
    unsigned char *document = mem_copy(m->outcome.document, m->outcome.len);
    Cvg__PushOutcome p = CVG__PUSH_OUTCOME__INIT;
    p.submission = submission;
    p.state = state;
    p.document = (ProtobufCBinaryData){.len = m->outcome.len, .data = document};
    reply->outcome = &p;
    wire_pack(&reply->base, out);
    mem_free(&document);
}

static int take_outcome(const Cvg__PushOutcome *p, struct wire_reply *m, struct err *e)
{
    m->outcome.document =
        arena_text(&m->memory, p->document.len ? (const char *)p->document.data : "", p->document.len);
    m->outcome.len = p->document.len;
    if (wire_take_text(WIRE_TEXT_ID, p->submission, m->outcome.submission, sizeof m->outcome.submission, "submission",
                       e) < 0)
        return -1;
    return wire_take_text(WIRE_TEXT_STATE, p->state, m->outcome.state, sizeof m->outcome.state, "state", e);
}

static void encode_refusal(const struct wire_reply *m, Cvg__PushReply *reply, struct buf *out)
{
    char error[WIRE_STATE_SIZE], message[WIRE_MESSAGE_MAX + 1];
    size_t len = strlen(m->refusal.message);
    must(wire_text_good(WIRE_TEXT_STATE, m->refusal.error, sizeof m->refusal.error) && len <= WIRE_MESSAGE_MAX);
    memcpy(error, m->refusal.error, sizeof error);
    memcpy(message, m->refusal.message, len + 1);
    Cvg__PushRefusal p = CVG__PUSH_REFUSAL__INIT;
    p.error = error;
    p.message = message;
    p.has_retry_after_s = m->refusal.retry_after_s != 0;
    p.retry_after_s = m->refusal.retry_after_s;
    reply->refusal = &p;
    wire_pack(&reply->base, out);
}

static int take_refusal(const Cvg__PushRefusal *p, struct wire_reply *m, struct err *e)
{
    size_t len = strnlen(p->message, WIRE_MESSAGE_MAX + 1);
    if (len > WIRE_MESSAGE_MAX)
        return err_set(e, ERR_LIMIT, "wire: a refusal's message is too long");
    m->refusal.message = arena_text(&m->memory, p->message, len);
    m->refusal.retry_after_s = p->has_retry_after_s ? p->retry_after_s : 0;
    return wire_take_text(WIRE_TEXT_STATE, p->error, m->refusal.error, sizeof m->refusal.error, "error", e);
}

static void encode_forgotten(const struct wire_reply *m, Cvg__PushReply *reply, struct buf *out)
{
    Cvg__PushForgotten p = CVG__PUSH_FORGOTTEN__INIT;
    p.submissions = wire_list_new(m->forgotten.submissions, m->forgotten.n);
    p.n_submissions = m->forgotten.n;
    reply->forgotten = &p;
    wire_pack(&reply->base, out);
    wire_list_free(p.submissions, p.n_submissions);
}

/* ---- replies ---- */

void wire_reply_encode(const struct wire_reply *m, struct buf *out)
{
    static void (*const encoders[])(const struct wire_reply *, Cvg__PushReply *,
                                    struct buf *) = {[WIRE_REPLY_CREDIT] = encode_credit,
                                                     [WIRE_REPLY_RECEIPT] = encode_receipt,
                                                     [WIRE_REPLY_OUTCOME] = encode_outcome,
                                                     [WIRE_REPLY_REFUSAL] = encode_refusal,
                                                     [WIRE_REPLY_FORGOTTEN] = encode_forgotten};
    Cvg__PushReply p = CVG__PUSH_REPLY__INIT;
    size_t before = out->len;
    must(m->kind > WIRE_REPLY_NONE && m->kind <= WIRE_REPLY_FORGOTTEN);
    p.call = m->call;
    encoders[m->kind](m, &p, out);
    must(out->len - before <= WIRE_REPLY_MAX);
}

static int take_reply(const Cvg__PushReply *p, struct wire_reply *m, struct err *e)
{
    if (!!p->credit + !!p->receipt + !!p->outcome + !!p->refusal + !!p->forgotten != 1)
        return err_set(e, ERR_FORMAT, "wire: a reply to a push tells one thing");
    m->call = p->call;
    m->kind = p->credit    ? WIRE_REPLY_CREDIT
              : p->receipt ? WIRE_REPLY_RECEIPT
              : p->outcome ? WIRE_REPLY_OUTCOME
              : p->refusal ? WIRE_REPLY_REFUSAL
                           : WIRE_REPLY_FORGOTTEN;
    if (p->receipt)
        return take_receipt(p->receipt, m, e);
    if (p->outcome)
        return take_outcome(p->outcome, m, e);
    if (p->refusal)
        return take_refusal(p->refusal, m, e);
    if (p->credit) {
        m->credit_upto = p->credit->upto;
        return 0;
    }
    m->forgotten.n = p->forgotten->n_submissions;
    return wire_take_list(p->forgotten->submissions, m->forgotten.n, &m->memory, &m->forgotten.submissions, e);
}

int wire_reply_decode(const void *data, size_t len, struct wire_reply *out, struct err *e)
{
    struct wire_unpacker u;
    *out = (struct wire_reply){0};
    const Cvg__PushReply *p = wire_begin(&u, &cvg__push_reply__descriptor, data, len, WIRE_REPLY_MAX, e);
    int rc = p ? take_reply(p, out, e) : -1;
    wire_end(&u);
    if (rc < 0)
        wire_reply_deinit(out);
    return rc;
}
