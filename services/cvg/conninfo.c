/* How the database is reached: the private one of CVG_HOME, unless CVG_DB names another. */
#include "cvg/home.h"

#include <libpq-fe.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "cvg/french.h"

static const char TEXT_BAD_DB[] = "CVG_DB n'est pas une adresse de base de données : %s";
static const char TEXT_NO_FILE[] = "CVG_DB_PASSWORD_FILE : %s ne peut pas être lu";

static const char *setting(const char *name)
{
    const char *value = getenv(name);
    return value && *value ? value : NULL;
}

static void add_pair(struct buf *b, const char *key, const char *value)
{
    buf_addf(b, "%s%s='", b->len ? " " : "", key);
    for (; *value; value++) {
        if (*value == '\'' || *value == '\\')
            buf_addc(b, '\\');
        buf_addc(b, *value);
    }
    buf_addc(b, '\'');
}

static const char *find_option(const PQconninfoOption *all, const char *key)
{
    for (; all && all->keyword; all++)
        if (!strcmp(all->keyword, key))
            return all->val;
    return NULL;
}

/* CVG_DB taken apart, as pairs or as a URI; NULL without an error where it is not set. */
static int parse_setting(PQconninfoOption **out, struct err *e)
{
    const char *text = setting("CVG_DB");
    char *why = NULL;
    *out = NULL;
    if (!text)
        return 0;
    *out = PQconninfoParse(text, &why);
    if (*out)
        return 0;
    err_fill(e, ERR_SETTING, TEXT_BAD_DB, why ? why : "");
    PQfreemem(why);
    return -1;
}

/* With CVG_DB a password may come from elsewhere (a certificate, ~/.pgpass): none is then no error. */
static int add_password(struct buf *b, const struct home *h, const char *user, bool optional, struct err *e)
{
    const char *file = setting("CVG_DB_PASSWORD_FILE");
    struct buf text = {0};
    char *secret = NULL;
    if (file) {
        if (buf_read_file(&text, file, 4096, e) < 0) {
            buf_deinit(&text);
            return french_wrap(e, TEXT_NO_FILE, file);
        }
        while (text.len && (text.data[text.len - 1] == '\n' || text.data[text.len - 1] == '\r'))
            text.data[--text.len] = 0;
        secret = buf_take(&text);
    } else {
        secret = home_secret(h, user, false, e);
        if (!secret)
            return optional ? 0 : -1;
    }
    add_pair(b, "password", secret);
    free(secret);
    return 0;
}

char *home_conninfo_of(const char *role, const char *dbname, struct err *e)
{
    struct home h;
    PQconninfoOption *given;
    struct buf b = {0};
    if (home_open(&h, false, e) < 0)
        return NULL;
    if (parse_setting(&given, e) < 0) {
        home_close(&h);
        return NULL;
    }
    const char *user = find_option(given, "user"), *name = find_option(given, "dbname");
    for (const PQconninfoOption *o = given; o && o->keyword; o++)
        if (o->val && strcmp(o->keyword, "user") != 0 && strcmp(o->keyword, "dbname") != 0)
            add_pair(&b, o->keyword, o->val);
    if (!given)
        add_pair(&b, "host", h.pg_sockets);
    add_pair(&b, "dbname", dbname ? dbname : name ? name : "cvg");
    add_pair(&b, "user", user ? user : role);
    int rc = find_option(given, "password") ? 0 : add_password(&b, &h, user ? user : role, given != NULL, e);
    PQconninfoFree(given);
    home_close(&h);
    if (rc == 0)
        return buf_take(&b);
    buf_deinit(&b);
    return NULL;
}

char *home_conninfo(const char *role, struct err *e)
{
    return home_conninfo_of(role, NULL, e);
}

char *home_dbname(struct err *e)
{
    PQconninfoOption *given;
    if (parse_setting(&given, e) < 0)
        return NULL;
    const char *name = find_option(given, "dbname");
    char *copy = mem_text(name ? name : "cvg");
    PQconninfoFree(given);
    return copy;
}
