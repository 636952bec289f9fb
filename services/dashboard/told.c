/* The document of a judgement as pages tell it. */
#include "dashboard/told.h"

#include <string.h>

#include "dashboard/findings.h"

/* A new reference. */
static json_t *those_of(const json_t *findings, const char *wanted)
{
    json_t *list = json_array(), *x;
    size_t i;
    json_array_foreach(findings, i, x)
    {
        const char *code = json_string_value(json_object_get(x, "code"));
        if (code && strcmp(code, wanted) == 0)
            json_array_append(list, x);
    }
    return list;
}

static bool bears(const json_t *findings, const char *code)
{
    json_t *list = those_of(findings, code);
    bool any = json_array_size(list) > 0;
    json_decref(list);
    return any;
}

void told_make(struct told *t)
{
    t->made = true;
    t->document = t->text ? json_loadb(t->text, t->len, 0, NULL) : NULL;
    if (!t->document)
        return;
    json_t *findings = json_object_get(t->document, "findings");
    t->identity = bears(findings, "E-IDENTITE");
    t->hides = !t->theirs && json_array_size(findings) > 0 && !t->identity;
    bool masked = !t->theirs && (!t->purpose || t->identity);
    json_t *shown = masked ? findings_masked(findings, t->definitions) : json_incref(findings);
    json_t *told = json_pack("{so* sO*}", "findings", shown, "findings_unlisted",
                             json_object_get(t->document, "findings_unlisted"));
    must(told);
    t->constats = findings_view(told, t->definitions, masked);
    t->table = findings_table(t->taken ? json_object_get(told, "findings") : NULL, t->definitions);
    json_decref(told);
    json_object_set_new(t->document, "findings", those_of(findings, "E-RETENUE"));
}

void told_deinit(struct told *t)
{
    json_decref(t->document);
    json_decref(t->constats);
    json_decref(t->table);
    *t = (struct told){0};
}
