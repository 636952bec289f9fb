/* The fields of a form. */
#include "dashboard/form.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "io/http.h"

/* A field's text is whole: no NUL in the middle that would hide the rest, nothing that is not UTF-8. */
static bool decode(char *s)
{
    size_t len = http_url_decode(s, strlen(s), true);
    bool whole = !memchr(s, 0, len) && text_is_utf8(s, len);
    s[len] = 0;
    return whole;
}

void form_parse(struct form *f, const char *body, size_t len)
{
    *f = (struct form){.text = mem_text_n(body, len)};
    f->names = mem_new_n(FORM_FIELDS_MAX, sizeof *f->names);
    f->values = mem_new_n(FORM_FIELDS_MAX, sizeof *f->values);
    char *rest = f->text, *one;
    while (!f->broken && (one = strsep(&rest, "&"))) {
        char *value = strchr(one, '=');
        if (!value)
            continue;
        *value++ = 0;
        f->broken = f->n == FORM_FIELDS_MAX || !decode(one) || !decode(value);
        if (f->broken)
            break;
        f->names[f->n] = one;
        f->values[f->n++] = value;
    }
    if (f->broken) /* a field left out would be one that was emptied */
        f->n = 0;
}

const char *form_get(const struct form *f, const char *name)
{
    for (size_t i = 0; i < f->n; i++)
        if (strcmp(f->names[i], name) == 0)
            return f->values[i];
    return "";
}

void form_deinit(struct form *f)
{
    free(f->text);
    free(f->names);
    free(f->values);
    *f = (struct form){0};
}
