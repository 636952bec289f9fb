/* The native push door of this home. */
#include "cvg/push_address.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "cvg/key_curve.h"
#include "cvg/roster.h"

char *push_address(void)
{
    const char *told = getenv("CVG_PUSH_ADVERTISED");
    struct home h;
    struct roster s;
    struct buf b = {0};
    if (told && *told)
        return mem_text(told);
    if (home_open(&h, false, NULL) < 0)
        return NULL;
    roster_read(&s, &h);
    roster_settle(&s);
    for (size_t i = 0; i < s.n && !b.len; i++)
        if (strcmp(s.entries[i].name, "intake") == 0 && *s.entries[i].push)
            buf_addf(&b, "tcp://%s", s.entries[i].push);
    roster_deinit(&s);
    home_close(&h);
    return b.len ? buf_take(&b) : NULL;
}

int push_address_launch(const struct home *h, const char *address, struct launch *l, struct err *e)
{
    char public_key[BUS_KEY_LEN];
    if (key_curve_server(h, public_key, e) < 0)
        return -1;
    struct buf b = {0};
    char *secret = key_curve_server_file(h);
    buf_addf(&b, "tcp://%s%s", *address == ':' ? "*" : "", address);
    launch_env(l, "CVG_PUSH", b.data);
    launch_env(l, "CVG_PUSH_SECRET_FILE", secret);
    buf_deinit(&b);
    free(secret);
    return 0;
}
