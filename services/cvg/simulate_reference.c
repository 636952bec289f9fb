/* The simulated programme's reference data: names, sizes and shares near those of the report of 2023. */
#include "cvg/simulate_reference.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cal.h"
#include "base/mem.h"
#include "cvg/simulate_dialect.h"
#include "cvg/simulate_random.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

/* chantiers_68: the eight territories of 2023 hold 57; the four of the end of 2023, printed as 5, 4, 3 and 6, share the
 * 11 that remain of 68 in those proportions. file_active: as printed, and for Nantes, Strasbourg and Marseille what is
 * missing to 2600. */
const struct simulate_territoire simulate_territoires[SIMULATE_TERRITOIRES_N] = {
    {"PARIS", "Grand Paris", "2012-01-01", "Convergence France", "PAR", 8, 400, 2, 22, 180, 110},
    {"LYON", "Métropole de Lyon", "2020-01-01", "FNDSA", "LYO", 8, 327, 4, 70, 420, 110},
    {"LILLE", "Métropole Européenne de Lille", "2021-03-01", "L'Union", "LIL", 8, 339, 0, 0, 550, 100},
    {"NANTES", "Nantes Métropole", "2021-03-01", "ASBL", "NAN", 8, 230, 1, 14, 400, 90},
    {"STRASBOURG", "Eurométropole de Strasbourg", "2021-03-01", "Emmaüs Mundo", "STR", 5, 130, 2, 24, 420, 130},
    {"CHARENTE", "Département de la Charente", "2021-06-01", "Régie Urbaine", "CHA", 6, 207, 0, 0, 800, 50},
    {"MARSEILLE", "Marseille", "2022-01-01", "HPF", "MAR", 10, 239, 0, 0, 480, 90},
    {"ROUEN", "Rouen", "2022-01-01", "Emergence-s", "ROU", 4, 111, 0, 0, 620, 80},
    {"RENNES", "Rennes Métropole", "2023-10-01", "FAS Bretagne", "REN", 3, 162, 0, 0, 400, 90},
    {"SOMME", "Département de la Somme", "2023-09-27", "Convergence France", "SOM", 2, 124, 0, 0, 740, 70},
    {"MOSELLE", "Département de la Moselle", "2023-11-09", "Convergence France", "MOS", 2, 146, 0, 0, 460, 120},
    {"SEINE_SAINT_DENIS", "Seine-Saint-Denis", "2023-12-21", "Convergence France", "SSD", 4, 185, 0, 0, 270, 110},
};
#define CHANTIERS_BASE 68

static const struct support {
    const char *nom;
    const char *enseignes[4];
    int femmes_permille;
} supports[] = {
    {"Réemploi", {"La Ressourcerie", "La Recyclerie", "L'Atelier du réemploi", "La Boutique solidaire"}, 470},
    {"Espaces verts", {"Les Jardiniers", "L'Équipe verte", "Les Berges", "Le Chantier nature"}, 200},
    {"Textile", {"L'Atelier textile", "Le Tri", "Les Couturiers", "La Friperie"}, 690},
    {"Restauration et traiteur", {"La Table", "La Cantine", "Les Fourneaux", "Le Traiteur solidaire"}, 560},
    {"Bâtiment et second œuvre",
     {"Les Bâtisseurs", "L'Atelier second œuvre", "Le Chantier bâti", "Les Compagnons"},
     130},
    {"Logistique et collecte", {"La Collecte", "La Plateforme", "Les Livreurs", "L'Entrepôt solidaire"}, 330},
    {"Maraîchage", {"Les Jardins", "Le Potager", "La Ferme", "Les Paniers"}, 370},
    {"Nettoyage et entretien", {"La Régie", "L'Équipe propreté", "Les Services de quartier", "La Brigade nette"}, 520},
    {"Menuiserie", {"L'Atelier bois", "La Menuiserie", "Les Copeaux", "La Fabrique"}, 240},
};

static const char *const lieux[] = {
    "du Canal",          "de la Gare",      "des Trois Ponts", "du Moulin",      "des Possibles",    "de Bellevue",
    "du Vieux Port",     "de la Place",     "des Tilleuls",    "de la Colline",  "du Faubourg",      "des Peupliers",
    "de l'Écluse",       "du Grand Chemin", "de la Halle",     "des Lilas",      "du Parc",          "de la Fontaine",
    "des Deux Rives",    "du Clos",         "de l'Horizon",    "des Acacias",    "de la Passerelle", "du Marché",
    "de Beauregard",     "des Remparts",    "de la Source",    "du Belvédère",   "des Quais",        "de l'Avenir",
    "du Château d'eau",  "de la Plaine",    "des Érables",     "du Lavoir",      "de l'Étape",       "des Passages",
    "de la Briqueterie", "du Pré",          "de l'Espérance",  "des Cordeliers", "du Phare",
};

/* Largest remainder: numerators over a common denominator become whole numbers that add up to `total`. */
static void share_out(const int64_t *parts, int n, int total, int *out)
{
    int64_t sum = 0;
    for (int i = 0; i < n; i++)
        sum += parts[i];
    int given = 0;
    for (int i = 0; i < n; i++)
        given += out[i] = (int)(parts[i] * total / sum);
    bool *extra = mem_new_n((size_t)n, sizeof *extra);
    for (; given < total; given++) {
        int best = -1;
        for (int i = 0; i < n; i++)
            if (!extra[i] && (best < 0 || parts[i] * total % sum > parts[best] * total % sum))
                best = i;
        extra[best] = true;
        out[best]++;
    }
    mem_free(&extra);
}

/* How many chantiers a territory has; under twelve, the first N territories have one each. */
static void share_chantiers(int n, int out[SIMULATE_TERRITOIRES_N])
{
    if (n < SIMULATE_TERRITOIRES_N) {
        for (int t = 0; t < SIMULATE_TERRITOIRES_N; t++)
            out[t] = t < n;
        return;
    }
    int64_t parts[SIMULATE_TERRITOIRES_N];
    for (int t = 0; t < SIMULATE_TERRITOIRES_N; t++)
        parts[t] = simulate_territoires[t].chantiers_68;
    share_out(parts, SIMULATE_TERRITOIRES_N, n, out);
    for (int t = 0; t < SIMULATE_TERRITOIRES_N; t++) {
        if (out[t] > 0)
            continue;
        int most = 0;
        for (int i = 1; i < SIMULATE_TERRITOIRES_N; i++)
            if (out[i] > out[most])
                most = i;
        out[most]--;
        out[t] = 1;
    }
}

/* The first two chantiers open the territory; the others joined within a year and a half, none after the end of 2023.
 */
static int32_t joined(const struct simulate_territoire *t, int i, struct simulate_random *r)
{
    int32_t launch = 0;
    must(cal_parse_iso(t->lancement, strlen(t->lancement), &launch));
    int32_t last = cal_day(2023, 10, 1);
    int32_t day = cal_add_months(launch, 2 + simulate_random_below(r, 16));
    return i < 2 || launch >= last ? launch : day < last ? day : last;
}

static void name_chantier(struct simulate_chantier *c, int i, int first_lieu)
{
    const struct support *s = &supports[c->support];
    int n = (int)COUNT(lieux);
    /* 41 places, a prime: within a territory a place comes back only after all the others */
    const char *lieu = lieux[(i * 7 + first_lieu) % n];
    const char *enseigne = s->enseignes[(i + first_lieu) % 4];
    if (i < n)
        snprintf(c->nom, sizeof c->nom, "%s %s", enseigne, lieu);
    else
        snprintf(c->nom, sizeof c->nom, "%s %s n° %d", enseigne, lieu, i / n + 1);
}

static void fill_chantier(struct simulate_chantier *c, uint64_t seed, int i)
{
    struct simulate_random r;
    simulate_random_init(&r, seed, (uint64_t)c->rang, SIMULATE_MATTER_CHANTIER, 1);
    size_t t = (size_t)(c->territoire - simulate_territoires);
    c->seed = seed;
    snprintf(c->id, sizeof c->id, "%s%04d", c->territoire->prefixe, i + 1);
    c->depuis = joined(c->territoire, i, &r);
    c->support = (int)(((size_t)i + t * 5) % COUNT(supports));
    c->femmes_permille = supports[c->support].femmes_permille;
    name_chantier(c, i, (int)(t * 11));
    c->inconnu_permille = 5 + simulate_random_below(&r, 16) + simulate_random_below(&r, 16);
    int whole = c->taille + c->taille_phc;
    c->objectif = (whole * (96 + simulate_random_below(&r, 15)) + 50) / 100;
    int charge = 155 + simulate_random_below(&r, 46); /* tenths of a person per ETP */
    c->etp_centiemes = (whole * 200 + charge / 2) / charge * 5;
    if (c->etp_centiemes < 30)
        c->etp_centiemes = 30;
    /* in turn rather than at random: a dozen chantiers already show every way of writing */
    struct simulate_random d;
    simulate_random_init(&d, seed, 0, SIMULATE_MATTER_DIALECTE, 0);
    c->dialecte = (c->rang + simulate_random_below(&d, SIMULATE_DIALECTS_N)) % SIMULATE_DIALECTS_N;
}

/* Sizes within a territory vary by about half around its mean, and add up to its file active. */
static void fill_territoire(struct simulate_chantier *list, int n, const struct simulate_territoire *t, uint64_t seed,
                            int rang)
{
    int64_t *parts = mem_new_n((size_t)n, sizeof *parts);
    int *sizes = mem_new_n((size_t)n, sizeof *sizes);
    for (int i = 0; i < n; i++) {
        struct simulate_random r;
        simulate_random_init(&r, seed, (uint64_t)rang + (uint64_t)i, SIMULATE_MATTER_CHANTIER, 0);
        parts[i] = 550 + simulate_random_below(&r, 900);
    }
    share_out(parts, n, (t->file_active * n + t->chantiers_68 / 2) / t->chantiers_68, sizes);
    int sites = (t->phc_sites * n + t->chantiers_68 / 2) / t->chantiers_68;
    for (int i = 0; i < n; i++) {
        struct simulate_chantier *c = &list[i];
        c->territoire = t;
        c->rang = rang + i;
        c->taille = sizes[i];
        c->taille_phc =
            i < sites ? (t->phc_file_active * (i + 1)) / t->phc_sites - (t->phc_file_active * i) / t->phc_sites : 0;
        fill_chantier(c, seed, i);
    }
    mem_free(&parts);
    mem_free(&sizes);
}

struct simulate_chantier *simulate_chantiers_new(uint64_t seed, int n)
{
    must(n >= 1 && n <= SIMULATE_CHANTIERS_MAX);
    int shares[SIMULATE_TERRITOIRES_N];
    share_chantiers(n, shares);
    struct simulate_chantier *list = mem_new_n((size_t)n, sizeof *list);
    int rang = 0;
    for (int t = 0; t < SIMULATE_TERRITOIRES_N; t++) {
        if (shares[t] > 0)
            fill_territoire(list + rang, shares[t], &simulate_territoires[t], seed, rang);
        rang += shares[t];
    }
    return list;
}

void simulate_reference_territoires(struct buf *out)
{
    buf_adds(out, "code;nom;lancement;porteur\n");
    for (int t = 0; t < SIMULATE_TERRITOIRES_N; t++) {
        const struct simulate_territoire *x = &simulate_territoires[t];
        buf_addf(out, "%s;%s;%s;%s\n", x->code, x->nom, x->lancement, x->porteur);
    }
}

void simulate_reference_chantiers(const struct simulate_chantier *list, int n, struct buf *out)
{
    buf_adds(out, "chantier_id;nom;territoire;depuis;jusqua;objectif;support_activite;logiciel;contact\n");
    for (int i = 0; i < n; i++) {
        const struct simulate_chantier *c = &list[i];
        char depuis[CAL_DAY_LEN], boite[sizeof c->id];
        cal_format_day(c->depuis, depuis);
        for (size_t k = 0; k < sizeof boite; k++)
            boite[k] = (char)(c->id[k] >= 'A' && c->id[k] <= 'Z' ? c->id[k] + 32 : c->id[k]);
        buf_addf(out, "%s;%s;%s;%s;;%d;%s;%s;%s@chantier.example\n", c->id, c->nom, c->territoire->code, depuis,
                 c->objectif, supports[c->support].nom, simulate_dialect_tool(c->dialecte), boite);
    }
}
