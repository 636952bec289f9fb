/* The caseload of each accompagnant, printed as SQL. */
#include "programme/caseload.h"

#include <string.h>

#include "programme/facts_sql.h"

/* The rows f of a dataset where a population's condition is true. */
static int print_population(const struct definitions *d, size_t dataset, const char *population, int32_t day,
                            struct buf *out, struct err *e)
{
    const struct expr_input period = {.debut = day, .fin = day};
    struct expr_fault fault;
    struct expr *x = expr_parse(population, &d->catalogue->scopes[dataset], &fault);
    if (!x)
        return err_set(e, ERR_FORMAT, "populations.csv: %s: %s", population, fault.text);
    facts_sql_rows(d->datasets[dataset], out);
    buf_adds(out, " WHERE ");
    expr_print_sql(x, &period, "f", out);
    expr_free(&x);
    return 0;
}

int caseload_sql(const struct definitions *d, int32_t day, struct buf *out, struct err *e)
{
    const struct dataset *set = d->datasets[d->accompagnants];
    if (dataset_find_field(set, "fonction") < 0 || dataset_find_field(set, "renfort_cvg") < 0)
        return err_set(e, ERR_FORMAT, "%s: the list of caseloads needs fonction and renfort_cvg", set->file);
    buf_adds(out, "WITH post AS (SELECT f.chantier_id, f.cip_ref,"
                  " string_agg(DISTINCT f.fonction, '+' ORDER BY f.fonction) AS fonction,"
                  " bool_or(f.renfort_cvg) AS renfort, sum((f.etp * 100)::int8)::int8 AS etp FROM ");
    if (print_population(d, d->accompagnants, "accompagnants_en_poste", day, out, e))
        return -1;
    buf_adds(out, " GROUP BY 1, 2), ouverts AS (SELECT f.chantier_id, f.cip_ref, count(*) AS parcours FROM ");
    if (print_population(d, d->salaries, "presents", day, out, e))
        return -1;
    buf_adds(out, " GROUP BY 1, 2) SELECT coalesce(p.chantier_id, o.chantier_id) AS chantier_id,"
                  " coalesce(p.cip_ref, o.cip_ref) AS cip_ref, p.fonction, p.renfort,"
                  " coalesce(p.etp, 0) AS etp, coalesce(o.parcours, 0) AS parcours"
                  " FROM post p FULL JOIN ouverts o ON o.chantier_id = p.chantier_id AND o.cip_ref = p.cip_ref"
                  " ORDER BY coalesce(p.chantier_id, o.chantier_id) COLLATE \"C\","
                  " coalesce(p.cip_ref, o.cip_ref) COLLATE \"C\" NULLS LAST");
    return 0;
}
