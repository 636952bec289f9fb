/* Requests in flight: whose turn it is, what is sent for each, and how the replies are laid to its account. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "io/db_state.h"

/* A statement's place in db->prepared; text and declared types make its name. */
static size_t find_prepared(struct db *db, const struct db_statement *s)
{
    struct buf key = {0};
    uint64_t at;
    buf_add(&key, s->sql, strlen(s->sql) + 1);
    for (size_t i = 0; i < s->params.n; i++)
        buf_add(&key, &s->params.items[i].type, sizeof s->params.items[i].type);
    if (!map_get(&db->names, key.data, key.len, &at)) {
        at = db->prepared_n;
        map_set(&db->names, key.data, key.len, at);
        db->prepared = mem_room(db->prepared, db->prepared_n, &db->prepared_cap, sizeof *db->prepared);
        db->prepared[db->prepared_n++] = (struct db_prepared){.state = PREPARED_NOT};
    }
    buf_deinit(&key);
    return at;
}

void db_forget_prepared(struct db *db)
{
    map_deinit(&db->names);
    db->names = (struct map){0};
    db->prepared_n = 0;
}

/* A Parse on its way may still fail or be skipped: who needs the same statement waits for the reply. */
static bool can_send(struct db *db, const struct db_request *r)
{
    for (size_t i = 0; i < r->n; i++) {
        if (r->items[i].once)
            continue;
        size_t at = find_prepared(db, &r->items[i]);
        if (db->prepared[at].state == PREPARED_SENT)
            return false;
    }
    return true;
}

static void note(struct db_request *r, enum db_step_kind kind, size_t statement)
{
    r->steps[r->steps_n++] = (struct db_step){.kind = kind, .statement = statement};
}

static void put_text(struct db *db, struct db_request *r, enum db_step_kind kind, const char *sql)
{
    if (!PQsendQueryParams(db->c, sql, 0, NULL, NULL, NULL, NULL, 0))
        db->broken = true;
    note(r, kind, 0);
}

static void put_statement(struct db *db, struct db_request *r, size_t i)
{
    struct db_statement *s = &r->items[i];
    struct db_params_view v;
    char name[16];
    int ok = 1, binary = s->format == DB_BINARY;
    db_params_view(&s->params, &v);
    if (s->once) {
        ok = PQsendQueryParams(db->c, s->sql, v.n, v.types, v.values, v.lengths, v.formats, binary);
    } else {
        s->prepared = find_prepared(db, s);
        struct db_prepared *p = &db->prepared[s->prepared];
        if (p->state == PREPARED_NOT) {
            p->id = ++db->last_id;
            p->state = PREPARED_SENT;
            snprintf(name, sizeof name, "s%u", p->id);
            ok = PQsendPrepare(db->c, name, s->sql, v.n, v.types);
            note(r, STEP_PREPARE, i);
        }
        snprintf(name, sizeof name, "s%u", p->id);
        ok = ok && PQsendQueryPrepared(db->c, name, v.n, v.values, v.lengths, v.formats, binary);
    }
    note(r, STEP_EXEC, i);
    db_params_view_deinit(&v);
    if (!ok)
        db->broken = true;
    db_params_deinit(&s->params); /* libpq has its own copy now */
}

void db_put(struct db *db, struct db_request *r)
{
    bool begin = r->snapshot || (r->tx && !r->tx->begun);
    r->steps = mem_new_n(2 * r->n + 3, sizeof *r->steps);
    r->results.items = mem_new_n(r->n, sizeof *r->results.items);
    if (r->rollback)
        put_text(db, r, STEP_ROLLBACK, "ROLLBACK");
    if (begin)
        put_text(db, r, STEP_BEGIN, r->snapshot ? "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY" : "BEGIN");
    for (size_t i = 0; i < r->n; i++)
        put_statement(db, r, i);
    if (r->snapshot || r->commit)
        put_text(db, r, STEP_COMMIT, "COMMIT");
    if (!PQpipelineSync(db->c))
        db->broken = true;
    note(r, STEP_SYNC, 0);
    if (r->tx)
        r->tx->begun = true;
    db->barrier = r->rollback || r->snapshot || r->tx;
    db_list_add(&db->flight, r);
    if (db->flight.first == r)
        r->deadline = db_clock_ms() + r->answer_ms;
}

/* The holder's next request, wherever it waits; else the first of the queue, when nothing holds the connection. */
static struct db_request *whose_turn(struct db *db)
{
    if (!db->holder)
        return db->waiting.first;
    return db->holder->pending;
}

static void unqueue(struct db *db, struct db_request *r)
{
    struct db_list keep = {0};
    struct db_request *x;
    if (db->waiting.first == r) {
        db_list_take(&db->waiting);
        return;
    }
    while ((x = db_list_take(&db->waiting)))
        if (x != r)
            db_list_add(&keep, x);
    db->waiting = keep;
}

bool db_dispatch(struct db *db)
{
    struct db_request *r;
    bool sent = false;
    while (db->up && !db->broken && !db->barrier && db->flight.n < DB_FLIGHT_MAX) {
        if (db->must_rollback) {
            db->must_rollback = false;
            r = db_request_new();
            r->rollback = true;
            r->answer_ms = db->config.answer_ms;
        } else {
            r = whose_turn(db);
            if (!r || !can_send(db, r))
                break;
            unqueue(db, r);
            if (r->tx)
                db->holder = r->tx;
        }
        db_put(db, r);
        sent = true;
    }
    return sent;
}

static void refuse(struct db *db, struct db_request *r, const struct db_step *s, const PGresult *pg)
{
    char what[32] = "database";
    bool of_statement = s->kind == STEP_PREPARE || s->kind == STEP_EXEC;
    if (s->kind == STEP_EXEC && !r->items[s->statement].once && db_is_stale(pg))
        db->prepared[r->items[s->statement].prepared].state = PREPARED_NOT;
    if (r->err.code)
        return;
    if (of_statement)
        snprintf(what, sizeof what, "database: statement %zu", s->statement + 1);
    r->results.failed = of_statement ? (int)s->statement : -1;
    (void)db_refused(pg, what, r->results.sqlstate, &r->err);
}

/* A transaction that ended with its request ends well only when the server says COMMIT. */
static void check_tag(struct db_request *r, PGresult *pg)
{
    if (strcmp(PQcmdStatus(pg), "COMMIT") != 0 && !r->err.code)
        err_fill(&r->err, ERR_DATABASE, "database: COMMIT was answered with %s", PQcmdStatus(pg));
}

static void end_first(struct db *db)
{
    struct db_request *r = db_list_take(&db->flight);
    bool explicit = r->rollback || r->snapshot || r->tx;
    PGTransactionStatusType state = PQtransactionStatus(db->c);
    if (db->flight.first)
        db->flight.first->deadline = db_clock_ms() + db->flight.first->answer_ms;
    if (r->warned && !r->err.code) {
        r->err.code = ERR_AWAY;
    }
    if (explicit) {
        db->barrier = false;
        db->must_rollback = state == PQTRANS_INERROR || (state == PQTRANS_INTRANS && r->err.code);
        if (r->rollback && state != PQTRANS_IDLE)
            db->broken = true;
    } else if (state == PQTRANS_INTRANS || state == PQTRANS_INERROR) {
        must(!"a request brought its own BEGIN");
    }
    db_request_end(db, r, r->err.code ? &r->err : NULL);
}

static void take_reply(struct db *db, PGresult *pg)
{
    struct db_request *r = db->flight.first;
    must(r);
    ExecStatusType status = PQresultStatus(pg);
    struct db_step *s = &r->steps[r->at];
    if (status == PGRES_PIPELINE_SYNC) {
        must(s->kind == STEP_SYNC);
        PQclear(pg);
        end_first(db);
        return;
    }
    if (s->kind == STEP_SYNC) { /* the implicit commit was refused: a deferred constraint */
        refuse(db, r, s, pg);
        PQclear(pg);
        return;
    }
    bool done = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
    if (!done && status != PGRES_PIPELINE_ABORTED)
        refuse(db, r, s, pg);
    if (s->kind == STEP_PREPARE)
        db->prepared[r->items[s->statement].prepared].state = done ? PREPARED_READY : PREPARED_NOT;
    if (s->kind == STEP_COMMIT && done)
        check_tag(r, pg);
    r->at++;
    if (s->kind == STEP_EXEC && done)
        r->results.items[r->results.n++].pg = pg;
    else
        PQclear(pg);
}

void db_drain(struct db *db)
{
    int nulls = 0;
    while (db->up && !db->broken && db->flight.first && nulls < 2 && !PQisBusy(db->c)) {
        PGresult *pg = PQgetResult(db->c);
        if (!pg) {
            nulls++;
            continue;
        }
        nulls = 0;
        take_reply(db, pg);
    }
}

/* Every warning that is not a plain message of ours (class 01) puts the commit in doubt, first of all the one of a wait
 * for a standby that was cancelled: stored here, perhaps nowhere else. Then nothing may be acknowledged. */
void db_on_notice(void *arg, const PGresult *pg)
{
    struct db *db = arg;
    char line[256];
    const char *severity = PQresultErrorField(pg, PG_DIAG_SEVERITY_NONLOCALIZED);
    const char *state = PQresultErrorField(pg, PG_DIAG_SQLSTATE);
    struct db_request *r = db->flight.first;
    db_one_line(PQresultErrorField(pg, PG_DIAG_MESSAGE_PRIMARY), line, sizeof line);
    if (r && severity && strcmp(severity, "WARNING") == 0 && state && strncmp(state, "01", 2) != 0) {
        r->warned = true;
        if (!r->err.code) {
            err_fill(&r->err, ERR_NONE, "database: the commit came with a warning: %s (SQLSTATE %.5s)", line, state);
            snprintf(r->results.sqlstate, sizeof r->results.sqlstate, "%.5s", state);
        }
    }
    if (db->config.on_notice)
        db->config.on_notice(severity ? severity : "", line, db->config.arg);
}
