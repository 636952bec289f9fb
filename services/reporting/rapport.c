/* A file of a quarterly report: of a version as it was kept, or of a draft made of the facts of now. All files are made
 * and signed together, the one asked for is told. */
#include <string.h>

#include "document/livraison.h"
#include "io/arrete.h"
#include "io/rapport_read.h"
#include "reporting/asking.h"

static struct rapport *draft(struct db_sync *db, const struct definitions *d, const struct period *p, struct err *e)
{
    struct rapport *before, *r;
    if (arrete_avant(db, p->name, &before, e) < 0)
        return NULL;
    r = rapport_read(db, &(struct rapport_wish){.definitions = d, .period = *p, .avant = before}, e);
    rapport_free(&before);
    return r;
}

static void tell(const struct paquet *p, const char *nom, struct wire_answer *a)
{
    const struct paquet_fichier *f = paquet_find(p, nom);
    if (!f) {
        refusal_fill(REFUSAL_NO_FILE, nom, a);
        return;
    }
    a->document = arena_text(&a->memory, buf_text(&f->octets), f->octets.len);
    a->document_len = f->octets.len;
    if (!wire_answer_fits(a))
        refusal_fill(REFUSAL_TOO_MANY, "", a);
}

int rapport_answer(struct db_sync *db, const struct definitions *d, const char *key_file, const struct wire_ask *q,
                   struct wire_answer *a, struct err *e)
{
    struct period p;
    struct signature_key k;
    struct paquet files = {0};
    if (arrete_trimestre(q->trimestre, &p, NULL) < 0) {
        refusal_fill(REFUSAL_NO_REPORT, q->trimestre, a);
        return 0;
    }
    struct rapport *r = q->version ? arrete_lire(db, p.name, q->version, false, e) : draft(db, d, &p, e);
    if (!r && q->version && e->code == ERR_FORMAT) {
        refusal_fill(REFUSAL_NO_REPORT, q->trimestre, a);
        return 0;
    }
    if (!r)
        return -1;
    a->as_known_on_us = r->connu_us;
    int rc = signature_key_load(key_file, false, &k, e) == 0 ? livraison_faire(r, &k, &files, e) : -1;
    if (rc == 0)
        tell(&files, q->fichier, a);
    paquet_deinit(&files);
    rapport_free(&r);
    return rc;
}
