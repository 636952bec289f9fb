/* Where the services of CVG_HOME are. */
#ifndef CVG_CVG_WHEREABOUTS_H
#define CVG_CVG_WHEREABOUTS_H

/* The HTTP address of a service of CVG_HOME as `cvg ps` tells it, also while it is restarted; the caller frees it.
 * NULL: there is none. */
char *whereabouts_address(const char *service);

#endif
