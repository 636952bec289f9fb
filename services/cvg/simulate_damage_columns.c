/* Columns whose contents are exchanged, and hours of accompaniment that are halved. */
#include "cvg/simulate_damage.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"

#define SALARIES SIMULATE_FILE_SALARIES
#define ACCOMPAGNANTS SIMULATE_FILE_ACCOMPAGNANTS

struct pair {
    int a, b;
};

static bool spell_other(void *arg, const struct simulate_written *w, size_t row, int column, struct buf *out)
{
    const struct pair *pair = arg;
    size_t len;
    if (column < 0 || (column != pair->a && column != pair->b))
        return false;
    const char *s = simulate_written_cell(w, row, column == pair->a ? pair->b : pair->a, &len);
    buf_add(out, s, len);
    return true;
}

static void exchange(struct simulate_planting *p, struct pair pair)
{
    static char text[] = "contenus de deux colonnes échangés";
    simulate_damage_note(p, SALARIES, 0, pair.a, text);
    p->other = simulate_file_column(SALARIES, pair.b)->nom;
    simulate_damage_respell(p, SALARIES, spell_other, &pair);
}

enum { EMPTY, NOT_KNOWN, KNOWN };

/* Whether a cell says something; NR says that it is not known. */
static int says(const struct simulate_written *w, size_t row, int column)
{
    size_t len;
    const char *s = simulate_written_cell(w, row, column, &len);
    text_trim(&s, &len);
    if (len == 0)
        return EMPTY;
    return len == 2 && (s[0] | 32) == 'n' && (s[1] | 32) == 'r' ? NOT_KNOWN : KNOWN;
}

/* What stood in another column, none of whose codes but NR is one of this column's. */
static void tell_code(struct simulate_planting *p, size_t row, int column, int from)
{
    int said = says(&p->files[SALARIES], row, from);
    if (said != NOT_KNOWN)
        simulate_told_spoil(&p->told.lines[SALARIES][row], SALARIES, column,
                            said == EMPTY ? SIMULATE_GONE : SIMULATE_NOT_A_CODE);
}

static void tell_codes(struct simulate_planting *p, struct pair pair)
{
    for (size_t i = 0; i < p->told.n[SALARIES]; i++) {
        tell_code(p, i, pair.a, pair.b);
        tell_code(p, i, pair.b, pair.a);
    }
}

/* The person is now who accompanies, and the other way round. */
static void tell_ids(struct simulate_planting *p)
{
    for (size_t i = 0; i < p->told.n[SALARIES]; i++) {
        struct simulate_told_line *line = &p->told.lines[SALARIES][i];
        char who[sizeof line->who];
        memcpy(who, line->who, sizeof who);
        if (*line->cip)
            memcpy(line->who, line->cip, sizeof who);
        else
            simulate_told_spoil(line, SALARIES, SIMULATE_SALARIE_ID, SIMULATE_GONE);
        memcpy(line->cip, who, sizeof who);
    }
}

bool simulate_damage_swap(struct simulate_planting *p)
{
    static const struct pair codes[] = {{SIMULATE_SEXE, SIMULATE_NATIONALITE},
                                        {SIMULATE_PROTECTION, SIMULATE_FORMATION_FRANCE},
                                        {SIMULATE_ORIENTEUR, SIMULATE_SANS_EMPLOI}};
    int which = simulate_random_below(&p->r, 5);
    if (which == 4) { /* of one kind both: no file tells */
        exchange(p, (struct pair){SIMULATE_CONCERTE, SIMULATE_PROXIMITE});
    } else if (which == 3) {
        tell_ids(p);
        exchange(p, (struct pair){SIMULATE_SALARIE_ID, SIMULATE_CIP_REF});
    } else {
        tell_codes(p, codes[which]);
        exchange(p, codes[which]);
    }
    return true;
}

bool simulate_damage_swap_dates(struct simulate_planting *p)
{
    for (size_t i = 0; i < p->told.n[SALARIES]; i++) {
        struct simulate_told_line *line = &p->told.lines[SALARIES][i];
        int32_t debut = line->debut, fin = line->fin_prevue;
        if (fin == SIMULATE_EMPTY)
            simulate_told_spoil(line, SALARIES, SIMULATE_DATE_ENTREE, SIMULATE_GONE);
        line->debut = fin;
        line->fin_prevue = debut;
    }
    exchange(p, (struct pair){SIMULATE_DATE_ENTREE, SIMULATE_DATE_FIN_PREVUE});
    return true;
}

/* Hundredths of ETP as the file's tool writes them. */
static bool spell_etp(void *arg, const struct simulate_written *w, size_t row, int column, struct buf *out)
{
    const struct simulate_planting *p = arg;
    int etp = p->told.lines[ACCOMPAGNANTS][row].etp;
    if (column != SIMULATE_A_ETP)
        return false;
    buf_addf(out, "%d%c%02d", etp / 100, w->separator == ',' && !w->quoted ? '.' : ',', etp % 100);
    return true;
}

bool simulate_damage_halve_etp(struct simulate_planting *p)
{
    if (p->told.n[ACCOMPAGNANTS] == 0)
        return false;
    simulate_damage_note(p, ACCOMPAGNANTS, 0, SIMULATE_A_ETP, "ETP d'accompagnement divisés par deux");
    for (size_t i = 0; i < p->told.n[ACCOMPAGNANTS]; i++)
        p->told.lines[ACCOMPAGNANTS][i].etp /= 2;
    simulate_damage_respell(p, ACCOMPAGNANTS, spell_etp, p);
    return true;
}
