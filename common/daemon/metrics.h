/* Counters and gauges, and their Prometheus text exposition. */
#ifndef CVG_DAEMON_METRICS_H
#define CVG_DAEMON_METRICS_H

#include <stdint.h>

#include "base/buf.h"

struct metrics;
enum metric_kind { METRIC_NONE, METRIC_COUNTER, METRIC_GAUGE };

/* One series. Add to it, set it: no door needed. Integers up to 2^53 stay exact. */
struct metric {
    double value;
};

struct metrics *metrics_new(void);
void metrics_free(struct metrics **m);
/* `name` as "cvg_submissions_total"; `labels` as "state=\"accepted\"" or NULL. Asking again for the same name and
 * labels gives the same series; a name with another kind is a bug. Lives as long as `m`; its address never changes. */
struct metric *metrics_counter(struct metrics *m, const char *name, const char *labels, const char *help);
struct metric *metrics_gauge(struct metrics *m, const char *name, const char *labels, const char *help);
/* A gauge whose value is asked when it is read. */
void metrics_gauge_of(struct metrics *m, const char *name, const char *labels, const char *help,
                      double (*ask)(void *arg), void *arg);
/* A label's value made safe: quotes, backslashes and line ends escaped. `labels_out` grows by key="value", after a
 * comma if needed. */
void metrics_label(struct buf *labels_out, const char *key, const char *value);
void metrics_format(const struct metrics *m, struct buf *out);

#endif
