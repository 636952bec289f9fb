/* `cvg migrate`: brings the database to this version; safe to repeat, and by two at once. */
#ifndef CVG_CVG_MIGRATE_H
#define CVG_CVG_MIGRATE_H

int migrate_run(int argc, char **argv);

#endif
