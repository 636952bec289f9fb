/* The weekly drill: when it is due over weeks, holidays and clock changes; what becomes of it; in words. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "alerting/exercice_lettre.h"
#include "base/cal.h"
#include "programme/exercice.h"

#define MINUTE_US 60000000LL
#define HOUR_US (60 * MINUTE_US)

static const struct alertes_seuils monday_ten = {.exercice_jour = 1, .exercice_heure = 10};

/* "2026-11-30 10:00" on the wall clock in Paris */
static int64_t at(const char *s)
{
    int32_t day;
    int hour, minute;
    assert_true(cal_parse_iso(s, 10, &day));
    assert_int_equal(sscanf(s + 10, " %d:%d", &hour, &minute), 2);
    return cal_paris_instant(day * 24 * HOUR_US + hour * HOUR_US + minute * MINUTE_US);
}

static int32_t day_of(const char *s)
{
    int32_t day;
    assert_true(cal_parse_iso(s, strlen(s), &day));
    return day;
}

static void check_day(int32_t day, const char *expected)
{
    char text[CAL_DAY_LEN];
    cal_format_day(day, text);
    assert_string_equal(text, expected);
}

static void test_due(void **state)
{
    (void)state;
    static const struct {
        const char *now, *installed, *last; /* last: the week of the last one */
        bool due;
        const char *week, *next;
    } cases[] = {
        {"2026-11-30 09:59", "2026-11-02 08:00", "2026-11-23", false, "2026-11-30", "2026-11-30 10:00"},
        {"2026-11-30 10:00", "2026-11-02 08:00", "2026-11-23", true, "2026-11-30", "2026-11-30 10:00"},
        /* off until Sunday night: made then; off until Monday: that week's is gone, the next one comes at its hour */
        {"2026-12-06 23:59", "2026-11-02 08:00", "2026-11-23", true, "2026-11-30", "2026-11-30 10:00"},
        {"2026-12-07 00:00", "2026-11-02 08:00", "2026-11-23", false, "2026-12-07", "2026-12-07 10:00"},
        /* made: not again, whatever the restarts, nor after the clock was set back a month */
        {"2026-11-30 10:01", "2026-11-02 08:00", "2026-11-30", false, "2026-12-07", "2026-12-07 10:00"},
        {"2026-11-10 10:00", "2026-10-02 08:00", "2026-11-30", false, "2026-12-07", "2026-12-07 10:00"},
        /* a fresh installation: the first one is the first whose hour comes after it */
        {"2026-12-02 15:00", "2026-12-02 14:59", NULL, false, "2026-12-07", "2026-12-07 10:00"},
        {"2026-11-30 09:00", "2026-11-30 08:00", NULL, false, "2026-11-30", "2026-11-30 10:00"},
        {"2026-11-30 10:00", "2026-11-30 08:00", NULL, true, "2026-11-30", "2026-11-30 10:00"},
        {"2026-11-30 10:00", "2026-11-30 10:00", NULL, false, "2026-12-07", "2026-12-07 10:00"},
        /* restored from long ago, or installed by a clock that was ahead */
        {"2026-11-30 11:00", "2026-11-02 08:00", NULL, true, "2026-11-30", "2026-11-30 10:00"},
        {"2026-11-30 11:00", "2026-12-24 08:00", NULL, false, "2026-12-28", "2026-12-28 10:00"},
        /* Easter Monday and Whit Monday: the Tuesday after; 10:00 on the wall on both sides of the clock changes */
        {"2026-04-06 12:00", "2026-01-02 08:00", "2026-03-30", false, "2026-04-06", "2026-04-07 10:00"},
        {"2026-04-07 10:00", "2026-01-02 08:00", "2026-03-30", true, "2026-04-06", "2026-04-07 10:00"},
        {"2026-03-30 09:59", "2026-01-02 08:00", "2026-03-23", false, "2026-03-30", "2026-03-30 10:00"},
        {"2026-10-26 10:00", "2026-01-02 08:00", "2026-10-19", true, "2026-10-26", "2026-10-26 10:00"},
        /* the last Monday of a year is of the week that the next year begins in */
        {"2027-01-01 10:00", "2026-01-02 08:00", "2026-12-28", false, "2027-01-04", "2027-01-04 10:00"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int32_t week, last = cases[i].last ? day_of(cases[i].last) : VEILLE_INCONNU;
        int64_t next;
        bool due = exercice_du(&monday_ten, at(cases[i].installed), last, at(cases[i].now), &week, &next);
        if (due != cases[i].due)
            fail_msg("%s: due is %d", cases[i].now, due);
        check_day(week, cases[i].week);
        assert_true(next == at(cases[i].next));
    }
}

/* Looked at every 37 minutes over ten years, killed now and then: one a week, at its hour, on a day that somebody sees.
 */
static void test_one_a_week(void **state)
{
    (void)state;
    for (int32_t jour = 1; jour <= 7; jour += 2) {
        const struct alertes_seuils s = {.exercice_jour = jour, .exercice_heure = 2 + jour};
        int32_t last = VEILLE_INCONNU, made = 0, week;
        int64_t next, from = at("2026-01-01 00:00"), to = at("2036-01-01 00:00");
        for (int64_t now = from; now < to; now += 37 * MINUTE_US) {
            if (!exercice_du(&s, from, last, now, &week, &next)) {
                assert_true(next > now);
                continue;
            }
            int32_t day = cal_paris_day(next);
            assert_true(now - next < 37 * MINUTE_US);
            assert_true(last == VEILLE_INCONNU || week == last + 7);
            assert_true(week <= day && day <= week + 6 && cal_weekday(week) == 1);
            assert_int_equal(cal_paris_wall_us(next) / HOUR_US % 24, s.exercice_heure);
            if (jour == 1)
                assert_true(!cal_holiday_fr(day) && cal_weekday(day) <= 5);
            last = week;
            made++;
        }
        assert_in_range(made, 521, 522);
    }
}

static void test_states(void **state)
{
    (void)state;
    assert_int_equal(exercice_etat_of(false, true, ""), EXERCICE_NON_CONFIGURE);
    assert_int_equal(exercice_etat_of(true, true, "waiting"), EXERCICE_EN_ATTENTE);
    assert_int_equal(exercice_etat_of(true, false, "waiting"), EXERCICE_SANS_SERVICE);
    assert_int_equal(exercice_etat_of(true, false, "cancelled"), EXERCICE_SANS_SERVICE);
    assert_int_equal(exercice_etat_of(true, true, "sent"), EXERCICE_PARTI);
    assert_int_equal(exercice_etat_of(true, true, "failed"), EXERCICE_ABANDONNE);
    assert_int_equal(exercice_etat_of(true, true, "cancelled"), EXERCICE_ABANDONNE);
    assert_int_equal(exercice_etat_of(true, true, ""), EXERCICE_EFFACE);
    for (int v = 0; v < EXERCICE_VOIE_COUNT; v++)
        assert_int_equal(exercice_voie_parse(exercice_voie_name((enum exercice_voie)v)), v);
    assert_int_equal(exercice_voie_parse("fax"), EXERCICE_VOIE_COUNT);
}

/* ---- which ways are in trouble ---- */

/* A way's drills as letters, the newest first: p sent, w waiting, a given up, - not configured, s without a service, e
 * erased; each an hour before the one to its left. */
static size_t tell(enum exercice_voie voie, const char *letters, struct exercice_resultat *out)
{
    static const char known[EXERCICE_ETAT_COUNT] = "-swpae";
    size_t n = strlen(letters);
    for (size_t i = 0; i < n; i++) {
        const char *found = memchr(known, letters[i], sizeof known);
        assert_non_null(found);
        out[i] = (struct exercice_resultat){
            .le_us = (int64_t)(100 - i) * HOUR_US, .voie = voie, .etat = (enum exercice_etat)(found - known)};
    }
    return n;
}

static void test_troubles(void **state)
{
    (void)state;
    static const struct {
        const char *letters;
        int since; /* which one; −1: no trouble */
    } cases[] = {
        {"", -1},   {"p", -1},   {"-", -1},   {"w", 0},   {"a", 0},  {"wp", 0}, {"ww", 1}, {"wap", 1},
        {"pa", -1}, {"waap", 2}, {"wa-a", 1}, {"-a", -1}, {"e", -1}, {"we", 0}, {"s", -1}, {"sa", -1},
    };
    struct veille_panne found[EXERCICE_VOIE_COUNT];
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct exercice_resultat r[16];
        size_t n = tell(EXERCICE_CHAT, cases[i].letters, r);
        n += tell(EXERCICE_COURRIEL, "pp", r + n); /* another way's say nothing of it */
        size_t told = exercice_pannes(r, n, found);
        if (told != (cases[i].since >= 0))
            fail_msg("\"%s\": %zu troubles", cases[i].letters, told);
        if (!told)
            continue;
        assert_string_equal(found[0].sujet, "chat");
        assert_int_equal(found[0].genre, SITUATION_EXERCICE);
        assert_true(found[0].connu_us == (100 - cases[i].since) * HOUR_US && found[0].jusqua_us == VEILLE_JAMAIS);
    }
    struct exercice_resultat all[3];
    tell(EXERCICE_COURRIEL, "w", all);
    tell(EXERCICE_CHAT, "p", all + 1);
    tell(EXERCICE_ALERTMANAGER, "a", all + 2);
    assert_int_equal(exercice_pannes(all, 3, found), 2);
    assert_string_equal(found[0].sujet, "courriel");
    assert_string_equal(found[1].sujet, "alertmanager");
}

/* ---- in words ---- */

static void test_words(void **state)
{
    (void)state;
    const struct exercice_resultat r[] = {
        {at("2026-11-30 10:00"), EXERCICE_COURRIEL, EXERCICE_PARTI, 2400000, 1, ""},
        {at("2026-11-30 10:00"), EXERCICE_CHAT, EXERCICE_EN_ATTENTE, 0, 3, "HTTP 503"},
        {at("2026-11-30 10:00"), EXERCICE_ALERTMANAGER, EXERCICE_NON_CONFIGURE, 0, 0, ""}};
    static const struct {
        struct exercice_resultat r;
        const char *said;
    } cases[] = {
        {{.etat = EXERCICE_PARTI, .duree_us = 1}, "parti en 1\u202fs"},
        {{.etat = EXERCICE_PARTI, .duree_us = 65000000}, "parti en 1\u202fmin 05\u202fs"},
        {{.etat = EXERCICE_PARTI, .duree_us = 3 * HOUR_US + 5 * MINUTE_US}, "parti en 3\u202fh 05\u202fmin"},
        {{.etat = EXERCICE_EN_ATTENTE}, "en attente"},
        {{.etat = EXERCICE_EN_ATTENTE, .essais = 1}, "en attente après 1 essai"},
        {{.etat = EXERCICE_ABANDONNE, .essais = 9}, "abandonné"},
        {{.etat = EXERCICE_SANS_SERVICE}, "pas configuré (aucun service n’envoie de courriels)"},
        {{.etat = EXERCICE_EFFACE}, "parti (le message n’est plus conservé)"},
    };
    struct buf b = {0};
    exercice_phrase(r, 3, 0, &b);
    assert_string_equal(buf_text(&b),
                        "Dernier exercice\u202f: lundi 30 novembre à 10\u202fh\u202f00, courriel parti en "
                        "2\u202fs, chat en attente après 3 essais, Alertmanager pas configuré.");
    buf_reset(&b);
    exercice_phrase(NULL, 0, at("2027-03-01 09:05"), &b);
    assert_string_equal(buf_text(&b),
                        "Aucun exercice des alertes n’a encore été fait\u202f: le premier est prévu lundi "
                        "1er mars à 9\u202fh\u202f05.");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        buf_reset(&b);
        exercice_resultat_mot(&cases[i].r, &b);
        assert_string_equal(buf_text(&b), cases[i].said);
    }
    buf_deinit(&b);
}

/* Whoever reads but the beginning knows that it is none. */
static void test_messages(void **state)
{
    (void)state;
    struct letter weekly = {0}, asked = {0};
    exercice_lettre("", &weekly);
    exercice_lettre("Léa <ops>", &asked);
    assert_string_equal(buf_text(&weekly.subject), "Exercice hebdomadaire : rien à faire");
    assert_string_equal(buf_text(&asked.subject), "Exercice : rien à faire");
    assert_non_null(strstr(buf_text(&weekly.text), "Bonjour,\n\nCeci est un exercice : il n’y a rien à faire.\n"));
    assert_non_null(strstr(buf_text(&asked.html), "demandé par Léa &lt;ops&gt; :"));
    letter_deinit(&weekly);
    letter_deinit(&asked);
    json_t *chat = exercice_chat(""), *manager = exercice_alertmanager("Léa", at("2026-11-30 10:00"));
    assert_string_equal(json_string_value(json_object_get(chat, "text")),
                        "Exercice hebdomadaire : rien à faire. Ce message montre qu’une vraie alerte arriverait ici.");
    json_t *expected = json_pack("[{s{ss ss} s{ss ss} ss ss}]", "labels", "alertname", "EXERCICE", "severity", "none",
                                 "annotations", "summary", "Exercice : rien à faire", "description",
                                 "Ce message montre qu’une vraie alerte arriverait ici.", "startsAt",
                                 "2026-11-30T09:00:00.000000Z", "endsAt", "2026-11-30T09:05:00.000000Z");
    assert_true(json_equal(manager, expected));
    json_decref(chat);
    json_decref(manager);
    json_decref(expected);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_due),      cmocka_unit_test(test_one_a_week), cmocka_unit_test(test_states),
        cmocka_unit_test(test_troubles), cmocka_unit_test(test_words),      cmocka_unit_test(test_messages),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
