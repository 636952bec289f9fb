/* Tests of the wire: what is encoded comes back, and nothing else is taken. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/cal.h"
#include "base/mem.h"
#include "io/wire.h"

#define DIGEST "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

static void test_hints(void **state)
{
    (void)state;
    struct wire_received r = {.reporter = "LYO0001", .submission = "LYO0001.12-a0f3"}, r2;
    struct wire_judged j = {.reporter = "PAR.2_x-", .submission = "PAR.2_x-.9223372036854775807-ffff", .state = "held"},
                       j2;
    struct buf b = {0};
    struct err e = {0};
    wire_received_encode(&r, &b);
    assert_int_equal(wire_received_decode(b.data, b.len, &r2, &e), 0);
    assert_string_equal(r2.reporter, r.reporter);
    assert_string_equal(r2.submission, r.submission);
    buf_reset(&b);
    wire_judged_encode(&j, &b);
    assert_int_equal(wire_judged_decode(b.data, b.len, &j2, &e), 0);
    assert_string_equal(j2.reporter, j.reporter);
    assert_string_equal(j2.submission, j.submission);
    assert_string_equal(j2.state, j.state);
    buf_deinit(&b);
}

static void test_hints_longest(void **state)
{
    (void)state;
    struct wire_judged j = {0}, j2;
    struct buf b = {0};
    struct err e = {0};
    memset(j.reporter, 'R', WIRE_ID_SIZE - 1);
    memset(j.submission, '9', WIRE_SUBMISSION_SIZE - 1);
    memset(j.state, 's', WIRE_STATE_SIZE - 1);
    wire_judged_encode(&j, &b);
    assert_int_equal(wire_judged_decode(b.data, b.len, &j2, &e), 0);
    assert_memory_equal(&j, &j2, sizeof j);
    buf_deinit(&b);
}

/* field 1, 2 … of a message, each a text; by hand, so that wrong ones can be made. */
static void add_text(struct buf *b, int field, const char *s)
{
    buf_addc(b, (char)(field << 3 | 2));
    buf_addc(b, (char)strlen(s));
    buf_adds(b, s);
}

static void test_hints_refused(void **state)
{
    (void)state;
    static const struct {
        const char *reporter, *submission, *state;
    } bad[] = {
        {"", "S", "held"},
        {"A B", "S", "held"},
        {"\xc3\xa9", "S", "held"},
        {"R\n", "S", "held"},
        {"12345678901234567890123456789012345678901", "S", "held"},
        {"R", "", "held"},
        {"R", "a/b", "held"},
        {"R", "S", "HELD"},
        {"R", "S", "abcdefghijklmnopqrstuvwxyz"},
        {NULL, "S", "held"},
        {"R", NULL, "held"},
        {"R", "S", NULL},
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct buf b = {0};
        struct err e = {0};
        struct wire_judged j;
        if (bad[i].reporter)
            add_text(&b, 1, bad[i].reporter);
        if (bad[i].submission)
            add_text(&b, 2, bad[i].submission);
        if (bad[i].state)
            add_text(&b, 3, bad[i].state);
        memset(&j, 1, sizeof j);
        assert_int_equal(wire_judged_decode(b.data, b.len, &j, &e), -1);
        assert_int_equal(e.code, ERR_FORMAT);
        assert_int_equal(j.reporter[0] + j.submission[0] + j.state[0], 0);
        buf_deinit(&b);
    }
    struct err e = {0};
    struct wire_received r;
    char *long_one = mem_new(WIRE_HINT_MAX + 1);
    assert_int_equal(wire_received_decode(long_one, WIRE_HINT_MAX + 1, &r, &e), -1);
    assert_int_equal(e.code, ERR_LIMIT);
    assert_int_equal(wire_received_decode(NULL, 0, &r, &e), -1);
    assert_int_equal(e.code, ERR_FORMAT);
    free(long_one);
}

static void test_chantier(void **state)
{
    (void)state;
    unsigned char one[300], none[1];
    for (size_t i = 0; i < sizeof one; i++)
        one[i] = (unsigned char)i;
    struct wire_period periods[] = {
        {.debut = cal_day(2026, 1, 1), .fin = cal_day(2026, 12, 31), .payload = one, .len = sizeof one},
        {.debut = -100, .fin = -100, .payload = none, .len = 0}};
    struct wire_chantier m = {.reporter = "LYO0001",
                              .version = UINT64_MAX,
                              .definitions = DIGEST,
                              .has_situation = true,
                              .situation = -25567,
                              .rows_read = UINT32_MAX,
                              .rows_set_aside = 3,
                              .periods = periods,
                              .periods_n = 2},
                         n;
    struct buf b = {0};
    struct err e = {0};
    wire_chantier_encode(&m, &b);
    assert_int_equal(wire_chantier_decode(b.data, b.len, &n, &e), 0);
    assert_string_equal(n.reporter, m.reporter);
    assert_string_equal(n.definitions, DIGEST);
    assert_true(n.version == m.version && n.has_situation && n.situation == m.situation);
    assert_true(n.rows_read == m.rows_read && n.rows_set_aside == 3 && n.periods_n == 2);
    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(n.periods[i].debut, periods[i].debut);
        assert_int_equal(n.periods[i].fin, periods[i].fin);
        assert_int_equal(n.periods[i].len, periods[i].len);
        assert_memory_equal(n.periods[i].payload, periods[i].payload, periods[i].len);
    }
    wire_chantier_deinit(&n);
    for (size_t cut = 0; cut < b.len; cut++) { /* no beginning of it is taken for the whole with other members */
        if (wire_chantier_decode(b.data, cut, &n, &e) < 0)
            continue;
        assert_true(n.periods_n < 2);
        wire_chantier_deinit(&n);
    }
    buf_reset(&b);
    m.has_situation = false;
    m.periods_n = 0;
    wire_chantier_encode(&m, &b);
    assert_int_equal(wire_chantier_decode(b.data, b.len, &n, &e), 0);
    assert_false(n.has_situation);
    assert_int_equal(n.periods_n, 0);
    wire_chantier_deinit(&n);
    buf_deinit(&b);
}

/* Members that nobody knows are passed over, but only so many that they cost no more than the message warrants. */
static void test_greed(void **state)
{
    (void)state;
    struct wire_chantier m = {.reporter = "R", .definitions = DIGEST}, n;
    struct buf b = {0};
    struct err e = {0};
    wire_chantier_encode(&m, &b);
    for (int i = 0; i < 10; i++)
        buf_add(&b, "\x78\x00", 2);
    assert_int_equal(wire_chantier_decode(b.data, b.len, &n, &e), 0);
    assert_string_equal(n.reporter, "R");
    wire_chantier_deinit(&n);
    while (b.len < (1u << 20))
        buf_add(&b, "\x78\x00", 2);
    assert_int_equal(wire_chantier_decode(b.data, b.len, &n, &e), -1);
    assert_int_equal(e.code, ERR_FORMAT);
    buf_deinit(&b);
}

static void test_too_many(void **state)
{
    (void)state;
    struct wire_period periods[WIRE_PERIODS_MAX];
    unsigned char payload[] = {1};
    for (size_t i = 0; i < WIRE_PERIODS_MAX; i++)
        periods[i] = (struct wire_period){.debut = 0, .fin = (int32_t)i, .payload = payload, .len = 1};
    struct wire_chantier m = {.reporter = "R",
                              .definitions = DIGEST,
                              .periods = periods,
                              .periods_n = WIRE_PERIODS_MAX},
                         n;
    struct buf b = {0};
    struct err e = {0};
    wire_chantier_encode(&m, &b);
    assert_int_equal(wire_chantier_decode(b.data, b.len, &n, &e), 0);
    assert_int_equal(n.periods_n, WIRE_PERIODS_MAX);
    wire_chantier_deinit(&n);
    static const char another[] = "\x3a\x07\x08\x00\x10\x00\x1a\x01\x01";
    buf_add(&b, another, sizeof another - 1);
    assert_int_equal(wire_chantier_decode(b.data, b.len, &n, &e), -1);
    assert_int_equal(e.code, ERR_LIMIT);
    buf_deinit(&b);
}

static void test_bad_days(void **state)
{
    (void)state;
    static const struct {
        int32_t debut, fin;
    } bad[] = {{2, 1}, {-30000, 0}, {0, 90000}, {INT32_MIN, INT32_MAX}};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct buf b = {0};
        struct err e = {0};
        struct wire_request q = {.scope = "nation", .programme = "CVG", .has_period = true, .debut = 1, .fin = 2}, r;
        wire_request_encode(&q, &b);
        b.len -= 4; /* debut and fin, a byte each */
        const int32_t days[] = {bad[i].debut, bad[i].fin};
        for (size_t k = 0; k < 2; k++) {
            uint32_t zigzag = (uint32_t)days[k] << 1 ^ (uint32_t)(days[k] >> 31);
            buf_addc(&b, (char)((3 + k) << 3));
            for (; zigzag >= 128; zigzag >>= 7)
                buf_addc(&b, (char)(zigzag | 128));
            buf_addc(&b, (char)zigzag);
        }
        assert_int_equal(wire_request_decode(b.data, b.len, &r, &e), -1);
        assert_int_equal(e.code, ERR_FORMAT);
        assert_int_equal(r.scope[0], 0);
        buf_deinit(&b);
    }
}

static void test_request(void **state)
{
    (void)state;
    static const struct wire_request all[] = {
        {.scope = "nation", .programme = "TOUS"},
        {.scope = "territoire:LYON", .programme = "PHC", .versions = true},
        {.scope = "chantier:LYO0001", .programme = "CVG", .has_period = true, .debut = 20454, .fin = 20818},
    };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        struct wire_request m;
        struct buf b = {0};
        struct err e = {0};
        wire_request_encode(&all[i], &b);
        assert_int_equal(wire_request_decode(b.data, b.len, &m, &e), 0);
        assert_string_equal(m.scope, all[i].scope);
        assert_string_equal(m.programme, all[i].programme);
        assert_true(m.has_period == all[i].has_period && m.versions == all[i].versions);
        assert_true(m.debut == all[i].debut && m.fin == all[i].fin);
        buf_deinit(&b);
    }
    struct wire_request m;
    struct err e = {0};
    static const char half[] = "\x0a\x01n\x12\x01"
                               "C\x18\x02";
    assert_int_equal(wire_request_decode(half, sizeof half - 1, &m, &e), -1);
    assert_int_equal(e.code, ERR_FORMAT);
}

static void check_figures(const struct wire_figures *m)
{
    struct wire_figures n;
    struct buf b = {0};
    struct err e = {0};
    wire_figures_encode(m, &b);
    if (wire_figures_decode(b.data, b.len, &n, &e) < 0)
        fail_msg("%s", e.text);
    assert_string_equal(n.definitions, m->definitions);
    assert_string_equal(n.error, m->error);
    assert_string_equal(n.scope, m->scope);
    assert_string_equal(n.programme, m->programme);
    assert_true(n.has_period == m->has_period && n.debut == m->debut && n.fin == m->fin && n.version == m->version);
    assert_true(n.as_known_on_us == m->as_known_on_us && n.expected == m->expected && n.counted == m->counted);
    assert_true(n.has_oldest == m->has_oldest && n.oldest == m->oldest && n.reference == m->reference);
    assert_true((n.slots == NULL) == (m->slots == NULL) && n.slots_len == m->slots_len);
    if (m->slots)
        assert_memory_equal(n.slots, m->slots, m->slots_len);
    assert_int_equal(n.live_n, m->live_n);
    for (size_t i = 0; i < m->live_n; i++)
        assert_true(!strcmp(n.live[i].name, m->live[i].name) && n.live[i].debut == m->live[i].debut &&
                    n.live[i].fin == m->live[i].fin);
    assert_int_equal(n.reporters_n, m->reporters_n);
    for (size_t i = 0; i < m->reporters_n; i++)
        assert_true(!strcmp(n.reporters[i].reporter, m->reporters[i].reporter) &&
                    n.reporters[i].version == m->reporters[i].version);
    wire_figures_deinit(&n);
    buf_deinit(&b);
}

static void test_figures(void **state)
{
    (void)state;
    unsigned char slots[] = {0, 1, 255, 0};
    struct wire_live live[] = {{.name = "2026-C3", .debut = 20454, .fin = 20726},
                               {.name = "2026-01", .debut = 20454, .fin = 20484}};
    struct wire_figures refused = {.definitions = DIGEST, .error = "not_live", .live = live, .live_n = 2};
    struct wire_figures told = {.definitions = DIGEST,
                                .scope = "operationnels",
                                .programme = "TOUS",
                                .has_period = true,
                                .debut = 20454,
                                .fin = 20726,
                                .version = 77,
                                .as_known_on_us = 1790000000123456,
                                .expected = 68,
                                .counted = 66,
                                .has_oldest = true,
                                .oldest = 20700,
                                .slots = slots,
                                .slots_len = sizeof slots,
                                .live = live,
                                .live_n = 2,
                                .reference = 5};
    check_figures(&refused);
    check_figures(&told);
    told.slots_len = 0;
    check_figures(&told);
    told.slots = NULL;
    told.reporters_n = WIRE_REPORTERS_MAX; /* as many as there may be, as long as they may be, fit the limits */
    told.reporters = mem_new_n(told.reporters_n, sizeof *told.reporters);
    for (size_t i = 0; i < told.reporters_n; i++) {
        snprintf(told.reporters[i].reporter, WIRE_ID_SIZE, "%0*zu", i % 2 ? 40 : 1, i);
        told.reporters[i].version = i % 2 ? UINT64_MAX - i : 1;
    }
    check_figures(&told);
    free(told.reporters);
}

static void test_heartbeat(void **state)
{
    (void)state;
    struct wire_heartbeat m = {.definitions = DIGEST,
                               .reporters = 68,
                               .hash = UINT64_MAX,
                               .at_us = -1,
                               .complete = true},
                          n;
    struct buf b = {0};
    struct err e = {0};
    wire_heartbeat_encode(&m, &b);
    assert_int_equal(wire_heartbeat_decode(b.data, b.len, &n, &e), 0);
    assert_string_equal(n.definitions, DIGEST);
    assert_true(n.reporters == 68 && n.hash == UINT64_MAX && n.at_us == -1 && n.complete);
    b.data[3] = 'g'; /* inside the digest */
    assert_int_equal(wire_heartbeat_decode(b.data, b.len, &n, &e), -1);
    assert_int_equal(e.code, ERR_FORMAT);
    buf_deinit(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_hints),     cmocka_unit_test(test_hints_longest), cmocka_unit_test(test_hints_refused),
        cmocka_unit_test(test_chantier),  cmocka_unit_test(test_greed),         cmocka_unit_test(test_too_many),
        cmocka_unit_test(test_bad_days),  cmocka_unit_test(test_request),       cmocka_unit_test(test_figures),
        cmocka_unit_test(test_heartbeat),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
