/* The inside of an expression: typed nodes by index, and the parser's state that lexer, grammar and typing share.
 * Private to expr_*.c.
 *
 * From the text up, each file calls only those before it: expr_lex.c makes tokens and tells faults, expr_type.c makes
 * nodes, expr_name.c says what names stand for, expr_call.c what functions make of their arguments, expr_parse.c is the
 * grammar, expr.c the whole. Above it expr_eval.c, with expr_kernel.c, and expr_sql.c walk what was made.
 *
 * Nodes refer to nodes made before them. A node may have several parents (a macro's argument), so `size` counts it as
 * often as it is evaluated; size and depth are bounded, hence walking a tree is. Index 0 is no node: what a failed step
 * returns. */
#ifndef CVG_PROGRAMME_EXPR_NODE_H
#define CVG_PROGRAMME_EXPR_NODE_H

#include "programme/expr.h"

enum node_op {
    NODE_NONE,
    NODE_TRUE,    /* the empty condition */
    NODE_LITERAL, /* value; of EXPR_INT, DECIMAL, DATE or CODE */
    NODE_STRING,  /* 'X' whose list is not known yet: type EXPR_NONE, text at strings[value] */
    NODE_COLUMN,  /* column `value` of the scope */
    NODE_DEBUT,
    NODE_FIN,
    NODE_ATTRIBUTE, /* attribute `value` of the kid's code list */
    NODE_AND,       /* any number of kids */
    NODE_OR,
    NODE_NOT,
    NODE_EQ,
    NODE_NE,
    NODE_LT,
    NODE_LE,
    NODE_GT,
    NODE_GE,
    NODE_BETWEEN,
    NODE_IN, /* items: the values, ascending; codes: `table` starts a table of bytes, one a code and a last 0 */
    NODE_IS_NULL,
    NODE_IS_KNOWN,
    NODE_ADD,
    NODE_SUB,
    NODE_AGE,
    NODE_MONTHS_BEFORE,
    NODE_BANDS,       /* items: the cuts, ascending */
    NODE_COUNT_TRUE,  /* combien */
    NODE_COUNT_KNOWN, /* connus */
    NODE_IF,          /* si */
    NODE_COUNT
};

struct node {
    enum node_op op;
    enum expr_type type;
    const struct codes *codes; /* EXPR_CODE: the list of its values */
    uint32_t kid, kids_n;      /* in expr.kids */
    uint32_t item, items_n;    /* in expr.items */
    uint32_t table;            /* in expr.tables */
    uint32_t depth, size;
    uint32_t slots; /* work lanes that evaluating it takes */
    int32_t value;
    bool uniform;  /* the same on every row: literals, :debut, :fin and arithmetic on them */
    size_t offset; /* in the outermost text */
};

struct expr {
    const struct expr_scope *scope;
    struct node *nodes;
    uint32_t *kids;
    int32_t *items;
    uint8_t *tables;
    size_t nodes_n, nodes_cap, kids_n, kids_cap, items_n, items_cap, tables_n, tables_cap;
    struct codes **bands; /* lists made for bandes() */
    size_t bands_n;
    uint32_t root;
    bool *reads; /* [reads_n], as many columns as the scope had then: one may be given more */
    size_t reads_n;
    bool reads_period;
};

enum token_kind {
    TOKEN_NONE,
    TOKEN_END,
    TOKEN_NAME, /* may hold dots */
    TOKEN_WILD, /* prefix_* */
    TOKEN_INT,
    TOKEN_DECIMAL, /* value in hundredths */
    TOKEN_STRING,  /* value: where it starts in parser.strings */
    TOKEN_DEBUT,
    TOKEN_FIN,
    TOKEN_EQ,
    TOKEN_NE,
    TOKEN_LT,
    TOKEN_LE,
    TOKEN_GT,
    TOKEN_GE,
    TOKEN_PLUS,
    TOKEN_MINUS,
    TOKEN_OPEN,
    TOKEN_CLOSE,
    TOKEN_COMMA,
    TOKEN_COUNT
};

struct token {
    enum token_kind kind;
    const char *s; /* in the source's text */
    size_t len, offset;
    int32_t value;
};

/* A text being read: the expression itself, or the body of a macro. */
struct source {
    const char *text;
    size_t len, pos;
    struct token token; /* the next one */
    const char *macro;  /* whose body this is; NULL for the expression itself */
    const char *param;  /* name that stands for `argument`, or NULL */
    uint32_t argument;
    size_t macros_n; /* macros that can be seen from here */
};

struct parser {
    struct expr *x;
    const struct expr_scope *scope;
    struct expr_fault *fault;
    bool failed;
    struct source source;
    size_t call_offset; /* inside macros: where the outermost of them is called */
    uint32_t depth;
    size_t used;       /* parts so far, against EXPR_NODES_MAX */
    uint32_t *scratch; /* kids being gathered, as a stack */
    size_t scratch_n, scratch_cap;
    struct buf strings; /* NUL-ended literals */
};

/* expr_lex.c */

/* Tells the first fault; always 0, so that `return parse_fault(...)` ends a step. `offset` is in the text being read.
 */
uint32_t parse_fault(struct parser *p, size_t offset, const char *fmt, ...) PRINTF(3, 4);
/* Counts one more part of the expression; false (and the fault told) when there are too many. */
bool parse_charge(struct parser *p);
/* Makes the next token of the source the current one; false with the fault told. */
bool lex_next(struct parser *p);
/* A literal's or a name's text made fit for a message, in out. */
#define LEX_SHOWN 64
const char *lex_show(const char *s, size_t len, char out[LEX_SHOWN]);

/* expr_type.c */

/* Building nodes, types checked; 0 where they do not fit. `at` is an offset in the text being read. */
uint32_t node_leaf(struct parser *p, size_t at, enum node_op op, enum expr_type type, int32_t value);
uint32_t node_column(struct parser *p, size_t at, size_t column);
uint32_t node_attribute(struct parser *p, size_t at, uint32_t of, const char *name, size_t len);
uint32_t node_compare(struct parser *p, size_t at, enum node_op op, uint32_t a, uint32_t b);
uint32_t node_between(struct parser *p, size_t at, uint32_t a, uint32_t lo, uint32_t hi);
uint32_t node_in(struct parser *p, size_t at, uint32_t a, const uint32_t *list, size_t n);
uint32_t node_known(struct parser *p, size_t at, enum node_op op, uint32_t a);
uint32_t node_sum(struct parser *p, size_t at, enum node_op op, uint32_t a, uint32_t b);
uint32_t node_age(struct parser *p, size_t at, uint32_t birth, uint32_t day);
uint32_t node_months_before(struct parser *p, size_t at, uint32_t day, uint32_t n);
uint32_t node_bands(struct parser *p, size_t at, uint32_t a, const uint32_t *cuts, size_t n);
uint32_t node_if(struct parser *p, size_t at, uint32_t c, uint32_t a, uint32_t b);
/* AND, OR, NOT, and how many are true. */
uint32_t node_logic(struct parser *p, size_t at, enum node_op op, const uint32_t *kids, size_t n);
uint32_t node_count_known(struct parser *p, size_t at, const uint32_t *kids, size_t n);

/* expr_name.c */

/* The parameter, column or attribute that the name stands for; 0 without a fault: none of these. */
uint32_t name_value(struct parser *p, const struct token *name);
/* Index of the macro that can be seen from here, or -1. */
ptrdiff_t name_macro(const struct parser *p, const char *s, size_t len);

/* expr_call.c */

struct function {
    const char *name, *usage;
    enum node_op op;
    size_t least, most; /* arguments, the macro aside */
    bool applies;       /* a macro comes first, and is applied to each argument */
    bool wild;          /* prefix_* may be an argument */
};
const struct function *call_find(const char *s, size_t len); /* or NULL */
/* The call of `f` with arguments already read. */
uint32_t call_node(struct parser *p, size_t at, const struct function *f, const uint32_t *a, size_t n);

/* expr_parse.c */

uint32_t parse_whole(struct parser *p); /* the source's text as one expression */

/* Days that the calendar's arithmetic stays within: years 1 to 9999. Beyond, a date is unknown. */
#define EXPR_DAY_MIN (-719162)
#define EXPR_DAY_MAX 2932896

#endif
