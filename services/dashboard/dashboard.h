/* The daemon's state, and the doors between its files. Each is above those after it: main.c opens; page.c and api.c
 * answer; stream.c tells; sweep.c and follow.c take what comes; live.h and directory.h hold it and are pure. */
#ifndef CVG_DASHBOARD_DASHBOARD_H
#define CVG_DASHBOARD_DASHBOARD_H

#include <jansson.h>

#include "dashboard/carte_file.h"
#include "dashboard/directory.h"
#include "dashboard/live.h"
#include "dashboard/ouvertes.h"
#include "daemon/past.h"
#include "daemon/daemon.h"
#include "io/bus.h"
#include "io/db.h"
#include "io/loop.h"
#include "io/work_line.h"

#define DASHBOARD_PAGES_MAX 64
#define DASHBOARD_PASSWORDS_MAX 128 /* that wait to be hashed */
#define DASHBOARD_HEAVY_MAX 64      /* documents that wait to be made */

struct sessions;
struct sign_in;
struct stream_client;
struct depot;

/* Whether what is shown is live, and if not since when and why (French). */
struct pulse {
    bool live;
    int64_t since_us;    /* of this state */
    const char *message; /* "" while live */
    uint64_t serial;     /* grows with every change */
};

/* aggregation, followed. */
struct follow {
    struct bus *sub;
    struct timer check, again;
    size_t turn;       /* the topic that was subscribed to anew last */
    uint64_t heard_ms; /* the last heartbeat of ours; 0: none yet */
    bool complete, other_definitions;
};

/* The database, swept for what changed. */
struct sweep {
    struct timer timer;
    bool busy, soon, stopped;
    char since[24];          /* xid8: what was told bears a lower one, or stands in `told` */
    char mark[24];           /* that of the sweep under way */
    struct map told, before; /* "submission|state|instant", "alert|transaction": this generation and the last */
    bool counting, counted;  /* how many alerts wait: asked for in the sweep under way; known */
    bool rest_submissions, rest_alertes; /* there were too many: the rest is asked for */
    uint64_t read_version;               /* of the reference data that are being read */
};

/* Figures as known this morning, for who may not see sensitive ones move: one set of slots a perimeter, programme and
 * period. */
struct daily {
    int32_t today;
    struct map by_key; /* as live_key() → index */
    int64_t **slots;
    size_t cap;
};
void daily_forget(struct daily *x);

/* What the last look at the journal's chains found. */
struct journal_checked {
    json_t *chains; /* table; NULL: nobody has looked yet */
    size_t broken_n;
    int64_t at_us;
};

struct dashboard {
    struct daemon *daemon;
    struct definitions *definitions;
    struct db *db, *slow; /* slow: for what takes seconds, that nobody else waits for */
    struct past *past;
    struct sessions *sessions;
    struct sign_in *sign_in;
    struct work_line passwords; /* hashed two at once: each takes 64 MiB, and all threads have other work too */
    struct work_line heavy;     /* long outcomes that are read; what is taken away */
    struct depot *depot;
    struct live live;
    struct directory directory;
    struct carte carte;
    struct daily daily;
    struct journal_checked journal_checked;
    struct pulse pulse;
    struct follow follow;
    struct sweep sweep;
    struct ouvertes ouvertes;
    struct stream_client *clients;
    size_t clients_n;
    uint64_t clients_ever;
    struct timer tell, second;         /* the streams' next turn; their checks */
    void *routes[DASHBOARD_PAGES_MAX]; /* what page_add() gave its routes */
    size_t routes_n;
    struct metric *streams, *events, *dropped, *pages, *figures;
};

/* What became of a submission, as its event tells it. */
struct submission_event {
    const char *since; /* resume from here */
    const char *chantier, *id, *state;
    int32_t situation;
    int64_t at_us;
};

/* What became of an alert. */
struct alerte_event {
    const char *since;         /* resume from here */
    const char *chantier, *id; /* chantier "": of the whole programme */
    const char *regle, *niveau, *etat, *libelle;
    int64_t depuis_us;
    bool retenue; /* by a cause */
};

/* follow.c */
int follow_open(struct dashboard *d, struct err *e) CHECKED;
void follow_close(struct dashboard *d);
void follow_check(struct dashboard *d); /* is it live still? */

/* sweep.c */
void sweep_start(struct dashboard *d);
void sweep_stop(struct dashboard *d);
void sweep_on_up(struct dashboard *d);
void sweep_soon(struct dashboard *d); /* something was committed, it seems */

/* stream_begin.c, above stream.c */
void stream_add_route(struct dashboard *d);
/* stream.c */
void stream_open(struct dashboard *d); /* its turns */
void stream_close(struct dashboard *d);
void stream_wake(struct dashboard *d); /* figures or the pulse changed */
void stream_submission(struct dashboard *d, const struct submission_event *x);
void stream_alerte(struct dashboard *d, const struct alerte_event *x);

/* api.c */
void api_open(struct dashboard *d);

#endif
