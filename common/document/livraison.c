/* The documents and the data of a report, with what made them. */
#include "document/livraison.h"

#include <stdio.h>

#include "document/document.h"

static struct buf *add(struct paquet *p, const struct rapport *r, const char *kind)
{
    char nom[PAQUET_NOM_MAX];
    snprintf(nom, sizeof nom, "rapport-%s.%s", r->periodes[0].name, kind);
    return paquet_add(p, nom);
}

int livraison_faire(const struct rapport *r, const struct signature_key *k, struct paquet *out, struct err *e)
{
    struct buf documents = {0};
    if (document_pdf(r, add(out, r, "pdf"), e) < 0 || document_xlsx(r, add(out, r, "xlsx"), e) < 0 ||
        document_html(r, add(out, r, "html"), e) < 0)
        return -1;
    document_versions(&documents);
    paquet_add_donnees(out, r);
    paquet_signer(out, r,
                  (const struct paquet_version[]){{"cvg", CVG_VERSION}, {"documents", buf_text(&documents)}, {0}}, k);
    buf_deinit(&documents);
    return 0;
}
