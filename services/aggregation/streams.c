/* Subscriptions and streams. */
#include "aggregation/streams.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cal.h"
#include "base/mem.h"

/* ---- topics ---- */

void topic_format(const struct topic *t, char out[TOPIC_MAX])
{
    char debut[CAL_DAY_LEN], fin[CAL_DAY_LEN];
    struct buf scope = {0};
    scope_format(&t->scope, &scope);
    cal_format_day(t->debut, debut);
    cal_format_day(t->fin, fin);
    int n = snprintf(out, TOPIC_MAX, "%s|%s|%s|%s", buf_text(&scope), t->programme, debut, fin);
    must(n > 0 && n < TOPIC_MAX);
    buf_deinit(&scope);
}

bool topic_parse(const char *text, size_t len, struct topic *out)
{
    char copy[TOPIC_MAX], *parts[4];
    struct err e;
    if (len >= sizeof copy || memchr(text, 0, len))
        return false;
    memcpy(copy, text, len);
    copy[len] = 0;
    char *rest = copy;
    for (int i = 0; i < 4; i++) {
        parts[i] = strsep(&rest, "|");
        if (!parts[i])
            return false;
    }
    *out = (struct topic){0};
    if (rest || !*parts[1] || strlen(parts[1]) >= sizeof out->programme || scope_parse(parts[0], &out->scope, &e) != 0)
        return false;
    memcpy(out->programme, parts[1], strlen(parts[1]));
    return cal_parse_iso(parts[2], strlen(parts[2]), &out->debut) &&
           cal_parse_iso(parts[3], strlen(parts[3]), &out->fin);
}

/* ---- subscriptions ---- */

static size_t find(const struct streams *s, const char *topic, size_t len)
{
    for (size_t i = 0; i < s->subscriptions_n; i++)
        if (strlen(s->subscriptions[i]) == len && memcmp(s->subscriptions[i], topic, len) == 0)
            return i;
    return s->subscriptions_n;
}

static struct stream *find_stream(struct streams *s, const struct scope *scope)
{
    for (size_t i = 0; i < s->n; i++)
        if (s->items[i].scope.kind == scope->kind && strcmp(s->items[i].scope.code, scope->code) == 0)
            return &s->items[i];
    return NULL;
}

static void add_stream(struct streams *s, const struct scope *scope)
{
    if (find_stream(s, scope))
        return;
    s->items = mem_room(s->items, s->n, &s->cap, sizeof *s->items);
    s->items[s->n++] = (struct stream){.scope = *scope};
}

/* A beginning such as "chantier:" or "chantier:LYO0001|CVG". */
static bool asks_chantiers(const char *topic, size_t len)
{
    static const char word[] = "chantier:";
    struct topic t;
    return len >= sizeof word - 1 && memcmp(topic, word, sizeof word - 1) == 0 && !topic_parse(topic, len, &t);
}

bool streams_subscribe(struct streams *s, const char *topic, size_t len)
{
    struct topic t;
    if (memchr(topic, 0, len) || find(s, topic, len) < s->subscriptions_n ||
        s->subscriptions_n == STREAMS_SUBSCRIPTIONS_MAX)
        return false;
    s->subscriptions = mem_room(s->subscriptions, s->subscriptions_n, &s->subscriptions_cap, sizeof *s->subscriptions);
    s->subscriptions[s->subscriptions_n++] = mem_text_n(topic, len);
    if (topic_parse(topic, len, &t) && t.scope.kind == SCOPE_CHANTIER)
        add_stream(s, &t.scope);
    s->of_chantiers += asks_chantiers(topic, len);
    return true;
}

static bool is_named(const struct streams *s, const struct scope *scope)
{
    struct topic t;
    for (size_t i = 0; i < s->subscriptions_n; i++)
        if (topic_parse(s->subscriptions[i], strlen(s->subscriptions[i]), &t) && t.scope.kind == scope->kind &&
            strcmp(t.scope.code, scope->code) == 0)
            return true;
    return false;
}

void streams_unsubscribe(struct streams *s, const char *topic, size_t len)
{
    struct topic t;
    size_t i = find(s, topic, len);
    if (i == s->subscriptions_n)
        return;
    free(s->subscriptions[i]);
    s->subscriptions[i] = s->subscriptions[--s->subscriptions_n];
    s->of_chantiers -= asks_chantiers(topic, len);
    if (!topic_parse(topic, len, &t) || t.scope.kind != SCOPE_CHANTIER || is_named(s, &t.scope) || s->of_chantiers)
        return;
    struct stream *x = find_stream(s, &t.scope);
    if (x)
        *x = s->items[--s->n];
}

bool streams_wanted(const struct streams *s, const char *topic)
{
    for (size_t i = 0; i < s->subscriptions_n; i++)
        if (strncmp(topic, s->subscriptions[i], strlen(s->subscriptions[i])) == 0)
            return true;
    return false;
}

/* ---- streams ---- */

void streams_set_perimeters(struct streams *s, const struct scope *scopes, size_t n)
{
    size_t kept = 0;
    for (size_t i = 0; i < s->n; i++)
        if (s->items[i].scope.kind == SCOPE_CHANTIER && is_named(s, &s->items[i].scope))
            s->items[kept++] = s->items[i];
    s->n = kept;
    for (size_t i = 0; i < n; i++)
        add_stream(s, &scopes[i]);
    streams_forget_sent(s);
}

void streams_forget_sent(struct streams *s)
{
    for (size_t i = 0; i < s->n; i++)
        memset(s->items[i].sent, 0, sizeof s->items[i].sent);
}

void streams_deinit(struct streams *s)
{
    for (size_t i = 0; i < s->subscriptions_n; i++)
        free(s->subscriptions[i]);
    free(s->subscriptions);
    free(s->items);
    *s = (struct streams){0};
}
