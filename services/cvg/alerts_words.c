/* The words of the alerts' rows for people. */
#include "cvg/alerts_words.h"

#include <string.h>

struct word {
    const char *name, *said;
};

static const struct word states[] = {
    {"ouverte", "ouverte"}, {"acquittee", "prise en charge"}, {"resolue", "résolue"}, {0}};
static const struct word events[] = {{"levee", "levée"},
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

static const char *find(const struct word *w, const char *name)
{
    while (w->name && strcmp(w->name, name) != 0)
        w++;
    return w->name ? w->said : name;
}

const char *alerts_state_word(const char *etat)
{
    return find(states, etat);
}

const char *alerts_event_word(const char *quoi)
{
    return find(events, quoi);
}

const char *alerts_why_word(const char *pourquoi)
{
    return find(whys, pourquoi);
}
