/* Where territories lie, as programme/carte.csv says. */
#include "dashboard/carte_file.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "programme/deffile.h"

int carte_load(struct carte *c, const char *folder, struct err *e)
{
    static const char *const wanted[] = {"territoire", "departements", NULL};
    struct deffile f;
    int got;
    *c = (struct carte){0};
    if (deffile_open(&f, folder, "carte.csv", wanted, e) < 0)
        return -1;
    while ((got = deffile_next(&f)) > 0) {
        const char *code = deffile_get(&f, "territoire");
        if (!map_add(&c->by_code, code, strlen(code), c->n)) {
            got = deffile_fault(&f, "territoire", 0, "comes twice");
            break;
        }
        c->departements = mem_room(c->departements, c->n, &c->cap, sizeof *c->departements);
        c->departements[c->n++] = mem_text(deffile_get(&f, "departements"));
    }
    deffile_close(&f);
    if (got < 0)
        carte_deinit(c);
    return got < 0 ? -1 : 0;
}

void carte_deinit(struct carte *c)
{
    for (size_t i = 0; i < c->n; i++)
        free(c->departements[i]);
    free(c->departements);
    map_deinit(&c->by_code);
    *c = (struct carte){0};
}
