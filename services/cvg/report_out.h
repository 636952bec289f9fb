/* The files of a report on disk. */
#ifndef CVG_CVG_REPORT_OUT_H
#define CVG_CVG_REPORT_OUT_H

#include "programme/paquet.h"

/* Makes the files of a report and writes them into a folder, which is made where it is not there. */
int report_write(const struct rapport *r, const char *folder, struct err *e) CHECKED;
/* Tells on stdout what else lies in a folder. */
void report_tell_others(const char *folder, const struct paquet *p);
/* Reads a folder that should hold one; the caller calls paquet_deinit(), done or not. */
int report_read_folder(const char *folder, struct paquet *out, struct err *e) CHECKED;

#endif
