/* PastAnswer: what reporting answers. */
#include <string.h>

#include "io/wire_private.h"
#include "io/wire_reporting.h"
#include "proto/reporting.pb-c.h"

void wire_answer_deinit(struct wire_answer *m)
{
    arena_deinit(&m->memory);
    *m = (struct wire_answer){0};
}

/* ---- bounds ---- */

bool wire_answer_fits(const struct wire_answer *m)
{
    size_t bytes = 4096 + m->document_len + m->days_n * 5;
    if (m->figures_n > WIRE_ANSWER_SCOPES_MAX || m->series_n > WIRE_ANSWER_SCOPES_MAX)
        return false;
    for (size_t i = 0; i < m->figures_n; i++)
        bytes += WIRE_SCOPE_SIZE + 64 + m->figures[i].slots_len;
    for (size_t i = 0; i < m->series_n; i++)
        bytes += WIRE_SCOPE_SIZE + 64 + m->days_n * 10;
    return bytes <= WIRE_ANSWER_MAX;
}

static void check_good(const struct wire_answer *m)
{
    must(wire_text_good(WIRE_TEXT_DIGEST, m->definitions, sizeof m->definitions));
    must(!*m->error || (wire_text_good(WIRE_TEXT_STATE, m->error, sizeof m->error) && m->message &&
                        strlen(m->message) <= WIRE_ANSWER_MESSAGE_MAX));
    must(m->days_n <= WIRE_ASK_DAYS_MAX && wire_instant_good(m->as_known_on_us) && wire_answer_fits(m));
    for (size_t i = 0; i < m->figures_n; i++)
        must(wire_text_good(WIRE_TEXT_SCOPE, m->figures[i].scope, WIRE_SCOPE_SIZE) &&
             m->figures[i].slots_len <= WIRE_PAYLOAD_MAX);
    for (size_t i = 0; i < m->series_n; i++)
        must(wire_text_good(WIRE_TEXT_SCOPE, m->series[i].scope, WIRE_SCOPE_SIZE));
}

/* ---- out ---- */

/* protobuf-c wants what it does not change as if it would: copies, in an arena. */
static void *copy(struct arena *a, const void *p, size_t size)
{
    void *to = arena_new(a, size + 1);
    if (p)
        memcpy(to, p, size);
    return to;
}

static void put_figures(const struct wire_answer *m, struct arena *a, Cvg__PastAnswer *p)
{
    p->n_figures = m->figures_n;
    p->figures = arena_new(a, m->figures_n * sizeof *p->figures + 1);
    for (size_t i = 0; i < m->figures_n; i++) {
        const struct wire_past_figures *from = &m->figures[i];
        Cvg__PastFigures *to = p->figures[i] = arena_new(a, sizeof *to);
        *to = (Cvg__PastFigures)CVG__PAST_FIGURES__INIT;
        to->scope = copy(a, from->scope, sizeof from->scope);
        to->expected = from->expected;
        to->counted = from->counted;
        to->has_oldest = from->has_oldest;
        to->oldest = from->oldest;
        to->slots = (ProtobufCBinaryData){from->slots_len, copy(a, from->slots, from->slots_len)};
    }
}

static void put_series(const struct wire_answer *m, struct arena *a, Cvg__PastAnswer *p)
{
    p->n_days = m->days_n;
    p->days = copy(a, m->days, m->days_n * sizeof *p->days);
    p->n_series = m->series_n;
    p->series = arena_new(a, m->series_n * sizeof *p->series + 1);
    for (size_t i = 0; i < m->series_n; i++) {
        Cvg__PastSeries *to = p->series[i] = arena_new(a, sizeof *to);
        *to = (Cvg__PastSeries)CVG__PAST_SERIES__INIT;
        to->scope = copy(a, m->series[i].scope, sizeof m->series[i].scope);
        to->n_values = m->days_n;
        to->values = copy(a, m->series[i].values, m->days_n * sizeof *to->values);
    }
}

void wire_answer_encode(const struct wire_answer *m, struct buf *out)
{
    struct arena a = {0};
    size_t before = out->len;
    check_good(m);
    Cvg__PastAnswer p = CVG__PAST_ANSWER__INIT;
    p.call = m->call;
    p.definitions = copy(&a, m->definitions, sizeof m->definitions);
    if (*m->error) {
        p.error = copy(&a, m->error, sizeof m->error);
        p.message = arena_text(&a, m->message, strlen(m->message));
    } else {
        p.has_as_known_on_us = true;
        p.as_known_on_us = m->as_known_on_us;
        put_figures(m, &a, &p);
        put_series(m, &a, &p);
        p.has_document = m->document != NULL;
        p.document = (ProtobufCBinaryData){m->document_len, copy(&a, m->document, m->document_len)};
    }
    wire_pack(&p.base, out);
    arena_deinit(&a);
    must(out->len - before <= WIRE_ANSWER_MAX);
}

/* ---- in ---- */

static int take_texts(const Cvg__PastAnswer *p, struct wire_answer *m, struct err *e)
{
    size_t len = p->message ? strnlen(p->message, WIRE_ANSWER_MESSAGE_MAX + 1) : 0;
    if (len > WIRE_ANSWER_MESSAGE_MAX)
        return err_set(e, ERR_LIMIT, "wire: an answer's message is too long");
    if (!p->error != !p->message)
        return err_set(e, ERR_FORMAT, "wire: an error has a message, and a message an error");
    m->message = p->message ? arena_text(&m->memory, p->message, len) : NULL;
    if (p->error && wire_take_text(WIRE_TEXT_STATE, p->error, m->error, sizeof m->error, "error", e) < 0)
        return -1;
    return wire_take_text(WIRE_TEXT_DIGEST, p->definitions, m->definitions, sizeof m->definitions, "definitions", e);
}

static int take_figures(const Cvg__PastAnswer *p, struct wire_answer *m, struct err *e)
{
    struct wire_past_figures *list = arena_new(&m->memory, p->n_figures * sizeof *list + 1);
    for (size_t i = 0; i < p->n_figures; i++) {
        const Cvg__PastFigures *from = p->figures[i];
        list[i] = (struct wire_past_figures){.expected = from->expected,
                                             .counted = from->counted,
                                             .has_oldest = from->has_oldest,
                                             .slots = copy(&m->memory, from->slots.data, from->slots.len),
                                             .slots_len = from->slots.len};
        if (from->slots.len > WIRE_PAYLOAD_MAX)
            return err_set(e, ERR_LIMIT, "wire: slots of %zu bytes", from->slots.len);
        if (wire_take_text(WIRE_TEXT_SCOPE, from->scope, list[i].scope, sizeof list[i].scope, "scope", e) < 0 ||
            (from->has_oldest && wire_take_day(from->oldest, &list[i].oldest, "oldest", e) < 0))
            return -1;
    }
    m->figures = list;
    m->figures_n = p->n_figures;
    return 0;
}

static int take_series(const Cvg__PastAnswer *p, struct wire_answer *m, struct err *e)
{
    struct wire_past_series *list = arena_new(&m->memory, p->n_series * sizeof *list + 1);
    for (size_t i = 0; i < p->n_series; i++) {
        const Cvg__PastSeries *from = p->series[i];
        if (from->n_values != p->n_days)
            return err_set(e, ERR_FORMAT, "wire: %zu values of %zu days", from->n_values, p->n_days);
        if (wire_take_text(WIRE_TEXT_SCOPE, from->scope, list[i].scope, sizeof list[i].scope, "scope", e) < 0)
            return -1;
        list[i].values = copy(&m->memory, from->values, from->n_values * sizeof *from->values);
    }
    for (size_t i = 0; i < p->n_days; i++)
        if (!wire_days_good(p->days[i], p->days[i]))
            return err_set(e, ERR_FORMAT, "wire: day %zu of an answer is none", i + 1);
    m->days = copy(&m->memory, p->days, p->n_days * sizeof *p->days);
    m->days_n = p->n_days;
    m->series = list;
    m->series_n = p->n_series;
    return 0;
}

static int take_answer(const Cvg__PastAnswer *p, struct wire_answer *m, struct err *e)
{
    if (p->n_figures > WIRE_ANSWER_SCOPES_MAX || p->n_series > WIRE_ANSWER_SCOPES_MAX || p->n_days > WIRE_ASK_DAYS_MAX)
        return err_set(e, ERR_LIMIT, "wire: an answer of %zu and %zu scopes, %zu days", p->n_figures, p->n_series,
                       p->n_days);
    m->call = p->call;
    if (take_texts(p, m, e) < 0)
        return -1;
    if (*m->error)
        return 0;
    m->as_known_on_us = p->has_as_known_on_us ? p->as_known_on_us : 0;
    if (!wire_instant_good(m->as_known_on_us))
        return err_set(e, ERR_FORMAT, "wire: known on no instant of the calendar");
    if (p->has_document) {
        m->document = arena_text(&m->memory, p->document.len ? (const char *)p->document.data : "", p->document.len);
        m->document_len = p->document.len;
    }
    if (take_figures(p, m, e) < 0 || take_series(p, m, e) < 0)
        return -1;
    return wire_answer_fits(m) ? 0 : err_set(e, ERR_LIMIT, "wire: an answer that is too large");
}

int wire_answer_decode(const void *data, size_t len, struct wire_answer *out, struct err *e)
{
    struct wire_unpacker u;
    *out = (struct wire_answer){0};
    const Cvg__PastAnswer *p = wire_begin(&u, &cvg__past_answer__descriptor, data, len, WIRE_ANSWER_MAX, e);
    int rc = p ? take_answer(p, out, e) : -1;
    wire_end(&u);
    if (rc < 0)
        wire_answer_deinit(out);
    return rc;
}
