/* A code list with its attributes: what a column of codes may hold. */
#ifndef CVG_PROGRAMME_CODES_H
#define CVG_PROGRAMME_CODES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CODES_ATTRIBUTES_MAX 8
#define CODES_SPELLING_MAX 128 /* bytes; longer spellings are no code */

struct codes_attribute {
    char *name;          /* "rang", "asp" */
    bool numeric;        /* values are integers; else indexes into `words` */
    struct codes *words; /* the distinct words of the attribute, in order of appearance; NULL when numeric */
    int32_t *values;     /* one a code, INT32_MIN where unknown */
};

struct codes_item {
    char *code;      /* as stored and shown: "FRANCE_TRAVAIL" */
    char *folded;    /* as compared: lower case, no accents */
    char *label;     /* French */
    char *number;    /* the ASP's number without leading zeros, or NULL */
    int32_t instead; /* index stored in its place while its option is off; its own index otherwise */
    bool group_only; /* a bare group name: accepted, not proposed */
    bool unknown;    /* NR: read as not known */
};

struct codes {
    char *name;
    struct codes_item *items;
    size_t items_n;
    struct codes_attribute attributes[CODES_ATTRIBUTES_MAX];
    size_t attributes_n;
    struct codes_index *index; /* folded spelling or number → item; owned */
};

/* A spelling as it is compared: case and accents aside, a number without leading zeros. Its length; 0: too long. */
size_t codes_fold(const char *s, size_t len, char out[CODES_SPELLING_MAX]);
/* Index of a code spelled anyhow (case and accents aside, number taken), -1 where it is none. `s` is UTF-8. */
int32_t codes_find(const struct codes *c, const char *s, size_t len);
/* Index by the exact code, -1 where it is none. */
int32_t codes_find_exact(const struct codes *c, const char *code, size_t len);
const struct codes_attribute *codes_find_attribute(const struct codes *c, const char *name, size_t len);

/* An empty list; items are added with codes_add, then codes_seal makes it findable. */
struct codes *codes_new(const char *name);
struct codes_item *codes_add(struct codes *c, const char *code, const char *label);
/* -1 when two items share a spelling: *twice_out tells which. */
int codes_seal(struct codes *c, const char **twice_out);
void codes_free(struct codes **c);

#endif
