/* The remontée of one chantier, night by night.
 *
 * One slot a day holds what belongs to that night; then the nights are told from the last to the first, so that each
 * knows the earliest acceptance of anything at least as new; frozen files are counted from the first to the last. */
#include "programme/remontee.h"

#include <stdlib.h>
#include <string.h>

#include "base/cal.h"
#include "base/mem.h"
#include "programme/period.h"

#define HOUR_US (3600LL * 1000000)
#define DAY_US (24 * HOUR_US)

static const char *const state_names[REMONTEE_STATE_COUNT] = {
    "hors", "a_l_heure", "en_retard", "manquante", "refusee", "retenue", "figee", "fermee", "attendue"};
static const char *const pause_names[PAUSE_COUNT] = {"", "weekend", "ferie", "fermeture"};
static const char *const envoi_names[ENVOI_STATE_COUNT] = {"",        "received",   "accepted",    "held",
                                                           "refused", "superseded", "quarantined", "discarded"};

const char *remontee_state_name(enum remontee_state s)
{
    return state_names[s];
}

enum remontee_state remontee_state_parse(const char *name)
{
    int s = 0;
    while (s < REMONTEE_STATE_COUNT && strcmp(state_names[s], name) != 0)
        s++;
    return (enum remontee_state)s;
}

const char *remontee_pause_name(enum remontee_pause p)
{
    return pause_names[p];
}

enum envoi_state envoi_state_parse(const char *name)
{
    for (int s = ENVOI_NONE + 1; s < ENVOI_STATE_COUNT; s++)
        if (strcmp(envoi_names[s], name) == 0)
            return (enum envoi_state)s;
    return ENVOI_NONE;
}

/* ---- what is expected, and when ---- */

int64_t remontee_due_us(const struct remontee_rules *r, int32_t night)
{
    return cal_paris_instant((night + 1) * DAY_US + (r->deadline_hour + r->grace_hours) * HOUR_US);
}

static const struct remontee_ligne *member(const struct remontee_chantier *c, int32_t night)
{
    for (size_t i = 0; i < c->lignes_n; i++)
        if (c->lignes[i].depuis <= night && night <= c->lignes[i].jusqua)
            return &c->lignes[i];
    return NULL;
}

static size_t closure(const struct remontee_chantier *c, int32_t night)
{
    for (size_t i = 0; i < c->fermetures_n; i++)
        if (c->fermetures[i].debut <= night && night <= c->fermetures[i].fin)
            return i;
    return REMONTEE_NOTHING;
}

bool remontee_expected(const struct remontee_chantier *c, int32_t night, enum remontee_pause *pause_out,
                       size_t *fermeture_out)
{
    const struct remontee_ligne *l = member(c, night);
    size_t closed = REMONTEE_NOTHING;
    enum remontee_pause why = PAUSE_NONE;
    if (l && cal_weekday(night) > 5)
        why = PAUSE_WEEKEND;
    else if (l && calendrier_holiday(l->calendrier, night))
        why = PAUSE_FERIE;
    else if (l && (closed = closure(c, night)) != REMONTEE_NOTHING)
        why = PAUSE_FERMETURE;
    if (pause_out)
        *pause_out = why;
    if (fermeture_out)
        *fermeture_out = closed;
    return l && why == PAUSE_NONE;
}

/* ---- what came ---- */

enum envoi_state remontee_envoi_state(const struct remontee_envoi *e, int64_t now_us)
{
    if (e->since_us <= now_us)
        return e->state;
    return e->was_held ? ENVOI_HELD : ENVOI_RECEIVED;
}

/* When an accepted envoi speaks for its night: it was there on arrival, however long we took to judge it; one that was
 * held only counts from the moment at which somebody stood for it. */
static int64_t counts_us(const struct remontee_envoi *e)
{
    return e->was_held ? e->since_us : e->received_us;
}

/* The date that an envoi speaks of. One that is refused for a date to come is of the night that it was sent for. */
static int32_t spoken_of(const struct remontee_envoi *e)
{
    if (e->state == ENVOI_REFUSED && e->situation > cal_paris_day(e->received_us))
        return period_situation(e->received_us);
    return e->situation;
}

struct slot { /* a day */
    bool expected;
    bool changed;    /* an accepted envoi of it brought other rows */
    size_t accepted; /* the earliest that counts */
    size_t other;    /* the last that is not accepted */
    size_t last;     /* of any state */
};

struct span {
    const struct remontee_chantier *c;
    int64_t now_us;
    int32_t begin;
    size_t n;
    struct slot *slots;
    size_t later; /* the earliest accepted envoi that is newer than all slots */
};

static size_t earlier(const struct remontee_chantier *c, size_t a, size_t b)
{
    if (a == REMONTEE_NOTHING || b == REMONTEE_NOTHING)
        return a == REMONTEE_NOTHING ? b : a;
    return counts_us(&c->envois[b]) < counts_us(&c->envois[a]) ? b : a;
}

/* The slot of the last expected night up to a day; NULL where that lies before the slots. Days beyond the slots are
 * beyond their last night where an expected one lies between. */
static struct slot *slot_of(const struct span *s, int32_t day, bool *beyond_out)
{
    int32_t end = s->begin + (int32_t)s->n;
    *beyond_out = false;
    for (; day >= end; day--)
        if (day > end + REMONTEE_NIGHTS_MAX || remontee_expected(s->c, day, NULL, NULL)) {
            *beyond_out = true;
            return NULL;
        }
    while (day >= s->begin && !s->slots[day - s->begin].expected)
        day--;
    return day >= s->begin ? &s->slots[day - s->begin] : NULL;
}

static void place(struct span *s, size_t i)
{
    const struct remontee_envoi *e = &s->c->envois[i];
    bool beyond;
    int32_t day = spoken_of(e);
    enum envoi_state state = remontee_envoi_state(e, s->now_us);
    if (day >= s->begin && day < s->begin + (int32_t)s->n)
        s->slots[day - s->begin].last = i;
    struct slot *slot = slot_of(s, day, &beyond);
    if (beyond && state == ENVOI_ACCEPTED)
        s->later = earlier(s->c, s->later, i);
    if (!slot)
        return;
    if (state == ENVOI_ACCEPTED) {
        slot->accepted = earlier(s->c, slot->accepted, i);
        slot->changed = slot->changed || !e->unchanged;
    } else {
        slot->other = i;
    }
}

/* A frozen file can only be told from what came before the first night: the slots begin there. */
static void fill(struct span *s)
{
    for (size_t i = 0; i < s->n; i++)
        s->slots[i] = (struct slot){.expected = remontee_expected(s->c, s->begin + (int32_t)i, NULL, NULL),
                                    .accepted = REMONTEE_NOTHING,
                                    .other = REMONTEE_NOTHING,
                                    .last = REMONTEE_NOTHING};
    s->later = REMONTEE_NOTHING;
    for (size_t i = 0; i < s->c->envois_n; i++)
        if (s->c->envois[i].received_us <= s->now_us)
            place(s, i);
}

/* ---- what is told ---- */

static enum remontee_state told_of(const struct remontee_envoi *e, int64_t now_us)
{
    switch (remontee_envoi_state(e, now_us)) {
    case ENVOI_HELD:
    case ENVOI_QUARANTINED:
        return REMONTEE_RETENUE;
    case ENVOI_REFUSED:
    case ENVOI_DISCARDED:
        return REMONTEE_REFUSEE;
    case ENVOI_SUPERSEDED: /* replaced while it was held; or it came after a newer one, and is kept */
        return e->was_held ? REMONTEE_RETENUE : REMONTEE_EN_RETARD;
    default:
        return REMONTEE_ATTENDUE; /* it is here and not judged yet */
    }
}

/* `newest`: the earliest accepted envoi of this night or of any later one. */
static void tell(const struct span *s, const struct slot *slot, size_t newest, struct remontee_nuit *out)
{
    const struct remontee_envoi *envois = s->c->envois;
    if (slot->accepted != REMONTEE_NOTHING && counts_us(&envois[slot->accepted]) < out->due_us) {
        out->state = REMONTEE_A_L_HEURE;
        out->envoi = slot->accepted;
    } else if (newest != REMONTEE_NOTHING && counts_us(&envois[newest]) < out->due_us) {
        out->state = REMONTEE_A_L_HEURE;
        out->envoi = newest;
    } else if (slot->accepted != REMONTEE_NOTHING) {
        out->state = REMONTEE_EN_RETARD;
        out->envoi = slot->accepted;
    } else if (slot->other != REMONTEE_NOTHING) {
        out->state = told_of(&envois[slot->other], s->now_us);
        out->envoi = slot->other;
    } else {
        out->state = s->now_us < out->due_us ? REMONTEE_ATTENDUE : REMONTEE_MANQUANTE;
    }
}

static void tell_night(const struct span *s, const struct remontee_rules *r, size_t at, size_t newest,
                       struct remontee_nuit *out)
{
    const struct slot *slot = &s->slots[at];
    *out = (struct remontee_nuit){.night = s->begin + (int32_t)at, .envoi = REMONTEE_NOTHING};
    if (remontee_expected(s->c, out->night, &out->pause, &out->fermeture)) {
        out->due_us = remontee_due_us(r, out->night);
        tell(s, slot, newest, out);
    } else {
        out->state = out->pause == PAUSE_NONE ? REMONTEE_HORS : REMONTEE_FERMEE;
        out->envoi = slot->last;
    }
}

/* Nights without an accepted export of their own neither count nor end a run: the rows in force are the same. */
static void tell_frozen(const struct span *s, const struct remontee_rules *r, size_t lead, struct remontee_nuit *out)
{
    int32_t same = 0;
    for (size_t i = 0; i < s->n; i++) {
        if (s->slots[i].accepted == REMONTEE_NOTHING)
            continue;
        same = s->slots[i].changed ? 1 : same + 1;
        if (i < lead)
            continue;
        out[i - lead].same_n = same;
        if (same >= r->frozen_nights)
            out[i - lead].state = REMONTEE_FIGEE;
    }
}

void remontee_nights(const struct remontee_chantier *c, const struct remontee_rules *r, int64_t now_us, int32_t first,
                     size_t n, struct remontee_nuit *out)
{
    must(n <= REMONTEE_NIGHTS_MAX);
    struct span s = {
        .c = c, .now_us = now_us, .begin = first - REMONTEE_LOOKBACK_DAYS, .n = n + REMONTEE_LOOKBACK_DAYS};
    s.slots = mem_new_n(s.n, sizeof *s.slots);
    fill(&s);
    size_t newest = s.later;
    for (size_t i = s.n; i-- > REMONTEE_LOOKBACK_DAYS;) {
        newest = earlier(c, newest, s.slots[i].accepted);
        tell_night(&s, r, i, newest, &out[i - REMONTEE_LOOKBACK_DAYS]);
    }
    tell_frozen(&s, r, REMONTEE_LOOKBACK_DAYS, out);
    free(s.slots);
}
