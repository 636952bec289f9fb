/* The virtual clock: jumps from one instant at which something may change to the next. */
#include "programme/veille_monde.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "base/mem.h"

struct veille_suivi {
    int64_t next_us;
    bool due;
    struct veille_alerte *open;
    size_t open_n, open_cap;
    struct veille_ouverte *views; /* of `open`, for the functions that decide */
    size_t views_cap;
    struct veille_liste list;
    size_t logiciel; /* index into the clock's causes; VEILLE_NONE: none */
    int32_t nuit;
    enum remontee_state etat;
    char vu[12];
    int palier_vu;
};

struct clock {
    struct veille_monde *m;
    int64_t now_us;
    struct map logiciels; /* name → index into causes */
    struct veille_alerte *causes;
    bool *holds;        /* of causes */
    bool *touched;      /* of causes: a chantier of it was looked at */
    bool moved;         /* an alert of a chantier changed */
    int64_t cloture_us; /* of the quarter before; counts go by it */
    struct veille_changements changes;
    veille_on_event *on_event;
    void *arg;
};

bool veille_told(enum veille_change change, const char *cause)
{
    return !*cause && (change == VEILLE_LEVEE || change == VEILLE_LIBEREE || change == VEILLE_AGGRAVEE);
}

static struct veille_monde_reporter *nation(const struct clock *c)
{
    return &c->m->reporters[c->m->n - 1];
}

static const struct veille_ouverte *views(struct veille_suivi *s)
{
    s->views = mem_room(s->views, s->open_n, &s->views_cap, sizeof *s->views);
    for (size_t i = 0; i < s->open_n; i++) {
        const struct veille_alerte *a = &s->open[i];
        s->views[i] = (struct veille_ouverte){.regle = a->regle,
                                              .sujet = a->sujet,
                                              .situation = a->situation,
                                              .palier = a->palier,
                                              .depuis_us = a->depuis_us,
                                              .cause = a->cause};
    }
    return s->views;
}

/* ---- one reporter ---- */

static void tell(struct clock *c, const struct veille_monde_reporter *r, enum veille_change change,
                 const struct veille_alerte *a)
{
    const struct veille_evenement e = {
        .at_us = c->now_us, .reporter = r, .change = change, .alerte = a, .told = veille_told(change, a->cause)};
    if (change == VEILLE_MESURE)
        return;
    c->moved = true;
    c->on_event(c->arg, &e);
}

/* The quarter and the step that were told last, for A-TRIMESTRE. */
static void note_quarter(struct veille_suivi *s, const struct veille_alerte *a)
{
    if (a->regle != REGLE_TRIMESTRE || strcmp(a->sujet, s->vu) < 0)
        return;
    s->palier_vu = strcmp(a->sujet, s->vu) == 0 && s->palier_vu > a->palier ? s->palier_vu : a->palier;
    snprintf(s->vu, sizeof s->vu, "%.11s", a->sujet);
}

static void apply(struct clock *c, struct veille_monde_reporter *r)
{
    struct veille_suivi *s = r->suivi;
    veille_reconcile(views(s), s->open_n, &s->list, &c->changes);
    size_t before = s->open_n;
    bool *over = mem_new_n(before + 1, sizeof *over);
    for (size_t i = 0; i < c->changes.n; i++) {
        const struct veille_changement *ch = &c->changes.items[i];
        if (ch->change == VEILLE_RESOLUE || ch->change == VEILLE_PERDUE) {
            over[ch->open] = true;
            tell(c, r, ch->change, &s->open[ch->open]);
            continue;
        }
        const struct veille_alerte *a = &s->list.items[ch->item];
        if (ch->open == VEILLE_NONE) {
            s->open = mem_room(s->open, s->open_n, &s->open_cap, sizeof *s->open);
            s->open[s->open_n++] = *a;
        } else {
            s->open[ch->open] = *a;
        }
        note_quarter(s, a);
        tell(c, r, ch->change, a);
    }
    size_t kept = 0;
    for (size_t i = 0; i < s->open_n; i++)
        if (i >= before || !over[i])
            s->open[kept++] = s->open[i];
    s->open_n = kept;
    free(over);
}

static void look(struct clock *c, struct veille_monde_reporter *r)
{
    struct veille_suivi *s = r->suivi;
    memcpy(r->watched.trimestre.vu, s->vu, sizeof s->vu);
    r->watched.trimestre.palier_vu = s->palier_vu;
    veille_desired(&r->watched, views(s), s->open_n, c->now_us, &s->list);
    if (r->watched.porteur == VEILLE_CHANTIER)
        veille_hold(nation(c)->watched.pannes, nation(c)->watched.pannes_n, NULL, nation(c)->watched.seuils, c->now_us,
                    &s->list);
    s->nuit = s->list.nuit;
    s->etat = s->list.etat;
}

/* ---- several ---- */

static void find_causes(struct clock *c)
{
    struct veille_etat *etats = mem_new_n(c->m->n, sizeof *etats);
    struct veille_suivi *of_nation = nation(c)->suivi;
    const struct veille_ouverte *open = views(of_nation);
    for (size_t l = 0; l < c->logiciels.n; l++) {
        const char *name = c->logiciels.entries[l].key;
        const struct veille_ouverte *was = NULL;
        size_t n = 0;
        if (!c->touched[l])
            continue;
        for (size_t i = 0; i < c->m->n; i++)
            if (c->m->reporters[i].suivi->logiciel == l)
                etats[n++] = (struct veille_etat){c->m->reporters[i].suivi->nuit, c->m->reporters[i].suivi->etat};
        for (size_t i = 0; i < of_nation->open_n; i++)
            if (open[i].situation == SITUATION_LOGICIEL && strcmp(open[i].sujet + strlen("logiciel:"), name) == 0)
                was = &open[i];
        bool before = c->holds[l];
        c->holds[l] = veille_logiciel(name, etats, n, nation(c)->watched.seuils, was, &c->causes[l]);
        for (size_t i = 0; i < c->m->n && before != c->holds[l]; i++) /* what it held back, or holds back from now on */
            if (c->m->reporters[i].suivi->logiciel == l && !c->m->reporters[i].suivi->due) {
                c->m->reporters[i].suivi->due = true;
                look(c, &c->m->reporters[i]);
            }
    }
    free(etats);
}

static void hold(struct clock *c, struct veille_monde_reporter *r)
{
    size_t l = r->suivi->logiciel;
    veille_hold(nation(c)->watched.pannes, nation(c)->watched.pannes_n,
                l != VEILLE_NONE && c->holds[l] ? &c->causes[l] : NULL, nation(c)->watched.seuils, c->now_us,
                &r->suivi->list);
}

/* A chantier counts once, under the first of the three rules. */
static void count_one(const struct veille_suivi *s, int64_t cloture_us, struct veille_trimestre *t)
{
    bool missing = false, refused = false, held = false, left = false;
    for (size_t i = 0; i < s->open_n; i++) {
        const struct veille_alerte *a = &s->open[i];
        bool is_missing = a->regle == REGLE_REMONTEE && a->situation != SITUATION_FIGEE;
        missing = missing || is_missing;
        refused = refused || a->regle == REGLE_REFUSEE;
        held = held || a->regle == REGLE_RETENUE;
        left = left ||
               ((is_missing || a->regle == REGLE_REFUSEE || a->regle == REGLE_RETENUE) && a->depuis_us <= cloture_us);
    }
    t->restants += left;
    t->manquants += missing;
    t->refuses += !missing && refused;
    t->retenus += !missing && !refused && held;
}

/* Territories and the nation whose count moved are due too. */
static void count_all(struct clock *c)
{
    for (size_t i = 0; i < c->m->n; i++) {
        struct veille_monde_reporter *r = &c->m->reporters[i];
        struct veille_trimestre t = {0}, *is = &r->watched.trimestre;
        if (r->watched.porteur == VEILLE_CHANTIER)
            continue;
        for (size_t k = 0; k < c->m->n; k++)
            if (c->m->reporters[k].watched.porteur == VEILLE_CHANTIER &&
                (r->watched.porteur == VEILLE_NATION || strcmp(c->m->reporters[k].territoire, r->id) == 0))
                count_one(c->m->reporters[k].suivi, c->cloture_us, &t);
        if (t.manquants != is->manquants || t.refuses != is->refuses || t.retenus != is->retenus ||
            t.restants != is->restants)
            r->suivi->due = true;
        *is = t;
    }
}

static void add_causes(struct clock *c)
{
    struct veille_liste *l = &nation(c)->suivi->list;
    for (size_t i = 0; i < c->logiciels.n; i++)
        if (c->holds[i]) {
            l->items = mem_room(l->items, l->n, &l->cap, sizeof *l->items);
            l->items[l->n++] = c->causes[i];
        }
}

/* ---- the clock ---- */

static void step(struct clock *c)
{
    struct veille_monde *m = c->m;
    c->moved = false;
    memset(c->touched, 0, c->logiciels.n * sizeof *c->touched);
    for (size_t i = 0; i < m->n; i++) {
        struct veille_monde_reporter *r = &m->reporters[i];
        r->suivi->due = r->suivi->next_us <= c->now_us;
        if (!r->suivi->due || r->watched.porteur != VEILLE_CHANTIER)
            continue;
        look(c, r);
        if (r->suivi->logiciel != VEILLE_NONE)
            c->touched[r->suivi->logiciel] = true;
    }
    find_causes(c);
    for (size_t i = 0; i < m->n; i++) {
        struct veille_monde_reporter *r = &m->reporters[i];
        if (!r->suivi->due || r->watched.porteur != VEILLE_CHANTIER)
            continue;
        hold(c, r);
        apply(c, r);
        r->suivi->next_us = r->suivi->list.next_us;
    }
    int64_t cloture_us = veille_cloture_us(nation(c)->watched.seuils, c->now_us);
    if (c->moved || cloture_us != c->cloture_us) {
        c->cloture_us = cloture_us;
        count_all(c);
    }
    for (size_t i = 0; i < m->n; i++) {
        struct veille_monde_reporter *r = &m->reporters[i];
        if (r->watched.porteur == VEILLE_CHANTIER || (!r->suivi->due && r != nation(c)))
            continue;
        look(c, r);
        if (r == nation(c))
            add_causes(c);
        apply(c, r);
        r->suivi->next_us = r->suivi->list.next_us;
    }
}

static int64_t next_instant(const struct veille_monde *m)
{
    int64_t next = VEILLE_JAMAIS;
    for (size_t i = 0; i < m->n; i++)
        next = m->reporters[i].suivi->next_us < next ? m->reporters[i].suivi->next_us : next;
    return next;
}

void veille_monde_run(struct veille_monde *m, int64_t from_us, int64_t to_us, veille_on_event *on_event, void *arg)
{
    struct clock c = {.m = m, .now_us = from_us, .on_event = on_event, .arg = arg};
    must(m->n > 0 && m->reporters[m->n - 1].watched.porteur == VEILLE_NATION);
    for (size_t i = 0; i < m->n; i++) {
        const char *name = m->reporters[i].logiciel;
        m->reporters[i].suivi = mem_new(sizeof *m->reporters[i].suivi);
        m->reporters[i].suivi->next_us = from_us;
        m->reporters[i].suivi->logiciel = VEILLE_NONE;
        if (*name) {
            bool added;
            uint64_t *l = map_at(&c.logiciels, name, strlen(name), &added);
            *l = added ? c.logiciels.n - 1 : *l;
            m->reporters[i].suivi->logiciel = *l;
        }
    }
    c.causes = mem_new_n(c.logiciels.n + 1, sizeof *c.causes);
    c.holds = mem_new_n(c.logiciels.n + 1, sizeof *c.holds);
    c.touched = mem_new_n(c.logiciels.n + 1, sizeof *c.touched);
    for (int64_t at = from_us; at <= to_us; at = next_instant(m)) {
        must(at == from_us || at > c.now_us);
        c.now_us = at;
        step(&c);
    }
    free(c.causes);
    free(c.holds);
    free(c.touched);
    map_deinit(&c.logiciels);
    veille_changements_deinit(&c.changes);
}

void veille_monde_deinit(struct veille_monde *m)
{
    for (size_t i = 0; i < m->n; i++) {
        struct veille_suivi *s = m->reporters[i].suivi;
        if (!s)
            continue;
        free(s->open);
        free(s->views);
        veille_liste_deinit(&s->list);
        mem_free(&m->reporters[i].suivi);
    }
}
