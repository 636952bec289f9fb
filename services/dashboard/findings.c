/* Findings as pages show them. */
#include "dashboard/findings.h"

#include <string.h>

#include "dashboard/table.h"
#include "programme/finding_generic.h"

#define NBSP "\u00a0"
#define PLACES_MAX 50   /* shown of one message; the table that is taken away has all */
#define MESSAGES_MAX 20 /* shown of a group */
#define FIGURES_MAX 6
#define COLUMNS_MAX 3 /* more faults of one header are told together */

static void set(json_t *to, const char *key, json_t *value)
{
    must(value && json_object_set_new(to, key, value) == 0);
}

static void add(json_t *to, json_t *value)
{
    must(value && json_array_append_new(to, value) == 0);
}

/* A template takes 0 for something to say. */
static json_t *count_or_null(size_t n)
{
    return n ? json_integer((json_int_t)n) : json_null();
}

/* ---- without persons ---- */

static json_t *masked_one(const json_t *finding, size_t at, const struct definitions *d)
{
    struct told_finding f = told_finding_read(finding, at);
    struct buf message = {0};
    json_t *x = json_copy(mem_unconst(finding));
    const char *column = finding_generic_column(d, &f);
    finding_generic(d, &f, &message);
    set(x, "message", json_string(buf_text(&message)));
    set(x, "column", *column ? json_string(column) : json_null());
    set(x, "parcours_id", json_null());
    set(x, "key", json_null());
    set(x, "value", json_null());
    buf_deinit(&message);
    return x;
}

json_t *findings_masked(const json_t *findings, const struct definitions *d)
{
    json_t *list = json_array(), *finding;
    size_t i;
    json_array_foreach(findings, i, finding) add(list, masked_one(finding, i, d));
    return list;
}

/* ---- what stands where ---- */

static const struct dataset *dataset_of(const struct definitions *d, const char *name)
{
    int i = definitions_find_dataset(d, name);
    return i < 0 ? NULL : d->datasets[i];
}

static const char *dataset_title(const struct definitions *d, const char *name)
{
    const struct dataset *set = dataset_of(d, name);
    return set && set->title ? set->title : name;
}

static const char *column_title(const struct definitions *d, const char *dataset, const char *column)
{
    const struct dataset *set = dataset_of(d, dataset);
    int i = set ? dataset_find_field(set, column) : -1;
    return i >= 0 && set->fields[i].title ? set->fields[i].title : column;
}

static const char *figure_title(const struct definitions *d, const char *code)
{
    const struct indicator *i = catalogue_find(d->catalogue, code);
    return i ? i->label : code;
}

void findings_where(const struct definitions *d, const struct told_finding *f, struct buf *out)
{
    buf_adds(out, *f->dataset ? dataset_title(d, f->dataset) : "L’envoi");
    if (*f->column)
        buf_addf(out, ", «" NBSP "%s" NBSP "»", column_title(d, f->dataset, f->column));
}

/* ---- groups ---- */

static json_t *place_of(const struct told_finding *f)
{
    bool masked = strcmp(f->value, FINDING_MASK) == 0;
    json_t *x = json_object();
    set(x, "ligne", f->line ? json_integer(f->line) : json_null());
    set(x, "cle", json_string(f->key));
    set(x, "valeur", json_string(masked ? "" : f->value));
    set(x, "masquee", json_boolean(masked));
    return x;
}

static bool placed(const struct told_finding *f)
{
    return f->line || *f->key || *f->value;
}

static json_t *message_of(const struct told_finding *same, size_t n)
{
    json_t *x = json_object(), *places = json_array();
    size_t shown = n < PLACES_MAX ? n : PLACES_MAX;
    for (size_t i = 0; i < shown; i++)
        if (placed(&same[i]))
            add(places, place_of(&same[i]));
    set(x, "message", json_string(same->message));
    set(x, "seul", json_boolean(json_array_size(places) == 0));
    set(x, "lieux", places);
    set(x, "encore", count_or_null(json_array_size(places) ? n - shown : 0)); /* more of what is shown */
    return x;
}

/* Many columns amiss at once: only those messages stay that ask back; the names say the rest. */
static void put_header(json_t *x, const struct finding_group *g)
{
    json_t *columns = json_array(), *messages = json_array();
    for (size_t i = 0; i < g->n; i++) {
        add(columns, json_string(g->items[i].column));
        if (strchr(g->items[i].message, '?'))
            add(messages, message_of(&g->items[i], 1));
    }
    set(x, "colonnes", columns);
    set(x, "messages", messages);
    set(x, "encore", json_null());
}

static void put_messages(json_t *x, const struct finding_group *g)
{
    json_t *messages = json_array();
    size_t i = 0;
    for (size_t n; i < g->n && json_array_size(messages) < MESSAGES_MAX; i += n) {
        n = finding_groups_same(g, i);
        add(messages, message_of(&g->items[i], n));
    }
    set(x, "colonnes", json_array());
    set(x, "messages", messages);
    set(x, "encore", count_or_null(g->n - i));
}

static void put_figures(json_t *x, const struct finding_group *g, const struct definitions *d)
{
    json_t *figures = json_array(), *code;
    size_t i, n = json_array_size(g->moves);
    json_array_foreach(g->moves, i, code)
    {
        if (i < FIGURES_MAX && json_is_string(code))
            add(figures, json_pack("{ss}", "libelle", figure_title(d, json_string_value(code))));
    }
    set(x, "chiffres_encore", count_or_null(n - json_array_size(figures)));
    set(x, "a_chiffres", json_boolean(n > 0));
    set(x, "chiffres", figures);
}

static json_t *group_of(const struct finding_group *g, const struct definitions *d)
{
    const struct told_finding *first = g->items;
    json_t *x = json_object();
    bool header = g->header && g->n > 1; /* of several columns */
    set(x, "code", json_string(first->code));
    set(x, "envoi", json_boolean(!*first->dataset));
    set(x, "jeu", json_string(first->dataset));
    set(x, "jeu_libelle", json_string(dataset_title(d, first->dataset)));
    set(x, "colonne", json_string(header ? "" : first->column));
    set(x, "colonne_libelle", json_string(header ? "" : column_title(d, first->dataset, first->column)));
    set(x, "n", json_integer((json_int_t)g->n));
    set(x, "plusieurs", json_boolean(g->n > 1));
    if (g->header && g->n > COLUMNS_MAX)
        put_header(x, g);
    else
        put_messages(x, g);
    set(x, "a_colonnes", json_boolean(json_array_size(json_object_get(x, "colonnes")) > 0));
    put_figures(x, g, d);
    return x;
}

static json_t *level_of(enum finding_severity severity, size_t n)
{
    static const char *const flags[FINDING_SEVERITY_COUNT] = {"corriger", "verifier", "information"};
    json_t *x = json_object();
    for (size_t i = 0; i < FINDING_SEVERITY_COUNT; i++)
        set(x, flags[i], json_boolean(i == severity));
    set(x, "n", json_integer((json_int_t)n));
    set(x, "groupes", json_array());
    return x;
}

json_t *findings_view(const json_t *outcome, const struct definitions *d, bool masked)
{
    struct finding_groups groups;
    json_t *view = json_object(), *levels = json_array(), *level = NULL;
    enum finding_severity last = FINDING_SEVERITY_COUNT;
    json_int_t unlisted = json_integer_value(json_object_get(outcome, "findings_unlisted"));
    finding_groups_make(json_object_get(outcome, "findings"), &groups);
    for (size_t i = 0; i < groups.list_n; i++) {
        if (groups.list[i].items->severity != last) {
            last = groups.list[i].items->severity;
            level = level_of(last, groups.by_severity[last]);
            add(levels, level);
        }
        add(json_object_get(level, "groupes"), group_of(&groups.list[i], d));
    }
    set(view, "n", json_integer((json_int_t)groups.n));
    set(view, "aucun", json_boolean(groups.n == 0));
    set(view, "masques", json_boolean(masked && groups.n > 0));
    set(view, "non_listes", count_or_null(unlisted > 0 ? (size_t)unlisted : 0));
    set(view, "niveaux", levels);
    finding_groups_deinit(&groups);
    return view;
}

/* ---- to take away ---- */

static void put_row(json_t *t, const struct told_finding *f, const struct definitions *d)
{
    struct buf moves = {0};
    size_t i;
    json_t *code;
    table_row(t);
    table_text(t, f->code);
    table_text(t, f->dataset);
    if (f->line)
        table_number(t, f->line);
    else
        table_unknown(t);
    table_text(t, f->key);
    table_text(t, f->column);
    table_text(t, f->value);
    table_text(t, f->message);
    json_array_foreach(f->moves, i, code)
    {
        buf_adds(&moves, i ? " ; " : "");
        buf_adds(&moves, figure_title(d, json_string_value(code) ? json_string_value(code) : ""));
    }
    table_text(t, buf_text(&moves));
    buf_deinit(&moves);
}

json_t *findings_table(const json_t *findings, const struct definitions *d)
{
    static const struct {
        const char *key, *label;
        enum table_kind kind;
    } columns[] = {{"code", "Code", TABLE_TEXT},         {"jeu", "Fichier", TABLE_TEXT},
                   {"ligne", "Ligne", TABLE_NUMBER},     {"cle", "Identifiant", TABLE_TEXT},
                   {"colonne", "Colonne", TABLE_TEXT},   {"valeur", "Valeur", TABLE_TEXT},
                   {"message", "Que faire", TABLE_TEXT}, {"chiffres", "Chiffres touchés", TABLE_TEXT}};
    json_t *t = table_new("constats", "Constats", NULL), *finding;
    size_t i;
    for (i = 0; i < sizeof columns / sizeof *columns; i++)
        table_column(t, columns[i].key, columns[i].label, columns[i].kind, NULL);
    json_array_foreach(findings, i, finding)
    {
        struct told_finding f = told_finding_read(finding, i);
        put_row(t, &f, d);
    }
    return t;
}
