/* The quarters that were prepared or closed, the newest first. */
#include "cvg/report_list.h"

#include <stdio.h>

#include "cvg/command.h"
#include "cvg/listing.h"
#include "cvg/operator.h"

static const char TEXT_NONE[] = "cvg : aucun trimestre n'est préparé ni arrêté\n";

static const char sql[] = "SELECT coalesce(json_agg(x), '[]') FROM (SELECT a.trimestre, a.version, a.etat, a.motif, "
                          "a.connu_le, a.prepare_par,"
                          "  a.prepare_le, a.arrete_par, a.arrete_le, a.definitions FROM cvg.arrete a"
                          "  ORDER BY a.trimestre DESC, a.version DESC) x";

static const char *state_word(const char *s)
{
    return s[0] == 'a' ? "arrêté" : "préparé";
}

static const struct listing_column columns[] = {{"trimestre", "TRIMESTRE", false, NULL},
                                                {"version", "VERSION", true, NULL},
                                                {"etat", "ÉTAT", false, state_word},
                                                {"connu_le", "DONNÉES DU", false, listing_day},
                                                {"prepare_par", "PRÉPARÉ PAR", false, NULL},
                                                {"prepare_le", "LE", false, listing_day},
                                                {"arrete_par", "ARRÊTÉ PAR", false, NULL},
                                                {"arrete_le", "LE", false, listing_day},
                                                {"motif", "MOTIF", false, NULL},
                                                {"definitions", NULL, false, NULL},
                                                {0}};

int report_list(const char *format_text)
{
    enum listing_format format;
    struct err e = {0};
    struct buf out = {0};
    if (!listing_format_parse(format_text, true, &format))
        return -1;
    struct db_sync *db = operator_db(&e);
    json_t *list = db ? operator_json(db, sql, NULL, &e) : NULL;
    db_sync_close(&db);
    if (!list)
        return command_fail(&e);
    if (!json_array_size(list))
        fputs(TEXT_NONE, stderr);
    listing_print(&out, list, columns, format);
    listing_flush(&out);
    buf_deinit(&out);
    json_decref(list);
    return COMMAND_DONE;
}
