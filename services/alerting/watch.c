/* Our own troubles, and the call outwards.
 *
 * Every ten seconds each daemon of ALERTE_SERVICES is asked whether it lives (/healthz, as `cvg ps` does), the database
 * what waits, the disk how full it is. What answers again leaves the list; outages stay in it for a day, as over, since
 * they explain silences of chantiers. A daemon that was told as silent before we began is silent until it answers us.
 *
 * While the database is away nothing can be stored, so nothing is told; it is raised when it is back, and resolved soon
 * after. Until then the call outwards falls silent: that is what it is for. */
#include "alerting/watch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>

#include "alerting/post.h"
#include "base/cal.h"
#include "base/mem.h"

#define WATCH_MS 10000
#define ASK_MS 5000
#define SUSPECT_US (15 * 1000000LL) /* without a sign of life for so long: one answer is missing */
#define BACK_US (5 * 1000000LL)     /* so long after its return the database's outage is told before it ends */
#define KEEP_US (24 * 3600 * 1000000LL)
#define STALLED_MS 120000 /* a turn takes less */

static const char queues_sql[] = "SELECT quoi, age_s FROM cvg.alerte_files() WHERE age_s > 60";
const char watch_told_sql[] =
    "SELECT a.sujet, a.situation, a.depuis, a.resolue_le FROM cvg.alerte a WHERE a.chantier_id = ''"
    " AND a.regle = 'A-SYSTEME' AND a.situation IN ('demon', 'base') AND (a.etat <> 'resolue'"
    "     OR a.resolue_le > $1::timestamptz - interval '1 day') ORDER BY a.n";

/* A daemon that is asked. */
struct watched {
    struct alerting *a;
    char *name, *address, *url;
    bool asked, answered;
    int64_t heard_us;
};
/* An outage that is over. */
struct outage {
    char *sujet;
    enum alerte_situation genre;
    int64_t from_us, to_us;
};
struct watch {
    struct timer timer, ping;
    struct watched *services;
    size_t services_n;
    struct outage *outages;
    size_t outages_n, outages_cap;
    struct {
        char quoi[32];
        int64_t since_us;
    } queues[8];
    size_t queues_n;
    int64_t base_down_us; /* 0: it is there */
    int32_t free_percent; /* −1: not known */
    bool asked_queues, pinging, stopping;
    size_t in_hand; /* requests on other threads */
};

/* ---- the list ---- */

static void add_panne(struct alerting *a, enum alerte_situation genre, const char *sujet, int64_t from, int64_t to)
{
    struct pannes *p = &a->pannes;
    p->items = mem_room(p->items, p->n, &p->cap, sizeof *p->items);
    p->items[p->n++] = (struct veille_panne){
        .genre = genre, .sujet = sujet, .connu_us = from, .jusqua_us = to, .libre_pourcent = VEILLE_INCONNU};
}

static void drop_old(struct watch *w, int64_t now)
{
    size_t kept = 0;
    for (size_t i = 0; i < w->outages_n; i++)
        if (w->outages[i].to_us > now - KEEP_US)
            w->outages[kept++] = w->outages[i];
        else
            free(w->outages[i].sujet);
    w->outages_n = kept;
}

/* Made anew from what is known now; the nation is looked at again. */
static void rebuild(struct alerting *a)
{
    struct watch *w = a->watch;
    int64_t now = cal_now_us();
    drop_old(w, now);
    a->pannes.n = 0;
    for (size_t i = 0; i < w->services_n; i++)
        if (now - w->services[i].heard_us > SUSPECT_US)
            add_panne(a, SITUATION_DEMON, w->services[i].name, w->services[i].heard_us, VEILLE_JAMAIS);
    for (size_t i = 0; i < w->outages_n; i++)
        add_panne(a, w->outages[i].genre, w->outages[i].sujet, w->outages[i].from_us, w->outages[i].to_us);
    for (size_t i = 0; i < w->queues_n; i++)
        add_panne(a, SITUATION_FILE, w->queues[i].quoi, w->queues[i].since_us, VEILLE_JAMAIS);
    if (w->free_percent >= 0) {
        add_panne(a, SITUATION_DISQUE, settings_text(a->daemon->settings, "ALERTE_DISQUE"), now, VEILLE_JAMAIS);
        a->pannes.items[a->pannes.n - 1].libre_pourcent = w->free_percent;
    }
    for (size_t i = 0; i < a->exercices.pannes_n; i++) {
        const struct veille_panne *x = &a->exercices.pannes[i];
        add_panne(a, x->genre, x->sujet, x->connu_us, x->jusqua_us);
    }
    reporters_wake(&a->reporters, "");
}

static void add_outage(struct watch *w, enum alerte_situation genre, const char *sujet, int64_t from, int64_t to)
{
    w->outages = mem_room(w->outages, w->outages_n, &w->outages_cap, sizeof *w->outages);
    w->outages[w->outages_n++] =
        (struct outage){.sujet = mem_text(sujet), .genre = genre, .from_us = from, .to_us = to};
}

/* ---- the end ---- */

/* Requests on other threads come back to it: the last one frees it. */
static void free_if_over(struct alerting *a)
{
    struct watch *w = a->watch;
    if (!w->stopping || w->in_hand)
        return;
    for (size_t i = 0; i < w->services_n; i++) {
        free(w->services[i].name);
        free(w->services[i].address);
        free(w->services[i].url);
    }
    for (size_t i = 0; i < w->outages_n; i++)
        free(w->outages[i].sujet);
    free(w->services);
    free(w->outages);
    free(a->pannes.items);
    mem_free(&a->watch);
}

/* ---- daemons ---- */

static void on_answer(long status, const char *why, void *arg)
{
    struct watched *x = arg;
    struct alerting *a = x->a;
    int64_t now = cal_now_us();
    x->asked = false;
    a->watch->in_hand--;
    if (a->watch->stopping) {
        free_if_over(a);
        return;
    }
    if (status != 200) {
        log_event(LOG_WARN, "daemon_silent", log_text("daemon", x->name), log_text("why", why));
        return;
    }
    if (now - x->heard_us > SUSPECT_US)
        add_outage(a->watch, SITUATION_DEMON, x->name, x->heard_us, now);
    x->answered = true;
    x->heard_us = now;
}

static void ask_services(struct alerting *a)
{
    struct watch *w = a->watch;
    for (size_t i = 0; i < w->services_n; i++) {
        struct watched *x = &w->services[i];
        if (x->asked)
            continue;
        x->asked = true;
        w->in_hand++;
        post_start(a->daemon->loop, x->url, NULL, ASK_MS, on_answer, x);
    }
}

/* ---- what waits, and the disk ---- */

static void on_queues(struct db_results *res, const struct err *e, void *arg)
{
    struct alerting *a = arg;
    struct watch *w = a->watch;
    w->asked_queues = false;
    if (e)
        return;
    const struct db_result *r = &res->items[0];
    size_t max = sizeof w->queues / sizeof *w->queues;
    w->queues_n = 0;
    for (int i = 0; i < db_rows(r) && w->queues_n < max; i++) {
        snprintf(w->queues[w->queues_n].quoi, sizeof w->queues[0].quoi, "%s", db_text(r, i, 0));
        w->queues[w->queues_n++].since_us = cal_now_us() - db_int64(r, i, 1) * 1000000;
    }
    rebuild(a);
}

static void read_disk(struct alerting *a)
{
    const char *path = settings_text(a->daemon->settings, "ALERTE_DISQUE");
    struct statvfs s;
    a->watch->free_percent = -1;
    if (*path && statvfs(path, &s) == 0 && s.f_blocks)
        a->watch->free_percent = (int32_t)(s.f_bavail * 100 / s.f_blocks);
}

static void on_tick(void *arg)
{
    struct alerting *a = arg;
    ask_services(a);
    read_disk(a);
    if (db_up(a->db) && !a->watch->asked_queues) {
        struct db_request *r = db_request_new();
        db_request_add(r, queues_sql, NULL, DB_BINARY);
        a->watch->asked_queues = true;
        db_send(a->db, r, ASK_MS, on_queues, a);
    }
}

/* ---- the database ---- */

void watch_base_down(struct alerting *a)
{
    if (!a->watch->base_down_us)
        a->watch->base_down_us = cal_now_us();
}

void watch_base_up(struct alerting *a)
{
    struct watch *w = a->watch;
    if (w->base_down_us)
        add_outage(w, SITUATION_BASE, "base", w->base_down_us, cal_now_us() + BACK_US);
    w->base_down_us = 0;
    rebuild(a);
}

const char *watch_address(const struct alerting *a, const char *name)
{
    const struct watch *w = a->watch;
    for (size_t i = 0; i < w->services_n; i++)
        if (strcmp(w->services[i].name, name) == 0)
            return w->services[i].address;
    return NULL;
}

void watch_add_outage(struct alerting *a, const char *name, int64_t from_us)
{
    add_outage(a->watch, SITUATION_DEMON, name, from_us, cal_now_us() + BACK_US);
    rebuild(a);
}

void watch_moved(struct alerting *a)
{
    rebuild(a);
}

void watch_take_told(struct alerting *a, const struct db_result *r)
{
    struct watch *w = a->watch;
    for (int i = 0; i < db_rows(r); i++) {
        const char *sujet = db_text(r, i, 0);
        int64_t from = db_instant(r, i, 2);
        if (!db_is_null(r, i, 3)) {
            bool had = false;
            for (size_t k = 0; k < w->outages_n; k++)
                had = had || (strcmp(w->outages[k].sujet, sujet) == 0 && w->outages[k].from_us == from);
            if (!had)
                add_outage(w, alerte_situation_parse(db_text(r, i, 1)), sujet, from, db_instant(r, i, 3));
            continue;
        }
        for (size_t k = 0; k < w->services_n; k++)
            if (!w->services[k].answered && strcmp(w->services[k].name, sujet) == 0 && w->services[k].heard_us > from)
                w->services[k].heard_us = from;
    }
    rebuild(a);
}

/* ---- outwards ---- */

static void on_pinged(long status, const char *why, void *arg)
{
    struct alerting *a = arg;
    a->watch->pinging = false;
    a->watch->in_hand--;
    if (!a->watch->stopping && (status < 200 || status >= 300))
        log_event(LOG_WARN, "ping_failed", log_int("status", status), log_text("why", why));
    free_if_over(a);
}

static bool all_well(const struct alerting *a)
{
    return db_up(a->db) && !a->turn.failing && !a->troubled &&
           loop_now_ms(a->daemon->loop) - a->turn.done_ms < STALLED_MS;
}

static void on_ping(void *arg)
{
    struct alerting *a = arg;
    if (a->watch->pinging || !all_well(a))
        return;
    a->watch->pinging = true;
    a->watch->in_hand++;
    post_start(a->daemon->loop, settings_text(a->daemon->settings, "ALERTE_PING"), NULL, ASK_MS, on_pinged, a);
}

/* ---- doors ---- */

/* "intake=127.0.0.1:8080, …" */
static int read_services(struct alerting *a, struct err *e)
{
    struct watch *w = a->watch;
    const char *s = settings_text(a->daemon->settings, "ALERTE_SERVICES");
    w->services = mem_new_n(strlen(s) / 2 + 1, sizeof *w->services);
    while (*s) {
        size_t len = strcspn(s, ", ");
        const char *equals = memchr(s, '=', len);
        struct buf url = {0};
        if (len && (!equals || equals == s || equals == s + len - 1))
            return err_set(e, ERR_SETTING, "CVG_ALERTE_SERVICES: \"%.*s\" is not NAME=HOST:PORT", (int)len, s);
        if (len) {
            buf_addf(&url, "http://%.*s/healthz", (int)(s + len - equals - 1), equals + 1);
            w->services[w->services_n++] =
                (struct watched){.a = a,
                                 .name = mem_text_n(s, (size_t)(equals - s)),
                                 .address = mem_text_n(equals + 1, (size_t)(s + len - equals - 1)),
                                 .url = buf_take(&url),
                                 .heard_us = cal_now_us()};
        }
        s += len + (s[len] != 0);
    }
    return 0;
}

int watch_start(struct alerting *a, struct err *e)
{
    const char *ping = settings_text(a->daemon->settings, "ALERTE_PING");
    uint64_t every = (uint64_t)settings_int(a->daemon->settings, "ALERTE_PING_S") * 1000;
    a->watch = mem_new(sizeof *a->watch);
    a->watch->free_percent = -1;
    if (read_services(a, e) < 0)
        return -1;
    if (*ping && post_check_url(ping) < 0)
        return err_set(e, ERR_SETTING, "CVG_ALERTE_PING should be http://… or https://…");
    timer_start(&a->watch->timer, a->daemon->loop, 1, WATCH_MS, on_tick, a);
    if (*ping)
        timer_start(&a->watch->ping, a->daemon->loop, every < 5000 ? every : 5000, every, on_ping, a);
    return 0;
}

void watch_stop(struct alerting *a)
{
    if (!a->watch)
        return;
    a->watch->stopping = true;
    timer_close(&a->watch->timer);
    timer_close(&a->watch->ping);
    free_if_over(a);
}
