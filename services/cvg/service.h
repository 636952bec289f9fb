/* How a program of ours is started for a home: its file, its log, its settings. */
#ifndef CVG_CVG_SERVICE_H
#define CVG_CVG_SERVICE_H

#include "cvg/home.h"
#include "cvg/launch.h"

/* Inits the launch of a program that stands beside this one; `notify` is where it tells that it is ready. */
void service_launch(struct launch *l, const struct home *h, const char *notify, const char *program,
                    const char *log_name);
/* Who works on the database: as the role of the program's name, on the home's bus. `worker` 0: it has no number. */
void service_database(struct launch *l, const struct home *h, const char *program, unsigned worker);
/* reporting: the file of the key that reports are signed with, which is drawn where there is none. */
int service_reporting(struct launch *l, const struct home *h, struct err *e) CHECKED;
/* dashboard: intake's address and the secret of its deposits, which is drawn where there is none. */
int service_dashboard(struct launch *l, const struct home *h, const char *intake, struct err *e) CHECKED;
/* alerting: whom it watches ("NAME=HOST:PORT,…") and whose disk. */
void service_alerting(struct launch *l, const struct home *h, const char *watched);
/* depot, over the folders below `root`, by intake's address. */
void service_depot(struct launch *l, const struct home *h, const char *root, const char *intake);

#endif
