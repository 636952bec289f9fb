/* POST /v1/key: a chantier enrols the public key that it made, once, with its token. */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/jsonout.h"
#include "intake/door.h"
#include "intake/native.h"

#define BODY_MAX 4096
#define WAIT_MS 5000

struct enrolment {
    struct intake *in;
    struct http_req *req; /* NULL: the client left while the database was asked */
    struct asker asker;
    bool asked, done;
    char curve[BUS_KEY_LEN];
};

static void enrolment_free(struct enrolment *q)
{
    q->in->lookups_n--;
    free(q);
}

static void refuse(struct enrolment *q, enum refusal why, unsigned retry_after_s)
{
    if (q->req)
        door_refuse(q->in, q->req, why, retry_after_s);
    enrolment_free(q);
}

/* With this the chantier has all that a push needs. */
static void tell(struct enrolment *q, const char *reporter)
{
    struct buf b = {0};
    struct jsonout j = {.out = &b};
    jsonout_open(&j, NULL, '{');
    jsonout_text(&j, "chantier", reporter);
    jsonout_text(&j, "curve_public", q->curve);
    jsonout_text(&j, "server_public", q->in->native->server_public);
    jsonout_text(&j, "address", q->in->native->address);
    jsonout_close(&j, '}');
    buf_addc(&b, '\n');
    door_answer(q->req, 200, &b);
    buf_deinit(&b);
    enrolment_free(q);
}

static void on_enrolled(struct db_results *res, const struct err *e, void *arg)
{
    struct enrolment *q = arg;
    const struct db_result *r = e ? NULL : &res->items[0];
    q->asked = false;
    if (e && e->code != ERR_AWAY)
        log_event(LOG_ERROR, "enrol_failed", log_err(e));
    if (e) {
        refuse(q, REFUSAL_AWAY, 0);
    } else if (!db_rows(r) || db_is_null(r, 0, 0)) {
        refuse(q, REFUSAL_TOKEN, 0);
    } else if (!db_bool(r, 0, 1)) {
        refuse(q, REFUSAL_ENROLLED, 0);
    } else if (!q->req) {
        enrolment_free(q);
    } else { /* told when the door's own list has it: then it may come at once */
        q->done = true;
        access_ask_again(&q->in->access, &q->asker);
    }
}

static void on_access(struct asker *k, enum access_answer answer, const char *reporter)
{
    struct enrolment *q = (struct enrolment *)((char *)k - offsetof(struct enrolment, asker));
    unsigned retry_after_s = 0;
    enum refusal why = door_refusal_of(answer);
    if (!why && q->done) {
        tell(q, reporter);
        return;
    }
    if (!why && !limits_take(&q->in->limits, reporter, loop_now_ms(q->in->daemon->loop), &retry_after_s))
        why = REFUSAL_RATE;
    if (!why && (!db_up(q->in->db) || !native_good(q->in)))
        why = REFUSAL_AWAY;
    if (why) {
        refuse(q, why, retry_after_s);
        return;
    }
    struct db_params p = {0};
    struct db_request *r = db_request_new();
    db_add_bytea(&p, q->asker.token, sizeof q->asker.token);
    db_add_text(&p, q->curve);
    db_request_add(r, "SELECT reporter, enrolled FROM cvg.enrol($1, $2)", &p, DB_BINARY);
    q->asked = true;
    db_send(q->in->db, r, WAIT_MS, on_enrolled, q);
}

static bool read_key(const struct http_req *r, char out[BUS_KEY_LEN])
{
    size_t len;
    const char *body = http_body(r, &len);
    json_t *doc = json_loadb(body ? body : "", len, JSON_REJECT_DUPLICATES, NULL);
    const char *key = json_string_value(json_object_get(doc, "curve_public"));
    bool good = key && bus_key_good(key);
    if (good)
        memcpy(out, key, BUS_KEY_LEN);
    json_decref(doc);
    return good;
}

static void on_enrol(struct http_req *r, void *arg)
{
    struct intake *in = arg;
    struct enrolment *q = mem_new(sizeof *q);
    in->lookups_n++;
    q->in = in;
    q->req = r;
    q->asker.done = on_access;
    http_set_data(r, q);
    enum refusal why = in->draining                          ? REFUSAL_STOPPING
                       : !door_read_token(r, q->asker.token) ? REFUSAL_NO_TOKEN
                       : !in->native                         ? REFUSAL_NO_DOOR
                       : !read_key(r, q->curve)              ? REFUSAL_PUBLIC
                                                             : REFUSAL_NONE;
    if (why)
        refuse(q, why, 0);
    else
        access_ask(&in->access, &q->asker);
}

static void on_gone(struct http_req *r, void *arg)
{
    struct enrolment *q = http_data(r);
    (void)arg;
    q->req = NULL;
    if (q->asked)
        return;
    access_cancel(&q->asker);
    enrolment_free(q);
}

void enrol_open(struct intake *in)
{
    const struct http_route route = {.method = "POST",
                                     .path = "/v1/key",
                                     .body_max = BODY_MAX,
                                     .on_complete = on_enrol,
                                     .on_gone = on_gone,
                                     .arg = in};
    http_add_route(in->daemon->http, &route);
}
