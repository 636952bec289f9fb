/* Lines under other numbers, lines that come twice, contracts that overlap. */
#include "cvg/simulate_damage.h"

#include <stdio.h>
#include <string.h>

#define SALARIES SIMULATE_FILE_SALARIES

/* New software, new numbers: the one that a parcours gets is always the same. */
static void renumber(struct simulate_planting *p, size_t line)
{
    struct simulate_told_line *told = &p->told.lines[SALARIES][line];
    snprintf(told->key, sizeof told->key, "N%06zu", told->index * 37 % 999983);
}

bool simulate_damage_renumber(struct simulate_planting *p)
{
    simulate_damage_note(p, SALARIES, 0, SIMULATE_PARCOURS_ID, "tous les parcours renumérotés");
    for (size_t i = 0; i < p->told.n[SALARIES]; i++)
        renumber(p, i);
    simulate_damage_respell(p, SALARIES, simulate_damage_spell_key, p);
    return true;
}

bool simulate_damage_renumber_some(struct simulate_planting *p)
{
    size_t lines[SIMULATE_TARGETS_MAX];
    int n =
        simulate_damage_choose(p, 1 + simulate_random_below(&p->r, SIMULATE_TARGETS_MAX), simulate_damage_any, lines);
    if (n == 0)
        return false;
    simulate_damage_note(p, SALARIES, lines[0], SIMULATE_PARCOURS_ID, "quelques parcours renumérotés");
    for (int i = 0; i < n; i++)
        renumber(p, lines[i]);
    simulate_damage_respell(p, SALARIES, simulate_damage_spell_key, p);
    return true;
}

/* A line's bytes once more, after the last line that says something. */
static void repeat(struct simulate_planting *p, size_t line)
{
    struct simulate_written *w = &p->files[SALARIES];
    struct simulate_line_span l = w->lines[line + 1], last = w->lines[p->told.n[SALARIES]];
    struct buf more = {0};
    buf_add(&more, w->text.data + l.from, l.next - l.from);
    simulate_written_insert(w, last.next, &more);
    buf_deinit(&more);
    simulate_written_read(w);
    simulate_told_copy(&p->told, SALARIES, line);
}

bool simulate_damage_double_key(struct simulate_planting *p)
{
    size_t lines[SIMULATE_TARGETS_MAX];
    int n = simulate_damage_choose(p, 1 + simulate_random_below(&p->r, 3), simulate_damage_any, lines);
    if (n == 0)
        return false;
    for (int i = 0; i < n; i++)
        repeat(p, lines[i]);
    simulate_damage_note(p, SALARIES, lines[0], SIMULATE_PARCOURS_ID, "lignes en double, sous la même clé");
    return true;
}

bool simulate_damage_overlap(struct simulate_planting *p)
{
    size_t lines[SIMULATE_TARGETS_MAX];
    int n = simulate_damage_choose(p, 1 + simulate_random_below(&p->r, 2), simulate_damage_is_open, lines);
    if (n == 0)
        return false;
    for (int i = 0; i < n; i++) {
        repeat(p, lines[i]);
        size_t copy = p->told.n[SALARIES] - 1;
        struct simulate_told_line *told = &p->told.lines[SALARIES][copy];
        char key[sizeof told->key];
        snprintf(key, sizeof key, "%.30s-bis", told->key);
        memcpy(told->key, key, sizeof key);
        simulate_damage_set(p, SALARIES, copy, SIMULATE_PARCOURS_ID, key);
    }
    simulate_damage_note(p, SALARIES, lines[0], SIMULATE_SALARIE_ID,
                         "contrats saisis deux fois : parcours qui se chevauchent");
    return true;
}
