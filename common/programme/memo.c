/* What the last reading of a reporter's file knew, one remembered table a dataset. */
#include "programme/memo.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

struct remembered {
    unsigned char context[32]; /* digest of header, separator, encoding, mapping profile, definitions */
    struct strings strings;
    struct table table;
    struct map rows; /* hash → row of table */
};

struct noted {
    unsigned char hash[16];
    size_t row; /* of the sheet being read */
};

struct memo {
    const struct definitions *definitions;
    struct remembered sets[DATASETS_MAX];
    size_t dataset; /* being read */
    unsigned char context[32];
    struct noted *noted;
    size_t noted_n, noted_cap;
};

struct memo *memo_new(const struct definitions *d)
{
    struct memo *m = mem_new(sizeof *m);
    m->definitions = d;
    return m;
}

static void forget(struct remembered *r)
{
    if (r->table.dataset)
        table_deinit(&r->table);
    strings_deinit(&r->strings);
    map_deinit(&r->rows);
    *r = (struct remembered){0};
}

void memo_free(struct memo **mp)
{
    struct memo *m = *mp;
    if (!m)
        return;
    for (size_t i = 0; i < DATASETS_MAX; i++)
        forget(&m->sets[i]);
    free(m->noted);
    mem_free(mp);
}

void memo_start(struct memo *m, size_t dataset, const char *header, size_t len, char separator, bool converted,
                const char *profile)
{
    crypto_generichash_state h;
    unsigned char dialect[2] = {(unsigned char)separator, converted};
    crypto_generichash_init(&h, NULL, 0, sizeof m->context);
    crypto_generichash_update(&h, dialect, sizeof dialect);
    crypto_generichash_update(&h, (const unsigned char *)m->definitions->digest, sizeof m->definitions->digest);
    crypto_generichash_update(&h, (const unsigned char *)profile, strlen(profile) + 1);
    crypto_generichash_update(&h, (const unsigned char *)header, len);
    crypto_generichash_final(&h, m->context, sizeof m->context);
    m->dataset = dataset;
    m->noted_n = 0;
    if (memcmp(m->sets[dataset].context, m->context, sizeof m->context) != 0)
        forget(&m->sets[dataset]);
}

bool memo_find(struct memo *m, const char *record, size_t len, struct memo_row *out)
{
    uint64_t at;
    crypto_generichash(out->hash, sizeof out->hash, (const unsigned char *)record, len, NULL, 0);
    out->at = -1;
    if (map_get(&m->sets[m->dataset].rows, out->hash, sizeof out->hash, &at))
        out->at = (int32_t)at;
    return out->at >= 0;
}

bool memo_recall(struct memo *m, const struct memo_row *seen, struct sheet *s, size_t row, int32_t situation)
{
    const struct remembered *r = &m->sets[m->dataset];
    const struct known_columns *at = &m->definitions->at;
    bool salaries = s->dataset == m->definitions->salaries;
    if (salaries && r->table.cells[at->date_entree][seen->at] > situation)
        return false;
    struct buf key = {0};
    s->table.rows_n--; /* the empty row is replaced by the copy */
    must(table_copy_row(&s->table, &r->table, (size_t)seen->at) == row);
    must(table_key(&s->table, row, &key));
    s->rows[row].key = strings_add(s->table.strings, buf_text(&key), key.len);
    buf_deinit(&key);
    if (salaries)
        s->rows[row].exit_sent = s->table.cells[at->date_sortie][row];
    memo_keep(m, seen, row);
    return true;
}

void memo_keep(struct memo *m, const struct memo_row *seen, size_t row)
{
    m->noted = mem_room(m->noted, m->noted_n, &m->noted_cap, sizeof *m->noted);
    struct noted *n = &m->noted[m->noted_n++];
    memcpy(n->hash, seen->hash, sizeof n->hash);
    n->row = row;
}

void memo_finish(struct memo *m, const struct sheet *s)
{
    struct remembered *r = &m->sets[m->dataset];
    struct remembered next = {0};
    memcpy(next.context, m->context, sizeof next.context);
    table_init(&next.table, s->table.dataset, NULL);
    struct strings *strings = &next.strings;
    next.table.strings = strings;
    for (size_t i = 0; i < m->noted_n; i++) {
        const struct noted *n = &m->noted[i];
        if (map_add(&next.rows, n->hash, sizeof n->hash, next.table.rows_n))
            table_copy_row(&next.table, &s->table, n->row);
    }
    m->noted_n = 0;
    forget(r);
    *r = next;
    r->table.strings = &r->strings;
}

size_t memo_bytes(const struct memo *m)
{
    size_t n = sizeof *m;
    for (size_t i = 0; i < DATASETS_MAX; i++)
        if (m->sets[i].table.dataset)
            n += m->sets[i].table.rows_cap * m->sets[i].table.dataset->fields_n * sizeof(int32_t) +
                 m->sets[i].rows.n * 160;
    return n;
}
