/* Fuzz: any bytes as any message. What is taken is within bounds, and encoded again it is taken as the same. */
#include <stdint.h>
#include <string.h>

#include "io/wire.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void try_received(const void *data, size_t size, struct buf *b, struct err *e)
{
    struct wire_received m, n;
    if (wire_received_decode(data, size, &m, e) < 0)
        return;
    wire_received_encode(&m, b);
    must(wire_received_decode(b->data, b->len, &n, e) == 0 && memcmp(&m, &n, sizeof m) == 0);
}

static void try_judged(const void *data, size_t size, struct buf *b, struct err *e)
{
    struct wire_judged m, n;
    if (wire_judged_decode(data, size, &m, e) < 0)
        return;
    wire_judged_encode(&m, b);
    must(wire_judged_decode(b->data, b->len, &n, e) == 0 && memcmp(&m, &n, sizeof m) == 0);
}

static void try_request(const void *data, size_t size, struct buf *b, struct err *e)
{
    struct wire_request m, n;
    if (wire_request_decode(data, size, &m, e) < 0)
        return;
    wire_request_encode(&m, b);
    must(wire_request_decode(b->data, b->len, &n, e) == 0 && strcmp(m.scope, n.scope) == 0 && m.fin == n.fin);
}

static void try_heartbeat(const void *data, size_t size, struct buf *b, struct err *e)
{
    struct wire_heartbeat m, n;
    if (wire_heartbeat_decode(data, size, &m, e) < 0)
        return;
    wire_heartbeat_encode(&m, b);
    must(wire_heartbeat_decode(b->data, b->len, &n, e) == 0 && m.hash == n.hash && m.at_us == n.at_us);
}

static void try_chantier(const void *data, size_t size, struct buf *b, struct err *e)
{
    struct wire_chantier m, n;
    if (wire_chantier_decode(data, size, &m, e) < 0)
        return;
    wire_chantier_encode(&m, b);
    must(wire_chantier_decode(b->data, b->len, &n, e) == 0 && n.periods_n == m.periods_n);
    for (size_t i = 0; i < m.periods_n; i++)
        must(m.periods[i].len == n.periods[i].len &&
             memcmp(m.periods[i].payload, n.periods[i].payload, m.periods[i].len) == 0);
    wire_chantier_deinit(&m);
    wire_chantier_deinit(&n);
}

static void try_figures(const void *data, size_t size, struct buf *b, struct err *e)
{
    struct wire_figures m, n;
    if (wire_figures_decode(data, size, &m, e) < 0)
        return;
    wire_figures_encode(&m, b);
    must(wire_figures_decode(b->data, b->len, &n, e) == 0);
    must(n.live_n == m.live_n && n.reporters_n == m.reporters_n && n.slots_len == m.slots_len);
    wire_figures_deinit(&m);
    wire_figures_deinit(&n);
}

static void try_call(const void *data, size_t size, struct buf *b, struct err *e)
{
    struct wire_call m, n;
    bool has_call;
    if (wire_call_decode(data, size, &m, &has_call, e) < 0)
        return;
    wire_call_encode(&m, b);
    must(wire_call_decode(b->data, b->len, &n, &has_call, e) == 0 && n.call == m.call && n.kind == m.kind);
    must(n.offer.files_n == m.offer.files_n && n.recall.n == m.recall.n && n.piece.len == m.piece.len);
    must(!m.piece.len || memcmp(m.piece.data, n.piece.data, m.piece.len) == 0);
    wire_call_deinit(&m);
    wire_call_deinit(&n);
}

static void try_reply(const void *data, size_t size, struct buf *b, struct err *e)
{
    struct wire_reply m, n;
    if (wire_reply_decode(data, size, &m, e) < 0)
        return;
    wire_reply_encode(&m, b);
    must(wire_reply_decode(b->data, b->len, &n, e) == 0 && n.call == m.call && n.kind == m.kind);
    must(n.outcome.len == m.outcome.len && n.forgotten.n == m.forgotten.n && n.credit_upto == m.credit_upto);
    wire_reply_deinit(&m);
    wire_reply_deinit(&n);
}

static void try_ask(const void *data, size_t size, struct buf *b, struct err *e)
{
    struct wire_ask m, n;
    bool has_call;
    if (wire_ask_decode(data, size, &m, &has_call, e) < 0)
        return;
    wire_ask_encode(&m, b);
    must(wire_ask_decode(b->data, b->len, &n, &has_call, e) == 0 && n.call == m.call && n.kind == m.kind);
    must(n.scopes_n == m.scopes_n && n.days_n == m.days_n && n.at_us == m.at_us);
    must(!m.days_n || memcmp(m.days, n.days, m.days_n * sizeof *m.days) == 0);
    wire_ask_deinit(&m);
    wire_ask_deinit(&n);
}

static void try_answer(const void *data, size_t size, struct buf *b, struct err *e)
{
    struct wire_answer m, n;
    if (wire_answer_decode(data, size, &m, e) < 0)
        return;
    wire_answer_encode(&m, b);
    must(wire_answer_decode(b->data, b->len, &n, e) == 0 && n.call == m.call && strcmp(n.error, m.error) == 0);
    must(n.figures_n == m.figures_n && n.series_n == m.series_n && n.document_len == m.document_len);
    wire_answer_deinit(&m);
    wire_answer_deinit(&n);
}

/* The first byte chooses the message. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static void (*const tries[])(const void *, size_t, struct buf *,
                                 struct err *) = {try_received, try_judged, try_request, try_heartbeat, try_chantier,
                                                  try_figures,  try_call,   try_reply,   try_ask,       try_answer};
    struct buf b = {0};
    struct err e = {0};
    if (!size)
        return 0;
    tries[*data % (sizeof tries / sizeof *tries)](data + 1, size - 1, &b, &e);
    buf_deinit(&b);
    return 0;
}
