/* A line of work in front of libuv's threads. */
#include "io/work_line.h"

#include <stdlib.h>
#include <uv.h>

#include "base/mem.h"
#include "io/loop.h"

struct work_line_item {
    struct work_line *line;
    struct work_line_item *next;
    void (*work)(void *arg), (*done)(void *arg);
    void *arg;
};

static void run_next(struct work_line *l);

static void on_work(void *arg)
{
    const struct work_line_item *x = arg;
    x->work(x->arg);
}

static void on_done(void *arg)
{
    struct work_line_item x = *(struct work_line_item *)arg;
    free(arg);
    x.line->running--;
    run_next(x.line); /* before done, which may take the line's owner down with the last of it */
    x.done(x.arg);
}

static void run_next(struct work_line *l)
{
    struct work_line_item *x = l->first;
    if (!x || l->running == l->at_once)
        return;
    l->first = x->next;
    l->waiting--;
    l->running++;
    loop_work(l->loop, on_work, on_done, x);
}

bool work_line_add(struct work_line *l, void (*work)(void *arg), void (*done)(void *arg), void *arg)
{
    if (l->running == l->at_once && l->waiting == l->waiting_max)
        return false;
    struct work_line_item *x = mem_new(sizeof *x);
    *x = (struct work_line_item){.line = l, .work = work, .done = done, .arg = arg};
    if (l->first)
        l->last->next = x;
    else
        l->first = x;
    l->last = x;
    l->waiting++;
    run_next(l);
    return true;
}

void work_line_drop(struct work_line *l)
{
    struct work_line_item *x;
    while ((x = l->first)) {
        l->first = x->next;
        l->waiting--;
        x->done(x->arg);
        free(x);
    }
}

void work_line_finish(struct work_line *l)
{
    work_line_drop(l);
    while (l->running)
        uv_run(l->loop, UV_RUN_ONCE);
}

bool work_line_idle(const struct work_line *l)
{
    return l->running == 0 && l->waiting == 0;
}
