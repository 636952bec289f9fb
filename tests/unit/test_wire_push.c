/* Tests of the wire of the push: what is encoded comes back, and nothing else is taken. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "io/wire.h"

/* Encodes and decodes; the result is the caller's. */
static struct wire_call call_again(const struct wire_call *m)
{
    struct wire_call n;
    struct buf b = {0};
    struct err e = {0};
    bool has_call;
    wire_call_encode(m, &b);
    if (wire_call_decode(b.data, b.len, &n, &has_call, &e) < 0)
        fail_msg("%s", e.text);
    assert_true(has_call && n.call == m->call && n.kind == m->kind);
    buf_deinit(&b);
    return n;
}

static struct wire_reply reply_again(const struct wire_reply *m)
{
    struct wire_reply n;
    struct buf b = {0};
    struct err e = {0};
    wire_reply_encode(m, &b);
    if (wire_reply_decode(b.data, b.len, &n, &e) < 0)
        fail_msg("%s", e.text);
    assert_true(n.call == m->call && n.kind == m->kind);
    buf_deinit(&b);
    return n;
}

static struct wire_call an_offer(const struct wire_push_file *files, size_t n)
{
    struct wire_call m = {.call = 7, .kind = WIRE_CALL_OFFER};
    snprintf(m.offer.reporter, sizeof m.offer.reporter, "LYO0001");
    m.offer.situation = 20777;
    for (size_t i = 0; i < sizeof m.offer.digest; i++)
        m.offer.digest[i] = (unsigned char)(255 - i);
    m.offer.files = files;
    m.offer.files_n = n;
    return m;
}

static void test_offer(void **state)
{
    (void)state;
    static const struct wire_push_file files[] = {
        {"salaries.csv", 120000}, {"accompagnants été.csv", 0}, {"", WIRE_PUSH_BYTES_MAX}};
    struct wire_call m = an_offer(files, 3);
    for (int turn = 0; turn < 2; turn++) {
        struct wire_call n = call_again(&m);
        assert_string_equal(n.offer.reporter, "LYO0001");
        assert_true(n.offer.situation == m.offer.situation && n.offer.files_n == 3);
        assert_memory_equal(n.offer.digest, m.offer.digest, sizeof m.offer.digest);
        for (size_t i = 0; i < 3; i++) {
            assert_string_equal(n.offer.files[i].name, files[i].name);
            assert_true(n.offer.files[i].bytes == files[i].bytes);
        }
        assert_true(n.offer.confirm == m.offer.confirm && n.offer.wait_ms == m.offer.wait_ms);
        wire_call_deinit(&n);
        m.offer.confirm = true;
        m.offer.wait_ms = UINT32_MAX;
        m.call = UINT64_MAX;
        m.offer.situation = INT32_MIN; /* no day, but the door says so, not the wire */
    }
}

/* As many as there may be, with names as long as they may be. */
static void test_offer_largest(void **state)
{
    (void)state;
    struct wire_push_file files[WIRE_PUSH_FILES_MAX];
    char name[WIRE_PUSH_NAME_MAX + 1];
    memset(name, 'n', WIRE_PUSH_NAME_MAX);
    name[WIRE_PUSH_NAME_MAX] = 0;
    for (size_t i = 0; i < WIRE_PUSH_FILES_MAX; i++)
        files[i] = (struct wire_push_file){name, i};
    struct wire_call m = an_offer(files, WIRE_PUSH_FILES_MAX), n = call_again(&m);
    assert_true(n.offer.files_n == WIRE_PUSH_FILES_MAX && strcmp(n.offer.files[99].name, name) == 0);
    wire_call_deinit(&n);
    for (size_t i = 0; i < WIRE_PUSH_FILES_MAX; i++)
        files[i] = (struct wire_push_file){"", 0};
    n = call_again(&m); /* the densest */
    assert_int_equal(n.offer.files_n, WIRE_PUSH_FILES_MAX);
    wire_call_deinit(&n);
}

static void test_piece(void **state)
{
    (void)state;
    unsigned char *bytes = mem_new(WIRE_PIECE_MAX);
    for (size_t i = 0; i < WIRE_PIECE_MAX; i++)
        bytes[i] = (unsigned char)(i * 7);
    static const size_t lengths[] = {1, 127, 128, 65536, WIRE_PIECE_MAX};
    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
        struct wire_call m = {.call = 1,
                              .kind = WIRE_CALL_PIECE,
                              .piece = {.offset = UINT64_MAX, .data = bytes, .len = lengths[i]}},
                         n = call_again(&m);
        assert_true(n.piece.offset == UINT64_MAX && n.piece.len == lengths[i]);
        assert_memory_equal(n.piece.data, bytes, lengths[i]);
        wire_call_deinit(&n);
    }
    free(bytes);
}

static void test_ask_and_recall(void **state)
{
    (void)state;
    struct wire_call m = {.kind = WIRE_CALL_ASK, .ask = {.submission = "LYO0001.12-a0f3", .wait_ms = 1500}},
                     n = call_again(&m);
    assert_string_equal(n.ask.submission, m.ask.submission);
    assert_int_equal(n.ask.wait_ms, 1500);
    wire_call_deinit(&n);
    const char *ids[WIRE_RECALL_MAX];
    char longest[WIRE_SUBMISSION_SIZE];
    memset(longest, '9', sizeof longest - 1);
    longest[sizeof longest - 1] = 0;
    for (size_t i = 0; i < WIRE_RECALL_MAX; i++)
        ids[i] = i % 2 ? longest : "X";
    static const size_t counts[] = {0, 1, WIRE_RECALL_MAX};
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        m = (struct wire_call){.kind = WIRE_CALL_RECALL, .recall = {.submissions = ids, .n = counts[i]}};
        n = call_again(&m);
        assert_int_equal(n.recall.n, counts[i]);
        for (size_t k = 0; k < counts[i]; k++)
            assert_string_equal(n.recall.submissions[k], ids[k]);
        wire_call_deinit(&n);
        struct wire_reply r = {.kind = WIRE_REPLY_FORGOTTEN, .forgotten = {.submissions = ids, .n = counts[i]}},
                          s = reply_again(&r);
        assert_int_equal(s.forgotten.n, counts[i]);
        if (counts[i])
            assert_string_equal(s.forgotten.submissions[counts[i] - 1], ids[counts[i] - 1]);
        wire_reply_deinit(&s);
    }
}

static void test_replies(void **state)
{
    (void)state;
    struct wire_reply m = {.call = 3, .kind = WIRE_REPLY_CREDIT, .credit_upto = 1048576}, n = reply_again(&m);
    assert_true(n.credit_upto == 1048576);
    wire_reply_deinit(&n);
    m = (struct wire_reply){.call = UINT64_MAX,
                            .kind = WIRE_REPLY_RECEIPT,
                            .receipt = {.submission = "LYO0001.12-a0f3",
                                        .state = "duplicate",
                                        .digest = {1, 2, 3},
                                        .bytes = 1234567,
                                        .received_at_us = 1790000000123456}};
    n = reply_again(&m);
    assert_memory_equal(&n.receipt, &m.receipt, sizeof m.receipt);
    wire_reply_deinit(&n);
    m = (struct wire_reply){.kind = WIRE_REPLY_OUTCOME,
                            .outcome = {.submission = "A.1-0000", .state = "held", .document = "{\"é\":1}", .len = 8}};
    n = reply_again(&m);
    assert_string_equal(n.outcome.document, m.outcome.document);
    assert_string_equal(n.outcome.state, "held");
    wire_reply_deinit(&n);
    m = (struct wire_reply){
        .kind = WIRE_REPLY_REFUSAL,
        .refusal = {.error = "trop_d_envois", .message = "Attendez, s'il vous plaît.", .retry_after_s = 9}};
    n = reply_again(&m);
    assert_string_equal(n.refusal.error, "trop_d_envois");
    assert_string_equal(n.refusal.message, m.refusal.message);
    assert_int_equal(n.refusal.retry_after_s, 9);
    wire_reply_deinit(&n);
}

/* ---- what is refused: messages by hand ---- */

struct wrong {
    const char *what, *bytes;
    size_t len;
    bool has_call;
};
#define WRONG(what, bytes, has_call)                                                                                   \
    {                                                                                                                  \
        what, bytes, sizeof(bytes) - 1, has_call                                                                       \
    }
#define OFFER_HEAD "\x08\x05\x12"
#define DIGEST_FIELD                                                                                                   \
    "\x1a\x20"                                                                                                         \
    "0123456789abcdef0123456789abcdef"

static void test_calls_refused(void **state)
{
    (void)state;
    static const struct wrong all[] = {
        WRONG("nothing", "", false),
        WRONG("no number",
              "\x22\x05\x0a\x03"
              "A.1",
              false),
        WRONG("no kind", "\x08\x05", true),
        WRONG("two kinds",
              "\x08\x05\x22\x05\x0a\x03"
              "A.1\x2a\x00",
              true),
        WRONG("a reporter that is none", OFFER_HEAD "\x28\x0a\x02/A\x10\x02" DIGEST_FIELD, true),
        WRONG("a short digest",
              OFFER_HEAD "\x09\x0a\x01"
                         "A\x10\x02\x1a\x02"
                         "01",
              true),
        WRONG("a name with a NUL",
              OFFER_HEAD "\x30\x0a\x01"
                         "A\x10\x02" DIGEST_FIELD "\x22\x07\x0a\x03"
                         "a\0b\x10\x01",
              true),
        WRONG("a question with a NUL",
              "\x08\x05\x22\x05\x0a\x03"
              "A\0B",
              true),
        WRONG("no digest",
              OFFER_HEAD "\x05\x0a\x01"
                         "A\x10\x02",
              false),
        WRONG("an empty piece", "\x08\x05\x1a\x04\x08\x00\x12\x00", true),
        WRONG("a piece without offset", "\x08\x05\x1a\x03\x12\x01x", false),
        WRONG("a question about nothing", "\x08\x05\x22\x02\x0a\x00", true),
        WRONG("a recall of what is no id",
              "\x08\x05\x2a\x05\x0a\x03"
              "a b",
              true),
        WRONG("an unfinished message",
              "\x08\x05\x22\x05\x0a\x03"
              "A.",
              false),
        WRONG("a group", "\x08\x05\x13", false),
    };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        struct wire_call m;
        struct err e = {0};
        bool has_call = !all[i].has_call;
        memset(&m, 1, sizeof m);
        if (wire_call_decode(all[i].bytes, all[i].len, &m, &has_call, &e) == 0)
            fail_msg("taken: %s", all[i].what);
        if (has_call != all[i].has_call || (has_call && m.call != 5))
            fail_msg("the number of the call: %s", all[i].what);
        assert_true(!m.memory.head && !m.offer.reporter[0] && e.code != ERR_NONE);
    }
}

static void test_limits(void **state)
{
    (void)state;
    struct wire_push_file files[WIRE_PUSH_FILES_MAX + 1] = {{"a", 1}};
    struct wire_call n, m = an_offer(files, 1);
    struct buf b = {0};
    struct err e = {0};
    bool has_call;
    for (size_t i = 0; i < WIRE_PUSH_FILES_MAX; i++)
        files[i] = (struct wire_push_file){"", 0};
    m.offer.files_n = WIRE_PUSH_FILES_MAX;
    wire_call_encode(&m, &b);
    /* the offer's length, two bytes after the field's number, grows by one file of six bytes */
    assert_int_equal(b.data[2], 0x12);
    unsigned len = ((unsigned char)b.data[3] & 127u) + ((unsigned)(unsigned char)b.data[4] << 7) + 6;
    b.data[3] = (char)(len | 128);
    b.data[4] = (char)(len >> 7);
    buf_add(&b, "\x22\x04\x0a\x00\x10\x00", 6);
    assert_int_equal(wire_call_decode(b.data, b.len, &n, &has_call, &e), -1);
    assert_int_equal(e.code, ERR_LIMIT);
    assert_int_equal(n.kind, WIRE_CALL_OFFER);
    buf_reset(&b);
    buf_add(&b, "\x08\x05\x1a\x87\x80\x10\x08\x00\x12\x81\x80\x10", 12); /* a piece of one byte too many */
    for (size_t i = 0; i < WIRE_PIECE_MAX + 1; i++)
        buf_addc(&b, 'x');
    b.data[3] = (char)0x87;
    assert_int_equal(wire_call_decode(b.data, b.len, &n, &has_call, &e), -1);
    assert_int_equal(e.code, ERR_LIMIT);
    assert_true(has_call);
    while (b.len <= WIRE_CALL_MAX)
        buf_addc(&b, 0);
    assert_int_equal(wire_call_decode(b.data, b.len, &n, &has_call, &e), -1);
    assert_int_equal(e.code, ERR_LIMIT);
    assert_false(has_call);
    buf_deinit(&b);
}

static void test_replies_refused(void **state)
{
    (void)state;
    static const struct wrong all[] = {
        WRONG("nothing", "", false),
        WRONG("no kind", "\x08\x05", false),
        WRONG("two kinds", "\x08\x05\x12\x02\x08\x01\x32\x00", false),
        WRONG("a receipt without members", "\x08\x05\x1a\x00", false),
        WRONG("a refusal in other letters",
              "\x08\x05\x2a\x06\x0a\x02"
              "A!\x12\x00",
              false),
        WRONG("forgotten what is no id", "\x08\x05\x32\x03\x0a\x01\x01", false),
    };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        struct wire_reply m;
        struct err e = {0};
        memset(&m, 1, sizeof m);
        if (wire_reply_decode(all[i].bytes, all[i].len, &m, &e) == 0)
            fail_msg("taken: %s", all[i].what);
        assert_true(m.kind == WIRE_REPLY_NONE && !m.memory.head && e.code == ERR_FORMAT);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_offer),   cmocka_unit_test(test_offer_largest),
        cmocka_unit_test(test_piece),   cmocka_unit_test(test_ask_and_recall),
        cmocka_unit_test(test_replies), cmocka_unit_test(test_calls_refused),
        cmocka_unit_test(test_limits),  cmocka_unit_test(test_replies_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
