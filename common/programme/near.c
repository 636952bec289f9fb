/* How near two names are: beginnings, endings, and the number of letters to change. */
#include "programme/near.h"

#include <string.h>

#include "base/text.h"

#define NAME_MAX_BYTES 63
#define PART_MIN 4        /* letters of a beginning or an ending that say something */
#define LETTERS_A_FAULT 3 /* one letter in so many may differ */
#define SCORE_MAX 1000

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* Letters to add, drop or change, one row of the table after the other. */
static size_t distance(const char *a, size_t a_len, const char *b, size_t b_len)
{
    size_t row[NAME_MAX_BYTES + 1];
    for (size_t k = 0; k <= b_len; k++)
        row[k] = k;
    for (size_t i = 1; i <= a_len; i++) {
        size_t corner = row[0];
        row[0] = i;
        for (size_t k = 1; k <= b_len; k++) {
            size_t above = row[k];
            row[k] = least(least(above, row[k - 1]) + 1, corner + (a[i - 1] != b[k - 1]));
            corner = above;
        }
    }
    return row[b_len];
}

size_t near_score(const char *a, const char *b)
{
    size_t a_len = strlen(a), b_len = strlen(b), shorter = least(a_len, b_len), longer = a_len + b_len - shorter;
    if (!shorter || longer > NAME_MAX_BYTES)
        return 0;
    size_t faults = distance(a, a_len, b, b_len), allowed = shorter / LETTERS_A_FAULT;
    if (faults <= (allowed ? allowed : shorter > 2))
        return SCORE_MAX - faults;
    const char *ending_a = a + a_len - shorter, *ending_b = b + b_len - shorter;
    if (shorter >= PART_MIN && (!strncmp(a, b, shorter) || !strcmp(ending_a, ending_b)))
        return SCORE_MAX / 2 - (longer - shorter);
    return 0;
}

const char *near_header(const char *column, char *const *names, const int *field_of, size_t n)
{
    const char *best = NULL;
    size_t best_score = 0;
    for (size_t i = 0; i < n; i++) {
        char folded[NAME_MAX_BYTES + 1];
        if (field_of[i] >= 0 ||
            text_normalise_header(names[i], strlen(names[i]), folded, sizeof folded) > NAME_MAX_BYTES)
            continue;
        size_t score = near_score(column, folded);
        if (score > best_score) {
            best = names[i];
            best_score = score;
        }
    }
    return best;
}
