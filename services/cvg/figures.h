/* `cvg figures`: the figures of a perimeter and period, live or computed from the facts. */
#ifndef CVG_CVG_FIGURES_H
#define CVG_CVG_FIGURES_H

int figures_run(int argc, char **argv);

#endif
