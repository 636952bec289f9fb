/* What the service knows: a reporter's state taken in, and whether everything is there. */
#include "aggregation/service.h"

void service_take(struct service *s, const struct totals_report *r)
{
    switch (totals_put(s->totals, r)) {
    case TOTALS_TAKEN:
    case TOTALS_COMPLETED:
        s->taken->value++;
        if (!s->taken_ms)
            s->taken_ms = loop_now_ms(s->daemon->loop);
        break;
    case TOTALS_BROKEN:
        s->broken->value++;
        log_event(LOG_ERROR, "contribution_broken", log_text("reporter", r->reporter),
                  log_int("version", (int64_t)r->version));
        break;
    default:
        s->dropped->value++;
    }
}

bool service_complete(const struct service *s)
{
    size_t n;
    totals_live(s->totals, &n);
    bool complete = s->sweep.loaded;
    for (size_t p = 0; p < n; p++)
        complete = complete && totals_missing(s->totals, p) == 0;
    return complete;
}
