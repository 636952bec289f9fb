/* What is not live, asked of reporting over a DEALER.
 *
 * A question is only handed to ZeroMQ while reporting is there, and handed on again, TRIES times, until its answer
 * comes or its time is over: a reporting that was killed and is back answers it. Asking twice does no harm; reporting
 * passes over what it has in hand from the same client. */
#include "daemon/past.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/log.h"
#include "io/bus.h"
#include "io/loop.h"

#define TRIES 5

static const char TEXT_AWAY[] = "Le service qui calcule ces chiffres ne répond pas. Réessayez dans un instant.";
static const char TEXT_BAD[] = "Cette demande ne peut pas être calculée : trop de périmètres ou de jours, ou des dates "
                               "hors du calendrier.";

/* What an error's word means to who asked. */
static const struct {
    const char *word;
    enum err_code code;
} errors[] = {{"unknown_scope", ERR_USAGE}, {"unknown_programme", ERR_USAGE}, {"nothing", ERR_USAGE},
              {"no_report", ERR_USAGE},     {"no_file", ERR_USAGE},           {"no_draft", ERR_FORMAT},
              {"bad_ask", ERR_USAGE},       {"too_many", ERR_LIMIT},          {"busy", ERR_AWAY},
              {"away", ERR_AWAY},           {"failed", ERR_DATABASE}};

struct call {
    struct call *next, **at; /* at: what points to it */
    struct past *past;
    uint64_t number, until_ms;
    int64_t person;
    past_done *done;
    void *arg;
    struct timer timer;
    struct buf message; /* empty: it cannot be asked, and why stands in e */
    bool sent, left;    /* left: nobody waits for it, but reporting has it */
    struct err e;       /* what is told when the time is over */
};

struct past {
    struct uv_loop_s *loop;
    struct bus *bus;
    uint64_t last, patience_ms;
    struct call *calls; /* oldest first */
};

static void remove_call(struct call *c)
{
    *c->at = c->next;
    if (c->next)
        c->next->at = c->at;
    timer_close(&c->timer);
    buf_deinit(&c->message);
    free(c);
}

static struct call *find_call(struct past *p, uint64_t number)
{
    struct call *c = p->calls;
    while (c && c->number != number)
        c = c->next;
    return c;
}

/* The call is gone before its owner hears: it may ask, cancel or close. */
static void finish(struct call *c, const struct wire_answer *a, const struct err *e)
{
    past_done *done = c->done;
    void *arg = c->arg;
    bool left = c->left;
    remove_call(c);
    if (!left)
        done(a, e, arg);
}

static void send_call(struct call *c)
{
    const struct bus_part part = {buf_text(&c->message), c->message.len};
    c->sent = bus_send(c->past->bus, &part, 1);
}

static void on_time(void *arg)
{
    struct call *c = arg;
    uint64_t now = loop_now_ms(c->past->loop);
    if (!c->message.len || now >= c->until_ms) {
        struct err e = c->e;
        finish(c, NULL, &e);
        return;
    }
    if (!c->left)
        send_call(c);
    uint64_t rest = c->until_ms - now, again = c->past->patience_ms / TRIES + 1;
    timer_start(&c->timer, c->past->loop, rest < again ? rest : again, 0, on_time, c);
}

static void on_room(struct bus *b, void *arg)
{
    struct past *p = arg;
    (void)b;
    for (struct call *c = p->calls; c; c = c->next)
        if (c->message.len && !c->sent && !c->left)
            send_call(c);
}

static void answer_call(struct call *c, const struct wire_answer *a)
{
    struct err e;
    enum err_code code = ERR_DATABASE;
    if (!*a->error) {
        finish(c, a, NULL);
        return;
    }
    for (size_t i = 0; i < sizeof errors / sizeof *errors; i++)
        if (strcmp(errors[i].word, a->error) == 0)
            code = errors[i].code;
    err_fill(&e, code, "%s", a->message);
    finish(c, NULL, &e);
}

static void on_answer(struct bus *b, const struct bus_part *parts, size_t n, const char *user, void *arg)
{
    struct past *p = arg;
    struct wire_answer a;
    struct err e;
    (void)b, (void)user;
    if (n != 1 || wire_answer_decode(parts[0].data, parts[0].len, &a, &e) < 0) {
        log_event(LOG_WARN, "past_answer_broken", log_text("err", n == 1 ? e.text : "parts"));
        return;
    }
    struct call *c = find_call(p, a.call);
    if (c) /* else it was cancelled, or came too late, or twice */
        answer_call(c, &a);
    wire_answer_deinit(&a);
}

struct past *past_open(struct uv_loop_s *loop, void *zmq, const char *run, struct err *e)
{
    char address[BUS_ADDRESS_MAX];
    const char *connect[] = {address, NULL};
    struct past *p = mem_new(sizeof *p);
    snprintf(address, sizeof address, "ipc://%s/reporting.ask", run);
    p->loop = loop;
    p->patience_ms = PAST_PATIENCE_MS;
    p->bus = bus_open(loop, zmq,
                      &(struct bus_config){.type = BUS_DEALER,
                                           .connect = connect,
                                           .immediate = true,
                                           .msg_max = WIRE_ANSWER_MAX,
                                           .on_message = on_answer,
                                           .on_writable = on_room,
                                           .arg = p},
                      e);
    if (!p->bus)
        mem_free(&p);
    return p;
}

void past_set_patience(struct past *p, uint64_t ms)
{
    p->patience_ms = ms;
}

uint64_t past_ask(struct past *p, int64_t person, struct wire_ask *q, past_done *done, void *arg)
{
    struct call *c = mem_new(sizeof *c);
    struct err e;
    *c = (struct call){.past = p, .at = &p->calls, .person = person, .done = done, .arg = arg};
    while (*c->at)
        c->at = &(*c->at)->next;
    *c->at = c;
    q->call = c->number = ++p->last;
    c->until_ms = loop_now_ms(p->loop) + p->patience_ms;
    if (wire_ask_check(q, &e) < 0) {
        log_event(LOG_WARN, "past_ask_refused", log_err(&e));
        err_fill(&c->e, ERR_USAGE, "%s", TEXT_BAD);
        timer_start(&c->timer, p->loop, 0, 0, on_time, c);
        return c->number;
    }
    err_fill(&c->e, ERR_AWAY, "%s", TEXT_AWAY);
    wire_ask_encode(q, &c->message);
    send_call(c);
    timer_start(&c->timer, p->loop, p->patience_ms / TRIES + 1, 0, on_time, c);
    return c->number;
}

void past_cancel(struct past *p, uint64_t call)
{
    struct call *c = find_call(p, call);
    if (c && c->sent)
        c->left = true;
    else if (c)
        remove_call(c);
}

size_t past_in_hand(const struct past *p, int64_t person)
{
    size_t n = 0;
    for (const struct call *c = p->calls; c; c = c->next)
        n += c->person == person;
    return n;
}

void past_close(struct past **pp)
{
    struct past *p = *pp;
    *pp = NULL;
    if (!p)
        return;
    for (struct call *c = p->calls, *next; c; c = next) {
        next = c->next;
        remove_call(c);
    }
    bus_close(&p->bus);
    free(p);
}
