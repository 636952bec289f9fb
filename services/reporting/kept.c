/* Packages that were made, the last one asked for first. */
#include "reporting/kept.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

struct package {
    struct kept_name name;
    struct paquet files;
    size_t bytes;
};

struct kept {
    pthread_mutex_t lock;
    struct package items[KEPT_PACKAGES];
    size_t n, bytes, bytes_max;
    uint64_t made;
};

struct kept *kept_new(size_t bytes_max)
{
    struct kept *k = mem_new(sizeof *k);
    k->bytes_max = bytes_max;
    must(pthread_mutex_init(&k->lock, NULL) == 0);
    return k;
}

static void drop_last(struct kept *k)
{
    struct package *p = &k->items[--k->n];
    k->bytes -= p->bytes;
    paquet_deinit(&p->files);
}

void kept_free(struct kept **k)
{
    if (!*k)
        return;
    while ((*k)->n)
        drop_last(*k);
    pthread_mutex_destroy(&(*k)->lock);
    mem_free(k);
}

static bool same(const struct kept_name *a, const struct kept_name *b)
{
    return a->version == b->version && strcmp(a->trimestre, b->trimestre) == 0 &&
           strcmp(a->empreinte, b->empreinte) == 0 && strcmp(a->public_hex, b->public_hex) == 0;
}

/* The items before it move on by one. */
static void move_to_front(struct kept *k, size_t at)
{
    struct package p = k->items[at];
    memmove(k->items + 1, k->items, at * sizeof *k->items);
    k->items[0] = p;
}

static size_t find(const struct kept *k, const struct kept_name *n)
{
    size_t i = 0;
    while (i < k->n && !same(&k->items[i].name, n))
        i++;
    return i;
}

bool kept_get(struct kept *k, const struct kept_name *n, const char *fichier, bool *there_out, struct buf *out)
{
    pthread_mutex_lock(&k->lock);
    size_t at = find(k, n);
    bool kept = at < k->n;
    *there_out = false;
    if (kept) {
        const struct paquet_fichier *f = paquet_find(&k->items[at].files, fichier);
        *there_out = f != NULL;
        if (f)
            buf_add(out, f->octets.data, f->octets.len);
        move_to_front(k, at);
    }
    pthread_mutex_unlock(&k->lock);
    return kept;
}

static size_t bytes_of(const struct paquet *p)
{
    size_t n = 0;
    for (size_t i = 0; i < p->n; i++)
        n += p->fichiers[i].octets.len;
    return n;
}

void kept_put(struct kept *k, const struct kept_name *n, struct paquet *p)
{
    struct package new = {.name = *n, .files = *p, .bytes = bytes_of(p)};
    *p = (struct paquet){0};
    pthread_mutex_lock(&k->lock);
    k->made++;
    if (new.bytes > k->bytes_max || find(k, n) < k->n) { /* two may have made it at once */
        paquet_deinit(&new.files);
    } else {
        while (k->n == KEPT_PACKAGES || k->bytes + new.bytes > k->bytes_max)
            drop_last(k);
        k->items[k->n++] = new;
        k->bytes += new.bytes;
        move_to_front(k, k->n - 1);
    }
    pthread_mutex_unlock(&k->lock);
}

uint64_t kept_made(struct kept *k)
{
    pthread_mutex_lock(&k->lock);
    uint64_t n = k->made;
    pthread_mutex_unlock(&k->lock);
    return n;
}
