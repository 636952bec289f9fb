/* Code lists: building them, and finding a code however it is spelled. */
#include "programme/codes.h"

#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "base/mem.h"
#include "base/text.h"

struct codes_index {
    struct map spellings, exact;
};

struct codes *codes_new(const char *name)
{
    struct codes *c = mem_new(sizeof *c);
    c->name = mem_text(name);
    return c;
}

struct codes_item *codes_add(struct codes *c, const char *code, const char *label)
{
    char folded[CODES_SPELLING_MAX];
    c->items = mem_grow(c->items, (c->items_n + 1) * sizeof *c->items);
    struct codes_item *i = &c->items[c->items_n];
    text_fold(code, strlen(code), folded, sizeof folded);
    *i = (struct codes_item){.code = mem_text(code),
                             .folded = mem_text(folded),
                             .label = mem_text(label),
                             .instead = (int32_t)c->items_n,
                             .unknown = strcmp(code, "NR") == 0};
    c->items_n++;
    return i;
}

int codes_seal(struct codes *c, const char **twice_out)
{
    c->index = mem_new(sizeof *c->index);
    for (size_t i = 0; i < c->items_n; i++) {
        struct codes_item *it = &c->items[i];
        map_set(&c->index->exact, it->code, strlen(it->code), i);
        const char *spellings[] = {it->folded, it->number};
        for (size_t k = 0; k < 2; k++) {
            if (!spellings[k])
                continue;
            if (!map_add(&c->index->spellings, spellings[k], strlen(spellings[k]), i)) {
                *twice_out = spellings[k];
                return -1;
            }
        }
    }
    return 0;
}

size_t codes_fold(const char *s, size_t len, char out[CODES_SPELLING_MAX])
{
    size_t n = text_fold(s, len, out, CODES_SPELLING_MAX);
    if (n >= CODES_SPELLING_MAX)
        return 0;
    size_t zeros = strspn(out, "0123456789") == n ? strspn(out, "0") : 0;
    if (zeros && zeros == n) /* zero itself */
        zeros--;
    memmove(out, out + zeros, n - zeros + 1);
    return n - zeros;
}

int32_t codes_find(const struct codes *c, const char *s, size_t len)
{
    uint64_t i;
    if (map_get(&c->index->exact, s, len, &i))
        return (int32_t)i;
    char folded[CODES_SPELLING_MAX];
    size_t n = codes_fold(s, len, folded);
    return n && map_get(&c->index->spellings, folded, n, &i) ? (int32_t)i : -1;
}

int32_t codes_find_exact(const struct codes *c, const char *code, size_t len)
{
    uint64_t i;
    return map_get(&c->index->exact, code, len, &i) ? (int32_t)i : -1;
}

const struct codes_attribute *codes_find_attribute(const struct codes *c, const char *name, size_t len)
{
    for (size_t i = 0; i < c->attributes_n; i++)
        if (strlen(c->attributes[i].name) == len && memcmp(c->attributes[i].name, name, len) == 0)
            return &c->attributes[i];
    return NULL;
}

void codes_free(struct codes **cp)
{
    struct codes *c = *cp;
    if (!c)
        return;
    for (size_t i = 0; i < c->items_n; i++) {
        free(c->items[i].code);
        free(c->items[i].folded);
        free(c->items[i].label);
        free(c->items[i].number);
    }
    for (size_t i = 0; i < c->attributes_n; i++) {
        free(c->attributes[i].name);
        free(c->attributes[i].values);
        codes_free(&c->attributes[i].words);
    }
    if (c->index) {
        map_deinit(&c->index->spellings);
        map_deinit(&c->index->exact);
        free(c->index);
    }
    free(c->items);
    free(c->name);
    mem_free(cp);
}
