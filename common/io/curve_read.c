/* A curve read: PostgreSQL counts every chantier on every day in one statement; who is a member of which perimeter is
 * asked of the reference data day by day. */
#include "io/curve_read.h"

#include "programme/curve_sql.h"

/* The planner takes the rows for few, because it cannot see what a condition over two tables leaves, and would sort
 * them all to group them: twice the time. */
static const char hash_sql[] = "SET LOCAL enable_sort = off";

static void add_parameters(const struct curve_wish *w, struct db_params *p)
{
    struct db_array days = {0};
    counts_parameters(w->known->at_us, w->only, w->only_n, p);
    db_array_begin(&days, DB_DATE);
    for (size_t i = 0; i < w->days_n; i++)
        db_array_add_int(&days, w->days[i]);
    db_add_array(p, &days);
    db_add_text(p, w->programme == PROGRAMME_TOUS ? NULL : programme_name(w->definitions, w->programme));
}

/* One reporter's count of one day into every perimeter that it belongs to on that day. */
static void add_count(const struct curve_wish *w, const struct db_result *row, bool at_end, int64_t *values)
{
    const struct reference *r = &w->known->reference;
    const char *reporter = db_text(row, 0, 0);
    size_t k = (size_t)db_int64(row, 0, 1) - 1;
    must(k < w->days_n);
    int32_t day = w->days[k];
    struct membership m = reference_membership(r, reporter, day, day);
    if (!m.counts || (at_end && !m.at_end))
        return;
    for (size_t i = 0; i < w->scopes_n; i++)
        if (scope_includes(&w->scopes[i], r, reporter, &m, day))
            values[i * w->days_n + k] += db_int64(row, 0, 2);
}

int curve_read(struct db_sync *db, const struct curve_wish *w, int64_t *values, struct err *e)
{
    struct buf sql = {0};
    struct db_params p = {0};
    struct db_result row = {0};
    if (curve_sql(w->definitions, &sql, e) < 0 || db_sync_script(db, hash_sql, e) < 0) {
        buf_deinit(&sql);
        return -1;
    }
    bool at_end = catalogue_find(w->definitions->catalogue, CURVE_INDICATOR)->at_end;
    add_parameters(w, &p);
    int rc = db_sync_start(db, buf_text(&sql), &p, DB_BINARY, e);
    if (rc == 0)
        while ((rc = db_sync_next(db, &row, e)) == 1)
            add_count(w, &row, at_end, values);
    buf_deinit(&sql);
    return rc;
}
