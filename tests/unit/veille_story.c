/* Short stories of a programme under watch. */
#include "veille_story.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cal.h"
#include "base/mem.h"
#include "programme/veille_monde.h"

#define MAX 8000
#define REPORTERS_MAX 64

struct teller { /* of one reporter: its lists, growing */
    char id[32], territoire[32], logiciel[32];
    struct remontee_ligne ligne;
    struct remontee_fermeture fermetures[16];
    struct remontee_envoi envois[MAX / 8];
    struct veille_situation situations[MAX / 8];
    struct veille_echeance echeances[16];
    struct veille_poste postes[8];
    struct veille_copil copils[8];
    struct veille_panne pannes[16];
    struct veille_reporter r;
};
struct told {
    struct teller *all[REPORTERS_MAX];
    size_t n;
    struct arena texts;
};

static int32_t a_day(const char *s)
{
    int32_t d;
    must(cal_parse_iso(s, strlen(s), &d));
    return d;
}

static int64_t an_instant(const char *s)
{
    int hour = 0, minute = 0, second = 0;
    if (strcmp(s, "-") == 0)
        return VEILLE_JAMAIS;
    int32_t day;
    must(cal_parse_iso(s, 10, &day));
    if (s[10])
        must(sscanf(s + 10, "T%2d:%2d:%2d", &hour, &minute, &second) >= 2);
    return cal_paris_instant((day * 86400LL + hour * 3600 + minute * 60 + second) * 1000000);
}

static struct teller *reporter(struct told *t, const char *id, enum veille_porteur porteur)
{
    for (size_t i = 0; i < t->n; i++)
        if (strcmp(t->all[i]->id, id) == 0)
            return t->all[i];
    must(t->n < REPORTERS_MAX);
    struct teller *x = t->all[t->n++] = mem_new(sizeof *x);
    snprintf(x->id, sizeof x->id, "%s", id);
    if (porteur == VEILLE_CHANTIER)
        snprintf(x->territoire, sizeof x->territoire, "T1");
    x->ligne = (struct remontee_ligne){INT32_MIN, INT32_MAX, CALENDRIER_NATIONAL};
    x->r = (struct veille_reporter){.porteur = porteur,
                                    .debut = INT32_MIN,
                                    .copil_depuis = VEILLE_INCONNU,
                                    .remontee = {.lignes = &x->ligne,
                                                 .lignes_n = porteur == VEILLE_CHANTIER,
                                                 .fermetures = x->fermetures,
                                                 .envois = x->envois},
                                    .situations = x->situations,
                                    .echeances = x->echeances,
                                    .postes = x->postes,
                                    .copils = x->copils,
                                    .pannes = x->pannes};
    return x;
}

static void add_envoi(struct teller *x, const struct remontee_envoi *e)
{
    must(x->r.remontee.envois_n < MAX / 8);
    size_t i = x->r.remontee.envois_n++;
    for (; i > 0 && x->envois[i - 1].received_us > e->received_us; i--)
        x->envois[i] = x->envois[i - 1];
    x->envois[i] = *e;
}

static void tell_member(struct told *t, char *const w[], size_t n)
{
    struct teller *x = reporter(t, w[1], VEILLE_CHANTIER);
    must(n == 6);
    snprintf(x->territoire, sizeof x->territoire, "%s", w[2]);
    snprintf(x->logiciel, sizeof x->logiciel, "%s", strcmp(w[3], "-") == 0 ? "" : w[3]);
    x->ligne.depuis = strcmp(w[4], "-") == 0 ? INT32_MIN : a_day(w[4]);
    x->ligne.jusqua = strcmp(w[5], "-") == 0 ? INT32_MAX : a_day(w[5]);
    if (strcmp(w[2], "STRASBOURG") == 0)
        x->ligne.calendrier = CALENDRIER_ALSACE_MOSELLE;
}

static void tell_envoi(struct told *t, char *const w[], size_t n)
{
    struct teller *x = reporter(t, w[1], VEILLE_CHANTIER);
    struct remontee_envoi e = {
        .situation = a_day(w[2]), .received_us = an_instant(w[3]), .state = envoi_state_parse(w[4])};
    must(e.state);
    e.since_us = n > 5 ? an_instant(w[5]) : e.received_us;
    e.was_held = n > 6 && strcmp(w[6], "held") == 0;
    e.unchanged = n > 6 && strcmp(w[6], "same") == 0;
    add_envoi(x, &e);
}

static void tell_nights(struct told *t, char *const w[], size_t n)
{
    struct teller *x = reporter(t, w[1], VEILLE_CHANTIER);
    int hour, minute;
    must(sscanf(w[4], "%d:%d", &hour, &minute) == 2);
    for (int32_t d = a_day(w[2]); d <= a_day(w[3]); d++) {
        if (!remontee_expected(&x->r.remontee, d, NULL, NULL))
            continue;
        int64_t at = cal_paris_instant(((d + 1) * 86400LL + hour * 3600 + minute * 60) * 1000000);
        add_envoi(x, &(struct remontee_envoi){.situation = d,
                                              .received_us = at,
                                              .since_us = at,
                                              .state = ENVOI_ACCEPTED,
                                              .unchanged = n > 5 && strcmp(w[5], "same") == 0});
    }
}

static void tell_charge(struct told *t, char *const w[], size_t n)
{
    struct teller *x = reporter(t, w[1], VEILLE_CHANTIER);
    struct veille_cip *cips = arena_new(&t->texts, (n - 8) * sizeof *cips);
    for (size_t i = 9; i < n; i++) {
        char *at = strchr(w[i], '=');
        must(at && sscanf(at + 1, "%d/%d", &cips[i - 9].parcours, &cips[i - 9].etp) == 2);
        cips[i - 9].cip_ref = arena_text(&t->texts, w[i], (size_t)(at - w[i]));
    }
    x->situations[x->r.situations_n++] = (struct veille_situation){.date = a_day(w[2]),
                                                                   .connu_us = an_instant(w[3]),
                                                                   .file_active = atoi(w[4]),
                                                                   .etp = atoi(w[5]),
                                                                   .objectif = atoi(w[6]),
                                                                   .lues = atoi(w[7]),
                                                                   .ecartees = atoi(w[8]),
                                                                   .cips = cips,
                                                                   .cips_n = n - 9};
}

static void tell_prevue(struct told *t, char *const w[], size_t n)
{
    struct teller *x = reporter(t, w[1], VEILLE_CHANTIER);
    struct veille_prevision *list = arena_new(&t->texts, n * sizeof *list);
    must(x->r.situations_n);
    struct veille_situation *s = &x->situations[x->r.situations_n - 1];
    for (size_t i = 2; i < n; i++) {
        char *at = strchr(w[i], '=');
        must(at && sscanf(at + 1, "%d/%d@%d", &list[i - 2].parcours, &list[i - 2].etp, &list[i - 2].semaine) == 3);
        list[i - 2].cip_ref = *w[i] == '-' ? "" : arena_text(&t->texts, w[i], (size_t)(at - w[i]));
    }
    s->previsions = list;
    s->previsions_n = n - 2;
    s->prevu = true;
}

static void tell_line(struct told *t, char *const w[], size_t n)
{
    if (strcmp(w[0], "member") == 0) {
        tell_member(t, w, n);
    } else if (strcmp(w[0], "closed") == 0) {
        struct teller *x = reporter(t, w[1], VEILLE_CHANTIER);
        x->fermetures[x->r.remontee.fermetures_n++] = (struct remontee_fermeture){a_day(w[2]), a_day(w[3])};
    } else if (strcmp(w[0], "envoi") == 0) {
        tell_envoi(t, w, n);
    } else if (strcmp(w[0], "nights") == 0) {
        tell_nights(t, w, n);
    } else if (strcmp(w[0], "charge") == 0) {
        tell_charge(t, w, n);
    } else if (strcmp(w[0], "prevue") == 0) {
        tell_prevue(t, w, n);
    } else if (strcmp(w[0], "parcours") == 0) {
        struct teller *x = reporter(t, w[1], VEILLE_CHANTIER);
        x->echeances[x->r.echeances_n++] =
            (struct veille_echeance){.genre = strcmp(w[2], "sortie") == 0 ? VEILLE_SORTIE : VEILLE_ENTREE,
                                     .parcours_id = arena_text(&t->texts, w[3], strlen(w[3])),
                                     .date = a_day(w[4]),
                                     .faite = strcmp(w[5], "faite") == 0,
                                     .connu_us = an_instant(w[6]),
                                     .jusqua_us = an_instant(w[7])};
    } else if (strcmp(w[0], "poste") == 0) {
        struct teller *x = reporter(t, w[1], VEILLE_TERRITOIRE);
        x->postes[x->r.postes_n++] = (struct veille_poste){arena_text(&t->texts, w[2], strlen(w[2])), a_day(w[3]),
                                                           an_instant(w[4]), an_instant(w[5])};
    } else if (strcmp(w[0], "copils") == 0) {
        reporter(t, w[1], VEILLE_TERRITOIRE)->r.copil_depuis = a_day(w[2]);
    } else if (strcmp(w[0], "copil") == 0) {
        struct teller *x = reporter(t, w[1], VEILLE_TERRITOIRE);
        x->copils[x->r.copils_n++] = (struct veille_copil){a_day(w[2]), an_instant(w[3])};
    } else if (strcmp(w[0], "panne") == 0) {
        struct teller *x = reporter(t, "", VEILLE_NATION);
        x->pannes[x->r.pannes_n++] =
            (struct veille_panne){alerte_situation_parse(w[1]), arena_text(&t->texts, w[2], strlen(w[2])),
                                  an_instant(w[3]), an_instant(w[4]), n > 5 ? atoi(w[5]) : VEILLE_INCONNU};
    } else if (strcmp(w[0], "territoire") == 0) {
        reporter(t, w[1], VEILLE_TERRITOIRE);
    } else {
        must(!"a line of the story");
    }
}

static void tell_all(struct told *t, const char *story)
{
    for (const char *p = story; *p;) {
        size_t len = strcspn(p, "\n"), n = 0;
        char *line = arena_text(&t->texts, p, len), *words[32], *save = NULL;
        for (char *w = strtok_r(line, " ", &save); w && n < 32; w = strtok_r(NULL, " ", &save))
            words[n++] = w;
        if (n)
            tell_line(t, words, n);
        p += len + (p[len] == '\n');
    }
}

static void on_event(void *arg, const struct veille_evenement *e)
{
    struct buf *out = arg;
    char day[CAL_DAY_LEN];
    int64_t wall = cal_paris_wall_us(e->at_us) / 60000000;
    cal_format_day(cal_paris_day(e->at_us), day);
    buf_addf(out, "%sT%02d:%02d %s %s %s %s %s/%d", day, (int)(wall / 60 % 24), (int)(wall % 60),
             *e->reporter->id ? e->reporter->id : "-", alerte_regle_name(e->alerte->regle),
             *e->alerte->sujet ? e->alerte->sujet : "-", veille_change_name(e->change),
             alerte_situation_name(e->alerte->situation), e->alerte->palier);
    if (*e->alerte->cause)
        buf_addf(out, " <%s", e->alerte->cause);
    buf_adds(out, e->told ? " *\n" : "\n");
}

void story_run(const struct definitions *d, const char *story, const char *from, const char *to, struct buf *events)
{
    struct told t = {0};
    tell_all(&t, story);
    reporter(&t, "", VEILLE_NATION);
    struct veille_monde m = {.alertes = d->alertes, .reporters = mem_new_n(t.n, sizeof *m.reporters)};
    for (int kind = VEILLE_CHANTIER; kind <= VEILLE_NATION; kind++)
        for (size_t i = 0; i < t.n; i++)
            if ((int)t.all[i]->r.porteur == kind)
                m.reporters[m.n++] = (struct veille_monde_reporter){.id = t.all[i]->id,
                                                                    .territoire = t.all[i]->territoire,
                                                                    .logiciel = t.all[i]->logiciel,
                                                                    .watched = t.all[i]->r};
    for (size_t i = 0; i < m.n; i++) {
        struct veille_monde_reporter *r = &m.reporters[i];
        bool chantier = r->watched.porteur == VEILLE_CHANTIER;
        alertes_seuils_of(d->alertes, chantier ? r->id : "", chantier ? r->territoire : r->id, &r->seuils);
        r->watched.seuils = &r->seuils;
        if (chantier)
            r->watched.debut = cal_paris_day(an_instant(from));
    }
    veille_monde_run(&m, an_instant(from), an_instant(to), on_event, events);
    veille_monde_deinit(&m);
    free(m.reporters);
    for (size_t i = 0; i < t.n; i++)
        free(t.all[i]);
    arena_deinit(&t.texts);
}

int stories_wrong(const struct definitions *d, const struct story *stories, size_t n)
{
    int wrong = 0;
    for (size_t i = 0; i < n; i++) {
        struct buf events = {0};
        story_run(d, stories[i].story, stories[i].from, stories[i].to, &events);
        if (strcmp(buf_text(&events), stories[i].events) != 0) {
            fprintf(stderr, "%s:\n%sinstead of\n%s\n", stories[i].what, buf_text(&events), stories[i].events);
            wrong++;
        }
        buf_deinit(&events);
    }
    return wrong;
}
