/* Who listens to the stream: what they are sent, what they may hear of, their end. */
#include <stdlib.h>

#include "base/cal.h"
#include "base/mem.h"
#include "dashboard/session.h"
#include "dashboard/stream.h"

void stream_client_free(struct stream_client **cp)
{
    struct stream_client *c = *cp;
    struct dashboard *d = c->dashboard;
    session_cancel(&c->ask);
    if (c->open) {
        *c->at = c->next;
        if (c->next)
            c->next->at = c->at;
        d->clients_n--;
        d->streams->value = (double)d->clients_n;
    }
    free(c->scopes);
    free(c->codes);
    mem_free(cp);
}

void stream_client_close(struct stream_client *c)
{
    http_stream_close(c->req);
    stream_client_free(&c);
}

/* False: it was let go. */
bool stream_client_send(struct stream_client *c, const struct buf *text)
{
    if (!text->len || http_stream_send(c->req, text->data, text->len)) {
        c->dashboard->events->value += text->len > 0;
        return true;
    }
    c->dashboard->dropped->value++;
    log_event(LOG_INFO, "stream_slow", log_text("viewer", c->viewer.login));
    stream_client_close(c);
    return false;
}

bool stream_client_sees(const struct stream_client *c, const struct submission_event *x)
{
    return rights_see_reporter(&c->viewer, x->chantier, &c->dashboard->directory.reference, x->situation, x->situation);
}

bool stream_client_sees_alerte(const struct stream_client *c, const struct alerte_event *x)
{
    int32_t today = cal_today();
    return rights_see_reporter(&c->viewer, x->chantier, &c->dashboard->directory.reference, today, today);
}
