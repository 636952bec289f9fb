/* What is said of alerts, in French: the mail that leaves at once, the evening's digest, the line in a chat. Pure. */
#ifndef CVG_ALERTING_LETTRE_H
#define CVG_ALERTING_LETTRE_H

#include "base/letter.h"
#include "programme/alertes.h"

/* In the order in which they are told. */
enum lettre_genre {
    LETTRE_NOUVELLE, /* raised, or set free by its cause */
    LETTRE_AGGRAVEE, /* worse, or other than it was told */
    LETTRE_RAPPEL,   /* a silence or an acknowledgement is over, and it still holds */
    LETTRE_ALLEGEE,
    LETTRE_RESOLUE,
    LETTRE_PERDUE,  /* its time is over, nothing was done */
    LETTRE_OUVERTE, /* of the digest: nothing new, and it still holds */
    LETTRE_GENRE_COUNT
};

/* One alert; texts are the caller's. */
struct lettre_ligne {
    enum lettre_genre genre;
    const char *id;             /* as people call it: "LYO1.a3" */
    const char *reporter, *nom; /* "": the programme as a whole; nom: "" where it has none */
    const char *regle;          /* "A-REMONTEE" */
    const char *libelle, *texte, *quoi_faire;
    enum alerte_niveau niveau;
    int64_t depuis_us;
};

#define LETTRE_LIGNES_MAX 50 /* of one part; more are counted */

/* Each sorts the lines: by genre, critical ones first, then by rule, what
 * it found and whom. Zero the letter before. */
void lettre_alertes(struct lettre_ligne *lignes, size_t n, struct letter *out);
/* Of the evening of a day; there is at least one line that is not LETTRE_OUVERTE. */
void lettre_synthese(int32_t day, struct lettre_ligne *lignes, size_t n, struct letter *out);
/* For a chat (Mattermost, Slack): a line an alert, without markup. `day`: of a digest;
 * INT32_MIN: at once. */
void lettre_chat(int32_t day, struct lettre_ligne *lignes, size_t n, struct buf *out);

/* "a3" of the programme as a whole, "LYO1.a3" of a reporter. */
#define LETTRE_ID_LEN 64
void lettre_id(const char *reporter, int32_t n, char out[LETTRE_ID_LEN]);

#endif
