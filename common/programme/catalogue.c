/* Reads the catalogue: macros, populations, indicators; lays out the slots of a contribution. */
#include "programme/catalogue.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "programme/definitions.h"
#include "programme/deffile.h"

#define MACROS_MAX 64
#define POPULATIONS_MAX 128

static const char *const kind_names[KIND_COUNT] = {
    [KIND_NONE] = "",           [KIND_COMPTE] = "compte",           [KIND_TAUX] = "taux",
    [KIND_MOYENNE] = "moyenne", [KIND_REPARTITION] = "repartition", [KIND_SOMME] = "somme",
    [KIND_RATIO] = "ratio"};

const char *indicator_kind_name(enum indicator_kind k)
{
    return kind_names[k];
}

enum indicator_kind indicator_kind_parse(const char *name)
{
    for (enum indicator_kind k = KIND_NONE + 1; k < KIND_COUNT; k++)
        if (strcmp(kind_names[k], name) == 0)
            return k;
    return KIND_NONE;
}

struct indicator *catalogue_find(const struct catalogue *c, const char *code)
{
    uint64_t i;
    return map_get(&c->by_code, code, strlen(code), &i) ? &c->indicators[i] : NULL;
}

void indicator_key(const struct indicator *i, size_t k, char *out, size_t cap)
{
    const struct codes *codes = expr_codes(i->expression);
    if (codes)
        snprintf(out, cap, "%s", codes->items[k].code);
    else
        snprintf(out, cap, "%ld", (long)i->key_min + (long)k);
}

/* Words of an attribute that are no codes of its list have no label but themselves: "sans_nouvelles". */
void indicator_key_label(const struct indicator *i, size_t k, char *out, size_t cap)
{
    const struct codes *codes = expr_codes(i->expression);
    if (!codes) {
        indicator_key(i, k, out, cap);
        return;
    }
    const struct codes_item *item = &codes->items[k];
    snprintf(out, cap, "%s", item->label);
    if (strcmp(item->label, item->code) != 0 || !islower((unsigned char)*out))
        return;
    *out = (char)toupper((unsigned char)*out);
    for (char *s = out; *s; s++)
        if (*s == '_')
            *s = ' ';
}

/* ---- scopes ---- */

static const char *const chantier_names[CHANTIER_VALUE_COUNT] = {"objectif", "lignes_lues", "lignes_ecartees",
                                                                 "attendu", "a_jour"};

static void build_scopes(struct catalogue *c, const struct definitions *d)
{
    c->scopes_n = d->datasets_n + 1;
    c->scopes = mem_new_n(c->scopes_n, sizeof *c->scopes);
    c->columns = mem_new_n(c->scopes_n, sizeof *c->columns);
    c->scope_macros = mem_new_n(c->scopes_n, sizeof *c->scope_macros);
    for (size_t s = 0; s < c->scopes_n; s++) {
        const struct dataset *set = s < d->datasets_n ? d->datasets[s] : NULL;
        size_t n = set ? set->fields_n : CHANTIER_VALUE_COUNT;
        c->columns[s] = mem_new_n(set ? n : n + INDICATORS_MAX, sizeof **c->columns);
        c->scope_macros[s] = mem_new_n(MACROS_MAX + POPULATIONS_MAX, sizeof **c->scope_macros);
        for (size_t i = 0; i < n; i++)
            c->columns[s][i] = set ? (struct expr_column){.name = set->fields[i].off ? "" : set->fields[i].name,
                                                          .type = field_expr_type(&set->fields[i]),
                                                          .codes = set->fields[i].codes}
                                   : (struct expr_column){.name = chantier_names[i], .type = EXPR_INT};
        c->scopes[s] = (struct expr_scope){.columns = c->columns[s], .columns_n = n, .macros = c->scope_macros[s]};
    }
}

static void add_macro(struct catalogue *c, size_t scope, const char *name, const char *param, const char *body)
{
    struct expr_macro *m = &c->scope_macros[scope][c->scopes[scope].macros_n++];
    m->name = arena_text(&c->texts, name, strlen(name));
    m->param = *param ? arena_text(&c->texts, param, strlen(param)) : NULL;
    m->body = arena_text(&c->texts, body, strlen(body));
}

static size_t source_of(const struct definitions *d, const char *name)
{
    int i = definitions_find_dataset(d, name);
    return i >= 0 ? (size_t)i : SOURCE_CHANTIER;
}

static size_t scope_of(const struct catalogue *c, size_t source)
{
    return source == SOURCE_CHANTIER ? c->scopes_n - 1 : source;
}

static int refuse(struct deffile *f, const char *column, const struct expr_fault *fault)
{
    return deffile_fault(f, column, fault->offset, "%s", fault->text);
}

/* ---- expressions.csv and populations.csv ---- */

static int read_macro(struct catalogue *c, const struct definitions *d, struct deffile *f)
{
    (void)d;
    if (c->macros_n++ == MACROS_MAX)
        return deffile_fault(f, "nom", 0, "over %d macros", MACROS_MAX);
    if (!*deffile_get(f, "nom") || !*deffile_get(f, "expression"))
        return deffile_fault(f, "nom", 0, "a macro needs a name and an expression");
    for (size_t s = 0; s < c->scopes_n; s++)
        add_macro(c, s, deffile_get(f, "nom"), deffile_get(f, "parametres"), deffile_get(f, "expression"));
    return 0;
}

/* True when `name` stands in `text` as a word. */
static bool mentions(const char *text, const char *name)
{
    size_t n = strlen(name);
    for (const char *p = text; (p = strstr(p, name)); p += n) {
        bool starts = p == text || !(isalnum((unsigned char)p[-1]) || p[-1] == '_');
        if (starts && !isalnum((unsigned char)p[n]) && p[n] != '_')
            return true;
    }
    return false;
}

static bool mentions_at_end(const struct catalogue *c, size_t source, const char *text)
{
    for (size_t i = 0; i < c->populations_n; i++)
        if (c->populations[i].at_end && c->populations[i].source == source && mentions(text, c->populations[i].name))
            return true;
    return false;
}

static int read_population(struct catalogue *c, const struct definitions *d, struct deffile *f)
{
    const char *name = deffile_get(f, "nom"), *condition = deffile_get(f, "condition"),
               *member = deffile_get(f, "membre");
    size_t source = source_of(d, deffile_get(f, "source"));
    struct expr_fault fault;
    if (source == SOURCE_CHANTIER)
        return deffile_fault(f, "source", 0, "no such dataset");
    if (c->populations_n == POPULATIONS_MAX)
        return deffile_fault(f, "nom", 0, "over %d populations", POPULATIONS_MAX);
    if (strcmp(member, "fin") != 0 && strcmp(member, "periode") != 0)
        return deffile_fault(f, "membre", 0, "must be periode or fin");
    struct expr *x = expr_parse(condition, &c->scopes[source], &fault);
    if (!x)
        return refuse(f, "condition", &fault);
    enum expr_type type = expr_type(x);
    expr_free(&x);
    if (type != EXPR_BOOL)
        return deffile_fault(f, "condition", 0, "not a condition");
    c->populations = mem_grow(c->populations, (c->populations_n + 1) * sizeof *c->populations);
    c->populations[c->populations_n] = (struct population){
        .name = arena_text(&c->texts, name, strlen(name)),
        .label = arena_text(&c->texts, deffile_get(f, "libelle"), strlen(deffile_get(f, "libelle"))),
        .source = source,
        .condition = arena_text(&c->texts, condition, strlen(condition)),
        .at_end = strcmp(member, "fin") == 0 || mentions_at_end(c, source, condition)};
    c->populations_n++;
    add_macro(c, source, name, "", condition);
    return 0;
}

/* ---- indicateurs.csv ---- */

static int read_condition(struct catalogue *c, struct deffile *f, size_t source, size_t *out)
{
    const char *text = deffile_get(f, "population");
    struct expr_fault fault;
    for (size_t i = 0; i < c->conditions_n; i++)
        if (c->conditions[i].source == source && strcmp(c->conditions[i].text, text) == 0) {
            *out = i;
            return 0;
        }
    struct expr *x = expr_parse(text, &c->scopes[scope_of(c, source)], &fault);
    if (!x)
        return refuse(f, "population", &fault);
    c->conditions = mem_grow(c->conditions, (c->conditions_n + 1) * sizeof *c->conditions);
    c->conditions[c->conditions_n] = (struct condition){source, arena_text(&c->texts, text, strlen(text)), x};
    *out = c->conditions_n++;
    return expr_type(x) == EXPR_BOOL ? 0 : deffile_fault(f, "population", 0, "not a condition");
}

static int read_expression(struct catalogue *c, struct deffile *f, const char *column, size_t source, struct expr **out)
{
    const char *text = deffile_get(f, column);
    struct expr_fault fault;
    if (!*text)
        return 0;
    *out = expr_parse(text, &c->scopes[scope_of(c, source)], &fault);
    return *out ? 0 : refuse(f, column, &fault);
}

static bool is_sum(enum expr_type t)
{
    return t == EXPR_INT || t == EXPR_DECIMAL;
}

/* Checks an indicator's expression against its kind, and finds how many slots it takes. */
static int lay_out(struct indicator *i, struct deffile *f)
{
    enum expr_type t = i->expression ? expr_type(i->expression) : EXPR_NONE;
    enum expr_type den = i->denominator ? expr_type(i->denominator) : EXPR_NONE;
    int32_t last;
    i->decimal = t == EXPR_DECIMAL;
    i->den_decimal = den == EXPR_DECIMAL;
    switch (i->kind) {
    case KIND_COMPTE:
        i->distinct = t != EXPR_NONE;
        i->slots_n = 1;
        return !i->distinct || t == EXPR_TEXT ? 0 : deffile_fault(f, "expression", 0, "only ids are counted once each");
    case KIND_TAUX:
        i->slots_n = 3;
        if (t == EXPR_BOOL || (i->source == SOURCE_CHANTIER && is_sum(t) && is_sum(den)))
            return 0;
        return deffile_fault(f, "expression", 0, "a taux needs a condition");
    case KIND_MOYENNE:
    case KIND_SOMME:
        i->slots_n = i->kind == KIND_SOMME ? 2 : 3;
        return is_sum(t) ? 0 : deffile_fault(f, "expression", 0, "not a number");
    case KIND_RATIO:
        i->slots_n = 2;
        return is_sum(t) && is_sum(den) ? 0 : deffile_fault(f, "expression", 0, "a ratio needs two numbers");
    case KIND_REPARTITION:
        if (t == EXPR_CODE) {
            i->keys_n = expr_codes(i->expression)->items_n;
        } else if (t == EXPR_INT) {
            if (deffile_int(f, "denominateur", &last))
                return -1;
            if (last < 0 || last > 200)
                return deffile_fault(f, "denominateur", 0, "the last key of a repartition of integers, 0 to 200");
            i->keys_n = (size_t)last + 1;
        } else {
            return deffile_fault(f, "expression", 0, "neither a code nor an integer");
        }
        i->slots_n = 2 + i->keys_n;
        return 0;
    case KIND_NONE:
    case KIND_COUNT:
        break;
    }
    return deffile_fault(f, "genre", 0, "must be compte, taux, moyenne, repartition, somme or ratio");
}

static void note_source(struct indicator *i, const struct definitions *d)
{
    if (i->source == SOURCE_CHANTIER)
        return;
    const struct dataset *s = d->datasets[i->source];
    i->shared = dataset_find_field(s, "programme") < 0;
    for (size_t k = 0; i->expression && k < s->fields_n; k++)
        if (expr_reads(i->expression, k) && !s->fields[k].required)
            i->nullable = true;
}

static char *keep(struct catalogue *c, struct deffile *f, const char *column)
{
    const char *s = deffile_get(f, column);
    return arena_text(&c->texts, s, strlen(s));
}

static int read_indicator(struct catalogue *c, const struct definitions *d, struct deffile *f)
{
    const char *code = deffile_get(f, "code"), *source = deffile_get(f, "source"),
               *divisor = deffile_get(f, "diviseur");
    if (c->indicators_n == INDICATORS_MAX)
        return deffile_fault(f, "code", 0, "over %d indicators", INDICATORS_MAX);
    if (!*code || !map_add(&c->by_code, code, strlen(code), c->indicators_n))
        return deffile_fault(f, "code", 0, "empty, or stands twice");
    struct indicator *i = &c->indicators[c->indicators_n++];
    *i = (struct indicator){.code = keep(c, f, "code"),
                            .label = keep(c, f, "libelle"),
                            .unit = keep(c, f, "unite"),
                            .section = keep(c, f, "section"),
                            .population_text = keep(c, f, "population"),
                            .expression_text = keep(c, f, "expression"),
                            .denominator_text = keep(c, f, "denominateur"),
                            .source = source_of(d, source),
                            .divisor = 1,
                            .slot = c->slots_n};
    if (i->source == SOURCE_CHANTIER && strcmp(source, "chantier") != 0)
        return deffile_fault(f, "source", 0, "neither a dataset nor chantier");
    for (int k = 1; k < KIND_COUNT; k++)
        if (strcmp(deffile_get(f, "genre"), kind_names[k]) == 0)
            i->kind = (enum indicator_kind)k;
    i->sensitive = strcmp(deffile_get(f, "sensible"), "oui") == 0;
    i->territory_only = strcmp(deffile_get(f, "niveau"), "territoire") == 0;
    char *end;
    if (*divisor && ((i->divisor = strtod(divisor, &end)) <= 0 || *end))
        return deffile_fault(f, "diviseur", 0, "not a number over 0");
    if (read_condition(c, f, i->source, &i->condition) ||
        read_expression(c, f, "expression", i->source, &i->expression))
        return -1;
    bool integer_keys = i->kind == KIND_REPARTITION;
    if ((!integer_keys && read_expression(c, f, "denominateur", i->source, &i->denominator)) || lay_out(i, f))
        return -1;
    i->at_end = strcmp(deffile_get(f, "membre"), "fin") == 0 ||
                (i->source != SOURCE_CHANTIER && mentions_at_end(c, i->source, i->population_text));
    note_source(i, d);
    c->slots_n += i->slots_n;
    struct expr_scope *s = &c->scopes[c->scopes_n - 1];
    c->columns[c->scopes_n - 1][s->columns_n++] =
        (struct expr_column){.name = i->code, .type = i->decimal && i->kind != KIND_TAUX ? EXPR_DECIMAL : EXPR_INT};
    return 0;
}

/* ---- what tells sensitive things ---- */

static bool reads_any(const struct expr *x, const bool *columns, size_t n)
{
    for (size_t k = 0; x && k < n; k++)
        if (columns[k] && expr_reads(x, k))
            return true;
    return false;
}

static void note_telling(struct catalogue *c, size_t source, size_t fields_n)
{
    bool *columns = mem_new_n(fields_n + 1, sizeof *columns);
    for (size_t i = 0; i < c->indicators_n; i++)
        for (size_t k = 0; c->indicators[i].source == source && c->indicators[i].sensitive && k < fields_n; k++)
            columns[k] |= c->indicators[i].expression && expr_reads(c->indicators[i].expression, k);
    for (size_t i = 0; i < c->indicators_n; i++) {
        struct indicator *x = &c->indicators[i];
        if (x->source != source)
            continue;
        x->telling_population = reads_any(c->conditions[x->condition].expr, columns, fields_n);
        x->telling_answer = x->sensitive || (x->kind == KIND_TAUX && reads_any(x->expression, columns, fields_n));
    }
    free(columns);
}

/* ---- the whole ---- */

/* What the files of a catalogue are read with. */
struct loading {
    const struct definitions *d;
    const char *folder;
    bool (*option_on)(void *, const char *);
    void *arg;
    struct err *e;
};

static int read_file(struct catalogue *c, const struct loading *l, const char *name, const char *const *wanted,
                     int (*line)(struct catalogue *, const struct definitions *, struct deffile *))
{
    struct deffile f;
    int r;
    if (deffile_open(&f, l->folder, name, wanted, l->e))
        return -1;
    while ((r = deffile_next(&f)) == 1) {
        const char *option = deffile_get(&f, "option");
        if (*option && !l->option_on(l->arg, option))
            continue;
        if (line(c, l->d, &f)) {
            r = -1;
            break;
        }
    }
    deffile_close(&f);
    return r;
}

int catalogue_load(const struct definitions *d, const char *folder, bool (*option_on)(void *, const char *), void *arg,
                   struct catalogue **out, struct err *e)
{
    static const char *const macros[] = {"nom", "parametres", "expression", NULL};
    static const char *const populations[] = {"nom", "source", "condition", "libelle", "membre", NULL};
    static const char *const indicators[] = {"code",       "libelle",      "genre",    "source", "population",
                                             "expression", "denominateur", "diviseur", "unite",  "section",
                                             "sensible",   "option",       "niveau",   "membre", NULL};
    const struct loading l = {d, folder, option_on, arg, e};
    struct catalogue *c = mem_new(sizeof *c);
    c->indicators = mem_new_n(INDICATORS_MAX, sizeof *c->indicators);
    build_scopes(c, d);
    int r = read_file(c, &l, "expressions.csv", macros, read_macro);
    if (r == 0)
        r = read_file(c, &l, "populations.csv", populations, read_population);
    if (r == 0)
        r = read_file(c, &l, "indicateurs.csv", indicators, read_indicator);
    for (size_t k = 0; r == 0 && k < d->datasets_n; k++)
        note_telling(c, k, d->datasets[k]->fields_n);
    if (r)
        catalogue_free(&c);
    *out = c;
    return r;
}

void catalogue_free(struct catalogue **cp)
{
    struct catalogue *c = *cp;
    if (!c)
        return;
    for (size_t i = 0; i < c->indicators_n; i++) {
        expr_free(&c->indicators[i].expression);
        expr_free(&c->indicators[i].denominator);
    }
    for (size_t i = 0; i < c->conditions_n; i++)
        expr_free(&c->conditions[i].expr);
    for (size_t s = 0; s < c->scopes_n; s++) {
        free(c->columns[s]);
        free(c->scope_macros[s]);
    }
    free(c->conditions);
    free(c->populations);
    free(c->indicators);
    free(c->scopes);
    free(c->columns);
    free(c->scope_macros);
    map_deinit(&c->by_code);
    arena_deinit(&c->texts);
    mem_free(cp);
}
