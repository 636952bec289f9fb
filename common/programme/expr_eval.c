/* Expressions: evaluation, a block of rows at a time, node by node.
 *
 * A lane holds what one node is on the block: values (own, or the input's column itself), or two bit masks. Lanes are
 * given like a stack: a node's kids take those from its own on, and its result ends up in its own. Rows beyond the last
 * are unknown cells, and masked off at the end. */
#include <stdlib.h>
#include <string.h>

#include "programme/expr_kernel.h"

#define BLOCK_ROWS 512 /* a few lanes of it stay in the first-level cache */
#define BLOCK_WORDS (BLOCK_ROWS / 64)

struct lane {
    _Alignas(64) int32_t own[BLOCK_ROWS];
    uint64_t truth[BLOCK_WORDS], known[BLOCK_WORDS];
    const int32_t *v;
};

struct run {
    const struct expr *x;
    const struct expr_input *in;
    struct lane *lanes;
    size_t first, rows, words; /* of this block */
};

/* Recursion is bounded: EXPR_DEPTH_MAX. */
static void eval_value(const struct run *r, uint32_t id, struct lane *l);
static void eval_bool(const struct run *r, uint32_t id, struct lane *l);

static struct masks masks_of(struct lane *l)
{
    return (struct masks){l->truth, l->known};
}

static uint32_t kid_of(const struct run *r, const struct node *n, uint32_t i)
{
    return r->x->kids[n->kid + i];
}

/* ---- values ---- */

/* The one value of a node that is the same on every row. */
static int32_t eval_uniform(const struct run *r, uint32_t id)
{
    const struct node *n = &r->x->nodes[id];
    if (n->op == NODE_LITERAL)
        return n->value;
    if (n->op == NODE_DEBUT)
        return r->in->debut;
    if (n->op == NODE_FIN)
        return r->in->fin;
    int32_t a = eval_uniform(r, kid_of(r, n, 0)), b = eval_uniform(r, kid_of(r, n, 1));
    if (n->op == NODE_AGE)
        return cell_age(a, b);
    if (n->op == NODE_MONTHS_BEFORE)
        return cell_months_before(a, b);
    must(n->op == NODE_ADD || n->op == NODE_SUB);
    return cell_sum(a, b, n->op == NODE_SUB, n->type == EXPR_DATE);
}

/* The input's column itself; its last rows, which do not fill a word, are copied. */
static void eval_column(const struct run *r, const struct node *n, struct lane *l)
{
    const int32_t *v = r->in->columns[n->value] + r->first;
    size_t cells = r->words * 64;
    if (r->rows == cells) {
        l->v = v;
        return;
    }
    memcpy(l->own, v, r->rows * sizeof *v);
    for (size_t i = r->rows; i < cells; i++)
        l->own[i] = CELL_NULL;
}

static void eval_pair(const struct run *r, const struct node *n, struct lane *l)
{
    struct lane *b = l + 1;
    eval_value(r, kid_of(r, n, 0), l);
    eval_value(r, kid_of(r, n, 1), b);
    if (n->op == NODE_ADD || n->op == NODE_SUB) {
        kernel_sum(l->v, b->v, n->op == NODE_SUB, n->type == EXPR_DATE, r->words, l->own);
        return;
    }
    must(n->op == NODE_AGE || n->op == NODE_MONTHS_BEFORE);
    for (size_t i = 0; i < r->words * 64; i++)
        l->own[i] = n->op == NODE_AGE ? cell_age(l->v[i], b->v[i]) : cell_months_before(l->v[i], b->v[i]);
}

static void eval_counts(const struct run *r, const struct node *n, struct lane *l)
{
    struct lane *k = l + 1;
    memset(l->own, 0, r->words * 64 * sizeof l->own[0]);
    for (uint32_t i = 0; i < n->kids_n; i++) {
        uint32_t kid = kid_of(r, n, i);
        if (r->x->nodes[kid].type == EXPR_BOOL) {
            eval_bool(r, kid, k);
            kernel_add_bits(n->op == NODE_COUNT_TRUE ? k->truth : k->known, r->words, l->own);
        } else {
            eval_value(r, kid, k);
            kernel_there(k->v, r->words, masks_of(k));
            kernel_add_bits(k->truth, r->words, l->own);
        }
    }
}

static void eval_if_value(const struct run *r, const struct node *n, struct lane *l)
{
    eval_bool(r, kid_of(r, n, 0), l);
    eval_value(r, kid_of(r, n, 1), l + 1);
    eval_value(r, kid_of(r, n, 2), l + 2);
    kernel_select(l->truth, l[1].v, l[2].v, r->words, l->own);
}

static void eval_value(const struct run *r, uint32_t id, struct lane *l)
{
    const struct node *n = &r->x->nodes[id];
    if (n->op == NODE_COLUMN) {
        l->v = l->own;
        eval_column(r, n, l);
        return;
    }
    if (n->uniform) {
        int32_t v = eval_uniform(r, id);
        for (size_t i = 0; i < r->words * 64; i++)
            l->own[i] = v;
    } else if (n->op == NODE_ATTRIBUTE) {
        const struct codes *c = r->x->nodes[kid_of(r, n, 0)].codes;
        eval_value(r, kid_of(r, n, 0), l);
        kernel_lookup(l->v, c->attributes[n->value].values, (uint32_t)c->items_n, r->words, l->own);
    } else if (n->op == NODE_BANDS) {
        eval_value(r, kid_of(r, n, 0), l);
        kernel_bands(l->v, r->x->items + n->item, n->items_n, r->words, l->own);
    } else if (n->op == NODE_COUNT_TRUE || n->op == NODE_COUNT_KNOWN) {
        eval_counts(r, n, l);
    } else if (n->op == NODE_IF) {
        eval_if_value(r, n, l);
    } else {
        eval_pair(r, n, l);
    }
    l->v = l->own;
}

/* ---- conditions ---- */

/* The masks go to `out`, the right side is evaluated in `b`, and the values of `a` stay. */
static void compare_with(const struct run *r, enum node_op op, const int32_t *a, uint32_t right, struct lane *b,
                         struct lane *out)
{
    if (r->x->nodes[right].uniform) {
        kernel_compare(op, a, NULL, eval_uniform(r, right), r->words, masks_of(out));
    } else {
        eval_value(r, right, b);
        kernel_compare(op, a, b->v, 0, r->words, masks_of(out));
    }
}

static void eval_compare(const struct run *r, const struct node *n, struct lane *l)
{
    uint32_t left = kid_of(r, n, 0), right = kid_of(r, n, 1);
    if (r->x->nodes[left].type != EXPR_BOOL) {
        eval_value(r, left, l);
        compare_with(r, n->op, l->v, right, l + 1, l);
        return;
    }
    eval_bool(r, left, l);
    eval_bool(r, right, l + 1);
    kernel_equal_bools(r->words, masks_of(l), masks_of(l + 1));
    if (n->op == NODE_NE)
        kernel_not(r->words, masks_of(l));
}

/* Two comparisons: false already where one of them is. */
static void eval_between(const struct run *r, const struct node *n, struct lane *l)
{
    eval_value(r, kid_of(r, n, 0), l);
    compare_with(r, NODE_GE, l->v, kid_of(r, n, 1), l + 1, l);
    compare_with(r, NODE_LE, l->v, kid_of(r, n, 2), l + 2, l + 1);
    kernel_and(r->words, masks_of(l), masks_of(l + 1));
}

static void eval_in(const struct run *r, const struct node *n, struct lane *l)
{
    const struct node *a = &r->x->nodes[kid_of(r, n, 0)];
    eval_value(r, kid_of(r, n, 0), l);
    if (a->type == EXPR_CODE)
        kernel_in_table(l->v, r->x->tables + n->table, (uint32_t)a->codes->items_n, r->words, masks_of(l));
    else
        kernel_in_list(l->v, r->x->items + n->item, n->items_n, r->words, masks_of(l));
}

static void eval_known(const struct run *r, const struct node *n, struct lane *l)
{
    uint32_t kid = kid_of(r, n, 0);
    if (r->x->nodes[kid].type == EXPR_BOOL) {
        eval_bool(r, kid, l);
        memcpy(l->truth, l->known, sizeof l->truth);
        memset(l->known, 0xFF, sizeof l->known);
    } else {
        eval_value(r, kid, l);
        kernel_there(l->v, r->words, masks_of(l));
    }
    if (n->op == NODE_IS_NULL)
        kernel_not(r->words, masks_of(l));
}

static void eval_if_bool(const struct run *r, const struct node *n, struct lane *l)
{
    const struct lane *a = l + 1, *b = l + 2;
    for (uint32_t i = 0; i < 3; i++)
        eval_bool(r, kid_of(r, n, i), l + i);
    for (size_t w = 0; w < r->words; w++) {
        uint64_t c = l->truth[w];
        l->truth[w] = (c & a->truth[w]) | (~c & b->truth[w]);
        l->known[w] = (c & a->known[w]) | (~c & b->known[w]);
    }
}

static void eval_joined(const struct run *r, const struct node *n, struct lane *l)
{
    eval_bool(r, kid_of(r, n, 0), l);
    for (uint32_t i = 1; i < n->kids_n; i++) {
        eval_bool(r, kid_of(r, n, i), l + 1);
        (n->op == NODE_AND ? kernel_and : kernel_or)(r->words, masks_of(l), masks_of(l + 1));
    }
}

static void eval_bool(const struct run *r, uint32_t id, struct lane *l)
{
    const struct node *n = &r->x->nodes[id];
    switch (n->op) {
    case NODE_TRUE:
        memset(l->truth, 0xFF, sizeof l->truth);
        memset(l->known, 0xFF, sizeof l->known);
        break;
    case NODE_COLUMN:
        eval_value(r, id, l);
        kernel_compare(NODE_NE, l->v, NULL, 0, r->words, masks_of(l));
        break;
    case NODE_AND:
    case NODE_OR:
        eval_joined(r, n, l);
        break;
    case NODE_NOT:
        eval_bool(r, kid_of(r, n, 0), l);
        kernel_not(r->words, masks_of(l));
        break;
    case NODE_BETWEEN:
        eval_between(r, n, l);
        break;
    case NODE_IN:
        eval_in(r, n, l);
        break;
    case NODE_IS_NULL:
    case NODE_IS_KNOWN:
        eval_known(r, n, l);
        break;
    case NODE_IF:
        eval_if_bool(r, n, l);
        break;
    default:
        must(n->op >= NODE_EQ && n->op <= NODE_GE);
        eval_compare(r, n, l);
    }
}

/* ---- doors ---- */

static struct run run_start(const struct expr *x, const struct expr_input *in, struct expr_work *w)
{
    size_t need = x->nodes[x->root].slots * sizeof(struct lane);
    if (w->cap < need) {
        free(w->memory);
        w->memory = aligned_alloc(_Alignof(struct lane), need);
        must(w->memory);
        w->cap = need;
    }
    return (struct run){.x = x, .in = in, .lanes = w->memory};
}

static bool run_block(struct run *r, size_t first)
{
    if (first >= r->in->rows_n)
        return false;
    r->first = first;
    r->rows = r->in->rows_n - first < BLOCK_ROWS ? r->in->rows_n - first : BLOCK_ROWS;
    r->words = EXPR_WORDS(r->rows);
    return true;
}

void expr_eval_bool(const struct expr *x, const struct expr_input *in, struct expr_work *w, uint64_t *truth_out,
                    uint64_t *known_out)
{
    must(expr_type(x) == EXPR_BOOL);
    struct run r = run_start(x, in, w);
    for (size_t first = 0; run_block(&r, first); first += BLOCK_ROWS) {
        eval_bool(&r, x->root, r.lanes);
        if (r.rows % 64) {
            uint64_t there = (UINT64_C(1) << r.rows % 64) - 1;
            r.lanes->truth[r.words - 1] &= there;
            r.lanes->known[r.words - 1] &= there;
        }
        memcpy(truth_out + first / 64, r.lanes->truth, r.words * sizeof *truth_out);
        memcpy(known_out + first / 64, r.lanes->known, r.words * sizeof *known_out);
    }
}

void expr_eval_value(const struct expr *x, const struct expr_input *in, struct expr_work *w, int32_t *out)
{
    must(expr_type(x) != EXPR_BOOL && expr_type(x) != EXPR_NONE);
    struct run r = run_start(x, in, w);
    for (size_t first = 0; run_block(&r, first); first += BLOCK_ROWS) {
        eval_value(&r, x->root, r.lanes);
        memcpy(out + first, r.lanes->v, r.rows * sizeof *out);
    }
}

void expr_work_deinit(struct expr_work *w)
{
    free(w->memory);
    *w = (struct expr_work){0};
}
