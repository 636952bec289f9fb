/* Finding in the definitions: datasets, code lists and rules by their names. */
#include <stdio.h>
#include <string.h>

#include "programme/definitions.h"

int definitions_find_dataset(const struct definitions *d, const char *name)
{
    for (size_t i = 0; i < d->datasets_n; i++)
        if (strcmp(d->datasets[i]->name, name) == 0)
            return (int)i;
    return -1;
}

const struct codes *definitions_find_codes(const struct definitions *d, const char *name)
{
    for (size_t i = 0; i < d->codes_n; i++)
        if (strcmp(d->codes[i]->name, name) == 0)
            return d->codes[i];
    return NULL;
}

const struct rule *definitions_rule(const struct definitions *d, const char *code, const char *variant)
{
    char name[160];
    uint64_t i;
    snprintf(name, sizeof name, "%.70s/%.70s", code, variant ? variant : "");
    if (!map_get(&d->rules_by_name, name, strlen(name), &i)) {
        snprintf(name, sizeof name, "%.70s/", code);
        must(map_get(&d->rules_by_name, name, strlen(name), &i));
    }
    return &d->rules[i];
}
