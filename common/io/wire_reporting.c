/* PastAsk: what reporting is asked. */
#include "io/wire_reporting.h"

#include <string.h>

#include "io/wire_private.h"
#include "proto/reporting.pb-c.h"

/* ---- bounds ---- */

static int check_days(const struct wire_ask *m, size_t least, size_t most, struct err *e)
{
    if (m->days_n < least || m->days_n > most)
        return err_set(e, ERR_LIMIT, "wire: %zu days, between %zu and %zu are asked for", m->days_n, least, most);
    for (size_t i = 0; i < m->days_n; i++)
        if (!wire_days_good(m->days[i], m->days[i]) || (i && m->days[i] <= m->days[i - 1]))
            return err_set(e, ERR_FORMAT, "wire: day %zu of the ask is none, or not later than the one before", i + 1);
    return 0;
}

static int check_scopes(const struct wire_ask *m, size_t most, struct err *e)
{
    if (!m->scopes_n || m->scopes_n > most)
        return err_set(e, ERR_LIMIT, "wire: %zu scopes, between 1 and %zu are asked for", m->scopes_n, most);
    for (size_t i = 0; i < m->scopes_n; i++)
        if (!wire_text_good(WIRE_TEXT_SCOPE, m->scopes[i], WIRE_SCOPE_SIZE))
            return err_set(e, ERR_FORMAT, "wire: scope %zu of the ask is not what it should be", i + 1);
    return 0;
}

static int check_rapport(const struct wire_ask *m, struct err *e)
{
    if (m->scopes_n || m->days_n || m->version < 0 ||
        !wire_text_good(WIRE_TEXT_ID, m->trimestre, sizeof m->trimestre) ||
        !wire_text_good(WIRE_TEXT_ID, m->fichier, sizeof m->fichier))
        return err_set(e, ERR_FORMAT, "wire: an ask for no file of a report");
    return 0;
}

int wire_ask_check(const struct wire_ask *m, struct err *e)
{
    bool list = m->kind >= WIRE_ASK_TODO && m->kind <= WIRE_ASK_VEILLE, curve = m->kind == WIRE_ASK_CURVE;
    if (m->kind <= WIRE_ASK_NONE || m->kind >= WIRE_ASK_KIND_COUNT)
        return err_set(e, ERR_FORMAT, "wire: an ask of no kind");
    if (m->kind == WIRE_ASK_RAPPORT)
        return check_rapport(m, e);
    if (check_scopes(m, list ? 1 : WIRE_ASK_SCOPES_MAX, e) < 0 ||
        check_days(m, curve, curve ? WIRE_ASK_DAYS_MAX : list, e) < 0)
        return -1;
    if (!list && !wire_text_good(WIRE_TEXT_ID, m->programme, sizeof m->programme))
        return err_set(e, ERR_FORMAT, "wire: programme is not what it should be");
    if (m->kind == WIRE_ASK_FIGURES && !wire_days_good(m->debut, m->fin))
        return err_set(e, ERR_FORMAT, "wire: days %d to %d are no period", (int)m->debut, (int)m->fin);
    if (m->has_at && !wire_instant_good(m->at_us))
        return err_set(e, ERR_FORMAT, "wire: as known at no instant of the calendar");
    return 0;
}

/* ---- the wire ---- */

static const Cvg__PastKind kinds[WIRE_ASK_KIND_COUNT] = {
    [WIRE_ASK_FIGURES] = CVG__PAST_KIND__PAST_FIGURES, [WIRE_ASK_CURVE] = CVG__PAST_KIND__PAST_CURVE,
    [WIRE_ASK_TODO] = CVG__PAST_KIND__PAST_TODO,       [WIRE_ASK_CASELOAD] = CVG__PAST_KIND__PAST_CASELOAD,
    [WIRE_ASK_POSTES] = CVG__PAST_KIND__PAST_POSTES,   [WIRE_ASK_PREVISION] = CVG__PAST_KIND__PAST_PREVISION,
    [WIRE_ASK_VEILLE] = CVG__PAST_KIND__PAST_VEILLE,   [WIRE_ASK_RAPPORT] = CVG__PAST_KIND__PAST_RAPPORT};

void wire_ask_encode(const struct wire_ask *m, struct buf *out)
{
    struct arena a = {0};
    struct err e;
    char programme[WIRE_ID_SIZE];
    size_t before = out->len;
    must(wire_ask_check(m, &e) == 0);
    Cvg__PastAsk p = CVG__PAST_ASK__INIT;
    p.call = m->call;
    p.kind = kinds[m->kind];
    p.n_scopes = m->scopes_n;
    p.scopes = arena_new(&a, m->scopes_n * sizeof *p.scopes);
    for (size_t i = 0; i < m->scopes_n; i++)
        p.scopes[i] = arena_text(&a, m->scopes[i], strlen(m->scopes[i]));
    memcpy(programme, m->programme, sizeof programme);
    p.programme = *programme ? programme : NULL;
    p.has_debut = p.has_fin = m->kind == WIRE_ASK_FIGURES;
    p.debut = m->debut;
    p.fin = m->fin;
    p.has_at_us = m->has_at;
    p.at_us = m->at_us;
    p.n_days = m->days_n;
    p.days = arena_new(&a, m->days_n * sizeof *p.days + 1);
    if (m->days_n)
        memcpy(p.days, m->days, m->days_n * sizeof *p.days);
    if (m->kind == WIRE_ASK_RAPPORT) {
        p.quarter = arena_text(&a, m->trimestre, strlen(m->trimestre));
        p.has_version = true;
        p.version = m->version;
        p.file = arena_text(&a, m->fichier, strlen(m->fichier));
    }
    wire_pack(&p.base, out);
    arena_deinit(&a);
    must(out->len - before <= WIRE_ASK_MAX);
}

static int take_rapport(const Cvg__PastAsk *p, struct wire_ask *m, struct err *e)
{
    if (!p->quarter || !p->file)
        return err_set(e, ERR_FORMAT, "wire: an ask for no file of a report");
    m->version = p->has_version ? p->version : 0;
    if (wire_take_text(WIRE_TEXT_ID, p->quarter, m->trimestre, sizeof m->trimestre, "quarter", e) < 0)
        return -1;
    return wire_take_text(WIRE_TEXT_ID, p->file, m->fichier, sizeof m->fichier, "file", e);
}

static int take_ask(const Cvg__PastAsk *p, struct wire_ask *m, struct err *e)
{
    for (size_t k = 1; k < WIRE_ASK_KIND_COUNT; k++)
        if (kinds[k] == p->kind)
            m->kind = (enum wire_ask_kind)k;
    if (p->n_scopes > WIRE_ASK_SCOPES_MAX || p->n_days > WIRE_ASK_DAYS_MAX)
        return err_set(e, ERR_LIMIT, "wire: %zu scopes, %zu days", p->n_scopes, p->n_days);
    if (m->kind == WIRE_ASK_FIGURES && !(p->has_debut && p->has_fin))
        return err_set(e, ERR_FORMAT, "wire: figures of no period");
    if (p->programme &&
        wire_take_text(WIRE_TEXT_ID, p->programme, m->programme, sizeof m->programme, "programme", e) < 0)
        return -1;
    if (m->kind == WIRE_ASK_RAPPORT && take_rapport(p, m, e) < 0)
        return -1;
    const char **scopes = arena_new(&m->memory, p->n_scopes * sizeof *scopes + 1);
    int32_t *days = arena_new(&m->memory, p->n_days * sizeof *days + 1);
    for (size_t i = 0; i < p->n_scopes; i++)
        scopes[i] = arena_text(&m->memory, p->scopes[i], strlen(p->scopes[i]));
    if (p->n_days)
        memcpy(days, p->days, p->n_days * sizeof *days);
    m->scopes = scopes;
    m->scopes_n = p->n_scopes;
    m->days = days;
    m->days_n = p->n_days;
    m->debut = p->has_debut ? p->debut : 0;
    m->fin = p->has_fin ? p->fin : 0;
    m->has_at = p->has_at_us;
    m->at_us = p->has_at_us ? p->at_us : 0;
    return wire_ask_check(m, e);
}

int wire_ask_decode(const void *data, size_t len, struct wire_ask *out, bool *has_call_out, struct err *e)
{
    struct wire_unpacker u;
    *out = (struct wire_ask){0};
    const Cvg__PastAsk *p = wire_begin(&u, &cvg__past_ask__descriptor, data, len, WIRE_ASK_MAX, e);
    uint64_t call = p ? p->call : 0;
    int rc = p ? take_ask(p, out, e) : -1;
    *has_call_out = p != NULL;
    wire_end(&u);
    if (rc < 0)
        wire_ask_deinit(out);
    out->call = call;
    return rc;
}

void wire_ask_deinit(struct wire_ask *m)
{
    arena_deinit(&m->memory);
    *m = (struct wire_ask){0};
}
