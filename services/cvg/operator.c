/* The operator's side of things: database, own name. */
#include "cvg/operator.h"

#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "cvg/home.h"

static const char TEXT_DB[] = "la base de données ne répond pas (« cvg up » la démarre, « cvg ps » la montre)";

struct db_sync *operator_db(struct err *e)
{
    char *conninfo = home_conninfo("cvg", e);
    struct db_sync *db = conninfo ? db_sync_open(conninfo, NULL, "cvg", e) : NULL;
    free(conninfo);
    if (!db) {
        err_prefix(e, "%s", TEXT_DB);
        e->code = ERR_AWAY; /* a home without secrets has no database either */
    }
    return db;
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
