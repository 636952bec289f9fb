/* What is told to whom: subscriptions, and for each perimeter what it was last told and when it may be told again.
 * Pure.
 *
 * A subscription is a topic "scope|programme|debut|fin" or a beginning of some. A beginning gets the nation, the
 * operationnels and the territories; a chantier is told where a whole topic names it, or where a beginning asks for
 * chantiers by their word ("chantier:"). */
#ifndef CVG_AGGREGATION_STREAMS_H
#define CVG_AGGREGATION_STREAMS_H

#include "programme/perimeter.h"
#include "programme/period.h"

#define STREAMS_SUBSCRIPTIONS_MAX 4096
#define STREAMS_INTERVAL_MS 50 /* at most 20 times a second a perimeter */
#define TOPIC_MAX 128

struct stream {
    struct scope scope;
    uint64_t sent[PERIODS_LIVE_MAX]; /* versions last told; 0: none */
    uint64_t next_ms;                /* not before */
};

struct streams {
    char **subscriptions; /* sorted by nothing: few */
    size_t subscriptions_n, subscriptions_cap;
    size_t of_chantiers; /* how many of them are beginnings that ask for chantiers */
    struct stream *items;
    size_t n, cap;
};

struct topic {
    struct scope scope;
    char programme[16];
    int32_t debut, fin;
};
void topic_format(const struct topic *t, char out[TOPIC_MAX]);
/* False where the text is no whole topic. */
bool topic_parse(const char *text, size_t len, struct topic *out);

/* False where it was there, or there are too many. */
bool streams_subscribe(struct streams *s, const char *topic, size_t len);
void streams_unsubscribe(struct streams *s, const char *topic, size_t len);
/* Does anybody listen to this topic? */
bool streams_wanted(const struct streams *s, const char *topic);
/* The perimeters to tell of: those that have a sum, and where of_chantiers every chantier; streams of chantiers that a
 * topic names stay. All is to be told anew. */
void streams_set_perimeters(struct streams *s, const struct scope *scopes, size_t n);
void streams_forget_sent(struct streams *s);
void streams_deinit(struct streams *s);

#endif
