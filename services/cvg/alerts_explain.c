/* The whole history of one alert: each change, to whom it was told and what became of that, or why to nobody. */
#include "cvg/alerts_explain.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "cvg/alerts_words.h"
#include "cvg/command.h"
#include "cvg/listing.h"
#include "cvg/operator.h"
#include "cvg/options.h"

static const char USAGE[] = "Usage : cvg alerts explain ALERTE [--format table|json]\n\n"
                            "Toute l'histoire d'une alerte : ce qui a changé, à qui cela a été dit, sinon pourquoi.\n";
static const char TEXT_ONE[] = "l'identifiant d'une alerte est attendu, comme LYO1.a3";
static const char TEXT_FORMAT[] = "--format ne connaît pas « %s » ici";
static const char TEXT_UNKNOWN[] = "il n'y a pas d'alerte « %s »";
static const char TEXT_HISTORY[] = "\nHistoire\n";

static const char explain_sql[] =
    "SELECT coalesce(to_json((SELECT x FROM (SELECT cvg.alerte_id(a.chantier_id, a.n) AS id, a.chantier_id AS "
    "chantier, a.regle,"
    "   a.sujet, a.situation, a.palier, a.niveau, a.etat, " ALERTS_INSTANT(
        "a.depuis") " AS depuis, a.libelle, a.texte,"
                    "   a.quoi_faire, a.pour, a.cause, a.dite, a.responsable, a.note, " ALERTS_INSTANT(
                        "a.retour") " AS retour,"
                                    "   " ALERTS_INSTANT(
                                        "a.resolue_le") " AS resolue_le, a.valeur,"
                                                        "   (SELECT json_agg(json_build_object('at', " ALERTS_INSTANT(
                                                            "h.at") ", 'quoi', h.quoi, 'niveau', h.niveau,"
                                                                    "      'valeur', h.valeur, 'texte', h.texte, "
                                                                    "'auteur', h.auteur, 'note', h.note, 'dire', "
                                                                    "h.dire,"
                                                                    "      'pourquoi', h.pourquoi, "
                                                                    "'dit_le', " ALERTS_INSTANT(
                                                                        "h.dit_le") ", 'dit_a', h.destinataires) ORDER "
                                                                                    "BY h.k)"
                                                                                    "      FROM "
                                                                                    "cvg.alerte_recit(a.chantier_id, "
                                                                                    "a.n) h) AS histoire"
                                                                                    "   FROM cvg.alerte a WHERE "
                                                                                    "cvg.alerte_id(a.chantier_id, a.n) "
                                                                                    "= $1"
                                                                                    "     AND a.n = substring($1 FROM "
                                                                                    "'[0-9]{1,9}$')::integer) x)), "
                                                                                    "'null')";

static const struct listing_column card[] = {{"id", "Alerte", false, NULL},
                                             {"regle", "Règle", false, NULL},
                                             {"libelle", "Quoi", false, NULL},
                                             {"sujet", "Sujet", false, NULL},
                                             {"niveau", "Niveau", false, NULL},
                                             {"etat", "État", false, alerte_etat_mot},
                                             {"depuis", "Depuis", false, listing_day},
                                             {"texte", "Texte", false, NULL},
                                             {"quoi_faire", "À faire", false, NULL},
                                             {"cause", "Retenue par", false, NULL},
                                             {"responsable", "Qui s'en occupe", false, NULL},
                                             {"note", "Note", false, NULL},
                                             {"retour", "Retour", false, listing_day},
                                             {"resolue_le", "Résolue", false, listing_day},
                                             {0}};

static const char *text_of(const json_t *object, const char *key)
{
    const char *s = json_string_value(json_object_get(object, key));
    return s ? s : "";
}

/* ---- a change ---- */

static void put_change(struct buf *out, const json_t *h)
{
    struct buf said = {0};
    struct alerte_dit x = {.auteur = text_of(h, "auteur"),
                           .note = text_of(h, "note"),
                           .pourquoi = text_of(h, "pourquoi"),
                           .destinataires = json_object_get(h, "dit_a")};
    if (!cal_parse_instant(text_of(h, "dit_le"), &x.dit_le_us))
        x.dit_le_us = 0;
    alerte_dit(&x, &said);
    buf_addf(out, "  %s  %s, %s\n", listing_day(text_of(h, "at")), alerte_quoi_mot(text_of(h, "quoi")),
             text_of(h, "niveau"));
    buf_adds(out, "      ");
    listing_clean(out, text_of(h, "texte"));
    buf_adds(out, "\n      ");
    listing_clean(out, buf_text(&said));
    buf_addc(out, '\n');
    buf_deinit(&said);
}

static void print(const json_t *doc, enum listing_format format)
{
    struct buf out = {0};
    size_t i;
    const json_t *h;
    listing_card(&out, doc, card, format);
    if (format == LISTING_TABLE) {
        buf_adds(&out, TEXT_HISTORY);
        json_array_foreach(json_object_get(doc, "histoire"), i, h) put_change(&out, h);
    }
    listing_flush(&out);
    buf_deinit(&out);
}

/* ---- the action ---- */

static int explain(const char *id, enum listing_format format)
{
    struct err e;
    struct db_params p = {0};
    struct db_sync *db = operator_db(&e);
    if (!db)
        return command_fail(&e);
    db_add_text(&p, id);
    json_t *doc = operator_json(db, explain_sql, &p, &e);
    db_sync_close(&db);
    if (json_is_object(doc)) {
        print(doc, format);
        json_decref(doc);
        return COMMAND_DONE;
    }
    if (doc)
        err_fill(&e, ERR_FORMAT, TEXT_UNKNOWN, id);
    json_decref(doc);
    return command_fail(&e);
}

int alerts_explain_run(int argc, char **argv)
{
    const char *format_text = "table";
    const struct options_entry entries[] = {{.name = "format", .value = &format_text}, {0}};
    enum listing_format format;
    char **args;
    int n, code = options_read(argc, argv, USAGE, entries, &args, &n);
    if (code != OPTIONS_GO)
        return code;
    if (n != 1 || !text_is_utf8(args[0], strlen(args[0])))
        return command_misused(USAGE, "%s", TEXT_ONE);
    if (!listing_format_parse(format_text, false, &format))
        return command_misused(USAGE, TEXT_FORMAT, format_text);
    return explain(args[0], format);
}
