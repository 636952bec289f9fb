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
static const char TEXT_BY[] = "par %s";
static const char TEXT_NOT_TOLD[] = "pas dit : %s";
static const char TEXT_TO_TELL[] = "à dire avec la synthèse du soir";
static const char TEXT_TOLD[] = "dit le %s à ";

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
                                             {"etat", "État", false, alerts_state_word},
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

static const char *mail_word(const char *state)
{
    static const char *const words[][2] = {
        {"waiting", "en attente"}, {"sent", "parti"}, {"failed", "abandonné"}, {"cancelled", "annulé"}};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(words[i][0], state) == 0)
            return words[i][1];
    return state;
}

static void put_told(struct buf *out, const json_t *h)
{
    size_t i;
    const json_t *x, *told = json_object_get(h, "dit_a");
    buf_addf(out, TEXT_TOLD, listing_day(text_of(h, "dit_le")));
    json_array_foreach(told, i, x)
    {
        const char *state = text_of(x, "etat");
        buf_adds(out, i ? ", " : "");
        listing_clean(out, text_of(x, "a"));
        if (*state)
            buf_addf(out, " (%s)", mail_word(state));
    }
}

static void put_change(struct buf *out, const json_t *h)
{
    const char *by = text_of(h, "auteur"), *note = text_of(h, "note"), *why = text_of(h, "pourquoi");
    buf_addf(out, "  %s  %s, %s\n", listing_day(text_of(h, "at")), alerts_event_word(text_of(h, "quoi")),
             text_of(h, "niveau"));
    buf_adds(out, "      ");
    listing_clean(out, text_of(h, "texte"));
    buf_adds(out, "\n      ");
    if (*by) {
        buf_addf(out, TEXT_BY, by);
        buf_adds(out, *note ? " : " : "");
        listing_clean(out, note);
    } else if (*why) {
        buf_addf(out, TEXT_NOT_TOLD, alerts_why_word(why));
    } else if (!*text_of(h, "dit_le")) {
        buf_adds(out, TEXT_TO_TELL);
    } else {
        put_told(out, h);
    }
    buf_addc(out, '\n');
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
