/* What a night tells. Source: export format, `salaries`, `accompagnants`. */
#include "cvg/simulate_told.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cal.h"
#include "base/mem.h"
#include "cvg/simulate_night.h"

const char *simulate_code_name(enum simulate_code code)
{
    static const char *const names[] = {
#define NAME(name, text) text,
        SIMULATE_CODES(NAME)
#undef NAME
    };
    return names[code];
}

static struct simulate_told_line *add_line(struct simulate_told *t, enum simulate_file file)
{
    t->lines[file] = mem_room(t->lines[file], t->n[file], &t->cap[file], sizeof *t->lines[file]);
    struct simulate_told_line *line = &t->lines[file][t->n[file]++];
    *line = (struct simulate_told_line){.debut = SIMULATE_EMPTY, .fin_prevue = SIMULATE_EMPTY, .fin = SIMULATE_EMPTY};
    return line;
}

static bool known(const struct simulate_cell *c)
{
    return c->text ? strcmp(c->text, "NR") != 0 : c->number != SIMULATE_EMPTY && c->number != SIMULATE_UNKNOWN;
}

/* habitat_sortie and the five outcomes of health; 0 for any other column. */
static unsigned outcome_bit(int column)
{
    if (column == SIMULATE_HABITAT_SORTIE)
        return 1;
    return column >= SIMULATE_RQTH_OBTENUE && column <= SIMULATE_BILAN_SANTE ? 2u << (column - SIMULATE_RQTH_OBTENUE)
                                                                             : 0;
}

static void tell_salarie(struct simulate_told_line *line, const struct simulate_row *row)
{
    const struct simulate_cell *c = row->cells;
    snprintf(line->key, sizeof line->key, "%s", row->parcours_id);
    snprintf(line->who, sizeof line->who, "%s", row->salarie_id);
    snprintf(line->cip, sizeof line->cip, "%s", known(&c[SIMULATE_CIP_REF]) ? row->cip_ref : "");
    line->phc = strcmp(c[SIMULATE_PROGRAMME].text, "PHC") == 0;
    line->debut = c[SIMULATE_DATE_ENTREE].number;
    line->fin_prevue = c[SIMULATE_DATE_FIN_PREVUE].number;
    line->fin = c[SIMULATE_DATE_SORTIE].number;
    line->motif = c[SIMULATE_MOTIF_SORTIE].text != NULL;
    line->prolonge = known(&c[SIMULATE_PROLONGATION]) && strcmp(c[SIMULATE_PROLONGATION].text, "AUCUNE") != 0;
    for (int i = 0; i < SIMULATE_SALARIES_N; i++)
        if (known(&c[i]))
            line->bilan |= outcome_bit(i);
}

static void set_poste_key(struct simulate_told_line *line)
{
    char day[CAL_DAY_LEN];
    line->key[0] = 0;
    if (!*line->cip || line->debut == SIMULATE_EMPTY)
        return;
    cal_format_day(line->debut, day);
    snprintf(line->key, sizeof line->key, "%.32s %s", line->cip, day);
}

static void tell_poste(struct simulate_told_line *line, const struct simulate_row *row)
{
    snprintf(line->cip, sizeof line->cip, "%s", row->cip_ref);
    line->debut = row->cells[SIMULATE_A_DATE_DEBUT].number;
    line->fin = row->cells[SIMULATE_A_DATE_FIN].number;
    line->etp = row->cells[SIMULATE_A_ETP].number;
    set_poste_key(line);
}

void simulate_told_night(struct simulate_told *t, const struct simulate_lives *l, int32_t date)
{
    struct simulate_row row = {0};
    t->date = date;
    t->refused = false;
    memset(t->whole, 0, sizeof t->whole);
    t->n[SIMULATE_FILE_SALARIES] = t->n[SIMULATE_FILE_ACCOMPAGNANTS] = 0;
    for (size_t i = 0; i < l->n; i++) {
        if (!simulate_night_salarie(l, i, date, &row))
            continue;
        struct simulate_told_line *line = add_line(t, SIMULATE_FILE_SALARIES);
        line->index = i;
        tell_salarie(line, &row);
    }
    for (size_t i = 0; i < l->postes_n; i++) {
        if (!simulate_night_accompagnant(l, i, date, &row))
            continue;
        struct simulate_told_line *line = add_line(t, SIMULATE_FILE_ACCOMPAGNANTS);
        line->index = i;
        tell_poste(line, &row);
    }
}

struct simulate_told_line *simulate_told_copy(struct simulate_told *t, enum simulate_file file, size_t line)
{
    struct simulate_told_line *more = add_line(t, file);
    *more = t->lines[file][line];
    return more;
}

void simulate_told_deinit(struct simulate_told *t)
{
    for (int f = 0; f < SIMULATE_FILE_COUNT; f++)
        free(t->lines[f]);
    *t = (struct simulate_told){0};
}

void simulate_told_refuse(struct simulate_told *t, enum simulate_code code, size_t n)
{
    t->refused = true;
    t->whole[code] += (unsigned)n;
}

bool simulate_told_required(enum simulate_file file, int column)
{
    if (file == SIMULATE_FILE_ACCOMPAGNANTS)
        return column == SIMULATE_A_CIP_REF || column == SIMULATE_A_FONCTION || column == SIMULATE_A_ETP ||
               column == SIMULATE_A_DATE_DEBUT;
    switch (column) {
    case SIMULATE_PARCOURS_ID:
    case SIMULATE_SALARIE_ID:
    case SIMULATE_PROGRAMME:
    case SIMULATE_SEXE:
    case SIMULATE_NAISSANCE:
    case SIMULATE_NATIONALITE:
    case SIMULATE_ORIENTEUR:
    case SIMULATE_HABITAT_ENTREE:
    case SIMULATE_CONTRAT:
    case SIMULATE_DATE_ENTREE:
        return true;
    default:
        return column >= SIMULATE_FREIN_LANGUE && column <= SIMULATE_FREIN_MOBILITE;
    }
}

/* The cell of salaries counts as not known from here on. */
static void forget(struct simulate_told_line *line, int column)
{
    line->bilan &= ~outcome_bit(column);
    switch (column) {
    case SIMULATE_PARCOURS_ID:
        line->key[0] = 0;
        break;
    case SIMULATE_SALARIE_ID:
        line->who[0] = 0;
        break;
    case SIMULATE_CIP_REF:
        line->cip[0] = 0;
        break;
    case SIMULATE_DATE_ENTREE:
        line->debut = SIMULATE_EMPTY;
        break;
    case SIMULATE_DATE_FIN_PREVUE:
        line->fin_prevue = SIMULATE_EMPTY;
        break;
    case SIMULATE_DATE_SORTIE:
        line->fin = SIMULATE_EMPTY;
        break;
    case SIMULATE_MOTIF_SORTIE:
        line->motif = false;
        break;
    case SIMULATE_PROLONGATION:
        line->prolonge = false;
        break;
    default:
        break;
    }
}

static void forget_of_poste(struct simulate_told_line *line, int column)
{
    if (column == SIMULATE_A_CIP_REF)
        line->cip[0] = 0;
    if (column == SIMULATE_A_DATE_DEBUT)
        line->debut = SIMULATE_EMPTY;
    if (column == SIMULATE_A_DATE_FIN)
        line->fin = SIMULATE_EMPTY;
    set_poste_key(line);
}

void simulate_told_spoil(struct simulate_told_line *line, enum simulate_file file, int column,
                         enum simulate_spoiling how)
{
    bool required = simulate_told_required(file, column);
    bool exit = file == SIMULATE_FILE_SALARIES && (column == SIMULATE_DATE_SORTIE || column == SIMULATE_MOTIF_SORTIE);
    if (file == SIMULATE_FILE_SALARIES)
        forget(line, column);
    else
        forget_of_poste(line, column);
    if (how == SIMULATE_GONE) {
        line->found[SIMULATE_E_REQUIS] += required;
        return;
    }
    bool aside = required || exit;
    line->found[!aside ? SIMULATE_W_CELLULE : how == SIMULATE_NOT_A_CODE ? SIMULATE_E_CODE : SIMULATE_E_TYPE]++;
    line->fin_illisible |= exit;
}
