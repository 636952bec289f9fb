/* What a sweep has told already. */
#include "dashboard/sweep_told.h"

#include <string.h>

#define TOLD_MAX 8192 /* a generation */

bool sweep_told(struct sweep *s, const char *key)
{
    uint64_t at;
    size_t len = strlen(key);
    if (map_get(&s->before, key, len, &at) || !map_add(&s->told, key, len, 1))
        return true;
    if (s->told.n >= TOLD_MAX) {
        map_deinit(&s->before);
        s->before = s->told;
        s->told = (struct map){0};
    }
    return false;
}
