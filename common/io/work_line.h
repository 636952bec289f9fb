/* Work on other threads, so much at once: what comes while they are taken waits in order, and what the line has no room
 * for is not taken. */
#ifndef CVG_IO_WORK_LINE_H
#define CVG_IO_WORK_LINE_H

#include <stdbool.h>
#include <stddef.h>

struct uv_loop_s;
struct work_line_item;

/* Embedded in its owner, which outlives all that stands in it. */
struct work_line {
    struct uv_loop_s *loop;
    size_t at_once;     /* running at most: of libuv's threads, which all share */
    size_t waiting_max; /* more are refused */
    size_t running, waiting;
    struct work_line_item *first, *last;
};

/* As loop_work(), in its turn. False: the line is full, and neither is called. */
bool work_line_add(struct work_line *l, void (*work)(void *arg), void (*done)(void *arg), void *arg);
/* At a stop: what waits is not worked on any more, its done is called at once. What runs goes on to its own. */
void work_line_drop(struct work_line *l);
/* The same, and what runs is waited for: the loop turns meanwhile, so not from inside of one of its callbacks. */
void work_line_finish(struct work_line *l);
/* Nothing runs or waits: its owner may go. */
bool work_line_idle(const struct work_line *l);

#endif
