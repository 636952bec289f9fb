/* `cvg alerts simulate`: reads a history, lets the clock run from its first night, and prints what changed in the days
 * that were asked for. */
#include "cvg/alerts_simulate.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cal.h"
#include "cvg/alerts_histoire.h"
#include "cvg/alerts_histoire_base.h"
#include "cvg/command.h"
#include "cvg/listing.h"
#include "cvg/operator.h"
#include "cvg/options.h"

static const char USAGE[] =
    "Usage : cvg alerts simulate --from DATE --to DATE [--histoire DOSSIER] [--format table|json|csv]\n\n"
    "Rejoue un passé sur une horloge virtuelle, avec les règles et les seuils d’aujourd’hui (programme/alertes.csv et\n"
    "alertes_seuils.csv), et donne le plan : chaque changement d’une alerte avec son heure de Paris, ce qui l’a causé "
    "et\n"
    "à qui il serait dit. Rien n’est envoyé, rien n’est conservé.\n\n"
    "  --histoire DOSSIER  ce qui s’est passé, en fichiers CSV : chantiers.csv et envois.csv, et s’ils y sont\n"
    "                      territoires, fermetures, situations, accompagnants, echeances, postes, copils et pannes "
    ".csv\n"
    "                      (leurs colonnes : docs/alertes.md). Sans cette option, ce que tient la base de données :\n"
    "                      envois et charges d’alors ; membres, fermetures, parcours, postes et COPIL tels qu’ils "
    "sont\n"
    "                      connus aujourd’hui.\n"
    "  --from DATE         premier jour du plan, AAAA-MM-JJ\n"
    "  --to DATE           dernier jour du plan\n"
    "  --format FORMAT     table (par défaut), json ou csv\n";
static const char TEXT_EXTRA[] = "argument inattendu « %s »";
static const char TEXT_FORMAT[] = "--format attend table, json ou csv, pas « %s »";
static const char TEXT_DATE[] = "%s attend un jour comme 2026-11-20, pas « %s »";
static const char TEXT_MISSING[] = "l’option « %s » manque";
static const char TEXT_ORDER[] = "--from vient après --to";
static const char TEXT_NONE[] = "cvg : aucune alerte ne change pendant ces jours\n";

static const struct {
    const char *name, *word;
} words[] = {{"levee", "ouverte"},   {"liberee", "rendue libre"}, {"retenue", "retenue"}, {"aggravee", "aggravée"},
             {"allegee", "allégée"}, {"changee", "changée"},      {"resolue", "résolue"}, {"perdue", "manquée"}};

static const char *change_word(const char *name)
{
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(words[i].name, name) == 0)
            return words[i].word;
    return name;
}

static const char *when_word(const char *name)
{
    return strcmp(name, "aussitot") == 0 ? "aussitôt" : strcmp(name, "synthese") == 0 ? "le soir" : name;
}

static const char *reporter_word(const char *id)
{
    return strcmp(id, "nation") == 0 ? "France" : id;
}

static const struct listing_column columns[] = {{"paris", "HEURE", false, NULL},
                                                {"porteur", "POUR", false, reporter_word},
                                                {"regle", "RÈGLE", false, NULL},
                                                {"sujet", "SUJET", false, NULL},
                                                {"changement", "CHANGEMENT", false, change_word},
                                                {"niveau", "NIVEAU", false, NULL},
                                                {"a_qui", "DITE À", false, NULL},
                                                {"annonce", "QUAND", false, when_word},
                                                {"cause", "CAUSE", false, NULL},
                                                {"texte", "TEXTE", false, NULL},
                                                {"instant", NULL, false, NULL},
                                                {"situation", NULL, false, NULL},
                                                {"palier", NULL, false, NULL},
                                                {"depuis", NULL, false, NULL},
                                                {"valeur.n", NULL, false, NULL},
                                                {"valeur.total", NULL, false, NULL},
                                                {"valeur.valeur", NULL, false, NULL},
                                                {"valeur.seuil", NULL, false, NULL},
                                                {"valeur.jour", NULL, false, NULL},
                                                {0}};

struct plan {
    const struct alertes *alertes;
    int64_t from_us;
    json_t *list;
};

/* ---- one event ---- */

static void add_wall(json_t *o, const char *key, int64_t us)
{
    char day[CAL_DAY_LEN], text[40];
    int64_t wall = cal_paris_wall_us(us) / 1000000 % 86400;
    cal_format_day(cal_paris_day(us), day);
    snprintf(text, sizeof text, "%s %02d:%02d:%02d", day, (int)(wall / 3600), (int)(wall / 60 % 60), (int)(wall % 60));
    json_object_set_new(o, key, json_string(text));
}

static void add_instant(json_t *o, const char *key, int64_t us)
{
    char text[CAL_INSTANT_LEN];
    cal_format_instant(us, text);
    json_object_set_new(o, key, json_string(text));
}

static void add_text(json_t *o, const char *key, struct buf *b)
{
    json_object_set_new(o, key, json_string(buf_text(b)));
    buf_reset(b);
}

/* To whom, and at once or in the evening's digest; nothing of what is not told. */
static void add_telling(json_t *o, const struct veille_evenement *e, const struct alerte_ligne *l, struct buf *b)
{
    bool at_once = l->annonce == ANNONCE_AUSSITOT || (l->annonce == ANNONCE_NIVEAU && l->niveau == NIVEAU_CRITIQUE);
    for (unsigned bit = 1; e->told && bit < 1U << A_QUI_N; bit <<= 1)
        if (l->a_qui & bit)
            buf_addf(b, "%s%s", b->len ? " " : "", alerte_a_qui_name(bit));
    add_text(o, "a_qui", b);
    json_object_set_new(o, "annonce", json_string(!e->told ? "" : at_once ? "aussitot" : "synthese"));
}

static void add_event(void *arg, const struct veille_evenement *e)
{
    struct plan *p = arg;
    if (e->at_us < p->from_us)
        return;
    const struct veille_alerte *a = e->alerte;
    const struct alerte_ligne *l = alertes_ligne(p->alertes, a->regle, a->situation, a->palier);
    struct buf b = {0};
    json_t *o = json_object();
    add_instant(o, "instant", e->at_us);
    add_wall(o, "paris", e->at_us);
    json_object_set_new(o, "porteur", json_string(*e->reporter->id ? e->reporter->id : "nation"));
    json_object_set_new(o, "regle", json_string(alerte_regle_name(a->regle)));
    json_object_set_new(o, "sujet", json_string(a->sujet));
    json_object_set_new(o, "changement", json_string(veille_change_name(e->change)));
    json_object_set_new(o, "situation", json_string(alerte_situation_name(a->situation)));
    json_object_set_new(o, "palier", json_integer(a->palier));
    json_object_set_new(o, "niveau", json_string(alerte_niveau_name(l->niveau)));
    add_telling(o, e, l, &b);
    json_object_set_new(o, "cause", json_string(a->cause));
    add_instant(o, "depuis", a->depuis_us);
    veille_valeur(a, &b);
    json_object_set_new(o, "valeur", json_loads(buf_text(&b), 0, NULL));
    buf_reset(&b);
    veille_texte(l->texte, a, &b);
    add_text(o, "texte", &b);
    json_array_append_new(p->list, o);
    buf_deinit(&b);
}

/* ---- the command ---- */

static int read_base(const struct definitions *d, int32_t from, int32_t to, struct histoire **out, struct err *e)
{
    struct db_sync *db = operator_db(e);
    int rc = db ? histoire_read_base(d, db, from, to, out, e) : -1;
    db_sync_close(&db);
    return rc;
}

static int run(const char *folder, int32_t from, int32_t to, enum listing_format format)
{
    struct definitions *d = NULL;
    struct histoire *h = NULL;
    struct err e;
    struct buf out = {0};
    if (definitions_load(definitions_folder(), &d, &e) < 0 ||
        (folder ? histoire_read(d, folder, &h, &e) : read_base(d, from, to, &h, &e)) < 0) {
        definitions_free(&d);
        return command_fail(&e);
    }
    struct plan p = {.alertes = d->alertes, .list = json_array()};
    p.from_us = cal_paris_instant(from * 86400LL * 1000000);
    int64_t to_us = cal_paris_instant((to + 1) * 86400LL * 1000000) - 1, begin = histoire_debut(h);
    veille_monde_run(histoire_monde(h), begin < p.from_us ? begin : p.from_us, to_us, add_event, &p);
    listing_print(&out, p.list, columns, format);
    if (!json_array_size(p.list))
        fputs(TEXT_NONE, stderr);
    listing_flush(&out);
    buf_deinit(&out);
    json_decref(p.list);
    histoire_free(&h);
    definitions_free(&d);
    return COMMAND_DONE;
}

static int wrong_day(const char *option, const char *text, int32_t *out)
{
    if (!text)
        return command_misused(USAGE, TEXT_MISSING, option);
    return cal_parse_iso(text, strlen(text), out) ? 0 : command_misused(USAGE, TEXT_DATE, option, text);
}

int alerts_simulate_run(int argc, char **argv)
{
    const char *folder = NULL, *from_text = NULL, *to_text = NULL, *format_text = "table";
    const struct options_entry entries[] = {{"histoire", &folder, NULL},
                                            {"from", &from_text, NULL},
                                            {"to", &to_text, NULL},
                                            {"format", &format_text, NULL},
                                            {0}};
    enum listing_format format;
    int32_t from = 0, to = 0;
    char **args;
    int n, code = options_read(argc, argv, USAGE, entries, &args, &n);
    if (code != OPTIONS_GO)
        return code;
    if (n)
        return command_misused(USAGE, TEXT_EXTRA, args[0]);
    if (!listing_format_parse(format_text, true, &format))
        return command_misused(USAGE, TEXT_FORMAT, format_text);
    if ((code = wrong_day("--from", from_text, &from)) || (code = wrong_day("--to", to_text, &to)))
        return code;
    if (from > to)
        return command_misused(USAGE, TEXT_ORDER);
    return run(folder, from, to, format);
}
