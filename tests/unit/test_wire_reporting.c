/* Tests of the wire of reporting: what is encoded comes back, and nothing else is taken. */
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
#include "proto/reporting.pb-c.h"

#define DIGEST "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

static const char *const scopes[] = {"nation", "territoires", "chantiers:LYON", "chantier:LYO0001"};

static struct wire_ask figures_ask(void)
{
    return (struct wire_ask){.call = UINT64_MAX,
                             .kind = WIRE_ASK_FIGURES,
                             .scopes = scopes,
                             .scopes_n = 4,
                             .programme = "CVG",
                             .debut = cal_day(2026, 1, 1),
                             .fin = cal_day(2026, 9, 30),
                             .has_at = true,
                             .at_us = INT64_C(1767225600123456)};
}

static int again(const struct wire_ask *m, struct wire_ask *n, struct err *e)
{
    struct buf b = {0};
    bool has_call;
    wire_ask_encode(m, &b);
    int rc = wire_ask_decode(b.data, b.len, n, &has_call, e);
    assert_true(has_call);
    buf_deinit(&b);
    return rc;
}

static void test_asks(void **state)
{
    (void)state;
    int32_t days[WIRE_ASK_DAYS_MAX];
    for (int32_t i = 0; i < WIRE_ASK_DAYS_MAX; i++)
        days[i] = 20000 + 2 * i;
    struct wire_ask figures = figures_ask(), n;
    struct err e = {0};
    assert_int_equal(again(&figures, &n, &e), 0);
    assert_true(n.call == UINT64_MAX && n.kind == WIRE_ASK_FIGURES && n.scopes_n == 4 && n.days_n == 0);
    assert_true(n.debut == figures.debut && n.fin == figures.fin && n.has_at && n.at_us == figures.at_us);
    assert_string_equal(n.programme, "CVG");
    for (size_t i = 0; i < 4; i++)
        assert_string_equal(n.scopes[i], scopes[i]);
    wire_ask_deinit(&n);

    struct wire_ask curve = {.kind = WIRE_ASK_CURVE,
                             .scopes = scopes,
                             .scopes_n = 1,
                             .programme = "TOUS",
                             .days = days,
                             .days_n = WIRE_ASK_DAYS_MAX};
    assert_int_equal(again(&curve, &n, &e), 0);
    assert_true(n.kind == WIRE_ASK_CURVE && !n.has_at && n.days_n == WIRE_ASK_DAYS_MAX);
    assert_memory_equal(n.days, days, sizeof days);
    wire_ask_deinit(&n);

    struct wire_ask list = {.call = 3, .kind = WIRE_ASK_TODO, .scopes = scopes + 3, .scopes_n = 1};
    assert_int_equal(again(&list, &n, &e), 0);
    assert_true(n.kind == WIRE_ASK_TODO && n.days_n == 0 && !*n.programme);
    wire_ask_deinit(&n);
    list.kind = WIRE_ASK_CASELOAD;
    list.days = days;
    list.days_n = 1;
    assert_int_equal(again(&list, &n, &e), 0);
    assert_true(n.kind == WIRE_ASK_CASELOAD && n.days_n == 1 && n.days[0] == 20000);
    wire_ask_deinit(&n);
    list.kind = WIRE_ASK_POSTES;
    assert_int_equal(again(&list, &n, &e), 0);
    assert_true(n.kind == WIRE_ASK_POSTES && n.days_n == 1);
    wire_ask_deinit(&n);
    list.kind = WIRE_ASK_PREVISION;
    assert_int_equal(again(&list, &n, &e), 0);
    assert_true(n.kind == WIRE_ASK_PREVISION && n.days_n == 1);
    wire_ask_deinit(&n);
}

static void test_report_comes_back(void **state)
{
    (void)state;
    struct wire_ask m = {.call = 4,
                         .kind = WIRE_ASK_RAPPORT,
                         .trimestre = "2026-C3",
                         .version = 2,
                         .fichier = "rapport-2026-C3.pdf"},
                    n;
    struct err e = {0};
    assert_int_equal(again(&m, &n, &e), 0);
    assert_true(n.kind == WIRE_ASK_RAPPORT && n.call == 4 && n.version == 2 && !n.scopes_n && !n.days_n);
    assert_string_equal(n.trimestre, "2026-C3");
    assert_string_equal(n.fichier, "rapport-2026-C3.pdf");
    wire_ask_deinit(&n);
    m.version = -1;
    assert_int_equal(wire_ask_check(&m, &e), -1);
    m.version = 0;
    assert_int_equal(wire_ask_check(&m, &e), 0);
    m.fichier[0] = 0;
    assert_int_equal(wire_ask_check(&m, &e), -1);
    strcpy(m.fichier, "../secret");
    assert_int_equal(wire_ask_check(&m, &e), -1);
}

static void test_most_scopes(void **state)
{
    (void)state;
    const char *many[WIRE_ASK_SCOPES_MAX + 1];
    struct wire_ask m = figures_ask(), n;
    struct err e = {0};
    for (size_t i = 0; i <= WIRE_ASK_SCOPES_MAX; i++)
        many[i] = i % 2 ? "a" : "territoire:12345678901234567890123456789012345678901234567890123";
    m.scopes = many;
    m.scopes_n = WIRE_ASK_SCOPES_MAX;
    assert_int_equal(again(&m, &n, &e), 0);
    assert_string_equal(n.scopes[WIRE_ASK_SCOPES_MAX - 1], many[WIRE_ASK_SCOPES_MAX - 1]);
    wire_ask_deinit(&n);
    m.scopes_n++;
    assert_int_equal(wire_ask_check(&m, &e), -1);
    assert_int_equal(e.code, ERR_LIMIT);
    for (size_t i = 0; i < WIRE_ASK_SCOPES_MAX; i++) /* the densest, and any number of them */
        many[i] = "1";
    for (m.scopes_n = 1; m.scopes_n <= WIRE_ASK_SCOPES_MAX; m.scopes_n++) {
        assert_int_equal(again(&m, &n, &e), 0);
        assert_int_equal(n.scopes_n, m.scopes_n);
        wire_ask_deinit(&n);
    }
}

/* One thing wrong at a time. */
static void test_asks_refused(void **state)
{
    (void)state;
    static const char *const bad_scopes[] = {"", "terr/x", "\xc3\xa9",
                                             "12345678901234567890123456789012345678901234567890123456789012345"};
    int32_t falling[] = {20000, 19999}, twice[] = {20000, 20000}, far[] = {20000, INT32_MAX}, many[801] = {0};
    for (int32_t i = 0; i < 801; i++)
        many[i] = 20000 + i;
    const struct {
        const int32_t *days;
        size_t n;
    } bad_days[] = {{falling, 2}, {twice, 2}, {far, 2}, {many, 801}, {many, 0}};
    struct err e = {0};
    for (size_t i = 0; i < sizeof bad_scopes / sizeof *bad_scopes; i++) {
        struct wire_ask m = figures_ask();
        m.scopes = &bad_scopes[i];
        m.scopes_n = 1;
        assert_int_equal(wire_ask_check(&m, &e), -1);
    }
    for (size_t i = 0; i < sizeof bad_days / sizeof *bad_days; i++) {
        struct wire_ask m = figures_ask();
        m.kind = WIRE_ASK_CURVE;
        m.days = bad_days[i].days;
        m.days_n = bad_days[i].n;
        assert_int_equal(wire_ask_check(&m, &e), -1);
        m.kind = WIRE_ASK_CASELOAD;
        m.scopes_n = 1;
        assert_int_equal(wire_ask_check(&m, &e), bad_days[i].n ? -1 : 0);
    }
    struct wire_ask m = figures_ask();
    assert_int_equal(wire_ask_check(&m, &e), 0);
    m.fin = m.debut - 1;
    assert_int_equal(wire_ask_check(&m, &e), -1);
    m = figures_ask();
    m.programme[0] = 0;
    assert_int_equal(wire_ask_check(&m, &e), -1);
    m = figures_ask();
    m.at_us = INT64_MIN;
    assert_int_equal(wire_ask_check(&m, &e), -1);
    m = figures_ask();
    m.kind = WIRE_ASK_TODO; /* of several */
    assert_int_equal(wire_ask_check(&m, &e), -1);
    m.kind = WIRE_ASK_KIND_COUNT;
    assert_int_equal(wire_ask_check(&m, &e), -1);
}

static void pack(const ProtobufCMessage *m, struct buf *out)
{
    unsigned char *bytes = mem_new(protobuf_c_message_get_packed_size(m) + 1);
    buf_reset(out);
    buf_add(out, bytes, protobuf_c_message_pack(m, bytes));
    free(bytes);
}

/* What an honest encoder never sends; the number of the call is told all the same. */
static void test_hostile_asks(void **state)
{
    (void)state;
    char nation[] = "nation", cvg[] = "CVG", *one[] = {nation}, *many[WIRE_ASK_SCOPES_MAX + 1];
    struct wire_ask m;
    struct buf b = {0};
    struct err e = {0};
    bool has_call;
    Cvg__PastAsk p = CVG__PAST_ASK__INIT;
    for (size_t i = 0; i <= WIRE_ASK_SCOPES_MAX; i++)
        many[i] = nation;
    p.call = 77;
    p.kind = CVG__PAST_KIND__PAST_FIGURES;
    p.programme = cvg;
    p.scopes = one;
    p.n_scopes = 1;
    for (int turn = 0; turn < 4; turn++) {
        Cvg__PastAsk q = p;
        q.has_debut = true; /* turn 0: half a period */
        q.has_fin = turn > 0;
        if (turn == 1) {
            q.scopes = many;
            q.n_scopes = WIRE_ASK_SCOPES_MAX + 1;
        }
        if (turn == 2)
            q.kind = (Cvg__PastKind)9;
        if (turn == 3)
            q.programme = NULL;
        pack(&q.base, &b);
        assert_int_equal(wire_ask_decode(b.data, b.len, &m, &has_call, &e), -1);
        assert_true(has_call || turn == 2); /* a kind of no name may be no message at all */
        assert_int_equal(m.call, has_call ? 77 : 0);
        assert_null(m.memory.head);
    }
    char *noise = mem_new(WIRE_ASK_MAX + 1);
    memset(noise, 0xff, WIRE_ASK_MAX + 1);
    assert_int_equal(wire_ask_decode(noise, 5000, &m, &has_call, &e), -1);
    assert_false(has_call);
    assert_int_equal(wire_ask_decode(noise, WIRE_ASK_MAX + 1, &m, &has_call, &e), -1);
    assert_int_equal(e.code, ERR_LIMIT);
    assert_int_equal(wire_ask_decode(NULL, 0, &m, &has_call, &e), -1);
    free(noise);
    buf_deinit(&b);
}

static struct wire_answer answer_again(const struct wire_answer *m)
{
    struct wire_answer n;
    struct buf b = {0};
    struct err e = {0};
    wire_answer_encode(m, &b);
    if (wire_answer_decode(b.data, b.len, &n, &e) < 0)
        fail_msg("%s", e.text);
    buf_deinit(&b);
    assert_true(n.call == m->call && n.as_known_on_us == m->as_known_on_us);
    assert_string_equal(n.definitions, m->definitions);
    return n;
}

static void test_figures(void **state)
{
    (void)state;
    unsigned char slots[700];
    for (size_t i = 0; i < sizeof slots; i++)
        slots[i] = (unsigned char)(i * 7);
    const struct wire_past_figures list[] = {{.scope = "nation",
                                              .expected = 68,
                                              .counted = 66,
                                              .has_oldest = true,
                                              .oldest = 20777,
                                              .slots = slots,
                                              .slots_len = sizeof slots},
                                             {.scope = "territoire:LYON", .slots = slots, .slots_len = 0}};
    struct wire_answer m = {
        .call = 5, .definitions = DIGEST, .as_known_on_us = 1767225600000000, .figures = list, .figures_n = 2};
    struct wire_answer n = answer_again(&m);
    assert_true(n.figures_n == 2 && n.series_n == 0 && !n.document && !n.message && !*n.error);
    assert_string_equal(n.figures[0].scope, "nation");
    assert_true(n.figures[0].expected == 68 && n.figures[0].counted == 66 && n.figures[0].has_oldest);
    assert_int_equal(n.figures[0].oldest, 20777);
    assert_int_equal(n.figures[0].slots_len, sizeof slots);
    assert_memory_equal(n.figures[0].slots, slots, sizeof slots);
    assert_true(!n.figures[1].has_oldest && n.figures[1].slots_len == 0);
    wire_answer_deinit(&n);
}

static void test_series(void **state)
{
    (void)state;
    int32_t days[] = {20000, 20007, 20014};
    int64_t one[] = {0, 2572, INT64_C(1) << 40}, two[] = {1, 1, 1};
    const struct wire_past_series list[] = {{"nation", one}, {"chantier:LYO0001", two}};
    struct wire_answer m = {.call = 5, .definitions = DIGEST, .days = days, .days_n = 3, .series = list, .series_n = 2};
    struct wire_answer n = answer_again(&m);
    assert_true(n.days_n == 3 && n.series_n == 2);
    assert_memory_equal(n.days, days, sizeof days);
    assert_memory_equal(n.series[0].values, one, sizeof one);
    assert_memory_equal(n.series[1].values, two, sizeof two);
    assert_string_equal(n.series[1].scope, "chantier:LYO0001");
    wire_answer_deinit(&n);
}

static void test_document_and_error(void **state)
{
    (void)state;
    struct wire_answer m = {.call = 5, .definitions = DIGEST, .document = "{\"a\":1}", .document_len = 7};
    struct wire_answer n = answer_again(&m);
    assert_int_equal(n.document_len, 7);
    assert_string_equal(n.document, "{\"a\":1}");
    wire_answer_deinit(&n);
    m = (struct wire_answer){.call = 5,
                             .definitions = DIGEST,
                             .error = "unknown_scope",
                             .message = "périmètre inconnu",
                             .document = "not told",
                             .document_len = 8};
    n = answer_again(&m);
    assert_string_equal(n.error, "unknown_scope");
    assert_string_equal(n.message, "périmètre inconnu");
    assert_null(n.document);
    wire_answer_deinit(&n);
}

/* An arena gives no more than the length warrants: the densest honest answers must still fit. */
static void test_densest(void **state)
{
    (void)state;
    size_t days_n = WIRE_ASK_DAYS_MAX, n = WIRE_ANSWER_SCOPES_MAX;
    int32_t *days = mem_new_n(days_n, sizeof *days);
    int64_t *zeros = mem_new_n(days_n, sizeof *zeros);
    struct wire_past_series *series = mem_new_n(n, sizeof *series);
    struct wire_past_figures *figures = mem_new_n(n, sizeof *figures);
    for (size_t i = 0; i < days_n; i++)
        days[i] = (int32_t)i; /* one and two bytes each */
    for (size_t i = 0; i < n; i++) {
        series[i] = (struct wire_past_series){"n", zeros};
        figures[i] = (struct wire_past_figures){.scope = "n", .slots = (const unsigned char *)"", .slots_len = 0};
    }
    struct wire_answer m = {.definitions = DIGEST, .days = days, .days_n = 100, .series = series, .series_n = n};
    struct wire_answer back = answer_again(&m);
    assert_true(back.series_n == n && back.series[n - 1].values[99] == 0);
    wire_answer_deinit(&back);
    m = (struct wire_answer){.definitions = DIGEST, .figures = figures, .figures_n = n};
    back = answer_again(&m);
    assert_int_equal(back.figures_n, n);
    wire_answer_deinit(&back);
    m = (struct wire_answer){.definitions = DIGEST, .days = days, .days_n = days_n, .series = series, .series_n = n};
    assert_true(wire_answer_fits(&m));
    m.document_len = WIRE_ANSWER_MAX;
    assert_false(wire_answer_fits(&m));
    free(days);
    free(zeros);
    free(series);
    free(figures);
}

/* One thing wrong at a time; the last turn has none. */
static void test_hostile_answers(void **state)
{
    (void)state;
    enum { UNEVEN, SCOPE, NO_MESSAGE, ERROR, INSTANT, DIGEST_BROKEN, DAY, NOTHING };
    struct buf b = {0};
    for (int wrong = UNEVEN; wrong <= NOTHING; wrong++) {
        char digest[] = DIGEST, scope[] = "nation", error[] = "away", text[] = "t";
        int64_t values[] = {1, 2};
        int32_t days[] = {1, wrong == DAY ? INT32_MAX : 2};
        struct wire_answer m;
        struct err e = {0};
        Cvg__PastSeries s = CVG__PAST_SERIES__INIT, *list[] = {&s};
        Cvg__PastAnswer p = CVG__PAST_ANSWER__INIT;
        p.definitions = digest;
        p.series = list;
        p.n_series = 1;
        p.days = days;
        p.n_days = 2;
        p.has_as_known_on_us = true;
        p.as_known_on_us = wrong == INSTANT ? INT64_MAX : 0;
        p.error = wrong == NO_MESSAGE || wrong == ERROR ? error : NULL;
        p.message = wrong == ERROR ? text : NULL;
        s.scope = scope;
        s.values = values;
        s.n_values = wrong == UNEVEN ? 1 : 2;
        scope[0] = wrong == SCOPE ? '/' : 'n';
        error[0] = wrong == ERROR ? 'A' : 'a';
        digest[3] = wrong == DIGEST_BROKEN ? 'x' : '3';
        pack(&p.base, &b);
        int rc = wire_answer_decode(b.data, b.len, &m, &e);
        if (rc != (wrong == NOTHING ? 0 : -1))
            fail_msg("%d: %s", wrong, e.text);
        assert_true(rc == 0 || (!m.memory.head && !m.series));
        wire_answer_deinit(&m);
    }
    buf_deinit(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_asks),         cmocka_unit_test(test_report_comes_back),
                                       cmocka_unit_test(test_most_scopes),  cmocka_unit_test(test_asks_refused),
                                       cmocka_unit_test(test_hostile_asks), cmocka_unit_test(test_figures),
                                       cmocka_unit_test(test_series),       cmocka_unit_test(test_document_and_error),
                                       cmocka_unit_test(test_densest),      cmocka_unit_test(test_hostile_answers)};
    return cmocka_run_group_tests_name("wire_reporting", tests, NULL, NULL);
}
