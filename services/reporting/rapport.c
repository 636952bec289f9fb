/* A file of a quarterly report: of a version as it was kept, or of a draft made of the facts of now. All files are made
 * and signed together, the one asked for is told. The report in short, for a page, is a file of its own, in no package.
 */
#include <stdlib.h>
#include <string.h>

#include "document/livraison.h"
#include "io/arrete.h"
#include "io/rapport_read.h"
#include "reporting/apercu.h"
#include "reporting/asking.h"

static struct rapport *draft(struct db_sync *db, const struct definitions *d, const struct period *p, struct err *e)
{
    struct rapport *before, *r;
    if (rapport_possible(db, p, e) < 0 || arrete_avant(db, p->name, &before, e) < 0)
        return NULL;
    r = rapport_read(db, &(struct rapport_wish){.definitions = d, .period = *p, .avant = before}, e);
    rapport_free(&before);
    return r;
}

static void tell(const char *bytes, size_t len, struct wire_answer *a)
{
    a->document = arena_text(&a->memory, bytes, len);
    a->document_len = len;
    if (!wire_answer_fits(a))
        refusal_fill(REFUSAL_TOO_MANY, "", a);
}

static void tell_short(const struct rapport *r, struct wire_answer *a)
{
    json_t *doc = apercu_make(r);
    char *text = json_dumps(doc, JSON_COMPACT);
    must(text);
    tell(text, strlen(text), a);
    json_decref(doc);
    free(text);
}

static void tell_document(const struct rapport *r, struct wire_answer *a)
{
    struct buf text = {0};
    rapport_encode(r, &text);
    tell(buf_text(&text), text.len, a);
    buf_deinit(&text);
}

static int tell_file(const struct rapport *r, const char *key_file, const char *nom, struct wire_answer *a,
                     struct err *e)
{
    struct signature_key k;
    struct paquet files = {0};
    int rc = signature_key_load(key_file, false, &k, e) == 0 ? livraison_faire(r, &k, &files, e) : -1;
    const struct paquet_fichier *f = rc == 0 ? paquet_find(&files, nom) : NULL;
    if (f)
        tell(buf_text(&f->octets), f->octets.len, a);
    else if (rc == 0)
        refusal_fill(REFUSAL_NO_FILE, nom, a);
    paquet_deinit(&files);
    return rc;
}

/* What is wrong with a report itself is told; a database that failed is not. */
static int fail(const struct wire_ask *q, struct wire_answer *a, const struct err *e)
{
    if (e->code != ERR_FORMAT)
        return -1;
    refusal_fill(q->version ? REFUSAL_NO_REPORT : REFUSAL_NO_DRAFT, q->version ? q->trimestre : e->text, a);
    return 0;
}

int rapport_answer(struct db_sync *db, const struct definitions *d, const char *key_file, const struct wire_ask *q,
                   struct wire_answer *a, struct err *e)
{
    struct period p;
    if (arrete_trimestre(q->trimestre, &p, NULL) < 0) {
        refusal_fill(REFUSAL_NO_REPORT, q->trimestre, a);
        return 0;
    }
    struct rapport *r = q->version ? arrete_lire(db, p.name, q->version, false, e) : draft(db, d, &p, e);
    if (!r)
        return fail(q, a, e);
    int rc = 0;
    a->as_known_on_us = r->connu_us;
    if (strcmp(q->fichier, WIRE_FICHIER_APERCU) == 0)
        tell_short(r, a);
    else if (strcmp(q->fichier, WIRE_FICHIER_DOCUMENT) == 0)
        tell_document(r, a);
    else
        rc = tell_file(r, key_file, q->fichier, a, e);
    rapport_free(&r);
    return rc;
}
