/* Members of an object. */
#include "dashboard/member.h"

const char *member_text(const json_t *object, const char *key)
{
    const char *s = json_string_value(json_object_get(object, key));
    return s ? s : "";
}
