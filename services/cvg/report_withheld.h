/* `cvg report withheld`: what a report withholds, with its numbers, and why. */
#ifndef CVG_CVG_REPORT_WITHHELD_H
#define CVG_CVG_REPORT_WITHHELD_H

#include "programme/period.h"

/* `version` as arrete_lire() takes it; `scope` NULL: all perimeters. -1: no such format; else an exit code. */
int report_withheld(const char *trimestre, int version, const char *scope, const char *format);

#endif
