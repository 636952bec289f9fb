/* The skeleton's life: started, ready, asked for its pages, stopped by a signal or a call; and what it refuses. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "daemon/daemon.h"
#include "io/bus.h"
#include "io/http_client.h"
#include "io/loop.h"

/* A daemon as services write them: a state, a timer, a bus, a route, and work in hand at the stop. */
struct state {
    struct timer tick;
    struct bus *bus;
    int ticks;
    bool working;
};

/* What the test sees from outside. */
struct seen {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    struct daemon *d; /* NULL before start and after stop */
    char address[64];
    int drained, stops;
    bool slow, fail_start, never_drained;
};

static void on_tick(void *arg)
{
    struct daemon *d = arg;
    struct state *s = d->state;
    if (++s->ticks == 3)
        daemon_ready(d, true);
}

static void on_work(struct http_req *r, void *arg)
{
    struct daemon *d = arg;
    http_answer_text(r, 200, "text/plain", settings_text(d->settings, "WORD"));
}

static int start(struct daemon *d, struct err *e)
{
    struct state *s = d->state;
    struct seen *seen = d->spec->arg;
    static const char *const address[] = {"tcp://127.0.0.1:*", NULL};
    s->bus = bus_open(d->loop, d->zmq, &(struct bus_config){.type = BUS_PUB, .bind = address}, e);
    if (!s->bus)
        return -1;
    if (seen->fail_start)
        return err_set(e, ERR_AWAY, "nothing is there");
    timer_start(&s->tick, d->loop, 1, 20, on_tick, d);
    http_add_route(d->http, &(struct http_route){.method = "GET", .path = "/work", .on_complete = on_work, .arg = d});
    pthread_mutex_lock(&seen->lock);
    seen->d = d;
    snprintf(seen->address, sizeof seen->address, "%s", http_address(d->http));
    pthread_cond_broadcast(&seen->changed);
    pthread_mutex_unlock(&seen->lock);
    return 0;
}

static bool drained(struct daemon *d)
{
    struct seen *seen = d->spec->arg;
    return ++seen->drained >= (seen->slow ? 5 : 1) && !seen->never_drained;
}

static void stop(struct daemon *d)
{
    struct state *s = d->state;
    struct seen *seen = d->spec->arg;
    timer_close(&s->tick);
    bus_close(&s->bus);
    seen->stops++;
    pthread_mutex_lock(&seen->lock);
    seen->d = NULL;
    pthread_mutex_unlock(&seen->lock);
}

static const struct setting table[] = {
    {.key = "WORD", .kind = SETTING_TEXT, .value = "work", .help = "what it says"},
    {0},
};

static struct daemon_spec spec_of(struct seen *seen)
{
    pthread_mutex_init(&seen->lock, NULL);
    pthread_cond_init(&seen->changed, NULL);
    return (struct daemon_spec){.name = "tested",
                                .page = "A daemon for tests.",
                                .settings = table,
                                .state_size = sizeof(struct state),
                                .start = start,
                                .drained = drained,
                                .stop = stop,
                                .arg = seen};
}

struct run {
    const struct daemon_spec *spec;
    pthread_t thread;
    int code;
    char *argv[8];
    int argc;
};

static void *run_thread(void *arg)
{
    struct run *r = arg;
    r->code = daemon_run(r->spec, r->argc, r->argv);
    return NULL;
}

static void launch(struct run *r, const struct daemon_spec *spec)
{
    static char name[] = "tested";
    struct seen *seen = spec->arg;
    r->spec = spec;
    r->argv[0] = name;
    if (!r->argc)
        r->argc = 1;
    assert_int_equal(pthread_create(&r->thread, NULL, run_thread, r), 0);
    pthread_mutex_lock(&seen->lock);
    while (!seen->d)
        pthread_cond_wait(&seen->changed, &seen->lock);
    pthread_mutex_unlock(&seen->lock);
}

static long fetch(const char *address, const char *path, struct buf *body)
{
    char url[128];
    struct http_client_answer a;
    struct err e;
    snprintf(url, sizeof url, "http://%s%s", address, path);
    if (http_client_send(&(struct http_client_request){.url = url}, &a, &e) < 0)
        fail_msg("%s", e.text);
    long status = a.status;
    if (body)
        *body = a.body;
    else
        http_client_answer_deinit(&a);
    return status;
}

static void test_life(void **state)
{
    struct seen seen = {.slow = true};
    struct daemon_spec spec = spec_of(&seen);
    struct run r = {0};
    struct buf body = {0};
    (void)state;
    launch(&r, &spec);
    assert_int_equal(fetch(seen.address, "/healthz", NULL), 200);
    for (int i = 0; i < 200 && fetch(seen.address, "/readyz", NULL) != 200; i++)
        usleep(10000);
    assert_int_equal(fetch(seen.address, "/readyz", NULL), 200);
    assert_int_equal(fetch(seen.address, "/work", &body), 200);
    assert_string_equal(buf_text(&body), "work");
    buf_deinit(&body);
    assert_int_equal(fetch(seen.address, "/metrics", &body), 200);
    assert_non_null(strstr(buf_text(&body), "\ncvg_ready 1\n"));
    buf_deinit(&body);
    daemon_stop(seen.d);
    pthread_join(r.thread, NULL);
    assert_int_equal(r.code, 0);
    assert_int_equal(seen.drained, 5);
    assert_int_equal(seen.stops, 1);
}

static void test_several_in_one_process(void **state)
{
    struct seen seen[4] = {0};
    struct daemon_spec spec[4];
    struct run r[4] = {0};
    (void)state;
    for (int i = 0; i < 4; i++) {
        spec[i] = spec_of(&seen[i]);
        launch(&r[i], &spec[i]);
    }
    for (int i = 0; i < 4; i++)
        assert_int_equal(fetch(seen[i].address, "/healthz", NULL), 200);
    kill(getpid(), SIGTERM); /* reaches them all */
    for (int i = 0; i < 4; i++) {
        pthread_join(r[i].thread, NULL);
        assert_int_equal(r[i].code, 0);
        assert_int_equal(seen[i].stops, 1);
    }
}

static void test_a_second_signal_cuts_it_short(void **state)
{
    struct seen seen = {.never_drained = true};
    struct daemon_spec spec = spec_of(&seen);
    struct run r = {0};
    (void)state;
    launch(&r, &spec);
    struct daemon *d = seen.d;
    daemon_stop(d);
    usleep(200000);
    assert_int_equal(seen.stops, 0);
    assert_int_equal(fetch(seen.address, "/readyz", NULL), 503); /* it still answers, and says so */
    daemon_stop(d);
    pthread_join(r.thread, NULL);
    assert_int_equal(r.code, 0);
    assert_int_equal(seen.stops, 1);
}

static void test_a_start_that_fails(void **state)
{
    struct seen seen = {.fail_start = true};
    struct daemon_spec spec = spec_of(&seen);
    char *argv[] = {(char[]){"tested"}, NULL};
    (void)state;
    assert_int_equal(daemon_run(&spec, 1, argv), 75);
    assert_int_equal(seen.stops, 1);
}

/* Exit code and what it printed, of a run in a child. */
static int run_child(const char *variable, const char *value, const char *option, const char *argument, char *out,
                     size_t size)
{
    int pipes[2];
    assert_int_equal(pipe(pipes), 0);
    pid_t pid = fork();
    if (pid == 0) {
        struct seen seen = {0};
        struct daemon_spec spec = spec_of(&seen);
        char *argv[] = {(char[]){"tested"}, option ? strdup(option) : NULL, argument ? strdup(argument) : NULL, NULL};
        dup2(pipes[1], 1);
        dup2(pipes[1], 2);
        if (variable)
            setenv(variable, value, 1);
        int code = daemon_run(&spec, 1 + (option != NULL) + (argument != NULL), argv);
        fflush(stdout);
        _exit(code);
    }
    close(pipes[1]);
    size_t len = 0;
    for (ssize_t n; len + 1 < size && (n = read(pipes[0], out + len, size - len - 1)) > 0;)
        len += (size_t)n;
    out[len] = 0;
    close(pipes[0]);
    int status;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

static void test_what_it_refuses(void **state)
{
    char out[8192];
    (void)state;
    assert_int_equal(run_child("CVG_HTTP", "nonsense", NULL, NULL, out, sizeof out), 78);
    assert_string_equal(
        out, "tested: CVG_HTTP should be an address (HOST:PORT, ipc://PATH, tcp://HOST:PORT), found \"nonsense\"\n");
    assert_int_equal(run_child("CVG_LOG_LEVEL", "loud", NULL, NULL, out, sizeof out), 78);
    assert_int_equal(run_child(NULL, NULL, "--config", "/nonexistent", out, sizeof out), 78);
    assert_int_equal(run_child(NULL, NULL, "--nonsense", NULL, out, sizeof out), 2);
    assert_int_equal(run_child(NULL, NULL, "--help", NULL, out, sizeof out), 0);
    assert_non_null(strstr(out, "A daemon for tests."));
    assert_non_null(strstr(out, "CVG_WORD"));
    assert_non_null(strstr(out, "CVG_HTTP"));
    assert_int_equal(run_child(NULL, NULL, "--version", NULL, out, sizeof out), 0);
    assert_int_equal(strncmp(out, "tested ", 7), 0);
}

static void test_a_taken_port(void **state)
{
    struct seen seen = {0};
    struct daemon_spec spec = spec_of(&seen);
    struct run r = {0};
    char out[8192];
    (void)state;
    launch(&r, &spec);
    assert_int_equal(run_child("CVG_HTTP", seen.address, NULL, NULL, out, sizeof out), 75);
    assert_non_null(strstr(out, "ev=daemon_start_failed"));
    daemon_stop(seen.d);
    pthread_join(r.thread, NULL);
}

static void test_systemd_is_told(void **state)
{
    struct seen seen = {0};
    struct daemon_spec spec = spec_of(&seen);
    struct run r = {0};
    struct sockaddr_un a = {.sun_family = AF_UNIX};
    struct timeval wait = {.tv_sec = 5};
    char text[256] = "";
    (void)state;
    snprintf(a.sun_path, sizeof a.sun_path, "/tmp/test_daemon.%ld", (long)getpid());
    int fd = socket(AF_UNIX, SOCK_DGRAM, 0);
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof wait);
    assert_int_equal(bind(fd, (struct sockaddr *)&a, sizeof a), 0);
    setenv("NOTIFY_SOCKET", a.sun_path, 1);
    launch(&r, &spec);
    ssize_t n = recv(fd, text, sizeof text - 1, 0);
    assert_true(n > 0);
    assert_int_equal(strncmp(text, "READY=1\nSTATUS=http=127.0.0.1:", 30), 0);
    assert_non_null(strstr(text, seen.address));
    daemon_stop(seen.d);
    n = recv(fd, text, sizeof text - 1, 0);
    assert_int_equal(n, strlen("STOPPING=1"));
    pthread_join(r.thread, NULL);
    unsetenv("NOTIFY_SOCKET");
    close(fd);
    unlink(a.sun_path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_it_refuses),
        cmocka_unit_test(test_a_start_that_fails),
        cmocka_unit_test(test_life),
        cmocka_unit_test(test_several_in_one_process),
        cmocka_unit_test(test_a_second_signal_cuts_it_short),
        cmocka_unit_test(test_a_taken_port),
        cmocka_unit_test(test_systemd_is_told),
    };
    return cmocka_run_group_tests_name("daemon", tests, NULL, NULL);
}
