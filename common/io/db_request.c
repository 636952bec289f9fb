/* Requests of the database layer: how they are made, listed and ended. */
#include <stdlib.h>

#include "io/db_state.h"

uint64_t db_clock_ms(void)
{
    return uv_hrtime() / 1000000;
}

void db_list_add(struct db_list *l, struct db_request *r)
{
    if (!l->first)
        l->last = &l->first;
    r->next = NULL;
    *l->last = r;
    l->last = &r->next;
    l->n++;
}

struct db_request *db_list_take(struct db_list *l)
{
    struct db_request *r = l->first;
    if (!r)
        return NULL;
    l->first = r->next;
    r->next = NULL;
    l->n--;
    return r;
}

struct db_request *db_request_new(void)
{
    struct db_request *r = mem_new(sizeof *r);
    r->results.failed = -1;
    return r;
}

static void add(struct db_request *r, const char *sql, struct db_params *p, enum db_format format, bool once)
{
    r->items = mem_room(r->items, r->n, &r->cap, sizeof *r->items);
    struct db_statement *s = &r->items[r->n++];
    *s = (struct db_statement){.sql = mem_text(sql), .format = format, .once = once};
    if (p) {
        s->params = *p;
        *p = (struct db_params){0};
    }
}

void db_request_add(struct db_request *r, const char *sql, struct db_params *p, enum db_format format)
{
    add(r, sql, p, format, false);
}

void db_request_add_once(struct db_request *r, const char *sql, struct db_params *p, enum db_format format)
{
    add(r, sql, p, format, true);
}

void db_request_snapshot(struct db_request *r)
{
    r->snapshot = true;
}

void db_request_answer_ms(struct db_request *r, uint32_t ms)
{
    r->answer_ms = ms;
}

void db_request_free(struct db_request **rp)
{
    struct db_request *r = *rp;
    *rp = NULL;
    if (!r)
        return;
    for (size_t i = 0; i < r->n; i++) {
        free(r->items[i].sql);
        db_params_deinit(&r->items[i].params);
    }
    for (size_t i = 0; i < r->results.n; i++)
        db_result_deinit(&r->results.items[i]);
    free(r->results.items);
    free(r->items);
    free(r->steps);
    free(r);
}

/* The end of a request: its callback, once, and its memory. What it held of its transaction is settled first, so that
 * the callback may send the next one. */
void db_request_end(struct db *db, struct db_request *r, const struct err *e)
{
    struct db_tx *tx = r->tx;
    if (tx) {
        tx->pending = NULL;
        if (e)
            tx->dead = true;
        else if (r->commit)
            tx->committed = true;
        if ((tx->dead || tx->committed) && db->holder == tx) {
            db->holder = NULL;
            if (db->up && PQtransactionStatus(db->c) != PQTRANS_IDLE)
                db->must_rollback = true;
        }
    }
    if (r->done)
        r->done(&r->results, e, r->arg);
    db_request_free(&r);
}
