/* What a chantier has still to complete, per accompagnant: the list on stdout. */
#include "cvg/todo.h"

#include "base/cal.h"

static const char TEXT_TITLE[] = "À compléter : %s, au %s\n\n";
static const char TEXT_FILES[] = "les fichiers";
static const char TEXT_NONE[] = "Rien à compléter.\n";
static const char BOM[] = "\xef\xbb\xbf"; /* without it Excel takes UTF-8 for something else */

static const struct listing_column columns[] = {{"cip_ref", "CIP", false, NULL},
                                                {"parcours_id", "PARCOURS", false, NULL},
                                                {"quoi", "QUOI", false, NULL},
                                                {"echeance", "ÉCHÉANCE", false, listing_day},
                                                {"message", "À FAIRE", false, NULL},
                                                {"code", NULL, false, NULL},
                                                {0}};

void todo_print(json_t *list, const char *reporter, int32_t day, enum listing_format format)
{
    struct buf out = {0};
    char text[CAL_DAY_LEN];
    cal_format_day(day, text);
    if (format == LISTING_JSON) {
        json_t *doc = todo_document(list, reporter, day);
        listing_document(&out, doc);
        json_decref(doc);
    } else if (format == LISTING_CSV) {
        buf_adds(&out, BOM);
        listing_print(&out, list, columns, format);
    } else {
        buf_addf(&out, TEXT_TITLE, reporter ? reporter : TEXT_FILES, listing_day(text));
        if (!json_array_size(list))
            buf_adds(&out, TEXT_NONE);
        listing_print(&out, list, columns, format);
    }
    listing_flush(&out);
    buf_deinit(&out);
}
