/* What a page shows, to take away: a table as CSV, all its tables as a workbook. In front of each stands what the
 * numbers are about: perimeter, programme, period, coverage, as known on, definitions, address. */
#ifndef CVG_DASHBOARD_EXPORT_H
#define CVG_DASHBOARD_EXPORT_H

#include <jansson.h>

#include "base/buf.h"

struct export_head {
    const char *title;       /* of the page: "Indicateurs" */
    const char *perimetre;   /* in French: "Métropole de Lyon" */
    const char *programme;   /* "CVG" */
    const char *period;      /* its label; debut and fin are said behind it */
    int32_t debut, fin;      /* days; CELL_NULL: no period */
    const char *coverage;    /* "61 chantiers sur 68, le plus ancien export a 3 jours" */
    int64_t as_known_on_us;  /* 0: it is not known */
    const char *definitions; /* digest */
    const char *address;     /* of the page, with its query */
};
/* Texts that are NULL or "" are left out. */

/* One table (dashboard/table.h): UTF-8 with BOM, `;`, CRLF, quoted as RFC 4180 has it; numbers with a decimal comma and
 * without thousands, days as AAAA-MM-JJ, so that a French spreadsheet takes them for what they are; unknown is empty,
 * withheld is `s`. A section becomes the first column of its rows. A text that a spreadsheet would take for a formula
 * gets an apostrophe in front. */
void export_csv(const struct export_head *h, const json_t *table, struct buf *out);

/* All tables of an object {id: table}, a sheet each behind one that bears the head: numbers are numbers. The same
 * tables and head give the same bytes. */
int export_xlsx(const struct export_head *h, const json_t *tables, struct buf *out, struct err *e) CHECKED;

/* ---- shared by both ---- */

#define EXPORT_HEAD_MAX 8
struct export_line {
    const char *name;
    struct buf value;
    bool brief; /* stands also in the one line that each sheet of a workbook begins with */
};
/* The head's lines, "Périmètre" and its value; how many. */
size_t export_head_lines(const struct export_head *h, struct export_line out[EXPORT_HEAD_MAX]);
void export_head_deinit(struct export_line lines[EXPORT_HEAD_MAX]);

/* Does a table have sections, and so one column more in what is exported? */
bool export_has_sections(const json_t *table);
/* Heading of a column: its label and unit; of rates "(%)" where `percent`, since their numbers do not say so. */
void export_heading(const json_t *column, bool percent, struct buf *out);
#define EXPORT_SECTION "Rubrique"

#endif
