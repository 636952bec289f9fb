/* Properties of the watch over random reporters: it is a function, its next instant is honest, a look that comes late
 * finds the same, nothing flaps, and a silence is told at the deadlines of a calendar that is read naively. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "base/cal.h"
#include "base/mem.h"
#include "programme/veille.h"
#include "veille_random.h"

#define DAY_US (86400LL * 1000000)
#define OPEN_MAX 64

/* What is open after a look, as the database would hold it. */
struct held {
    struct veille_alerte alerts[OPEN_MAX];
    struct veille_ouverte views[OPEN_MAX];
    size_t n;
};

static void keep(struct held *h, const struct veille_liste *l)
{
    h->n = 0;
    for (size_t i = 0; i < l->n; i++)
        if (l->items[i].fin == VEILLE_OUVERTE) {
            assert_true(h->n < OPEN_MAX);
            h->alerts[h->n++] = l->items[i];
        }
    for (size_t i = 0; i < h->n; i++) {
        const struct veille_alerte *a = &h->alerts[i];
        h->views[i] = (struct veille_ouverte){a->regle, a->sujet, a->situation, a->palier, a->depuis_us, a->cause};
    }
}

static int64_t midnight(int32_t day)
{
    return cal_paris_instant(day * DAY_US);
}

static void print(const struct veille_liste *l, struct buf *out)
{
    buf_reset(out);
    random_print(l, out);
}

/* ---- the next instant ---- */

/* Troubles of ours that a chantier may be held back for; one that begins later is something that comes in. */
static size_t outages(uint64_t *seed, const struct random_reporter *x, struct veille_panne *out, int64_t now_us)
{
    size_t n = random_roll(seed, 4);
    for (size_t i = 0; i < n; i++) {
        int64_t from =
            midnight(cal_paris_day(now_us) - (int32_t)random_roll(seed, 5)) + random_roll(seed, 86400) * 1000000LL;
        bool base = random_roll(seed, 2);
        from = from > now_us ? now_us : from;
        out[i] = (struct veille_panne){base ? SITUATION_BASE : SITUATION_DEMON, base ? "base" : "intake", from,
                                       from + random_roll(seed, 40000) * 1000000LL, VEILLE_INCONNU};
    }
    (void)x;
    return n;
}

static void look(const struct random_reporter *x, const struct held *h, const struct veille_panne *pannes, size_t n,
                 int64_t now_us, struct veille_liste *out)
{
    veille_desired(&x->r, h->views, h->n, now_us, out);
    veille_hold(pannes, n, NULL, &x->seuils, now_us, out);
}

/* From some look on, and from a second one when its answer is open: what is answered at any instant up to the next one
 * is the same, and so is a second answer at the same instant. */
static void check_next(uint64_t *seed, const struct random_reporter *x, int64_t now_us)
{
    struct veille_panne pannes[4];
    size_t n = x->r.porteur == VEILLE_CHANTIER ? outages(seed, x, pannes, now_us) : 0;
    struct veille_liste first = {0}, again = {0};
    struct held h = {0};
    struct buf said = {0}, now = {0};
    look(x, &h, pannes, n, now_us, &first);
    keep(&h, &first);
    look(x, &h, pannes, n, now_us, &first);
    print(&first, &said);
    keep(&h, &first);
    assert_true(first.next_us > now_us);
    int64_t end = first.next_us == VEILLE_JAMAIS ? now_us + 400 * DAY_US : first.next_us;
    for (int i = 0; i < 6; i++) {
        int64_t at = i == 0 ? now_us : i == 1 ? end - 1 : random_instant(seed, now_us, end - 1);
        look(x, &h, pannes, n, at, &again);
        print(&again, &now);
        if (strcmp(buf_text(&said), buf_text(&now)) != 0 || again.next_us != first.next_us)
            fail_msg("%lld, looked at again at %lld, next %lld and %lld:\n%s\n%s", (long long)now_us, (long long)at,
                     (long long)first.next_us, (long long)again.next_us, buf_text(&said), buf_text(&now));
    }
    veille_liste_deinit(&first);
    veille_liste_deinit(&again);
    buf_deinit(&said);
    buf_deinit(&now);
}

static void test_next(void **state)
{
    (void)state;
    uint64_t seed = 20261130;
    struct random_reporter *x = mem_new(sizeof *x);
    for (int round = 0; round < 250; round++) {
        switch (round % 5) {
        case 0:
            random_territoire(&seed, x);
            break;
        case 1:
            random_nation(&seed, x);
            break;
        default:
            random_chantier(&seed, round % 2, x);
        }
        for (int i = 0; i < 8; i++)
            check_next(&seed, x, random_instant(&seed, midnight(x->first), midnight(x->first + RANDOM_DAYS)));
    }
    free(x);
}

/* ---- a look that comes late ---- */

static void print_open(const struct held *h, struct buf *out)
{
    buf_reset(out);
    for (size_t i = 0; i < h->n; i++)
        buf_addf(out, "%s %s %s/%d\n", alerte_regle_name(h->alerts[i].regle), h->alerts[i].sujet,
                 alerte_situation_name(h->alerts[i].situation), h->alerts[i].palier);
}

/* The reporter as somebody knows it who keeps situations of the last days alone. */
static struct veille_reporter window(const struct random_reporter *x, int64_t now_us)
{
    struct veille_reporter r = x->r;
    while (r.situations_n && r.situations->connu_us < now_us - VEILLE_SITUATION_JOURS * DAY_US) {
        r.situations++;
        r.situations_n--;
    }
    return r;
}

/* Whoever looks at each instant that was asked for and keeps the last days alone, and who looks now and then at
 * everything, have the same open in the end. */
static void test_late(void **state)
{
    (void)state;
    uint64_t seed = 7;
    struct random_reporter *x = mem_new(sizeof *x);
    struct held *often = mem_new(sizeof *often), *seldom = mem_new(sizeof *seldom);
    struct veille_liste l = {0};
    struct buf a = {0}, b = {0};
    size_t open = 0;
    for (int round = 0; round < 60; round++) {
        random_chantier(&seed, round % 2, x);
        int64_t begin = midnight(x->first),
                end = random_instant(&seed, begin + 30 * DAY_US, midnight(x->first + RANDOM_DAYS));
        often->n = seldom->n = 0;
        for (int64_t at = begin; at <= end; at = l.next_us) {
            struct veille_reporter r = window(x, at);
            veille_desired(&r, often->views, often->n, at, &l);
            keep(often, &l);
        }
        for (int64_t at = begin; at < end; at = random_instant(&seed, at + 1, at + 30 * DAY_US)) {
            veille_desired(&x->r, seldom->views, seldom->n, at, &l);
            keep(seldom, &l);
        }
        veille_desired(&x->r, seldom->views, seldom->n, end, &l);
        keep(seldom, &l);
        print_open(often, &a);
        print_open(seldom, &b);
        open += often->n;
        if (strcmp(buf_text(&a), buf_text(&b)) != 0)
            fail_msg("round %d, at %lld: often\n%s\nseldom\n%s", round, (long long)end, buf_text(&a), buf_text(&b));
    }
    assert_true(open > 60); /* else nothing was compared */
    veille_liste_deinit(&l);
    buf_deinit(&a);
    buf_deinit(&b);
    free(often);
    free(seldom);
    free(x);
}

/* ---- nothing flaps ---- */

static size_t dates_between(const struct random_reporter *x, int64_t from_us, int64_t to_us)
{
    size_t n = 0;
    for (size_t i = 0; i < x->r.situations_n; i++)
        n += x->situations[i].connu_us > from_us && x->situations[i].connu_us <= to_us;
    return n;
}

enum { CLOSED, AHEAD, OPEN }; /* AHEAD: told before it comes */

static int openness(const struct held *h, enum alerte_regle regle, const char *sujet)
{
    for (size_t i = 0; i < h->n; i++)
        if (h->alerts[i].regle == regle && strcmp(h->alerts[i].sujet, sujet) == 0)
            return veille_foreseen(h->alerts[i].situation) ? AHEAD : OPEN;
    return CLOSED;
}

/* How few dates there may be between a raise and its end, and between an end and the next raise. */
static void check_gap(const struct random_reporter *x, enum alerte_regle regle, bool raised, int64_t since_us,
                      int64_t at_us)
{
    const struct alertes_seuils *s = &x->seuils;
    size_t n = dates_between(x, since_us, at_us);
    if (regle == REGLE_CHARGE_CIP)
        assert_true(n >= (size_t)(raised ? s->charge_dates : s->charge_dates_retour));
    else if (regle == REGLE_QUALITE)
        assert_true(n >= (size_t)(raised ? s->ecartees_dates : s->ecartees_dates_retour));
    else
        assert_true(at_us - since_us >= (raised ? s->objectif_jours : s->objectif_jours_retour) * DAY_US - DAY_US / 24);
}

static void test_flaps(void **state)
{
    (void)state;
    static const struct {
        enum alerte_regle regle;
        const char *sujet;
    } watched[] = {{REGLE_CHARGE_CIP, ""},  {REGLE_CHARGE_CIP, "A"}, {REGLE_CHARGE_CIP, "B"},
                   {REGLE_CHARGE_CIP, "C"}, {REGLE_QUALITE, ""},     {REGLE_OBJECTIF, ""}};
    uint64_t seed = 11;
    size_t changes = 0, ahead = 0;
    struct random_reporter *x = mem_new(sizeof *x);
    struct held *h = mem_new(sizeof *h);
    struct veille_liste l = {0};
    for (int round = 0; round < 60; round++) {
        int64_t since[6] = {0}, ahead_since[6] = {0};
        int was[6] = {0};
        random_chantier(&seed, true, x);
        x->lignes[0] = (struct remontee_ligne){INT32_MIN, INT32_MAX, CALENDRIER_NATIONAL}; /* who leaves has none */
        h->n = 0;
        for (int64_t at = midnight(x->first); at <= midnight(x->first + RANDOM_DAYS); at = l.next_us) {
            veille_desired(&x->r, h->views, h->n, at, &l);
            keep(h, &l);
            for (int i = 0; i < 6; i++) {
                int now = openness(h, watched[i].regle, watched[i].sujet);
                if (now == was[i])
                    continue;
                if ((now == OPEN || was[i] == OPEN) && since[i])
                    check_gap(x, watched[i].regle, now == OPEN, since[i], at);
                if (now == OPEN || was[i] == OPEN)
                    since[i] = at;
                else if (ahead_since[i])
                    check_gap(x, watched[i].regle, now == AHEAD, ahead_since[i], at);
                ahead_since[i] = now == OPEN || was[i] == OPEN ? 0 : at; /* one after the other, and nothing between */
                ahead += now == AHEAD;
                was[i] = now;
                changes++;
            }
        }
    }
    assert_true(ahead > 50);
    assert_true(changes > 300);
    veille_liste_deinit(&l);
    free(h);
    free(x);
}

/* ---- a silence, by a calendar that is read naively ---- */

static bool naively_expected(const struct random_reporter *x, int32_t day)
{
    int weekday = (int)((day + 3) % 7); /* 1970-01-01 was a Thursday; 0 Monday */
    if (weekday > 4 ||
        (x->lignes[0].calendrier == CALENDRIER_ALSACE_MOSELLE ? cal_holiday_alsace_moselle(day) : cal_holiday_fr(day)))
        return false;
    for (size_t i = 0; i < x->r.remontee.fermetures_n; i++)
        if (day >= x->fermetures[i].debut && day <= x->fermetures[i].fin)
            return false;
    return true;
}

/* The wall clock of Paris at an instant, in minutes of its day. */
static int minute_of(int64_t us)
{
    return (int)(cal_paris_wall_us(us) / 60000000 % 1440);
}

/* Every expected night is there in time or not at all: the runs of those that are not, and their instants. */
static void test_silence(void **state)
{
    (void)state;
    uint64_t seed = 3;
    size_t told = 0;
    struct random_reporter *x = mem_new(sizeof *x);
    struct held *h = mem_new(sizeof *h);
    struct veille_liste l = {0};
    for (int round = 0; round < 60; round++) {
        random_chantier(&seed, true, x);
        x->seuils.remontee = (struct remontee_rules){6, 3, 60};
        x->lignes[0] = (struct remontee_ligne){INT32_MIN, INT32_MAX, (enum calendrier)(round % 2)};
        x->r.remontee.lignes_n = 1;
        x->r.remontee.envois_n = 0;
        int32_t run = 0, last = x->first + RANDOM_DAYS;
        h->n = 0;
        for (int32_t day = x->first; day < last; day++) {
            bool expected = naively_expected(x, day),
                 sent = random_roll(&seed, round % 4 ? 3 : 150) == 0; /* some are silent for months */
            int64_t due = midnight(day + 1) + 9 * 3600LL * 1000000, early = midnight(day + 1) + 1;
            if (minute_of(due) != 9 * 60) /* a day of 23 or 25 hours */
                due += (9 * 60 - minute_of(due)) * 60000000LL;
            assert_int_equal(minute_of(due), 9 * 60);
            if (sent)
                x->envois[x->r.remontee.envois_n++] =
                    (struct remontee_envoi){day, early, early, ENVOI_ACCEPTED, false, false};
            bool covers =
                sent && (expected || run > 0); /* a week-end's speaks for the last expected night, if too late */
            run = covers ? 0 : run;
            for (int before = 1; before >= 0; before--) { /* right before the deadline, and at it */
                int32_t nights = run + (!before && expected && !sent);
                veille_desired(&x->r, h->views, h->n, due - before, &l);
                const struct veille_alerte *a = l.n && l.items[0].regle == REGLE_REMONTEE ? &l.items[0] : NULL;
                if ((a ? a->n : 0) != (nights >= x->seuils.nuits[0] ? nights : 0))
                    fail_msg("round %d, night %d, %d before: %d nights, not %d", round, day, before, a ? a->n : 0,
                             nights);
                keep(h, &l);
                told += a != NULL;
            }
            run += expected && !sent;
        }
    }
    assert_true(told > 1000);
    veille_liste_deinit(&l);
    free(h);
    free(x);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_next), cmocka_unit_test(test_late),
                                       cmocka_unit_test(test_flaps), cmocka_unit_test(test_silence)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
