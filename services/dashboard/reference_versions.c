/* Versions of reference data. */
#include "dashboard/reference_versions.h"

#include "dashboard/words.h"

void reference_version_columns(json_t *table)
{
    table_column(table, "connu_du", "Connu du", TABLE_TEXT, NULL);
    table_column(table, "connu_au", "jusqu’au", TABLE_TEXT, NULL);
    table_column(table, "par", "Par", TABLE_TEXT, NULL);
}

static void add_instant(json_t *table, int64_t us)
{
    struct buf text = {0};
    words_instant(us, &text);
    table_text(table, buf_text(&text));
    buf_deinit(&text);
}

void reference_version_cells(json_t *table, const struct db_result *r, int row, int from, int to, int auteur)
{
    add_instant(table, db_instant(r, row, from));
    if (db_is_null(r, row, to))
        table_text(table, "en vigueur");
    else
        add_instant(table, db_instant(r, row, to));
    table_text(table, db_text(r, row, auteur));
}
