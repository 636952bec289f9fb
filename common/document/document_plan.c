/* The plan of each document: its cover, its body, its annexes. */
#include <stdio.h>
#include <string.h>

#include "base/cal.h"
#include "document/corps.h"
#include "document/document.h"
#include "document/ecrit.h"

#define DIGEST_SHOWN 12

static const char TITRE[] = "Rapport trimestriel d’activité";
static const char SURTITRE[] = "Programme %s";
static const char BROUILLON[] = "Brouillon – ne pas diffuser";
static const char INTEGRALE[] = "Version intégrale – ne pas diffuser";
static const char COURANT[] = "%s – %s – %s";
static const char PERIMETRE[] = "Territoires opérationnels (%zu), et ensemble du programme (%zu territoires)";
static const char PERIMETRE_TOUS[] = "Les %zu territoires du programme, tous opérationnels";
static const char PERIODE_EN_COURS[] = "%s, en cours : connue jusqu’au %s";
static const char COUVERTURE[] = "%u chantiers sur %u attendus ; export le plus ancien du %s";
static const char COUVERTURE_UN[] = "Dernier export accepté : %s";
static const char AVANT_FIN[] = " ; exports qui s’arrêtent avant la fin de la période : %zu";
static const char AVANT_FIN_UN[] = " ; avant la fin de la période";
static const char CALENDRIER[] = ", par le calendrier : personne ne l’a relu";
static const char COUVERTURE_AUCUNE[] = "Aucun chantier sur %u attendus";
static const char *const LIGNES[] = {"Période",           "Version", "Périmètre",  "Données connues le",
                                     "Rapport arrêté le", "Motif",   "Couverture", "Définitions"};
enum cover_line { L_PERIODE, L_VERSION, L_PERIMETRE, L_CONNU, L_ARRETE, L_MOTIF, L_COUVERTURE, L_DEFINITIONS };
static const char AVERTISSEMENT[] =
    "Ce document a été établi par le système de suivi du programme, à partir des exports quotidiens des chantiers. Les "
    "mêmes données et les mêmes définitions donnent le même document, à l’octet près.";

static const char DIALOGUE[] = "Dialogue de gestion";
static const char DIALOGUE_SURTITRE[] = "Programme %s – fiche semestrielle";
static const char DIALOGUE_COURT[] = "Chantier";
static const char DIALOGUE_COURANT[] = "%s – %s – %s – %s";
static const char DIALOGUE_FINIE[] = "Fiche du semestre entier";
static const char DIALOGUE_EN_COURS[] = "Provisoire";
static const char DIALOGUE_PROVISOIRE[] = "Provisoire : le semestre n’est pas fini";
static const char DIALOGUE_AVERTISSEMENT[] =
    "Cette fiche porte sur un seul chantier : elle est destinée au chantier et à ses financeurs, et ne doit pas être "
    "publiée. Chaque compte est suivi de ce qui n’est pas renseigné (NR).";

static const char *kept(struct plan *p, struct buf *b)
{
    const char *text = plan_text(p, buf_text(b));
    buf_reset(b);
    return text;
}

static void add_line(struct plan *p, enum cover_line l, const char *value)
{
    if (*value && p->couverture_n < PLAN_COUVERTURE_MAX)
        p->couverture[p->couverture_n++] =
            (struct plan_ligne_titre){.nom = plan_text(p, LIGNES[l]), .valeur = plan_text(p, value)};
}

/* How many of them stop before the period's end. */
static size_t stale_n(const struct rapport *r, size_t covered)
{
    const struct scope *s = &r->perimetres[covered].scope;
    if (s->kind != SCOPE_CHANTIER)
        return rapport_avant_fin_n(r);
    for (size_t i = 0; i < r->remontees_n; i++)
        if (strcmp(r->remontees[i].reporter, s->code) == 0)
            return r->remontees[i].avant_fin;
    return 0;
}

/* Of one chantier, or of all. */
static const char *coverage(struct plan *p, const struct rapport *r, size_t covered)
{
    const struct coverage *c = &r->perimetres[covered].couverture;
    char day[CAL_DAY_LEN];
    size_t stale = stale_n(r, covered);
    if (!c->counted)
        return plan_textf(p, COUVERTURE_AUCUNE, c->expected);
    cal_format_day_fr(c->oldest, day);
    if (c->expected == 1)
        return plan_textf(p, "%s%s", plan_textf(p, COUVERTURE_UN, day), stale ? AVANT_FIN_UN : "");
    return plan_textf(p, "%s%s", plan_textf(p, COUVERTURE, c->counted, c->expected, day),
                      stale ? plan_textf(p, AVANT_FIN, stale) : "");
}

static const char *period_line(struct plan *p, const struct rapport *r)
{
    char day[CAL_DAY_LEN];
    cal_format_day_fr(cal_paris_day(r->connu_us), day);
    return vue_en_cours(r) ? plan_textf(p, PERIODE_EN_COURS, p->periode, day) : p->periode;
}

static void cover_lines(struct plan *p, const struct rapport *r, const char *perimetre, size_t covered)
{
    struct buf b = {0};
    add_line(p, L_PERIODE, period_line(p, r));
    add_line(p, L_VERSION, p->version);
    add_line(p, L_PERIMETRE, perimetre);
    ecrit_instant(r->connu_us, &b);
    add_line(p, L_CONNU, kept(p, &b));
    if (r->arrete_us) {
        ecrit_instant(r->arrete_us, &b);
        buf_adds(&b, r->calendrier ? CALENDRIER : "");
        add_line(p, L_ARRETE, kept(p, &b));
    }
    add_line(p, L_MOTIF, r->motif ? r->motif : "");
    add_line(p, L_COUVERTURE, coverage(p, r, covered));
    buf_addf(&b, "%.*s", DIGEST_SHOWN, r->definitions);
    add_line(p, L_DEFINITIONS, kept(p, &b));
    buf_deinit(&b);
}

/* All that is the same in every document of a report. */
static struct plan *begin(const struct rapport *r, const char *titre)
{
    struct plan *p = mem_new(sizeof *p);
    struct buf b = {0};
    p->titre = titre;
    ecrit_periode(&r->periodes[VUE_MAINTENANT], &b);
    p->periode = kept(p, &b);
    rapport_nommer(r, &b);
    p->version = kept(p, &b);
    p->mention = !r->arrete_us ? BROUILLON : !r->publie ? INTEGRALE : "";
    p->courant = plan_textf(p, COURANT, titre, p->periode, p->version);
    ecrit_periode_courte(&r->periodes[VUE_MAINTENANT], &b);
    p->maintenant = kept(p, &b);
    if (r->periodes_n > VUE_AVANT)
        ecrit_periode_courte(&r->periodes[VUE_AVANT], &b);
    p->avant = kept(p, &b);
    p->cree_us = r->arrete_us ? r->arrete_us : r->connu_us;
    buf_deinit(&b);
    return p;
}

static size_t find(const struct rapport *r, enum scope_kind kind)
{
    return rapport_find_perimetre(r, &(struct scope){.kind = kind});
}

/* In both periods, so that the whole programme has no figure that the operationnels have not. */
static bool all_operational(const struct rapport *r)
{
    for (size_t periode = 0; periode < r->periodes_n; periode++)
        for (size_t i = 0; i < r->perimetres_n; i++)
            if (r->perimetres[i].scope.kind == SCOPE_TERRITOIRE && rapport_en_est(r, i, periode) &&
                !r->perimetres[i].operationnel[periode])
                return false;
    return true;
}

static const char *perimeter_line(struct plan *p, const struct rapport *r)
{
    size_t territories = 0, operational = 0;
    for (size_t i = 0; i < r->perimetres_n; i++) {
        bool there = r->perimetres[i].scope.kind == SCOPE_TERRITOIRE && rapport_en_est(r, i, VUE_MAINTENANT);
        territories += there;
        operational += there && r->perimetres[i].operationnel[VUE_MAINTENANT];
    }
    return all_operational(r) ? plan_textf(p, PERIMETRE_TOUS, territories)
                              : plan_textf(p, PERIMETRE, operational, territories);
}

struct plan *document_plan(const struct rapport *r)
{
    struct plan *p = begin(r, TITRE);
    struct vue v;
    int section_n = 0;
    vue_init(&v, r, p);
    v.nation = find(r, SCOPE_NATION);
    v.principal = find(r, SCOPE_OPERATIONNELS);
    must(v.nation != RAPPORT_SANS);
    if (v.principal == RAPPORT_SANS) {
        v.principal = v.nation;
        v.nation = RAPPORT_SANS;
    }
    if (all_operational(r))
        v.nation = RAPPORT_SANS;
    p->principal = vue_perimetre_court(&v, v.principal);
    p->nation = v.nation == RAPPORT_SANS ? "" : vue_perimetre_court(&v, v.nation);
    p->surtitre = plan_textf(p, SURTITRE, r->programme);
    cover_lines(p, r, perimeter_line(p, r), find(r, SCOPE_NATION));
    p->avertissement = plan_text(p, AVERTISSEMENT);
    corps_add(&v, pieces_corps, &section_n);
    corps_add(&v, pieces_annexes, &section_n);
    vue_deinit(&v);
    return p;
}

struct plan *document_plan_dialogue(const struct rapport *r, const char *chantier, struct err *e)
{
    struct scope s = {.kind = SCOPE_CHANTIER};
    struct vue v;
    int section_n = 0;
    snprintf(s.code, sizeof s.code, "%s", chantier);
    size_t at = rapport_find_perimetre(r, &s);
    if (at == RAPPORT_SANS || !rapport_en_est(r, at, VUE_MAINTENANT)) {
        err_fill(e, ERR_USAGE, "chantier:%s : pas dans ce rapport", chantier);
        return NULL;
    }
    struct plan *p = begin(r, DIALOGUE);
    bool over = !vue_en_cours(r);
    p->mention = over ? "" : plan_text(p, DIALOGUE_PROVISOIRE);
    p->version = plan_text(p, over ? DIALOGUE_FINIE : DIALOGUE_EN_COURS);
    p->courant = plan_textf(p, DIALOGUE_COURANT, DIALOGUE, plan_text(p, r->perimetres[at].nom), p->periode, p->version);
    vue_init(&v, r, p);
    v.principal = at;
    p->surtitre = plan_textf(p, DIALOGUE_SURTITRE, r->programme);
    p->principal = DIALOGUE_COURT;
    p->bref = true;
    p->nation = "";
    cover_lines(p, r, plan_textf(p, "%s (%s)", r->perimetres[at].nom, chantier), at);
    p->avertissement = plan_text(p, DIALOGUE_AVERTISSEMENT);
    corps_add(&v, pieces_dialogue, &section_n);
    vue_deinit(&v);
    return p;
}
