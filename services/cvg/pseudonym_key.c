/* The file of the pseudonyms' key, and the mark of the key that was used before. */
#include "cvg/pseudonym_key.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/mem.h"
#include "cvg/outbox_disk.h"

#define HEX_LEN ((size_t)PSEUDONYM_KEY_LEN * 2)
#define FILE_MAX 256
#define MARK_BYTES 8
#define MARK_HEX (MARK_BYTES * 2 + 1)

static const char TEXT_MADE[] = "cvg : la clé des pseudonymes est créée : %s\n"
                                "cvg : gardez-en une copie en lieu sûr. Sans elle, tous vos salariés paraîtraient "
                                "nouveaux. Ne l'envoyez à personne.\n";
static const char TEXT_LOST[] =
    "la clé des pseudonymes (%s) n'est plus là. Remettez la copie que vous avez gardée : avec "
    "une autre clé, tous vos salariés paraîtraient nouveaux. Si elle est perdue, prévenez "
    "Convergence France, puis supprimez %s";
static const char TEXT_OTHER[] =
    "la clé des pseudonymes (%s) n'est pas celle des envois d'avant. Remettez la bonne : avec "
    "une autre, tous vos salariés paraîtraient nouveaux. Si c'est voulu, prévenez Convergence "
    "France, puis supprimez %s";
static const char TEXT_BAD[] = "%s n'est pas une clé de pseudonymes (64 chiffres hexadécimaux)";

static char *key_file(const char *chantier, const char *key_path)
{
    const char *env = getenv("CVG_PSEUDONYMES"), *slash = strrchr(key_path, '/');
    struct buf b = {0};
    if (env && *env)
        return mem_text(env);
    buf_add(&b, key_path, slash ? (size_t)(slash + 1 - key_path) : 0);
    buf_addf(&b, "%s.pseudonymes", chantier);
    return buf_take(&b);
}

static void wipe(struct buf *b)
{
    if (b->data)
        sodium_memzero(b->data, b->len);
    buf_deinit(b);
}

static int read_key(const char *path, struct pseudonym *out, struct err *e)
{
    struct buf b = {0};
    size_t len = 0;
    int rc = buf_read_file(&b, path, FILE_MAX, e);
    if (rc == 0 && (sodium_hex2bin(out->key, sizeof out->key, buf_text(&b), b.len, " \r\n", &len, NULL) != 0 ||
                    len != sizeof out->key))
        rc = err_set(e, ERR_SETTING, TEXT_BAD, path);
    wipe(&b);
    return rc;
}

static int make_key(const char *path, struct pseudonym *out, struct err *e)
{
    char hex[HEX_LEN + 1];
    struct buf b = {0};
    randombytes_buf(out->key, sizeof out->key);
    sodium_bin2hex(hex, sizeof hex, out->key, sizeof out->key);
    buf_addf(&b, "%s\n", hex);
    int rc = buf_write_file(&b, path, 0600, e);
    sodium_memzero(hex, sizeof hex);
    wipe(&b);
    if (rc == 0)
        fprintf(stderr, TEXT_MADE, path);
    return rc;
}

/* What tells one key from another, and tells nothing else of it. */
static void mark_of(const struct pseudonym *p, char out[MARK_HEX])
{
    static const char domain[] = "cvg pseudonymes";
    unsigned char mac[crypto_auth_hmacsha256_BYTES];
    crypto_auth_hmacsha256_state h;
    crypto_auth_hmacsha256_init(&h, p->key, sizeof p->key);
    crypto_auth_hmacsha256_update(&h, (const unsigned char *)domain, sizeof domain);
    crypto_auth_hmacsha256_final(&h, mac);
    sodium_bin2hex(out, MARK_HEX, mac, MARK_BYTES);
}

static int check_mark(const char *mark_path, const char *path, const struct pseudonym *p, struct err *e)
{
    struct buf b = {0};
    char mark[MARK_HEX];
    mark_of(p, mark);
    int rc = buf_read_file(&b, mark_path, FILE_MAX, e);
    if (rc == 0 && strncmp(buf_text(&b), mark, sizeof mark - 1) != 0)
        rc = err_set(e, ERR_SETTING, TEXT_OTHER, path, mark_path);
    buf_deinit(&b);
    return rc;
}

static int write_mark(const char *mark_path, const struct pseudonym *p, struct err *e)
{
    struct buf b = {0};
    char mark[MARK_HEX];
    mark_of(p, mark);
    buf_addf(&b, "%s\n", mark);
    int rc = buf_write_file(&b, mark_path, 0600, e);
    buf_deinit(&b);
    return rc;
}

int pseudonym_key_get(const char *chantier, const char *key_path, const char *outbox, struct pseudonym *out,
                      struct err *e)
{
    char *path = key_file(chantier, key_path);
    struct buf mark = {0};
    *out = (struct pseudonym){.chantier = chantier};
    buf_addf(&mark, "%s/.pseudonymes-%s", outbox, chantier);
    int rc = disk_make_path(outbox, e);
    bool there = access(path, F_OK) == 0, marked = access(buf_text(&mark), F_OK) == 0;
    if (rc == 0 && marked && !there)
        rc = err_set(e, ERR_SETTING, TEXT_LOST, path, buf_text(&mark));
    if (rc == 0)
        rc = there ? read_key(path, out, e) : make_key(path, out, e);
    if (rc == 0)
        rc = marked ? check_mark(buf_text(&mark), path, out, e) : write_mark(buf_text(&mark), out, e);
    buf_deinit(&mark);
    free(path);
    return rc;
}
