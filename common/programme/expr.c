/* Expressions: from a text to what can be evaluated, and back to nothing. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "programme/expr_node.h"

/* Notes what evaluation reads; depth and size are bounded. */
static void mark_reads(struct expr *x, uint32_t id)
{
    const struct node *n = &x->nodes[id];
    if (n->op == NODE_COLUMN)
        x->reads[n->value] = true;
    if (n->op == NODE_DEBUT || n->op == NODE_FIN)
        x->reads_period = true;
    for (uint32_t i = 0; i < n->kids_n; i++)
        mark_reads(x, x->kids[n->kid + i]);
}

struct expr *expr_parse(const char *text, const struct expr_scope *scope, struct expr_fault *fault_out)
{
    struct expr *x = mem_new(sizeof *x);
    *fault_out = (struct expr_fault){0};
    x->scope = scope;
    x->reads_n = scope->columns_n;
    x->reads = mem_new_n(x->reads_n, sizeof *x->reads);
    x->nodes = mem_room(x->nodes, 0, &x->nodes_cap, sizeof *x->nodes);
    x->nodes[x->nodes_n++] = (struct node){0};
    struct parser p = {.x = x,
                       .scope = scope,
                       .fault = fault_out,
                       .source = {.text = text, .len = strlen(text), .macros_n = scope->macros_n}};
    x->root = parse_whole(&p);
    must((x->root == 0) == p.failed);
    free(p.scratch);
    buf_deinit(&p.strings);
    if (x->root)
        mark_reads(x, x->root);
    else
        expr_free(&x);
    return x;
}

void expr_free(struct expr **xp)
{
    struct expr *x = *xp;
    if (!x)
        return;
    for (size_t i = 0; i < x->bands_n; i++)
        codes_free(&x->bands[i]);
    free(x->bands);
    free(x->nodes);
    free(x->kids);
    free(x->items);
    free(x->tables);
    free(x->reads);
    mem_free(xp);
}

enum expr_type expr_type(const struct expr *x)
{
    return x->nodes[x->root].type;
}

const struct codes *expr_codes(const struct expr *x)
{
    return x->nodes[x->root].codes;
}

bool expr_reads(const struct expr *x, size_t column)
{
    return column < x->reads_n && x->reads[column];
}

bool expr_reads_period(const struct expr *x)
{
    return x->reads_period;
}
