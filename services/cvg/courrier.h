/* `cvg courrier`: who gets the outcomes of a reporter by e-mail, and what became of the mails. */
#ifndef CVG_CVG_COURRIER_H
#define CVG_CVG_COURRIER_H

int courrier_run(int argc, char **argv);

#endif
