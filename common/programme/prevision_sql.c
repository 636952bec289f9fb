/* The versions of parcours and posts that a caseload forecast reads. */
#include "programme/prevision_sql.h"

#include "base/cal.h"
#include "programme/sql.h"

static void add_column(struct buf *out, const struct dataset *set, size_t field)
{
    buf_adds(out, ", t.");
    sql_name(out, set->fields[field].name);
}

static void add_begin(struct buf *out, const struct dataset *set, size_t cip_ref)
{
    buf_adds(out, "SELECT t.chantier_id, t.known_from, CASE WHEN t.known_to <= $1::timestamptz THEN t.known_to END");
    add_column(out, set, cip_ref);
}

/* The versions known by $1 that are not over before the first evening. */
static void add_rest(struct buf *out, const struct dataset *set, size_t end, int32_t day, size_t soirs)
{
    char first[CAL_DAY_LEN];
    cal_format_day(day - 7 * ((int32_t)soirs - 1), first);
    buf_adds(out, " FROM faits.");
    sql_name(out, set->name);
    buf_adds(out, " t WHERE t.known_from <= $1::timestamptz AND ($2::text[] IS NULL OR t.chantier_id = ANY($2::text[]))"
                  " AND (t.");
    sql_name(out, set->fields[end].name);
    buf_adds(out, " IS NULL OR t.");
    sql_name(out, set->fields[end].name);
    buf_addf(out, " >= DATE '%s')", first);
}

void prevision_sql_parcours(const struct definitions *d, int32_t day, size_t soirs, struct buf *out)
{
    const struct dataset *set = d->datasets[d->salaries];
    add_begin(out, set, d->at.cip_ref);
    add_column(out, set, d->at.parcours_id);
    add_column(out, set, d->at.date_entree);
    add_column(out, set, d->at.date_sortie);
    add_column(out, set, d->at.date_fin_prevue);
    add_rest(out, set, d->at.date_sortie, day, soirs);
    buf_adds(out, " ORDER BY t.chantier_id COLLATE \"C\", t.row_key COLLATE \"C\", t.known_from");
}

void prevision_sql_postes(const struct definitions *d, int32_t day, size_t soirs, struct buf *out)
{
    const struct dataset *set = d->datasets[d->accompagnants];
    add_begin(out, set, d->at.acc_cip_ref);
    buf_adds(out, ", (t.");
    sql_name(out, set->fields[d->at.acc_etp].name);
    buf_adds(out, " * 100)::int8 AS etp");
    add_column(out, set, d->at.acc_date_debut);
    add_column(out, set, d->at.acc_date_fin);
    add_rest(out, set, d->at.acc_date_fin, day, soirs);
    buf_adds(out, " ORDER BY t.chantier_id COLLATE \"C\", t.");
    sql_name(out, set->fields[d->at.acc_cip_ref].name);
    buf_adds(out, " COLLATE \"C\", t.known_from");
}
