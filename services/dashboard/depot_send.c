/* POST /depot/KEY: what was checked is handed in at intake's door, or given up.
 *
 * The journal says who sends what before a byte leaves. Then intake is waited for on another thread; whatever it
 * answers stays with the deposit, so that who asked may leave and come back. Sending again is harmless: intake knows
 * what it has already by its content, and answers with the first submission. */
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "base/cal.h"
#include "base/mem.h"
#include "dashboard/depot.h"
#include "dashboard/page.h"
#include "io/centre.h"

#define WAIT_S 15 /* for the outcome; what takes longer is told by the submission's page */

static const char TEXT_ACTION[] = "Cette action n’existe pas.";
static const char TEXT_CONFIRM[] = "Cochez d’abord la case qui confirme l’envoi malgré les lignes mises de côté.";
static const char TEXT_REFUSED[] = "Ces fichiers seraient refusés : ils ne peuvent pas être envoyés.";
static const char TEXT_BUSY[] = "Trop d’envois sont en cours en ce moment. Vos fichiers sont toujours là : réessayez "
                                "dans une minute.";
static const char TEXT_AWAY[] = "Le service de réception ne répond pas : rien ne dit que l’envoi est arrivé. Vos "
                                "fichiers sont toujours là : réessayez dans un instant. S’il était arrivé quand même, "
                                "il ne compterait pas deux fois.";
static const char TEXT_KEY[] = "Le dépôt par formulaire est fermé pour ce chantier ou cette coordination : sa clé a "
                               "été révoquée. Demandez à l’exploitant de le rouvrir (« cvg key open »), puis envoyez à "
                               "nouveau.";
static const char TEXT_NO[] = "Le service de réception n’a pas pris l’envoi : %s";
static const char TEXT_DUPLICATE[] =
    "Ces mêmes fichiers étaient déjà pris en compte pour cette date : rien n’a changé, "
    "voici l’envoi d’origine.";
static const char TEXT_RECEIVED[] = "Votre envoi est arrivé, il est en sûreté. Son résultat n’est pas encore connu : "
                                    "rechargez cette page dans un instant.";
static const char TEXT_HELD[] = "Votre envoi est arrivé, mais il est retenu : rien ne change tant que personne ne l’a "
                                "confirmé. S’il est exact, déposez à nouveau les mêmes fichiers en le confirmant, ou "
                                "attendez la décision de votre coordination.";
static const char TEXT_SENT[] = "Votre envoi est arrivé.";

struct depot_act { /* a page's own */
    char key[TOKEN_LEN];
    bool send, confirm, begins;
    size_t begun; /* `begins`: the statement */
};

struct sending { /* what a thread is given; the files stay where they are as long as the state is SENDING */
    struct depot *depot;
    struct page *page;
    struct kept *kept;
    struct centre centre;
    char token[TOKEN_LEN];
    bool confirm;
    enum centre_answer answer;
    json_t *told;
};

/* ---- where it leads ---- */

static void go_to_kept(struct page *p, const struct kept *x)
{
    char path[DEPOT_PATH_LEN];
    depot_kept_path(x, path);
    page_go(p, path);
}

/* ---- sending ---- */

static void take_answer(struct sending *s)
{
    struct kept *x = s->kept;
    const char *id = json_string_value(json_object_get(s->told, "submission"));
    x->state = KEPT_CHECKED;
    if (s->answer == CENTRE_TOLD) {
        x->state = KEPT_SENT;
        snprintf(x->submission, sizeof x->submission, "%s", id);
        depot_keep_wipe(&s->depot->keep, x);
    } else if (s->answer == CENTRE_REFUSED) {
        snprintf(x->trouble, sizeof x->trouble, TEXT_NO, s->centre.why);
    } else {
        snprintf(x->trouble, sizeof x->trouble, "%s", s->answer == CENTRE_KEY ? TEXT_KEY : TEXT_AWAY);
    }
    depot_keep_extend(x, loop_now_ms(s->depot->d->daemon->loop), cal_now_us());
    if (s->answer == CENTRE_TOLD)
        log_event(LOG_INFO, "depot_sent", log_text("reporter", x->reporter), log_text("submission", x->submission));
    else
        log_event(LOG_WARN, "depot_not_sent", log_text("reporter", x->reporter), log_text("why", s->centre.why));
}

static const char *said_of(const json_t *told)
{
    const char *state = json_string_value(json_object_get(told, "state"));
    if (strcmp(state, "duplicate") == 0)
        return TEXT_DUPLICATE;
    if (strcmp(state, "held") == 0)
        return TEXT_HELD;
    return strcmp(state, "received") == 0 ? TEXT_RECEIVED : TEXT_SENT;
}

static void on_sent(void *arg)
{
    struct sending *s = arg;
    struct depot *depot = s->depot;
    char path[DEPOT_PATH_LEN];
    if (!depot->closed) {
        take_answer(s);
        if (s->kept->state == KEPT_SENT) {
            depot_submission_path(s->kept, path);
            page_go_said(s->page, path, said_of(s->told));
        } else {
            go_to_kept(s->page, s->kept);
        }
    }
    page_later_done(s->page);
    json_decref(s->told);
    sodium_memzero(s->token, sizeof s->token);
    mem_free(&s);
    depot_after_work(depot);
}

static bool is_hold(const json_t *finding)
{
    const char *code = json_string_value(json_object_get(finding, "code"));
    return code && strcmp(code, "E-RETENUE") == 0;
}

static bool stands_in(const json_t *finding, const json_t *findings)
{
    size_t i;
    const json_t *x;
    json_array_foreach(findings, i, x) if (is_hold(x) && json_equal(json_object_get(x, "message"),
                                                                    json_object_get(finding, "message"))) return true;
    return false;
}

/* Is it held for nothing but what who confirmed had seen? */
static bool seen(const json_t *told, const struct buf *text)
{
    const char *state = json_string_value(json_object_get(told, "state"));
    size_t i;
    const json_t *x, *findings = json_object_get(told, "findings");
    if (strcmp(state, "held") != 0 || !json_is_array(findings))
        return false;
    json_t *check = json_loadb(text->data, text->len, 0, NULL);
    bool all = true;
    json_array_foreach(findings, i, x) all &= !is_hold(x) || stands_in(x, json_object_get(check, "findings"));
    json_decref(check);
    return all;
}

static void post(struct sending *s)
{
    const struct kept *x = s->kept;
    s->answer = centre_post(&s->centre, x->form.files, x->form.files_n, x->situation, s->confirm, WAIT_S, &s->told);
}

/* A hold is waived by a repeat of what is held: where its reasons were seen and confirmed, the repeat follows at once.
 * Where the repeat fails, the first stands, held. */
static void send(void *arg)
{
    struct sending *s = arg;
    post(s);
    if (s->answer != CENTRE_TOLD || !s->confirm || !seen(s->told, &s->kept->check))
        return;
    json_t *first = s->told;
    post(s);
    if (s->answer == CENTRE_TOLD) {
        json_decref(first);
        return;
    }
    s->answer = CENTRE_TOLD;
    s->told = first;
}

static void start_sending(struct depot *depot, struct page *p, struct kept *x, bool confirm)
{
    unsigned char digest[TOKEN_DIGEST_LEN];
    struct sending *s = mem_new(sizeof *s);
    *s = (struct sending){.depot = depot, .page = p, .kept = x, .confirm = confirm};
    depot_token(depot->secret, x->reporter, s->token, digest);
    s->centre = (struct centre){.base = depot->intake, .token = s->token};
    if (!work_line_add(&depot->sends, send, on_sent, s)) {
        snprintf(x->trouble, sizeof x->trouble, "%s", TEXT_BUSY);
        mem_free(&s);
        go_to_kept(p, x);
        return;
    }
    x->state = KEPT_SENDING;
    x->trouble[0] = 0;
    page_later(p);
}

/* ---- the page's two halves ---- */

static void need_begin(struct depot *depot, struct page *p, const struct kept *x, bool confirm)
{
    char token[TOKEN_LEN], day[CAL_DAY_LEN];
    unsigned char digest[TOKEN_DIGEST_LEN];
    struct depot_act *a = page_own(p, sizeof *a);
    struct db_params params = {0};
    cal_format_day(x->situation, day);
    json_t *detail = json_pack("{ss sI sI sb}", "situation", day, "fichiers", (json_int_t)x->form.files_n, "octets",
                               (json_int_t)x->form.bytes, "confirme", confirm);
    char *text = json_dumps(detail, JSON_COMPACT);
    must(text);
    depot_token(depot->secret, x->reporter, token, digest);
    db_add_text(&params, page_viewer(p)->login);
    db_add_text(&params, x->reporter);
    db_add_bytea(&params, digest, sizeof digest);
    db_add_text(&params, text);
    a->begins = true;
    a->begun = page_need_sql(p, "SELECT cvg.depot_begin($1, $2, $3, $4::jsonb)", &params);
    sodium_memzero(token, sizeof token);
    json_decref(detail);
    free(text);
}

int depot_act_prepare(struct depot *depot, struct page *p, struct kept *x, struct err *e)
{
    struct depot_act *a = page_own(p, sizeof *a);
    const char *action = page_field(p, "action");
    snprintf(a->key, sizeof a->key, "%s", x->key);
    a->send = strcmp(action, "envoyer") == 0;
    a->confirm = *page_field(p, "confirmer") != 0;
    if (!a->send && strcmp(action, "recommencer") != 0)
        return err_set(e, ERR_USAGE, TEXT_ACTION);
    if (!a->send || x->state != KEPT_CHECKED)
        return 0;
    if (strcmp(x->verdict, "refused") == 0)
        return err_set(e, ERR_USAGE, TEXT_REFUSED);
    if (strcmp(x->verdict, "held") == 0 && !a->confirm)
        snprintf(x->trouble, sizeof x->trouble, "%s", TEXT_CONFIRM);
    else
        need_begin(depot, p, x, a->confirm);
    return 0;
}

/* The reporter's form is closed where its key was revoked; what was asked for meanwhile by another request may have
 * changed the deposit. */
void depot_act_build(struct depot *depot, struct page *p)
{
    const struct depot_act *a = page_own(p, sizeof *a);
    char path[DEPOT_PATH_LEN];
    struct kept *x = depot_keep_find(&depot->keep, a->key, page_viewer(p)->id, loop_now_ms(depot->d->daemon->loop));
    if (!x) {
        page_go(p, DEPOT_GONE);
    } else if (x->state == KEPT_SENT) {
        depot_submission_path(x, path);
        page_go(p, path);
    } else if (!a->send && x->state == KEPT_CHECKED) {
        depot_form_path(x->reporter, path);
        depot_keep_remove(&depot->keep, &x);
        page_go(p, path);
    } else if (x->state == KEPT_SENDING || !a->begins) {
        go_to_kept(p, x);
    } else if (!db_bool(page_result(p, a->begun), 0, 0)) {
        snprintf(x->trouble, sizeof x->trouble, "%s", TEXT_KEY);
        go_to_kept(p, x);
    } else {
        start_sending(depot, p, x, a->confirm);
    }
}
