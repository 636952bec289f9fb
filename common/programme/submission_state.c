/* The states of a submission: their French names, and what each means for who sent it. */
#include "programme/submission_state.h"

#include <stddef.h>
#include <string.h>

static const struct submission_state states[] = {
    {"received", "reçu", "L'envoi est en sûreté, il n'est pas encore jugé."},
    {"accepted", "accepté", NULL},
    {"duplicate", "déjà reçu", "Le même contenu est déjà pris en compte : il n'y a rien à faire."},
    {"superseded", "sans effet", "Un envoi plus récent est déjà pris en compte : celui-ci est archivé."},
    {"held", "retenu", "Rien n'est appliqué avant qu'une personne ait confirmé ; les raisons sont ci-dessous."},
    {"refused", "refusé", "Rien n'est pris ; corrigez ce qui est dit ci-dessous, puis renvoyez les fichiers."},
    {"quarantined", "en quarantaine",
     "Le traitement de l'envoi a échoué ; il sera retenté, et Convergence France en est informée."},
    {"discarded", "écarté", "Une personne a décidé de ne pas appliquer cet envoi."},
};

const struct submission_state *submission_state_find(const char *name)
{
    for (size_t i = 0; i < sizeof states / sizeof *states; i++)
        if (strcmp(states[i].name, name) == 0)
            return &states[i];
    return NULL;
}
