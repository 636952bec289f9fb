/* The perimeters of an ask, written out, and whose facts they need. */
#include "reporting/scopes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char MEMBERS[] = "chantiers:";

static enum refusal add(struct scopes *out, enum scope_kind kind, const char *code)
{
    if (out->n == WIRE_ANSWER_SCOPES_MAX)
        return REFUSAL_TOO_MANY;
    out->items = mem_room(out->items, out->n, &out->cap, sizeof *out->items);
    struct scope *s = &out->items[out->n++];
    *s = (struct scope){.kind = kind};
    snprintf(s->code, sizeof s->code, "%s", code);
    return REFUSAL_NONE;
}

static enum refusal add_territoires(const struct reference *r, struct scopes *out)
{
    enum refusal why = REFUSAL_NONE;
    for (size_t i = 0; i < r->territoires_n && !why; i++)
        why = add(out, SCOPE_TERRITOIRE, r->territoires[i].code);
    return why;
}

static enum refusal add_members(const struct reference *r, const char *code, int32_t debut, int32_t fin,
                                struct scopes *out)
{
    enum refusal why = REFUSAL_NONE;
    int t = reference_find_territoire(r, code);
    if (t < 0)
        return REFUSAL_UNKNOWN_SCOPE;
    for (size_t i = 0; i < r->chantiers.n && !why; i++) {
        const char *id = r->chantiers.entries[i].key;
        struct membership m = reference_membership(r, id, debut, fin);
        if (m.counts && m.territoire == (size_t)t)
            why = add(out, SCOPE_CHANTIER, id);
    }
    return why;
}

enum refusal scopes_add(const struct reference *r, const char *text, int32_t debut, int32_t fin, struct scopes *out)
{
    struct scope s;
    if (strcmp(text, "territoires") == 0)
        return add_territoires(r, out);
    if (strncmp(text, MEMBERS, strlen(MEMBERS)) == 0)
        return add_members(r, text + strlen(MEMBERS), debut, fin, out);
    if (scope_parse(text, &s, NULL) < 0 || !reference_has_scope(r, &s))
        return REFUSAL_UNKNOWN_SCOPE;
    return add(out, s.kind, s.code);
}

void scopes_deinit(struct scopes *s)
{
    free(s->items);
    *s = (struct scopes){0};
}

/* ---- reporters ---- */

/* Has the chantier any line in this territory? */
static bool ever_in(const struct reference *r, size_t first, const char *territoire)
{
    const char *chantier = r->lignes[first].chantier;
    for (size_t i = first; i < r->lignes_n && strcmp(r->lignes[i].chantier, chantier) == 0; i++)
        if (strcmp(r->territoires[r->lignes[i].territoire].code, territoire) == 0)
            return true;
    return false;
}

static bool needs_chantier(const struct scopes *s, const struct reference *r, size_t first)
{
    for (size_t i = 0; i < s->n; i++) {
        const struct scope *x = &s->items[i];
        if (x->kind == SCOPE_CHANTIER ? strcmp(x->code, r->lignes[first].chantier) == 0 : ever_in(r, first, x->code))
            return true;
    }
    return false;
}

static bool needs_coordination(const struct scopes *s, const char *territoire)
{
    for (size_t i = 0; i < s->n; i++)
        if (s->items[i].kind == SCOPE_TERRITOIRE && strcmp(s->items[i].code, territoire) == 0)
            return true;
    return false;
}

const char **scopes_reporters(const struct scopes *s, const struct reference *r, size_t *n_out)
{
    for (size_t i = 0; i < s->n; i++)
        if (s->items[i].kind != SCOPE_CHANTIER && s->items[i].kind != SCOPE_TERRITOIRE)
            return NULL;
    const char **names = mem_new_n(r->chantiers.n + r->territoires_n + 1, sizeof *names);
    *n_out = 0;
    for (size_t i = 0; i < r->chantiers.n; i++)
        if (needs_chantier(s, r, (size_t)r->chantiers.entries[i].value))
            names[(*n_out)++] = r->chantiers.entries[i].key;
    for (size_t i = 0; i < r->territoires_n; i++)
        if (needs_coordination(s, r->territoires[i].code))
            names[(*n_out)++] = r->territoires[i].code;
    return names;
}
