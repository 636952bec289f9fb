/* A choice from the parameters of an address, and back. */
#include "dashboard/choice.h"

#include <stdio.h>
#include <string.h>

#include "base/cal.h"

#define PROGRAMME_DEFAULT "CVG"

#define NBSP "\u00a0"

static const char TEXT_DAY[] = "«" NBSP "%.20s" NBSP "» n’est pas un jour" NBSP ": AAAA-MM-JJ";
static const char TEXT_FUTURE[] = "le %s n’est pas encore passé" NBSP ": on ne sait pas ce qui sera connu ce soir-là";
static const char TEXT_PROGRAMME[] = "programme «" NBSP "%.20s" NBSP "» inconnu" NBSP ": %s";

static bool given(const char *s)
{
    return s && *s;
}

static int read_programme(struct choice *c, const struct definitions *d, const char *s, struct err *e)
{
    int at = programme_find(d, given(s) ? s : PROGRAMME_DEFAULT);
    if (at >= 0) {
        c->programme = (size_t)at;
        return 0;
    }
    struct buf names = {0};
    for (size_t i = 0; i < programmes_count(d); i++)
        buf_addf(&names, "%s%s", i ? ", " : "", programme_name(d, i));
    err_fill(e, ERR_USAGE, TEXT_PROGRAMME, s, buf_text(&names));
    buf_deinit(&names);
    return -1;
}

static int read_known(struct choice *c, const char *s, int32_t today, struct err *e)
{
    int32_t day;
    c->connu_le = CELL_NULL;
    c->at_us = INT64_MAX;
    if (!given(s))
        return 0;
    if (!cal_parse_day(s, strlen(s), &day))
        return err_set(e, ERR_USAGE, TEXT_DAY, s);
    char iso[CAL_DAY_LEN];
    cal_format_day_fr(day, iso);
    if (day > today)
        return err_set(e, ERR_USAGE, TEXT_FUTURE, iso);
    if (day == today)
        return 0;
    cal_format_day(day, iso);
    c->past = true;
    c->connu_le = day;
    must(cal_parse_instant(iso, &c->at_us));
    return 0;
}

int choice_read(struct choice *out, const struct definitions *d, const struct choice_asked *q,
                const struct scope *default_scope, int32_t today, struct err *e)
{
    struct choice c = {.scope = *default_scope, .period = period_quarter(today)};
    if ((given(q->perimetre) && scope_parse(q->perimetre, &c.scope, e) < 0) ||
        (given(q->periode) && period_parse(q->periode, &c.period, e) < 0) ||
        read_programme(&c, d, q->programme, e) < 0 || read_known(&c, q->connu_le, today, e) < 0)
        return -1;
    *out = c;
    return 0;
}

const char *choice_period(const char *periode, const char *debut, const char *fin, char out[CHOICE_PERIOD_LEN])
{
    if (!given(periode) || strcmp(periode, "libre") != 0)
        return periode;
    snprintf(out, CHOICE_PERIOD_LEN, "%.20s..%.20s", debut ? debut : "", fin ? fin : "");
    return out;
}

static void add(struct buf *out, const char *name, const char *value)
{
    buf_addf(out, "%s%s=%s", out->len ? "&" : "", name, value);
}

void choice_query(const struct choice *c, const struct definitions *d, bool fixed_scope, int32_t today, struct buf *out)
{
    struct buf query = {0}, scope = {0};
    char day[CAL_DAY_LEN];
    if (!fixed_scope) {
        scope_format(&c->scope, &scope);
        add(&query, "perimetre", buf_text(&scope));
    }
    if (strcmp(c->period.name, period_quarter(today).name) != 0)
        add(&query, "periode", c->period.name);
    if (strcmp(programme_name(d, c->programme), PROGRAMME_DEFAULT) != 0)
        add(&query, "programme", programme_name(d, c->programme));
    if (c->past) {
        cal_format_day(c->connu_le, day);
        add(&query, "connu_le", day);
    }
    buf_adds(out, buf_text(&query));
    buf_deinit(&query);
    buf_deinit(&scope);
}
