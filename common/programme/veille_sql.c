/* What alerting looks at of a reporter's rows, printed as SQL. */
#include "programme/veille_sql.h"

#include "programme/facts_sql.h"

static int need_columns(const struct definitions *d, size_t dataset, const char *const *columns, struct err *e)
{
    for (; *columns; columns++)
        if (dataset_find_field(d->datasets[dataset], *columns) < 0)
            return err_set(e, ERR_FORMAT, "%s: the alerts need %s", d->datasets[dataset]->file, *columns);
    return 0;
}

static int find_dataset(const struct definitions *d, const char *name, size_t *out, struct err *e)
{
    int found = definitions_find_dataset(d, name);
    if (found < 0)
        return err_set(e, ERR_FORMAT, "the alerts need the dataset %s", name);
    *out = (size_t)found;
    return 0;
}

/* Somewhat more than any threshold that alertes_file.c takes: what falls due is asked for once a week. */
int veille_echeances_sql(const struct definitions *d, int32_t day, struct buf *out, struct err *e)
{
    static const char *const columns[] = {"prolongation", "post_emploi", "post_logement", NULL};
    if (need_columns(d, d->salaries, columns, e) < 0)
        return -1;
    buf_adds(out, "SELECT 'entree', f.parcours_id, f.date_entree, coalesce(f.prolongation <> 'AUCUNE', false) FROM ");
    if (facts_sql_population(d, d->salaries, "presents AND date_entree < mois_avant(:fin, 18)", day, out, e) < 0)
        return -1;
    buf_adds(out, " UNION ALL SELECT 'sortie', f.parcours_id, f.date_sortie, coalesce(f.post_emploi <> 'NON_CONTACTE',"
                  " false) OR coalesce(f.post_logement <> 'NON_CONTACTE', false) FROM ");
    if (facts_sql_population(d, d->salaries,
                             "motif_sortie.asp = 'durable' AND date_sortie > mois_avant(:fin, 14) AND date_sortie <= "
                             "mois_avant(:fin, 9)",
                             day, out, e) < 0)
        return -1;
    buf_adds(out, " ORDER BY 1, 3, 2");
    return 0;
}

int veille_postes_sql(const struct definitions *d, int32_t day, struct buf *out, struct err *e)
{
    static const char *const columns[] = {"poste_id", "date_debut", NULL};
    size_t dataset;
    if (find_dataset(d, "equipe", &dataset, e) < 0 || need_columns(d, dataset, columns, e) < 0)
        return -1;
    buf_adds(out, "SELECT f.poste_id, f.date_debut FROM ");
    if (facts_sql_population(d, dataset, "postes_en_cours AND etat = 'VACANT'", day, out, e) < 0)
        return -1;
    buf_adds(out, " ORDER BY f.date_debut, f.poste_id COLLATE \"C\"");
    return 0;
}

int veille_copils_sql(const struct definitions *d, int32_t day, struct buf *out, struct err *e)
{
    static const char *const columns[] = {"date", "type", NULL};
    size_t dataset;
    if (find_dataset(d, "instances", &dataset, e) < 0 || need_columns(d, dataset, columns, e) < 0)
        return -1;
    buf_adds(out, "SELECT DISTINCT f.date FROM ");
    if (facts_sql_population(d, dataset, "type = 'COPIL' AND date <= :fin", day, out, e) < 0)
        return -1;
    buf_adds(out, " ORDER BY 1 DESC LIMIT 10");
    return 0;
}
