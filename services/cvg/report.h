/* `cvg report`: the quarterly report, as a draft, prepared, closed, corrected, written out and verified. */
#ifndef CVG_CVG_REPORT_H
#define CVG_CVG_REPORT_H

int report_run(int argc, char **argv);

#endif
