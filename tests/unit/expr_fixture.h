/* A realistic scope for the tests of expressions, and random rows for it. */
#ifndef CVG_TESTS_EXPR_FIXTURE_H
#define CVG_TESTS_EXPR_FIXTURE_H

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/cal.h"
#include "base/mem.h"
#include "programme/expr.h"

enum {
    COL_DATE_ENTREE,
    COL_DATE_SORTIE,
    COL_NAISSANCE,
    COL_DATE,
    COL_SEXE,
    COL_MOTIF,
    COL_HABITAT_ENTREE,
    COL_HABITAT_SORTIE,
    COL_FREIN_LANGUE,
    COL_FREIN_SANTE,
    COL_FREIN_LOGEMENT,
    COL_RQTH,
    COL_RSA,
    COL_SALARIES,
    COL_FILE_ACTIVE,
    COL_ETP,
    COL_HEURES,
    COL_SALARIE_ID,
    COLS_N
};

struct fixture {
    struct codes *sexe, *motif, *habitat, *frein;
    struct expr_column columns[COLS_N];
    struct expr_scope scope;
};

static inline void fixture_attribute(struct codes *c, const char *name, bool numeric, const char *const *values)
{
    struct codes_attribute *a = &c->attributes[c->attributes_n++];
    *a = (struct codes_attribute){.name = mem_text(name), .numeric = numeric};
    a->values = mem_new_n(c->items_n, sizeof *a->values);
    if (!numeric)
        a->words = codes_new(name);
    for (size_t i = 0; i < c->items_n; i++) {
        a->values[i] = INT32_MIN;
        if (!values[i])
            continue;
        if (numeric) {
            a->values[i] = atoi(values[i]);
            continue;
        }
        for (size_t k = 0; k < a->words->items_n; k++)
            if (strcmp(a->words->items[k].code, values[i]) == 0)
                a->values[i] = (int32_t)k;
        if (a->values[i] == INT32_MIN) {
            a->values[i] = (int32_t)a->words->items_n;
            codes_add(a->words, values[i], values[i]);
        }
    }
    const char *twice;
    if (!numeric)
        must(codes_seal(a->words, &twice) == 0);
}

static inline struct codes *fixture_codes(const char *name, const char *const *codes)
{
    struct codes *c = codes_new(name);
    const char *twice;
    for (; *codes; codes++)
        codes_add(c, *codes, *codes);
    must(codes_seal(c, &twice) == 0);
    return c;
}

static const struct expr_macro fixture_macros[] = {
    {"presence", "x", "x IN ('OUI','EN_COURS','RESOLU')"},
    {"solved", "x", "x IN ('EN_COURS','RESOLU')"},
    {"freins", NULL, "combien(presence, frein_*)"},
    {"any_solved", NULL, "ou(solved, frein_*)"},
    {"tous", NULL, ""},
    {"entres", NULL, "date_entree BETWEEN :debut AND :fin"},
    {"presents", NULL, "date_entree <= :fin AND (date_sortie IS NULL OR date_sortie > :fin)"},
    {"sortis", NULL, "date_sortie BETWEEN :debut AND :fin"},
    {"sortis_retenus", NULL, "sortis AND motif_sortie.cvg <> 'neutre'"},
    {"double", "x", "presence(x) AND presence(x)"},
};
#define FIXTURE_MACROS_N (sizeof fixture_macros / sizeof fixture_macros[0])

static inline void fixture_init(struct fixture *f)
{
    static const char *const sexe[] = {"F", "H", "NR", NULL};
    static const char *const frein[] = {"NON", "OUI", "EN_COURS", "RESOLU", "NR", NULL};
    static const char *const motif[] = {"CDI",   "CDD_AUTRE_SIAE", "FORMATION", "CHOMAGE",
                                        "DECES", "DEMENAGEMENT",   "L'AUTRE",   NULL};
    static const char *const asp[] = {"durable", "positive", "positive", "autre", "retrait", "autre", NULL};
    static const char *const cvg[] = {"emploi", "suite", "formation", "sans_solution", "neutre", "neutre", NULL};
    static const char *const habitat[] = {"SANS_ABRI",         "SQUAT",    "HOTEL", "CHU",
                                          "RESIDENCE_SOCIALE", "AUTONOME", "NR",    NULL};
    static const char *const rang[] = {"0", "0", "1", "2", "3", "4", NULL};
    static const char *const groupe[] = {"RUE", "RUE", "PRECAIRE", "COLLECTIF", "SEMI_DURABLE", "PERENNE", NULL};
    f->sexe = fixture_codes("sexe", sexe);
    f->frein = fixture_codes("frein", frein);
    f->motif = fixture_codes("motif_sortie", motif);
    fixture_attribute(f->motif, "asp", false, asp);
    fixture_attribute(f->motif, "cvg", false, cvg);
    f->habitat = fixture_codes("habitat", habitat);
    fixture_attribute(f->habitat, "rang", true, rang);
    fixture_attribute(f->habitat, "groupe", false, groupe);
    const struct expr_column columns[COLS_N] = {
        [COL_DATE_ENTREE] = {"date_entree", EXPR_DATE, NULL, NULL},
        [COL_DATE_SORTIE] = {"date_sortie", EXPR_DATE, NULL, NULL},
        [COL_NAISSANCE] = {"naissance", EXPR_DATE, NULL, NULL},
        [COL_DATE] = {"date", EXPR_DATE, NULL, NULL},
        [COL_SEXE] = {"sexe", EXPR_CODE, f->sexe, NULL},
        [COL_MOTIF] = {"motif_sortie", EXPR_CODE, f->motif, NULL},
        [COL_HABITAT_ENTREE] = {"habitat_entree", EXPR_CODE, f->habitat, NULL},
        [COL_HABITAT_SORTIE] = {"habitat_sortie", EXPR_CODE, f->habitat, NULL},
        [COL_FREIN_LANGUE] = {"frein_langue", EXPR_CODE, f->frein, NULL},
        [COL_FREIN_SANTE] = {"frein_sante", EXPR_CODE, f->frein, NULL},
        [COL_FREIN_LOGEMENT] = {"frein_logement", EXPR_CODE, f->frein, NULL},
        [COL_RQTH] = {"rqth", EXPR_BOOL, NULL, NULL},
        [COL_RSA] = {"rsa", EXPR_BOOL, NULL, NULL},
        [COL_SALARIES] = {"salaries", EXPR_INT, NULL, NULL},
        [COL_FILE_ACTIVE] = {"effectif.file_active", EXPR_INT, NULL, NULL},
        [COL_ETP] = {"etp", EXPR_DECIMAL, NULL, NULL},
        [COL_HEURES] = {"heures_hebdo", EXPR_DECIMAL, NULL, "p.heures"},
        [COL_SALARIE_ID] = {"salarie_id", EXPR_TEXT, NULL, NULL},
    };
    memcpy(f->columns, columns, sizeof columns);
    f->scope = (struct expr_scope){f->columns, COLS_N, fixture_macros, FIXTURE_MACROS_N};
}

static inline void fixture_deinit(struct fixture *f)
{
    codes_free(&f->sexe);
    codes_free(&f->motif);
    codes_free(&f->habitat);
    codes_free(&f->frein);
}

/* xorshift64*: the same numbers everywhere for one seed. */
static inline uint32_t fixture_random(uint64_t *seed, uint32_t below)
{
    *seed ^= *seed >> 12;
    *seed ^= *seed << 25;
    *seed ^= *seed >> 27;
    return (uint32_t)((*seed * 0x2545F4914F6CDD1DULL) >> 33) % below;
}

/* Fills columns[COLS_N][rows_n], about one cell in six unknown. `wild`: also numbers that overflow. */
static inline void fixture_rows(const struct fixture *f, uint64_t *seed, bool wild, int32_t **columns, size_t rows_n)
{
    int32_t from = cal_day(1999, 12, 1);
    for (size_t c = 0; c < COLS_N; c++) {
        for (size_t i = 0; i < rows_n; i++) {
            int32_t v = 0;
            if (f->columns[c].type == EXPR_DATE)
                v = from + (int32_t)fixture_random(seed, 1200);
            else if (f->columns[c].type == EXPR_CODE)
                v = (int32_t)fixture_random(seed, (uint32_t)f->columns[c].codes->items_n);
            else if (f->columns[c].type == EXPR_BOOL)
                v = (int32_t)fixture_random(seed, 2);
            else
                v = (int32_t)fixture_random(seed, 60) - 10;
            if (f->columns[c].type == EXPR_CODE && f->columns[c].codes->items[v].unknown)
                v = CELL_NULL;
            if (wild && f->columns[c].type == EXPR_INT && fixture_random(seed, 4) == 0)
                v = fixture_random(seed, 2) ? INT32_MAX - (int32_t)fixture_random(seed, 3)
                                            : -INT32_MAX + (int32_t)fixture_random(seed, 3);
            if (fixture_random(seed, 6) == 0)
                v = CELL_NULL;
            columns[c][i] = v;
        }
    }
}

#endif
