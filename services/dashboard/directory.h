/* Who there is: the reference data as they are now, with the names that people know chantiers and territories by. */
#ifndef CVG_DASHBOARD_DIRECTORY_H
#define CVG_DASHBOARD_DIRECTORY_H

#include "programme/perimeter.h"

struct directory {
    struct reference reference;
    uint64_t version; /* of reference_state; 0: nothing is known yet */
    struct map names; /* chantier → index into `noms` */
    char **noms;
    size_t cap;
};

/* The name of a chantier's newest line; a chantier is added with its first. */
void directory_name(struct directory *d, const char *chantier, const char *nom);
void directory_deinit(struct directory *d);

const char *directory_chantier(const struct directory *d, const char *id);     /* the id where it is not known */
const char *directory_territoire(const struct directory *d, const char *code); /* the code where it is not known */
/* Who submits under this id: a chantier, or a territory's coordination; the id where it is neither. */
const char *directory_reporter(const struct directory *d, const char *id);
bool directory_knows(const struct directory *d, const struct scope *s);
/* "Nation", "Territoires opérationnels", a territory's or a chantier's name. Lives as long as the directory. */
const char *directory_label(const struct directory *d, const struct scope *s);

/* The targets of the chantiers that a scope includes on a day, added up; CELL_NULL where none has one. */
int64_t directory_objectif(const struct directory *d, const struct scope *s, int32_t day);

/* Calls fn for each chantier that counts in the period, in the order of territories and ids; territoire: only its own,
 * or NULL. */
void directory_chantiers(const struct directory *d, const char *territoire, int32_t debut, int32_t fin,
                         void (*fn)(const char *id, const struct membership *m, void *arg), void *arg);

#endif
