/* A mail as it crosses the wire: headers and a body of two alternatives, in ASCII, with CRLF.
 *
 * Nothing that is put into a header can end it: control characters become blanks. The same mail gives the same bytes.
 */
#ifndef CVG_COURRIER_MESSAGE_H
#define CVG_COURRIER_MESSAGE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"

struct message {
    const char *from, *from_name, *to; /* addresses; from_name may be "" */
    const char *subject;               /* UTF-8 */
    const char *message_id;            /* with its angle brackets */
    int64_t date_us;
    const char *text, *html; /* UTF-8, lines ended by "\n"; html "": text only */
};

void message_format(const struct message *m, struct buf *out);

/* Quoted-printable of a text; CRLF at line ends, no line over 76 characters. */
void message_quote(const char *text, struct buf *out);
/* The value of a header: as it is where it is plain and short, else as encoded words, folded. `used`: characters of the
 * line before it. */
void message_header_text(const char *text, size_t used, struct buf *out);

#endif
