/* Who may come in: the cache of tokens, and who waits for a fresh one. */
#include "intake/access.h"

#include <stdlib.h>
#include <string.h>

#include "daemon/log.h"

#define EVERY_MS 1500 /* a revoked token is refused within 2 s */
#define APART_MS 100  /* lists asked for because of unknown tokens */
#define WAIT_MS 3000

static const char list_sql[] = "SELECT reporter, token_sha256, n, curve_public FROM cvg.access_list()";

static void send_list(void *arg);

static void answer(struct asker *k, enum access_answer how, const char *reporter)
{
    access_cancel(k);
    k->done(k, how, reporter);
}

static const char *find_reporter(const struct access *a, const unsigned char token[ACCESS_TOKEN_LEN])
{
    uint64_t at;
    return map_get(&a->tokens, token, ACCESS_TOKEN_LEN, &at) ? a->keys[at].reporter : NULL;
}

/* The askers that list number `n` was to answer. */
static void settle(struct access *a, uint64_t n, bool away)
{
    for (bool again = true; again;) { /* an answer may change the list of askers */
        again = false;
        for (struct asker *k = a->askers; k && !again; k = k->next) {
            if (k->need > n)
                continue;
            const char *reporter = away ? NULL : find_reporter(a, k->token);
            answer(k, away ? ACCESS_AWAY : reporter ? ACCESS_GRANTED : ACCESS_REFUSED, reporter);
            again = true;
        }
    }
}

static void send_soon(struct access *a)
{
    uint64_t now = loop_now_ms(a->loop), since = now - a->sent_ms;
    if (!a->under_way && !timer_active(&a->soon))
        timer_start(&a->soon, a->loop, !a->sent || since >= APART_MS ? 0 : APART_MS - since, 0, send_list, a);
}

static void forget(struct access *a)
{
    map_deinit(&a->tokens);
    map_deinit(&a->curves);
    arena_deinit(&a->names);
    a->keys_n = 0;
}

static void take_list(struct access *a, const struct db_result *r)
{
    forget(a);
    for (int i = 0; i < db_rows(r); i++) {
        size_t len;
        const void *token = db_bytea(r, i, 1, &len);
        if (token && len == ACCESS_TOKEN_LEN)
            (void)map_add(&a->tokens, token, len, a->keys_n); /* the first of two that are alike */
        if (db_len(r, i, 3))
            (void)map_add(&a->curves, db_text(r, i, 3), db_len(r, i, 3), a->keys_n);
        a->keys = mem_room(a->keys, a->keys_n, &a->keys_cap, sizeof *a->keys);
        a->keys[a->keys_n++] = (struct access_key){.reporter = arena_text(&a->names, db_text(r, i, 0), db_len(r, i, 0)),
                                                   .n = db_int64(r, i, 2)};
    }
}

static void on_list(struct db_results *res, const struct err *e, void *arg)
{
    struct access *a = arg;
    bool first = !e && !a->loaded;
    a->under_way = false;
    if (e) {
        log_event(e->code == ERR_AWAY ? LOG_DEBUG : LOG_ERROR, "access_list_failed", log_err(e));
    } else {
        take_list(a, &res->items[0]);
        a->lists->value++;
        a->loaded = true;
    }
    settle(a, a->sent, e != NULL);
    if (a->askers)
        send_soon(a);
    if (first)
        a->on_loaded(a->arg);
}

static void send_list(void *arg)
{
    struct access *a = arg;
    if (a->under_way || !db_up(a->db)) {
        if (!a->under_way)
            settle(a, UINT64_MAX, true);
        return;
    }
    struct db_request *r = db_request_new();
    db_request_add(r, list_sql, NULL, DB_BINARY);
    a->under_way = true;
    a->sent++;
    a->sent_ms = loop_now_ms(a->loop);
    db_send(a->db, r, WAIT_MS, on_list, a);
}

void access_db_up(struct access *a)
{
    send_list(a);
}

void access_open(struct access *a, struct uv_loop_s *loop, struct db *db, struct metric *lists,
                 void (*on_loaded)(void *arg), void *arg)
{
    *a = (struct access){.loop = loop, .db = db, .lists = lists, .on_loaded = on_loaded, .arg = arg};
    timer_start(&a->tick, loop, EVERY_MS, EVERY_MS, send_list, a);
}

void access_close(struct access *a)
{
    settle(a, UINT64_MAX, true);
    timer_close(&a->tick);
    timer_close(&a->soon);
    forget(a);
    mem_free(&a->keys);
    a->keys_cap = 0;
}

void access_ask(struct access *a, struct asker *k)
{
    const char *reporter = find_reporter(a, k->token);
    k->at = NULL;
    if (reporter || !db_up(a->db)) {
        k->done(k, reporter ? ACCESS_GRANTED : ACCESS_AWAY, reporter);
        return;
    }
    access_ask_again(a, k);
}

void access_ask_again(struct access *a, struct asker *k)
{
    k->at = NULL;
    if (!db_up(a->db)) {
        k->done(k, ACCESS_AWAY, NULL);
        return;
    }
    k->need = a->sent + 1;
    k->next = a->askers;
    k->at = &a->askers;
    if (k->next)
        k->next->at = &k->next;
    a->askers = k;
    send_soon(a);
}

const struct access_key *access_find_curve(struct access *a, const char *public_key)
{
    uint64_t at;
    if (map_get(&a->curves, public_key, strlen(public_key), &at))
        return &a->keys[at];
    if (db_up(a->db))
        send_soon(a);
    return NULL;
}

void access_cancel(struct asker *k)
{
    if (!k->at)
        return;
    *k->at = k->next;
    if (k->next)
        k->next->at = k->at;
    k->at = NULL;
}
