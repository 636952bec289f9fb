/* Figures on request: a ROUTER, one answer a request. */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "aggregation/service.h"
#include "base/mem.h"
#include "base/text.h"

static void fill_live(const struct totals *t, struct wire_figures *m)
{
    const struct period *live = totals_live(t, &m->live_n);
    static_assert(PERIODS_LIVE_MAX <= WIRE_LIVE_MAX, "what is live fits into an answer");
    m->live = mem_new_n(m->live_n, sizeof *m->live);
    for (size_t i = 0; i < m->live_n; i++) {
        m->live[i] = (struct wire_live){.debut = live[i].debut, .fin = live[i].fin};
        snprintf(m->live[i].name, sizeof m->live[i].name, "%s", live[i].name);
    }
}

static void fill_versions(const struct totals *t, struct wire_figures *m)
{
    size_t cap = 0;
    uint64_t version;
    const char *name;
    for (size_t i = 0; (name = totals_reporter(t, i, &version)) && m->reporters_n < WIRE_REPORTERS_MAX; i++) {
        if (!text_is_id(name, strlen(name)))
            continue;
        m->reporters = mem_room(m->reporters, m->reporters_n, &cap, sizeof *m->reporters);
        struct wire_version *v = &m->reporters[m->reporters_n++];
        *v = (struct wire_version){.version = version};
        snprintf(v->reporter, sizeof v->reporter, "%s", name);
    }
}

static const char *find(struct service *s, const struct wire_request *q, struct totals_figures *f)
{
    static const char *const errors[TOTALS_FOUND_COUNT] = {
        [TOTALS_UNKNOWN_SCOPE] = "unknown_scope", [TOTALS_NOT_LIVE] = "not_live", [TOTALS_INCOMPLETE] = "starting"};
    struct scope scope;
    struct err e;
    int programme = programme_find(s->definitions, q->programme);
    if (!s->sweep.loaded)
        return "starting";
    if (scope_parse(q->scope, &scope, &e) != 0 || programme < 0)
        return "unknown_scope";
    return errors[totals_find(s->totals, &scope, (size_t)programme, q->debut, q->fin, f)];
}

void answer_format(struct service *s, const struct wire_request *q, bool whole, struct buf *out)
{
    struct wire_figures m = {.as_known_on_us = s->sweep.known_us};
    struct totals_figures f;
    struct buf slots = {0};
    const char *error = q->has_period ? find(s, q, &f) : s->sweep.loaded ? NULL : "starting";
    snprintf(m.definitions, sizeof m.definitions, "%s", s->definitions->digest);
    totals_reference(s->totals, &m.reference);
    if (error) {
        snprintf(m.error, sizeof m.error, "%s", error);
    } else if (q->has_period) {
        snprintf(m.scope, sizeof m.scope, "%s", q->scope);
        snprintf(m.programme, sizeof m.programme, "%s", q->programme);
        m.has_period = true;
        m.debut = q->debut;
        m.fin = q->fin;
        m.version = f.version;
        m.expected = f.coverage.expected;
        m.counted = f.coverage.counted;
        m.has_oldest = f.coverage.counted > 0;
        m.oldest = f.coverage.oldest;
        contribution_encode(f.slots, s->definitions->catalogue->slots_n, &slots);
        m.slots = (unsigned char *)slots.data;
        m.slots_len = slots.len;
    }
    if (whole)
        fill_live(s->totals, &m);
    if (whole && q->versions && !error)
        fill_versions(s->totals, &m);
    wire_figures_encode(&m, out);
    buf_deinit(&slots);
    free(m.live);
    free(m.reporters);
}

/* The first parts lead back to who asked; the last is the request. */
void answer_on_message(struct bus *b, const struct bus_part *parts, size_t n, const char *user, void *arg)
{
    struct service *s = arg;
    struct wire_request q;
    struct bus_part answer[BUS_PARTS_MAX];
    struct buf out = {0};
    struct err e;
    (void)user;
    if (n < 2 || wire_request_decode(parts[n - 1].data, parts[n - 1].len, &q, &e) < 0) {
        s->broken->value++;
        return;
    }
    answer_format(s, &q, true, &out);
    memcpy(answer, parts, (n - 1) * sizeof *parts);
    answer[n - 1] = (struct bus_part){buf_text(&out), out.len};
    bus_send(b, answer, n); /* who does not wait for it any more may go without */
    s->asked->value++;
    buf_deinit(&out);
}
