/* The index of the mapping profiles: correspondances.csv. */
#include "programme/correspondances.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "programme/deffile.h"

#define TOOL_MAX 256 /* bytes of a tool's name */

static int find_index(const struct correspondances *c, const char *name)
{
    for (size_t i = 0; i < c->n; i++)
        if (strcmp(c->list[i]->name, name) == 0)
            return (int)i;
    return -1;
}

const struct correspondance *correspondances_find(const struct correspondances *c, const char *name)
{
    int i = find_index(c, name);
    return i < 0 ? NULL : c->list[i];
}

const struct correspondance *correspondances_of_tool(const struct correspondances *c, const char *tool)
{
    char folded[TOOL_MAX];
    uint64_t i;
    size_t n = text_normalise_header(tool, strlen(tool), folded, sizeof folded);
    return n && n < sizeof folded && map_get(&c->tools, folded, n, &i) ? c->list[i] : NULL;
}

/* Loads a profile that the index names for the first time: its index in the list, or -1. */
static int load_profile(struct correspondances *c, struct deffile *f, const char *folder, char *const *names, size_t n,
                        const struct definitions *d, struct err *e)
{
    const char *profile = deffile_get(f, "profil"), *label = deffile_get(f, "libelle");
    char name[512];
    size_t k = 0;
    snprintf(name, sizeof name, "correspondances/%.400s.csv", profile);
    while (k < n && strcmp(names[k], name) != 0)
        k++;
    if (k == n)
        return deffile_fault(f, "profil", 0, "there is no %s", name);
    if (!*label)
        return deffile_fault(f, "libelle", 0, "a profile needs a label");
    if (c->n == CORRESPONDANCES_MAX)
        return deffile_fault(f, "profil", 0, "over %d profiles", CORRESPONDANCES_MAX);
    if (correspondance_file_load(folder, name, d, &c->list[c->n], e))
        return -1;
    c->list[c->n]->label = mem_text(label);
    return (int)c->n++;
}

static int read_line(struct correspondances *c, struct deffile *f, const char *folder, char *const *names, size_t n,
                     const struct definitions *d, struct err *e)
{
    const char *tool = deffile_get(f, "logiciel");
    char folded[TOOL_MAX];
    int i = find_index(c, deffile_get(f, "profil"));
    if (i < 0 && (i = load_profile(c, f, folder, names, n, d, e)) < 0)
        return -1;
    if (!*tool) /* chosen by its name only */
        return 0;
    size_t len = text_normalise_header(tool, strlen(tool), folded, sizeof folded);
    if (len == 0 || len >= sizeof folded)
        return deffile_fault(f, "logiciel", 0, "no tool's name is so long");
    if (!map_add(&c->tools, folded, len, (uint64_t)i))
        return deffile_fault(f, "logiciel", 0, "\"%s\" stands twice", folded);
    return 0;
}

static int check_named(const struct correspondances *c, char *const *names, size_t n, struct err *e)
{
    for (size_t k = 0; k < n; k++) {
        char name[512];
        if (!text_starts(names[k], "correspondances/"))
            continue;
        const char *base = names[k] + strlen("correspondances/");
        snprintf(name, sizeof name, "%.*s", (int)(strlen(base) - strlen(".csv")), base);
        if (find_index(c, name) < 0)
            return err_set(e, ERR_FORMAT, "%s:1:1: no line of correspondances.csv names it", names[k]);
    }
    return 0;
}

int correspondances_load(const char *folder, char *const *names, size_t n, const struct definitions *d,
                         struct correspondances **out, struct err *e)
{
    static const char *const wanted[] = {"profil", "logiciel", "libelle", NULL};
    struct deffile f;
    int r;
    *out = NULL;
    if (deffile_open(&f, folder, "correspondances.csv", wanted, e))
        return -1;
    struct correspondances *c = mem_new(sizeof *c);
    while ((r = deffile_next(&f)) == 1)
        if (read_line(c, &f, folder, names, n, d, e)) {
            r = -1;
            break;
        }
    deffile_close(&f);
    if (r == 0)
        r = check_named(c, names, n, e);
    if (r)
        correspondances_free(&c);
    *out = c;
    return r;
}

void correspondances_free(struct correspondances **cp)
{
    struct correspondances *c = *cp;
    if (!c)
        return;
    for (size_t i = 0; i < c->n; i++)
        correspondance_free(&c->list[i]);
    map_deinit(&c->tools);
    mem_free(cp);
}
