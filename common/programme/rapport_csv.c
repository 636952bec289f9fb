/* A report as CSV: withheld, unknown and zero are told apart by `etat`, and a row that is withheld bears no number. */
#include "programme/rapport_csv.h"

#include <stdio.h>

#include "programme/rapport_mots.h"

static const struct {
    const char *nom, *titre, *type;
} colonnes[] = {
    {"perimetre", "Périmètre : nation, operationnels, territoire:CODE, chantier:ID", "string"},
    {"programme", "Programme : CVG, PHC ou TOUS", "string"},
    {"periode", "Période, comme 2026-C3", "string"},
    {"code", "Code de l'indicateur", "string"},
    {"cle", "Clé d'une répartition, vide ailleurs", "string"},
    {"genre", "Genre de l'indicateur", "string"},
    {"num", "Numérateur, compte ou somme", "number"},
    {"den", "Dénominateur", "number"},
    {"nr", "Non renseignés", "integer"},
    {"valeur", "Valeur : un taux est une fraction de 1 ; vide si le dénominateur est nul", "number"},
    {"etat",
     "publie ; secret : masqué par le secret statistique ; inconnu : sans valeur, car la réponse n'est connue pour "
     "personne, ou rien n'a été envoyé",
     "string"},
};
#define COLONNES_N (sizeof colonnes / sizeof *colonnes)

static void put_real(double v, struct buf *out)
{
    char s[64];
    int n = snprintf(s, sizeof s, "%.9f", v);
    while (s[n - 1] == '0' && s[n - 2] != '.')
        n--;
    buf_add(out, s, (size_t)n);
}

/* A slot in its printed unit. */
static void put_slot(int64_t v, bool decimal, struct buf *out)
{
    if (decimal)
        buf_addf(out, "%s%lld.%02lld", v < 0 ? "-" : "", (long long)(v < 0 ? -v : v) / 100,
                 (long long)(v < 0 ? -v : v) % 100);
    else
        buf_addf(out, "%lld", (long long)v);
}

/* What of a figure stands in one row. */
struct rangee {
    double num, den, nr, valeur;
    bool has_den, has_nr, has_value, decimal, den_decimal;
    int64_t num_slot, den_slot, nr_slot;
    bool num_real; /* num is a quotient */
};

static struct rangee rangee_of(const struct indicator *i, const struct rapport_chiffre *c, size_t k)
{
    const int64_t *v = c->slots;
    struct rangee l = {.decimal = i->decimal, .den_decimal = i->den_decimal};
    switch (i->kind) {
    case KIND_REPARTITION:
        l.num_slot = v[2 + k];
        l.den_slot = v[0];
        l.nr_slot = v[1];
        l.has_den = l.has_nr = true;
        l.decimal = l.den_decimal = false;
        break;
    case KIND_TAUX:
    case KIND_MOYENNE:
        l.nr_slot = v[2];
        l.has_nr = true;
        /* fallthrough */
    case KIND_RATIO:
        l.num_slot = v[0];
        l.den_slot = v[1];
        l.has_den = true;
        break;
    case KIND_SOMME:
        l.num_slot = v[0];
        l.nr_slot = v[1];
        l.has_nr = true;
        l.num_real = i->divisor != 1;
        break;
    default:
        l.num_slot = v[0];
    }
    l.num = (double)l.num_slot / (l.decimal ? 100 : 1);
    l.den = (double)l.den_slot / (l.den_decimal ? 100 : 1);
    l.has_value = !l.has_den || l.den_slot > 0;
    l.valeur = !l.has_value ? 0 : (l.has_den ? l.num / l.den : l.num) / i->divisor;
    return l;
}

static void put_nombres(const struct indicator *i, const struct rangee *l, struct buf *out)
{
    if (l->num_real)
        put_real(l->num / i->divisor, out);
    else
        put_slot(l->num_slot, l->decimal, out);
    buf_addc(out, ';');
    if (l->has_den)
        put_slot(l->den_slot, l->den_decimal, out);
    buf_addc(out, ';');
    if (l->has_nr)
        buf_addf(out, "%lld", (long long)l->nr_slot);
    buf_addc(out, ';');
    if (!l->has_value)
        return;
    if (l->has_den || l->num_real)
        put_real(l->valeur, out);
    else
        put_slot(l->num_slot, l->decimal, out);
}

static void put_ligne(const struct rapport *r, const struct rapport_chiffre *c, size_t k, struct buf *out)
{
    const struct rapport_indicateur *x = &r->indicateurs[c->indicateur];
    const struct indicator *i = &x->forme;
    scope_format(&r->perimetres[c->perimetre].scope, out);
    buf_addf(out, ";%s;%s;%s;%s;%s;", c->programme, r->periodes[c->periode].name, i->code,
             i->kind == KIND_REPARTITION ? x->cles[k].cle : "", indicator_kind_name(i->kind));
    struct rangee l = rangee_of(i, c, k);
    if (rapport_etat_a_nombres(c->etats[k], i->kind))
        put_nombres(i, &l, out);
    else /* what is unknown has a denominator of 0, by the contract; of a sum too, which has none otherwise */
        buf_adds(out, c->etats[k] == RAPPORT_INCONNU ? ";0;;" : ";;;");
    buf_addf(out, ";%s\r\n", rapport_etat_mot(c->etats[k]));
}

void rapport_csv(const struct rapport *r, struct buf *out)
{
    for (size_t i = 0; i < COLONNES_N; i++)
        buf_addf(out, "%s%s", i ? ";" : "", colonnes[i].nom);
    buf_adds(out, "\r\n");
    for (size_t i = 0; i < r->chiffres_n; i++)
        for (size_t k = 0; k < rapport_lignes_n(r, &r->chiffres[i]); k++)
            put_ligne(r, &r->chiffres[i], k, out);
}

/* ---- the schema ---- */

static void put_enum(struct jsonout *j, const char *const *words, size_t n)
{
    jsonout_open(j, "constraints", '{');
    jsonout_bool(j, "required", true);
    jsonout_open(j, "enum", '[');
    for (size_t i = 0; i < n; i++)
        jsonout_text(j, NULL, words[i]);
    jsonout_close(j, ']');
    jsonout_close(j, '}');
}

void rapport_csv_schema(const struct rapport *r, struct buf *out)
{
    static const char *const etats[] = {"publie", "secret", "inconnu"};
    static const char *const genres[] = {"compte", "taux", "moyenne", "repartition", "somme", "ratio"};
    struct jsonout j = {.out = out};
    jsonout_open(&j, NULL, '{');
    jsonout_text(&j, "$schema", "https://frictionlessdata.io/schemas/table-schema.json");
    jsonout_text(&j, "title", r->periodes[0].name);
    jsonout_open(&j, "fields", '[');
    for (size_t i = 0; i < COLONNES_N; i++) {
        jsonout_open(&j, NULL, '{');
        jsonout_text(&j, "name", colonnes[i].nom);
        jsonout_text(&j, "title", colonnes[i].titre);
        jsonout_text(&j, "type", colonnes[i].type);
        if (i == COLONNES_N - 1)
            put_enum(&j, etats, sizeof etats / sizeof *etats);
        else if (colonnes[i].nom[0] == 'g')
            put_enum(&j, genres, sizeof genres / sizeof *genres);
        jsonout_close(&j, '}');
    }
    jsonout_close(&j, ']');
    jsonout_open(&j, "missingValues", '[');
    jsonout_text(&j, NULL, "");
    jsonout_close(&j, ']');
    jsonout_open(&j, "primaryKey", '[');
    for (size_t i = 0; i < 5; i++)
        jsonout_text(&j, NULL, colonnes[i].nom);
    jsonout_close(&j, ']');
    jsonout_close(&j, '}');
    buf_addc(out, '\n');
}
