/* One try of a login and a password.
 *
 * The try is counted as a failure before the password is looked at, and taken back by what a good one leads to: who is
 * cut off, or kills us, in between has had a try. A login that nobody has is held against a hash that nobody knows. */
#include "dashboard/sign_in_state.h"

#include <stdio.h>
#include <string.h>

#include "daemon/log.h"
#include "io/work_line.h"

static const char begin_sql[] = "SELECT try, password, wait_s FROM cvg.sign_in_begin($1, $2)";

/* False: the client left, and the visit is gone. */
static bool stays(struct visit *v)
{
    if (v->req)
        return true;
    visit_free(&v);
    return false;
}

/* On a worker thread: the loop does not touch the visit meanwhile. */
static void verify(void *arg)
{
    struct visit *v = arg;
    const char *hash = v->known ? v->verified : v->sign_in->decoy;
    v->good = password_verify(hash, v->password, strlen(v->password)) && v->known;
    if (v->good && password_stale(v->verified))
        password_hash(v->password, strlen(v->password), v->renewed);
    if (v->good && v->fresh_plain)
        password_hash(v->fresh_plain, strlen(v->fresh_plain), v->fresh);
}

static void on_verified(void *arg)
{
    struct visit *v = arg;
    if (stays(v))
        v->ended(v, v->good ? ATTEMPT_GOOD : ATTEMPT_WRONG);
}

static void on_begun(struct db_results *res, const struct err *e, void *arg)
{
    struct visit *v = arg;
    if (!stays(v))
        return;
    if (e) {
        if (e->code != ERR_AWAY)
            log_event(LOG_ERROR, "sign_in_failed", log_err(e));
        v->ended(v, ATTEMPT_AWAY);
        return;
    }
    const struct db_result *r = &res->items[0];
    v->wait_s = (int)db_int64(r, 0, 2);
    v->try = db_int64(r, 0, 0);
    v->known = !db_is_null(r, 0, 1);
    snprintf(v->verified, sizeof v->verified, "%s", db_text(r, 0, 1));
    if (v->wait_s > 0)
        v->ended(v, ATTEMPT_WAIT);
    else if (!work_line_add(v->sign_in->config.passwords, verify, on_verified, v))
        v->ended(v, ATTEMPT_FULL);
}

void attempt_start(struct visit *v, void (*ended)(struct visit *v, enum attempt_end end))
{
    struct sign_in *s = v->sign_in;
    struct db_params p = {0};
    v->ended = ended;
    if (s->attempts_n == ATTEMPTS_MAX) {
        ended(v, ATTEMPT_FULL);
        return;
    }
    v->counted = true;
    s->attempts_n++;
    struct db_request *q = db_request_new();
    db_add_text(&p, v->login);
    db_add_text(&p, session_peer(s->config.sessions, v->req));
    db_request_add(q, begin_sql, &p, DB_BINARY);
    visit_send(v, q, on_begun);
}
