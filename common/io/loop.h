/* Small doors to the libuv loop, so that services need not include uv.h: timers, and work on another thread. */
#ifndef CVG_IO_LOOP_H
#define CVG_IO_LOOP_H

#include <stdbool.h>
#include <stdint.h>

struct uv_loop_s;
struct uv_timer_s;

/* Embedded in its owner and zeroed before the first start. The libuv handle behind it has its own life, so that the
 * owner may be freed as soon as timer_close() returned. */
struct timer {
    struct uv_timer_s *uv;
    void (*fn)(void *arg);
    void *arg;
};

/* Calls fn(arg) after `ms`, then every `repeat_ms` (0: once). Starting again replaces what was set. */
void timer_start(struct timer *t, struct uv_loop_s *loop, uint64_t ms, uint64_t repeat_ms, void (*fn)(void *),
                 void *arg);
void timer_stop(struct timer *t);  /* may be started again */
void timer_close(struct timer *t); /* may be called twice, and on a timer that never started */
bool timer_active(const struct timer *t);

/* Milliseconds of the loop's monotonic clock, as of this turn. */
uint64_t loop_now_ms(struct uv_loop_s *loop);

/* Runs work(arg) on a worker thread, then done(arg) on the loop. `arg` must hold copies: nothing that the loop's thread
 * may touch meanwhile. done is always called, exactly once. */
void loop_work(struct uv_loop_s *loop, void (*work)(void *arg), void (*done)(void *arg), void *arg);

#endif
