/* A submission against the state in force. Source: export format, "A submission" and "Held for a person". */
#include "programme/compare.h"

#include <stdlib.h>
#include <string.h>

#include "base/cal.h"
#include "programme/rules.h"

static void add_change(struct judgement *j, enum change_kind kind, size_t dataset, size_t sheet_row, size_t state_row)
{
    j->changes = mem_room(j->changes, j->changes_n, &j->changes_cap, sizeof *j->changes);
    j->changes[j->changes_n++] = (struct change){kind, dataset, sheet_row, state_row};
}

static bool open_on(const struct definitions *d, const struct table *t, size_t row, int32_t day)
{
    int32_t entry = t->cells[d->at.date_entree][row], exit = t->cells[d->at.date_sortie][row];
    return entry <= day && (exit == CELL_NULL || exit > day);
}

/* ---- what a row changes ---- */

/* An exit that the last snapshot gave is undone, or moved by over 31 days. */
static void find_return(struct sheet *sheet, const struct reading *r, size_t row, const struct table *before,
                        size_t state_row)
{
    size_t field = r->definitions->at.date_sortie;
    int32_t then = before->cells[field][state_row], now = sheet->table.cells[field][row];
    if (then == CELL_NULL || then == now)
        return;
    char day[CAL_DAY_LEN] = "";
    struct finding_about a = ABOUT_NOTHING;
    a.date = then;
    a.threshold = r->definitions->numbers.return_days;
    if (now != CELL_NULL) {
        a.number = labs((long)now - then);
        if (a.number <= a.threshold)
            return;
        cal_format_day(now, day);
        a.value = day;
        a.value_len = strlen(day);
    }
    sheet_find(sheet, r, row, "W-RETOUR", now == CELL_NULL ? "annulee" : "deplacee", (int)field, a);
}

/* W-PROLONGATION speaks of what is open, or ended since the last snapshot. */
static bool news(const struct sheet *sheet, const struct submission *s, size_t row, long state_row)
{
    size_t field = s->definitions->at.date_sortie;
    int32_t exit = sheet->table.cells[field][row];
    if (exit == CELL_NULL)
        return true;
    if (!s->state || s->state->situation == CELL_NULL)
        return false;
    if (state_row >= 0)
        return s->state->sets[sheet->dataset].table.cells[field][state_row] == CELL_NULL;
    return exit > s->state->situation;
}

static void compare_taken(struct judgement *j, const struct submission *s, struct reading *r, size_t dataset,
                          size_t row, long at)
{
    struct sheet *sheet = &j->sheets[dataset];
    const struct state_set *set = s->state ? &s->state->sets[dataset] : NULL;
    if (dataset == s->definitions->salaries && news(sheet, s, row, at))
        rules_extension(sheet, r, row);
    if (at < 0) {
        j->added++;
        add_change(j, CHANGE_ADD, dataset, row, 0);
        return;
    }
    if (dataset == s->definitions->salaries)
        find_return(sheet, r, row, &set->table, (size_t)at);
    if (!table_rows_equal(&sheet->table, row, &set->table, (size_t)at)) {
        j->changed++;
        add_change(j, CHANGE_REPLACE, dataset, row, (size_t)at);
        return;
    }
    j->unchanged++;
    if (set->last_good[at])
        add_change(j, CHANGE_GOOD, dataset, row, (size_t)at);
}

static void withdraw(struct judgement *j, const struct submission *s, size_t dataset, size_t state_row)
{
    const struct table *t = &s->state->sets[dataset].table;
    struct buf key = {0};
    struct finding_about a = ABOUT_NOTHING;
    must(table_key(t, state_row, &key));
    a.dataset = (int)dataset;
    a.key = buf_text(&key);
    findings_add(&j->findings, "W-DISPARU", NULL, &a);
    buf_deinit(&key);
    j->removed++;
    add_change(j, CHANGE_WITHDRAW, dataset, 0, state_row);
}

enum { UNLISTED, LEFT, LISTED, KEPT }; /* KEPT: noted already as last good; a key given twice is one row in force */

static void compare_sheet(struct judgement *j, const struct submission *s, struct reading *r, size_t dataset,
                          bool withdraws)
{
    struct sheet *sheet = &j->sheets[dataset];
    const struct state_set *set = s->state ? &s->state->sets[dataset] : NULL;
    uint8_t *listed = mem_new_n(set ? set->table.rows_n : 0, 1);
    for (size_t row = 0; row < sheet->table.rows_n; row++) {
        const char *key = sheet_key(sheet, row);
        long at = key && set ? state_find(s->state, dataset, key) : -1;
        uint8_t status = sheet->rows[row].status;
        if (at >= 0 && listed[at] < LISTED)
            listed[at] = status == ROW_LEFT ? LEFT : LISTED;
        if (status == ROW_TAKEN) {
            compare_taken(j, s, r, dataset, row, at);
        } else if (status == ROW_ASIDE && at >= 0 && listed[at] != KEPT) {
            listed[at] = KEPT;
            if (!set->last_good[at])
                add_change(j, CHANGE_LAST_GOOD, dataset, row, (size_t)at);
        }
    }
    int32_t from = window_start(s->situation);
    for (size_t row = 0; set && withdraws && row < set->table.rows_n; row++)
        if (listed[row] == LEFT || (listed[row] == UNLISTED && table_in_window(&set->table, row, from)))
            withdraw(j, s, dataset, row);
    free(listed);
}

void compare_with_state(struct judgement *j, const struct submission *s, struct reading *r)
{
    bool withdraws = true;
    for (size_t k = 0; k < s->definitions->datasets_n; k++)
        withdraws = withdraws && !(j->given[k] && j->sheets[k].key_unreadable);
    for (size_t k = 0; k < s->definitions->datasets_n; k++)
        if (j->given[k])
            compare_sheet(j, s, r, k, withdraws);
    bool first = !s->state || s->state->situation == CELL_NULL;
    if (!first && j->added + j->changed + j->removed == 0)
        findings_add(&j->findings, "I-RIEN", NULL, &ABOUT_NOTHING);
}

/* ---- the hold ---- */

struct hold {
    const char *rule;
    long number, of, percent;
    bool broken;
};
enum { HOLD_GONE, HOLD_ADDED, HOLD_ASIDE, HOLD_RELISTED, HOLD_ETP, HOLD_COUNT };

static bool over(long part, long whole, long percent)
{
    return part * 100 > whole * percent;
}

/* Open parcours before, how many of them go, how many new ones come, and how many earlier ones are listed again. */
static void weigh_parcours(const struct judgement *j, const struct submission *s, struct hold hold[HOLD_COUNT])
{
    const struct definitions *d = s->definitions;
    const struct numbers *n = &d->numbers;
    const struct table *before = &s->state->sets[d->salaries].table;
    const struct sheet *now = &j->sheets[d->salaries];
    int32_t from = window_start(s->situation), then = s->state->situation;
    long open = 0, gone = 0, added = 0, earlier = 0, relisted = 0;
    for (size_t row = 0; row < before->rows_n; row++) {
        open += open_on(d, before, row, then);
        earlier += table_in_window(before, row, from);
    }
    for (size_t i = 0; i < j->changes_n; i++) {
        const struct change *c = &j->changes[i];
        if (c->dataset != d->salaries)
            continue;
        gone += c->kind == CHANGE_WITHDRAW && open_on(d, before, c->state_row, then);
        added += c->kind == CHANGE_ADD && open_on(d, &now->table, c->sheet_row, s->situation);
    }
    uint8_t *seen = mem_new_n(before->rows_n, 1);
    for (size_t row = 0; row < now->table.rows_n; row++) {
        const char *key = sheet_key(now, row);
        long at = key ? state_find(s->state, d->salaries, key) : -1;
        if (at >= 0 && !seen[at]) {
            seen[at] = 1;
            relisted += table_in_window(before, (size_t)at, from);
        }
    }
    free(seen);
    hold[HOLD_GONE] = (struct hold){"disparus", gone, open, n->gone_percent,
                                    gone >= n->gone_min && over(gone, open, n->gone_percent)};
    hold[HOLD_ADDED] = (struct hold){"ajouts", added, open, n->added_percent,
                                     added >= n->added_min && over(added, open, n->added_percent)};
    hold[HOLD_RELISTED] = (struct hold){"relistes", relisted, earlier, n->relisted_percent,
                                        earlier >= n->relisted_min && relisted * 100 < earlier * n->relisted_percent};
}

struct after { /* which rows of the state in force go on counting */
    const uint8_t *gone;
};

static bool goes_on(const void *arg, size_t row)
{
    return !((const struct after *)arg)->gone[row];
}

static bool is_taken(const void *arg, size_t row)
{
    return ((const struct sheet *)arg)->rows[row].status == ROW_TAKEN;
}

static void weigh_etp(const struct judgement *j, const struct submission *s, struct hold *hold)
{
    const struct definitions *d = s->definitions;
    size_t k = d->accompagnants;
    const struct table *before = &s->state->sets[k].table;
    uint8_t *gone = mem_new_n(before->rows_n, 1);
    struct after after = {gone};
    int64_t then = rules_etp(d, before, s->state->situation, NULL, NULL);
    for (size_t row = 0; row < j->sheets[k].table.rows_n; row++) { /* rows that are given again are weighed as given */
        const char *key = sheet_key(&j->sheets[k], row);
        long at = is_taken(&j->sheets[k], row) && key ? state_find(s->state, k, key) : -1;
        if (at >= 0)
            gone[at] = 1;
    }
    for (size_t i = 0; i < j->changes_n; i++)
        if (j->changes[i].dataset == k && j->changes[i].kind == CHANGE_WITHDRAW)
            gone[j->changes[i].state_row] = 1;
    int64_t now = rules_etp(d, before, s->situation, goes_on, &after) +
                  rules_etp(d, &j->sheets[k].table, s->situation, is_taken, &j->sheets[k]);
    free(gone);
    *hold = (struct hold){"etp", (long)now, (long)then, d->numbers.etp_percent,
                          then > 0 && now * 100 <= then * d->numbers.etp_percent};
}

static void weigh(const struct judgement *j, const struct submission *s, struct hold hold[HOLD_COUNT])
{
    const struct numbers *n = &s->definitions->numbers;
    const struct definitions *d = s->definitions;
    long aside = (long)j->aside, weighed = (long)(j->read - j->left);
    memset(hold, 0, HOLD_COUNT * sizeof *hold);
    hold[HOLD_ASIDE] = (struct hold){"ecartees", aside, weighed, n->aside_percent,
                                     aside >= n->aside_min && over(aside, weighed, n->aside_percent)};
    if (!s->state || s->state->situation == CELL_NULL)
        return;
    if (j->given[d->salaries])
        weigh_parcours(j, s, hold);
    if (j->given[d->accompagnants])
        weigh_etp(j, s, &hold[HOLD_ETP]);
}

bool compare_hold(const struct judgement *j, const struct submission *s)
{
    struct hold hold[HOLD_COUNT];
    weigh(j, s, hold);
    for (int i = 0; i < HOLD_COUNT; i++)
        if (hold[i].broken)
            return true;
    return false;
}

static void format_hundredths(long v, struct buf *b)
{
    buf_addf(b, "%ld,%02ld", v / 100, v % 100);
}

void compare_tell_hold(struct judgement *j, const struct submission *s)
{
    struct hold hold[HOLD_COUNT];
    weigh(j, s, hold);
    for (int i = 0; i < HOLD_COUNT; i++) {
        struct finding_about a = ABOUT_NOTHING;
        struct buf of = {0}, number = {0};
        if (!hold[i].broken)
            continue;
        a.number = hold[i].number;
        a.threshold = hold[i].percent;
        if (i == HOLD_ETP) {
            format_hundredths(hold[i].of, &of);
            format_hundredths(hold[i].number, &number);
            a.value = buf_text(&number);
            a.value_len = number.len;
        } else {
            buf_addf(&of, "%ld", hold[i].of);
        }
        a.expected = buf_text(&of);
        findings_add(&j->findings, "E-RETENUE", hold[i].rule, &a);
        buf_deinit(&of);
        buf_deinit(&number);
    }
}

/* ---- the state after ---- */

struct state *judgement_apply(const struct judgement *j, const struct submission *s, const struct state *before)
{
    struct state *after = state_new(s->definitions);
    after->situation = s->situation;
    for (size_t k = 0; k < s->definitions->datasets_n; k++) {
        size_t n = before ? before->sets[k].table.rows_n : 0;
        const struct change **of = mem_new_n(n, sizeof(const struct change *));
        for (size_t i = 0; i < j->changes_n; i++)
            if (j->changes[i].dataset == k && j->changes[i].kind != CHANGE_ADD)
                of[j->changes[i].state_row] = &j->changes[i];
        for (size_t row = 0; row < n; row++) {
            const struct change *c = of[row];
            if (!c)
                state_copy(after, k, &before->sets[k].table, row, before->sets[k].last_good[row]);
            else if (c->kind == CHANGE_REPLACE)
                state_copy(after, k, &j->sheets[k].table, c->sheet_row, false);
            else if (c->kind != CHANGE_WITHDRAW)
                state_copy(after, k, &before->sets[k].table, row, c->kind == CHANGE_LAST_GOOD);
        }
        for (size_t i = 0; i < j->changes_n; i++)
            if (j->changes[i].dataset == k && j->changes[i].kind == CHANGE_ADD)
                state_copy(after, k, &j->sheets[k].table, j->changes[i].sheet_row, false);
        free(of);
    }
    return after;
}
