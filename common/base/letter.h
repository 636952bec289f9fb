/* A mail's text, as plain text and as HTML side by side: a paragraph, a title, an item goes into both. */
#ifndef CVG_BASE_LETTER_H
#define CVG_BASE_LETTER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"

struct letter {
    struct buf subject, text, html;
};

/* Zero the letter before. Texts are UTF-8; control characters become blanks, and nothing of them is markup. */
void letter_begin(struct letter *l);
void letter_paragraph(struct letter *l, const char *s);
void letter_list(struct letter *l, const char *title); /* items follow */
/* An item: what it is about, and on a line of its own what is said of it. */
void letter_item(struct letter *l, const char *place, const char *message);
void letter_list_end(struct letter *l);
void letter_end(struct letter *l);
void letter_deinit(struct letter *l);

/* Whether this may stand as an address in a header and in a command: as the domain adresse_courriel of the database. */
bool letter_address(const char *s);

/* An instant as people read it, on the wall clock of Paris: "23/11/2026 à 00:37". */
#define LETTER_INSTANT_LEN 32
void letter_instant(int64_t utc_us, char out[LETTER_INSTANT_LEN]);

#endif
