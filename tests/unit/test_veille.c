/* The watch, rule by rule: short stories and every event that they must give, with its hour. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "programme/definitions.h"
#include "programme/veille_monde.h"
#include "programme_fixture.h"
#include "veille_story.h"

/* 2026-11-16 is a Monday; what is due of a Friday is due on Saturday. */
static const struct story stories[] = {
    {"a clean fortnight says nothing", "2026-11-16", "2026-11-30", "nights C1 2026-11-16 2026-11-27 02:00\n", ""},
    {"a silence climbs the ladder, and one export ends it", "2026-11-16", "2026-11-30",
     "nights C1 2026-11-16 2026-11-17 02:00\nenvoi C1 2026-11-25 2026-11-26T08:00 accepted\nnights C1 2026-11-26 "
     "2026-11-27 02:00\n",
     "2026-11-19T09:00 C1 A-REMONTEE - levee manquante/1 *\n"
     "2026-11-21T09:00 C1 A-REMONTEE - aggravee manquante/2 *\n"
     "2026-11-25T09:00 C1 A-REMONTEE - aggravee manquante/3 *\n"
     "2026-11-26T08:00 C1 A-REMONTEE - resolue manquante/3\n"},
    {"within the grace nothing is said; at its end it is", "2026-11-16", "2026-11-21",
     "envoi C1 2026-11-16 2026-11-17T08:59:59 accepted\nenvoi C1 2026-11-17 2026-11-18T09:00 accepted\nnights C1 "
     "2026-11-18 2026-11-20 02:00\n",
     ""},
    {"an export that is dated a day ahead ends it at once", "2026-11-16", "2026-11-20",
     "envoi C1 2026-11-19 2026-11-18T20:00 accepted\n",
     "2026-11-17T09:00 C1 A-REMONTEE - levee manquante/1 *\n"
     "2026-11-18T20:00 C1 A-REMONTEE - resolue manquante/1\n"},
    {"one of a Sunday for Monday ends Friday's", "2026-11-20", "2026-11-24T08:00",
     "envoi C1 2026-11-23 2026-11-22T20:00 accepted\n",
     "2026-11-21T09:00 C1 A-REMONTEE - levee manquante/1 *\n"
     "2026-11-22T20:00 C1 A-REMONTEE - resolue manquante/1\n"},
    {"too late, and refused when it is judged: nothing ended in between", "2026-11-16", "2026-11-17T20:00",
     "envoi C1 2026-11-16 2026-11-17T10:00 refused 2026-11-17T10:20\n",
     "2026-11-17T09:00 C1 A-REMONTEE - levee manquante/1 *\n"
     "2026-11-17T10:20 C1 A-REMONTEE - changee non_admise/1\n"
     "2026-11-17T10:20 C1 A-REFUSEE - levee refuse/1 *\n"},
    {"a minute late is said, and resolved a minute later", "2026-11-16", "2026-11-21",
     "envoi C1 2026-11-16 2026-11-17T09:01 accepted\nnights C1 2026-11-17 2026-11-20 02:00\n",
     "2026-11-17T09:00 C1 A-REMONTEE - levee manquante/1 *\n"
     "2026-11-17T09:01 C1 A-REMONTEE - resolue manquante/1\n"},
    {"no deadline on holidays, week-ends and in a closure", "2026-12-14", "2027-01-05",
     "nights C1 2026-12-14 2026-12-18 02:00\nclosed C1 2026-12-21 2026-12-31\nmember C2 STRASBOURG - - -\n"
     "nights C2 2026-12-14 2026-12-24 02:00\nnights C2 2026-12-28 2026-12-31 02:00\n",
     ""},
    {"a night that clocks go back and one that they go forward", "2026-10-22", "2026-10-28",
     "nights C1 2026-10-22 2026-10-23 02:00\nenvoi C1 2026-10-27 2026-10-27T23:30 accepted\n",
     "2026-10-27T09:00 C1 A-REMONTEE - levee manquante/1 *\n"
     "2026-10-27T23:30 C1 A-REMONTEE - resolue manquante/1\n"},
    {"refused, then missing, then held: one alert that says which", "2026-11-16", "2026-11-21",
     "envoi C1 2026-11-16 2026-11-17T02:00 refused 2026-11-17T02:01\nenvoi C1 2026-11-18 2026-11-19T02:00 accepted "
     "2026-11-19T10:00 held\nnights C1 2026-11-19 2026-11-20 02:00\n",
     "2026-11-17T02:01 C1 A-REFUSEE - levee refuse/1 *\n"
     "2026-11-17T09:00 C1 A-REMONTEE - levee non_admise/1 *\n"
     "2026-11-18T09:00 C1 A-REMONTEE - changee manquante/1\n"
     "2026-11-19T02:00 C1 A-RETENUE - levee retenu/1 *\n"
     "2026-11-19T09:00 C1 A-REMONTEE - aggravee en_attente/2 *\n"
     "2026-11-19T10:00 C1 A-REFUSEE - resolue refuse/1\n"
     "2026-11-19T10:00 C1 A-REMONTEE - resolue en_attente/2\n"
     "2026-11-19T10:00 C1 A-RETENUE - resolue retenu/1\n"},
    {"held ones that replace one another are one alert", "2026-11-16", "2026-11-19",
     "envoi C1 2026-11-16 2026-11-17T02:00 superseded 2026-11-18T02:01 held\nenvoi C1 2026-11-17 2026-11-18T02:00 "
     "discarded 2026-11-18T08:00 held\nenvoi C1 2026-11-17 2026-11-18T08:30 accepted\n",
     "2026-11-17T02:00 C1 A-RETENUE - levee retenu/1 *\n"
     "2026-11-17T09:00 C1 A-REMONTEE - levee en_attente/1 *\n"
     "2026-11-18T08:00 C1 A-RETENUE - resolue retenu/1\n"
     "2026-11-18T08:30 C1 A-REMONTEE - resolue en_attente/1\n"},
    {"set apart: ours to look at", "2026-11-16", "2026-11-17T12:00",
     "envoi C1 2026-11-16 2026-11-17T02:00 quarantined 2026-11-17T02:20\n",
     "2026-11-17T02:20 C1 A-RETENUE quarantaine levee quarantaine/1 *\n"
     "2026-11-17T09:00 C1 A-REMONTEE - levee en_attente/1 *\n"},
    {"here and not judged: our delay is not the chantier's", "2026-11-16", "2026-11-17T12:00",
     "envoi C1 2026-11-16 2026-11-17T02:00 accepted 2026-11-17T11:00\n", ""},
    {"frozen from the twentieth night on, until rows move", "2026-09-01", "2026-10-03",
     "envoi C1 2026-09-01 2026-09-02T02:00 accepted\nnights C1 2026-09-02 2026-09-29 02:00 same\nnights C1 2026-09-30 "
     "2026-10-02 02:00\n",
     "2026-09-29T02:00 C1 A-REMONTEE - levee figee/1 *\n"
     "2026-10-01T02:00 C1 A-REMONTEE - resolue figee/1\n"},
    {"who leaves is left in peace", "2026-11-16", "2026-11-30",
     "member C1 T1 - 2026-11-18 2026-11-20\nparcours C1 entree P1 2020-01-01 - 2026-01-01 -\n",
     "2026-11-18T00:00 C1 A-PROLONGATION P1 levee duree_max/2 *\n"
     "2026-11-19T09:00 C1 A-REMONTEE - levee manquante/1 *\n"
     "2026-11-21T00:00 C1 A-PROLONGATION P1 resolue duree_max/2\n"
     "2026-11-21T00:00 C1 A-REMONTEE - resolue manquante/1\n"},
    {"a caseload must stay over for three dates, and under for three", "2026-11-02", "2026-12-01",
     "closed C1 2026-11-01 2026-12-31\n"
     "charge C1 2026-11-02 2026-11-03T02:00 26 100 0 90 0 A=26/100\n"
     "charge C1 2026-11-03 2026-11-04T02:00 26 100 0 90 0 A=26/100\n"
     "charge C1 2026-11-04 2026-11-05T02:00 25 100 0 90 0 A=25/100\n" /* at it: not over */
     "charge C1 2026-11-05 2026-11-06T02:00 52 200 0 90 0 A=26/100 B=26/100\n"
     "charge C1 2026-11-06 2026-11-07T02:00 45 200 0 90 0 A=26/100 B=19/100\n"
     "charge C1 2026-11-09 2026-11-10T02:00 45 200 0 90 0 A=26/100 B=19/100\n" /* A raised */
     "charge C1 2026-11-10 2026-11-11T02:00 50 200 0 90 0 A=31/100 B=19/100\n"
     "charge C1 2026-11-11 2026-11-12T02:00 50 200 0 90 0 A=31/100 B=19/100\n"
     "charge C1 2026-11-12 2026-11-13T02:00 50 200 0 90 0 A=31/100 B=19/100\n" /* worse */
     "charge C1 2026-11-13 2026-11-14T02:00 47 200 0 90 0 A=28/100 B=19/100\n" /* between: stays */
     "charge C1 2026-11-16 2026-11-17T02:00 46 200 0 90 0 A=27/100 B=19/100\n"
     "charge C1 2026-11-17 2026-11-18T02:00 46 200 0 90 0 A=27/100 B=19/100\n"
     "charge C1 2026-11-18 2026-11-19T02:00 46 200 0 90 0 A=27/100 B=19/100\n" /* eased */
     "charge C1 2026-11-19 2026-11-20T02:00 42 200 0 90 0 A=23/100 B=19/100\n"
     "charge C1 2026-11-20 2026-11-21T02:00 41 200 0 90 0 A=22/100 B=19/100\n"
     "charge C1 2026-11-23 2026-11-24T02:00 41 200 0 90 0 A=22/100 B=19/100\n"
     "charge C1 2026-11-24 2026-11-25T02:00 19 100 0 90 0 B=19/100\n", /* gone: under */
     "2026-11-10T02:00 C1 A-CHARGE-CIP A levee cip/2 *\n"
     "2026-11-13T02:00 C1 A-CHARGE-CIP A aggravee cip/3 *\n"
     "2026-11-19T02:00 C1 A-CHARGE-CIP A allegee cip/2\n"
     "2026-11-25T02:00 C1 A-CHARGE-CIP A resolue cip/2\n"},
    {"a chantier over its critical threshold at once; who is not in post has no caseload", "2026-11-02", "2026-12-01",
     "closed C1 2026-11-01 2026-12-31\n"
     "charge C1 2026-11-02 2026-11-03T02:00 62 200 0 90 0 A=20/100 B=42/0\n"
     "charge C1 2026-11-03 2026-11-04T02:00 62 200 0 90 0 A=20/100 B=42/0\n"
     "charge C1 2026-11-04 2026-11-05T02:00 62 200 0 90 0 A=20/100 B=42/0\n",
     "2026-11-05T02:00 C1 A-CHARGE-CIP - levee chantier/3 *\n"},
    {"told before it comes, by three forecasts; then worse; and told again where it is to come back", "2026-11-02",
     "2027-02-01",
     "closed C1 2026-11-01 2027-03-31\n"
     "charge C1 2026-11-02 2026-11-03T02:00 24 200 0 90 0 A=24/100\n"
     "prevue C1 A=25/100@1 A=27/100@9 -=40/200@4\n"
     "charge C1 2026-11-03 2026-11-04T02:00 24 200 0 90 0 A=24/100\n"
     "prevue C1 A=26/100@8 -=40/200@4\n"
     "charge C1 2026-11-04 2026-11-05T02:00 24 200 0 90 0 A=24/100\n"
     "prevue C1 A=24/100@8 -=40/200@4\n"
     "charge C1 2026-11-05 2026-11-06T02:00 24 200 0 90 0 A=24/100\n"
     "prevue C1 A=26/100@8 -=40/200@4\n"
     "charge C1 2026-11-06 2026-11-07T02:00 24 200 0 90 0 A=24/100\n"
     "prevue C1 A=26/100@4 -=40/200@4\n"
     "charge C1 2026-11-09 2026-11-10T02:00 24 200 0 90 0 A=24/100\n"
     "prevue C1 A=26/100@8 -=40/200@4\n"
     "charge C1 2026-11-10 2026-11-11T02:00 24 200 0 90 0 A=24/100\n"
     "prevue C1 A=23/100@8 -=40/200@4\n"
     "charge C1 2026-11-12 2026-11-13T02:00 24 200 0 90 0 A=24/100\n"
     "prevue C1 A=22/100@8 -=40/200@4\n"
     "charge C1 2026-11-13 2026-11-14T02:00 24 200 0 90 0 A=24/100\n"
     "prevue C1 A=22/100@8 -=40/200@4\n"
     "charge C1 2026-11-16 2026-11-17T02:00 26 200 0 90 0 A=26/100\n"
     "prevue C1 A=27/100@8 -=40/200@4\n"
     "charge C1 2026-11-17 2026-11-18T02:00 26 200 0 90 0 A=26/100\n"
     "prevue C1 A=27/100@8 -=40/200@4\n"
     "charge C1 2026-11-18 2026-11-19T02:00 26 200 0 90 0 A=26/100\n"
     "prevue C1 A=27/100@8 -=40/200@4\n"
     "charge C1 2026-11-19 2026-11-20T02:00 22 200 0 90 0 A=22/100\n"
     "prevue C1 A=27/100@8 -=40/200@4\n"
     "charge C1 2026-11-20 2026-11-21T02:00 22 200 0 90 0 A=22/100\n"
     "prevue C1 A=27/100@8 -=40/200@4\n"
     "charge C1 2026-11-23 2026-11-24T02:00 22 200 0 90 0 A=22/100\n"
     "prevue C1 A=27/100@8 -=40/200@4\n"
     "charge C1 2026-11-24 2026-11-25T02:00 22 200 0 90 0 A=22/100\n"
     "prevue C1 A=22/100@8 -=40/200@4\n"
     "charge C1 2026-11-25 2026-11-26T02:00 22 200 0 90 0 A=22/100\n"
     "prevue C1 A=22/100@8 -=40/200@4\n"
     "charge C1 2026-11-26 2026-11-27T02:00 22 200 0 90 0 A=22/100\n"
     "prevue C1 A=22/100@8 -=40/200@4\n",
     "2026-11-10T02:00 C1 A-CHARGE-CIP A levee cip_prevu/1 *\n"
     "2026-11-19T02:00 C1 A-CHARGE-CIP A aggravee cip/2 *\n"
     "2026-11-24T02:00 C1 A-CHARGE-CIP A allegee cip_prevu/1\n"
     "2026-11-27T02:00 C1 A-CHARGE-CIP A resolue cip_prevu/1\n"},
    {"a post ends, then the last one: asked for until a successor is known; a chantier that has left by then is not",
     "2026-11-02", "2026-12-20",
     "closed C1 2026-11-01 2027-03-31\n"
     "member C2 T1 - - 2026-12-10\nclosed C2 2026-11-01 2027-03-31\n"
     "charge C1 2026-11-02 2026-11-03T02:00 28 200 0 90 0 A=14/100\n"
     "prevue C1 -=30/100@5\n"
     "charge C1 2026-11-03 2026-11-04T02:00 28 200 0 90 0 A=14/100\n"
     "prevue C1 -=30/100@5\n"
     "charge C1 2026-11-04 2026-11-05T02:00 28 200 0 90 0 A=14/100\n"
     "prevue C1 -=30/100@5\n"
     "charge C1 2026-11-05 2026-11-06T02:00 28 200 0 90 0 A=14/100\n"
     "prevue C1 -=30/0@7\n"
     "charge C1 2026-11-06 2026-11-07T02:00 28 200 0 90 0 A=14/100\n"
     "prevue C1 -=0/0@7 A=30/0@5\n"
     "charge C1 2026-11-09 2026-11-10T02:00 28 200 0 90 0 A=14/100\n"
     "prevue C1 -=30/200@5\n"
     "charge C1 2026-11-10 2026-11-11T02:00 28 200 0 90 0 A=14/100\n"
     "prevue C1 -=30/200@5\n"
     "charge C2 2026-11-02 2026-11-03T02:00 28 200 0 90 0 A=14/100\n"
     "prevue C2 -=30/100@6\n"
     "charge C2 2026-11-03 2026-11-04T02:00 28 200 0 90 0 A=14/100\n"
     "prevue C2 -=30/100@6\n"
     "charge C2 2026-11-04 2026-11-05T02:00 28 200 0 90 0 A=14/100\n"
     "prevue C2 -=30/100@6\n",
     "2026-11-05T02:00 C1 A-CHARGE-CIP - levee releve/1 *\n"
     "2026-11-11T02:00 C1 A-CHARGE-CIP - resolue releve/1\n"},
    {"entries, where a post that ends is not the reason", "2026-11-02", "2026-12-20",
     "closed C1 2026-11-01 2027-03-31\n"
     "charge C1 2026-11-02 2026-11-03T02:00 28 200 0 90 0 A=14/100\n"
     "prevue C1 -=30/100@5 -=55/200@8\n"
     "charge C1 2026-11-03 2026-11-04T02:00 28 200 0 90 0 A=14/100\n"
     "prevue C1 -=30/100@5 -=55/200@8\n"
     "charge C1 2026-11-04 2026-11-05T02:00 28 200 0 90 0 A=14/100\n"
     "prevue C1 -=30/100@5 -=55/200@8\n"
     "charge C1 2026-11-05 2026-11-06T02:00 28 200 0 90 0 A=14/100\n"
     "prevue C1 -=30/100@5\n",
     "2026-11-05T02:00 C1 A-CHARGE-CIP - levee chantier_prevu/1 *\n"
     "2026-11-06T02:00 C1 A-CHARGE-CIP - changee releve/1\n"},
    {"out of the target for fourteen days, back for three", "2026-11-02", "2026-12-15",
     "closed C1 2026-11-01 2026-12-31\n"
     "charge C1 2026-11-02 2026-11-03T02:00 19 0 24 90 0\n" /* 79,2 % */
     "charge C1 2026-11-13 2026-11-14T02:00 19 0 24 90 0\n"
     "charge C1 2026-11-16 2026-11-17T02:00 19 0 24 90 0\n"
     "charge C1 2026-11-17 2026-11-18T02:00 27 0 24 90 0\n" /* the other side: still out */
     "charge C1 2026-11-18 2026-11-19T02:00 24 0 24 90 0\n"
     "charge C1 2026-11-20 2026-11-21T02:00 24 0 24 90 0\n"
     "charge C1 2026-11-23 2026-11-24T02:00 24 0 24 90 0\n",
     "2026-11-17T02:00 C1 A-OBJECTIF - levee sous/1 *\n"
     "2026-11-18T02:00 C1 A-OBJECTIF - changee sur/1\n"
     "2026-11-24T02:00 C1 A-OBJECTIF - resolue sur/1\n"},
    {"rows set aside: over 5 % and at least three, three dates", "2026-11-02", "2026-12-01",
     "closed C1 2026-11-01 2026-12-31\n"
     "charge C1 2026-11-02 2026-11-03T02:00 9 0 0 20 2\n" /* 10 %, but two */
     "charge C1 2026-11-03 2026-11-04T02:00 9 0 0 60 3\n" /* 5 %: not over */
     "charge C1 2026-11-04 2026-11-05T02:00 9 0 0 59 3\n"
     "charge C1 2026-11-05 2026-11-06T02:00 9 0 0 59 3\n"
     "charge C1 2026-11-06 2026-11-07T02:00 9 0 0 59 3\n"
     "charge C1 2026-11-09 2026-11-10T02:00 9 0 0 60 3\n",
     "2026-11-07T02:00 C1 A-QUALITE - levee ecartees/1 *\n"
     "2026-11-10T02:00 C1 A-QUALITE - resolue ecartees/1\n"},
    {"22 months, 58 months, prolonged, ended", "2026-01-05", "2028-06-01",
     "closed C1 2026-01-01 2028-12-31\n"
     "parcours C1 entree P1 2024-03-31 - 2024-04-01 2026-02-10T10:00\n"
     "parcours C1 entree P1 2024-03-31 faite 2026-02-10T10:00 -\n"
     "parcours C1 entree P2 2023-05-15 faite 2024-04-01 2028-04-01T10:00\n",
     "2026-01-31T00:00 C1 A-PROLONGATION P1 levee sans_motif/1 *\n"
     "2026-02-10T10:00 C1 A-PROLONGATION P1 resolue sans_motif/1\n"
     "2028-03-15T00:00 C1 A-PROLONGATION P2 levee duree_max/2 *\n"
     "2028-04-01T10:00 C1 A-PROLONGATION P2 resolue duree_max/2\n"},
    {"an exit that nobody followed: contacted, or missed", "2026-01-05", "2026-12-01",
     "closed C1 2026-01-01 2028-12-31\n"
     "parcours C1 sortie P1 2025-03-10 - 2025-04-01 -\n"
     "parcours C1 sortie P2 2025-03-10 - 2025-04-01 2026-02-20T10:00\n"
     "parcours C1 sortie P2 2025-03-10 faite 2026-02-20T10:00 -\n"
     "parcours C1 sortie P3 2024-03-10 - 2025-04-01 -\n", /* long over */
     "2026-02-10T00:00 C1 A-POST-SORTIE P1 levee contact/1 *\n"
     "2026-02-10T00:00 C1 A-POST-SORTIE P2 levee contact/1 *\n"
     "2026-02-20T10:00 C1 A-POST-SORTIE P2 resolue contact/1\n"
     "2026-03-10T00:00 C1 A-POST-SORTIE P1 perdue contact/1\n"},
    {"a vacant post, no COPIL", "2026-01-05", "2026-12-01",
     "poste T1 POSTE1 2026-02-01 2026-02-10T10:00 2026-05-01T10:00\ncopils T1 2024-01-01\ncopil T1 2025-06-01 "
     "2025-06-02T10:00\ncopil T1 2026-07-15 2026-07-20T10:00\n",
     "2026-04-03T00:00 T1 A-COORDINATION POSTE1 levee poste/1 *\n"
     "2026-05-01T10:00 T1 A-COORDINATION POSTE1 resolue poste/1\n"
     "2026-06-02T00:00 T1 A-COORDINATION - levee copil/1 *\n"
     "2026-07-20T10:00 T1 A-COORDINATION - resolue copil/1\n"},
    {"a quarter closes: once a step, and once more where it is still so", "2026-09-01", "2026-10-03",
     "territoire T1\nnights C1 2026-09-01 2026-09-14 02:00\nenvoi C1 2026-09-16 2026-09-17T08:00 accepted\n"
     "nights C1 2026-09-17 2026-09-18 02:00\nenvoi C1 2026-09-21 2026-09-22T10:00 accepted\nnights C1 2026-09-22 "
     "2026-09-28 02:00\nenvoi C1 2026-09-29 2026-09-30T11:00 accepted\nnights C1 2026-09-30 2026-10-02 02:00\n",
     "2026-09-16T09:00 C1 A-REMONTEE - levee manquante/1 *\n"
     "2026-09-16T09:00 T1 A-TRIMESTRE 2026-T3 levee cloture/1 *\n"
     "2026-09-16T09:00 - A-TRIMESTRE 2026-T3 levee cloture/1 *\n"
     "2026-09-17T08:00 C1 A-REMONTEE - resolue manquante/1\n"
     "2026-09-17T08:00 T1 A-TRIMESTRE 2026-T3 resolue cloture/1\n"
     "2026-09-17T08:00 - A-TRIMESTRE 2026-T3 resolue cloture/1\n"
     "2026-09-22T09:00 C1 A-REMONTEE - levee manquante/1 *\n" /* the same step: not told again */
     "2026-09-22T10:00 C1 A-REMONTEE - resolue manquante/1\n"
     "2026-09-30T09:00 C1 A-REMONTEE - levee manquante/1 *\n"
     "2026-09-30T09:00 T1 A-TRIMESTRE 2026-T3 levee cloture/3 *\n"
     "2026-09-30T09:00 - A-TRIMESTRE 2026-T3 levee cloture/3 *\n"
     "2026-09-30T11:00 C1 A-REMONTEE - resolue manquante/1\n"
     "2026-09-30T11:00 T1 A-TRIMESTRE 2026-T3 resolue cloture/3\n"
     "2026-09-30T11:00 - A-TRIMESTRE 2026-T3 resolue cloture/3\n"},
    {"a quarter is closed: what counts for it is who is missing from it, not who falls silent afterwards", "2026-09-24",
     "2026-10-10",
     "territoire T1\nnights C1 2026-09-24 2026-09-28 02:00\nnights C2 2026-09-24 2026-10-02 02:00\nenvoi C1 2026-10-05 "
     "2026-10-06T10:00 accepted\nnights C1 2026-10-06 2026-10-08 02:00\nenvoi C2 2026-10-07 2026-10-08T12:00 "
     "accepted\n",
     "2026-09-30T09:00 C1 A-REMONTEE - levee manquante/1 *\n"
     "2026-09-30T09:00 T1 A-TRIMESTRE 2026-T3 levee cloture/3 *\n"
     "2026-09-30T09:00 - A-TRIMESTRE 2026-T3 levee cloture/3 *\n"
     "2026-10-02T09:00 C1 A-REMONTEE - aggravee manquante/2 *\n"
     "2026-10-06T09:00 C1 A-REMONTEE - aggravee manquante/3 *\n"
     "2026-10-06T09:00 C2 A-REMONTEE - levee manquante/1 *\n"
     "2026-10-06T10:00 C1 A-REMONTEE - resolue manquante/3\n"
     "2026-10-06T10:00 T1 A-TRIMESTRE 2026-T3 resolue cloture/3\n"
     "2026-10-06T10:00 - A-TRIMESTRE 2026-T3 resolue cloture/3\n"
     "2026-10-08T09:00 C2 A-REMONTEE - aggravee manquante/2 *\n" /* for Wednesday's, which came in the afternoon */
     "2026-10-08T12:00 C2 A-REMONTEE - resolue manquante/2\n"
     "2026-10-09T09:00 C2 A-REMONTEE - levee manquante/1 *\n"},
    {"never sent anything and closed for long: it is left in peace when its last night is long over", "2026-01-05",
     "2026-04-01", "member C1 T1 - 2026-01-05 -\nclosed C1 2026-01-07 2027-01-01\n",
     "2026-01-06T09:00 C1 A-REMONTEE - levee manquante/1 *\n"
     "2026-03-09T00:00 C1 A-REMONTEE - resolue manquante/1\n"},
    {"troubles of ours", "2026-11-16", "2026-11-17",
     "panne demon validation 2026-11-16T10:00 2026-11-16T10:00:59\npanne demon validation 2026-11-16T11:00 "
     "2026-11-16T11:05\npanne file spool 2026-11-16T12:00 2026-11-16T12:30\npanne disque / 2026-11-16T13:00 "
     "2026-11-16T14:00 9\npanne disque / 2026-11-16T14:00 2026-11-16T15:00 11\npanne disque / 2026-11-16T15:00 - 12\n",
     "2026-11-16T11:01 - A-SYSTEME validation levee demon/1 *\n"
     "2026-11-16T11:05 - A-SYSTEME validation resolue demon/1\n"
     "2026-11-16T12:10 - A-SYSTEME spool levee file/1 *\n"
     "2026-11-16T12:30 - A-SYSTEME spool resolue file/1\n"
     "2026-11-16T13:00 - A-SYSTEME / levee disque/1 *\n"
     "2026-11-16T15:00 - A-SYSTEME / resolue disque/1\n"},
    {"a drill that does not get through within its hour, by one way of two", "2026-11-16", "2026-11-24",
     "panne exercice courriel 2026-11-16T10:00 2026-11-16T10:59:59\n"
     "panne exercice chat 2026-11-16T10:00 2026-11-23T10:00:02\n",
     "2026-11-16T11:00 - A-SYSTEME chat levee exercice/1 *\n"
     "2026-11-23T10:00 - A-SYSTEME chat resolue exercice/1\n"},
};
#define STORIES_N (sizeof stories / sizeof *stories)

static struct definitions *definitions;

static void test_stories(void **state)
{
    (void)state;
    assert_int_equal(stories_wrong(definitions, stories, STORIES_N), 0);
}

/* ---- more or less than the whole history ---- */

static const struct remontee_ligne always = {INT32_MIN, INT32_MAX, CALENDRIER_NATIONAL};
static const struct remontee_fermeture closed = {0, 100000};

/* A chantier of one accompagnant, with a caseload a day from the 1000th on. */
static void with_loads(const struct alertes_seuils *seuils, const int32_t *loads, size_t n,
                       struct veille_situation *list, struct veille_cip *cips, struct veille_reporter *out)
{
    for (size_t i = 0; i < n; i++) {
        cips[i] = (struct veille_cip){"A", loads[i], 100};
        list[i] = (struct veille_situation){
            .date = 1000 + (int32_t)i, .connu_us = (int64_t)i + 1, .lues = 10, .cips = &cips[i], .cips_n = 1};
    }
    *out = (struct veille_reporter){
        .seuils = seuils,
        .remontee = {.lignes = &always, .lignes_n = 1, .fermetures = &closed, .fermetures_n = 1},
        .situations = list,
        .situations_n = n};
}

static void test_short(void **state)
{
    (void)state;
    struct alertes_seuils seuils;
    struct veille_reporter r;
    struct veille_situation list[8];
    struct veille_cip cips[8];
    struct veille_liste l = {0};
    const struct veille_ouverte open[] = {{REGLE_CHARGE_CIP, "A", SITUATION_CIP, 3, 7, ""},
                                          {REGLE_CHARGE_CIP, "GONE", SITUATION_CIP, 2, 8, ""}};
    alertes_seuils_of(definitions->alertes, "", "", &seuils);
    /* too little to decide: what is open stays, at its step, also of who is not named any more */
    with_loads(&seuils, (const int32_t[]){20, 20}, 2, list, cips, &r);
    veille_desired(&r, open, 2, 100, &l);
    assert_int_equal(l.n, 2);
    assert_string_equal(l.items[0].sujet, "A");
    assert_int_equal(l.items[0].palier, 3);
    assert_int_equal(l.items[0].depuis_us, 7);
    assert_string_equal(l.items[1].sujet, "GONE");
    assert_int_equal(l.items[1].palier, 2);
    veille_desired(&r, NULL, 0, 100, &l);
    assert_int_equal(l.n, 0);
    /* three dates decide */
    with_loads(&seuils, (const int32_t[]){20, 20, 20}, 3, list, cips, &r);
    veille_desired(&r, open, 2, 100, &l);
    assert_int_equal(l.n, 0);
    /* looked at late: raised since the third date of the run, however long it went on */
    with_loads(&seuils, (const int32_t[]){20, 26, 26, 26, 24, 26, 26, 26}, 8, list, cips, &r);
    veille_desired(&r, NULL, 0, 100, &l);
    assert_int_equal(l.n, 1);
    assert_int_equal(l.items[0].depuis_us, 4);
    /* but not since one that was cleared in between */
    with_loads(&seuils, (const int32_t[]){26, 26, 22, 22, 22, 26, 26, 26}, 8, list, cips, &r);
    veille_desired(&r, NULL, 0, 100, &l);
    assert_int_equal(l.items[0].depuis_us, 8);
    /* an export that is older than what was known is no date more */
    with_loads(&seuils, (const int32_t[]){26, 26, 26}, 3, list, cips, &r);
    list[2].date = 998;
    veille_desired(&r, NULL, 0, 100, &l);
    assert_int_equal(l.n, 0);
    /* the side on which a target was missed is known by what is open */
    const struct veille_ouverte missed = {REGLE_OBJECTIF, "", SITUATION_SUR, 1, 7, ""};
    with_loads(&seuils, (const int32_t[]){20}, 1, list, cips, &r);
    list[0].file_active = list[0].objectif = 20;
    veille_desired(&r, &missed, 1, 100, &l);
    assert_int_equal(l.n, 1);
    assert_int_equal(l.items[0].situation, SITUATION_SUR);
    assert_int_equal(l.items[0].valeur, 10000);
    veille_liste_deinit(&l);
}

/* ---- in words ---- */

static void test_texts(void **state)
{
    (void)state;
    const struct veille_alerte a = {.regle = REGLE_OBJECTIF,
                                    .sujet = "logiciel:Dossier d'insertion",
                                    .n = 12345,
                                    .total = 0,
                                    .valeur = 7920,
                                    .seuil = 8005,
                                    .jour = 20773};
    const struct veille_alerte unknown = {.n = VEILLE_INCONNU,
                                          .total = VEILLE_INCONNU,
                                          .valeur = VEILLE_INCONNU,
                                          .seuil = VEILLE_INCONNU,
                                          .jour = VEILLE_INCONNU};
    struct buf b = {0};
    veille_texte("L'état de « {sujet} » : {n} sur {total}, soit {valeur} % au {jour} ; seuil {seuil}.", &a, &b);
    assert_string_equal(buf_text(&b), "L’état de «\u202fDossier d'insertion\u202f»\u202f: 12\u202f345 sur 0, soit "
                                      "79,2\u202f% au 16/11/2026\u202f; seuil 80,05.");
    buf_reset(&b);
    veille_texte("{n} {total} {valeur} {seuil} {jour}{sujet}", &unknown, &b);
    assert_string_equal(buf_text(&b), "… … … … …");
    buf_reset(&b);
    veille_valeur(&a, &b);
    assert_string_equal(buf_text(&b),
                        "{\"n\":12345,\"total\":0,\"valeur\":7920,\"seuil\":8005,\"jour\":\"2026-11-16\"}");
    buf_reset(&b);
    veille_valeur(&unknown, &b);
    assert_string_equal(buf_text(&b), "{}");
    buf_deinit(&b);
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
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_stories), cmocka_unit_test(test_short),
                                       cmocka_unit_test(test_texts)};
    return cmocka_run_group_tests(tests, setup, teardown);
}
