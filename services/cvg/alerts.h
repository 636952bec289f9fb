/* `cvg alerts`: what is open, and what people do about it. */
#ifndef CVG_CVG_ALERTS_H
#define CVG_CVG_ALERTS_H

int alerts_run(int argc, char **argv);

#endif
