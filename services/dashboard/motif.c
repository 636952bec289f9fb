/* The reason that somebody gives for an act. */
#include "dashboard/motif.h"

#include <string.h>

#include "base/text.h"

static const char TEXT_NONE[] = "Dites pourquoi : sans motif, rien n’est fait. Écrivez-le, puis recommencez.";
static const char TEXT_LONG[] =
    "Le motif est trop long (1 000 octets au plus) : rien n’est fait. Raccourcissez-le, puis "
    "recommencez.";

const char *motif_read(const char *field, struct buf *out)
{
    size_t len = strlen(field);
    text_trim(&field, &len);
    buf_add(out, field, len);
    return !len ? TEXT_NONE : len > MOTIF_BYTES_MAX ? TEXT_LONG : NULL;
}
