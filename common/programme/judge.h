/* Judging a submission: what refuses it, then superseded, held, accepted; and what an accepted one changes in the state
 * in force.
 *
 * Pure: files, state and calendar go in, a verdict with its findings and changes comes out; `validation` writes it,
 * `cvg check` prints it. */
#ifndef CVG_PROGRAMME_JUDGE_H
#define CVG_PROGRAMME_JUDGE_H

#include "programme/sheet.h"
#include "programme/state.h"

#define FILES_MAX 100 /* of a submission */

struct submission_file {
    const char *name; /* as sent */
    const char *bytes;
    size_t len;
    const char *trouble; /* variant of E-FICHIER where it could not be unpacked, else NULL */
    const char *sheet;   /* where it is a sheet of the workbook `name`, as CSV: the sheet's name; else NULL */
};

enum verdict { VERDICT_NONE, VERDICT_ACCEPTED, VERDICT_HELD, VERDICT_REFUSED, VERDICT_SUPERSEDED, VERDICT_COUNT };
const char *verdict_name(enum verdict v);

struct submission {
    const struct definitions *definitions;
    const struct submission_file *files;
    size_t files_n;
    int32_t situation, today;
    enum reporter_kind reporter; /* REPORTER_NONE: found from the files (offline) */
    const char *reporter_id;
    bool unknown_reporter, not_member;
    const struct state *state;            /* NULL: a first snapshot */
    bool waive_hold;                      /* the sender confirmed, or a person released it */
    bool outranked;                       /* for the same date, one that was received later is in force */
    size_t rows_max;                      /* 0: no limit */
    struct memo *memo;                    /* NULL: none */
    const struct correspondance *profile; /* of the reporter's tool; NULL: none */
};

enum change_kind {
    CHANGE_NONE,
    CHANGE_ADD,       /* sheet_row comes in force */
    CHANGE_REPLACE,   /* sheet_row in place of state_row */
    CHANGE_LAST_GOOD, /* state_row goes on counting, its line was set aside */
    CHANGE_GOOD,      /* state_row, last good until now, is given again as it was */
    CHANGE_WITHDRAW,  /* state_row leaves the figures */
    CHANGE_KIND_COUNT
};

struct change {
    enum change_kind kind;
    size_t dataset, sheet_row, state_row;
};

struct judgement {
    enum verdict verdict;
    bool wiped;       /* identity data, or a file that could not be searched for them: the content must go */
    bool hold_waived; /* it would have been held */
    const struct correspondance *profile; /* by which it was read; NULL: none */
    struct findings findings;
    struct strings strings;
    struct sheet sheets[DATASETS_MAX];
    bool given[DATASETS_MAX];
    size_t read, taken, aside, left;
    size_t added, removed, changed, unchanged;
    struct change *changes;
    size_t changes_n, changes_cap;
};

struct judgement *judge(const struct submission *s);
void judgement_free(struct judgement **j);

/* The state after an accepted judgement. `before` may be NULL. */
struct state *judgement_apply(const struct judgement *j, const struct submission *s, const struct state *before);

/* Index of the dataset whose name a file's name begins with, -1: none; -2: to be skipped (hidden, __MACOSX). */
int file_dataset(const struct definitions *d, const char *name);
/* The same of a sheet of a workbook; -2: for people, as those with which the template's names begin. */
#define SHEET_HELP "Lisez-moi"
#define SHEET_LISTS "Listes"
int sheet_dataset(const struct definitions *d, const char *name);
/* Of either. */
int submission_file_dataset(const struct definitions *d, const struct submission_file *f);
/* SHA-256 over the files sorted by name (spec: Identity). */
void submission_digest(const struct submission_file *files, size_t n, unsigned char out[32]);

#endif
