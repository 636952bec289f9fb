/* Tables that pages share: one JSON model that the page, its CSV and its workbook are made of, so that what is shown
 * and what is taken away cannot differ. Numbers come in as numbers or figures; the text beside them is made here.
 *
 * {"id", "titre", "legende", "colonnes": [{"cle", "libelle", "genre", "nombre", "unite"}], "largeur", "triable",
 * "a_secret", "a_inconnu", "lignes": [{"entete", "classe", "cellules": [{"texte", "valeur", "genre", "classe", "tete",
 * "donnee", "jour", "secret", "nu", "signe", "href", "live", "etat", "niveau", "seuils"}]}], "pied": [as lignes],
 * "a_pied"}. `valeur` is in the unit shown (rates in percent, days as AAAA-MM-JJ), null where there is none; `etat` is
 * "s" (withheld), "inconnu" or null; `signe` is what is seen instead of a text that is too long for a narrow column,
 * null elsewhere; `seuils` is null unless the cell says how heavy its number is (charge.h). Every member is always
 * there, since a template looks for a missing one further out. Rendered by templates/_tableau.html. */
#ifndef CVG_DASHBOARD_TABLE_H
#define CVG_DASHBOARD_TABLE_H

#include <jansson.h>

#include "programme/figures.h"

enum table_kind { TABLE_NONE, TABLE_TEXT, TABLE_NUMBER, TABLE_RATE, TABLE_DAY, TABLE_KIND_COUNT };

/* An empty table; the caller owns the reference. `legend` (a sentence under the title) may be NULL. All texts are
 * copied. */
json_t *table_new(const char *id, const char *title, const char *legend);
/* Columns first, then rows. `unit` is said behind the label; NULL where the label or the cells say it. */
void table_column(json_t *table, const char *key, const char *label, enum table_kind kind, const char *unit);

/* Begins a row; the cells that follow are its, from the first column on. The first column heads the row (th). A row may
 * have fewer cells than there are columns. Returns the row, borrowed, for table_class(). */
json_t *table_row(json_t *table);
/* A row of one heading over all columns: the section of what follows. */
json_t *table_section(json_t *table, const char *text);
/* Begins a row of the foot (totals); no table_row() after it. */
json_t *table_foot(json_t *table);

/* Each adds a cell to the row that was begun last, and returns it, borrowed, for the functions below. */
json_t *table_text(json_t *table, const char *text); /* NULL: empty */
/* Seen as a short sign, read aloud and taken away as its text. */
json_t *table_sign(json_t *table, const char *sign, const char *text);
json_t *table_number(json_t *table, int64_t v);
/* With so many decimals, half up: those of a column stand below one another. */
json_t *table_decimal(json_t *table, double v, int decimals);
/* num of den as a whole percentage; unknown where den is 0. */
json_t *table_rate(json_t *table, int64_t num, int64_t den);
json_t *table_day(json_t *table, int32_t day); /* CELL_NULL: unknown */
json_t *table_unknown(json_t *table);          /* "–": nothing is known; not 0 */
json_t *table_withheld(json_t *table);         /* "s": known, and not told */
/* The value of a figure as figure_show() has it. Of a repartition: the count of its k-th key. `slots` NULL: unknown;
 * `hidden`: withheld. */
json_t *table_figure(json_t *table, const struct indicator *i, const int64_t *slots, size_t k, bool hidden);

void table_link(json_t *cell, const char *href);
/* The cell follows the live value of a figure, or of the coverage (WORDS_LIVE_…): the contract between server and
 * script, data-live. A withheld one does not. */
void table_live(json_t *cell, const struct scope *scope, const char *code);
/* The word behind a number that is over a threshold, also its class, or ""; `seuils`: where it begins, for who follows
 * the live value. */
void table_level(json_t *cell, const char *niveau, const char *seuils);
/* A class more, of a cell or of a row. */
void table_class(json_t *cell_or_row, const char *name);

size_t table_rows_n(const json_t *table); /* sections and foot not counted */

#endif
