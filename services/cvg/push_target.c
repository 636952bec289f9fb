/* Where a push goes: --to, else CVG_TO, else the intake of CVG_HOME, else what the key says; the token: --key, else
 * CVG_HOME/keys. */
#include "cvg/push_target.h"

#include <ctype.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/text.h"
#include "cvg/home.h"
#include "cvg/operator.h"

#define KEY_BYTES_MAX 8192
#define TOKEN_CHARS_MAX 512

static const char TEXT_NO_KEY[] =
    "aucune clé pour « %s » : donnez --key FICHIER, ou déposez le JSON de « cvg key new » dans %s";
static const char TEXT_BAD_KEY[] = "ce n'est ni un jeton, ni le JSON de « cvg key new »";
static const char TEXT_OTHER_KEY[] = "la clé est celle de « %s », pas de « %s »";
static const char TEXT_NO_ADDRESS[] =
    "aucune adresse de dépôt : donnez --to ADRESSE ou CVG_TO, ou démarrez les services (« cvg up »)";
static const char TEXT_BAD_ADDRESS[] = "« %s » n'est pas une adresse : attendu HÔTE:PORT, http://… ou https://…";

/* ---- the address ---- */

char *push_base_url(const char *address)
{
    struct buf b = {0};
    const char *scheme = strstr(address, "://");
    size_t len = strlen(address);
    bool http = text_starts(address, "http://") || text_starts(address, "https://");
    if (!len || (scheme && !http) || strpbrk(address, " \t\r\n\"<>?#"))
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

static int find_address(struct push_target *t, const char *to, const struct push_key *key, struct err *e)
{
    char *local = NULL;
    const char *address = filled(to) ? to : filled(getenv("CVG_TO"));
    if (!address)
        address = local = operator_address("intake");
    if (!address)
        address = filled(key->address);
    if (!address)
        return err_set(e, ERR_AWAY, "%s", TEXT_NO_ADDRESS);
    t->base = push_base_url(address);
    int rc = t->base ? 0 : err_set(e, ERR_USAGE, TEXT_BAD_ADDRESS, address);
    free(local);
    return rc;
}

/* ---- the token ---- */

static bool is_token(const char *s)
{
    size_t n = strlen(s);
    for (size_t i = 0; i < n; i++)
        if (!isgraph((unsigned char)s[i]))
            return false;
    return n >= 8 && n <= TOKEN_CHARS_MAX;
}

static char *copy_text(const json_t *doc, const char *member)
{
    const char *s = json_string_value(json_object_get(doc, member));
    return mem_text(filled(s));
}

int push_key_parse(const char *text, size_t len, struct push_key *out, struct err *e)
{
    *out = (struct push_key){0};
    text_trim(&text, &len);
    while (len && (text[len - 1] == '\n' || text[len - 1] == '\r'))
        len--;
    if (len && text[0] == '{') {
        json_t *doc = json_loadb(text, len, 0, NULL);
        out->token = copy_text(doc, "token");
        out->chantier = copy_text(doc, "chantier");
        out->address = copy_text(doc, "address");
        json_decref(doc);
    } else if (len && !memchr(text, 0, len)) {
        out->token = mem_text_n(text, len);
    }
    if (out->token && is_token(out->token))
        return 0;
    push_key_deinit(out);
    return err_set(e, ERR_USAGE, "%s", TEXT_BAD_KEY);
}

void push_key_deinit(struct push_key *k)
{
    if (k->token)
        sodium_memzero(k->token, strlen(k->token));
    free(k->token);
    free(k->chantier);
    free(k->address);
    *k = (struct push_key){0};
}

/* CVG_HOME/keys/<chantier>.json */
static int usual_file(const char *chantier, char **path_out, struct err *e)
{
    struct home h;
    struct buf path = {0};
    if (home_open(&h, false, e) < 0)
        return -1;
    buf_addf(&path, "%s/keys/%s.json", h.path, chantier);
    home_close(&h);
    int rc = access(buf_text(&path), F_OK) == 0 ? 0 : err_set(e, ERR_USAGE, TEXT_NO_KEY, chantier, buf_text(&path));
    if (rc == 0)
        *path_out = buf_take(&path);
    buf_deinit(&path);
    return rc;
}

static int read_key(const char *path, const char *chantier, struct push_key *out, struct err *e)
{
    struct buf b = {0};
    if (files_check(path, e) < 0)
        return -1;
    int rc = buf_read_file(&b, path, KEY_BYTES_MAX, e);
    if (rc == 0 && push_key_parse(buf_text(&b), b.len, out, e) < 0)
        rc = err_prefix(e, "%s", path);
    if (b.data)
        sodium_memzero(b.data, b.len);
    buf_deinit(&b);
    if (rc == 0 && out->chantier && strcmp(out->chantier, chantier) != 0)
        rc = err_set(e, ERR_USAGE, TEXT_OTHER_KEY, out->chantier, chantier);
    return rc;
}

int push_target_find(struct push_target *t, const char *chantier, const char *to, const char *key_file, struct err *e)
{
    struct push_key key = {0};
    char *usual = NULL;
    *t = (struct push_target){0};
    int rc = key_file ? 0 : usual_file(chantier, &usual, e);
    if (rc == 0)
        rc = read_key(key_file ? key_file : usual, chantier, &key, e);
    if (rc == 0)
        rc = find_address(t, to, &key, e);
    if (rc == 0)
        t->token = mem_text(key.token);
    push_key_deinit(&key);
    free(usual);
    return rc;
}

void push_target_deinit(struct push_target *t)
{
    if (t->token)
        sodium_memzero(t->token, strlen(t->token));
    free(t->token);
    free(t->base);
    *t = (struct push_target){0};
}
