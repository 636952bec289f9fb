/* All files of a report, signed together: what leaves. */
#ifndef CVG_DOCUMENT_LIVRAISON_H
#define CVG_DOCUMENT_LIVRAISON_H

#include "programme/paquet.h"

/* Fills *out, which is zero; the caller calls paquet_deinit(), done or not. ERR_SETTING: the fonts are not there. */
int livraison_faire(const struct rapport *r, const struct signature_key *k, struct paquet *out, struct err *e) CHECKED;

#endif
