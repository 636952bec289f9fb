/* `cvg up` and `cvg down`: start and end what runs under CVG_HOME. */
#ifndef CVG_CVG_UP_H
#define CVG_CVG_UP_H

int up_run(int argc, char **argv);
int up_down_run(int argc, char **argv);

#endif
