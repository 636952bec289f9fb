/* /reference/fermetures: every closure that is declared, and the form that declares one for any chantier or territory.
 * Each is corrected on the page of whose it is (page_fermetures.c). */
#include <string.h>

#include "base/cal.h"
#include "dashboard/fermeture_form.h"
#include "dashboard/page.h"
#include "dashboard/pages.h"
#include "io/http.h"

#define AHEAD_DAYS 366
#define LIST_DAYS 366 /* those that ended before are on the pages of whose they are */

static const char PATH[] = "/reference/fermetures";
static const char TEXT_WHO[] = "Choisissez le chantier ou le territoire qui ferme.";

/* $1: as known then; $2: those that end on this day or later */
static const char list_sql[] = "SELECT f.chantier_id, f.debut, f.fin, f.motif, f.known_from FROM cvg.fermeture f"
                               " WHERE f.fin >= $2::date AND " EDITION_KNOWN("f") " ORDER BY f.debut DESC, 1";
enum { F_REPORTER, F_DEBUT, F_FIN, F_MOTIF, F_KNOWN };

struct fermetures_page {
    size_t list;
    struct scope whose; /* of a form that was sent; SCOPE_NONE: it does not say */
    struct edition act;
};

static bool is_territoire(const struct page *p, const char *reporter)
{
    return reference_find_territoire(&page_dashboard(p)->directory.reference, reporter) >= 0;
}

static int prepare(struct page *p, struct err *e)
{
    struct fermetures_page *f = page_own(p, sizeof *f);
    struct db_params list = {0};
    (void)e;
    if (page_posted(p) && scope_parse(page_field(p, "reporter"), &f->whose, NULL) < 0)
        f->whose = (struct scope){0};
    if (f->whose.kind == SCOPE_CHANTIER || f->whose.kind == SCOPE_TERRITOIRE)
        fermeture_act(p, f->whose.code, &f->act);
    page_known(p, &list);
    db_add_day(&list, page_evening(p) - LIST_DAYS);
    f->list = page_need_sql(p, list_sql, &list);
    return 0;
}

static json_t *table_of(const struct page *p, const struct db_result *r)
{
    const struct directory *dir = &page_dashboard(p)->directory;
    json_t *t = table_new("fermetures", "Fermetures déclarées",
                          "Celles qui durent, qui viennent, ou qui ont fini depuis un an au plus.");
    table_column(t, "qui", "Chantier ou territoire", TABLE_TEXT, NULL);
    table_column(t, "debut", "Première nuit", TABLE_DAY, NULL);
    table_column(t, "fin", "Dernière nuit", TABLE_DAY, NULL);
    table_column(t, "motif", "Motif", TABLE_TEXT, NULL);
    table_column(t, "depuis", "Connue depuis le", TABLE_DAY, NULL);
    for (int i = 0; i < db_rows(r); i++) {
        const char *reporter = db_text(r, i, F_REPORTER);
        bool territoire = is_territoire(p, reporter);
        struct buf href = {0};
        char day[CAL_DAY_LEN];
        cal_format_day(db_day(r, i, F_DEBUT), day);
        fermeture_path(territoire ? SCOPE_TERRITOIRE : SCOPE_CHANTIER, reporter, &href);
        buf_addf(&href, "?debut=%s", day);
        table_row(t);
        json_t *head =
            table_text(t, territoire ? directory_territoire(dir, reporter) : directory_chantier(dir, reporter));
        if (reference_knows(&dir->reference, reporter))
            table_link(head, buf_text(&href));
        table_day(t, db_day(r, i, F_DEBUT));
        table_day(t, db_day(r, i, F_FIN));
        table_text(t, db_text(r, i, F_MOTIF));
        table_day(t, cal_paris_day(db_instant(r, i, F_KNOWN)));
        buf_deinit(&href);
    }
    return t;
}

/* Who may be chosen: as a perimeter is, the nation aside. */
static json_t *reporters_of(const struct page *p)
{
    int32_t today = page_today(p);
    json_t *groups =
               choice_perimeters(page_viewer(p), &page_dashboard(p)->directory, today, today + AHEAD_DAYS, INT32_MAX),
           *group, *option;
    const char *chosen = page_field(p, "reporter");
    size_t g, i;
    json_array_foreach(groups, g, group)
    {
        json_array_foreach(json_object_get(group, "options"), i, option)
        {
            const char *value = json_string_value(json_object_get(option, "valeur"));
            json_object_set_new(option, "choisi", json_boolean(strcmp(value, chosen) == 0));
        }
    }
    if (json_array_size(groups) && json_is_null(json_object_get(json_array_get(groups, 0), "groupe")))
        json_array_remove(groups, 0);
    return groups;
}

static json_t *form_of(const struct page *p, const char *refusal)
{
    json_t *form = refusal ? fermeture_form_again(p, PATH, refusal, NULL) : fermeture_form(p, PATH, "", NULL);
    json_object_set_new(form, "a_reporters", json_true());
    json_object_set_new(form, "reporters", reporters_of(p));
    return form;
}

static json_t *build(struct page *p)
{
    struct fermetures_page *f = page_own(p, sizeof *f);
    const char *refusal = !page_posted(p) ? NULL : f->act.page ? edition_refusal(&f->act) : TEXT_WHO;
    if (page_posted(p) && !refusal) {
        struct buf said = {0};
        fermeture_said(p, &said);
        page_go_said(p, PATH, buf_text(&said));
        buf_deinit(&said);
        return NULL;
    }
    json_t *doc = json_pack("{ss so so s{so}}", "titre", "Fermetures", "choix",
                            choice_bar(page_choice(p), page_dashboard(p)->definitions, PATH, NULL, page_today(p)),
                            "fermeture", page_choice(p)->past ? json_null() : form_of(p, refusal), "tables",
                            "fermetures", table_of(p, page_result(p, f->list)));
    must(doc);
    return doc;
}

void page_reference_fermetures_open(struct dashboard *d)
{
    static const struct page_spec spec = {.path = PATH,
                                          .name = "reference_fermetures",
                                          .right = RIGHT_EDIT,
                                          .form = true,
                                          .prepare = prepare,
                                          .build = build};
    page_add(d, &spec);
}
