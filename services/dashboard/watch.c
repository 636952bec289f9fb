/* What is to be watched.
 *
 * A chantier that never sent anything has no row in chantier_state: so the members are gone through, not the rows. */
#include "dashboard/watch.h"

#include <string.h>

#include "base/cal.h"

#define NIGHTS 31 /* that are looked through for the last expected one; who was closed for so long is left in peace */

static const char states_sql[] = "SELECT c.chantier_id, (SELECT count(*) FROM cvg.submission s WHERE s.chantier_id = "
                                 "c.chantier_id AND s.state = 'held'), c.situation FROM cvg.chantier_state c";
enum { STATE_REPORTER, STATE_HELD, STATE_SITUATION };

void watch_need(struct page *p, struct watch_need *out)
{
    *out = (struct watch_need){0};
    if (page_choice(p)->past)
        return;
    out->states = page_need_sql(p, states_sql, NULL);
    nuits_need_expected(p, page_today(p) - NIGHTS, NIGHTS, &out->nuits);
}

/* The last night that was expected of a chantier and is due; CELL_NULL: none. */
static int32_t last_expected(struct nuits *x, const char *chantier)
{
    struct nuits_line line;
    nuits_read(x, chantier, &line);
    for (size_t i = x->need->n; i-- > 0;)
        if (line.nuits[i].state == REMONTEE_MANQUANTE) /* nothing was read that could have come */
            return line.nuits[i].night;
    return CELL_NULL;
}

static void read_state(const struct db_result *r, const struct map *rows, const char *reporter, struct watch *out,
                       int32_t *situation_out)
{
    uint64_t row;
    *situation_out = CELL_NULL;
    if (!map_get(rows, reporter, strlen(reporter), &row))
        return;
    out->held = db_int64(r, (int)row, STATE_HELD);
    if (!db_is_null(r, (int)row, STATE_SITUATION))
        *situation_out = db_day(r, (int)row, STATE_SITUATION);
}

const struct watch *watch_read(struct page *p, const struct watch_need *need)
{
    const struct reference *reference = &page_dashboard(p)->directory.reference;
    struct map rows = {0};
    struct nuits x;
    int32_t situation;
    if (page_choice(p)->past)
        return NULL;
    const struct db_result *r = page_result(p, need->states);
    struct watch *all = page_alloc(p, reference->chantiers.n + reference->territoires_n + 1, sizeof *all);
    for (int i = 0; i < db_rows(r); i++) {
        const char *id = db_text(r, i, STATE_REPORTER);
        map_add(&rows, id, strlen(id), (uint64_t)i);
    }
    nuits_open(p, &need->nuits, &x);
    for (size_t i = 0; i < reference->chantiers.n; i++) {
        const char *id = reference->chantiers.entries[i].key;
        int32_t expected = last_expected(&x, id);
        read_state(r, &rows, id, &all[i], &situation);
        all[i].silent = expected != CELL_NULL && (situation == CELL_NULL || situation < expected);
    }
    nuits_close(&x);
    for (size_t i = 0; i < reference->territoires_n; i++)
        read_state(r, &rows, reference->territoires[i].code, &all[reference->chantiers.n + i], &situation);
    map_deinit(&rows);
    return all;
}

static void add(const struct page *p, const struct scope *s, const char *reporter, const struct watch *one,
                struct watch *sum)
{
    const struct reference *reference = &page_dashboard(p)->directory.reference;
    int32_t today = page_today(p);
    struct membership m = reference_membership(reference, reporter, today, today);
    if (!m.at_end || !scope_includes(s, reference, reporter, &m, today))
        return;
    sum->held += one->held;
    sum->silent += one->silent;
}

struct watch watch_sum(const struct page *p, const struct watch *all, const struct scope *s)
{
    const struct reference *reference = &page_dashboard(p)->directory.reference;
    size_t n = reference->chantiers.n;
    struct watch w = {0};
    for (size_t i = 0; all && i < n; i++)
        add(p, s, reference->chantiers.entries[i].key, &all[i], &w);
    for (size_t i = 0; all && i < reference->territoires_n; i++)
        add(p, s, reference->territoires[i].code, &all[n + i], &w);
    return w;
}

void watch_cell(json_t *table, const struct watch *w)
{
    struct buf text = {0};
    if (w->silent)
        buf_addf(&text, "%lld sans export", (long long)w->silent);
    if (w->held)
        buf_addf(&text, "%s%lld retenu%s", text.len ? ", " : "", (long long)w->held, w->held > 1 ? "s" : "");
    if (!text.len)
        buf_adds(&text, "rien");
    table_class(table_text(table, buf_text(&text)), w->silent || w->held ? "a-voir" : "calme");
    buf_deinit(&text);
}
