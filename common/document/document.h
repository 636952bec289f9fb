/* The documents of a report: PDF, one HTML page, workbook. Pure: the same report and the same versions of the libraries
 * and fonts give the same bytes; no clock, no setting, no environment is read.
 *
 * Each appends to `out`. ERR_SETTING: the fonts (Debian's fonts-inter, fonts-dejavu-core) are not there. */
#ifndef CVG_DOCUMENT_DOCUMENT_H
#define CVG_DOCUMENT_DOCUMENT_H

#include "base/buf.h"
#include "programme/rapport.h"

int document_pdf(const struct rapport *r, struct buf *out, struct err *e) CHECKED;
int document_html(const struct rapport *r, struct buf *out, struct err *e) CHECKED;
int document_xlsx(const struct rapport *r, struct buf *out, struct err *e) CHECKED;

/* The network's half-yearly form of one chantier ("dialogue de gestion"), of a report whose period is a half-year.
 * ERR_USAGE: no such chantier in it. */
int document_dialogue_pdf(const struct rapport *r, const char *chantier, struct buf *out, struct err *e) CHECKED;
int document_dialogue_html(const struct rapport *r, const char *chantier, struct buf *out, struct err *e) CHECKED;

/* "cairo 1.16.0, pango 1.50.12, …": what the bytes depend on, for the manifest. */
void document_versions(struct buf *out);

struct plan;
/* What they say; the caller frees. */
struct plan *document_plan(const struct rapport *r);
struct plan *document_plan_dialogue(const struct rapport *r, const char *chantier, struct err *e);

#endif
