/* What the form for a new account says. Pure. */
#ifndef CVG_DASHBOARD_PERSON_FORM_H
#define CVG_DASHBOARD_PERSON_FORM_H

#include "dashboard/directory.h"
#include "programme/role.h"

struct person_form {
    char login[65], nom[129];
    enum role role;
    struct scope scope;
    char perimetre[80]; /* the scope as it is stored */
};

/* May it be somebody's: an address of e-mail, or a name of small letters, digits and . _ + -; at most 64 bytes. */
bool person_login_good(const char *login);

/* Reads the fields as they came. The login loses its blanks and capitals. ERR_USAGE with a French text that says what
 * to do; what could be read is in `out`. */
int person_form_read(struct person_form *out, const char *login, const char *nom, const char *role,
                     const char *perimetre, const struct directory *dir, struct err *e) CHECKED;

#endif
