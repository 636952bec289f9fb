/* What all kinds of damage need: whom it befalls, which cells it changes, what the list says of it. */
#include "cvg/simulate_damage.h"

#include <stdio.h>
#include <string.h>

#include "base/cal.h"
#include "base/err.h"

void simulate_damage_note(struct simulate_planting *p, enum simulate_file file, size_t line, int column,
                          const char *text)
{
    p->whole = false;
    p->file = file;
    p->line = line == SIZE_MAX ? 0 : p->files[file].lines[line + 1].number;
    p->column = column < 0 ? NULL : simulate_file_column(file, column)->nom;
    snprintf(p->text, sizeof p->text, "%s", text);
}

void simulate_damage_respell(struct simulate_planting *p, enum simulate_file file, simulate_spelling spelling,
                             void *arg)
{
    simulate_written_respell(&p->files[file], p->told.n[file], spelling, arg);
}

/* ---- whom ---- */

bool simulate_damage_any(const struct simulate_told_line *line)
{
    return line != NULL;
}

bool simulate_damage_is_open(const struct simulate_told_line *line)
{
    return line->fin == SIMULATE_EMPTY;
}

bool simulate_damage_is_ended(const struct simulate_told_line *line)
{
    return line->fin != SIMULATE_EMPTY;
}

static int find_again(const struct simulate_planting *p, size_t out[SIMULATE_TARGETS_MAX])
{
    int n = 0;
    for (size_t i = 0; i < p->told.n[SIMULATE_FILE_SALARIES] && n < p->victims->n; i++)
        if (p->told.lines[SIMULATE_FILE_SALARIES][i].index == p->victims->index[n])
            out[n++] = i;
    return n == p->victims->n ? n : 0;
}

int simulate_damage_choose(struct simulate_planting *p, int wanted, bool (*fits)(const struct simulate_told_line *),
                           size_t out[SIMULATE_TARGETS_MAX])
{
    const struct simulate_told_line *lines = p->told.lines[SIMULATE_FILE_SALARIES];
    size_t n = p->told.n[SIMULATE_FILE_SALARIES];
    struct simulate_victims *v = p->victims;
    must(wanted <= SIMULATE_TARGETS_MAX);
    if (v->chosen)
        return find_again(p, out);
    int left = 0;
    for (size_t i = 0; i < n; i++)
        left += fits(&lines[i]);
    v->n = 0;
    for (size_t i = 0; i < n && v->n < wanted; i++) { /* each one with the same chance, in order */
        if (!fits(&lines[i]))
            continue;
        if (simulate_random_below(&p->r, left) < wanted - v->n) {
            out[v->n] = i;
            v->index[v->n++] = lines[i].index;
        }
        left--;
    }
    v->chosen = v->n > 0;
    return v->n;
}

/* ---- cells ---- */

struct one {
    size_t row;
    int column;
    const char *s;
};

static bool spell_one(void *arg, const struct simulate_written *w, size_t row, int column, struct buf *out)
{
    const struct one *one = arg;
    (void)w;
    if (row != one->row || column != one->column)
        return false;
    buf_adds(out, one->s);
    return true;
}

void simulate_damage_set(struct simulate_planting *p, enum simulate_file file, size_t line, int column, const char *s)
{
    struct one one = {line, column, s};
    simulate_damage_respell(p, file, spell_one, &one);
}

void simulate_damage_set_day(struct simulate_planting *p, size_t line, int column, int32_t day)
{
    size_t len;
    const char *old = simulate_written_cell(&p->files[SIMULATE_FILE_SALARIES], line, column, &len);
    char s[CAL_DAY_LEN];
    cal_format_day(day, s);
    if (len == 10 && old[2] == '/') {
        char iso[CAL_DAY_LEN];
        memcpy(iso, s, sizeof iso);
        snprintf(s, sizeof s, "%.2s/%.2s/%.4s", iso + 8, iso + 5, iso);
    }
    simulate_damage_set(p, SIMULATE_FILE_SALARIES, line, column, s);
}

bool simulate_damage_spell_key(void *arg, const struct simulate_written *w, size_t row, int column, struct buf *out)
{
    const struct simulate_planting *p = arg;
    (void)w;
    if (column != SIMULATE_PARCOURS_ID)
        return false;
    buf_adds(out, p->told.lines[SIMULATE_FILE_SALARIES][row].key);
    return true;
}
