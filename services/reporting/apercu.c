/* A report in short, as JSON. */
#include "reporting/apercu.h"

#include <string.h>

#include "base/cal.h"
#include "programme/figures.h"
#include "programme/paquet.h"
#include "programme/pont.h"

#define NATION 0
#define OPERATIONNELS 1

static const char INCONNU[] = "\u2013";

static json_t *day(int32_t d)
{
    char text[CAL_DAY_LEN];
    if (d == CELL_NULL)
        return json_null();
    cal_format_day(d, text);
    return json_string(text);
}

static json_t *scope(const struct rapport *r, size_t perimetre)
{
    struct buf text = {0};
    scope_format(&r->perimetres[perimetre].scope, &text);
    json_t *s = json_string(buf_text(&text));
    buf_deinit(&text);
    return s;
}

/* ---- figures ---- */

/* The k-th row of a figure; null: the report has none. */
static json_t *value(const struct rapport *r, const struct rapport_chiffre *c, size_t k)
{
    struct buf text = {0};
    if (!c)
        return json_null();
    const struct indicator *i = &r->indicateurs[c->indicateur].forme;
    bool secret = c->etats[k] == RAPPORT_SECRET;
    bool unknown = !secret && (c->etats[k] == RAPPORT_INCONNU || rapport_sans_export(r, c));
    if (secret)
        buf_adds(&text, "s");
    else if (unknown)
        buf_adds(&text, INCONNU);
    else
        figure_show(i, c->slots, k, &text);
    json_t *v = json_pack("{ss ss}", "texte", buf_text(&text), "etat", secret ? "s" : unknown ? "inconnu" : "");
    if (i->kind == KIND_COMPTE && !secret && !unknown)
        json_object_set_new(v, "valeur", json_integer(c->slots[0]));
    buf_deinit(&text);
    return v;
}

/* By scope, the k-th row of the figure in each territory. */
static json_t *territoires(const struct rapport *r, const char *code, size_t k)
{
    json_t *out = json_object();
    for (size_t i = 0; i < r->perimetres_n; i++) {
        struct buf text = {0};
        if (r->perimetres[i].scope.kind != SCOPE_TERRITOIRE)
            continue;
        scope_format(&r->perimetres[i].scope, &text);
        json_object_set_new(out, buf_text(&text), value(r, rapport_find(r, r->programme, 0, i, code), k));
        buf_deinit(&text);
    }
    return out;
}

static void add_indicateur(const struct rapport *r, size_t indicateur, size_t k, json_t *out)
{
    const struct rapport_indicateur *x = &r->indicateurs[indicateur];
    const char *code = x->forme.code;
    const struct rapport_chiffre *now = rapport_find(r, r->programme, 0, NATION, code),
                                 *before = r->periodes_n > 1 ? rapport_find(r, r->programme, 1, NATION, code) : NULL,
                                 *oper = rapport_find(r, r->programme, 0, OPERATIONNELS, code);
    if (!now)
        return;
    json_array_append_new(out, json_pack("{ss? ss ss ss? so so so so}", "section", x->forme.section, "code", code,
                                         "libelle", x->forme.label, "cle",
                                         x->forme.kind == KIND_REPARTITION ? x->cles[k].libelle : NULL, "nation",
                                         value(r, now, k), "nation_avant", value(r, before, k), "operationnels",
                                         value(r, oper, k), "territoires", territoires(r, code, k)));
}

static json_t *indicateurs(const struct rapport *r)
{
    json_t *out = json_array();
    for (size_t i = 0; i < r->indicateurs_n; i++) {
        bool keys = r->indicateurs[i].forme.kind == KIND_REPARTITION;
        for (size_t k = 0; k < (keys ? r->indicateurs[i].forme.keys_n : 1); k++)
            add_indicateur(r, i, k, out);
    }
    return out;
}

/* ---- perimeters ---- */

/* How many rows of the period's figures are told, withheld, unknown. */
static void count(const struct rapport *r, size_t perimetre, json_t *out)
{
    json_int_t n[RAPPORT_ETAT_COUNT] = {0};
    for (size_t i = 0; i < r->chiffres_n; i++) {
        const struct rapport_chiffre *c = &r->chiffres[i];
        for (size_t k = 0; c->perimetre == perimetre && c->periode == 0 && k < rapport_lignes_n(r, c); k++)
            n[c->etats[k]]++;
    }
    json_object_set_new(out, "publies", json_integer(n[RAPPORT_PUBLIE] + n[RAPPORT_NONE]));
    json_object_set_new(out, "secrets", json_integer(n[RAPPORT_SECRET]));
    json_object_set_new(out, "inconnus", json_integer(n[RAPPORT_INCONNU]));
}

static json_t *perimetre(const struct rapport *r, size_t k)
{
    const struct rapport_perimetre *p = &r->perimetres[k];
    json_t *effectifs = json_object();
    for (int f = 0; f < PONT_FIGURE_COUNT; f++)
        json_object_set_new(effectifs, pont_code(f), value(r, rapport_find(r, r->programme, 0, k, pont_code(f)), 0));
    json_t *out =
        json_pack("{so ss sb so sI sI so so}", "scope", scope(r, k), "nom", p->nom, "operationnel", p->operationnel[0],
                  "objectif", p->objectif < 0 ? json_null() : json_integer(p->objectif), "attendus",
                  (json_int_t)p->couverture.expected, "comptes", (json_int_t)p->couverture.counted, "ancien",
                  day(p->couverture.counted ? p->couverture.oldest : CELL_NULL), "effectifs", effectifs);
    must(out);
    count(r, k, out);
    return out;
}

static json_t *perimetres(const struct rapport *r)
{
    json_t *out = json_array();
    for (size_t i = 0; i < r->perimetres_n; i++)
        if (r->perimetres[i].scope.kind != SCOPE_CHANTIER && rapport_en_est(r, i, 0))
            json_array_append_new(out, perimetre(r, i));
    return out;
}

/* ---- what was missing, and the bridges ---- */

static json_t *remontees(const struct rapport *r)
{
    json_t *out = json_array();
    for (size_t i = 0; i < r->remontees_n; i++) {
        const struct rapport_remontee *x = &r->remontees[i];
        if (x->situation != CELL_NULL && x->retenu == CELL_NULL && !x->ecartees && !x->avant_fin)
            continue;
        json_array_append_new(out, json_pack("{ss ss ss sb so sI sI so ss}", "reporter", x->reporter, "nom", x->nom,
                                             "territoire", x->territoire, "avant_fin", x->avant_fin, "situation",
                                             day(x->situation), "lues", (json_int_t)x->lues, "ecartees",
                                             (json_int_t)x->ecartees, "retenu", day(x->retenu), "retenu_etat",
                                             x->retenu_etat ? x->retenu_etat : ""));
    }
    return out;
}

static json_t *pont(const struct rapport *r, const struct rapport_pont *x)
{
    json_t *termes = json_array();
    size_t i = rapport_find_indicateur(r, x->code);
    for (size_t k = 0; k < x->termes_n; k++)
        json_array_append_new(termes, json_pack("{ss ss ss sI}", "cle", x->termes[k].cle, "libelle",
                                                pont_libelle(x->termes[k].cle), "explication",
                                                pont_explication(x->termes[k].cle), "n", (json_int_t)x->termes[k].n));
    return json_pack("{so ss ss ss ss sI sI so}", "scope", scope(r, x->perimetre), "nom",
                     r->perimetres[x->perimetre].nom, "code", x->code, "libelle",
                     i == RAPPORT_SANS ? x->code : r->indicateurs[i].forme.label, "avant", x->avant, "de",
                     (json_int_t)x->de, "a", (json_int_t)x->a, "termes", termes);
}

/* As the contract names them. */
static json_t *fichiers(const struct rapport *r)
{
    static const char *const ends[] = {"pdf", "xlsx", "html", "csv", "json"}, *const others[] = {"schema.json",
                                                                                                 PAQUET_MANIFESTE,
                                                                                                 PAQUET_SIGNATURE};
    json_t *list = json_array();
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
        json_array_append_new(list, json_sprintf("rapport-%s.%s", r->periodes[0].name, ends[i]));
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        json_array_append_new(list, json_string(others[i]));
    return list;
}

json_t *apercu_make(const struct rapport *r)
{
    char known[CAL_INSTANT_LEN];
    struct buf nom = {0};
    json_t *ponts = json_array();
    cal_format_instant(r->connu_us, known);
    rapport_nommer(r, &nom);
    for (size_t i = 0; i < r->ponts_n; i++)
        json_array_append_new(ponts, pont(r, &r->ponts[i]));
    json_t *doc = json_pack("{ss si ss sb sI ss ss ss so so so so so}", "trimestre", r->periodes[0].name, "version",
                            r->version, "nom", buf_text(&nom), "publie", r->publie, "avant_fin",
                            (json_int_t)rapport_avant_fin_n(r), "connu_le", known, "definitions", r->definitions,
                            "motif", r->motif ? r->motif : "", "perimetres", perimetres(r), "indicateurs",
                            indicateurs(r), "remontees", remontees(r), "ponts", ponts, "fichiers", fichiers(r));
    must(doc);
    buf_deinit(&nom);
    return doc;
}
