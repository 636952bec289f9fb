/* Quarters prepared and closed: what somebody asked for on the dashboard, in their name (a row, so that nothing is lost
 * between), and what the calendar closes because nobody did.
 *
 * Every LOOK_MS it asks what waits, every CALENDAR_MS whether the day of a quarter has come. Either is made on another
 * thread and stored by one transaction: killed meanwhile, nothing is stored, and the next look makes it again. Two
 * daemons that look at once prepare the same twice, the later stays, and close once. */
#include <stdio.h>
#include <stdlib.h>

#include "base/cal.h"
#include "io/arrete.h"
#include "reporting/reporting.h"

#define LOOK_MS 1000
#define CALENDAR_MS 60000
#define ANSWER_MS 10000
#define MAKING_MS 120000 /* that one statement may take */

static const char asked_sql[] =
    "SELECT n, trimestre, motif, auteur FROM cvg.arrete_demande WHERE faite_le IS NULL ORDER BY n LIMIT 1";
static const char done_sql[] = "SELECT cvg.arrete_demande_faite($1, $2)";

struct closing {
    struct reporting *r;
    struct period trimestre;
    int64_t n;            /* of who asks; 0: the calendar */
    char *motif, *auteur; /* of who asks */
    int64_t now_us;
    bool due, done;
    int rc;
    struct err e;
};

/* ---- on another thread ---- */

static int look_at_calendar(struct closing *c, struct db_sync *db)
{
    const struct definitions *d = c->r->definitions;
    if (arrete_du(db, d, c->now_us, &c->trimestre, &c->due, &c->e) < 0)
        return -1;
    return c->due ? arrete_au_calendrier(db, d, &c->trimestre, &c->done, &c->e) : 0;
}

/* A refusal is told to who asked; only a database that is away leaves it waiting. */
static int prepare(struct closing *c, struct db_sync *db)
{
    struct db_params p = {0};
    int rc = arrete_preparer(db, c->r->definitions, &c->trimestre, c->auteur, c->motif, &c->e);
    if (rc < 0 && err_transient(&c->e))
        return -1;
    db_add_int(&p, c->n);
    db_add_text(&p, rc < 0 ? c->e.text : NULL);
    c->done = rc == 0;
    return db_sync_exec(db, done_sql, &p, DB_BINARY, NULL, &c->e);
}

static void on_thread(void *arg)
{
    struct closing *c = arg;
    struct db_sync *db = queue_connect(c->r, MAKING_MS, &c->e);
    c->rc = !db ? -1 : c->n ? prepare(c, db) : look_at_calendar(c, db);
    db_sync_close(&db);
}

/* ---- on the loop ---- */

static void on_made(void *arg)
{
    struct closing *c = arg;
    struct reporting *r = c->r;
    r->closing_in_hand = false;
    if (c->rc < 0)
        log_event(err_transient(&c->e) ? LOG_WARN : LOG_ERROR, "closing_failed",
                  log_text("quarter", c->n || c->due ? c->trimestre.name : ""), log_err(&c->e));
    if (c->done)
        log_event(LOG_INFO, c->n ? "quarter_prepared" : "quarter_closed", log_text("quarter", c->trimestre.name));
    if (c->done && !c->n) {
        r->closed->value++;
        r->calendar_ms = 0; /* there may be another */
    }
    free(c->motif);
    free(c->auteur);
    free(c);
    queue_leave(r);
}

static void make(struct reporting *r, struct closing *c)
{
    r->closing_in_hand = true;
    queue_enter(r);
    loop_work(r->daemon->loop, on_thread, on_made, c);
}

static struct closing *asked(struct reporting *r, const struct db_result *res)
{
    struct closing *c = mem_new(sizeof *c);
    *c = (struct closing){.r = r,
                          .n = db_int64(res, 0, 0),
                          .motif = mem_text(db_text(res, 0, 2)),
                          .auteur = mem_text(db_text(res, 0, 3))};
    must(arrete_trimestre(db_text(res, 0, 1), &c->trimestre, NULL) == 0); /* the table takes no other */
    return c;
}

static struct closing *calendar(struct reporting *r)
{
    struct closing *c = mem_new(sizeof *c);
    *c = (struct closing){.r = r, .now_us = cal_now_us()};
    r->calendar_ms = loop_now_ms(r->daemon->loop) + CALENDAR_MS;
    return c;
}

static void on_asked(struct db_results *res, const struct err *e, void *arg)
{
    struct reporting *r = arg;
    if (e || r->stopping || r->closing_in_hand)
        return;
    if (loop_now_ms(r->daemon->loop) >= r->calendar_ms) /* first: no demand that fails again and again is in its way */
        make(r, calendar(r));
    else if (db_rows(&res->items[0]))
        make(r, asked(r, &res->items[0]));
}

static void on_tick(void *arg)
{
    struct reporting *r = arg;
    if (r->stopping || r->closing_in_hand || !db_up(r->watch) || db_pending(r->watch))
        return;
    struct db_request *q = db_request_new();
    db_request_add(q, asked_sql, NULL, DB_BINARY);
    db_send(r->watch, q, ANSWER_MS, on_asked, r);
}

void closing_start(struct reporting *r)
{
    timer_start(&r->closing, r->daemon->loop, LOOK_MS, LOOK_MS, on_tick, r);
}

void closing_stop(struct reporting *r)
{
    timer_close(&r->closing);
}
