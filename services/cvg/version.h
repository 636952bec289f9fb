/* `cvg version`: of the program and of the definitions. */
#ifndef CVG_CVG_VERSION_H
#define CVG_CVG_VERSION_H

int version_run(int argc, char **argv);

#endif
