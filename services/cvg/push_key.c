/* Reading and writing key files. */
#include "cvg/push_key.h"

#include <ctype.h>
#include <jansson.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "base/jsonout.h"
#include "base/mem.h"
#include "base/text.h"
#include "cvg/files.h"

#define KEY_BYTES_MAX 8192
#define TOKEN_CHARS_MAX 512

static const char TEXT_BAD_KEY[] = "ce n'est ni un jeton, ni le JSON de « cvg key make » ou de « cvg key new »";
static const char TEXT_SECRET[] = "la clé secrète CURVE n'en est pas une";

/* The members of the file, and of struct push_key. */
static const struct {
    const char *name;
    size_t at;
} members[] = {
    {"chantier", offsetof(struct push_key, chantier)},
    {"curve_public", offsetof(struct push_key, curve_public)},
    {"curve_secret", offsetof(struct push_key, curve_secret)},
    {"curve_secret_file", offsetof(struct push_key, curve_secret_file)},
    {"server_public", offsetof(struct push_key, server_public)},
    {"address", offsetof(struct push_key, address)},
    {"token", offsetof(struct push_key, token)},
};
#define MEMBERS_N (sizeof members / sizeof *members)

static char **member(struct push_key *k, size_t i)
{
    return (char **)(void *)((char *)k + members[i].at);
}

static bool is_token(const char *s)
{
    size_t n = strlen(s);
    for (size_t i = 0; i < n; i++)
        if (!isgraph((unsigned char)s[i]))
            return false;
    return n >= 8 && n <= TOKEN_CHARS_MAX;
}

/* Line ends too: a key file is often pasted. */
static void trim(const char **text, size_t *len)
{
    text_trim(text, len);
    while (*len && ((*text)[*len - 1] == '\n' || (*text)[*len - 1] == '\r'))
        --*len;
}

static bool has_curve(const struct push_key *k)
{
    return k->curve_secret || k->curve_secret_file;
}

int push_key_parse(const char *text, size_t len, struct push_key *out, struct err *e)
{
    *out = (struct push_key){0};
    trim(&text, &len);
    if (len && text[0] == '{') {
        json_t *doc = json_loadb(text, len, 0, NULL);
        for (size_t i = 0; i < MEMBERS_N; i++) {
            const char *s = json_string_value(json_object_get(doc, members[i].name));
            *member(out, i) = s && *s ? mem_text(s) : NULL;
        }
        json_decref(doc);
    } else if (len && !memchr(text, 0, len)) {
        out->token = mem_text_n(text, len);
    }
    if ((out->token || has_curve(out)) && (!out->token || is_token(out->token)))
        return 0;
    push_key_deinit(out);
    return err_set(e, ERR_USAGE, "%s", TEXT_BAD_KEY);
}

static int read_text(const char *path, struct buf *out, struct err *e)
{
    return files_check(path, e) < 0 ? -1 : buf_read_file(out, path, KEY_BYTES_MAX, e);
}

static void wipe(struct buf *b)
{
    if (b->data)
        sodium_memzero(b->data, b->len);
    buf_deinit(b);
}

static int read_secret(const char *key_path, struct push_key *k, struct err *e)
{
    struct buf path = {0}, text = {0};
    const char *slash = strrchr(key_path, '/');
    if (k->curve_secret_file[0] != '/' && slash)
        buf_add(&path, key_path, (size_t)(slash + 1 - key_path));
    buf_adds(&path, k->curve_secret_file);
    int rc = read_text(buf_text(&path), &text, e);
    if (rc == 0) {
        const char *s = buf_text(&text);
        size_t len = text.len;
        trim(&s, &len);
        k->curve_secret = mem_text_n(s, len);
    }
    wipe(&text);
    buf_deinit(&path);
    return rc;
}

/* The public key is told by the secret one, whatever the file says. */
static int find_public(struct push_key *k, struct err *e)
{
    char public_key[BUS_KEY_LEN];
    if (!k->curve_secret)
        return 0;
    if (bus_public_of(k->curve_secret, public_key, e) < 0)
        return err_set(e, ERR_USAGE, "%s", TEXT_SECRET);
    free(k->curve_public);
    k->curve_public = mem_text(public_key);
    return 0;
}

int push_key_read(const char *path, struct push_key *out, struct err *e)
{
    struct buf text = {0};
    *out = (struct push_key){0};
    int rc = read_text(path, &text, e);
    if (rc == 0 && (push_key_parse(buf_text(&text), text.len, out, e) < 0 || find_public(out, e) < 0))
        rc = err_prefix(e, "%s", path);
    wipe(&text);
    /* `cvg key new` keeps the secret on the centre's machine: without it the token still serves */
    if (rc == 0 && !out->curve_secret && out->curve_secret_file && read_secret(path, out, e) == 0)
        rc = find_public(out, e);
    if (rc == 0 && !out->curve_secret && !out->token)
        rc = -1; /* why is in *e */
    return rc;
}

int push_key_write(const char *path, const struct push_key *k, struct err *e)
{
    struct push_key copy = *k;
    struct buf text = {0};
    struct jsonout j = {.out = &text};
    jsonout_open(&j, NULL, '{');
    for (size_t i = 0; i < MEMBERS_N; i++)
        if (*member(&copy, i))
            jsonout_text(&j, members[i].name, *member(&copy, i));
    jsonout_close(&j, '}');
    buf_addc(&text, '\n');
    int rc = buf_write_file(&text, path, 0600, e);
    wipe(&text);
    return rc;
}

void push_key_deinit(struct push_key *k)
{
    for (size_t i = 0; i < MEMBERS_N; i++) {
        char *s = *member(k, i);
        if (s)
            sodium_memzero(s, strlen(s));
        free(s);
    }
    *k = (struct push_key){0};
}

bool push_key_native(const struct push_key *k)
{
    return k->curve_secret && k->server_public;
}

char *push_key_xdg(const char *env, const char *fallback, const char *name)
{
    const char *base = getenv(env), *home = getenv("HOME");
    struct buf b = {0};
    if (base && base[0] == '/') /* others are to be ignored, says the XDG */
        buf_addf(&b, "%s/cvg/%s", base, name);
    else
        buf_addf(&b, "%s/%s/cvg/%s", home ? home : "", fallback, name);
    return buf_take(&b);
}

char *push_key_usual(void)
{
    const char *env = getenv("CVG_KEY");
    return env && *env ? mem_text(env) : push_key_xdg("XDG_CONFIG_HOME", ".config", "cle.json");
}
