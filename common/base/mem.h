/* Memory: allocation that aborts on exhaustion, and an arena that is freed whole. */
#ifndef CVG_BASE_MEM_H
#define CVG_BASE_MEM_H

#include <stddef.h>

/* Zeroed; never NULL. Sizes from outside must have been bounded by a named limit first. */
void *mem_new(size_t size);
void *mem_new_n(size_t n, size_t size); /* n items, overflow checked */
void *mem_grow(void *p, size_t size);   /* realloc that aborts */
void *mem_copy(const void *p, size_t size);
char *mem_text(const char *s);               /* copy of a text; NULL gives NULL */
char *mem_text_n(const char *s, size_t len); /* NUL added */

/* For libraries that take what they only read as if they wrote to it. */
static inline void *mem_unconst(const void *p)
{
    union {
        const void *in;
        void *out;
    } u = {.in = p};
    return u.out;
}

#define mem_free(pp)                                                                                                   \
    do {                                                                                                               \
        free(*(pp));                                                                                                   \
        *(pp) = NULL;                                                                                                  \
    } while (0)

/* Grows an array so that item n fits: `list = mem_room(list, n, &cap, sizeof *list)`. */
void *mem_room(void *p, size_t n, size_t *cap, size_t size);

struct arena {
    struct arena_block *head;
};

void *arena_new(struct arena *a, size_t size); /* zeroed, 16-byte aligned, lives as long as the arena */
char *arena_text(struct arena *a, const char *s, size_t len);
void arena_deinit(struct arena *a);

#endif
