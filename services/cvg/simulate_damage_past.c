/* What an earlier night told is told otherwise: an exit undone, moved, corrected; an entry corrected. */
#include "cvg/simulate_damage.h"

#define SALARIES SIMULATE_FILE_SALARIES

static struct simulate_told_line *choose_one(struct simulate_planting *p,
                                             bool (*fits)(const struct simulate_told_line *), size_t *line_out)
{
    size_t lines[SIMULATE_TARGETS_MAX];
    if (simulate_damage_choose(p, 1, fits, lines) == 0)
        return NULL;
    *line_out = lines[0];
    return &p->told.lines[SALARIES][lines[0]];
}

bool simulate_damage_exit_undone(struct simulate_planting *p)
{
    size_t line;
    struct simulate_told_line *told = choose_one(p, simulate_damage_is_ended, &line);
    if (!told)
        return false;
    simulate_damage_note(p, SALARIES, line, SIMULATE_DATE_SORTIE, "sortie effacée, puis saisie de nouveau");
    simulate_damage_set(p, SALARIES, line, SIMULATE_DATE_SORTIE, "");
    simulate_damage_set(p, SALARIES, line, SIMULATE_MOTIF_SORTIE, "");
    told->fin = SIMULATE_EMPTY;
    told->motif = false;
    return true;
}

/* By so many days, earlier where there is room for it, else later; the same day on every night of the fault. */
static bool move_exit(struct simulate_planting *p, int days, const char *text)
{
    size_t line;
    bool first = !p->victims->chosen;
    struct simulate_told_line *told = choose_one(p, simulate_damage_is_ended, &line);
    if (!told)
        return false;
    if (first)
        p->victims->day = told->fin - days > told->debut ? told->fin - days : told->fin + days;
    if (p->victims->day > p->told.date || p->victims->day < told->debut) {
        p->victims->chosen = false;
        return false;
    }
    simulate_damage_note(p, SALARIES, line, SIMULATE_DATE_SORTIE, text);
    simulate_damage_set_day(p, line, SIMULATE_DATE_SORTIE, p->victims->day);
    told->fin = p->victims->day;
    return true;
}

bool simulate_damage_exit_moved(struct simulate_planting *p)
{
    return move_exit(p, 45 + simulate_random_below(&p->r, 40), "sortie déplacée de plus de 31 jours, puis rétablie");
}

bool simulate_damage_exit_corrected(struct simulate_planting *p)
{
    return move_exit(p, 1 + simulate_random_below(&p->r, 20), "sortie corrigée de quelques jours");
}

bool simulate_damage_entry_corrected(struct simulate_planting *p)
{
    size_t line;
    int days = 1 + simulate_random_below(&p->r, 20);
    bool first = !p->victims->chosen;
    struct simulate_told_line *told = choose_one(p, simulate_damage_is_open, &line);
    if (!told)
        return false;
    if (first)
        p->victims->day = told->debut - days;
    simulate_damage_note(p, SALARIES, line, SIMULATE_DATE_ENTREE, "entrée corrigée de quelques jours");
    simulate_damage_set_day(p, line, SIMULATE_DATE_ENTREE, p->victims->day);
    told->debut = p->victims->day;
    return true;
}
