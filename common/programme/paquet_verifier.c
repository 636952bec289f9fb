/* A package looked at: it comes from outside, and nothing of it is believed before its signature and digests hold. */
#include <jansson.h>
#include <sodium.h>
#include <string.h>

#include "programme/paquet.h"

static const char TEXT_MISSING[] = "le fichier %s manque";
static const char TEXT_NO_MANIFEST[] = PAQUET_MANIFESTE " n'est pas un manifeste de rapport";
static const char TEXT_SIGNATURE[] = "la signature de " PAQUET_MANIFESTE " n'est pas la bonne : il a été changé";
static const char TEXT_CHANGED[] = "%s a été changé : son empreinte n'est pas celle du manifeste";
static const char TEXT_MORE[] = "le fichier %s n'est pas dans le manifeste";
static const char TEXT_TWICE[] = "le manifeste nomme %s deux fois";

static int check_digest(const struct paquet *p, const json_t *entry, bool *seen, struct err *e)
{
    const char *nom = json_string_value(json_object_get(entry, "nom"));
    const char *hex = json_string_value(json_object_get(entry, "sha256"));
    unsigned char digest[crypto_hash_sha256_BYTES];
    char is[2 * sizeof digest + 1];
    if (!nom || !hex)
        return err_set(e, ERR_FORMAT, "%s", TEXT_NO_MANIFEST);
    const struct paquet_fichier *f = paquet_find(p, nom);
    if (!f)
        return err_set(e, ERR_FORMAT, TEXT_MISSING, nom);
    if (seen[f - p->fichiers])
        return err_set(e, ERR_FORMAT, TEXT_TWICE, nom);
    seen[f - p->fichiers] = true;
    crypto_hash_sha256(digest, (const unsigned char *)buf_text(&f->octets), f->octets.len);
    if (strcmp(sodium_bin2hex(is, sizeof is, digest, sizeof digest), hex) != 0)
        return err_set(e, ERR_FORMAT, TEXT_CHANGED, nom);
    return 0;
}

static int check_files(const struct paquet *p, const json_t *doc, struct err *e)
{
    bool seen[PAQUET_FICHIERS_MAX] = {false};
    const json_t *list = json_object_get(doc, "fichiers"), *entry;
    size_t i;
    if (!json_is_array(list))
        return err_set(e, ERR_FORMAT, "%s", TEXT_NO_MANIFEST);
    json_array_foreach(list, i, entry) if (check_digest(p, entry, seen, e) < 0) return -1;
    for (i = 0; i < p->n; i++)
        if (!seen[i] && strcmp(p->fichiers[i].nom, PAQUET_MANIFESTE) != 0 &&
            strcmp(p->fichiers[i].nom, PAQUET_SIGNATURE) != 0)
            return err_set(e, ERR_FORMAT, TEXT_MORE, p->fichiers[i].nom);
    return 0;
}

static int check(const struct paquet *p, const struct paquet_fichier *m, const struct paquet_fichier *s,
                 const json_t *doc, char key_out[SIGNATURE_PUBLIC_HEX], struct err *e)
{
    const char *key = json_string_value(json_object_get(doc, "cle_publique"));
    if (!key || strlen(key) >= SIGNATURE_PUBLIC_HEX)
        return err_set(e, ERR_FORMAT, "%s", TEXT_NO_MANIFEST);
    if (!signature_check(key, buf_text(&m->octets), m->octets.len, buf_text(&s->octets), s->octets.len))
        return err_set(e, ERR_FORMAT, "%s", TEXT_SIGNATURE);
    memcpy(key_out, key, strlen(key) + 1);
    return check_files(p, doc, e);
}

int paquet_verifier(const struct paquet *p, char key_out[SIGNATURE_PUBLIC_HEX], struct err *e)
{
    const struct paquet_fichier *m = paquet_find(p, PAQUET_MANIFESTE), *s = paquet_find(p, PAQUET_SIGNATURE);
    if (!m || !s)
        return err_set(e, ERR_FORMAT, TEXT_MISSING, m ? PAQUET_SIGNATURE : PAQUET_MANIFESTE);
    json_t *doc = json_loadb(buf_text(&m->octets), m->octets.len, JSON_REJECT_DUPLICATES, NULL);
    int rc = check(p, m, s, doc, key_out, e);
    json_decref(doc);
    return rc;
}
