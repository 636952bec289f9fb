/* Live figures to who subscribed: a state as soon as it changes, then at most every STREAMS_INTERVAL_MS a perimeter,
 * the last wins. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "aggregation/service.h"
#include "base/cal.h"
#include "base/mem.h"
#include "base/text.h"

static void send(struct service *s, const char *topic, const struct buf *payload)
{
    const struct bus_part parts[] = {{topic, strlen(topic)}, {buf_text(payload), payload->len}};
    bus_send(s->pub, parts, 2); /* a slow subscriber loses states, never the last one for long: the next is whole */
    s->published->value++;
}

/* One topic's present state; `errors`: also where there is none to tell, and why. */
static bool send_topic(struct service *s, const struct topic *t, bool errors)
{
    struct wire_request q = {.has_period = true, .debut = t->debut, .fin = t->fin};
    struct totals_figures f;
    struct buf scope = {0}, out = {0};
    char text[TOPIC_MAX];
    int programme = programme_find(s->definitions, t->programme);
    bool there = s->sweep.loaded && programme >= 0 &&
                 totals_find(s->totals, &t->scope, (size_t)programme, t->debut, t->fin, &f) == TOTALS_FOUND;
    if (!there && !errors)
        return false;
    scope_format(&t->scope, &scope);
    snprintf(q.scope, sizeof q.scope, "%s", buf_text(&scope));
    snprintf(q.programme, sizeof q.programme, "%s", t->programme);
    topic_format(t, text);
    answer_format(s, &q, !there, &out);
    send(s, text, &out);
    buf_deinit(&scope);
    buf_deinit(&out);
    return there;
}

/* All programmes of one stream and period that begin with `prefix` and that somebody wants. False: there is nothing to
 * tell yet. */
static bool send_period(struct service *s, const struct scope *scope, const struct period *p, const char *prefix,
                        size_t prefix_len)
{
    struct topic t = {.scope = *scope, .debut = p->debut, .fin = p->fin};
    char text[TOPIC_MAX];
    bool there = true;
    for (size_t g = 0; g < programmes_count(s->definitions) && there; g++) {
        snprintf(t.programme, sizeof t.programme, "%s", programme_name(s->definitions, g));
        topic_format(&t, text);
        if (strncmp(text, prefix, prefix_len) == 0 && streams_wanted(&s->streams, text))
            there = send_topic(s, &t, false);
    }
    return there;
}

/* What of a stream changed since it was last told. */
static void send_stream(struct service *s, struct stream *x, uint64_t now)
{
    size_t live_n;
    const struct period *live = totals_live(s->totals, &live_n);
    for (size_t p = 0; p < live_n; p++) {
        uint64_t version = totals_version(s->totals, &x->scope, p);
        if (version <= x->sent[p] || totals_missing(s->totals, p) || !send_period(s, &x->scope, &live[p], "", 0))
            continue;
        x->sent[p] = version;
        x->next_ms = now + STREAMS_INTERVAL_MS;
    }
}

static bool has_news(const struct service *s, const struct stream *x)
{
    size_t live_n;
    totals_live(s->totals, &live_n);
    for (size_t p = 0; p < live_n; p++)
        if (!totals_missing(s->totals, p) && totals_version(s->totals, &x->scope, p) > x->sent[p])
            return true;
    return false;
}

static void pass(void *arg)
{
    struct service *s = arg;
    uint64_t now = loop_now_ms(s->daemon->loop), due = 0;
    if (!s->sweep.loaded)
        return;
    for (size_t i = 0; i < s->streams.n; i++) {
        struct stream *x = &s->streams.items[i];
        if (!has_news(s, x))
            continue;
        if (x->next_ms <= now)
            send_stream(s, x, now);
        else if (!due || x->next_ms < due)
            due = x->next_ms;
    }
    if (due) {
        timer_start(&s->publish, s->daemon->loop, due - now, 0, pass, s);
    } else if (s->taken_ms) {
        s->latency->value = (double)(now - s->taken_ms);
        s->taken_ms = 0;
    }
}

void publish_wake(struct service *s)
{
    if (!timer_active(&s->publish))
        pass(s);
}

struct scopes {
    struct scope *items;
    size_t n, cap;
};

static void add_scope(struct scopes *list, const struct scope *scope)
{
    if (*scope->code && !text_is_id(scope->code, strlen(scope->code)))
        return; /* it could not be named on the wire */
    list->items = mem_room(list->items, list->n, &list->cap, sizeof *list->items);
    list->items[list->n++] = *scope;
}

void publish_reference(struct service *s)
{
    struct scopes list = {0};
    uint64_t version;
    const struct map *chantiers = &totals_reference(s->totals, &version)->chantiers;
    for (size_t k = 0; k < totals_perimeters_n(s->totals); k++)
        add_scope(&list, totals_perimeter(s->totals, k));
    for (size_t k = 0; s->streams.of_chantiers && k < chantiers->n; k++) {
        struct scope scope = {.kind = SCOPE_CHANTIER};
        snprintf(scope.code, sizeof scope.code, "%s", chantiers->entries[k].key);
        add_scope(&list, &scope);
    }
    streams_set_perimeters(&s->streams, list.items, list.n);
    free(list.items);
    publish_wake(s);
}

/* The present state at once: of the topic, or of every perimeter whose topics begin so. */
static void tell_present(struct service *s, const char *topic, size_t len)
{
    struct topic t;
    size_t live_n;
    const struct period *live = totals_live(s->totals, &live_n);
    if (topic_parse(topic, len, &t)) {
        send_topic(s, &t, true);
        return;
    }
    for (size_t i = 0; i < s->streams.n; i++)
        for (size_t p = 0; p < live_n; p++)
            send_period(s, &s->streams.items[i].scope, &live[p], topic, len);
}

void publish_on_subscription(struct service *s, const void *data, size_t len)
{
    const char *bytes = data;
    if (len == 0)
        return;
    const char *topic = bytes + 1;
    len--;
    if (bytes[0] == 0) {
        streams_unsubscribe(&s->streams, topic, len);
        return;
    }
    size_t of_chantiers = s->streams.of_chantiers;
    bool added = streams_subscribe(&s->streams, topic, len);
    if (!of_chantiers && s->streams.of_chantiers && s->sweep.loaded)
        publish_reference(s);
    if (!added && s->streams.subscriptions_n == STREAMS_SUBSCRIPTIONS_MAX)
        log_event(LOG_WARN, "subscriptions_full", log_int("max", STREAMS_SUBSCRIPTIONS_MAX));
    if (strncmp(WIRE_TOPIC_HEARTBEAT, topic, len < strlen(WIRE_TOPIC_HEARTBEAT) ? len : strlen(WIRE_TOPIC_HEARTBEAT)) ==
        0)
        publish_heartbeat(s);
    tell_present(s, topic, len);
}

void publish_heartbeat(struct service *s)
{
    struct wire_heartbeat m = {.at_us = cal_now_us(), .complete = service_complete(s)};
    struct buf out = {0};
    snprintf(m.definitions, sizeof m.definitions, "%s", s->definitions->digest);
    m.reporters = totals_hash(s->totals, &m.hash);
    wire_heartbeat_encode(&m, &out);
    const struct bus_part parts[] = {{WIRE_TOPIC_HEARTBEAT, strlen(WIRE_TOPIC_HEARTBEAT)}, {buf_text(&out), out.len}};
    bus_send(s->pub, parts, 2);
    buf_deinit(&out);
}
