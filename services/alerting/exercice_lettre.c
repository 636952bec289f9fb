/* What a drill says. */
#include "alerting/exercice_lettre.h"

#include "base/cal.h"
#include "base/err.h"

#define LASTS_US (300 * 1000000LL) /* as long as an alert that is not repeated */

static const char TEXT_WEEKLY[] = "Exercice hebdomadaire : rien à faire";
static const char TEXT_ASKED[] = "Exercice : rien à faire";
static const char TEXT_HELLO[] = "Bonjour,";
static const char TEXT_HEAD[] = "Ceci est un exercice : il n’y a rien à faire.";
static const char TEXT_HEAD_ASKED[] = "Ceci est un exercice, demandé par %s : il n’y a rien à faire.";
static const char TEXT_WHAT[] =
    "Un exercice envoie un message par chaque voie que prendrait une vraie alerte. Celui-ci est arrivé : les courriels "
    "passent. Pour le chat et Alertmanager, voyez « cvg alerts drill » ou la page Alertes du tableau de bord.";
static const char TEXT_ELSE[] = "Il y en a un par semaine. Si vous ne recevez pas le prochain, une vraie alerte ne "
                                "vous parviendrait pas non plus : "
                                "vérifiez alors l’envoi des courriels.";
static const char TEXT_SIGNATURE[] =
    "Ce message est automatique : il part parce que cette adresse reçoit les alertes pour l’exploitation.";
static const char TEXT_SHORT[] = "Ce message montre qu’une vraie alerte arriverait ici.";

static const char *title(const char *auteur)
{
    return *auteur ? TEXT_ASKED : TEXT_WEEKLY;
}

void exercice_lettre(const char *auteur, struct letter *out)
{
    struct buf head = {0};
    if (*auteur)
        buf_addf(&head, TEXT_HEAD_ASKED, auteur);
    else
        buf_adds(&head, TEXT_HEAD);
    buf_adds(&out->subject, title(auteur));
    letter_begin(out);
    letter_paragraph(out, TEXT_HELLO);
    letter_paragraph(out, buf_text(&head));
    letter_paragraph(out, TEXT_WHAT);
    letter_paragraph(out, TEXT_ELSE);
    letter_paragraph(out, TEXT_SIGNATURE);
    letter_end(out);
    buf_deinit(&head);
}

json_t *exercice_chat(const char *auteur)
{
    json_t *body = json_pack("{so}", "text", json_sprintf("%s. %s", title(auteur), TEXT_SHORT));
    must(body);
    return body;
}

json_t *exercice_alertmanager(const char *auteur, int64_t at_us)
{
    char from[CAL_INSTANT_LEN], to[CAL_INSTANT_LEN];
    cal_format_instant(at_us, from);
    cal_format_instant(at_us + LASTS_US, to);
    json_t *body =
        json_pack("[{s{ss ss} s{ss ss} ss ss}]", "labels", "alertname", "EXERCICE", "severity", "none", "annotations",
                  "summary", title(auteur), "description", TEXT_SHORT, "startsAt", from, "endsAt", to);
    must(body);
    return body;
}
