/* Asks on their way: taken from the socket, kept until a connection is free, answered on another thread, told.
 *
 * An ask that is in hand already, from the same client with the same number, is passed over: who heard nothing for a
 * while asks again, and must not make the work twice. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "reporting/answer.h"
#include "reporting/reporting.h"

struct job {
    struct job *next;
    struct reporting *r;
    struct connection *connection;
    unsigned char peer[PEER_MAX];
    size_t peer_len;
    struct wire_ask ask;
    uint64_t since_ms;
    struct buf out; /* the answer, encoded */
    bool answered;  /* it is no refusal */
    enum refusal failed;
    struct err e; /* why it failed */
};

static void pump(struct reporting *r);

static void job_free(struct job *j)
{
    wire_ask_deinit(&j->ask);
    buf_deinit(&j->out);
    free(j);
}

/* ---- on another thread: the job's own memory, its connection, and the definitions ---- */

static void encode(struct job *j, struct wire_answer *a)
{
    j->answered = !*a->error;
    wire_answer_encode(a, &j->out);
    wire_answer_deinit(a);
}

static void refuse(struct job *j, enum refusal why)
{
    struct wire_answer a = {.call = j->ask.call};
    snprintf(a.definitions, sizeof a.definitions, "%s", j->r->definitions->digest);
    refusal_fill(why, "", &a);
    encode(j, &a);
}

struct db_sync *queue_connect(const struct reporting *r, int statement_ms, struct err *e)
{
    const struct settings *s = r->daemon->settings;
    char sql[64];
    struct db_sync *db = db_sync_open(settings_text(s, "DB"), settings_text(s, "DB_PASSWORD_FILE"), "reporting", e);
    snprintf(sql, sizeof sql, "SET statement_timeout = %d", statement_ms);
    if (db && db_sync_script(db, sql, e) < 0)
        db_sync_close(&db);
    return db;
}

/* 0: answered. A connection that failed is given up; one that had been open since an earlier ask may have been lost
 * with the server meanwhile, so that the ask is worth another try. */
static int answer_once(struct job *j, bool *was_open_out, enum refusal *why_out)
{
    struct connection *c = j->connection;
    struct wire_answer a = {0};
    *was_open_out = c->db != NULL;
    *why_out = REFUSAL_AWAY;
    if (!c->db)
        c->db = queue_connect(j->r, STATEMENT_MS, &j->e);
    if (!c->db)
        return -1;
    const struct answer_means means = {.definitions = j->r->definitions,
                                       .report_key = settings_text(j->r->daemon->settings, "REPORT_KEY_FILE"),
                                       .kept = j->r->kept};
    if (answer_make(c->db, &means, &j->ask, &a, &j->e) < 0) {
        *why_out = refusal_of(&j->e, db_sync_sqlstate(c->db));
        db_sync_close(&c->db);
        return -1;
    }
    encode(j, &a);
    return 0;
}

static void on_thread(void *arg)
{
    struct job *j = arg;
    bool was_open;
    enum refusal why;
    if (answer_once(j, &was_open, &why) == 0)
        return;
    if (was_open && j->e.code == ERR_AWAY && answer_once(j, &was_open, &why) == 0)
        return;
    j->failed = why;
    refuse(j, why);
}

/* ---- on the loop ---- */

static void tell(struct job *j)
{
    struct reporting *r = j->r;
    const struct bus_part parts[] = {{j->peer, j->peer_len}, {buf_text(&j->out), j->out.len}};
    if (r->ask && !bus_send(r->ask, parts, 2)) /* who went meanwhile asks again */
        r->dropped->value++;
    if (j->answered)
        r->answered->value++;
    else
        r->refused->value++;
}

static void let_go(struct reporting *r)
{
    for (size_t i = 0; i < CONNECTIONS; i++)
        db_sync_close(&r->connections[i].db);
    kept_free(&r->kept);
    definitions_free(&r->definitions);
}

void queue_enter(struct reporting *r)
{
    r->in_hand_n++;
}

void queue_leave(struct reporting *r)
{
    r->in_hand_n--;
    if (r->stopped && !r->in_hand_n)
        let_go(r);
}

static void on_done(void *arg)
{
    struct job *j = arg;
    struct reporting *r = j->r;
    j->connection->job = NULL;
    r->last_ms->value = (double)(loop_now_ms(r->daemon->loop) - j->since_ms);
    if (j->failed)
        log_event(j->failed == REFUSAL_FAILED ? LOG_ERROR : LOG_WARN, "ask_failed",
                  log_text("error", refusal_word(j->failed)), log_int("kind", (int64_t)j->ask.kind), log_err(&j->e));
    tell(j);
    job_free(j);
    queue_leave(r);
    if (!r->stopped)
        pump(r);
}

static struct job *take_first(struct reporting *r)
{
    struct job *j = r->first;
    r->first = j->next;
    if (!r->first)
        r->end = &r->first;
    r->waiting_n--;
    return j;
}

static struct connection *free_connection(struct reporting *r)
{
    for (size_t i = 0; i < CONNECTIONS; i++)
        if (!r->connections[i].job)
            return &r->connections[i];
    return NULL;
}

/* Gives what waits to the connections that are free. */
static void pump(struct reporting *r)
{
    struct connection *c;
    while (r->first && (c = free_connection(r))) {
        struct job *j = take_first(r);
        if (loop_now_ms(r->daemon->loop) - j->since_ms > WAIT_MAX_MS) {
            refuse(j, REFUSAL_BUSY);
            tell(j);
            job_free(j);
            continue;
        }
        j->connection = c;
        c->job = j;
        queue_enter(r);
        loop_work(r->daemon->loop, on_thread, on_done, j);
    }
}

static bool same(const struct job *a, const struct job *b)
{
    return a && a->ask.call == b->ask.call && a->peer_len == b->peer_len && memcmp(a->peer, b->peer, a->peer_len) == 0;
}

static bool is_here(const struct reporting *r, const struct job *j)
{
    for (size_t i = 0; i < CONNECTIONS; i++)
        if (same(r->connections[i].job, j))
            return true;
    for (const struct job *x = r->first; x; x = x->next)
        if (same(x, j))
            return true;
    return false;
}

static void add(struct reporting *r, struct job *j)
{
    *r->end = j;
    r->end = &j->next;
    r->waiting_n++;
}

void queue_on_message(struct bus *b, const struct bus_part *parts, size_t n, const char *user, void *arg)
{
    struct reporting *r = arg;
    struct err e = {0};
    bool has_call = false;
    (void)b, (void)user;
    struct job *j = mem_new(sizeof *j);
    *j = (struct job){.r = r, .since_ms = loop_now_ms(r->daemon->loop)};
    bool good = n == 2 && parts[0].len <= sizeof j->peer &&
                wire_ask_decode(parts[1].data, parts[1].len, &j->ask, &has_call, &e) == 0;
    if (!good) {
        r->broken->value++;
        log_event(LOG_WARN, "ask_broken", log_text("err", n == 2 ? e.text : "parts"));
    }
    if (good || has_call) {
        j->peer_len = parts[0].len;
        memcpy(j->peer, parts[0].data, j->peer_len);
    }
    if (good && is_here(r, j)) {
        job_free(j);
        return;
    }
    if (good && !r->stopping && r->waiting_n < QUEUE_MAX) {
        add(r, j);
        pump(r);
        return;
    }
    if (good || has_call) {
        refuse(j, good ? REFUSAL_BUSY : REFUSAL_BAD_ASK);
        tell(j);
    }
    job_free(j);
}

bool queue_empty(const struct reporting *r)
{
    return !r->first && !r->in_hand_n;
}

void queue_stop(struct reporting *r)
{
    r->stopped = true;
    while (r->first)
        job_free(take_first(r));
    if (!r->in_hand_n)
        let_go(r);
}
