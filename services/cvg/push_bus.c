/* A push by way of the outbox: put down first, then sent. */
#include "cvg/push_request.h"

#include <string.h>

#include "cvg/push_session.h"
#include "io/unzip.h"

static int put_down(struct outbox *box, const struct push_request *q, char name_out[OUTBOX_NAME_SIZE], bool *reused_out,
                    struct err *e)
{
    struct outbox_submission s = {.reporter = q->target->chantier,
                                  .situation = q->situation,
                                  .confirm = q->confirm,
                                  .files = q->files,
                                  .files_n = q->files_n};
    struct submission_file named[FILES_MAX];
    for (size_t i = 0; i < q->files_n; i++) {
        named[i] = q->files[i];
        named[i].name = unzip_digest_name(&named[i]);
    }
    submission_digest(named, q->files_n, s.digest);
    return outbox_add(box, &s, name_out, reused_out, e);
}

static enum push_end end_of(const struct err *e)
{
    return e->code == ERR_SETTING ? PUSH_END_KEPT_KEY : e->code == ERR_FORMAT ? PUSH_END_NOT_TAKEN : PUSH_END_KEPT;
}

void push_over_bus(const struct push_request *q, struct push_result *out)
{
    struct outbox box;
    char name[OUTBOX_NAME_SIZE];
    struct push_session s = {.box = &box,
                             .target = q->target,
                             .mine = q->files_n ? name : NULL,
                             .retry_s = q->retry_s,
                             .wait_s = q->wait_s,
                             .keep_days = q->keep_days,
                             .on_receipt = q->on_receipt,
                             .arg = q->arg};
    *out = (struct push_result){.end = PUSH_END_NOT_KEPT};
    if (outbox_open(&box, q->outbox, &out->why) < 0)
        return;
    if (!q->files_n || put_down(&box, q, name, &s.mine_again, &out->why) == 0) {
        out->why.code = ERR_NONE;
        if (push_session_run(&s, &out->why) < 0)
            out->end = end_of(&out->why);
        else
            out->why.code = ERR_NONE;
    }
    out->receipt = s.receipt;
    out->outcome = s.outcome;
    out->sent = s.sent;
    out->left = s.left;
    outbox_close(&box);
}
