/* Random reporters for the properties of the watch. */
#include "veille_random.h"

#include <string.h>

#include "base/cal.h"

#define HOUR_US (3600LL * 1000000)

uint32_t random_roll(uint64_t *seed, uint32_t below)
{
    *seed ^= *seed >> 12;
    *seed ^= *seed << 25;
    *seed ^= *seed >> 27;
    return (uint32_t)((*seed * 0x2545F4914F6CDD1DULL) >> 33) % below;
}

int64_t random_instant(uint64_t *seed, int64_t from_us, int64_t to_us)
{
    uint64_t wide = (uint64_t)random_roll(seed, 1U << 31) << 31 | random_roll(seed, 1U << 31);
    return from_us + (int64_t)(wide % (uint64_t)(to_us - from_us + 1));
}

static int32_t roll(uint64_t *seed, uint32_t below)
{
    return (int32_t)random_roll(seed, below);
}

/* The contract's table of thresholds: test_alertes.c holds the file against it. */
const struct alertes_seuils contract_seuils = {
    .remontee = {.deadline_hour = 6, .grace_hours = 3, .frozen_nights = 20},
    .nuits = {1, 3, 5},
    .charge = {25, 30},
    .charge_retour = {22, 27},
    .charge_dates = 3,
    .charge_dates_retour = 3,
    .charge_prevue_semaines = 8,
    .sous_pourcent = 80,
    .sur_pourcent = 110,
    .objectif_jours = 14,
    .objectif_jours_retour = 3,
    .ecartees_pourcent = 5,
    .ecartees_min = 3,
    .ecartees_dates = 3,
    .ecartees_dates_retour = 1,
    .prolongation_mois = 22,
    .duree_max_mois = 58,
    .contact_mois = 11,
    .contact_fin_mois = 12,
    .vacant_jours = 60,
    .copil_mois = 12,
    .cloture_jours = {15, 7, 1},
    .demon_secondes = 60,
    .base_secondes = 60,
    .file_minutes = 10,
    .disque_pourcent = 10,
    .disque_retour_pourcent = 12,
    .logiciel_pourcent = 50,
    .logiciel_min = 3,
    .reprise_heures = 3,
    .exercice_jour = 1,
    .exercice_heure = 10,
    .exercice_minutes = 60,
};

static void begin(uint64_t *seed, enum veille_porteur porteur, struct random_reporter *out)
{
    memset(out, 0, sizeof *out);
    out->seuils = contract_seuils;
    out->first = cal_day(2025, 1, 1) + roll(seed, 700); /* clocks change within most of them */
    out->r = (struct veille_reporter){.porteur = porteur, .debut = out->first, .copil_depuis = VEILLE_INCONNU};
}

/* The caller's list may not be moved after this. */
static void finish(struct random_reporter *x)
{
    x->r.seuils = &x->seuils;
    x->r.remontee.lignes = x->lignes;
    x->r.remontee.fermetures = x->fermetures;
    x->r.remontee.envois = x->envois;
    x->r.situations = x->situations;
    x->r.echeances = x->echeances;
    x->r.postes = x->postes;
    x->r.copils = x->copils;
    x->r.pannes = x->pannes;
}

static int64_t any_instant(uint64_t *seed, const struct random_reporter *x)
{
    return random_instant(seed, cal_paris_instant(x->first * 24 * HOUR_US),
                          cal_paris_instant((x->first + RANDOM_DAYS) * 24 * HOUR_US));
}

static void thresholds(uint64_t *seed, struct alertes_seuils *s)
{
    if (roll(seed, 3))
        return;
    s->remontee = (struct remontee_rules){roll(seed, 24), roll(seed, 13), 2 + roll(seed, 20)};
    for (int i = 0; i < 3; i++)
        s->nuits[i] = 1 + i + roll(seed, 2);
    s->charge_dates = 1 + roll(seed, 4);
    s->charge_dates_retour = 1 + roll(seed, 4);
    s->objectif_jours = roll(seed, 20);
    s->objectif_jours_retour = roll(seed, 5);
    s->ecartees_dates_retour = 1 + roll(seed, 3);
}

static void membership(uint64_t *seed, struct random_reporter *x)
{
    enum calendrier calendrier = (enum calendrier)roll(seed, CALENDRIER_COUNT);
    int32_t from = roll(seed, 3) ? INT32_MIN : x->first + roll(seed, 100);
    size_t *n = &x->r.remontee.lignes_n;
    x->lignes[(*n)++] = (struct remontee_ligne){from, INT32_MAX, calendrier};
    if (roll(seed, 4) == 0) { /* leaves, and comes back */
        x->lignes[0].jusqua = x->first + 100 + roll(seed, 60);
        x->lignes[(*n)++] = (struct remontee_ligne){x->lignes[0].jusqua + 1 + roll(seed, 30), INT32_MAX, calendrier};
    }
    for (int i = roll(seed, 4); i > 0; i--) {
        int32_t debut = x->first + roll(seed, RANDOM_DAYS);
        x->fermetures[x->r.remontee.fermetures_n++] = (struct remontee_fermeture){debut, debut + roll(seed, 25)};
    }
}

static void one_envoi(uint64_t *seed, struct random_reporter *x, int32_t day, bool tidy)
{
    static const enum envoi_state states[] = {ENVOI_ACCEPTED,    ENVOI_ACCEPTED, ENVOI_ACCEPTED,  ENVOI_ACCEPTED,
                                              ENVOI_REFUSED,     ENVOI_HELD,     ENVOI_DISCARDED, ENVOI_SUPERSEDED,
                                              ENVOI_QUARANTINED, ENVOI_ACCEPTED};
    struct remontee_envoi e = {.situation = day - (tidy ? 0 : roll(seed, 3)),
                               .received_us = cal_paris_instant((day * 24LL + 18 + roll(seed, 20)) * HOUR_US) +
                                              random_roll(seed, 3600) * 1000000LL,
                               .state = states[roll(seed, 10)],
                               .unchanged = roll(seed, 4) > 0};
    e.was_held = e.state == ENVOI_HELD || e.state == ENVOI_DISCARDED || roll(seed, 12) == 0;
    e.since_us = e.received_us + (e.was_held ? roll(seed, 40) : roll(seed, 2)) * HOUR_US / 2;
    size_t i = x->r.remontee.envois_n++;
    for (; i > 0 && x->envois[i - 1].received_us > e.received_us; i--)
        x->envois[i] = x->envois[i - 1];
    x->envois[i] = e;
}

/* A caseload that wanders over the thresholds and stays awhile. */
static void one_situation(uint64_t *seed, struct random_reporter *x, int32_t day, int32_t load[3], bool tidy)
{
    size_t at = x->r.situations_n++;
    struct veille_situation *s = &x->situations[at];
    *s = (struct veille_situation){.date = day - (tidy ? 0 : roll(seed, 3)),
                                   .connu_us = cal_paris_instant((day * 24LL + 26) * HOUR_US),
                                   .objectif = roll(seed, 30) ? 70 : 0,
                                   .lues = 60,
                                   .ecartees = roll(seed, 7),
                                   .cips = x->cips[at]};
    for (int i = 0; i < 3; i++) {
        static const char *const names[] = {"A", "B", "C"};
        load[i] += roll(seed, 7) - 3;
        load[i] = load[i] < 15 ? 15 : load[i] > 35 ? 35 : load[i];
        if (roll(seed, 15) == 0)
            continue;
        x->cips[at][s->cips_n++] = (struct veille_cip){names[i], load[i], roll(seed, 20) ? 100 : 0};
        s->file_active += load[i];
        s->etp += 100;
    }
    s->previsions = x->previsions[at];
    s->prevu = roll(seed, 20);
    for (int i = 0; s->prevu && i < RANDOM_PREVISIONS; i++) {
        static const char *const names[] = {"", "A", "B", "C"};
        int32_t base = i % 4 ? load[i % 4 - 1] : s->file_active, etp = i % 4 ? 100 : s->etp;
        x->previsions[at][s->previsions_n++] = (struct veille_prevision){
            names[i % 4], 1 + roll(seed, 12), base + roll(seed, 9) - 4, roll(seed, 20) ? etp : 0};
    }
}

void random_chantier(uint64_t *seed, bool tidy, struct random_reporter *x)
{
    int32_t load[3] = {20, 24, 28};
    begin(seed, VEILLE_CHANTIER, x);
    thresholds(seed, &x->seuils);
    membership(seed, x);
    uint32_t silence = random_roll(seed, 4), lazy = 0;
    for (int32_t day = x->first; day < x->first + RANDOM_DAYS - 2; day++) {
        lazy = lazy ? lazy - 1 : random_roll(seed, 20) == 0 ? random_roll(seed, 12) : 0;
        if (lazy || random_roll(seed, 5) < silence)
            continue;
        one_envoi(seed, x, day, tidy);
        if (roll(seed, 10) == 0)
            one_envoi(seed, x, day, tidy);
        if (roll(seed, 6))
            one_situation(seed, x, day, load, tidy);
    }
    for (int i = roll(seed, 12); i > 0; i--) {
        static const char *const names[] = {"P0", "P1", "P2", "P3", "P4", "P5", "P6", "P7", "P8", "P9", "P10", "P11"};
        static const int back[] = {22, 58, 11, 12};
        int64_t known = any_instant(seed, x);
        x->echeances[x->r.echeances_n++] = (struct veille_echeance){
            .genre = (enum veille_genre)roll(seed, 2),
            .parcours_id = names[i],
            .date = cal_add_months(x->first + roll(seed, RANDOM_DAYS), -back[roll(seed, 4)]),
            .faite = roll(seed, 3) == 0,
            .connu_us = roll(seed, 2) ? 0 : known,
            .jusqua_us = roll(seed, 2) ? VEILLE_JAMAIS : known + random_roll(seed, 2000) * HOUR_US};
    }
    finish(x);
}

void random_territoire(uint64_t *seed, struct random_reporter *x)
{
    static const char *const names[] = {"P0", "P1", "P2", "P3"};
    begin(seed, VEILLE_TERRITOIRE, x);
    for (int i = roll(seed, 5); i > 0; i--) {
        int64_t known = any_instant(seed, x);
        x->postes[x->r.postes_n++] = (struct veille_poste){names[i - 1], x->first - 90 + roll(seed, RANDOM_DAYS), known,
                                                           roll(seed, 2) ? VEILLE_JAMAIS : known + 1000 * HOUR_US};
    }
    x->r.copil_depuis = roll(seed, 4) ? x->first - roll(seed, 800) : VEILLE_INCONNU;
    for (int i = roll(seed, 4); i > 0; i--)
        x->copils[x->r.copils_n++] =
            (struct veille_copil){x->first - 365 + roll(seed, RANDOM_DAYS), any_instant(seed, x)};
    x->r.trimestre = (struct veille_trimestre){.manquants = roll(seed, 3), .refuses = roll(seed, 2)};
    finish(x);
}

void random_nation(uint64_t *seed, struct random_reporter *x)
{
    static const char *const names[] = {"validation", "base", "spool", "/", "intake", "chat"};
    begin(seed, VEILLE_NATION, x);
    x->r.trimestre = (struct veille_trimestre){.manquants = roll(seed, 3), .retenus = roll(seed, 2)};
    for (int i = roll(seed, 12); i > 0; i--) { /* one kind of trouble after the other, so that subjects do not meet */
        int kind = roll(seed, 6);
        int64_t from = any_instant(seed, x);
        for (size_t k = 0; k < x->r.pannes_n; k++)
            if (strcmp(x->pannes[k].sujet, names[kind]) == 0)
                from = VEILLE_JAMAIS;
        if (from == VEILLE_JAMAIS)
            continue;
        x->pannes[x->r.pannes_n++] = (struct veille_panne){
            kind == 5   ? SITUATION_EXERCICE
            : kind == 4 ? SITUATION_DEMON
                        : (enum alerte_situation)(SITUATION_DEMON + kind),
            names[kind], from, roll(seed, 6) ? from + random_roll(seed, 100000) * 1000000LL : VEILLE_JAMAIS,
            roll(seed, 15)};
    }
    finish(x);
}

void random_print(const struct veille_liste *l, struct buf *out)
{
    for (size_t i = 0; i < l->n; i++) {
        const struct veille_alerte *a = &l->items[i];
        buf_addf(out, "%s %s %s/%d%s since %lld <%s ", alerte_regle_name(a->regle), a->sujet,
                 alerte_situation_name(a->situation), a->palier, a->fin == VEILLE_MANQUEE ? " lost" : "",
                 (long long)a->depuis_us, a->cause);
        veille_valeur(a, out);
        buf_addc(out, '\n');
    }
    buf_addf(out, "night %d %s\n", l->nuit, remontee_state_name(l->etat));
}
