/* Values on their way to PostgreSQL: parameters and binary arrays. */
#include "io/db_value.h"

#include <endian.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "io/db_private.h"

#define PARAMS_MAX 65535 /* of the protocol */

static struct db_param *add(struct db_params *p, uint32_t type, bool binary, const void *data, size_t len)
{
    must(p->n < PARAMS_MAX && len <= INT_MAX);
    p->items = mem_room(p->items, p->n, &p->cap, sizeof *p->items);
    struct db_param *it = &p->items[p->n++];
    *it = (struct db_param){.type = type, .binary = binary, .at = p->bytes.len, .len = (int)len};
    if (data) {
        buf_add(&p->bytes, data, len);
        buf_addc(&p->bytes, 0); /* text parameters are C strings to libpq */
    } else {
        it->null = true;
    }
    return it;
}

void db_add_text_n(struct db_params *p, const char *s, size_t len)
{
    must(s && !memchr(s, 0, len));
    add(p, DB_INFER, false, s, len);
}

void db_add_text(struct db_params *p, const char *s)
{
    add(p, DB_INFER, false, s, s ? strlen(s) : 0);
}

void db_add_int(struct db_params *p, int64_t v)
{
    char t[24];
    int n = snprintf(t, sizeof t, "%lld", (long long)v);
    add(p, DB_INFER, false, t, (size_t)n);
}

void db_add_bool(struct db_params *p, bool v)
{
    char b = v;
    add(p, DB_BOOL, true, &b, 1);
}

void db_add_day(struct db_params *p, int32_t day)
{
    uint32_t be = htobe32((uint32_t)(day - DB_EPOCH_DAYS));
    add(p, DB_DATE, true, &be, sizeof be);
}

void db_add_instant(struct db_params *p, int64_t utc_us)
{
    uint64_t be = htobe64((uint64_t)(utc_us - DB_EPOCH_US));
    add(p, DB_TIMESTAMPTZ, true, &be, sizeof be);
}

void db_add_bytea(struct db_params *p, const void *data, size_t len)
{
    add(p, DB_BYTEA, true, data ? data : "", len);
}

void db_add_null(struct db_params *p)
{
    add(p, DB_INFER, false, NULL, 0);
}

void db_params_deinit(struct db_params *p)
{
    buf_deinit(&p->bytes);
    mem_free(&p->items);
    *p = (struct db_params){0};
}

void db_params_view(const struct db_params *p, struct db_params_view *v)
{
    *v = (struct db_params_view){0};
    if (!p || !p->n)
        return;
    v->n = (int)p->n;
    v->block = mem_new_n(p->n, sizeof(char *) + 2 * sizeof(int) + sizeof(unsigned));
    v->values = v->block;
    v->lengths = (int *)(v->values + p->n);
    v->formats = v->lengths + p->n;
    v->types = (unsigned *)(v->formats + p->n);
    for (size_t i = 0; i < p->n; i++) {
        const struct db_param *it = &p->items[i];
        v->values[i] = it->null ? NULL : p->bytes.data + it->at;
        v->lengths[i] = it->len;
        v->formats[i] = it->binary;
        v->types[i] = it->type;
    }
}

void db_params_view_deinit(struct db_params_view *v)
{
    mem_free(&v->block);
}

/* Binary form: dimensions (1), has nulls, element type, length, lower bound (1), then for each a length and its bytes.
 */

static const struct {
    uint32_t element, array;
} array_types[] = {
    {DB_BOOL, 1000}, {DB_BYTEA, 1001},  {DB_INT2, 1005}, {DB_INT4, 1007},        {DB_TEXT, 1009},
    {DB_INT8, 1016}, {DB_FLOAT8, 1022}, {DB_DATE, 1182}, {DB_TIMESTAMPTZ, 1185}, {DB_UUID, 2951},
};

static uint32_t array_type(uint32_t element)
{
    for (size_t i = 0; i < sizeof array_types / sizeof *array_types; i++)
        if (array_types[i].element == element)
            return array_types[i].array;
    must(!"a type that has no array");
    return 0;
}

static void put32(struct buf *b, uint32_t v)
{
    uint32_t be = htobe32(v);
    buf_add(b, &be, sizeof be);
}

void db_array_begin(struct db_array *a, enum db_type element)
{
    (void)array_type(element);
    *a = (struct db_array){.type = element};
    for (int i = 0; i < 5; i++)
        put32(&a->bytes, 0);
}

static void add_element(struct db_array *a, const void *data, size_t len)
{
    must(a->n < INT_MAX && len <= INT_MAX && a->bytes.len >= 20);
    put32(&a->bytes, (uint32_t)len);
    buf_add(&a->bytes, data, len);
    a->n++;
}

void db_array_add_int(struct db_array *a, int64_t v)
{
    union {
        uint64_t u8;
        uint32_t u4;
        uint16_t u2;
        char u1;
    } be;
    switch (a->type) {
    case DB_BOOL:
        be.u1 = v != 0;
        add_element(a, &be, 1);
        return;
    case DB_INT2:
        must(v >= INT16_MIN && v <= INT16_MAX);
        be.u2 = htobe16((uint16_t)v);
        add_element(a, &be, 2);
        return;
    case DB_DATE:
        v -= DB_EPOCH_DAYS;
        __attribute__((fallthrough));
    case DB_INT4:
        must(v >= INT32_MIN && v <= INT32_MAX);
        be.u4 = htobe32((uint32_t)v);
        add_element(a, &be, 4);
        return;
    case DB_TIMESTAMPTZ:
        v -= DB_EPOCH_US;
        __attribute__((fallthrough));
    case DB_INT8:
        be.u8 = htobe64((uint64_t)v);
        add_element(a, &be, 8);
        return;
    default:
        must(!"an array that does not hold integers");
    }
}

void db_array_add_double(struct db_array *a, double v)
{
    uint64_t bits;
    must(a->type == DB_FLOAT8);
    memcpy(&bits, &v, sizeof bits);
    bits = htobe64(bits);
    add_element(a, &bits, sizeof bits);
}

void db_array_add_bytes(struct db_array *a, const void *data, size_t len)
{
    must(a->type == DB_TEXT || a->type == DB_BYTEA || (a->type == DB_UUID && len == 16));
    add_element(a, data, len);
}

void db_array_add_text(struct db_array *a, const char *s)
{
    must(a->type == DB_TEXT);
    if (s)
        add_element(a, s, strlen(s));
    else
        db_array_add_null(a);
}

void db_array_add_null(struct db_array *a)
{
    must(a->n < INT_MAX && a->bytes.len >= 20);
    put32(&a->bytes, UINT32_MAX);
    a->n++;
    a->has_null = true;
}

void db_add_array(struct db_params *p, struct db_array *a)
{
    must(a->bytes.len >= 20);
    uint32_t head[5] = {htobe32(a->n != 0), htobe32(a->has_null), htobe32(a->type), htobe32(a->n), htobe32(1)};
    memcpy(a->bytes.data, head, sizeof head);
    add(p, array_type(a->type), true, a->bytes.data, a->n ? a->bytes.len : 12); /* an empty one has no dimension */
    db_array_deinit(a);
}

void db_array_deinit(struct db_array *a)
{
    buf_deinit(&a->bytes);
    *a = (struct db_array){0};
}
