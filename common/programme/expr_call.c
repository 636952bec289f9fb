/* Expressions: the functions of the language, and the nodes that calls of them make. */
#include <string.h>
#include <strings.h>

#include "programme/expr_node.h"

static const struct function functions[] = {
    {"age", "age(naissance, day)", NODE_AGE, 2, 2, false, false},
    {"mois_avant", "mois_avant(day, months)", NODE_MONTHS_BEFORE, 2, 2, false, false},
    {"bandes", "bandes(x, 26, 50)", NODE_BANDS, 2, SIZE_MAX, false, false},
    {"combien", "combien(macro, prefix_*)", NODE_COUNT_TRUE, 1, SIZE_MAX, true, true},
    {"ou", "ou(macro, prefix_*)", NODE_OR, 1, SIZE_MAX, true, true},
    {"connus", "connus(a, b)", NODE_COUNT_KNOWN, 1, SIZE_MAX, false, true},
    {"si", "si(condition, a, b)", NODE_IF, 3, 3, false, false},
};

const struct function *call_find(const char *s, size_t len)
{
    for (size_t i = 0; i < sizeof functions / sizeof *functions; i++)
        if (strlen(functions[i].name) == len && strncasecmp(functions[i].name, s, len) == 0)
            return &functions[i];
    return NULL;
}

uint32_t call_node(struct parser *p, size_t at, const struct function *f, const uint32_t *a, size_t n)
{
    if (n < f->least || n > f->most)
        return parse_fault(p, at, "the arguments are not those of %s", f->usage);
    switch (f->op) {
    case NODE_AGE:
        return node_age(p, at, a[0], a[1]);
    case NODE_MONTHS_BEFORE:
        return node_months_before(p, at, a[0], a[1]);
    case NODE_BANDS:
        return node_bands(p, at, a[0], a + 1, n - 1);
    case NODE_COUNT_TRUE:
    case NODE_OR:
        return node_logic(p, at, f->op, a, n);
    case NODE_COUNT_KNOWN:
        return node_count_known(p, at, a, n);
    case NODE_IF:
        return node_if(p, at, a[0], a[1], a[2]);
    default:
        must(!"a function of the table");
    }
}
