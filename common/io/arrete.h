/* Closed quarters (arrêtés) in the database: prepared by one person, closed by another, never changed afterwards. */
#ifndef CVG_IO_ARRETE_H
#define CVG_IO_ARRETE_H

#include "io/db_sync.h"
#include "programme/arretes_dus.h"
#include "programme/rapport.h"

#define ARRETE_TRIMESTRE_LEN 8 /* "2026-C3" with its NUL */

/* A quarter as reports name it: "2026-C3". ERR_USAGE, in French, where it is none. */
int arrete_trimestre(const char *text, struct period *out, struct err *e) CHECKED;

#define ARRETE_EMPREINTE_LEN 65 /* a SHA-256 in hexadecimal, with its NUL */

/* What a version is, without reading it; of one that is not there nothing. */
struct arrete_etat {
    bool arrete;                          /* it is closed, and so never changes */
    char empreinte[ARRETE_EMPREINTE_LEN]; /* of its whole document */
    int64_t connu_us;                     /* the facts as known then */
};
int arrete_etat(struct db_sync *db, const char *trimestre, int version, struct arrete_etat *out, struct err *e) CHECKED;

#define ARRETE_DERNIERE 0 /* the newest version that is closed */
#define ARRETE_PREPARE (-1)

/* A version (1 the arrêté, 1 + n rectificatif n, or one of the above), entire or as it is published. NULL with *e,
 * ERR_FORMAT and a French text: there is none. */
struct rapport *arrete_lire(struct db_sync *db, const char *trimestre, int version, bool entier, struct err *e) CHECKED;

/* Every release that was closed, as it was published, in that order: a list that arretes_free() ends. */
struct arretes {
    struct rapport **items;
    size_t n;
};
int arretes_lire(struct db_sync *db, struct arretes *out, struct err *e) CHECKED;
void arretes_free(struct arretes *a);

/* The newest closed version of this quarter, entire, or of the last one closed before it; *out NULL: there is none. */
int arrete_avant(struct db_sync *db, const char *trimestre, struct rapport **out, struct err *e) CHECKED;

/* Nothing can be told of a period that has not begun, or of which nobody is known: ERR_FORMAT with a French text. */
int rapport_possible(struct db_sync *db, const struct period *p, struct err *e) CHECKED;
/* Nor can a quarter be prepared that is not over, that is closed (without a motif), or that is not (with one). */
int arrete_possible(struct db_sync *db, const struct period *trimestre, const char *motif, struct err *e) CHECKED;

/* Makes the next version of a quarter and keeps it as prepared by `auteur`. `motif`: why it is corrected; "" of the
 * first. ERR_FORMAT with a French text: it is refused, before the work where arrete_possible() says so. */
int arrete_preparer(struct db_sync *db, const struct definitions *d, const struct period *trimestre, const char *auteur,
                    const char *motif, struct err *e) CHECKED;
/* Closes what another person prepared; which version that is. */
int arrete_fermer(struct db_sync *db, const char *trimestre, const char *auteur, int *version_out,
                  struct err *e) CHECKED;

/* Takes back what is prepared; ERR_FORMAT with a French text: nothing is. */
int arrete_retirer(struct db_sync *db, const char *trimestre, const char *auteur, struct err *e) CHECKED;

/* The oldest quarter whose day came (programme/arretes_dus.h) and that nobody closed. */
int arrete_du(struct db_sync *db, const struct definitions *d, int64_t now_us, struct period *out, bool *due_out,
              struct err *e) CHECKED;
/* Makes and closes the first version of a quarter in the calendar's name; false: somebody had closed it. */
int arrete_au_calendrier(struct db_sync *db, const struct definitions *d, const struct period *trimestre,
                         bool *done_out, struct err *e) CHECKED;

/* A row (version, arrete_le, document) as a report that bears the date of its closing. */
struct rapport *arrete_decode(const struct db_result *res, int row, struct err *e) CHECKED;

#endif
