/* `cvg check`: reads and judges files offline, without a database. */
#ifndef CVG_CVG_CHECK_H
#define CVG_CVG_CHECK_H

int check_run(int argc, char **argv);

#endif
