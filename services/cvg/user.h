/* `cvg user add|list|disable|password`: people who sign in to the dashboard. */
#ifndef CVG_CVG_USER_H
#define CVG_CVG_USER_H

int user_run(int argc, char **argv);

#endif
