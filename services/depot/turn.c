/* A turn of one reporter's folder. */
#include "depot/turn.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/cal.h"
#include "depot/answer.h"
#include "depot/token.h"
#include "io/centre.h"
#include "programme/judge.h"

#define AWAY_TOLD_MS 600000 /* the reporter is told when the central service does not answer for so long */
#define ASK_AGAIN_TURNS 10  /* sweeps between two questions about what was answered, but not for good */
#define QUICK_ASKS 5        /* after sending: most are judged within the second */
#define QUICK_FIRST_MS 50
#define ID_CHARS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-"

/* Known only while something is sent or moved; between two tries they stay. */
#define NOTICES_OF_SENDING (NOTICE_BIT(NOTICE_KEY_REFUSED) | NOTICE_BIT(NOTICE_UNREADABLE) | NOTICE_BIT(NOTICE_AWAY))

struct turn {
    struct drop *p;
    int folder;
    struct centre centre;
    uint64_t now_ms;
    int64_t real_ns;
};

static uint64_t now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000;
}

static int64_t real_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_REALTIME, &t);
    return t.tv_sec * 1000000000L + t.tv_nsec;
}

static void pause_ms(unsigned ms)
{
    const struct timespec t = {.tv_sec = ms / 1000, .tv_nsec = (long)(ms % 1000) * 1000000L};
    nanosleep(&t, NULL);
}

static void fail(struct turn *t, const char *ev, const struct err *e)
{
    t->p->result.failed = true;
    log_event(t->p->failures ? LOG_DEBUG : LOG_ERROR, ev, log_text("reporter", t->p->reporter), log_err(e));
}

/* What the central service said instead of telling: later, or not with this key. */
static void wait_for_centre(struct turn *t, enum centre_answer told)
{
    struct drop *p = t->p;
    p->result.failed = true;
    p->result.away = told == CENTRE_AWAY;
    if (told == CENTRE_KEY)
        p->notices |= NOTICE_BIT(NOTICE_KEY_REFUSED);
    if (told == CENTRE_AWAY && !p->away_since_ms)
        p->away_since_ms = t->now_ms;
    if (told == CENTRE_AWAY && t->now_ms - p->away_since_ms >= AWAY_TOLD_MS)
        p->notices |= NOTICE_BIT(NOTICE_AWAY);
    log_event(p->failures ? LOG_DEBUG : LOG_WARN, told == CENTRE_KEY ? "key_refused" : "centre_away",
              log_text("reporter", p->reporter), log_text("why", t->centre.why));
}

static void centre_answered(struct turn *t)
{
    t->p->away_since_ms = 0;
    t->p->notices &= ~(NOTICE_BIT(NOTICE_AWAY) | NOTICE_BIT(NOTICE_KEY_REFUSED));
}

/* ---- answering ---- */

static int write_answer(struct turn *t, const char *name, const struct buf *content)
{
    char answer[NAME_LEN];
    struct err e;
    name_answer(name, answer);
    if (folder_write(t->folder, answer, content, &e) == 0)
        return 0;
    fail(t, "answer_not_written", &e);
    return -1;
}

static int write_answers(struct turn *t, const json_t *outcome, bool wiped)
{
    const struct definitions *d = t->p->shop->definitions;
    const struct trace *trace = &t->p->trace;
    bool given[DATASETS_MAX] = {false};
    for (size_t i = 0; i < trace->n; i++) {
        int dataset = pick_dataset(d, trace->files[i].name);
        if (dataset >= 0)
            given[dataset] = true;
    }
    for (size_t i = 0; i < trace->n; i++) {
        struct buf content = {0};
        if (trace->files[i].kind == NAME_CONFIRM)
            continue;
        answer_make(d, outcome, pick_dataset(d, trace->files[i].name), given, wiped, &content);
        int rc = write_answer(t, trace->files[i].name, &content);
        buf_deinit(&content);
        if (rc < 0)
            return -1;
    }
    return 0;
}

/* Files that were answered go: where they are kept, or where their content was wiped, away. What came meanwhile under
 * the same name stays. */
static int put_away(struct turn *t, const struct trace_file *files, size_t n, const char *label, bool wiped)
{
    struct err e;
    int to = wiped ? -1 : folder_done(t->folder, cal_today(), label, &e), rc = 0;
    if (to < 0 && !wiped)
        rc = -1;
    for (size_t i = 0; i < n && rc == 0; i++)
        if (wiped || files[i].kind == NAME_CONFIRM) /* a confirmation is for once */
            folder_erase(t->folder, files[i].name, &files[i].mark);
        else
            rc = folder_move(t->folder, files[i].name, &files[i].mark, to, &e);
    if (to >= 0)
        close(to);
    t->p->notices &= ~NOTICE_BIT(NOTICE_DONE_FOLDER);
    if (rc < 0) {
        t->p->notices |= NOTICE_BIT(NOTICE_DONE_FOLDER);
        fail(t, "files_not_moved", &e);
    }
    return rc;
}

static void count_answer(struct drop *p, const char *state)
{
    if (p->result.states_n < TURN_ANSWERS_MAX)
        snprintf(p->result.states[p->result.states_n++], TRACE_STATE_LEN, "%s", state);
}

static bool is_final(const char *state)
{
    return strcmp(state, "held") != 0 && strcmp(state, "quarantined") != 0;
}

static void answer(struct turn *t, json_t *outcome)
{
    struct drop *p = t->p;
    struct err e;
    /* `duplicate` is only an answer: in the document stands the state of the first */
    const char *state = json_string_value(json_object_get(outcome, "state"));
    if (strcmp(p->trace.told, "duplicate") == 0 && strcmp(state, "accepted") == 0) {
        json_object_set_new(outcome, "state", json_string("duplicate"));
        state = "duplicate";
    }
    bool wiped = answer_wiped(outcome), again = p->trace.answered;
    if (again && strcmp(p->trace.told, state) == 0)
        return; /* nobody has decided yet */
    if (write_answers(t, outcome, wiped) < 0 ||
        (!again && put_away(t, p->trace.files, p->trace.n, p->trace.submission, wiped) < 0))
        return;
    log_event(LOG_INFO, "submission_answered", log_text("reporter", p->reporter),
              log_text("submission", p->trace.submission), log_text("state", state));
    count_answer(p, state);
    if (is_final(state)) {
        trace_forget(&p->trace, p->shop->traces, p->reporter);
        return;
    }
    p->trace.answered = true;
    snprintf(p->trace.told, sizeof p->trace.told, "%s", state);
    if (trace_save(&p->trace, p->shop->traces, p->reporter, &e) < 0)
        fail(t, "trace_not_saved", &e);
}

/* Asks what became of the submission; true where it is not judged yet. */
static bool follow(struct turn *t)
{
    struct drop *p = t->p;
    json_t *outcome;
    p->asked_ms = t->now_ms;
    enum centre_answer told = centre_ask(&t->centre, p->trace.submission, &outcome);
    if (told == CENTRE_TOLD) {
        centre_answered(t);
        bool open = strcmp(json_string_value(json_object_get(outcome, "state")), "received") == 0;
        if (!open)
            answer(t, outcome);
        json_decref(outcome);
        return open;
    }
    if (told == CENTRE_UNKNOWN || told == CENTRE_REFUSED) {
        /* a central service that was set back has forgotten it: what is still here is sent again */
        log_event(LOG_WARN, "submission_forgotten", log_text("reporter", p->reporter),
                  log_text("submission", p->trace.submission));
        trace_forget(&p->trace, p->shop->traces, p->reporter);
    } else {
        wait_for_centre(t, told);
    }
    return false;
}

/* ---- sending ---- */

/* The door said no for good, or we know that it would. */
static void refuse(struct turn *t, const struct entry *entries, const struct pick *k, const char *why)
{
    struct drop *p = t->p;
    struct trace files = {0};
    struct buf content = {0};
    char label[40];
    int64_t second = cal_paris_wall_us(cal_now_us()) / 1000000 % 86400;
    snprintf(label, sizeof label, "sans-numero-%02d%02d%02d", (int)(second / 3600), (int)(second / 60 % 60),
             (int)(second % 60));
    answer_refused(why, &content);
    trace_set(&files, "", "refused", entries, k);
    int rc = 0;
    for (size_t i = 0; i < files.n && rc == 0; i++)
        if (files.files[i].kind != NAME_CONFIRM)
            rc = write_answer(t, files.files[i].name, &content);
    if (rc == 0 && put_away(t, files.files, files.n, label, false) == 0) {
        log_event(LOG_INFO, "submission_refused", log_text("reporter", p->reporter), log_text("why", why));
        count_answer(p, "refused");
    }
    trace_clear(&files);
    buf_deinit(&content);
}

static bool id_good(const char *id)
{
    size_t len = strlen(id);
    return len && len < TRACE_ID_LEN && id[0] != '.' && strspn(id, ID_CHARS) == len;
}

/* From the receipt on the submission is safe there; what stood here as answers was about others. */
static void take_receipt(struct turn *t, const struct pick *k, const json_t *receipt)
{
    struct drop *p = t->p;
    const struct entry *entries = p->listing.items;
    const char *id = json_string_value(json_object_get(receipt, "submission"));
    struct err e;
    if (!id_good(id)) {
        err_fill(&e, ERR_FORMAT, "a receipt with a number of another kind");
        fail(t, "receipt_not_read", &e);
        return;
    }
    trace_set(&p->trace, id, json_string_value(json_object_get(receipt, "state")), entries, k);
    if (trace_save(&p->trace, p->shop->traces, p->reporter, &e) < 0)
        fail(t, "trace_not_saved", &e); /* a restart would send them again, and be told the same number */
    for (size_t i = 0; i < k->files_n; i++) {
        char name[NAME_LEN];
        name_answer(entries[k->items[i]].name, name);
        folder_remove(t->folder, name);
    }
    p->result.sent++;
    log_event(LOG_INFO, "submission_sent", log_text("reporter", p->reporter), log_text("submission", id),
              log_int("files", (int64_t)k->files_n), log_text("state", p->trace.told));
    for (unsigned i = 0, ms = QUICK_FIRST_MS; i < QUICK_ASKS && follow(t); i++, ms *= 2)
        pause_ms(ms);
}

struct content {
    struct buf name, bytes;
};

static int read_files(struct turn *t, const struct pick *k, struct content *contents, struct submission_file *files)
{
    const struct entry *entries = t->p->listing.items;
    struct err e;
    for (size_t i = 0; i < k->files_n; i++) {
        const struct entry *x = &entries[k->items[i]];
        struct content *c = &contents[i];
        int rc = folder_read(t->folder, x->name, &x->mark, &c->bytes, &e);
        if (rc < 0) {
            t->p->notices |= NOTICE_BIT(NOTICE_UNREADABLE);
            fail(t, "file_not_read", &e);
        }
        if (rc != 0)
            return -1;
        name_shown(x->name, &c->name);
        files[i] =
            (struct submission_file){.name = buf_text(&c->name), .bytes = buf_text(&c->bytes), .len = c->bytes.len};
    }
    return 0;
}

static void send_files(struct turn *t, const struct pick *k, const struct submission_file *files)
{
    json_t *receipt;
    enum centre_answer told = centre_post(&t->centre, files, k->files_n, k->situation, k->confirm, 0, &receipt);
    if (told == CENTRE_TOLD || told == CENTRE_REFUSED)
        centre_answered(t);
    if (told == CENTRE_TOLD)
        take_receipt(t, k, receipt);
    else if (told == CENTRE_REFUSED)
        refuse(t, t->p->listing.items, k, t->centre.why);
    else
        wait_for_centre(t, told);
    json_decref(receipt);
}

static void submit(struct turn *t, const struct pick *k)
{
    struct drop *p = t->p;
    int64_t bytes = 0;
    for (size_t i = 0; i < k->files_n; i++)
        bytes += p->listing.items[k->items[i]].mark.size;
    p->notices &= ~NOTICES_OF_SENDING;
    if (bytes > (int64_t)p->shop->body_max) {
        refuse(t, p->listing.items, k, TEXTS_TOO_LARGE);
        return;
    }
    struct content *contents = mem_new_n(k->files_n, sizeof *contents);
    struct submission_file *files = mem_new_n(k->files_n, sizeof *files);
    if (read_files(t, k, contents, files) == 0)
        send_files(t, k, files);
    for (size_t i = 0; i < k->files_n; i++) {
        buf_deinit(&contents[i].bytes);
        buf_deinit(&contents[i].name);
    }
    free(files);
    free(contents);
}

/* ---- looking ---- */

/* Who was seen with the same mark keeps the time since when. */
static void take_listing(struct drop *p, struct listing *l, uint64_t now)
{
    for (size_t i = 0; i < l->n; i++) {
        struct entry *x = &l->items[i];
        x->since_ms = now;
        for (size_t k = 0; k < p->listing.n; k++) {
            const struct entry *old = &p->listing.items[k];
            if (mark_same(&old->mark, &x->mark) && strcmp(old->name, x->name) == 0)
                x->since_ms = old->since_ms;
        }
    }
    listing_deinit(&p->listing);
    p->listing = *l;
}

static void look(struct turn *t, bool may_send)
{
    struct drop *p = t->p;
    const struct shop *shop = p->shop;
    struct listing l;
    struct pick k;
    struct err e;
    if (folder_list(t->folder, &l, &e) < 0) {
        fail(t, "folder_not_read", &e);
        return;
    }
    take_listing(p, &l, t->now_ms);
    const unsigned kept = NOTICES_OF_SENDING | NOTICE_BIT(NOTICE_DONE_FOLDER) | NOTICE_BIT(NOTICE_NO_KEY);
    p->notices = (p->notices & kept) | p->listing.notices;
    const struct pick_rules rules = {.definitions = shop->definitions,
                                     .calm_ms = shop->calm_ms,
                                     .patience_ms = shop->patience_ms,
                                     .now_ms = t->now_ms,
                                     .real_ns = t->real_ns,
                                     .now_us = cal_now_us()};
    enum pick_verdict verdict = pick_next(p->listing.items, p->listing.n, &rules, &k);
    if (verdict == PICK_NOTHING)
        p->notices &= ~NOTICES_OF_SENDING;
    if (verdict == PICK_TAKE && may_send)
        submit(t, &k);
    for (size_t i = 0; i < k.n && verdict == PICK_STALE; i++)
        folder_erase(t->folder, p->listing.items[k.items[i]].name, &p->listing.items[k.items[i]].mark);
    pick_deinit(&k);
}

static void tell_notices(struct turn *t)
{
    struct drop *p = t->p;
    struct buf text = {0};
    struct err e;
    if (p->notices_known && p->notices == p->told_notices)
        return;
    for (size_t i = 0; i < NOTICE_COUNT; i++)
        if (p->notices & ~p->told_notices & NOTICE_BIT(i))
            log_event(LOG_WARN, "folder_notice", log_text("reporter", p->reporter),
                      log_text("what", texts_notice_name((enum notice)i)));
    if (!p->notices) {
        folder_remove(t->folder, NAME_NOTICE);
    } else {
        texts_notice(p->notices, &text);
        if (folder_write(t->folder, NAME_NOTICE, &text, &e) < 0)
            fail(t, "notice_not_written", &e);
        buf_deinit(&text);
    }
    p->told_notices = p->notices;
    p->notices_known = true;
}

static void purge(struct turn *t)
{
    struct drop *p = t->p;
    int32_t today = cal_today();
    if (p->purged == today)
        return;
    folder_purge(t->folder, today - p->shop->kept_days, t->real_ns - p->shop->kept_days * 86400 * 1000000000L);
    p->purged = today;
}

static void work(struct turn *t, const char *token)
{
    struct drop *p = t->p;
    bool may_ask = token && p->may_ask, sent = p->trace.submission[0] && !p->trace.answered;
    p->notices &= ~NOTICE_BIT(NOTICE_NO_KEY);
    if (!token)
        p->notices |= NOTICE_BIT(NOTICE_NO_KEY);
    bool due = sent || t->now_ms - p->asked_ms >= ASK_AGAIN_TURNS * p->shop->sweep_ms;
    if (p->trace.submission[0] && may_ask && due)
        follow(t);
    bool open = p->trace.submission[0] && !p->trace.answered; /* one after the other */
    look(t, may_ask && !open && !p->result.failed);
    purge(t);
    tell_notices(t);
}

void turn_run(struct drop *p)
{
    struct turn t = {.p = p, .now_ms = now_ms(), .real_ns = real_ns()};
    struct err e;
    log_init("depot", p->shop->log_level);
    memset(&p->result, 0, sizeof p->result);
    if (!p->loaded)
        trace_load(&p->trace, p->shop->traces, p->reporter);
    p->loaded = true;
    t.folder = folder_open(p->shop->root, p->reporter, &e);
    p->missing = t.folder < 0;
    if (p->missing) {
        fail(&t, "folder_not_opened", &e);
    } else {
        char *token = token_read(p->shop->keys, p->reporter);
        t.centre = (struct centre){.base = p->shop->base, .token = token};
        work(&t, token);
        token_free(&token);
        close(t.folder);
    }
    p->failures = p->result.failed ? p->failures + 1 : 0;
}

void drop_deinit(struct drop *p)
{
    trace_clear(&p->trace);
    listing_deinit(&p->listing);
}
