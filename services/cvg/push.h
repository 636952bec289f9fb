/* `cvg push`: sends a chantier's files, and tells what became of them. */
#ifndef CVG_CVG_PUSH_H
#define CVG_CVG_PUSH_H

int push_run(int argc, char **argv);

#endif
