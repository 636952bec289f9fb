/* Linear programmes by CLP's C interface. */
#include "programme/lp.h"

#include <stdlib.h>
#include <string.h>

#include <coin/Clp_C_Interface.h>

#include "base/err.h"
#include "base/mem.h"

#define LP_EPS 1e-7 /* as exact as the solver is */

struct entry {
    size_t row, column;
    double factor;
};

struct lp {
    double *lower, *upper, *cost; /* of the columns */
    size_t columns_n, columns_cap[3];
    double *row_lower, *row_upper;
    size_t rows_n, rows_cap[2];
    struct entry *entries;
    size_t entries_n, entries_cap;
    size_t *starts;   /* [columns_n + 1] of each column's entries, once they are in order */
    double *sums;     /* [rows_n] 0 but while rows are being added up */
    Clp_Simplex *clp; /* once it was solved */
    double *solution; /* [columns_n] */
};

struct lp *lp_new(void)
{
    return mem_new(sizeof(struct lp));
}

size_t lp_add_column(struct lp *p, double lower, double upper)
{
    must(!p->starts);
    p->lower = mem_room(p->lower, p->columns_n, &p->columns_cap[0], sizeof *p->lower);
    p->upper = mem_room(p->upper, p->columns_n, &p->columns_cap[1], sizeof *p->upper);
    p->cost = mem_room(p->cost, p->columns_n, &p->columns_cap[2], sizeof *p->cost);
    p->lower[p->columns_n] = lower;
    p->upper[p->columns_n] = upper;
    p->cost[p->columns_n] = 0;
    return p->columns_n++;
}

size_t lp_add_row(struct lp *p, double lower, double upper)
{
    must(!p->starts);
    p->row_lower = mem_room(p->row_lower, p->rows_n, &p->rows_cap[0], sizeof *p->row_lower);
    p->row_upper = mem_room(p->row_upper, p->rows_n, &p->rows_cap[1], sizeof *p->row_upper);
    p->row_lower[p->rows_n] = lower;
    p->row_upper[p->rows_n] = upper;
    return p->rows_n++;
}

void lp_add_entry(struct lp *p, size_t row, size_t column, double factor)
{
    must(!p->starts && row < p->rows_n && column < p->columns_n);
    p->entries = mem_room(p->entries, p->entries_n, &p->entries_cap, sizeof *p->entries);
    p->entries[p->entries_n++] = (struct entry){row, column, factor};
}

void lp_set_bounds(struct lp *p, size_t column, double lower, double upper)
{
    p->lower[column] = lower;
    p->upper[column] = upper;
}

void lp_set_cost(struct lp *p, size_t column, double cost)
{
    p->cost[column] = cost;
}

static int by_column(const void *a, const void *b)
{
    const struct entry *x = a, *y = b;
    if (x->column != y->column)
        return x->column < y->column ? -1 : 1;
    return x->row < y->row ? -1 : x->row > y->row;
}

/* Nothing can be added from here on. */
static void put_in_order(struct lp *p)
{
    if (p->starts)
        return;
    p->starts = mem_new_n(p->columns_n + 1, sizeof *p->starts);
    p->sums = mem_new_n(p->rows_n + 1, sizeof *p->sums);
    if (p->entries_n)
        qsort(p->entries, p->entries_n, sizeof *p->entries, by_column);
    for (size_t i = 0; i < p->entries_n; i++)
        p->starts[p->entries[i].column + 1]++;
    for (size_t c = 0; c < p->columns_n; c++)
        p->starts[c + 1] += p->starts[c];
}

static void load(struct lp *p)
{
    CoinBigIndex *starts = mem_new_n(p->columns_n + 1, sizeof *starts);
    int *rows = mem_new_n(p->entries_n + 1, sizeof *rows);
    double *factors = mem_new_n(p->entries_n + 1, sizeof *factors);
    put_in_order(p);
    for (size_t c = 0; c <= p->columns_n; c++)
        starts[c] = (CoinBigIndex)p->starts[c];
    for (size_t i = 0; i < p->entries_n; i++) {
        rows[i] = (int)p->entries[i].row;
        factors[i] = p->entries[i].factor;
    }
    p->clp = Clp_newModel();
    p->solution = mem_new_n(p->columns_n + 1, sizeof *p->solution);
    Clp_setLogLevel(p->clp, 0);
    Clp_loadProblem(p->clp, (int)p->columns_n, (int)p->rows_n, starts, rows, factors, p->lower, p->upper, p->cost,
                    p->row_lower, p->row_upper);
    Clp_scaling(p->clp, 0); /* sums and differences: there is nothing to even out */
    /* only where it stalls, and by a seed of its own: the same questions in the same order give the same solutions */
    Clp_setPerturbation(p->clp, 100);
    free(starts);
    free(rows);
    free(factors);
}

bool lp_rows_hold(struct lp *p, const size_t *columns, const double *values, size_t n)
{
    bool holds = true;
    put_in_order(p);
    for (size_t i = 0; i < n; i++)
        for (size_t k = p->starts[columns[i]]; k < p->starts[columns[i] + 1]; k++)
            p->sums[p->entries[k].row] += p->entries[k].factor * values[i];
    for (size_t i = 0; i < n; i++)
        for (size_t k = p->starts[columns[i]]; k < p->starts[columns[i] + 1]; k++) {
            size_t row = p->entries[k].row;
            holds &= p->sums[row] >= p->row_lower[row] - LP_EPS && p->sums[row] <= p->row_upper[row] + LP_EPS;
        }
    for (size_t i = 0; i < n; i++)
        for (size_t k = p->starts[columns[i]]; k < p->starts[columns[i] + 1]; k++)
            p->sums[p->entries[k].row] = 0;
    return holds;
}

enum lp_fin lp_minimise(struct lp *p, bool bornes)
{
    if (!p->columns_n)
        return LP_FAILED;
    if (!p->clp)
        load(p);
    Clp_chgColumnLower(p->clp, p->lower);
    Clp_chgColumnUpper(p->clp, p->upper);
    Clp_chgObjCoefficients(p->clp, p->cost);
    if (bornes)
        Clp_dual(p->clp, 0);
    else
        Clp_primal(p->clp, 0);
    switch (Clp_status(p->clp)) {
    case 0:
        memcpy(p->solution, Clp_getColSolution(p->clp), p->columns_n * sizeof *p->solution);
        return LP_OPTIMAL;
    case 1:
        return LP_INFEASIBLE;
    default:
        return LP_FAILED;
    }
}

double lp_value(const struct lp *p, size_t column)
{
    return p->solution[column];
}

void lp_free(struct lp **pp)
{
    struct lp *p = *pp;
    if (!p)
        return;
    if (p->clp)
        Clp_deleteModel(p->clp);
    free(p->lower);
    free(p->upper);
    free(p->cost);
    free(p->row_lower);
    free(p->row_upper);
    free(p->entries);
    free(p->starts);
    free(p->sums);
    free(p->solution);
    mem_free(pp);
}
