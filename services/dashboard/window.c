/* The nights that are shown. */
#include "dashboard/window.h"

#include <stdio.h>
#include <string.h>

#include "base/cal.h"
#include "programme/schema.h"

#define NBSP "\u00a0"
#define YEAR_FIRST 2000 /* nothing is known of nights before */

const int window_lengths[WINDOW_LENGTHS] = {WINDOW_DEFAULT, 28, 56, 92};

static const char TEXT_DAY[] = "«" NBSP "%.20s" NBSP "» n’est pas un jour" NBSP ": AAAA-MM-JJ.";
static const char TEXT_FUTURE[] = "La dernière nuit montrée est au plus tard celle du %s.";
static const char TEXT_EARLY[] = "La dernière nuit montrée est au plus tôt celle du 01/01/%d.";
static const char TEXT_LENGTH[] = "«" NBSP "%.20s" NBSP "» nuits" NBSP ": 14, 28, 56 ou 92.";

static int read_length(const char *s, int *out, struct err *e)
{
    *out = WINDOW_DEFAULT;
    if (!s || !*s)
        return 0;
    for (size_t i = 0; i < WINDOW_LENGTHS; i++) {
        char text[8];
        snprintf(text, sizeof text, "%d", window_lengths[i]);
        if (strcmp(s, text) == 0) {
            *out = window_lengths[i];
            return 0;
        }
    }
    return err_set(e, ERR_USAGE, TEXT_LENGTH, s);
}

int window_read(const char *jusqua, const char *nuits, int32_t newest, struct window *out, struct err *e)
{
    struct window w = {.newest = newest, .last = newest - 1};
    char day[CAL_DAY_LEN];
    cal_format_day_fr(newest, day);
    if (jusqua && *jusqua && !cal_parse_day(jusqua, strlen(jusqua), &w.last))
        return err_set(e, ERR_USAGE, TEXT_DAY, jusqua);
    if (w.last > newest)
        return err_set(e, ERR_USAGE, TEXT_FUTURE, day);
    if (w.last < cal_day(YEAR_FIRST, 1, 1))
        return err_set(e, ERR_USAGE, TEXT_EARLY, YEAR_FIRST);
    if (read_length(nuits, &w.n, e) < 0)
        return -1;
    w.first = w.last - w.n + 1;
    *out = w;
    return 0;
}

int32_t window_after(const struct window *w)
{
    int32_t next = w->last + w->n, latest = w->newest - 1;
    if (w->last >= latest)
        return CELL_NULL;
    return next < latest ? next : latest;
}
