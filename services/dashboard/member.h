/* Members of an object that came from outside. */
#ifndef CVG_DASHBOARD_MEMBER_H
#define CVG_DASHBOARD_MEMBER_H

#include <jansson.h>

/* A text, as long-lived as the object; "" where there is none. */
const char *member_text(const json_t *object, const char *key);

#endif
