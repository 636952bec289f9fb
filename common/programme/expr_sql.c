/* Expressions: printed back as PostgreSQL's SQL, so that the database recomputes every figure by its own means. */
#include <string.h>

#include "base/cal.h"
#include "programme/expr_node.h"

struct print {
    const struct expr *x;
    const char *debut, *fin, *alias;
    struct buf *out;
};

/* Recursion is bounded: EXPR_DEPTH_MAX. */
static void print_node(const struct print *pr, uint32_t id);

static void print_string(struct buf *out, const char *s)
{
    buf_addc(out, '\'');
    for (; *s; s++) {
        if (*s == '\'')
            buf_addc(out, '\'');
        buf_addc(out, *s);
    }
    buf_addc(out, '\'');
}

static void print_name(struct buf *out, const char *name)
{
    bool plain = (*name >= 'a' && *name <= 'z') || *name == '_';
    for (const char *s = name; *s && plain; s++)
        plain = (*s >= 'a' && *s <= 'z') || (*s >= '0' && *s <= '9') || *s == '_';
    if (plain) {
        buf_adds(out, name);
        return;
    }
    buf_addc(out, '"');
    for (const char *s = name; *s; s++) {
        if (*s == '"')
            buf_addc(out, '"');
        buf_addc(out, *s);
    }
    buf_addc(out, '"');
}

static void print_column(const struct print *pr, const struct expr_column *c)
{
    if (c->sql) {
        buf_adds(pr->out, c->sql);
        return;
    }
    if (pr->alias) {
        buf_adds(pr->out, pr->alias);
        buf_addc(pr->out, '.');
    }
    print_name(pr->out, c->name);
}

/* A value of a literal or of a list, as its type is written. Negative numbers in parentheses: two minus signs begin a
 * comment. */
static void print_value(struct buf *out, enum expr_type type, const struct codes *codes, int32_t v)
{
    char day[CAL_DAY_LEN];
    if (type == EXPR_CODE) {
        print_string(out, codes->items[v].code);
    } else if (type == EXPR_DATE) {
        cal_format_day(v, day);
        buf_addf(out, "DATE '%s'", day);
    } else {
        uint32_t u = v < 0 ? 0u - (uint32_t)v : (uint32_t)v;
        buf_adds(out, v < 0 ? "(-" : "");
        if (type == EXPR_DECIMAL)
            buf_addf(out, "%u.%02u", u / 100, u % 100);
        else
            buf_addf(out, "%u", u);
        buf_adds(out, v < 0 ? ")" : "");
    }
}

static uint32_t kid_of(const struct print *pr, const struct node *n, uint32_t i)
{
    return pr->x->kids[n->kid + i];
}

static void print_kids(const struct print *pr, const struct node *n, const char *between)
{
    for (uint32_t i = 0; i < n->kids_n; i++) {
        buf_adds(pr->out, i ? between : "");
        print_node(pr, kid_of(pr, n, i));
    }
}

static void print_attribute(const struct print *pr, const struct node *n)
{
    const struct codes *c = pr->x->nodes[kid_of(pr, n, 0)].codes;
    const struct codes_attribute *a = &c->attributes[n->value];
    bool any = false;
    for (size_t i = 0; i < c->items_n && !any; i++)
        any = a->values[i] != CELL_NULL;
    if (!any) {
        buf_adds(pr->out, a->numeric ? "NULL::int" : "NULL::text");
        return;
    }
    buf_adds(pr->out, "(CASE ");
    print_node(pr, kid_of(pr, n, 0));
    for (size_t i = 0; i < c->items_n; i++) {
        if (a->values[i] == CELL_NULL)
            continue;
        buf_adds(pr->out, " WHEN ");
        print_string(pr->out, c->items[i].code);
        buf_adds(pr->out, " THEN ");
        print_value(pr->out, n->type, a->words, a->values[i]);
    }
    buf_adds(pr->out, " END)");
}

static void print_in(const struct print *pr, const struct node *n)
{
    const struct node *a = &pr->x->nodes[kid_of(pr, n, 0)];
    buf_addc(pr->out, '(');
    print_node(pr, kid_of(pr, n, 0));
    buf_adds(pr->out, " IN (");
    for (uint32_t i = 0; i < n->items_n; i++) {
        buf_adds(pr->out, i ? ", " : "");
        print_value(pr->out, a->type, a->codes, pr->x->items[n->item + i]);
    }
    buf_adds(pr->out, "))");
}

/* The band's word by width_bucket, which names its operand once: a CASE would repeat it at every cut. */
static void print_bands(const struct print *pr, const struct node *n)
{
    buf_adds(pr->out, "(ARRAY[");
    for (size_t i = 0; i < n->codes->items_n; i++) {
        buf_adds(pr->out, i ? ", " : "");
        print_string(pr->out, n->codes->items[i].code);
    }
    buf_adds(pr->out, "])[width_bucket(");
    print_kids(pr, n, "");
    buf_adds(pr->out, ", ARRAY[");
    for (uint32_t i = 0; i < n->items_n; i++)
        buf_addf(pr->out, "%s%d", i ? ", " : "", pr->x->items[n->item + i]);
    buf_adds(pr->out, "]) + 1]");
}

static void print_count_true(const struct print *pr, const struct node *n)
{
    buf_addc(pr->out, '(');
    for (uint32_t i = 0; i < n->kids_n; i++) {
        buf_adds(pr->out, i ? " + COALESCE(" : "COALESCE(");
        print_node(pr, kid_of(pr, n, i));
        buf_adds(pr->out, ", false)::int");
    }
    buf_addc(pr->out, ')');
}

/* What stands before, between and behind the kids of the operators that are only that. */
static const struct {
    const char *before, *between, *last, *behind; /* `last`: before the last of three */
} frames[NODE_COUNT] = {
    [NODE_AND] = {"(", " AND ", NULL, ")"},
    [NODE_OR] = {"(", " OR ", NULL, ")"},
    [NODE_NOT] = {"(NOT ", "", NULL, ")"},
    [NODE_EQ] = {"(", " = ", NULL, ")"},
    [NODE_NE] = {"(", " <> ", NULL, ")"},
    [NODE_LT] = {"(", " < ", NULL, ")"},
    [NODE_LE] = {"(", " <= ", NULL, ")"},
    [NODE_GT] = {"(", " > ", NULL, ")"},
    [NODE_GE] = {"(", " >= ", NULL, ")"},
    [NODE_BETWEEN] = {"(", " BETWEEN ", " AND ", ")"},
    [NODE_IS_NULL] = {"(", "", NULL, " IS NULL)"},
    [NODE_IS_KNOWN] = {"(", "", NULL, " IS NOT NULL)"},
    [NODE_ADD] = {"(", " + ", NULL, ")"},
    [NODE_SUB] = {"(", " - ", NULL, ")"},
    [NODE_MONTHS_BEFORE] = {"(", " - interval '1 month' * ", NULL, ")::date"},
    [NODE_COUNT_KNOWN] = {"num_nonnulls(", ", ", NULL, ")"},
    [NODE_IF] = {"(CASE WHEN ", " THEN ", " ELSE ", " END)"},
};

static void print_frame(const struct print *pr, const struct node *n)
{
    must(frames[n->op].before);
    buf_adds(pr->out, frames[n->op].before);
    for (uint32_t i = 0; i < n->kids_n; i++) {
        if (i > 0)
            buf_adds(pr->out, i == 2 && frames[n->op].last ? frames[n->op].last : frames[n->op].between);
        print_node(pr, kid_of(pr, n, i));
    }
    buf_adds(pr->out, frames[n->op].behind);
}

/* Completed years by PostgreSQL's own age(); as timestamps, for with dates it would look at the session's time zone. */
static void print_age(const struct print *pr, const struct node *n)
{
    buf_adds(pr->out, "extract(year FROM age(");
    print_node(pr, kid_of(pr, n, 1));
    buf_adds(pr->out, "::timestamp, ");
    print_node(pr, kid_of(pr, n, 0));
    buf_adds(pr->out, "::timestamp))::int");
}

static void print_node(const struct print *pr, uint32_t id)
{
    const struct node *n = &pr->x->nodes[id];
    switch (n->op) {
    case NODE_TRUE:
        buf_adds(pr->out, "true");
        break;
    case NODE_LITERAL:
        print_value(pr->out, n->type, n->codes, n->value);
        break;
    case NODE_COLUMN:
        print_column(pr, &pr->x->scope->columns[n->value]);
        break;
    case NODE_DEBUT:
        buf_adds(pr->out, pr->debut);
        break;
    case NODE_FIN:
        buf_adds(pr->out, pr->fin);
        break;
    case NODE_ATTRIBUTE:
        print_attribute(pr, n);
        break;
    case NODE_IN:
        print_in(pr, n);
        break;
    case NODE_AGE:
        print_age(pr, n);
        break;
    case NODE_BANDS:
        print_bands(pr, n);
        break;
    case NODE_COUNT_TRUE:
        print_count_true(pr, n);
        break;
    default:
        print_frame(pr, n);
    }
}

static void print_day(int32_t day, struct buf *out)
{
    if (day == CELL_NULL)
        buf_adds(out, "NULL::date");
    else
        print_value(out, EXPR_DATE, NULL, day);
}

void expr_print_sql(const struct expr *x, const struct expr_input *period, const char *alias, struct buf *out)
{
    struct buf debut = {0}, fin = {0};
    print_day(period->debut, &debut);
    print_day(period->fin, &fin);
    expr_print_sql_between(x, buf_text(&debut), buf_text(&fin), alias, out);
    buf_deinit(&debut);
    buf_deinit(&fin);
}

void expr_print_sql_between(const struct expr *x, const char *debut, const char *fin, const char *alias,
                            struct buf *out)
{
    struct print pr = {.x = x, .debut = debut, .fin = fin, .alias = alias, .out = out};
    print_node(&pr, x->root);
}
