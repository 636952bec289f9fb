/* Topics, subscriptions and streams of the live figures. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "aggregation/streams.h"
#include "base/cal.h"

static void test_topics(void **state)
{
    static const char *const good[] = {"nation|CVG|2026-10-01|2026-12-31", "territoire:LYON|TOUS|2026-01-01|2026-12-31",
                                       "chantier:LYO0001|PHC|2026-11-01|2026-11-30",
                                       "operationnels|CVG|2026-11-01|2026-11-30"};
    static const char *const bad[] = {"",
                                      "nation",
                                      "nation|CVG|2026-10-01",
                                      "nation|CVG|2026-10-01|2026-12-31|",
                                      "nation||2026-10-01|2026-12-31",
                                      "lune|CVG|2026-10-01|2026-12-31",
                                      "nation|CVG|2026-10-32|2026-12-31",
                                      "territoire:|CVG|2026-10-01|2026-12-31",
                                      "nation|ABCDEFGHIJKLMNOPQRST|2026-10-01|2026-12-31"};
    char text[TOPIC_MAX], large[400];
    struct topic t;
    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        assert_true(topic_parse(good[i], strlen(good[i]), &t));
        topic_format(&t, text);
        assert_string_equal(text, good[i]);
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(topic_parse(bad[i], strlen(bad[i]), &t));
    memset(large, 'n', sizeof large);
    assert_false(topic_parse(large, sizeof large, &t));
    assert_false(topic_parse("nation|CVG|2026-10-01|2026-12-31\0x", 34, &t));
}

static bool subscribe(struct streams *s, const char *topic)
{
    return streams_subscribe(s, topic, strlen(topic));
}

static void test_subscriptions(void **state)
{
    struct streams s = {0};
    (void)state;
    assert_false(streams_wanted(&s, "nation|CVG|2026-10-01|2026-12-31"));
    assert_true(subscribe(&s, "nation|CVG|"));
    assert_false(subscribe(&s, "nation|CVG|"));
    assert_true(streams_wanted(&s, "nation|CVG|2026-10-01|2026-12-31"));
    assert_false(streams_wanted(&s, "nation|PHC|2026-10-01|2026-12-31"));
    assert_true(subscribe(&s, ""));
    assert_true(streams_wanted(&s, "nation|PHC|2026-10-01|2026-12-31"));
    streams_unsubscribe(&s, "", 0);
    streams_unsubscribe(&s, "never", 5);
    assert_false(streams_wanted(&s, "nation|PHC|2026-10-01|2026-12-31"));
    streams_unsubscribe(&s, "nation|CVG|", 11);
    assert_false(streams_wanted(&s, "nation|CVG|2026-10-01|2026-12-31"));
    for (int i = 0; i < STREAMS_SUBSCRIPTIONS_MAX; i++) {
        char topic[32];
        snprintf(topic, sizeof topic, "territoire:T%d", i);
        assert_true(subscribe(&s, topic));
    }
    assert_false(subscribe(&s, "one more"));
    streams_deinit(&s);
}

/* A chantier has a stream while a whole topic names it, and keeps what it was told when the perimeters change. */
static void test_streams(void **state)
{
    static const char first[] = "chantier:A|CVG|2026-10-01|2026-12-31",
                      second[] = "chantier:A|PHC|2026-10-01|2026-12-31";
    const struct scope perimeters[] = {{.kind = SCOPE_NATION}, {SCOPE_TERRITOIRE, "LYON"}, {SCOPE_TERRITOIRE, "LILLE"}};
    struct streams s = {0};
    (void)state;
    streams_set_perimeters(&s, perimeters, 3);
    assert_int_equal(s.n, 3);
    assert_true(subscribe(&s, first));
    assert_true(subscribe(&s, second));
    assert_int_equal(s.of_chantiers, 0);
    assert_true(subscribe(&s, "chantier:B"));
    assert_int_equal(s.of_chantiers, 1);
    assert_int_equal(s.n, 4);
    streams_unsubscribe(&s, "chantier:B", strlen("chantier:B"));
    assert_int_equal(s.of_chantiers, 0);
    s.items[0].sent[1] = 7;
    streams_set_perimeters(&s, perimeters, 2);
    assert_int_equal(s.n, 3);
    for (size_t i = 0; i < s.n; i++)
        assert_int_equal(s.items[i].sent[1], 0);
    streams_unsubscribe(&s, first, strlen(first));
    assert_int_equal(s.n, 3);
    streams_unsubscribe(&s, second, strlen(second));
    assert_int_equal(s.n, 2);
    streams_deinit(&s);
}

/* A beginning that asks for chantiers: those of the reference data are perimeters like others, and go with them. */
static void test_all_chantiers(void **state)
{
    static const char named[] = "chantier:A|CVG|2026-10-01|2026-12-31";
    const struct scope perimeters[] = {{.kind = SCOPE_NATION}, {SCOPE_CHANTIER, "A"}, {SCOPE_CHANTIER, "B"}};
    struct streams s = {0};
    (void)state;
    assert_true(subscribe(&s, "chantier:"));
    assert_true(subscribe(&s, named));
    streams_set_perimeters(&s, perimeters, 3);
    assert_int_equal(s.n, 3);
    assert_true(streams_wanted(&s, "chantier:B|CVG|2026-10-01|2026-12-31"));
    streams_unsubscribe(&s, named, strlen(named));
    assert_int_equal(s.n, 3); /* the beginning still asks for it */
    streams_unsubscribe(&s, "chantier:", strlen("chantier:"));
    assert_int_equal(s.of_chantiers, 0);
    streams_set_perimeters(&s, perimeters, 1);
    assert_int_equal(s.n, 1);
    streams_deinit(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_topics), cmocka_unit_test(test_subscriptions),
                                       cmocka_unit_test(test_streams), cmocka_unit_test(test_all_chantiers)};
    return cmocka_run_group_tests_name("streams", tests, NULL, NULL);
}
