/* The findings of an outcome in the order and the groups in which a person reads them: by what is to be done, then by
 * file, column and code; what says the same comes together. */
#ifndef CVG_PROGRAMME_FINDING_GROUPS_H
#define CVG_PROGRAMME_FINDING_GROUPS_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#define FINDING_MASK "***" /* what stands in an outcome in place of a value that is not to be shown */

enum finding_severity { FINDING_ERROR, FINDING_WARNING, FINDING_INFORMATION, FINDING_SEVERITY_COUNT };

/* A finding as its document tells it; texts are the document's, "" where it has none. */
struct told_finding {
    const char *code, *dataset, *column, *key, *value, *message;
    const json_t *moves;
    long long line; /* 0: none */
    enum finding_severity severity;
    size_t at;         /* as listed */
    size_t message_at; /* the first of its group that says the same */
};

struct finding_group {
    struct told_finding *items; /* [n], by message */
    size_t n, messages_n;       /* messages_n: different ones among them */
    bool header;                /* about the columns of one file: the column is each finding's own */
    const json_t *moves;        /* the figures that they move; NULL: none */
};

struct finding_groups {
    struct told_finding *items; /* owned */
    size_t n;
    struct finding_group *list; /* [list_n] */
    size_t list_n;
    size_t by_severity[FINDING_SEVERITY_COUNT];
};

/* One finding of an outcome's array, `at` its place there. */
struct told_finding told_finding_read(const json_t *finding, size_t at);
/* `findings`: the array of an outcome, which must outlive the groups; NULL: none. */
void finding_groups_make(const json_t *findings, struct finding_groups *out);
/* How many items of the group, from `from` on, say the same. */
size_t finding_groups_same(const struct finding_group *g, size_t from);
void finding_groups_deinit(struct finding_groups *g);

#endif
