/* `cvg alerts explain`: the whole history of one alert. */
#ifndef CVG_CVG_ALERTS_EXPLAIN_H
#define CVG_CVG_ALERTS_EXPLAIN_H

int alerts_explain_run(int argc, char **argv);

#endif
