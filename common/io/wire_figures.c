/* Figures, their request, and the heartbeat of aggregation. */
#include "io/wire_figures.h"

#include <stdlib.h>
#include <string.h>

#include "io/wire_private.h"
#include "proto/figures.pb-c.h"

void wire_request_encode(const struct wire_request *in, struct buf *out)
{
    struct wire_request m = *in;
    must(wire_text_good(WIRE_TEXT_SCOPE, m.scope, sizeof m.scope));
    must(wire_text_good(WIRE_TEXT_ID, m.programme, sizeof m.programme));
    must(!m.has_period || wire_days_good(m.debut, m.fin));
    Cvg__FiguresRequest p = CVG__FIGURES_REQUEST__INIT;
    p.scope = m.scope;
    p.programme = m.programme;
    p.has_debut = p.has_fin = m.has_period;
    p.debut = m.debut;
    p.fin = m.fin;
    p.has_versions = m.versions;
    p.versions = m.versions;
    wire_pack(&p.base, out);
}

static int take_request(const Cvg__FiguresRequest *p, struct wire_request *m, struct err *e)
{
    m->has_period = p->has_debut && p->has_fin;
    m->versions = p->has_versions && p->versions;
    if (p->has_debut != p->has_fin)
        return err_set(e, ERR_FORMAT, "wire: half a period");
    if (wire_take_text(WIRE_TEXT_SCOPE, p->scope, m->scope, sizeof m->scope, "scope", e) < 0 ||
        wire_take_text(WIRE_TEXT_ID, p->programme, m->programme, sizeof m->programme, "programme", e) < 0)
        return -1;
    return m->has_period ? wire_take_period(p->debut, p->fin, &m->debut, &m->fin, e) : 0;
}

int wire_request_decode(const void *data, size_t len, struct wire_request *out, struct err *e)
{
    struct wire_unpacker u;
    struct wire_request m = {0};
    const Cvg__FiguresRequest *p = wire_begin(&u, &cvg__figures_request__descriptor, data, len, WIRE_HINT_MAX, e);
    int rc = p ? take_request(p, &m, e) : -1;
    wire_end(&u);
    *out = rc == 0 ? m : (struct wire_request){0};
    return rc;
}

void wire_figures_deinit(struct wire_figures *m)
{
    free(m->slots);
    free(m->live);
    free(m->reporters);
    *m = (struct wire_figures){0};
}

static void check_good(const struct wire_figures *m)
{
    must(wire_text_good(WIRE_TEXT_DIGEST, m->definitions, sizeof m->definitions));
    must(!*m->error || wire_text_good(WIRE_TEXT_STATE, m->error, sizeof m->error));
    must(!*m->scope || wire_text_good(WIRE_TEXT_SCOPE, m->scope, sizeof m->scope));
    must(!*m->programme || wire_text_good(WIRE_TEXT_ID, m->programme, sizeof m->programme));
    must(!m->has_period || wire_days_good(m->debut, m->fin));
    must(m->slots_len <= WIRE_PAYLOAD_MAX && m->live_n <= WIRE_LIVE_MAX && m->reporters_n <= WIRE_REPORTERS_MAX);
    for (size_t i = 0; i < m->live_n; i++)
        must(wire_text_good(WIRE_TEXT_PERIOD, m->live[i].name, sizeof m->live[i].name) &&
             wire_days_good(m->live[i].debut, m->live[i].fin));
    for (size_t i = 0; i < m->reporters_n; i++)
        must(wire_text_good(WIRE_TEXT_ID, m->reporters[i].reporter, sizeof m->reporters[i].reporter));
}

/* The members of their own; lists come after. */
static void fill(Cvg__Figures *p, struct wire_figures *m)
{
    bool told = !*m->error;
    p->definitions = m->definitions;
    p->error = *m->error ? m->error : NULL;
    p->scope = *m->scope ? m->scope : NULL;
    p->programme = *m->programme ? m->programme : NULL;
    p->has_debut = p->has_fin = m->has_period;
    p->debut = m->debut;
    p->fin = m->fin;
    p->has_version = p->has_as_known_on_us = p->has_expected = p->has_counted = p->has_reference = told;
    p->version = m->version;
    p->as_known_on_us = m->as_known_on_us;
    p->expected = m->expected;
    p->counted = m->counted;
    p->has_oldest = m->has_oldest;
    p->oldest = m->oldest;
    p->has_slots = m->slots != NULL;
    p->slots = (ProtobufCBinaryData){.len = m->slots_len, .data = m->slots};
    p->reference = m->reference;
}

void wire_figures_encode(const struct wire_figures *in, struct buf *out)
{
    struct wire_figures m = *in;
    size_t before = out->len;
    check_good(&m);
    Cvg__Figures p = CVG__FIGURES__INIT;
    Cvg__LivePeriod live[WIRE_LIVE_MAX], *live_list[WIRE_LIVE_MAX];
    Cvg__ReporterVersion *reporters = mem_new_n(m.reporters_n, sizeof *reporters);
    Cvg__ReporterVersion **reporter_list = mem_new_n(m.reporters_n, sizeof(Cvg__ReporterVersion *));
    fill(&p, &m);
    for (size_t i = 0; i < m.live_n; i++) {
        live[i] = (Cvg__LivePeriod)CVG__LIVE_PERIOD__INIT;
        live[i].name = m.live[i].name;
        live[i].debut = m.live[i].debut;
        live[i].fin = m.live[i].fin;
        live_list[i] = &live[i];
    }
    for (size_t i = 0; i < m.reporters_n; i++) {
        reporters[i] = (Cvg__ReporterVersion)CVG__REPORTER_VERSION__INIT;
        reporters[i].reporter = m.reporters[i].reporter;
        reporters[i].version = m.reporters[i].version;
        reporter_list[i] = &reporters[i];
    }
    p.n_periods = m.live_n;
    p.periods = live_list;
    p.n_reporters = m.reporters_n;
    p.reporters = reporter_list;
    wire_pack(&p.base, out);
    free(reporter_list);
    free(reporters);
    must(out->len - before <= WIRE_FIGURES_MAX);
}

static int take_texts(const Cvg__Figures *p, struct wire_figures *m, struct err *e)
{
    if (wire_take_text(WIRE_TEXT_DIGEST, p->definitions, m->definitions, sizeof m->definitions, "definitions", e) < 0)
        return -1;
    if (p->error && wire_take_text(WIRE_TEXT_STATE, p->error, m->error, sizeof m->error, "error", e) < 0)
        return -1;
    if (p->scope && wire_take_text(WIRE_TEXT_SCOPE, p->scope, m->scope, sizeof m->scope, "scope", e) < 0)
        return -1;
    if (p->programme &&
        wire_take_text(WIRE_TEXT_ID, p->programme, m->programme, sizeof m->programme, "programme", e) < 0)
        return -1;
    return 0;
}

static int take_numbers(const Cvg__Figures *p, struct wire_figures *m, struct err *e)
{
    m->version = p->has_version ? p->version : 0;
    m->as_known_on_us = p->has_as_known_on_us ? p->as_known_on_us : 0;
    m->expected = p->has_expected ? p->expected : 0;
    m->counted = p->has_counted ? p->counted : 0;
    m->reference = p->has_reference ? p->reference : 0;
    m->has_period = p->has_debut && p->has_fin;
    m->has_oldest = p->has_oldest;
    if (p->has_debut != p->has_fin)
        return err_set(e, ERR_FORMAT, "wire: half a period");
    if (m->has_period && wire_take_period(p->debut, p->fin, &m->debut, &m->fin, e) < 0)
        return -1;
    if (m->has_oldest && wire_take_day(p->oldest, &m->oldest, "oldest", e) < 0)
        return -1;
    return p->has_slots ? wire_take_bytes(&p->slots, WIRE_PAYLOAD_MAX, &m->slots, &m->slots_len, "slots", e) : 0;
}

static int take_lists(const Cvg__Figures *p, struct wire_figures *m, struct err *e)
{
    if (p->n_periods > WIRE_LIVE_MAX || p->n_reporters > WIRE_REPORTERS_MAX)
        return err_set(e, ERR_LIMIT, "wire: %zu periods, %zu reporters", p->n_periods, p->n_reporters);
    m->live = mem_new_n(p->n_periods, sizeof *m->live);
    m->reporters = mem_new_n(p->n_reporters, sizeof *m->reporters);
    for (size_t i = 0; i < p->n_periods; i++) {
        const Cvg__LivePeriod *from = p->periods[i];
        struct wire_live *to = &m->live[m->live_n++];
        if (wire_take_text(WIRE_TEXT_PERIOD, from->name, to->name, sizeof to->name, "period", e) < 0 ||
            wire_take_period(from->debut, from->fin, &to->debut, &to->fin, e) < 0)
            return -1;
    }
    for (size_t i = 0; i < p->n_reporters; i++) {
        struct wire_version *to = &m->reporters[m->reporters_n++];
        to->version = p->reporters[i]->version;
        if (wire_take_text(WIRE_TEXT_ID, p->reporters[i]->reporter, to->reporter, sizeof to->reporter, "reporter", e) <
            0)
            return -1;
    }
    return 0;
}

int wire_figures_decode(const void *data, size_t len, struct wire_figures *out, struct err *e)
{
    struct wire_unpacker u;
    *out = (struct wire_figures){0};
    const Cvg__Figures *p = wire_begin(&u, &cvg__figures__descriptor, data, len, WIRE_FIGURES_MAX, e);
    int rc = -1;
    if (p && take_texts(p, out, e) == 0 && take_numbers(p, out, e) == 0 && take_lists(p, out, e) == 0)
        rc = 0;
    wire_end(&u);
    if (rc < 0)
        wire_figures_deinit(out);
    return rc;
}

void wire_heartbeat_encode(const struct wire_heartbeat *in, struct buf *out)
{
    struct wire_heartbeat m = *in;
    must(wire_text_good(WIRE_TEXT_DIGEST, m.definitions, sizeof m.definitions));
    Cvg__Heartbeat p = CVG__HEARTBEAT__INIT;
    p.definitions = m.definitions;
    p.reporters = m.reporters;
    p.hash = m.hash;
    p.at_us = m.at_us;
    p.complete = m.complete;
    wire_pack(&p.base, out);
}

int wire_heartbeat_decode(const void *data, size_t len, struct wire_heartbeat *out, struct err *e)
{
    struct wire_unpacker u;
    struct wire_heartbeat m = {0};
    const Cvg__Heartbeat *p = wire_begin(&u, &cvg__heartbeat__descriptor, data, len, WIRE_HINT_MAX, e);
    int rc = -1;
    if (p &&
        wire_take_text(WIRE_TEXT_DIGEST, p->definitions, m.definitions, sizeof m.definitions, "definitions", e) == 0) {
        m.reporters = p->reporters;
        m.hash = p->hash;
        m.at_us = p->at_us;
        m.complete = p->complete;
        rc = 0;
    }
    wire_end(&u);
    *out = rc == 0 ? m : (struct wire_heartbeat){0};
    return rc;
}
