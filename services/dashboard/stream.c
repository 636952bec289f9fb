/* GET /v1/stream: figures, submissions, alerts and the pulse, to each client that listens.
 *
 * The pulse is told when it changes, and every STREAM_STATE_MS all the same: a client that hears nothing knows that it
 * is cut off. A client is told a whole state of each perimeter it asked for, at once and then whenever it changes, at
 * most every STREAM_INTERVAL_MS; what became of submissions and of alerts comes as it is found, with an id that a
 * reconnection resumes from (Last-Event-ID; some may come twice, none is left out). How many alerts wait for somebody
 * is told whenever that changed. Who reads too slowly is let go and comes back by itself.
 *
 * A page of another day than today is told to load itself anew: its month, quarter or year may be another.
 *
 * Its viewer is looked up again every STREAM_RECHECK_MS: who was disabled or signed out hears no more. */
#include "dashboard/stream.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cal.h"
#include "base/mem.h"
#include "dashboard/session.h"

#define SECOND_MS 1000

/* ---- clients ---- */

static void add_figures(struct stream_client *c, struct buf *out)
{
    struct dashboard *d = c->dashboard;
    for (size_t i = 0; i < c->scopes_n; i++) {
        struct stream_scope *s = &c->scopes[i];
        const struct live_entry *x =
            live_find(&d->live, &s->scope, c->choice.programme, s->period.debut, s->period.fin);
        if (!x)
            continue;
        /* a chantier's own figures, which tell its move, may come after those of its territory */
        if (x->serial == s->sent && !stream_text_moved(d, s, x)) {
            s->moves = d->live.moves_n;
            continue;
        }
        stream_text_figures(d, c, s, x, out);
        s->sent = x->serial;
        s->moves = d->live.moves_n;
    }
}

/* How many alerts wait in what it sees, where that is another number than it was told. */
static void add_ouvertes(struct stream_client *c, struct buf *out)
{
    const struct dashboard *d = c->dashboard;
    struct ouvertes_nombre x = ouvertes_seen(&d->ouvertes, &c->viewer, &d->directory.reference, cal_today());
    c->ouvertes = d->ouvertes.serial;
    if (x.n == c->alertes_told && x.critiques == c->critiques_told)
        return;
    c->alertes_told = x.n;
    c->critiques_told = x.critiques;
    stream_text_ouvertes(&x, out);
}

/* What is new for a client; false: it was let go. */
static bool tell(struct stream_client *c, uint64_t now)
{
    struct dashboard *d = c->dashboard;
    struct buf out = {0};
    if (c->pulse != d->pulse.serial) {
        c->pulse = d->pulse.serial;
        stream_text_pulse(d, &out);
    }
    if (c->ouvertes != d->ouvertes.serial)
        add_ouvertes(c, &out);
    if (now >= c->next_ms) {
        size_t before = out.len;
        add_figures(c, &out);
        if (out.len > before)
            c->next_ms = now + STREAM_INTERVAL_MS;
    }
    bool stays = stream_client_send(c, &out);
    buf_deinit(&out);
    return stays;
}

/* ---- turns ---- */

static void on_turn(void *arg)
{
    struct dashboard *d = arg;
    uint64_t now = loop_now_ms(d->daemon->loop), due = 0;
    for (struct stream_client *c = d->clients, *next; c; c = next) {
        next = c->next;
        uint64_t allowed = c->next_ms;
        if (tell(c, now) && allowed > now && (!due || allowed < due))
            due = allowed;
    }
    if (due)
        timer_start(&d->tell, d->daemon->loop, due - now, 0, on_turn, d);
}

void stream_wake(struct dashboard *d)
{
    if (d->clients && !timer_active(&d->tell))
        timer_start(&d->tell, d->daemon->loop, 1, 0, on_turn, d);
}

void stream_submission(struct dashboard *d, const struct submission_event *x)
{
    struct buf text = {0};
    stream_text_submission(d, x, &text);
    for (struct stream_client *c = d->clients, *next; c; c = next) {
        next = c->next;
        if (stream_client_sees(c, x))
            (void)stream_client_send(c, &text);
    }
    buf_deinit(&text);
}

void stream_alerte(struct dashboard *d, const struct alerte_event *x)
{
    struct buf text = {0};
    stream_text_alerte(d, x, &text);
    for (struct stream_client *c = d->clients, *next; c; c = next) {
        next = c->next;
        if (stream_client_sees_alerte(c, x))
            (void)stream_client_send(c, &text);
    }
    buf_deinit(&text);
}

static void on_rechecked(const struct viewer *v, const struct err *e, void *arg)
{
    struct stream_client *c = arg;
    c->ask = NULL;
    if (e) /* the database is away: nothing new comes from it either */
        return;
    if (!v || v->id != c->viewer.id || v->role != c->viewer.role || v->scope.kind != c->viewer.scope.kind ||
        strcmp(v->scope.code, c->viewer.scope.code) != 0)
        stream_client_close(c);
}

/* False: it was let go. */
static bool tell_day(struct stream_client *c, int32_t today, uint64_t now)
{
    struct buf text = {0};
    if (c->day == today)
        return true;
    if (!c->reload_ms)
        c->reload_ms = now + c->id * 7919 % STREAM_RELOAD_MS;
    if (now < c->reload_ms)
        return true;
    c->day = today; /* one that stays, because somebody is writing in it, was told */
    c->reload_ms = 0;
    stream_text_reload(&text);
    bool stays = stream_client_send(c, &text);
    buf_deinit(&text);
    return stays;
}

static void on_second(void *arg)
{
    struct dashboard *d = arg;
    struct buf state = {0};
    uint64_t now = loop_now_ms(d->daemon->loop);
    int32_t today = cal_today();
    live_day(&d->live, today);
    for (struct stream_client *c = d->clients, *next; c; c = next) {
        next = c->next;
        if (!tell_day(c, today, now))
            continue;
        if (now - c->checked_ms >= STREAM_RECHECK_MS && !c->ask) {
            c->checked_ms = now;
            c->ask = session_recheck(d->sessions, c->req, on_rechecked, c);
        }
        if (now - c->told_ms >= STREAM_STATE_MS) {
            c->told_ms = now;
            if (!state.len)
                stream_text_pulse(d, &state);
            (void)stream_client_send(c, &state);
        }
    }
    buf_deinit(&state);
}

/* ---- the streams as a whole ---- */

void stream_open(struct dashboard *d)
{
    live_day(&d->live, cal_today()); /* before the first figures: none of a period that is not live is told */
    timer_start(&d->second, d->daemon->loop, SECOND_MS, SECOND_MS, on_second, d);
}

void stream_close(struct dashboard *d)
{
    timer_close(&d->tell);
    timer_close(&d->second);
    must(!d->clients); /* the HTTP server is closed before: each of them was gone */
    stream_text_forget();
}
