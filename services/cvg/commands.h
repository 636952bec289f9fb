/* The table of a program's commands, run by name. */
#ifndef CVG_CVG_COMMANDS_H
#define CVG_CVG_COMMANDS_H

#include <stddef.h>

#include "cvg/command.h"

/* What main() returns. The list holds `version`; `help` is added to it. */
int commands_main(const struct command *list, size_t n, int argc, char **argv);

#endif
