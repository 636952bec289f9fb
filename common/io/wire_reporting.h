/* What is asked of reporting and what it answers: figures of any period and instant, curves, lists.
 *
 * What a decoded one points to lives in its `memory` until wire_ask_deinit() or wire_answer_deinit(); what an encoder
 * is given belongs to the caller, and must be within these bounds. */
#ifndef CVG_IO_WIRE_REPORTING_H
#define CVG_IO_WIRE_REPORTING_H

#include "base/mem.h"
#include "io/wire_figures.h"

#define WIRE_ASK_MAX (64u << 10)     /* bytes of an ask */
#define WIRE_ANSWER_MAX (16u << 20)  /* bytes of an answer */
#define WIRE_ASK_SCOPES_MAX 300      /* scopes of an ask, as they are written */
#define WIRE_ANSWER_SCOPES_MAX 2000  /* scopes of an answer: "territoires" and "chantiers:CODE" are many */
#define WIRE_ASK_DAYS_MAX 800        /* days of a curve */
#define WIRE_ANSWER_MESSAGE_MAX 1000 /* bytes of an error's sentence */

/* Of a report, beside the files of its package: in short, for a page; and its document as it stands. */
#define WIRE_FICHIER_APERCU "apercu.json"
#define WIRE_FICHIER_DOCUMENT "document.json"

enum wire_ask_kind {
    WIRE_ASK_NONE,
    WIRE_ASK_FIGURES,   /* of each scope in [debut, fin] */
    WIRE_ASK_CURVE,     /* effectif.file_active of each scope on the evening of each day */
    WIRE_ASK_TODO,      /* what a chantier has to complete */
    WIRE_ASK_CASELOAD,  /* the caseload of each of its accompagnants */
    WIRE_ASK_POSTES,    /* the posts of a territory's coordination */
    WIRE_ASK_PREVISION, /* the caseload forecast of a chantier, and how right such forecasts were */
    WIRE_ASK_VEILLE,    /* what alerting looks at of a chantier, or of a territory's coordination */
    WIRE_ASK_RAPPORT,   /* a file of a quarterly report */
    WIRE_ASK_KIND_COUNT
};

/* client → reporting. */
struct wire_ask {
    uint64_t call; /* the answer bears the same */
    enum wire_ask_kind kind;
    const char *const *scopes; /* [scopes_n]: as `cvg figures --scope`; also "territoires", "chantiers:CODE" (its
                                  chantiers in the period or in that of the days). Of a list: one "chantier:ID",
                                  of posts one "territoire:CODE" */
    size_t scopes_n;
    char programme[WIRE_ID_SIZE]; /* of figures and curves */
    int32_t debut, fin;           /* of figures */
    bool has_at;
    int64_t at_us;       /* as known at; without: now */
    const int32_t *days; /* [days_n] of a curve, each later than the one before; of a list at most one: its day; none:
                            its situation date */
    size_t days_n;
    char trimestre[WIRE_ID_SIZE]; /* of a report: "2026-C3" */
    int32_t version;              /* of a report: 0 a draft of now, 1 the arrêté, 1 + n rectificatif n */
    char fichier[WIRE_ID_SIZE];   /* of a report: the file's name, or one of the above */
    struct arena memory;
};
/* What of an ask is not within the bounds: its encoder must not be given that. */
int wire_ask_check(const struct wire_ask *m, struct err *e) CHECKED;
void wire_ask_encode(const struct wire_ask *m, struct buf *out);
/* On failure the number of the call is there if it could be read, so that it can be refused: then *has_call_out. */
int wire_ask_decode(const void *data, size_t len, struct wire_ask *out, bool *has_call_out, struct err *e) CHECKED;
void wire_ask_deinit(struct wire_ask *m);

struct wire_past_figures {
    char scope[WIRE_SCOPE_SIZE];
    uint32_t expected, counted; /* coverage */
    bool has_oldest;
    int32_t oldest;             /* situation date */
    const unsigned char *slots; /* contribution_encode of one programme's slots */
    size_t slots_len;
};

struct wire_past_series {
    char scope[WIRE_SCOPE_SIZE];
    const int64_t *values; /* [days_n] of the answer */
};

/* reporting → client. With an error (a word: "unknown_scope", "unknown_programme", "nothing", "too_many", "bad_ask",
 * "busy", "away", "failed") there is its message, in French, and nothing more. */
struct wire_answer {
    uint64_t call;
    char definitions[WIRE_DIGEST_SIZE];
    char error[WIRE_STATE_SIZE]; /* "": none */
    const char *message;         /* NULL without an error */
    int64_t as_known_on_us;
    const struct wire_past_figures *figures; /* [figures_n] in the order of the ask's scopes, several by code */
    size_t figures_n;
    const int32_t *days; /* [days_n] those of the ask */
    size_t days_n;
    const struct wire_past_series *series; /* [series_n] in the same order */
    size_t series_n;
    const char *document; /* of a list: JSON; of a report: its file; a NUL behind it; NULL: none */
    size_t document_len;
    struct arena memory;
};
/* It is not too large to be told. */
bool wire_answer_fits(const struct wire_answer *m);
void wire_answer_encode(const struct wire_answer *m, struct buf *out);
int wire_answer_decode(const void *data, size_t len, struct wire_answer *out, struct err *e) CHECKED;
void wire_answer_deinit(struct wire_answer *m);

#endif
