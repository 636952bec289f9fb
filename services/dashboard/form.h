/* The fields of a form, application/x-www-form-urlencoded. Pure. */
#ifndef CVG_DASHBOARD_FORM_H
#define CVG_DASHBOARD_FORM_H

#include <stdbool.h>
#include <stddef.h>

#define FORM_BYTES_MAX 65536
#define FORM_FIELDS_MAX 200

struct form {
    char *text; /* decoded in place */
    const char **names, **values;
    size_t n;
    bool broken; /* more fields than FORM_FIELDS_MAX, or one that holds a NUL or is not UTF-8: none is taken */
};

void form_parse(struct form *f, const char *body, size_t len);
const char *form_get(const struct form *f, const char *name); /* the first; "" where it is not there */
void form_deinit(struct form *f);

#endif
