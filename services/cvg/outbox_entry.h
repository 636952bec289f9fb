/* An entry of the outbox as JSON: its manifest and its receipt. */
#ifndef CVG_CVG_OUTBOX_ENTRY_H
#define CVG_CVG_OUTBOX_ENTRY_H

#include "cvg/outbox.h"

void outbox_manifest_format(const struct outbox_submission *s, int64_t now_us, struct buf *out);
/* Fills everything but what the receipt tells. ERR_FORMAT. */
int outbox_manifest_parse(const char *text, size_t len, struct outbox_entry *out, struct err *e) CHECKED;
void outbox_receipt_format(const struct outbox_receipt *r, int64_t now_us, struct buf *out);
int outbox_receipt_parse(const char *text, size_t len, struct outbox_entry *out, struct err *e) CHECKED;
void outbox_entry_deinit(struct outbox_entry *x);

#endif
