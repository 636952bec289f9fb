/* Expressions: the grammar. Recursion is bounded by EXPR_DEPTH_MAX, work by EXPR_NODES_MAX, macros counted in. */
#include <string.h>
#include <strings.h>

#include "base/cal.h"
#include "base/mem.h"
#include "programme/expr_node.h"

static bool token_is(const struct parser *p, const char *word)
{
    const struct token *t = &p->source.token;
    return t->kind == TOKEN_NAME && strlen(word) == t->len && strncasecmp(t->s, word, t->len) == 0;
}

/* Takes the token when it is this word or sign. */
static bool accept_word(struct parser *p, const char *word)
{
    return token_is(p, word) && lex_next(p);
}

static bool parse_accept(struct parser *p, enum token_kind kind)
{
    return !p->failed && p->source.token.kind == kind && lex_next(p);
}

static uint32_t parse_unexpected(struct parser *p, const char *wanted)
{
    char shown[LEX_SHOWN];
    const struct token *t = &p->source.token;
    if (t->kind == TOKEN_END)
        return parse_fault(p, t->offset, "the text ends where %s is expected", wanted);
    return parse_fault(p, t->offset, "%s is expected, not %s", wanted, lex_show(t->s, t->len, shown));
}

static bool parse_expect(struct parser *p, enum token_kind kind, const char *wanted)
{
    return parse_accept(p, kind) || parse_unexpected(p, wanted);
}

/* Onto the scratch stack. */
static void parse_push(struct parser *p, uint32_t id)
{
    p->scratch = mem_room(p->scratch, p->scratch_n, &p->scratch_cap, sizeof *p->scratch);
    p->scratch[p->scratch_n++] = id;
}

/* ---- from the inside out; a condition is any expression ---- */

static uint32_t parse_condition(struct parser *p);

static uint32_t parse_date(struct parser *p, size_t at)
{
    char shown[LEX_SHOWN];
    struct token t = p->source.token;
    int32_t day;
    const char *s = p->strings.data + t.value;
    if (!cal_parse_iso(s, strlen(s), &day))
        return parse_fault(p, t.offset, "%s is no day written 'AAAA-MM-JJ'", lex_show(t.s, t.len, shown));
    return lex_next(p) ? node_leaf(p, at, NODE_LITERAL, EXPR_DATE, day) : 0;
}

/* Anything that needs no look at what follows it, signs before numbers included. */
static uint32_t parse_literal(struct parser *p)
{
    static const struct {
        enum node_op op;
        enum expr_type type;
    } leaves[TOKEN_COUNT] = {
        [TOKEN_INT] = {NODE_LITERAL, EXPR_INT},    [TOKEN_DECIMAL] = {NODE_LITERAL, EXPR_DECIMAL},
        [TOKEN_STRING] = {NODE_STRING, EXPR_NONE}, [TOKEN_DEBUT] = {NODE_DEBUT, EXPR_DATE},
        [TOKEN_FIN] = {NODE_FIN, EXPR_DATE},
    };
    size_t at = p->source.token.offset;
    bool minus = parse_accept(p, TOKEN_MINUS);
    struct token t = p->source.token;
    if (p->failed)
        return 0;
    if (leaves[t.kind].op == NODE_NONE || (minus && t.kind != TOKEN_INT && t.kind != TOKEN_DECIMAL))
        return parse_unexpected(p, minus ? "a number" : "a value");
    return lex_next(p) ? node_leaf(p, at, leaves[t.kind].op, leaves[t.kind].type, minus ? -t.value : t.value) : 0;
}

/* ---- names, macros, calls ---- */

/* All of the source's text; the empty one is always true. */
static uint32_t parse_text(struct parser *p, const char *wanted_after)
{
    if (p->source.len > EXPR_TEXT_MAX)
        return parse_fault(p, EXPR_TEXT_MAX, "the text is over %d bytes", EXPR_TEXT_MAX);
    if (!lex_next(p))
        return 0;
    if (p->source.token.kind == TOKEN_END)
        return node_leaf(p, 0, NODE_TRUE, EXPR_BOOL, 0);
    uint32_t id = parse_condition(p);
    return !id || p->source.token.kind == TOKEN_END ? id : parse_unexpected(p, wanted_after);
}

/* The body of a macro, its parameter standing for `argument` (0 where it takes none). */
static uint32_t expand(struct parser *p, size_t at, size_t macro, uint32_t argument)
{
    const struct expr_macro *m = &p->scope->macros[macro];
    if (!parse_charge(p))
        return 0;
    struct source saved = p->source;
    if (!saved.macro)
        p->call_offset = at;
    p->source = (struct source){.text = m->body,
                                .len = strlen(m->body),
                                .macro = m->name,
                                .param = m->param,
                                .argument = argument,
                                .macros_n = macro};
    uint32_t id = parse_text(p, "the end");
    p->source = saved;
    return p->failed ? 0 : id;
}

/* The name that is the token. */
static uint32_t parse_name(struct parser *p)
{
    char shown[LEX_SHOWN];
    struct token t = p->source.token;
    uint32_t id = name_value(p, &t);
    if (!id && !p->failed) {
        ptrdiff_t macro = name_macro(p, t.s, t.len);
        if (macro < 0)
            return parse_fault(p, t.offset, "%s is no column, and no name defined above", lex_show(t.s, t.len, shown));
        if (p->scope->macros[macro].param)
            return parse_fault(p, t.offset, "%s takes one argument", lex_show(t.s, t.len, shown));
        id = expand(p, t.offset, (size_t)macro, 0);
    }
    return id && lex_next(p) ? id : 0;
}

/* Pushes a column for every one whose name begins with the prefix; through the macro where there is one. */
static bool push_wild(struct parser *p, const struct token *t, ptrdiff_t macro)
{
    char shown[LEX_SHOWN];
    size_t prefix_len = t->len - 1; /* the asterisk aside */
    bool any = false;
    for (size_t i = 0; i < p->scope->columns_n && !p->failed; i++) {
        if (strncmp(p->scope->columns[i].name, t->s, prefix_len) != 0)
            continue;
        uint32_t id = node_column(p, t->offset, i);
        parse_push(p, id && macro >= 0 ? expand(p, t->offset, (size_t)macro, id) : id);
        any = true;
    }
    if (!any && !p->failed)
        parse_fault(p, t->offset, "no column begins with %s", lex_show(t->s, prefix_len, shown));
    return !p->failed && lex_next(p);
}

/* Pushes arguments up to and with the closing parenthesis; wildcards where allowed. */
static bool arguments(struct parser *p, bool wild, ptrdiff_t macro)
{
    do {
        struct token t = p->source.token;
        if (t.kind == TOKEN_WILD && wild) {
            if (!push_wild(p, &t, macro))
                return false;
            continue;
        }
        uint32_t id = parse_condition(p);
        if (id && macro >= 0)
            id = expand(p, t.offset, (size_t)macro, id);
        if (!id)
            return false;
        parse_push(p, id);
    } while (parse_accept(p, TOKEN_COMMA));
    return parse_expect(p, TOKEN_CLOSE, "a comma or )");
}

/* The macro that combien and ou apply, and the comma behind it; -1 with the fault told. */
static ptrdiff_t parse_applied(struct parser *p, const struct function *f)
{
    char shown[LEX_SHOWN];
    struct token t = p->source.token;
    ptrdiff_t macro = t.kind == TOKEN_NAME ? name_macro(p, t.s, t.len) : -1;
    if (macro < 0 || !p->scope->macros[macro].param) {
        parse_fault(p, t.offset, "%s wants a macro of one parameter first, not %s", f->name,
                    lex_show(t.s, t.len, shown));
        return -1;
    }
    return lex_next(p) && parse_expect(p, TOKEN_COMMA, "a comma") ? macro : -1;
}

/* name( … ), where the token is the parenthesis. */
static uint32_t parse_call(struct parser *p, const struct token *name)
{
    char shown[LEX_SHOWN];
    size_t mark = p->scratch_n, at = name->offset;
    uint32_t id = 0;
    const struct function *f = call_find(name->s, name->len);
    ptrdiff_t macro = name_macro(p, name->s, name->len), applied = -1;
    lex_show(name->s, name->len, shown);
    if (!f && macro < 0)
        return parse_fault(p, at, "%s is no function, and no macro defined above", shown);
    if (!lex_next(p))
        return 0;
    if (!f && !p->scope->macros[macro].param)
        return parse_fault(p, at, "%s takes no argument", shown);
    if (f && f->applies)
        applied = parse_applied(p, f);
    if (!p->failed && arguments(p, f && f->wild, applied)) {
        const uint32_t *a = p->scratch + mark;
        size_t n = p->scratch_n - mark;
        if (f)
            id = call_node(p, at, f, a, n);
        else
            id = n == 1 ? expand(p, at, (size_t)macro, a[0]) : parse_fault(p, at, "%s takes one argument", shown);
    }
    p->scratch_n = mark;
    return id;
}

/* ---- operands and operators ---- */

static bool token_is_reserved(const struct parser *p)
{
    static const char *const words[] = {"AND", "OR", "NOT", "IN", "IS", "NULL", "BETWEEN"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (token_is(p, words[i]))
            return true;
    return false;
}

static uint32_t parse_primary(struct parser *p)
{
    struct token t = p->source.token;
    if (t.kind == TOKEN_OPEN) {
        uint32_t id = lex_next(p) ? parse_condition(p) : 0;
        return id && parse_expect(p, TOKEN_CLOSE, ")") ? id : 0;
    }
    if (t.kind == TOKEN_WILD)
        return parse_fault(p, t.offset, "a prefix with * stands only in combien, ou and connus");
    if (t.kind != TOKEN_NAME)
        return parse_literal(p);
    if (token_is_reserved(p))
        return parse_unexpected(p, "a value");
    /* One token ahead: a parenthesis makes a call of a name, a literal makes a date of DATE; a column may be named
     * date. */
    struct source saved = p->source;
    size_t strings = p->strings.len;
    if (!lex_next(p))
        return 0;
    if (p->source.token.kind == TOKEN_OPEN)
        return parse_call(p, &t);
    if (p->source.token.kind == TOKEN_STRING && t.len == 4 && strncasecmp(t.s, "DATE", 4) == 0)
        return parse_date(p, t.offset);
    p->source = saved;
    p->strings.len = strings;
    return parse_name(p);
}

static uint32_t parse_sum(struct parser *p)
{
    uint32_t id = parse_primary(p);
    while (id) {
        size_t at = p->source.token.offset;
        enum node_op op = p->source.token.kind == TOKEN_PLUS ? NODE_ADD : NODE_SUB;
        if (p->source.token.kind != TOKEN_PLUS && p->source.token.kind != TOKEN_MINUS)
            break;
        uint32_t right = lex_next(p) ? parse_primary(p) : 0;
        id = right ? node_sum(p, at, op, id, right) : 0;
    }
    return id;
}

/* ( 'A', 'B' ): literals only, so that a known value is known to be in the list or not. */
static uint32_t parse_in(struct parser *p, size_t at, uint32_t a)
{
    size_t mark = p->scratch_n;
    uint32_t id = 0;
    if (!parse_expect(p, TOKEN_OPEN, "("))
        return 0;
    do {
        size_t start = p->source.token.offset;
        if (token_is(p, "DATE"))
            id = lex_next(p) && p->source.token.kind == TOKEN_STRING ? parse_date(p, start)
                                                                     : parse_unexpected(p, "a day in quotes");
        else if (p->source.token.kind == TOKEN_DEBUT || p->source.token.kind == TOKEN_FIN)
            id = parse_unexpected(p, "a literal");
        else
            id = parse_literal(p);
        parse_push(p, id);
    } while (id && parse_accept(p, TOKEN_COMMA));
    id = id && parse_expect(p, TOKEN_CLOSE, "a comma or )") ? node_in(p, at, a, p->scratch + mark, p->scratch_n - mark)
                                                            : 0;
    p->scratch_n = mark;
    return id;
}

static uint32_t parse_between(struct parser *p, size_t at, uint32_t a)
{
    uint32_t lo = parse_sum(p);
    if (lo && !accept_word(p, "AND"))
        return parse_unexpected(p, "AND");
    uint32_t hi = lo ? parse_sum(p) : 0;
    return hi ? node_between(p, at, a, lo, hi) : 0;
}

static uint32_t parse_predicate(struct parser *p)
{
    static const enum node_op compares[TOKEN_COUNT] = {
        [TOKEN_EQ] = NODE_EQ, [TOKEN_NE] = NODE_NE, [TOKEN_LT] = NODE_LT,
        [TOKEN_LE] = NODE_LE, [TOKEN_GT] = NODE_GT, [TOKEN_GE] = NODE_GE};
    uint32_t a = parse_sum(p), id;
    if (!a)
        return 0;
    size_t at = p->source.token.offset;
    enum node_op op = compares[p->source.token.kind];
    if (op != NODE_NONE) {
        uint32_t b = lex_next(p) ? parse_sum(p) : 0;
        return b ? node_compare(p, at, op, a, b) : 0;
    }
    if (accept_word(p, "IS")) {
        op = accept_word(p, "NOT") ? NODE_IS_KNOWN : NODE_IS_NULL;
        return accept_word(p, "NULL") ? node_known(p, at, op, a) : parse_unexpected(p, "NULL");
    }
    bool not = accept_word(p, "NOT");
    if (accept_word(p, "IN"))
        id = parse_in(p, at, a);
    else if (accept_word(p, "BETWEEN"))
        id = parse_between(p, at, a);
    else
        return p->failed ? 0 : not ? parse_unexpected(p, "IN or BETWEEN") : a;
    return id && not ? node_logic(p, at, NODE_NOT, &id, 1) : id;
}

static uint32_t parse_not(struct parser *p)
{
    size_t at = p->source.token.offset, nots = 0;
    while (accept_word(p, "NOT"))
        nots++;
    uint32_t id = p->failed ? 0 : parse_predicate(p);
    for (; id && nots > 0; nots--)
        id = node_logic(p, at, NODE_NOT, &id, 1);
    return id;
}

/* One operand, or several joined by the word. */
static uint32_t parse_joined(struct parser *p, const char *word, enum node_op op, uint32_t (*operand)(struct parser *))
{
    size_t mark = p->scratch_n, at = p->source.token.offset;
    uint32_t id;
    do {
        id = operand(p);
        parse_push(p, id);
    } while (id && accept_word(p, word));
    if (p->failed)
        id = 0;
    if (id && p->scratch_n - mark > 1)
        id = node_logic(p, at, op, p->scratch + mark, p->scratch_n - mark);
    p->scratch_n = mark;
    return id;
}

static uint32_t parse_and(struct parser *p)
{
    return parse_joined(p, "AND", NODE_AND, parse_not);
}

static uint32_t parse_condition(struct parser *p)
{
    if (++p->depth > EXPR_DEPTH_MAX)
        return parse_fault(p, p->source.token.offset, "nested deeper than %d, macros included", EXPR_DEPTH_MAX);
    uint32_t id = parse_joined(p, "OR", NODE_OR, parse_and);
    p->depth--;
    return id;
}

uint32_t parse_whole(struct parser *p)
{
    uint32_t id = parse_text(p, "an operator or the end");
    if (id && p->x->nodes[id].type == EXPR_NONE)
        return parse_fault(p, p->x->nodes[id].offset, "a literal in quotes stands alone: nothing tells its list");
    return id;
}
