/* Every refusal and its French sentence: what is wrong, and what to do. */
#include "intake/texts.h"

#include "base/jsonout.h"

static const struct refusal_text texts[REFUSAL_COUNT] = {
    [REFUSAL_NO_TOKEN] = {401, "jeton_absent",
                          "Le jeton d'accès manque. Envoyez-le dans l'en-tête « Authorization: Bearer JETON ».", 0},
    [REFUSAL_TOKEN] =
        {401, "jeton_refuse",
         "Ce jeton d'accès est inconnu ou révoqué. Vérifiez qu'il est copié en entier, ou demandez-en un nouveau à "
         "Convergence France.",
         0},
    [REFUSAL_RATE] = {429, "trop_d_envois",
                      "Trop d'envois en peu de temps. Attendez le délai indiqué (Retry-After), puis renvoyez.", 1},
    [REFUSAL_DATE] =
        {400, "date_invalide",
         "La date de situation manque ou n'existe pas. Ajoutez-la à l'adresse, par exemple « ?date=2026-11-20 ».", 0},
    [REFUSAL_PARAMETER] = {400, "parametre_invalide",
                           "Un paramètre est invalide : « confirm » vaut 1 ou 0, « wait » est un nombre de secondes, "
                           "« pour » vaut chantier ou coordination.",
                           0},
    [REFUSAL_TYPE] = {415, "type_refuse",
                      "Ce type de contenu n'est pas accepté. Envoyez un formulaire de fichiers (multipart/form-data), "
                      "une archive ZIP "
                      "(application/zip) ou un classeur .xlsx.",
                      0},
    [REFUSAL_LENGTH] = {411, "longueur_absente", "L'envoi doit annoncer sa longueur (en-tête Content-Length).", 0},
    [REFUSAL_SIZE] =
        {413, "trop_volumineux",
         "L'envoi dépasse la taille acceptée. Vérifiez qu'il ne contient que les fichiers demandés ; si oui, prévenez "
         "Convergence France.",
         0},
    [REFUSAL_BUSY] = {503, "trop_occupe",
                      "Trop d'envois sont en cours. Rien n'a été pris : renvoyez dans quelques secondes.", 5},
    [REFUSAL_AWAY] =
        {503, "base_absente",
         "L'envoi ne peut pas être enregistré pour le moment. Rien n'est acquis : renvoyez dans quelques secondes.", 5},
    [REFUSAL_STORE] = {503, "enregistrement_refuse",
                       "L'envoi n'a pas pu être enregistré. Rien n'est acquis : renvoyez plus tard, et prévenez "
                       "Convergence France si "
                       "cela se répète.",
                       60},
    [REFUSAL_STOPPING] = {503, "arret_en_cours",
                          "Le service redémarre. Rien n'a été pris : renvoyez dans quelques secondes.", 5},
    [REFUSAL_FORM] =
        {400, "formulaire_illisible",
         "Le formulaire de fichiers est mal formé ou incomplet. Refaites l'envoi ; chaque partie doit porter un nom.",
         0},
    [REFUSAL_NO_FILE] = {400, "fichier_absent",
                         "L'envoi ne contient aucun fichier. Joignez au moins un fichier CSV, ZIP ou XLSX.", 0},
    [REFUSAL_FILES] = {413, "trop_de_fichiers",
                       "L'envoi contient plus de cent fichiers. Ne joignez que les fichiers demandés, ou réunissez-les "
                       "dans une archive ZIP.",
                       0},
    [REFUSAL_SUBMISSION] = {404, "envoi_inconnu",
                            "Aucun envoi de ce numéro n'a été reçu avec ce jeton. Vérifiez le numéro du reçu.", 0},
    [REFUSAL_SCHEMA] =
        {404, "jeu_inconnu",
         "Aucun jeu de données ne porte ce nom. Les schémas sont sous /v1/schemas/, par exemple salaries.json.", 0},
    [REFUSAL_REQUEST] = {400, "requete_invalide", "La requête est mal formée.", 0},
    [REFUSAL_PATH] = {404, "introuvable", "Cette adresse n'existe pas. Les envois se font à /v1/submissions.", 0},
    [REFUSAL_METHOD] = {405, "methode_refusee", "Cette adresse n'accepte pas cette méthode.", 0},
    [REFUSAL_KEY] = {401, "cle_refusee",
                     "Cette clé n'est plus acceptée : elle a été révoquée ou remplacée. Demandez un nouvel accès à "
                     "Convergence France.",
                     0},
    [REFUSAL_REPORTER] =
        {403, "autre_declarant",
         "Cette clé n'est pas celle du chantier ou du territoire annoncé. Vérifiez l'identifiant, ou utilisez sa clé.",
         0},
    [REFUSAL_PIECE] = {400, "morceau_inattendu",
                       "Un morceau de l'envoi n'est pas à sa place, ou dépasse ce qui était permis. Refaites l'envoi "
                       "depuis le début.",
                       0},
    [REFUSAL_DIGEST] =
        {400, "empreinte_differente",
         "L'empreinte annoncée n'est pas celle des fichiers reçus : un fichier a sans doute changé pendant l'envoi. "
         "Refaites l'envoi depuis le début.",
         0},
    [REFUSAL_BROKEN_OFF] = {503, "envoi_interrompu",
                            "L'envoi a été interrompu avant sa fin. Rien n'a été pris : refaites-le depuis le début.",
                            1},
    [REFUSAL_NO_DOOR] = {404, "porte_fermee",
                         "Ce service n'a pas de porte pour les envois par clé. Envoyez avec votre jeton, par HTTP.", 0},
    [REFUSAL_PUBLIC] =
        {400, "cle_invalide",
         "La clé publique manque ou n'en est pas une : envoyez {\"curve_public\":\"…\"}, 40 caractères Z85.", 0},
    [REFUSAL_ENROLLED] =
        {409, "cle_deja_inscrite",
         "Une autre clé est déjà inscrite pour ce jeton, ou cette clé l'est ailleurs. Pour en changer, "
         "demandez un nouveau jeton à Convergence France.",
         0},
};

const struct refusal_text *refusal_text(enum refusal r)
{
    must(r > REFUSAL_NONE && r < REFUSAL_COUNT && texts[r].status);
    return &texts[r];
}

void refusal_body(const struct refusal_text *t, struct buf *out)
{
    struct jsonout j = {.out = out};
    jsonout_open(&j, NULL, '{');
    jsonout_text(&j, "error", t->error);
    jsonout_text(&j, "message", t->message);
    jsonout_close(&j, '}');
    buf_addc(out, '\n');
}

void refusal_of_status(int status, struct buf *out)
{
    static const enum refusal by_server[] = {REFUSAL_REQUEST, REFUSAL_PATH, REFUSAL_METHOD, REFUSAL_LENGTH,
                                             REFUSAL_SIZE};
    for (size_t i = 0; i < sizeof by_server / sizeof *by_server; i++)
        if (texts[by_server[i]].status == status) {
            refusal_body(&texts[by_server[i]], out);
            return;
        }
}
