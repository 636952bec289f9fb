/* /alertes/ID: one alert, what may be done about it, its whole history, and why who looks was told of it or not.
 *
 * A POST acknowledges or silences, by the functions that write the journal in the same transaction. */
#include <string.h>

#include "base/text.h"
#include "dashboard/alerte_reponse.h"
#include "dashboard/alertes.h"
#include "dashboard/edition.h"
#include "dashboard/envoi.h"
#include "dashboard/pages.h"
#include "dashboard/words.h"
#include "programme/alertes_mots.h"

static const char TEXT_NONE[] = "Cette alerte n’existe pas.";
static const char TEXT_CLOSED[] = "Cette alerte ne vous est pas ouverte.";
static const char TEXT_NOT_YOURS[] =
    "Vous ne pouvez pas faire taire cette alerte : déclarez une fermeture, ou dites qui s’en occupe.";
static const char TEXT_ACT[] = "Cette demande est incomplète : recommencez depuis la page de l’alerte.";
static const char TEXT_ACKNOWLEDGED[] = "C’est noté : l’alerte n’est plus rappelée avant la date de retour.";
static const char TEXT_SILENCED[] =
    "C’est noté : plus aucun message n’est envoyé pour cette alerte jusqu’à cette date.";

static const char history_sql[] = "SELECT h.at, h.quoi, h.niveau,"
                                  " CASE WHEN $3 AND a.regle = ANY ('{A-PROLONGATION,A-POST-SORTIE}') THEN "
                                  "replace(h.texte, a.sujet, '…') ELSE h.texte END,"
                                  " h.auteur, h.note, h.dire, h.pourquoi, h.dit_le, h.destinataires::text"
                                  " FROM cvg.alerte a, LATERAL cvg.alerte_recit(a.chantier_id, a.n) h"
                                  " WHERE a.chantier_id = $1 AND a.n = $2::integer ORDER BY h.k";
enum { H_AT, H_QUOI, H_NIVEAU, H_TEXTE, H_AUTEUR, H_NOTE, H_DIRE, H_POURQUOI, H_DIT_LE, H_DESTINATAIRES };

static const char acknowledge_sql[] =
    "SELECT 0::int8, refus FROM cvg.alerte_acquitter($1, $2, $3, $4, $5::timestamptz)";
/* Of this alert's rule and subject: the form does not carry them. */
static const char silence_sql[] =
    "SELECT 0::int8, CASE WHEN a.n IS NULL THEN 'Cette alerte n’existe pas.' ELSE (SELECT s.refus FROM"
    " cvg.silence_poser($1, a.chantier_id, a.regle, a.sujet, $4, $5::timestamptz) s) END"
    " FROM (SELECT 1) one LEFT JOIN cvg.alerte a ON a.chantier_id = $2 AND a.n = $3::integer";

struct alerte_page {
    struct alerte_id id;
    size_t row, history, silences;
    struct edition act;
    bool silencing;
};

/* ---- acts ---- */

static void need_acknowledge(struct page *p, struct alerte_page *a)
{
    edition_begin(&a->act, p);
    edition_fixed(&a->act, a->id.text);
    edition_text(&a->act, "responsable");
    edition_text(&a->act, "note");
    edition_evening(&a->act, "retour", "Retour le");
    edition_send(&a->act, acknowledge_sql);
}

static void need_silence(struct page *p, struct alerte_page *a)
{
    edition_begin(&a->act, p);
    edition_fixed(&a->act, a->id.reporter);
    edition_fixed_int(&a->act, a->id.n);
    edition_text(&a->act, "raison");
    edition_evening(&a->act, "fin", "Jusqu’au");
    edition_send(&a->act, silence_sql);
}

/* False: refused. */
static bool need_act(struct page *p, struct alerte_page *a)
{
    const struct reference *r = &page_dashboard(p)->directory.reference;
    const char *acte = page_field(p, "acte");
    a->silencing = strcmp(acte, "taire") == 0;
    if (!a->silencing && strcmp(acte, "acquitter") != 0) {
        page_refuse(p, 400, TEXT_ACT);
        return false;
    }
    if (a->silencing && !rights_silence(page_viewer(p), a->id.reporter, r, page_today(p))) {
        page_refuse(p, 403, TEXT_NOT_YOURS);
        return false;
    }
    if (a->silencing)
        need_silence(p, a);
    else
        need_acknowledge(p, a);
    return true;
}

static int prepare(struct page *p, struct err *e)
{
    struct alerte_page *a = page_own(p, sizeof *a);
    const struct reference *r = &page_dashboard(p)->directory.reference;
    struct db_params params = {0};
    (void)e;
    if (!alerte_id_read(page_segment(p), &a->id)) {
        page_refuse(p, 404, TEXT_NONE);
        return 0;
    }
    if (!rights_acknowledge(page_viewer(p), a->id.reporter, r, page_today(p))) {
        page_refuse(p, 403, TEXT_CLOSED); /* whether there is one or not */
        return 0;
    }
    page_days(p, page_today(p), page_today(p));
    if (page_posted(p) && !need_act(p, a))
        return 0;
    a->row = alertes_need_one(p, &a->id);
    db_add_text(&params, a->id.reporter);
    db_add_int(&params, a->id.n);
    db_add_bool(&params, !rights_guarded(page_viewer(p)));
    a->history = page_need_sql(p, history_sql, &params);
    a->silences = silences_need_one(p, a->id.reporter);
    return 0;
}

/* ---- its history ---- */

static json_t *recipients_of(const struct db_result *r, int i)
{
    json_t *list = json_loads(db_text(r, i, H_DESTINATAIRES), 0, NULL);
    return list ? list : json_array();
}

/* Addresses of others are for Convergence and the operator: a chantier and a coordination read whose they are from the
 * part behind the @. */
static void mask_addresses(const struct viewer *v, json_t *recipients)
{
    size_t i;
    json_t *one;
    if (v->role != ROLE_CHANTIER && v->role != ROLE_COORDINATION)
        return;
    json_array_foreach(recipients, i, one)
    {
        const char *a = json_string_value(json_object_get(one, "a")), *at = a ? strchr(a, '@') : NULL;
        if (at && strcmp(a, v->login) != 0)
            json_object_set_new(one, "a", json_sprintf("…%s", at));
    }
}

static void put_told(json_t *t, const struct viewer *v, const struct db_result *r, int i)
{
    struct buf text = {0};
    json_t *recipients = recipients_of(r, i);
    mask_addresses(v, recipients);
    const struct alerte_dit x = {.auteur = "",
                                 .note = "",
                                 .pourquoi = db_text(r, i, H_POURQUOI),
                                 .dit_le_us = db_instant(r, i, H_DIT_LE),
                                 .destinataires = recipients};
    alerte_dit(&x, &text);
    table_text(t, *db_text(r, i, H_AUTEUR) ? "" : buf_text(&text));
    buf_deinit(&text);
    json_decref(recipients);
}

static json_t *table_of_history(const struct viewer *v, const struct db_result *r)
{
    json_t *t = table_new("histoire", "Son histoire", NULL);
    table_column(t, "quand", "Quand", TABLE_TEXT, NULL);
    table_column(t, "quoi", "Ce qui a changé", TABLE_TEXT, NULL);
    table_column(t, "niveau", "Niveau", TABLE_TEXT, NULL);
    table_column(t, "texte", "Ce qui était constaté", TABLE_TEXT, NULL);
    table_column(t, "dit", "À qui cela a été dit", TABLE_TEXT, NULL);
    table_column(t, "qui", "Par", TABLE_TEXT, NULL);
    table_column(t, "note", "Note", TABLE_TEXT, NULL);
    for (int i = 0; i < db_rows(r); i++) {
        struct buf at = {0};
        words_instant(db_instant(r, i, H_AT), &at);
        table_row(t);
        table_class(table_text(t, buf_text(&at)), "instant");
        table_text(t, alerte_quoi_mot(db_text(r, i, H_QUOI)));
        table_text(t, db_text(r, i, H_NIVEAU));
        table_text(t, db_text(r, i, H_TEXTE));
        put_told(t, v, r, i);
        table_text(t, db_text(r, i, H_AUTEUR));
        table_text(t, db_text(r, i, H_NOTE));
        buf_deinit(&at);
    }
    return t;
}

static json_t *answer(struct page *p, const struct db_result *r, const struct alerte_row *x, int64_t silence_us)
{
    const struct viewer *v = page_viewer(p);
    size_t n = (size_t)db_rows(r);
    struct alerte_change *changes = page_alloc(p, n + 1, sizeof *changes);
    json_t *kept = json_array();
    for (size_t i = 0; i < n; i++) {
        json_t *recipients = recipients_of(r, (int)i);
        changes[i] = (struct alerte_change){.auteur = db_text(r, (int)i, H_AUTEUR),
                                            .dire = db_text(r, (int)i, H_DIRE),
                                            .pourquoi = db_text(r, (int)i, H_POURQUOI),
                                            .dit_le_us = db_instant(r, (int)i, H_DIT_LE),
                                            .destinataires = recipients};
        json_array_append_new(kept, recipients);
    }
    const struct alerte_question q = {.login = v->login,
                                      .role = v->role,
                                      .pour = x->pour,
                                      .cause = x->cause,
                                      .resolue = strcmp(x->etat, "resolue") == 0,
                                      .retour_us = strcmp(x->etat, "acquittee") == 0 ? x->retour_us : 0,
                                      .silence_us = silence_us};
    json_t *said = alerte_reponse(&q, changes, n);
    json_decref(kept);
    return said;
}

/* ---- the page ---- */

static json_t *document(struct page *p, const struct alerte_page *a, const struct alerte_row *x, const char *refusal)
{
    const struct db_result *history = page_result(p, a->history), *silences = page_result(p, a->silences);
    int at = silences_find(p, silences, x);
    json_t *card = refusal ? alertes_card_again(p, x, silences, refusal) : alertes_card(p, x, silences);
    json_t *doc = json_pack("{so so so s{so}}", "titre",
                            json_sprintf("%s : %s", x->libelle, json_string_value(json_object_get(card, "ou"))),
                            "alerte", card, "reponse", answer(p, history, x, at < 0 ? 0 : silences_until(silences, at)),
                            "tables", "histoire", table_of_history(page_viewer(p), history));
    must(doc);
    json_object_set_new(doc, "retour_page", json_string(""));
    if (page_taken(p))
        json_object_del(doc, "alerte");
    return doc;
}

/* Back to where the act was asked for: the list as it was chosen, or the alert. */
static void go_back(struct page *p, const struct alerte_page *a)
{
    const char *to = page_field(p, "retour_page");
    struct buf path = {0};
    if (strcmp(to, "/alertes") == 0 || text_starts(to, "/alertes?")) {
        buf_adds(&path, to);
    } else {
        buf_addf(&path, "/alertes/");
        buf_adds(&path, a->id.text);
    }
    page_go_said(p, buf_text(&path), a->silencing ? TEXT_SILENCED : TEXT_ACKNOWLEDGED);
    buf_deinit(&path);
}

static json_t *build(struct page *p)
{
    struct alerte_page *a = page_own(p, sizeof *a);
    const struct db_result *r = page_result(p, a->row);
    const char *refusal = page_posted(p) ? edition_refusal(&a->act) : NULL;
    struct alerte_row x;
    if (!db_rows(r)) {
        page_refuse(p, 404, TEXT_NONE);
        return NULL;
    }
    if (page_posted(p) && !refusal) {
        go_back(p, a);
        return NULL;
    }
    alertes_read(r, 0, &x);
    const struct scope nation = {.kind = SCOPE_NATION}, of = *x.reporter ? envoi_scope(p, x.reporter) : nation;
    page_subject(p, &of);
    page_reread_alertes(p, &of);
    return document(p, a, &x, refusal);
}

void page_alerte_open(struct dashboard *d)
{
    static const struct page_spec spec = {.path = "/alertes/",
                                          .prefix = true,
                                          .name = "alerte",
                                          .right = RIGHT_FIGURES,
                                          .form = true,
                                          .prepare = prepare,
                                          .build = build};
    page_add(d, &spec);
}
