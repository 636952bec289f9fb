/* Why a submission is held: its findings E-RETENUE in the words of who decides. Pure.
 *
 * The numbers are read back from the finding's message by its rule's own template, since an outcome bears them nowhere
 * else: they are those that held it, whatever the settings are today. */
#ifndef CVG_DASHBOARD_HOLD_H
#define CVG_DASHBOARD_HOLD_H

#include <jansson.h>

#include "programme/definitions.h"

/* [{"regle", "nombre", "sur", "seuil"}], texts; a finding that no rule of today gives: its message as "regle", the
 * others "". `findings`: an outcome's, or those of E-RETENUE alone. A new reference. */
json_t *hold_rules(const json_t *findings, const struct definitions *d);
/* The same as a table "regles". */
json_t *hold_table(const json_t *findings, const struct definitions *d);

#endif
