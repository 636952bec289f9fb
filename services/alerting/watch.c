/* Our own troubles, and the call outwards.
 *
 * Every ten seconds (more often under a shorter threshold) each daemon of ALERTE_SERVICES is asked whether it lives
 * (/healthz, as `cvg ps` does), the database what waits, the disk how full it is. What that says of silences and
 * outages is reckoned by signes.c; outages stay in the list for a day, as over, since they explain silences of
 * chantiers.
 *
 * While the database is away nothing can be stored, so nothing is told; it is raised when it is back, and resolved
 * right after. Until then the call outwards falls silent: that is what it is for. */
#include "alerting/watch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>

#include "alerting/post.h"
#include "base/cal.h"
#include "base/mem.h"

#define ASK_MS 5000
#define STALLED_MS 120000 /* a turn takes less */
#define AGE_US 3000000LL

static const char queues_sql[] = "SELECT quoi, age_s FROM cvg.alerte_files() WHERE age_s > 60";
const char watch_told_sql[] =
    "SELECT a.sujet, a.situation, a.depuis, a.resolue_le FROM"
    " (SELECT x.* FROM cvg.alerte x WHERE x.chantier_id = '' AND x.etat <> 'resolue' UNION ALL"
    "  SELECT x.* FROM cvg.alerte x WHERE x.chantier_id = '' AND x.etat = 'resolue'"
    "     AND x.resolue_le > $1::timestamptz - interval '1 day') a"
    " WHERE a.regle = 'A-SYSTEME' AND a.situation IN ('demon', 'base') ORDER BY a.n";

/* A daemon that is asked. */
struct watched {
    struct alerting *a;
    char *address, *url;
    bool asked;
};
struct watch {
    struct timer timer, ping;
    struct alertes_seuils seuils;
    struct signes signes;
    struct watched *services; /* [signes.n] */
    struct {
        char quoi[32];
        int64_t since_us;
    } queues[8];
    size_t queues_n;
    int32_t free_percent; /* −1: not known */
    struct buf listed;    /* what the list said last */
    bool asked_queues, pinging, stopping;
    size_t in_hand; /* requests on other threads */
};

/* ---- the list ---- */

static int64_t now_ms(const struct alerting *a)
{
    return (int64_t)loop_now_ms(a->daemon->loop);
}

void watch_refresh(struct alerting *a, int64_t now_us)
{
    struct watch *w = a->watch;
    if (signes_list(&w->signes, now_ms(a), now_us, &w->seuils, &a->pannes))
        for (size_t i = 0; i < a->reporters.n; i++)
            reporters_set_due(&a->reporters, &a->reporters.items[i], INT64_MIN);
    for (size_t i = 0; i < w->queues_n; i++)
        pannes_add(&a->pannes, SITUATION_FILE, w->queues[i].quoi, w->queues[i].since_us, VEILLE_JAMAIS);
    if (w->free_percent >= 0)
        pannes_add(&a->pannes, SITUATION_DISQUE, settings_text(a->daemon->settings, "ALERTE_DISQUE"), now_us,
                   VEILLE_JAMAIS)
            ->libre_pourcent = w->free_percent;
    for (size_t i = 0; i < a->exercices.pannes_n; i++) {
        const struct veille_panne *x = &a->exercices.pannes[i];
        pannes_add(&a->pannes, x->genre, x->sujet, x->connu_us, x->jusqua_us);
    }
}

/* Where something of it moved the nation is looked at again. Since when somebody is silent comes with the clock. */
static void moved(struct alerting *a)
{
    struct buf now = {0};
    watch_refresh(a, cal_now_us());
    for (size_t i = 0; i < a->pannes.n; i++) {
        const struct veille_panne *p = &a->pannes.items[i];
        buf_addf(&now, "%d %s %lld %d %lld\n", (int)p->genre, p->sujet, (long long)p->jusqua_us, (int)p->libre_pourcent,
                 p->genre == SITUATION_DEMON || p->genre == SITUATION_DISQUE ? 0 : (long long)p->connu_us);
    }
    buf_addf(&now, "%zu", signes_waiting(&a->watch->signes));
    if (strcmp(buf_text(&now), buf_text(&a->watch->listed)) != 0)
        reporters_wake(&a->reporters, "");
    buf_deinit(&a->watch->listed);
    a->watch->listed = now;
}

void watch_looked(struct alerting *a)
{
    signes_looked(&a->watch->signes);
}

void watch_stored(struct alerting *a)
{
    if (signes_stored(&a->watch->signes))
        moved(a);
}

/* ---- the end ---- */

/* Requests on other threads come back to it: the last one frees it. */
static void free_if_over(struct alerting *a)
{
    struct watch *w = a->watch;
    if (!w->stopping || w->in_hand)
        return;
    for (size_t i = 0; i < w->signes.n; i++) {
        free(w->services[i].address);
        free(w->services[i].url);
    }
    free(w->services);
    buf_deinit(&w->listed);
    signes_deinit(&w->signes);
    free(a->pannes.items);
    mem_free(&a->watch);
}

/* ---- daemons ---- */

static void on_answer(long status, const char *why, void *arg)
{
    struct watched *x = arg;
    struct alerting *a = x->a;
    struct watch *w = a->watch;
    size_t i = (size_t)(x - w->services);
    x->asked = false;
    w->in_hand--;
    if (w->stopping) {
        free_if_over(a);
        return;
    }
    if (status != 200) {
        log_event(LOG_WARN, "daemon_silent", log_text("daemon", w->signes.items[i].nom), log_text("why", why));
        return;
    }
    if (signes_heard(&w->signes, i, now_ms(a), cal_now_us(), &w->seuils))
        moved(a);
}

static void ask_services(struct alerting *a)
{
    struct watch *w = a->watch;
    if (signes_tick(&w->signes, now_ms(a)))
        log_event(LOG_WARN, "stalled");
    for (size_t i = 0; i < w->signes.n; i++) {
        struct watched *x = &w->services[i];
        if (x->asked)
            continue;
        x->asked = true;
        w->in_hand++;
        post_start(a->daemon->loop, x->url, NULL, ASK_MS, on_answer, x);
    }
}

/* ---- what waits, and the disk ---- */

/* The age is told in whole seconds: the same item bears the same instant. */
static int64_t same_since(const struct watch *before, const char *quoi, int64_t since_us)
{
    for (size_t i = 0; i < before->queues_n; i++)
        if (strcmp(before->queues[i].quoi, quoi) == 0 && llabs(before->queues[i].since_us - since_us) < AGE_US)
            return before->queues[i].since_us;
    return since_us;
}

static void on_queues(struct db_results *res, const struct err *e, void *arg)
{
    struct alerting *a = arg;
    struct watch *w = a->watch;
    w->asked_queues = false;
    if (e)
        return;
    const struct db_result *r = &res->items[0];
    const struct watch before = *w;
    w->queues_n = 0;
    for (int i = 0; i < db_rows(r) && w->queues_n < sizeof w->queues / sizeof *w->queues; i++) {
        int64_t since = cal_now_us() - db_int64(r, i, 1) * 1000000;
        snprintf(w->queues[w->queues_n].quoi, sizeof w->queues[0].quoi, "%s", db_text(r, i, 0));
        w->queues[w->queues_n++].since_us = same_since(&before, db_text(r, i, 0), since);
    }
    moved(a);
}

static void read_disk(struct alerting *a)
{
    const char *path = settings_text(a->daemon->settings, "ALERTE_DISQUE");
    struct statvfs s;
    a->watch->free_percent = -1;
    if (*path && statvfs(path, &s) == 0 && s.f_blocks)
        a->watch->free_percent = (int32_t)(s.f_bavail * 100 / s.f_blocks);
}

static void ask_queues(struct alerting *a)
{
    struct db_request *r;
    if (a->watch->asked_queues)
        return;
    r = db_request_new();
    db_request_add(r, queues_sql, NULL, DB_BINARY);
    a->watch->asked_queues = true;
    db_send(a->db, r, ASK_MS, on_queues, a);
}

static void on_tick(void *arg)
{
    struct alerting *a = arg;
    ask_services(a);
    read_disk(a);
    if (db_up(a->db))
        ask_queues(a);
}

/* ---- the database ---- */

void watch_base_down(struct alerting *a)
{
    signes_base_down(&a->watch->signes, cal_now_us());
}

void watch_base_up(struct alerting *a)
{
    signes_base_up(&a->watch->signes, cal_now_us(), &a->watch->seuils);
    moved(a);
    ask_queues(a);
}

void watch_base_since(struct alerting *a, int64_t seen_us)
{
    signes_base_since(&a->watch->signes, seen_us, &a->watch->seuils);
    moved(a);
}

/* ---- before our time ---- */

const char *watch_address(const struct alerting *a, const char *name)
{
    const struct watch *w = a->watch;
    for (size_t i = 0; i < w->signes.n; i++)
        if (strcmp(w->signes.items[i].nom, name) == 0)
            return w->services[i].address;
    return NULL;
}

void watch_add_outage(struct alerting *a, const char *name, int64_t from_us)
{
    signes_over(&a->watch->signes, SITUATION_DEMON, name, from_us, cal_now_us(), false, &a->watch->seuils);
    moved(a);
}

void watch_silent(struct alerting *a, const char *name, int64_t from_us)
{
    signes_silent(&a->watch->signes, name, from_us, now_ms(a), cal_now_us());
    moved(a);
}

void watch_moved(struct alerting *a)
{
    moved(a);
}

/* The database's that is open is over: it is read from it. */
void watch_take_told(struct alerting *a, const struct db_result *r)
{
    struct watch *w = a->watch;
    int64_t now = cal_now_us();
    for (int i = 0; i < db_rows(r); i++) {
        const char *sujet = db_text(r, i, 0);
        enum alerte_situation genre = alerte_situation_parse(db_text(r, i, 1));
        bool over = !db_is_null(r, i, 3);
        int64_t from = db_instant(r, i, 2);
        if (over || genre == SITUATION_BASE)
            signes_over(&w->signes, genre, sujet, from, over ? db_instant(r, i, 3) : now, true, &w->seuils);
        else
            signes_silent(&w->signes, sujet, from, now_ms(a), now);
    }
    moved(a);
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
        if (len && (!equals || equals == s || equals == s + len - 1))
            return err_set(e, ERR_SETTING, "CVG_ALERTE_SERVICES: \"%.*s\" is not NAME=HOST:PORT", (int)len, s);
        if (len) {
            struct buf url = {0};
            char *name = mem_text_n(s, (size_t)(equals - s));
            size_t address_len = (size_t)(s + len - equals - 1);
            buf_addf(&url, "http://%.*s/healthz", (int)address_len, equals + 1);
            w->services[w->signes.n] =
                (struct watched){.a = a, .address = mem_text_n(equals + 1, address_len), .url = buf_take(&url)};
            signes_add(&w->signes, name, now_ms(a));
            free(name);
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
    alertes_seuils_of(a->definitions->alertes, "", "", &a->watch->seuils);
    a->watch->signes.every_ms = signes_every_ms(&a->watch->seuils);
    if (read_services(a, e) < 0)
        return -1;
    if (*ping && post_check_url(ping) < 0)
        return err_set(e, ERR_SETTING, "CVG_ALERTE_PING should be http://… or https://…");
    timer_start(&a->watch->timer, a->daemon->loop, 1, (uint64_t)a->watch->signes.every_ms, on_tick, a);
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
