/* CURVE keys on disk, one a file in Z85, below the home's secrets. */
#include "cvg/key_curve.h"

#include <errno.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "cvg/french.h"

#define SERVER_FILE "curve-server"
#define SECRET_MAX 256

static const char TEXT_FOLDER[] = "impossible de créer le dossier %s : %s";
static const char TEXT_LINK[] = "impossible de créer %s : %s";

/* CVG_SECRETS is somebody else's: what we make goes below the home, always. */
static int make_folder(const struct home *h, char **folder_out, struct err *e)
{
    char *secrets = home_join(h->path, "secrets"), *folder = home_join(secrets, "curve");
    const char *bad = mkdir(secrets, 0700) < 0 && errno != EEXIST ? secrets : NULL;
    if (!bad && mkdir(folder, 0700) < 0 && errno != EEXIST)
        bad = folder;
    int rc = bad ? err_set(e, ERR_IO, TEXT_FOLDER, bad, french_errno(errno)) : 0;
    free(secrets);
    if (rc == 0)
        *folder_out = folder;
    else
        free(folder);
    return rc;
}

static int write_secret(const char *path, const char *secret, struct err *e)
{
    struct buf b = {0};
    buf_addf(&b, "%s\n", secret);
    int rc = buf_write_file(&b, path, 0600, e);
    sodium_memzero(b.data, b.len);
    buf_deinit(&b);
    return rc;
}

static int read_public(const char *path, char public_key[BUS_KEY_LEN], struct err *e)
{
    struct buf b = {0};
    int rc = buf_read_file(&b, path, SECRET_MAX, e);
    while (rc == 0 && b.len && (b.data[b.len - 1] == '\n' || b.data[b.len - 1] == '\r'))
        b.data[--b.len] = 0;
    if (rc == 0)
        rc = bus_public_of(buf_text(&b), public_key, e) < 0 ? err_prefix(e, "%s", path) : 0;
    buf_deinit(&b);
    return rc;
}

/* Two may make it at once: each writes under its own name, and the first link stays. */
static int make_server(const char *path, struct err *e)
{
    char public_key[BUS_KEY_LEN], secret[BUS_KEY_LEN];
    struct buf own = {0};
    bus_keypair(public_key, secret);
    buf_addf(&own, "%s.%ld", path, (long)getpid());
    int rc = write_secret(buf_text(&own), secret, e);
    if (rc == 0 && link(buf_text(&own), path) < 0 && errno != EEXIST)
        rc = err_set(e, ERR_IO, TEXT_LINK, path, french_errno(errno));
    unlink(buf_text(&own));
    sodium_memzero(secret, sizeof secret);
    buf_deinit(&own);
    return rc;
}

char *key_curve_server_file(const struct home *h)
{
    char *given = home_join(h->secrets, SERVER_FILE);
    if (access(given, F_OK) == 0)
        return given;
    free(given);
    char *secrets = home_join(h->path, "secrets"), *path = home_join(secrets, SERVER_FILE);
    free(secrets);
    return path;
}

int key_curve_server(const struct home *h, char public_key[BUS_KEY_LEN], struct err *e)
{
    char *path = key_curve_server_file(h), *folder = NULL;
    int rc = 0;
    if (access(path, F_OK) < 0) {
        rc = make_folder(h, &folder, e);
        free(folder);
        if (rc == 0)
            rc = make_server(path, e);
    }
    if (rc == 0)
        rc = read_public(path, public_key, e);
    free(path);
    return rc;
}

int key_curve_new(const struct home *h, const char *reporter, char public_key[BUS_KEY_LEN], char **file_out,
                  struct err *e)
{
    char secret[BUS_KEY_LEN], *folder = NULL;
    struct buf path = {0};
    if (make_folder(h, &folder, e) < 0)
        return -1;
    buf_addf(&path, "%s/%s.secret", folder, reporter);
    free(folder);
    bus_keypair(public_key, secret);
    int rc = write_secret(buf_text(&path), secret, e);
    sodium_memzero(secret, sizeof secret);
    if (rc == 0)
        *file_out = buf_take(&path);
    buf_deinit(&path);
    return rc;
}
