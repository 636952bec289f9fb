/* An alert as a card and as a row: what it says, where it leads, what may be done about it. */
#include <stdio.h>
#include <string.h>

#include "base/cal.h"
#include "base/text.h"
#include "dashboard/alertes.h"
#include "dashboard/envoi.h"
#include "dashboard/words.h"
#include "io/http.h"
#include "programme/alertes_mots.h"

#define RETOUR_MAX_DAYS 91   /* of cvg.alerte_acquitter() */
#define SILENCE_MAX_DAYS 364 /* of cvg.silence_poser() */

static const char TEXT_ALL[] = "Tout le programme";
static const char TEXT_REASON[] = "Déjà connu : rien à en redire d’ici là.";

/* ---- where it leads ---- */

/* The part of the reporter's page where what the rule looks at stands. */
static const struct {
    const char *regle, *anchor, *label;
} parts[] = {
    {"A-CHARGE-CIP", "#charge", "La charge de chacun"},
    {"A-OBJECTIF", "", "Sa file active et son objectif"},
    {"A-QUALITE", "#constats", "Les constats du dernier envoi"},
    {"A-PROLONGATION", "#a_completer", "Ce qui est à compléter"},
    {"A-POST-SORTIE", "#a_completer", "Ce qui est à compléter"},
    {"A-COORDINATION", "#postes", "L’équipe de coordination"},
};

static void add_link(json_t *links, const struct buf *href, const char *label)
{
    json_array_append_new(links, json_pack("{ss ss}", "href", buf_text(href), "libelle", label));
}

static void put_place(const struct page *p, const char *reporter, struct buf *out)
{
    struct scope s = envoi_scope(p, reporter);
    buf_adds(out, s.kind == SCOPE_CHANTIER ? "/chantier/" : "/territoire/");
    http_url_encode(reporter, false, out);
}

/* Its nights; of the whole programme everybody's. */
static void put_nights(const struct page *p, const struct alerte_row *x, struct buf *out)
{
    struct buf scope = {0};
    char day[CAL_DAY_LEN];
    struct scope s = {.kind = SCOPE_NATION};
    if (*x->reporter)
        s = envoi_scope(p, x->reporter);
    scope_format(&s, &scope);
    buf_adds(out, "/remontees?perimetre=");
    http_url_encode(buf_text(&scope), false, out);
    if (x->jour != CELL_NULL && x->jour < page_today(p)) {
        cal_format_day(x->jour, day);
        buf_addf(out, "&jusqua=%s", day);
    }
    buf_deinit(&scope);
}

static void put_submission(const struct page *p, const struct alerte_row *x, struct buf *out)
{
    bool decides = rights_decide(page_viewer(p), x->reporter, &page_dashboard(p)->directory.reference, page_today(p));
    if (strcmp(x->regle, "A-RETENUE") == 0 && decides) {
        buf_adds(out, "/retenues/");
        http_url_encode(x->envoi, false, out);
    } else {
        envoi_path(x->reporter, x->envoi, out);
    }
}

static json_t *links_of(const struct page *p, const struct alerte_row *x)
{
    json_t *links = json_array();
    struct buf href = {0};
    if (*x->envoi) {
        put_submission(p, x, &href);
        add_link(links, &href, strcmp(x->regle, "A-RETENUE") == 0 ? "L’envoi retenu" : "L’envoi refusé");
    } else if (strcmp(x->regle, "A-REMONTEE") == 0 || strcmp(x->regle, "A-TRIMESTRE") == 0) {
        put_nights(p, x, &href);
        add_link(links, &href, "Les remontées, nuit par nuit");
    }
    for (size_t i = 0; *x->reporter && i < sizeof parts / sizeof *parts; i++) {
        if (strcmp(parts[i].regle, x->regle) != 0)
            continue;
        buf_reset(&href);
        put_place(p, x->reporter, &href);
        buf_adds(&href, parts[i].anchor);
        add_link(links, &href, parts[i].label);
    }
    buf_deinit(&href);
    return links;
}

/* ---- what may be done ---- */

static json_t *day_after(const struct page *p, int days)
{
    char day[CAL_DAY_LEN];
    cal_format_day(page_today(p) + days, day);
    return json_string(day);
}

static bool is_over(const struct alerte_row *x)
{
    return strcmp(x->etat, "resolue") == 0;
}

static json_t *acknowledge_form(const struct page *p, const struct alerte_row *x)
{
    const struct viewer *v = page_viewer(p);
    const char *owner = *x->responsable ? x->responsable : *v->nom ? v->nom : v->login;
    if (is_over(x) || !rights_acknowledge(v, x->reporter, &page_dashboard(p)->directory.reference, page_today(p)))
        return json_null();
    return json_pack("{ss ss so so so sb sn}", "responsable", owner, "note", x->note, "retour",
                     day_after(p, ALERTES_DAYS), "min", day_after(p, 0), "max", day_after(p, RETOUR_MAX_DAYS), "encore",
                     *x->responsable != 0, "refus");
}

static json_t *silence_form(const struct page *p, const struct alerte_row *x)
{
    const struct reference *r = &page_dashboard(p)->directory.reference;
    if (is_over(x) || !rights_silence(page_viewer(p), x->reporter, r, page_today(p)))
        return json_null();
    return json_pack("{ss so so so sn}", "raison", TEXT_REASON, "fin", day_after(p, ALERTES_DAYS), "min",
                     day_after(p, 0), "max", day_after(p, SILENCE_MAX_DAYS), "refus");
}

/* ---- the card ---- */

static json_t *instant_of(int64_t us)
{
    struct buf text = {0};
    if (!us)
        return json_null();
    words_instant(us, &text);
    json_t *s = json_string(buf_text(&text));
    buf_deinit(&text);
    return s;
}

/* Until the evening of a day: that day. */
static json_t *evening_of(int64_t us)
{
    struct buf text = {0};
    if (!us)
        return json_null();
    words_day(cal_paris_day(us - 1), &text);
    json_t *s = json_string(buf_text(&text));
    buf_deinit(&text);
    return s;
}

static json_t *cause_of(const struct alerte_row *x)
{
    struct buf text = {0};
    if (!*x->cause)
        return json_null();
    alerte_cause_mot(x->cause, &text);
    json_t *s = json_string(buf_text(&text));
    buf_deinit(&text);
    return s;
}

static const char *place_name(const struct page *p, const struct alerte_row *x)
{
    return *x->reporter ? directory_reporter(&page_dashboard(p)->directory, x->reporter) : TEXT_ALL;
}

static json_t *place_link(const struct page *p, const struct alerte_row *x)
{
    struct buf href = {0};
    if (!*x->reporter)
        return json_null();
    put_place(p, x->reporter, &href);
    json_t *s = json_string(buf_text(&href));
    buf_deinit(&href);
    return s;
}

static json_t *href_of(const struct alerte_row *x)
{
    struct buf href = {0};
    buf_adds(&href, "/alertes/");
    http_url_encode(x->id, false, &href);
    json_t *s = json_string(buf_text(&href));
    buf_deinit(&href);
    return s;
}

json_t *alertes_card(const struct page *p, const struct alerte_row *x, const struct db_result *silences)
{
    int at = is_over(x) ? -1 : silences_find(p, silences, x);
    json_t *card =
        json_pack("{ss so ss sb ss ss so so ss ss ss so}", "id", x->id, "href", href_of(x), "niveau", x->niveau,
                  "critique", x->critique, "libelle", x->libelle, "ou", place_name(p, x), "ou_href", place_link(p, x),
                  "depuis", instant_of(x->depuis_us), "texte", x->texte, "quoi_faire", x->quoi_faire, "etat_libelle",
                  alerte_etat_mot(x->etat), "liens", links_of(p, x));
    must(card);
    json_t *more =
        json_pack("{ss ss so so so so so so sb}", "responsable", x->responsable, "note", x->note, "retour",
                  evening_of(x->retour_us), "resolue", instant_of(x->resolue_us), "cause", cause_of(x), "silence",
                  at < 0 ? json_null() : silences_one(p, silences, at), "acquitter", acknowledge_form(p, x), "taire",
                  silence_form(p, x), "acquittee", strcmp(x->etat, "acquittee") == 0);
    must(more);
    json_object_update_new(card, more);
    return card;
}

json_t *alertes_card_again(const struct page *p, const struct alerte_row *x, const struct db_result *silences,
                           const char *refusal)
{
    static const char *const fields[][4] = {{"responsable", "note", "retour", NULL}, {"raison", "fin", NULL, NULL}};
    json_t *card = alertes_card(p, x, silences);
    bool silence = strcmp(page_field(p, "acte"), "taire") == 0;
    json_t *form = json_object_get(card, silence ? "taire" : "acquitter");
    if (!json_is_object(form))
        return card;
    for (size_t i = 0; fields[silence][i]; i++)
        json_object_set_new(form, fields[silence][i], json_string(page_field(p, fields[silence][i])));
    json_object_set_new(form, "refus", json_string(refusal));
    return card;
}

/* ---- rows ---- */

/* Is it addressed to who looks, by now? */
static bool is_theirs(const struct page *p, const char *pour)
{
    const char *role = role_name(page_viewer(p)->role);
    size_t len = strlen(role);
    for (const char *at = strstr(pour, role); at; at = strstr(at + 1, role))
        if ((at == pour || at[-1] == ',') && (at[len] == ',' || at[len] == 0))
            return true;
    return false;
}

static const char *section_of(const struct page *p, const struct alerte_row *x, struct buf *out)
{
    buf_reset(out);
    if (is_over(x)) {
        buf_adds(out, "Résolues");
    } else if (*x->cause) {
        buf_adds(out, "Retenues : ");
        alerte_cause_mot(x->cause, out);
    } else {
        bool theirs = is_theirs(p, x->pour);
        buf_adds(out, strcmp(x->etat, "acquittee") == 0 ? "Prises en charge"
                      : !theirs                         ? ALERTES_AUTRES
                      : x->critique                     ? "Critiques"
                                                        : "Attention");
    }
    return buf_text(out);
}

static void columns(json_t *t)
{
    table_column(t, "alerte", "Alerte", TABLE_TEXT, NULL);
    table_column(t, "niveau", "Niveau", TABLE_TEXT, NULL);
    table_column(t, "ou", "Où", TABLE_TEXT, NULL);
    table_column(t, "libelle", "Quoi", TABLE_TEXT, NULL);
    table_column(t, "depuis", "Depuis", TABLE_TEXT, NULL);
    table_column(t, "texte", "Ce qui est constaté", TABLE_TEXT, NULL);
    table_column(t, "quoi_faire", "À faire", TABLE_TEXT, NULL);
    table_column(t, "etat_libelle", "État", TABLE_TEXT, NULL);
    table_column(t, "responsable", "Qui s’en occupe", TABLE_TEXT, NULL);
    table_column(t, "note", "Note", TABLE_TEXT, NULL);
    table_column(t, "retour", "Retour", TABLE_TEXT, NULL);
    table_column(t, "cause", "Retenue par", TABLE_TEXT, NULL);
    table_column(t, "resolue", "Résolue", TABLE_TEXT, NULL);
}

static void add_cells(json_t *t, const json_t *card)
{
    static const char *const keys[] = {"niveau",       "ou",          "libelle", "depuis", "texte", "quoi_faire",
                                       "etat_libelle", "responsable", "note",    "retour", "cause", "resolue"};
    table_link(table_text(t, json_string_value(json_object_get(card, "id"))),
               json_string_value(json_object_get(card, "href")));
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        table_text(t, json_string_value(json_object_get(card, keys[i])));
}

json_t *alertes_table(const struct page *p, const struct db_result *r, const struct db_result *silences, int max,
                      enum alertes_etat etat)
{
    json_t *t = table_new("alertes", "Alertes", NULL);
    struct buf section = {0}, before = {0};
    columns(t);
    for (int i = 0; i < db_rows(r) && i < max; i++) {
        struct alerte_row x;
        alertes_read(r, i, &x);
        if (etat != ALERTES_RESOLUES && strcmp(section_of(p, &x, &section), buf_text(&before)) != 0) {
            table_section(t, buf_text(&section));
            buf_reset(&before);
            buf_adds(&before, buf_text(&section));
        }
        json_t *row = table_row(t), *card = alertes_card(p, &x, silences);
        add_cells(t, card);
        if (page_taken(p)) /* its cells say it */
            json_decref(card);
        else
            json_object_set_new(row, "alerte", card);
    }
    buf_deinit(&section);
    buf_deinit(&before);
    return t;
}

void alertes_add_bref(const struct page *p, size_t need, const struct scope *s, json_t *doc)
{
    const struct db_result *r = page_result(p, need);
    struct buf scope = {0};
    json_t *list = json_array();
    for (int i = 0; i < db_rows(r) && i < ALERTES_BREF; i++) {
        struct alerte_row x;
        alertes_read(r, i, &x);
        json_array_append_new(list,
                              json_pack("{so ss sb ss ss so ss so}", "href", href_of(&x), "niveau", x.niveau,
                                        "critique", x.critique, "libelle", x.libelle, "ou", place_name(p, &x), "depuis",
                                        instant_of(x.depuis_us), "responsable", x.responsable, "cause", cause_of(&x)));
    }
    scope_format(s, &scope);
    json_object_set_new(doc, "alertes",
                        json_pack("{sb so sb so sb}", "aucune", db_rows(r) == 0, "lignes", list, "plus",
                                  db_rows(r) > ALERTES_BREF, "href",
                                  json_sprintf("/alertes?perimetre=%s", buf_text(&scope)), "chantier",
                                  s->kind == SCOPE_CHANTIER));
    buf_deinit(&scope);
}
