/* Runs of situations, from the newest date back. */
#include "programme/veille_suite.h"

/* The index at which a run from `from` on reached its length; VEILLE_NONE: it did not. */
static size_t reached(const struct veille *v, const struct veille_suite *q, size_t from, size_t end, int32_t length)
{
    for (size_t i = from; i < end; i++) {
        int32_t so_far = q->days ? v->dates[i]->date - v->dates[from]->date : (int32_t)(i - from) + 1;
        if (so_far >= length)
            return i;
    }
    return VEILLE_NONE;
}

bool veille_suite(const struct veille *v, const struct veille_suite *q, bool open, size_t *at_out)
{
    *at_out = VEILLE_NONE;
    for (size_t end = v->dates_n, from; end > 0; end = from) {
        int sign = q->test(q, v->dates[end - 1]);
        from = end - 1;
        while (from > 0 && q->test(q, v->dates[from - 1]) == sign)
            from--;
        if (sign == 0)
            continue;
        size_t at = reached(v, q, from, end, sign > 0 ? q->raise : q->clear);
        if (at == VEILLE_NONE)
            continue;
        *at_out = sign > 0 ? at : VEILLE_NONE;
        return sign > 0;
    }
    return open;
}
