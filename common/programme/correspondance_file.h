/* Reads a mapping profile of programme/correspondances/. */
#ifndef CVG_PROGRAMME_CORRESPONDANCE_FILE_H
#define CVG_PROGRAMME_CORRESPONDANCE_FILE_H

#include "programme/correspondance.h"
#include "programme/definitions.h"

/* `name` is relative to `folder` ("correspondances/asp.csv"); the profile is named "asp". Schemas, code lists and
 * identity headers have been read. */
int correspondance_file_load(const char *folder, const char *name, const struct definitions *d,
                             struct correspondance **out, struct err *e) CHECKED;

#endif
