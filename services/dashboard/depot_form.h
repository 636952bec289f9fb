/* What the form of a deposit sent: its files and its few fields. Pure. */
#ifndef CVG_DASHBOARD_DEPOT_FORM_H
#define CVG_DASHBOARD_DEPOT_FORM_H

#include "programme/judge.h"

#define DEPOT_FIELD_MAX 200        /* bytes of a field; a longer one is cut */
#define DEPOT_OVERHEAD_MAX 1048576 /* bytes of a form beside its files */

struct depot_form {
    char *body; /* owned; the files point into it */
    size_t len;
    struct submission_file files[FILES_MAX];
    size_t files_n, bytes; /* of the files together */
    struct arena names;
    char jeton[DEPOT_FIELD_MAX + 1], action[DEPOT_FIELD_MAX + 1], date[DEPOT_FIELD_MAX + 1],
        confirmer[DEPOT_FIELD_MAX + 1];
};

/* Takes `body` over, also when it fails. A file that was left empty in the form is none. ERR_FORMAT: no such form;
 * ERR_LIMIT: over FILES_MAX files. Any thread. */
int depot_form_read(struct depot_form *f, const char *content_type, char *body, size_t len, struct err *e) CHECKED;
/* Zeroes what was sent, and lets it go. */
void depot_form_wipe(struct depot_form *f);

#endif
