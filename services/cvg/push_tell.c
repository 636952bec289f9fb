/* The last lines of a push: a sentence for each state, and the number of things to do. */
#include "cvg/push_tell.h"

#include <string.h>

static const char TEXT_ARRIVED[] = "\nVotre envoi est arrivé et pris en compte. ";
static const char TEXT_NOTHING[] = "Rien à faire.\n";
static const char TEXT_ASIDE_ONE[] =
    "Une ligne est mise de côté : corrigez-la dans votre logiciel (voir « À corriger » "
    "ci-dessus), le prochain envoi la reprendra.\n";
static const char TEXT_ASIDE[] =
    "%lld lignes sont mises de côté : corrigez-les dans votre logiciel (voir « À corriger » "
    "ci-dessus), le prochain envoi les reprendra.\n";
static const char TEXT_CHECK[] = "Rien d'urgent : des points sont à vérifier quand vous le pourrez (voir ci-dessus).\n";

static const struct {
    const char *state, *text;
} states[] = {
    {"held", "\nVotre envoi est arrivé, mais il est retenu : rien ne change tant que personne ne l'a confirmé.\n"
             "À faire : si les fichiers sont justes, relancez la même commande avec --confirm ; sinon, corrigez-les et "
             "renvoyez-les.\n"},
    {"refused",
     "\nVotre envoi est arrivé, mais il est refusé : rien n'est pris en compte, vos chiffres d'avant restent.\n"
     "À faire : corrigez ce qui est dit ci-dessus, puis renvoyez.\n"},
    {"superseded", "\nVotre envoi est arrivé, mais un envoi plus récent est déjà pris en compte. Rien à faire.\n"},
    {"duplicate", "\nCe même envoi était déjà arrivé et pris en compte. Rien à faire.\n"},
    {"received",
     "\nVotre envoi est arrivé. Son résultat n'est pas encore connu : relancez la même commande plus tard pour "
     "le voir. Rien d'autre à faire.\n"},
    {"quarantined",
     "\nVotre envoi est arrivé, mais il n'a pas pu être traité. Convergence France s'en occupe. Rien à faire.\n"},
    {"discarded", "\nVotre envoi est arrivé, mais Convergence France l'a écarté (raison ci-dessus).\n"},
};

static const char *const ends[PUSH_END_COUNT] = {
    [PUSH_END_REFUSED_HERE] = "\nRien n'a été envoyé ni gardé.\n"
                              "À faire : corrigez ce qui est dit ci-dessus, puis relancez.\n",
    [PUSH_END_KEPT] = "\nVotre envoi n'est pas arrivé. Votre envoi est gardé ici et repartira au prochain lancement.\n",
    [PUSH_END_KEPT_KEY] =
        "\nVotre envoi n'est pas arrivé. Votre envoi est gardé ici et repartira au prochain lancement, "
        "une fois la clé remise en ordre.\n",
    [PUSH_END_NOT_KEPT] =
        "\nVotre envoi n'est pas arrivé. Gardez vos fichiers et relancez la même commande plus tard.\n",
    [PUSH_END_NOT_TAKEN] =
        "\nVotre envoi n'est pas pris.\nÀ faire : corrigez ce qui est dit ci-dessus, puis renvoyez.\n",
};

static size_t count(const json_t *findings, const char *severity)
{
    size_t i, n = 0;
    const json_t *f;
    json_array_foreach(findings, i, f)
    {
        const char *s = json_string_value(json_object_get(f, "severity"));
        n += s && strcmp(s, severity) == 0;
    }
    return n;
}

static void tell_accepted(FILE *out, const json_t *doc)
{
    long long aside = json_integer_value(json_object_get(json_object_get(doc, "rows"), "set_aside"));
    const json_t *findings = json_object_get(doc, "findings");
    fputs(TEXT_ARRIVED, out);
    if (aside == 1)
        fputs(TEXT_ASIDE_ONE, out);
    else if (aside > 1)
        fprintf(out, TEXT_ASIDE, aside);
    else
        fputs(count(findings, "W") + count(findings, "E") ? TEXT_CHECK : TEXT_NOTHING, out);
}

void push_tell_arrived(FILE *out, const json_t *document)
{
    const char *state = json_string_value(json_object_get(document, "state"));
    if (state && strcmp(state, "accepted") == 0)
        tell_accepted(out, document);
    for (size_t i = 0; state && i < sizeof states / sizeof *states; i++)
        if (strcmp(states[i].state, state) == 0)
            fputs(states[i].text, out);
}

void push_tell_end(FILE *out, enum push_end end)
{
    fputs(ends[end], out);
}
