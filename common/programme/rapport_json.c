/* A report as one JSON document. Numbers that are withheld are not in it; what stands for a figure is what its CSV rows
 * say: "etat", and its num, den, nr in the printed unit. */
#include <string.h>

#include "base/cal.h"
#include "programme/rapport.h"
#include "programme/rapport_mots.h"

static void instant(struct jsonout *j, const char *key, int64_t us)
{
    char text[CAL_INSTANT_LEN];
    if (us == 0) {
        jsonout_null(j, key);
        return;
    }
    cal_format_instant(us, text);
    jsonout_text(j, key, text);
}

static void perimetre(struct jsonout *j, const char *key, const struct scope *s)
{
    struct buf text = {0};
    scope_format(s, &text);
    jsonout_text(j, key, buf_text(&text));
    buf_deinit(&text);
}

static void put_head(const struct rapport *r, struct jsonout *j)
{
    struct buf nom = {0};
    rapport_nommer(r, &nom);
    jsonout_text(j, "rapport", r->periodes[0].name);
    jsonout_text(j, "etat", buf_text(&nom));
    buf_deinit(&nom);
    jsonout_int(j, "version", r->version);
    jsonout_text(j, "motif", r->motif);
    jsonout_bool(j, "publie", r->publie);
    jsonout_text(j, "programme", r->programme);
    jsonout_text(j, "definitions", r->definitions);
    instant(j, "connu_le", r->connu_us);
    instant(j, "arrete_le", r->arrete_us);
    jsonout_bool(j, "calendrier", r->calendrier);
    jsonout_open(j, "secret", '{');
    jsonout_int(j, "k", r->secret_k);
    jsonout_int(j, "k_sensible", r->secret_k_sensible);
    jsonout_int(j, "chantiers", r->secret_chantiers);
    jsonout_int(j, "dominance_pourcent", r->secret_dominance);
    jsonout_close(j, '}');
    jsonout_open(j, "periodes", '[');
    for (size_t i = 0; i < r->periodes_n; i++) {
        jsonout_open(j, NULL, '{');
        jsonout_text(j, "periode", r->periodes[i].name);
        jsonout_day(j, "debut", r->periodes[i].debut);
        jsonout_day(j, "fin", r->periodes[i].fin);
        jsonout_close(j, '}');
    }
    jsonout_close(j, ']');
}

static void put_indicateur(const struct rapport_indicateur *x, struct jsonout *j)
{
    const struct indicator *i = &x->forme;
    jsonout_open(j, NULL, '{');
    jsonout_text(j, "code", i->code);
    jsonout_text(j, "libelle", i->label);
    jsonout_text(j, "genre", indicator_kind_name(i->kind));
    jsonout_text(j, "unite", i->unit);
    jsonout_text(j, "section", i->section);
    jsonout_text(j, "population", x->population);
    jsonout_text(j, "expression", x->expression);
    jsonout_bool(j, "sensible", i->sensitive);
    jsonout_real(j, "diviseur", i->divisor);
    jsonout_bool(j, "decimal", i->decimal);
    jsonout_bool(j, "den_decimal", i->den_decimal);
    jsonout_bool(j, "nr", i->nullable);
    jsonout_open(j, "cles", '[');
    for (size_t k = 0; k < i->keys_n; k++) {
        jsonout_open(j, NULL, '{');
        jsonout_text(j, "cle", x->cles[k].cle);
        jsonout_text(j, "libelle", x->cles[k].libelle);
        jsonout_close(j, '}');
    }
    jsonout_close(j, ']');
    jsonout_close(j, '}');
}

static void put_lien(const struct rapport *r, const struct rapport_lien *x, struct jsonout *j)
{
    jsonout_open(j, NULL, '{');
    jsonout_bool(j, "egal", x->egal);
    jsonout_open(j, "termes", '[');
    for (size_t i = 0; i < x->termes_n; i++) {
        const struct rapport_lien_terme *t = &x->termes[i];
        const struct rapport_indicateur *of = &r->indicateurs[t->indicateur];
        jsonout_open(j, NULL, '{');
        jsonout_text(j, "code", of->forme.code);
        jsonout_text(j, "partie", rapport_partie_mot(t->partie));
        if (t->partie == RAPPORT_PARTIE_CLE)
            jsonout_text(j, "cle", of->cles[t->cle].cle);
        jsonout_int(j, "facteur", t->facteur);
        jsonout_close(j, '}');
    }
    jsonout_close(j, ']');
    jsonout_close(j, '}');
}

static void put_couverture(const struct coverage *c, struct jsonout *j)
{
    jsonout_open(j, "couverture", '{');
    jsonout_int(j, "expected", c->expected);
    jsonout_int(j, "counted", c->counted);
    jsonout_day(j, "oldest", c->oldest);
    jsonout_close(j, '}');
}

static void put_perimetre(const struct rapport *r, const struct rapport_perimetre *p, struct jsonout *j)
{
    jsonout_open(j, NULL, '{');
    perimetre(j, "perimetre", &p->scope);
    jsonout_text(j, "nom", p->nom);
    jsonout_open(j, "territoire", '[');
    for (size_t q = 0; q < r->periodes_n; q++)
        jsonout_text(j, NULL, p->territoire[q] == RAPPORT_SANS ? NULL : r->perimetres[p->territoire[q]].scope.code);
    jsonout_close(j, ']');
    jsonout_open(j, "operationnel", '[');
    for (size_t q = 0; q < r->periodes_n; q++)
        jsonout_bool(j, NULL, p->operationnel[q]);
    jsonout_close(j, ']');
    if (p->objectif >= 0)
        jsonout_int(j, "objectif", p->objectif);
    else
        jsonout_null(j, "objectif");
    put_couverture(&p->couverture, j);
    jsonout_close(j, '}');
}

/* ---- figures ---- */

static void number(struct jsonout *j, const char *key, int64_t v, bool decimal)
{
    if (decimal)
        jsonout_real(j, key, (double)v / 100);
    else
        jsonout_int(j, key, v);
}

static void put_cles(const struct rapport_indicateur *x, const struct rapport_chiffre *c, struct jsonout *j)
{
    jsonout_open(j, "num", '{');
    for (size_t k = 0; k < x->forme.keys_n; k++)
        if (c->etats[k] != RAPPORT_SECRET)
            jsonout_int(j, x->cles[k].cle, c->slots[2 + k]);
    jsonout_close(j, '}');
    jsonout_int(j, "den", c->slots[0]);
    jsonout_int(j, "nr", c->slots[1]);
    jsonout_open(j, "secret", '[');
    for (size_t k = 0; k < x->forme.keys_n; k++)
        if (c->etats[k] == RAPPORT_SECRET)
            jsonout_text(j, NULL, x->cles[k].cle);
    jsonout_close(j, ']');
}

static void put_nombres(const struct rapport_indicateur *x, const struct rapport_chiffre *c, struct jsonout *j)
{
    const struct indicator *i = &x->forme;
    const int64_t *v = c->slots;
    switch (i->kind) {
    case KIND_REPARTITION:
        put_cles(x, c, j);
        break;
    case KIND_SOMME:
        if (i->divisor != 1)
            number(j, "somme", v[0], i->decimal);
        if (i->divisor != 1)
            jsonout_real(j, "num", (double)v[0] / (i->decimal ? 100 : 1) / i->divisor);
        else
            number(j, "num", v[0], i->decimal);
        jsonout_int(j, "nr", v[1]);
        break;
    case KIND_RATIO:
        number(j, "num", v[0], i->decimal);
        number(j, "den", v[1], i->den_decimal);
        break;
    case KIND_TAUX:
    case KIND_MOYENNE:
        number(j, "num", v[0], i->decimal);
        jsonout_int(j, "den", v[1]);
        jsonout_int(j, "nr", v[2]);
        break;
    default:
        jsonout_int(j, "num", v[0]);
    }
}

static bool all(const struct rapport *r, const struct rapport_chiffre *c, enum rapport_etat etat)
{
    for (size_t k = 0; k < rapport_lignes_n(r, c); k++)
        if (c->etats[k] != etat)
            return false;
    return true;
}

static void put_chiffre(const struct rapport *r, const struct rapport_chiffre *c, struct jsonout *j)
{
    const struct rapport_indicateur *x = &r->indicateurs[c->indicateur];
    enum rapport_etat etat = all(r, c, RAPPORT_SECRET)    ? RAPPORT_SECRET
                             : all(r, c, RAPPORT_INCONNU) ? RAPPORT_INCONNU
                                                          : RAPPORT_PUBLIE;
    jsonout_open(j, NULL, '{');
    perimetre(j, "perimetre", &r->perimetres[c->perimetre].scope);
    jsonout_text(j, "programme", c->programme);
    jsonout_text(j, "periode", r->periodes[c->periode].name);
    jsonout_text(j, "code", x->forme.code);
    jsonout_text(j, "etat", rapport_etat_mot(etat));
    if (rapport_etat_a_nombres(etat, x->forme.kind))
        put_nombres(x, c, j);
    jsonout_close(j, '}');
}

/* ---- what stands beside ---- */

static void put_remontee(const struct rapport_remontee *x, struct jsonout *j)
{
    jsonout_open(j, NULL, '{');
    jsonout_text(j, "reporter", x->reporter);
    jsonout_text(j, "nom", x->nom);
    jsonout_text(j, "territoire", x->territoire);
    jsonout_day(j, "situation", x->situation);
    jsonout_bool(j, "avant_fin", x->avant_fin);
    jsonout_int(j, "lues", x->lues);
    jsonout_int(j, "ecartees", x->ecartees);
    jsonout_day(j, "retenu", x->retenu);
    jsonout_text(j, "retenu_etat", x->retenu_etat);
    jsonout_close(j, '}');
}

static void put_courbe(const struct rapport *r, const struct rapport_courbe *x, struct jsonout *j)
{
    jsonout_open(j, NULL, '{');
    perimetre(j, "perimetre", &r->perimetres[x->perimetre].scope);
    jsonout_open(j, "jours", '[');
    for (size_t i = 0; i < x->n; i++)
        jsonout_day(j, NULL, x->jours[i]);
    jsonout_close(j, ']');
    jsonout_open(j, "file_active", '[');
    for (size_t i = 0; i < x->n; i++)
        jsonout_int(j, NULL, x->file_active[i]);
    jsonout_close(j, ']');
    jsonout_close(j, '}');
}

static void put_pont(const struct rapport *r, const struct rapport_pont *x, struct jsonout *j)
{
    jsonout_open(j, NULL, '{');
    perimetre(j, "perimetre", &r->perimetres[x->perimetre].scope);
    jsonout_text(j, "code", x->code);
    jsonout_text(j, "avant", x->avant);
    jsonout_int(j, "de", x->de);
    jsonout_int(j, "a", x->a);
    jsonout_open(j, "termes", '[');
    for (size_t i = 0; i < x->termes_n; i++) {
        jsonout_open(j, NULL, '{');
        jsonout_text(j, "terme", x->termes[i].cle);
        jsonout_int(j, "n", x->termes[i].n);
        jsonout_close(j, '}');
    }
    jsonout_close(j, ']');
    jsonout_close(j, '}');
}

static void put_lists(const struct rapport *r, struct jsonout *j)
{
    jsonout_open(j, "chiffres", '[');
    for (size_t i = 0; i < r->chiffres_n; i++)
        put_chiffre(r, &r->chiffres[i], j);
    jsonout_close(j, ']');
    jsonout_open(j, "remontees", '[');
    for (size_t i = 0; i < r->remontees_n; i++)
        put_remontee(&r->remontees[i], j);
    jsonout_close(j, ']');
    jsonout_open(j, "courbes", '[');
    for (size_t i = 0; i < r->courbes_n; i++)
        put_courbe(r, &r->courbes[i], j);
    jsonout_close(j, ']');
    jsonout_open(j, "ponts", '[');
    for (size_t i = 0; i < r->ponts_n; i++)
        put_pont(r, &r->ponts[i], j);
    jsonout_close(j, ']');
}

void rapport_encode(const struct rapport *r, struct buf *out)
{
    struct jsonout j = {.out = out};
    jsonout_open(&j, NULL, '{');
    put_head(r, &j);
    jsonout_open(&j, "indicateurs", '[');
    for (size_t i = 0; i < r->indicateurs_n; i++)
        put_indicateur(&r->indicateurs[i], &j);
    jsonout_close(&j, ']');
    jsonout_open(&j, "liens", '[');
    for (size_t i = 0; i < r->liens_n; i++)
        put_lien(r, &r->liens[i], &j);
    jsonout_close(&j, ']');
    jsonout_open(&j, "perimetres", '[');
    for (size_t i = 0; i < r->perimetres_n; i++)
        put_perimetre(r, &r->perimetres[i], &j);
    jsonout_close(&j, ']');
    put_lists(r, &j);
    jsonout_close(&j, '}');
    buf_addc(out, '\n');
}
