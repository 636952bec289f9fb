/* `cvg key new|list|revoke`: the access of a chantier, or of a territory's coordination. */
#ifndef CVG_CVG_KEY_H
#define CVG_CVG_KEY_H

int key_run(int argc, char **argv);

#endif
