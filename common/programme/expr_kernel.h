/* Expressions: loops over whole words of 64 cells, and what one cell amounts to. Private to expr_*.c.
 *
 * `words` counts words of 64 rows; arrays of cells have words × 64 of them. Outputs may be one of the inputs where both
 * are cells. Source of the three-valued rules: SQL. */
#ifndef CVG_PROGRAMME_EXPR_KERNEL_H
#define CVG_PROGRAMME_EXPR_KERNEL_H

#include "programme/expr_node.h"

/* Two bit masks; truth is a subset of known. */
struct masks {
    uint64_t *truth, *known;
};

/* a against b, or where b is NULL against the one value. op: NODE_EQ … NODE_GE. */
void kernel_compare(enum node_op op, const int32_t *a, const int32_t *b, int32_t one, size_t words, struct masks out);
/* Whether the value stands in the ascending list; a code: whether table[code] is 1, table[codes_n] being 0. */
void kernel_in_list(const int32_t *a, const int32_t *list, size_t n, size_t words, struct masks out);
void kernel_in_table(const int32_t *a, const uint8_t *table, uint32_t codes_n, size_t words, struct masks out);
/* True where the cell is known; always known itself. */
void kernel_there(const int32_t *a, size_t words, struct masks out);
/* Truth becomes its contrary where it is known. */
void kernel_not(size_t words, struct masks m);
/* m AND with; m OR with. */
void kernel_and(size_t words, struct masks m, struct masks with);
void kernel_or(size_t words, struct masks m, struct masks with);
void kernel_equal_bools(size_t words, struct masks m, struct masks with);

/* a ± b, unknown beyond the range of days or of integers. */
void kernel_sum(const int32_t *a, const int32_t *b, bool minus, bool day, size_t words, int32_t *out);
/* values[code], unknown where the code is none. */
void kernel_lookup(const int32_t *a, const int32_t *values, uint32_t codes_n, size_t words, int32_t *out);
/* How many of the cuts the value reaches. */
void kernel_bands(const int32_t *a, const int32_t *cuts, size_t cuts_n, size_t words, int32_t *out);
void kernel_add_bits(const uint64_t *bits, size_t words, int32_t *sum);
/* a where the bit is 1, else b. */
void kernel_select(const uint64_t *bits, const int32_t *a, const int32_t *b, size_t words, int32_t *out);

int32_t cell_sum(int32_t a, int32_t b, bool minus, bool day);
/* Completed years; before the birth as many below 0 as the other way round, which is how PostgreSQL's age() counts. */
int32_t cell_age(int32_t birth, int32_t day);
int32_t cell_months_before(int32_t day, int32_t n);

#endif
