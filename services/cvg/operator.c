/* The operator's side of things: database, services, own name. */
#include "cvg/operator.h"

#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/text.h"
#include "cvg/french.h"
#include "cvg/home.h"
#include "cvg/roster.h"

static const char TEXT_NO_DB[] = "pas d'accès à la base de données : %s";
static const char TEXT_DB[] = "la base de données ne répond pas (« cvg up » la démarre, « cvg ps » la montre)";

struct db_sync *operator_db(struct err *e)
{
    char *conninfo = home_conninfo("cvg", e);
    if (!conninfo) {
        struct err why = *e;
        err_fill(e, ERR_AWAY, TEXT_NO_DB, why.text); /* a home without secrets has no database either */
        return NULL;
    }
    struct db_sync *db = db_sync_open(conninfo, NULL, "cvg", e);
    free(conninfo);
    if (!db) {
        french_wrap(e, "%s", TEXT_DB);
        e->code = ERR_AWAY;
    }
    return db;
}

char *operator_address(const char *service)
{
    struct home h;
    struct roster s;
    char *address = NULL;
    if (home_open(&h, false, NULL) < 0)
        return NULL;
    roster_read(&s, &h);
    roster_settle(&s);
    for (size_t i = 0; i < s.n && !address; i++)
        if (strcmp(s.entries[i].name, service) == 0 && *s.entries[i].address)
            address = mem_text(s.entries[i].address);
    roster_deinit(&s);
    home_close(&h);
    return address;
}

const char *operator_name(void)
{
    static char name[64];
    const struct passwd *p = getpwuid(getuid());
    if (p)
        snprintf(name, sizeof name, "%s", p->pw_name);
    else
        snprintf(name, sizeof name, "%u", (unsigned)getuid());
    return name;
}

bool operator_parse_id(const char *id, struct operator_id *out)
{
    const char *dot = strrchr(id, '.');
    char *end;
    if (!dot || !text_is_id(id, (size_t)(dot - id)) || dot[1] < '0' || dot[1] > '9')
        return false;
    snprintf(out->reporter, sizeof out->reporter, "%.*s", (int)(dot - id), id);
    long long n = strtoll(dot + 1, &end, 10);
    out->n = n;
    return *end == '-' && strlen(end) == 5 && strspn(end + 1, "0123456789abcdef") == 4 && end - dot <= 19;
}
