/* `cvg alerts drill`: the weekly drills and what became of them; makes one at once. */
#ifndef CVG_CVG_ALERTS_DRILL_H
#define CVG_CVG_ALERTS_DRILL_H

int alerts_drill_run(int argc, char **argv);

#endif
