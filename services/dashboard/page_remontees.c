/* /remontees: who has reported, night by night, chantier by chantier; and who is to be called.
 *
 * The window is the page's own (`jusqua`, `nuits`): it stands for the period in what is taken away. As known on an
 * evening the window ends the night before it, and nothing that came later is seen. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cal.h"
#include "base/text.h"
#include "dashboard/nuit_words.h"
#include "dashboard/nuits.h"
#include "dashboard/page.h"
#include "dashboard/pages.h"
#include "dashboard/window.h"
#include "dashboard/words.h"
#include "io/http.h"

#define ROWS_MAX 500
#define NBSP "\u00a0"

static const char TEXT_MANY[] =
    "Les %d premiers chantiers sont montrés, sur %zu" NBSP ": choisissez un périmètre plus petit.";
static const char *const WEEKDAYS[] = {"lun.", "mar.", "mer.", "jeu.", "ven.", "sam.", "dim."};

struct silent { /* a chantier without an accepted export since so many expected nights */
    const char *id;
    size_t territoire;
    struct nuit_silence silence;
    int32_t last;
};

struct remontees {
    struct nuits_need need;
    struct window w;
    struct figures_view about;
    const char **ids; /* in prepare() */
    size_t ids_n;
    /* in build() */
    struct silent *silent;
    size_t silent_n, shown, members;
    int64_t counts[REMONTEE_STATE_COUNT];
    int64_t (*nights)[REMONTEE_STATE_COUNT]; /* [need.n] */
};

/* ---- the window ---- */

static void query_of(const struct page *p, const struct remontees *r, int32_t last, struct buf *out)
{
    const struct choice *c = page_choice(p);
    struct buf scope = {0};
    char day[CAL_DAY_LEN];
    scope_format(&c->scope, &scope);
    cal_format_day(last, day);
    buf_adds(out, "/remontees?perimetre=");
    http_url_encode(buf_text(&scope), false, out);
    buf_addf(out, "&jusqua=%s", day);
    if (r->need.n != WINDOW_DEFAULT)
        buf_addf(out, "&nuits=%zu", r->need.n);
    if (c->past) {
        cal_format_day(c->connu_le, day);
        buf_addf(out, "&connu_le=%s", day);
    }
    buf_deinit(&scope);
}

static json_t *link_to(const struct page *p, const struct remontees *r, int32_t last)
{
    struct buf href = {0};
    query_of(p, r, last, &href);
    json_t *link = json_string(buf_text(&href));
    buf_deinit(&href);
    return link;
}

static json_t *window_of(const struct page *p, const struct remontees *r)
{
    char last[CAL_DAY_LEN], newest[CAL_DAY_LEN];
    struct buf du = {0}, au = {0};
    json_t *options = json_array();
    int32_t next = window_after(&r->w);
    cal_format_day(r->w.last, last);
    cal_format_day(r->w.newest, newest);
    words_day(r->w.first, &du);
    words_day(r->w.last, &au);
    for (size_t i = 0; i < WINDOW_LENGTHS; i++)
        json_array_append_new(
            options, json_pack("{si sb}", "valeur", window_lengths[i], "choisi", (int)r->need.n == window_lengths[i]));
    json_t *w = json_pack("{ss ss ss ss so so so}", "jusqua", last, "max", newest, "du", buf_text(&du), "au",
                          buf_text(&au), "longueurs", options, "avant", link_to(p, r, r->w.first - 1), "apres",
                          next != CELL_NULL ? link_to(p, r, next) : json_null());
    buf_deinit(&du);
    buf_deinit(&au);
    return w;
}

/* ---- who ---- */

/* Is this chantier shown: a member in the window, of the perimeter that was chosen, and this viewer's to see? */
static bool is_shown(const struct page *p, const struct remontees *r, const struct reference *reference, const char *id,
                     struct membership *m_out)
{
    const struct choice *c = page_choice(p);
    *m_out = reference_membership(reference, id, r->w.first, r->w.last);
    return m_out->counts && !m_out->coordination && scope_includes(&c->scope, reference, id, m_out, r->w.first) &&
           rights_see_reporter(page_viewer(p), id, &page_dashboard(p)->directory.reference, r->w.first, r->w.last);
}

static int prepare(struct page *p, struct err *e)
{
    const struct reference *now = &page_dashboard(p)->directory.reference;
    struct remontees *r = page_own(p, sizeof *r);
    const struct choice *c = page_choice(p);
    if (window_read(page_query(p, "jusqua"), page_query(p, "nuits"), page_evening(p), &r->w, e) < 0)
        return -1;
    r->ids = page_alloc(p, now->chantiers.n + 1, sizeof *r->ids);
    for (size_t i = 0; i < now->chantiers.n; i++) {
        struct membership m;
        if (is_shown(p, r, now, now->chantiers.entries[i].key, &m))
            r->ids[r->ids_n++] = now->chantiers.entries[i].key;
    }
    /* who was a member as known then is not known yet: who may see everybody asks for everybody */
    bool all = c->past && page_viewer(p)->scope.kind == SCOPE_NATION;
    nuits_need(p, all ? NULL : r->ids, r->ids_n, r->w.first, (size_t)r->w.n, &r->need);
    page_days(p, r->w.first, r->w.last);
    return 0;
}

/* ---- the matrix ---- */

/* The newest night stands first: what is to be seen at once must not lie beyond the edge. */
static json_t *matrix_new(const struct remontees *r)
{
    json_t *t = table_new("nuits", "Les remontées, nuit par nuit", "La nuit la plus récente d’abord.");
    table_column(t, "chantier", "Chantier", TABLE_TEXT, NULL);
    for (size_t i = r->need.n; i-- > 0;) {
        char key[CAL_DAY_LEN], day[CAL_DAY_LEN], label[32];
        int32_t night = r->w.first + (int32_t)i;
        cal_format_day(night, key);
        cal_format_day_fr(night, day);
        snprintf(label, sizeof label, "%s %.5s", WEEKDAYS[cal_weekday(night) - 1], day);
        table_column(t, key, label, TABLE_TEXT, NULL);
    }
    return t;
}

static void add_head(const struct page *p, json_t *t, const char *id)
{
    const struct choice *c = page_choice(p);
    struct buf href = {0};
    buf_adds(&href, "/chantier/");
    http_url_encode(id, false, &href);
    if (c->past) {
        char day[CAL_DAY_LEN];
        cal_format_day(c->connu_le, day);
        buf_addf(&href, "?connu_le=%s", day);
    }
    table_link(table_text(t, directory_chantier(&page_dashboard(p)->directory, id)), buf_text(&href));
    buf_deinit(&href);
}

static void add_coverage(struct coverage *c, int32_t last)
{
    c->expected++;
    if (last == CELL_NULL)
        return;
    c->counted++;
    if (c->oldest == CELL_NULL || last < c->oldest)
        c->oldest = last;
}

static void add_row(const struct page *p, struct remontees *r, struct nuits *x, json_t *t, const char *id,
                    size_t territoire)
{
    struct nuits_line line;
    nuits_read(x, id, &line);
    table_row(t);
    add_head(p, t, id);
    for (size_t i = r->need.n; i-- > 0;) {
        nuits_cell(x, &line, i, t, NULL, NULL);
        r->nights[i][line.nuits[i].state]++;
        r->counts[line.nuits[i].state]++;
    }
    struct silent s = {.id = id,
                       .territoire = territoire,
                       .silence = nuit_silence(line.nuits, r->need.n),
                       .last = nuits_last_accepted(x, &line)};
    add_coverage(&r->about.coverage, s.last);
    if (s.silence.nights)
        r->silent[r->silent_n++] = s;
}

static void add_territoire(const struct page *p, struct remontees *r, struct nuits *x, json_t *t, size_t territoire)
{
    const struct map *chantiers = &x->reference->chantiers;
    bool headed = false;
    for (size_t i = 0; i < chantiers->n; i++) {
        const char *id = chantiers->entries[i].key;
        struct membership m;
        if (!is_shown(p, r, x->reference, id, &m) || m.territoire != territoire)
            continue;
        r->members++;
        if (r->shown == ROWS_MAX)
            continue;
        if (!headed)
            table_section(t, x->reference->territoires[territoire].nom);
        headed = true;
        add_row(p, r, x, t, id, territoire);
        r->shown++;
    }
}

/* How many chantiers were in each state, night by night; states that nobody was in are left out. */
static void add_foot(const struct remontees *r, json_t *t)
{
    for (int s = REMONTEE_HORS + 1; s < REMONTEE_STATE_COUNT; s++) {
        if (!r->counts[s])
            continue;
        table_foot(t);
        table_text(t, nuit_label((enum remontee_state)s));
        for (size_t i = r->need.n; i-- > 0;)
            table_number(t, r->nights[i][s]);
    }
}

/* ---- who is to be called ---- */

static int by_silence(const void *a, const void *b)
{
    const struct silent *x = a, *y = b;
    if (x->silence.nights != y->silence.nights)
        return x->silence.nights > y->silence.nights ? -1 : 1;
    return strcmp(x->id, y->id);
}

static json_t *table_of_silent(const struct page *p, const struct remontees *r, const struct nuits *x)
{
    json_t *t = table_new("a_relancer", "Sans export accepté pour la dernière nuit attendue", NULL);
    table_column(t, "chantier", "Chantier", TABLE_TEXT, NULL);
    table_column(t, "territoire", "Territoire", TABLE_TEXT, NULL);
    table_column(t, "etat", "Dernière nuit", TABLE_TEXT, NULL);
    table_column(t, "nuits", "Nuits de suite", TABLE_NUMBER, NULL);
    table_column(t, "dernier", "Dernier export accepté", TABLE_DAY, NULL);
    if (r->silent_n)
        qsort(r->silent, r->silent_n, sizeof *r->silent, by_silence);
    for (size_t i = 0; i < r->silent_n; i++) {
        const struct silent *s = &r->silent[i];
        table_row(t);
        add_head(p, t, s->id);
        table_text(t, x->reference->territoires[s->territoire].nom);
        table_text(t, nuit_label(s->silence.state));
        table_number(t, s->silence.nights);
        table_day(t, s->last);
    }
    return t;
}

/* ---- the page ---- */

static json_t *build(struct page *p)
{
    struct remontees *r = page_own(p, sizeof *r);
    struct nuits x;
    json_t *matrix = matrix_new(r), *perimeters = choice_perimeters(page_viewer(p), &page_dashboard(p)->directory,
                                                                    r->w.first, r->w.last, page_today(p));
    r->nights = page_alloc(p, r->need.n, sizeof *r->nights);
    r->silent = page_alloc(p, ROWS_MAX, sizeof *r->silent);
    r->about = (struct figures_view){
        .scope = page_choice(p)->scope, .coverage = {.oldest = CELL_NULL}, .as_known_on_us = r->need.at_us};
    nuits_open(p, &r->need, &x);
    for (size_t i = 0; i < x.reference->territoires_n; i++)
        add_territoire(p, r, &x, matrix, i);
    if (r->shown)
        add_foot(r, matrix);
    page_about(p, &r->about);
    page_reread(p, &page_choice(p)->scope);
    json_t *doc = json_pack(
        "{ss so so so sb sb so s{so so}}", "titre", "Remontées", "choix",
        choice_bar(page_choice(p), page_dashboard(p)->definitions, "/remontees", perimeters, page_today(p)), "fenetre",
        window_of(p, r), "etats", nuits_legend(r->counts), "vide", r->shown == 0, "complet", r->silent_n == 0, "trop",
        r->members > r->shown ? json_sprintf(TEXT_MANY, ROWS_MAX, r->members) : json_null(), "tables", "nuits", matrix,
        "a_relancer", table_of_silent(p, r, &x));
    must(doc);
    nuits_close(&x);
    json_decref(perimeters);
    return doc;
}

void page_remontees_open(struct dashboard *d)
{
    static const struct page_spec spec = {.path = "/remontees",
                                          .name = "remontees",
                                          .right = RIGHT_FIGURES,
                                          .perimetre = true,
                                          .prepare = prepare,
                                          .build = build};
    page_add(d, &spec);
}
