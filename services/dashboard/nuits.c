/* The nights of chantiers, as pages need them. */
#include "dashboard/nuits.h"

#include <string.h>

#include "base/cal.h"
#include "dashboard/nuit_words.h"
#include "dashboard/words.h"
#include "io/db_reference.h"
#include "io/http.h"

#define AHEAD_DAYS 366 /* closures that are declared by now and begin later */

static const char envois_sql[] = "SELECT * FROM cvg.remontee_envois($1::text[], $2::date, $3::date)";
static const char fermetures_sql[] =
    "SELECT * FROM cvg.remontee_fermetures($1::text[], $2::date, $3::date, $4::timestamptz)";
enum { ENVOI_CHANTIER, ENVOI_ID, ENVOI_SITUATION, ENVOI_AT, ENVOI_SINCE, ENVOI_STATE, ENVOI_WAS_HELD, ENVOI_UNCHANGED };
enum { CLOSED_CHANTIER, CLOSED_TERRITOIRE, CLOSED_DEBUT, CLOSED_FIN, CLOSED_MOTIF };

/* ---- needing ---- */

static void add_chantiers(struct db_params *params, const char *const *chantiers, size_t n)
{
    struct db_array list = {0};
    if (!chantiers) {
        db_add_null(params);
        return;
    }
    db_array_begin(&list, DB_TEXT);
    for (size_t i = 0; i < n; i++)
        db_array_add_text(&list, chantiers[i]);
    db_add_array(params, &list);
}

/* All but the envois. */
static void need_expected(struct page *p, const char *const *chantiers, size_t chantiers_n, int32_t first, size_t n,
                          struct nuits_need *out)
{
    const struct choice *c = page_choice(p);
    struct db_params fermetures = {0}, then[2] = {0};
    int32_t last = first + (int32_t)n - 1;
    *out = (struct nuits_need){.past = c->past, .at_us = c->past ? c->at_us : cal_now_us(), .first = first, .n = n};
    add_chantiers(&fermetures, chantiers, chantiers_n);
    db_add_day(&fermetures, first - REMONTEE_LOOKBACK_DAYS);
    db_add_day(&fermetures, last + AHEAD_DAYS);
    if (!c->past) {
        db_add_null(&fermetures);
        out->fermetures = page_need_sql(p, fermetures_sql, &fermetures);
        return;
    }
    db_add_instant(&fermetures, c->at_us);
    out->fermetures = page_need_sql(p, fermetures_sql, &fermetures);
    db_add_instant(&then[0], c->at_us);
    db_add_instant(&then[1], c->at_us);
    out->territoires = page_need_sql(p, db_reference_territoires, &then[0]);
    out->lignes = page_need_sql(p, db_reference_lignes, &then[1]);
}

void nuits_need(struct page *p, const char *const *chantiers, size_t chantiers_n, int32_t first, size_t n,
                struct nuits_need *out)
{
    struct db_params envois = {0};
    need_expected(p, chantiers, chantiers_n, first, n, out);
    add_chantiers(&envois, chantiers, chantiers_n);
    db_add_day(&envois, first - REMONTEE_LOOKBACK_DAYS);
    db_add_day(&envois, first + (int32_t)n - 1);
    out->envois = page_need_sql(p, envois_sql, &envois);
}

/* ---- reading ---- */

/* Rows stand together by their first column. */
static void find_firsts(const struct db_result *r, struct map *firsts)
{
    for (int i = 0; i < db_rows(r); i++) {
        const char *chantier = db_text(r, i, 0);
        map_add(firsts, chantier, strlen(chantier), (uint64_t)i + 1);
    }
}

void nuits_open(struct page *p, const struct nuits_need *need, struct nuits *out)
{
    *out = (struct nuits){.page = p, .need = need, .reference = &page_dashboard(p)->directory.reference};
    if (need->past) {
        db_reference_read(page_result(p, need->territoires), page_result(p, need->lignes), &out->then);
        out->reference = &out->then;
    }
    find_firsts(page_result(p, need->envois), &out->envois);
    find_firsts(page_result(p, need->fermetures), &out->fermetures);
}

void nuits_close(struct nuits *x)
{
    reference_deinit(&x->then);
    map_deinit(&x->envois);
    map_deinit(&x->fermetures);
    *x = (struct nuits){0};
}

/* How many rows are this chantier's; *at_out is the first. */
static size_t rows_of(const struct db_result *r, const struct map *firsts, const char *chantier, int *at_out)
{
    uint64_t first;
    *at_out = 0;
    if (!map_get(firsts, chantier, strlen(chantier), &first))
        return 0;
    *at_out = (int)first - 1;
    int end = *at_out;
    while (end < db_rows(r) && strcmp(db_text(r, end, 0), chantier) == 0)
        end++;
    return (size_t)(end - *at_out);
}

static void read_envois(struct nuits *x, const char *chantier, struct nuits_line *out)
{
    const struct db_result *r = page_result(x->page, x->need->envois);
    size_t n = rows_of(r, &x->envois, chantier, &out->envois_at);
    struct remontee_envoi *envois = page_alloc(x->page, n + 1, sizeof *envois);
    for (size_t i = 0; i < n; i++) {
        int row = out->envois_at + (int)i;
        envois[i] = (struct remontee_envoi){.situation = db_day(r, row, ENVOI_SITUATION),
                                            .received_us = db_instant(r, row, ENVOI_AT),
                                            .since_us = db_instant(r, row, ENVOI_SINCE),
                                            .state = envoi_state_parse(db_text(r, row, ENVOI_STATE)),
                                            .was_held = db_bool(r, row, ENVOI_WAS_HELD),
                                            .unchanged = db_bool(r, row, ENVOI_UNCHANGED)};
    }
    out->chantier.envois = envois;
    out->chantier.envois_n = n;
}

static void read_fermetures(struct nuits *x, const char *chantier, struct nuits_line *out)
{
    const struct db_result *r = page_result(x->page, x->need->fermetures);
    size_t n = rows_of(r, &x->fermetures, chantier, &out->fermetures_at);
    struct remontee_fermeture *fermetures = page_alloc(x->page, n + 1, sizeof *fermetures);
    for (size_t i = 0; i < n; i++) {
        int row = out->fermetures_at + (int)i;
        fermetures[i] =
            (struct remontee_fermeture){.debut = db_day(r, row, CLOSED_DEBUT), .fin = db_day(r, row, CLOSED_FIN)};
    }
    out->chantier.fermetures = fermetures;
    out->chantier.fermetures_n = n;
}

static void read_lignes(struct nuits *x, const char *chantier, struct nuits_line *out)
{
    const struct reference *r = x->reference;
    uint64_t first;
    size_t n = 0;
    if (!map_get(&r->chantiers, chantier, strlen(chantier), &first))
        return;
    while (first + n < r->lignes_n && strcmp(r->lignes[first + n].chantier, chantier) == 0)
        n++;
    struct remontee_ligne *lignes = page_alloc(x->page, n, sizeof *lignes);
    for (size_t i = 0; i < n; i++) {
        const struct ligne *l = &r->lignes[first + i];
        const struct map *calendriers = &page_dashboard(x->page)->definitions->calendriers;
        lignes[i] =
            (struct remontee_ligne){.depuis = l->depuis,
                                    .jusqua = l->jusqua,
                                    .calendrier = calendrier_of(calendriers, r->territoires[l->territoire].code)};
    }
    out->chantier.lignes = lignes;
    out->chantier.lignes_n = n;
}

void nuits_read(struct nuits *x, const char *chantier, struct nuits_line *out)
{
    const struct numbers *numbers = &page_dashboard(x->page)->definitions->numbers;
    const struct remontee_rules rules = {.deadline_hour = numbers->deadline_hour,
                                         .grace_hours = numbers->grace_hours,
                                         .frozen_nights = numbers->frozen_nights};
    *out = (struct nuits_line){0};
    read_envois(x, chantier, out);
    read_fermetures(x, chantier, out);
    read_lignes(x, chantier, out);
    out->nuits = page_alloc(x->page, x->need->n, sizeof *out->nuits);
    remontee_nights(&out->chantier, &rules, x->need->at_us, x->need->first, x->need->n, out->nuits);
}

int32_t nuits_last_accepted(const struct nuits *x, const struct nuits_line *l)
{
    int32_t last = CELL_NULL;
    for (size_t i = 0; i < l->chantier.envois_n; i++) {
        const struct remontee_envoi *e = &l->chantier.envois[i];
        if (e->state == ENVOI_ACCEPTED && e->since_us <= x->need->at_us && (last == CELL_NULL || e->situation > last))
            last = e->situation;
    }
    return last;
}

/* ---- showing ---- */

void nuits_cell(const struct nuits *x, const struct nuits_line *l, size_t night, json_t *table, const char *sign,
                const char *before)
{
    const struct remontee_nuit *n = &l->nuits[night];
    const struct remontee_envoi *envoi = n->envoi == REMONTEE_NOTHING ? NULL : &l->chantier.envois[n->envoi];
    const struct db_result *fermetures = page_result(x->page, x->need->fermetures);
    struct buf text = {0}, href = {0}, class = {0};
    buf_adds(&text, before ? before : "");
    nuit_phrase(n, envoi,
                n->fermeture == REMONTEE_NOTHING
                    ? NULL
                    : db_text(fermetures, l->fermetures_at + (int)n->fermeture, CLOSED_MOTIF),
                &text);
    json_t *cell = table_sign(table, sign ? sign : nuit_sign(n->state), buf_text(&text));
    buf_addf(&class, "nuit nuit-%s", remontee_state_name(n->state));
    table_class(cell, buf_text(&class));
    if (envoi) {
        const struct db_result *r = page_result(x->page, x->need->envois);
        int row = l->envois_at + (int)n->envoi;
        buf_adds(&href, "/chantier/");
        http_url_encode(db_text(r, row, ENVOI_CHANTIER), false, &href);
        buf_adds(&href, "/envoi/");
        http_url_encode(db_text(r, row, ENVOI_ID), false, &href);
        table_link(cell, buf_text(&href));
    }
    buf_deinit(&text);
    buf_deinit(&href);
    buf_deinit(&class);
}

json_t *nuits_fermetures(const struct nuits *x, const struct nuits_line *l, int32_t day)
{
    const struct db_result *r = page_result(x->page, x->need->fermetures);
    json_t *list = json_array();
    for (size_t i = 0; i < l->chantier.fermetures_n; i++) {
        int row = l->fermetures_at + (int)i;
        const struct remontee_fermeture *f = &l->chantier.fermetures[i];
        struct buf debut = {0}, fin = {0};
        if (f->fin < day)
            continue;
        words_day(f->debut, &debut);
        words_day(f->fin, &fin);
        json_array_append_new(list, json_pack("{ss ss ss ss}", "du", buf_text(&debut), "au", buf_text(&fin), "motif",
                                              db_text(r, row, CLOSED_MOTIF), "territoire",
                                              db_text(r, row, CLOSED_TERRITOIRE)));
        buf_deinit(&debut);
        buf_deinit(&fin);
    }
    return list;
}

json_t *nuits_legend(const int64_t counts[REMONTEE_STATE_COUNT])
{
    json_t *list = json_array();
    for (int s = REMONTEE_HORS + 1; s < REMONTEE_STATE_COUNT; s++) {
        enum remontee_state state = (enum remontee_state)s;
        struct buf class = {0}, n = {0};
        if (!counts[s])
            continue;
        figure_show_int(counts[s], &n);
        buf_addf(&class, "nuit nuit-%s", remontee_state_name(state));
        json_array_append_new(list, json_pack("{ss ss ss ss ss ss}", "etat", remontee_state_name(state), "classe",
                                              buf_text(&class), "signe", nuit_sign(state), "libelle", nuit_label(state),
                                              "sens", nuit_meaning(state), "nombre", buf_text(&n)));
        buf_deinit(&class);
        buf_deinit(&n);
    }
    return list;
}
