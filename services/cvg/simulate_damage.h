/* The kinds of damage that befall an export: each changes the bytes of the files, and what they tell, together. */
#ifndef CVG_SIMULATE_DAMAGE_H
#define CVG_SIMULATE_DAMAGE_H

#include "cvg/simulate_foresee.h"
#include "cvg/simulate_random.h"
#include "cvg/simulate_written.h"

enum { SIMULATE_TARGETS_MAX = 4 };

/* What a fault of several nights remembers. */
struct simulate_victims {
    bool chosen;
    size_t index[SIMULATE_TARGETS_MAX]; /* of parcours in the lives */
    int n;
    int32_t day;
};

struct simulate_planting {
    const struct simulate_lives *lives;
    struct simulate_victims *victims;
    struct simulate_random r; /* the same draws on every night of the fault */
    struct simulate_told told;
    struct simulate_written files[SIMULATE_FILE_COUNT];
    bool given[SIMULATE_FILE_COUNT];
    /* where it is, for the list */
    bool whole; /* nothing of a single file */
    enum simulate_file file;
    uint32_t line;              /* physical, 0: the whole file */
    const char *column, *other; /* NULL: none */
    char text[160];             /* in French */
};

/* Does the damage; false, and nothing done, where this chantier's files of that night cannot have it. */
typedef bool (*simulate_damage)(struct simulate_planting *p);

/* cut short, or not there: simulate_damage_cut.c */
bool simulate_damage_mid_line(struct simulate_planting *p);
bool simulate_damage_line_end(struct simulate_planting *p);
bool simulate_damage_last_lines(struct simulate_planting *p);
bool simulate_damage_no_lines(struct simulate_planting *p);
bool simulate_damage_no_bytes(struct simulate_planting *p);
bool simulate_damage_no_file(struct simulate_planting *p);
/* lines: simulate_damage_lines.c */
bool simulate_damage_renumber(struct simulate_planting *p);
bool simulate_damage_renumber_some(struct simulate_planting *p);
bool simulate_damage_double_key(struct simulate_planting *p);
bool simulate_damage_overlap(struct simulate_planting *p);
/* what was told before is told otherwise: simulate_damage_past.c */
bool simulate_damage_exit_undone(struct simulate_planting *p);
bool simulate_damage_exit_moved(struct simulate_planting *p);
bool simulate_damage_exit_corrected(struct simulate_planting *p);
bool simulate_damage_entry_corrected(struct simulate_planting *p);
/* columns: simulate_damage_columns.c */
bool simulate_damage_swap(struct simulate_planting *p);
bool simulate_damage_swap_dates(struct simulate_planting *p);
bool simulate_damage_halve_etp(struct simulate_planting *p);
/* spreadsheets: simulate_damage_sheet.c */
bool simulate_damage_turn_dates(struct simulate_planting *p);
bool simulate_damage_count_days(struct simulate_planting *p);
bool simulate_damage_months_as_days(struct simulate_planting *p);
bool simulate_damage_scientific(struct simulate_planting *p);
bool simulate_damage_scientific_some(struct simulate_planting *p);
bool simulate_damage_zeros(struct simulate_planting *p);
bool simulate_damage_asp_zeros(struct simulate_planting *p);
bool simulate_damage_accents(struct simulate_planting *p);
bool simulate_damage_comma(struct simulate_planting *p);
/* who somebody is: simulate_damage_identity.c */
bool simulate_damage_identity_column(struct simulate_planting *p);
bool simulate_damage_identity_cell(struct simulate_planting *p);
bool simulate_damage_birth_days(struct simulate_planting *p);

/* ---- for these: simulate_damage.c ---- */

/* The list says: in this file, from this line of what it tells on (SIZE_MAX: all of it), this column (−1: none). */
void simulate_damage_note(struct simulate_planting *p, enum simulate_file file, size_t line, int column,
                          const char *text);
/* Spells a parcours_id as the line tells it, and leaves every other cell; `arg` is the planting. */
bool simulate_damage_spell_key(void *arg, const struct simulate_written *w, size_t row, int column, struct buf *out);
/* Every line's cell of this column becomes `spelled`, or what each one's spelling says. */
void simulate_damage_respell(struct simulate_planting *p, enum simulate_file file, simulate_spelling spelling,
                             void *arg);

/* Lines of salaries that fit, up to `wanted`, in the order of the file: the same on every night of the fault. Their
 * number; 0 where one of them is there no longer. */
int simulate_damage_choose(struct simulate_planting *p, int wanted, bool (*fits)(const struct simulate_told_line *),
                           size_t out[SIMULATE_TARGETS_MAX]);
bool simulate_damage_any(const struct simulate_told_line *line);
bool simulate_damage_is_open(const struct simulate_told_line *line);
bool simulate_damage_is_ended(const struct simulate_told_line *line);

/* One new text for one cell. */
void simulate_damage_set(struct simulate_planting *p, enum simulate_file file, size_t line, int column, const char *s);
/* A day as the cell that stands there writes days. */
void simulate_damage_set_day(struct simulate_planting *p, size_t line, int column, int32_t day);

#endif
