/* What a cell of a field should hold, in French: codes, bounds, or the form of the type. */
#include "programme/expected.h"

#include <stdio.h>
#include <string.h>

#include "base/cal.h"
#include "base/text.h"
#include "programme/near.h"

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

static const char TEXT_OTHERS[] = "… ; toutes sont dans la feuille Listes du modèle, « cvg template »";

/* Not those of an option that is off, nor bare names of groups: both are taken, neither is proposed. */
static bool is_proposed(const struct codes *c, size_t i)
{
    return !c->items[i].group_only && c->items[i].instead == (int32_t)i;
}

/* The codes to tell, those that are near the value first; how many there are. */
static size_t choose(const struct codes *c, const char *value, size_t shown[CODES_SHOWN])
{
    size_t scores[CODES_SHOWN] = {0}, n = 0, all = 0;
    for (size_t i = 0; i < c->items_n; i++) {
        if (!is_proposed(c, i))
            continue;
        size_t score = near_score(value, c->items[i].folded), at = n < CODES_SHOWN ? n++ : n - 1;
        all++;
        if (all > CODES_SHOWN && score <= scores[at])
            continue;
        for (; at > 0 && scores[at - 1] < score; at--) {
            scores[at] = scores[at - 1];
            shown[at] = shown[at - 1];
        }
        scores[at] = score;
        shown[at] = i;
    }
    return all;
}

static void list_codes(const struct codes *c, const char *value, char *out, size_t cap)
{
    size_t shown[CODES_SHOWN], all = choose(c, value, shown), n = 0;
    for (size_t i = 0; i < all && i < CODES_SHOWN && n < cap; i++)
        n += (size_t)snprintf(out + n, cap - n, "%s%s", i ? ", " : "", c->items[shown[i]].code);
    if (all > CODES_SHOWN && n < cap)
        snprintf(out + n, cap - n, "%s", TEXT_OTHERS);
}

static void format_bound(const struct field *f, int32_t v, char out[24])
{
    if (f->type == FIELD_DATE)
        cal_format_day_fr(v, out);
    else if (f->type == FIELD_DECIMAL && v % 100)
        snprintf(out, 24, "%d,%02d", v / 100, v % 100);
    else
        snprintf(out, 24, "%d", f->type == FIELD_DECIMAL ? v / 100 : v);
}

const char *field_expected(const struct field *f, const char *value, size_t len, char *out, size_t cap)
{
    char least[24], most[24], folded[64] = "";
    out[0] = 0;
    if (f->codes) {
        if (!f->sensitive) /* what is masked is not to be guessed from the order */
            text_fold(value, len, folded, sizeof folded);
        list_codes(f->codes, folded, out, cap);
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
