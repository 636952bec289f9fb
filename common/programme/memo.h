/* What the last reading of a reporter's file knew: rows whose raw bytes are unchanged keep their typed cells without
 * being read again.
 *
 * The memo holds only for the same reporter, dataset, header bytes, separator, encoding, mapping profile and
 * definitions; only rows without any finding are remembered, so a recalled row needs none. Rules on dates and between
 * rows still run on its cells. */
#ifndef CVG_PROGRAMME_MEMO_H
#define CVG_PROGRAMME_MEMO_H

#include "programme/sheet.h"

struct memo_row {
    unsigned char hash[16];
    int32_t at; /* row in the remembered table, or -1 */
};

struct memo *memo_new(const struct definitions *d);
void memo_free(struct memo **m);

/* Before a file's lines: what is remembered under another header, dialect, encoding or mapping profile ("": none) is
 * forgotten. */
void memo_start(struct memo *m, size_t dataset, const char *header, size_t len, char separator, bool converted,
                const char *profile);
/* Fills `out->hash`; true when the row is remembered. */
bool memo_find(struct memo *m, const char *record, size_t len, struct memo_row *out);
/* Puts the remembered cells into a row of the sheet; false where it must be read after all (its entry is after the
 * situation date). */
bool memo_recall(struct memo *m, const struct memo_row *seen, struct sheet *s, size_t row, int32_t situation);
/* Notes that this row of the sheet being read had no finding. */
void memo_keep(struct memo *m, const struct memo_row *seen, size_t row);
/* After the sheet was read: remembers its noted rows (those recalled too) for the next reading. */
void memo_finish(struct memo *m, const struct sheet *s);
size_t memo_bytes(const struct memo *m);

#endif
