/* The supervisor that `cvg up` leaves behind: it starts PostgreSQL and the daemons, starts again what dies, ends them
 * on SIGTERM. */
#ifndef CVG_CVG_SUPERVISOR_H
#define CVG_CVG_SUPERVISOR_H

#include "cvg/home.h"

#define SUPERVISOR_WORKERS_MAX 32

struct supervisor_spec {
    const struct home *home;
    const char *http;      /* intake's address; NULL: a free one is chosen */
    const char *push;      /* of its native push door, the same */
    const char *dashboard; /* its address, the same */
    unsigned workers;      /* of validation */
    bool courrier;         /* mails are sent too */
    const char *depot;     /* directory of the SFTP folders; NULL: that daemon is not started */
    int report_fd; /* told there, a line each: "I text" progress; "R" all are ready; "F log<TAB>text" failed. Closed
                      after "R" */
};

/* Runs until it is told to stop (0) or could not start (1); what it started has ended then. The caller holds the home's
 * lock. */
int supervisor_run(const struct supervisor_spec *spec);

#endif
