/* What is said of alerts, in French. */
#include "alerting/lettre.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cal.h"
#include "base/mem.h"

static const struct {
    const char *title;      /* of the part */
    const char *one, *many; /* in a subject */
    const char *said;       /* of one, after "Alerte" and its level, where it is told alone */
} genres[LETTRE_GENRE_COUNT] = {
    [LETTRE_NOUVELLE] = {"Nouvelles alertes", "nouvelle alerte", "nouvelles alertes", ""},
    [LETTRE_AGGRAVEE] = {"Alertes aggravées ou changées", "alerte aggravée", "alertes aggravées", " aggravée"},
    [LETTRE_RAPPEL] = {"Alertes à reprendre", "alerte à reprendre", "alertes à reprendre", " à reprendre"},
    [LETTRE_ALLEGEE] = {"Alertes allégées", "alerte allégée", "alertes allégées", " allégée"},
    [LETTRE_RESOLUE] = {"Alertes résolues", "alerte résolue", "alertes résolues", " résolue"},
    [LETTRE_PERDUE] = {"Échéances manquées", "échéance manquée", "échéances manquées", ", échéance manquée"},
    [LETTRE_OUVERTE] = {"Toujours ouvertes", "toujours ouverte", "toujours ouvertes", ""},
};
static const char *const niveaux[NIVEAU_COUNT] = {"", "attention", "critique"};

static const char TEXT_HELLO[] = "Bonjour,";
static const char TEXT_ALL[] = "Programme";
static const char TEXT_HEAD_ONE[] = "Une alerte demande votre attention maintenant.";
static const char TEXT_HEAD_OVER[] = "Voici ce qui vient de se terminer.";
static const char TEXT_HEAD_MANY[] = "Voici les alertes qui viennent de changer.";
static const char TEXT_OVER[] = "C’est résolu : il n’y a plus rien à faire.";
static const char TEXT_AS_ABOVE[] = "À faire : comme ci-dessus.";
static const char TEXT_DIGEST[] = "Voici la synthèse du %s : ce qui a changé depuis la précédente%s.";
static const char TEXT_DIGEST_OPEN[] = ", puis ce qui reste ouvert";
static const char TEXT_OTHERS[] = "et %zu %s";
static const char TEXT_SIGNATURE[] =
    "Vous vous en occupez ? Dites-le sur la page Alertes du tableau de bord : rien ne sera rappelé avant la date que "
    "vous donnez. ";
static const char TEXT_AUTOMATIC[] =
    "Ce message est automatique : il part parce que cette adresse suit ces alertes. Pour ne plus les "
    "recevoir, dites-le à Convergence France.";

void lettre_id(const char *reporter, int32_t n, char out[LETTRE_ID_LEN])
{
    snprintf(out, LETTRE_ID_LEN, "%.40s%sa%d", reporter, *reporter ? "." : "", (int)n);
}

/* ---- order ---- */

static int by_genre(const void *pa, const void *pb)
{
    const struct lettre_ligne *a = pa, *b = pb;
    if (a->genre != b->genre)
        return a->genre < b->genre ? -1 : 1;
    if (a->niveau != b->niveau)
        return a->niveau > b->niveau ? -1 : 1;
    int by = (int)alerte_regle_parse(a->regle) - (int)alerte_regle_parse(b->regle); /* as the rules are listed */
    if (!by)
        by = strcmp(a->libelle, b->libelle);
    if (!by)
        by = strcmp(a->reporter, b->reporter);
    return by ? by : strcmp(a->id, b->id);
}

static size_t count(const struct lettre_ligne *lignes, size_t n, int genre)
{
    size_t found = 0;
    for (size_t i = 0; i < n; i++)
        found += (int)lignes[i].genre == genre;
    return found;
}

/* "2 nouvelles alertes, 1 alerte résolue" */
static void put_counts(struct buf *out, const struct lettre_ligne *lignes, size_t n)
{
    bool any = false;
    for (int g = 0; g < LETTRE_GENRE_COUNT; g++) {
        size_t k = count(lignes, n, g);
        if (k)
            buf_addf(out, "%s%zu %s", any ? ", " : "", k, k == 1 ? genres[g].one : genres[g].many);
        any = any || k;
    }
}

/* ---- one alert ---- */

static const char *who(const struct lettre_ligne *l)
{
    return *l->reporter ? l->reporter : TEXT_ALL;
}

static bool over(const struct lettre_ligne *l)
{
    return l->genre == LETTRE_RESOLUE || l->genre == LETTRE_PERDUE;
}

/* "LYO1, Les Halles : aucun export (A-REMONTEE), critique, depuis le 05/01/2026 à 09:00" */
static void put_place(struct buf *out, const struct lettre_ligne *l)
{
    char since[LETTER_INSTANT_LEN];
    letter_instant(l->depuis_us, since);
    buf_adds(out, who(l));
    if (*l->nom && strcmp(l->nom, l->reporter) != 0)
        buf_addf(out, ", %s", l->nom);
    buf_addf(out, " : %s (%s)", l->libelle, l->regle);
    if (!over(l))
        buf_addf(out, ", %s", niveaux[l->niveau]);
    buf_addf(out, ", depuis le %s", since);
}

/* "Alerte critique aggravée" */
static void put_said_of(struct buf *out, const struct lettre_ligne *l)
{
    buf_addf(out, "Alerte%s%s", !over(l) && l->niveau == NIVEAU_CRITIQUE ? " critique" : "", genres[l->genre].said);
}

/* The words of one that is resolved were those of its trouble. `above` is the line before in this part, or NULL: what
 * is to be done of both is said once. */
static void put_said(struct buf *out, const struct lettre_ligne *l, const struct lettre_ligne *above)
{
    buf_adds(out, l->genre == LETTRE_RESOLUE ? TEXT_OVER : l->texte);
    if (*l->quoi_faire && !over(l))
        buf_addf(out, " %s", above && strcmp(above->quoi_faire, l->quoi_faire) == 0 ? TEXT_AS_ABOVE : l->quoi_faire);
    buf_addf(out, " [%s]", l->id);
}

static void put_part(struct letter *out, const struct lettre_ligne *lignes, size_t n, int genre)
{
    struct buf title = {0}, place = {0}, said = {0};
    size_t all = count(lignes, n, genre), told = 0;
    const struct lettre_ligne *above = NULL;
    if (!all)
        return;
    buf_addf(&title, "%s (%zu)", genres[genre].title, all);
    letter_list(out, buf_text(&title));
    for (size_t i = 0; i < n && told < LETTRE_LIGNES_MAX; i++) {
        if ((int)lignes[i].genre != genre)
            continue;
        buf_reset(&place);
        buf_reset(&said);
        put_place(&place, &lignes[i]);
        put_said(&said, &lignes[i], above);
        above = &lignes[i];
        letter_item(out, buf_text(&place), buf_text(&said));
        told++;
    }
    letter_list_end(out);
    if (told < all) {
        buf_reset(&title);
        buf_addf(&title, TEXT_OTHERS, all - told, all - told == 1 ? "autre." : "autres.");
        letter_paragraph(out, buf_text(&title));
    }
    buf_deinit(&title);
    buf_deinit(&place);
    buf_deinit(&said);
}

static size_t ended(const struct lettre_ligne *lignes, size_t n)
{
    size_t found = 0;
    for (size_t i = 0; i < n; i++)
        found += over(&lignes[i]);
    return found;
}

static void put_letter(struct letter *out, const char *head, const struct lettre_ligne *lignes, size_t n)
{
    struct buf signature = {0};
    letter_begin(out);
    letter_paragraph(out, TEXT_HELLO);
    letter_paragraph(out, head);
    for (int g = 0; g < LETTRE_GENRE_COUNT; g++)
        put_part(out, lignes, n, g);
    buf_addf(&signature, "%s%s", ended(lignes, n) == n ? "" : TEXT_SIGNATURE, TEXT_AUTOMATIC);
    letter_paragraph(out, buf_text(&signature));
    buf_deinit(&signature);
    letter_end(out);
}

/* ---- letters ---- */

void lettre_alertes(struct lettre_ligne *lignes, size_t n, struct letter *out)
{
    qsort(lignes, n, sizeof *lignes, by_genre);
    if (n == 1) {
        const struct lettre_ligne *l = lignes;
        put_said_of(&out->subject, l);
        buf_addf(&out->subject, ", %s : %s", who(l), l->libelle);
    } else {
        put_counts(&out->subject, lignes, n);
    }
    put_letter(out, ended(lignes, n) == n ? TEXT_HEAD_OVER : n == 1 ? TEXT_HEAD_ONE : TEXT_HEAD_MANY, lignes, n);
}

void lettre_synthese(int32_t day, struct lettre_ligne *lignes, size_t n, struct letter *out)
{
    char text[CAL_DAY_LEN];
    struct buf head = {0};
    qsort(lignes, n, sizeof *lignes, by_genre);
    cal_format_day_fr(day, text);
    buf_addf(&out->subject, "Synthèse du %s : ", text);
    put_counts(&out->subject, lignes, n);
    buf_addf(&head, TEXT_DIGEST, text, count(lignes, n, LETTRE_OUVERTE) ? TEXT_DIGEST_OPEN : "");
    put_letter(out, buf_text(&head), lignes, n);
    buf_deinit(&head);
}

/* ---- a chat ---- */

/* Nothing of a text is a link, a mention or a line's end; what Slack and Mattermost read differently is not used. */
static void put_plain(struct buf *out, const char *s)
{
    for (; *s; s++) {
        if (*s == '&')
            buf_adds(out, "&amp;");
        else if (*s == '<')
            buf_adds(out, "&lt;");
        else if (*s == '>')
            buf_adds(out, "&gt;");
        else if (*s == '@')
            buf_adds(out, "@\u200b"); /* it calls nobody */
        else
            buf_addc(out, (unsigned char)*s < ' ' || *s == 0x7f ? ' ' : *s);
    }
}

void lettre_chat(int32_t day, struct lettre_ligne *lignes, size_t n, struct buf *out)
{
    char text[CAL_DAY_LEN];
    struct buf line = {0};
    qsort(lignes, n, sizeof *lignes, by_genre);
    if (day != INT32_MIN) {
        cal_format_day_fr(day, text);
        buf_addf(out, "Synthèse du %s : ", text);
        put_counts(out, lignes, n);
        buf_addc(out, '\n');
    }
    for (size_t i = 0; i < n && i < LETTRE_LIGNES_MAX; i++) {
        const struct lettre_ligne *l = &lignes[i];
        if (l->genre == LETTRE_OUVERTE)
            break; /* counted above */
        buf_reset(&line);
        buf_addf(&line, "%s : %s%s%s", who(l), l->libelle, l->genre == LETTRE_RESOLUE ? "" : ". ",
                 l->genre == LETTRE_RESOLUE ? "" : l->texte);
        buf_adds(out, i ? "\n" : "");
        put_said_of(out, l);
        buf_adds(out, ", ");
        put_plain(out, buf_text(&line));
        buf_addf(out, " (%s)", l->id);
    }
    if (n > LETTRE_LIGNES_MAX)
        buf_adds(out, "\n…");
    buf_deinit(&line);
}
