/* Pieces into blocks: the sentences, tables and charts of a document. */
#ifndef CVG_DOCUMENT_CORPS_H
#define CVG_DOCUMENT_CORPS_H

#include "document/pieces.h"
#include "document/vue.h"

/* Adds the blocks of the pieces, up to PIECE_FIN. Sections without number get the next of *section_n. */
void corps_add(struct vue *v, const struct piece *pieces, int *section_n);

/* One piece each. */
void tables_indicateurs(struct vue *v, const struct piece *p);
void tables_repartition(struct vue *v, const struct piece *p);
void tables_territoires(struct vue *v, const struct piece *p);
void tables_chantiers(struct vue *v, const struct piece *p);
void tables_annexe(struct vue *v, const struct piece *p);
void tables_remontees(struct vue *v, const struct piece *p);
void tables_definitions(struct vue *v, const struct piece *p);
void tables_ponts(struct vue *v);
bool tables_ponts_large(const struct vue *v); /* is there a bridge to be drawn? */
void graphiques_barres(struct vue *v, const struct piece *p);
void graphiques_cles(struct vue *v, const struct piece *p);
void graphiques_entree_sortie(struct vue *v, const struct piece *p);
void graphiques_par_territoire(struct vue *v, const struct piece *p);
void graphiques_courbes(struct vue *v, const struct piece *p);
/* The waterfall of a table of two columns, from a total by its terms to a total. */
void graphiques_cascade(struct vue *v, const struct plan_table *t, const char *titre);

#endif
