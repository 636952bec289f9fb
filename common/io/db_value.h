/* Values on their way to and from PostgreSQL: parameters, binary arrays for unnest, and readers of results. */
#ifndef CVG_IO_DB_VALUE_H
#define CVG_IO_DB_VALUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

/* Types by their OID (fixed by PostgreSQL). 0 lets the server infer the type from the statement. */
enum db_type {
    DB_INFER = 0,
    DB_BOOL = 16,
    DB_BYTEA = 17,
    DB_INT8 = 20,
    DB_INT2 = 21,
    DB_INT4 = 23,
    DB_TEXT = 25,
    DB_FLOAT8 = 701,
    DB_DATE = 1082,
    DB_TIMESTAMPTZ = 1184,
    DB_UUID = 2950,
};

/* The parameters $1, $2 … of one statement. Zero before use; values are copied. At most 65535. */
struct db_params {
    struct buf bytes;
    struct db_param *items; /* [n] */
    size_t n, cap;
};

void db_add_text(struct db_params *p, const char *s);               /* NULL adds a null; type inferred */
void db_add_text_n(struct db_params *p, const char *s, size_t len); /* must hold no NUL byte */
void db_add_int(struct db_params *p, int64_t v);                    /* type inferred: int2, int4, int8, numeric */
void db_add_bool(struct db_params *p, bool v);
void db_add_day(struct db_params *p, int32_t day);        /* date; days since 1970-01-01 */
void db_add_instant(struct db_params *p, int64_t utc_us); /* timestamptz; µs since 1970 */
void db_add_bytea(struct db_params *p, const void *data, size_t len);
void db_add_null(struct db_params *p);
void db_params_deinit(struct db_params *p);

/* A one-dimensional array in binary form: begin, add the elements, hand it over with db_add_array. */
struct db_array {
    struct buf bytes;
    enum db_type type; /* of an element */
    uint32_t n;
    bool has_null;
};

void db_array_begin(struct db_array *a,
                    enum db_type element); /* any of enum db_type but DB_INFER; whatever `a` held before */
/* For bool, int2, int4, int8 (a bug when out of range), date (days since 1970), timestamptz (µs since 1970). */
void db_array_add_int(struct db_array *a, int64_t v);
void db_array_add_double(struct db_array *a, double v);                    /* float8 */
void db_array_add_bytes(struct db_array *a, const void *data, size_t len); /* text, bytea, uuid (16 bytes) */
void db_array_add_text(struct db_array *a, const char *s);                 /* text; NULL adds a null */
void db_array_add_null(struct db_array *a);
void db_add_array(struct db_params *p, struct db_array *a); /* ends the array; `a` is empty again */
void db_array_deinit(struct db_array *a);                   /* of one that was not handed over */

/* The rows of one statement. Readers take text and binary results alike; row and col from 0, out of range is a bug. */
struct db_result {
    struct pg_result *pg;
};

int db_rows(const struct db_result *r);
int64_t db_affected(const struct db_result *r);             /* of INSERT, UPDATE, DELETE … */
int db_column(const struct db_result *r, const char *name); /* -1: not there */
bool db_is_null(const struct db_result *r, int row, int col);
const char *db_text(const struct db_result *r, int row, int col); /* "" when null; only of text results or text types */
size_t db_len(const struct db_result *r, int row, int col);
int64_t db_int64(const struct db_result *r, int row, int col); /* integers, bool; 0 when null */
double db_double(const struct db_result *r, int row, int col); /* float8, integers, numeric as text; 0 when null */
bool db_bool(const struct db_result *r, int row, int col);     /* false when null */
int32_t db_day(const struct db_result *r, int row, int col);   /* date; days since 1970; 0 when null */
int64_t db_instant(const struct db_result *r, int row,
                   int col); /* timestamptz, DB_BINARY results only; µs since 1970 */
/* bytea, DB_BINARY results only: points into the result. NULL when null. */
const void *db_bytea(const struct db_result *r, int row, int col, size_t *len_out);
void db_result_deinit(struct db_result *r);

#endif
