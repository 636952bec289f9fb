/* /chantier/ID/fermetures and /territoire/CODE/fermetures: the nights on which nothing is expected, as they are
 * declared; to declare one, to correct it, to take it back; and what was declared before. */
#include <string.h>

#include "base/cal.h"
#include "dashboard/fermeture_form.h"
#include "dashboard/page.h"
#include "dashboard/pages.h"
#include "io/http.h"

static const char TEXT_NOT_YOURS[] = "Vous ne pouvez pas déclarer de fermeture ici.";
static const char TEXT_NOT_SEEN[] = "Ce chantier n’est pas de votre territoire en ce moment.";
static const char TEXT_OWN[] = "lui-même";

/* $1: as known then; $2: the chantier or territory */
static const char list_sql[] =
    "SELECT f.territoire, f.debut, f.fin, f.motif, f.known_from"
    " FROM cvg.remontee_fermetures(ARRAY[$2::text], '2000-01-01', '2199-12-31', $1::timestamptz) f"
    " ORDER BY f.debut DESC, f.territoire";
static const char history_sql[] = "SELECT f.debut, f.fin, f.motif, f.known_from, f.known_to FROM cvg.fermeture f"
                                  " WHERE f.chantier_id = $2 AND f.known_to < 'infinity'"
                                  "   AND ($1::timestamptz IS NULL OR f.known_to <= $1::timestamptz)"
                                  " ORDER BY f.known_to DESC, f.debut DESC LIMIT 200";
enum { LIST_TERRITOIRE, LIST_DEBUT, LIST_FIN, LIST_MOTIF, LIST_KNOWN };
enum { OLD_DEBUT, OLD_FIN, OLD_MOTIF, OLD_FROM, OLD_TO };

struct fermetures {
    enum scope_kind kind;
    size_t list, history;
    struct edition act;
};

static int prepare(struct page *p, enum scope_kind kind)
{
    struct fermetures *f = page_own(p, sizeof *f);
    struct db_params list = {0}, history = {0};
    f->kind = kind;
    if (page_scope(p, kind, page_segment(p)) < 0)
        return 0;
    const char *reporter = page_choice(p)->scope.code;
    if (!page_sees(p, &page_choice(p)->scope)) {
        page_refuse(p, 403, TEXT_NOT_SEEN);
        return 0;
    }
    if (page_posted(p) && !fermeture_may(p, reporter)) {
        page_refuse(p, 403, TEXT_NOT_YOURS);
        return 0;
    }
    if (page_posted(p))
        fermeture_act(p, reporter, &f->act);
    page_known(p, &list);
    db_add_text(&list, reporter);
    f->list = page_need_sql(p, list_sql, &list);
    page_known(p, &history);
    db_add_text(&history, reporter);
    f->history = page_need_sql(p, history_sql, &history);
    return 0;
}

static int prepare_chantier(struct page *p, struct err *e)
{
    (void)e;
    return prepare(p, SCOPE_CHANTIER);
}

static int prepare_territoire(struct page *p, struct err *e)
{
    (void)e;
    return prepare(p, SCOPE_TERRITOIRE);
}

/* ---- the tables ---- */

static json_t *table_of_list(const struct page *p, const struct fermetures *f, bool may)
{
    const struct db_result *r = page_result(p, f->list);
    json_t *t = table_new("fermetures", "Fermetures déclarées", NULL);
    table_column(t, "debut", "Première nuit", TABLE_DAY, NULL);
    table_column(t, "fin", "Dernière nuit", TABLE_DAY, NULL);
    table_column(t, "motif", "Motif", TABLE_TEXT, NULL);
    table_column(t, "par", "Déclarée pour", TABLE_TEXT, NULL);
    table_column(t, "depuis", "Connue depuis le", TABLE_DAY, NULL);
    for (int i = 0; i < db_rows(r); i++) {
        const char *territoire = db_text(r, i, LIST_TERRITOIRE);
        char href[16 + CAL_DAY_LEN] = "?debut=";
        table_row(t);
        json_t *first = table_day(t, db_day(r, i, LIST_DEBUT));
        if (may && !*territoire) {
            cal_format_day(db_day(r, i, LIST_DEBUT), href + strlen(href));
            table_link(first, href);
        }
        table_day(t, db_day(r, i, LIST_FIN));
        table_text(t, db_text(r, i, LIST_MOTIF));
        table_text(t, *territoire ? directory_territoire(&page_dashboard(p)->directory, territoire) : TEXT_OWN);
        table_day(t, cal_paris_day(db_instant(r, i, LIST_KNOWN)));
    }
    return t;
}

static json_t *table_of_history(const struct page *p, const struct fermetures *f)
{
    const struct db_result *r = page_result(p, f->history);
    json_t *t = table_new("historique", "Déclarations corrigées ou retirées", NULL);
    table_column(t, "debut", "Première nuit", TABLE_DAY, NULL);
    table_column(t, "fin", "Dernière nuit", TABLE_DAY, NULL);
    table_column(t, "motif", "Motif", TABLE_TEXT, NULL);
    table_column(t, "du", "Connue du", TABLE_DAY, NULL);
    table_column(t, "au", "jusqu’au", TABLE_DAY, NULL);
    for (int i = 0; i < db_rows(r); i++) {
        table_row(t);
        table_day(t, db_day(r, i, OLD_DEBUT));
        table_day(t, db_day(r, i, OLD_FIN));
        table_text(t, db_text(r, i, OLD_MOTIF));
        table_day(t, cal_paris_day(db_instant(r, i, OLD_FROM)));
        table_day(t, cal_paris_day(db_instant(r, i, OLD_TO)));
    }
    return t;
}

/* ---- the page ---- */

/* The declaration in force that begins on this day; false: none of this reporter's own. */
static bool find_named(const struct page *p, const struct fermetures *f, const char *s, struct fermeture *out)
{
    const struct db_result *r = page_result(p, f->list);
    int32_t day;
    if (!s || !cal_parse_day(s, strlen(s), &day))
        return false;
    for (int i = 0; i < db_rows(r); i++) {
        if (*db_text(r, i, LIST_TERRITOIRE) || db_day(r, i, LIST_DEBUT) != day)
            continue;
        *out = (struct fermeture){.debut = day,
                                  .fin = db_day(r, i, LIST_FIN),
                                  .motif = db_text(r, i, LIST_MOTIF),
                                  .known_from_us = db_instant(r, i, LIST_KNOWN)};
        return true;
    }
    return false;
}

static json_t *form_of(const struct page *p, const struct fermetures *f, const char *path, const char *refusal)
{
    struct fermeture old;
    const char *name = refusal ? page_field(p, "avant") : page_query(p, "debut");
    const struct fermeture *named = find_named(p, f, name, &old) ? &old : NULL;
    return refusal ? fermeture_form_again(p, path, refusal, named) : fermeture_form(p, path, "", named);
}

static void go_back(struct page *p, const struct buf *path)
{
    struct buf said = {0}, to = {0};
    bool chantier = strcmp(page_field(p, "retour"), "chantier") == 0;
    fermeture_said(p, &said);
    buf_add(&to, buf_text(path), path->len - (chantier ? strlen("/fermetures") : 0));
    page_go_said(p, buf_text(&to), buf_text(&said));
    buf_deinit(&said);
    buf_deinit(&to);
}

static json_t *build(struct page *p)
{
    struct fermetures *f = page_own(p, sizeof *f);
    const struct scope *s = &page_choice(p)->scope;
    const char *refusal = page_posted(p) ? edition_refusal(&f->act) : NULL;
    struct buf path = {0};
    json_t *doc = NULL;
    fermeture_path(f->kind, s->code, &path);
    if (page_posted(p) && !refusal) {
        go_back(p, &path);
    } else {
        bool may = fermeture_may(p, s->code);
        doc = json_pack("{ss ss ss ss sb so so s{so so}}", "titre", "Fermetures", "nom",
                        directory_label(&page_dashboard(p)->directory, s), "code", s->code, "chemin", buf_text(&path),
                        "territoire", f->kind == SCOPE_TERRITOIRE, "fermeture",
                        may ? form_of(p, f, buf_text(&path), refusal) : json_null(), "parent",
                        json_stringn(buf_text(&path), path.len - strlen("/fermetures")), "tables", "fermetures",
                        table_of_list(p, f, may), "historique", table_of_history(p, f));
        must(doc);
    }
    buf_deinit(&path);
    return doc;
}

void page_fermetures_open(struct dashboard *d)
{
    static const struct page_spec chantier = {.path = "/chantier/",
                                              .prefix = true,
                                              .below = "/fermetures",
                                              .name = "fermetures",
                                              .right = RIGHT_FIGURES,
                                              .form = true,
                                              .prepare = prepare_chantier,
                                              .build = build};
    static const struct page_spec territoire = {.path = "/territoire/",
                                                .prefix = true,
                                                .below = "/fermetures",
                                                .name = "fermetures",
                                                .right = RIGHT_FIGURES,
                                                .form = true,
                                                .prepare = prepare_territoire,
                                                .build = build};
    page_add(d, &chantier);
    page_add(d, &territoire);
}
