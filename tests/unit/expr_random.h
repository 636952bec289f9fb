/* Random expressions over the fixture's scope: trees of their own, written as text for the parser. */
#ifndef CVG_TESTS_EXPR_RANDOM_H
#define CVG_TESTS_EXPR_RANDOM_H

#include "expr_fixture.h"

enum tree_op {
    TREE_LITERAL,
    TREE_COLUMN,
    TREE_DEBUT,
    TREE_FIN,
    TREE_ATTRIBUTE, /* of column `value`, attribute `attribute` */
    TREE_AND,
    TREE_OR,
    TREE_NOT,
    TREE_COMPARE, /* value: index of compare_signs */
    TREE_BETWEEN,
    TREE_IN, /* kids[0] IN (the others) */
    TREE_IS_NULL,
    TREE_IS_NOT_NULL,
    TREE_ADD,
    TREE_SUB,
    TREE_AGE,
    TREE_MONTHS,
    TREE_BANDS, /* cuts 10, 20, 30 */
    TREE_FREINS,
    TREE_ANY_SOLVED,
    TREE_KNOWN,
    TREE_IF,
};

static const char *const compare_signs[] = {"=", "<>", "<", "<=", ">", ">="};

#define TREE_KIDS_MAX 12
struct tree {
    enum tree_op op;
    enum expr_type type;
    const struct codes *codes;
    int32_t value, attribute;
    struct tree *kids[TREE_KIDS_MAX];
    size_t kids_n;
};

struct tree_maker {
    const struct fixture *f;
    struct arena *arena;
    uint64_t *seed;
};

static inline struct tree *tree_of(const struct tree_maker *m, enum tree_op op, enum expr_type type)
{
    struct tree *t = arena_new(m->arena, sizeof *t);
    t->op = op;
    t->type = type;
    return t;
}

static inline struct tree *tree_column(const struct tree_maker *m, enum expr_type type, const struct codes *codes)
{
    struct tree *t = tree_of(m, TREE_COLUMN, type);
    do {
        t->value = (int32_t)fixture_random(m->seed, COLS_N);
    } while (m->f->columns[t->value].type != type || (codes && m->f->columns[t->value].codes != codes));
    t->codes = m->f->columns[t->value].codes;
    return t;
}

static inline struct tree *tree_literal(const struct tree_maker *m, enum expr_type type, const struct codes *codes)
{
    struct tree *t = tree_of(m, TREE_LITERAL, type);
    t->codes = codes;
    t->value = type == EXPR_DATE ? cal_day(2000, 1, 1) + (int32_t)fixture_random(m->seed, 900)
                                 : (int32_t)fixture_random(m->seed, 70) - 12;
    while (codes && (t->value < 0 || t->value >= (int32_t)codes->items_n || codes->items[t->value].unknown))
        t->value = (int32_t)fixture_random(m->seed, (uint32_t)codes->items_n);
    return t;
}

static inline struct tree *tree_make(const struct tree_maker *m, enum expr_type type, int depth);

static inline struct tree *tree_with(const struct tree_maker *m, enum tree_op op, enum expr_type type, int depth,
                                     size_t n, const enum expr_type *types)
{
    struct tree *t = tree_of(m, op, type);
    t->kids_n = n;
    for (size_t i = 0; i < n; i++)
        t->kids[i] = tree_make(m, types[i], depth - 1);
    return t;
}

/* A code expression of any list: a column or an attribute of one. */
static inline struct tree *tree_code(const struct tree_maker *m)
{
    struct tree *t = tree_column(m, EXPR_CODE, NULL);
    if (t->codes->attributes_n && fixture_random(m->seed, 2)) {
        int32_t a = (int32_t)fixture_random(m->seed, (uint32_t)t->codes->attributes_n);
        if (!t->codes->attributes[a].numeric) {
            t->op = TREE_ATTRIBUTE;
            t->attribute = a;
            t->codes = t->codes->attributes[a].words;
        }
    }
    return t;
}

static inline struct tree *tree_condition(const struct tree_maker *m, int depth)
{
    static const enum expr_type bools[TREE_KIDS_MAX] = {EXPR_BOOL, EXPR_BOOL, EXPR_BOOL, EXPR_BOOL};
    static const enum expr_type ordered[] = {EXPR_INT, EXPR_DATE, EXPR_DECIMAL};
    uint32_t pick = fixture_random(m->seed, depth > 0 ? 13 : 2);
    enum expr_type t = ordered[fixture_random(m->seed, 3)];
    struct tree *r;
    switch (pick) {
    case 0:
        return tree_column(m, EXPR_BOOL, NULL);
    case 1:
        return tree_of(m, TREE_ANY_SOLVED, EXPR_BOOL);
    case 2:
    case 3:
        return tree_with(m, fixture_random(m->seed, 2) ? TREE_AND : TREE_OR, EXPR_BOOL, depth,
                         2 + fixture_random(m->seed, 3), bools);
    case 4:
        return tree_with(m, TREE_NOT, EXPR_BOOL, depth, 1, bools);
    case 5:
        r = tree_with(m, TREE_COMPARE, EXPR_BOOL, depth, 2, bools);
        r->value = (int32_t)fixture_random(m->seed, 2);
        return r;
    case 6:
        return tree_with(m, TREE_BETWEEN, EXPR_BOOL, depth, 3, (enum expr_type[]){t, t, t});
    case 7: {
        r = tree_of(m, TREE_IN, EXPR_BOOL);
        struct tree *a = fixture_random(m->seed, 2) ? tree_code(m) : tree_make(m, t, depth - 1);
        r->kids[r->kids_n++] = a;
        for (uint32_t n = 1 + fixture_random(m->seed, TREE_KIDS_MAX - 1); n > 0; n--)
            r->kids[r->kids_n++] = tree_literal(m, a->type, a->codes);
        return r;
    }
    case 8: {
        r = tree_of(m, TREE_COMPARE, EXPR_BOOL);
        r->value = (int32_t)fixture_random(m->seed, 2);
        r->kids_n = 2;
        r->kids[0] = tree_code(m);
        r->kids[1] = r->kids[0]->op == TREE_COLUMN && fixture_random(m->seed, 2)
                         ? tree_column(m, EXPR_CODE, r->kids[0]->codes)
                         : tree_literal(m, EXPR_CODE, r->kids[0]->codes);
        return r;
    }
    case 9:
        return tree_with(m, fixture_random(m->seed, 2) ? TREE_IS_NULL : TREE_IS_NOT_NULL, EXPR_BOOL, depth, 1,
                         (enum expr_type[]){(enum expr_type)(EXPR_BOOL + (int)fixture_random(m->seed, EXPR_TEXT))});
    case 10:
        return tree_with(m, TREE_IF, EXPR_BOOL, depth, 3, bools);
    default:
        r = tree_with(m, TREE_COMPARE, EXPR_BOOL, depth, 2, (enum expr_type[]){t, t});
        r->value = (int32_t)fixture_random(m->seed, 6);
        return r;
    }
}

static inline struct tree *tree_int(const struct tree_maker *m, int depth)
{
    static const enum expr_type ints[] = {EXPR_INT, EXPR_INT}, dates[] = {EXPR_DATE, EXPR_DATE};
    struct tree *r;
    switch (fixture_random(m->seed, depth > 0 ? 10 : 3)) {
    case 0:
        return tree_literal(m, EXPR_INT, NULL);
    case 1:
        r = tree_column(m, EXPR_CODE, m->f->habitat);
        r->op = TREE_ATTRIBUTE;
        r->type = EXPR_INT;
        r->codes = NULL;
        return r;
    case 2:
        return tree_column(m, EXPR_INT, NULL);
    case 3:
        return tree_with(m, TREE_ADD, EXPR_INT, depth, 2, ints);
    case 4:
        return tree_with(m, TREE_SUB, EXPR_INT, depth, 2, ints);
    case 5:
        return tree_with(m, TREE_SUB, EXPR_INT, depth, 2, dates);
    case 6:
        return tree_with(m, TREE_AGE, EXPR_INT, depth, 2, dates);
    case 7:
        return tree_of(m, TREE_FREINS, EXPR_INT);
    case 8:
        return tree_with(m, TREE_KNOWN, EXPR_INT, depth, 3, (enum expr_type[]){EXPR_DATE, EXPR_BOOL, EXPR_CODE});
    default:
        return tree_with(m, TREE_IF, EXPR_INT, depth, 3, (enum expr_type[]){EXPR_BOOL, EXPR_INT, EXPR_INT});
    }
}

static inline struct tree *tree_date(const struct tree_maker *m, int depth)
{
    static const enum expr_type date_int[] = {EXPR_DATE, EXPR_INT};
    switch (fixture_random(m->seed, depth > 0 ? 8 : 4)) {
    case 0:
        return tree_literal(m, EXPR_DATE, NULL);
    case 1:
        return tree_of(m, TREE_DEBUT, EXPR_DATE);
    case 2:
        return tree_of(m, TREE_FIN, EXPR_DATE);
    case 3:
        return tree_column(m, EXPR_DATE, NULL);
    case 4:
        return tree_with(m, TREE_ADD, EXPR_DATE, depth, 2, date_int);
    case 5:
        return tree_with(m, TREE_SUB, EXPR_DATE, depth, 2, date_int);
    case 6:
        return tree_with(m, TREE_MONTHS, EXPR_DATE, depth, 2, date_int);
    default:
        return tree_with(m, TREE_IF, EXPR_DATE, depth, 3, (enum expr_type[]){EXPR_BOOL, EXPR_DATE, EXPR_DATE});
    }
}

static inline struct tree *tree_make(const struct tree_maker *m, enum expr_type type, int depth)
{
    struct tree *r;
    switch (type) {
    case EXPR_BOOL:
        return tree_condition(m, depth);
    case EXPR_INT:
        return tree_int(m, depth);
    case EXPR_DATE:
        return tree_date(m, depth);
    case EXPR_DECIMAL:
        r = fixture_random(m->seed, 3) ? tree_column(m, EXPR_DECIMAL, NULL) : tree_literal(m, EXPR_DECIMAL, NULL);
        return depth > 0 && fixture_random(m->seed, 3) == 0
                   ? tree_with(m, TREE_ADD, EXPR_DECIMAL, depth, 2, (enum expr_type[]){EXPR_DECIMAL, EXPR_DECIMAL})
                   : r;
    case EXPR_CODE:
        if (depth > 0 && fixture_random(m->seed, 3) == 0)
            return tree_with(m, TREE_BANDS, EXPR_CODE, depth, 1, (enum expr_type[]){EXPR_INT});
        return tree_code(m);
    default:
        return tree_column(m, EXPR_TEXT, NULL);
    }
}

/* Some keywords in capitals, some not. */
static inline void tree_word(const struct tree_maker *m, struct buf *out, const char *upper)
{
    bool lower = fixture_random(m->seed, 2);
    for (; *upper; upper++)
        buf_addc(out, lower && *upper >= 'A' && *upper <= 'Z' ? (char)(*upper + 32) : *upper);
}

static inline void tree_print(const struct tree_maker *m, const struct tree *t, struct buf *out);

static inline void tree_print_kids(const struct tree_maker *m, const struct tree *t, struct buf *out,
                                   const char *before, const char *between, const char *behind)
{
    tree_word(m, out, before);
    for (size_t i = 0; i < t->kids_n; i++) {
        tree_word(m, out, i ? between : "");
        tree_print(m, t->kids[i], out);
    }
    buf_adds(out, behind);
}

static inline void tree_print_literal(const struct tree *t, struct buf *out)
{
    char day[CAL_DAY_LEN];
    if (t->type == EXPR_CODE) {
        buf_addc(out, '\'');
        for (const char *s = t->codes->items[t->value].code; *s; s++)
            buf_addf(out, *s == '\'' ? "''" : "%c", *s);
        buf_addc(out, '\'');
    } else if (t->type == EXPR_DATE) {
        cal_format_day(t->value, day);
        buf_addf(out, "DATE '%s'", day);
    } else if (t->type == EXPR_DECIMAL) {
        buf_addf(out, "%s%d.%02d", t->value < 0 ? "-" : "", abs(t->value) / 100, abs(t->value) % 100);
    } else {
        buf_addf(out, "%d", t->value);
    }
}

static inline void tree_print(const struct tree_maker *m, const struct tree *t, struct buf *out)
{
    const struct fixture *f = m->f;
    char sign[8];
    switch (t->op) {
    case TREE_LITERAL:
        tree_print_literal(t, out);
        break;
    case TREE_COLUMN:
        buf_adds(out, f->columns[t->value].name);
        break;
    case TREE_DEBUT:
        tree_word(m, out, ":DEBUT");
        break;
    case TREE_FIN:
        tree_word(m, out, ":FIN");
        break;
    case TREE_ATTRIBUTE:
        buf_addf(out, "%s.%s", f->columns[t->value].name, f->columns[t->value].codes->attributes[t->attribute].name);
        break;
    case TREE_AND:
        tree_print_kids(m, t, out, "(", " AND ", ")");
        break;
    case TREE_OR:
        tree_print_kids(m, t, out, "(", " OR ", ")");
        break;
    case TREE_NOT:
        tree_print_kids(m, t, out, "(NOT ", "", ")");
        break;
    case TREE_COMPARE:
        snprintf(sign, sizeof sign, " %s ", compare_signs[t->value]);
        tree_print_kids(m, t, out, "(", sign, ")");
        break;
    case TREE_BETWEEN:
        buf_addc(out, '(');
        tree_print(m, t->kids[0], out);
        tree_word(m, out, " BETWEEN ");
        tree_print(m, t->kids[1], out);
        tree_word(m, out, " AND ");
        tree_print(m, t->kids[2], out);
        buf_addc(out, ')');
        break;
    case TREE_IN:
        buf_addc(out, '(');
        tree_print(m, t->kids[0], out);
        tree_word(m, out, " IN (");
        for (size_t i = 1; i < t->kids_n; i++) {
            buf_adds(out, i > 1 ? "," : "");
            tree_print(m, t->kids[i], out);
        }
        buf_adds(out, "))");
        break;
    case TREE_IS_NULL:
        tree_print_kids(m, t, out, "(", "", " IS NULL)");
        break;
    case TREE_IS_NOT_NULL:
        tree_print_kids(m, t, out, "(", "", " IS NOT NULL)");
        break;
    case TREE_ADD:
        tree_print_kids(m, t, out, "(", " + ", ")");
        break;
    case TREE_SUB:
        tree_print_kids(m, t, out, "(", " - ", ")");
        break;
    case TREE_AGE:
        tree_print_kids(m, t, out, "AGE(", ", ", ")");
        break;
    case TREE_MONTHS:
        tree_print_kids(m, t, out, "MOIS_AVANT(", ", ", ")");
        break;
    case TREE_BANDS:
        tree_print_kids(m, t, out, "BANDES(", ", ", ", 10, 20, 30)");
        break;
    case TREE_FREINS:
        buf_adds(out, "freins");
        break;
    case TREE_ANY_SOLVED:
        buf_adds(out, "any_solved");
        break;
    case TREE_KNOWN:
        tree_print_kids(m, t, out, "CONNUS(", ", ", ")");
        break;
    case TREE_IF:
        tree_print_kids(m, t, out, "SI(", ", ", ")");
        break;
    }
}

#endif
