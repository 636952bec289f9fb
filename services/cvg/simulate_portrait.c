/* Who a simulated person is: drawn so that the shares of the whole come near the published ones of 2023. */
#include "cvg/simulate_portrait.h"

#include "base/cal.h"
#include "base/mem.h"
#include "cvg/simulate_columns.h"
#include "cvg/simulate_parcours.h"
#include "cvg/simulate_reference.h"

static const struct simulate_share protections[] = {
    {"AUCUNE", 440}, {"REFUGIE", 330}, {"SUBSIDIAIRE", 160}, {"DEMANDEUR", 40}, {"TEMPORAIRE", 30}};
static const struct simulate_share formations_france[] = {{"N1_2", 640}, {"N3", 215}, {"N4", 85},
                                                          {"N5", 30},    {"N6", 20},  {"N7_8", 10}};
static const struct simulate_share formations_origine[] = {{"N1_2", 600}, {"N3", 170}, {"N4", 120},
                                                           {"N5", 40},    {"N6", 40},  {"N7_8", 30}};
static const struct simulate_share orienteurs_cvg[] = {{"FRANCE_TRAVAIL", 338},
                                                       {"MISSION_LOCALE", 60},
                                                       {"CAP_EMPLOI", 20},
                                                       {"PLIE_PMIE", 85},
                                                       {"AUTRE_SPE", 40},
                                                       {"HEBERGEMENT", 130},
                                                       {"MARAUDE_VEILLE_SOCIALE", 20},
                                                       {"PHC", 34},
                                                       {"AUTRE_SIAE", 45},
                                                       {"SERVICES_SOCIAUX_DEPARTEMENT", 50},
                                                       {"AUTRE_ACCOMPAGNEMENT", 70},
                                                       {"SPONTANEE", 98},
                                                       {"NR", 10}};
static const struct simulate_share orienteurs_phc[] = {
    {"MARAUDE_VEILLE_SOCIALE", 420}, {"HEBERGEMENT", 400}, {"AUTRE_ACCOMPAGNEMENT", 120}, {"SPONTANEE", 60}};
static const struct simulate_share sans_emploi[] = {
    {"MOINS_6_MOIS", 250}, {"6_11_MOIS", 170}, {"12_23_MOIS", 170}, {"24_MOIS_ET_PLUS", 340}, {"JAMAIS_TRAVAILLE", 70}};
/* 4 % in the street, 49 % unstable or precarious in all; the last lines are what older tools know: a group's bare name
 */
static const struct simulate_share habitats_cvg[] = {{"SANS_ABRI", 20},
                                                     {"SQUAT", 10},
                                                     {"CAMPEMENT", 10},
                                                     {"HOTEL", 40},
                                                     {"TIERS", 122},
                                                     {"STRUCTURE_MEDICALE", 5},
                                                     {"DETENTION", 3},
                                                     {"CHU", 68},
                                                     {"CHRS", 85},
                                                     {"CHS", 20},
                                                     {"COMMUNAUTE", 15},
                                                     {"CENTRE_MATERNEL", 8},
                                                     {"CADA", 20},
                                                     {"HUDA", 15},
                                                     {"CPH", 15},
                                                     {"FOYER", 12},
                                                     {"FJT", 10},
                                                     {"RESIDENCE_SOCIALE", 88},
                                                     {"TRANSITION", 28},
                                                     {"APPARTEMENT_THERAPEUTIQUE", 8},
                                                     {"INTERMEDIATION_LOCATIVE", 32},
                                                     {"AUTONOME", 320},
                                                     {"PENSION_FAMILLE", 12},
                                                     {"MAISON_RELAIS", 8},
                                                     {"NR", 5},
                                                     {"COLLECTIF", 10},
                                                     {"PERENNE", 7}};
static const struct simulate_share habitats_phc[] = {{"SANS_ABRI", 300}, {"SQUAT", 90}, {"CAMPEMENT", 100},
                                                     {"HOTEL", 100},     {"TIERS", 80}, {"CHU", 220},
                                                     {"CHRS", 80},       {"CHS", 30}};
static const struct simulate_share contrats[] = {{"CDDI", 690}, {"CDDI_CVG", 275}, {"CDII", 25}, {"AUTRE", 10}};
static const int heures[] = {2600, 2600, 2600, 2600, 2600, 2600, 2400, 2800, 3000, 2000, 2750, 3500}; /* hundredths */

/* What does not change from one parcours of a person to the next. */
static void draw_person(struct simulate_portrait *t, const struct simulate_chantier *c,
                        const struct simulate_parcours *p)
{
    struct simulate_random r;
    simulate_random_init(&r, c->seed, (uint64_t)c->rang, SIMULATE_MATTER_PERSONNE, p->personne);
    t->sexe = simulate_random_permille(&r, c->femmes_permille) ? "F" : "H";
    if (simulate_random_permille(&r, 1))
        t->sexe = "NR";
    int x = simulate_random_below(&r, 1000), fr = c->territoire->fr_permille, ue = c->territoire->ue_permille;
    t->nationalite = x < fr ? "FR" : x < fr + ue ? "UE" : x < 996 ? "HUE" : "NR";
    const char *protection = simulate_pick(&r, protections);
    t->protection = x >= fr + ue ? protection : "AUCUNE";
    t->formation_france = simulate_pick(&r, formations_france);
    const char *origine = simulate_pick(&r, formations_origine);
    t->formation_origine = x < fr ? NULL : origine;
    /* 13 % under 26, 25 % of 50 and more; the birth month counts back from a fixed month, so that it is the same in a
     * second parcours */
    int age_months, a = simulate_random_below(&r, 1000), b = simulate_random_below(&r, 1200);
    if (a < 130)
        age_months = 18 * 12 + 6 + b % 90;
    else if (a < 750)
        age_months = 26 * 12 + b % (24 * 12);
    else
        age_months = 50 * 12 + b % (13 * 12);
    t->naissance = age_months; /* made a month by the caller, who knows the entry */
}

/* The birth month, from the age at the first parcours of the person: its entry is what the first stream was drawn for.
 */
static void fix_birth(struct simulate_portrait *t, const struct simulate_parcours *p)
{
    int y, m, d;
    int months = t->naissance;
    if (p->motif->asp == SIMULATE_ASP_RETRAITE)
        months = 62 * 12 + months % 50 - (p->sortie - p->entree) / 31;
    cal_date(cal_add_months(p->premiere_entree, -months), &y, &m, &d);
    t->naissance = cal_day(y, m, 1);
}

static void draw_freins(struct simulate_portrait *t, const struct simulate_parcours *p, struct simulate_random *r)
{
    static const struct {
        int fr, etranger,
            solved; /* per mille: present for the French, for others; solved or being solved at the exit */
    } freins[SIMULATE_FREINS_N] = {{240, 650, 640}, {500, 480, 750}, {500, 570, 705}, {540, 650, 805},
                                   {270, 170, 600}, {140, 150, 620}, {420, 390, 580}};
    int days = p->sortie - p->entree + 1;
    for (int i = 0; i < SIMULATE_FREINS_N; i++) {
        struct simulate_frein *f = &t->freins[i];
        f->present = simulate_random_permille(r, t->formation_origine ? freins[i].etranger : freins[i].fr);
        f->inconnu = simulate_random_permille(r, 12);
        f->en_cours = f->resolu = SIMULATE_NEVER;
        bool solved = simulate_random_permille(r, freins[i].solved), whole = simulate_random_permille(r, 620);
        int begun = simulate_random_below(r, days), done = simulate_random_below(r, days);
        if (!solved)
            continue;
        f->en_cours = simulate_workday(p->entree + (begun < done ? begun : done));
        if (whole)
            f->resolu = simulate_workday(p->entree + (begun < done ? done : begun));
    }
    int x = simulate_random_below(r, 100), late = 1 + simulate_random_below(r, 40);
    t->diagnostic = x < 85 ? p->entree : simulate_workday(p->entree + late);
}

/* The report: concerté 55 %, proximité 28 %, CP emploi 35 %; CP santé 47 % and logement 33 % of those with that
 * difficulty. */
static void draw_modalites(struct simulate_portrait *t, const struct simulate_parcours *p, struct simulate_random *r)
{
    const int wanted[SIMULATE_MODALITES_N] = {t->suivi_exterieur ? 790 : 430, 330, 410,
                                              t->freins[2].present ? 390 : 160, t->freins[1].present ? 540 : 270};
    for (int i = 0; i < SIMULATE_MODALITES_N; i++) {
        bool on = simulate_random_permille(r, wanted[i]), at_once = simulate_random_permille(r, 450);
        int later = 7 + simulate_random_below(r, 260);
        t->modalites[i] = !on ? SIMULATE_NEVER : at_once ? p->entree : simulate_workday(p->entree + later);
    }
}

static void draw_entry(struct simulate_portrait *t, const struct simulate_parcours *p, struct simulate_random *r)
{
    const char *cvg = simulate_pick(r, orienteurs_cvg), *phc = simulate_pick(r, orienteurs_phc);
    t->orienteur = p->issu_phc ? "PHC" : p->phc ? phc : cvg;
    t->suivi_exterieur = simulate_random_permille(r, 610);
    t->sans_emploi = simulate_pick(r, sans_emploi);
    t->rsa = simulate_random_permille(r, 510);
    t->ass = simulate_random_permille(r, 90) && !t->rsa;
    t->rqth = simulate_random_permille(r, 110);
    t->aah = simulate_random_permille(r, t->rqth ? 200 : 5);
    cvg = simulate_pick(r, habitats_cvg);
    phc = simulate_pick(r, habitats_phc);
    t->habitat_entree = p->phc ? phc : cvg;
    bool wrong = simulate_random_permille(r, 30), unknown = simulate_random_permille(r, 400);
    int later = 3 + simulate_random_below(r, 90);
    t->habitat_dit = !wrong ? t->habitat_entree : unknown ? "NR" : "TIERS";
    t->habitat_corrige = simulate_workday(p->entree + later);
    static const int rue_permille[] = {260, 900, 450, 450, 280, 120}; /* by rank, −1 first: 33 % in all */
    bool rue = simulate_random_permille(r, rue_permille[simulate_habitat_rang(t->habitat_entree) + 1]);
    bool long_rue = simulate_random_permille(r, 150);
    t->parcours_rue = !rue ? "NON" : long_rue ? "2_ANS_ET_PLUS" : "MOINS_2_ANS";
}

static void draw_contract(struct simulate_portrait *t, const struct simulate_parcours *p, struct simulate_random *r)
{
    static const int lengths[] = {4, 4, 6, 6, 6, 6, 8, 12, 12, 12};
    t->contrat = p->phc ? "CDDI_PHC" : simulate_pick(r, contrats);
    t->contrat_mois = lengths[simulate_random_below(r, p->phc ? 6 : 10)];
    t->heures_centiemes = heures[simulate_random_below(r, sizeof heures / sizeof heures[0])];
    int usual = simulate_random_below(r, 18) - 12;
    t->renouvellement = simulate_random_permille(r, 15) ? 16 + simulate_random_below(r, 20) : usual;
    int32_t days = p->sortie - p->entree;
    bool senior = cal_years_between(t->naissance, p->entree + 700) >= 50;
    bool formation = simulate_random_permille(r, 90);
    t->prolongation = "AUCUNE";
    t->prolongation_le = p->entree + 640 + simulate_random_below(r, 60);
    if (days > 730)
        t->prolongation = t->rqth ? "RQTH" : senior ? "SENIOR_50" : formation ? "FORMATION" : "DIFFICULTES_CVG";
}

static void draw_exit(struct simulate_portrait *t, const struct simulate_parcours *p, struct simulate_random *r)
{
    t->bilan = simulate_exit_bilan(r, p->motif, t->habitat_entree);
    int x = simulate_random_below(r, 1000), late = 1 + simulate_random_below(r, 30);
    int post = 185 + simulate_random_below(r, 110);
    bool forgotten = simulate_random_permille(r, 60);
    t->bilan_connu = t->post_connu = SIMULATE_NEVER;
    if (p->sortie_connue == SIMULATE_NEVER)
        return;
    t->bilan_connu = x < 780 ? p->sortie_connue : x < 990 ? simulate_workday(p->sortie_connue + late) : SIMULATE_NEVER;
    t->post_connu = forgotten ? SIMULATE_NEVER : simulate_workday(p->sortie + post);
}

/* Optional cells that a chantier leaves empty for good: some more, some less. */
static uint64_t draw_unknown(struct simulate_random *r, int permille)
{
    static const uint8_t optional[] = {
        SIMULATE_PROTECTION,
        SIMULATE_SUIVI_EXTERIEUR,
        SIMULATE_FORMATION_FRANCE,
        SIMULATE_FORMATION_ORIGINE,
        SIMULATE_SANS_EMPLOI,
        SIMULATE_RSA,
        SIMULATE_ASS,
        SIMULATE_AAH,
        SIMULATE_RQTH,
        SIMULATE_PARCOURS_RUE,
        SIMULATE_CONCERTE,
        SIMULATE_PROXIMITE,
        SIMULATE_CP_EMPLOI,
        SIMULATE_CP_LOGEMENT,
        SIMULATE_CP_SANTE,
        SIMULATE_HEURES_HEBDO,
        SIMULATE_SORTIE_VIA_CP,
        SIMULATE_HABITAT_SORTIE,
        SIMULATE_HABITAT_VIA_CP,
        SIMULATE_RQTH_OBTENUE,
        SIMULATE_AAH_OBTENUE,
        SIMULATE_MEDECIN_TRAITANT,
        SIMULATE_COUVERTURE_AMELIOREE,
        SIMULATE_BILAN_SANTE,
    };
    uint64_t mask = 0;
    for (size_t i = 0; i < sizeof optional; i++)
        if (simulate_random_permille(r, permille))
            mask |= UINT64_C(1) << optional[i];
    return mask;
}

struct simulate_portrait *simulate_portrait_new(const struct simulate_chantier *c, const struct simulate_parcours *p)
{
    struct simulate_portrait *t = mem_new(sizeof *t);
    draw_person(t, c, p);
    fix_birth(t, p);
    struct simulate_random r;
    simulate_random_init(&r, c->seed, (uint64_t)c->rang, SIMULATE_MATTER_PARCOURS, p->cle);
    draw_entry(t, p, &r);
    draw_freins(t, p, &r);
    draw_modalites(t, p, &r);
    draw_contract(t, p, &r);
    draw_exit(t, p, &r);
    t->inconnus = draw_unknown(&r, c->inconnu_permille);
    return t;
}
