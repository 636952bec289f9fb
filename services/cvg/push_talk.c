/* Questions and answers of the native push: each call has a number, and what bears another is of a question that was
 * given up. */
#include "cvg/push_talk.h"

#include <sodium.h>
#include <string.h>

#include "base/cal.h"
#include "base/mem.h"
#include "cvg/push_clock.h"
#include "io/bus_client.h"
#include "io/wire_push.h"

#define REPLY_S 20     /* to a question */
#define PROGRESS_S 60  /* of an upload */
#define ROOM_MS 60000  /* to hand over a piece */
#define MARGIN_MS 2000 /* an outcome's way, beyond the time it may take */
#define SNUBS_MAX 4    /* a server that restarts hangs up once or twice */
#define HEX_SIZE (OUTBOX_DIGEST_LEN * 2 + 1)

static const char *const TEXT_ENDS[BUS_CLIENT_END_COUNT] = {
    [BUS_CLIENT_OPEN] = "le service de dépôt n'a pas répondu à temps",
    [BUS_CLIENT_NOBODY] = "le service de dépôt ne répond pas",
    [BUS_CLIENT_LOST] = "la liaison avec le service de dépôt s'est coupée",
    [BUS_CLIENT_REFUSED] = "le service de dépôt ne reconnaît pas la clé de ce poste : elle est inconnue ou révoquée. "
                           "Demandez-en une nouvelle à Convergence France",
    [BUS_CLIENT_SNUBBED] = "le serveur qui répond n'est pas celui que votre fichier de clé annonce (server_public) : "
                           "vérifiez l'adresse, ou demandez la bonne clé à Convergence France",
};
static const char TEXT_END[] = "%s (%s)";
static const char TEXT_KEY[] = "%s : les clés ne sont pas lisibles (curve_secret, server_public)";
static const char TEXT_STRANGE[] =
    "le service de dépôt (%s) ne répond pas comme attendu : ce programme est peut-être trop "
    "ancien ; mettez-le à jour";

/* What a refusal is about, by its word. Content that is refused as it is will never do; with another key it would; what
 * is in neither list may go better another day. */
static const char *const content_words[] = {
    "trop_volumineux",    "trop_de_fichiers", "fichier_absent", "formulaire_illisible", "date_invalide",
    "parametre_invalide", "requete_invalide", "type_refuse",    "empreinte_differente", NULL};
static const char *const key_words[] = {"cle_refusee", "autre_declarant", "jeton_absent", "jeton_refuse", NULL};

static bool among(const char *const *words, const char *word)
{
    while (*words && strcmp(*words, word) != 0)
        words++;
    return *words != NULL;
}

/* ---- one message ---- */

/* The conversation has ended, or must: why, and what it means. */
static int break_off(struct push_talk *t, struct err *e)
{
    enum bus_client_end end = bus_client_ended(t->client);
    bool turned_away = end == BUS_CLIENT_SNUBBED || end == BUS_CLIENT_REFUSED;
    t->snubbed = turned_away ? t->snubbed + 1 : 0;
    bool stays = t->snubbed >= SNUBS_MAX;
    bus_client_close(&t->client);
    err_fill(e, stays ? ERR_SETTING : ERR_AWAY, TEXT_END, TEXT_ENDS[end], t->target->base);
    return -1;
}

static int send_call(struct push_talk *t, const struct wire_call *call, struct err *e)
{
    t->again_ms = 0;
    t->about_content = false;
    if (!t->client) {
        const struct push_key *k = &t->target->key;
        const struct bus_curve curve = {k->curve_secret, k->curve_public, k->server_public};
        t->client = bus_client_open(t->target->base, &curve, e);
        if (!t->client)
            return err_set(e, ERR_SETTING, TEXT_KEY, t->target->key_path);
    }
    buf_reset(&t->out);
    wire_call_encode(call, &t->out);
    return bus_client_send(t->client, buf_text(&t->out), t->out.len, ROOM_MS, e) == 0 ? 0 : break_off(t, e);
}

/* A refusal becomes an error that says what it says. */
static int refused(struct push_talk *t, const struct wire_reply *r, struct err *e)
{
    t->again_ms = (int64_t)r->refusal.retry_after_s * 1000;
    t->about_content = among(content_words, r->refusal.error);
    enum err_code code = r->refusal.retry_after_s             ? ERR_AWAY
                         : t->about_content                   ? ERR_FORMAT
                         : among(key_words, r->refusal.error) ? ERR_SETTING
                                                              : ERR_IO;
    return err_set(e, code, "%s", r->refusal.message);
}

/* The next reply to the present call. 1: there; 0: none in time; −1: broken off, refused. */
static int next_reply(struct push_talk *t, int64_t timeout_ms, struct wire_reply *out, struct err *e)
{
    struct push_clock clock;
    push_clock_start(&clock, 0);
    clock.end_ms += timeout_ms;
    for (;;) {
        int got = bus_client_receive(t->client, (int)push_clock_left_ms(&clock), &t->in, e);
        if (got < 0)
            return break_off(t, e);
        if (got == 0)
            return 0;
        t->snubbed = 0;
        if (wire_reply_decode(buf_text(&t->in), t->in.len, out, e) < 0) {
            bus_client_close(&t->client);
            return err_set(e, ERR_IO, TEXT_STRANGE, t->target->base);
        }
        if (out->call == t->call && out->kind != WIRE_REPLY_REFUSAL)
            return 1;
        bool ours = out->call == t->call;
        int rc = ours ? refused(t, out, e) : 0;
        wire_reply_deinit(out);
        if (ours)
            return rc;
    }
}

static uint64_t new_call(struct push_talk *t)
{
    return ++t->call;
}

/* ---- documents ---- */

static json_t *receipt_json(const struct wire_reply *r)
{
    char hex[HEX_SIZE], when[CAL_INSTANT_LEN];
    sodium_bin2hex(hex, sizeof hex, r->receipt.digest, sizeof r->receipt.digest);
    cal_format_instant(r->receipt.received_at_us, when);
    json_t *doc = json_pack("{ss ss ss sI ss}", "submission", r->receipt.submission, "state", r->receipt.state,
                            "digest", hex, "bytes", (json_int_t)r->receipt.bytes, "received_at", when);
    must(doc);
    return doc;
}

static json_t *outcome_json(const struct push_talk *t, const struct wire_reply *r, struct err *e)
{
    json_t *doc = json_loadb(r->outcome.document, r->outcome.len, 0, NULL);
    if (!json_is_object(doc)) {
        json_decref(doc);
        err_fill(e, ERR_IO, TEXT_STRANGE, t->target->base);
        return NULL;
    }
    return doc;
}

/* ---- offer ---- */

static int send_pieces(struct push_talk *t, const struct buf *bytes, uint64_t *sent, uint64_t upto, struct err *e)
{
    while (*sent < upto && *sent < bytes->len) {
        uint64_t n = (upto < bytes->len ? upto : bytes->len) - *sent;
        struct wire_call call = {.call = t->call, .kind = WIRE_CALL_PIECE};
        call.piece.offset = *sent;
        call.piece.data = buf_text(bytes) + *sent;
        call.piece.len = (size_t)(n < WIRE_PIECE_MAX ? n : WIRE_PIECE_MAX);
        if (send_call(t, &call, e) < 0)
            return -1;
        *sent += call.piece.len;
    }
    return 0;
}

static int send_offer(struct push_talk *t, const struct outbox_entry *x, uint32_t wait_ms, struct err *e)
{
    struct wire_push_file files[FILES_MAX];
    struct wire_call call = {.call = new_call(t), .kind = WIRE_CALL_OFFER};
    for (size_t i = 0; i < x->files_n; i++)
        files[i] = (struct wire_push_file){.name = x->files[i].name, .bytes = x->files[i].bytes};
    memcpy(call.offer.reporter, x->reporter, sizeof x->reporter);
    memcpy(call.offer.digest, x->digest, sizeof x->digest);
    call.offer.situation = x->situation;
    call.offer.files = files;
    call.offer.files_n = x->files_n;
    call.offer.confirm = x->confirm;
    call.offer.wait_ms = wait_ms;
    return send_call(t, &call, e);
}

json_t *push_talk_offer(struct push_talk *t, const struct outbox_entry *x, const struct buf *bytes, uint32_t wait_ms,
                        struct err *e)
{
    struct wire_reply r;
    uint64_t sent = 0;
    json_t *receipt = NULL;
    int rc = send_offer(t, x, wait_ms, e);
    while (rc == 0 && !receipt) {
        int got = next_reply(t, (sent ? PROGRESS_S : REPLY_S) * 1000, &r, e);
        if (got <= 0) {
            if (got == 0)
                break_off(t, e);
            return NULL;
        }
        if (r.kind == WIRE_REPLY_CREDIT)
            rc = send_pieces(t, bytes, &sent, r.credit_upto, e);
        else if (r.kind == WIRE_REPLY_RECEIPT && memcmp(r.receipt.digest, x->digest, sizeof x->digest) == 0)
            receipt = receipt_json(&r);
        else
            rc = err_set(e, ERR_IO, TEXT_STRANGE, t->target->base);
        wire_reply_deinit(&r);
    }
    return receipt;
}

json_t *push_talk_outcome(struct push_talk *t, uint32_t wait_ms, struct err *e)
{
    struct wire_reply r;
    json_t *doc = NULL;
    e->code = ERR_NONE;
    int got = t->client ? next_reply(t, (int64_t)wait_ms + MARGIN_MS, &r, e) : 0;
    if (got == 1) {
        if (r.kind == WIRE_REPLY_OUTCOME)
            doc = outcome_json(t, &r, e);
        wire_reply_deinit(&r);
    }
    return doc;
}

/* ---- ask, recall ---- */

json_t *push_talk_ask(struct push_talk *t, const char *submission, uint32_t wait_ms, struct err *e)
{
    struct wire_call call = {.call = new_call(t), .kind = WIRE_CALL_ASK};
    struct wire_reply r;
    json_t *doc = NULL;
    if (strlen(submission) >= sizeof call.ask.submission) {
        err_fill(e, ERR_USAGE, TEXT_STRANGE, t->target->base);
        return NULL;
    }
    memcpy(call.ask.submission, submission, strlen(submission) + 1);
    call.ask.wait_ms = wait_ms;
    if (send_call(t, &call, e) < 0)
        return NULL;
    int got = next_reply(t, (int64_t)wait_ms + REPLY_S * 1000, &r, e);
    if (got == 0)
        break_off(t, e);
    if (got != 1)
        return NULL;
    if (r.kind == WIRE_REPLY_OUTCOME)
        doc = outcome_json(t, &r, e);
    else if (r.kind == WIRE_REPLY_RECEIPT)
        doc = receipt_json(&r);
    else
        err_fill(e, ERR_IO, TEXT_STRANGE, t->target->base);
    wire_reply_deinit(&r);
    return doc;
}

static int recall_some(struct push_talk *t, const char *const *submissions, size_t n, bool *forgotten, struct err *e)
{
    struct wire_call call = {.call = new_call(t), .kind = WIRE_CALL_RECALL};
    struct wire_reply r;
    call.recall.submissions = submissions;
    call.recall.n = n;
    if (send_call(t, &call, e) < 0)
        return -1;
    int got = next_reply(t, REPLY_S * 1000, &r, e);
    if (got <= 0)
        return got < 0 ? -1 : break_off(t, e);
    int rc = r.kind == WIRE_REPLY_FORGOTTEN ? 0 : err_set(e, ERR_IO, TEXT_STRANGE, t->target->base);
    for (size_t i = 0; rc == 0 && i < r.forgotten.n; i++)
        for (size_t k = 0; k < n; k++)
            forgotten[k] = forgotten[k] || strcmp(submissions[k], r.forgotten.submissions[i]) == 0;
    wire_reply_deinit(&r);
    return rc;
}

int push_talk_recall(struct push_talk *t, const char *const *submissions, size_t n, bool *forgotten, struct err *e)
{
    for (size_t at = 0; at < n; at += WIRE_RECALL_MAX) {
        size_t some = n - at < WIRE_RECALL_MAX ? n - at : WIRE_RECALL_MAX;
        if (recall_some(t, submissions + at, some, forgotten + at, e) < 0)
            return -1;
    }
    return 0;
}

void push_talk_close(struct push_talk *t)
{
    bus_client_close(&t->client);
    buf_deinit(&t->in);
    buf_deinit(&t->out);
}
