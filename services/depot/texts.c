/* What the daemon says in French. Words of states are those of `cvg push`. */
#include "depot/texts.h"

#include <string.h>

static const struct state_text states[] = {
    {"accepted", "accepté", "Rien à faire.",
     "Corrigez dans votre logiciel ce qui est signalé ci-dessous : le prochain dépôt en tiendra compte."},
    {"duplicate", "déjà reçu", "Rien à faire : le même contenu est déjà pris en compte.", NULL},
    {"superseded", "sans effet", "Rien à faire : un envoi plus récent est déjà pris en compte, celui-ci est archivé.",
     NULL},
    {"held", "retenu",
     "Rien n'est appliqué pour le moment. Si l'envoi est exact, déposez de nouveau les mêmes fichiers avec un fichier "
     "vide nommé confirmer.txt ; sinon, corrigez l'export et déposez-le.",
     NULL},
    {"refused", "refusé",
     "Rien n'est pris. Corrigez ce qui est signalé ci-dessous, puis déposez de nouveau tous les "
     "fichiers.",
     NULL},
    {"quarantined", "en quarantaine",
     "Le traitement de l'envoi a échoué. Il sera retenté, et Convergence France en est informée : rien à faire.", NULL},
    {"discarded", "écarté", "Une personne a décidé de ne pas appliquer cet envoi : corrigez l'export et déposez-le.",
     NULL},
};

const struct state_text *texts_state(const char *state)
{
    for (size_t i = 0; i < sizeof states / sizeof *states; i++)
        if (strcmp(states[i].state, state) == 0)
            return &states[i];
    return NULL;
}

static const struct {
    const char *name, *text;
} notices[NOTICE_COUNT] = {
    [NOTICE_NO_KEY] = {"no_key", "Ce dépôt n'est pas encore relié au service : sa clé d'accès manque. Vos fichiers "
                                 "restent ici et seront pris dès qu'elle sera en place. Prévenez Convergence France."},
    [NOTICE_KEY_REFUSED] = {"key_refused",
                            "La clé d'accès de ce dépôt est refusée (révoquée ou remplacée). Vos fichiers restent ici "
                            "et seront pris dès qu'une clé valable sera en place. Prévenez Convergence France."},
    [NOTICE_NOT_A_FILE] = {"not_a_file",
                           "Un raccourci, un lien ou un objet spécial se trouve ici : il n'est jamais suivi ni lu. "
                           "Retirez-le, et déposez le fichier lui-même."},
    [NOTICE_UNREADABLE] = {"unreadable",
                           "Un fichier déposé ne peut pas être lu par le service : ses droits l'interdisent. "
                           "Donnez au groupe le droit de le lire (sftp : « chmod 640 NOM »)."},
    [NOTICE_SUBFOLDER] = {"subfolder", "Un sous-dossier se trouve ici : ce qu'il contient n'est pas lu. Déposez les "
                                       "fichiers directement dans ce dossier."},
    [NOTICE_MANY] = {"many", "Ce dossier contient trop d'objets : une partie seulement en est lue. Retirez ce qui n'a "
                             "pas à y être."},
    [NOTICE_DONE_FOLDER] = {"done_folder",
                            "Les fichiers déjà traités ne peuvent pas être rangés dans le dossier « envoyes ». "
                            "Renommez ou retirez ce qui porte ce nom : le service le créera lui-même."},
    [NOTICE_ANSWER_NAME] = {"answer_name",
                            "Un fichier déposé porte un nom réservé aux réponses du service (il finit par "
                            "« _retour.csv ») : il n'est pas lu, et une réponse peut le remplacer. Renommez-le."},
    [NOTICE_AWAY] = {"away", "Le service central ne répond pas pour le moment. Vos fichiers restent ici et seront "
                             "pris dès qu'il répondra : vous n'avez rien à faire."},
};

const char *texts_notice_name(enum notice n)
{
    return notices[n].name;
}

void texts_notice(unsigned set, struct buf *out)
{
    buf_adds(out, "\xef\xbb\xbf"
                  "Message automatique du dépôt. Il disparaît quand ce qu'il signale est réglé.\r\n");
    for (size_t i = 0; i < NOTICE_COUNT; i++)
        if (set & NOTICE_BIT(i))
            buf_addf(out, "\r\n- %s\r\n", notices[i].text);
}

const char TEXTS_CONFIRM[] =
    "Si c'est exact, déposez de nouveau les mêmes fichiers, avec un fichier vide confirmer.txt à "
    "côté des fichiers ; sinon, corrigez l'export et déposez-le.";
const char TEXTS_TOO_LARGE[] = "L'envoi dépasse la taille acceptée. Vérifiez qu'il ne contient que les fichiers "
                               "demandés ; si oui, prévenez Convergence France.";
