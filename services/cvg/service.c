/* How a program of ours is started for a home. */
#include "cvg/service.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "cvg/report_key.h"

void service_launch(struct launch *l, const struct home *h, const char *notify, const char *program,
                    const char *log_name)
{
    struct buf log = {0};
    char *file = home_join(h->bin, program);
    buf_addf(&log, "%s/%s.log", h->log, log_name);
    launch_init(l, file, h->path, log.data);
    launch_inherit(l);
    launch_env(l, "CVG_HOME", h->path);
    launch_env(l, "NOTIFY_SOCKET", notify);
    buf_deinit(&log);
    free(file);
}

void service_database(struct launch *l, const struct home *h, const char *program, unsigned worker)
{
    struct buf db = {0};
    char *secret = home_join(h->secrets, program), number[16];
    buf_addf(&db, "host=%s dbname=cvg user=%s", h->pg_sockets, program);
    launch_env(l, "CVG_RUN", h->bus);
    launch_env(l, "CVG_DB", db.data);
    launch_env(l, "CVG_DB_PASSWORD_FILE", secret);
    snprintf(number, sizeof number, "%u", worker);
    launch_env(l, "CVG_WORKER", worker ? number : NULL);
    buf_deinit(&db);
    free(secret);
}

int service_reporting(struct launch *l, const struct home *h, struct err *e)
{
    struct signature_key k; /* it is drawn here: reporting reads it when it is asked for a report */
    char *file = report_key_file(h, &k, e);
    sodium_memzero(&k, sizeof k);
    if (!file) { /* all but the files of reports is there without it */
        fprintf(stderr, "cvg : %s\n", e->text);
        return 0;
    }
    launch_env(l, "CVG_REPORT_KEY_FILE", file);
    free(file);
    return 0;
}

int service_dashboard(struct launch *l, const struct home *h, const char *intake, struct err *e)
{
    char *secret = home_secret(h, "depot-web", true, e);
    if (!secret)
        return -1;
    free(secret);
    char *file = home_join(h->secrets, "depot-web");
    launch_env(l, "CVG_TO", intake);
    launch_env(l, "CVG_DEPOT_SECRET_FILE", file);
    free(file);
    return 0;
}

void service_alerting(struct launch *l, const struct home *h, const char *watched)
{
    launch_env(l, "CVG_ALERTE_SERVICES", watched);
    launch_env(l, "CVG_ALERTE_DISQUE", h->path);
}

void service_depot(struct launch *l, const struct home *h, const char *root, const char *intake)
{
    char *keys = home_join(h->path, "keys"), *traces = home_join(h->path, "depot");
    launch_env(l, "CVG_DEPOT", root);
    launch_env(l, "CVG_DEPOT_KEYS", keys);
    launch_env(l, "CVG_DEPOT_ETAT", traces);
    launch_env(l, "CVG_TO", intake);
    free(keys);
    free(traces);
}
