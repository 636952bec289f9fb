/* Reference data as tables of canonical texts: read from a file or from the database, compared cell by cell. */
#ifndef CVG_CVG_REFERENCE_TABLE_H
#define CVG_CVG_REFERENCE_TABLE_H

#include <jansson.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/mem.h"

#define REFERENCE_COLUMNS_MAX 9

enum reference_kind { REFERENCE_TERRITOIRES, REFERENCE_CHANTIERS, REFERENCE_KIND_COUNT };

/* Columns in the file's order. The first names the thing, the second is what people call it. */
struct reference_shape {
    const char *file, *member;
    const char *columns[REFERENCE_COLUMNS_MAX + 1]; /* NULL ends them */
};
extern const struct reference_shape reference_shapes[REFERENCE_KIND_COUNT];
enum { TERRITOIRE_CODE, TERRITOIRE_NOM, TERRITOIRE_LANCEMENT, TERRITOIRE_PORTEUR, TERRITOIRE_COLUMNS };
enum {
    CHANTIER_ID,
    CHANTIER_NOM,
    CHANTIER_TERRITOIRE,
    CHANTIER_DEPUIS,
    CHANTIER_JUSQUA,
    CHANTIER_TARGET,
    CHANTIER_SUPPORT,
    CHANTIER_LOGICIEL,
    CHANTIER_CONTACT,
    CHANTIER_COLUMNS
};

struct reference_row {
    const char *cells[REFERENCE_COLUMNS_MAX]; /* dates AAAA-MM-JJ or "", numbers without leading zeros or "" */
    uint32_t line;                            /* of the file; 0: from the database */
    uint32_t place[REFERENCE_COLUMNS_MAX];    /* of each cell in its line, in characters from 1 */
};

struct reference_table {
    enum reference_kind kind;
    struct reference_row *rows;
    size_t n, cap;
    struct arena texts;
};

struct reference_row *reference_table_add(struct reference_table *t, enum reference_kind kind);
/* By the thing, then by `depuis`: the order that the comparison needs. */
void reference_table_sort(struct reference_table *t);
void reference_table_deinit(struct reference_table *t);

/* Reads and checks both files. What is wrong is added to `faults`, a line "file:line:column: text" each, and counted.
 */
size_t reference_table_read(const struct buf files[REFERENCE_KIND_COUNT],
                            struct reference_table out[REFERENCE_KIND_COUNT], struct buf *faults);

/* Both sorted. Rows of `before` that are in `after` no more, and rows of `after` that are new, by index; *_n of them.
 */
struct reference_diff {
    size_t *gone, *fresh, gone_n, fresh_n;
};
void reference_table_compare(const struct reference_table *before, const struct reference_table *after,
                             struct reference_diff *out);
void reference_diff_deinit(struct reference_diff *d);

/* The same for people and programs:
 * {"added":[{"id","nom"}],"removed":[…],"changed":[{"id","nom","fields":[…]}],"unchanged":n}. */
json_t *reference_table_report(const struct reference_table *before, const struct reference_table *after);

#endif
