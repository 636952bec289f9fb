/* What should be open of the reporters in hand, causes first, and what changes. */
#include <stdlib.h>
#include <string.h>

#include "alerting/batch.h"
#include "alerting/watch.h"

#define LOGICIEL "logiciel:"

static struct cause *cause_of(struct alerting *a, const struct reporter *x)
{
    uint64_t i;
    return *x->logiciel && map_get(&a->causes.by_name, x->logiciel, strlen(x->logiciel), &i) ? &a->causes.items[i]
                                                                                             : NULL;
}

/* ---- the survey: what each reporter's own watch says ---- */

static void note_state(struct alerting *a, const struct dossier *d)
{
    struct reporter *x = &a->reporters.items[d->reporter];
    struct cause *c = cause_of(a, x);
    if (c && (!x->surveyed || x->etat.nuit != d->liste.nuit || x->etat.etat != d->liste.etat))
        c->moved = true;
    x->surveyed = true;
    x->etat = (struct veille_etat){.nuit = d->liste.nuit, .etat = d->liste.etat};
}

/* Which causes the database has open, as it stands. */
static void note_open(struct alerting *a, const struct dossier *d)
{
    for (size_t i = 0; i < a->causes.n; i++)
        a->causes.items[i].open = false;
    for (size_t i = 0; i < d->open_n; i++) {
        const struct veille_ouverte *o = &d->open[i];
        uint64_t at;
        if (o->regle != REGLE_REMONTEE || strncmp(o->sujet, LOGICIEL, strlen(LOGICIEL)) != 0)
            continue;
        const char *name = o->sujet + strlen(LOGICIEL);
        if (map_get(&a->causes.by_name, name, strlen(name), &at)) {
            a->causes.items[at].open = true;
            a->causes.items[at].depuis_us = o->depuis_us;
        }
    }
}

void judge_survey(struct alerting *a, struct batch *b)
{
    watch_refresh(a, b->now_us);
    for (size_t i = 0; i < b->n; i++) {
        struct dossier *d = &b->items[i];
        if (d->veille.porteur == VEILLE_NATION) {
            d->veille.pannes = a->pannes.items;
            d->veille.pannes_n = a->pannes.n;
            note_open(a, d);
        }
        veille_desired(&d->veille, d->open, d->open_n, b->now_us, &d->liste);
        if (d->veille.porteur == VEILLE_CHANTIER) {
            veille_hold(a->pannes.items, a->pannes.n, NULL, d->veille.seuils, b->now_us, &d->liste);
            note_state(a, d);
        }
    }
}

/* ---- causes ---- */

/* Its members and the nation are looked at again where it begins or ends. */
static void judge_cause(struct alerting *a, struct cause *c)
{
    struct veille_etat *etats = mem_new_n(c->n + 1, sizeof *etats);
    struct veille_alerte found = {0};
    char sujet[VEILLE_TEXTE_LEN];
    snprintf(sujet, sizeof sujet, "%s%s", LOGICIEL, c->logiciel);
    const struct veille_ouverte open = {.regle = REGLE_REMONTEE,
                                        .sujet = sujet,
                                        .situation = SITUATION_LOGICIEL,
                                        .palier = 1,
                                        .depuis_us = c->depuis_us,
                                        .cause = ""};
    struct reporter *nation = reporters_find(&a->reporters, "");
    for (size_t i = 0; i < c->n; i++)
        etats[i] = a->reporters.items[c->members[i]].etat;
    bool on = veille_logiciel(c->logiciel, etats, c->n, &nation->seuils, c->open ? &open : NULL, &found);
    free(etats);
    c->moved = false;
    if (on != c->on)
        for (size_t i = 0; i < c->n; i++)
            reporters_set_due(&a->reporters, &a->reporters.items[c->members[i]], INT64_MIN);
    if (on || on != c->on || on != c->open)
        reporters_set_due(&a->reporters, nation, INT64_MIN);
    c->on = on;
    c->alerte = found;
}

/* The nation's list gets the causes that hold; what of them is open and not here is resolved. */
static void add_causes(struct alerting *a, struct dossier *d)
{
    for (size_t i = 0; i < a->causes.n; i++) {
        const struct cause *c = &a->causes.items[i];
        if (!c->on)
            continue;
        d->liste.items = mem_room(d->liste.items, d->liste.n, &d->liste.cap, sizeof *d->liste.items);
        d->liste.items[d->liste.n++] = c->alerte;
    }
}

/* ---- changes ---- */

static bool is_troubled(const struct veille_liste *l)
{
    for (size_t i = 0; i < l->n; i++)
        if (l->items[i].regle == REGLE_SYSTEME)
            return true;
    return false;
}

void judge_changes(struct alerting *a, struct batch *b)
{
    for (size_t i = 0; i < a->causes.n; i++)
        if (a->causes.items[i].moved)
            judge_cause(a, &a->causes.items[i]);
    for (size_t i = 0; i < b->n; i++) {
        struct dossier *d = &b->items[i];
        struct reporter *x = &a->reporters.items[d->reporter];
        const struct cause *c = cause_of(a, x);
        if (d->veille.porteur == VEILLE_NATION)
            add_causes(a, d);
        if (d->veille.porteur == VEILLE_CHANTIER)
            veille_hold(a->pannes.items, a->pannes.n, c && c->on ? &c->alerte : NULL, d->veille.seuils, b->now_us,
                        &d->liste);
        if (d->veille.porteur == VEILLE_NATION) {
            a->troubled = is_troubled(&d->liste);
            watch_looked(a);
        }
        veille_reconcile(d->open, d->open_n, &d->liste, &d->changes);
    }
}

int64_t judge_next(const struct dossier *d)
{
    int64_t next = d->liste.next_us;
    for (size_t i = 0; i < d->open_n; i++)
        if (d->ouvertes[i].acquittee && d->ouvertes[i].retour_us < next)
            next = d->ouvertes[i].retour_us;
    for (size_t i = 0; i < d->silences_n; i++)
        if (d->silences[i].au_us < next)
            next = d->silences[i].au_us;
    return next;
}
