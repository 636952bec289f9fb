/* Who listens: an SSE client, what it asked for and what it was last told. */
#ifndef CVG_DASHBOARD_STREAM_H
#define CVG_DASHBOARD_STREAM_H

#include "dashboard/choice.h"
#include "dashboard/dashboard.h"
#include "dashboard/rights.h"

#define STREAM_SCOPES_MAX 100
#define STREAM_CODES_MAX 4000 /* bytes of the list */
#define STREAM_CLIENTS_MAX 1000
#define STREAM_PERSON_MAX 100   /* of these: one account does not shut out the rest */
#define STREAM_INTERVAL_MS 100  /* figures to one client: at most ten times a second, the last state wins */
#define STREAM_STATE_MS 5000    /* the state is told again, so that whoever hears nothing knows */
#define STREAM_RECHECK_MS 30000 /* is its session good still? */
#define STREAM_RELOAD_MS 20000  /* not all pages are loaded anew at the same instant */

struct stream_scope {
    struct scope scope;
    struct period period;
    uint64_t sent;  /* serial of the entry last told */
    uint64_t moves; /* how many moves there were then */
};

struct stream_client {
    struct dashboard *dashboard;
    struct http_req *req;
    struct viewer viewer;
    struct stream_client *next, **at;
    struct stream_scope *scopes; /* [scopes_n] */
    size_t scopes_n;
    struct choice choice; /* its programme, and the period of scopes that name none */
    char *codes;          /* as asked, NULL: all */
    uint64_t pulse;       /* serial last told */
    uint64_t next_ms;     /* figures not before */
    uint64_t checked_ms, told_ms;
    int32_t day;        /* of its page */
    uint64_t reload_ms; /* when it is told to load it anew; 0: it is not */
    uint64_t id;
    uint64_t ouvertes;    /* serial of the counts last looked at */
    int64_t alertes_told; /* how many alerts it was told wait; −1: nothing yet */
    int64_t critiques_told;
    struct session_ask *ask; /* who it is, or is still */
    bool open;               /* in the dashboard's list */
};

/* stream_client.c */
void stream_client_free(struct stream_client **c);
void stream_client_close(struct stream_client *c); /* lets it go */
/* False: it reads too slowly, and was let go. */
bool stream_client_send(struct stream_client *c, const struct buf *text);
bool stream_client_sees(const struct stream_client *c, const struct submission_event *x);
bool stream_client_sees_alerte(const struct stream_client *c, const struct alerte_event *x);

/* stream_text.c: what is said, as the bytes of an event. */
void stream_text_pulse(const struct dashboard *d, struct buf *out);
void stream_text_reload(struct buf *out);
void stream_text_submission(const struct dashboard *d, const struct submission_event *x, struct buf *out);
void stream_text_alerte(const struct dashboard *d, const struct alerte_event *x, struct buf *out);
void stream_text_ouvertes(const struct ouvertes_nombre *x, struct buf *out);
/* Has anything moved in the perimeter that it has not been told? */
bool stream_text_moved(const struct dashboard *d, const struct stream_scope *s, const struct live_entry *x);
/* The figures of a client's scope, with the moves that it has not been told. */
void stream_text_figures(struct dashboard *d, const struct stream_client *c, const struct stream_scope *s,
                         const struct live_entry *x, struct buf *out);
void stream_text_forget(void);

#endif
