/* Everything that the outcomes of a round write, as one request that commits: all of it or nothing.
 *
 * The reporter's row comes first: it gives the version and the known time that the other statements take from it. Only
 * changed rows of facts are written; contributions of the live periods are replaced whole. */
#include "validation/worker.h"

static const char accept_state[] =
    "UPDATE chantier_state c SET version = c.version + 1, accepted_n = u.n, situation = u.situation,"
    "       known_at = greatest(clock_timestamp(), c.known_at + interval '1 microsecond'),"
    "       lignes_lues = u.lues, lignes_ecartees = u.ecartees, changed = pg_current_xact_id()"
    "  FROM unnest($1::text[], $2::int8[], $3::date[], $4::int4[], $5::int4[]) AS u(chantier_id, n, situation, lues, "
    "ecartees)"
    " WHERE c.chantier_id = u.chantier_id";
static const char accept_history[] =
    "INSERT INTO acceptance (chantier_id, known_from, n, situation, lignes_lues, lignes_ecartees)"
    " SELECT chantier_id, known_at, accepted_n, situation, lignes_lues, lignes_ecartees FROM chantier_state WHERE "
    "chantier_id = ANY ($1)";
static const char supersede_held[] =
    "UPDATE submission s SET state = 'superseded'"
    "  FROM unnest($1::text[], $2::int8[], $3::date[]) AS u(chantier_id, n, situation)"
    " WHERE s.chantier_id = u.chantier_id AND s.state = 'held' AND (s.date_situation, s.n) < (u.situation, u.n)";
static const char write_outcomes[] =
    /* confirmed while it was being judged: it is judged again, with the hold waived */
    "UPDATE submission s SET state = CASE WHEN u.state = 'held' AND s.confirm AND NOT u.confirm THEN 'received' ELSE "
    "u.state END,"
    "       was_held = s.was_held OR u.state = 'held', judged_at = clock_timestamp(),"
    "       definitions = $6, outcome = u.outcome::json, suspect = false, deaths = 0"
    "  FROM unnest($1::text[], $2::int8[], $3::text[], $4::text[], $5::bool[]) AS u(chantier_id, n, state, outcome, "
    "confirm)"
    " WHERE s.chantier_id = u.chantier_id AND s.n = u.n";
/* A content belongs to every submission of the reporter that bears its digest: it stays whole while one of them waits,
 * is held or set apart, which may be judged (again) and must then find what was sent. The last one wipes or strips it.
 * Locked by a statement of its own first, so that the next one sees whatever receive() has just taken in with the same
 * content. */
static const char lock_contents[] = "SELECT 1 FROM content k, unnest($1::text[], $2::bytea[]) AS u(chantier_id, digest)"
                                    " WHERE k.chantier_id = u.chantier_id AND k.digest = u.digest FOR UPDATE OF k";
#define UNUSED                                                                                                         \
    " AND NOT EXISTS (SELECT 1 FROM submission s WHERE s.chantier_id = k.chantier_id AND s.digest = k.digest AND "     \
    "s.state IN ('received', 'held', 'quarantined'))"
static const char wipe_contents[] =
    "WITH gone AS (DELETE FROM content k USING unnest($1::text[], $2::bytea[]) AS u(chantier_id, digest)"
    "   WHERE k.chantier_id = u.chantier_id AND k.digest = u.digest" UNUSED " RETURNING k.chantier_id, k.digest)"
    " DELETE FROM content_key k USING gone g WHERE k.chantier_id = g.chantier_id AND k.digest = g.digest";
/* Where one of them is held, what may stay lies ready beside it (sql/0005_stripped.sql). */
static const char strip_contents[] =
    "WITH u AS (SELECT * FROM unnest($1::text[], $2::bytea[], $3::bytea[], $4::bytea[])"
    "     AS u(chantier_id, digest, sealed, key)),"
    " less AS (UPDATE content k SET sealed = u.sealed, stripped = NULL FROM u"
    "   WHERE k.chantier_id = u.chantier_id AND k.digest = u.digest" UNUSED
    " RETURNING k.chantier_id, k.digest, u.key),"
    " ready AS (UPDATE content k SET stripped = u.sealed FROM u"
    "   WHERE k.chantier_id = u.chantier_id AND k.digest = u.digest AND EXISTS (SELECT 1 FROM submission s"
    "     WHERE s.chantier_id = k.chantier_id AND s.digest = k.digest AND s.state = 'held')"
    "   RETURNING k.chantier_id, k.digest, u.key),"
    " keys AS (UPDATE content_key k SET stripped_key = r.key FROM ready r"
    "   WHERE k.chantier_id = r.chantier_id AND k.digest = r.digest)"
    " UPDATE content_key k SET key = l.key, stripped_key = NULL FROM less l"
    "   WHERE k.chantier_id = l.chantier_id AND k.digest = l.digest";
static const char touch_state[] = "UPDATE chantier_state c SET version = c.version + 1, changed = pg_current_xact_id() "
                                  "WHERE c.chantier_id = ANY ($1)";
/* Changed facts make every contribution of the reporter wrong, also those under other definitions; computing anew, only
 * one's own. */
static const char drop_contributions[] =
    "DELETE FROM contribution WHERE chantier_id = ANY ($1) AND (NOT $2 OR definitions = $3)";
static const char write_contributions[] =
    "INSERT INTO contribution (chantier_id, debut, fin, definitions, version, payload)"
    " SELECT u.chantier_id, u.debut, u.fin, $5, c.version, u.payload"
    "   FROM unnest($1::text[], $2::date[], $3::date[], $4::bytea[]) AS u(chantier_id, debut, fin, payload)"
    "   JOIN chantier_state c ON c.chantier_id = u.chantier_id";
static const char check_claims[] = "SELECT claim_check($1, $2)";
static const char drop_claims[] = "DELETE FROM claim WHERE worker = $1";

#define ANSWER_MS 60000 /* for one transaction, and half a millisecond more a row: a million rows take their time */

enum { REPORTER, N, SITUATION, READ, ASIDE, STATE, OUTCOME, DIGEST, SEALED, KEY, CONFIRM, COLUMN_COUNT };

/* One array over the items that `of` chooses. */
static void add(struct db_params *p, const struct worker *w, bool (*of)(const struct item *), int column)
{
    static const enum db_type type_of[COLUMN_COUNT] = {DB_TEXT, DB_INT8,  DB_DATE,  DB_INT4,  DB_INT4, DB_TEXT,
                                                       DB_TEXT, DB_BYTEA, DB_BYTEA, DB_BYTEA, DB_BOOL};
    struct db_array a = {0};
    db_array_begin(&a, type_of[column]);
    for (size_t i = 0; i < w->items_n; i++) {
        const struct item *it = &w->items[i];
        if (!it->in_round || !of(it))
            continue;
        switch (column) {
        case REPORTER:
            db_array_add_text(&a, it->reporter);
            break;
        case N:
            db_array_add_int(&a, it->n);
            break;
        case SITUATION:
            db_array_add_int(&a, it->situation);
            break;
        case READ:
            db_array_add_int(&a, (int64_t)it->read);
            break;
        case ASIDE:
            db_array_add_int(&a, (int64_t)it->aside);
            break;
        case STATE:
            db_array_add_text(&a, verdict_name(it->verdict));
            break;
        case OUTCOME:
            db_array_add_bytes(&a, buf_text(&it->outcome), it->outcome.len);
            break;
        case DIGEST:
            db_array_add_bytes(&a, it->digest, sizeof it->digest);
            break;
        case SEALED:
            db_array_add_bytes(&a, buf_text(&it->stripped), it->stripped.len);
            break;
        case CONFIRM:
            db_array_add_int(&a, it->confirm);
            break;
        case KEY:
            db_array_add_bytes(&a, it->stripped_key, sizeof it->stripped_key);
            break;
        default:
            must(false);
        }
    }
    db_add_array(p, &a);
}

static bool is_judged(const struct item *it)
{
    return it->n != 0;
}
static bool is_accepted(const struct item *it)
{
    return it->verdict == VERDICT_ACCEPTED;
}
static bool is_wiped(const struct item *it)
{
    return it->wiped;
}
static bool is_stripped(const struct item *it)
{
    return it->stripped.len > 0;
}
static bool is_reduced(const struct item *it)
{
    return is_wiped(it) || is_stripped(it);
}
static bool has_values(const struct item *it)
{
    return it->values != NULL;
}

static bool any(const struct worker *w, bool (*of)(const struct item *))
{
    for (size_t i = 0; i < w->items_n; i++)
        if (w->items[i].in_round && of(&w->items[i]))
            return true;
    return false;
}

static void write_accepted(struct worker *w, struct db_request *r)
{
    struct db_params p = {0};
    for (int c = REPORTER; c <= ASIDE; c++)
        add(&p, w, is_accepted, c);
    db_request_add(r, accept_state, &p, DB_BINARY);
    add(&p, w, is_accepted, REPORTER);
    db_request_add(r, accept_history, &p, DB_BINARY);
    for (int c = REPORTER; c <= SITUATION; c++)
        add(&p, w, is_accepted, c);
    db_request_add(r, supersede_held, &p, DB_BINARY);
}

static void write_judged(struct worker *w, struct db_request *r)
{
    struct db_params p = {0};
    add(&p, w, is_judged, REPORTER);
    add(&p, w, is_judged, N);
    add(&p, w, is_judged, STATE);
    add(&p, w, is_judged, OUTCOME);
    add(&p, w, is_judged, CONFIRM);
    db_add_text(&p, w->definitions->digest);
    db_request_add(r, write_outcomes, &p, DB_BINARY);
    if (any(w, is_reduced)) {
        add(&p, w, is_reduced, REPORTER);
        add(&p, w, is_reduced, DIGEST);
        db_request_add(r, lock_contents, &p, DB_BINARY);
    }
    if (any(w, is_wiped)) {
        add(&p, w, is_wiped, REPORTER);
        add(&p, w, is_wiped, DIGEST);
        db_request_add(r, wipe_contents, &p, DB_BINARY);
    }
    if (any(w, is_stripped)) {
        add(&p, w, is_stripped, REPORTER);
        add(&p, w, is_stripped, DIGEST);
        add(&p, w, is_stripped, SEALED);
        add(&p, w, is_stripped, KEY);
        db_request_add(r, strip_contents, &p, DB_BINARY);
    }
}

static void write_values(struct worker *w, struct db_request *r)
{
    struct db_params p = {0};
    struct db_array reporters = {0}, debut = {0}, fin = {0}, payloads = {0};
    size_t len = contribution_len(w->definitions);
    add(&p, w, has_values, REPORTER);
    db_add_bool(&p, w->recompute);
    db_add_text(&p, w->definitions->digest);
    db_request_add(r, drop_contributions, &p, DB_BINARY);
    db_array_begin(&reporters, DB_TEXT);
    db_array_begin(&debut, DB_DATE);
    db_array_begin(&fin, DB_DATE);
    db_array_begin(&payloads, DB_BYTEA);
    for (size_t i = 0; i < w->items_n; i++) {
        const struct item *it = &w->items[i];
        if (!it->in_round || !it->values)
            continue;
        for (size_t k = 0; k < w->periods_n; k++) {
            struct buf payload = {0};
            contribution_encode(it->values + k * len, len, &payload);
            db_array_add_text(&reporters, it->reporter);
            db_array_add_int(&debut, w->periods[k].debut);
            db_array_add_int(&fin, w->periods[k].fin);
            db_array_add_bytes(&payloads, buf_text(&payload), payload.len);
            buf_deinit(&payload);
        }
    }
    db_add_array(&p, &reporters);
    db_add_array(&p, &debut);
    db_add_array(&p, &fin);
    db_add_array(&p, &payloads);
    db_add_text(&p, w->definitions->digest);
    db_request_add(r, write_contributions, &p, DB_BINARY);
}

struct db_request *writing_request(struct worker *w)
{
    struct db_request *r = db_request_new();
    struct db_params p = {0};
    int64_t claimed = 0;
    for (size_t i = 0; i < w->items_n; i++)
        claimed += w->items[i].in_round && is_judged(&w->items[i]);
    db_request_answer_ms(r, ANSWER_MS + (uint32_t)(w->rows_judged / 2));
    if (claimed) {
        db_add_int(&p, w->claimed_as);
        db_add_int(&p, claimed);
        db_request_add(r, check_claims, &p, DB_BINARY);
    }
    if (any(w, is_accepted))
        write_accepted(w, r);
    for (size_t k = 0; k < w->definitions->datasets_n; k++)
        facts_batch_end(&w->batches[k], &w->facts[k], r);
    if (w->recompute) {
        add(&p, w, has_values, REPORTER);
        db_request_add(r, touch_state, &p, DB_BINARY);
    } else {
        write_judged(w, r);
    }
    if (any(w, has_values))
        write_values(w, r);
    db_add_int(&p, w->claimed_as);
    db_request_add(r, drop_claims, &p, DB_BINARY);
    return r;
}
