/* The command `cvg alerts`: what is open, who has it in hand, and what a past time would have raised. */
#ifndef CVG_CVG_ALERTS_H
#define CVG_CVG_ALERTS_H

int alerts_run(int argc, char **argv);

#endif
