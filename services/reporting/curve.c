/* A curve: the file active of many perimeters on many days, each value what `cvg figures` tells of that single day.
 * PostgreSQL counts every chantier on every day in one statement; who is a member of which perimeter is asked of the
 * reference data day by day. */
#include <stdlib.h>
#include <string.h>

#include "programme/curve_sql.h"
#include "reporting/asking.h"

/* The planner takes the rows for few, because it cannot see what a condition over two tables leaves, and would sort
 * them all to group them: twice the time. */
static const char hash_sql[] = "SET LOCAL enable_sort = off";

static void add_parameters(const struct asking *x, struct db_params *p)
{
    struct db_array days = {0};
    size_t only_n = 0;
    const char **only = scopes_reporters(&x->scopes, &x->known.reference, &only_n);
    counts_parameters(x->known.at_us, only, only_n, p);
    free(only);
    db_array_begin(&days, DB_DATE);
    for (size_t i = 0; i < x->q->days_n; i++)
        db_array_add_int(&days, x->q->days[i]);
    db_add_array(p, &days);
    db_add_text(p, x->programme == PROGRAMME_TOUS ? NULL : programme_name(x->d, x->programme));
}

/* One reporter's count of one day into every perimeter that it belongs to on that day: values[scope][day]. */
static void add_count(const struct asking *x, const struct db_result *row, bool at_end, int64_t *values)
{
    const struct reference *r = &x->known.reference;
    const char *reporter = db_text(row, 0, 0);
    size_t k = (size_t)db_int64(row, 0, 1) - 1;
    must(k < x->q->days_n);
    int32_t day = x->q->days[k];
    struct membership m = reference_membership(r, reporter, day, day);
    if (!m.counts || (at_end && !m.at_end))
        return;
    for (size_t i = 0; i < x->scopes.n; i++)
        if (scope_includes(&x->scopes.items[i], r, reporter, &m, day))
            values[i * x->q->days_n + k] += db_int64(row, 0, 2);
}

static int count(const struct asking *x, int64_t *values, struct err *e)
{
    struct buf sql = {0};
    struct db_params p = {0};
    struct db_result row = {0};
    if (curve_sql(x->d, &sql, e) < 0 || db_sync_script(x->db, hash_sql, e) < 0) {
        buf_deinit(&sql);
        return -1;
    }
    bool at_end = catalogue_find(x->d->catalogue, CURVE_INDICATOR)->at_end;
    add_parameters(x, &p);
    int rc = db_sync_start(x->db, buf_text(&sql), &p, DB_BINARY, e);
    if (rc == 0)
        while ((rc = db_sync_next(x->db, &row, e)) == 1)
            add_count(x, &row, at_end, values);
    buf_deinit(&sql);
    return rc;
}

static void put(const struct asking *x, const int64_t *values, struct wire_answer *a)
{
    struct wire_past_series *list = arena_new(&a->memory, x->scopes.n * sizeof *list + 1);
    int32_t *days = arena_new(&a->memory, x->q->days_n * sizeof *days);
    struct buf text = {0};
    memcpy(days, x->q->days, x->q->days_n * sizeof *days);
    for (size_t i = 0; i < x->scopes.n; i++) {
        buf_reset(&text);
        scope_format(&x->scopes.items[i], &text);
        must(text.len < sizeof list[i].scope);
        memcpy(list[i].scope, buf_text(&text), text.len + 1);
        list[i].values = values + i * x->q->days_n;
    }
    buf_deinit(&text);
    a->days = days;
    a->days_n = x->q->days_n;
    a->series = list;
    a->series_n = x->scopes.n;
}

int curve_fill(const struct asking *x, struct wire_answer *a, struct err *e)
{
    int64_t *values = arena_new(&a->memory, x->scopes.n * x->q->days_n * sizeof *values + 1);
    if (count(x, values, e) < 0)
        return -1;
    put(x, values, a);
    return 0;
}
