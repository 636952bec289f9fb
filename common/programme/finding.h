/* Findings: what is wrong in a submission, told in French with what to do; data, never errors. */
#ifndef CVG_PROGRAMME_FINDING_H
#define CVG_PROGRAMME_FINDING_H

#include "base/mem.h"
#include "programme/definitions.h"

#define FINDINGS_LISTED_MAX 20000 /* more are counted, not listed: a hostile file makes millions */

struct finding {
    const struct rule *rule;
    int dataset;        /* index, -1: none */
    uint32_t line;      /* physical line, 0: none */
    int field;          /* index, -1: none */
    const char *key;    /* of the row; NULL: none */
    const char *column; /* as shown; NULL: none */
    const char *value;  /* shortened, masked where sensitive; NULL: none */
    const char *message;
};

/* What a message may speak of; everything optional. */
struct finding_about {
    int dataset, field;
    uint32_t line;
    const char *key, *column;
    const char *value; /* not NUL-terminated */
    size_t value_len;
    bool masked;
    const char *expected;
    const char *profile; /* name of the mapping profile */
    long number, threshold;
    int32_t date; /* CELL_NULL: none */
};
#define ABOUT_NOTHING ((struct finding_about){.dataset = -1, .field = -1, .date = CELL_NULL})

struct findings {
    const struct definitions *definitions;
    struct finding *list;
    size_t n, cap;
    size_t unlisted;
    struct arena texts;
};

void findings_init(struct findings *f, const struct definitions *d);
void findings_add(struct findings *f, const char *code, const char *variant, const struct finding_about *about);
bool findings_have(const struct findings *f, const char *code);
/* Keeps only findings of this code; what E-IDENTITE asks for. */
void findings_keep_only(struct findings *f, const char *code);
/* Keeps what is about the submission and its files: no line, or line 1. */
void findings_keep_files(struct findings *f);
/* By dataset, line, column, code: the order in which a person reads the file. */
void findings_sort(struct findings *f);
/* Codes of the figures that a finding moves; `each` is called once a code. */
void finding_moves(const struct definitions *d, const struct finding *f, void (*each)(void *arg, const char *code),
                   void *arg);
void findings_deinit(struct findings *f);

#endif
