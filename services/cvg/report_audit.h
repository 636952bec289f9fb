/* The auditor of published reports, run as a program of its own. */
#ifndef CVG_CVG_REPORT_AUDIT_H
#define CVG_CVG_REPORT_AUDIT_H

#include "base/err.h"

/* Has the program `auditeur`, which stands beside this one, look at a published report beside earlier ones, the oldest
 * first. 0: nothing withheld can be bounded too tightly; what can it tells on stdout: ERR_FORMAT. ERR_SETTING: the
 * program is not there. */
int report_audit(const char *folder, char *const *earlier, int earlier_n, struct err *e) CHECKED;

#endif
