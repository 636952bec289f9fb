/* PushCall: what a chantier asks of intake. */
#include "io/wire_push.h"

#include <stdlib.h>
#include <string.h>

#include "io/wire_private.h"
#include "proto/push.pb-c.h"

void wire_call_deinit(struct wire_call *m)
{
    arena_deinit(&m->memory);
    *m = (struct wire_call){0};
}

static int fail_bounds(struct err *e, const char *what)
{
    return err_set(e, ERR_LIMIT, "wire: %s of a push is over its bounds", what);
}

/* ---- offers ---- */

static bool file_good(const struct wire_push_file *f)
{
    return strnlen(f->name, WIRE_PUSH_NAME_MAX + 1) <= WIRE_PUSH_NAME_MAX && f->bytes <= WIRE_PUSH_BYTES_MAX;
}

static void encode_offer(const struct wire_call *m, Cvg__PushCall *call, struct buf *out)
{
    Cvg__PushFile items[WIRE_PUSH_FILES_MAX], *list[WIRE_PUSH_FILES_MAX];
    char *names[WIRE_PUSH_FILES_MAX], reporter[WIRE_ID_SIZE];
    unsigned char digest[WIRE_PUSH_DIGEST_LEN];
    must(wire_text_good(WIRE_TEXT_ID, m->offer.reporter, sizeof m->offer.reporter));
    const size_t n = m->offer.files_n;
    must(n <= WIRE_PUSH_FILES_MAX);
    memcpy(reporter, m->offer.reporter, sizeof reporter);
    memcpy(digest, m->offer.digest, sizeof digest);
    Cvg__PushOffer p = CVG__PUSH_OFFER__INIT;
    p.reporter = reporter;
    p.situation = m->offer.situation;
    p.digest = (ProtobufCBinaryData){.len = sizeof digest, .data = digest};
    p.n_files = n;
    p.files = list;
    p.has_confirm = p.confirm = m->offer.confirm;
    p.has_wait_ms = m->offer.wait_ms != 0;
    p.wait_ms = m->offer.wait_ms;
    for (size_t i = 0; i < n; i++) {
        must(file_good(&m->offer.files[i]));
        items[i] = (Cvg__PushFile)CVG__PUSH_FILE__INIT;
        items[i].name = names[i] = mem_text(m->offer.files[i].name);
        items[i].bytes = m->offer.files[i].bytes;
        list[i] = &items[i];
    }
    call->offer = &p;
    wire_pack(&call->base, out);
    for (size_t i = 0; i < n; i++)
        free(names[i]);
}

static int take_files(const Cvg__PushOffer *p, struct wire_call *m, struct err *e)
{
    if (p->n_files > WIRE_PUSH_FILES_MAX)
        return fail_bounds(e, "the number of files");
    struct wire_push_file *files = arena_new(&m->memory, WIRE_PUSH_FILES_MAX * sizeof *files);
    for (size_t i = 0; i < p->n_files; i++) {
        uint64_t bytes = p->files[i]->bytes;
        const struct wire_push_file f = {.name = p->files[i]->name,
                                         .bytes = bytes < WIRE_PUSH_BYTES_MAX ? bytes : WIRE_PUSH_BYTES_MAX};
        if (!file_good(&f))
            return err_set(e, ERR_FORMAT, "wire: the name of a file of a push is too long");
        files[i].name = arena_text(&m->memory, f.name, strlen(f.name));
        files[i].bytes = f.bytes;
    }
    m->offer.files = files;
    m->offer.files_n = p->n_files;
    return 0;
}

static int take_offer(const Cvg__PushOffer *p, struct wire_call *m, struct err *e)
{
    if (wire_take_text(WIRE_TEXT_ID, p->reporter, m->offer.reporter, sizeof m->offer.reporter, "reporter", e) < 0)
        return -1;
    m->offer.situation = p->situation;
    if (p->digest.len != sizeof m->offer.digest)
        return err_set(e, ERR_FORMAT, "wire: a digest of %zu bytes", p->digest.len);
    memcpy(m->offer.digest, p->digest.data, sizeof m->offer.digest);
    m->offer.confirm = p->has_confirm && p->confirm;
    m->offer.wait_ms = p->has_wait_ms ? p->wait_ms : 0;
    return take_files(p, m, e);
}

/* ---- pieces, questions, recalls ---- */

static void encode_piece(const struct wire_call *m, Cvg__PushCall *call, struct buf *out)
{
    must(m->piece.len && m->piece.len <= WIRE_PIECE_MAX);
    unsigned char *data = mem_copy(m->piece.data, m->piece.len);
    Cvg__PushPiece p = CVG__PUSH_PIECE__INIT;
    p.offset = m->piece.offset;
    p.data = (ProtobufCBinaryData){.len = m->piece.len, .data = data};
    call->piece = &p;
    wire_pack(&call->base, out);
    mem_free(&data);
}

static int take_piece(const Cvg__PushPiece *p, struct wire_call *m, struct err *e)
{
    if (!p->data.len || p->data.len > WIRE_PIECE_MAX)
        return fail_bounds(e, "a piece");
    void *data = arena_new(&m->memory, p->data.len);
    memcpy(data, p->data.data, p->data.len);
    m->piece.offset = p->offset;
    m->piece.data = data;
    m->piece.len = p->data.len;
    return 0;
}

static void encode_ask(const struct wire_call *m, Cvg__PushCall *call, struct buf *out)
{
    char submission[WIRE_SUBMISSION_SIZE];
    must(wire_text_good(WIRE_TEXT_ID, m->ask.submission, sizeof m->ask.submission));
    memcpy(submission, m->ask.submission, sizeof submission);
    Cvg__PushAsk p = CVG__PUSH_ASK__INIT;
    p.submission = submission;
    p.has_wait_ms = m->ask.wait_ms != 0;
    p.wait_ms = m->ask.wait_ms;
    call->ask = &p;
    wire_pack(&call->base, out);
}

static int take_ask(const Cvg__PushAsk *p, struct wire_call *m, struct err *e)
{
    m->ask.wait_ms = p->has_wait_ms ? p->wait_ms : 0;
    return wire_take_text(WIRE_TEXT_ID, p->submission, m->ask.submission, sizeof m->ask.submission, "submission", e);
}

static void encode_recall(const struct wire_call *m, Cvg__PushCall *call, struct buf *out)
{
    Cvg__PushRecall p = CVG__PUSH_RECALL__INIT;
    p.submissions = wire_list_new(m->recall.submissions, m->recall.n);
    p.n_submissions = m->recall.n;
    call->recall = &p;
    wire_pack(&call->base, out);
    wire_list_free(p.submissions, p.n_submissions);
}

/* ---- calls ---- */

void wire_call_encode(const struct wire_call *m, struct buf *out)
{
    static void (*const encoders[])(const struct wire_call *, Cvg__PushCall *,
                                    struct buf *) = {[WIRE_CALL_OFFER] = encode_offer,
                                                     [WIRE_CALL_PIECE] = encode_piece,
                                                     [WIRE_CALL_ASK] = encode_ask,
                                                     [WIRE_CALL_RECALL] = encode_recall};
    Cvg__PushCall p = CVG__PUSH_CALL__INIT;
    size_t before = out->len;
    must(m->kind > WIRE_CALL_NONE && m->kind <= WIRE_CALL_RECALL);
    p.call = m->call;
    encoders[m->kind](m, &p, out);
    must(out->len - before <= WIRE_CALL_MAX);
}

static int take_call(const Cvg__PushCall *p, struct wire_call *m, struct err *e)
{
    if (!!p->offer + !!p->piece + !!p->ask + !!p->recall != 1)
        return err_set(e, ERR_FORMAT, "wire: a call of a push asks for one thing");
    m->kind = p->offer ? WIRE_CALL_OFFER : p->piece ? WIRE_CALL_PIECE : p->ask ? WIRE_CALL_ASK : WIRE_CALL_RECALL;
    if (p->offer)
        return take_offer(p->offer, m, e);
    if (p->piece)
        return take_piece(p->piece, m, e);
    if (p->ask)
        return take_ask(p->ask, m, e);
    m->recall.n = p->recall->n_submissions;
    return wire_take_list(p->recall->submissions, m->recall.n, &m->memory, &m->recall.submissions, e);
}

int wire_call_decode(const void *data, size_t len, struct wire_call *out, bool *has_call_out, struct err *e)
{
    struct wire_unpacker u;
    *out = (struct wire_call){0};
    const Cvg__PushCall *p = wire_begin(&u, &cvg__push_call__descriptor, data, len, WIRE_CALL_MAX, e);
    uint64_t call = p ? p->call : 0;
    int rc = p ? take_call(p, out, e) : -1;
    if (rc == 0 && !wire_texts_good(&cvg__push_call__descriptor, data, len))
        rc = err_set(e, ERR_FORMAT, "wire: a NUL in a text of a push");
    enum wire_call_kind kind = out->kind;
    *has_call_out = p != NULL;
    wire_end(&u);
    if (rc < 0)
        wire_call_deinit(out);
    out->call = call;
    out->kind = kind;
    return rc;
}
