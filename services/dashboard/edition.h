/* An act of a form that edits: its fields become the parameters of one of the functions of sql/0008, which does it or
 * says in French why not (`refus`). What cannot be read is said the same way, and nothing is sent.
 *
 *   prepare(): edition_begin(), edition_text() … for each parameter, edition_send()
 *   build():   edition_refusal(): NULL, it is done; else the form again, as it was typed */
#ifndef CVG_DASHBOARD_EDITION_H
#define CVG_DASHBOARD_EDITION_H

#include "dashboard/page.h"

struct edition {
    struct page *page;
    struct db_params params;
    char refusal[400]; /* of the first field that could not be read */
    size_t need;
    bool sent;
};

/* The first parameter is who does it. The memory of `x` must live as long as the page. */
void edition_begin(struct edition *x, struct page *p);
/* Each adds the next parameter from a field of the form; `label` is what the form calls it. */
void edition_text(struct edition *x, const char *field);
void edition_day(struct edition *x, const char *field, const char *label); /* empty: NULL */
/* The last instant of a day in Paris. */
void edition_evening(struct edition *x, const char *field, const char *label);
void edition_number(struct edition *x, const char *field, const char *label);
void edition_instant(struct edition *x, const char *field); /* `connu`, as the form had it; empty: NULL */
/* Or what is known without a form. */
void edition_fixed(struct edition *x, const char *text);
void edition_fixed_int(struct edition *x, int64_t v);
void edition_fixed_day(struct edition *x, int32_t day); /* CELL_NULL: NULL */
/* `sql` gives a row (version, refus). */
void edition_send(struct edition *x, const char *sql);
/* NULL: it was done. */
const char *edition_refusal(const struct edition *x);

/* Rows of `t` that are known at $1, a timestamptz, or in force where it is NULL. */
#define EDITION_KNOWN(t)                                                                                               \
    "(($1::timestamptz IS NULL AND " t ".known_to = 'infinity') OR (" t ".known_from <= $1::timestamptz AND " t        \
    ".known_to > $1::timestamptz))"

/* What a form shows in a field: days as AAAA-MM-JJ, "" where there is none; instants as edition_instant() reads them.
 */
json_t *edition_show_day(int32_t day);
json_t *edition_show_instant(int64_t us);
json_t *edition_show_field(const struct page *p, const char *field); /* as it was typed */
/* `connu` of a form that comes back: of the version in force, which the page shows beside what was typed, so that who
 * saw both may send it again; NULL: what the form had. */
json_t *edition_show_connu(const struct page *p, const int64_t *known_from_us);

#endif
