/* A curve: the file active of many perimeters on many days. */
#include <stdlib.h>
#include <string.h>

#include "io/curve_read.h"
#include "reporting/asking.h"

static void put(const struct asking *x, const int64_t *values, struct wire_answer *a)
{
    struct wire_past_series *list = arena_new(&a->memory, x->scopes.n * sizeof *list + 1);
    int32_t *days = arena_new(&a->memory, x->q->days_n * sizeof *days);
    struct buf text = {0};
    memcpy(days, x->q->days, x->q->days_n * sizeof *days);
    for (size_t i = 0; i < x->scopes.n; i++) {
        buf_reset(&text);
        scope_format(&x->scopes.items[i], &text);
        must(text.len < sizeof list[i].scope);
        memcpy(list[i].scope, buf_text(&text), text.len + 1);
        list[i].values = values + i * x->q->days_n;
    }
    buf_deinit(&text);
    a->days = days;
    a->days_n = x->q->days_n;
    a->series = list;
    a->series_n = x->scopes.n;
}

int curve_fill(const struct asking *x, struct wire_answer *a, struct err *e)
{
    int64_t *values = arena_new(&a->memory, x->scopes.n * x->q->days_n * sizeof *values + 1);
    size_t only_n = 0;
    const char **only = scopes_reporters(&x->scopes, &x->known.reference, &only_n);
    int rc = curve_read(x->db,
                        &(struct curve_wish){.definitions = x->d,
                                             .known = &x->known,
                                             .scopes = x->scopes.items,
                                             .scopes_n = x->scopes.n,
                                             .days = x->q->days,
                                             .days_n = x->q->days_n,
                                             .programme = x->programme,
                                             .only = only,
                                             .only_n = only_n},
                        values, e);
    free(only);
    if (rc < 0)
        return -1;
    put(x, values, a);
    return 0;
}
