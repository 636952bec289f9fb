/* The definitions: everything under programme/, read once at start; their digest is the version of every figure. */
#ifndef CVG_PROGRAMME_DEFINITIONS_H
#define CVG_PROGRAMME_DEFINITIONS_H

#include "base/map.h"
#include "programme/catalogue.h"
#include "programme/schema.h"

#define DATASETS_MAX 16
#define CODE_LISTS_MAX 64
#define DIGEST_HEX 65

/* A rule of controles.csv: one finding code (and variant) with its French message. */
struct rule {
    char *code, *variant; /* variant "" for the default */
    char severity;        /* 'E', 'W', 'I' */
    char *message;        /* with {placeholders} */
    char **moves;         /* codes of figures; NULL-terminated */
    bool moves_column;    /* and those whose expression reads the column */
    bool of_submission;   /* it is about the submission as a whole, not about one of its rows or files */
};

/* The numbers of reglages.csv. Percentages are whole; days are days. */
struct numbers {
    int32_t gone_percent, gone_min, added_percent, added_min, aside_percent, aside_min, relisted_percent, relisted_min,
        etp_percent;
    int32_t return_days, extension_days, extension_days_max, overdue_days, ahead_days, deadline_hour, grace_hours;
    int32_t frozen_nights;
    int32_t secret_k; /* people behind a sensitive figure that is shown below Convergence, or published, at least */
    int32_t secret_k_others;                    /* behind any other figure that is published */
    int32_t secret_chantiers, secret_dominance; /* behind a published cell: chantiers; none over this percentage */
    int32_t arrete_days;                        /* after a quarter's end the calendar closes it */
};

/* Columns of `salaries` and `accompagnants` that the rules between cells speak of; indexes into their fields. */
struct known_columns {
    size_t parcours_id, salarie_id, programme, date_entree, date_fin_prevue, date_sortie, motif_sortie, prolongation,
        cip_ref, habitat_sortie, health[5];
    size_t acc_cip_ref, acc_etp, acc_date_debut, acc_date_fin;
};

struct correspondances;

struct definitions {
    char digest[DIGEST_HEX]; /* hexadecimal SHA-256 */
    struct dataset *datasets[DATASETS_MAX];
    size_t datasets_n;
    size_t salaries, accompagnants; /* indexes of these two */
    struct known_columns at;
    struct codes *codes[CODE_LISTS_MAX];
    size_t codes_n;
    struct rule *rules;
    size_t rules_n;
    struct map rules_by_name; /* "code/variant" → index */
    struct map identity_headers;
    struct map calendriers; /* programme/calendrier.h */
    struct numbers numbers;
    bool justice;
    struct catalogue *catalogue;
    struct correspondances *correspondances; /* mapping profiles */
    struct todo *todo;                       /* programme/todo.h */
    struct alertes *alertes;                 /* programme/alertes.h; no part of the digest */
    struct secret_liens *liens;              /* programme/secret_liens.h; no part of the digest */
};

/* Reads a folder; on failure the error names file, line and column. */
int definitions_load(const char *folder, struct definitions **out, struct err *e) CHECKED;
void definitions_free(struct definitions **d);
/* Where the definitions are: CVG_PROGRAMME, else the folder known when it was built. */
const char *definitions_folder(void);

int definitions_find_dataset(const struct definitions *d, const char *name);
const struct codes *definitions_find_codes(const struct definitions *d, const char *name);
/* The rule of a code and variant; a missing variant falls back to the default one; a missing code is a bug. */
const struct rule *definitions_rule(const struct definitions *d, const char *code, const char *variant);

#endif
