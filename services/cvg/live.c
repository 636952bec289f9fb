/* Figures asked of aggregation over its ROUTER. */
#include "cvg/live.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "cvg/french.h"
#include "cvg/home.h"
#include "io/bus.h"
#include "programme/contribution.h"

#define TIMEOUT_MS 3000

static const char TEXT_AWAY[] = "aggregation ne répond pas (« cvg ps » la montre)";
static const char TEXT_OTHER[] =
    "aggregation sert d'autres définitions que celles de cette commande ; redémarrez les services";

/* Without its socket nobody needs to be waited for. */
static int find_address(char *out, size_t size, struct err *e)
{
    struct home h;
    struct stat st;
    if (home_open(&h, false, e) < 0)
        return -1;
    int n = snprintf(out, size, "ipc://%s/aggregation.ask", home_bus(&h));
    home_close(&h);
    if (n < 0 || (size_t)n >= size || stat(out + strlen("ipc://"), &st) < 0)
        return err_set(e, ERR_AWAY, "%s", TEXT_AWAY);
    return 0;
}

static int exchange(const struct buf *request, struct wire_figures *out, struct err *e)
{
    char address[BUS_ADDRESS_MAX];
    struct bus_part part = {buf_text(request), request->len};
    struct bus_reply reply;
    if (find_address(address, sizeof address, e) < 0)
        return -1;
    if (bus_request(address, NULL, &part, 1, TIMEOUT_MS, &reply, e) < 0)
        return french_wrap(e, "%s", TEXT_AWAY);
    int rc = reply.n == 1 ? wire_figures_decode(buf_text(&reply.parts[0]), reply.parts[0].len, out, e)
                          : err_set(e, ERR_FORMAT, "%s", TEXT_AWAY);
    bus_reply_deinit(&reply);
    return rc;
}

int live_ask(const struct definitions *d, const struct wire_request *q, struct wire_figures *out, struct err *e)
{
    struct buf request = {0};
    wire_request_encode(q, &request);
    int rc = exchange(&request, out, e);
    buf_deinit(&request);
    if (rc < 0 || strcmp(out->definitions, d->digest) == 0)
        return rc;
    wire_figures_deinit(out);
    return err_set(e, ERR_AWAY, "%s", TEXT_OTHER);
}

bool live_request(const struct definitions *d, const struct scope *s, size_t programme, int32_t debut, int32_t fin,
                  struct wire_request *out)
{
    struct buf scope = {0};
    *out = (struct wire_request){.has_period = true, .debut = debut, .fin = fin};
    scope_format(s, &scope);
    bool fits = scope.len < sizeof out->scope;
    snprintf(out->scope, sizeof out->scope, "%s", buf_text(&scope));
    snprintf(out->programme, sizeof out->programme, "%s", programme_name(d, programme));
    buf_deinit(&scope);
    return fits;
}

int live_slots(const struct definitions *d, const struct wire_figures *f, int64_t *slots, struct err *e)
{
    if (f->slots && contribution_decode(f->slots, f->slots_len, slots, d->catalogue->slots_n) == 0)
        return 0;
    return err_set(e, ERR_FORMAT, "aggregation : réponse illisible");
}

struct coverage live_coverage(const struct wire_figures *f)
{
    return (struct coverage){f->expected, f->counted, f->has_oldest ? f->oldest : CELL_NULL};
}
