/* `cvg ready URL`: whether a daemon says that it is ready; what a container's health check runs. */
#ifndef CVG_CVG_READY_H
#define CVG_CVG_READY_H

int ready_run(int argc, char **argv);

#endif
