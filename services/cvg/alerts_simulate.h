/* `cvg alerts simulate`: the watch over a history on a virtual clock, as a plan. */
#ifndef CVG_CVG_ALERTS_SIMULATE_H
#define CVG_CVG_ALERTS_SIMULATE_H

int alerts_simulate_run(int argc, char **argv); /* argv[0] is "simulate" */

#endif
