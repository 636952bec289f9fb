/* Rows of facts between PostgreSQL and memory: the statements of each dataset, made once from its schema, and their
 * parameters. */
#ifndef CVG_VALIDATION_FACTS_H
#define CVG_VALIDATION_FACTS_H

#include "io/db.h"
#include "programme/state.h"

/* Statements of one dataset's table faits.<dataset>. Columns: the fields that are not off, in order. */
struct facts {
    char *load;   /* $1 text[] reporters → chantier_id, last_good, columns: the rows in force */
    char *close;  /* $1 text[] reporters, $2 text[] keys, $3 int8[] n: these versions end at the reporter's known_at */
    char *insert; /* $1 reporters, $2 keys, $3 n, $4 bool[] last_good, then an array a column: versions that begin at
                     known_at */
};

void facts_init(struct facts *f, const struct dataset *d);
void facts_deinit(struct facts *f);

/* Adds row `row` of a load result to the state of its reporter. */
void facts_read(const struct db_result *r, int row, struct state *s, size_t dataset);

/* The rows that one transaction writes into one dataset. */
struct facts_batch {
    const struct dataset *dataset;
    struct db_array close[3], insert[4], *columns;
    size_t closed, inserted;
};
void facts_batch_begin(struct facts_batch *b, const struct dataset *d);
void facts_batch_close(struct facts_batch *b, const char *reporter, int64_t n, const struct table *t, size_t row);
void facts_batch_insert(struct facts_batch *b, const char *reporter, int64_t n, bool last_good, const struct table *t,
                        size_t row);
/* Adds the statements, if there is anything to write, and empties the batch. */
void facts_batch_end(struct facts_batch *b, const struct facts *f, struct db_request *r);

#endif
