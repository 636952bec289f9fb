/* `cvg release` and `cvg discard`: a person decides on a held submission. */
#ifndef CVG_CVG_DECIDE_H
#define CVG_CVG_DECIDE_H

int decide_release_run(int argc, char **argv);
int decide_discard_run(int argc, char **argv);

#endif
