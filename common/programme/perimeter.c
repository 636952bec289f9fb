/* Perimeters: membership by overlap, shares, coverage. */
#include "programme/perimeter.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

/* ---- reference data ---- */

int reference_find_territoire(const struct reference *r, const char *code)
{
    for (size_t i = 0; i < r->territoires_n; i++)
        if (strcmp(r->territoires[i].code, code) == 0)
            return (int)i;
    return -1;
}

void reference_add_territoire(struct reference *r, const char *code, const char *nom, const char *porteur,
                              int32_t lancement)
{
    r->territoires = mem_room(r->territoires, r->territoires_n, &r->territoires_cap, sizeof *r->territoires);
    r->territoires[r->territoires_n++] =
        (struct territoire){mem_text(code), mem_text(nom), mem_text(porteur), lancement};
}

void reference_add_ligne(struct reference *r, const char *chantier, const char *territoire, int32_t depuis,
                         int32_t jusqua, int32_t objectif)
{
    int t = reference_find_territoire(r, territoire);
    must(t >= 0);
    r->lignes = mem_room(r->lignes, r->lignes_n, &r->lignes_cap, sizeof *r->lignes);
    r->lignes[r->lignes_n++] = (struct ligne){mem_text(chantier), (size_t)t, depuis, jusqua, objectif};
}

static int by_chantier(const void *pa, const void *pb)
{
    const struct ligne *a = pa, *b = pb;
    int c = strcmp(a->chantier, b->chantier);
    return c ? c : (a->depuis > b->depuis) - (a->depuis < b->depuis);
}

void reference_seal(struct reference *r)
{
    if (r->lignes_n > 1)
        qsort(r->lignes, r->lignes_n, sizeof *r->lignes, by_chantier);
    for (size_t i = 0; i < r->lignes_n; i++)
        map_add(&r->chantiers, r->lignes[i].chantier, strlen(r->lignes[i].chantier), i);
}

void reference_deinit(struct reference *r)
{
    for (size_t i = 0; i < r->territoires_n; i++) {
        free(r->territoires[i].code);
        free(r->territoires[i].nom);
        free(r->territoires[i].porteur);
    }
    for (size_t i = 0; i < r->lignes_n; i++)
        free(r->lignes[i].chantier);
    free(r->territoires);
    free(r->lignes);
    map_deinit(&r->chantiers);
    *r = (struct reference){0};
}

bool reference_knows(const struct reference *r, const char *reporter)
{
    uint64_t first;
    return map_get(&r->chantiers, reporter, strlen(reporter), &first) || reference_find_territoire(r, reporter) >= 0;
}

struct membership reference_membership(const struct reference *r, const char *reporter, int32_t debut, int32_t fin)
{
    struct membership m = {.objectif = CELL_NULL};
    uint64_t first;
    if (!map_get(&r->chantiers, reporter, strlen(reporter), &first)) {
        int t = reference_find_territoire(r, reporter);
        if (t >= 0)
            m = (struct membership){
                .counts = true, .at_end = true, .coordination = true, .territoire = (size_t)t, .objectif = CELL_NULL};
        return m;
    }
    for (size_t i = first; i < r->lignes_n && strcmp(r->lignes[i].chantier, reporter) == 0; i++) {
        const struct ligne *l = &r->lignes[i];
        if (l->depuis > fin || l->jusqua < debut)
            continue;
        m.counts = true;
        m.territoire = l->territoire;
        if (l->jusqua >= fin) {
            m.at_end = true;
            m.objectif = l->objectif;
        }
    }
    return m;
}

/* ---- scopes ---- */

int scope_parse(const char *s, struct scope *out, struct err *e)
{
    static const struct {
        const char *prefix;
        enum scope_kind kind;
    } coded[] = {{"territoire:", SCOPE_TERRITOIRE}, {"chantier:", SCOPE_CHANTIER}};
    *out = (struct scope){0};
    if (strcmp(s, "nation") == 0)
        out->kind = SCOPE_NATION;
    if (strcmp(s, "operationnels") == 0)
        out->kind = SCOPE_OPERATIONNELS;
    for (size_t i = 0; i < sizeof coded / sizeof coded[0]; i++) {
        size_t n = strlen(coded[i].prefix);
        if (strncmp(s, coded[i].prefix, n) == 0 && s[n] && strlen(s + n) < sizeof out->code) {
            out->kind = coded[i].kind;
            snprintf(out->code, sizeof out->code, "%s", s + n);
        }
    }
    if (out->kind == SCOPE_NONE)
        return err_set(e, ERR_USAGE,
                       "périmètre « %.60s » inconnu : nation, territoire:CODE, chantier:ID ou operationnels", s);
    return 0;
}

void scope_format(const struct scope *s, struct buf *out)
{
    static const char *const prefixes[SCOPE_KIND_COUNT] = {"", "nation", "territoire:", "chantier:", "operationnels"};
    buf_adds(out, prefixes[s->kind]);
    buf_adds(out, s->code);
}

bool reference_has_scope(const struct reference *r, const struct scope *s)
{
    uint64_t first;
    if (s->kind == SCOPE_TERRITOIRE)
        return reference_find_territoire(r, s->code) >= 0;
    return s->kind != SCOPE_CHANTIER || map_get(&r->chantiers, s->code, strlen(s->code), &first);
}

bool scope_includes(const struct scope *s, const struct reference *r, const char *reporter, const struct membership *m,
                    int32_t debut)
{
    if (!m->counts)
        return false;
    const struct territoire *t = &r->territoires[m->territoire];
    switch (s->kind) {
    case SCOPE_NATION:
        return true;
    case SCOPE_TERRITOIRE:
        return strcmp(t->code, s->code) == 0;
    case SCOPE_CHANTIER:
        return !m->coordination && strcmp(reporter, s->code) == 0;
    case SCOPE_OPERATIONNELS:
        return t->lancement != CELL_NULL && t->lancement <= debut;
    case SCOPE_NONE:
    case SCOPE_KIND_COUNT:
        break;
    }
    return false;
}

/* ---- shares ---- */

/* Columns of the source `chantier` for one programme: one row each. */
struct chantier_row {
    int32_t values[CHANTIER_VALUE_COUNT + INDICATORS_MAX];
    const int32_t *columns[CHANTIER_VALUE_COUNT + INDICATORS_MAX];
};

static int32_t clamp(int64_t v)
{
    return v > INT32_MAX ? INT32_MAX : v < -INT32_MAX ? -INT32_MAX : (int32_t)v;
}

static void fill_from_chantier(const struct definitions *d, const struct indicator *i, const struct chantier_row *row,
                               int64_t *slots)
{
    struct expr_input in = {.rows_n = 1, .columns = row->columns};
    struct expr_work work = {0};
    uint64_t truth, known;
    int32_t num = 1, den = 0;
    expr_eval_bool(d->catalogue->conditions[i->condition].expr, &in, &work, &truth, &known);
    if (i->expression)
        expr_eval_value(i->expression, &in, &work, &num);
    if (i->denominator)
        expr_eval_value(i->denominator, &in, &work, &den);
    expr_work_deinit(&work);
    if (!(truth & 1))
        return;
    slots[0] = num == CELL_NULL ? 0 : num;
    if (i->slots_n > 1)
        slots[1] = den == CELL_NULL ? 0 : den;
}

void perimeter_share(const struct definitions *d, const struct membership *m, const struct reporter_facts *f,
                     const int64_t *contribution, int32_t last_night, int64_t *out)
{
    const struct catalogue *c = d->catalogue;
    size_t n = contribution_len(d);
    memset(out, 0, n * sizeof *out);
    if (!m->counts)
        return;
    if (contribution)
        memcpy(out, contribution, n * sizeof *out);
    for (size_t p = 0; p < programmes_count(d); p++) {
        int64_t *slots = out + p * c->slots_n;
        struct chantier_row row;
        bool reported = f->situation != CELL_NULL;
        row.values[CHANTIER_OBJECTIF] = m->objectif;
        row.values[CHANTIER_LIGNES_LUES] = clamp(f->rows_read);
        row.values[CHANTIER_LIGNES_ECARTEES] = clamp(f->rows_set_aside);
        row.values[CHANTIER_ATTENDU] = 1;
        row.values[CHANTIER_A_JOUR] = reported && f->situation >= last_night;
        for (size_t k = 0; k < CHANTIER_COLUMN(c->indicators_n); k++)
            row.columns[k] = &row.values[k];
        for (size_t k = 0; k < c->indicators_n; k++) {
            const struct indicator *i = &c->indicators[k];
            bool out_of_it = (i->at_end && !m->at_end) || (i->source == SOURCE_CHANTIER && m->coordination);
            if (out_of_it)
                memset(slots + i->slot, 0, i->slots_n * sizeof *slots);
            else if (i->source == SOURCE_CHANTIER)
                fill_from_chantier(d, i, &row, slots + i->slot);
            row.values[CHANTIER_COLUMN(k)] = clamp(slots[i->slot]);
        }
    }
}

void coverage_add(struct coverage *c, const struct membership *m, const struct reporter_facts *f)
{
    if (!m->counts || m->coordination)
        return;
    c->expected++;
    if (f->situation == CELL_NULL)
        return;
    if (c->counted++ == 0 || f->situation < c->oldest)
        c->oldest = f->situation;
}
