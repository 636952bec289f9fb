/* Runs of situations. What a run decides is decided when the export comes that makes it long enough, by what was known
 * then: another export of the same date may change the figures, and does not take back what was raised or cleared. */
#include "programme/veille_suite.h"

/* What the run that ends with the i-th export raises (1) or clears (-1); 0: nothing. The last export of a date, of
 * those that had come by then, stands for it. */
static int decides(const struct veille *v, const struct veille_suite *q, size_t i)
{
    int sign = q->test(q, v->known[i]);
    int32_t length = sign > 0 ? q->raise : q->clear, last = v->known[i]->date, first = last, dates = 1;
    while (sign && (q->days ? last - first : dates) < length) {
        while (i > 0 && v->known[i]->date == first)
            i--;
        if (v->known[i]->date == first || q->test(q, v->known[i]) != sign)
            return 0;
        first = v->known[i]->date;
        dates++;
    }
    return sign;
}

bool veille_suite(const struct veille *v, const struct veille_suite *q, bool open, size_t *at_out)
{
    size_t i = v->known_n;
    int sign = 0;
    *at_out = VEILLE_NONE;
    while (i > 0 && sign == 0)
        sign = decides(v, q, --i);
    if (sign <= 0)
        return sign == 0 && open;
    *at_out = i;
    while (!open && i > 0 && (sign = decides(v, q, --i)) >= 0) /* raised already then, and not cleared since */
        *at_out = sign > 0 ? i : *at_out;
    return true;
}
