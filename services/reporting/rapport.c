/* A file of a quarterly report: of a version as it was kept, or of a draft made of the facts of now. All files are made
 * and signed together, the one asked for is told, those of a closed version stay at hand for the next ask. The report
 * in short, for a page, is a file of its own, in no package. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "document/livraison.h"
#include "io/arrete.h"
#include "io/rapport_read.h"
#include "reporting/apercu.h"
#include "reporting/asking.h"
#include "reporting/kept.h"

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

static void tell_file(const struct paquet *files, const char *nom, struct wire_answer *a)
{
    const struct paquet_fichier *f = paquet_find(files, nom);
    if (f)
        tell(buf_text(&f->octets), f->octets.len, a);
    else
        refusal_fill(REFUSAL_NO_FILE, nom, a);
}

/* What is wrong with a report itself is told; a database that failed is not. */
static int fail(const struct wire_ask *q, struct wire_answer *a, const struct err *e)
{
    if (e->code != ERR_FORMAT)
        return -1;
    refusal_fill(q->version ? REFUSAL_NO_REPORT : REFUSAL_NO_DRAFT, q->version ? q->trimestre : e->text, a);
    return 0;
}

/* ---- a package ---- */

/* Of a version: the package that was made before, if it is closed. */
static bool tell_kept(const struct answer_means *m, const struct kept_name *n, const char *nom, struct wire_answer *a)
{
    struct buf file = {0};
    bool there, kept = kept_get(m->kept, n, nom, &there, &file);
    if (kept && there)
        tell(buf_text(&file), file.len, a);
    else if (kept)
        refusal_fill(REFUSAL_NO_FILE, nom, a);
    buf_deinit(&file);
    return kept;
}

static struct rapport *read_report(struct db_sync *db, const struct definitions *d, const struct period *p,
                                   const struct wire_ask *q, struct err *e)
{
    return q->version ? arrete_lire(db, p->name, q->version, false, e) : draft(db, d, p, e);
}

/* What is closed may be kept, under the key of now; of all else it is known first whether there is anything to sign. */
static int answer_file(struct db_sync *db, const struct answer_means *m, const struct period *p,
                       const struct wire_ask *q, struct wire_answer *a, struct err *e)
{
    struct arrete_etat etat = {0};
    struct kept_name name = {.version = q->version};
    struct signature_key key;
    struct paquet files = {0};
    if (arrete_etat(db, p->name, q->version, &etat, e) < 0)
        return -1;
    struct rapport *r = etat.arrete ? NULL : read_report(db, m->definitions, p, q, e);
    if (!etat.arrete && !r)
        return fail(q, a, e);
    if (signature_key_load(m->report_key, false, &key, e) < 0) {
        rapport_free(&r);
        return -1;
    }
    snprintf(name.trimestre, sizeof name.trimestre, "%.*s", ARRETE_TRIMESTRE_LEN - 1, p->name);
    snprintf(name.empreinte, sizeof name.empreinte, "%s", etat.empreinte);
    snprintf(name.public_hex, sizeof name.public_hex, "%s", key.public_hex);
    a->as_known_on_us = etat.connu_us;
    if (etat.arrete && tell_kept(m, &name, q->fichier, a))
        return 0;
    if (!r && !(r = read_report(db, m->definitions, p, q, e)))
        return fail(q, a, e);
    a->as_known_on_us = r->connu_us;
    int rc = livraison_faire(r, &key, &files, e);
    if (rc == 0)
        tell_file(&files, q->fichier, a);
    if (rc == 0 && etat.arrete)
        kept_put(m->kept, &name, &files);
    paquet_deinit(&files);
    rapport_free(&r);
    return rc;
}

int rapport_answer(struct db_sync *db, const struct answer_means *m, const struct wire_ask *q, struct wire_answer *a,
                   struct err *e)
{
    struct period p;
    bool apercu = strcmp(q->fichier, WIRE_FICHIER_APERCU) == 0;
    if (arrete_trimestre(q->trimestre, &p, NULL) < 0) {
        refusal_fill(REFUSAL_NO_REPORT, q->trimestre, a);
        return 0;
    }
    if (!apercu && strcmp(q->fichier, WIRE_FICHIER_DOCUMENT) != 0)
        return answer_file(db, m, &p, q, a, e);
    struct rapport *r = read_report(db, m->definitions, &p, q, e);
    if (!r)
        return fail(q, a, e);
    a->as_known_on_us = r->connu_us;
    if (apercu)
        tell_short(r, a);
    else
        tell_document(r, a);
    rapport_free(&r);
    return 0;
}
