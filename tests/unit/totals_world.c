/* A small world for the tests of the live totals. */
#include "totals_world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/cal.h"
#include "base/mem.h"
#include "programme/state.h"

const char *const world_territoires[TERRITOIRES] = {"LYON", "LILLE", "NANTES", "PARIS"};

unsigned world_draw(struct world *w, unsigned n)
{
    w->seed = w->seed * 1664525u + 1013904223u;
    return (w->seed >> 8) % n;
}

static void set_period(struct period *p, const char *name)
{
    struct err e;
    assert_int_equal(period_parse(name, p, &e), 0);
}

void world_init(struct world *w, unsigned seed)
{
    struct err e = {0};
    *w = (struct world){.seed = seed};
    if (definitions_load(definitions_folder(), &w->d, &e) < 0)
        fail_msg("%s", e.text);
    set_period(&w->live[0], "2026-10");
    set_period(&w->live[1], "2026-11");
    set_period(&w->live[2], "2026-10-01..2026-11-30");
    w->last_night = cal_day(2026, 11, 17);
    for (int c = 0; c < CHANTIERS; c++) {
        snprintf(w->reporters[c].name, sizeof w->reporters[c].name, "CH%04d", c);
        for (int l = 0; l < LINES_MAX; l++)
            w->lines[c][l].territoire = -1;
        w->lines[c][0] = (struct line){c % TERRITOIRES, INT32_MIN, INT32_MAX, c % 3 ? 10 + c : CELL_NULL};
    }
    for (int i = 0; i < TERRITOIRES; i++)
        snprintf(w->reporters[CHANTIERS + i].name, sizeof w->reporters[0].name, "%s", world_territoires[i]);
    for (int i = 0; i < CHANTIERS + TERRITOIRES; i++)
        w->reporters[i].situation = CELL_NULL;
}

void world_deinit(struct world *w)
{
    for (int i = 0; i < CHANTIERS + TERRITOIRES; i++)
        for (int p = 0; p < 3; p++)
            buf_deinit(&w->reporters[i].payload[p]);
    definitions_free(&w->d);
}

/* ---- random facts, counted by the engine itself ---- */

static void set_cell(struct state *s, size_t row, size_t field, int32_t v)
{
    s->sets[s->definitions->salaries].table.cells[field][row] = v;
}

static void add_parcours(struct world *w, struct state *s)
{
    const struct known_columns *at = &w->d->at;
    struct strings *strings = &s->strings;
    size_t row = state_add(s, w->d->salaries, false);
    char id[32];
    int n = snprintf(id, sizeof id, "P%zu", row);
    int32_t entree = cal_day(2026, 7, 1) + (int32_t)world_draw(w, 160);
    set_cell(s, row, at->parcours_id, strings_add(strings, id, (size_t)n));
    n = snprintf(id, sizeof id, "S%u", world_draw(w, 12));
    set_cell(s, row, at->salarie_id, strings_add(strings, id, (size_t)n));
    set_cell(s, row, at->programme, (int32_t)world_draw(w, (unsigned)programmes_count(w->d) - 1));
    set_cell(s, row, at->date_entree, entree);
    if (world_draw(w, 2)) {
        set_cell(s, row, at->date_sortie, entree + (int32_t)world_draw(w, 120));
        set_cell(s, row, at->motif_sortie, (int32_t)world_draw(w, 5));
    }
}

/* An instance, which only a coordination reports. */
static void add_instance(struct world *w, struct state *s)
{
    size_t set = (size_t)definitions_find_dataset(w->d, "instances"), row = state_add(s, set, false);
    struct table *t = &s->sets[set].table;
    t->cells[dataset_find_field(t->dataset, "date")][row] = cal_day(2026, 10, 1) + (int32_t)world_draw(w, 61);
    t->cells[dataset_find_field(t->dataset, "type")][row] = (int32_t)world_draw(w, 2);
}

/* A reporter sends its next version. */
void world_report(struct world *w, int i)
{
    struct reporter_now *r = &w->reporters[i];
    struct state *s = state_new(w->d);
    const struct table *tables[DATASETS_MAX] = {0};
    int64_t *values = mem_new_n(contribution_len(w->d), sizeof *values);
    for (unsigned n = world_draw(w, 25); n > 0; n--)
        i < CHANTIERS ? add_parcours(w, s) : add_instance(w, s);
    for (size_t k = 0; k < w->d->datasets_n; k++)
        tables[k] = &s->sets[k].table;
    for (int p = 0; p < 3; p++) {
        contribution_compute(w->d, tables, w->live[p].debut, w->live[p].fin, values);
        buf_reset(&r->payload[p]);
        contribution_encode(values, contribution_len(w->d), &r->payload[p]);
    }
    r->version += 1 + world_draw(w, 2);
    r->situation = cal_day(2026, 11, 12) + (int32_t)world_draw(w, 8);
    r->read = 20 + world_draw(w, 20);
    r->aside = world_draw(w, 5);
    free(values);
    state_free(&s);
}

/* Joins, leaves, moves: up to three lines, one behind the other. */
void world_move(struct world *w, int c)
{
    int n = (int)world_draw(w, LINES_MAX + 1);
    int32_t day = world_draw(w, 2) ? INT32_MIN : cal_day(2026, 9, 1) + (int32_t)world_draw(w, 60);
    for (int l = 0; l < LINES_MAX; l++) {
        bool open = l == n - 1 && world_draw(w, 2);
        int32_t from = day == INT32_MIN ? cal_day(2026, 9, 20) : day,
                last = open ? INT32_MAX : from + (int32_t)world_draw(w, 40);
        w->lines[c][l] = (struct line){l < n ? (int)world_draw(w, TERRITOIRES) : -1, day, last,
                                       world_draw(w, 2) ? 5 + (int32_t)world_draw(w, 20) : CELL_NULL};
        day = last == INT32_MAX ? day : last + 1 + (int32_t)world_draw(w, 10);
    }
    w->reference_version++;
}

/* ---- into totals ---- */

void world_tell_reference(const struct world *w, struct totals *t)
{
    struct reference r = {0};
    for (int i = 0; i < TERRITOIRES; i++)
        reference_add_territoire(&r, world_territoires[i], world_territoires[i], "",
                                 i == 3 ? CELL_NULL : cal_day(2026, 9 + i, 1));
    for (int c = 0; c < CHANTIERS; c++)
        for (int l = 0; l < LINES_MAX; l++) {
            const struct line *x = &w->lines[c][l];
            if (x->territoire >= 0)
                reference_add_ligne(&r, w->reporters[c].name, world_territoires[x->territoire], x->depuis, x->jusqua,
                                    x->objectif);
        }
    reference_seal(&r);
    totals_set_reference(t, &r, w->reference_version);
}

enum totals_taken world_tell(const struct world *w, struct totals *t, int i)
{
    const struct reporter_now *r = &w->reporters[i];
    struct totals_contribution list[3];
    for (int p = 0; p < 3; p++)
        list[p] =
            (struct totals_contribution){w->live[p].debut, w->live[p].fin, buf_text(&r->payload[p]), r->payload[p].len};
    return totals_put(t, &(struct totals_report){r->name, r->version, r->situation, r->read, r->aside, list, 3});
}
