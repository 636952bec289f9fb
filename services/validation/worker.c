/* What a worker holds, let go: a round's items, and the rest. */
#include "validation/worker.h"

#include <stdlib.h>

void items_free(struct worker *w)
{
    for (size_t i = 0; i < w->items_n; i++) {
        struct item *it = &w->items[i];
        free(it->reporter);
        free(it->id);
        free(it->sealed);
        free(it->key);
        free(it->before_values);
        state_free(&it->loaded);
        judgement_free(&it->judgement);
        buf_deinit(&it->outcome);
        buf_deinit(&it->stripped);
    }
    free(w->items);
    w->items = NULL;
    w->items_n = 0;
}

void worker_free(struct worker *w)
{
    items_free(w);
    cache_deinit(&w->cache);
    if (w->definitions)
        for (size_t k = 0; k < w->definitions->datasets_n; k++)
            facts_deinit(&w->facts[k]);
    definitions_free(&w->definitions);
}
