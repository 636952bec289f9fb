/* Deposits: their life beside the daemon's, and their addresses. */
#include "dashboard/depot.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "io/centre.h"
#include "io/http.h"

#define SECRET_MAX 4096
#define TICK_MS 60000
#define CHECKS_AT_ONCE 1 /* of libuv's four threads: others find one even while intake is away */
#define SENDS_AT_ONCE 2
#define CHECKS_WAITING_MAX 16
#define SENDS_WAITING_MAX 16

/* ---- addresses ---- */

void depot_form_path(const char *reporter, char out[DEPOT_PATH_LEN])
{
    struct buf b = {0};
    buf_adds(&b, "/depot?chantier=");
    http_url_encode(reporter, false, &b);
    snprintf(out, DEPOT_PATH_LEN, "%s", buf_text(&b));
    buf_deinit(&b);
}

void depot_kept_path(const struct kept *x, char out[DEPOT_PATH_LEN])
{
    snprintf(out, DEPOT_PATH_LEN, "/depot/%s", x->key);
}

void depot_submission_path(const struct kept *x, char out[DEPOT_PATH_LEN])
{
    struct buf b = {0};
    buf_adds(&b, "/chantier/");
    http_url_encode(x->reporter, false, &b);
    buf_adds(&b, "/envoi/");
    http_url_encode(x->submission, false, &b);
    snprintf(out, DEPOT_PATH_LEN, "%s", buf_text(&b));
    buf_deinit(&b);
}

/* ---- life ---- */

static void on_tick(void *arg)
{
    struct depot *depot = arg;
    depot_keep_expire(&depot->keep, loop_now_ms(depot->d->daemon->loop));
}

static int read_secret(struct depot *depot, const char *path, struct err *e)
{
    struct buf text = {0};
    bool good = false;
    if (!*path)
        return err_set(e, ERR_SETTING,
                       "CVG_TO needs CVG_DEPOT_SECRET_FILE, the secret of the keys that it deposits with");
    int rc = buf_read_file(&text, path, SECRET_MAX, e);
    if (rc == 0)
        good = depot_secret_read(buf_text(&text), depot->secret);
    if (text.data)
        sodium_memzero(text.data, text.len);
    buf_deinit(&text);
    return rc < 0 || good ? rc : err_set(e, ERR_SETTING, "CVG_DEPOT_SECRET_FILE: %s holds no secret", path);
}

int depot_open(struct dashboard *d, struct err *e)
{
    const struct settings *s = d->daemon->settings;
    struct depot *depot = d->depot = mem_new(sizeof *depot);
    const char *to = settings_text(s, "TO");
    depot->d = d;
    depot->body_max = (size_t)settings_int(s, "BODY_MAX");
    depot->rows_max = (size_t)settings_int(s, "ROWS_MAX");
    depot->checks =
        (struct work_line){.loop = d->daemon->loop, .at_once = CHECKS_AT_ONCE, .waiting_max = CHECKS_WAITING_MAX};
    depot->sends =
        (struct work_line){.loop = d->daemon->loop, .at_once = SENDS_AT_ONCE, .waiting_max = SENDS_WAITING_MAX};
    timer_start(&depot->tick, d->daemon->loop, TICK_MS, TICK_MS, on_tick, depot);
    if (!*to)
        return 0;
    depot->intake = centre_base(to);
    return read_secret(depot, settings_text(s, "DEPOT_SECRET_FILE"), e);
}

static bool is_idle(const struct depot *depot)
{
    return work_line_idle(&depot->checks) && work_line_idle(&depot->sends);
}

bool depot_idle(const struct dashboard *d)
{
    return !d->depot || is_idle(d->depot);
}

void depot_after_work(struct depot *depot)
{
    if (!depot->closed || !is_idle(depot))
        return;
    depot_keep_deinit(&depot->keep);
    definitions_free(&depot->orphan);
    sodium_memzero(depot->secret, sizeof depot->secret);
    free(depot->intake);
    free(depot);
}

/* What a thread still works on stays until it is back: the deposits, and the definitions. */
void depot_close(struct dashboard *d)
{
    struct depot *depot = d->depot;
    if (!depot)
        return;
    d->depot = NULL;
    depot->closed = true;
    timer_close(&depot->tick);
    if (!is_idle(depot)) {
        depot->orphan = d->definitions;
        d->definitions = NULL;
    }
    depot_after_work(depot);
}
