/* Whether those who live also answer: one GET each, each on a thread of its own, so that one who is silent costs the
 * time of one. */
#include "cvg/answering.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "cvg/address.h"
#include "io/http_client.h"

#define PATIENCE_MS 3000

struct question {
    pthread_t thread;
    bool asked;
    char url[300];
    long status; /* 0: no answer */
};

static void *ask(void *arg)
{
    struct question *q = arg;
    struct err e;
    struct http_client_answer a;
    const struct http_client_request request = {
        .url = q->url, .timeout_ms = PATIENCE_MS, .connect_timeout_ms = PATIENCE_MS, .answer_max = 65536};
    if (http_client_send(&request, &a, &e) == 0) {
        q->status = a.status;
        http_client_answer_deinit(&a);
    }
    return NULL;
}

/* PostgreSQL's address is a path: it is not asked here. */
static void start(struct question *q, const struct roster_entry *x)
{
    if (strcmp(x->state, "ready") != 0 || address_check(x->address, NULL) < 0)
        return;
    snprintf(q->url, sizeof q->url, "http://%s/readyz", x->address);
    q->asked = pthread_create(&q->thread, NULL, ask, q) == 0;
}

void answering_ask(struct roster *s)
{
    struct question *list = mem_new_n(s->n + 1, sizeof *list);
    for (size_t i = 0; i < s->n; i++)
        start(&list[i], &s->entries[i]);
    for (size_t i = 0; i < s->n; i++) {
        if (!list[i].asked)
            continue;
        pthread_join(list[i].thread, NULL);
        s->entries[i].silent = list[i].status == 0;
        if (list[i].status != 200)
            snprintf(s->entries[i].state, sizeof s->entries[i].state, "starting");
    }
    free(list);
}
