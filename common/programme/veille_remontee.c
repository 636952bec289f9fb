/* A-REMONTEE: the expected nights that are due, from the newest back to the last one with an accepted export.
 *
 * An export that came and is not judged yet neither raises nor clears: that delay is ours. One that was accepted for a
 * night not due yet clears at once. A frozen file is taken, and so no silence: it has a situation of its own. */
#include <stdlib.h>

#include "base/cal.h"
#include "base/mem.h"
#include "programme/veille_state.h"

#define AHEAD_DAYS 400  /* how far the next expected night is looked for: a closure may be long */
#define BEHIND_DAYS 800 /* how far back a silence is counted that began before the nights that are told */
#define SAME_MAX 60     /* so many nights with the same rows are told at most, whatever is known from before */

struct run {
    const struct remontee_nuit *nights;
    size_t n;
    size_t newest, first; /* of the nights without an accepted export; n: none */
    size_t accepted;      /* the newest accepted one; n: none */
    int32_t count;
};

static bool is_accepted(enum remontee_state s)
{
    return s == REMONTEE_A_L_HEURE || s == REMONTEE_EN_RETARD || s == REMONTEE_FIGEE;
}

static bool is_silent(enum remontee_state s)
{
    return s == REMONTEE_MANQUANTE || s == REMONTEE_REFUSEE || s == REMONTEE_RETENUE;
}

/* Is a night that is due still open only because of us: something of it, or newer, was here in time and is not judged
 * yet? What came later than that ends no silence before it is judged. */
static bool is_ours(const struct veille *v, const struct remontee_nuit *night)
{
    const struct remontee_chantier *c = &v->r->remontee;
    for (size_t i = 0; i < c->envois_n; i++) {
        const struct remontee_envoi *e = &c->envois[i];
        if (e->received_us < night->due_us && e->received_us <= v->now_us && e->situation >= night->night &&
            remontee_envoi_state(e, v->now_us) == ENVOI_RECEIVED)
            return true;
    }
    return false;
}

static bool is_missing(const struct veille *v, const struct remontee_nuit *night)
{
    if (night->due_us == 0 || v->now_us < night->due_us)
        return false;
    return is_silent(night->state) || (night->state == REMONTEE_ATTENDUE && !is_ours(v, night));
}

static struct run find_run(const struct veille *v, const struct remontee_nuit *nights, size_t n)
{
    struct run r = {.nights = nights, .n = n, .newest = n, .first = n, .accepted = n};
    for (size_t i = n; i-- > 0;) {
        if (is_accepted(nights[i].state)) {
            r.accepted = i;
            break;
        }
        if (!is_missing(v, &nights[i]))
            continue;
        r.newest = r.newest == n ? i : r.newest;
        r.first = i;
        r.count++;
    }
    return r;
}

/* For the causes: the newest night that is due, unless something newer was accepted since. */
static void tell_state(struct veille *v, const struct run *r)
{
    for (size_t i = r->n; i-- > 0;) {
        const struct remontee_nuit *night = &r->nights[i];
        if (night->due_us == 0 || v->now_us < night->due_us)
            continue;
        v->out->nuit = night->night;
        v->out->etat = r->accepted < r->n && r->accepted > i                       ? REMONTEE_EN_RETARD
                       : night->state == REMONTEE_ATTENDUE && is_missing(v, night) ? REMONTEE_MANQUANTE
                                                                                   : night->state;
        return;
    }
}

/* A silence longer than the nights that are told: the open alert knows since when. */
static void lengthen(const struct veille *v, const struct veille_ouverte *open, struct run *r, int64_t *depuis_us)
{
    if (r->accepted != r->n || !open || open->depuis_us >= *depuis_us)
        return;
    int32_t begin = cal_paris_day(open->depuis_us) - 1, before = r->nights[r->first].night;
    *depuis_us = open->depuis_us;
    for (int32_t day = before - 1; day >= begin && day > before - BEHIND_DAYS; day--)
        r->count += remontee_expected(&v->r->remontee, day, NULL, NULL);
}

static enum alerte_situation situation_of(enum remontee_state s)
{
    return s == REMONTEE_REFUSEE   ? SITUATION_NON_ADMISE
           : s == REMONTEE_RETENUE ? SITUATION_EN_ATTENTE
                                   : SITUATION_MANQUANTE;
}

static void add_silence(struct veille *v, struct run *r)
{
    int64_t depuis_us = r->nights[r->first].due_us;
    int palier = 0;
    const struct veille_ouverte *open = veille_open(v, REGLE_REMONTEE, "");
    lengthen(v, open, r, &depuis_us);
    while (palier < PALIERS_MAX && r->count >= v->seuils->nuits[palier])
        palier++;
    if (!palier)
        return;
    enum remontee_state newest = r->nights[r->newest].state;
    enum alerte_situation situation = situation_of(newest);
    if (newest == REMONTEE_ATTENDUE && open && open->situation != SITUATION_FIGEE)
        situation = open->situation; /* until it is judged */
    struct veille_alerte *a = veille_add(v, REGLE_REMONTEE, situation, palier, "", depuis_us);
    a->n = r->count;
    a->jour = r->nights[r->newest].night;
}

/* Since the first of the nights at which the file was told to be frozen. */
static void add_frozen(struct veille *v, const struct run *r)
{
    const struct remontee_nuit *newest = &r->nights[r->accepted], *first = newest;
    const struct veille_ouverte *open = veille_open(v, REGLE_REMONTEE, "");
    size_t i = r->accepted;
    while (i-- > 0 && !(is_accepted(r->nights[i].state) && r->nights[i].state != REMONTEE_FIGEE))
        if (r->nights[i].state == REMONTEE_FIGEE)
            first = &r->nights[i];
    const struct remontee_envoi *e = &v->r->remontee.envois[first->envoi];
    int64_t depuis_us = e->since_us > e->received_us ? e->since_us : e->received_us;
    if (open && open->situation == SITUATION_FIGEE && open->depuis_us < depuis_us)
        depuis_us = open->depuis_us;
    struct veille_alerte *a = veille_add(v, REGLE_REMONTEE, SITUATION_FIGEE, 1, "", depuis_us);
    a->n = newest->same_n < SAME_MAX ? newest->same_n : SAME_MAX;
    a->seuil = v->seuils->remontee.frozen_nights * 100;
    a->jour = newest->night;
}

static void wake_at_next_due(struct veille *v)
{
    for (int32_t day = v->today - 2; day < v->today + AHEAD_DAYS; day++) {
        int64_t due_us = remontee_due_us(&v->seuils->remontee, day);
        if (due_us > v->now_us && remontee_expected(&v->r->remontee, day, NULL, NULL)) {
            veille_wake(v, due_us);
            return;
        }
    }
    veille_wake(v, veille_midnight(v->today + AHEAD_DAYS / 2));
}

/* Under a closure no other night comes: who is closed for so long is left in peace. */
static void wake_when_gone(struct veille *v, const struct remontee_nuit *night)
{
    veille_wake(v, veille_midnight(night->night + VEILLE_NUITS));
}

void veille_remontee(struct veille *v)
{
    const struct remontee_chantier *c = &v->r->remontee;
    int32_t last = v->today + 1, first = last - VEILLE_NUITS; /* an export may be a day ahead */
    if (first < v->r->debut)
        first = v->r->debut;
    wake_at_next_due(v);
    if (first > last)
        return;
    size_t n = (size_t)last - (size_t)first + 1;
    struct remontee_nuit *nights = mem_new_n(n, sizeof *nights);
    remontee_nights(c, &v->seuils->remontee, v->now_us, first, n, nights);
    struct run r = find_run(v, nights, n);
    tell_state(v, &r);
    if (r.count) {
        add_silence(v, &r);
        wake_when_gone(v, &nights[r.newest]);
    } else if (r.accepted < n && nights[r.accepted].state == REMONTEE_FIGEE) {
        add_frozen(v, &r);
        wake_when_gone(v, &nights[r.accepted]);
    }
    free(nights);
}
