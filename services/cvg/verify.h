/* `cvg verify`: every stored contribution and every live figure against PostgreSQL's own count over the facts. */
#ifndef CVG_CVG_VERIFY_H
#define CVG_CVG_VERIFY_H

int verify_run(int argc, char **argv);

#endif
