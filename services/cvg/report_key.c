/* One key a home. CVG_SECRETS is somebody else's: what we draw goes below the home, always.
 *
 * Whoever checks a report knows our public key. It is kept below the home too, so that a key that got lost is missed,
 * and another one is not drawn in its place without a word. */
#include "cvg/report_key.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "cvg/command.h"

#define KEY_FILE "rapport-ed25519"
#define PUBLIC_FILE KEY_FILE ".publique"
#define PUBLIC_BYTES_MAX 256

static const char TEXT_DRAWN[] = "cvg : la clé qui signe les rapports est tirée, dans %s ; gardez-la avec les "
                                 "sauvegardes. Sa clé publique : %s\n";
static const char TEXT_LOST[] =
    "la clé qui signe les rapports n'est plus dans %s. Remettez-la depuis une sauvegarde : vos lecteurs connaissent sa "
    "clé publique, %s. Si elle est perdue, retirez %s, et dites-leur la nouvelle";
static const char TEXT_OTHER[] =
    "%s a la clé publique %s, et non %s, sous laquelle des rapports sont signés. Remettez celle-ci, ou retirez %s et "
    "dites à vos lecteurs la nouvelle";
static const char TEXT_NOT_KNOWN[] =
    "%s devrait tenir la clé publique de vos rapports, et ne se lit pas : %s. Remettez-le depuis une sauvegarde";
static const char TEXT_NO_DIGITS[] = "64 chiffres hexadécimaux sont attendus";
static const char TEXT_NO_KEY[] = "%s n'est pas une clé : 64 chiffres hexadécimaux sont attendus";

/* "": no key was ever read here. What is there and cannot be read is an error: another key would be drawn else. */
static int read_known(const char *path, char out[SIGNATURE_PUBLIC_HEX], struct err *e)
{
    struct buf text = {0};
    struct err why;
    *out = 0;
    if (access(path, F_OK) < 0 && (errno == ENOENT || errno == ENOTDIR))
        return 0;
    int rc = buf_read_file(&text, path, PUBLIC_BYTES_MAX, &why);
    if (rc < 0)
        err_fill(e, ERR_SETTING, TEXT_NOT_KNOWN, path, why.text);
    else if (strspn(buf_text(&text), "0123456789abcdef") != SIGNATURE_PUBLIC_HEX - 1)
        rc = err_set(e, ERR_SETTING, TEXT_NOT_KNOWN, path, TEXT_NO_DIGITS);
    else
        snprintf(out, SIGNATURE_PUBLIC_HEX, "%s", buf_text(&text));
    buf_deinit(&text);
    return rc;
}

static int keep_known(const char *path, const struct signature_key *k, struct err *e)
{
    struct buf text = {0};
    buf_addf(&text, "%s\n", k->public_hex);
    int rc = buf_write_file(&text, path, 0644, e);
    buf_deinit(&text);
    return rc;
}

/* `known`: the public key that there is to be; "": none yet. */
static int load(const char *path, const char *known_path, struct signature_key *out, struct err *e)
{
    char known[SIGNATURE_PUBLIC_HEX];
    bool there = access(path, F_OK) == 0;
    if (read_known(known_path, known, e) < 0)
        return -1;
    if (!there && *known)
        return err_set(e, ERR_SETTING, TEXT_LOST, path, known, known_path);
    if (signature_key_load(path, true, out, e) < 0)
        return e->code == ERR_SETTING ? err_set(e, ERR_SETTING, TEXT_NO_KEY, path) : -1;
    if (*known && strcmp(known, out->public_hex) != 0)
        return err_set(e, ERR_SETTING, TEXT_OTHER, path, out->public_hex, known, known_path);
    if (!there)
        fprintf(stderr, TEXT_DRAWN, path, out->public_hex);
    if (*known || keep_known(known_path, out, e) == 0)
        return 0;
    return there ? 0 : -1; /* somebody else's key, and a home that nothing is written into */
}

char *report_key_file(const struct home *h, struct signature_key *key_out, struct err *e)
{
    char *path = home_join(h->secrets, KEY_FILE), *own = home_join(h->path, "secrets");
    mkdir(own, 0700); /* what is in the way is told with the file */
    char *known = home_join(own, PUBLIC_FILE);
    if (access(path, F_OK) < 0) {
        free(path);
        path = home_join(own, KEY_FILE);
    }
    if (load(path, known, key_out, e) < 0) {
        free(path);
        path = NULL;
    }
    free(own);
    free(known);
    return path;
}

int report_key_load(struct signature_key *out, struct err *e)
{
    struct home h;
    if (home_open(&h, true, e) < 0)
        return -1;
    char *path = report_key_file(&h, out, e);
    int rc = path ? 0 : -1;
    free(path);
    home_close(&h);
    return rc;
}

int report_key_tell(void)
{
    struct signature_key k;
    struct err e = {0};
    if (report_key_load(&k, &e) < 0)
        return command_fail(&e);
    puts(k.public_hex);
    return COMMAND_DONE;
}
