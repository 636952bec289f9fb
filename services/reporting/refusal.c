/* What reporting does not answer, and what it says then. */
#include "reporting/refusal.h"

#include <stdio.h>
#include <string.h>

static const struct {
    const char *word, *text;
} refusals[REFUSAL_COUNT] = {
    [REFUSAL_UNKNOWN_SCOPE] = {"unknown_scope", "Périmètre « %s » inconnu : le référentiel n’avait alors aucun "
                                                "territoire ni chantier de ce nom."},
    [REFUSAL_UNKNOWN_PROGRAMME] = {"unknown_programme", "Programme « %s » inconnu : CVG, PHC ou TOUS."},
    [REFUSAL_NOTHING] = {"nothing", "Aucun envoi n’est encore accepté, tel que connu à cette date."},
    [REFUSAL_NO_REPORT] = {"no_report", "Il n’y a pas de rapport %s de ce numéro : ni arrêté, ni préparé."},
    [REFUSAL_NO_FILE] = {"no_file", "Ce rapport n’a pas de fichier « %s »."},
    [REFUSAL_NO_DRAFT] = {"no_draft", "Le brouillon ne peut pas être établi : %s"},
    [REFUSAL_TOO_MANY] = {"too_many", "Cette réponse serait trop longue : demandez moins de périmètres à la fois."},
    [REFUSAL_TOO_LONG] = {"too_long", "Ce calcul prend trop de temps : demandez moins de jours ou de périmètres."},
    [REFUSAL_BAD_ASK] = {"bad_ask", "Cette demande n’est pas comprise."},
    [REFUSAL_BUSY] = {"busy", "Trop de calculs sont en attente. Réessayez dans un instant."},
    [REFUSAL_AWAY] = {"away", "La base de données ne répond pas. Réessayez dans un instant."},
    [REFUSAL_FAILED] = {"failed", "Ce calcul a échoué. L’incident est noté au journal du service « reporting »."},
};

void refusal_fill(enum refusal why, const char *about, struct wire_answer *a)
{
    struct wire_answer fresh = {.call = a->call};
    char text[WIRE_ANSWER_MESSAGE_MAX + 1];
    memcpy(fresh.definitions, a->definitions, sizeof fresh.definitions);
    snprintf(fresh.error, sizeof fresh.error, "%s", refusals[why].word);
    const char *mark = strstr(refusals[why].text, "%s");
    if (mark)
        snprintf(text, sizeof text, "%.*s%.800s%s", (int)(mark - refusals[why].text), refusals[why].text, about,
                 mark + 2);
    else
        snprintf(text, sizeof text, "%s", refusals[why].text);
    fresh.message = arena_text(&fresh.memory, text, strlen(text));
    wire_answer_deinit(a);
    *a = fresh;
}

enum refusal refusal_of(const struct err *e, const char *sqlstate)
{
    if (strcmp(sqlstate, "57014") == 0) /* query_canceled: statement_timeout */
        return REFUSAL_TOO_LONG;
    return e->code == ERR_AWAY ? REFUSAL_AWAY : REFUSAL_FAILED;
}

const char *refusal_word(enum refusal why)
{
    return refusals[why].word;
}
