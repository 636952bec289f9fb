/* `cvg report --verify`: a report's files looked at without a database. */
#ifndef CVG_CVG_REPORT_VERIFY_H
#define CVG_CVG_REPORT_VERIFY_H

/* Tells what it found; returns the exit code. */
int report_verify(const char *folder);

#endif
