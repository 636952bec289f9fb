/* The figures of a report as values that are printed. */
#include "document/vue.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/cal.h"
#include "document/ecrit.h"
#include "programme/rapport_mots.h"

static const char COURT_NATION[] = "Ensemble";
static const char NON_RENSEIGNE[] = "NR"; /* a code of the lists that is read as not known: it is counted as nr */
static const char COURT_OPERATIONNELS[] = "Opérat.";

static size_t place(const struct vue *v, size_t periode, size_t perimetre, size_t indicateur)
{
    return (periode * v->r->perimetres_n + perimetre) * v->r->indicateurs_n + indicateur;
}

void vue_init(struct vue *v, const struct rapport *r, struct plan *p)
{
    *v = (struct vue){.r = r, .plan = p, .nation = RAPPORT_SANS};
    v->index = mem_new_n(r->periodes_n * r->perimetres_n * r->indicateurs_n + 1, sizeof(struct rapport_chiffre *));
    for (size_t i = 0; i < r->chiffres_n; i++) {
        const struct rapport_chiffre *c = &r->chiffres[i];
        if (strcmp(c->programme, r->programme) == 0)
            v->index[place(v, c->periode, c->perimetre, c->indicateur)] = c;
    }
    v->scopes = arena_new(&p->memoire, (r->perimetres_n + 1) * sizeof *v->scopes);
    for (size_t i = 0; i < r->perimetres_n; i++) {
        struct buf b = {0};
        scope_format(&r->perimetres[i].scope, &b);
        v->scopes[i] = arena_text(&p->memoire, buf_text(&b), b.len);
        buf_deinit(&b);
    }
}

void vue_deinit(struct vue *v)
{
    free(v->index);
    v->index = NULL;
}

bool vue_en_cours(const struct rapport *r)
{
    return cal_paris_day(r->connu_us) <= r->periodes[VUE_MAINTENANT].fin;
}

bool vue_a_avant(const struct vue *v)
{
    return v->r->periodes_n > VUE_AVANT;
}

const struct rapport_indicateur *vue_indicateur(const struct vue *v, const char *code)
{
    size_t i = rapport_find_indicateur(v->r, code);
    return i == RAPPORT_SANS ? NULL : &v->r->indicateurs[i];
}

const struct rapport_chiffre *vue_chiffre(const struct vue *v, size_t periode, size_t perimetre, const char *code)
{
    size_t i = rapport_find_indicateur(v->r, code);
    if (i == RAPPORT_SANS || periode >= v->r->periodes_n || perimetre >= v->r->perimetres_n)
        return NULL;
    return v->index[place(v, periode, perimetre, i)];
}

const char *vue_libelle(const struct vue *v, const char *code)
{
    const struct rapport_indicateur *i = vue_indicateur(v, code);
    return plan_text(v->plan, i ? i->forme.label : code);
}

/* Its first letter as a capital: of one byte, or "é" and its like, which lie 32 after theirs. */
static void capitalise(char *s)
{
    unsigned first = (unsigned char)s[0], second = first ? (unsigned char)s[1] : 0;
    if (first == 0xc3 && second >= 0xa0 && second < 0xbf && second != 0xb7) /* no "÷", whose like is "×", no "ÿ" */
        s[1] = (char)(second - 0x20);
    else
        s[0] = (char)toupper((int)first);
}

const char *vue_libelle_court(const struct vue *v, const char *code)
{
    static const char colon[] = ECRIT_INSECABLE ": ";
    const char *label = vue_libelle(v, code), *after = strstr(label, colon);
    if (!after)
        return label;
    char *own = arena_text(&v->plan->memoire, after + strlen(colon), strlen(after + strlen(colon)));
    capitalise(own);
    return own;
}

/* ---- what is withheld ---- */

/* A report that nobody has been kept from holds every number, whatever its states say will become of them. */
static bool withheld(const struct vue *v, const struct rapport_chiffre *c, size_t k)
{
    return v->r->publie && c->etats[k] == RAPPORT_SECRET;
}

/* Of a répartition den and nr are told as long as one of its keys is. */
static bool withheld_whole(const struct vue *v, const struct rapport_chiffre *c)
{
    size_t n = rapport_lignes_n(v->r, c), told_n = 0;
    for (size_t k = 0; k < n; k++)
        told_n += !withheld(v, c, k);
    return !told_n;
}

/* ---- addresses ---- */

/* A number that stands beside a figure's value; empty where it has none. */
static struct plan_valeur part_value(const struct indicator *i, const struct rapport_chiffre *c, enum figure_part part)
{
    struct plan_valeur x = {.etat = PLAN_DIT};
    if (!figure_part(i, c->slots, part, &x.nombre))
        return plan_mot(NULL);
    bool whole = figure_part_whole(i, part);
    x.forme = whole ? PLAN_ENTIER : PLAN_DIXIEME;
    x.arrondi = (int64_t)floor(x.nombre * (whole ? 1 : 10) + 0.5);
    return x;
}

static const struct plan_adresse *address(const struct vue *v, const struct rapport_chiffre *c, size_t k)
{
    struct plan_adresse *a = arena_new(&v->plan->memoire, sizeof *a);
    const struct rapport_indicateur *i = &v->r->indicateurs[c->indicateur];
    bool keys = i->forme.kind == KIND_REPARTITION;
    struct buf b = {0};
    *a = (struct plan_adresse){.code = i->forme.code,
                               .cle = keys ? i->cles[k].cle : "",
                               .perimetre = v->scopes[c->perimetre],
                               .periode = v->r->periodes[c->periode].name,
                               .num = plan_mot(NULL),
                               .den = plan_mot(NULL),
                               .nr = plan_mot(NULL)};
    enum rapport_etat etat = c->etats[k];
    bool for_want = rapport_sans_export(v->r, c) &&
                    (etat != RAPPORT_INCONNU || !rapport_etat_a_nombres(etat, i->forme.kind)); /* a den of 0 is told */
    if (!withheld(v, c, k) && !for_want) {
        a->num = keys ? plan_entier(v->plan, c->slots[2 + k]) : part_value(&i->forme, c, FIGURE_NUM);
        a->den = part_value(&i->forme, c, FIGURE_DEN);
        a->nr = part_value(&i->forme, c, FIGURE_NR);
    }
    buf_addf(&b, "/rapports/%s/v%d/chiffre?code=%s&perimetre=%s&periode=%s%s%s", v->r->periodes[0].name, v->r->version,
             a->code, a->perimetre, a->periode, keys ? "&cle=" : "", a->cle);
    a->lien = arena_text(&v->plan->memoire, buf_text(&b), b.len);
    buf_deinit(&b);
    return a;
}

/* ---- values ---- */

static struct plan_valeur percent(int64_t num, int64_t den)
{
    if (den <= 0)
        return plan_inconnu();
    return (struct plan_valeur){.etat = PLAN_DIT,
                                .forme = PLAN_POURCENT,
                                .nombre = (double)num / (double)den,
                                .arrondi = figure_percent(num, den)};
}

static struct plan_valeur number(const struct indicator *i, const int64_t *slots)
{
    struct plan_valeur v = {.etat = PLAN_DIT, .forme = figure_is_whole(i) ? PLAN_ENTIER : PLAN_DIXIEME};
    if (figure_is_percentage(i))
        return percent(slots[0] * (i->den_decimal && !i->decimal ? 100 : 1),
                       slots[1] * (i->decimal && !i->den_decimal ? 100 : 1));
    if (!figure_value(i, slots, 0, &v.nombre))
        return plan_inconnu();
    v.arrondi = v.forme == PLAN_ENTIER ? slots[0] : (int64_t)floor(v.nombre * 10 + 0.5);
    return v;
}

static struct plan_valeur finish(const struct vue *v, struct plan_valeur x, const struct rapport_chiffre *c, size_t k)
{
    if (x.etat == PLAN_DIT)
        plan_valeur_print(v->plan, &x);
    x.adresse = address(v, c, k);
    return x;
}

struct plan_valeur vue_valeur(const struct vue *v, size_t periode, size_t perimetre, const char *code)
{
    const struct rapport_chiffre *c = vue_chiffre(v, periode, perimetre, code);
    if (!c)
        return plan_inconnu();
    const struct indicator *i = &v->r->indicateurs[c->indicateur].forme;
    return finish(v,
                  withheld(v, c, 0)              ? plan_secret()
                  : rapport_sans_export(v->r, c) ? plan_inconnu()
                                                 : number(i, c->slots),
                  c, 0);
}

struct plan_valeur vue_partie(const struct vue *v, size_t periode, size_t perimetre, const char *code,
                              enum figure_part part)
{
    const struct rapport_chiffre *c = vue_chiffre(v, periode, perimetre, code);
    if (!c)
        return plan_mot(NULL);
    struct plan_valeur x = part_value(&v->r->indicateurs[c->indicateur].forme, c, part);
    if (x.etat != PLAN_DIT)
        return x;
    if (withheld_whole(v, c))
        return plan_secret();
    if (rapport_sans_export(v->r, c))
        return plan_inconnu();
    plan_valeur_print(v->plan, &x);
    return x;
}

struct plan_valeur vue_cle(const struct vue *v, size_t periode, size_t perimetre, const char *code, size_t k)
{
    const struct rapport_chiffre *c = vue_chiffre(v, periode, perimetre, code);
    if (!c)
        return plan_inconnu();
    return finish(v,
                  withheld(v, c, k) ? plan_secret()
                  : c->slots[0]     ? plan_entier(v->plan, c->slots[2 + k])
                                    : plan_inconnu(),
                  c, k);
}

struct plan_valeur vue_cle_part(const struct vue *v, size_t periode, size_t perimetre, const char *code, size_t k)
{
    const struct rapport_chiffre *c = vue_chiffre(v, periode, perimetre, code);
    if (!c)
        return plan_inconnu();
    return finish(v, withheld(v, c, k) ? plan_secret() : percent(c->slots[2 + k], c->slots[0]), c, k);
}

bool vue_cle_absente(const struct vue *v, const char *code, size_t k)
{
    size_t nation = rapport_find_perimetre(v->r, &(struct scope){.kind = SCOPE_NATION});
    if (strcmp(vue_indicateur(v, code)->cles[k].cle, NON_RENSEIGNE) == 0)
        return true;
    for (size_t periode = 0; periode < v->r->periodes_n; periode++) {
        const struct rapport_chiffre *c = vue_chiffre(v, periode, nation, code);
        if (c && (withheld(v, c, k) || c->slots[2 + k]))
            return false;
    }
    return true;
}

const char *vue_perimetre_court(const struct vue *v, size_t perimetre)
{
    const struct rapport_perimetre *p = &v->r->perimetres[perimetre];
    struct buf b = {0};
    if (p->scope.kind == SCOPE_NATION)
        buf_adds(&b, COURT_NATION);
    else if (p->scope.kind == SCOPE_OPERATIONNELS)
        buf_adds(&b, COURT_OPERATIONNELS);
    else
        ecrit_code(p->scope.code, &b);
    const char *text = plan_text(v->plan, buf_text(&b));
    buf_deinit(&b);
    return text;
}
