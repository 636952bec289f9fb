/* Expressions: names and what they stand for, calls of functions, and macros put in their place. */
#include <string.h>
#include <strings.h>

#include "programme/expr_node.h"

/* ---- names ---- */

static bool name_is(const char *name, const char *s, size_t len)
{
    return strlen(name) == len && memcmp(name, s, len) == 0;
}

/* Index of the macro seen from here, -1 where there is none. */
static ptrdiff_t find_macro(const struct parser *p, const char *s, size_t len)
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
    uint32_t id = 0;
    if (p->source.len > EXPR_TEXT_MAX)
        parse_fault(p, 0, "the text is over %d bytes", EXPR_TEXT_MAX);
    else if (lex_next(p))
        id = p->source.token.kind == TOKEN_END ? node_leaf(p, 0, NODE_TRUE, EXPR_BOOL, 0) : parse_condition(p);
    if (id && p->source.token.kind != TOKEN_END)
        id = parse_unexpected(p, "the end");
    p->source = saved;
    return p->failed ? 0 : id;
}

/* What a name stands for, its last part perhaps an attribute. The token is the name still. */
static uint32_t resolve(struct parser *p, const struct token *t, size_t len)
{
    if (p->source.param && name_is(p->source.param, t->s, len))
        return parse_charge(p) ? p->source.argument : 0;
    ptrdiff_t column = find_column(p, t->s, len);
    if (column >= 0)
        return node_column(p, t->offset, (size_t)column);
    return 0;
}

uint32_t parse_name(struct parser *p)
{
    char shown[LEX_SHOWN];
    struct token t = p->source.token;
    uint32_t id = resolve(p, &t, t.len);
    size_t base = t.len - 1; /* where the last dot is */
    while (base > 0 && t.s[base] != '.')
        base--;
    if (!id && !p->failed && base > 0) {
        id = resolve(p, &t, base);
        if (id)
            id = node_attribute(p, t.offset + base + 1, id, t.s + base + 1, t.len - base - 1);
    }
    if (!id && !p->failed) {
        ptrdiff_t macro = find_macro(p, t.s, t.len);
        if (macro < 0)
            return parse_fault(p, t.offset, "%s is no column, and no name defined above", lex_show(t.s, t.len, shown));
        if (p->scope->macros[macro].param)
            return parse_fault(p, t.offset, "%s takes one argument", lex_show(t.s, t.len, shown));
        id = expand(p, t.offset, (size_t)macro, 0);
    }
    return id && lex_next(p) ? id : 0;
}

/* ---- calls ---- */

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

enum function {
    FUNCTION_AGE,
    FUNCTION_MOIS_AVANT,
    FUNCTION_BANDES,
    FUNCTION_COMBIEN,
    FUNCTION_OU,
    FUNCTION_CONNUS,
    FUNCTION_SI,
    FUNCTION_COUNT
};

static const struct {
    const char *name;
    size_t least, most; /* arguments, the macro of combien and ou aside */
    const char *usage;
} functions[FUNCTION_COUNT] = {
    [FUNCTION_AGE] = {"age", 2, 2, "age(naissance, day)"},
    [FUNCTION_MOIS_AVANT] = {"mois_avant", 2, 2, "mois_avant(day, months)"},
    [FUNCTION_BANDES] = {"bandes", 2, SIZE_MAX, "bandes(x, 26, 50)"},
    [FUNCTION_COMBIEN] = {"combien", 1, SIZE_MAX, "combien(macro, prefix_*)"},
    [FUNCTION_OU] = {"ou", 1, SIZE_MAX, "ou(macro, prefix_*)"},
    [FUNCTION_CONNUS] = {"connus", 1, SIZE_MAX, "connus(a, b)"},
    [FUNCTION_SI] = {"si", 3, 3, "si(condition, a, b)"},
};

static uint32_t build_call(struct parser *p, size_t at, enum function f, const uint32_t *a, size_t n)
{
    if (n < functions[f].least || n > functions[f].most)
        return parse_fault(p, at, "the arguments are not those of %s", functions[f].usage);
    switch (f) {
    case FUNCTION_AGE:
        return node_age(p, at, a[0], a[1]);
    case FUNCTION_MOIS_AVANT:
        return node_months_before(p, at, a[0], a[1]);
    case FUNCTION_BANDES:
        return node_bands(p, at, a[0], a + 1, n - 1);
    case FUNCTION_COMBIEN:
        return node_logic(p, at, NODE_COUNT_TRUE, a, n);
    case FUNCTION_OU:
        return node_logic(p, at, NODE_OR, a, n);
    case FUNCTION_CONNUS:
        return node_count_known(p, at, a, n);
    case FUNCTION_SI:
        return node_if(p, at, a[0], a[1], a[2]);
    case FUNCTION_COUNT:
        break;
    }
    must(!"a function of the table");
}

/* The macro that combien and ou apply, and the comma behind it; -1 with the fault told. */
static ptrdiff_t parse_applied(struct parser *p, enum function f)
{
    char shown[LEX_SHOWN];
    struct token t = p->source.token;
    ptrdiff_t macro = t.kind == TOKEN_NAME ? find_macro(p, t.s, t.len) : -1;
    if (macro < 0 || !p->scope->macros[macro].param) {
        parse_fault(p, t.offset, "%s wants a macro of one parameter first, not %s", functions[f].name,
                    lex_show(t.s, t.len, shown));
        return -1;
    }
    return lex_next(p) && parse_expect(p, TOKEN_COMMA, "a comma") ? macro : -1;
}

uint32_t parse_call(struct parser *p, const struct token *name)
{
    char shown[LEX_SHOWN];
    size_t mark = p->scratch_n;
    uint32_t id = 0;
    ptrdiff_t macro = find_macro(p, name->s, name->len);
    size_t f = 0;
    while (f < FUNCTION_COUNT &&
           (strlen(functions[f].name) != name->len || strncasecmp(functions[f].name, name->s, name->len) != 0))
        f++;
    if (f == FUNCTION_COUNT && macro < 0)
        return parse_fault(p, name->offset, "%s is no function, and no macro defined above",
                           lex_show(name->s, name->len, shown));
    if (!lex_next(p))
        return 0;
    if (f == FUNCTION_COUNT) {
        if (!p->scope->macros[macro].param)
            return parse_fault(p, name->offset, "%s takes no argument", lex_show(name->s, name->len, shown));
        if (arguments(p, false, -1))
            id = p->scratch_n - mark == 1
                     ? expand(p, name->offset, (size_t)macro, p->scratch[mark])
                     : parse_fault(p, name->offset, "%s takes one argument", lex_show(name->s, name->len, shown));
    } else {
        bool applies = f == FUNCTION_COMBIEN || f == FUNCTION_OU;
        ptrdiff_t applied = applies ? parse_applied(p, (enum function)f) : -1;
        if (!p->failed && arguments(p, applies || f == FUNCTION_CONNUS, applied))
            id = build_call(p, name->offset, (enum function)f, p->scratch + mark, p->scratch_n - mark);
    }
    p->scratch_n = mark;
    return id;
}
