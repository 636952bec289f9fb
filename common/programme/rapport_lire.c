/* A report read back from its JSON: every part is looked at before it is used, since a package comes from outside. */
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/cal.h"
#include "programme/rapport_mots.h"

#define BYTES_MAX (256UL << 20)
#define ENTRIES_MAX 4000000 /* of a list */
#define CLES_MAX 4096

static const char TEXT_NOT_JSON[] = "ce n'est pas un document JSON : ligne %d, %s";
static const char TEXT_NOT_A_REPORT[] = "ce n'est pas un rapport : « %s » manque ou n'a pas la forme attendue";
static const char TEXT_TOO_LONG[] = "le document dépasse %lu octets";

struct reading {
    struct rapport *r;
    json_t *doc;
    const char *wrong; /* the member that is not as it should be; the first one found */
};

static void spoil(struct reading *x, const char *what)
{
    if (!x->wrong)
        x->wrong = what;
}

static const char *text(struct reading *x, const json_t *o, const char *key)
{
    const json_t *v = json_object_get(o, key);
    if (!json_is_string(v)) {
        spoil(x, key);
        return "";
    }
    return arena_text(&x->r->memoire, json_string_value(v), json_string_length(v));
}

static int64_t integer(struct reading *x, const json_t *o, const char *key)
{
    const json_t *v = json_object_get(o, key);
    if (!json_is_integer(v))
        spoil(x, key);
    return json_integer_value(v);
}

static int32_t small(struct reading *x, const json_t *o, const char *key)
{
    int64_t v = integer(x, o, key);
    if (v < INT32_MIN || v > INT32_MAX)
        spoil(x, key);
    return (int32_t)v;
}

static bool boolean(struct reading *x, const json_t *o, const char *key)
{
    const json_t *v = json_object_get(o, key);
    if (!json_is_boolean(v))
        spoil(x, key);
    return json_is_true(v);
}

/* Of what reports did not say at first: false where it is not there. */
static bool flag(struct reading *x, const json_t *o, const char *key)
{
    return json_object_get(o, key) && boolean(x, o, key);
}

/* Null gives CELL_NULL. */
static int32_t day_of(struct reading *x, const json_t *v, const char *key)
{
    int32_t day = CELL_NULL;
    if (!json_is_null(v) && (!json_is_string(v) || !cal_parse_iso(json_string_value(v), json_string_length(v), &day)))
        spoil(x, key);
    return day;
}

static int32_t day(struct reading *x, const json_t *o, const char *key)
{
    return day_of(x, json_object_get(o, key), key);
}

static int64_t instant(struct reading *x, const json_t *o, const char *key)
{
    const json_t *v = json_object_get(o, key);
    int64_t us = 0;
    if (!json_is_null(v) && (!json_is_string(v) || !cal_parse_instant(json_string_value(v), &us)))
        spoil(x, key);
    return us;
}

/* A number in its printed unit, as the integer that a slot holds. */
static int64_t number(struct reading *x, const json_t *o, const char *key, bool decimal)
{
    const json_t *v = json_object_get(o, key);
    if (!decimal)
        return integer(x, o, key);
    double n = json_number_value(v) * 100;
    if (!json_is_number(v) || fabs(n) > 1e17) {
        spoil(x, key);
        return 0;
    }
    return llround(n);
}

/* The list, and room for its entries; *n_out 0 where it is none. */
static const json_t *list(struct reading *x, const json_t *o, const char *key, size_t size, void *items_out,
                          size_t *n_out)
{
    const json_t *v = json_object_get(o, key);
    size_t n = json_array_size(v);
    if (!json_is_array(v) || n > ENTRIES_MAX) {
        spoil(x, key);
        n = 0;
    }
    void *items = arena_new(&x->r->memoire, n * size + 1);
    memcpy(items_out, &items, sizeof items);
    *n_out = n;
    return v;
}

static size_t perimetre(struct reading *x, const json_t *o)
{
    struct scope s;
    const char *name = json_string_value(json_object_get(o, "perimetre"));
    size_t i = name && scope_parse(name, &s, NULL) == 0 ? rapport_find_perimetre(x->r, &s) : RAPPORT_SANS;
    if (i == RAPPORT_SANS)
        spoil(x, "perimetre");
    return i;
}

static void read_head(struct reading *x)
{
    struct rapport *r = x->r;
    const json_t *secret = json_object_get(x->doc, "secret"), *v;
    size_t i, n = 0;
    r->version = small(x, x->doc, "version");
    r->motif = text(x, x->doc, "motif");
    r->publie = boolean(x, x->doc, "publie");
    r->programme = text(x, x->doc, "programme");
    r->definitions = text(x, x->doc, "definitions");
    r->connu_us = instant(x, x->doc, "connu_le");
    r->arrete_us = instant(x, x->doc, "arrete_le");
    r->calendrier = flag(x, x->doc, "calendrier");
    r->secret_k = small(x, secret, "k");
    r->secret_k_sensible = small(x, secret, "k_sensible");
    r->secret_chantiers = small(x, secret, "chantiers");
    r->secret_dominance = small(x, secret, "dominance_pourcent");
    json_array_foreach(json_object_get(x->doc, "periodes"), i, v)
    {
        const char *name = text(x, v, "periode");
        if (n == RAPPORT_PERIODES_MAX || period_parse(name, &r->periodes[n], NULL) < 0) {
            spoil(x, "periodes");
            return;
        }
        n++;
    }
    if (!n)
        spoil(x, "periodes");
    r->periodes_n = n;
}

static size_t slots_n(enum indicator_kind kind, size_t keys_n)
{
    static const size_t n[KIND_COUNT] = {[KIND_COMPTE] = 1,      [KIND_TAUX] = 3,  [KIND_MOYENNE] = 3,
                                         [KIND_REPARTITION] = 2, [KIND_SOMME] = 2, [KIND_RATIO] = 2};
    return n[kind] + keys_n;
}

static void read_indicateur(struct reading *x, const json_t *o, struct rapport_indicateur *out)
{
    struct indicator *i = &out->forme;
    const json_t *cles;
    i->code = mem_unconst(text(x, o, "code"));
    i->label = mem_unconst(text(x, o, "libelle"));
    i->unit = mem_unconst(text(x, o, "unite"));
    i->section = mem_unconst(text(x, o, "section"));
    i->kind = indicator_kind_parse(text(x, o, "genre"));
    out->population = text(x, o, "population");
    out->expression = text(x, o, "expression");
    i->sensitive = boolean(x, o, "sensible");
    i->decimal = boolean(x, o, "decimal");
    i->den_decimal = boolean(x, o, "den_decimal");
    i->nullable = boolean(x, o, "nr");
    i->divisor = json_number_value(json_object_get(o, "diviseur"));
    cles = list(x, o, "cles", sizeof *out->cles, &out->cles, &i->keys_n);
    if (i->kind == KIND_NONE || !(i->divisor > 0) || i->keys_n > CLES_MAX ||
        (i->keys_n > 0) != (i->kind == KIND_REPARTITION))
        spoil(x, "indicateurs");
    i->slots_n = slots_n(i->kind, i->keys_n);
    for (size_t k = 0; k < i->keys_n; k++) {
        const json_t *c = json_array_get(cles, k);
        out->cles[k] = (struct rapport_cle){text(x, c, "cle"), text(x, c, "libelle")};
    }
}

/* The value of one period; NULL: the list is none, or not of as many values as there are periods. */
static const json_t *of_period(struct reading *x, const json_t *o, const char *key, size_t periode)
{
    const json_t *v = json_object_get(o, key);
    if (json_is_array(v) && json_array_size(v) == x->r->periodes_n)
        return json_array_get(v, periode);
    spoil(x, key);
    return NULL;
}

static void read_perimetre(struct reading *x, const json_t *o, struct rapport_perimetre *p)
{
    const json_t *couverture = json_object_get(o, "couverture"), *objectif = json_object_get(o, "objectif");
    if (scope_parse(text(x, o, "perimetre"), &p->scope, NULL) < 0)
        spoil(x, "perimetre");
    p->nom = text(x, o, "nom");
    for (size_t q = 0; q < x->r->periodes_n; q++) {
        const json_t *v = of_period(x, o, "operationnel", q);
        if (!json_is_boolean(v))
            spoil(x, "operationnel");
        p->operationnel[q] = json_is_true(v);
    }
    p->objectif = json_is_null(objectif) ? -1 : integer(x, o, "objectif");
    p->couverture.expected = (uint32_t)small(x, couverture, "expected");
    p->couverture.counted = (uint32_t)small(x, couverture, "counted");
    p->couverture.oldest = day(x, couverture, "oldest");
}

/* The territories that it counts in: all perimeters are there by now. */
static void read_territoires(struct reading *x, const json_t *o, struct rapport_perimetre *p)
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
            spoil(x, "territoire");
    }
}

/* ---- figures ---- */

static void read_repartition(struct reading *x, const json_t *o, const struct rapport_indicateur *of,
                             struct rapport_chiffre *c)
{
    const json_t *num = json_object_get(o, "num"), *secret = json_object_get(o, "secret"), *v;
    size_t i;
    c->slots[0] = integer(x, o, "den");
    c->slots[1] = integer(x, o, "nr");
    json_array_foreach(secret, i, v)
    {
        const char *cle = json_is_string(v) ? json_string_value(v) : "";
        for (size_t k = 0; k < of->forme.keys_n; k++)
            if (strcmp(of->cles[k].cle, cle) == 0)
                c->etats[k] = RAPPORT_SECRET;
    }
    for (size_t k = 0; k < of->forme.keys_n; k++)
        if (c->etats[k] != RAPPORT_SECRET)
            c->slots[2 + k] = integer(x, num, of->cles[k].cle);
}

static void read_nombres(struct reading *x, const json_t *o, const struct rapport_indicateur *of,
                         struct rapport_chiffre *c)
{
    const struct indicator *i = &of->forme;
    int64_t *v = c->slots;
    switch (i->kind) {
    case KIND_REPARTITION:
        read_repartition(x, o, of, c);
        break;
    case KIND_SOMME:
        v[0] = number(x, o, i->divisor != 1 ? "somme" : "num", i->decimal);
        v[1] = integer(x, o, "nr");
        break;
    case KIND_RATIO:
        v[0] = number(x, o, "num", i->decimal);
        v[1] = number(x, o, "den", i->den_decimal);
        break;
    case KIND_TAUX:
    case KIND_MOYENNE:
        v[0] = number(x, o, "num", i->decimal);
        v[1] = integer(x, o, "den");
        v[2] = integer(x, o, "nr");
        break;
    default:
        v[0] = integer(x, o, "num");
    }
}

static void read_chiffre(struct reading *x, const json_t *o, struct rapport_chiffre *c)
{
    struct rapport *r = x->r;
    const char *code = json_string_value(json_object_get(o, "code"));
    const char *periode = json_string_value(json_object_get(o, "periode"));
    const char *mot = json_string_value(json_object_get(o, "etat"));
    enum rapport_etat etat = rapport_etat_lire(mot ? mot : "");
    c->programme = text(x, o, "programme");
    c->perimetre = perimetre(x, o);
    c->indicateur = code ? rapport_find_indicateur(r, code) : RAPPORT_SANS;
    c->periode = 0;
    while (periode && c->periode < r->periodes_n && strcmp(r->periodes[c->periode].name, periode) != 0)
        c->periode++;
    if (c->indicateur == RAPPORT_SANS || !periode || c->periode == r->periodes_n || !etat) {
        spoil(x, "chiffres");
        c->indicateur = 0;
        return;
    }
    const struct rapport_indicateur *of = &r->indicateurs[c->indicateur];
    c->slots = arena_new(&r->memoire, of->forme.slots_n * sizeof *c->slots);
    c->etats = arena_new(&r->memoire, rapport_lignes_n(r, c) + 1);
    memset(c->etats, (int)etat, rapport_lignes_n(r, c));
    if (rapport_etat_a_nombres(etat, of->forme.kind))
        read_nombres(x, o, of, c);
}

/* ---- what stands beside ---- */

static void read_remontee(struct reading *x, const json_t *o, struct rapport_remontee *out)
{
    *out = (struct rapport_remontee){.reporter = text(x, o, "reporter"),
                                     .nom = text(x, o, "nom"),
                                     .territoire = text(x, o, "territoire"),
                                     .situation = day(x, o, "situation"),
                                     .avant_fin = flag(x, o, "avant_fin"),
                                     .lues = integer(x, o, "lues"),
                                     .ecartees = integer(x, o, "ecartees"),
                                     .retenu = day(x, o, "retenu"),
                                     .retenu_etat = text(x, o, "retenu_etat")};
}

static void read_courbe(struct reading *x, const json_t *o, struct rapport_courbe *out)
{
    size_t n;
    const json_t *jours = list(x, o, "jours", sizeof *out->jours, &out->jours, &out->n);
    const json_t *values = list(x, o, "file_active", sizeof *out->file_active, &out->file_active, &n);
    out->perimetre = perimetre(x, o);
    if (n != out->n) {
        spoil(x, "courbes");
        out->n = 0;
    }
    for (size_t i = 0; i < out->n; i++) {
        out->jours[i] = day_of(x, json_array_get(jours, i), "jours");
        out->file_active[i] = json_integer_value(json_array_get(values, i));
    }
}

static void read_pont(struct reading *x, const json_t *o, struct rapport_pont *out)
{
    const json_t *termes = list(x, o, "termes", sizeof *out->termes, &out->termes, &out->termes_n);
    out->perimetre = perimetre(x, o);
    out->code = text(x, o, "code");
    out->avant = text(x, o, "avant");
    out->de = integer(x, o, "de");
    out->a = integer(x, o, "a");
    for (size_t i = 0; i < out->termes_n; i++) {
        const json_t *t = json_array_get(termes, i);
        out->termes[i] = (struct rapport_terme){text(x, t, "terme"), integer(x, t, "n")};
    }
}

static void read_lien(struct reading *x, const json_t *o, struct rapport_lien *out)
{
    const struct rapport *r = x->r;
    const json_t *termes = list(x, o, "termes", sizeof *out->termes, &out->termes, &out->termes_n);
    out->egal = boolean(x, o, "egal");
    for (size_t i = 0; i < out->termes_n; i++) {
        const json_t *t = json_array_get(termes, i);
        struct rapport_lien_terme *to = &out->termes[i];
        *to = (struct rapport_lien_terme){.indicateur = rapport_find_indicateur(r, text(x, t, "code")),
                                          .partie = rapport_partie_lire(text(x, t, "partie")),
                                          .facteur = small(x, t, "facteur")};
        if (to->indicateur == RAPPORT_SANS || !to->partie) {
            spoil(x, "liens");
            to->indicateur = 0;
            continue;
        }
        const struct rapport_indicateur *of = &r->indicateurs[to->indicateur];
        if (to->partie != RAPPORT_PARTIE_CLE)
            continue;
        const char *cle = text(x, t, "cle");
        while (to->cle < of->forme.keys_n && strcmp(of->cles[to->cle].cle, cle) != 0)
            to->cle++;
        if (to->cle == of->forme.keys_n)
            spoil(x, "liens");
    }
}

static void read_lists(struct reading *x)
{
    struct rapport *r = x->r;
    const json_t *v = list(x, x->doc, "indicateurs", sizeof *r->indicateurs, &r->indicateurs, &r->indicateurs_n);
    for (size_t i = 0; i < r->indicateurs_n; i++)
        read_indicateur(x, json_array_get(v, i), &r->indicateurs[i]);
    v = list(x, x->doc, "liens", sizeof *r->liens, &r->liens, &r->liens_n);
    for (size_t i = 0; i < r->liens_n && !x->wrong; i++)
        read_lien(x, json_array_get(v, i), &r->liens[i]);
    v = list(x, x->doc, "perimetres", sizeof *r->perimetres, &r->perimetres, &r->perimetres_n);
    for (size_t i = 0; i < r->perimetres_n; i++)
        read_perimetre(x, json_array_get(v, i), &r->perimetres[i]);
    for (size_t i = 0; i < r->perimetres_n; i++)
        read_territoires(x, json_array_get(v, i), &r->perimetres[i]);
    v = list(x, x->doc, "chiffres", sizeof *r->chiffres, &r->chiffres, &r->chiffres_n);
    for (size_t i = 0; i < r->chiffres_n && !x->wrong; i++)
        read_chiffre(x, json_array_get(v, i), &r->chiffres[i]);
    v = list(x, x->doc, "remontees", sizeof *r->remontees, &r->remontees, &r->remontees_n);
    for (size_t i = 0; i < r->remontees_n; i++)
        read_remontee(x, json_array_get(v, i), &r->remontees[i]);
    v = list(x, x->doc, "courbes", sizeof *r->courbes, &r->courbes, &r->courbes_n);
    for (size_t i = 0; i < r->courbes_n; i++)
        read_courbe(x, json_array_get(v, i), &r->courbes[i]);
    v = list(x, x->doc, "ponts", sizeof *r->ponts, &r->ponts, &r->ponts_n);
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
    struct reading x = {.r = rapport_new(), .doc = doc};
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
