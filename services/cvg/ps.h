/* `cvg ps`: what runs under CVG_HOME. */
#ifndef CVG_CVG_PS_H
#define CVG_CVG_PS_H

#include "cvg/roster.h"

int ps_run(int argc, char **argv);
/* The table for people, on stdout. */
void ps_print_table(const struct roster *s);

#endif
