/* What a drill says, in French: by mail, in a chat, to Alertmanager. It is told as a drill before anything else. Pure.
 */
#ifndef CVG_ALERTING_EXERCICE_LETTRE_H
#define CVG_ALERTING_EXERCICE_LETTRE_H

#include <jansson.h>

#include "base/letter.h"

/* `auteur`: who asked for it; "": the week's. Zero the letter before. */
void exercice_lettre(const char *auteur, struct letter *out);
/* What is posted; new references. Alertmanager gets an alert named EXERCICE, of no severity, that ends by itself. */
json_t *exercice_chat(const char *auteur);
json_t *exercice_alertmanager(const char *auteur, int64_t at_us);

#endif
