/* The common part of the wire: unpacking within bounds, packing, and what every text and day of a message must be.
 *
 * protobuf-c takes memory by what the bytes claim: 1 MiB of hostile input can take 147 MB. So it gets its memory from
 * an arena that is as large as the message's length warrants, and everything is checked before it is copied. */
#include "io/wire_private.h"

#include <stdlib.h>
#include <string.h>

#include "base/cal.h"
#include "io/wire_push.h"

#define MEMORY_A_BYTE 12   /* twice what the densest honest messages were measured to need (tests/unit/test_wire.c) */
#define MEMORY_LEAST 32768 /* for some hundreds of the smallest members, which need more (test_wire_reporting.c) */
#define DAY_US (86400ll * 1000000)

static void *take(void *arg, size_t size)
{
    struct wire_unpacker *u = arg;
    size_t rounded = (size + 15) & ~(size_t)15;
    if (rounded < size || rounded > u->left)
        return NULL;
    u->left -= rounded;
    return arena_new(&u->arena, rounded ? rounded : 16);
}

static void give_back(void *arg, void *p)
{
    (void)arg;
    (void)p; /* with the arena */
}

void *wire_begin(struct wire_unpacker *u, const ProtobufCMessageDescriptor *of, const void *data, size_t len,
                 size_t max, struct err *e)
{
    *u = (struct wire_unpacker){.allocator = {.alloc = take, .free = give_back, .allocator_data = u}};
    if (len > max) {
        err_fill(e, ERR_LIMIT, "wire: %s of %zu bytes, at most %zu", of->short_name, len, max);
        return NULL;
    }
    u->left = MEMORY_LEAST + MEMORY_A_BYTE * len;
    ProtobufCMessage *m = protobuf_c_message_unpack(of, &u->allocator, len, len ? data : (const void *)"");
    if (!m)
        err_fill(e, ERR_FORMAT, "wire: %zu bytes are no %s", len, of->short_name);
    return m;
}

void wire_end(struct wire_unpacker *u)
{
    arena_deinit(&u->arena);
}

struct packer {
    ProtobufCBuffer base;
    struct buf *out;
};

static void append(ProtobufCBuffer *b, size_t len, const uint8_t *data)
{
    struct packer *p = (struct packer *)b;
    buf_add(p->out, data, len);
}

void wire_pack(const ProtobufCMessage *m, struct buf *out)
{
    struct packer p = {.base = {.append = append}, .out = out};
    protobuf_c_message_pack_to_buffer(m, &p.base);
}

static const char *const letters[WIRE_TEXT_COUNT] = {
    [WIRE_TEXT_ID] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-",
    [WIRE_TEXT_STATE] = "abcdefghijklmnopqrstuvwxyz_",
    [WIRE_TEXT_DIGEST] = "0123456789abcdef",
    [WIRE_TEXT_SCOPE] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-:",
    [WIRE_TEXT_PERIOD] = "0123456789-.CST",
};

bool wire_text_good(enum wire_text kind, const char *s, size_t size)
{
    size_t len = strnlen(s, size);
    return len && len < size && (kind != WIRE_TEXT_DIGEST || len == size - 1) && strspn(s, letters[kind]) == len;
}

int wire_take_text(enum wire_text kind, const char *s, char *out, size_t size, const char *what, struct err *e)
{
    if (!wire_text_good(kind, s, size))
        return err_set(e, ERR_FORMAT, "wire: %s is not what it should be", what);
    memcpy(out, s, strlen(s) + 1);
    return 0;
}

static bool day_good(int32_t day)
{
    return day >= cal_day(1900, 1, 1) && day <= cal_day(2199, 12, 31);
}

bool wire_days_good(int32_t debut, int32_t fin)
{
    return day_good(debut) && day_good(fin) && debut <= fin;
}

bool wire_instant_good(int64_t us)
{
    return us >= cal_day(1900, 1, 1) * DAY_US && us < cal_day(2200, 1, 1) * DAY_US;
}

int wire_take_period(int32_t debut, int32_t fin, int32_t *debut_out, int32_t *fin_out, struct err *e)
{
    if (!wire_days_good(debut, fin))
        return err_set(e, ERR_FORMAT, "wire: days %d to %d are no period", (int)debut, (int)fin);
    *debut_out = debut;
    *fin_out = fin;
    return 0;
}

int wire_take_day(int32_t day, int32_t *out, const char *what, struct err *e)
{
    if (!day_good(day))
        return err_set(e, ERR_FORMAT, "wire: %s: %d is no day", what, (int)day);
    *out = day;
    return 0;
}

int wire_take_bytes(const ProtobufCBinaryData *b, size_t max, unsigned char **out, size_t *len_out, const char *what,
                    struct err *e)
{
    if (b->len > max)
        return err_set(e, ERR_LIMIT, "wire: %s of %zu bytes, at most %zu", what, b->len, max);
    *out = mem_copy(b->data, b->len);
    *len_out = b->len;
    return 0;
}

char **wire_list_new(const char *const *ids, size_t n)
{
    must(n <= WIRE_RECALL_MAX);
    char **list = mem_new_n(n, sizeof *list);
    for (size_t i = 0; i < n; i++) {
        must(wire_text_good(WIRE_TEXT_ID, ids[i], WIRE_SUBMISSION_SIZE));
        list[i] = mem_text(ids[i]);
    }
    return list;
}

void wire_list_free(char **list, size_t n)
{
    for (size_t i = 0; i < n; i++)
        free(list[i]);
    free(list);
}

int wire_take_list(char *const *ids, size_t n, struct arena *memory, const char *const **out, struct err *e)
{
    if (n > WIRE_RECALL_MAX)
        return err_set(e, ERR_LIMIT, "wire: %zu submissions, at most %d", n, WIRE_RECALL_MAX);
    const char **list = arena_new(memory, (n + 1) * sizeof *list);
    for (size_t i = 0; i < n; i++) {
        if (!wire_text_good(WIRE_TEXT_ID, ids[i], WIRE_SUBMISSION_SIZE))
            return err_set(e, ERR_FORMAT, "wire: submission %zu of the list is not what it should be", i + 1);
        list[i] = arena_text(memory, ids[i], strlen(ids[i]));
    }
    *out = list;
    return 0;
}
