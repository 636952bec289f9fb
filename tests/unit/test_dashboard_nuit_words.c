/* Nights as they are said: signs, phrases, how long a chantier has been silent. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "base/cal.h"
#include "dashboard/nuit_words.h"

#define NBSP "\u00a0"

static int64_t instant(const char *s)
{
    int64_t us;
    assert_true(cal_parse_instant(s, &us));
    return us;
}

static void test_phrases(void **state)
{
    (void)state;
    const struct remontee_envoi late = {.received_us = instant("2026-11-24T09:42:00Z")};
    const struct {
        struct remontee_nuit nuit;
        const struct remontee_envoi *envoi;
        const char *motif, *said;
    } cases[] = {
        {{.state = REMONTEE_A_L_HEURE}, &late, NULL, "à l’heure"},
        {{.state = REMONTEE_EN_RETARD}, &late, NULL, "en retard, reçu le 24/11/2026 à 10:42"},
        {{.state = REMONTEE_MANQUANTE}, NULL, NULL, "manquante"},
        {{.state = REMONTEE_FIGEE, .same_n = 21}, &late, NULL, "figée, mêmes lignes depuis 21" NBSP "nuits"},
        {{.state = REMONTEE_FERMEE, .pause = PAUSE_WEEKEND}, NULL, NULL, "fermée" NBSP ": week-end"},
        {{.state = REMONTEE_FERMEE, .pause = PAUSE_FERIE}, NULL, NULL, "fermée" NBSP ": jour férié"},
        {{.state = REMONTEE_FERMEE, .pause = PAUSE_FERMETURE}, NULL, "Congés", "fermée" NBSP ": Congés"},
        {{.state = REMONTEE_FERMEE, .pause = PAUSE_FERMETURE}, NULL, "", "fermée" NBSP ": fermeture déclarée"},
        {{.state = REMONTEE_FERMEE, .pause = PAUSE_WEEKEND},
         &late,
         NULL,
         "fermée" NBSP ": week-end (un export est venu)"},
        {{.state = REMONTEE_ATTENDUE}, NULL, NULL, "attendue"},
        {{.state = REMONTEE_ATTENDUE}, &late, NULL, "attendue, reçue et en cours d’examen"},
        {{.state = REMONTEE_HORS}, NULL, NULL, "hors du programme"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct buf out = {0};
        nuit_phrase(&cases[i].nuit, cases[i].envoi, cases[i].motif, &out);
        assert_string_equal(buf_text(&out), cases[i].said);
        buf_deinit(&out);
    }
}

/* Every state has its own sign and its own word: none is told by its colour alone. */
static void test_signs(void **state)
{
    (void)state;
    for (int a = 0; a < REMONTEE_STATE_COUNT; a++) {
        enum remontee_state s = (enum remontee_state)a;
        assert_true(*nuit_sign(s) && *nuit_label(s) && *nuit_meaning(s));
        for (int b = 0; b < a; b++) {
            assert_string_not_equal(nuit_sign(s), nuit_sign((enum remontee_state)b));
            assert_string_not_equal(nuit_label(s), nuit_label((enum remontee_state)b));
        }
    }
}

static void test_silence(void **state)
{
    (void)state;
    /* a letter a night, the newest last */
    static const struct {
        const char *nights;
        int32_t n;
        char newest;
    } cases[] = {
        {"", 0, '-'},     {"--", 0, '-'},   {"aaa", 0, 'a'},  {"aaM", 1, 'M'},     {"aMMfM", 3, 'M'}, {"aMRM.", 3, 'M'},
        {"aMMH", 3, 'H'}, {"MMMl", 0, 'l'}, {"MMMz", 0, 'z'}, {"MMffff.", 2, 'M'}, {"-MM", 2, 'M'},   {"aMaR", 1, 'R'},
    };
    static const char letters[REMONTEE_STATE_COUNT] = {'-', 'a', 'l', 'M', 'R', 'H', 'z', 'f', '.'};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct remontee_nuit nuits[8] = {{0}};
        size_t n = strlen(cases[i].nights);
        for (size_t k = 0; k < n; k++)
            nuits[k].state =
                (enum remontee_state)((const char *)memchr(letters, cases[i].nights[k], sizeof letters) - letters);
        struct nuit_silence s = nuit_silence(nuits, n);
        if (s.nights != cases[i].n || letters[s.state] != cases[i].newest)
            fail_msg("%s: %d, %c", cases[i].nights, s.nights, letters[s.state]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_phrases),
        cmocka_unit_test(test_signs),
        cmocka_unit_test(test_silence),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
