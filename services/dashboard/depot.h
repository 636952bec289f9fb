/* Deposits: what depot.c (their life), page_depot.c (the form, what the check says), depot_take.c and depot_send.c
 * share. */
#ifndef CVG_DASHBOARD_DEPOT_H
#define CVG_DASHBOARD_DEPOT_H

#include "dashboard/dashboard.h"
#include "dashboard/depot_keep.h"
#include "dashboard/depot_token.h"
#include "io/work_line.h"

struct page;

struct depot {
    struct dashboard *d;
    char *intake; /* its base address; NULL: no form */
    unsigned char secret[DEPOT_SECRET_LEN];
    size_t body_max, rows_max; /* of a submission, as intake and validation have them */
    struct depot_keep keep;
    struct work_line checks, sends;
    struct timer tick;
    bool closed;                /* the daemon is stopping: the last that is at work frees it all */
    struct definitions *orphan; /* the daemon's, which a check still reads */
};

#define DEPOT_PATH_LEN 256
/* "/depot?chantier=REPORTER" */
void depot_form_path(const char *reporter, char out[DEPOT_PATH_LEN]);
/* "/depot/KEY" */
void depot_kept_path(const struct kept *x, char out[DEPOT_PATH_LEN]);
/* Of the submission's page, once it is sent. */
void depot_submission_path(const struct kept *x, char out[DEPOT_PATH_LEN]);
/* The form, saying that the files must be chosen again. */
#define DEPOT_GONE "/depot?probleme=fini"

/* depot.c; ERR_SETTING, ERR_IO: no usable secret */
int depot_open(struct dashboard *d, struct err *e) CHECKED;
bool depot_idle(const struct dashboard *d); /* nothing of it is on another thread */
void depot_close(struct dashboard *d);
void depot_after_work(struct depot *depot); /* whatever ran on another thread is back: see `closed` */

/* depot_take.c: POST /depot, from its headers to a kept deposit */
void depot_take_open(struct depot *depot);

/* depot_send.c: POST /depot/KEY, what its form asks for */
int depot_act_prepare(struct depot *depot, struct page *p, struct kept *x, struct err *e) CHECKED;
void depot_act_build(struct depot *depot, struct page *p);

#endif
