/* What every command of `cvg` shares: its line in the table of commands, exit codes, the way an error is told. */
#ifndef CVG_CVG_COMMAND_H
#define CVG_CVG_COMMAND_H

#include "base/err.h"

struct command {
    const char *name;
    const char *help;                  /* one line of French */
    int (*run)(int argc, char **argv); /* argv[0] is the command's name; returns the exit code */
};

enum command_exit {
    COMMAND_DONE = 0,
    COMMAND_REFUSED = 1, /* refused, discarded, quarantined or found wrong */
    COMMAND_USAGE = 2,
    COMMAND_HELD = 3,
    COMMAND_AWAY = 69,    /* a daemon or the database is not there */
    COMMAND_LATER = 75,   /* no receipt: try again later */
    COMMAND_SETTING = 78, /* a setting at start */
};

/* Tells the error on stderr and returns the exit code that goes with it. */
int command_fail(const struct err *e);
/* The same of what the database may have refused: its words are those of pages, here with straight apostrophes. */
int command_refused(struct err *e);
/* Tells on stderr how the command is used, after a line that says what was wrong; returns COMMAND_USAGE. */
int command_misused(const char *usage, const char *fmt, ...) PRINTF(2, 3);
/* A whole number between min and max, nothing around it. */
bool command_number(const char *text, long min, long max, long *out);

#endif
