/* Why one was told of an alert, or not. */
#include "dashboard/alerte_reponse.h"

#include <string.h>

#include "base/cal.h"
#include "base/letter.h"
#include "base/text.h"
#include "programme/alertes_mots.h"

#define NBSP "\u00a0"

static const char TEXT_TOLD[] = "Un message vous a été adressé le %s, à %s (%s).";
static const char TEXT_TOLD_PLAIN[] = "Un message vous a été adressé le %s, à %s.";
static const char TEXT_NOT_TOLD[] = "Aucun message ne vous a été adressé pour cette alerte.";
static const char TEXT_CAUSE[] = "Elle est retenue" NBSP ": c’est la cause (%s) qui est dite à sa place. Si elle tient "
                                 "encore quand la cause est finie, elle sera dite.";
static const char TEXT_EVENING[] = "Elle sera dite avec la synthèse du soir, à 18" NBSP "h.";
static const char TEXT_OTHERS[] = "À ce stade elle s’adresse à" NBSP ": %s.";
static const char TEXT_ELSEWHERE[] = "Elle a été dite le %s à d’autres adresses.";
static const char TEXT_NO_ADDRESS[] =
    "Votre nom de connexion n’est pas une adresse électronique" NBSP ": aucun message ne peut y être envoyé.";
static const char TEXT_WHY[] = "La dernière fois qu’elle a changé elle n’a pas été dite" NBSP ": %s.";
static const char TEXT_RETURN[] = "Quelqu’un s’en occupe" NBSP ": elle n’est pas rappelée avant le %s.";
static const char TEXT_SILENCE[] = "Un silence est en vigueur" NBSP ": rien n’en est dit jusqu’au %s.";

static const struct {
    const char *name, *words;
} audiences[] = {{"chantier", "le chantier"},
                 {"coordination", "la coordination"},
                 {"convergence", "Convergence France"},
                 {"operateur", "l’équipe qui exploite le système"}};

static void say(json_t *list, const struct buf *text)
{
    json_array_append_new(list, json_string(buf_text(text)));
}

static bool is_listed(const char *list, const char *name)
{
    size_t len = strlen(name);
    for (const char *at = strstr(list, name); at; at = strstr(at + 1, name))
        if ((at == list || at[-1] == ',') && (at[len] == ',' || at[len] == 0))
            return true;
    return false;
}

/* The state of the mail to this address; NULL: it is none of them. */
static const char *mail_to(const struct alerte_change *c, const char *login)
{
    size_t i;
    const json_t *x;
    json_array_foreach(c->destinataires, i, x)
    {
        const char *to = json_string_value(json_object_get(x, "a")),
                   *state = json_string_value(json_object_get(x, "etat"));
        if (to && strcmp(to, login) == 0)
            return state ? state : "";
    }
    return NULL;
}

/* Every mail that was addressed to who asks; how many. */
static size_t say_told(json_t *list, const struct alerte_question *q, const struct alerte_change *changes, size_t n)
{
    size_t told = 0;
    for (size_t i = 0; i < n; i++) {
        const char *state = changes[i].dit_le_us ? mail_to(&changes[i], q->login) : NULL;
        struct buf text = {0};
        char at[LETTER_INSTANT_LEN];
        if (!state)
            continue;
        letter_instant(changes[i].dit_le_us, at);
        if (*state)
            buf_addf(&text, TEXT_TOLD, at, q->login, alerte_courrier_mot(state));
        else
            buf_addf(&text, TEXT_TOLD_PLAIN, at, q->login);
        say(list, &text);
        buf_deinit(&text);
        told++;
    }
    return told;
}

static void say_audience(const struct alerte_question *q, struct buf *out)
{
    struct buf names = {0};
    for (size_t i = 0; i < sizeof audiences / sizeof *audiences; i++)
        if (is_listed(q->pour, audiences[i].name))
            buf_addf(&names, "%s%s", names.len ? ", " : "", audiences[i].words);
    buf_addf(out, TEXT_OTHERS, buf_text(&names));
    buf_deinit(&names);
}

static bool waits_for_evening(const struct alerte_change *changes, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(changes[i].dire, "synthese") == 0 && !changes[i].dit_le_us && !*changes[i].pourquoi)
            return true;
    return false;
}

/* The newest change that is no person's act; NULL: none. */
static const struct alerte_change *last_found(const struct alerte_change *changes, size_t n)
{
    while (n && *changes[n - 1].auteur)
        n--;
    return n ? &changes[n - 1] : NULL;
}

/* Why no mail was addressed to who asks. */
static void say_why(json_t *list, const struct alerte_question *q, const struct alerte_change *changes, size_t n)
{
    struct buf text = {0};
    const struct alerte_change *last = last_found(changes, n);
    char at[LETTER_INSTANT_LEN];
    int64_t told_us = 0;
    for (size_t i = 0; i < n; i++)
        if (changes[i].dit_le_us > told_us)
            told_us = changes[i].dit_le_us;
    if (*q->cause && !q->resolue) {
        struct buf cause = {0};
        alerte_cause_mot(q->cause, &cause);
        buf_addf(&text, TEXT_CAUSE, buf_text(&cause));
        buf_deinit(&cause);
    } else if (!is_listed(q->pour, role_name(q->role))) {
        say_audience(q, &text);
    } else if (!strchr(q->login, '@')) {
        buf_adds(&text, TEXT_NO_ADDRESS);
    } else if (waits_for_evening(changes, n)) {
        buf_adds(&text, TEXT_EVENING);
    } else if (last && *last->pourquoi) {
        buf_addf(&text, TEXT_WHY, alerte_pourquoi_mot(last->pourquoi));
    } else if (told_us) {
        letter_instant(told_us, at);
        buf_addf(&text, TEXT_ELSEWHERE, at);
    }
    if (text.len)
        say(list, &text);
    buf_deinit(&text);
}

/* What keeps it quiet from now on. */
static void say_quiet(json_t *list, const struct alerte_question *q)
{
    struct buf text = {0};
    char at[LETTER_INSTANT_LEN], day[CAL_DAY_LEN];
    if (q->resolue)
        return;
    if (q->retour_us) {
        cal_format_day_fr(cal_paris_day(q->retour_us), day);
        buf_addf(&text, TEXT_RETURN, day);
        say(list, &text);
        buf_reset(&text);
    }
    if (q->silence_us) {
        letter_instant(q->silence_us, at);
        buf_addf(&text, TEXT_SILENCE, at);
        say(list, &text);
    }
    buf_deinit(&text);
}

json_t *alerte_reponse(const struct alerte_question *q, const struct alerte_change *changes, size_t n)
{
    json_t *list = json_array();
    if (!say_told(list, q, changes, n)) {
        json_array_append_new(list, json_string(TEXT_NOT_TOLD));
        say_why(list, q, changes, n);
    }
    say_quiet(list, q);
    return list;
}
