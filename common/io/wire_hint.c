/* Hints: SubmissionReceived and SubmissionJudged. */
#include "io/wire_hint.h"

#include "io/wire_private.h"
#include "proto/hint.pb-c.h"

void wire_received_encode(const struct wire_received *in, struct buf *out)
{
    struct wire_received m = *in;
    must(wire_text_good(WIRE_TEXT_ID, m.reporter, sizeof m.reporter));
    must(wire_text_good(WIRE_TEXT_ID, m.submission, sizeof m.submission));
    Cvg__SubmissionReceived p = CVG__SUBMISSION_RECEIVED__INIT;
    p.reporter = m.reporter;
    p.submission = m.submission;
    wire_pack(&p.base, out);
}

int wire_received_decode(const void *data, size_t len, struct wire_received *out, struct err *e)
{
    struct wire_unpacker u;
    struct wire_received m = {0};
    const Cvg__SubmissionReceived *p =
        wire_begin(&u, &cvg__submission_received__descriptor, data, len, WIRE_HINT_MAX, e);
    int rc = -1;
    if (p && wire_take_text(WIRE_TEXT_ID, p->reporter, m.reporter, sizeof m.reporter, "reporter", e) == 0 &&
        wire_take_text(WIRE_TEXT_ID, p->submission, m.submission, sizeof m.submission, "submission", e) == 0)
        rc = 0;
    wire_end(&u);
    *out = rc == 0 ? m : (struct wire_received){0};
    return rc;
}

void wire_judged_encode(const struct wire_judged *in, struct buf *out)
{
    struct wire_judged m = *in;
    must(wire_text_good(WIRE_TEXT_ID, m.reporter, sizeof m.reporter));
    must(wire_text_good(WIRE_TEXT_ID, m.submission, sizeof m.submission));
    must(wire_text_good(WIRE_TEXT_STATE, m.state, sizeof m.state));
    Cvg__SubmissionJudged p = CVG__SUBMISSION_JUDGED__INIT;
    p.reporter = m.reporter;
    p.submission = m.submission;
    p.state = m.state;
    wire_pack(&p.base, out);
}

int wire_judged_decode(const void *data, size_t len, struct wire_judged *out, struct err *e)
{
    struct wire_unpacker u;
    struct wire_judged m = {0};
    const Cvg__SubmissionJudged *p = wire_begin(&u, &cvg__submission_judged__descriptor, data, len, WIRE_HINT_MAX, e);
    int rc = -1;
    if (p && wire_take_text(WIRE_TEXT_ID, p->reporter, m.reporter, sizeof m.reporter, "reporter", e) == 0 &&
        wire_take_text(WIRE_TEXT_ID, p->submission, m.submission, sizeof m.submission, "submission", e) == 0 &&
        wire_take_text(WIRE_TEXT_STATE, p->state, m.state, sizeof m.state, "state", e) == 0)
        rc = 0;
    wire_end(&u);
    *out = rc == 0 ? m : (struct wire_judged){0};
    return rc;
}
