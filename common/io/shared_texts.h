/* The texts of a workbook: those that its cells share, and any text that is put together from runs. */
#ifndef CVG_IO_SHARED_TEXTS_H
#define CVG_IO_SHARED_TEXTS_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "io/package.h"

/* A text in the making: what stands in its elements <t>, how to pronounce it (<rPh>) left out. */
struct text_runs {
    struct buf text;
    bool open, aside;
};

#define TEXT_RUNS_MAX (1u << 18) /* bytes; Excel holds 32 767 characters in a cell */

/* For handlers: an element (its local name) begins, ends; characters come. False where the text is too long. */
void text_runs_start(struct text_runs *t, const char *name);
void text_runs_end(struct text_runs *t, const char *name);
bool text_runs_add(struct text_runs *t, const char *s, int len);

struct shared_texts {
    struct buf bytes;
    uint32_t *ends; /* [n]: text i stands in bytes before ends[i], after ends[i - 1] */
    size_t n, cap;
};

/* Reads the part into *out (zeroed before), at most bytes_max of text. False: the package has its trouble. */
bool shared_texts_read(struct package *p, const char *part, size_t bytes_max, struct shared_texts *out);
/* Text i; NULL where there is none. */
const char *shared_texts_get(const struct shared_texts *s, size_t i, size_t *len_out);
void shared_texts_deinit(struct shared_texts *s);

#endif
