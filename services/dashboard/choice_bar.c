/* The bar by which a reader changes what a page is about: perimeters they may see, periods by name. */
#include "dashboard/choice.h"

#include <stdio.h>
#include <string.h>

#include "base/cal.h"

static const char *const MONTHS[] = {"janvier", "février", "mars",      "avril",   "mai",      "juin",
                                     "juillet", "août",    "septembre", "octobre", "novembre", "décembre"};
static const char *const QUARTERS[] = {"premier", "deuxième", "troisième", "quatrième"};

static const char TEXT_TERRITOIRES[] = "Territoires", TEXT_LIVE[] = "En cours", TEXT_PAST[] = "Passées",
                  TEXT_THIS[] = "Choisie", TEXT_ALL[] = "Tous";

#define PAST_QUARTERS 6
#define PAST_MONTHS 6
#define PAST_YEARS 3

/* ---- labels ---- */

static void add_date(int32_t day, bool year, bool month, struct buf *out)
{
    int y, m, d;
    cal_date(day, &y, &m, &d);
    buf_addf(out, d == 1 ? "1er" : "%d", d);
    if (month)
        buf_addf(out, " %s", MONTHS[m - 1]);
    if (year)
        buf_addf(out, " %d", y);
}

static void free_label(const struct period *p, struct buf *out)
{
    int y[2], m[2], d;
    cal_date(p->debut, &y[0], &m[0], &d);
    cal_date(p->fin, &y[1], &m[1], &d);
    bool other_year = y[0] != y[1];
    buf_adds(out, p->debut == p->fin ? "le " : "du ");
    if (p->debut != p->fin) {
        add_date(p->debut, other_year, other_year || m[0] != m[1], out);
        buf_adds(out, " au ");
    }
    add_date(p->fin, true, true, out);
}

void choice_period_label(const struct period *p, struct buf *out)
{
    const char *name = p->name;
    int year, month, d;
    cal_date(p->fin, &year, &month, &d);
    char kind = strlen(name) == 7 ? name[5] : 0;
    if (!period_is_named(p))
        free_label(p, out);
    else if (kind == 'T')
        buf_addf(out, "%s trimestre %d", QUARTERS[name[6] - '1'], year);
    else if (kind == 'C')
        buf_addf(out, "janvier à %s %d", MONTHS[month - 1], year);
    else if (kind == 'S' && name[6] == '1')
        buf_addf(out, "avril à septembre %d", year);
    else if (kind == 'S')
        buf_addf(out, "octobre %d à mars %d", year - 1, year);
    else if (kind)
        buf_addf(out, "%s %d", MONTHS[month - 1], year);
    else
        buf_addf(out, "année %d", year);
}

/* ---- groups of options ---- */

static json_t *group_add(json_t *groups, const char *name)
{
    json_t *options = json_array(), *g = name ? json_pack("{s:s}", "groupe", name) : json_pack("{s:n}", "groupe");
    must(json_object_set_new(g, "options", options) == 0 && json_array_append_new(groups, g) == 0);
    return options;
}

static void option_add(json_t *options, const char *value, const char *label, bool chosen)
{
    must(json_array_append_new(options,
                               json_pack("{s:s, s:s, s:b}", "valeur", value, "libelle", label, "choisi", chosen)) == 0);
}

/* ---- perimeters ---- */

struct perimeters {
    const struct viewer *viewer;
    const struct directory *dir;
    int32_t debut, fin, today;
    json_t *groups, *options; /* options: where the next one goes; NULL: its group is not there yet */
    const char *group;
};

static void offer(struct perimeters *p, const struct scope *s)
{
    if (!rights_see_so_far(p->viewer, s, &p->dir->reference, p->debut, p->fin, p->today))
        return;
    struct buf value = {0};
    scope_format(s, &value);
    if (!p->options)
        p->options = group_add(p->groups, p->group);
    option_add(p->options, buf_text(&value), directory_label(p->dir, s), false);
    buf_deinit(&value);
}

static struct scope scope_of(enum scope_kind kind, const char *code)
{
    struct scope s = {.kind = kind};
    snprintf(s.code, sizeof s.code, "%s", code);
    return s;
}

static void offer_chantier(const char *id, const struct membership *m, void *arg)
{
    struct perimeters *p = arg;
    const struct scope s = scope_of(SCOPE_CHANTIER, id);
    (void)m;
    offer(p, &s);
}

json_t *choice_perimeters(const struct viewer *v, const struct directory *dir, int32_t debut, int32_t fin,
                          int32_t today)
{
    static const struct scope whole[] = {{.kind = SCOPE_NATION}, {.kind = SCOPE_OPERATIONNELS}};
    const struct reference *r = &dir->reference;
    struct perimeters p = {.viewer = v, .dir = dir, .debut = debut, .fin = fin, .today = today, .groups = json_array()};
    for (size_t i = 0; i < sizeof whole / sizeof *whole; i++)
        offer(&p, &whole[i]);
    p.options = NULL;
    p.group = TEXT_TERRITOIRES;
    for (size_t i = 0; i < r->territoires_n; i++) {
        const struct scope s = scope_of(SCOPE_TERRITOIRE, r->territoires[i].code);
        offer(&p, &s);
    }
    for (size_t i = 0; i < r->territoires_n; i++) {
        p.options = NULL;
        p.group = r->territoires[i].nom;
        directory_chantiers(dir, r->territoires[i].code, debut, fin, offer_chantier, &p);
    }
    return p.groups;
}

static json_t *chosen_perimeters(const json_t *perimeters, const struct scope *scope)
{
    struct buf value = {0};
    size_t g, i;
    json_t *group, *option, *groups = json_deep_copy(perimeters);
    scope_format(scope, &value);
    json_array_foreach(groups, g, group)
    {
        json_array_foreach(json_object_get(group, "options"), i, option)
        {
            const char *v = json_string_value(json_object_get(option, "valeur"));
            json_object_set_new(option, "choisi", json_boolean(strcmp(v, buf_text(&value)) == 0));
        }
    }
    buf_deinit(&value);
    return groups;
}

/* ---- periods ---- */

struct periods {
    const struct choice *choice;
    bool found; /* the chosen one is among them */
};

static void offer_period(struct periods *p, json_t *options, const struct period *x)
{
    struct buf label = {0};
    bool chosen = strcmp(x->name, p->choice->period.name) == 0;
    p->found |= chosen;
    choice_period_label(x, &label);
    option_add(options, x->name, buf_text(&label), chosen);
    buf_deinit(&label);
}

static void offer_named(struct periods *p, json_t *options, const struct period *live, size_t live_n, const char *name)
{
    struct period x;
    struct err e;
    must(period_parse(name, &x, &e) == 0);
    for (size_t i = 0; i < live_n; i++)
        if (strcmp(live[i].name, x.name) == 0)
            return;
    offer_period(p, options, &x);
}

static void offer_past(struct periods *p, json_t *options, const struct period *live, size_t live_n, int32_t today)
{
    int y, m, d;
    char name[sizeof p->choice->period.name];
    cal_date(today, &y, &m, &d);
    for (int k = 1; k <= PAST_MONTHS; k++) {
        int months = y * 12 + m - 1 - k;
        snprintf(name, sizeof name, "%04d-%02d", months / 12, months % 12 + 1);
        offer_named(p, options, live, live_n, name);
    }
    for (int k = 1; k <= PAST_QUARTERS; k++) {
        int quarters = y * 4 + (m - 1) / 3 - k;
        snprintf(name, sizeof name, "%04d-T%d", quarters / 4, quarters % 4 + 1);
        offer_named(p, options, live, live_n, name);
    }
    for (int k = 1; k <= PAST_YEARS; k++) {
        snprintf(name, sizeof name, "%04d", y - k);
        offer_named(p, options, live, live_n, name);
    }
}

static json_t *period_groups(const struct choice *c, int32_t today)
{
    struct period live[PERIODS_LIVE_MAX];
    size_t n = periods_live(today, live);
    struct periods p = {.choice = c};
    json_t *groups = json_array(), *options = group_add(groups, TEXT_LIVE);
    for (size_t i = 0; i < n; i++)
        offer_period(&p, options, &live[i]);
    offer_past(&p, group_add(groups, TEXT_PAST), live, n, today);
    if (!p.found && period_is_named(&c->period))
        offer_period(&p, group_add(groups, TEXT_THIS), &c->period);
    return groups;
}

/* ---- the bar ---- */

static json_t *programme_options(const struct choice *c, const struct definitions *d)
{
    json_t *options = json_array();
    for (size_t i = 0; i < programmes_count(d); i++) {
        /* TOUS stands first in vectors, and last for people */
        size_t at = (i + 1) % programmes_count(d);
        const char *name = programme_name(d, at);
        option_add(options, name, at == PROGRAMME_TOUS ? TEXT_ALL : name, at == c->programme);
    }
    return options;
}

json_t *choice_bar(const struct choice *c, const struct definitions *d, const char *action, const json_t *perimeters,
                   int32_t today)
{
    char debut[CAL_DAY_LEN], fin[CAL_DAY_LEN], now[CAL_DAY_LEN], known[CAL_DAY_LEN] = "", evening[CAL_DAY_LEN] = "";
    struct buf label = {0};
    cal_format_day(c->period.debut, debut);
    cal_format_day(c->period.fin, fin);
    cal_format_day(today, now);
    choice_period_label(&c->period, &label);
    if (c->past) {
        cal_format_day(c->connu_le, known);
        cal_format_day_fr(c->connu_le, evening);
    }
    json_t *bar = json_pack("{s:s, s:b, s:o, s:o, s:o, s:b, s:s, s:s, s:s, s:s, s:s, s:s, s:[]}", "action", action,
                            "a_perimetres", perimeters != NULL, "perimetres",
                            perimeters ? chosen_perimeters(perimeters, &c->scope) : json_null(), "periodes",
                            period_groups(c, today), "programmes", programme_options(c, d), "libre",
                            !period_is_named(&c->period), "debut", debut, "fin", fin, "connu_le", known, "aujourdhui",
                            now, "resume", buf_text(&label), "soir", evening, "cache");
    must(bar);
    buf_deinit(&label);
    return bar;
}

void choice_bar_keep(json_t *bar, const char *name, const char *value)
{
    if (value && *value)
        must(json_array_append_new(json_object_get(bar, "cache"),
                                   json_pack("{s:s, s:s}", "nom", name, "valeur", value)) == 0);
}
