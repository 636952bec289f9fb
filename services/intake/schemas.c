/* The Table Schemas as they are published, and the workbooks made of them, once at start. */
#include "intake/schemas.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "io/template.h"

/* All that the reader takes as a code, so that a checker elsewhere refuses nothing that counts here. */
static void add_enum(json_t *field, const struct codes *codes)
{
    json_t *constraints = json_object_get(field, "constraints"), *list = json_array();
    if (!constraints) {
        constraints = json_object();
        json_object_set_new(field, "constraints", constraints);
    }
    for (size_t i = 0; i < codes->items_n; i++)
        json_array_append_new(list, json_string(codes->items[i].code));
    json_object_set_new(constraints, "enum", list);
}

static int publish(const struct dataset *ds, struct buf *out, struct err *e)
{
    json_error_t why;
    json_t *root = json_loads(ds->schema, 0, &why), *fields = json_object_get(root, "fields");
    if (!json_is_array(fields)) {
        json_decref(root);
        return err_set(e, ERR_FORMAT, "%s: %s", ds->file, why.text);
    }
    for (size_t i = 0; i < json_array_size(fields);) {
        json_t *field = json_array_get(fields, i);
        const char *name = json_string_value(json_object_get(field, "name"));
        int at = name ? dataset_find_field(ds, name) : -1;
        if (at >= 0 && ds->fields[at].off) {
            json_array_remove(fields, i);
            continue;
        }
        if (at >= 0 && ds->fields[at].codes)
            add_enum(field, ds->fields[at].codes);
        i++;
    }
    char *text = json_dumps(root, JSON_INDENT(2));
    json_decref(root);
    must(text);
    buf_adds(out, text);
    buf_addc(out, '\n');
    free(text);
    return 0;
}

int schemas_make(const struct definitions *d, struct schemas **out, struct err *e)
{
    struct schemas *s = mem_new(sizeof *s);
    *out = s;
    for (size_t i = 0; i < d->datasets_n; i++) {
        struct buf name = {0};
        buf_addf(&name, "%s.json", d->datasets[i]->name);
        s->items[s->n].name = buf_take(&name);
        if (publish(d->datasets[i], &s->items[s->n++].json, e) < 0) {
            schemas_free(out);
            return -1;
        }
    }
    if (template_make(d, REPORTER_CHANTIER, &s->chantier, e) < 0 ||
        template_make(d, REPORTER_TERRITOIRE, &s->coordination, e) < 0) {
        schemas_free(out);
        return -1;
    }
    return 0;
}

const struct buf *schemas_find(const struct schemas *s, const char *name)
{
    for (size_t i = 0; i < s->n; i++)
        if (strcmp(s->items[i].name, name) == 0)
            return &s->items[i].json;
    return NULL;
}

void schemas_free(struct schemas **sp)
{
    struct schemas *s = *sp;
    for (size_t i = 0; s && i < s->n; i++) {
        free(s->items[i].name);
        buf_deinit(&s->items[i].json);
    }
    if (s) {
        buf_deinit(&s->chantier);
        buf_deinit(&s->coordination);
    }
    mem_free(sp);
}
