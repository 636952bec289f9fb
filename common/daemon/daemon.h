/* The one skeleton of every daemon: settings, log, loop, metrics, health pages, and a clean life from start to stop. */
#ifndef CVG_DAEMON_DAEMON_H
#define CVG_DAEMON_DAEMON_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "daemon/log.h"
#include "daemon/metrics.h"
#include "daemon/settings.h"
#include "io/http.h"

struct uv_loop_s;
struct daemon_life; /* the skeleton's own */

struct daemon {
    const struct daemon_spec *spec;
    struct uv_loop_s *loop;
    void *zmq; /* the ZeroMQ context */
    struct settings *settings;
    struct metrics *metrics;
    struct http_server *http; /* /healthz, /readyz, /metrics; a service may add routes */
    void *state;              /* zeroed, spec->state_size */
    struct daemon_life *life;
};

struct daemon_spec {
    const char *name;               /* "intake" */
    const char *page;               /* what it does, printed by --help */
    const struct setting *settings; /* beside the common ones: HTTP, LOG_LEVEL */
    struct http_config http;        /* limits of its server; the address comes from the setting HTTP */
    size_t state_size;
    /* Opens everything. An error ends the process: ERR_SETTING, ERR_FORMAT, ERR_USAGE with 78, all others with 75;
     * stop() is called then too, on what there is. */
    int (*start)(struct daemon *d, struct err *e);
    /* Optional: asked from SIGTERM on, every 20 ms for at most 10 s, before stop(): take no new work, and return true
     * when nothing is in hand any more. A second signal cuts it short. */
    bool (*drained)(struct daemon *d);
    /* Closes everything that start() opened, in reverse; what libuv still has to close is waited for. The HTTP server
     * is closed before (d->http is NULL, unless it never opened): on_gone was called for every request without an
     * answer. */
    void (*stop)(struct daemon *d);
    void *arg; /* for tests: reached by d->spec->arg */
};

/* Runs to the end and returns the exit code: 0 stopped, 2 wrong usage, 75 environment, 78 setting. Options: --config
 * FILE, --help,
 * --version. Blocks the calling thread; several may run in one process, each in its thread. */
int daemon_run(const struct daemon_spec *spec, int argc, char **argv);

/* Readiness as /readyz tells it (200 or 503); the first true is told to systemd. */
void daemon_ready(struct daemon *d, bool ready);
bool daemon_is_ready(const struct daemon *d);
/* As SIGTERM does; from any thread. */
void daemon_stop(struct daemon *d);
/* An error that it cannot live with, after start: logs, stops cleanly, exit 75. */
void daemon_fail(struct daemon *d, const struct err *e);

#endif
