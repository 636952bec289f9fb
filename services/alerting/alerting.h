/* The daemon's state, and the doors between its files: main.c opens, turn.c goes round, reading.c asks, judge.c decides
 * what changes, telling.c to whom it is said. */
#ifndef CVG_ALERTING_ALERTING_H
#define CVG_ALERTING_ALERTING_H

#include "alerting/reporters.h"
#include "alerting/signes.h"
#include "daemon/daemon.h"
#include "io/db.h"
#include "io/loop.h"
#include "programme/definitions.h"
#include "programme/exercice.h"

/* One request is in flight in each state but the first. */
enum turn_state {
    TURN_IDLE,
    TURN_LOCKING,   /* one daemon writes at a time */
    TURN_REFERENCE, /* whom there is, and what is open now */
    TURN_ABSENCE,   /* were we away, and intake with us */
    TURN_CHANGES,   /* what changed since the last look */
    TURN_READING,   /* everything about the reporters that are due */
    TURN_WRITING,
    TURN_DIGEST,   /* the evening's */
    TURN_EXERCICE, /* the week's drill, or one that somebody asked for */
    TURN_STATE_COUNT
};

struct turn {
    enum turn_state state;
    struct timer timer;
    bool failing, locked;
    uint64_t epoch, asked_in; /* connections so far; that of the request in flight */
    char since[24];           /* xid8: what changed in it or later may not have been seen; "": everything is due */
    int64_t version;          /* of the reference data that we have */
    int32_t day;              /* on which they were read: memberships begin and end */
    int64_t digest_us, digest_at_us; /* when the next digest is due; of the one in hand */
    size_t survey_at;                /* the next reporter to be looked at for the causes alone */
    bool surveyed;                   /* all were */
    uint64_t done_ms;                /* when nothing was left to do, last */
};

/* A software whose chantiers are silent together. */
struct cause {
    char *logiciel;
    size_t *members; /* indexes of reporters */
    size_t n, cap;
    bool moved;    /* the state of one of them is another */
    bool on, open; /* open: the alert is in the database */
    int64_t depuis_us;
    struct veille_alerte alerte; /* while on */
};
struct causes {
    struct map by_name; /* software → index */
    struct cause *items;
    size_t n, cap;
};

enum hooks_state { HOOKS_IDLE, HOOKS_CLAIMING, HOOKS_POSTING, HOOKS_MARKING, HOOKS_STATE_COUNT };

/* The message in hand, to the chat or (of a drill) to Alertmanager. */
struct hooks {
    enum hooks_state state;
    struct timer timer, again; /* again: a mark that could not be written */
    char *chantier_id, *dedupe, *cible, why[320];
    int64_t tries;
    bool posted, old; /* old: stored so long ago that this is its last try */
    struct metric *sent, *delayed;
};

struct manager {
    struct timer timer;
    bool busy, again, failing; /* again: something changed meanwhile */
    int misses;                /* in a row */
    struct metric *sent, *missed;
};

/* The weekly drill. */
struct exercices {
    int64_t due_us;                                  /* when to look whether one is due; INT64_MIN: at once */
    bool look;                                       /* what became of the last ones may move */
    bool asked;                                      /* a question about that is in flight */
    uint64_t looked_ms, since_ms;                    /* last; for how long something may move, 0: nothing may */
    struct veille_panne pannes[EXERCICE_VOIE_COUNT]; /* the ways that it does not get through */
    size_t pannes_n;
};

struct absence {
    bool known;              /* it was thought of, in this process */
    int64_t from_us;         /* when we were last there, before */
    uint64_t asked_ms;       /* when intake was first asked */
    struct timer again;      /* it did not answer */
    uint64_t here_ms;        /* when it was last written down that we are */
    void (*done)(void *arg); /* who waits; NULL: nobody */
};

struct alerting {
    struct daemon *daemon;
    struct db *db;
    struct definitions *definitions;
    struct reporters reporters;
    struct causes causes;
    struct pannes pannes; /* troubles of ours, now and of late */
    struct turn turn;
    struct absence absence;
    struct exercices exercices;
    struct hooks hooks;
    struct manager manager;
    struct timer menage;             /* menage.c */
    struct watch *watch;             /* watch.c */
    struct mesures *mesures;         /* mesures.c */
    bool troubled;                   /* something of ours is told as wrong */
    struct batch *batch;             /* in hand */
    char **convergence, **operateur; /* addresses of the settings; NULL-terminated */
    bool chat, alertmanager;         /* they are told too */
    bool stopping;
    struct metric *evaluated, *changes, *mails, *open, *followed;
};

/* turn.c */
void turn_start(struct alerting *a);
void turn_stop(struct alerting *a);
void turn_on_up(struct alerting *a); /* the database is there, perhaps after a crash: everything is looked at again */
bool turn_idle(const struct alerting *a);

#endif
