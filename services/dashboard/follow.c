/* aggregation, followed: its figures go into the live cache, its heartbeat says whether they are live.
 *
 * Nothing is live before the first heartbeat, after 3 s without one, while aggregation has not everything yet, and
 * where it serves other definitions than ours: then what was heard last is shown, with the hour since when.
 *
 * Any message may be lost. Whoever subscribes is told the whole present state, so each topic is subscribed to anew in
 * its turn: a figure that was lost comes within a minute, if nothing moves it before. */
#include <stdio.h>
#include <string.h>

#include "base/cal.h"
#include "dashboard/dashboard.h"
#include "io/wire.h"

#define SILENCE_MS 3000
#define CHECK_MS 250
#define AGAIN_MS 15000 /* each topic but the first is subscribed to anew once a minute */

static const char *const topics[] = {WIRE_TOPIC_HEARTBEAT, "nation|", "operationnels|", "territoire:", "chantier:"};
#define TOPICS_N (sizeof topics / sizeof *topics)

static const char TEXT_NONE[] = "Les chiffres en direct ne sont pas encore arrivés.";
static const char TEXT_SILENT[] = "Les chiffres n’arrivent plus : le calcul en direct ne répond pas.";
static const char TEXT_STARTING[] = "Les chiffres sont en cours de recalcul.";
static const char TEXT_OTHER[] = "Les chiffres sont calculés avec d’autres définitions que celles de ces pages.";
static const char TEXT_DATABASE[] = "La base de données ne répond pas : rien de nouveau ne peut arriver.";

void follow_check(struct dashboard *d)
{
    const struct follow *f = &d->follow;
    uint64_t now = loop_now_ms(d->daemon->loop);
    const char *why = !f->heard_ms                     ? TEXT_NONE
                      : now - f->heard_ms > SILENCE_MS ? TEXT_SILENT
                      : f->other_definitions           ? TEXT_OTHER
                      : !f->complete                   ? TEXT_STARTING
                      : !(d->db && db_up(d->db))       ? TEXT_DATABASE
                                                       : "";
    if (d->pulse.serial && strcmp(why, d->pulse.message) == 0)
        return;
    if (!d->pulse.serial || d->pulse.live != !*why)
        d->pulse.since_us = cal_now_us() - (why == TEXT_SILENT ? SILENCE_MS * 1000 : 0);
    d->pulse.live = !*why;
    d->pulse.message = why;
    d->pulse.serial++;
    log_event(d->pulse.live ? LOG_INFO : LOG_WARN, d->pulse.live ? "figures_live" : "figures_stale",
              log_text("why", why));
    stream_wake(d);
}

static void on_check(void *arg)
{
    follow_check(arg);
}

static void on_again(void *arg)
{
    struct follow *f = &((struct dashboard *)arg)->follow;
    f->turn = f->turn % (TOPICS_N - 1) + 1;
    bus_unsubscribe(f->sub, topics[f->turn], strlen(topics[f->turn]));
    bus_subscribe(f->sub, topics[f->turn], strlen(topics[f->turn]));
}

static void on_heartbeat(struct dashboard *d, const struct bus_part *part)
{
    struct wire_heartbeat m;
    struct err e;
    if (wire_heartbeat_decode(part->data, part->len, &m, &e) < 0) {
        log_event(LOG_WARN, "message_broken", log_err(&e));
        return;
    }
    d->follow.heard_ms = loop_now_ms(d->daemon->loop);
    d->follow.complete = m.complete;
    d->follow.other_definitions = strcmp(m.definitions, d->definitions->digest) != 0;
    follow_check(d);
}

static void take(struct dashboard *d, const struct wire_figures *m)
{
    struct err e;
    struct live_told t = {.debut = m->debut,
                          .fin = m->fin,
                          .today = cal_today(),
                          .version = m->version,
                          .as_known_on_us = m->as_known_on_us,
                          .coverage = {m->expected, m->counted, m->has_oldest ? m->oldest : CELL_NULL},
                          .slots = m->slots,
                          .slots_len = m->slots_len};
    int programme = programme_find(d->definitions, m->programme);
    if (*m->error || !m->has_period || strcmp(m->definitions, d->definitions->digest) != 0 || programme < 0 ||
        scope_parse(m->scope, &t.scope, &e) < 0)
        return; /* of other definitions, or not complete yet: the next whole state comes */
    t.programme = (size_t)programme;
    int news = live_take(&d->live, &t);
    if (news < 0)
        log_event(LOG_WARN, "figures_broken", log_text("scope", m->scope));
    if (news > 0) {
        d->figures->value++;
        stream_wake(d);
        sweep_soon(d);
    }
}

static void on_message(struct bus *b, const struct bus_part *parts, size_t n, const char *user, void *arg)
{
    struct dashboard *d = arg;
    struct wire_figures m;
    struct err e;
    (void)b, (void)user;
    if (n != 2)
        return;
    if (parts[0].len == strlen(WIRE_TOPIC_HEARTBEAT) &&
        memcmp(parts[0].data, WIRE_TOPIC_HEARTBEAT, parts[0].len) == 0) {
        on_heartbeat(d, &parts[1]);
        return;
    }
    if (wire_figures_decode(parts[1].data, parts[1].len, &m, &e) < 0) {
        log_event(LOG_WARN, "message_broken", log_err(&e));
        return;
    }
    take(d, &m);
    wire_figures_deinit(&m);
}

int follow_open(struct dashboard *d, struct err *e)
{
    char address[BUS_ADDRESS_MAX];
    const char *const list[] = {address, NULL};
    snprintf(address, sizeof address, "ipc://%s/aggregation.pub", settings_text(d->daemon->settings, "RUN"));
    struct bus_config config = {
        .type = BUS_SUB, .connect = list, .hwm = 100000, .budget = 256, .on_message = on_message, .arg = d};
    d->follow.sub = bus_open(d->daemon->loop, d->daemon->zmq, &config, e);
    if (!d->follow.sub)
        return -1;
    for (size_t i = 0; i < TOPICS_N; i++)
        bus_subscribe(d->follow.sub, topics[i], strlen(topics[i]));
    timer_start(&d->follow.check, d->daemon->loop, CHECK_MS, CHECK_MS, on_check, d);
    timer_start(&d->follow.again, d->daemon->loop, AGAIN_MS, AGAIN_MS, on_again, d);
    follow_check(d);
    return 0;
}

void follow_close(struct dashboard *d)
{
    timer_close(&d->follow.check);
    timer_close(&d->follow.again);
    if (d->follow.sub)
        bus_close(&d->follow.sub);
}
