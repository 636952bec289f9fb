/* A figure of a report read back from its JSON: the numbers that its kind has, the rows that are withheld. */
#include <string.h>

#include "programme/rapport_lecture.h"
#include "programme/rapport_mots.h"

static void read_repartition(struct rapport_lecture *x, const json_t *o, const struct rapport_indicateur *of,
                             struct rapport_chiffre *c)
{
    const json_t *num = json_object_get(o, "num"), *secret = json_object_get(o, "secret"), *v;
    size_t i;
    c->slots[0] = lecture_integer(x, o, "den");
    c->slots[1] = lecture_integer(x, o, "nr");
    json_array_foreach(secret, i, v)
    {
        const char *cle = json_is_string(v) ? json_string_value(v) : "";
        for (size_t k = 0; k < of->forme.keys_n; k++)
            if (strcmp(of->cles[k].cle, cle) == 0)
                c->etats[k] = RAPPORT_SECRET;
    }
    for (size_t k = 0; k < of->forme.keys_n; k++)
        if (c->etats[k] != RAPPORT_SECRET)
            c->slots[2 + k] = lecture_integer(x, num, of->cles[k].cle);
}

static void read_nombres(struct rapport_lecture *x, const json_t *o, const struct rapport_indicateur *of,
                         struct rapport_chiffre *c)
{
    const struct indicator *i = &of->forme;
    int64_t *v = c->slots;
    switch (i->kind) {
    case KIND_REPARTITION:
        read_repartition(x, o, of, c);
        break;
    case KIND_SOMME:
        v[0] = lecture_number(x, o, i->divisor != 1 ? "somme" : "num", i->decimal);
        v[1] = lecture_integer(x, o, "nr");
        break;
    case KIND_RATIO:
        v[0] = lecture_number(x, o, "num", i->decimal);
        v[1] = lecture_number(x, o, "den", i->den_decimal);
        break;
    case KIND_TAUX:
    case KIND_MOYENNE:
        v[0] = lecture_number(x, o, "num", i->decimal);
        v[1] = lecture_integer(x, o, "den");
        v[2] = lecture_integer(x, o, "nr");
        break;
    default:
        v[0] = lecture_integer(x, o, "num");
    }
}

void lecture_chiffre(struct rapport_lecture *x, const json_t *o, struct rapport_chiffre *c)
{
    struct rapport *r = x->r;
    const char *code = json_string_value(json_object_get(o, "code"));
    const char *periode = json_string_value(json_object_get(o, "periode"));
    const char *mot = json_string_value(json_object_get(o, "etat"));
    enum rapport_etat etat = rapport_etat_lire(mot ? mot : "");
    c->programme = lecture_text(x, o, "programme");
    c->perimetre = lecture_perimetre(x, o);
    c->indicateur = code ? rapport_find_indicateur(r, code) : RAPPORT_SANS;
    c->periode = 0;
    while (periode && c->periode < r->periodes_n && strcmp(r->periodes[c->periode].name, periode) != 0)
        c->periode++;
    if (c->indicateur == RAPPORT_SANS || !periode || c->periode == r->periodes_n || !etat) {
        lecture_spoil(x, "chiffres");
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
