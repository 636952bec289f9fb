/* What the daemon remembers of a reporter over a restart: the submission whose answer is not final. */
#ifndef CVG_DEPOT_TRACE_H
#define CVG_DEPOT_TRACE_H

#include "depot/pick.h"

#define TRACE_ID_LEN 80
#define TRACE_STATE_LEN 16

struct trace_file {
    char *name;
    enum name_kind kind;
    struct mark mark;
};

struct trace {
    char submission[TRACE_ID_LEN]; /* empty: nothing is remembered */
    char told[TRACE_STATE_LEN];    /* the state of the receipt */
    bool answered;                 /* but not for good: a person, or another try, decides */
    struct trace_file *files;
    size_t n;
};

void trace_set(struct trace *t, const char *submission, const char *told, const struct entry *entries,
               const struct pick *p);
void trace_clear(struct trace *t);

/* DIR/REPORTER.json, whole or not at all. A file that is not ours to read is none: its submission is sent again. */
int trace_save(const struct trace *t, const char *dir, const char *reporter, struct err *e) CHECKED;
void trace_load(struct trace *t, const char *dir, const char *reporter);
void trace_forget(struct trace *t, const char *dir, const char *reporter);

#endif
