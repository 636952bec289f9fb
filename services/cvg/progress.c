/* The seconds that have passed, told by a thread of its own: what takes long need not know of it. */
#include "cvg/progress.h"

#include <stdio.h>
#include <time.h>
#include <unistd.h>

static void *tell(void *arg)
{
    struct progress *p = arg;
    struct timespec at;
    bool told = false;
    clock_gettime(CLOCK_MONOTONIC, &at);
    time_t start = at.tv_sec;
    pthread_mutex_lock(&p->lock);
    while (!p->ended) {
        at.tv_sec++;
        if (pthread_cond_timedwait(&p->end, &p->lock, &at) == 0)
            continue;
        fprintf(stderr, "\r%s… %ld s", p->text, (long)(at.tv_sec - start));
        fflush(stderr);
        told = true;
    }
    pthread_mutex_unlock(&p->lock);
    if (told)
        fputs("\r\033[K", stderr);
    return NULL;
}

void progress_start(struct progress *p, const char *text)
{
    pthread_condattr_t attr;
    *p = (struct progress){.text = text};
    if (!isatty(STDERR_FILENO))
        return;
    pthread_condattr_init(&attr);
    pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
    pthread_mutex_init(&p->lock, NULL);
    pthread_cond_init(&p->end, &attr);
    pthread_condattr_destroy(&attr);
    p->running = pthread_create(&p->thread, NULL, tell, p) == 0;
}

void progress_stop(struct progress *p)
{
    if (!p->running)
        return;
    pthread_mutex_lock(&p->lock);
    p->ended = true;
    pthread_cond_signal(&p->end);
    pthread_mutex_unlock(&p->lock);
    pthread_join(p->thread, NULL);
    pthread_cond_destroy(&p->end);
    pthread_mutex_destroy(&p->lock);
    p->running = false;
}
