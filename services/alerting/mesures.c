/* Asks reporting, for us, what this role cannot read: the load of a chantier as it stood with each acceptance, what
 * falls due of its parcours, a coordination's vacant posts and COPIL.
 *
 *   IDLE ──some reporter moved──▶ LOOKING (what is not kept yet) ──▶ ASKING ──▶ KEEPING ──▶ ASKING … ──▶ IDLE
 *
 * One question at a time, beside the turns: whoever's facts came is due again. While reporting is away nothing of this
 * is known, and what was known stays. */
#include "alerting/mesures.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cal.h"
#include "base/mem.h"
#include "daemon/past.h"

#define WAIT_MS 10000
#define REPORTERS_MAX 50
#define SINCE_US ((VEILLE_SITUATION_JOURS + 8) * 86400000000LL)

static const char look_sql[] = "SELECT chantier_id, territoire, known_from, situation, version, connu"
                               "  FROM cvg.alerte_a_demander($1::text[], $2::timestamptz, $3::date)";
static const char keep_sql[] = "SELECT cvg.alerte_retenir($1, $2::timestamptz, $3::bigint, $4::date, $5::json)";
enum { CHANTIER, TERRITOIRE, KNOWN_FROM, SITUATION, VERSION, CONNU };

struct mesures {
    struct past *past;
    struct timer timer;
    bool busy;
    struct db_result rows; /* what is to be asked */
    int at;
    size_t cursor; /* among the reporters */
};

static void ask_next(struct alerting *a);
static void look(struct alerting *a);

static void finish(struct alerting *a)
{
    db_result_deinit(&a->mesures->rows);
    a->mesures->busy = false;
}

/* Those that are left are asked for later. */
static void give_up(struct alerting *a)
{
    struct mesures *m = a->mesures;
    for (int i = m->at; i < db_rows(&m->rows); i++) {
        struct reporter *x = reporters_find(&a->reporters, db_text(&m->rows, i, CHANTIER));
        if (x)
            x->faits_due = true;
    }
    finish(a);
}

/* ---- keeping ---- */

static void on_kept(struct db_results *r, const struct err *e, void *arg)
{
    struct alerting *a = arg;
    struct mesures *m = a->mesures;
    (void)r;
    if (e) {
        if (!err_transient(e))
            log_event(LOG_ERROR, "facts_not_kept", log_err(e));
        give_up(a);
        return;
    }
    reporters_wake(&a->reporters, db_text(&m->rows, m->at, CHANTIER));
    m->at++;
    ask_next(a);
}

static void keep(struct alerting *a, const struct wire_answer *answer)
{
    const struct mesures *m = a->mesures;
    struct db_request *r = db_request_new();
    struct db_params p = {0};
    bool of_acceptance = !db_is_null(&m->rows, m->at, KNOWN_FROM);
    db_add_text(&p, db_text(&m->rows, m->at, CHANTIER));
    if (of_acceptance)
        db_add_instant(&p, db_instant(&m->rows, m->at, KNOWN_FROM));
    else
        db_add_null(&p);
    db_add_int(&p, of_acceptance ? 0 : db_int64(&m->rows, m->at, VERSION));
    db_add_day(&p, cal_today());
    db_add_text_n(&p, answer->document, answer->document_len);
    db_request_add(r, keep_sql, &p, DB_BINARY);
    db_send(a->db, r, WAIT_MS, on_kept, a);
}

/* ---- asking ---- */

static void on_answer(const struct wire_answer *answer, const struct err *e, void *arg)
{
    struct alerting *a = arg;
    struct mesures *m = a->mesures;
    if (e && !err_transient(e)) { /* nothing of it is known, or it cannot be: the next one */
        log_event(LOG_WARN, "facts_refused", log_text("reporter", db_text(&m->rows, m->at, CHANTIER)), log_err(e));
        m->at++;
        ask_next(a);
        return;
    }
    /* a judgement that is running can hold the answer back to before what is asked for */
    if (e || !answer->document || answer->as_known_on_us < db_instant(&m->rows, m->at, CONNU)) {
        give_up(a);
        return;
    }
    keep(a, answer);
}

static void ask_next(struct alerting *a)
{
    struct mesures *m = a->mesures;
    char scope[80];
    const char *const scopes[] = {scope};
    int32_t day;
    if (a->stopping || m->at >= db_rows(&m->rows)) {
        finish(a);
        look(a);
        return;
    }
    bool of_acceptance = !db_is_null(&m->rows, m->at, KNOWN_FROM);
    struct wire_ask q = {.kind = WIRE_ASK_VEILLE, .scopes = scopes, .scopes_n = 1, .days = &day, .days_n = 1};
    snprintf(scope, sizeof scope, "%s:%.60s", db_bool(&m->rows, m->at, TERRITOIRE) ? "territoire" : "chantier",
             db_text(&m->rows, m->at, CHANTIER));
    day = of_acceptance ? db_day(&m->rows, m->at, SITUATION) : cal_today();
    q.has_at = of_acceptance;
    q.at_us = of_acceptance ? db_instant(&m->rows, m->at, KNOWN_FROM) : 0;
    past_ask(m->past, 0, &q, on_answer, a);
}

/* ---- looking ---- */

static void on_looked(struct db_results *res, const struct err *e, void *arg)
{
    struct alerting *a = arg;
    struct mesures *m = a->mesures;
    if (e) {
        if (!err_transient(e))
            log_event(LOG_ERROR, "facts_not_looked_for", log_err(e));
        for (size_t i = 0; i < a->reporters.n; i++)
            a->reporters.items[i].faits_due = true;
        m->busy = false;
        return;
    }
    m->rows = res->items[0];
    res->items[0].pg = NULL;
    m->at = 0;
    ask_next(a);
}

/* The next of those that moved; idle where there is none. */
static void look(struct alerting *a)
{
    struct mesures *m = a->mesures;
    struct db_array list = {0};
    struct db_params p = {0};
    size_t n = 0;
    if (m->busy || a->stopping || !db_up(a->db) || !a->turn.surveyed)
        return;
    db_array_begin(&list, DB_TEXT);
    for (size_t seen = 0; seen < a->reporters.n && n < REPORTERS_MAX; seen++) {
        struct reporter *x = &a->reporters.items[m->cursor++ % a->reporters.n];
        if (!x->faits_due || !*x->id)
            continue;
        x->faits_due = false;
        db_array_add_text(&list, x->id);
        n++;
    }
    if (!n) {
        db_array_deinit(&list);
        return;
    }
    struct db_request *r = db_request_new();
    db_add_array(&p, &list);
    db_add_instant(&p, cal_now_us() - SINCE_US);
    db_add_day(&p, cal_today());
    db_request_add(r, look_sql, &p, DB_BINARY);
    m->busy = true;
    db_send(a->db, r, WAIT_MS, on_looked, a);
}

static void on_tick(void *arg)
{
    look(arg);
}

/* ---- doors ---- */

int mesures_start(struct alerting *a, struct err *e)
{
    uint64_t every = (uint64_t)settings_int(a->daemon->settings, "SWEEP_MS");
    a->mesures = mem_new(sizeof *a->mesures);
    a->mesures->past = past_open(a->daemon->loop, a->daemon->zmq, settings_text(a->daemon->settings, "RUN"), e);
    if (!a->mesures->past)
        return -1;
    timer_start(&a->mesures->timer, a->daemon->loop, every, every, on_tick, a);
    return 0;
}

/* After the database was closed: nothing calls back any more. */
void mesures_stop(struct alerting *a)
{
    if (!a->mesures)
        return;
    timer_close(&a->mesures->timer);
    if (a->mesures->past)
        past_close(&a->mesures->past);
    db_result_deinit(&a->mesures->rows);
    mem_free(&a->mesures);
}
