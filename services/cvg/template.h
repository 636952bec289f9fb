/* `cvg template`: writes the workbook to fill in. */
#ifndef CVG_CVG_TEMPLATE_H
#define CVG_CVG_TEMPLATE_H

int template_run(int argc, char **argv);

#endif
