/* `cvg alerts list` and `silences`. */
#ifndef CVG_CVG_ALERTS_LIST_H
#define CVG_CVG_ALERTS_LIST_H

int alerts_list_run(int argc, char **argv);
int alerts_silences_run(int argc, char **argv);

#endif
