/* Expressions: building nodes, every operator's types checked, and literals resolved against the other side. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "programme/expr_node.h"

#define BANDS_CUTS_MAX 32
#define KNOWN_ARGS_MAX 100 /* PostgreSQL takes no more arguments */

static const struct node *node_at(const struct parser *p, uint32_t id)
{
    return &p->x->nodes[id];
}

/* "an integer", "a code of sexe": what a node is, for messages. */
static const char *node_kind(const struct node *n, char out[LEX_SHOWN + 16])
{
    static const char *const kinds[EXPR_TYPE_COUNT] = {
        "a literal in quotes", "a condition", "an integer", "a decimal", "a date", "a code", "a text"};
    char shown[LEX_SHOWN];
    if (n->type == EXPR_CODE && n->codes)
        snprintf(out, LEX_SHOWN + 16, "a code of %s", lex_show(n->codes->name, strlen(n->codes->name), shown));
    else
        snprintf(out, LEX_SHOWN + 16, "%s", kinds[n->type]);
    return out;
}

/* Work lanes: the first kid is evaluated where the result goes, each next one beside those still needed. */
static uint32_t node_slots(const struct expr *x, const struct node *n)
{
    bool accumulates = n->op == NODE_AND || n->op == NODE_OR || n->op == NODE_COUNT_TRUE || n->op == NODE_COUNT_KNOWN;
    uint32_t slots = 1;
    for (uint32_t i = 0; i < n->kids_n; i++) {
        uint32_t s = x->nodes[x->kids[n->kid + i]].slots + (accumulates ? 1 : i);
        slots = s > slots ? s : slots;
    }
    return slots;
}

static uint32_t node_new(struct parser *p, size_t at, struct node n, const uint32_t *kids, size_t kids_n)
{
    struct expr *x = p->x;
    if (!parse_charge(p))
        return 0;
    n.offset = p->source.macro ? p->call_offset : at;
    n.kid = (uint32_t)x->kids_n;
    n.kids_n = (uint32_t)kids_n;
    n.size = 1;
    for (size_t i = 0; i < kids_n; i++) {
        const struct node *k = node_at(p, kids[i]);
        n.depth = k->depth >= n.depth ? k->depth + 1 : n.depth;
        n.size += k->size;
        x->kids = mem_room(x->kids, x->kids_n, &x->kids_cap, sizeof *x->kids);
        x->kids[x->kids_n++] = kids[i];
    }
    if (n.depth > EXPR_DEPTH_MAX)
        return parse_fault(p, at, "nested deeper than %d, macros included", EXPR_DEPTH_MAX);
    if (n.size > EXPR_NODES_MAX)
        return parse_fault(p, at, "the expression has more than %d parts, macros included", EXPR_NODES_MAX);
    n.slots = node_slots(x, &n);
    x->nodes = mem_room(x->nodes, x->nodes_n, &x->nodes_cap, sizeof *x->nodes);
    x->nodes[x->nodes_n] = n;
    return (uint32_t)x->nodes_n++;
}

uint32_t node_leaf(struct parser *p, size_t at, enum node_op op, enum expr_type type, int32_t value)
{
    bool uniform = op == NODE_LITERAL || op == NODE_DEBUT || op == NODE_FIN;
    return node_new(p, at, (struct node){.op = op, .type = type, .value = value, .uniform = uniform}, NULL, 0);
}

uint32_t node_column(struct parser *p, size_t at, size_t column)
{
    const struct expr_column *c = &p->scope->columns[column];
    must(c->type != EXPR_NONE && (c->codes != NULL) == (c->type == EXPR_CODE));
    return node_new(
        p, at, (struct node){.op = NODE_COLUMN, .type = c->type, .codes = c->codes, .value = (int32_t)column}, NULL, 0);
}

uint32_t node_attribute(struct parser *p, size_t at, uint32_t of, const char *name, size_t len)
{
    char kind[LEX_SHOWN + 16], shown[LEX_SHOWN];
    const struct node *n = node_at(p, of);
    lex_show(name, len, shown);
    if (n->type != EXPR_CODE)
        return parse_fault(p, at, "%s has no attribute %s", node_kind(n, kind), shown);
    const struct codes_attribute *a = codes_find_attribute(n->codes, name, len);
    if (!a)
        return parse_fault(p, at, "%s has no attribute %s", node_kind(n, kind), shown);
    struct node made = {.op = NODE_ATTRIBUTE,
                        .type = a->numeric ? EXPR_INT : EXPR_CODE,
                        .codes = a->numeric ? NULL : a->words,
                        .value = (int32_t)(a - n->codes->attributes)};
    return node_new(p, at, made, &of, 1);
}

/* The literal 'X' as a code of this list. */
static uint32_t resolve_code(struct parser *p, const struct node *string, const struct codes *codes)
{
    char shown[LEX_SHOWN], list[LEX_SHOWN];
    const char *s = p->strings.data + string->value;
    size_t offset = string->offset;
    int32_t i = codes_find_exact(codes, s, strlen(s));
    lex_show(s, strlen(s), shown);
    if (i < 0)
        return parse_fault(p, offset, "'%s' is no code of %s", shown, lex_show(codes->name, strlen(codes->name), list));
    if (codes->items[i].unknown)
        return parse_fault(p, offset, "'%s' is read as unknown: write IS NULL", shown);
    struct node made = {.op = NODE_LITERAL, .type = EXPR_CODE, .codes = codes, .value = i, .uniform = true};
    return node_new(p, offset, made, NULL, 0);
}

/* A literal takes the type of what it meets; anything else stays what it is. A new node: the same argument of a macro
 * may meet two lists. */
static uint32_t node_meet(struct parser *p, uint32_t id, uint32_t other_id)
{
    char kind[LEX_SHOWN + 16], shown[LEX_SHOWN];
    const struct node *n = node_at(p, id), *other = node_at(p, other_id);
    if (n->op == NODE_LITERAL && n->type == EXPR_INT && other->type == EXPR_DECIMAL) {
        if (n->value > INT32_MAX / 100 || n->value < -(INT32_MAX / 100))
            return parse_fault(p, n->offset, "the number is too large for a decimal");
        return node_leaf(p, n->offset, NODE_LITERAL, EXPR_DECIMAL, n->value * 100);
    }
    if (n->op != NODE_STRING)
        return id;
    if (other->type == EXPR_CODE)
        return resolve_code(p, n, other->codes);
    const char *s = p->strings.data + n->value;
    lex_show(s, strlen(s), shown);
    if (other->type == EXPR_DATE)
        return parse_fault(p, n->offset, "'%s' meets a date: write DATE 'AAAA-MM-JJ'", shown);
    return parse_fault(p, n->offset, "'%s' meets %s: a literal in quotes is for codes", shown, node_kind(other, kind));
}

/* Both of one type, literals resolved. */
static bool node_unify(struct parser *p, size_t at, uint32_t *a, uint32_t *b)
{
    char kind_a[LEX_SHOWN + 16], kind_b[LEX_SHOWN + 16];
    uint32_t a2 = node_meet(p, *a, *b);
    uint32_t b2 = a2 ? node_meet(p, *b, a2) : 0;
    if (!a2 || !b2)
        return false;
    const struct node *na = node_at(p, a2), *nb = node_at(p, b2);
    if (na->type != nb->type || na->codes != nb->codes)
        return parse_fault(p, at, "%s meets %s", node_kind(na, kind_a), node_kind(nb, kind_b));
    *a = a2;
    *b = b2;
    return true;
}

static bool node_expect(struct parser *p, uint32_t id, enum expr_type type)
{
    char kind[LEX_SHOWN + 16], want[LEX_SHOWN + 16];
    const struct node *n = node_at(p, id);
    if (n->type == type)
        return true;
    return parse_fault(p, n->offset, "%s is expected, this is %s", node_kind(&(struct node){.type = type}, want),
                       node_kind(n, kind));
}

/* `ordered`: for < and its like; else for = and <>. */
static bool node_comparable(struct parser *p, size_t at, uint32_t id, bool ordered)
{
    char kind[LEX_SHOWN + 16];
    const struct node *n = node_at(p, id);
    if (n->type == EXPR_TEXT)
        return parse_fault(p, at, "a text is only counted, or tested with IS NULL");
    if (ordered && n->type != EXPR_INT && n->type != EXPR_DECIMAL && n->type != EXPR_DATE)
        return parse_fault(p, at, "%s has no order", node_kind(n, kind));
    return true;
}

uint32_t node_compare(struct parser *p, size_t at, enum node_op op, uint32_t a, uint32_t b)
{
    if (!node_unify(p, at, &a, &b) || !node_comparable(p, at, a, op != NODE_EQ && op != NODE_NE))
        return 0;
    return node_new(p, at, (struct node){.op = op, .type = EXPR_BOOL}, (uint32_t[]){a, b}, 2);
}

uint32_t node_between(struct parser *p, size_t at, uint32_t a, uint32_t lo, uint32_t hi)
{
    uint32_t b = a;
    if (!node_unify(p, at, &a, &lo) || !node_unify(p, at, &b, &hi) || !node_comparable(p, at, a, true))
        return 0;
    if (node_at(p, a)->type != node_at(p, b)->type)
        return parse_fault(p, at, "both ends of BETWEEN are to be of one type");
    return node_new(p, at, (struct node){.op = NODE_BETWEEN, .type = EXPR_BOOL}, (uint32_t[]){a, lo, hi}, 3);
}

static int by_value(const void *a, const void *b)
{
    int32_t x = *(const int32_t *)a, y = *(const int32_t *)b;
    return (x > y) - (x < y);
}

/* One byte a code of the list, 1 where it is among the items; a 0 behind them for whatever is no code. */
static void node_table(struct expr *x, struct node *n, const struct codes *codes)
{
    n->table = (uint32_t)x->tables_n;
    size_t room = x->tables_n + codes->items_n;
    x->tables = mem_room(x->tables, room, &x->tables_cap, 1);
    memset(x->tables + x->tables_n, 0, codes->items_n + 1);
    for (uint32_t i = 0; i < n->items_n; i++)
        x->tables[x->tables_n + (size_t)x->items[n->item + i]] = 1;
    x->tables_n += codes->items_n + 1;
}

uint32_t node_in(struct parser *p, size_t at, uint32_t a, const uint32_t *list, size_t n)
{
    struct expr *x = p->x;
    struct node made = {.op = NODE_IN, .type = EXPR_BOOL, .item = (uint32_t)x->items_n, .items_n = (uint32_t)n};
    if (!node_comparable(p, at, a, false))
        return 0;
    if (node_at(p, a)->type == EXPR_BOOL)
        return parse_fault(p, at, "a condition is not looked up in a list");
    for (size_t i = 0; i < n; i++) {
        uint32_t left = a, right = list[i];
        if (!node_unify(p, node_at(p, right)->offset, &left, &right))
            return 0;
        if (i > 0 && node_at(p, left)->type != node_at(p, a)->type)
            return parse_fault(p, at, "the list is to be of one type");
        a = left;
        x->items = mem_room(x->items, x->items_n, &x->items_cap, sizeof *x->items);
        x->items[x->items_n++] = node_at(p, right)->value;
    }
    qsort(x->items + made.item, n, sizeof *x->items, by_value);
    if (node_at(p, a)->type == EXPR_CODE)
        node_table(x, &made, node_at(p, a)->codes);
    return node_new(p, at, made, &a, 1);
}

uint32_t node_known(struct parser *p, size_t at, enum node_op op, uint32_t a)
{
    if (node_at(p, a)->type == EXPR_NONE)
        return parse_fault(p, at, "a literal in quotes is always known");
    return node_new(p, at, (struct node){.op = op, .type = EXPR_BOOL}, &a, 1);
}

uint32_t node_sum(struct parser *p, size_t at, enum node_op op, uint32_t a, uint32_t b)
{
    char kind_a[LEX_SHOWN + 16], kind_b[LEX_SHOWN + 16];
    if (node_at(p, a)->type == EXPR_DECIMAL || node_at(p, b)->type == EXPR_DECIMAL) {
        if (!node_unify(p, at, &a, &b))
            return 0;
    }
    const struct node *na = node_at(p, a), *nb = node_at(p, b);
    struct node made = {.op = op, .type = na->type, .uniform = na->uniform && nb->uniform};
    if (na->type == EXPR_DATE && nb->type == EXPR_DATE && op == NODE_SUB)
        made.type = EXPR_INT;
    else if (!((na->type == EXPR_DATE || na->type == EXPR_INT) && nb->type == EXPR_INT) && na->type != EXPR_DECIMAL)
        return parse_fault(p, at, "%s %s %s cannot be", node_kind(na, kind_a), op == NODE_ADD ? "plus" : "minus",
                           node_kind(nb, kind_b));
    return node_new(p, at, made, (uint32_t[]){a, b}, 2);
}

uint32_t node_age(struct parser *p, size_t at, uint32_t birth, uint32_t day)
{
    if (!node_expect(p, birth, EXPR_DATE) || !node_expect(p, day, EXPR_DATE))
        return 0;
    bool uniform = node_at(p, birth)->uniform && node_at(p, day)->uniform;
    struct node made = {.op = NODE_AGE, .type = EXPR_INT, .uniform = uniform};
    return node_new(p, at, made, (uint32_t[]){birth, day}, 2);
}

uint32_t node_months_before(struct parser *p, size_t at, uint32_t day, uint32_t n)
{
    if (!node_expect(p, day, EXPR_DATE) || !node_expect(p, n, EXPR_INT))
        return 0;
    bool uniform = node_at(p, day)->uniform && node_at(p, n)->uniform;
    struct node made = {.op = NODE_MONTHS_BEFORE, .type = EXPR_DATE, .uniform = uniform};
    return node_new(p, at, made, (uint32_t[]){day, n}, 2);
}

/* The words of bandes(x, 26, 50): MOINS_26, 26_49, 50_ET_PLUS, with what people read. */
static struct codes *bands_codes(const int32_t *cuts, size_t n)
{
    struct codes *c = codes_new("bandes");
    char word[40], label[40];
    const char *twice;
    for (size_t i = 0; i <= n; i++) {
        if (i == 0) {
            snprintf(word, sizeof word, "MOINS_%d", cuts[0]);
            snprintf(label, sizeof label, "Moins de %d", cuts[0]);
        } else if (i < n) {
            snprintf(word, sizeof word, "%d_%d", cuts[i - 1], cuts[i] - 1);
            snprintf(label, sizeof label, "%d à %d", cuts[i - 1], cuts[i] - 1);
        } else {
            snprintf(word, sizeof word, "%d_ET_PLUS", cuts[n - 1]);
            snprintf(label, sizeof label, "%d et plus", cuts[n - 1]);
        }
        codes_add(c, word, label);
    }
    must(codes_seal(c, &twice) == 0); /* ascending cuts make distinct words */
    return c;
}

uint32_t node_bands(struct parser *p, size_t at, uint32_t a, const uint32_t *cuts, size_t n)
{
    struct expr *x = p->x;
    struct node made = {.op = NODE_BANDS, .type = EXPR_CODE, .item = (uint32_t)x->items_n, .items_n = (uint32_t)n};
    if (!node_expect(p, a, EXPR_INT))
        return 0;
    if (n > BANDS_CUTS_MAX)
        return parse_fault(p, at, "bandes takes at most %d cuts", BANDS_CUTS_MAX);
    for (size_t i = 0; i < n; i++) {
        const struct node *c = node_at(p, cuts[i]);
        if (c->op != NODE_LITERAL || c->type != EXPR_INT || c->value < 0)
            return parse_fault(p, c->offset, "the cuts of bandes are integers from 0");
        if (i > 0 && c->value <= x->items[x->items_n - 1])
            return parse_fault(p, c->offset, "the cuts of bandes are to ascend");
        x->items = mem_room(x->items, x->items_n, &x->items_cap, sizeof *x->items);
        x->items[x->items_n++] = c->value;
    }
    x->bands = mem_grow(x->bands, (x->bands_n + 1) * sizeof(struct codes *));
    made.codes = x->bands[x->bands_n++] = bands_codes(x->items + made.item, n);
    return node_new(p, at, made, &a, 1);
}

uint32_t node_if(struct parser *p, size_t at, uint32_t c, uint32_t a, uint32_t b)
{
    if (!node_expect(p, c, EXPR_BOOL) || !node_unify(p, at, &a, &b))
        return 0;
    const struct node *na = node_at(p, a);
    return node_new(p, at, (struct node){.op = NODE_IF, .type = na->type, .codes = na->codes}, (uint32_t[]){c, a, b},
                    3);
}

uint32_t node_logic(struct parser *p, size_t at, enum node_op op, const uint32_t *kids, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!node_expect(p, kids[i], EXPR_BOOL))
            return 0;
    return node_new(p, at, (struct node){.op = op, .type = op == NODE_COUNT_TRUE ? EXPR_INT : EXPR_BOOL}, kids, n);
}

uint32_t node_count_known(struct parser *p, size_t at, const uint32_t *kids, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (node_at(p, kids[i])->type == EXPR_NONE)
            return parse_fault(p, node_at(p, kids[i])->offset, "a literal in quotes is always known");
    if (n > KNOWN_ARGS_MAX)
        return parse_fault(p, at, "connus takes at most %d columns", KNOWN_ARGS_MAX);
    return node_new(p, at, (struct node){.op = NODE_COUNT_KNOWN, .type = EXPR_INT}, kids, n);
}
