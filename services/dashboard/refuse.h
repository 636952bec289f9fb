/* How programs are refused: {"error","message"}, a word and a French sentence. */
#ifndef CVG_DASHBOARD_REFUSE_H
#define CVG_DASHBOARD_REFUSE_H

#include "io/http.h"

void api_refuse(struct http_req *r, int status, const char *error, const char *message);

#endif
