/* How a simulated parcours ends, in the shares that the report of 2023 prints. */
#include "cvg/simulate_exit.h"

#include <string.h>

#include "base/cal.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

static const struct simulate_motif motifs[] = {
    {"CDI_STRUCTURE", 1, SIMULATE_SUITE_DURABLE, false, false},
    {"CDD_AUTRE_SIAE", 2, SIMULATE_SUITE_EMPLOI, false, true},
    {"CDI", 3, SIMULATE_SUITE_DURABLE, false, false},
    {"CREATION", 4, SIMULATE_SUITE_DURABLE, false, false},
    {"FORMATION", 5, SIMULATE_SUITE_EMPLOI, false, true},
    {"INACTIF", 6, SIMULATE_SUITE_AUTRE, false, true},
    {"CHOMAGE", 7, SIMULATE_SUITE_AUTRE, false, true},
    {"SANS_NOUVELLE", 8, SIMULATE_SUITE_AUTRE, false, true},
    {"CDD_6_MOIS", 9, SIMULATE_SUITE_DURABLE, false, true},
    {"CDD_MOINS_6_MOIS", 10, SIMULATE_SUITE_EMPLOI, false, true},
    {"FONCTION_PUBLIQUE", 11, SIMULATE_SUITE_DURABLE, false, false},
    {"AUTRE_POSITIVE", 12, SIMULATE_SUITE_AUTRE, false, true},
    {"CDI_AIDE", 13, SIMULATE_SUITE_DURABLE, false, false},
    {"CONTRAT_AIDE", 14, SIMULATE_SUITE_EMPLOI, false, true},
    {"RETRAITE", 15, SIMULATE_SUITE_AUTRE, false, false},
    {"CONGE_LONGUE_DUREE", 16, SIMULATE_SUITE_NEUTRE, false, true},
    {"DECES", 17, SIMULATE_SUITE_NEUTRE, false, false},
    {"DECISION_ADMIN_JUSTICE", 18, SIMULATE_SUITE_NEUTRE, false, true},
    {"FAUTE_GRAVE", 19, SIMULATE_SUITE_NEUTRE, false, false},
    {"TRANSFERT", 20, SIMULATE_SUITE_NEUTRE, false, false},
    {"ESSAI_EMPLOYEUR", 21, SIMULATE_SUITE_NEUTRE, true, false},
    {"ESSAI_SALARIE", 22, SIMULATE_SUITE_NEUTRE, true, true},
    {"DEMENAGEMENT", 0, SIMULATE_SUITE_NEUTRE, false, false},
    {"CDI_INCLUSION", 96, SIMULATE_SUITE_EMPLOI, false, false},
};

/* Per mille, in the order of `motifs`. CVG: 200 neutral, 392 of the other 800 to employment or training. */
static const struct simulate_share cvg_motifs[] = {
    {"", 10}, {"", 53}, {"", 70}, {"", 7},  {"", 90}, {"", 60}, {"", 220}, {"", 80},
    {"", 70}, {"", 65}, {"", 6},  {"", 30}, {"", 3},  {"", 10}, {"", 18},  {"", 25},
    {"", 4},  {"", 8},  {"", 50}, {"", 8},  {"", 30}, {"", 40}, {"", 35},  {"", 8},
};
/* PHC is a first step: the good way out is a chantier. */
static const struct simulate_share phc_motifs[] = {
    {"", 5},  {"", 380}, {"", 15}, {"", 0},  {"", 40}, {"", 60}, {"", 120}, {"", 130},
    {"", 10}, {"", 25},  {"", 0},  {"", 60}, {"", 0},  {"", 0},  {"", 5},   {"", 30},
    {"", 6},  {"", 14},  {"", 20}, {"", 0},  {"", 20}, {"", 30}, {"", 30},  {"", 0},
};
static_assert(COUNT(cvg_motifs) == COUNT(motifs) && COUNT(phc_motifs) == COUNT(motifs), "one weight a reason");

/* Months from the entry to the end of the last contract, for parcours that outlast the trial period. */
static const struct {
    int mois;
    unsigned cvg, phc;
} lengths[] = {
    {2, 0, 10},   {3, 3, 12}, {4, 6, 16}, {6, 12, 26}, {8, 8, 14}, {9, 3, 8},  {10, 6, 4},
    {12, 17, 12}, {14, 6, 0}, {16, 6, 0}, {18, 11, 4}, {20, 6, 0}, {22, 5, 0}, {24, 13, 0},
};

static int draw_months(struct simulate_random *r, bool phc)
{
    if (!phc && simulate_random_permille(r, 150)) { /* the derogation of CVG: over two years, up to five */
        int a = simulate_random_below(r, 34), b = simulate_random_below(r, 34);
        return 25 + (a < b ? a : b);
    }
    unsigned total = 0;
    for (size_t i = 0; i < COUNT(lengths); i++)
        total += phc ? lengths[i].phc : lengths[i].cvg;
    unsigned x = (unsigned)simulate_random_below(r, (int)total);
    for (size_t i = 0; i < COUNT(lengths); i++) {
        unsigned w = phc ? lengths[i].phc : lengths[i].cvg;
        if (x < w)
            return lengths[i].mois;
        x -= w;
    }
    return 12;
}

struct simulate_fin simulate_exit_fin(struct simulate_random *r, bool phc, int32_t entree)
{
    size_t i = simulate_random_index(r, phc ? phc_motifs : cvg_motifs, COUNT(motifs));
    struct simulate_fin f = {.motif = &motifs[i], .mois = draw_months(r, phc)};
    int32_t end = cal_add_months(entree, f.mois) - 1;
    if (f.motif->essai) {
        f.mois = 4;
        f.sortie = entree + 2 + simulate_random_below(r, 28);
    } else if (simulate_random_permille(r, 600)) {
        f.sortie = end; /* the contract runs to its end */
    } else {
        int cut = simulate_random_below(r, 75);
        f.sortie = end - cut > entree + 25 ? end - cut : entree + 25;
    }
    return f;
}

static const struct {
    const char *code;
    int rang;
} habitats[] = {
    {"SANS_ABRI", 0},
    {"SQUAT", 0},
    {"CAMPEMENT", 0},
    {"HOTEL", 1},
    {"TIERS", 1},
    {"STRUCTURE_MEDICALE", 1},
    {"DETENTION", 1},
    {"CHU", 2},
    {"CHRS", 2},
    {"CHS", 2},
    {"COMMUNAUTE", 2},
    {"CENTRE_MATERNEL", 2},
    {"CADA", 2},
    {"HUDA", 2},
    {"CPH", 2},
    {"FOYER", 2},
    {"FJT", 2},
    {"RESIDENCE_SOCIALE", 3},
    {"TRANSITION", 3},
    {"APPARTEMENT_THERAPEUTIQUE", 3},
    {"INTERMEDIATION_LOCATIVE", 3},
    {"AUTONOME", 4},
    {"PENSION_FAMILLE", 4},
    {"MAISON_RELAIS", 4},
};

int simulate_habitat_rang(const char *habitat)
{
    for (size_t i = 0; i < COUNT(habitats); i++)
        if (strcmp(habitat, habitats[i].code) == 0)
            return habitats[i].rang;
    return -1;
}

static const struct simulate_share perennes[] = {{"AUTONOME", 88}, {"PENSION_FAMILLE", 7}, {"MAISON_RELAIS", 5}};
static const struct simulate_share semi_durables[] = {
    {"RESIDENCE_SOCIALE", 55}, {"TRANSITION", 15}, {"APPARTEMENT_THERAPEUTIQUE", 4}, {"INTERMEDIATION_LOCATIVE", 26}};
static const struct simulate_share collectifs[] = {{"CHRS", 50}, {"CHS", 15}, {"FOYER", 20}, {"FJT", 15}};
static const struct simulate_share chutes[] = {{"TIERS", 60}, {"HOTEL", 20}, {"SANS_ABRI", 10}, {"SQUAT", 10}};

/* One in three of those who could live better does; two of these three in lasting housing. */
static const char *draw_habitat(struct simulate_random *r, const char *from)
{
    int rang = simulate_habitat_rang(from);
    int x = simulate_random_below(r, 1000);
    if (rang < 0)
        return x < 500 ? "AUTONOME" : "NR";
    if (rang < 4 && x < 220)
        return simulate_pick(r, perennes);
    if (rang < 3 && x < 300)
        return simulate_pick(r, semi_durables);
    if (rang < 2 && x < 420)
        return simulate_pick(r, collectifs);
    if (x > 975)
        return simulate_pick(r, chutes);
    return from;
}

static const struct simulate_share posts[] = {{"STABLE", 780}, {"NON_STABLE", 25}, {"NON_CONTACTE", 195}};

struct simulate_bilan simulate_exit_bilan(struct simulate_random *r, const struct simulate_motif *motif,
                                          const char *habitat_entree)
{
    /* among the six in ten for whom something happened; the report prints the shares among all */
    static const int sante_permille[SIMULATE_SANTE_N] = {90, 35, 230, 365, 325};
    struct simulate_bilan b = {.habitat = draw_habitat(r, habitat_entree)};
    bool followed = simulate_random_permille(r, motif->essai ? 80 : 570);
    for (int i = 0; i < SIMULATE_SANTE_N; i++)
        b.sante[i] = simulate_random_permille(r, sante_permille[i]) && followed;
    int before = simulate_habitat_rang(habitat_entree), after = simulate_habitat_rang(b.habitat);
    b.habitat_via_cp = simulate_random_permille(r, 160) && before >= 0 && after > before;
    bool job = motif->suite == SIMULATE_SUITE_DURABLE || motif->suite == SIMULATE_SUITE_EMPLOI;
    b.sortie_via_cp = simulate_random_permille(r, 167) && job;
    const char *emploi = simulate_pick(r, posts), *logement = simulate_pick(r, posts);
    b.post_emploi = motif->suite == SIMULATE_SUITE_DURABLE ? emploi : NULL;
    b.post_logement = before >= 0 && before < 4 && after == 4 ? logement : NULL;
    return b;
}
