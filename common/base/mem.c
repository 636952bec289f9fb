/* Memory: allocation that aborts on exhaustion, and an arena that is freed whole. */
#include "base/mem.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"

#define ARENA_BLOCK 65536

struct arena_block {
    struct arena_block *next;
    size_t used, cap;
    _Alignas(16) unsigned char data[];
};

void *mem_new(size_t size)
{
    void *p = calloc(1, size ? size : 1);
    must(p);
    return p;
}

void *mem_new_n(size_t n, size_t size)
{
    must(size == 0 || n <= SIZE_MAX / size);
    return mem_new(n * size);
}

void *mem_grow(void *p, size_t size)
{
    void *q = realloc(p, size ? size : 1);
    must(q);
    return q;
}

void *mem_copy(const void *p, size_t size)
{
    void *q = mem_new(size);
    if (size)
        memcpy(q, p, size);
    return q;
}

char *mem_text_n(const char *s, size_t len)
{
    char *t = mem_new(len + 1);
    if (len)
        memcpy(t, s, len);
    return t;
}

char *mem_text(const char *s)
{
    return s ? mem_text_n(s, strlen(s)) : NULL;
}

void *mem_room(void *p, size_t n, size_t *cap, size_t size)
{
    if (n < *cap)
        return p;
    size_t want = *cap ? *cap * 2 : 16;
    while (want <= n)
        want *= 2;
    must(want <= SIZE_MAX / size);
    *cap = want;
    return mem_grow(p, want * size);
}

void *arena_new(struct arena *a, size_t size)
{
    must(size < SIZE_MAX - ARENA_BLOCK);
    size = (size + 15) & ~(size_t)15;
    struct arena_block *b = a->head;
    if (!b || b->cap - b->used < size) {
        size_t cap = size > ARENA_BLOCK ? size : ARENA_BLOCK;
        b = mem_grow(NULL, sizeof *b + cap);
        b->used = 0;
        b->cap = cap;
        b->next = a->head;
        a->head = b;
    }
    void *p = b->data + b->used;
    b->used += size;
    return memset(p, 0, size);
}

char *arena_text(struct arena *a, const char *s, size_t len)
{
    char *t = arena_new(a, len + 1);
    if (len)
        memcpy(t, s, len);
    return t;
}

void arena_deinit(struct arena *a)
{
    while (a->head) {
        struct arena_block *b = a->head;
        a->head = b->next;
        free(b);
    }
}
