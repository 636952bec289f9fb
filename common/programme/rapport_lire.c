/* A report read back from its JSON: every part is looked at before it is used, since a package comes from outside. */
#include <stdio.h>
#include <string.h>

#include "programme/rapport_lecture.h"
#include "programme/rapport_mots.h"

#define BYTES_MAX (256UL << 20)
#define CLES_MAX 4096

static const char TEXT_NOT_JSON[] = "ce n'est pas un document JSON : ligne %d, %s";
static const char TEXT_NOT_A_REPORT[] = "ce n'est pas un rapport : « %s » manque ou n'a pas la forme attendue";
static const char TEXT_TOO_LONG[] = "le document dépasse %lu octets";

static void read_head(struct rapport_lecture *x)
{
    struct rapport *r = x->r;
    const json_t *secret = json_object_get(x->doc, "secret"), *v;
    size_t i, n = 0;
    r->version = lecture_small(x, x->doc, "version");
    r->motif = lecture_text(x, x->doc, "motif");
    r->publie = lecture_boolean(x, x->doc, "publie");
    r->programme = lecture_text(x, x->doc, "programme");
    r->definitions = lecture_text(x, x->doc, "definitions");
    r->connu_us = lecture_instant(x, x->doc, "connu_le");
    r->arrete_us = lecture_instant(x, x->doc, "arrete_le");
    r->calendrier = lecture_flag(x, x->doc, "calendrier");
    r->secret_k = lecture_small(x, secret, "k");
    r->secret_k_sensible = lecture_small(x, secret, "k_sensible");
    r->secret_chantiers = lecture_small(x, secret, "chantiers");
    r->secret_dominance = lecture_small(x, secret, "dominance_pourcent");
    json_array_foreach(json_object_get(x->doc, "periodes"), i, v)
    {
        const char *name = lecture_text(x, v, "periode");
        if (n == RAPPORT_PERIODES_MAX || period_parse(name, &r->periodes[n], NULL) < 0) {
            lecture_spoil(x, "periodes");
            return;
        }
        n++;
    }
    if (!n)
        lecture_spoil(x, "periodes");
    r->periodes_n = n;
}

static size_t slots_n(enum indicator_kind kind, size_t keys_n)
{
    static const size_t n[KIND_COUNT] = {[KIND_COMPTE] = 1,      [KIND_TAUX] = 3,  [KIND_MOYENNE] = 3,
                                         [KIND_REPARTITION] = 2, [KIND_SOMME] = 2, [KIND_RATIO] = 2};
    return n[kind] + keys_n;
}

static void read_indicateur(struct rapport_lecture *x, const json_t *o, struct rapport_indicateur *out)
{
    struct indicator *i = &out->forme;
    const json_t *cles;
    i->code = mem_unconst(lecture_text(x, o, "code"));
    i->label = mem_unconst(lecture_text(x, o, "libelle"));
    i->unit = mem_unconst(lecture_text(x, o, "unite"));
    i->section = mem_unconst(lecture_text(x, o, "section"));
    i->kind = indicator_kind_parse(lecture_text(x, o, "genre"));
    out->population = lecture_text(x, o, "population");
    out->expression = lecture_text(x, o, "expression");
    i->sensitive = lecture_boolean(x, o, "sensible");
    i->decimal = lecture_boolean(x, o, "decimal");
    i->den_decimal = lecture_boolean(x, o, "den_decimal");
    i->nullable = lecture_boolean(x, o, "nr");
    i->divisor = json_number_value(json_object_get(o, "diviseur"));
    cles = lecture_list(x, o, "cles", sizeof *out->cles, &out->cles, &i->keys_n);
    if (i->kind == KIND_NONE || !(i->divisor > 0) || i->keys_n > CLES_MAX ||
        (i->keys_n > 0) != (i->kind == KIND_REPARTITION))
        lecture_spoil(x, "indicateurs");
    i->slots_n = slots_n(i->kind, i->keys_n);
    for (size_t k = 0; k < i->keys_n; k++) {
        const json_t *c = json_array_get(cles, k);
        out->cles[k] = (struct rapport_cle){lecture_text(x, c, "cle"), lecture_text(x, c, "libelle")};
    }
}

/* The value of one period; NULL: the list is none, or not of as many values as there are periods. */
static const json_t *of_period(struct rapport_lecture *x, const json_t *o, const char *key, size_t periode)
{
    const json_t *v = json_object_get(o, key);
    if (json_is_array(v) && json_array_size(v) == x->r->periodes_n)
        return json_array_get(v, periode);
    lecture_spoil(x, key);
    return NULL;
}

static void read_perimetre(struct rapport_lecture *x, const json_t *o, struct rapport_perimetre *p)
{
    const json_t *couverture = json_object_get(o, "couverture"), *objectif = json_object_get(o, "objectif");
    if (scope_parse(lecture_text(x, o, "perimetre"), &p->scope, NULL) < 0)
        lecture_spoil(x, "perimetre");
    p->nom = lecture_text(x, o, "nom");
    for (size_t q = 0; q < x->r->periodes_n; q++) {
        const json_t *v = of_period(x, o, "operationnel", q);
        if (!json_is_boolean(v))
            lecture_spoil(x, "operationnel");
        p->operationnel[q] = json_is_true(v);
    }
    p->objectif = json_is_null(objectif) ? -1 : lecture_integer(x, o, "objectif");
    p->couverture.expected = (uint32_t)lecture_small(x, couverture, "expected");
    p->couverture.counted = (uint32_t)lecture_small(x, couverture, "counted");
    p->couverture.oldest = lecture_day(x, couverture, "oldest");
}

/* The territories that it counts in: all perimeters are there by now. */
static void read_territoires(struct rapport_lecture *x, const json_t *o, struct rapport_perimetre *p)
{
    for (size_t q = 0; q < RAPPORT_PERIODES_MAX; q++) {
        struct scope s = {.kind = SCOPE_TERRITOIRE};
        p->territoire[q] = RAPPORT_SANS;
        if (q >= x->r->periodes_n)
            continue;
        const json_t *v = of_period(x, o, "territoire", q);
        if (json_is_null(v))
            continue;
        if (json_is_string(v) && json_string_length(v) < sizeof s.code) {
            snprintf(s.code, sizeof s.code, "%s", json_string_value(v));
            p->territoire[q] = rapport_find_perimetre(x->r, &s);
        }
        if (p->territoire[q] == RAPPORT_SANS || p->scope.kind != SCOPE_CHANTIER)
            lecture_spoil(x, "territoire");
    }
}

/* ---- what stands beside ---- */

static void read_remontee(struct rapport_lecture *x, const json_t *o, struct rapport_remontee *out)
{
    *out = (struct rapport_remontee){.reporter = lecture_text(x, o, "reporter"),
                                     .nom = lecture_text(x, o, "nom"),
                                     .territoire = lecture_text(x, o, "territoire"),
                                     .situation = lecture_day(x, o, "situation"),
                                     .avant_fin = lecture_flag(x, o, "avant_fin"),
                                     .lues = lecture_integer(x, o, "lues"),
                                     .ecartees = lecture_integer(x, o, "ecartees"),
                                     .retenu = lecture_day(x, o, "retenu"),
                                     .retenu_etat = lecture_text(x, o, "retenu_etat")};
}

static void read_courbe(struct rapport_lecture *x, const json_t *o, struct rapport_courbe *out)
{
    size_t n;
    const json_t *jours = lecture_list(x, o, "jours", sizeof *out->jours, &out->jours, &out->n);
    const json_t *values = lecture_list(x, o, "file_active", sizeof *out->file_active, &out->file_active, &n);
    out->perimetre = lecture_perimetre(x, o);
    if (n != out->n) {
        lecture_spoil(x, "courbes");
        out->n = 0;
    }
    for (size_t i = 0; i < out->n; i++) {
        out->jours[i] = lecture_day_of(x, json_array_get(jours, i), "jours");
        out->file_active[i] = json_integer_value(json_array_get(values, i));
    }
}

static void read_pont(struct rapport_lecture *x, const json_t *o, struct rapport_pont *out)
{
    const json_t *termes = lecture_list(x, o, "termes", sizeof *out->termes, &out->termes, &out->termes_n);
    out->perimetre = lecture_perimetre(x, o);
    out->code = lecture_text(x, o, "code");
    out->avant = lecture_text(x, o, "avant");
    out->de = lecture_integer(x, o, "de");
    out->a = lecture_integer(x, o, "a");
    for (size_t i = 0; i < out->termes_n; i++) {
        const json_t *t = json_array_get(termes, i);
        out->termes[i] = (struct rapport_terme){lecture_text(x, t, "terme"), lecture_integer(x, t, "n")};
    }
}

static void read_lien(struct rapport_lecture *x, const json_t *o, struct rapport_lien *out)
{
    const struct rapport *r = x->r;
    const json_t *termes = lecture_list(x, o, "termes", sizeof *out->termes, &out->termes, &out->termes_n);
    out->egal = lecture_boolean(x, o, "egal");
    for (size_t i = 0; i < out->termes_n; i++) {
        const json_t *t = json_array_get(termes, i);
        struct rapport_lien_terme *to = &out->termes[i];
        *to = (struct rapport_lien_terme){.indicateur = rapport_find_indicateur(r, lecture_text(x, t, "code")),
                                          .partie = rapport_partie_lire(lecture_text(x, t, "partie")),
                                          .facteur = lecture_small(x, t, "facteur")};
        if (to->indicateur == RAPPORT_SANS || !to->partie) {
            lecture_spoil(x, "liens");
            to->indicateur = 0;
            continue;
        }
        const struct rapport_indicateur *of = &r->indicateurs[to->indicateur];
        if (to->partie != RAPPORT_PARTIE_CLE)
            continue;
        const char *cle = lecture_text(x, t, "cle");
        while (to->cle < of->forme.keys_n && strcmp(of->cles[to->cle].cle, cle) != 0)
            to->cle++;
        if (to->cle == of->forme.keys_n)
            lecture_spoil(x, "liens");
    }
}

static void read_lists(struct rapport_lecture *x)
{
    struct rapport *r = x->r;
    const json_t *v =
        lecture_list(x, x->doc, "indicateurs", sizeof *r->indicateurs, &r->indicateurs, &r->indicateurs_n);
    for (size_t i = 0; i < r->indicateurs_n; i++)
        read_indicateur(x, json_array_get(v, i), &r->indicateurs[i]);
    v = lecture_list(x, x->doc, "liens", sizeof *r->liens, &r->liens, &r->liens_n);
    for (size_t i = 0; i < r->liens_n && !x->wrong; i++)
        read_lien(x, json_array_get(v, i), &r->liens[i]);
    v = lecture_list(x, x->doc, "perimetres", sizeof *r->perimetres, &r->perimetres, &r->perimetres_n);
    for (size_t i = 0; i < r->perimetres_n; i++)
        read_perimetre(x, json_array_get(v, i), &r->perimetres[i]);
    for (size_t i = 0; i < r->perimetres_n; i++)
        read_territoires(x, json_array_get(v, i), &r->perimetres[i]);
    v = lecture_list(x, x->doc, "chiffres", sizeof *r->chiffres, &r->chiffres, &r->chiffres_n);
    for (size_t i = 0; i < r->chiffres_n && !x->wrong; i++)
        lecture_chiffre(x, json_array_get(v, i), &r->chiffres[i]);
    v = lecture_list(x, x->doc, "remontees", sizeof *r->remontees, &r->remontees, &r->remontees_n);
    for (size_t i = 0; i < r->remontees_n; i++)
        read_remontee(x, json_array_get(v, i), &r->remontees[i]);
    v = lecture_list(x, x->doc, "courbes", sizeof *r->courbes, &r->courbes, &r->courbes_n);
    for (size_t i = 0; i < r->courbes_n; i++)
        read_courbe(x, json_array_get(v, i), &r->courbes[i]);
    v = lecture_list(x, x->doc, "ponts", sizeof *r->ponts, &r->ponts, &r->ponts_n);
    for (size_t i = 0; i < r->ponts_n; i++)
        read_pont(x, json_array_get(v, i), &r->ponts[i]);
}

struct rapport *rapport_decode(const char *bytes, size_t len, struct err *e)
{
    json_error_t where;
    if (len > BYTES_MAX) {
        err_fill(e, ERR_LIMIT, TEXT_TOO_LONG, BYTES_MAX);
        return NULL;
    }
    json_t *doc = json_loadb(bytes, len, JSON_REJECT_DUPLICATES, &where);
    if (!doc) {
        err_fill(e, ERR_FORMAT, TEXT_NOT_JSON, where.line, where.text);
        return NULL;
    }
    struct rapport_lecture x = {.r = rapport_new(), .doc = doc};
    read_head(&x);
    read_lists(&x);
    json_decref(doc);
    if (!x.wrong) {
        rapport_sort(x.r);
        return x.r;
    }
    err_fill(e, ERR_FORMAT, TEXT_NOT_A_REPORT, x.wrong);
    rapport_free(&x.r);
    return NULL;
}
