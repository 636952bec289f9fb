/* A line of work: so much at once, in order, refused when full, and dropped at a stop. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <uv.h>

#include <cmocka.h>

#include "io/work_line.h"

#define JOBS 6

static uv_mutex_t lock;
static uv_sem_t gate; /* each job takes one before it ends */
static int running, most;

struct job {
    bool worked;
    int ended; /* which one it was to end, from 1; 0: it has not */
};

static int ends;

static void work(void *arg)
{
    struct job *j = arg;
    uv_mutex_lock(&lock);
    running++;
    most = running > most ? running : most;
    uv_mutex_unlock(&lock);
    uv_sem_wait(&gate);
    uv_mutex_lock(&lock);
    running--;
    uv_mutex_unlock(&lock);
    j->worked = true;
}

static void done(void *arg)
{
    struct job *j = arg;
    assert_int_equal(j->ended, 0);
    j->ended = ++ends;
}

static void begin(uv_loop_t *loop)
{
    ends = running = most = 0;
    assert_int_equal(uv_loop_init(loop), 0);
    assert_int_equal(uv_mutex_init(&lock), 0);
    assert_int_equal(uv_sem_init(&gate, 0), 0);
}

static void end(uv_loop_t *loop, const struct work_line *l)
{
    for (int i = 0; i < JOBS; i++)
        uv_sem_post(&gate);
    while (uv_run(loop, UV_RUN_DEFAULT))
        ;
    assert_true(work_line_idle(l));
    assert_int_equal(uv_loop_close(loop), 0);
    uv_sem_destroy(&gate);
    uv_mutex_destroy(&lock);
}

static void test_order(void **state)
{
    uv_loop_t loop;
    struct job jobs[JOBS] = {0};
    struct work_line l = {.loop = &loop, .at_once = 1, .waiting_max = JOBS};
    (void)state;
    begin(&loop);
    for (int i = 0; i < JOBS; i++)
        assert_true(work_line_add(&l, work, done, &jobs[i]));
    assert_false(work_line_idle(&l));
    end(&loop, &l);
    assert_int_equal(most, 1);
    for (int i = 0; i < JOBS; i++) {
        assert_true(jobs[i].worked);
        assert_int_equal(jobs[i].ended, i + 1);
    }
}

static void test_full(void **state)
{
    uv_loop_t loop;
    struct job jobs[JOBS] = {0};
    struct work_line l = {.loop = &loop, .at_once = 2, .waiting_max = 2};
    (void)state;
    begin(&loop);
    for (int i = 0; i < JOBS; i++)
        assert_int_equal(work_line_add(&l, work, done, &jobs[i]), i < 4);
    end(&loop, &l);
    assert_true(most <= 2);
    assert_int_equal(ends, 4);
    assert_false(jobs[4].worked || jobs[5].worked);
}

static void test_drop(void **state)
{
    uv_loop_t loop;
    struct job jobs[JOBS] = {0};
    struct work_line l = {.loop = &loop, .at_once = 2, .waiting_max = JOBS};
    (void)state;
    begin(&loop);
    for (int i = 0; i < JOBS; i++)
        assert_true(work_line_add(&l, work, done, &jobs[i]));
    work_line_drop(&l);
    assert_int_equal(ends, JOBS - 2);
    end(&loop, &l);
    assert_int_equal(ends, JOBS);
    for (int i = 0; i < JOBS; i++)
        assert_int_equal(jobs[i].worked, i < 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_order), cmocka_unit_test(test_full),
                                       cmocka_unit_test(test_drop)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
