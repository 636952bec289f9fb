/* A curve printed as SQL: every day against every row, by the indicator's own population. */
#include "programme/curve_sql.h"

#include "programme/facts_sql.h"

int curve_sql(const struct definitions *d, struct buf *out, struct err *e)
{
    const struct indicator *x = catalogue_find(d->catalogue, CURVE_INDICATOR);
    if (!x || x->kind != KIND_COMPTE || x->distinct || x->source >= d->datasets_n || x->shared)
        return err_set(e, ERR_FORMAT, "indicateurs.csv: a curve needs " CURVE_INDICATOR ", a compte of rows");
    buf_adds(out, "SELECT f.chantier_id, j.n, count(*) FROM unnest($3::date[]) WITH ORDINALITY AS j(jour, n) JOIN ");
    facts_sql_rows(d->datasets[x->source], out);
    buf_adds(out, " ON ");
    expr_print_sql_between(d->catalogue->conditions[x->condition].expr, "j.jour", "j.jour", "f", out);
    buf_adds(out, " WHERE $4::text IS NULL OR f.programme = $4::text GROUP BY 1, 2");
    return 0;
}
