/* The weekly drill.
 *
 * It is rows, as everything that is told: one transaction under the key of its week stores the drill, its mails and its
 * posts, which courrier and hooks.c send as they send those of alerts. What became of it is read from these rows; a way
 * that it does not get through is a trouble of ours, judged with the others (programme/veille_systeme.c). */
#include "alerting/exercice.h"

#include <string.h>

#include <jansson.h>

#include "alerting/exercice_lettre.h"
#include "alerting/hooks.h"
#include "alerting/rows.h"
#include "alerting/watch.h"
#include "base/cal.h"

#define WAIT_MS 10000
#define LOOK_MS 2000 /* how often what waits is looked at, */
#define SOON_MS 300000
#define LATER_MS 60000 /* and after SOON_MS */

/* The newest week's, and since when there is an installation; the one that was asked for; whom an operator's alert is
 * told to. */
static const char due_sql[] = "SELECT (SELECT max(x.semaine) FROM cvg.exercice x WHERE x.semaine <= $1::date),"
                              " d.le FROM cvg.exercice_debut d";
static const char asked_sql[] = "SELECT x.n, x.auteur FROM cvg.exercice x WHERE x.le IS NULL ORDER BY x.n LIMIT 1";
static const char contacts_sql[] =
    "SELECT adresse FROM cvg.alerte_destinataires('{\"\"}', $1::timestamptz) WHERE pour = 'operateur'";
static const char write_sql[] =
    "SELECT cvg.exercice_ecrire($1::timestamptz, $2::integer, $3::date, $4::text[], $5::jsonb, $6::jsonb)";
const char exercice_asked_sql[] = "SELECT EXISTS (SELECT 1 FROM cvg.exercice x WHERE x.le IS NULL)";
/* half a year of them */
const char exercice_told_sql[] =
    "SELECT r.le, r.voie, r.configuree, r.servie, coalesce(r.etat, '') FROM cvg.exercice_recit(26) r"
    " WHERE r.le IS NOT NULL";
enum { DUE, ASKED, CONTACTS };
enum { TOLD_LE, TOLD_VOIE, TOLD_CONFIGUREE, TOLD_SERVIE, TOLD_ETAT };

/* ---- making it ---- */

bool exercice_wanted(const struct alerting *a)
{
    return cal_now_us() >= a->exercices.due_us;
}

void exercice_ask(int64_t now_us, struct db_request *r)
{
    struct db_params p = {0}, week = {0};
    db_add_day(&week, exercice_semaine(now_us)); /* a clock that was ahead once made others */
    db_request_add(r, due_sql, &week, DB_BINARY);
    db_request_add(r, asked_sql, NULL, DB_BINARY);
    db_add_instant(&p, now_us);
    db_request_add(r, contacts_sql, &p, DB_BINARY);
}

static void add_mail(const struct letter *l, const char *to, json_t *mails)
{
    json_t *mail = json_pack("{ss ss ss ss}", "a", to, "sujet", buf_text(&l->subject), "texte", buf_text(&l->text),
                             "html", buf_text(&l->html));
    must(mail);
    json_array_append_new(mails, mail);
}

static json_t *mails_of(const struct alerting *a, const char *auteur, const struct db_result *contacts)
{
    json_t *mails = json_array();
    struct letter l = {0};
    exercice_lettre(auteur, &l);
    for (int i = 0; i < db_rows(contacts); i++)
        add_mail(&l, db_text(contacts, i, 0), mails);
    for (size_t i = 0; a->operateur[i]; i++)
        add_mail(&l, a->operateur[i], mails);
    letter_deinit(&l);
    return mails;
}

static json_t *hooks_of(const struct alerting *a, const char *auteur, int64_t now_us)
{
    json_t *hooks = json_array();
    if (a->chat)
        json_array_append_new(hooks, json_pack("{ss so}", "cible", HOOKS_TEXTE, "corps", exercice_chat(auteur)));
    if (a->alertmanager)
        json_array_append_new(
            hooks, json_pack("{ss so}", "cible", HOOKS_ALERTMANAGER, "corps", exercice_alertmanager(auteur, now_us)));
    return hooks;
}

/* `asked`: the row of the one that somebody asked for; NULL: the week's. */
static struct db_request *write_one(const struct alerting *a, int64_t now_us, const struct db_result *asked,
                                    int32_t semaine, const struct db_result *contacts)
{
    struct db_request *r = db_request_new();
    struct db_params p = {0};
    struct db_array voies = {0};
    const char *auteur = asked ? db_text(asked, 0, 1) : "";
    json_t *mails = mails_of(a, auteur, contacts);
    const bool there[EXERCICE_VOIE_COUNT] = {[EXERCICE_COURRIEL] = json_array_size(mails) > 0,
                                             [EXERCICE_CHAT] = a->chat,
                                             [EXERCICE_ALERTMANAGER] = a->alertmanager};
    db_add_instant(&p, now_us);
    if (asked) {
        db_add_int(&p, db_int64(asked, 0, 0));
        db_add_null(&p);
    } else {
        db_add_null(&p);
        db_add_day(&p, semaine);
    }
    db_array_begin(&voies, DB_TEXT);
    for (int v = 0; v < EXERCICE_VOIE_COUNT; v++)
        if (there[v])
            db_array_add_text(&voies, exercice_voie_name((enum exercice_voie)v));
    db_add_array(&p, &voies);
    rows_give_json(&p, mails);
    rows_give_json(&p, hooks_of(a, auteur, now_us));
    db_request_add(r, write_sql, &p, DB_BINARY);
    log_event(LOG_INFO, "drill", log_text("asked_by", auteur));
    return r;
}

struct db_request *exercice_make(struct alerting *a, int64_t now_us, const struct db_result *res)
{
    const struct reporter *nation = reporters_find(&a->reporters, "");
    int32_t semaine, last = db_is_null(&res[DUE], 0, 0) ? VEILLE_INCONNU : db_day(&res[DUE], 0, 0);
    bool due = exercice_du(&nation->seuils, db_instant(&res[DUE], 0, 1), last, now_us, &semaine, &a->exercices.due_us);
    if (db_rows(&res[ASKED]))
        return write_one(a, now_us, &res[ASKED], 0, &res[CONTACTS]);
    return due ? write_one(a, now_us, NULL, semaine, &res[CONTACTS]) : NULL;
}

void exercice_made(struct alerting *a)
{
    a->exercices.due_us = INT64_MIN; /* there may be another one */
    a->exercices.look = true;
    a->exercices.since_ms = 0;
    hooks_wake(a);
}

/* ---- what becomes of it ---- */

static bool same(const struct veille_panne *a, size_t a_n, const struct veille_panne *b, size_t b_n)
{
    bool all = a_n == b_n;
    for (size_t i = 0; all && i < a_n; i++)
        all = strcmp(a[i].sujet, b[i].sujet) == 0 && a[i].connu_us == b[i].connu_us;
    return all;
}

void exercice_take(struct alerting *a, const struct db_result *r)
{
    struct exercices *x = &a->exercices;
    struct exercice_resultat *list = mem_new_n((size_t)db_rows(r) + 1, sizeof *list);
    struct veille_panne found[EXERCICE_VOIE_COUNT];
    x->look = false;
    for (int i = 0; i < db_rows(r); i++) {
        const char *etat = db_text(r, i, TOLD_ETAT);
        list[i] = (struct exercice_resultat){
            .le_us = db_instant(r, i, TOLD_LE),
            .voie = exercice_voie_parse(db_text(r, i, TOLD_VOIE)),
            .etat = exercice_etat_of(db_bool(r, i, TOLD_CONFIGUREE), db_bool(r, i, TOLD_SERVIE), etat)};
        x->look = x->look || strcmp(etat, "waiting") == 0;
    }
    size_t n = exercice_pannes(list, (size_t)db_rows(r), found);
    x->look = x->look || n; /* it may be sent after all */
    free(list);
    if (same(found, n, x->pannes, x->pannes_n))
        return;
    memcpy(x->pannes, found, n * sizeof *found);
    x->pannes_n = n;
    watch_moved(a);
}

static void on_told(struct db_results *res, const struct err *e, void *arg)
{
    struct alerting *a = arg;
    a->exercices.asked = false;
    if (!e && !a->stopping)
        exercice_take(a, &res->items[0]);
    else if (e && !err_transient(e))
        log_event(LOG_ERROR, "drill_not_read", log_err(e));
}

void exercice_look(struct alerting *a)
{
    struct exercices *x = &a->exercices;
    uint64_t now = loop_now_ms(a->daemon->loop);
    if (!x->look || x->asked || a->stopping)
        return;
    x->since_ms = x->since_ms ? x->since_ms : now;
    if (now - x->looked_ms < (now - x->since_ms < SOON_MS ? LOOK_MS : LATER_MS))
        return;
    struct db_request *r = db_request_new();
    x->asked = true;
    x->looked_ms = now;
    db_request_add(r, exercice_told_sql, NULL, DB_BINARY);
    db_send(a->db, r, WAIT_MS, on_told, a);
}
