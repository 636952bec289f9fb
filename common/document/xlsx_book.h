/* A workbook in the making: its formats, its cells, its charts and the sheet of their data. */
#ifndef CVG_DOCUMENT_XLSX_BOOK_H
#define CVG_DOCUMENT_XLSX_BOOK_H

#include <xlsxwriter.h>

#include "document/plan.h"

enum xlsx_look { LOOK_PLAIN, LOOK_STRONG, LOOK_TOTAL, LOOK_BEFORE, LOOK_COUNT };
enum xlsx_words {
    WORDS_TITLE,
    WORDS_SUB,
    WORDS_BODY,
    WORDS_NOTE,
    WORDS_CAPTION,
    WORDS_HEAD,
    WORDS_HEAD_IN, /* not at the left edge */
    WORDS_HEAD_RIGHT,
    WORDS_GROUP,
    WORDS_COUNT
};

#define XLSX_COLONNES_MAX 32
#define XLSX_LIGNE_HAUT 15.0                                  /* points, of a row of one line */
enum { XLSX_VALEUR, XLSX_ECART, XLSX_ECART_UN, XLSX_ECARTS }; /* a value; a difference; one of a single point */

struct xlsx_book {
    const struct plan *plan;
    lxw_workbook *book;
    lxw_format *words[WORDS_COUNT];
    lxw_format *values[PLAN_FORME_COUNT][XLSX_ECARTS][LOOK_COUNT]; /* made when they are asked for */
    lxw_format *texts[2][LOOK_COUNT];                              /* at the left edge, and not */
    lxw_format *marks[LOOK_COUNT];                                 /* withheld or unknown */
    lxw_worksheet *data;                                           /* of the charts */
    lxw_row_t data_row;
    double higher;                    /* its rows so far, beyond XLSX_LIGNE_HAUT each */
    double widths[XLSX_COLONNES_MAX]; /* of the sheet that is written, in letters */
};
void xlsx_row_height(struct xlsx_book *b, lxw_worksheet *s, lxw_row_t row, double height);
size_t xlsx_letters(const char *text);

void xlsx_formats(struct xlsx_book *b);
void xlsx_value(struct xlsx_book *b, lxw_worksheet *s, lxw_row_t row, lxw_col_t col, const struct plan_valeur *v,
                enum xlsx_look look);
/* Writes it from `row` on; returns the row after its last. */
lxw_row_t xlsx_table(struct xlsx_book *b, lxw_worksheet *s, lxw_row_t row, const struct plan_table *t);
/* Its data on their sheet, the chart over the rows from `row` on; returns the row after them. */
lxw_row_t xlsx_chart(struct xlsx_book *b, lxw_worksheet *s, lxw_row_t row, const struct plan_graphique *g);
/* Every printed figure and its address. */
void xlsx_addresses(struct xlsx_book *b, lxw_worksheet *s);

#endif
