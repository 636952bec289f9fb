/* An alert's life in words. */
#include "programme/alertes_mots.h"

#include <string.h>

#include "base/letter.h"
#include "base/text.h"

#define NBSP "\u202f"

struct word {
    const char *name, *said;
};

static const struct word states[] = {
    {"ouverte", "ouverte"}, {"acquittee", "prise en charge"}, {"resolue", "résolue"}, {0}};
static const struct word events[] = {{"levee", "ouverte"},
                                     {"liberee", "sa cause est finie, et elle tient toujours"},
                                     {"retenue", "retenue par une cause"},
                                     {"aggravee", "aggravée"},
                                     {"allegee", "allégée"},
                                     {"changee", "changée"},
                                     {"resolue", "résolue"},
                                     {"perdue", "échéance manquée"},
                                     {"acquittee", "prise en charge"},
                                     {"reprise", "la date de retour est passée, et elle tient toujours"},
                                     {"parole", "le silence est fini, et elle tient toujours"},
                                     {0}};
static const struct word whys[] = {{"cause", "la cause est dite à sa place"},
                                   {"silence", "un silence était en vigueur"},
                                   {"acquittee", "quelqu’un s’en occupait"},
                                   {"personne", "aucune adresse n’est connue pour ceux que cela concerne"},
                                   {"inedite", "terminée avant d’avoir été dite"},
                                   {"suite", "comprise dans ce qui est dit par ailleurs"},
                                   {"acte", "c’est l’acte d’une personne"},
                                   {0}};
static const struct word mails[] = {
    {"waiting", "en attente"}, {"sent", "parti"}, {"failed", "abandonné"}, {"cancelled", "annulé"}, {0}};
static const struct word systems[] = {
    {"intake", "panne de la réception des envois"}, {"base", "panne de la base de données"}, {0}};

static const char TEXT_SOFTWARE[] = "panne du logiciel %s";
static const char TEXT_BY[] = "par %s";
static const char TEXT_NOT_TOLD[] = "pas dit" NBSP ": %s";
static const char TEXT_TO_TELL[] = "à dire avec la synthèse du soir";
static const char TEXT_TOLD[] = "dit le %s à ";

static const char *find(const struct word *w, const char *name)
{
    while (w->name && strcmp(w->name, name) != 0)
        w++;
    return w->name ? w->said : name;
}

const char *alerte_etat_mot(const char *etat)
{
    return find(states, etat);
}

const char *alerte_quoi_mot(const char *quoi)
{
    return find(events, quoi);
}

const char *alerte_pourquoi_mot(const char *pourquoi)
{
    return find(whys, pourquoi);
}

const char *alerte_courrier_mot(const char *etat)
{
    return find(mails, etat);
}

void alerte_cause_mot(const char *cause, struct buf *out)
{
    static const char SOFTWARE[] = "logiciel:", SYSTEM[] = "systeme:";
    if (text_starts(cause, SOFTWARE))
        buf_addf(out, TEXT_SOFTWARE, cause + strlen(SOFTWARE));
    else if (text_starts(cause, SYSTEM))
        buf_adds(out, find(systems, cause + strlen(SYSTEM)));
    else
        buf_adds(out, cause);
}

static void put_told(const struct alerte_dit *x, struct buf *out)
{
    char at[LETTER_INSTANT_LEN];
    size_t i;
    const json_t *one;
    letter_instant(x->dit_le_us, at);
    buf_addf(out, TEXT_TOLD, at);
    json_array_foreach(x->destinataires, i, one)
    {
        const char *to = json_string_value(json_object_get(one, "a")),
                   *state = json_string_value(json_object_get(one, "etat"));
        buf_addf(out, "%s%s", i ? ", " : "", !to ? "" : strcmp(to, "webhook") == 0 ? "la messagerie de l’équipe" : to);
        if (state && *state)
            buf_addf(out, " (%s)", alerte_courrier_mot(state));
    }
}

void alerte_dit(const struct alerte_dit *x, struct buf *out)
{
    if (*x->auteur) {
        buf_addf(out, TEXT_BY, x->auteur);
        if (*x->note)
            buf_addf(out, NBSP ": %s", x->note);
    } else if (*x->pourquoi) {
        buf_addf(out, TEXT_NOT_TOLD, alerte_pourquoi_mot(x->pourquoi));
    } else if (!x->dit_le_us) {
        buf_adds(out, TEXT_TO_TELL);
    } else {
        put_told(x, out);
    }
}
