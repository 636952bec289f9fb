/* The skeleton of every daemon: settings, log, loop, health pages, and the way from start to a clean stop.
 *
 * A life: settings are read and checked; what is shared is opened; start() opens the rest; the loop runs; a signal asks
 * drained() until nothing is in hand; the HTTP server closes; stop() closes what start() opened; what libuv still
 * has to close is waited for, and a handle that nobody closed is a bug. */
#include "daemon/daemon.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <uv.h>
#include <zmq.h>

#include "base/mem.h"
#include "daemon/notify.h"
#include "io/loop.h"

#ifndef CVG_VERSION
#define CVG_VERSION "development"
#endif

#define EXIT_WRONG_USAGE 2
#define EXIT_ENVIRONMENT 75
#define EXIT_SETTING 78
#define DRAIN_MS 20 /* between two questions */
#define DRAIN_MAX_MS 10000
#define CLOSE_MAX_MS 60000 /* for the last handles and the work on other threads */

struct daemon_life {
    uv_loop_t loop;
    uv_signal_t on_term, on_int;
    uv_async_t ask; /* daemon_stop() of another thread */
    struct timer drain;
    uint64_t drain_until;
    bool ready, told_ready, stopping, drained;
    int code;
};

static const struct setting common_settings[] = {
    {.key = "HTTP",
     .kind = SETTING_ADDRESS,
     .value = "127.0.0.1:0",
     .help = "address of its HTTP server; port 0: a free one"},
    {.key = "LOG_LEVEL",
     .kind = SETTING_TEXT,
     .value = "info",
     .help = "least level that is logged: debug, info, warn, error"},
    {0},
};

static int exit_code(const struct err *e)
{
    bool setting = e->code == ERR_SETTING || e->code == ERR_FORMAT || e->code == ERR_USAGE;
    return setting ? EXIT_SETTING : EXIT_ENVIRONMENT;
}

/* --config FILE, --help, --version. Returns −1 to go on, else the exit code. */
static int read_options(const struct daemon_spec *spec, struct settings *s, int argc, char **argv, const char **config)
{
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--help") == 0) {
            struct buf out = {0};
            settings_print(s, &out);
            printf("%s\n\nOptions: --config FILE, --help, --version\n\nSettings, from the environment or as KEY = "
                   "value in FILE:\n%s",
                   spec->page, buf_text(&out));
            buf_deinit(&out);
            return 0;
        }
        if (strcmp(argv[i], "--version") == 0) {
            printf("%s %s\n", spec->name, CVG_VERSION);
            return 0;
        }
        if (strcmp(argv[i], "--config") == 0 && i + 1 < argc) {
            *config = argv[++i];
        } else {
            fprintf(stderr, "%s: unknown option %s (--help lists them)\n", spec->name, argv[i]);
            return EXIT_WRONG_USAGE;
        }
    }
    return -1;
}

static int read_settings(struct settings *s, const char *config, enum log_level *level, struct err *e)
{
    if (config && settings_read_file(s, config, e) < 0)
        return -1;
    if (settings_read_environment(s, e) < 0 || settings_check(s, e) < 0)
        return -1;
    if (log_level_parse(settings_text(s, "LOG_LEVEL"), level) < 0)
        return err_set(e, ERR_SETTING, "CVG_LOG_LEVEL should be debug, info, warn or error, found \"%.40s\"",
                       settings_text(s, "LOG_LEVEL"));
    return 0;
}

/* Pages. */

static void on_healthz(struct http_req *r, void *arg)
{
    (void)arg;
    http_answer_text(r, 200, "text/plain", "ok\n");
}

static void on_readyz(struct http_req *r, void *arg)
{
    const struct daemon *d = arg;
    bool ready = d->life->ready;
    http_answer_text(r, ready ? 200 : 503, "text/plain", ready ? "ready\n" : "not ready\n");
}

static void on_metrics(struct http_req *r, void *arg)
{
    const struct daemon *d = arg;
    struct buf out = {0};
    metrics_format(d->metrics, &out);
    http_answer(r, 200, "text/plain; version=0.0.4; charset=utf-8", buf_text(&out), out.len);
    buf_deinit(&out);
}

static double ask_ready(void *arg)
{
    const struct daemon *d = arg;
    return d->life->ready;
}

static double ask_memory(void *arg)
{
    size_t bytes = 0;
    (void)arg;
    return uv_resident_set_memory(&bytes) == 0 ? (double)bytes : 0;
}

static double ask_connections(void *arg)
{
    const struct daemon *d = arg;
    return http_connections(d->http);
}

static int open_http(struct daemon *d, struct err *e)
{
    struct http_config config = d->spec->http;
    config.address = settings_text(d->settings, "HTTP");
    d->http = http_open(d->loop, &config, e);
    if (!d->http)
        return -1;
    const struct http_route routes[] = {
        {.method = "GET", .path = "/healthz", .on_complete = on_healthz, .arg = d},
        {.method = "GET", .path = "/readyz", .on_complete = on_readyz, .arg = d},
        {.method = "GET", .path = "/metrics", .on_complete = on_metrics, .arg = d},
    };
    for (size_t i = 0; i < sizeof routes / sizeof *routes; i++)
        http_add_route(d->http, &routes[i]);
    metrics_gauge_of(d->metrics, "cvg_ready", NULL, "1 when ready, as /readyz tells.", ask_ready, d);
    metrics_gauge_of(d->metrics, "cvg_http_connections", NULL, "Open HTTP connections.", ask_connections, d);
    metrics_gauge_of(d->metrics, "process_resident_memory_bytes", NULL, "Resident memory.", ask_memory, NULL);
    metrics_gauge(d->metrics, "process_start_time_seconds", NULL, "Start, seconds since 1970.")->value =
        (double)time(NULL);
    return 0;
}

/* Stopping. */

static void on_drain(void *arg)
{
    struct daemon *d = arg;
    struct daemon_life *life = d->life;
    if (life->drained || loop_now_ms(d->loop) >= life->drain_until)
        uv_stop(d->loop);
    else /* one question more than needed: what was just answered gets its turn to be sent */
        life->drained = !d->spec->drained || d->spec->drained(d);
}

static void begin_stop(struct daemon *d)
{
    struct daemon_life *life = d->life;
    if (life->stopping) {
        life->drain_until = 0;
        return;
    }
    life->stopping = true;
    life->ready = false;
    notify_send("STOPPING=1");
    log_event(LOG_INFO, "daemon_stopping");
    timer_start(&life->drain, d->loop, 0, DRAIN_MS, on_drain, d);
    life->drain_until = loop_now_ms(d->loop) + DRAIN_MAX_MS;
}

static void on_signal(uv_signal_t *s, int number)
{
    (void)number;
    begin_stop(s->data);
}

static void on_ask(uv_async_t *a)
{
    begin_stop(a->data);
}

void daemon_stop(struct daemon *d)
{
    uv_async_send(&d->life->ask);
}

void daemon_fail(struct daemon *d, const struct err *e)
{
    log_event(LOG_ERROR, "daemon_failed", log_err(e));
    d->life->code = exit_code(e);
    begin_stop(d);
}

void daemon_ready(struct daemon *d, bool ready)
{
    struct daemon_life *life = d->life;
    char text[160];
    if (life->stopping || life->ready == ready)
        return;
    life->ready = ready;
    log_event(LOG_INFO, ready ? "daemon_ready" : "daemon_not_ready");
    if (!ready || life->told_ready)
        return;
    life->told_ready = true;
    snprintf(text, sizeof text, "READY=1\nSTATUS=http=%s", http_address(d->http));
    notify_send(text);
}

bool daemon_is_ready(const struct daemon *d)
{
    return d->life->ready;
}

/* Life. */

static void open_life(struct daemon *d)
{
    struct daemon_life *life = d->life;
    must(uv_loop_init(&life->loop) == 0);
    d->loop = &life->loop;
    must(uv_signal_init(d->loop, &life->on_term) == 0 && uv_signal_init(d->loop, &life->on_int) == 0);
    must(uv_async_init(d->loop, &life->ask, on_ask) == 0);
    life->on_term.data = life->on_int.data = life->ask.data = d;
    must(uv_signal_start(&life->on_term, on_signal, SIGTERM) == 0);
    must(uv_signal_start(&life->on_int, on_signal, SIGINT) == 0);
    d->zmq = zmq_ctx_new();
    must(d->zmq);
    d->metrics = metrics_new();
    d->state = mem_new(d->spec->state_size);
}

static void on_not_closed(void *arg)
{
    struct daemon *d = arg;
    uv_print_all_handles(d->loop, stderr);
    must(!"a handle was not closed at the stop");
}

static void close_life(struct daemon *d)
{
    struct daemon_life *life = d->life;
    struct timer guard = {0};
    uv_close((uv_handle_t *)&life->on_term, NULL);
    uv_close((uv_handle_t *)&life->on_int, NULL);
    uv_close((uv_handle_t *)&life->ask, NULL);
    timer_close(&life->drain);
    timer_start(&guard, d->loop, CLOSE_MAX_MS, 0, on_not_closed, d);
    uv_unref((uv_handle_t *)guard.uv);
    while (uv_run(d->loop, UV_RUN_DEFAULT)) /* an uv_stop() may still be due */
        ;
    timer_close(&guard);
    while (uv_run(d->loop, UV_RUN_DEFAULT))
        ;
    int left = uv_loop_close(d->loop);
    if (left)
        uv_print_all_handles(d->loop, stderr);
    must(left == 0);
    zmq_ctx_term(d->zmq);
    metrics_free(&d->metrics);
    mem_free(&d->state);
}

static int live(struct daemon *d)
{
    struct err e = {0};
    open_life(d);
    int rc = open_http(d, &e);
    if (rc == 0) {
        rc = d->spec->start(d, &e);
        if (rc == 0) {
            log_event(LOG_INFO, "daemon_started", log_int("pid", getpid()), log_text("http", http_address(d->http)),
                      log_text("version", CVG_VERSION));
            uv_run(d->loop, UV_RUN_DEFAULT);
        }
        http_close(&d->http); /* first: who still waits for an answer is told while the service still stands */
        if (d->spec->stop)
            d->spec->stop(d);
    }
    if (rc < 0) {
        log_event(LOG_ERROR, "daemon_start_failed", log_err(&e));
        d->life->code = exit_code(&e);
    }
    close_life(d);
    log_event(LOG_INFO, "daemon_stopped", log_int("code", d->life->code));
    return d->life->code;
}

int daemon_run(const struct daemon_spec *spec, int argc, char **argv)
{
    const struct setting *tables[] = {common_settings, spec->settings, NULL};
    struct daemon_life life = {0};
    struct daemon d = {.spec = spec, .life = &life, .settings = settings_new(tables)};
    const char *config = NULL;
    enum log_level level = LOG_INFO;
    struct err e;
    int code = read_options(spec, d.settings, argc, argv, &config);
    if (code < 0 && read_settings(d.settings, config, &level, &e) < 0) {
        fprintf(stderr, "%s: %s\n", spec->name, e.text);
        code = EXIT_SETTING;
    }
    if (code < 0) {
        signal(SIGPIPE, SIG_IGN);
        log_init(spec->name, level);
        code = live(&d);
    }
    settings_free(&d.settings);
    return code;
}
