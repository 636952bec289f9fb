/* ChantierChanged: the state of one reporter. */
#include "io/wire_chantier.h"

#include <stdlib.h>

#include "io/wire_private.h"
#include "proto/chantier.pb-c.h"

void wire_chantier_deinit(struct wire_chantier *m)
{
    for (size_t i = 0; i < m->periods_n; i++)
        free(m->periods[i].payload);
    free(m->periods);
    *m = (struct wire_chantier){0};
}

static void check_good(const struct wire_chantier *m)
{
    must(wire_text_good(WIRE_TEXT_ID, m->reporter, sizeof m->reporter));
    must(wire_text_good(WIRE_TEXT_DIGEST, m->definitions, sizeof m->definitions));
    must(m->periods_n <= WIRE_PERIODS_MAX);
    for (size_t i = 0; i < m->periods_n; i++)
        must(wire_days_good(m->periods[i].debut, m->periods[i].fin) && m->periods[i].len <= WIRE_PAYLOAD_MAX);
}

void wire_chantier_encode(const struct wire_chantier *in, struct buf *out)
{
    struct wire_chantier m = *in;
    Cvg__PeriodContribution items[WIRE_PERIODS_MAX], *list[WIRE_PERIODS_MAX];
    size_t before = out->len;
    check_good(&m);
    Cvg__ChantierChanged p = CVG__CHANTIER_CHANGED__INIT;
    p.reporter = m.reporter;
    p.version = m.version;
    p.definitions = m.definitions;
    p.has_situation = m.has_situation;
    p.situation = m.situation;
    p.rows_read = m.rows_read;
    p.rows_set_aside = m.rows_set_aside;
    p.n_periods = m.periods_n;
    p.periods = list;
    for (size_t i = 0; i < m.periods_n; i++) {
        items[i] = (Cvg__PeriodContribution)CVG__PERIOD_CONTRIBUTION__INIT;
        items[i].debut = m.periods[i].debut;
        items[i].fin = m.periods[i].fin;
        items[i].payload = (ProtobufCBinaryData){.len = m.periods[i].len, .data = m.periods[i].payload};
        list[i] = &items[i];
    }
    wire_pack(&p.base, out);
    must(out->len - before <= WIRE_CHANTIER_MAX);
}

static int take_periods(const Cvg__ChantierChanged *p, struct wire_chantier *m, struct err *e)
{
    if (p->n_periods > WIRE_PERIODS_MAX)
        return err_set(e, ERR_LIMIT, "wire: %zu periods of a reporter", p->n_periods);
    m->periods = mem_new_n(p->n_periods, sizeof *m->periods);
    for (size_t i = 0; i < p->n_periods; i++) {
        const Cvg__PeriodContribution *from = p->periods[i];
        struct wire_period *to = &m->periods[m->periods_n++];
        if (wire_take_period(from->debut, from->fin, &to->debut, &to->fin, e) < 0 ||
            wire_take_bytes(&from->payload, WIRE_PAYLOAD_MAX, &to->payload, &to->len, "contribution", e) < 0)
            return -1;
    }
    return 0;
}

static int take_chantier(const Cvg__ChantierChanged *p, struct wire_chantier *m, struct err *e)
{
    m->version = p->version;
    m->has_situation = p->has_situation;
    m->rows_read = p->rows_read;
    m->rows_set_aside = p->rows_set_aside;
    if (wire_take_text(WIRE_TEXT_ID, p->reporter, m->reporter, sizeof m->reporter, "reporter", e) < 0 ||
        wire_take_text(WIRE_TEXT_DIGEST, p->definitions, m->definitions, sizeof m->definitions, "definitions", e) < 0)
        return -1;
    if (p->has_situation && wire_take_day(p->situation, &m->situation, "situation", e) < 0)
        return -1;
    return take_periods(p, m, e);
}

int wire_chantier_decode(const void *data, size_t len, struct wire_chantier *out, struct err *e)
{
    struct wire_unpacker u;
    *out = (struct wire_chantier){0};
    const Cvg__ChantierChanged *p = wire_begin(&u, &cvg__chantier_changed__descriptor, data, len, WIRE_CHANTIER_MAX, e);
    int rc = p ? take_chantier(p, out, e) : -1;
    wire_end(&u);
    if (rc < 0)
        wire_chantier_deinit(out);
    return rc;
}
