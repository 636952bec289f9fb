/* `cvg key make`: a chantier makes its own key pair, and has it enrolled once. */
#ifndef CVG_CVG_KEY_MAKE_H
#define CVG_CVG_KEY_MAKE_H

/* argv[0] is "make". */
int key_make_run(int argc, char **argv);
/* `key` where `make` is all that there is of it. */
int key_make_alone(int argc, char **argv);

#endif
