/* The remontée: told cases, and random chantiers against a naive reading of the same rules. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <cmocka.h>

#include "base/cal.h"
#include "base/err.h"
#include "programme/period.h"
#include "programme/remontee.h"

static const struct remontee_rules rules = {.deadline_hour = 6, .grace_hours = 3, .frozen_nights = 20};
static const struct remontee_ligne always = {INT32_MIN, INT32_MAX, CALENDRIER_NATIONAL};

static int64_t instant(const char *s)
{
    int64_t us;
    if (!cal_parse_instant(s, &us))
        fail_msg("%s", s);
    return us;
}

static int32_t day(const char *s)
{
    int32_t d;
    if (!cal_parse_iso(s, strlen(s), &d))
        fail_msg("%s", s);
    return d;
}

/* ---- told cases ---- */

/* One night of a chantier that is always a member. Envois, between bars: situation date, received, state[, since when[,
 * held]]. */
static const struct {
    const char *what, *night, *now, *state, *envois;
} cases[] = {
    {"nothing yet", "2026-11-17", "2026-11-18T08:59:59", "attendue", ""},
    {"nothing, and the grace is over", "2026-11-17", "2026-11-18T09:00:00", "manquante", ""},
    {"in the night", "2026-11-17", "2026-11-18T03:00:00", "a_l_heure", "2026-11-17 2026-11-18T02:00:00 accepted"},
    {"within the grace", "2026-11-17", "2026-12-18", "a_l_heure", "2026-11-17 2026-11-18T08:59:59 accepted"},
    {"when the grace is over", "2026-11-17", "2026-12-18", "en_retard", "2026-11-17 2026-11-18T09:00:00 accepted"},
    {"our own delay is not the chantier's", "2026-11-17", "2026-12-18", "a_l_heure",
     "2026-11-17 2026-11-18T02:00:00 accepted 2026-11-18T11:00:00"},
    {"arrived and not judged yet", "2026-11-17", "2026-11-18T10:00:00", "attendue",
     "2026-11-17 2026-11-18T02:00:00 received"},
    {"arrived, judged after now", "2026-11-17", "2026-11-18T10:00:00", "attendue",
     "2026-11-17 2026-11-18T02:00:00 accepted 2026-11-18T11:00:00"},
    {"arrives after now", "2026-11-17", "2026-11-18T10:00:00", "manquante", "2026-11-17 2026-11-18T11:00:00 accepted"},
    {"held", "2026-11-17", "2026-11-18T10:00:00", "retenue", "2026-11-17 2026-11-18T02:00:00 held"},
    {"held, released in time", "2026-11-17", "2026-11-18T10:00:00", "a_l_heure",
     "2026-11-17 2026-11-18T02:00:00 accepted 2026-11-18T08:00:00 held"},
    {"held, released too late", "2026-11-17", "2026-11-19", "en_retard",
     "2026-11-17 2026-11-18T02:00:00 accepted 2026-11-18T11:00:00 held"},
    {"held, released after now", "2026-11-17", "2026-11-18T10:00:00", "retenue",
     "2026-11-17 2026-11-18T02:00:00 accepted 2026-11-18T11:00:00 held"},
    {"held, then replaced", "2026-11-17", "2026-12-18", "retenue",
     "2026-11-17 2026-11-18T02:00:00 superseded 2026-11-18T02:00:00 held"},
    {"discarded", "2026-11-17", "2026-12-18", "refusee",
     "2026-11-17 2026-11-18T02:00:00 discarded 2026-11-18T02:00:00 held"},
    {"set apart", "2026-11-17", "2026-12-18", "retenue", "2026-11-17 2026-11-18T02:00:00 quarantined"},
    {"refused", "2026-11-17", "2026-11-18T03:00:00", "refusee", "2026-11-17 2026-11-18T02:00:00 refused"},
    {"refused, then right", "2026-11-17", "2026-11-18T10:00:00", "a_l_heure",
     "2026-11-17 2026-11-18T02:00:00 refused | 2026-11-17 2026-11-18T07:00:00 accepted"},
    {"right, then refused", "2026-11-17", "2026-11-18T10:00:00", "a_l_heure",
     "2026-11-17 2026-11-18T02:00:00 accepted | 2026-11-17 2026-11-18T07:00:00 refused"},
    {"refused, then held", "2026-11-17", "2026-11-18T10:00:00", "retenue",
     "2026-11-17 2026-11-18T02:00:00 refused | 2026-11-17 2026-11-18T07:00:00 held"},
    {"refused, for it bears next year's date", "2026-11-17", "2026-11-18T10:00:00", "refusee",
     "2027-11-17 2026-11-18T02:00:00 refused"},
    {"accepted twice: the first counts", "2026-11-17", "2026-12-18", "a_l_heure",
     "2026-11-17 2026-11-18T02:00:00 accepted | 2026-11-17 2026-11-18T12:00:00 accepted"},
    {"a newer one was there in time", "2026-11-17", "2026-11-18T10:00:00", "a_l_heure",
     "2026-11-18 2026-11-18T02:00:00 accepted"},
    {"a newer one catches nothing up", "2026-11-17", "2026-11-19T10:00:00", "manquante",
     "2026-11-18 2026-11-19T02:00:00 accepted"},
    {"an older one says nothing", "2026-11-17", "2026-11-18T10:00:00", "manquante",
     "2026-11-16 2026-11-18T02:00:00 accepted"},
    {"after a newer one: archived", "2026-11-17", "2026-11-19T10:00:00", "en_retard",
     "2026-11-18 2026-11-19T02:00:00 accepted | 2026-11-17 2026-11-19T02:01:00 superseded"},
    {"Friday's, dated Saturday", "2026-11-20", "2026-11-23", "a_l_heure", "2026-11-21 2026-11-21T08:00:00 accepted"},
    {"Friday's, dated Saturday noon", "2026-11-20", "2026-11-23", "en_retard",
     "2026-11-21 2026-11-21T13:00:00 accepted"},
    {"Saturday is no night", "2026-11-21", "2026-11-23", "fermee", "2026-11-21 2026-11-21T13:00:00 accepted"},
    {"nor is 11 November", "2026-11-11", "2026-11-23", "fermee", ""},
    {"Good Friday is one here", "2026-04-03", "2026-04-07", "manquante", ""},
    {"Friday before the clocks go forward, in time", "2026-03-27", "2026-04-07", "a_l_heure",
     "2026-03-27 2026-03-28T07:59:59Z accepted"},
    {"Monday after, an hour earlier in UTC", "2026-03-30", "2026-04-07", "en_retard",
     "2026-03-30 2026-03-31T07:00:00Z accepted"},
    {"Monday after they went back", "2026-10-26", "2026-11-07", "a_l_heure",
     "2026-10-26 2026-10-27T07:59:59Z accepted"},
    {"New Year's Eve, due on a holiday", "2026-12-31", "2027-01-01T09:00:00", "manquante", ""},
    {"New Year's Eve, in time", "2026-12-31", "2027-01-04", "a_l_heure", "2026-12-31 2027-01-01T05:00:00 accepted"},
};

/* One envoi from the front of the text; what follows the bar, or NULL. */
static const char *read_envoi(const char *text, struct remontee_envoi *out)
{
    char situation[32], received[32], kind[32], since[32] = "", held[32] = "";
    size_t len = strcspn(text, "|");
    char one[160];
    snprintf(one, sizeof one, "%.*s", (int)len, text);
    assert_true(sscanf(one, "%31s %31s %31s %31s %31s", situation, received, kind, since, held) >= 3);
    *out = (struct remontee_envoi){.situation = day(situation),
                                   .received_us = instant(received),
                                   .since_us = instant(*since ? since : received),
                                   .state = envoi_state_parse(kind),
                                   .was_held = *held};
    assert_int_not_equal(out->state, ENVOI_NONE);
    return text[len] ? text + len + 1 : NULL;
}

static void test_told(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct remontee_envoi envois[3];
        struct remontee_chantier c = {.lignes = &always, .lignes_n = 1, .envois = envois};
        struct remontee_nuit got;
        for (const char *at = *cases[i].envois ? cases[i].envois : NULL; at; c.envois_n++)
            at = read_envoi(at, &envois[c.envois_n]);
        remontee_nights(&c, &rules, instant(cases[i].now), day(cases[i].night), 1, &got);
        if (strcmp(remontee_state_name(got.state), cases[i].state) != 0)
            fail_msg("%s: %s, not %s", cases[i].what, remontee_state_name(got.state), cases[i].state);
        assert_int_equal(remontee_state_parse(cases[i].state), got.state);
    }
}

static void test_calendars(void **state)
{
    (void)state;
    const struct remontee_ligne lignes[] = {{INT32_MIN, day("2026-03-31"), CALENDRIER_NATIONAL},
                                            {day("2026-04-01"), day("2026-12-31"), CALENDRIER_ALSACE_MOSELLE}};
    const struct remontee_fermeture fermetures[] = {{day("2026-08-03"), day("2026-08-21")}};
    const struct remontee_chantier c = {.lignes = lignes, .lignes_n = 2, .fermetures = fermetures, .fermetures_n = 1};
    static const struct {
        const char *night;
        bool expected;
        enum remontee_pause pause;
    } nights[] = {{"2025-12-26", true, PAUSE_NONE},       {"2026-04-03", false, PAUSE_FERIE},
                  {"2026-04-06", false, PAUSE_FERIE},     {"2026-04-07", true, PAUSE_NONE},
                  {"2026-07-31", true, PAUSE_NONE},       {"2026-08-03", false, PAUSE_FERMETURE},
                  {"2026-08-08", false, PAUSE_WEEKEND},   {"2026-08-15", false, PAUSE_WEEKEND},
                  {"2026-08-21", false, PAUSE_FERMETURE}, {"2026-08-24", true, PAUSE_NONE},
                  {"2026-12-25", false, PAUSE_FERIE},     {"2026-12-26", false, PAUSE_WEEKEND},
                  {"2026-12-31", true, PAUSE_NONE},       {"2027-01-01", false, PAUSE_NONE},
                  {"2027-01-04", false, PAUSE_NONE}};
    for (size_t i = 0; i < sizeof nights / sizeof nights[0]; i++) {
        enum remontee_pause pause;
        size_t fermeture;
        struct remontee_nuit got;
        bool expected = remontee_expected(&c, day(nights[i].night), &pause, &fermeture);
        if (expected != nights[i].expected || pause != nights[i].pause)
            fail_msg("%s: %d %s", nights[i].night, expected, remontee_pause_name(pause));
        assert_int_equal(fermeture, pause == PAUSE_FERMETURE ? 0 : REMONTEE_NOTHING);
        remontee_nights(&c, &rules, instant("2027-06-01"), day(nights[i].night), 1, &got);
        assert_int_equal(got.state, expected                                   ? REMONTEE_MANQUANTE
                                    : day(nights[i].night) > day("2026-12-31") ? REMONTEE_HORS
                                                                               : REMONTEE_FERMEE);
    }
}

/* 40 nights in time of the same rows, but for those on which something changed or nothing came. */
static void test_frozen(void **state)
{
    (void)state;
    struct remontee_envoi envois[60];
    struct remontee_chantier c = {.lignes = &always, .lignes_n = 1, .envois = envois};
    struct remontee_nuit got[60];
    int32_t first = day("2026-09-01"), night = first;
    for (int i = 0; i < 40; night++) {
        if (!remontee_expected(&c, night, NULL, NULL))
            continue;
        if (i != 30) /* one night is missing: it neither counts nor ends the run */
            envois[c.envois_n++] = (struct remontee_envoi){
                night, (night + 1) * 86400LL * 1000000, (night + 1) * 86400LL * 1000000, ENVOI_ACCEPTED, false, i != 5};
        i++;
    }
    size_t n = (size_t)(night - first);
    remontee_nights(&c, &rules, instant("2027-01-01"), first, n, got);
    int k = 0;
    for (size_t i = 0; i < n; i++) {
        if (got[i].pause != PAUSE_NONE)
            continue;
        int run = k == 30 ? 0 : k < 5 ? k + 1 : k < 30 ? k - 4 : k - 5;
        assert_int_equal(got[i].same_n, run);
        assert_int_equal(got[i].state, k == 30 ? REMONTEE_MANQUANTE : run >= 20 ? REMONTEE_FIGEE : REMONTEE_A_L_HEURE);
        k++;
    }
    assert_int_equal(k, 40);
    /* the run is told from what came before the first night that is asked */
    struct remontee_nuit last;
    remontee_nights(&c, &rules, instant("2027-01-01"), night - 1, 1, &last);
    assert_int_equal(last.same_n, 34);
    assert_int_equal(last.state, REMONTEE_FIGEE);
}

/* ---- the clock ---- */

/* By the C library's zone: wall clock of Paris to instant. */
static int64_t by_libc(int32_t d, int hour)
{
    int y, m, md;
    cal_date(d, &y, &m, &md);
    struct tm tm = {.tm_year = y - 1900, .tm_mon = m - 1, .tm_mday = md, .tm_hour = hour, .tm_isdst = -1};
    return (int64_t)mktime(&tm) * 1000000;
}

static void test_due(void **state)
{
    (void)state;
    setenv("TZ", "Europe/Paris", 1);
    tzset();
    if (by_libc(day("2026-07-01"), 12) != instant("2026-07-01T10:00:00Z"))
        skip(); /* no zones on this machine */
    for (int32_t night = day("2020-01-01"); night < day("2040-01-01"); night++)
        assert_int_equal(remontee_due_us(&rules, night), by_libc(night + 1, 9));
}

/* The same last night as the figures' taux de remontée, at random instants and at every edge. */
static void test_last_night(void **state)
{
    (void)state;
    const struct remontee_chantier c = {.lignes = &always, .lignes_n = 1};
    for (int32_t d = day("2025-12-01"); d < day("2027-02-01"); d++)
        for (int edge = -1; edge <= 1; edge++) {
            int64_t now = remontee_due_us(&rules, d) + edge;
            int32_t last = d + 1;
            while (!remontee_expected(&c, last, NULL, NULL) || now < remontee_due_us(&rules, last))
                last--;
            assert_int_equal(last, period_last_night(now, rules.deadline_hour, rules.grace_hours));
        }
}

/* ---- random chantiers against a naive reading ---- */

#define ENVOIS_MAX 120
#define SPAN 70

static uint32_t roll(uint64_t *seed, uint32_t below)
{
    *seed ^= *seed >> 12;
    *seed ^= *seed << 25;
    *seed ^= *seed >> 27;
    return (uint32_t)((*seed * 0x2545F4914F6CDD1DULL) >> 33) % below;
}

struct world {
    struct remontee_ligne lignes[3];
    struct remontee_fermeture fermetures[3];
    struct remontee_envoi envois[ENVOIS_MAX];
    struct remontee_chantier c;
    int32_t first;
    int64_t now_us;
};

static int by_arrival(const void *a, const void *b)
{
    const struct remontee_envoi *x = a, *y = b;
    return (x->received_us > y->received_us) - (x->received_us < y->received_us);
}

static void make(struct world *w, uint64_t *seed)
{
    static const char *const starts[] = {"2025-12-10", "2026-03-01", "2026-04-20",
                                         "2026-09-28", "2027-12-01", "2024-02-10"};
    *w = (struct world){.c = {.lignes = w->lignes, .fermetures = w->fermetures, .envois = w->envois}};
    w->first = day(starts[roll(seed, 6)]) + (int32_t)roll(seed, 20);
    int32_t from = w->first - 10 + (int32_t)roll(seed, 30);
    for (size_t i = 0; i < 2; i++) { /* one line, or two with or without a gap */
        int32_t to = from + (int32_t)roll(seed, SPAN);
        w->lignes[w->c.lignes_n++] = (struct remontee_ligne){from, to, (enum calendrier)roll(seed, CALENDRIER_COUNT)};
        from = to + 1 + (int32_t)roll(seed, 2) * 3;
        if (roll(seed, 2))
            break;
    }
    for (w->c.fermetures_n = roll(seed, 3); w->fermetures[0].debut == 0 && w->c.fermetures_n;) {
        for (size_t i = 0; i < w->c.fermetures_n; i++) {
            int32_t debut = w->first + (int32_t)roll(seed, SPAN);
            w->fermetures[i] = (struct remontee_fermeture){debut, debut + (int32_t)roll(seed, 15)};
        }
    }
    w->c.envois_n = roll(seed, ENVOIS_MAX);
    for (size_t i = 0; i < w->c.envois_n; i++) {
        struct remontee_envoi *e = &w->envois[i];
        e->situation = w->first - 5 + (int32_t)roll(seed, SPAN + 10);
        e->received_us =
            (e->situation + (int32_t)roll(seed, 2)) * 86400LL * 1000000 + roll(seed, 30 * 3600) * 1000000LL;
        if (roll(seed, 8) == 0) /* on the very edge */
            e->received_us = remontee_due_us(&rules, e->situation) - 1 + roll(seed, 3);
        e->since_us = e->received_us + (roll(seed, 3) ? 0 : roll(seed, 100 * 3600) * 1000000LL);
        e->state = (enum envoi_state)(roll(seed, 2) ? ENVOI_ACCEPTED : 1 + roll(seed, ENVOI_STATE_COUNT - 1));
        e->was_held = e->state == ENVOI_HELD || e->state == ENVOI_DISCARDED ||
                      ((e->state == ENVOI_ACCEPTED || e->state == ENVOI_SUPERSEDED) && roll(seed, 6) == 0);
        e->unchanged = roll(seed, 8) != 0;
        if (e->state == ENVOI_REFUSED && roll(seed, 4) == 0)
            e->situation += 300;
    }
    qsort(w->envois, w->c.envois_n, sizeof w->envois[0], by_arrival);
    w->now_us = (w->first + (int32_t)roll(seed, SPAN + 10)) * 86400LL * 1000000 + roll(seed, 86400) * 1000000LL;
}

/* Written from the rules again, without slots or suffixes. */
static bool naive_expected(const struct world *w, int32_t night, bool *member_out)
{
    *member_out = false;
    for (size_t i = 0; i < w->c.lignes_n; i++) {
        const struct remontee_ligne *l = &w->lignes[i];
        if (night < l->depuis || night > l->jusqua)
            continue;
        *member_out = true;
        if (l->calendrier == CALENDRIER_ALSACE_MOSELLE ? cal_holiday_alsace_moselle(night) : cal_holiday_fr(night))
            return false;
    }
    for (size_t i = 0; i < w->c.fermetures_n; i++)
        if (night >= w->fermetures[i].debut && night <= w->fermetures[i].fin)
            return false;
    return *member_out && cal_weekday(night) <= 5;
}

/* How an envoi stood at now: its state, the date that it speaks of and when it counts. */
struct seen {
    enum envoi_state state;
    int32_t date;
    int64_t counts_us;
};

static bool naive_seen(const struct world *w, const struct remontee_envoi *e, struct seen *out)
{
    *out = (struct seen){e->state, e->situation, e->was_held ? e->since_us : e->received_us};
    if (e->since_us > w->now_us)
        out->state = e->was_held ? ENVOI_HELD : ENVOI_RECEIVED;
    if (e->state == ENVOI_REFUSED && e->situation > cal_paris_day(e->received_us))
        out->date = period_situation(e->received_us);
    return e->received_us <= w->now_us;
}

static bool naive_is_of(const struct world *w, int32_t night, int32_t date)
{
    bool member;
    for (int32_t d = night + 1; d <= date; d++)
        if (naive_expected(w, d, &member))
            return false;
    return date >= night;
}

static enum remontee_state naive_night(const struct world *w, int32_t night)
{
    static const enum remontee_state of[ENVOI_STATE_COUNT] = {[ENVOI_RECEIVED] = REMONTEE_ATTENDUE,
                                                              [ENVOI_HELD] = REMONTEE_RETENUE,
                                                              [ENVOI_QUARANTINED] = REMONTEE_RETENUE,
                                                              [ENVOI_REFUSED] = REMONTEE_REFUSEE,
                                                              [ENVOI_DISCARDED] = REMONTEE_REFUSEE};
    bool member, late = false, expected = naive_expected(w, night, &member);
    int64_t due = remontee_due_us(&rules, night);
    enum remontee_state other = w->now_us >= due ? REMONTEE_MANQUANTE : REMONTEE_ATTENDUE;
    struct seen s;
    if (!expected)
        return member ? REMONTEE_FERMEE : REMONTEE_HORS;
    for (size_t i = 0; i < w->c.envois_n; i++) {
        if (!naive_seen(w, &w->envois[i], &s))
            continue;
        if (s.state == ENVOI_ACCEPTED && s.date >= night && s.counts_us < due)
            return REMONTEE_A_L_HEURE;
        if (!naive_is_of(w, night, s.date))
            continue;
        late = late || s.state == ENVOI_ACCEPTED;
        if (s.state == ENVOI_SUPERSEDED)
            other = w->envois[i].was_held ? REMONTEE_RETENUE : REMONTEE_EN_RETARD;
        else if (s.state != ENVOI_ACCEPTED)
            other = of[s.state];
    }
    return late ? REMONTEE_EN_RETARD : other;
}

/* Nights in a row with the same rows, from the first day that has an envoi. */
static int32_t naive_same(const struct world *w, int32_t night)
{
    int32_t same = 0;
    bool member, had = false;
    for (int32_t d = w->first - 92; d <= night; d++) {
        bool changed = false;
        had = false;
        for (size_t i = 0; naive_expected(w, d, &member) && i < w->c.envois_n; i++) {
            struct seen s;
            if (!naive_seen(w, &w->envois[i], &s) || s.state != ENVOI_ACCEPTED || !naive_is_of(w, d, s.date))
                continue;
            had = true;
            changed = changed || !w->envois[i].unchanged;
        }
        if (had)
            same = changed ? 1 : same + 1;
    }
    return had ? same : 0;
}

static void test_random(void **state)
{
    (void)state;
    uint64_t seed = 20261123;
    struct world *w = malloc(sizeof *w);
    struct remontee_nuit got[SPAN];
    const struct remontee_rules short_rules = {.deadline_hour = 6, .grace_hours = 3, .frozen_nights = 4};
    size_t seen[REMONTEE_STATE_COUNT] = {0};
    for (int round = 0; round < 150; round++) {
        make(w, &seed);
        remontee_nights(&w->c, &short_rules, w->now_us, w->first, SPAN, got);
        for (int32_t i = 0; i < SPAN; i++) {
            int32_t same = naive_same(w, w->first + i);
            enum remontee_state wanted = same >= 4 ? REMONTEE_FIGEE : naive_night(w, w->first + i);
            if (got[i].state != wanted || got[i].same_n != same)
                fail_msg("round %d, night %d: %s %d, not %s %d", round, i, remontee_state_name(got[i].state),
                         got[i].same_n, remontee_state_name(wanted), same);
            assert_int_equal(got[i].night, w->first + i);
            assert_true(got[i].envoi == REMONTEE_NOTHING || got[i].envoi < w->c.envois_n);
            seen[got[i].state]++;
        }
    }
    for (size_t i = 0; i < REMONTEE_STATE_COUNT; i++)
        assert_true(seen[i] > 50); /* every state was met */
    free(w);
}

/* What is told of a night does not hang on which nights are asked for; what is told once as in time stays so; what is
 * missing is waited for no more. */
static void test_time_passes(void **state)
{
    (void)state;
    uint64_t seed = 7;
    struct world *w = malloc(sizeof *w);
    struct remontee_nuit all[SPAN], later[SPAN], one;
    const struct remontee_rules never = {.deadline_hour = 6, .grace_hours = 3, .frozen_nights = INT32_MAX};
    for (int round = 0; round < 150; round++) {
        make(w, &seed);
        remontee_nights(&w->c, &never, w->now_us, w->first, SPAN, all);
        int32_t i = (int32_t)roll(&seed, SPAN);
        remontee_nights(&w->c, &never, w->now_us, w->first + i, 1, &one);
        assert_int_equal(one.state, all[i].state);
        remontee_nights(&w->c, &never, w->now_us + roll(&seed, 1000000) * 1000000LL, w->first, SPAN, later);
        for (i = 0; i < SPAN; i++) {
            enum remontee_state a = all[i].state, b = later[i].state;
            if (a == REMONTEE_A_L_HEURE || a == REMONTEE_EN_RETARD || a == REMONTEE_FERMEE || a == REMONTEE_HORS)
                assert_true(b == a || (a == REMONTEE_EN_RETARD && w->envois[all[i].envoi].state == ENVOI_SUPERSEDED) ||
                            (a == REMONTEE_EN_RETARD && b == REMONTEE_A_L_HEURE));
            if (a == REMONTEE_MANQUANTE)
                assert_int_not_equal(b == REMONTEE_ATTENDUE && later[i].envoi == REMONTEE_NOTHING, true);
        }
    }
    free(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_told),       cmocka_unit_test(test_calendars),
                                       cmocka_unit_test(test_frozen),     cmocka_unit_test(test_due),
                                       cmocka_unit_test(test_last_night), cmocka_unit_test(test_random),
                                       cmocka_unit_test(test_time_passes)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
