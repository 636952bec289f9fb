/* `cvg reference import`: territories and chantiers. */
#ifndef CVG_CVG_REFERENCE_H
#define CVG_CVG_REFERENCE_H

int reference_run(int argc, char **argv);

#endif
