/* A report as its documents look at it: the perimeter that they are about, another beside it, this period and the year
 * before; and each figure as a value that is printed, with its address. */
#ifndef CVG_DOCUMENT_VUE_H
#define CVG_DOCUMENT_VUE_H

#include "document/plan.h"
#include "programme/rapport.h"

#define VUE_MAINTENANT 0
#define VUE_AVANT 1

struct vue {
    const struct rapport *r;
    struct plan *plan;
    size_t principal, nation;             /* perimeters; nation RAPPORT_SANS: nothing stands beside the principal */
    const struct rapport_chiffre **index; /* [periode][perimetre][indicateur] of the programme; NULL where none */
    const char **scopes;                  /* [perimetres_n], as addresses write them */
};

void vue_init(struct vue *v, const struct rapport *r, struct plan *p);
void vue_deinit(struct vue *v);

bool vue_en_cours(const struct rapport *r); /* the period was not over on the day of what is known */
bool vue_a_avant(const struct vue *v);      /* the year before is there */
const struct rapport_indicateur *vue_indicateur(const struct vue *v, const char *code); /* NULL: no such */
const struct rapport_chiffre *vue_chiffre(const struct vue *v, size_t periode, size_t perimetre, const char *code);
const char *vue_libelle(const struct vue *v, const char *code); /* as French prints it */
/* What follows its colon, where it has one: below a title that says what stands before. */
const char *vue_libelle_court(const struct vue *v, const char *code);
/* The figure's value; what is not there is unknown. */
struct plan_valeur vue_valeur(const struct vue *v, size_t periode, size_t perimetre, const char *code);
/* The numbers beside it; empty where the figure has no such part. */
struct plan_valeur vue_partie(const struct vue *v, size_t periode, size_t perimetre, const char *code,
                              enum figure_part part);
/* Of a répartition its k-th key: the people, and their share of those who are known. */
struct plan_valeur vue_cle(const struct vue *v, size_t periode, size_t perimetre, const char *code, size_t k);
struct plan_valeur vue_cle_part(const struct vue *v, size_t periode, size_t perimetre, const char *code, size_t k);
/* Is it told as 0 of the nation, in both periods, and so 0 everywhere, or no answer at all? Then its row says nothing,
 * though it may be withheld of some territory. */
bool vue_cle_absente(const struct vue *v, const char *code, size_t k);
/* "Lyon", "Opérat.": above a column. */
const char *vue_perimetre_court(const struct vue *v, size_t perimetre);

#endif
