/* Small doors to the libuv loop: timers whose handle outlives their owner, and work on another thread. */
#include "io/loop.h"

#include <stdlib.h>
#include <uv.h>

#include "base/err.h"
#include "base/mem.h"

static void free_handle(uv_handle_t *h)
{
    free(h);
}

static void on_timer(uv_timer_t *uv)
{
    struct timer *t = uv->data;
    t->fn(t->arg); /* may close or free t: nothing after this */
}

void timer_start(struct timer *t, uv_loop_t *loop, uint64_t ms, uint64_t repeat_ms, void (*fn)(void *), void *arg)
{
    if (!t->uv) {
        t->uv = mem_new(sizeof *t->uv);
        must(uv_timer_init(loop, t->uv) == 0);
        t->uv->data = t;
    }
    t->fn = fn;
    t->arg = arg;
    uv_update_time(loop); /* a handler that ran long must not shorten the wait */
    must(uv_timer_start(t->uv, on_timer, ms, repeat_ms) == 0);
}

void timer_stop(struct timer *t)
{
    if (t->uv)
        uv_timer_stop(t->uv);
}

void timer_close(struct timer *t)
{
    if (t->uv)
        uv_close((uv_handle_t *)t->uv, free_handle);
    t->uv = NULL;
}

bool timer_active(const struct timer *t)
{
    return t->uv && uv_is_active((const uv_handle_t *)t->uv);
}

uint64_t loop_now_ms(uv_loop_t *loop)
{
    return uv_now(loop);
}

struct work {
    uv_work_t uv;
    void (*work)(void *), (*done)(void *);
    void *arg;
};

static void on_work(uv_work_t *uv)
{
    struct work *w = uv->data;
    w->work(w->arg);
}

static void on_work_done(uv_work_t *uv, int status)
{
    (void)status; /* nobody cancels it */
    struct work w = *(struct work *)uv->data;
    free(uv->data);
    w.done(w.arg);
}

void loop_work(uv_loop_t *loop, void (*work)(void *), void (*done)(void *), void *arg)
{
    struct work *w = mem_new(sizeof *w);
    w->work = work;
    w->done = done;
    w->arg = arg;
    w->uv.data = w;
    must(uv_queue_work(loop, &w->uv, on_work, on_work_done) == 0);
}
