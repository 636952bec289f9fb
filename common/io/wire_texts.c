/* The texts of a message as it came: protobuf-c hands them on as C strings, so a NUL would cut one short unseen. */
#include <string.h>

#include "io/wire_private.h"

#define DEPTH_MAX 4 /* of messages in messages */

struct reader {
    const unsigned char *at;
    bool bad;
};

struct level {
    const ProtobufCMessageDescriptor *of;
    const unsigned char *end;
};

static uint64_t read_varint(struct reader *r, const unsigned char *end)
{
    uint64_t value = 0;
    for (unsigned shift = 0; r->at < end && shift < 64; shift += 7) {
        value |= (uint64_t)(*r->at & 0x7f) << shift;
        if (!(*r->at++ & 0x80))
            return value;
    }
    r->bad = true;
    return 0;
}

/* One field: a message in it is gone into, as *in. */
static void read_field(struct reader *r, const struct level *l, struct level *in)
{
    uint64_t tag = read_varint(r, l->end), len = 0;
    const ProtobufCFieldDescriptor *f = protobuf_c_message_descriptor_get_field(l->of, (unsigned)(tag >> 3));
    in->of = NULL;
    switch (tag & 7) {
    case PROTOBUF_C_WIRE_TYPE_VARINT:
        read_varint(r, l->end);
        return;
    case PROTOBUF_C_WIRE_TYPE_64BIT:
        len = 8;
        break;
    case PROTOBUF_C_WIRE_TYPE_32BIT:
        len = 4;
        break;
    case PROTOBUF_C_WIRE_TYPE_LENGTH_PREFIXED:
        len = read_varint(r, l->end);
        break;
    default:
        r->bad = true;
    }
    if (r->bad || len > (size_t)(l->end - r->at)) {
        r->bad = true;
        return;
    }
    if (f && f->type == PROTOBUF_C_TYPE_MESSAGE) {
        *in = (struct level){f->descriptor, r->at + len};
        return;
    }
    r->bad = f && f->type == PROTOBUF_C_TYPE_STRING && memchr(r->at, 0, len);
    r->at += len;
}

bool wire_texts_good(const ProtobufCMessageDescriptor *of, const void *data, size_t len)
{
    struct reader r = {.at = data};
    struct level levels[DEPTH_MAX] = {{of, r.at + len}};
    for (size_t top = 0; !r.bad;) {
        struct level in;
        if (r.at == levels[top].end) {
            if (!top--)
                return true;
            continue;
        }
        read_field(&r, &levels[top], &in);
        if (!r.bad && in.of) {
            r.bad = ++top == DEPTH_MAX;
            if (!r.bad)
                levels[top] = in;
        }
    }
    return false;
}
