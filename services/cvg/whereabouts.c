/* Where services are, from what the supervisor tells. */
#include "cvg/whereabouts.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "cvg/home.h"
#include "cvg/roster.h"

char *whereabouts_address(const char *service)
{
    struct home h;
    struct roster s;
    char *address = NULL;
    if (home_open(&h, false, NULL) < 0)
        return NULL;
    roster_read(&s, &h);
    roster_settle(&s);
    for (size_t i = 0; i < s.n && !address; i++)
        if (strcmp(s.entries[i].name, service) == 0 && *s.entries[i].address)
            address = mem_text(s.entries[i].address);
    roster_deinit(&s);
    home_close(&h);
    return address;
}
