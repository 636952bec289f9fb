/* What the difference of two releases tells: of the same period before a correction, or of an earlier cumulative one of
 * the same year. */
#ifndef CVG_AUDITEUR_DIFFERENCES_H
#define CVG_AUDITEUR_DIFFERENCES_H

#include "auditeur/audit.h"

/* How many cells of the last release, told now and then, moved by some people but fewer than k; each is told by
 * a->dire(). */
size_t differences_controler(const struct audit *a);

#endif
