/* Fuzz: any bytes as the body of a form that edits: its fields, each as a day, a number, an instant, the window of
 * /remontees.
 *
 * Beyond not crashing: what was read says itself again in a way that reads the same; a mended text is UTF-8. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cal.h"
#include "base/text.h"
#include "dashboard/edition_read.h"
#include "dashboard/form.h"
#include "dashboard/window.h"
#include "programme/schema.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_field(const char *s)
{
    char text[CAL_INSTANT_LEN];
    int32_t v, again;
    int64_t us, back;
    struct window w;
    struct err e;
    if (edition_read_day(s, &v) && v != CELL_NULL) {
        cal_format_day(v, text);
        must(edition_read_day(text, &again) && again == v);
    }
    if (edition_read_number(s, &v) && v != CELL_NULL) {
        must(v >= 0 && v <= EDITION_NUMBER_MAX);
        snprintf(text, sizeof text, "%d", v);
        must(edition_read_number(text, &again) && again == v);
    }
    if (window_read(s, NULL, cal_day(2026, 11, 30), &w, &e) == 0)
        must(w.last - w.first + 1 == w.n && w.last <= w.newest && (window_after(&w) == CELL_NULL || w.last < w.newest));
    else
        must(*e.text);
    if (edition_read_instant(s, &us)) {
        cal_format_instant(us, text);
        must(edition_read_instant(text, &back) && back == us);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct form f;
    char *body = malloc(size ? size : 1); /* exactly as long */
    must(body);
    memcpy(body, data, size);
    form_parse(&f, body, size);
    for (size_t i = 0; i < f.n; i++) {
        must(text_is_utf8(f.values[i], strlen(f.values[i])));
        must(form_get(&f, f.names[i]));
        read_field(f.values[i]);
    }
    form_deinit(&f);
    char *text = strndup(body, size);
    must(text);
    text_mend(text);
    must(text_is_utf8(text, strlen(text)));
    free(text);
    free(body);
    return 0;
}
