/* What is told after a commit: the reporter's whole new state to aggregation, a hint to intake. Both may be lost: they
 * sweep. */
#include "base/mem.h"
#include "io/wire.h"
#include "validation/worker.h"

#include <stdio.h>
#include <stdlib.h>

static void send(struct bus *bus, struct buf *b)
{
    struct bus_part part = {buf_text(b), b->len};
    if (bus)
        bus_send(bus, &part, 1);
    buf_reset(b);
}

static void tell_state(struct worker *w, const struct item *it, struct buf *b)
{
    size_t len = contribution_len(w->definitions);
    struct wire_period periods[PERIODS_LIVE_MAX];
    struct buf payloads[PERIODS_LIVE_MAX] = {0};
    struct wire_chantier m = {
        .version = (uint64_t)it->version + 1, .has_situation = true, .periods = periods, .periods_n = w->periods_n};
    bool judged = it->n != 0;
    snprintf(m.reporter, sizeof m.reporter, "%s", it->reporter);
    snprintf(m.definitions, sizeof m.definitions, "%s", w->definitions->digest);
    m.situation = judged ? it->situation : it->in_force;
    m.rows_read = (uint32_t)(judged ? it->read : (size_t)it->rows_read);
    m.rows_set_aside = (uint32_t)(judged ? it->aside : (size_t)it->rows_aside);
    for (size_t k = 0; k < w->periods_n; k++) {
        contribution_encode(it->values + k * len, len, &payloads[k]);
        periods[k] = (struct wire_period){w->periods[k].debut, w->periods[k].fin, (unsigned char *)payloads[k].data,
                                          payloads[k].len};
    }
    wire_chantier_encode(&m, b);
    send(w->to_aggregation, b);
    for (size_t k = 0; k < w->periods_n; k++)
        buf_deinit(&payloads[k]);
}

static void tell_outcome(struct worker *w, const struct item *it, struct buf *b)
{
    struct wire_judged m = {0};
    snprintf(m.reporter, sizeof m.reporter, "%s", it->reporter);
    snprintf(m.submission, sizeof m.submission, "%s", it->id);
    snprintf(m.state, sizeof m.state, "%s", verdict_name(it->verdict));
    wire_judged_encode(&m, b);
    send(w->to_intake, b);
}

void telling_round(struct worker *w)
{
    struct buf b = {0};
    for (size_t i = 0; i < w->items_n; i++) {
        const struct item *it = &w->items[i];
        if (!it->in_round)
            continue;
        if (it->values)
            tell_state(w, it, &b);
        if (it->n == 0)
            continue;
        tell_outcome(w, it, &b);
        w->judged[it->verdict]->value++;
        log_event(LOG_INFO, "judged", log_text("submission", it->id), log_text("state", verdict_name(it->verdict)),
                  log_int("rows", (int64_t)it->read), log_int("set_aside", (int64_t)it->aside),
                  log_int("version", it->version + (it->verdict == VERDICT_ACCEPTED)));
    }
    buf_deinit(&b);
}
