/* Reporters as known at an instant, and sums over their shares. */
#include "io/known.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "io/db_reference.h"

/* $1 the instant asked for, or NULL */
static const char instant_sql[] = "SELECT least(coalesce($1::timestamptz, now()), now(), (SELECT min(started_at) FROM "
                                  "cvg.claim) - interval '1 microsecond'),"
                                  "       (SELECT version FROM cvg.reference_state)";
static const char acceptance_sql[] =
    "SELECT DISTINCT ON (chantier_id) chantier_id, 0::int8, situation, lignes_lues, lignes_ecartees FROM cvg.acceptance"
    " WHERE known_from <= $1 ORDER BY chantier_id, known_from DESC";
static const char state_sql[] =
    "SELECT chantier_id, version, situation, lignes_lues, lignes_ecartees FROM cvg.chantier_state"
    " WHERE version > 0";

/* An import of reference data holds this lock from before its known time to its commit (reference_store.c). Holding it,
 * shared, until the snapshot is taken keeps any import from committing later with a known time before ours. */
static const char lock_sql[] = "SELECT pg_advisory_lock_shared(67869)";
static const char snapshot_sql[] = "SELECT pg_advisory_unlock_shared(67869)";

int known_begin(struct db_sync *db, struct err *e)
{
    if (db_sync_script(db, lock_sql, e) < 0 || db_sync_begin(db, e) < 0)
        return -1;
    /* compiling hundreds of counts would take longer than counting */
    if (db_sync_script(db, "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY; SET LOCAL jit = off", e) < 0)
        return -1;
    return db_sync_script(db, snapshot_sql, e);
}

static int read_instant(struct db_sync *db, const int64_t *at_us, struct known *k, struct err *e)
{
    struct db_params p = {0};
    struct db_result r = {0};
    if (at_us)
        db_add_instant(&p, *at_us);
    else
        db_add_null(&p);
    if (db_sync_exec(db, instant_sql, &p, DB_BINARY, &r, e) < 0)
        return -1;
    k->at_us = db_instant(&r, 0, 0);
    k->reference_version = (uint64_t)db_int64(&r, 0, 1);
    db_result_deinit(&r);
    return 0;
}

static int read_reference(struct db_sync *db, const int64_t *at_us, struct known *k, struct err *e)
{
    static const char *const sql[] = {db_reference_territoires, db_reference_lignes};
    struct db_result r[2] = {{0}, {0}};
    int rc = 0;
    for (int i = 0; i < 2 && rc == 0; i++) {
        struct db_params p = {0};
        if (at_us)
            db_add_instant(&p, *at_us);
        else
            db_add_null(&p);
        rc = db_sync_exec(db, sql[i], &p, DB_BINARY, &r[i], e);
    }
    if (rc == 0)
        db_reference_read(&r[0], &r[1], &k->reference);
    for (int i = 0; i < 2; i++)
        db_result_deinit(&r[i]);
    return rc;
}

static int read_reporters(struct db_sync *db, const char *sql, struct db_params *p, struct known *k, struct err *e)
{
    struct db_result r = {0};
    if (db_sync_exec(db, sql, p, DB_BINARY, &r, e) < 0)
        return -1;
    for (int i = 0; i < db_rows(&r); i++) {
        size_t n = k->reporters.n;
        must(map_add(&k->reporters, db_text(&r, i, 0), db_len(&r, i, 0), n));
        k->facts = mem_room(k->facts, n, &k->cap, sizeof *k->facts);
        k->versions = mem_room(k->versions, n, &k->versions_cap, sizeof *k->versions);
        k->versions[n] = (uint64_t)db_int64(&r, i, 1);
        k->facts[n] = (struct reporter_facts){db_is_null(&r, i, 2) ? CELL_NULL : db_day(&r, i, 2), db_int64(&r, i, 3),
                                              db_int64(&r, i, 4)};
    }
    db_result_deinit(&r);
    return 0;
}

int known_read_at(struct db_sync *db, const int64_t *at_us, struct known *out, struct err *e)
{
    struct db_params p = {0};
    *out = (struct known){0};
    if (read_instant(db, at_us, out, e) < 0)
        return -1;
    db_add_instant(&p, out->at_us);
    if (read_reporters(db, acceptance_sql, &p, out, e) == 0 && read_reference(db, &out->at_us, out, e) == 0)
        return 0;
    known_deinit(out);
    return -1;
}

int known_read_now(struct db_sync *db, struct known *out, struct err *e)
{
    *out = (struct known){0};
    if (read_instant(db, NULL, out, e) == 0 && read_reporters(db, state_sql, NULL, out, e) == 0 &&
        read_reference(db, NULL, out, e) == 0)
        return 0;
    known_deinit(out);
    return -1;
}

void known_deinit(struct known *k)
{
    reference_deinit(&k->reference);
    map_deinit(&k->reporters);
    free(k->facts);
    free(k->versions);
    *k = (struct known){0};
}

/* ---- sums ---- */

static void add_reporter(const struct known_sum *s, const char *name, int64_t *share)
{
    static const struct reporter_facts none = {.situation = CELL_NULL};
    size_t n = contribution_len(s->definitions);
    uint64_t i;
    struct membership m = reference_membership(&s->known->reference, name, s->period->debut, s->period->fin);
    const struct reporter_facts *f =
        map_get(&s->known->reporters, name, strlen(name), &i) ? &s->known->facts[i] : &none;
    if (!m.counts)
        return;
    perimeter_share(s->definitions, &m, f, counts_find(s->counts, name), s->last_night, share);
    for (size_t k = 0; k < s->scopes_n; k++) {
        if (!scope_includes(&s->scopes[k], &s->known->reference, name, &m, s->period->debut))
            continue;
        for (size_t j = 0; j < n; j++)
            s->sums[k * n + j] += share[j];
        coverage_add(&s->coverage[k], &m, f);
    }
}

void known_sum(const struct known_sum *s)
{
    const struct reference *r = &s->known->reference;
    size_t n = contribution_len(s->definitions);
    int64_t *share = mem_new_n(n, sizeof *share);
    memset(s->sums, 0, s->scopes_n * n * sizeof *s->sums);
    for (size_t i = 0; i < s->scopes_n; i++)
        s->coverage[i] = (struct coverage){.oldest = CELL_NULL};
    for (size_t i = 0; i < r->chantiers.n; i++)
        add_reporter(s, r->chantiers.entries[i].key, share);
    for (size_t i = 0; i < r->territoires_n; i++)
        add_reporter(s, r->territoires[i].code, share);
    free(share);
}
