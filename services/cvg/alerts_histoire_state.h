/* A history while it is read: shared by the file that reads lines and the one that makes a world of them. */
#ifndef CVG_CVG_ALERTS_HISTOIRE_STATE_H
#define CVG_CVG_ALERTS_HISTOIRE_STATE_H

#include "base/map.h"
#include "cvg/alerts_histoire.h"
#include "programme/deffile.h"

/* A growing list of each kind. */
#define LIST(type, name)                                                                                               \
    type *name;                                                                                                        \
    size_t name##_n, name##_cap

struct porteur {
    const char *id, *territoire, *logiciel;
    enum veille_porteur genre;
    LIST(struct remontee_ligne, lignes);
    LIST(struct remontee_fermeture, fermetures);
    LIST(struct remontee_envoi, envois);
    LIST(struct veille_situation, situations);
    LIST(struct veille_echeance, echeances);
    LIST(struct veille_poste, postes);
    LIST(struct veille_copil, copils);
    LIST(struct veille_panne, pannes);
    int32_t copil_depuis;
};
struct charge { /* a line of accompagnants.csv, put to its situation when all is read */
    size_t porteur, situation;
    struct veille_cip cip;
};

struct prevue { /* the same of previsions.csv */
    size_t porteur, situation;
    struct veille_prevision prevision;
};

struct histoire {
    const struct definitions *d;
    struct arena texts;
    struct map by_id, by_situation; /* id → index + 1; "id|date|known" → index of a situation */
    LIST(struct porteur, all);
    LIST(struct charge, charges);
    LIST(struct prevue, prevues);
    struct veille_cip *cips;
    struct veille_prevision *previsions;
    int32_t first; /* the first situation date of an export */
    struct veille_monde monde;
};

/* A place for one item more at the end of a list. */
#define ADD(list, name)                                                                                                \
    ((list)->name = mem_room((list)->name, (list)->name##_n, &(list)->name##_cap, sizeof *(list)->name),               \
     &(list)->name[(list)->name##_n++])

struct histoire_file {
    const char *name;
    bool needed;
    int (*line)(struct histoire *h, struct deffile *f);
    const char *columns[10]; /* NULL-terminated */
};
#define HISTOIRE_FILES_N 11
extern const struct histoire_file histoire_files[HISTOIRE_FILES_N]; /* in the order in which they are read */

struct histoire *histoire_new(const struct definitions *d);
/* Reads one of histoire_files. */
int histoire_read_text(struct histoire *h, size_t file, const char *text, size_t len, struct err *e) CHECKED;
/* When all are read. */
void histoire_build(struct histoire *h);

struct porteur *histoire_find(struct histoire *h, const char *id); /* NULL: not known */
/* The reporter of that id, added where it was not known; moves all others. */
struct porteur *histoire_add(struct histoire *h, const char *id, enum veille_porteur genre);

#endif
