/* `cvg report --verify`: a report's files looked at without a database. */
#ifndef CVG_CVG_REPORT_VERIFY_H
#define CVG_CVG_REPORT_VERIFY_H

/* Tells what it found; returns the exit code. `earlier`: folders of earlier releases, the oldest first, which the
 * auditor looks at together with this one. */
int report_verify(const char *folder, char *const *earlier, int earlier_n);

#endif
