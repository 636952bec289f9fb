/* The posts of a coordination, printed as SQL. */
#include "programme/postes.h"

#include "programme/facts_sql.h"

int postes_sql(const struct definitions *d, int32_t day, struct buf *out, struct err *e)
{
    static const char *const columns[] = {"fonction", "etat", "etp", "date_debut", "poste_id"};
    int dataset = definitions_find_dataset(d, "equipe");
    if (dataset < 0)
        return err_set(e, ERR_FORMAT, "the list of posts needs the dataset equipe");
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++)
        if (dataset_find_field(d->datasets[dataset], columns[i]) < 0)
            return err_set(e, ERR_FORMAT, "%s: the list of posts needs %s", d->datasets[dataset]->file, columns[i]);
    buf_adds(out, "SELECT f.chantier_id, f.fonction, f.etat, (f.etp * 100)::int8 AS etp, f.date_debut FROM ");
    if (facts_sql_population(d, (size_t)dataset, "postes_en_cours", day, out, e) < 0)
        return -1;
    buf_adds(out, " ORDER BY f.fonction COLLATE \"C\", f.etat COLLATE \"C\", f.date_debut, f.poste_id COLLATE \"C\"");
    return 0;
}
