/* The alerts of a sweep.
 *
 * A row that changed brings how many of its reporter wait now, so that each row is a whole state of that reporter and
 * may be seen twice or late; the counts of all are read at start and on each new connection. */
#include "dashboard/sweep_alertes.h"

#include <stdio.h>

#include "dashboard/sweep_told.h"

#define WAITS "a.etat = 'ouverte' AND a.cause = ''"

static const char counts_sql[] = "SELECT a.chantier_id, count(*), count(*) FILTER (WHERE a.niveau = 'critique')"
                                 " FROM cvg.alerte a WHERE " WAITS " GROUP BY a.chantier_id";
enum { COUNT_CHANTIER, COUNT_N, COUNT_CRITIQUES };

static const char changed_sql[] =
    "SELECT " SWEEP_ALERTES_COLUMNS ", a.changed::text, a.n::int8, c.n, c.critiques FROM cvg.alerte a,"
    " LATERAL (SELECT count(*) AS n, count(*) FILTER (WHERE o.niveau = 'critique') AS critiques FROM cvg.alerte o"
    "           WHERE o.chantier_id = a.chantier_id AND o.etat = 'ouverte' AND o.cause = '') c"
    " WHERE (a.changed, a.chantier_id, a.n) > ($1::xid8, $2::text, $3::int8)"
    " ORDER BY a.changed, a.chantier_id, a.n LIMIT $4";
enum {
    CHANGED_CHANTIER,
    CHANGED_ID,
    CHANGED_REGLE,
    CHANGED_NIVEAU,
    CHANGED_ETAT,
    CHANGED_LIBELLE,
    CHANGED_DEPUIS,
    CHANGED_CAUSE,
    CHANGED_BY,
    CHANGED_NUMBER,
    CHANGED_N,
    CHANGED_CRITIQUES
};

void sweep_alertes_add_counts(struct db_request *r)
{
    db_request_add(r, counts_sql, NULL, DB_BINARY);
}

void sweep_alertes_read_counts(struct dashboard *d, const struct db_result *rows)
{
    ouvertes_clear(&d->ouvertes);
    for (int i = 0; i < db_rows(rows); i++)
        ouvertes_set(&d->ouvertes, db_text(rows, i, COUNT_CHANTIER), db_int64(rows, i, COUNT_N),
                     db_int64(rows, i, COUNT_CRITIQUES));
    stream_wake(d);
}

void sweep_alertes_add(struct db_request *r, const char *changed, const char *chantier, int64_t n)
{
    struct db_params p = {0};
    db_add_text(&p, changed);
    db_add_text(&p, chantier);
    db_add_int(&p, n);
    db_add_int(&p, SWEEP_ROWS_MAX);
    db_request_add(r, changed_sql, &p, DB_BINARY);
}

void sweep_alertes_add_rest(struct db_request *r, const struct db_result *rows)
{
    int last = db_rows(rows) - 1;
    sweep_alertes_add(r, db_text(rows, last, CHANGED_BY), db_text(rows, last, CHANGED_CHANTIER),
                      db_int64(rows, last, CHANGED_NUMBER));
}

void sweep_alertes_event(const struct db_result *rows, int i, const char *since, struct alerte_event *out)
{
    *out = (struct alerte_event){.since = since,
                                 .chantier = db_text(rows, i, CHANGED_CHANTIER),
                                 .id = db_text(rows, i, CHANGED_ID),
                                 .regle = db_text(rows, i, CHANGED_REGLE),
                                 .niveau = db_text(rows, i, CHANGED_NIVEAU),
                                 .etat = db_text(rows, i, CHANGED_ETAT),
                                 .libelle = db_text(rows, i, CHANGED_LIBELLE),
                                 .depuis_us = db_instant(rows, i, CHANGED_DEPUIS),
                                 .retenue = db_bool(rows, i, CHANGED_CAUSE)};
}

bool sweep_alertes_take(struct dashboard *d, const struct db_result *rows)
{
    for (int i = 0; i < db_rows(rows); i++) {
        struct alerte_event x;
        char key[128];
        ouvertes_set(&d->ouvertes, db_text(rows, i, CHANGED_CHANTIER), db_int64(rows, i, CHANGED_N),
                     db_int64(rows, i, CHANGED_CRITIQUES));
        sweep_alertes_event(rows, i, d->sweep.since, &x);
        snprintf(key, sizeof key, "%s|%s", x.id, db_text(rows, i, CHANGED_BY));
        if (!sweep_told(&d->sweep, key))
            stream_alerte(d, &x);
    }
    if (db_rows(rows))
        stream_wake(d);
    return db_rows(rows) == SWEEP_ROWS_MAX;
}
