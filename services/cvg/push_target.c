/* Where a push goes: --to, else CVG_TO, else what a key made at the chantier says, else the intake of CVG_HOME, else
 * what any key says. The key: --key, else CVG_KEY, else CVG_HOME/keys, else the one of this user. */
#include "cvg/push_target.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/text.h"
#include "cvg/home.h"
#include "cvg/whereabouts.h"

static const char TEXT_NO_KEY[] =
    "aucune clé pour « %s » : donnez --key FICHIER, ou déposez le JSON de « cvg key new » "
    "dans %s, ou faites une clé (« cvg key make »)";
static const char TEXT_NO_CHANTIER[] = "--chantier ID est attendu";
static const char TEXT_OTHER_KEY[] = "la clé est celle de « %s », pas de « %s »";
static const char TEXT_NO_ADDRESS[] =
    "aucune adresse de dépôt : donnez --to ADRESSE ou CVG_TO, ou démarrez les services (« cvg up »)";
static const char TEXT_BAD_ADDRESS[] =
    "« %s » n'est pas une adresse : attendu HÔTE:PORT, http://…, https://… ou tcp://HÔTE:PORT";
static const char TEXT_NO_CURVE[] =
    "%s : pour envoyer à %s, il faut la clé secrète du chantier et la clé publique du serveur (curve_secret, "
    "server_public) ; « cvg key make » les met dans ce fichier";
static const char TEXT_NO_TOKEN[] = "%s : pour envoyer à %s, il faut un jeton (token)";

/* ---- the address ---- */

static bool is_native(const char *address)
{
    return text_starts(address, "tcp://");
}

char *push_base_url(const char *address)
{
    struct buf b = {0};
    const char *scheme = strstr(address, "://");
    size_t len = strlen(address);
    bool known = text_starts(address, "http://") || text_starts(address, "https://") || is_native(address);
    if (!len || (scheme && !known) || strpbrk(address, " \t\r\n\"<>?#"))
        return NULL;
    if (!scheme)
        buf_adds(&b, address[0] == ':' ? "http://127.0.0.1" : "http://");
    while (len && address[len - 1] == '/')
        len--;
    buf_add(&b, address, len);
    return buf_take(&b);
}

static const char *filled(const char *s)
{
    return s && *s ? s : NULL;
}

static int find_address(struct push_target *t, const char *to, struct err *e)
{
    char *local = NULL;
    const char *address = filled(to) ? to : filled(getenv("CVG_TO"));
    if (!address && t->key.address && is_native(t->key.address) && (push_key_native(&t->key) || !t->key.token))
        address = t->key.address;
    if (!address)
        address = local = whereabouts_address("intake");
    if (!address)
        address = t->key.address;
    if (!address)
        return err_set(e, ERR_AWAY, "%s", TEXT_NO_ADDRESS);
    t->base = push_base_url(address);
    int rc = t->base ? 0 : err_set(e, ERR_USAGE, TEXT_BAD_ADDRESS, address);
    free(local);
    if (rc < 0)
        return -1;
    t->native = is_native(t->base);
    if (t->native && !push_key_native(&t->key))
        return err_set(e, ERR_USAGE, TEXT_NO_CURVE, t->key_path, t->base);
    if (!t->native && !t->key.token)
        return err_set(e, ERR_USAGE, TEXT_NO_TOKEN, t->key_path, t->base);
    return 0;
}

/* ---- the key ---- */

/* CVG_HOME/keys/<chantier>.json */
static char *home_file(const char *chantier)
{
    struct home h;
    struct buf path = {0};
    if (home_open(&h, false, NULL) < 0)
        return NULL;
    buf_addf(&path, "%s/keys/%s.json", h.path, chantier);
    home_close(&h);
    return buf_take(&path);
}

/* The first that is there; where none is, the error names the first. */
static int find_file(const char *chantier, char **path_out, struct err *e)
{
    char *usual = push_key_usual();
    char *home = chantier && !filled(getenv("CVG_KEY")) ? home_file(chantier) : NULL;
    if (home && access(home, F_OK) == 0) {
        free(usual);
        *path_out = home;
        return 0;
    }
    int rc = 0;
    if (filled(getenv("CVG_KEY")) || access(usual, F_OK) == 0)
        *path_out = mem_text(usual);
    else if (!chantier)
        rc = err_set(e, ERR_USAGE, "%s", TEXT_NO_CHANTIER);
    else
        rc = err_set(e, ERR_USAGE, TEXT_NO_KEY, chantier, home ? home : usual);
    free(usual);
    free(home);
    return rc;
}

static int check_chantier(struct push_target *t, const char *chantier, struct err *e)
{
    t->chantier = chantier ? chantier : t->key.chantier;
    if (!t->chantier)
        return err_set(e, ERR_USAGE, "%s", TEXT_NO_CHANTIER);
    if (t->key.chantier && strcmp(t->key.chantier, t->chantier) != 0)
        return err_set(e, ERR_USAGE, TEXT_OTHER_KEY, t->key.chantier, t->chantier);
    return 0;
}

int push_target_find(struct push_target *t, const char *chantier, const char *to, const char *key_file, struct err *e)
{
    *t = (struct push_target){0};
    int rc = 0;
    if (key_file)
        t->key_path = mem_text(key_file);
    else
        rc = find_file(chantier, &t->key_path, e);
    if (rc == 0)
        rc = push_key_read(t->key_path, &t->key, e);
    if (rc == 0)
        rc = check_chantier(t, chantier, e);
    return rc == 0 ? find_address(t, to, e) : -1;
}

void push_target_deinit(struct push_target *t)
{
    push_key_deinit(&t->key);
    free(t->key_path);
    free(t->base);
    *t = (struct push_target){0};
}
