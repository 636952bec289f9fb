/* The remontée of one chantier, night by night: was an export expected, did it come, was it taken, and in time.
 * Source: the contract's alerts, A-REMONTEE; docs/choices.md, "Remontées".
 *
 * The export of night D (the file that describes the evening of D) is due on D + 1 when the deadline and the grace are
 * over on the wall clock of Paris, as period_last_night has it. An export belongs to the last expected night up to its
 * situation date, so that one dated Saturday still speaks for Friday; a newer one that was there in time speaks for the
 * older nights too, for it lists everything that they would have. */
#ifndef CVG_PROGRAMME_REMONTEE_H
#define CVG_PROGRAMME_REMONTEE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "programme/calendrier.h"

enum remontee_state {
    REMONTEE_HORS, /* no member that night */
    REMONTEE_A_L_HEURE,
    REMONTEE_EN_RETARD,
    REMONTEE_MANQUANTE,
    REMONTEE_REFUSEE, /* or discarded by a person */
    REMONTEE_RETENUE, /* or set apart because it stops our workers */
    REMONTEE_FIGEE,   /* taken, but with the same rows as the nights before */
    REMONTEE_FERMEE,  /* not expected: see pause */
    REMONTEE_ATTENDUE,
    REMONTEE_STATE_COUNT
};
const char *remontee_state_name(enum remontee_state s); /* "a_l_heure"… */
/* REMONTEE_STATE_COUNT where it is none. */
enum remontee_state remontee_state_parse(const char *name);

enum remontee_pause { PAUSE_NONE, PAUSE_WEEKEND, PAUSE_FERIE, PAUSE_FERMETURE, PAUSE_COUNT };
const char *remontee_pause_name(enum remontee_pause p); /* "weekend"… */

/* The states of a submission, as the table has them. */
enum envoi_state {
    ENVOI_NONE,
    ENVOI_RECEIVED,
    ENVOI_ACCEPTED,
    ENVOI_HELD,
    ENVOI_REFUSED,
    ENVOI_SUPERSEDED,
    ENVOI_QUARANTINED,
    ENVOI_DISCARDED,
    ENVOI_STATE_COUNT
};
enum envoi_state envoi_state_parse(const char *name); /* ENVOI_NONE where it is none */

struct remontee_envoi {
    int32_t situation;
    int64_t received_us;
    int64_t since_us; /* when it came to its state; of an accepted one: when it was first accepted */
    enum envoi_state state;
    bool was_held, unchanged; /* unchanged: it added, removed and changed no row */
};
/* The state of an envoi at an instant when it was there already. */
enum envoi_state remontee_envoi_state(const struct remontee_envoi *e, int64_t now_us);
struct remontee_ligne { /* of membership; days, both in */
    int32_t depuis, jusqua;
    enum calendrier calendrier;
};
struct remontee_fermeture { /* a declared closure of the chantier or of its territory; days, both in */
    int32_t debut, fin;
};

struct remontee_chantier {
    const struct remontee_ligne *lignes;
    const struct remontee_fermeture *fermetures;
    const struct remontee_envoi *envois; /* in the order of the inbox */
    size_t lignes_n, fermetures_n, envois_n;
};
struct remontee_rules {
    int32_t deadline_hour, grace_hours;
    int32_t frozen_nights; /* so many nights in a row whose exports hold the same rows, the first one included */
};

int64_t remontee_due_us(const struct remontee_rules *r, int32_t night);
/* Is an export of this night expected? Where not, *pause_out says why (PAUSE_NONE: no member), and *fermeture_out which
 * closure (REMONTEE_NOTHING otherwise). Either may be NULL. */
bool remontee_expected(const struct remontee_chantier *c, int32_t night, enum remontee_pause *pause_out,
                       size_t *fermeture_out);

#define REMONTEE_NOTHING SIZE_MAX
#define REMONTEE_LOOKBACK_DAYS 92 /* before the first night that is asked: envois that a frozen file is told by */
#define REMONTEE_NIGHTS_MAX 800

struct remontee_nuit {
    int32_t night;
    enum remontee_state state;
    enum remontee_pause pause;
    int64_t due_us; /* of an expected night; else 0 */
    size_t envoi;   /* what the state was told from, or what came although nothing was expected; or REMONTEE_NOTHING */
    size_t fermeture; /* of a declared closure; else REMONTEE_NOTHING */
    int32_t same_n;   /* of a night with an accepted export: nights in a row with these rows, itself included; else 0 */
};

/* The nights first … first + n - 1 as they stood at now_us: what came later is not seen, what was decided later is not
 * known yet. n is at most REMONTEE_NIGHTS_MAX. */
void remontee_nights(const struct remontee_chantier *c, const struct remontee_rules *r, int64_t now_us, int32_t first,
                     size_t n, struct remontee_nuit *out);

#endif
