/* What was told is not kept for ever.
 *
 * The words of mails and messages go after ALERTE_GARDE_JOURS, resolved alerts after five years (sql/0013): so many
 * rows a transaction, and the next ones soon after, so that nothing waits for it. */
#include "alerting/menage.h"

#include "base/cal.h"

#define FIRST_MS 5000
#define EVERY_MS 3600000
#define MORE_MS 1000
#define PART 500 /* rows of each kind */
#define WAIT_MS 10000

static const char part_sql[] = "SELECT cvg.alerte_menage($1::timestamptz, $2::int, $3::int)";

static void on_tick(void *arg);

static void on_done(struct db_results *res, const struct err *e, void *arg)
{
    struct alerting *a = arg;
    if (e && !err_transient(e))
        log_event(LOG_ERROR, "old_words_not_removed", log_err(e));
    if (!e && !a->stopping && db_bool(&res->items[0], 0, 0))
        timer_start(&a->menage, a->daemon->loop, MORE_MS, EVERY_MS, on_tick, a);
}

static void on_tick(void *arg)
{
    struct alerting *a = arg;
    struct db_request *r;
    struct db_params p = {0};
    if (a->stopping || !db_up(a->db) || !a->turn.locked)
        return;
    r = db_request_new();
    db_add_instant(&p, cal_now_us());
    db_add_int(&p, settings_int(a->daemon->settings, "ALERTE_GARDE_JOURS"));
    db_add_int(&p, PART);
    db_request_add(r, part_sql, &p, DB_BINARY);
    db_send(a->db, r, WAIT_MS, on_done, a);
}

void menage_start(struct alerting *a)
{
    timer_start(&a->menage, a->daemon->loop, FIRST_MS, EVERY_MS, on_tick, a);
}

void menage_stop(struct alerting *a)
{
    timer_close(&a->menage);
}
