/* The caseload of each accompagnant, printed as SQL. */
#include "programme/caseload.h"

#include "programme/facts_sql.h"

int caseload_sql(const struct definitions *d, int32_t day, struct buf *out, struct err *e)
{
    const struct dataset *set = d->datasets[d->accompagnants];
    if (dataset_find_field(set, "fonction") < 0 || dataset_find_field(set, "renfort_cvg") < 0)
        return err_set(e, ERR_FORMAT, "%s: the list of caseloads needs fonction and renfort_cvg", set->file);
    buf_adds(out, "WITH post AS (SELECT f.chantier_id, f.cip_ref,"
                  " string_agg(DISTINCT f.fonction, '+' ORDER BY f.fonction) AS fonction,"
                  " bool_or(f.renfort_cvg) AS renfort, sum((f.etp * 100)::int8)::int8 AS etp FROM ");
    if (facts_sql_population(d, d->accompagnants, "accompagnants_en_poste", day, out, e))
        return -1;
    buf_adds(out, " GROUP BY 1, 2), ouverts AS (SELECT f.chantier_id, f.cip_ref, count(*) AS parcours FROM ");
    if (facts_sql_population(d, d->salaries, "presents", day, out, e))
        return -1;
    buf_adds(out, " GROUP BY 1, 2) SELECT coalesce(p.chantier_id, o.chantier_id) AS chantier_id,"
                  " coalesce(p.cip_ref, o.cip_ref) AS cip_ref, p.fonction, p.renfort,"
                  " coalesce(p.etp, 0) AS etp, coalesce(o.parcours, 0) AS parcours"
                  " FROM post p FULL JOIN ouverts o ON o.chantier_id = p.chantier_id AND o.cip_ref = p.cip_ref"
                  " ORDER BY coalesce(p.chantier_id, o.chantier_id) COLLATE \"C\","
                  " coalesce(p.cip_ref, o.cip_ref) COLLATE \"C\" NULLS LAST");
    return 0;
}
