/* What a chantier has still to complete: the rules of a_completer.csv, over the rows of `salaries` in force or over
 * those of a file.
 *
 * In a condition and in a due date, :fin is the day of the list, :debut the day on which its window opens. A list is in
 * the order of the accompagnants, of the due dates (unknown last), of the parcours, of the rules. */
#ifndef CVG_PROGRAMME_TODO_H
#define CVG_PROGRAMME_TODO_H

#include "programme/definitions.h"
#include "programme/table.h"

#define TODO_RULES_MAX 32

struct todo_rule {
    char *code, *label, *message; /* message: with {echeance} */
    struct expr *condition, *due; /* due: a date; NULL: none */
};

struct todo {
    struct todo_rule rules[TODO_RULES_MAX];
    size_t n;
};

/* Reads a_completer.csv, for a catalogue that is read already; a fault is told by file, line and column. */
int todo_load(const struct definitions *d, const char *folder, struct todo **out, struct err *e) CHECKED;
void todo_free(struct todo **t);
const struct todo_rule *todo_find(const struct todo *t, const char *code);

/* One SELECT for the list of a day. Parameters: $1 timestamptz, as known at (any instant far ahead: what is in force);
 * $2 text[], these reporters only, or NULL. Columns: chantier_id, cip_ref (NULL: nobody), parcours_id, code, due date
 * (NULL: none). */
void todo_sql(const struct definitions *d, int32_t day, struct buf *out);

struct todo_item {
    const char *cip_ref, *parcours_id; /* cip_ref NULL: nobody */
    const struct todo_rule *rule;
    int32_t due; /* CELL_NULL: none */
};

/* The same list from rows in memory; the caller frees *items_out, whose texts live as long as the table's strings. */
void todo_list(const struct definitions *d, const struct table *salaries, int32_t day, struct todo_item **items_out,
               size_t *n_out);
/* The rule's message; an unknown due date is told as an ellipsis. */
void todo_message(const struct todo_rule *r, int32_t due, struct buf *out);

#endif
