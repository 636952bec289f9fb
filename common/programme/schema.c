/* Reads a Table Schema: each member is checked, and what is wrong is told with file, line and column. */
#include "programme/schema.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/cal.h"
#include "base/mem.h"
#include "base/text.h"
#include "programme/place.h"

struct reading {
    const char *file, *json;
    size_t len;
    struct codes *const *lists;
    size_t lists_n;
    bool (*option_on)(void *, const char *);
    void *arg;
    struct err *e;
};

static const struct {
    const char *ours, *frictionless;
    enum expr_type expr;
} types[FIELD_TYPE_COUNT] = {
    [FIELD_ID] = {"id", "string", EXPR_TEXT},
    [FIELD_TEXT] = {"text", "string", EXPR_TEXT},
    [FIELD_CODE] = {"code", "string", EXPR_CODE},
    [FIELD_BOOLEAN] = {"boolean", "boolean", EXPR_BOOL},
    [FIELD_DATE] = {"date", "date", EXPR_DATE},
    [FIELD_MONTH] = {"month", "yearmonth", EXPR_DATE},
    [FIELD_DECIMAL] = {"decimal", "number", EXPR_DECIMAL},
    [FIELD_INTEGER] = {"integer", "integer", EXPR_INT},
};

enum expr_type field_expr_type(const struct field *f)
{
    return types[f->type].expr;
}

int dataset_find_field(const struct dataset *d, const char *name)
{
    for (size_t i = 0; i < d->fields_n; i++)
        if (strcmp(d->fields[i].name, name) == 0)
            return (int)i;
    return -1;
}

static int fault(const struct reading *r, long field, const char *member, const char *what)
{
    size_t line, column;
    size_t at = place_in_json(r->json, r->len, field < 0 ? NULL : "fields", field < 0 ? 0 : (size_t)field, member);
    place_of(r->json, at, &line, &column);
    return err_set(r->e, ERR_FORMAT, "%s:%zu:%zu: %s%s%s", r->file, line, column, member ? member : "",
                   member ? ": " : "", what);
}

static int parse_bound(const struct reading *r, long at, const json_t *v, const char *member, const struct field *f,
                       int32_t *out)
{
    if (f->type == FIELD_DATE && json_is_string(v)) {
        if (cal_parse_iso(json_string_value(v), json_string_length(v), out))
            return 0;
        return fault(r, at, member, "not a date");
    }
    if (!json_is_number(v))
        return fault(r, at, member, "not a number");
    double n = json_number_value(v) * (f->type == FIELD_DECIMAL ? 100 : 1);
    if (n < -1e9 || n > 1e9)
        return fault(r, at, member, "out of range");
    *out = (int32_t)(n < 0 ? n - 0.5 : n + 0.5);
    return 0;
}

static int parse_constraints(const struct reading *r, long at, const json_t *o, struct field *f)
{
    const json_t *c = json_object_get(o, "constraints"), *v;
    if (c && !json_is_object(c))
        return fault(r, at, "constraints", "not an object");
    f->required = json_is_true(json_object_get(c, "required"));
    f->strict = f->required || json_is_true(json_object_get(o, "cvg:strict"));
    f->sensitive = json_is_true(json_object_get(o, "cvg:sensitive"));
    if ((v = json_object_get(c, "maxLength")))
        f->max_chars = (size_t)json_integer_value(v);
    if (f->type != FIELD_DATE && f->type != FIELD_DECIMAL && f->type != FIELD_INTEGER)
        return 0;
    if ((v = json_object_get(c, "minimum"))) {
        f->has_min = true;
        if (parse_bound(r, at, v, "minimum", f, &f->min))
            return -1;
    }
    if ((v = json_object_get(o, "cvg:above"))) {
        f->has_min = f->above = true;
        if (parse_bound(r, at, v, "cvg:above", f, &f->min))
            return -1;
    }
    if ((v = json_object_get(c, "maximum"))) {
        f->has_max = true;
        if (parse_bound(r, at, v, "maximum", f, &f->max))
            return -1;
    }
    return 0;
}

static int parse_accept(const struct reading *r, long at, const json_t *o, struct field *f)
{
    json_t *accept = json_object_get(o, "cvg:accept"), *v;
    const char *k;
    json_object_foreach(accept, k, v)
    {
        char folded[64];
        if (f->accept_n == BOOLEAN_SPELLINGS_MAX || !json_is_boolean(v) || f->type != FIELD_BOOLEAN)
            return fault(r, at, "cvg:accept", "at most eight spellings of a boolean, each true or false");
        text_fold(k, strlen(k), folded, sizeof folded);
        f->accept[f->accept_n].spelling = mem_text(folded);
        f->accept[f->accept_n++].value = json_is_true(v);
    }
    return 0;
}

static int parse_codes(const struct reading *r, long at, const json_t *o, struct field *f)
{
    const char *name = json_string_value(json_object_get(o, "cvg:codes"));
    if ((f->type == FIELD_CODE) != (name != NULL))
        return fault(r, at, "cvg:codes", "a field of type code has a list, and no other field has");
    for (size_t i = 0; name && i < r->lists_n; i++)
        if (strcmp(r->lists[i]->name, name) == 0)
            f->codes = r->lists[i];
    if (name && !f->codes)
        return fault(r, at, "cvg:codes", "no such list under codes/");
    return 0;
}

static int parse_field(const struct reading *r, size_t at, const json_t *o, struct field *f)
{
    const char *name = json_string_value(json_object_get(o, "name"));
    const char *type = json_string_value(json_object_get(o, "cvg:type"));
    const char *frictionless = json_string_value(json_object_get(o, "type"));
    long n = (long)at;
    f->age_at = -1;
    if (!name || !*name)
        return fault(r, n, "name", "a field needs a name");
    f->name = mem_text(name);
    f->title = mem_text(json_string_value(json_object_get(o, "title")));
    f->description = mem_text(json_string_value(json_object_get(o, "description")));
    if (!f->title)
        return fault(r, n, "title", "a field needs a French title");
    for (int t = 1; type && t < FIELD_TYPE_COUNT; t++)
        if (strcmp(type, types[t].ours) == 0)
            f->type = (enum field_type)t;
    if (f->type == FIELD_NONE)
        return fault(r, n, "cvg:type", "must be id, text, code, boolean, date, month, decimal or integer");
    if (!frictionless || strcmp(frictionless, types[f->type].frictionless) != 0)
        return fault(r, n, "type", "does not go with cvg:type");
    f->option = mem_text(json_string_value(json_object_get(o, "cvg:option")));
    f->off = f->option && !r->option_on(r->arg, f->option);
    if (parse_codes(r, n, o, f) || parse_constraints(r, n, o, f))
        return -1;
    return parse_accept(r, n, o, f);
}

/* What speaks of other fields is read when all are known. */
static int parse_age(const struct reading *r, size_t at, const json_t *o, struct dataset *d)
{
    const json_t *age = json_object_get(o, "cvg:age");
    if (!age)
        return 0;
    const char *on = json_string_value(json_object_get(age, "at"));
    int field = on ? dataset_find_field(d, on) : -1;
    if (field < 0 || d->fields[field].type != FIELD_DATE)
        return fault(r, (long)at, "cvg:age", "\"at\" names a date field");
    struct field *f = &d->fields[at];
    f->age_at = field;
    f->age_min = (int32_t)json_integer_value(json_object_get(age, "minimum"));
    f->age_max = (int32_t)json_integer_value(json_object_get(age, "maximum"));
    return 0;
}

static int parse_names(const struct reading *r, const json_t *v, const char *member, struct dataset *d, size_t max,
                       int *out, size_t *n_out)
{
    const json_t *one = json_is_string(v) ? v : NULL;
    size_t n = one ? 1 : json_array_size(v);
    if (n == 0 || n > max)
        return fault(r, -1, member, "names of fields are missing, or too many");
    for (size_t i = 0; i < n; i++) {
        const char *name = json_string_value(one ? one : json_array_get(v, i));
        out[i] = name ? dataset_find_field(d, name) : -1;
        if (out[i] < 0)
            return fault(r, -1, member, "names a field that is not there");
    }
    *n_out = n;
    return 0;
}

static int parse_links(const struct reading *r, const json_t *doc, struct dataset *d)
{
    int at[KEY_FIELDS_MAX] = {0};
    size_t n = 0;
    if (parse_names(r, json_object_get(doc, "primaryKey"), "primaryKey", d, KEY_FIELDS_MAX, at, &n))
        return -1;
    d->key_n = n;
    for (size_t i = 0; i < n; i++) {
        d->key[i] = (size_t)at[i];
        d->fields[at[i]].strict = true;
        if (!d->fields[at[i]].required)
            return fault(r, -1, "primaryKey", "a field of the key is required");
    }
    if (parse_names(r, json_object_get(doc, "cvg:interval"), "cvg:interval", d, 2, at, &n))
        return -1;
    d->interval_from = at[0];
    d->interval_to = n == 2 ? at[1] : -1;
    for (size_t i = 0; i < n; i++)
        if (d->fields[at[i]].type != FIELD_DATE)
            return fault(r, -1, "cvg:interval", "names fields that are not dates");
    return 0;
}

static int parse_dataset(const struct reading *r, const json_t *doc, struct dataset *d)
{
    const char *name = json_string_value(json_object_get(doc, "name"));
    const char *reporter = json_string_value(json_object_get(doc, "cvg:reporter"));
    const json_t *fields = json_object_get(doc, "fields");
    if (!name || !*name)
        return fault(r, -1, "name", "a schema needs the name of its dataset");
    d->name = mem_text(name);
    d->title = mem_text(json_string_value(json_object_get(doc, "title")));
    d->required = json_is_true(json_object_get(doc, "cvg:required"));
    if (reporter && strcmp(reporter, "chantier") == 0)
        d->reporter = REPORTER_CHANTIER;
    else if (reporter && strcmp(reporter, "territoire") == 0)
        d->reporter = REPORTER_TERRITOIRE;
    else
        return fault(r, -1, "cvg:reporter", "must be chantier or territoire");
    size_t n = json_array_size(fields);
    if (n == 0 || n > FIELDS_MAX)
        return fault(r, -1, "fields", "needs 1 to 200 fields");
    d->fields = mem_new_n(n, sizeof *d->fields);
    for (size_t i = 0; i < n; i++) {
        d->fields_n = i + 1;
        if (parse_field(r, i, json_array_get(fields, i), &d->fields[i]))
            return -1;
        if (dataset_find_field(d, d->fields[i].name) != (int)i)
            return fault(r, (long)i, "name", "two fields of one name");
    }
    for (size_t i = 0; i < n; i++)
        if (parse_age(r, i, json_array_get(fields, i), d))
            return -1;
    return parse_links(r, doc, d);
}

struct dataset *schema_parse(const char *file, const char *json, size_t len, struct codes *const *lists, size_t lists_n,
                             bool (*option_on)(void *arg, const char *name), void *arg, struct err *e)
{
    struct reading r = {file, json, len, lists, lists_n, option_on, arg, e};
    json_error_t je;
    json_t *doc = json_loadb(json, len, JSON_REJECT_DUPLICATES, &je);
    if (!doc) {
        err_fill(e, ERR_FORMAT, "%s:%d:%d: %s", file, je.line < 1 ? 1 : je.line, je.column < 1 ? 1 : je.column,
                 je.text);
        return NULL;
    }
    struct dataset *d = mem_new(sizeof *d);
    d->file = mem_text(file);
    d->schema = mem_text_n(json, len);
    if (parse_dataset(&r, doc, d))
        schema_free(&d);
    json_decref(doc);
    return d;
}

void schema_free(struct dataset **dp)
{
    struct dataset *d = *dp;
    if (!d)
        return;
    for (size_t i = 0; i < d->fields_n; i++) {
        struct field *f = &d->fields[i];
        free(f->name);
        free(f->title);
        free(f->description);
        free(f->option);
        for (size_t k = 0; k < f->accept_n; k++)
            free(f->accept[k].spelling);
    }
    free(d->fields);
    free(d->name);
    free(d->title);
    free(d->file);
    free(d->schema);
    mem_free(dp);
}
