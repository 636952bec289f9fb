/* One HTTP request on another thread. */
#include "alerting/post.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "io/http_client.h"
#include "io/loop.h"

#define ANSWER_MAX 65536 /* bytes */

struct post {
    char *url, *json;
    long timeout_ms, status;
    char why[4096];
    post_done *done;
    void *arg;
};

static void work(void *arg)
{
    struct post *p = arg;
    struct err e;
    struct http_client_answer a;
    const struct http_client_request q = {.url = p->url,
                                          .body = p->json,
                                          .body_len = p->json ? strlen(p->json) : 0,
                                          .content_type = "application/json",
                                          .timeout_ms = p->timeout_ms,
                                          .connect_timeout_ms = p->timeout_ms,
                                          .answer_max = ANSWER_MAX};
    if (http_client_send(&q, &a, &e) < 0) {
        snprintf(p->why, sizeof p->why, "%.*s", (int)text_cut(e.text, sizeof p->why - 1), e.text);
        return;
    }
    p->status = a.status;
    const char *said = buf_text(&a.body);
    snprintf(p->why, sizeof p->why, "%.*s", (int)text_cut(said, sizeof p->why - 1), said);
    text_mend(p->why);
    http_client_answer_deinit(&a);
}

static void on_done(void *arg)
{
    struct post *p = arg;
    p->done(p->status, p->why, p->arg);
    free(p->url);
    free(p->json);
    free(p);
}

void post_start(struct uv_loop_s *loop, const char *url, const char *json, long timeout_ms, post_done *done, void *arg)
{
    struct post *p = mem_new(sizeof *p);
    *p =
        (struct post){.url = mem_text(url), .json = mem_text(json), .timeout_ms = timeout_ms, .done = done, .arg = arg};
    loop_work(loop, work, on_done, p);
}

int post_check_url(const char *url)
{
    const char *host = text_starts(url, "https://") ? url + 8 : text_starts(url, "http://") ? url + 7 : NULL;
    if (!host || !*host || strspn(host, "/:@?#") > 0)
        return -1;
    for (const char *s = url; *s; s++)
        if ((unsigned char)*s <= ' ' || (unsigned char)*s >= 0x7f)
            return -1;
    return 0;
}
