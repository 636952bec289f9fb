/* The pieces of a document, one after the other. */
#include "document/corps.h"

#include <stdio.h>
#include <string.h>

#include "base/cal.h"
#include "document/ecrit.h"

#define CODE_MAX 64

/* As docs/secret.md says them. */
static const char REGLE_PUBLICS[] =
    "Les effectifs (comptes, ETP d’accompagnement, objectifs) sont publics par convention, ceux des territoires comme "
    "ceux de l’ensemble ; d’un chantier, les comptes d’effectifs seuls. Les chiffres de la coordination et de la "
    "qualité des données le sont aussi : ils comptent des postes, des actions et des lignes.";
static const char REGLE_COMPTES[] =
    "Un taux, ou la part d’une réponse, n’est publié que si au moins %d personnes sont concernées et si au moins %d, "
    "parmi les réponses connues, ne le sont pas ; %d pour les données sensibles (« oui » dans les définitions "
    "ci-dessous). Une part de 0 %% ou de 100 %%, qui dirait la situation de chacun, est donc masquée ; la part nulle "
    "d’une réponse que personne n’a donnée est pourtant publiée si elle n’est pas sensible et si au moins %d réponses "
    "sont connues. Une moyenne demande %d personnes, ou %d.";
static const char REGLE_CHANTIERS[] =
    "Ces chiffres, comme les ETP des salariés d’un territoire, réunissent en outre les réponses d’au moins %d "
    "chantiers, dont aucun n’en fait plus de %d %%.";
static const char REGLE_SUITE[] =
    "D’autres chiffres sont masqués à leur tour lorsque l’on pourrait en déduire, par différence, ceux qui le sont, "
    "entre territoires, entre catégories ou avec un rapport antérieur.";
static const char REGLE_CORRECTION[] =
    "Ce rectificatif masque aussi ce qui a changé pour trop peu de personnes depuis la version qu’il remplace : les "
    "deux lues ensemble diraient leur situation. Pour un chiffre que celle-ci publie et qu’il masque, elle reste la "
    "référence.";
static const char REGLE_INTEGRALE[] =
    "Ce document montre tous les chiffres, y compris ceux que la version publiée masque : il ne doit pas être diffusé.";
static const char ADRESSE_FORME[] =
    "Chaque chiffre imprimé a une adresse, faite de son code, de son périmètre, de sa période et de la version du "
    "rapport. Le tableau de bord l’ouvre, à la suite de son propre nom :";
static const char ADRESSE_SUITE[] =
    "Les codes figurent dans les définitions ci-dessous. Un périmètre s’écrit « nation », « operationnels » ou "
    "« territoire:CODE ». Dans le classeur, la feuille « Adresses » donne celle de chaque chiffre ; dans la page "
    "HTML, chaque chiffre porte la sienne (élément « data ») ; dans le PDF, le nom d’un chiffre conduit à sa "
    "définition.";

static const char PORTEE[] =
    "Sauf mention contraire, les chiffres de ce rapport portent sur les territoires opérationnels pendant toute la "
    "période ; l’ensemble des territoires figure à côté.";
static const char PORTEE_TOUS[] =
    "Les chiffres de ce rapport portent sur tous les territoires du programme : tous sont opérationnels pendant toute "
    "la période.";

static const char EN_COURS[] =
    "La période n’est pas terminée : ces chiffres disent ce qui est connu le %s, et changeront jusqu’à sa fin, le %s.";
static const char AU[] = "Au ";
static const char AU_EN_COURS[] = "Selon les données connues le ";
static const char AU_EN_COURS_SUITE[] = ", la période étant en cours";
static const char DEPUIS[] = "Sur la période";
static const char DEPUIS_EN_COURS[] = "Depuis le ";

/* ---- sentences ---- */

/* {au}, {depuis}: of a period that is not over its end is no fact. */
static bool add_when(const struct vue *v, const char *token, struct buf *out)
{
    const struct period *p = &v->r->periodes[VUE_MAINTENANT];
    bool running = vue_en_cours(v->r);
    if (strcmp(token, "au") == 0) {
        buf_adds(out, running ? AU_EN_COURS : AU);
        ecrit_jour(running ? cal_paris_day(v->r->connu_us) : p->fin, out);
        buf_adds(out, running ? AU_EN_COURS_SUITE : "");
        return true;
    }
    if (strcmp(token, "depuis") != 0)
        return false;
    buf_adds(out, running ? DEPUIS_EN_COURS : DEPUIS);
    if (running)
        ecrit_jour(p->debut, out);
    return true;
}

/* What stands for one {token}; false: it has no value, and the sentence is not said. */
static bool add_token(struct vue *v, const char *token, struct buf *out)
{
    static const struct {
        const char *name;
        enum figure_part part;
    } parts[] = {{"#num", FIGURE_NUM}, {"#den", FIGURE_DEN}};
    char code[CODE_MAX];
    struct plan_valeur x;
    if (add_when(v, token, out))
        return true;
    snprintf(code, sizeof code, "%s", token);
    char *mark = strchr(code, '#');
    if (mark)
        *mark = '\0';
    x = vue_valeur(v, VUE_MAINTENANT, v->principal, code);
    for (size_t i = 0; mark && i < sizeof parts / sizeof *parts; i++)
        if (strcmp(token + (mark - code), parts[i].name) == 0 && x.etat == PLAN_DIT)
            x = vue_partie(v, VUE_MAINTENANT, v->principal, code, parts[i].part);
    buf_adds(out, x.texte);
    return x.etat == PLAN_DIT;
}

static void add_sentence(struct vue *v, const char *text)
{
    struct buf out = {0};
    bool said = true;
    for (const char *s = text; *s && said;) {
        const char *end = *s == '{' ? strchr(s, '}') : NULL;
        char token[CODE_MAX];
        if (!end) {
            buf_addc(&out, *s++);
            continue;
        }
        snprintf(token, sizeof token, "%.*s", (int)(end - s - 1), s + 1);
        said = add_token(v, token, &out);
        s = end + 1;
    }
    if (said)
        plan_add(v->plan, PLAN_PARAGRAPHE, buf_text(&out));
    buf_deinit(&out);
}

/* ---- pieces ---- */

static void add_section(struct vue *v, const struct piece *p, int *n)
{
    bool numbered = strcmp(p->id, "chiffres-cles") != 0 && strncmp(p->titre, "Annexe", 6) != 0;
    const char *titre = numbered ? plan_textf(v->plan, "%d. %s", ++*n, p->titre) : p->titre;
    struct plan_bloc *b = plan_add(v->plan, PLAN_SECTION, titre);
    b->id = p->id;
    b->feuille = plan_text(v->plan, p->texte);
    b->large = p->genre == PIECE_SECTION_LARGE && (strcmp(p->id, "ponts") != 0 || tables_ponts_large(v));
}

static void add_tiles(struct vue *v, const struct piece *p)
{
    struct plan_tuile *tiles = arena_new(&v->plan->memoire, PIECE_CODES_MAX * sizeof *tiles);
    size_t n = 0;
    for (size_t i = 0; i < PIECE_CODES_MAX && p->codes[i]; i++) {
        if (!vue_indicateur(v, p->codes[i]))
            continue;
        tiles[n] = (struct plan_tuile){.nom = vue_libelle(v, p->codes[i]),
                                       .valeur = vue_valeur(v, VUE_MAINTENANT, v->principal, p->codes[i])};
        if (vue_a_avant(v))
            tiles[n].avant = vue_valeur(v, VUE_AVANT, v->principal, p->codes[i]);
        if (v->nation != RAPPORT_SANS)
            tiles[n].nation = vue_valeur(v, VUE_MAINTENANT, v->nation, p->codes[i]);
        n++;
    }
    struct plan_bloc *b = plan_add(v->plan, PLAN_TUILES, NULL);
    b->tuiles = tiles;
    b->tuiles_n = n;
}

static void add_reach(struct vue *v)
{
    struct buf known = {0}, end = {0};
    ecrit_jour(cal_paris_day(v->r->connu_us), &known);
    ecrit_jour(v->r->periodes[VUE_MAINTENANT].fin, &end);
    if (vue_en_cours(v->r))
        plan_add(v->plan, PLAN_PARAGRAPHE, plan_textf(v->plan, EN_COURS, buf_text(&known), buf_text(&end)));
    plan_add(v->plan, PLAN_PARAGRAPHE, v->nation != RAPPORT_SANS ? PORTEE : PORTEE_TOUS);
    buf_deinit(&known);
    buf_deinit(&end);
}

static void add_rules(struct vue *v)
{
    const struct rapport *r = v->r;
    if (!r->publie)
        plan_add(v->plan, PLAN_PARAGRAPHE, REGLE_INTEGRALE);
    int k = (int)r->secret_k, sensitive = (int)r->secret_k_sensible;
    plan_add(v->plan, PLAN_PARAGRAPHE, REGLE_PUBLICS);
    plan_add(v->plan, PLAN_PARAGRAPHE, plan_textf(v->plan, REGLE_COMPTES, k, k, sensitive, k, k, sensitive));
    plan_add(v->plan, PLAN_PARAGRAPHE,
             plan_textf(v->plan, REGLE_CHANTIERS, (int)r->secret_chantiers, (int)r->secret_dominance));
    plan_add(v->plan, PLAN_PARAGRAPHE, REGLE_SUITE);
    if (r->version > 1)
        plan_add(v->plan, PLAN_PARAGRAPHE, REGLE_CORRECTION);
}

static void add_addresses(struct vue *v)
{
    struct buf b = {0};
    plan_add(v->plan, PLAN_PARAGRAPHE, ADRESSE_FORME);
    buf_addf(&b, "/rapports/%s/v%d/chiffre?code=CODE&perimetre=PÉRIMÈTRE&periode=PÉRIODE",
             v->r->periodes[VUE_MAINTENANT].name, v->r->version);
    /* an address has none of French's blanks */
    plan_add(v->plan, PLAN_PARAGRAPHE, NULL)->texte = arena_text(&v->plan->memoire, buf_text(&b), b.len);
    plan_add(v->plan, PLAN_PARAGRAPHE, ADRESSE_SUITE);
    buf_deinit(&b);
}

static void add_piece(struct vue *v, const struct piece *p, int *section_n)
{
    switch (p->genre) {
    case PIECE_SECTION:
    case PIECE_SECTION_LARGE:
        add_section(v, p, section_n);
        break;
    case PIECE_SOUS:
        plan_add(v->plan, PLAN_SOUS, p->titre);
        break;
    case PIECE_TEXTE:
        plan_add(v->plan, PLAN_PARAGRAPHE, p->texte);
        break;
    case PIECE_PHRASE:
        add_sentence(v, p->texte);
        break;
    case PIECE_TUILES:
        add_tiles(v, p);
        break;
    case PIECE_PORTEE:
        add_reach(v);
        break;
    case PIECE_REGLES:
        add_rules(v);
        break;
    case PIECE_ADRESSES:
        add_addresses(v);
        break;
    case PIECE_PONTS:
        tables_ponts(v);
        break;
    default: {
        static void (*const made[PIECE_GENRE_COUNT])(struct vue *, const struct piece *) = {
            [PIECE_TABLE] = tables_indicateurs,
            [PIECE_REPARTITION] = tables_repartition,
            [PIECE_TERRITOIRES] = tables_territoires,
            [PIECE_CHANTIERS] = tables_chantiers,
            [PIECE_ANNEXE] = tables_annexe,
            [PIECE_REMONTEES] = tables_remontees,
            [PIECE_DEFINITIONS] = tables_definitions,
            [PIECE_BARRES] = graphiques_barres,
            [PIECE_BARRES_CLES] = graphiques_cles,
            [PIECE_ENTREE_SORTIE] = graphiques_entree_sortie,
            [PIECE_PAR_TERRITOIRE] = graphiques_par_territoire,
            [PIECE_COURBES] = graphiques_courbes,
        };
        must(made[p->genre]);
        made[p->genre](v, p);
    }
    }
}

void corps_add(struct vue *v, const struct piece *pieces, int *section_n)
{
    for (const struct piece *p = pieces; p->genre != PIECE_FIN; p++)
        add_piece(v, p, section_n);
}
