/* Words for acts, subjects and details of the journal. */
#include "dashboard/journal_words.h"

#include <stdlib.h>
#include <string.h>

#include "base/cal.h"
#include "base/text.h"
#include "programme/role.h"

#define NBSP "\u00a0"
static const char TEXT_NATION[] = "toute la France";

#define VALUE_MAX 300 /* bytes of a value that is no text */

static const struct {
    const char *acte, *words;
    bool family; /* all acts whose name begins so */
} acts[] = {
    {"connexion", "A ouvert une session", false},
    {"connexion.essais", "Cinq essais de connexion ont échoué", false},
    {"deconnexion", "A fermé sa session", false},
    {"personne", "Accès des personnes", true},
    {"personne.ajout", "A ouvert un accès", false},
    {"personne.fin", "A fermé un accès", false},
    {"personne.mot_de_passe", "A changé un mot de passe", false},
    {"cle", "Clés d’envoi", true},
    {"cle.ajout", "A créé une clé d’envoi", false},
    {"cle.fin", "A révoqué une clé d’envoi", false},
    {"cle.depot_rouvert", "A rouvert le dépôt par formulaire", false},
    {"envoi", "Envois", true},
    {"envoi.depot", "A déposé des fichiers", false},
    {"envoi.consultation", "A consulté les lignes d’un envoi", false},
    {"envoi.liberation", "A libéré un envoi retenu", false},
    {"envoi.rejet", "A écarté un envoi retenu", false},
    {"chantier", "Lignes des chantiers", true},
    {"chantier.ajout", "A ajouté une ligne de chantier", false},
    {"chantier.correction", "A corrigé une ligne de chantier", false},
    {"chantier.suite", "A daté un changement d’un chantier", false},
    {"chantier.retrait", "A retiré une ligne de chantier", false},
    {"territoire", "Territoires", true},
    {"territoire.ajout", "A ajouté un territoire", false},
    {"territoire.correction", "A corrigé un territoire", false},
    {"territoire.retrait", "A retiré un territoire", false},
    {"fermeture", "Fermetures", true},
    {"fermeture.ajout", "A déclaré une fermeture", false},
    {"fermeture.correction", "A corrigé une fermeture", false},
    {"fermeture.fin", "A écourté une fermeture", false},
    {"fermeture.retrait", "A retiré une fermeture", false},
    {"alerte", "Alertes", true},
    {"alerte.acquittement", "A pris en charge une alerte", false},
    {"exercice", "Exercices des alertes", true},
    {"exercice.demande", "A demandé un exercice des alertes", false},
    {"silence", "Silences", true},
    {"silence.pose", "A fait taire des alertes", false},
    {"silence.fin", "A mis fin à un silence", false},
    {"rapport", "Rapports", true},
    {"rapport.demande", "A demandé la préparation d’un rapport", false},
    {"rapport.preparation", "A préparé un rapport", false},
    {"rapport.arrete", "A arrêté un rapport", false},
    {"rapport.retrait", "A retiré un rapport préparé", false},
    {"reference.import", "A importé les données de référence", false},
};
#define ACTS_N (sizeof acts / sizeof *acts)

static const struct {
    const char *kind, *words;
} subjects[] = {{"personne", "accès"},  {"chantier", "chantier"}, {"territoire", "territoire"},
                {"envoi", "envoi"},     {"alerte", "alerte"},     {"silence", "silence"},
                {"rapport", "rapport"}, {"exercice", "exercice"}};

/* Where the name is not the word itself. */
static const struct {
    const char *key, *words;
} keys[] = {
    {"role", "rôle"},
    {"perimetre", "périmètre"},
    {"n", "numéro"},
    {"raison", "motif"},
    {"depuis", "depuis"},
    {"jusqua", "jusqu’au"},
    {"support_activite", "support d’activité"},
    {"porteur", "structure porteuse"},
    {"debut", "du"},
    {"fin", "dernier jour"},
    {"date", "situation au"},
    {"situation", "situation au"},
    {"confirme", "confirmé"},
    {"lignes_mises", "lignes mises"},
    {"lignes_retirees", "lignes retirées"},
    {"regle", "règle"},
    {"au", "jusqu’au"},
};

const char *journal_act(const char *acte)
{
    for (size_t i = 0; i < ACTS_N; i++)
        if (strcmp(acts[i].acte, acte) == 0)
            return acts[i].words;
    return acte;
}

bool journal_family(const char *acte)
{
    for (size_t i = 0; i < ACTS_N; i++)
        if (strcmp(acts[i].acte, acte) == 0)
            return acts[i].family;
    return false;
}

json_t *journal_acts(const char *chosen)
{
    json_t *out = json_array();
    for (size_t i = 0; i < ACTS_N; i++)
        json_array_append_new(out, json_pack("{ss so sb}", "valeur", acts[i].acte, "libelle",
                                             json_sprintf("%s%s", acts[i].words, acts[i].family ? NBSP ": tout" : ""),
                                             "choisi", strcmp(acts[i].acte, chosen) == 0));
    return out;
}

void journal_subject(const char *sujet, const struct directory *dir, struct buf *out)
{
    const char *colon = strchr(sujet, ':'), *id = colon ? colon + 1 : "";
    size_t len = colon ? (size_t)(colon - sujet) : 0;
    for (size_t i = 0; colon && i < sizeof subjects / sizeof *subjects; i++) {
        if (strlen(subjects[i].kind) != len || memcmp(subjects[i].kind, sujet, len) != 0)
            continue;
        const char *name = strcmp(subjects[i].kind, "chantier") == 0     ? directory_chantier(dir, id)
                           : strcmp(subjects[i].kind, "territoire") == 0 ? directory_territoire(dir, id)
                                                                         : id;
        buf_addf(out, "%s %s", subjects[i].words, name);
        if (strcmp(name, id) != 0)
            buf_addf(out, " (%s)", id);
        return;
    }
    buf_adds(out, sujet);
}

/* ---- details ---- */

static void add_key(const char *key, struct buf *out)
{
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (strcmp(keys[i].key, key) == 0)
            key = keys[i].words;
    buf_adds(out, key);
}

static void add_text(const char *key, const char *s, const struct directory *dir, struct buf *out)
{
    char day[CAL_DAY_LEN];
    struct scope scope;
    struct err e;
    int32_t d;
    if (strcmp(key, "role") == 0 && role_parse(s) != ROLE_NONE)
        s = role_title(role_parse(s));
    if (strcmp(key, "perimetre") == 0 && scope_parse(s, &scope, &e) == 0)
        s = scope.kind == SCOPE_NATION ? TEXT_NATION : directory_label(dir, &scope);
    if (cal_parse_iso(s, strlen(s), &d)) {
        cal_format_day_fr(d, day);
        s = day;
    }
    buf_adds(out, *s ? s : "–");
}

/* What is deeper than these words go, as it stands. */
static void add_dump(const json_t *v, struct buf *out)
{
    char *text = json_dumps(v, JSON_COMPACT | JSON_ENCODE_ANY);
    must(text);
    size_t shown = text_cut(text, VALUE_MAX);
    buf_add(out, text, shown);
    if (text[shown])
        buf_adds(out, "…");
    free(text);
}

static void add_scalar(const char *key, const json_t *v, const struct directory *dir, struct buf *out)
{
    if (json_is_string(v))
        add_text(key, json_string_value(v), dir, out);
    else if (!v || json_is_null(v))
        buf_adds(out, "–");
    else if (json_is_boolean(v))
        buf_adds(out, json_is_true(v) ? "oui" : "non");
    else
        add_dump(v, out);
}

static void add_value(const char *key, json_t *v, const struct directory *dir, struct buf *out)
{
    const char *name, *before = "";
    json_t *inner;
    if (!json_is_object(v)) {
        add_scalar(key, v, dir, out);
        return;
    }
    json_object_foreach(v, name, inner)
    {
        buf_adds(out, before);
        add_key(name, out);
        buf_addc(out, ' ');
        add_scalar(name, inner, dir, out);
        before = ", ";
    }
}

static void begin(const char *key, struct buf *out)
{
    if (out->len)
        buf_adds(out, NBSP "; ");
    add_key(key, out);
    buf_adds(out, NBSP ": ");
}

static void add_members(json_t *object, const struct directory *dir, struct buf *out)
{
    const char *key;
    json_t *v;
    json_object_foreach(object, key, v)
    {
        if (json_is_object(v) && (strcmp(key, "avant") == 0 || strcmp(key, "apres") == 0))
            continue;
        begin(key, out);
        add_value(key, v, dir, out);
    }
}

static void add_changes(json_t *before, json_t *after, const struct directory *dir, struct buf *out)
{
    const char *key;
    json_t *v;
    json_object_foreach(after, key, v)
    {
        json_t *was = json_object_get(before, key);
        if (was && json_equal(was, v))
            continue;
        begin(key, out);
        add_value(key, was, dir, out);
        buf_adds(out, " → ");
        add_value(key, v, dir, out);
    }
}

void journal_detail(json_t *detail, const struct directory *dir, struct buf *out)
{
    json_t *before = json_object_get(detail, "avant"), *after = json_object_get(detail, "apres");
    if (json_is_object(before) && json_is_object(after))
        add_changes(before, after, dir, out);
    else if (json_is_object(before) || json_is_object(after))
        add_members(before ? before : after, dir, out);
    add_members(detail, dir, out);
}

const char *journal_break(const char *broken)
{
    static const char *const words[][2] = {{"changed", "rompue" NBSP ": une ligne a été modifiée"},
                                           {"missing", "rompue" NBSP ": une ligne a été retirée"},
                                           {"cut", "rompue" NBSP ": la fin a été coupée"}};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(words[i][0], broken) == 0)
            return words[i][1];
    return *broken ? broken : "entière";
}
