/* `cvg journal`: the acts of people, and whether the journal is what was written. */
#ifndef CVG_CVG_JOURNAL_H
#define CVG_CVG_JOURNAL_H

int journal_run(int argc, char **argv);

#endif
