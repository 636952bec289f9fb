/* Expressions: from text to tokens, and telling where it went wrong. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/text.h"
#include "programme/expr_node.h"

uint32_t parse_fault(struct parser *p, size_t offset, const char *fmt, ...)
{
    if (p->failed)
        return 0;
    p->failed = true;
    p->fault->offset = p->source.macro ? p->call_offset : offset;
    size_t cap = sizeof p->fault->text, n = 0;
    if (p->source.macro) {
        char shown[LEX_SHOWN];
        lex_show(p->source.macro, strlen(p->source.macro), shown);
        n = (size_t)snprintf(p->fault->text, cap, "in %s: ", shown);
    }
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(p->fault->text + n, cap - n, fmt, ap);
    va_end(ap);
    return 0;
}

bool parse_charge(struct parser *p)
{
    if (++p->used > EXPR_NODES_MAX)
        parse_fault(p, p->source.token.offset, "the expression has more than %d parts, macros included",
                    EXPR_NODES_MAX);
    return !p->failed;
}

const char *lex_show(const char *s, size_t len, char out[LEX_SHOWN])
{
    bool utf8 = text_is_utf8(s, len), cut = len > LEX_SHOWN - 4;
    size_t n = cut ? LEX_SHOWN - 4 : len;
    while (cut && utf8 && n > 0 && ((unsigned char)s[n] & 0xC0) == 0x80)
        n--;
    for (size_t i = 0; i < n; i++) {
        unsigned char c = (unsigned char)s[i];
        out[i] = c < 0x20 || c == 0x7F || (c >= 0x80 && !utf8) ? '?' : s[i];
    }
    memcpy(out + n, cut ? "..." : "", cut ? 4 : 1);
    return out;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_name(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || is_digit(c);
}

/* What stands at pos + i, NUL at the end and beyond. */
static char peek(const struct source *s, size_t i)
{
    return s->pos + i < s->len ? s->text[s->pos + i] : 0;
}

static bool lex_name(struct source *s, struct token *t)
{
    t->kind = TOKEN_NAME;
    while (is_name(peek(s, 0)) || (peek(s, 0) == '.' && (is_name(peek(s, 1)) || peek(s, 1) == '*')))
        s->pos++;
    if (peek(s, 0) == '*') {
        t->kind = TOKEN_WILD;
        s->pos++;
    }
    return true;
}

/* Digits, or digits with one or two decimals. */
static bool lex_number(struct parser *p, struct token *t)
{
    struct source *s = &p->source;
    int64_t v = 0;
    t->kind = TOKEN_INT;
    for (; is_digit(peek(s, 0)); s->pos++)
        v = v > INT32_MAX ? v : v * 10 + (peek(s, 0) - '0');
    if (peek(s, 0) == '.' && is_digit(peek(s, 1))) {
        t->kind = TOKEN_DECIMAL;
        s->pos++;
        v = v * 100 + (peek(s, 0) - '0') * 10;
        s->pos++;
        if (is_digit(peek(s, 0))) {
            v += peek(s, 0) - '0';
            s->pos++;
        }
    }
    if (is_digit(peek(s, 0)))
        return parse_fault(p, t->offset, "a decimal has at most two decimals");
    if (is_name(peek(s, 0)) || peek(s, 0) == '.')
        return parse_fault(p, t->offset, "a number that goes on with '%c'", peek(s, 0));
    if (v > INT32_MAX)
        return parse_fault(p, t->offset, "the number is too large");
    t->value = (int32_t)v;
    return true;
}

static bool lex_string(struct parser *p, struct token *t)
{
    struct source *s = &p->source;
    t->kind = TOKEN_STRING;
    t->value = (int32_t)p->strings.len;
    for (s->pos++;; s->pos++) {
        if (s->pos >= s->len)
            return parse_fault(p, t->offset, "a quote that never closes");
        if (peek(s, 0) == '\'') {
            if (peek(s, 1) != '\'')
                break;
            s->pos++;
        }
        buf_addc(&p->strings, peek(s, 0));
    }
    s->pos++;
    buf_addc(&p->strings, 0);
    return true;
}

static bool lex_period(struct parser *p, struct token *t)
{
    struct source *s = &p->source;
    for (s->pos++; is_name(peek(s, 0));)
        s->pos++;
    size_t len = s->pos - t->offset;
    if (len == 6 && strncasecmp(t->s, ":debut", 6) == 0)
        t->kind = TOKEN_DEBUT;
    else if (len == 4 && strncasecmp(t->s, ":fin", 4) == 0)
        t->kind = TOKEN_FIN;
    else
        return parse_fault(p, t->offset, "only :debut and :fin exist");
    return true;
}

static bool lex_sign(struct parser *p, struct token *t)
{
    static const struct {
        char s[3];
        enum token_kind kind;
    } signs[] = {{"<>", TOKEN_NE},  {"<=", TOKEN_LE},   {">=", TOKEN_GE},  {"<", TOKEN_LT},
                 {">", TOKEN_GT},   {"=", TOKEN_EQ},    {"+", TOKEN_PLUS}, {"-", TOKEN_MINUS},
                 {"(", TOKEN_OPEN}, {")", TOKEN_CLOSE}, {",", TOKEN_COMMA}};
    for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++) {
        size_t n = strlen(signs[i].s);
        if (peek(&p->source, 0) == signs[i].s[0] && (n == 1 || peek(&p->source, 1) == signs[i].s[1])) {
            t->kind = signs[i].kind;
            p->source.pos += n;
            return true;
        }
    }
    unsigned char c = (unsigned char)peek(&p->source, 0);
    if (c > 0x20 && c < 0x7F)
        return parse_fault(p, t->offset, "'%c' has no meaning here", c);
    return parse_fault(p, t->offset, "a byte 0x%02X outside quotes", c);
}

bool lex_next(struct parser *p)
{
    struct source *s = &p->source;
    while (s->pos < s->len && strchr(" \t\r\n", s->text[s->pos]))
        s->pos++;
    struct token t = {.kind = TOKEN_END, .s = s->text + s->pos, .offset = s->pos};
    bool ok = true;
    char c = peek(s, 0);
    if (s->pos >= s->len)
        t.kind = TOKEN_END;
    else if (is_digit(c))
        ok = lex_number(p, &t);
    else if (is_name(c))
        ok = lex_name(s, &t);
    else if (c == '\'')
        ok = lex_string(p, &t);
    else if (c == ':')
        ok = lex_period(p, &t);
    else
        ok = lex_sign(p, &t);
    t.len = s->pos - t.offset;
    s->token = t;
    return ok;
}
