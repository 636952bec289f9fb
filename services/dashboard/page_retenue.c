/* /retenues/SUBMISSION: a held submission beside what is in force; a person releases or discards it, with a reason.
 *
 * GET shows; a POST decides by cvg.decide(), which writes its line in the journal, in the transaction of the page. Who
 * comes second is told what the first decided. */
#include <string.h>

#include "dashboard/effect.h"
#include "dashboard/envoi.h"
#include "dashboard/envois.h"
#include "dashboard/hold.h"
#include "dashboard/motif.h"
#include "dashboard/pages.h"
#include "dashboard/words.h"
#include "io/http.h"

#define REFRESH_S 4   /* without a script */
#define BEFORE_MAX 10 /* submissions before it that are shown */

static const char TEXT_NONE[] = "Cet envoi n’existe pas.";
static const char TEXT_CLOSED[] = "Vous ne pouvez pas décider de cet envoi.";
static const char TEXT_WHICH[] = "Choisissez de libérer l’envoi ou de l’écarter : rien n’est encore décidé.";
static const char TEXT_RELEASED[] = "L’envoi est libéré : il est jugé à nouveau, sans la retenue.";
static const char TEXT_DISCARDED[] = "L’envoi est écarté : rien n’en est appliqué.";

static const char decide_sql[] = "SELECT done FROM cvg.decide($1, $2, $3, $4)";
/* What is in force: `newer` than this one, and accepted since this one was judged? */
static const char accepted_sql[] = "SELECT a.id, a.date_situation, a.received_at, (a.outcome->'rows'->>'read')::int8,"
                                   " (a.outcome->'rows'->>'taken')::int8, (a.outcome->'rows'->>'set_aside')::int8,"
                                   " (a.date_situation, a.n) > (s.date_situation, s.n), a.judged_at > s.judged_at"
                                   " FROM cvg.submission s JOIN cvg.chantier_state c ON c.chantier_id = s.chantier_id"
                                   " JOIN cvg.submission a ON a.chantier_id = c.chantier_id AND a.n = c.accepted_n"
                                   " WHERE s.chantier_id = $1 AND s.n = $2";
enum { LAST_ID, LAST_SITUATION, LAST_RECEIVED, LAST_READ, LAST_TAKEN, LAST_ASIDE, LAST_NEWER, LAST_SINCE };

struct retenue_page {
    struct submission_id id;
    struct told told;
    size_t decide, envoi, accepted, before, figures;
    bool deciding, release, has_figures;
    const char *refusal; /* why nothing was decided */
};

static void need_decision(struct page *p, struct retenue_page *c)
{
    const char *choice = page_field(p, "decision");
    struct buf reason = {0};
    c->release = strcmp(choice, "liberer") == 0;
    c->refusal =
        c->release || strcmp(choice, "ecarter") == 0 ? motif_read(page_field(p, "motif"), &reason) : TEXT_WHICH;
    if (!c->refusal) {
        struct db_params params = {0};
        db_add_text(&params, c->id.text);
        db_add_bool(&params, c->release);
        db_add_text(&params, page_viewer(p)->login);
        db_add_text(&params, buf_text(&reason));
        c->decide = page_need_sql(p, decide_sql, &params);
        c->deciding = true;
    }
    buf_deinit(&reason);
}

static void tell(void *own)
{
    struct retenue_page *c = own;
    told_make(&c->told);
}

static void free_own(void *own)
{
    struct retenue_page *c = own;
    told_deinit(&c->told);
}

static int prepare(struct page *p, struct err *e)
{
    struct retenue_page *c = page_own(p, sizeof *c);
    const struct reference *r = &page_dashboard(p)->directory.reference;
    struct db_params params = {0};
    (void)e;
    page_own_free(p, free_own);
    if (!submission_id_read(page_segment(p), &c->id)) {
        page_refuse(p, 404, TEXT_NONE);
        return 0;
    }
    if (!rights_decide(page_viewer(p), c->id.reporter, r, page_today(p))) {
        page_refuse(p, 403, TEXT_CLOSED);
        return 0;
    }
    struct scope scope = envoi_scope(p, c->id.reporter);
    page_subject(p, &scope);
    if (page_posted(p))
        need_decision(p, c);
    c->envoi = envoi_need(p, &c->id);
    db_add_text(&params, c->id.reporter);
    db_add_int(&params, c->id.n);
    c->accepted = page_need_sql(p, accepted_sql, &params);
    c->before = envoi_need_list(p, c->id.reporter, c->id.n, BEFORE_MAX);
    c->has_figures = scope.kind == SCOPE_CHANTIER; /* a coordination's own files hold no parcours */
    if (c->has_figures)
        c->figures = page_need_figures(p, &scope, 1, &page_choice(p)->period);
    return 0;
}

/* ---- beside what is in force ---- */

static void put_pair(json_t *t, const char *label, const struct db_result *last, int column, const json_t *own)
{
    table_row(t);
    table_text(t, label);
    if (db_rows(last) && !db_is_null(last, 0, column))
        table_number(t, db_int64(last, 0, column));
    else
        table_unknown(t);
    table_number(t, json_integer_value(own));
}

static void put_instant(json_t *t, int64_t us)
{
    struct buf text = {0};
    words_instant(us, &text);
    table_class(table_text(t, buf_text(&text)), "instant");
    buf_deinit(&text);
}

static json_t *table_beside(const struct envoi *x, const struct db_result *last)
{
    json_t *t = table_new("cote_a_cote", "À côté de ce qui est en vigueur", NULL);
    const json_t *rows = json_object_get(x->outcome, "rows");
    bool any = db_rows(last) > 0;
    table_column(t, "quoi", "Ce qui est comparé", TABLE_TEXT, NULL);
    table_column(t, "en_vigueur", "Dernier envoi accepté", TABLE_NUMBER, NULL);
    table_column(t, "cet_envoi", "Cet envoi", TABLE_NUMBER, NULL);
    json_object_set_new(t, "triable", json_false());
    table_row(t);
    table_text(t, "Situation au");
    table_day(t, any ? db_day(last, 0, LAST_SITUATION) : CELL_NULL);
    table_day(t, x->situation);
    table_row(t);
    table_text(t, "Reçu le");
    if (any)
        put_instant(t, db_instant(last, 0, LAST_RECEIVED));
    else
        table_unknown(t);
    put_instant(t, x->received_us);
    put_pair(t, "Lignes lues", last, LAST_READ, json_object_get(rows, "read"));
    put_pair(t, "Lignes prises", last, LAST_TAKEN, json_object_get(rows, "taken"));
    put_pair(t, "Lignes mises de côté", last, LAST_ASIDE, json_object_get(rows, "set_aside"));
    return t;
}

/* The file active as it is, and as it would be: what does not move stands in no effect. */
static void add_headline(struct page *p, json_t *doc, const struct retenue_page *c, const struct envoi *x)
{
    static const char code[] = "effectif.file_active";
    const struct definitions *d = page_dashboard(p)->definitions;
    const struct choice *choice = page_choice(p);
    const char *programme = programme_name(d, choice->programme);
    struct buf text = {0};
    int64_t after;
    if (!c->has_figures)
        return;
    const struct figures_view *now = page_figures(p, c->figures, 0);
    bool moves = effect_after(x->outcome, code, programme, choice->period.name, &after);
    json_t *value = page_value(p, now, code);
    page_about(p, now);
    if (moves)
        figure_show_int(after, &text);
    else
        buf_adds(&text, json_string_value(json_object_get(value, "texte")));
    json_object_set_new(doc, "phare",
                        json_pack("{so ss sb ss}", "maintenant", value, "apres", buf_text(&text), "bouge", moves,
                                  "programme", programme));
    buf_deinit(&text);
}

static void add_comparison(struct page *p, json_t *doc, const struct retenue_page *c, const struct envoi *x)
{
    static const struct effect_words words = {"Les chiffres, s’il est libéré", NULL, "Maintenant", "S’il est libéré",
                                              false};
    const struct definitions *d = page_dashboard(p)->definitions;
    const struct db_result *last = page_result(p, c->accepted);
    json_t *tables = json_object_get(doc, "tables");
    json_object_set_new(tables, "regles", hold_table(json_object_get(x->outcome, "findings"), d));
    json_object_set_new(tables, "cote_a_cote", table_beside(x, last));
    if (json_array_size(json_object_get(x->outcome, "effect")))
        json_object_set_new(tables, "effet", effect_table(x->outcome, d, &words));
    json_object_set_new(doc, "plus_ancien", json_boolean(db_rows(last) && db_bool(last, 0, LAST_NEWER)));
    json_object_set_new(doc, "depuis", json_boolean(db_rows(last) && db_bool(last, 0, LAST_SINCE)));
    add_headline(p, doc, c, x);
}

/* ---- the page ---- */

static json_t *document(struct page *p, struct retenue_page *c, const struct envoi *x)
{
    bool held = strcmp(x->state, "held") == 0;
    json_t *doc = json_pack(
        "{so so s{} sb sb so so ss so so so}", "titre",
        json_sprintf(held ? "Envoi retenu : %s" : "Envoi : %s", envoi_reporter(p, x->reporter)), "envoi",
        envoi_head(p, x), "tables", "retenu", held, "deja", c->deciding, "action", json_sprintf("/retenues/%s", x->id),
        "refus", c->refusal ? json_string(c->refusal) : json_null(), "motif", c->refusal ? page_field(p, "motif") : "",
        "constats", json_null(), "phare", json_null(), "rafraichir", json_null());
    must(doc);
    if (held)
        add_comparison(p, doc, c, x);
    if (strcmp(x->state, "received") == 0) {
        json_object_set_new(doc, "rafraichir", json_integer(REFRESH_S));
        page_reread(p, &page_choice(p)->scope);
    }
    if (x->outcome)
        envoi_add_findings(doc, &c->told);
    json_object_set_new(doc, "masque", json_boolean(c->told.hides));
    json_object_set_new(json_object_get(doc, "tables"), "precedents",
                        envoi_list_table(p, c->before, "precedents", "Les envois d’avant", NULL));
    return doc;
}

/* What was never held is no matter of this page. */
static bool go_elsewhere(struct page *p, const struct envoi *x)
{
    struct buf path = {0};
    if (strcmp(x->state, "held") == 0 || x->held_once)
        return false;
    envoi_path(x->reporter, x->id, &path);
    page_go(p, buf_text(&path));
    buf_deinit(&path);
    return true;
}

static json_t *build(struct page *p)
{
    struct retenue_page *c = page_own(p, sizeof *c);
    struct envoi x;
    json_t *doc = NULL;
    if (!envoi_read(p, c->envoi, &x)) {
        page_refuse(p, 404, TEXT_NONE);
    } else if (c->deciding && db_bool(page_result(p, c->decide), 0, 0)) {
        struct buf path = {0};
        buf_adds(&path, "/retenues/");
        http_url_encode(x.id, false, &path);
        page_go_said(p, buf_text(&path), c->release ? TEXT_RELEASED : TEXT_DISCARDED);
        buf_deinit(&path);
    } else if (go_elsewhere(p, &x)) {
        return NULL;
    } else if (!envoi_tell(p, c->envoi, false, &c->told, &x)) {
        page_build_again(p, tell);
    } else {
        doc = document(p, c, &x);
    }
    return doc;
}

void page_retenue_open(struct dashboard *d)
{
    static const struct page_spec spec = {.path = "/retenues/",
                                          .prefix = true,
                                          .name = "retenue",
                                          .right = RIGHT_DECIDE,
                                          .form = true,
                                          .prepare = prepare,
                                          .build = build};
    page_add(d, &spec);
}
