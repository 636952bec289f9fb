/* Who there is, by name. */
#include "dashboard/directory.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "programme/schema.h"

static const char TEXT_NATION[] = "France entière";
static const char TEXT_OPERATIONNELS[] = "Territoires opérationnels";

void directory_name(struct directory *d, const char *chantier, const char *nom)
{
    bool added;
    uint64_t *at = map_at(&d->names, chantier, strlen(chantier), &added);
    if (added) {
        *at = d->names.n - 1;
        d->noms = mem_room(d->noms, (size_t)*at, &d->cap, sizeof *d->noms);
        d->noms[*at] = NULL;
    }
    free(d->noms[*at]);
    d->noms[*at] = mem_text(nom);
}

void directory_deinit(struct directory *d)
{
    for (size_t i = 0; i < d->names.n; i++)
        free(d->noms[i]);
    free(d->noms);
    map_deinit(&d->names);
    reference_deinit(&d->reference);
    *d = (struct directory){0};
}

const char *directory_chantier(const struct directory *d, const char *id)
{
    uint64_t at;
    return map_get(&d->names, id, strlen(id), &at) && *d->noms[at] ? d->noms[at] : id;
}

const char *directory_territoire(const struct directory *d, const char *code)
{
    int at = reference_find_territoire(&d->reference, code);
    return at < 0 ? code : d->reference.territoires[at].nom;
}

bool directory_knows(const struct directory *d, const struct scope *s)
{
    uint64_t at;
    switch (s->kind) {
    case SCOPE_TERRITOIRE:
        return reference_find_territoire(&d->reference, s->code) >= 0;
    case SCOPE_CHANTIER:
        return map_get(&d->reference.chantiers, s->code, strlen(s->code), &at);
    default:
        return s->kind != SCOPE_NONE;
    }
}

const char *directory_reporter(const struct directory *d, const char *id)
{
    uint64_t at;
    return map_get(&d->names, id, strlen(id), &at) ? directory_chantier(d, id) : directory_territoire(d, id);
}

const char *directory_label(const struct directory *d, const struct scope *s)
{
    switch (s->kind) {
    case SCOPE_TERRITOIRE:
        return directory_territoire(d, s->code);
    case SCOPE_CHANTIER:
        return directory_chantier(d, s->code);
    case SCOPE_OPERATIONNELS:
        return TEXT_OPERATIONNELS;
    default:
        return TEXT_NATION;
    }
}

int64_t directory_objectif(const struct directory *d, const struct scope *s, int32_t day)
{
    const struct reference *r = &d->reference;
    int64_t sum = CELL_NULL;
    for (size_t i = 0; i < r->chantiers.n; i++) {
        const char *id = r->chantiers.entries[i].key;
        struct membership m = reference_membership(r, id, day, day);
        if (!m.at_end || m.objectif == CELL_NULL || !scope_includes(s, r, id, &m, day))
            continue;
        sum = (sum == CELL_NULL ? 0 : sum) + m.objectif;
    }
    return sum;
}

struct place_of {
    const char *id;
    struct membership m;
};

static int by_place(const void *a, const void *b)
{
    const struct place_of *x = a, *y = b;
    if (x->m.territoire != y->m.territoire)
        return x->m.territoire < y->m.territoire ? -1 : 1;
    return strcmp(x->id, y->id);
}

void directory_chantiers(const struct directory *d, const char *territoire, int32_t debut, int32_t fin,
                         void (*fn)(const char *id, const struct membership *m, void *arg), void *arg)
{
    const struct reference *r = &d->reference;
    struct place_of *list = mem_new_n(r->chantiers.n + 1, sizeof *list);
    size_t n = 0;
    for (size_t i = 0; i < r->chantiers.n; i++) {
        struct place_of x = {.id = r->chantiers.entries[i].key};
        x.m = reference_membership(r, x.id, debut, fin);
        if (x.m.counts && !x.m.coordination &&
            (!territoire || strcmp(r->territoires[x.m.territoire].code, territoire) == 0))
            list[n++] = x;
    }
    qsort(list, n, sizeof *list, by_place);
    for (size_t i = 0; i < n; i++)
        fn(list[i].id, &list[i].m, arg);
    free(list);
}
