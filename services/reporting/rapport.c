/* A quarterly report answered: read as it was kept, or made from the facts. */
#include "reporting/rapport.h"

#include <stdlib.h>
#include <string.h>

#include "base/signature.h"
#include "io/arrete.h"
#include "io/rapport_read.h"
#include "programme/paquet.h"
#include "reporting/apercu.h"

static const char TEXT_NO_DRAFT[] = "Le brouillon ne peut pas être établi : ";

static const char version_sql[] = "SELECT version, arrete_le, publie, encode(sha256(convert_to(entier, 'UTF8')), 'hex')"
                                  " FROM cvg.arrete WHERE trimestre = $1 AND version = $2";

static struct rapport *read_version(struct db_sync *db, const struct wire_ask *q, char sha256[65], struct err *e)
{
    struct db_params p = {0};
    struct db_result res = {0};
    struct rapport *r = NULL;
    db_add_text(&p, q->trimestre);
    db_add_int(&p, q->version);
    if (db_sync_exec(db, version_sql, &p, DB_BINARY, &res, e) < 0)
        return NULL;
    if (db_rows(&res)) {
        r = arrete_decode(&res, 0, e);
        memcpy(sha256, db_text(&res, 0, 3), 64);
    } else {
        err_fill(e, ERR_USAGE, "%s", q->trimestre);
    }
    db_result_deinit(&res);
    return r;
}

static struct rapport *make_draft(struct db_sync *db, const struct definitions *d, const struct wire_ask *q,
                                  struct err *e)
{
    struct period p;
    struct rapport *before = NULL, *r = NULL;
    if (arrete_trimestre(q->trimestre, &p, e) < 0)
        return NULL;
    if (arrete_avant(db, p.name, &before, e) == 0)
        r = rapport_read(db, &(struct rapport_wish){.definitions = d, .period = p, .avant = before}, e);
    rapport_free(&before);
    return r;
}

/* ---- the answer ---- */

static void put_document(const void *bytes, size_t len, struct wire_answer *a)
{
    a->document = arena_text(&a->memory, bytes, len);
    a->document_len = len;
}

/* The names of what put_file() gives; none of a draft. */
static json_t *files_of(const struct rapport *r)
{
    static const char *const ends[] = {"csv", "json"}, *const others[] = {"schema.json", PAQUET_MANIFESTE,
                                                                          PAQUET_SIGNATURE};
    json_t *list = json_array();
    for (size_t i = 0; r->version && i < sizeof ends / sizeof *ends; i++)
        json_array_append_new(list, json_sprintf("rapport-%s.%s", r->periodes[0].name, ends[i]));
    for (size_t i = 0; r->version && i < sizeof others / sizeof *others; i++)
        json_array_append_new(list, json_string(others[i]));
    return list;
}

static void put_apercu(const struct rapport *r, const char *sha256, struct wire_answer *a)
{
    json_t *doc = apercu_make(r);
    json_object_set_new(doc, "sha256", json_string(sha256));
    json_object_set_new(doc, "fichiers", files_of(r));
    char *text = json_dumps(doc, JSON_COMPACT);
    must(text);
    put_document(text, strlen(text), a);
    json_decref(doc);
    free(text);
}

/* The package as `cvg report` writes it: the same bytes under the same key. */
static int put_file(const struct rapport *r, const char *key, const struct wire_ask *q, struct wire_answer *a,
                    struct err *e)
{
    static const struct paquet_version versions[] = {{"cvg", CVG_VERSION}, {0}};
    struct signature_key k;
    struct paquet p = {0};
    if (!*key) {
        refusal_fill(REFUSAL_NO_KEY, "", a);
        return 0;
    }
    if (signature_key_load(key, true, &k, e) < 0)
        return -1;
    paquet_add_donnees(&p, r);
    paquet_signer(&p, r, versions, &k);
    const struct paquet_fichier *x = paquet_find(&p, q->fichier);
    if (x)
        put_document(buf_text(&x->octets), x->octets.len, a);
    else
        refusal_fill(REFUSAL_UNKNOWN_REPORT, q->fichier, a);
    paquet_deinit(&p);
    return 0;
}

/* What was refused for its content is told, in its own words; a database that failed is not. */
static int fail(const struct wire_ask *q, struct wire_answer *a, struct err *e)
{
    struct buf text = {0};
    if (e->code == ERR_USAGE)
        refusal_fill(REFUSAL_UNKNOWN_REPORT, q->trimestre, a);
    if (e->code == ERR_FORMAT && !q->version) {
        buf_addf(&text, "%s%s", TEXT_NO_DRAFT, e->text);
        refusal_fill(REFUSAL_TOLD, buf_text(&text), a);
        buf_deinit(&text);
        return 0;
    }
    return e->code == ERR_USAGE ? 0 : -1;
}

int rapport_fill(struct db_sync *db, const struct definitions *d, const char *key, const struct wire_ask *q,
                 struct wire_answer *a, struct err *e)
{
    char sha256[65] = "";
    struct rapport *r = q->version ? read_version(db, q, sha256, e) : make_draft(db, d, q, e);
    if (!r)
        return fail(q, a, e);
    a->as_known_on_us = r->connu_us;
    int rc = 0;
    if (*q->fichier)
        rc = put_file(r, key, q, a, e);
    else
        put_apercu(r, sha256, a);
    rapport_free(&r);
    if (rc == 0 && !wire_answer_fits(a))
        refusal_fill(REFUSAL_TOO_MANY, "", a);
    return rc;
}
