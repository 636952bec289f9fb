/* Computes a contribution column-wise: each distinct population once, each condition once, then counts of bits. */
#include "programme/contribution.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

size_t programmes_count(const struct definitions *d)
{
    const struct field *f = &d->datasets[d->salaries]->fields[d->at.programme];
    size_t n = f->codes->items_n + 1;
    must(n <= PROGRAMMES_MAX);
    return n;
}

const char *programme_name(const struct definitions *d, size_t programme)
{
    const struct field *f = &d->datasets[d->salaries]->fields[d->at.programme];
    return programme == PROGRAMME_TOUS ? "TOUS" : f->codes->items[programme - 1].code;
}

int programme_find(const struct definitions *d, const char *name)
{
    for (size_t p = 0; p < programmes_count(d); p++)
        if (strcmp(programme_name(d, p), name) == 0)
            return (int)p;
    return -1;
}

size_t contribution_len(const struct definitions *d)
{
    return programmes_count(d) * d->catalogue->slots_n;
}

/* ---- computing ---- */

/* One dataset over one period, with work memory kept between indicators. */
struct computing {
    const struct definitions *d;
    const struct table *table;
    struct expr_input in;
    struct expr_work work;
    size_t words, programmes;
    uint64_t *population, *truth, *known, *scratch;
    uint64_t *of_programme[PROGRAMMES_MAX]; /* rows of each programme; [0] all */
    int32_t *values, *den_values;
    size_t condition; /* whose rows `population` holds */
    int64_t *out;
};

static int64_t count_and(const uint64_t *a, const uint64_t *b, size_t words)
{
    int64_t n = 0;
    for (size_t w = 0; w < words; w++)
        n += __builtin_popcountll(a[w] & b[w]);
    return n;
}

static int64_t *slots(const struct computing *c, size_t programme, const struct indicator *i)
{
    return c->out + programme * c->d->catalogue->slots_n + i->slot;
}

/* Distinct values of a column over the population, by programme. */
static void count_distinct(struct computing *c, const struct indicator *i, size_t p)
{
    uint8_t *seen = mem_new_n(c->table->strings->map.n, 1);
    int64_t n = 0;
    for (size_t row = 0; row < c->in.rows_n; row++) {
        bool in = (c->population[row / 64] & c->of_programme[p][row / 64]) >> (row % 64) & 1;
        if (in && c->values[row] != CELL_NULL && !seen[c->values[row]]) {
            seen[c->values[row]] = 1;
            n++;
        }
    }
    free(seen);
    slots(c, p, i)[0] = n;
}

/* Sum, count of known and of unknown of the values over the population. */
static void sum_values(const struct computing *c, const int32_t *values, size_t p, int64_t *sum, int64_t *known,
                       int64_t *unknown)
{
    *sum = *known = *unknown = 0;
    for (size_t w = 0; w < c->words; w++)
        for (uint64_t bits = c->population[w] & c->of_programme[p][w]; bits; bits &= bits - 1) {
            int32_t v = values[w * 64 + (size_t)__builtin_ctzll(bits)];
            if (v == CELL_NULL) {
                ++*unknown;
            } else {
                *sum += v;
                ++*known;
            }
        }
}

static void share_out(const struct computing *c, const struct indicator *i, size_t p)
{
    int64_t *at = slots(c, p, i);
    for (size_t w = 0; w < c->words; w++)
        for (uint64_t bits = c->population[w] & c->of_programme[p][w]; bits; bits &= bits - 1) {
            int32_t v = c->values[w * 64 + (size_t)__builtin_ctzll(bits)];
            if (v == CELL_NULL) {
                at[1]++;
                continue;
            }
            int64_t k = (int64_t)v - i->key_min;
            at[0]++;
            at[2 + (k < 0 ? 0 : (size_t)k < i->keys_n ? (size_t)k : i->keys_n - 1)]++;
        }
}

static void compute_one(struct computing *c, const struct indicator *i, size_t p)
{
    int64_t *at = slots(c, p, i), ignored, other;
    switch (i->kind) {
    case KIND_COMPTE:
        if (i->distinct)
            count_distinct(c, i, p);
        else
            at[0] = count_and(c->population, c->of_programme[p], c->words);
        break;
    case KIND_TAUX: /* scratch: population and programme */
        for (size_t w = 0; w < c->words; w++)
            c->scratch[w] = c->population[w] & c->of_programme[p][w];
        at[0] = count_and(c->scratch, c->truth, c->words);
        at[1] = count_and(c->scratch, c->known, c->words);
        at[2] = count_and(c->scratch, c->scratch, c->words) - at[1];
        break;
    case KIND_MOYENNE:
        sum_values(c, c->values, p, &at[0], &at[1], &at[2]);
        break;
    case KIND_SOMME:
        sum_values(c, c->values, p, &at[0], &ignored, &at[1]);
        break;
    case KIND_RATIO:
        sum_values(c, c->values, p, &at[0], &ignored, &other);
        sum_values(c, c->den_values, p, &at[1], &ignored, &other);
        break;
    case KIND_REPARTITION:
        share_out(c, i, p);
        break;
    case KIND_NONE:
    case KIND_COUNT:
        must(false);
    }
}

static void compute_indicator(struct computing *c, const struct indicator *i)
{
    if (c->condition != i->condition) {
        expr_eval_bool(c->d->catalogue->conditions[i->condition].expr, &c->in, &c->work, c->population, c->known);
        c->condition = i->condition;
    }
    if (i->kind == KIND_TAUX)
        expr_eval_bool(i->expression, &c->in, &c->work, c->truth, c->known);
    else if (i->expression)
        expr_eval_value(i->expression, &c->in, &c->work, c->values);
    if (i->kind == KIND_RATIO)
        expr_eval_value(i->denominator, &c->in, &c->work, c->den_values);
    for (size_t p = 0; p < c->programmes; p++)
        compute_one(c, i, p);
}

/* A dataset without a programme counts the same for every programme. */
static void mark_programmes(struct computing *c)
{
    int field = dataset_find_field(c->table->dataset, "programme");
    for (size_t p = 0; p < c->programmes; p++) {
        uint64_t *rows = c->of_programme[p] = mem_new_n(c->words + 1, sizeof *rows);
        for (size_t row = 0; row < c->in.rows_n; row++)
            if (p == PROGRAMME_TOUS || field < 0 || c->table->cells[field][row] == (int32_t)p - 1)
                rows[row / 64] |= 1ull << (row % 64);
    }
}

static void compute_dataset(const struct definitions *d, size_t dataset, const struct table *t, int32_t debut,
                            int32_t fin, int64_t *out)
{
    const struct catalogue *cat = d->catalogue;
    size_t words = EXPR_WORDS(t->rows_n);
    struct computing c = {.d = d,
                          .table = t,
                          .words = words,
                          .programmes = programmes_count(d),
                          .condition = (size_t)-1,
                          .in = {t->rows_n, (const int32_t *const *)t->cells, debut, fin}};
    c.out = out;
    c.population = mem_new_n(words + 1, sizeof(uint64_t));
    c.truth = mem_new_n(words + 1, sizeof(uint64_t));
    c.known = mem_new_n(words + 1, sizeof(uint64_t));
    c.scratch = mem_new_n(words + 1, sizeof(uint64_t));
    c.values = mem_new_n(t->rows_n, sizeof(int32_t));
    c.den_values = mem_new_n(t->rows_n, sizeof(int32_t));
    mark_programmes(&c);
    for (size_t i = 0; i < cat->indicators_n; i++)
        if (cat->indicators[i].source == dataset)
            compute_indicator(&c, &cat->indicators[i]);
    for (size_t p = 0; p < c.programmes; p++)
        free(c.of_programme[p]);
    free(c.population);
    free(c.truth);
    free(c.known);
    free(c.scratch);
    free(c.values);
    free(c.den_values);
    expr_work_deinit(&c.work);
}

void contribution_compute(const struct definitions *d, const struct table *const *tables, int32_t debut, int32_t fin,
                          int64_t *out)
{
    memset(out, 0, contribution_len(d) * sizeof *out);
    for (size_t k = 0; k < d->datasets_n; k++)
        if (tables[k] && tables[k]->rows_n)
            compute_dataset(d, k, tables[k], debut, fin, out);
}

/* ---- bytes ---- */

/* A value v as the varint of zigzag(v) + 1; a run of n zeros as 0 and the varint of n. */
static void put_varint(struct buf *b, uint64_t v)
{
    for (; v >= 0x80; v >>= 7)
        buf_addc(b, (char)(v | 0x80));
    buf_addc(b, (char)v);
}

void contribution_encode(const int64_t *values, size_t n, struct buf *out)
{
    for (size_t i = 0; i < n;) {
        size_t zeros = 0;
        while (i + zeros < n && values[i + zeros] == 0)
            zeros++;
        if (zeros) {
            put_varint(out, 0);
            put_varint(out, zeros);
            i += zeros;
            continue;
        }
        must(values[i] > INT64_MIN); /* it would read as a run of zeros */
        put_varint(out, ((uint64_t)values[i] << 1 ^ (uint64_t)(values[i] >> 63)) + 1);
        i++;
    }
}

static bool get_varint(const unsigned char **p, const unsigned char *end, uint64_t *out)
{
    uint64_t v = 0;
    for (int shift = 0; shift < 64 && *p < end; shift += 7) {
        unsigned char c = *(*p)++;
        v |= (uint64_t)(c & 0x7f) << shift;
        if (c < 0x80) {
            *out = v;
            return true;
        }
    }
    return false;
}

int contribution_decode(const unsigned char *bytes, size_t len, int64_t *values, size_t n)
{
    const unsigned char *end = bytes + len;
    size_t i = 0;
    while (bytes < end) {
        uint64_t v;
        if (!get_varint(&bytes, end, &v))
            return -1;
        if (v == 0) {
            if (!get_varint(&bytes, end, &v) || v == 0 || v > n - i)
                return -1;
            memset(values + i, 0, v * sizeof *values);
            i += v;
        } else {
            if (i == n)
                return -1;
            v--;
            values[i++] = (int64_t)(v >> 1) ^ -(int64_t)(v & 1);
        }
    }
    return i == n ? 0 : -1;
}
