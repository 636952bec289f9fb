/* What a round reads: which reporters it locks, what waits for them, the contents and the facts in force.
 *
 * Two statements and not one: what waits is asked after the lock is held, in a new snapshot, so that a submission that
 * another worker has just judged is not seen waiting. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "programme/correspondances.h"
#include "validation/worker.h"

#define CONTENT_BYTES_MAX (32u << 20) /* of files that one round takes in hand; one submission may be over it */
#define BIG_BYTES (1u << 20)          /* a submission over it is judged in a round of its own */
#define BIG_EVERY 4                   /* starts, of which one is its turn */

/* Where another worker's claim stands without its lock, that worker has died: its death is read first (claims.c), else
 * the next claim would hide it. */
#define CLAIMED_BY_OTHERS                                                                                              \
    " AND NOT EXISTS (SELECT 1 FROM claim k WHERE k.chantier_id = c.chantier_id AND k.worker <> $1)"
static const char lock_waiting[] =
    "SELECT c.chantier_id FROM chantier_state c"
    " WHERE c.chantier_id IN (SELECT s.chantier_id FROM submission s WHERE s.state = 'received')"
    "   AND NOT EXISTS (SELECT 1 FROM submission s WHERE s.chantier_id = c.chantier_id AND s.state = 'received' AND "
    "s.suspect)" CLAIMED_BY_OTHERS " LIMIT 128 FOR UPDATE OF c SKIP LOCKED";
static const char lock_suspect[] =
    "SELECT c.chantier_id FROM chantier_state c"
    " WHERE c.chantier_id IN (SELECT s.chantier_id FROM submission s WHERE s.state = "
    "'received' AND s.suspect)" CLAIMED_BY_OTHERS
    /* the innocent first: they were only in the same round */
    " ORDER BY (SELECT min(s.deaths) FROM submission s WHERE s.chantier_id = c.chantier_id"
    "   AND s.state = 'received' AND s.suspect) LIMIT 1 FOR UPDATE OF c SKIP LOCKED";
static const char lock_incomplete[] =
    "SELECT c.chantier_id FROM chantier_state c"
    " WHERE c.accepted_n IS NOT NULL"
    "   AND (SELECT count(*) FROM contribution k WHERE k.chantier_id = c.chantier_id AND k.definitions = $1"
    "          AND (k.debut, k.fin) IN (SELECT * FROM unnest($2::date[], $3::date[]))) < cardinality($2::date[])"
    " LIMIT 128 FOR UPDATE OF c SKIP LOCKED";

static const char read_waiting[] =
    "SELECT c.chantier_id, c.version, coalesce(c.accepted_n, 0), c.situation,"
    "       s.n, s.id, s.date_situation, s.digest, s.bytes,"
    "       s.confirm, s.released OR (s.confirm AND (s.was_held OR EXISTS (SELECT 1 FROM submission h"
    "           WHERE h.chantier_id = c.chantier_id AND h.state = 'held'))),"
    "       EXISTS (SELECT 1 FROM chantier_ligne l WHERE l.chantier_id = c.chantier_id AND l.known_to = 'infinity'),"
    "       EXISTS (SELECT 1 FROM chantier_ligne l WHERE l.chantier_id = c.chantier_id AND l.known_to = 'infinity'"
    "           AND s.date_situation BETWEEN l.depuis AND l.jusqua),"
    "       EXISTS (SELECT 1 FROM territoire t WHERE t.code = c.chantier_id AND t.known_to = 'infinity'),"
    "       c.lignes_lues, c.lignes_ecartees,"
    "       (SELECT l.logiciel FROM chantier_ligne l WHERE l.chantier_id = c.chantier_id AND l.known_to = 'infinity'"
    "           AND s.date_situation BETWEEN l.depuis AND l.jusqua LIMIT 1)" /* lines do not overlap */
    "  FROM chantier_state c"
    "  LEFT JOIN LATERAL (SELECT * FROM submission w WHERE w.chantier_id = c.chantier_id AND w.state = 'received'"
    "                     ORDER BY w.n LIMIT 1) s ON true"
    " WHERE c.chantier_id = ANY ($1)";
static const char read_content[] =
    "SELECT t.chantier_id, t.sealed, k.key FROM unnest($1::text[], $2::bytea[]) AS u(chantier_id, digest)"
    "  JOIN content t ON t.chantier_id = u.chantier_id AND t.digest = u.digest"
    "  JOIN content_key k ON k.chantier_id = u.chantier_id AND k.digest = u.digest";

static void add_periods(const struct worker *w, struct db_params *p)
{
    struct db_array debut = {0}, fin = {0};
    db_array_begin(&debut, DB_DATE);
    db_array_begin(&fin, DB_DATE);
    for (size_t i = 0; i < w->periods_n; i++) {
        db_array_add_int(&debut, w->periods[i].debut);
        db_array_add_int(&fin, w->periods[i].fin);
    }
    db_add_array(p, &debut);
    db_add_array(p, &fin);
}

struct db_request *reading_lock(struct worker *w)
{
    struct db_request *r = db_request_new();
    struct db_params p = {0};
    if (w->recompute) {
        db_add_text(&p, w->definitions->digest);
        add_periods(w, &p);
        db_request_add(r, lock_incomplete, &p, DB_BINARY);
    } else {
        db_add_int(&p, w->number);
        db_request_add(r, w->alone ? lock_suspect : lock_waiting, &p, DB_BINARY);
    }
    return r;
}

static int by_reporter(const void *a, const void *b)
{
    return strcmp(((const struct item *)a)->reporter, ((const struct item *)b)->reporter);
}

void reading_locked(struct worker *w, struct db_results *r)
{
    const struct db_result *rows = &r->items[0];
    w->items_n = (size_t)db_rows(rows);
    w->items = mem_new_n(w->items_n, sizeof *w->items);
    for (size_t i = 0; i < w->items_n; i++)
        w->items[i].reporter = mem_text(db_text(rows, (int)i, 0));
    if (w->items_n > 1) /* rows are locked in one order by all */
        qsort(w->items, w->items_n, sizeof *w->items, by_reporter);
}

static void add_reporters(const struct worker *w, struct db_params *p, bool in_round_only, bool uncached_only)
{
    struct db_array a = {0};
    db_array_begin(&a, DB_TEXT);
    for (size_t i = 0; i < w->items_n; i++) {
        const struct item *it = &w->items[i];
        if ((!in_round_only || it->in_round) && (!uncached_only || it->loaded))
            db_array_add_text(&a, it->reporter);
    }
    db_add_array(p, &a);
}

struct db_request *reading_waiting(struct worker *w)
{
    struct db_request *r = db_request_new();
    struct db_params p = {0};
    add_reporters(w, &p, false, false);
    db_request_add(r, read_waiting, &p, DB_BINARY);
    return r;
}

static struct item *find_item(struct worker *w, const char *reporter)
{
    for (size_t i = 0; i < w->items_n; i++)
        if (strcmp(w->items[i].reporter, reporter) == 0)
            return &w->items[i];
    must(false);
    return NULL;
}

static void read_item(struct worker *w, const struct db_result *r, int row)
{
    struct item *it = find_item(w, db_text(r, row, 0));
    size_t len;
    it->version = db_int64(r, row, 1);
    it->accepted_n = db_int64(r, row, 2);
    it->in_force = db_is_null(r, row, 3) ? CELL_NULL : db_day(r, row, 3);
    it->rows_read = db_int64(r, row, 14);
    it->rows_aside = db_int64(r, row, 15);
    it->kind = db_bool(r, row, 13) ? REPORTER_TERRITOIRE : REPORTER_CHANTIER;
    it->known = db_bool(r, row, 11) || db_bool(r, row, 13);
    it->member = db_bool(r, row, 12) || db_bool(r, row, 13);
    if (w->recompute) {
        it->in_round = it->accepted_n != 0;
        return;
    }
    if (db_is_null(r, row, 4)) /* another worker was faster */
        return;
    it->in_round = true;
    it->n = db_int64(r, row, 4);
    it->id = mem_text(db_text(r, row, 5));
    it->situation = db_day(r, row, 6);
    const void *digest = db_bytea(r, row, 7, &len);
    must(len == sizeof it->digest);
    memcpy(it->digest, digest, len);
    it->bytes = db_int64(r, row, 8);
    it->confirm = db_bool(r, row, 9);
    it->waive_hold = db_bool(r, row, 10);
    if (!db_is_null(r, row, 16))
        it->profile = correspondances_of_tool(w->definitions->correspondances, db_text(r, row, 16));
}

/* Takes an item into the round: its state from the cache, or to be loaded. */
static void take(struct worker *w, struct item *it)
{
    it->entry = cache_get(&w->cache, it->reporter);
    it->entry->used = w->rounds;
    if (it->entry->version == it->version && it->entry->state)
        return;
    entry_forget(&w->cache, it->entry);
    it->loaded = state_new(w->definitions);
    it->loaded->situation = it->in_force;
}

/* A big submission would keep the small ones of its round waiting: it gets a round of its own, in its turn or when
 * nothing else waits. */
void reading_waited(struct worker *w, struct db_results *r)
{
    int64_t bytes = 0;
    size_t small = 0, taken = 0;
    for (int row = 0; row < db_rows(&r->items[0]); row++)
        read_item(w, &r->items[0], row);
    for (size_t i = 0; i < w->items_n; i++)
        small += w->items[i].in_round && w->items[i].bytes <= BIG_BYTES;
    bool big = small == 0 || w->starts % BIG_EVERY == 0;
    for (size_t i = 0; i < w->items_n && big; i++)
        if (w->items[i].in_round && w->items[i].bytes > BIG_BYTES && taken == 0)
            taken = i + 1;
    for (size_t i = 0; i < w->items_n; i++) {
        struct item *it = &w->items[i];
        bool wanted = taken ? i + 1 == taken : it->bytes <= BIG_BYTES && bytes + it->bytes <= CONTENT_BYTES_MAX;
        it->in_round = it->in_round && wanted; /* else it stays waiting for a later round */
        if (!it->in_round)
            continue;
        bytes += it->bytes;
        take(w, it);
    }
}

struct db_request *reading_contents(struct worker *w)
{
    struct db_request *r = db_request_new();
    struct db_params p = {0};
    struct db_array reporters = {0}, digests = {0};
    db_array_begin(&reporters, DB_TEXT);
    db_array_begin(&digests, DB_BYTEA);
    for (size_t i = 0; i < w->items_n; i++)
        if (w->items[i].in_round && w->items[i].n) {
            db_array_add_text(&reporters, w->items[i].reporter);
            db_array_add_bytes(&digests, w->items[i].digest, sizeof w->items[i].digest);
        }
    db_add_array(&p, &reporters);
    db_add_array(&p, &digests);
    db_request_add(r, read_content, &p, DB_BINARY);
    for (size_t k = 0; k < w->definitions->datasets_n; k++) {
        add_reporters(w, &p, true, true);
        db_request_add(r, w->facts[k].load, &p, DB_BINARY);
    }
    return r;
}

void reading_contents_done(struct worker *w, struct db_results *r)
{
    const struct db_result *contents = &r->items[0];
    for (int row = 0; row < db_rows(contents); row++) {
        struct item *it = find_item(w, db_text(contents, row, 0));
        const void *sealed = db_bytea(contents, row, 1, &it->sealed_len);
        it->sealed = mem_copy(sealed, it->sealed_len);
        const void *key = db_bytea(contents, row, 2, &it->key_len);
        it->key = mem_copy(key, it->key_len);
    }
    for (size_t k = 0; k < w->definitions->datasets_n; k++)
        for (int row = 0; row < db_rows(&r->items[k + 1]); row++) {
            struct item *it = find_item(w, db_text(&r->items[k + 1], row, 0));
            facts_read(&r->items[k + 1], row, it->loaded, k);
        }
}
