/* The shape of a dataset: its fields, their types and constraints, read from a Frictionless Table Schema with a few
 * members of ours. */
#ifndef CVG_PROGRAMME_SCHEMA_H
#define CVG_PROGRAMME_SCHEMA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "programme/codes.h"
#include "programme/expr.h"

enum field_type {
    FIELD_NONE,
    FIELD_ID,      /* cell: index of an interned string */
    FIELD_TEXT,    /* the same */
    FIELD_CODE,    /* index into the code list */
    FIELD_BOOLEAN, /* 0 or 1 */
    FIELD_DATE,    /* days since 1970-01-01 */
    FIELD_MONTH,   /* the day of its first */
    FIELD_DECIMAL, /* hundredths */
    FIELD_INTEGER,
    FIELD_TYPE_COUNT
};

#define FIELDS_MAX 200
#define KEY_FIELDS_MAX 4
#define BOOLEAN_SPELLINGS_MAX 8

struct field {
    char *name, *title, *description;
    enum field_type type;
    bool required;  /* an empty cell sets the row aside */
    bool strict;    /* a bad cell sets the row aside: required, of the key, or said so */
    bool sensitive; /* values are masked in findings */
    bool off;       /* its option is off: the column is not read */
    char *option;
    const struct codes *codes;
    bool has_min, has_max, above; /* above: the minimum itself is out */
    int32_t min, max;             /* in units of the cell */
    size_t max_chars;             /* text; 0: none */
    int age_at;                   /* index of the date field at which the age is bounded, -1: none */
    int32_t age_min, age_max;
    struct {
        char *spelling; /* folded */
        bool value;
    } accept[BOOLEAN_SPELLINGS_MAX];
    size_t accept_n;
};

enum reporter_kind { REPORTER_NONE, REPORTER_CHANTIER, REPORTER_TERRITOIRE, REPORTER_KIND_COUNT };

struct dataset {
    char *name, *title;
    char *file;   /* base name of its schema */
    char *schema; /* the schema's JSON text as it stands in the file */
    struct field *fields;
    size_t fields_n;
    size_t key[KEY_FIELDS_MAX];
    size_t key_n;
    enum reporter_kind reporter;
    bool required;
    int interval_from, interval_to; /* fields of the row's own dates; interval_to -1: a single date */
};

/* Reads one schema; codes lists are looked up by name among lists[lists_n]; options that are on are told by
 * `option_on`. */
struct dataset *schema_parse(const char *file, const char *json, size_t len, struct codes *const *lists, size_t lists_n,
                             bool (*option_on)(void *arg, const char *name), void *arg, struct err *e);
void schema_free(struct dataset **d);
/* Index of a field by its name, -1 where there is none. */
int dataset_find_field(const struct dataset *d, const char *name);
/* The type under which the expression language sees a field. */
enum expr_type field_expr_type(const struct field *f);

#endif
