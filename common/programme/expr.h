/* The expression language: SQL's subset of the indicators page, typed, three-valued, evaluated column-wise, printed
 * back as SQL.
 *
 * An expression is parsed once against a scope (the columns it may read, their types, macros and named conditions),
 * then evaluated over any number of inputs with the same columns. Source: the contract's indicators, "How a definition
 * reads"; docs/definitions.md. */
#ifndef CVG_PROGRAMME_EXPR_H
#define CVG_PROGRAMME_EXPR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "programme/codes.h"

#define CELL_NULL INT32_MIN /* a cell that is not known */

enum expr_type {
    EXPR_NONE,
    EXPR_BOOL,    /* 1, 0 */
    EXPR_INT,     /* plain integers, and days between two dates */
    EXPR_DECIMAL, /* hundredths; may only be summed, compared with nothing but decimals, tested for NULL */
    EXPR_DATE,    /* days since 1970-01-01 (months: their first day) */
    EXPR_CODE,    /* index into a code list (or into the words of an attribute, or bands) */
    EXPR_TEXT,    /* index of an interned string: only IS NULL, connus, and distinct counts */
    EXPR_TYPE_COUNT
};

struct expr_column {
    const char *name; /* as written in expressions; may hold dots (source `chantier`) */
    enum expr_type type;
    const struct codes *codes; /* EXPR_CODE only */
    const char *sql;           /* how SQL names it; NULL: the name */
};

struct expr_macro { /* presence(x), freins, and named populations (no parameter) */
    const char *name;
    const char *param; /* NULL where it takes none */
    const char *body;
};

struct expr_scope {
    const struct expr_column *columns;
    size_t columns_n;
    const struct expr_macro *macros; /* looked up from the last to the first; a macro sees only those before it */
    size_t macros_n;
};

struct expr;

/* Where parsing failed: offset in bytes into the text, for line and column of the definition file. */
struct expr_fault {
    size_t offset;
    char text[256];
};

#define EXPR_TEXT_MAX 4096 /* bytes of one expression */
#define EXPR_DEPTH_MAX 64  /* nesting, macros included */
#define EXPR_NODES_MAX 4096

/* The expression, or NULL and the fault. `scope` must outlive it. The empty text is a condition that is always true. */
struct expr *expr_parse(const char *text, const struct expr_scope *scope, struct expr_fault *fault_out);
void expr_free(struct expr **x);

enum expr_type expr_type(const struct expr *x);
/* For EXPR_CODE: the list whose indexes come out (of the column, of the attribute's words, or of the bands). */
const struct codes *expr_codes(const struct expr *x);
/* True when the expression reads this column (for `moves` of a finding), macros seen through. */
bool expr_reads(const struct expr *x, size_t column);
/* True when evaluating needs :debut or :fin. */
bool expr_reads_period(const struct expr *x);

struct expr_input {
    size_t rows_n;
    const int32_t *const *columns; /* [scope.columns_n], each rows_n cells; only those read must be there */
    int32_t debut, fin;
};

/* Work memory that a caller keeps between evaluations; zero it before the first use. */
struct expr_work {
    void *memory;
    size_t cap;
};
void expr_work_deinit(struct expr_work *w);

#define EXPR_WORDS(rows_n) (((rows_n) + 63) / 64)

/* EXPR_BOOL: bit i of truth_out: true for row i; of known_out: not unknown. truth is a subset of known; bits beyond
 * rows_n are 0. Both are EXPR_WORDS(rows_n) words. */
void expr_eval_bool(const struct expr *x, const struct expr_input *in, struct expr_work *w, uint64_t *truth_out,
                    uint64_t *known_out);
/* Any other type: rows_n values, CELL_NULL where unknown. */
void expr_eval_value(const struct expr *x, const struct expr_input *in, struct expr_work *w, int32_t *out);

/* The same expression in PostgreSQL's SQL. A column prints as its `sql` name or `alias.name`; `:debut` and `:fin` print
 * as DATE literals of in->debut and in->fin (pass an input with only these set). Attributes print as `(CASE alias.col
 * WHEN 'A' THEN … END)`. Codes are compared as text. age() and mois_avant() by PostgreSQL's own functions, so that the
 * recomputation is independent of ours. */
void expr_print_sql(const struct expr *x, const struct expr_input *period, const char *alias, struct buf *out);
/* The same with other SQL of type date in the place of `:debut` and `:fin`: a column of days, say. */
void expr_print_sql_between(const struct expr *x, const char *debut, const char *fin, const char *alias,
                            struct buf *out);

#endif
