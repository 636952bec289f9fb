/* What the files of the wire share and nobody else sees: bounded unpacking, and the checks of single members. */
#ifndef CVG_IO_WIRE_PRIVATE_H
#define CVG_IO_WIRE_PRIVATE_H

#include <protobuf-c/protobuf-c.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/mem.h"

/* Memory for one unpacking, from an arena that gives out no more than the message's length allows. */
struct wire_unpacker {
    struct arena arena;
    size_t left;
    ProtobufCAllocator allocator;
};

/* NULL with *e where the bytes are over `max` or are not such a message. What it returns lives until wire_end(). */
void *wire_begin(struct wire_unpacker *u, const ProtobufCMessageDescriptor *of, const void *data, size_t len,
                 size_t max, struct err *e);
void wire_end(struct wire_unpacker *u);

/* wire_texts.c: no text of these bytes, which wire_begin() took as such a message, has a NUL in it. */
bool wire_texts_good(const ProtobufCMessageDescriptor *of, const void *data, size_t len);

void wire_pack(const ProtobufCMessage *m, struct buf *out);

/* A text of a message: its letters, and whether it fits out[size] with its NUL. */
enum wire_text { WIRE_TEXT_ID, WIRE_TEXT_STATE, WIRE_TEXT_DIGEST, WIRE_TEXT_SCOPE, WIRE_TEXT_PERIOD, WIRE_TEXT_COUNT };
bool wire_text_good(enum wire_text kind, const char *s, size_t size);
int wire_take_text(enum wire_text kind, const char *s, char *out, size_t size, const char *what, struct err *e);

/* Days in order and within the calendar; an instant within it. */
bool wire_days_good(int32_t debut, int32_t fin);
bool wire_instant_good(int64_t us);
int wire_take_period(int32_t debut, int32_t fin, int32_t *debut_out, int32_t *fin_out, struct err *e);
int wire_take_day(int32_t day, int32_t *out, const char *what, struct err *e);
int wire_take_bytes(const ProtobufCBinaryData *b, size_t max, unsigned char **out, size_t *len_out, const char *what,
                    struct err *e);

/* A list of submissions' ids, at most WIRE_RECALL_MAX: as protobuf-c wants it, and copied into an arena. */
char **wire_list_new(const char *const *ids, size_t n);
void wire_list_free(char **list, size_t n);
int wire_take_list(char *const *ids, size_t n, struct arena *memory, const char *const **out, struct err *e);

#endif
