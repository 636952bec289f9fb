/* What the contract says of a night. Source: export format, "Findings" and "Held for a person". */
#include "cvg/simulate_foresee.h"

#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "base/mem.h"

#define SALARIES SIMULATE_FILE_SALARIES
#define ACCOMPAGNANTS SIMULATE_FILE_ACCOMPAGNANTS

enum { OVERDUE_DAYS = 15, EXTENSION_DAYS = 730, EXTENSION_DAYS_MAX = 1826, RETURN_DAYS = 31 };

/* The night being judged, what is in force before it, and where the keys of both are. */
struct night {
    struct simulate_told *t;
    const struct simulate_force *force;
    struct simulate_foreseen *out;
    struct map old[SIMULATE_FILE_COUNT];      /* key → line in force */
    unsigned char *fate[SIMULATE_FILE_COUNT]; /* [lines in force] */
    bool withdraws;
};
enum fate { UNLISTED, LEFT, LISTED, GIVEN, WITHDRAWN };

const char *simulate_state_name(enum simulate_state state)
{
    static const char *const names[] = {"none", "accepted", "held", "refused", "duplicate"};
    return names[state];
}

static struct simulate_told_line *line_of(const struct simulate_told *t, enum simulate_file file, size_t i)
{
    must(t->lines[file] && i < t->n[file]);
    return &t->lines[file][i];
}

static void find(struct night *n, struct simulate_told_line *line, enum simulate_code code)
{
    n->out->counts[code]++;
    if (simulate_code_name(code)[0] == 'E')
        line->place = SIMULATE_ASIDE;
}

/* ---- a line by itself ---- */

static void judge_cells(struct night *n, enum simulate_file file, struct simulate_told_line *line)
{
    line->place = SIMULATE_TAKEN;
    if (line->trop_de_cells) {
        find(n, line, SIMULATE_E_LIGNE);
        return;
    }
    if (file == SALARIES && line->debut != SIMULATE_EMPTY && line->debut > n->t->date) {
        find(n, line, SIMULATE_I_A_VENIR);
        line->place = SIMULATE_LEFT;
        return;
    }
    for (enum simulate_code code = 0; code < SIMULATE_CODE_COUNT; code++)
        for (unsigned i = 0; i < line->found[code]; i++)
            find(n, line, code);
}

static void judge_dates(struct night *n, enum simulate_file file, struct simulate_told_line *line)
{
    if (line->place == SIMULATE_LEFT || line->trop_de_cells)
        return;
    if (file == SALARIES) {
        if ((line->fin != SIMULATE_EMPTY) != line->motif && !line->fin_illisible)
            find(n, line, SIMULATE_E_SORTIE);
        if (line->fin_prevue != SIMULATE_EMPTY && line->debut != SIMULATE_EMPTY && line->fin_prevue < line->debut) {
            find(n, line, SIMULATE_W_CELLULE);
            line->fin_prevue = SIMULATE_EMPTY;
        }
    }
    if (line->fin != SIMULATE_EMPTY && line->debut != SIMULATE_EMPTY && line->fin < line->debut)
        find(n, line, SIMULATE_E_DATES);
}

/* ---- lines of one file ---- */

static void judge_doubles(struct night *n, enum simulate_file file)
{
    struct map bearers = {0};
    for (size_t i = 0; i < n->t->n[file]; i++) {
        const char *key = line_of(n->t, file, i)->key;
        bool first;
        if (*key)
            ++*map_at(&bearers, key, strlen(key), &first);
    }
    for (size_t i = 0; i < n->t->n[file]; i++) {
        struct simulate_told_line *line = line_of(n->t, file, i);
        uint64_t times = 0;
        if (*line->key && map_get(&bearers, line->key, strlen(line->key), &times) && times > 1 &&
            line->place != SIMULATE_LEFT && !line->trop_de_cells)
            find(n, line, SIMULATE_E_DOUBLON);
    }
    map_deinit(&bearers);
}

static int32_t last_day(const struct simulate_told_line *line)
{
    return line->fin == SIMULATE_EMPTY ? SIMULATE_NEVER : line->fin;
}

/* Pairs of one person and programme; a chantier has few lines of one person, except where a fault makes it so. */
static void judge_overlaps(struct night *n)
{
    struct simulate_told *t = n->t;
    bool *overlaps = mem_new_n(t->n[SALARIES] + 1, sizeof *overlaps);
    for (size_t i = 0; i < t->n[SALARIES]; i++)
        for (size_t k = 0; k < i; k++) {
            const struct simulate_told_line *a = line_of(t, SALARIES, i), *b = line_of(t, SALARIES, k);
            if (a->place != SIMULATE_TAKEN || b->place != SIMULATE_TAKEN || a->phc != b->phc ||
                strcmp(a->who, b->who) != 0)
                continue;
            if (a->debut < last_day(b) && b->debut < last_day(a))
                overlaps[i] = overlaps[k] = true;
        }
    for (size_t i = 0; i < t->n[SALARIES]; i++)
        if (overlaps[i])
            find(n, line_of(t, SALARIES, i), SIMULATE_E_CHEVAUCHEMENT);
    mem_free(&overlaps);
}

static bool in_post(const struct simulate_told_line *poste, int32_t day)
{
    return poste->debut <= day && last_day(poste) >= day;
}

static bool accompanied(const struct simulate_told *t, const char *cip)
{
    for (size_t i = 0; i < t->n[ACCOMPAGNANTS]; i++) {
        const struct simulate_told_line *poste = line_of(t, ACCOMPAGNANTS, i);
        if (poste->place == SIMULATE_TAKEN && strcmp(poste->cip, cip) == 0 && in_post(poste, t->date))
            return true;
    }
    return false;
}

static void judge_taken(struct night *n, struct simulate_told_line *line)
{
    int32_t date = n->t->date;
    if (line->place != SIMULATE_TAKEN)
        return;
    if (line->fin != SIMULATE_EMPTY && line->fin > date) {
        find(n, line, SIMULATE_W_SORTIE_A_VENIR);
        line->fin = SIMULATE_EMPTY;
    }
    if (line->fin != SIMULATE_EMPTY) {
        if (!line->bilan)
            find(n, line, SIMULATE_W_EXIT_VIDE);
        return;
    }
    if (*line->cip && !accompanied(n->t, line->cip))
        find(n, line, SIMULATE_W_CIP);
    if (line->fin_prevue != SIMULATE_EMPTY && date - line->fin_prevue > OVERDUE_DAYS)
        find(n, line, SIMULATE_W_FIN_DEPASSEE);
}

/* ---- against what is in force ---- */

static struct simulate_told_line *line_in_force(const struct night *n, enum simulate_file file, const char *key,
                                                size_t *at_out)
{
    uint64_t at;
    if (!*key || !map_get(&n->old[file], key, strlen(key), &at))
        return NULL;
    *at_out = (size_t)at;
    return &n->force->told.lines[file][at];
}

static void compare_parcours(struct night *n, struct simulate_told_line *line, const struct simulate_told_line *old)
{
    bool news = line->fin == SIMULATE_EMPTY ||
                (n->force->any && (old ? old->fin == SIMULATE_EMPTY : line->fin > n->force->told.date));
    int32_t days = (line->fin == SIMULATE_EMPTY ? n->t->date : line->fin) - line->debut;
    if (news && (days > EXTENSION_DAYS_MAX || (days > EXTENSION_DAYS && !line->prolonge)))
        find(n, line, SIMULATE_W_PROLONGATION);
    if (old && old->fin != SIMULATE_EMPTY && (line->fin == SIMULATE_EMPTY || abs(line->fin - old->fin) > RETURN_DAYS))
        find(n, line, SIMULATE_W_RETOUR);
}

static bool belongs(const struct simulate_told_line *line, int32_t date)
{
    return last_day(line) >= simulate_window(date);
}

static void compare(struct night *n, enum simulate_file file)
{
    const struct simulate_told *before = &n->force->told;
    for (size_t i = 0; i < n->t->n[file]; i++) {
        struct simulate_told_line *line = line_of(n->t, file, i);
        size_t at = 0;
        const struct simulate_told_line *old = line_in_force(n, file, line->key, &at);
        if (file == SALARIES && line->place == SIMULATE_TAKEN)
            compare_parcours(n, line, old);
        if (!old)
            continue;
        enum fate fate = line->place == SIMULATE_TAKEN ? GIVEN : line->place == SIMULATE_LEFT ? LEFT : LISTED;
        if (fate > n->fate[file][at])
            n->fate[file][at] = (unsigned char)fate;
    }
    for (size_t i = 0; n->withdraws && i < before->n[file]; i++) {
        unsigned char *fate = &n->fate[file][i];
        if (*fate == LEFT || (*fate == UNLISTED && belongs(line_of(before, file, i), n->t->date))) {
            *fate = WITHDRAWN;
            n->out->counts[SIMULATE_W_DISPARU]++;
        }
    }
}

/* ---- the hold ---- */

static bool over(long part, long least, long whole, long percent)
{
    return part >= least && part * 100 > whole * percent;
}

static unsigned hold_aside(const struct simulate_told *t)
{
    long aside = 0, judged = 0;
    for (enum simulate_file file = 0; file < SIMULATE_FILE_COUNT; file++)
        for (size_t i = 0; i < t->n[file]; i++) {
            aside += line_of(t, file, i)->place == SIMULATE_ASIDE;
            judged += line_of(t, file, i)->place != SIMULATE_LEFT;
        }
    return over(aside, 5, judged, 20) ? SIMULATE_HOLD_ECARTEES : 0;
}

static bool is_open(const struct simulate_told_line *line, int32_t day)
{
    return line->debut <= day && last_day(line) > day;
}

static unsigned hold_parcours(const struct night *n)
{
    const struct simulate_told *before = &n->force->told;
    long open = 0, gone = 0, earlier = 0, again = 0, added = 0;
    struct map listed = {0};
    for (size_t i = 0; i < n->t->n[SALARIES]; i++) {
        const struct simulate_told_line *line = line_of(n->t, SALARIES, i);
        size_t at;
        if (*line->key)
            map_set(&listed, line->key, strlen(line->key), 1);
        added +=
            line->place == SIMULATE_TAKEN && !line_in_force(n, SALARIES, line->key, &at) && is_open(line, n->t->date);
    }
    for (size_t i = 0; i < before->n[SALARIES]; i++) {
        const struct simulate_told_line *old = line_of(before, SALARIES, i);
        uint64_t one;
        bool was_open = is_open(old, before->date);
        open += was_open;
        gone += was_open && n->fate[SALARIES][i] == WITHDRAWN;
        if (belongs(old, n->t->date)) {
            earlier++;
            again += map_get(&listed, old->key, strlen(old->key), &one);
        }
    }
    map_deinit(&listed);
    return (over(gone, 5, open, 10) ? SIMULATE_HOLD_DISPARUS : 0u) |
           (over(added, 10, open, 50) ? SIMULATE_HOLD_AJOUTS : 0u) |
           (earlier >= 10 && again * 2 < earlier ? SIMULATE_HOLD_RELISTES : 0u);
}

static unsigned hold_etp(const struct night *n)
{
    const struct simulate_told *before = &n->force->told;
    long then = 0, now = 0;
    for (size_t i = 0; i < before->n[ACCOMPAGNANTS]; i++) {
        const struct simulate_told_line *old = line_of(before, ACCOMPAGNANTS, i);
        unsigned char fate = n->fate[ACCOMPAGNANTS][i];
        then += in_post(old, before->date) ? old->etp : 0;
        now += fate != WITHDRAWN && fate != GIVEN && in_post(old, n->t->date) ? old->etp : 0;
    }
    for (size_t i = 0; i < n->t->n[ACCOMPAGNANTS]; i++) {
        const struct simulate_told_line *poste = line_of(n->t, ACCOMPAGNANTS, i);
        now += poste->place == SIMULATE_TAKEN && in_post(poste, n->t->date) ? poste->etp : 0;
    }
    return then > 0 && now * 2 <= then ? SIMULATE_HOLD_ETP : 0;
}

/* ---- the state after ---- */

static void keep(struct simulate_told *after, enum simulate_file file, const struct simulate_told_line *line)
{
    after->lines[file] = mem_room(after->lines[file], after->n[file], &after->cap[file], sizeof *line);
    after->lines[file][after->n[file]++] = *line;
}

static void take(struct night *n, struct simulate_force *force)
{
    struct simulate_told after = {.date = n->t->date};
    for (enum simulate_file file = 0; file < SIMULATE_FILE_COUNT; file++) {
        for (size_t i = 0; i < force->told.n[file]; i++)
            if (n->fate[file][i] != WITHDRAWN && n->fate[file][i] != GIVEN)
                keep(&after, file, &force->told.lines[file][i]);
        for (size_t i = 0; i < n->t->n[file]; i++)
            if (line_of(n->t, file, i)->place == SIMULATE_TAKEN)
                keep(&after, file, line_of(n->t, file, i));
    }
    simulate_told_deinit(&force->told);
    force->told = after;
    force->any = true;
}

static void judge_night(struct night *n)
{
    struct simulate_told *t = n->t;
    n->withdraws = n->force->any;
    for (unsigned left = SIMULATE_FILE_COUNT; left > 0; left--) {
        enum simulate_file file = left - 1;
        for (size_t i = 0; i < t->n[file]; i++) {
            judge_cells(n, file, line_of(t, file, i));
            n->withdraws &= line_of(t, file, i)->key[0] != 0;
        }
        judge_doubles(n, file);
        for (size_t i = 0; i < t->n[file]; i++)
            judge_dates(n, file, line_of(t, file, i));
    }
    judge_overlaps(n);
    for (size_t i = 0; i < t->n[SALARIES]; i++)
        judge_taken(n, line_of(t, SALARIES, i));
    for (enum simulate_file file = 0; file < SIMULATE_FILE_COUNT; file++)
        compare(n, file);
    n->out->hold = hold_aside(t);
    if (n->force->any)
        n->out->hold |= hold_parcours(n) | hold_etp(n);
}

struct simulate_foreseen simulate_foresee(struct simulate_force *force, struct simulate_told *t)
{
    struct simulate_foreseen out = {.state = SIMULATE_REFUSED};
    if (t->refused) {
        memcpy(out.counts, t->whole, sizeof out.counts);
        return out;
    }
    struct night n = {.t = t, .force = force, .out = &out};
    for (enum simulate_file file = 0; file < SIMULATE_FILE_COUNT; file++) {
        n.fate[file] = mem_new_n(force->told.n[file] + 1, 1);
        for (size_t i = 0; i < force->told.n[file]; i++) {
            const char *key = force->told.lines[file][i].key;
            map_set(&n.old[file], key, strlen(key), i);
        }
    }
    judge_night(&n);
    out.state = out.hold ? SIMULATE_HELD : SIMULATE_ACCEPTED;
    for (unsigned rules = out.hold; rules; rules &= rules - 1)
        out.counts[SIMULATE_E_RETENUE]++;
    if (!out.hold)
        take(&n, force);
    for (enum simulate_file file = 0; file < SIMULATE_FILE_COUNT; file++) {
        mem_free(&n.fate[file]);
        map_deinit(&n.old[file]);
    }
    return out;
}

void simulate_force_deinit(struct simulate_force *force)
{
    simulate_told_deinit(&force->told);
    force->any = false;
}
