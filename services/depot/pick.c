/* Which files of a folder make the next submission.
 *
 * The folder as a whole must be at rest: who sends two files one after the other sends one snapshot. Files with the
 * same day in their names belong together; those without go with the only day that others bear, else they are a group
 * of their own under the contract's rule (yesterday before noon). An archive or a workbook is a submission alone. */
#include "depot/pick.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "programme/judge.h"
#include "programme/period.h"

bool mark_same(const struct mark *a, const struct mark *b)
{
    return a->inode == b->inode && a->size == b->size && a->mtime_ns == b->mtime_ns && a->ctime_ns == b->ctime_ns;
}

int pick_dataset(const struct definitions *d, const char *name)
{
    struct buf shown = {0};
    name_shown(name, &shown);
    int dataset = file_dataset(d, buf_text(&shown));
    buf_deinit(&shown);
    return dataset;
}

static bool is_file(const struct entry *x)
{
    return x->kind == NAME_FILE || x->kind == NAME_ALONE;
}

static bool at_rest(const struct entry *list, size_t n, const struct pick_rules *r)
{
    for (size_t i = 0; i < n; i++)
        if (list[i].kind != NAME_OURS && r->now_ms - list[i].since_ms < r->calm_ms)
            return false;
    return true;
}

/* The contract's day for a file that bears none. A time in the future is a wrong clock. */
static int32_t day_by_clock(int64_t mtime_ns, const struct pick_rules *r)
{
    int64_t age_us = mtime_ns < r->real_ns ? (r->real_ns - mtime_ns) / 1000 : 0;
    return period_situation(r->now_us - age_us);
}

/* The one day that files (not archives) bear in their names; false: none, or several. */
static bool only_day(const struct entry *list, size_t n, int32_t *day_out)
{
    bool found = false;
    int32_t day;
    for (size_t i = 0; i < n; i++)
        if (list[i].kind == NAME_FILE && name_day(list[i].name, &day)) {
            if (found && day != *day_out)
                return false;
            found = true;
            *day_out = day;
        }
    return found;
}

/* A submission that could be made: an archive alone, or the files of a day. */
struct candidate {
    size_t first; /* the archive, or the first of the files */
    bool alone, dated;
    int32_t day;    /* of its name; found by the clock where not dated */
    int64_t newest; /* mtime */
};

static void consider(struct candidate *list, size_t *n, const struct entry *entries, size_t i, bool shared, int32_t day)
{
    const struct entry *x = &entries[i];
    struct candidate c = {.first = i, .alone = x->kind == NAME_ALONE, .newest = x->mark.mtime_ns};
    c.dated = name_day(x->name, &c.day);
    if (!c.dated && !c.alone && shared) {
        c.dated = true;
        c.day = day;
    }
    for (size_t k = 0; k < *n && !c.alone; k++)
        if (!list[k].alone && list[k].dated == c.dated && (!c.dated || list[k].day == c.day)) {
            if (c.newest > list[k].newest)
                list[k].newest = c.newest;
            return;
        }
    list[(*n)++] = c;
}

static bool belongs(const struct candidate *c, const struct entry *entries, size_t i, bool shared)
{
    int32_t day;
    if (c->alone || entries[i].kind != NAME_FILE)
        return i == c->first;
    bool dated = name_day(entries[i].name, &day);
    return dated ? c->dated && c->day == day : c->dated == shared;
}

/* Of a chantier's files, is a required dataset not there? A coordination has none. */
static bool incomplete(const struct pick *p, const struct entry *entries, const struct definitions *d)
{
    bool given[DATASETS_MAX] = {false};
    enum reporter_kind kind = REPORTER_NONE;
    for (size_t i = 0; i < p->files_n; i++) {
        int dataset = pick_dataset(d, entries[p->items[i]].name);
        if (dataset < 0)
            continue;
        given[dataset] = true;
        if (kind != REPORTER_CHANTIER)
            kind = d->datasets[dataset]->reporter;
    }
    for (size_t i = 0; i < d->datasets_n && kind != REPORTER_TERRITOIRE; i++)
        if (d->datasets[i]->required && d->datasets[i]->reporter == REPORTER_CHANTIER && !given[i])
            return true;
    return false;
}

static bool waited(const struct pick *p, const struct entry *entries, const struct pick_rules *r)
{
    for (size_t i = 0; i < p->n; i++)
        if (r->now_ms - entries[p->items[i]].since_ms < r->patience_ms)
            return false;
    return true;
}

static void gather(const struct entry *list, size_t n, const struct candidate *c, bool shared, struct pick *out)
{
    for (size_t i = 0; i < n; i++)
        if (is_file(&list[i]) && belongs(c, list, i, shared))
            out->items[out->n++] = i;
    out->files_n = out->n;
    for (size_t i = 0; i < n; i++)
        if (list[i].kind == NAME_CONFIRM) {
            out->confirm = true;
            out->items[out->n++] = i;
        }
    out->situation = c->day;
}

enum pick_verdict pick_next(const struct entry *list, size_t n, const struct pick_rules *r, struct pick *out)
{
    struct candidate *candidates = mem_new_n(n + 1, sizeof *candidates), *best = NULL;
    size_t candidates_n = 0;
    int32_t day = 0;
    bool shared = only_day(list, n, &day);
    *out = (struct pick){.items = mem_new_n(n + 1, sizeof *out->items)};
    for (size_t i = 0; i < n; i++)
        if (is_file(&list[i]))
            consider(candidates, &candidates_n, list, i, shared, day);
    for (size_t i = 0; i < candidates_n; i++) {
        struct candidate *c = &candidates[i];
        if (!c->dated)
            c->day = day_by_clock(c->newest, r);
        if (!best || c->day < best->day || (c->day == best->day && c->newest < best->newest))
            best = c;
    }
    enum pick_verdict verdict = PICK_TAKE;
    if (best)
        gather(list, n, best, shared, out);
    else
        gather(list, n, &(struct candidate){.first = n}, shared, out);
    if (!out->n)
        verdict = PICK_NOTHING;
    else if (!best)
        verdict = waited(out, list, r) ? PICK_STALE : PICK_WAIT;
    else if (!at_rest(list, n, r) || (!best->alone && incomplete(out, list, r->definitions) && !waited(out, list, r)))
        verdict = PICK_WAIT;
    free(candidates);
    return verdict;
}

void pick_deinit(struct pick *p)
{
    free(p->items);
    *p = (struct pick){0};
}
