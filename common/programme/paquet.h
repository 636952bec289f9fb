/* The files of a report that leave together: each with its digest in a manifest, which is signed. */
#ifndef CVG_PROGRAMME_PAQUET_H
#define CVG_PROGRAMME_PAQUET_H

#include "base/signature.h"
#include "programme/rapport.h"

#define PAQUET_MANIFESTE "manifeste.json"
#define PAQUET_SIGNATURE "manifeste.sig"
#define PAQUET_FICHIERS_MAX 16
#define PAQUET_NOM_MAX 64

struct paquet_fichier {
    char nom[PAQUET_NOM_MAX];
    struct buf octets;
};
struct paquet {
    struct paquet_fichier fichiers[PAQUET_FICHIERS_MAX];
    size_t n;
};
/* What made the files, for whoever makes them again: a program or a font, and its version. */
struct paquet_version {
    const char *nom, *version;
};

/* A new file, empty. */
struct buf *paquet_add(struct paquet *p, const char *nom);
const struct paquet_fichier *paquet_find(const struct paquet *p, const char *nom); /* NULL: none */
/* Adds the CSV, the JSON and the schema of a report. */
void paquet_add_donnees(struct paquet *p, const struct rapport *r);
/* Ends it: the manifest of all that is there, and its signature. `versions` end with a NULL name. */
void paquet_signer(struct paquet *p, const struct rapport *r, const struct paquet_version *versions,
                   const struct signature_key *k);
void paquet_deinit(struct paquet *p);

/* What is wrong with a package: the signature, a digest, a file too many or too few. -1 with *e in French. Of one that
 * is right `key_out` tells under which key it was signed. */
int paquet_verifier(const struct paquet *p, char key_out[SIGNATURE_PUBLIC_HEX], struct err *e) CHECKED;

#endif
