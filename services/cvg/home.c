/* The paths of one installation, its private directories and its secrets. */
#include "cvg/home.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/mem.h"
#include "cvg/french.h"

#define SECRET_BYTES 24
#define SECRET_MAX 1024
#define SOCKETS_HASH_BYTES 6

static const char TEXT_CREATE[] = "impossible de créer le dossier %s : %s";
static const char TEXT_OWN_PATH[] = "impossible de trouver mon propre programme : %s";
static const char TEXT_FOREIGN[] =
    "%s existe déjà et n'est pas un dossier privé de cet utilisateur ; supprimez-le, ou choisissez un autre CVG_HOME";
static const char TEXT_CHMOD[] = "droits de %s : %s";
static const char TEXT_NO_SECRET[] =
    "le mot de passe du rôle « %s » manque (%s) ; « cvg up » ou « cvg migrate » le crée";
static const char TEXT_CLOSED_SECRET[] =
    "le mot de passe du rôle « %s » ne peut pas être lu (%s : %s) ; lancez la commande avec le compte de « cvg up »";
static const char TEXT_EMPTY_SECRET[] = "le mot de passe du rôle « %s » est vide (%s)";
static const char TEXT_SODIUM[] = "libsodium ne démarre pas";

char *home_join(const char *dir, const char *name)
{
    struct buf b = {0};
    buf_addf(&b, "%s/%s", dir, name);
    return buf_take(&b);
}

/* Makes a directory and those above it. What we make may be passed by PostgreSQL's user whatever the caller's umask;
 * what is private in a home lies in directories that are closed to others. */
static int make_path(const char *path, struct err *e)
{
    char *p = mem_text(path);
    int rc = 0;
    for (char *s = p + 1; rc == 0; s++) {
        if (*s && *s != '/')
            continue;
        char keep = *s;
        *s = 0;
        if (mkdir(p, 0755) == 0)
            rc = chmod(p, 0755) < 0 ? err_set(e, ERR_IO, TEXT_CHMOD, p, french_errno(errno)) : 0;
        else if (errno != EEXIST)
            rc = err_set(e, ERR_IO, TEXT_CREATE, p, french_errno(errno));
        *s = keep;
        if (!keep)
            break;
    }
    free(p);
    return rc;
}

static int make_private(const char *path, mode_t mode, struct err *e)
{
    if (mkdir(path, mode) < 0 && errno != EEXIST)
        return err_set(e, ERR_IO, TEXT_CREATE, path, french_errno(errno));
    return 0;
}

static char *own_directory(struct err *e)
{
    char exe[PATH_MAX];
    ssize_t len = readlink("/proc/self/exe", exe, sizeof exe - 1);
    if (len <= 0) {
        err_fill(e, ERR_IO, TEXT_OWN_PATH, french_errno(errno));
        return NULL;
    }
    exe[len] = 0;
    char *slash = strrchr(exe, '/');
    if (slash)
        *slash = 0;
    return mem_text(exe);
}

static char *wanted_path(const char *bin)
{
    const char *env = getenv("CVG_HOME");
    char cwd[PATH_MAX];
    if (env && env[0] == '/')
        return mem_text(env);
    if (env && env[0])
        return home_join(getcwd(cwd, sizeof cwd) ? cwd : ".", env);
#ifdef CVG_HOME_DEFAULT
    (void)bin;
    return mem_text(CVG_HOME_DEFAULT);
#else
    return home_join(bin, "../../../var"); /* build/release/bin of a checkout */
#endif
}

static char *sockets_path(const char *path)
{
    unsigned char digest[crypto_hash_sha256_BYTES];
    char hex[SOCKETS_HASH_BYTES * 2 + 1];
    struct buf b = {0};
    crypto_hash_sha256(digest, (const unsigned char *)path, strlen(path));
    sodium_bin2hex(hex, sizeof hex, digest, SOCKETS_HASH_BYTES);
    buf_addf(&b, "/tmp/cvg-%s", hex);
    return buf_take(&b);
}

int home_open(struct home *h, bool create, struct err *e)
{
    *h = (struct home){0};
    if (sodium_init() < 0)
        return err_set(e, ERR_SETTING, "%s", TEXT_SODIUM);
    h->bin = own_directory(e);
    if (!h->bin)
        return -1;
    char *wanted = wanted_path(h->bin);
    if (create && make_path(wanted, e) < 0) {
        free(wanted);
        home_close(h);
        return -1;
    }
    char real[PATH_MAX];
    h->path = mem_text(realpath(wanted, real) ? real : wanted);
    free(wanted);
    const char *secrets = getenv("CVG_SECRETS");
    h->run = home_join(h->path, "run");
    h->log = home_join(h->path, "log");
    h->secrets_given = secrets && *secrets;
    h->secrets = h->secrets_given ? mem_text(secrets) : home_join(h->path, "secrets");
    h->pg = home_join(h->path, "pg");
    h->sockets = sockets_path(h->path);
    h->pg_sockets = home_join(h->sockets, "pg");
    h->bus = home_join(h->sockets, "bus");
    if (create && (make_private(h->run, 0750, e) < 0 || make_private(h->log, 0750, e) < 0 ||
                   (!h->secrets_given && make_private(h->secrets, 0700, e) < 0))) {
        home_close(h);
        return -1;
    }
    return 0;
}

void home_close(struct home *h)
{
    free(h->path);
    free(h->run);
    free(h->log);
    free(h->secrets);
    free(h->pg);
    free(h->sockets);
    free(h->pg_sockets);
    free(h->bus);
    free(h->bin);
    *h = (struct home){0};
}

const char *home_bus(const struct home *h)
{
    const char *env = getenv("CVG_RUN");
    return env && *env ? env : h->bus;
}

/* /tmp belongs to everybody: what stands there under our name is ours only if we own it, itself and not by a link. */
static int make_owned(const char *path, uid_t uid, gid_t gid, mode_t mode, struct err *e)
{
    struct stat st;
    if (mkdir(path, mode) == 0) {
        if (uid != geteuid() && chown(path, uid, gid) < 0)
            return err_set(e, ERR_IO, TEXT_CHMOD, path, french_errno(errno));
    } else if (errno != EEXIST) {
        return err_set(e, ERR_IO, TEXT_CREATE, path, french_errno(errno));
    }
    if (lstat(path, &st) < 0 || !S_ISDIR(st.st_mode) || st.st_uid != uid)
        return err_set(e, ERR_SETTING, TEXT_FOREIGN, path);
    if ((st.st_mode & 07777) != mode && chmod(path, mode) < 0)
        return err_set(e, ERR_IO, TEXT_CHMOD, path, french_errno(errno));
    return 0;
}

int home_make_sockets(const struct home *h, unsigned pg_uid, unsigned pg_gid, struct err *e)
{
    /* PostgreSQL's user must pass the first to reach its own. */
    mode_t mode = pg_uid == geteuid() ? 0700 : 0711;
    if (make_owned(h->sockets, geteuid(), getegid(), mode, e) < 0 ||
        make_owned(h->pg_sockets, pg_uid, pg_gid, 0700, e) < 0 || make_owned(h->bus, geteuid(), getegid(), 0700, e) < 0)
        return -1;
    return 0;
}

static void empty_directory(const char *path)
{
    DIR *d = opendir(path);
    if (!d)
        return;
    for (struct dirent *de; (de = readdir(d));)
        if (strcmp(de->d_name, ".") != 0 && strcmp(de->d_name, "..") != 0)
            unlinkat(dirfd(d), de->d_name, 0);
    closedir(d);
}

void home_remove_sockets(const struct home *h)
{
    struct stat st;
    if (lstat(h->sockets, &st) < 0 || !S_ISDIR(st.st_mode) || st.st_uid != geteuid())
        return;
    empty_directory(h->pg_sockets);
    empty_directory(h->bus);
    rmdir(h->pg_sockets);
    rmdir(h->bus);
    empty_directory(h->sockets);
    rmdir(h->sockets);
}

/* Two may draw at once: each writes under its own name, and the first link stays. */
static int draw_secret(const char *path, struct err *e)
{
    unsigned char bytes[SECRET_BYTES];
    char text[sodium_base64_ENCODED_LEN(SECRET_BYTES, sodium_base64_VARIANT_URLSAFE_NO_PADDING)];
    struct buf b = {0}, name = {0};
    randombytes_buf(bytes, sizeof bytes);
    sodium_bin2base64(text, sizeof text, bytes, sizeof bytes, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    buf_addf(&b, "%s\n", text);
    buf_addf(&name, "%s.%ld", path, (long)getpid());
    int rc = buf_write_file(&b, name.data, 0600, e);
    if (rc == 0 && link(name.data, path) < 0 && errno != EEXIST)
        rc = err_set(e, ERR_IO, TEXT_CREATE, path, french_errno(errno));
    unlink(name.data);
    sodium_memzero(bytes, sizeof bytes);
    sodium_memzero(text, sizeof text);
    sodium_memzero(b.data, b.len);
    buf_deinit(&b);
    buf_deinit(&name);
    return rc;
}

static char *read_secret(const char *path, const char *role, struct err *e)
{
    struct buf b = {0};
    if (buf_read_file(&b, path, SECRET_MAX, e) < 0) {
        buf_deinit(&b);
        return NULL;
    }
    while (b.len && (b.data[b.len - 1] == '\n' || b.data[b.len - 1] == '\r'))
        b.data[--b.len] = 0;
    if (!b.len) {
        err_fill(e, ERR_SETTING, TEXT_EMPTY_SECRET, role, path);
        buf_deinit(&b);
        return NULL;
    }
    return buf_take(&b);
}

char *home_secret(const struct home *h, const char *role, bool create, struct err *e)
{
    char *path = home_join(h->secrets, role), *secret = NULL;
    bool there = access(path, F_OK) == 0;
    int no = there && access(path, R_OK) == 0 ? 0 : errno;
    if (there ? no != 0 : no != ENOENT && no != ENOTDIR)
        err_fill(e, ERR_SETTING, TEXT_CLOSED_SECRET, role, path, french_errno(no));
    else if (!there && (!create || h->secrets_given))
        err_fill(e, ERR_SETTING, TEXT_NO_SECRET, role, path);
    else if (there || draw_secret(path, e) == 0)
        secret = read_secret(path, role, e);
    free(path);
    return secret;
}
