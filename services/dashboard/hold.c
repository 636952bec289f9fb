/* The rules that hold a submission, with their numbers. */
#include "dashboard/hold.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "dashboard/table.h"

static const struct {
    const char *variant, *label, *threshold_before, *threshold_after;
    bool value; /* its number is the message's {valeur}, not {nombre} */
} rules[] = {
    {"disparus", "Parcours ouverts qui disparaîtraient", "plus de ", "", false},
    {"ajouts", "Nouveaux parcours ouverts, rapportés à ceux d’avant", "plus de ", "", false},
    {"ecartees", "Lignes mises de côté", "plus de ", "", false},
    {"relistes", "Parcours déjà connus qui y figurent encore", "moins de ", "", false},
    {"etp", "ETP d’accompagnement qui resteraient en poste", "", " ou moins", true},
};

enum { NUMBER, OF, THRESHOLD, VALUE, FIELDS_COUNT };
static const char *const field_names[FIELDS_COUNT] = {"nombre", "attendu", "seuil", "valeur"};

struct span {
    const char *p;
    size_t len;
};

/* Does the template give this message, and what stands in it for each field? */
static bool match(const char *template, const char *message, struct span out[FIELDS_COUNT])
{
    for (;;) {
        const char *open = strchr(template, '{'), *close = open ? strchr(open, '}') : NULL;
        if (!close)
            return strcmp(template, message) == 0;
        if (strncmp(template, message, (size_t)(open - template)) != 0)
            return false;
        message += open - template;
        template = close + 1;
        size_t literal = strcspn(template, "{");
        const char *next = literal ? memmem(message, strlen(message), template, literal) : NULL;
        if (!next)
            return false;
        for (size_t i = 0; i < FIELDS_COUNT; i++)
            if (strlen(field_names[i]) == (size_t)(close - open) - 1 &&
                memcmp(field_names[i], open + 1, strlen(field_names[i])) == 0)
                out[i] = (struct span){message, (size_t)(next - message)};
        message = next;
    }
}

static json_t *rule_of(size_t k, const struct span f[FIELDS_COUNT])
{
    const struct span number = f[rules[k].value ? VALUE : NUMBER], none = {"", 0};
    const struct span of = f[OF].p ? f[OF] : none, threshold = f[THRESHOLD].p ? f[THRESHOLD] : none;
    return json_pack("{ss ss% ss% so}", "regle", rules[k].label, "nombre", number.p ? number.p : "", number.len, "sur",
                     of.p, of.len, "seuil",
                     json_sprintf("%s%.*s\u00a0%%%s", rules[k].threshold_before, (int)threshold.len, threshold.p,
                                  rules[k].threshold_after));
}

static json_t *read_one(const char *message, const struct definitions *d)
{
    for (size_t i = 0; i < d->rules_n; i++) {
        const struct rule *r = &d->rules[i];
        struct span fields[FIELDS_COUNT] = {0};
        if (strcmp(r->code, "E-RETENUE") != 0 || !match(r->message, message, fields))
            continue;
        for (size_t k = 0; k < sizeof rules / sizeof *rules; k++)
            if (strcmp(rules[k].variant, r->variant) == 0)
                return rule_of(k, fields);
    }
    return json_pack("{ss ss ss ss}", "regle", message, "nombre", "", "sur", "", "seuil", "");
}

json_t *hold_rules(const json_t *findings, const struct definitions *d)
{
    json_t *list = json_array(), *x;
    size_t i;
    json_array_foreach(findings, i, x)
    {
        const char *code = json_string_value(json_object_get(x, "code"));
        const char *message = json_string_value(json_object_get(x, "message"));
        if (code && message && strcmp(code, "E-RETENUE") == 0)
            must(json_array_append_new(list, read_one(message, d)) == 0);
    }
    return list;
}

/* "40", "0,5", "0,55"; nothing else stands in these messages, and anything else is not guessed at. */
static void put_number(json_t *table, const char *text)
{
    char *end = mem_unconst(text), *after = end;
    long long whole = *text >= '0' && *text <= '9' ? strtoll(text, &end, 10) : 0;
    long long part = end > text && *end == ',' ? strtoll(end + 1, &after, 10) : 0;
    ptrdiff_t decimals = after - end - 1;
    if (end > text && !*end)
        table_number(table, whole);
    else if (!*after && end > text && (decimals == 1 || decimals == 2))
        table_decimal(table, (double)whole + (double)part / (decimals == 1 ? 10 : 100), 2);
    else
        table_unknown(table);
}

json_t *hold_table(const json_t *findings, const struct definitions *d)
{
    json_t *t = table_new("regles", "Pourquoi il est retenu", NULL), *list = hold_rules(findings, d), *x;
    size_t i;
    table_column(t, "regle", "Règle", TABLE_TEXT, NULL);
    table_column(t, "nombre", "Cet envoi", TABLE_NUMBER, NULL);
    table_column(t, "sur", "Sur", TABLE_NUMBER, NULL);
    table_column(t, "seuil", "Retenu à partir de", TABLE_TEXT, NULL);
    json_array_foreach(list, i, x)
    {
        table_row(t);
        table_text(t, json_string_value(json_object_get(x, "regle")));
        put_number(t, json_string_value(json_object_get(x, "nombre")));
        put_number(t, json_string_value(json_object_get(x, "sur")));
        table_text(t, json_string_value(json_object_get(x, "seuil")));
    }
    json_decref(list);
    return t;
}
