/* The order of a push: lock, recall, what was forgotten, what waits, mine, its outcome. A receipt is on the disk before
 * anything else is tried; whoever is killed begins again, and the centre knows the content that it already has. */
#include "cvg/push_session.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cal.h"
#include "base/mem.h"
#include "cvg/listing.h"
#include "cvg/push_talk.h"

#define FIRST_PAUSE_MS 500
#define PAUSE_MAX_MS 30000
#define SLICE_MS 60000 /* of waiting for an outcome */
#define PASSES_MAX 3   /* over the outbox: for what others put there meanwhile */

static const char TEXT_BUSY[] = "un autre envoi de ce poste est en cours ; le vôtre est gardé et partira ensuite";
static const char TEXT_BROKEN[] = "cvg : un envoi gardé est abîmé, il est mis de côté : %s\n";
static const char TEXT_OLDER[] = "cvg : l'envoi du %s, gardé ici, est arrivé : %s\n";
static const char TEXT_FORGOTTEN[] = "cvg : l'envoi du %s (%s) était oublié par le service, il est renvoyé : %s\n";
static const char TEXT_SET_ASIDE[] = "cvg : l'envoi du %s est refusé par le service et mis de côté (%s) : %s\n";
static const char TEXT_VANISHED[] = "l'envoi gardé « %s » a disparu de la boîte d'envoi";
static const char TEXT_UNTIDY[] = "cvg : la boîte d'envoi n'a pas pu être rangée : %s\n";

struct run {
    struct push_session *s;
    struct push_talk talk;
    struct push_clock clock;
    struct outbox_list list;
    bool *due; /* [list.n]: to be offered in this pass */
    bool mine_done;
    uint64_t mine_call; /* the call that got its receipt; 0: another push did */
};

static bool is_outcome(const json_t *doc)
{
    const char *state = json_string_value(json_object_get(doc, "state"));
    return state && strcmp(state, "received") != 0;
}

static bool is_mine(const struct run *r, const struct outbox_entry *x)
{
    return r->s->mine && strcmp(x->name, r->s->mine) == 0;
}

static const char *shown_day(const struct outbox_entry *x, char room[CAL_DAY_LEN])
{
    cal_format_day(x->situation, room);
    return listing_day(room);
}

/* After a failed try: rests, and says whether to try again. */
static bool again(struct run *r, int64_t *pause, const struct err *e)
{
    int64_t left = push_clock_left_ms(&r->clock), ms = push_jitter_full(*pause);
    if (e->code != ERR_AWAY || left == 0 || r->talk.again_ms > left)
        return false;
    if (r->talk.again_ms)
        ms = r->talk.again_ms + push_jitter_full(FIRST_PAUSE_MS);
    push_pause_ms(ms < left ? ms : left); /* the last try is when the time is over */
    *pause = *pause * 2 > PAUSE_MAX_MS ? PAUSE_MAX_MS : *pause * 2;
    return true;
}

/* ---- recall ---- */

/* Marks the entries that this centre acknowledged and has forgotten. */
static int recall(struct run *r, struct err *e)
{
    size_t n = 0;
    const char **ids = mem_new_n(r->list.n, sizeof *ids);
    size_t *at = mem_new_n(r->list.n, sizeof *at);
    bool *forgotten = mem_new_n(r->list.n, sizeof *forgotten);
    for (size_t i = 0; i < r->list.n; i++)
        if (r->list.entries[i].acknowledged_us && strcmp(r->list.entries[i].reporter, r->s->target->chantier) == 0 &&
            strcmp(r->list.entries[i].server, r->s->target->key.server_public) == 0) {
            at[n] = i;
            ids[n++] = r->list.entries[i].submission;
        }
    int rc = 0;
    if (n) {
        int64_t pause = FIRST_PAUSE_MS;
        do
            rc = push_talk_recall(&r->talk, ids, n, forgotten, e);
        while (rc < 0 && again(r, &pause, e));
    }
    for (size_t k = 0; rc == 0 && k < n; k++)
        r->due[at[k]] = forgotten[k];
    free(forgotten);
    free(at);
    free(ids);
    return rc;
}

/* ---- one entry ---- */

/* Its receipt, on the disk. */
static json_t *send_entry(struct run *r, const struct outbox_entry *x, uint32_t wait_ms, struct err *e)
{
    struct buf bytes = {0};
    json_t *receipt = NULL;
    int64_t pause = FIRST_PAUSE_MS, when = 0;
    if (outbox_read(r->s->box, x, &bytes, e) == 0)
        do
            receipt = push_talk_offer(&r->talk, x, &bytes, wait_ms, e);
        while (!receipt && again(r, &pause, e));
    else
        r->talk.about_content = true; /* what is on the disk is not what was put there */
    buf_deinit(&bytes);
    if (!receipt)
        return NULL;
    cal_parse_instant(json_string_value(json_object_get(receipt, "received_at")), &when);
    const struct outbox_receipt kept = {.submission = json_string_value(json_object_get(receipt, "submission")),
                                        .state = json_string_value(json_object_get(receipt, "state")),
                                        .server = r->s->target->key.server_public,
                                        .received_at_us = when};
    struct err disk;
    if (outbox_acknowledge(r->s->box, x, &kept, &disk) < 0)
        fprintf(stderr, TEXT_UNTIDY, disk.text); /* it will be sent once more, which does no harm */
    return receipt;
}

static void set_aside(struct run *r, const struct outbox_entry *x, const struct err *why)
{
    struct outbox_list where = {0};
    char room[CAL_DAY_LEN];
    struct err e;
    if (outbox_set_aside(r->s->box, x->name, &where, &e) == 0)
        fprintf(stderr, TEXT_SET_ASIDE, shown_day(x, room), where.broken[0], why->text);
    outbox_list_deinit(&where);
}

static int send_other(struct run *r, const struct outbox_entry *x, struct err *e)
{
    char room[CAL_DAY_LEN];
    json_t *receipt = send_entry(r, x, 0, e);
    if (!receipt && r->talk.about_content) { /* it must not stand in the way of others */
        set_aside(r, x, e);
        return 0;
    }
    if (!receipt)
        return -1;
    const char *id = json_string_value(json_object_get(receipt, "submission"));
    if (x->acknowledged_us)
        fprintf(stderr, TEXT_FORGOTTEN, shown_day(x, room), x->submission, id);
    else
        fprintf(stderr, TEXT_OLDER, shown_day(x, room), id);
    json_decref(receipt);
    r->s->sent++;
    return 0;
}

/* The outcome comes by itself after the receipt; later, or over another conversation, it is asked for. */
static void await_outcome(struct run *r)
{
    const char *id = json_string_value(json_object_get(r->s->receipt, "submission"));
    uint32_t slice = SLICE_MS;
    int64_t pause = FIRST_PAUSE_MS;
    struct err e;
    bool coming = r->mine_call && r->mine_call == r->talk.call && r->talk.client;
    push_clock_start(&r->clock, r->s->wait_s);
    json_t *doc =
        !coming ? NULL
                : push_talk_outcome(&r->talk,
                                    (uint32_t)r->s->wait_s * 1000 < slice ? (uint32_t)r->s->wait_s * 1000 : slice, &e);
    while (!is_outcome(doc) && push_clock_left_ms(&r->clock) > 0) {
        int64_t left = push_clock_left_ms(&r->clock);
        json_decref(doc);
        doc = push_talk_ask(&r->talk, id, left < slice ? (uint32_t)left : slice, &e);
        if (!doc && !again(r, &pause, &e))
            break;
    }
    if (is_outcome(doc))
        r->s->outcome = json_incref(doc);
    json_decref(doc);
}

/* What was refused moves no figure: there is nothing to send again, and it need not lie here any longer. */
static void forget_refused(struct run *r)
{
    const char *state = json_string_value(json_object_get(r->s->outcome, "state"));
    struct outbox_entry x = {0};
    struct err e;
    snprintf(x.name, sizeof x.name, "%s", r->s->mine);
    if (state && strcmp(state, "refused") == 0 && outbox_remove(r->s->box, &x, &e) < 0)
        fprintf(stderr, TEXT_UNTIDY, e.text);
}

/* The receipt that another push got for us while we waited for our turn. */
static json_t *receipt_of(const struct outbox_entry *x)
{
    char hex[OUTBOX_DIGEST_LEN * 2 + 1];
    sodium_bin2hex(hex, sizeof hex, x->digest, sizeof x->digest);
    json_t *doc = json_pack("{ss ss ss sI}", "submission", x->submission, "state", x->state, "digest", hex, "bytes",
                            (json_int_t)x->bytes);
    must(doc);
    return doc;
}

static int send_mine(struct run *r, const struct outbox_entry *x, bool forgotten, struct err *e)
{
    r->mine_done = true;
    if (x->acknowledged_us && !forgotten && !r->s->mine_again) {
        r->s->receipt = receipt_of(x);
        r->s->on_receipt(r->s->arg, r->s->receipt);
        return 0;
    }
    r->s->receipt = send_entry(r, x, (uint32_t)r->s->wait_s * 1000, e);
    if (!r->s->receipt && r->talk.about_content)
        set_aside(r, x, e);
    if (!r->s->receipt)
        return -1;
    r->mine_call = r->talk.call;
    r->s->on_receipt(r->s->arg, r->s->receipt);
    return 0;
}

/* ---- all ---- */

/* Sends what is due; *n_out: how many there were. */
static int pass(struct run *r, bool first, size_t *n_out, struct err *e)
{
    int rc = outbox_list(r->s->box, &r->list, e);
    *n_out = 0;
    for (size_t i = 0; rc == 0 && i < r->list.broken_n; i++)
        fprintf(stderr, TEXT_BROKEN, r->list.broken[i]);
    r->due = mem_new_n(r->list.n, sizeof *r->due);
    if (rc == 0 && first)
        rc = recall(r, e);
    for (size_t i = 0; rc == 0 && i < r->list.n; i++) {
        const struct outbox_entry *x = &r->list.entries[i];
        bool mine = is_mine(r, x) && !r->mine_done;
        if (strcmp(x->reporter, r->s->target->chantier) != 0 || (x->acknowledged_us && !r->due[i] && !mine))
            continue;
        ++*n_out;
        rc = mine ? send_mine(r, x, r->due[i], e) : send_other(r, x, e);
    }
    mem_free(&r->due);
    outbox_list_deinit(&r->list);
    return rc;
}

static void tidy(struct run *r)
{
    struct outbox_list l;
    struct err e;
    int rc = outbox_list(r->s->box, &l, &e);
    for (size_t i = 0; rc == 0 && i < l.n; i++)
        r->s->left += !l.entries[i].acknowledged_us && strcmp(l.entries[i].reporter, r->s->target->chantier) == 0;
    if (rc == 0)
        rc = outbox_tidy(r->s->box, &l, cal_now_us(), r->s->keep_days, &e);
    if (rc < 0)
        fprintf(stderr, TEXT_UNTIDY, e.text);
    outbox_list_deinit(&l);
}

int push_session_run(struct push_session *s, struct err *e)
{
    struct run r = {.s = s, .talk = {.target = s->target}};
    push_clock_start(&r.clock, s->retry_s);
    int got = outbox_lock(s->box, OUTBOX_SEND, push_clock_left_ms(&r.clock), e);
    if (got <= 0)
        return got < 0 ? -1 : err_set(e, ERR_AWAY, "%s", TEXT_BUSY);
    size_t n = 1;
    int rc = 0;
    for (int i = 0; rc == 0 && n && i < PASSES_MAX; i++)
        rc = pass(&r, i == 0, &n, e);
    tidy(&r);
    outbox_unlock(s->box, OUTBOX_SEND); /* others need not wait for our outcome */
    if (s->receipt && s->wait_s)
        await_outcome(&r);
    if (s->outcome)
        forget_refused(&r);
    push_talk_close(&r.talk);
    if (rc == 0 && s->mine && !s->receipt)
        return err_set(e, ERR_IO, TEXT_VANISHED, s->mine);
    return s->receipt ? 0 : rc;
}
