/* Reads a code list of programme/codes/. */
#ifndef CVG_PROGRAMME_CODEFILE_H
#define CVG_PROGRAMME_CODEFILE_H

#include "base/err.h"
#include "programme/codes.h"

/* `name` is relative to `folder` ("codes/habitat.csv"); the list is named "habitat". */
int codefile_load(const char *folder, const char *name, bool (*option_on)(void *, const char *), void *arg,
                  struct codes **out, struct err *e) CHECKED;

#endif
