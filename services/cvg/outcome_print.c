/* The table names figures by the definitions where they are at hand: a chantier's machine may have none. */
#include "cvg/outcome_print.h"

#include "cvg/outcome_table.h"
#include "programme/definitions.h"

static const struct listing_column finding_columns[] = {
    {"code", NULL, false, NULL},        {"severity", NULL, false, NULL},
    {"dataset", NULL, false, NULL},     {"line", NULL, false, NULL},
    {"parcours_id", NULL, false, NULL}, {"key", NULL, false, NULL},
    {"column", NULL, false, NULL},      {"value", NULL, false, NULL},
    {"message", NULL, false, NULL},     {0}};

void outcome_print(const json_t *document, enum listing_format format)
{
    struct buf out = {0};
    struct definitions *d = NULL;
    struct err e;
    if (format == LISTING_JSON) {
        listing_document(&out, document);
    } else if (format == LISTING_CSV) {
        listing_print(&out, json_object_get(document, "findings"), finding_columns, format);
    } else {
        if (definitions_load(definitions_folder(), &d, &e) < 0)
            d = NULL;
        outcome_table(&out, document, d);
        definitions_free(&d);
    }
    listing_flush(&out);
    buf_deinit(&out);
}

void outcome_print_line(const json_t *document, enum listing_format format)
{
    static const struct listing_column columns[] = {{.key = "submission"},
                                                    {.key = "chantier"},
                                                    {.key = "date_situation"},
                                                    {.key = "state"},
                                                    {.key = "received_at"},
                                                    {.key = "rows.read"},
                                                    {.key = "rows.taken"},
                                                    {.key = "rows.set_aside"},
                                                    {.key = "decision.by"},
                                                    {.key = "decision.reason"},
                                                    {0}};
    struct buf out = {0};
    if (format != LISTING_CSV) {
        outcome_print(document, format);
        return;
    }
    json_t *list = json_pack("[O]", document);
    must(list);
    listing_print(&out, list, columns, format);
    json_decref(list);
    listing_flush(&out);
    buf_deinit(&out);
}
