/* `cvg report list`: every version of every quarter, and who prepared and closed it. */
#ifndef CVG_CVG_REPORT_LIST_H
#define CVG_CVG_REPORT_LIST_H

/* `format_text`: as --format has it. Returns the exit code; -1, with nothing said, where it is none. */
int report_list(const char *format_text);

#endif
