/* /chantier/ID/envoi/SUBMISSION: what became of a submission, and what is to be done; and all of a reporter's,
 * /chantier/ID/envois.
 *
 * Convergence and the operator see findings without ids and values. A form asks them what for: the answer to it shows
 * them, that answer only, and its line in the journal is written by the transaction that read them. */
#include <stdlib.h>
#include <string.h>

#include "dashboard/effect.h"
#include "dashboard/envoi.h"
#include "dashboard/motif.h"
#include "dashboard/pages.h"
#include "dashboard/words.h"
#include "io/http.h"

#define REFRESH_S 4 /* while it waits to be judged, without a script */

static const char TEXT_NONE[] = "Cet envoi n’existe pas.";
static const char TEXT_CLOSED[] = "Cet envoi ne vous est pas ouvert.";
static const char TEXT_NO_PURPOSE[] = "Vous voyez déjà toutes les lignes : il n’y a rien à demander.";

/* The line is written only where there is something that it lets see. */
static const char consult_sql[] =
    "SELECT cvg.journal_add($4, 'envoi.consultation', 'envoi:' || s.id, jsonb_build_object('raison', $5::text))"
    " FROM cvg.submission s WHERE s.chantier_id = $1 AND s.n = $2 AND s.id = $3 AND s.state <> 'received'"
    " AND json_array_length(s.outcome->'findings') > 0"
    " AND NOT EXISTS (SELECT 1 FROM json_array_elements(s.outcome->'findings') f WHERE f->>'code' = 'E-IDENTITE')";
/* Its neighbours in the inbox. */
static const char beside_sql[] = "(SELECT s.n, s.id, s.date_situation FROM cvg.submission s WHERE s.chantier_id = $1"
                                 " AND s.n < $2 ORDER BY s.n DESC LIMIT 1)"
                                 " UNION ALL (SELECT s.n, s.id, s.date_situation FROM cvg.submission s WHERE"
                                 " s.chantier_id = $1 AND s.n > $2 ORDER BY s.n LIMIT 1)";

struct envoi_page {
    struct submission_id id;
    struct told told;
    size_t envoi, beside, consult;
    bool asked;          /* a purpose was given: `consult` */
    const char *refusal; /* why the purpose was none */
};

/* Who may see none of a reporter's submissions does not learn which there are. */
static void refuse_unknown(struct page *p, const char *reporter)
{
    const struct reference *r = &page_dashboard(p)->directory.reference;
    bool sees = rights_see_reporter(page_viewer(p), reporter, r, page_today(p), page_today(p));
    page_refuse(p, sees ? 404 : 403, sees ? TEXT_NONE : TEXT_CLOSED);
}

static void ask_consultation(struct page *p, struct envoi_page *c)
{
    struct buf reason = {0};
    c->refusal = motif_read(page_field(p, "motif"), &reason);
    if (!c->refusal) {
        struct db_params params = {0};
        db_add_text(&params, c->id.reporter);
        db_add_int(&params, c->id.n);
        db_add_text(&params, c->id.text);
        db_add_text(&params, page_viewer(p)->login);
        db_add_text(&params, buf_text(&reason));
        c->consult = page_need_sql(p, consult_sql, &params);
        c->asked = true;
    }
    buf_deinit(&reason);
}

static void tell(void *own)
{
    struct envoi_page *c = own;
    told_make(&c->told);
}

static void free_own(void *own)
{
    struct envoi_page *c = own;
    told_deinit(&c->told);
}

static int prepare(struct page *p, struct err *e)
{
    struct envoi_page *c = page_own(p, sizeof *c);
    struct db_params params = {0};
    (void)e;
    page_own_free(p, free_own);
    if (!submission_id_read(page_below(p), &c->id) || strcmp(c->id.reporter, page_segment(p)) != 0) {
        page_refuse(p, 404, TEXT_NONE);
        return 0;
    }
    if (page_posted(p) && rights_guarded(page_viewer(p))) {
        page_refuse(p, 403, TEXT_NO_PURPOSE);
        return 0;
    }
    c->envoi = envoi_need(p, &c->id);
    db_add_text(&params, c->id.reporter);
    db_add_int(&params, c->id.n);
    c->beside = page_need_sql(p, beside_sql, &params);
    if (page_posted(p))
        ask_consultation(p, c);
    return 0;
}

static void add_beside(const struct page *p, json_t *doc, const struct envoi_page *c)
{
    const struct db_result *r = page_result(p, c->beside);
    const struct reference *reference = &page_dashboard(p)->directory.reference;
    for (int i = 0; i < db_rows(r); i++) {
        struct buf path = {0}, day = {0};
        int32_t situation = db_day(r, i, 2);
        if (!rights_see_reporter(page_viewer(p), c->id.reporter, reference, situation, situation))
            continue;
        envoi_path(c->id.reporter, db_text(r, i, 1), &path);
        words_day(situation, &day);
        json_object_set_new(doc, db_int64(r, i, 0) < c->id.n ? "precedent" : "suivant",
                            json_pack("{ss ss}", "href", buf_text(&path), "situation", buf_text(&day)));
        buf_deinit(&path);
        buf_deinit(&day);
    }
}

/* Of what is in force, what it did; of what is not, what it would have done. */
static void add_effect(const struct page *p, json_t *doc, const struct envoi *x)
{
    bool held = strcmp(x->state, "held") == 0, done = strcmp(x->state, "accepted") == 0;
    if (!json_array_size(json_object_get(x->outcome, "effect")))
        return;
    const char *title = done   ? "Ce que cet envoi a changé dans les chiffres"
                        : held ? "Ce que cet envoi changerait dans les chiffres"
                               : "Ce que cet envoi aurait changé dans les chiffres";
    const struct effect_words words = {title, NULL, "Avant", "Après", false};
    json_t *table = effect_table(x->outcome, page_dashboard(p)->definitions, &words);
    json_object_set_new(json_object_get(doc, "tables"), "effet", table);
}

static json_t *document(struct page *p, struct envoi_page *c, const struct envoi *x)
{
    const struct viewer *v = page_viewer(p);
    bool shown = c->told.purpose;
    json_t *doc =
        json_pack("{so s{} so so so so sb sb so}", "envoi", envoi_head(p, x), "tables", "precedent", json_null(),
                  "suivant", json_null(), "constats", json_null(), "rafraichir", json_null(), "consulte", shown,
                  "consultable", !shown && c->told.hides, "refus", c->refusal ? json_string(c->refusal) : json_null());
    const json_t *head = json_object_get(doc, "envoi");
    must(doc);
    json_object_set_new(doc, "titre",
                        json_sprintf("Envoi du %s, %s", json_string_value(json_object_get(head, "situation")),
                                     json_string_value(json_object_get(head, "nom"))));
    bool decides = strcmp(x->state, "held") == 0 &&
                   rights_decide(v, x->reporter, &page_dashboard(p)->directory.reference, page_today(p));
    json_object_set_new(doc, "decider", decides ? json_sprintf("/retenues/%s", x->id) : json_null());
    json_object_set_new(doc, "tous", json_sprintf("/chantier/%s/envois", x->reporter));
    if (strcmp(x->state, "received") == 0) {
        json_object_set_new(doc, "rafraichir", json_integer(REFRESH_S));
        page_reread(p, &page_choice(p)->scope);
    }
    if (x->outcome) {
        envoi_add_findings(doc, &c->told);
        add_effect(p, doc, x);
    }
    add_beside(p, doc, c);
    return doc;
}

static json_t *build(struct page *p)
{
    struct envoi_page *c = page_own(p, sizeof *c);
    const struct reference *r = &page_dashboard(p)->directory.reference;
    struct envoi x;
    json_t *doc = NULL;
    if (!envoi_read(p, c->envoi, &x)) {
        refuse_unknown(p, c->id.reporter);
    } else if (!rights_see_reporter(page_viewer(p), x.reporter, r, x.situation, x.situation)) {
        page_refuse(p, 403, TEXT_CLOSED);
    } else if (!envoi_tell(p, c->envoi, c->asked && db_rows(page_result(p, c->consult)) == 1, &c->told, &x)) {
        page_build_again(p, tell);
    } else {
        struct scope scope = envoi_scope(p, x.reporter);
        page_subject(p, &scope);
        doc = document(p, c, &x);
    }
    return doc;
}

/* ---- all of a reporter's ---- */

struct envois_page {
    size_t list;
};

static int prepare_list(struct page *p, struct err *e)
{
    struct envois_page *c = page_own(p, sizeof *c);
    const char *reporter = page_segment(p), *before = page_query(p, "avant");
    struct scope scope = envoi_scope(p, reporter);
    char *end = NULL;
    long long n = before && *before ? strtoll(before, &end, 10) : INT64_MAX;
    if (page_scope(p, scope.kind, reporter) < 0)
        return 0;
    if ((end && *end) || n <= 0) {
        err_fill(e, ERR_USAGE, "« avant » est le numéro d’un envoi : revenez au début de la liste.");
        return -1;
    }
    c->list = envoi_need_list(p, reporter, n, ENVOI_LIST_MAX);
    return 0;
}

static json_t *build_list(struct page *p)
{
    struct envois_page *c = page_own(p, sizeof *c);
    const char *reporter = page_segment(p);
    int64_t next;
    json_t *table = envoi_list_table(p, c->list, "envois", "Envois, du plus récent au plus ancien", &next);
    bool coordination = page_choice(p)->scope.kind == SCOPE_TERRITOIRE, none = table_rows_n(table) == 0;
    json_t *doc = json_pack(
        "{so ss so sb s{so} so}", "titre", json_sprintf("Envois de %s", envoi_reporter(p, reporter)), "nom",
        envoi_reporter(p, reporter), "accueil",
        json_sprintf("/%s/%s", coordination ? "territoire" : "chantier", reporter), "aucun", none, "tables", "envois",
        table, "suite", next ? json_sprintf("/chantier/%s/envois?avant=%lld", reporter, (long long)next) : json_null());
    must(doc);
    return doc;
}

void page_envoi_open(struct dashboard *d)
{
    static const struct page_spec one = {.path = "/chantier/",
                                         .prefix = true,
                                         .below = "/envoi/",
                                         .name = "envoi",
                                         .right = RIGHT_FIGURES,
                                         .form = true,
                                         .prepare = prepare,
                                         .build = build};
    static const struct page_spec all = {.path = "/chantier/",
                                         .prefix = true,
                                         .below = "/envois",
                                         .name = "envois",
                                         .right = RIGHT_FIGURES,
                                         .prepare = prepare_list,
                                         .build = build_list};
    page_add(d, &one);
    page_add(d, &all);
}
