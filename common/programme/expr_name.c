/* Expressions: what names stand for: a parameter, a column, its attribute; or a macro, whose body the grammar reads. */
#include <string.h>

#include "programme/expr_node.h"

static bool name_is(const char *name, const char *s, size_t len)
{
    return strlen(name) == len && memcmp(name, s, len) == 0;
}

ptrdiff_t name_macro(const struct parser *p, const char *s, size_t len)
{
    for (size_t i = p->source.macros_n; i > 0; i--)
        if (name_is(p->scope->macros[i - 1].name, s, len))
            return (ptrdiff_t)i - 1;
    return -1;
}

static ptrdiff_t find_column(const struct parser *p, const char *s, size_t len)
{
    for (size_t i = 0; i < p->scope->columns_n; i++)
        if (name_is(p->scope->columns[i].name, s, len))
            return (ptrdiff_t)i;
    return -1;
}

/* What a name without an attribute stands for; 0 where it is nothing that is known. */
static uint32_t resolve(struct parser *p, const struct token *t, size_t len)
{
    if (p->source.param && name_is(p->source.param, t->s, len))
        return parse_charge(p) ? p->source.argument : 0;
    ptrdiff_t column = find_column(p, t->s, len);
    if (column >= 0)
        return node_column(p, t->offset, (size_t)column);
    return 0;
}

uint32_t name_value(struct parser *p, const struct token *t)
{
    uint32_t id = resolve(p, t, t->len);
    size_t base = t->len - 1; /* where the last dot is */
    while (base > 0 && t->s[base] != '.')
        base--;
    if (id || p->failed || base == 0)
        return id;
    id = resolve(p, t, base);
    return id ? node_attribute(p, t->offset + base + 1, id, t->s + base + 1, t->len - base - 1) : 0;
}
