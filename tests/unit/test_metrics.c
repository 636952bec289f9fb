/* Metrics as Prometheus reads them, and the log as one reads it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <math.h>

#include <cmocka.h>

#include "daemon/log.h"
#include "daemon/metrics.h"

static double ask(void *arg)
{
    return *(double *)arg;
}

static void test_exposition(void **state)
{
    struct metrics *m = metrics_new();
    struct buf labels = {0}, out = {0};
    double depth = 0.5;
    (void)state;
    struct metric *a = metrics_counter(m, "cvg_submissions_total", "state=\"accepted\"", "Submissions by state.");
    metrics_gauge_of(m, "cvg_depth", NULL, "Depth with a \\ and\na line.", ask, &depth);
    metrics_label(&labels, "state", "re\"fu\\sed\n");
    metrics_label(&labels, "kind", "é");
    struct metric *b = metrics_counter(m, "cvg_submissions_total", buf_text(&labels), NULL);
    assert_ptr_equal(a, metrics_counter(m, "cvg_submissions_total", "state=\"accepted\"", NULL));
    assert_ptr_not_equal(a, b);
    a->value += 9007199254740991.0;
    b->value++;
    metrics_gauge(m, "cvg_odd", "v=\"nan\"", "Odd ones.")->value = NAN;
    metrics_gauge(m, "cvg_odd", "v=\"inf\"", NULL)->value = -INFINITY;
    metrics_format(m, &out);
    assert_string_equal(buf_text(&out), "# HELP cvg_submissions_total Submissions by state.\n"
                                        "# TYPE cvg_submissions_total counter\n"
                                        "cvg_submissions_total{state=\"accepted\"} 9007199254740991\n"
                                        "cvg_submissions_total{state=\"re\\\"fu\\\\sed\\n\",kind=\"é\"} 1\n"
                                        "# HELP cvg_depth Depth with a \\\\ and\\na line.\n"
                                        "# TYPE cvg_depth gauge\n"
                                        "cvg_depth 0.5\n"
                                        "# HELP cvg_odd Odd ones.\n"
                                        "# TYPE cvg_odd gauge\n"
                                        "cvg_odd{v=\"nan\"} NaN\n"
                                        "cvg_odd{v=\"inf\"} -Inf\n");
    buf_deinit(&labels);
    buf_deinit(&out);
    metrics_free(&m);
    assert_null(m);
    metrics_free(&m);
}

static void test_log_line(void **state)
{
    struct buf out = {0};
    struct err e = {.code = ERR_AWAY, .text = "gone"};
    (void)state;
    log_init("intake", LOG_INFO);
    struct log_context submission = {.fields = {log_text("submission", "S1"), log_int("try", 2)}};
    struct log_context file = {.up = &submission, .fields = {log_text("file", "a \"b\"\\\n\x01.csv")}};
    log_format(
        &out, LOG_WARN, "file_read", &file,
        (const struct log_field[]){
            log_int("bytes", -5), log_real("s", 0.25), log_real("odd", NAN), log_err(&e), log_text("nil", NULL), {0}});
    const char *at = buf_text(&out);
    assert_int_equal(strncmp(at, "ts=2", 4), 0);
    at = strchr(at, ' ');
    assert_string_equal(at, " level=warn who=intake ev=file_read submission=\"S1\" try=2 file=\"a "
                            "\\\"b\\\"\\\\\\n\\x01.csv\" bytes=-5 s=0.25 odd=\"nan\" err=\"gone\" nil=\"\"\n");
    buf_deinit(&out);
}

static void test_log_levels(void **state)
{
    enum log_level level = LOG_INFO;
    (void)state;
    assert_int_equal(log_level_parse("error", &level), 0);
    assert_int_equal(level, LOG_ERROR);
    assert_int_equal(log_level_parse("loud", &level), -1);
    log_init("test", LOG_ERROR);
    log_event(LOG_INFO, "not_seen");
    log_event_in(NULL, LOG_ERROR, "seen", log_int("n", 1));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_exposition),
        cmocka_unit_test(test_log_line),
        cmocka_unit_test(test_log_levels),
    };
    return cmocka_run_group_tests_name("metrics", tests, NULL, NULL);
}
