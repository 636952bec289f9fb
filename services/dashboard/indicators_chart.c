/* The catalogue as bars: what can be compared on one scale stands in one chart. */
#include "dashboard/indicators.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "dashboard/labels.h"

static const char TEXT_RATES[] = "Taux", TEXT_PEOPLE[] = "parcours", TEXT_PERCENT[] = "%";

#define UNKNOWN "–"
#define WITHHELD "s"

static json_t *new_chart(const struct indicators_view *v, const char *unit)
{
    struct buf scope = {0};
    scope_format(&v->scope, &scope);
    json_t *c = json_pack("{s:s, s:s, s:[s,s], s:[]}", "unite", unit, "scope", buf_text(&scope), "series",
                          v->now.period, v->before.period, "barres");
    must(c);
    buf_deinit(&scope);
    return c;
}

/* ---- one bar ---- */

/* A repartition's keys are compared by their share: two years have not the same number of people. */
static bool value_of(const struct indicator *i, size_t k, const int64_t *slots, double *out)
{
    if (i->kind != KIND_REPARTITION)
        return figure_value(i, slots, k, out);
    int64_t den = slots[i->slot];
    *out = den ? (double)slots[i->slot + 2 + k] * 100 / (double)den : 0;
    return den != 0;
}

static void add_side(const struct indicators_view *v, const struct indicators_side *s, const struct indicator *i,
                     size_t k, json_t *values, json_t *texts)
{
    struct buf text = {0};
    double value;
    if (s->hidden && s->hidden[i - v->definitions->catalogue->indicators]) {
        json_array_append_new(values, json_null());
        json_array_append_new(texts, json_string(WITHHELD));
    } else if (!s->slots || !value_of(i, k, s->slots, &value)) {
        json_array_append_new(values, json_null());
        json_array_append_new(texts, json_string(UNKNOWN));
    } else {
        figure_show(i, s->slots, k, &text);
        json_array_append_new(values, json_real(value));
        json_array_append_new(texts, json_string(buf_text(&text)));
    }
    buf_deinit(&text);
}

static void add_bar(const struct indicators_view *v, json_t *chart, const char *name, const struct indicator *i,
                    size_t k)
{
    json_t *values = json_array(), *texts = json_array();
    add_side(v, &v->now, i, k, values, texts);
    add_side(v, &v->before, i, k, values, texts);
    json_t *bar = json_pack("{s:s, s:o, s:o}", "nom", name, "valeurs", values, "textes", texts);
    must(bar && json_array_append_new(json_object_get(chart, "barres"), bar) == 0);
    char key[64] = "";
    bool of_key = i->kind == KIND_REPARTITION;
    if (!indicators_live(v, i))
        return;
    if (of_key)
        indicator_key(i, k, key, sizeof key);
    json_object_set_new(bar, "code", json_sprintf("%s%s%s", i->code, of_key ? ":" : "", key));
}

static void add_keys(const struct indicators_view *v, json_t *chart, const struct indicator *i)
{
    const struct codes *codes = expr_codes(i->expression);
    char label[200];
    for (size_t k = 0; k < i->keys_n; k++) {
        if (codes && codes->items[k].unknown)
            continue;
        label_key(i, k, label, sizeof label);
        add_bar(v, chart, label, i, k);
    }
}

json_t *indicators_chart(const struct indicators_view *v, const struct indicator *i)
{
    bool keys = i->kind == KIND_REPARTITION;
    json_t *chart = new_chart(v, keys ? TEXT_PERCENT : i->unit);
    if (keys)
        add_keys(v, chart, i);
    else
        add_bar(v, chart, i->label, i, 0);
    return chart;
}

/* ---- a section ---- */

struct group {
    const struct indicators_view *v;
    const char *slug;
    json_t *out;
    const struct indicator *list[INDICATORS_MAX];
    size_t n;
};

static void end_group(struct group *g, const char *title, json_t *chart)
{
    char id[INDICATORS_SLUG_LEN + 24];
    snprintf(id, sizeof id, "g-%s-%zu", g->slug, json_array_size(g->out) + 1);
    if (g->n)
        json_array_append_new(g->out, json_pack("{s:s, s:o, s:o}", "titre", title, "donnees", chart, "table",
                                                indicators_table_of(g->v, id, title, g->list, g->n)));
    else
        json_decref(chart);
    g->n = 0;
}

static bool is_of(const struct group *g, const struct indicator *i, const char *section)
{
    return indicators_has(g->v, i) && strcmp(i->section, section) == 0;
}

static void add_rates(struct group *g, const struct catalogue *c, const char *section)
{
    json_t *chart = new_chart(g->v, TEXT_PERCENT);
    for (size_t k = 0; k < c->indicators_n; k++) {
        const struct indicator *i = &c->indicators[k];
        if (!is_of(g, i, section) || !figure_is_percentage(i))
            continue;
        g->list[g->n++] = i;
        add_bar(g->v, chart, i->label, i, 0);
    }
    end_group(g, TEXT_RATES, chart);
}

static void add_repartitions(struct group *g, const struct catalogue *c, const char *section)
{
    for (size_t k = 0; k < c->indicators_n; k++) {
        const struct indicator *i = &c->indicators[k];
        if (!is_of(g, i, section) || i->kind != KIND_REPARTITION)
            continue;
        g->list[g->n++] = i;
        end_group(g, i->label, indicators_chart(g->v, i));
    }
}

static bool is_count(const struct indicator *i)
{
    return i->kind != KIND_REPARTITION && !figure_is_percentage(i);
}

/* Counts of one unit, in the order of the catalogue; those whose unit came before are with it. */
static void add_counts(struct group *g, const struct catalogue *c, const char *section, size_t first)
{
    const char *unit = c->indicators[first].unit;
    for (size_t k = 0; k < first; k++)
        if (is_of(g, &c->indicators[k], section) && is_count(&c->indicators[k]) &&
            strcmp(c->indicators[k].unit, unit) == 0)
            return;
    json_t *chart = new_chart(g->v, unit);
    for (size_t k = first; k < c->indicators_n; k++) {
        const struct indicator *i = &c->indicators[k];
        if (!is_of(g, i, section) || !is_count(i) || strcmp(i->unit, unit) != 0)
            continue;
        g->list[g->n++] = i;
        add_bar(g->v, chart, i->label, i, 0);
    }
    char title[80];
    snprintf(title, sizeof title, "En %s", *unit ? unit : TEXT_PEOPLE);
    end_group(g, title, chart);
}

json_t *indicators_charts(const struct indicators_view *v, const char *section, const char *slug)
{
    const struct catalogue *c = v->definitions->catalogue;
    struct group *g = mem_new(sizeof *g);
    *g = (struct group){.v = v, .slug = slug, .out = json_array()};
    for (size_t k = 0; k < c->indicators_n; k++)
        if (is_of(g, &c->indicators[k], section) && is_count(&c->indicators[k]))
            add_counts(g, c, section, k);
    add_rates(g, c, section);
    add_repartitions(g, c, section);
    json_t *out = g->out;
    free(g);
    return out;
}
