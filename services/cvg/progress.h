/* A line on a terminal while something takes long: nothing below a second, nothing where stderr is no terminal. */
#ifndef CVG_CVG_PROGRESS_H
#define CVG_CVG_PROGRESS_H

#include <pthread.h>
#include <stdbool.h>

struct progress {
    const char *text;
    bool running, ended;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t end;
};

/* `text` lives until progress_stop(). */
void progress_start(struct progress *p, const char *text);
void progress_stop(struct progress *p);

#endif
