/* `cvg report 2026-S1 --chantier ID`: the network's half-yearly form of one chantier (dialogue de gestion). */
#ifndef CVG_CVG_REPORT_DIALOGUE_H
#define CVG_CVG_REPORT_DIALOGUE_H

/* Writes dialogue-SEMESTRE-ID.pdf and .html into the folder; returns the exit code. */
int report_dialogue(const char *semestre, const char *chantier, const char *folder);

#endif
