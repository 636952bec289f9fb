/* Reading by a mapping profile: their header, cell or date becomes the text that our own reader takes, and is read by
 * it. */
#include "programme/correspondance.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"

int correspondance_find_field(const struct correspondance *c, const struct dataset *d, size_t dataset,
                              const char *header)
{
    uint64_t theirs;
    int f = dataset_find_field(d, header);
    if (f < 0 && c && map_get(&c->sets[dataset].headers, header, strlen(header), &theirs))
        f = (int)theirs;
    return f;
}

static const struct correspondance_value *find_value(const struct correspondance *c, size_t dataset, size_t field,
                                                     const char *s, size_t len)
{
    const struct map *spelt = &c->sets[dataset].spelt[field];
    char folded[CODES_SPELLING_MAX];
    uint64_t i;
    if (!spelt->n)
        return NULL;
    text_trim(&s, &len);
    size_t n = codes_fold(s, len, folded);
    return n && map_get(spelt, folded, n, &i) ? &c->values[i] : NULL;
}

/* Puts a text's digits where a form has them, into "AAAA-MM-JJ" or "AAAA-MM"; false where it has not that form. */
static bool match_form(const char *form, bool month, const char *s, size_t len, char out[11])
{
    char *year = out, *months = out + 5, *day = out + 8;
    if (strlen(form) != len)
        return false;
    memcpy(out, month ? "0000-00" : "0000-00-00", month ? 8 : 11);
    for (size_t i = 0; i < len; i++) {
        char **at = form[i] == 'A' ? &year : form[i] == 'M' ? &months : form[i] == 'J' ? &day : NULL;
        if (at ? s[i] < '0' || s[i] > '9' : s[i] != form[i])
            return false;
        if (at)
            *(*at)++ = s[i];
    }
    return true;
}

enum cell_result correspondance_parse_form(const struct correspondance *c, const struct field *f, const char *s,
                                           size_t len, struct strings *strings, int32_t *out)
{
    char text[11];
    enum cell_result r = cell_parse(f, s, len, strings, out);
    if (!c || r != CELL_BAD_TYPE || (f->type != FIELD_DATE && f->type != FIELD_MONTH))
        return r;
    text_trim(&s, &len);
    for (size_t i = 0; i < c->forms_n; i++)
        if ((!c->forms[i].month || f->type == FIELD_MONTH) &&
            match_form(c->forms[i].text, c->forms[i].month, s, len, text))
            return cell_parse(f, text, strlen(text), strings, out);
    return r;
}

enum cell_result correspondance_parse(const struct correspondance *c, size_t dataset, size_t field, const char *s,
                                      size_t len, struct strings *strings, int32_t *out)
{
    const struct field *f = &c->sets[dataset].dataset->fields[field];
    const struct correspondance_value *v = find_value(c, dataset, field, s, len);
    if (!v)
        return correspondance_parse_form(c, f, s, len, strings, out);
    if (v->ours)
        return cell_parse(f, v->ours, strlen(v->ours), strings, out);
    *out = CELL_NULL;
    return CELL_DOUBT;
}

const char *correspondance_doubt(const struct correspondance *c, size_t dataset, size_t field, const char *s,
                                 size_t len)
{
    const struct correspondance_value *v = find_value(c, dataset, field, s, len);
    return v ? v->doubt : NULL;
}

static void free_set(struct correspondance_set *s)
{
    map_deinit(&s->headers);
    for (size_t f = 0; f < s->dataset->fields_n; f++) {
        map_deinit(&s->spelt[f]);
        free(s->shown[f]);
    }
    free(s->spelt);
    free(s->shown);
}

void correspondance_free(struct correspondance **cp)
{
    struct correspondance *c = *cp;
    if (!c)
        return;
    for (size_t k = 0; k < c->sets_n; k++)
        free_set(&c->sets[k]);
    for (size_t i = 0; i < c->values_n; i++) {
        free(c->values[i].ours);
        free(c->values[i].doubt);
    }
    free(c->sets);
    free(c->values);
    free(c->name);
    free(c->label);
    mem_free(cp);
}
