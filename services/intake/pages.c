/* What is only read: the outcome of a submission, the Table Schemas, the workbook to fill in. */
#include <stdlib.h>
#include <string.h>

#include "intake/door.h"
#include "intake/schemas.h"

#define WAIT_MS 5000
#define XLSX "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

struct lookup {
    struct intake *in;
    struct http_req *req; /* NULL: the client left while the database was asked */
    struct asker asker;
    bool asked;
    char id[WIRE_SUBMISSION_SIZE];
};

static void lookup_free(struct lookup *l)
{
    l->in->lookups_n--;
    free(l);
}

static void lookup_refuse(struct lookup *l, enum refusal why)
{
    if (l->req)
        door_refuse(l->in, l->req, why, 0);
    lookup_free(l);
}

static void on_outcome(struct db_results *res, const struct err *e, void *arg)
{
    struct lookup *l = arg;
    if (e) {
        if (e->code != ERR_AWAY)
            log_event(LOG_ERROR, "outcome_failed", log_text("submission", l->id), log_err(e));
        lookup_refuse(l, REFUSAL_AWAY);
        return;
    }
    const struct db_result *r = &res->items[0];
    if (!db_rows(r) || db_is_null(r, 0, 0)) {
        lookup_refuse(l, REFUSAL_SUBMISSION);
        return;
    }
    struct buf b = {0};
    buf_add(&b, db_text(r, 0, 0), db_len(r, 0, 0));
    buf_addc(&b, '\n');
    if (l->req)
        door_answer(l->req, 200, &b);
    buf_deinit(&b);
    lookup_free(l);
}

static void on_access(struct asker *k, enum access_answer answer, const char *reporter)
{
    struct lookup *l = (struct lookup *)((char *)k - offsetof(struct lookup, asker));
    enum refusal why = door_refusal_of(answer);
    if (!why && !db_up(l->in->asking))
        why = REFUSAL_AWAY;
    if (why) {
        lookup_refuse(l, why);
        return;
    }
    struct db_params p = {0};
    struct db_request *r = db_request_new();
    db_add_text(&p, reporter);
    db_add_text(&p, l->id);
    db_request_add(r, "SELECT document FROM cvg.outcome($1, $2)", &p, DB_TEXT_RESULT);
    l->asked = true;
    db_send(l->in->asking, r, WAIT_MS, on_outcome, l);
}

static bool id_good(const char *id)
{
    size_t len = strlen(id);
    return len && len < WIRE_SUBMISSION_SIZE &&
           strspn(id, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-") == len;
}

static void on_lookup(struct http_req *r, void *arg)
{
    struct intake *in = arg;
    struct lookup *l = mem_new(sizeof *l);
    in->lookups_n++;
    l->in = in;
    l->req = r;
    l->asker.done = on_access;
    http_set_data(r, l);
    if (!door_read_token(r, l->asker.token)) {
        lookup_refuse(l, REFUSAL_NO_TOKEN);
        return;
    }
    memcpy(l->id, "", 1);
    if (id_good(http_rest(r)))
        memcpy(l->id, http_rest(r),
               strlen(http_rest(r)) + 1); /* another id is nobody's: the database says so after the token */
    access_ask(&in->access, &l->asker);
}

static void on_gone(struct http_req *r, void *arg)
{
    struct lookup *l = http_data(r);
    (void)arg;
    l->req = NULL;
    if (l->asked)
        return;
    access_cancel(&l->asker);
    lookup_free(l);
}

static void on_schema(struct http_req *r, void *arg)
{
    struct intake *in = arg;
    const struct buf *json = schemas_find(in->schemas, http_rest(r));
    if (json)
        door_answer(r, 200, json);
    else
        door_refuse(in, r, REFUSAL_SCHEMA, 0);
}

static void on_template(struct http_req *r, void *arg)
{
    struct intake *in = arg;
    const char *whose = http_query(r, "pour");
    bool coordination = whose && strcmp(whose, "coordination") == 0;
    if (whose && !coordination && strcmp(whose, "chantier") != 0) {
        door_refuse(in, r, REFUSAL_PARAMETER, 0);
        return;
    }
    const struct buf *book = coordination ? &in->schemas->coordination : &in->schemas->chantier;
    http_set_header(r, "Content-Disposition",
                    coordination ? "attachment; filename=\"modele-coordination.xlsx\""
                                 : "attachment; filename=\"modele-chantier.xlsx\"");
    http_answer(r, 200, XLSX, book->data, book->len);
}

void pages_open(struct intake *in)
{
    const struct http_route routes[] = {
        {.method = "GET",
         .path = "/v1/submissions/",
         .prefix = true,
         .on_complete = on_lookup,
         .on_gone = on_gone,
         .arg = in},
        {.method = "GET", .path = "/v1/schemas/", .prefix = true, .on_complete = on_schema, .arg = in},
        {.method = "GET", .path = "/v1/template.xlsx", .on_complete = on_template, .arg = in},
    };
    for (size_t i = 0; i < sizeof routes / sizeof *routes; i++)
        http_add_route(in->daemon->http, &routes[i]);
}
