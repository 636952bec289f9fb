/* Files cut short in the middle of a line or at a line's end, without lines, empty, or missing. */
#include "cvg/simulate_damage.h"

#include <stdio.h>

#define SALARIES SIMULATE_FILE_SALARIES
#define ACCOMPAGNANTS SIMULATE_FILE_ACCOMPAGNANTS

/* The disk was full in the middle of an entry date: of its ten characters some are left. */
bool simulate_damage_mid_line(struct simulate_planting *p)
{
    struct simulate_written *w = &p->files[SALARIES];
    struct simulate_told *t = &p->told;
    if (t->n[SALARIES] < 8)
        return false;
    bool late = simulate_random_permille(&p->r, 500); /* few lines are lost, or many */
    size_t n = t->n[SALARIES];
    size_t row = late ? n - 1 - (size_t)simulate_random_below(&p->r, 4) : (size_t)simulate_random_below(&p->r, (int)n);
    size_t kept = 4 + (size_t)simulate_random_below(&p->r, 4), len;
    const char *cell = simulate_written_cell(w, row, SIMULATE_DATE_ENTREE, &len);
    size_t at = (size_t)(cell - w->text.data) + kept, place = simulate_written_place(w, SIMULATE_DATE_ENTREE);
    simulate_damage_note(p, SALARIES, row, SIMULATE_DATE_ENTREE, "fichier coupé au milieu d'une ligne");
    simulate_written_cut(w, at);
    t->n[SALARIES] = row + 1;
    if (w->quoted) { /* the quote never closes */
        simulate_told_refuse(t, SIMULATE_E_FICHIER, 1);
        return true;
    }
    struct simulate_told_line *line = &t->lines[SALARIES][row];
    simulate_told_spoil(line, SALARIES, SIMULATE_DATE_ENTREE, SIMULATE_NOT_OF_TYPE);
    for (size_t i = place + 1; i < w->columns_n; i++)
        if (w->columns[i] >= 0)
            simulate_told_spoil(line, SALARIES, w->columns[i], SIMULATE_GONE);
    line->found[SIMULATE_I_LIGNE_COURTE] += place + 1 < w->columns_n;
    return true;
}

static void cut_before(struct simulate_planting *p, enum simulate_file file, size_t row, const char *text)
{
    simulate_damage_note(p, file, row, -1, text);
    simulate_written_cut(&p->files[file], p->files[file].lines[row + 1].from);
    p->told.n[file] = row;
}

bool simulate_damage_line_end(struct simulate_planting *p)
{
    size_t n = p->told.n[SALARIES];
    if (n < 8)
        return false;
    cut_before(p, SALARIES, 1 + (size_t)simulate_random_below(&p->r, (int)n - 1), "fichier coupé à une fin de ligne");
    return true;
}

bool simulate_damage_last_lines(struct simulate_planting *p)
{
    size_t n = p->told.n[SALARIES], lost = 1 + (size_t)simulate_random_below(&p->r, 4);
    if (n < 8)
        return false;
    cut_before(p, SALARIES, n - lost, "dernières lignes perdues, à une fin de ligne");
    return true;
}

bool simulate_damage_no_lines(struct simulate_planting *p)
{
    enum simulate_file file = simulate_random_permille(&p->r, 700) ? SALARIES : ACCOMPAGNANTS;
    if (p->told.n[file] == 0)
        return false;
    cut_before(p, file, 0, "plus aucune ligne sous l'en-tête");
    return true;
}

static enum simulate_file either(struct simulate_planting *p)
{
    return simulate_random_permille(&p->r, 500) ? SALARIES : ACCOMPAGNANTS;
}

bool simulate_damage_no_bytes(struct simulate_planting *p)
{
    enum simulate_file file = either(p);
    simulate_damage_note(p, file, SIZE_MAX, -1, "fichier de zéro octet");
    simulate_written_cut(&p->files[file], 0);
    simulate_told_refuse(&p->told, SIMULATE_E_FICHIER, 1);
    return true;
}

bool simulate_damage_no_file(struct simulate_planting *p)
{
    enum simulate_file file = either(p);
    simulate_damage_note(p, file, SIZE_MAX, -1, "fichier absent de l'envoi");
    p->given[file] = false;
    simulate_told_refuse(&p->told, SIMULATE_E_JEU, 1);
    return true;
}
