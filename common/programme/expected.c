/* What a cell of a field should hold, in French: codes, bounds, or the form of the type. */
#include "programme/expected.h"

#include <stdio.h>

#include "base/cal.h"

#define CODES_SHOWN 14

static const char *const forms[FIELD_TYPE_COUNT] = {
    [FIELD_ID] = "lettres sans accent, chiffres, points, tirets ou soulignés, 40 caractères au plus",
    [FIELD_TEXT] = "un texte",
    [FIELD_BOOLEAN] = "O ou N",
    [FIELD_DATE] = "une date AAAA-MM-JJ ou JJ/MM/AAAA",
    [FIELD_MONTH] = "un mois AAAA-MM ou MM/AAAA",
    [FIELD_DECIMAL] = "un nombre, deux décimales au plus",
    [FIELD_INTEGER] = "un nombre entier",
};

static void list_codes(const struct codes *c, char *out, size_t cap)
{
    size_t n = 0, shown = 0;
    for (size_t i = 0; i < c->items_n && n < cap; i++) {
        if (c->items[i].group_only)
            continue;
        if (shown == CODES_SHOWN) {
            snprintf(out + n, cap - n, ", …");
            return;
        }
        n += (size_t)snprintf(out + n, cap - n, "%s%s", shown++ ? ", " : "", c->items[i].code);
    }
}

static void format_bound(const struct field *f, int32_t v, char out[24])
{
    if (f->type == FIELD_DATE)
        cal_format_day(v, out);
    else if (f->type == FIELD_DECIMAL && v % 100)
        snprintf(out, 24, "%d,%02d", v / 100, v % 100);
    else
        snprintf(out, 24, "%d", f->type == FIELD_DECIMAL ? v / 100 : v);
}

const char *field_expected(const struct field *f, char *out, size_t cap)
{
    char least[24], most[24];
    out[0] = 0;
    if (f->codes) {
        list_codes(f->codes, out, cap);
        return out;
    }
    format_bound(f, f->min, least);
    format_bound(f, f->max, most);
    const char *from = f->above ? "plus de" : f->type == FIELD_DATE ? "à partir du" : "au moins";
    if (f->max_chars)
        snprintf(out, cap, "%zu caractères au plus", f->max_chars);
    else if (f->has_min && f->has_max)
        snprintf(out, cap, "%s %s et au plus %s", from, least, most);
    else if (f->has_min)
        snprintf(out, cap, "%s %s", from, least);
    else if (f->has_max)
        snprintf(out, cap, "au plus %s", most);
    else
        snprintf(out, cap, "%s", forms[f->type]);
    return out;
}
