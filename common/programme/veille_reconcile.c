/* What is open against what should be: one change a pair of rule and subject. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "programme/veille.h"

static const char *const change_names[VEILLE_CHANGE_COUNT] = {"levee",   "liberee", "retenue", "aggravee", "allegee",
                                                              "changee", "resolue", "perdue",  "mesure"};

const char *veille_change_name(enum veille_change c)
{
    return change_names[c];
}

static bool same(const struct veille_ouverte *o, const struct veille_alerte *a)
{
    return o->regle == a->regle && strcmp(o->sujet, a->sujet) == 0;
}

static void add(struct veille_changements *c, enum veille_change change, size_t open, size_t item)
{
    c->items = mem_room(c->items, c->n, &c->cap, sizeof *c->items);
    c->items[c->n++] = (struct veille_changement){.change = change, .open = open, .item = item};
}

/* Where several things changed at once, what decides about the telling is named; the row has them all. */
static enum veille_change compare(const struct veille_ouverte *o, const struct veille_alerte *a)
{
    if (*o->cause && !*a->cause)
        return VEILLE_LIBEREE;
    if (!*o->cause && *a->cause)
        return VEILLE_RETENUE;
    if (a->palier != o->palier)
        return a->palier > o->palier ? VEILLE_AGGRAVEE : VEILLE_ALLEGEE;
    return a->situation != o->situation || strcmp(o->cause, a->cause) != 0 ? VEILLE_CHANGEE : VEILLE_MESURE;
}

void veille_reconcile(const struct veille_ouverte *open, size_t open_n, const struct veille_liste *desired,
                      struct veille_changements *out)
{
    out->n = 0;
    for (size_t o = 0; o < open_n; o++) {
        size_t i = 0;
        while (i < desired->n && !same(&open[o], &desired->items[i]))
            i++;
        if (i == desired->n)
            add(out, VEILLE_RESOLUE, o, VEILLE_NONE);
        else if (desired->items[i].fin == VEILLE_MANQUEE)
            add(out, VEILLE_PERDUE, o, i);
    }
    for (size_t i = 0; i < desired->n; i++) {
        if (desired->items[i].fin == VEILLE_MANQUEE)
            continue;
        size_t o = 0;
        while (o < open_n && !same(&open[o], &desired->items[i]))
            o++;
        if (o == open_n)
            add(out, VEILLE_LEVEE, VEILLE_NONE, i);
        else
            add(out, compare(&open[o], &desired->items[i]), o, i);
    }
}

void veille_changements_deinit(struct veille_changements *c)
{
    mem_free(&c->items);
    c->n = c->cap = 0;
}
