/* Judging a round: unseal, unpack, judge, the state after, its contributions, the answer's text. No I/O; runs on
 * another thread while the loop leaves the round's items and the cache alone. */
#include <stdlib.h>
#include <string.h>

#include "base/cal.h"
#include "base/mem.h"
#include "base/seal.h"
#include "io/judged.h"
#include "programme/bundle.h"
#include "programme/strip.h"
#include "validation/worker.h"

#define ROWS_IN_ROUND 200000       /* once so many are judged, the rest of the round waits */
#define BUNDLE_OVERHEAD (1u << 20) /* names and lengths of files */
#define STRIPPED_GROWTH 4 /* what is stripped is written again as UTF-8, a cell in quotes where it needs them */

/* A content that cannot be opened is our fault, never the sender's: it stops this worker's round, not the data. */
static void open_content(const struct worker *w, const struct item *it, struct buf *plain, struct bundle *bundle)
{
    struct err e;
    if (it->key_len != SEAL_KEY_LEN)
        err_fill(&e, ERR_FORMAT, "a key of %zu bytes", it->key_len);
    if (it->key_len != SEAL_KEY_LEN ||
        seal_open(it->sealed, it->sealed_len, it->key, STRIPPED_GROWTH * w->bytes_max + BUNDLE_OVERHEAD, plain, &e) ||
        bundle_decode(buf_text(plain), plain->len, bundle, &e)) {
        log_event(LOG_ERROR, "content_unreadable", log_text("submission", it->id), log_err(&e));
        must(false);
    }
}

/* What stays of the content: its declared columns. Nothing is written where nothing has to go. */
static void strip_content(const struct worker *w, struct item *it, const struct unzipped *files)
{
    struct buf plain = {0};
    if (!it->wiped && strip_files(w->definitions, it->judgement, files->files, files->n, &plain))
        seal_close(buf_text(&plain), plain.len, it->stripped_key, &it->stripped);
    buf_deinit(&plain);
}

/* `after`: the contributions that it leads to; NULL where it changes nothing. */
static void answer(struct worker *w, struct item *it, const int64_t *after)
{
    struct outcome_effect effects[PERIODS_LIVE_MAX];
    size_t len = contribution_len(w->definitions), n = after ? w->periods_n : 0;
    for (size_t i = 0; i < n; i++)
        effects[i] = (struct outcome_effect){w->periods[i].name, it->before_values ? it->before_values + i * len : NULL,
                                             after + i * len};
    outcome_body(w->definitions, it->judgement, effects, n, &it->outcome);
}

/* The rows that the outcome writes. */
static void write_facts(struct worker *w, const struct item *it)
{
    const struct judgement *j = it->judgement;
    for (size_t i = 0; i < j->changes_n; i++) {
        const struct change *c = &j->changes[i];
        struct facts_batch *b = &w->batches[c->dataset];
        const struct table *sheet = &j->sheets[c->dataset].table, *before = &it->entry->state->sets[c->dataset].table;
        if (c->kind != CHANGE_ADD)
            facts_batch_close(b, it->reporter, it->n, before, c->state_row);
        if (c->kind == CHANGE_ADD || c->kind == CHANGE_REPLACE)
            facts_batch_insert(b, it->reporter, it->n, false, sheet, c->sheet_row);
        else if (c->kind != CHANGE_WITHDRAW)
            facts_batch_insert(b, it->reporter, it->n, c->kind == CHANGE_LAST_GOOD, before, c->state_row);
    }
}

static void keep_before(struct worker *w, struct item *it)
{
    size_t bytes = w->periods_n * contribution_len(w->definitions) * sizeof(int64_t);
    if (it->in_force != CELL_NULL)
        it->before_values = mem_copy(entry_values(&w->cache, it->entry, w->periods, w->periods_n), bytes);
}

/* What a held submission would amount to: who decides on it sees what its release would move. */
static int64_t *foresee(struct worker *w, struct item *it, const struct submission *s)
{
    struct state *after = judgement_apply(it->judgement, s, it->entry->state);
    int64_t *values = state_values(w->definitions, after, w->periods, w->periods_n);
    state_free(&after);
    keep_before(w, it);
    return values;
}

/* Takes the new state into the entry and computes what it amounts to. When the round fails the entry is forgotten. */
static void accept(struct worker *w, struct item *it, const struct submission *s)
{
    keep_before(w, it);
    write_facts(w, it);
    entry_keep(it->entry, it->version + 1, judgement_apply(it->judgement, s, it->entry->state));
    it->values = entry_values(&w->cache, it->entry, w->periods, w->periods_n);
}

static void judge_item(struct worker *w, struct item *it)
{
    struct buf plain = {0};
    struct bundle bundle = {0};
    struct judged judged;
    if (it->sealed) {
        open_content(w, it, &plain, &bundle);
    } else { /* should not be: its content was wiped with another's. It must be answered, or it would bar its reporter's
                way. */
        bundle.files[0] = (struct submission_file){.name = "", .bytes = "", .trouble = "efface"};
        bundle.n = 1;
    }
    struct submission s = {.definitions = w->definitions,
                           .files = bundle.files,
                           .files_n = bundle.n,
                           .situation = it->situation,
                           .today = w->today,
                           .reporter = it->kind,
                           .reporter_id = it->reporter,
                           .unknown_reporter = !it->known,
                           .not_member = it->known && !it->member,
                           .state = it->entry->state,
                           .waive_hold = it->waive_hold,
                           .outranked = it->n < it->accepted_n && it->situation == it->in_force,
                           .rows_max = w->rows_max,
                           .memo = it->entry->memo,
                           .profile = it->profile};
    judged_make(&s, w->bytes_max, &judged);
    it->judgement = judged.judgement;
    judged.judgement = NULL; /* the item's from here */
    it->verdict = it->judgement->verdict;
    it->wiped = it->judgement->wiped;
    it->read = it->judgement->read;
    it->aside = it->judgement->aside;
    int64_t *foreseen = NULL;
    if (it->verdict == VERDICT_ACCEPTED)
        accept(w, it, &judged.submission);
    else if (it->verdict == VERDICT_HELD)
        foreseen = foresee(w, it, &judged.submission);
    answer(w, it, foreseen ? foreseen : it->values);
    free(foreseen);
    strip_content(w, it, &judged.plain);
    judged_deinit(&judged);
    bundle_deinit(&bundle);
    buf_deinit(&plain);
}

void judging_run(struct worker *w)
{
    w->rows_judged = 0;
    for (size_t i = 0; i < w->items_n; i++) {
        struct item *it = &w->items[i];
        if (!it->in_round)
            continue;
        if (it->loaded) {
            entry_keep(it->entry, it->version, it->loaded);
            it->loaded = NULL;
        }
        if (it->n == 0) {
            it->values = entry_values(&w->cache, it->entry, w->periods, w->periods_n);
            continue;
        }
        if (w->rows_judged > ROWS_IN_ROUND)
            it->in_round = false; /* stays waiting: a round holds all that it has judged in memory */
        else
            judge_item(w, it);
        w->rows_judged += it->read;
    }
}
