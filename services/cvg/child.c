/* The life of one supervised process. */
#include "cvg/child.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/cal.h"

#define FIRST_DELAY_MS 100
#define LAST_DELAY_MS 2000
#define STEADY_MS 5000 /* ready for so long, the next death counts as a first one */
#define PROBE_MS 20

static const char *const state_names[CHILD_STATE_COUNT] = {"stopped", "starting", "ready", "failed"};

static void launch(struct child *c);

const char *child_state_name(enum child_state s)
{
    return state_names[s];
}

void child_note(const char *fmt, ...)
{
    char now[CAL_INSTANT_LEN];
    va_list ap;
    cal_format_instant(cal_now_us(), now);
    fprintf(stderr, "ts=%s daemon=supervisor ", now);
    va_start(ap, fmt);
    vfprintf(stderr, fmt, ap);
    va_end(ap);
    fputc('\n', stderr);
}

static void set_state(struct child *c, enum child_state s)
{
    c->state = s;
    c->on_change(c);
}

void child_init(struct child *c, uv_loop_t *loop)
{
    c->loop = loop;
    c->state = CHILD_STOPPED;
    must(uv_timer_init(loop, &c->timer) == 0);
    c->timer.data = c;
}

static void on_turn(uv_timer_t *timer)
{
    launch(timer->data);
}

static unsigned delay_ms(const struct child *c)
{
    unsigned delay = FIRST_DELAY_MS;
    if (c->deaths <= 1)
        return 0;
    for (unsigned i = 2; i < c->deaths && delay < LAST_DELAY_MS; i++)
        delay *= 2;
    return delay < LAST_DELAY_MS ? delay : LAST_DELAY_MS;
}

static void on_dead(struct child *c)
{
    if (c->stopping || (c->once && c->why.code == ERR_NONE && c->term_signal == 0 && c->exit_status == 0)) {
        set_state(c, CHILD_STOPPED);
        return;
    }
    c->deaths++;
    set_state(c, CHILD_FAILED);
    /* on_change may have asked for the end of everything. */
    if (!c->stopping && !c->once)
        uv_timer_start(&c->timer, on_turn, delay_ms(c), 0);
}

/* After a death, once the handle is ours again. */
static void on_closed(uv_handle_t *handle)
{
    struct child *c = handle->data;
    c->handle_open = false;
    on_dead(c);
}

static void on_exit(uv_process_t *process, int64_t status, int term_signal)
{
    struct child *c = process->data;
    child_note("ev=exit name=%s pid=%d status=%d signal=%d", c->name, (int)c->id.pid, (int)status, term_signal);
    if (c->state == CHILD_READY && uv_now(c->loop) - c->ready_since_ms >= STEADY_MS)
        c->deaths = 0;
    c->id = (struct process_id){0};
    c->exit_status = (int)status;
    c->term_signal = term_signal;
    c->why = (struct err){0};
    uv_timer_stop(&c->timer);
    uv_close((uv_handle_t *)process, on_closed);
}

static void on_probe(uv_timer_t *timer)
{
    struct child *c = timer->data;
    if (c->probe(c))
        child_set_ready(c);
}

static void launch(struct child *c)
{
    struct launch l = {.pass_fd = -1};
    c->why = (struct err){0};
    int rc = c->prepare(c, &l, &c->why);
    if (rc > 0) {
        launch_deinit(&l);
        uv_timer_start(&c->timer, on_turn, PROBE_MS, 0);
        return;
    }
    c->process = (uv_process_t){.data = c};
    if (rc == 0) {
        rc = launch_start(&l, c->loop, &c->process, on_exit, &c->why);
        c->handle_open = true;
    }
    launch_deinit(&l);
    if (rc == 0) {
        c->id = process_get(c->process.pid);
        if (!c->id.pid) /* dead already: on_exit will follow */
            c->id.pid = c->process.pid;
        child_note("ev=start name=%s pid=%d", c->name, (int)c->id.pid);
        if (c->probe)
            uv_timer_start(&c->timer, on_probe, PROBE_MS, PROBE_MS);
        set_state(c, CHILD_STARTING);
        return;
    }
    child_note("ev=start_failed name=%s why=\"%s\"", c->name, c->why.text);
    if (c->handle_open)
        uv_close((uv_handle_t *)&c->process, on_closed);
    else
        on_dead(c);
}

void child_start(struct child *c)
{
    c->stopping = false;
    c->deaths = 0;
    launch(c);
}

void child_set_ready(struct child *c)
{
    if (c->state != CHILD_STARTING)
        return;
    if (!c->stopping)
        uv_timer_stop(&c->timer);
    c->was_ready = true;
    c->ready_since_ms = uv_now(c->loop);
    child_note("ev=ready name=%s pid=%d", c->name, (int)c->id.pid);
    set_state(c, CHILD_READY);
}

static void on_stop_turn(uv_timer_t *timer)
{
    struct child *c = timer->data;
    if (!c->id.pid || c->signal_i >= 3 || !c->signals[c->signal_i])
        return;
    int signal = c->signals[c->signal_i];
    unsigned wait = c->waits_ms[c->signal_i++];
    child_note("ev=signal name=%s pid=%d signal=%d", c->name, (int)c->id.pid, signal);
    uv_process_kill(&c->process, signal);
    uv_timer_start(&c->timer, on_stop_turn, wait, 0);
}

void child_stop(struct child *c, const int signals[3], const unsigned waits_ms[3])
{
    if (c->stopping)
        return;
    c->stopping = true;
    uv_timer_stop(&c->timer);
    if (!c->id.pid && !c->handle_open) {
        set_state(c, CHILD_STOPPED);
        return;
    }
    memcpy(c->signals, signals, sizeof c->signals);
    memcpy(c->waits_ms, waits_ms, sizeof c->waits_ms);
    c->signal_i = 0;
    on_stop_turn(&c->timer);
}

void child_close(struct child *c)
{
    uv_close((uv_handle_t *)&c->timer, NULL);
}
