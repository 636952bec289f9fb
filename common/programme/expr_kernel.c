/* Expressions: loops over whole words of 64 cells, a count the compiler knows and so vectorises; and what one cell
 * amounts to. */
#include "programme/expr_kernel.h"

#include <string.h>

#include "base/cal.h"

#define LIST_SCAN_MAX 8 /* a longer list of values is searched, not run through */

/* 64 bytes of 0 or 1 as 64 bits, the first byte lowest: the product gathers eight bytes in its top one. */
static uint64_t pack64(const uint8_t b[64])
{
    _Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "the first byte is the lowest");
    uint64_t bits = 0;
    for (size_t i = 0; i < 8; i++) {
        uint64_t eight;
        memcpy(&eight, b + i * 8, 8);
        bits |= ((eight * 0x0102040810204080ULL) >> 56) << (8 * i);
    }
    return bits;
}

static uint64_t there64(const int32_t *a)
{
    uint8_t there[64];
    for (size_t j = 0; j < 64; j++)
        there[j] = a[j] != CELL_NULL;
    return pack64(there);
}

/* Masks of a test between the cells l of a and r of b; b is an array or one value. */
#define KERNEL_TEST(name, b_type, b_cell, test)                                                                        \
    static void name(const int32_t *a, b_type b, size_t words, struct masks out)                                       \
    {                                                                                                                  \
        for (size_t w = 0; w < words; w++) {                                                                           \
            uint8_t yes[64], there[64];                                                                                \
            const int32_t *a64 = a + w * 64;                                                                           \
            for (size_t j = 0; j < 64; j++) {                                                                          \
                int32_t l = a64[j], r = b_cell;                                                                        \
                there[j] = (uint8_t)((l != CELL_NULL) & (r != CELL_NULL));                                             \
                yes[j] = (uint8_t)((test) & (l != CELL_NULL) & (r != CELL_NULL));                                      \
            }                                                                                                          \
            out.known[w] = pack64(there);                                                                              \
            out.truth[w] = pack64(yes);                                                                                \
        }                                                                                                              \
    }
KERNEL_TEST(test_eq, const int32_t *, b[w * 64 + j], l == r)
KERNEL_TEST(test_lt, const int32_t *, b[w * 64 + j], l < r)
KERNEL_TEST(test_eq_one, int32_t, b, l == r)
KERNEL_TEST(test_lt_one, int32_t, b, l < r)
KERNEL_TEST(test_gt_one, int32_t, b, l > r)
#undef KERNEL_TEST

void kernel_compare(enum node_op op, const int32_t *a, const int32_t *b, int32_t one, size_t words, struct masks out)
{
    /* <> is the contrary of =, >= of <, <= of >, wherever both sides are known. */
    bool contrary = op == NODE_NE || op == NODE_GE || op == NODE_LE;
    if (op == NODE_EQ || op == NODE_NE)
        b ? test_eq(a, b, words, out) : test_eq_one(a, one, words, out);
    else if (op == NODE_LT || op == NODE_GE)
        b ? test_lt(a, b, words, out) : test_lt_one(a, one, words, out);
    else
        b ? test_lt(b, a, words, out) : test_gt_one(a, one, words, out);
    if (contrary)
        kernel_not(words, out);
}

static bool list_holds(const int32_t *list, size_t n, int32_t v)
{
    size_t lo = 0, hi = n;
    while (lo < hi) {
        size_t mid = (lo + hi) / 2;
        if (list[mid] < v)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo < n && list[lo] == v;
}

void kernel_in_list(const int32_t *a, const int32_t *list, size_t n, size_t words, struct masks out)
{
    for (size_t w = 0; w < words; w++) {
        const int32_t *v = a + w * 64;
        uint8_t yes[64] = {0};
        if (n <= LIST_SCAN_MAX) {
            for (size_t i = 0; i < n; i++) {
                int32_t item = list[i];
                for (size_t j = 0; j < 64; j++)
                    yes[j] |= (uint8_t)(v[j] == item);
            }
        } else {
            for (size_t j = 0; j < 64; j++)
                yes[j] = list_holds(list, n, v[j]);
        }
        out.known[w] = there64(v);
        out.truth[w] = pack64(yes);
    }
}

void kernel_in_table(const int32_t *a, const uint8_t *table, uint32_t codes_n, size_t words, struct masks out)
{
    for (size_t w = 0; w < words; w++) {
        const int32_t *v = a + w * 64;
        uint8_t yes[64];
        for (size_t j = 0; j < 64; j++)
            yes[j] = table[(uint32_t)v[j] < codes_n ? (uint32_t)v[j] : codes_n];
        out.known[w] = there64(v);
        out.truth[w] = pack64(yes);
    }
}

void kernel_there(const int32_t *a, size_t words, struct masks out)
{
    for (size_t w = 0; w < words; w++) {
        out.truth[w] = there64(a + w * 64);
        out.known[w] = UINT64_MAX;
    }
}

void kernel_not(size_t words, struct masks m)
{
    for (size_t w = 0; w < words; w++)
        m.truth[w] = m.known[w] & ~m.truth[w];
}

void kernel_and(size_t words, struct masks m, struct masks with)
{
    for (size_t w = 0; w < words; w++) {
        uint64_t untrue = (m.known[w] & ~m.truth[w]) | (with.known[w] & ~with.truth[w]);
        m.truth[w] &= with.truth[w];
        m.known[w] = m.truth[w] | untrue;
    }
}

void kernel_or(size_t words, struct masks m, struct masks with)
{
    for (size_t w = 0; w < words; w++) {
        uint64_t untrue = m.known[w] & ~m.truth[w] & with.known[w] & ~with.truth[w];
        m.truth[w] |= with.truth[w];
        m.known[w] = m.truth[w] | untrue;
    }
}

void kernel_equal_bools(size_t words, struct masks m, struct masks with)
{
    for (size_t w = 0; w < words; w++) {
        m.known[w] &= with.known[w];
        m.truth[w] = m.known[w] & ~(m.truth[w] ^ with.truth[w]);
    }
}

/* a ± b as a + (b ^ sign) − sign, sign being 0 or all ones; so too the overflow is seen from the signs, as an adder
 * does. Bitwise throughout: a branch would keep the loop from vectorising. */
static void sum64(const int32_t *a, const int32_t *b, uint32_t sign, int32_t least, int32_t most, int32_t *restrict out)
{
    for (size_t j = 0; j < 64; j++) {
        uint32_t ua = (uint32_t)a[j], ub = (uint32_t)b[j] ^ sign, s = ua + ub - sign;
        int32_t over = (int32_t)((ua ^ s) & (ub ^ s));
        int32_t v = over < 0 ? CELL_NULL : (int32_t)s;
        v = (int32_t)s < least ? CELL_NULL : v;
        v = (int32_t)s > most ? CELL_NULL : v;
        v = a[j] == CELL_NULL ? CELL_NULL : v;
        out[j] = b[j] == CELL_NULL ? CELL_NULL : v;
    }
}

void kernel_sum(const int32_t *a, const int32_t *b, bool minus, bool day, size_t words, int32_t *out)
{
    int32_t sums[64];
    for (size_t w = 0; w < words; w++) {
        sum64(a + w * 64, b + w * 64, minus ? UINT32_MAX : 0, day ? EXPR_DAY_MIN : -INT32_MAX,
              day ? EXPR_DAY_MAX : INT32_MAX, sums);
        memcpy(out + w * 64, sums, sizeof sums);
    }
}

void kernel_lookup(const int32_t *a, const int32_t *values, uint32_t codes_n, size_t words, int32_t *out)
{
    for (size_t i = 0; i < words * 64; i++)
        out[i] = (uint32_t)a[i] < codes_n ? values[a[i]] : CELL_NULL;
}

void kernel_bands(const int32_t *a, const int32_t *cuts, size_t cuts_n, size_t words, int32_t *out)
{
    for (size_t w = 0; w < words; w++) {
        int32_t band[64] = {0};
        const int32_t *v = a + w * 64;
        for (size_t c = 0; c < cuts_n; c++) {
            int32_t cut = cuts[c];
            for (size_t j = 0; j < 64; j++)
                band[j] += v[j] >= cut;
        }
        for (size_t j = 0; j < 64; j++)
            band[j] = v[j] == CELL_NULL ? CELL_NULL : band[j];
        memcpy(out + w * 64, band, sizeof band);
    }
}

void kernel_add_bits(const uint64_t *bits, size_t words, int32_t *sum)
{
    for (size_t w = 0; w < words; w++)
        for (size_t j = 0; j < 64; j++)
            sum[w * 64 + j] += (int32_t)(bits[w] >> j & 1);
}

void kernel_select(const uint64_t *bits, const int32_t *a, const int32_t *b, size_t words, int32_t *out)
{
    for (size_t w = 0; w < words; w++)
        for (size_t j = 0; j < 64; j++)
            out[w * 64 + j] = bits[w] >> j & 1 ? a[w * 64 + j] : b[w * 64 + j];
}

/* ---- cells ---- */

static bool cell_is_day(int64_t v)
{
    return v >= EXPR_DAY_MIN && v <= EXPR_DAY_MAX;
}

int32_t cell_sum(int32_t a, int32_t b, bool minus, bool day)
{
    int64_t r = minus ? (int64_t)a - b : (int64_t)a + b;
    if (a == CELL_NULL || b == CELL_NULL || r < -INT32_MAX || r > INT32_MAX || (day && !cell_is_day(r)))
        return CELL_NULL;
    return (int32_t)r;
}

int32_t cell_age(int32_t birth, int32_t day)
{
    if (!cell_is_day(birth) || !cell_is_day(day))
        return CELL_NULL;
    return day >= birth ? cal_years_between(birth, day) : -cal_years_between(day, birth);
}

int32_t cell_months_before(int32_t day, int32_t n)
{
    int y, m, d;
    if (!cell_is_day(day) || n > 120000 || n < -120000)
        return CELL_NULL;
    cal_date(day, &y, &m, &d);
    int month = y * 12 + m - 1 - n;
    return month < 12 || month >= 10000 * 12 ? CELL_NULL : cal_add_months(day, -n);
}
