/* The weekly drill (exercice) of the path that alerts take: when it is due, what became of it on each way, and what is
 * said of it in `cvg alerts drill`, on the page of alerts and to the operator. Pure. Source: docs/alertes.md, "The
 * weekly drill"; rows of cvg.exercice_recit(). */
#ifndef CVG_PROGRAMME_EXERCICE_H
#define CVG_PROGRAMME_EXERCICE_H

#include "base/buf.h"
#include "programme/alertes.h"
#include "programme/veille.h"

enum exercice_voie { EXERCICE_COURRIEL, EXERCICE_CHAT, EXERCICE_ALERTMANAGER, EXERCICE_VOIE_COUNT };
const char *exercice_voie_name(enum exercice_voie v);     /* "courriel"… as stored; also an alert's subject */
const char *exercice_voie_mot(enum exercice_voie v);      /* as people read it */
enum exercice_voie exercice_voie_parse(const char *name); /* EXERCICE_VOIE_COUNT where it is none */

enum exercice_etat {
    EXERCICE_NON_CONFIGURE, /* nothing was to be sent there: no failure */
    EXERCICE_SANS_SERVICE,  /* nor is this: mails wait, and no service is there that sends any */
    EXERCICE_EN_ATTENTE,    /* not sent yet, perhaps tried */
    EXERCICE_PARTI,
    EXERCICE_ABANDONNE, /* never will be */
    EXERCICE_EFFACE,    /* its message is not kept any more: only what was sent goes */
    EXERCICE_ETAT_COUNT
};
const char *exercice_etat_name(enum exercice_etat e); /* "non_configure"… */

/* What became of a drill on one way. */
struct exercice_resultat {
    int64_t le_us; /* when the drill was made */
    enum exercice_voie voie;
    enum exercice_etat etat;
    int64_t duree_us; /* of one that was sent: from stored to sent */
    int32_t essais;
    const char *erreur; /* what the receiver said last; "" */
};
/* A message's state as its table has it ("waiting", "sent"…; "": there is none any more), where the way was configured
 * and somebody takes its messages in hand. */
enum exercice_etat exercice_etat_of(bool configuree, bool servie, const char *state);

/* ---- when ---- */

int32_t exercice_semaine(int64_t us); /* the Monday of the week in Paris, which is the name of its drill */
/* The hour of a week's drill: `exercice_jour` at `exercice_heure`; on a public holiday the working day after it. */
int64_t exercice_instant(int32_t semaine, const struct alertes_seuils *s);
/* Is the drill of this week due and not made? One whose hour came before the installation is not made up for.
 * `derniere`: the newest week whose drill was made, VEILLE_INCONNU: none was. *semaine_out: the week it would be of;
 * *next_us_out: else, when the next one is due. */
bool exercice_du(const struct alertes_seuils *s, int64_t installe_us, int32_t derniere, int64_t now_us,
                 int32_t *semaine_out, int64_t *next_us_out);

/* ---- what came of it ---- */

/* The ways that drills do not get through, for A-SYSTEME: since the first drill after the last one that did; over with
 * the next one that does, or where the way is not configured any more. Results newest drill first; how many of `out`
 * are filled. */
size_t exercice_pannes(const struct exercice_resultat *r, size_t n, struct veille_panne out[EXERCICE_VOIE_COUNT]);

/* "parti en 2 s", "en attente après 3 essais", "pas configuré"… */
void exercice_resultat_mot(const struct exercice_resultat *r, struct buf *out);
/* "lundi 30 novembre à 10 h 00" */
void exercice_instant_mot(int64_t us, struct buf *out);
/* "Dernier exercice : lundi 30 novembre à 10 h 00, courriel parti en 2 s, …." of one drill; of none (n 0) when the
 * first one comes, at next_us. */
void exercice_phrase(const struct exercice_resultat *r, size_t n, int64_t next_us, struct buf *out);

#endif
