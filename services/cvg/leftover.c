/* Finding and ending what a killed supervisor left. */
#include "cvg/leftover.h"

#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/buf.h"
#include "cvg/readiness.h"
#include "cvg/postgres.h"
#include "cvg/roster.h"

#define DAEMONS_MS 10000
#define KILL_MS 5000

bool leftover_end(const struct home *h)
{
    struct roster st;
    struct postgres pg;
    struct process_list daemons = {0}, server = {0};
    struct err e;
    char *path = readiness_path(h);
    struct buf mark = {0};
    /* By the recorded pids, and by an environment that only this home's daemons have: one may have been started and not
     * yet recorded. */
    roster_read(&st, h);
    for (size_t i = 1; i < st.n; i++)
        process_list_add(&daemons, st.entries[i].id);
    buf_addf(&mark, "NOTIFY_SOCKET=%s", path);
    process_list_add_env(&daemons, mark.data);
    bool left = !process_list_end(&daemons, SIGTERM, 0);
    if (left && !process_list_end(&daemons, SIGTERM, DAEMONS_MS))
        process_list_end(&daemons, SIGKILL, KILL_MS);
    if (access(h->pg, F_OK) == 0 && postgres_open(&pg, h, &e) == 0) {
        postgres_find_left(&pg, &server);
        if (server.n)
            postgres_end_left(&pg);
        left = left || server.n;
        postgres_close(&pg);
    }
    process_list_deinit(&daemons);
    process_list_deinit(&server);
    roster_deinit(&st);
    buf_deinit(&mark);
    free(path);
    return left;
}
