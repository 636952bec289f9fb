/* The operator's side of things: database, own name. */
#include "cvg/operator.h"

#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/text.h"
#include "cvg/french.h"
#include "cvg/home.h"

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

json_t *operator_json(struct db_sync *db, const char *sql, struct db_params *p, struct err *e)
{
    struct db_result res;
    if (db_sync_exec(db, sql, p, DB_TEXT_RESULT, &res, e) < 0)
        return NULL;
    json_t *doc = json_loads(db_text(&res, 0, 0), JSON_DECODE_ANY, NULL);
    db_result_deinit(&res);
    must(doc);
    return doc;
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
