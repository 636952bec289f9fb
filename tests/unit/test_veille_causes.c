/* The watch, causes first: an outage of ours, a software whose chantiers fall silent together. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <cmocka.h>

#include "programme/definitions.h"
#include "programme/veille_monde.h"
#include "programme_fixture.h"
#include "veille_story.h"

static const struct story stories[] = {
    {"our own outage: held back, given free to who stays silent", "2026-11-16", "2026-11-18",
     "member C1 T1 LOGI - -\nmember C2 T1 LOGI - -\nmember C3 T1 LOGI - -\nmember C4 T1 LOGI - -\nenvoi C4 2026-11-16 "
     "2026-11-17T09:45 accepted\n" /* and no software is to blame */
     "panne demon intake 2026-11-17T01:00 2026-11-17T09:30\nenvoi C1 2026-11-16 2026-11-17T09:40 accepted\nenvoi C2 "
     "2026-11-16 2026-11-17T14:00 accepted\nnights C3 2026-11-16 2026-11-16 00:30\n",
     "2026-11-17T01:01 - A-SYSTEME intake levee demon/1 *\n"
     "2026-11-17T09:00 C1 A-REMONTEE - levee manquante/1 <systeme:intake\n"
     "2026-11-17T09:00 C2 A-REMONTEE - levee manquante/1 <systeme:intake\n"
     "2026-11-17T09:00 C4 A-REMONTEE - levee manquante/1 <systeme:intake\n"
     "2026-11-17T09:30 - A-SYSTEME intake resolue demon/1\n"
     "2026-11-17T09:40 C1 A-REMONTEE - resolue manquante/1 <systeme:intake\n"
     "2026-11-17T09:45 C4 A-REMONTEE - resolue manquante/1 <systeme:intake\n"
     "2026-11-17T12:30 C2 A-REMONTEE - liberee manquante/1 *\n"
     "2026-11-17T14:00 C2 A-REMONTEE - resolue manquante/1\n"},
    {"a software fails: one alert, the chantiers' own held back; who was silent before stays told", "2026-11-16",
     "2026-11-24",
     "member C1 T1 LOGI - -\nmember C2 T1 LOGI - -\nmember C3 T1 LOGI - -\nmember C4 T1 LOGI - -\nmember C5 T1 - - -\n"
     "nights C1 2026-11-16 2026-11-16 02:00\nnights C2 2026-11-16 2026-11-16 02:00\n" /* C3: nothing from the start */
     "nights C4 2026-11-16 2026-11-23 02:00\nnights C5 2026-11-16 2026-11-23 02:00\n"
     "envoi C1 2026-11-17 2026-11-18T15:00 accepted\nenvoi C3 2026-11-17 2026-11-18T15:30 accepted\n"
     "nights C1 2026-11-18 2026-11-23 02:00\nnights C3 2026-11-18 2026-11-23 02:00\n"
     "envoi C2 2026-11-19 2026-11-20T08:00 accepted\nnights C2 2026-11-20 2026-11-23 02:00\n",
     "2026-11-17T09:00 C3 A-REMONTEE - levee manquante/1 *\n"
     "2026-11-18T09:00 C1 A-REMONTEE - levee manquante/1 <logiciel:LOGI\n"
     "2026-11-18T09:00 C2 A-REMONTEE - levee manquante/1 <logiciel:LOGI\n"
     "2026-11-18T09:00 - A-REMONTEE logiciel:LOGI levee logiciel/1 *\n"
     "2026-11-18T15:00 C1 A-REMONTEE - resolue manquante/1 <logiciel:LOGI\n"
     "2026-11-18T15:30 C2 A-REMONTEE - liberee manquante/1 *\n"
     "2026-11-18T15:30 C3 A-REMONTEE - resolue manquante/1\n"
     "2026-11-18T15:30 - A-REMONTEE logiciel:LOGI resolue logiciel/1\n"
     "2026-11-20T08:00 C2 A-REMONTEE - resolue manquante/1\n"},
    {"who sent the night after is silent no more, and counts no more for the software", "2026-11-16", "2026-11-18",
     "member C1 T1 LOGI - -\nmember C2 T1 LOGI - -\nmember C3 T1 LOGI - -\nmember C4 T1 LOGI - -\nnights C4 2026-11-16 "
     "2026-11-17 02:00\nenvoi C1 2026-11-17 2026-11-17T20:00 accepted\nenvoi C2 2026-11-17 2026-11-17T20:30 accepted\n",
     "2026-11-17T09:00 C1 A-REMONTEE - levee manquante/1 <logiciel:LOGI\n"
     "2026-11-17T09:00 C2 A-REMONTEE - levee manquante/1 <logiciel:LOGI\n"
     "2026-11-17T09:00 C3 A-REMONTEE - levee manquante/1 <logiciel:LOGI\n"
     "2026-11-17T09:00 - A-REMONTEE logiciel:LOGI levee logiciel/1 *\n"
     "2026-11-17T20:00 C1 A-REMONTEE - resolue manquante/1 <logiciel:LOGI\n"
     "2026-11-17T20:30 C2 A-REMONTEE - resolue manquante/1 <logiciel:LOGI\n"
     "2026-11-17T20:30 C3 A-REMONTEE - liberee manquante/1 *\n"
     "2026-11-17T20:30 - A-REMONTEE logiciel:LOGI resolue logiciel/1\n"},
};

static struct definitions *definitions;

static void test_stories(void **state)
{
    (void)state;
    assert_int_equal(stories_wrong(definitions, stories, sizeof stories / sizeof *stories), 0);
}

/* An export that is here and not judged yet neither raises a cause nor ends it. */
static void test_cause_judging(void **state)
{
    const enum remontee_state M = REMONTEE_MANQUANTE, J = REMONTEE_ATTENDUE, H = REMONTEE_A_L_HEURE;
    const struct {
        enum remontee_state etats[3];
        bool open, holds;
    } cases[] = {{{M, M, M}, false, true}, {{M, M, J}, false, false}, {{M, J, H}, true, true},
                 {{J, H, H}, true, true},  {{H, H, H}, true, false},  {{J, J, J}, false, false}};
    const struct veille_ouverte open = {.regle = REGLE_REMONTEE, .sujet = "logiciel:Zed", .cause = ""};
    struct alertes_seuils seuils;
    (void)state;
    alertes_seuils_of(definitions->alertes, "", "", &seuils);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct veille_etat etats[3];
        struct veille_alerte out;
        for (size_t k = 0; k < 3; k++)
            etats[k] = (struct veille_etat){.nuit = 20773, .etat = cases[i].etats[k]};
        bool holds = veille_logiciel("Zed", etats, 3, &seuils, cases[i].open ? &open : NULL, &out);
        if (holds != cases[i].holds)
            fail_msg("case %zu: %d", i, holds);
    }
}

static int setup(void **state)
{
    (void)state;
    definitions = fixture_definitions();
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    definitions_free(&definitions);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_stories), cmocka_unit_test(test_cause_judging)};
    return cmocka_run_group_tests(tests, setup, teardown);
}
