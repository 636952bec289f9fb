/* Bridges: how each headline figure came from the report before, as a chart and its table. */
#include <stdio.h>
#include <string.h>

#include "dashboard/member.h"
#include "dashboard/rapport.h"
#include "dashboard/words.h"

static json_t *chart_of(const json_t *pont, const char *after)
{
    json_t *terms = json_array(), *x;
    size_t i;
    json_array_foreach(json_object_get(pont, "termes"), i, x)
    {
        json_array_append_new(terms,
                              json_pack("{ss sO}", "nom", member_text(x, "libelle"), "n", json_object_get(x, "n")));
    }
    return json_pack("{ss ss sO sO so}", "avant", member_text(pont, "avant"), "apres", after, "de",
                     json_object_get(pont, "de"), "a", json_object_get(pont, "a"), "termes", terms);
}

/* A figure, or a term with its sign. */
static void put_row(json_t *t, const char *name, const json_t *n, bool term, const char *words)
{
    int64_t v = json_integer_value(n);
    struct buf signed_text = {0};
    table_row(t);
    table_text(t, name);
    json_t *cell = table_number(t, v);
    if (term && v) {
        words_signed(v, &signed_text);
        json_object_set_new(cell, "texte", json_string(buf_text(&signed_text)));
        buf_deinit(&signed_text);
    }
    table_text(t, words);
}

static json_t *table_of(const json_t *pont, const char *after, size_t k)
{
    char id[40];
    snprintf(id, sizeof id, "pont-%zu", k + 1);
    json_t *t = table_new(id, member_text(pont, "libelle"), NULL), *x;
    size_t i;
    table_column(t, "terme", "Terme", TABLE_TEXT, NULL);
    table_column(t, "n", "Parcours", TABLE_NUMBER, NULL);
    table_column(t, "quoi", "Ce que c’est", TABLE_TEXT, NULL);
    json_object_set_new(t, "triable", json_false());
    put_row(t, member_text(pont, "avant"), json_object_get(pont, "de"), false, "");
    json_array_foreach(json_object_get(pont, "termes"), i, x)
    {
        put_row(t, member_text(x, "libelle"), json_object_get(x, "n"), true, member_text(x, "explication"));
    }
    put_row(t, after, json_object_get(pont, "a"), false, "");
    return t;
}

json_t *rapport_ponts(const json_t *apercu, const char *scope, const char *after)
{
    json_t *out = json_array(), *pont;
    size_t i;
    json_array_foreach(json_object_get(apercu, "ponts"), i, pont)
    {
        if (strcmp(member_text(pont, "scope"), scope) != 0)
            continue;
        json_array_append_new(out, json_pack("{ss ss ss so so}", "libelle", member_text(pont, "libelle"), "avant",
                                             member_text(pont, "avant"), "apres", after, "donnees",
                                             page_chart(chart_of(pont, after)), "table",
                                             table_of(pont, after, json_array_size(out))));
    }
    return out;
}

json_t *rapport_ponts_perimetres(const json_t *apercu, const char *scope)
{
    json_t *out = json_array(), *pont;
    const char *last = "";
    size_t i;
    json_array_foreach(json_object_get(apercu, "ponts"), i, pont)
    {
        const char *value = member_text(pont, "scope");
        if (strcmp(value, last) != 0)
            json_array_append_new(out, json_pack("{ss ss sb}", "valeur", value, "libelle", member_text(pont, "nom"),
                                                 "choisi", strcmp(value, scope) == 0));
        last = value;
    }
    return out;
}
