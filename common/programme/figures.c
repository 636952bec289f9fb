/* Figures as people and programs read them. */
#include "programme/figures.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/cal.h"

bool figure_parts(const struct indicator *i, const int64_t *slots, double *num, double *den)
{
    *num = (double)slots[i->slot] / (i->decimal ? 100 : 1);
    *den = 0;
    switch (i->kind) {
    case KIND_SOMME: /* num is the quotient */
        *num /= i->divisor;
        return false;
    case KIND_RATIO:
    case KIND_TAUX:
    case KIND_MOYENNE:
        *den = (double)slots[i->slot + 1] / (i->den_decimal ? 100 : 1);
        return true;
    default:
        return false;
    }
}

static void number(struct jsonout *j, const char *key, int64_t v, bool decimal)
{
    if (decimal)
        jsonout_real(j, key, (double)v / 100);
    else
        jsonout_int(j, key, v);
}

static void format_repartition(const struct indicator *i, const int64_t *at, struct jsonout *j)
{
    char key[64];
    jsonout_open(j, "num", '{');
    for (size_t k = 0; k < i->keys_n; k++)
        if (at[2 + k]) {
            indicator_key(i, k, key, sizeof key);
            jsonout_int(j, key, at[2 + k]);
        }
    jsonout_close(j, '}');
    jsonout_int(j, "den", at[0]);
    jsonout_int(j, "nr", at[1]);
}

static void format_one(const struct indicator *i, const int64_t *slots, struct jsonout *j)
{
    const int64_t *at = slots + i->slot;
    jsonout_open(j, i->code, '{');
    jsonout_text(j, "kind", indicator_kind_name(i->kind));
    switch (i->kind) {
    case KIND_REPARTITION:
        format_repartition(i, at, j);
        break;
    case KIND_SOMME:
        if (i->decimal || i->divisor != 1)
            jsonout_real(j, "num", (double)at[0] / (i->decimal ? 100 : 1) / i->divisor);
        else
            jsonout_int(j, "num", at[0]);
        if (i->nullable)
            jsonout_int(j, "nr", at[1]);
        break;
    default:
        number(j, "num", at[0], i->decimal);
        if (i->slots_n > 1)
            number(j, "den", at[1], i->den_decimal);
        if (i->slots_n > 2)
            jsonout_int(j, "nr", at[2]);
    }
    jsonout_close(j, '}');
}

void figures_format(const struct definitions *d, const int64_t *slots, bool chantier, const bool *hidden,
                    struct jsonout *j)
{
    jsonout_open(j, "figures", '{');
    for (size_t k = 0; k < d->catalogue->indicators_n; k++)
        if (!(chantier && d->catalogue->indicators[k].territory_only) && !(hidden && hidden[k]))
            format_one(&d->catalogue->indicators[k], slots, j);
    jsonout_close(j, '}');
}

void figures_document(const struct definitions *d, const struct figures_head *h, const int64_t *slots, struct buf *out)
{
    struct jsonout j = {.out = out};
    struct buf scope = {0};
    char instant[CAL_INSTANT_LEN];
    scope_format(h->scope, &scope);
    cal_format_instant(h->as_known_on_us, instant);
    jsonout_open(&j, NULL, '{');
    jsonout_text(&j, "scope", buf_text(&scope));
    jsonout_text(&j, "programme", h->programme);
    jsonout_text(&j, "period", h->period);
    jsonout_day(&j, "debut", h->debut);
    jsonout_day(&j, "fin", h->fin);
    jsonout_text(&j, "definitions", d->digest);
    jsonout_text(&j, "source", h->source);
    jsonout_text(&j, "as_known_on", instant);
    jsonout_open(&j, "coverage", '{');
    jsonout_int(&j, "expected", h->coverage.expected);
    jsonout_int(&j, "counted", h->coverage.counted);
    jsonout_day(&j, "oldest", h->coverage.counted ? h->coverage.oldest : INT32_MIN);
    jsonout_close(&j, '}');
    figures_format(d, slots, h->scope->kind == SCOPE_CHANTIER, h->hidden, &j);
    jsonout_close(&j, '}');
    buf_deinit(&scope);
}

/* ---- as shown ---- */

long figure_percent(int64_t num, int64_t den)
{
    return den > 0 ? (long)((num * 200 + den) / (den * 2)) : -1;
}

void figure_show_int(int64_t v, struct buf *out)
{
    char digits[32];
    int n = snprintf(digits, sizeof digits, "%lld", (long long)(v < 0 ? -v : v));
    if (v < 0)
        buf_addc(out, '-');
    for (int k = 0; k < n; k++) {
        if (k && (n - k) % 3 == 0)
            buf_adds(out, "\xe2\x80\xaf"); /* narrow no-break space */
        buf_addc(out, digits[k]);
    }
}

/* With one decimal and a comma, half up. */
static void show_tenths(double v, struct buf *out)
{
    int64_t tenths = (int64_t)floor(v * 10 + 0.5);
    figure_show_int(tenths / 10, out);
    buf_addf(out, ",%lld", (long long)(tenths < 0 ? -tenths : tenths) % 10);
}

bool figure_is_percentage(const struct indicator *i)
{
    return i->kind == KIND_TAUX || (i->kind == KIND_RATIO && strcmp(i->unit, "%") == 0);
}

bool figure_is_whole(const struct indicator *i)
{
    return i->kind == KIND_COMPTE || (i->kind == KIND_SOMME && !i->decimal && i->divisor == 1);
}

bool figure_value(const struct indicator *i, const int64_t *slots, size_t k, double *out)
{
    double num, den;
    bool has_den = figure_parts(i, slots, &num, &den);
    if (i->kind == KIND_REPARTITION) {
        *out = (double)slots[i->slot + 2 + k];
        return true;
    }
    *out = !has_den ? num : den == 0 ? 0 : figure_is_percentage(i) ? num * 100 / den : num / den / i->divisor;
    return !has_den || den != 0;
}

bool figure_part(const struct indicator *i, const int64_t *slots, enum figure_part part, double *out)
{
    const int64_t *at = slots + i->slot;
    double num, den;
    bool has_den = figure_parts(i, slots, &num, &den), keys = i->kind == KIND_REPARTITION;
    bool has_nr = keys || i->kind == KIND_TAUX || i->kind == KIND_MOYENNE || (i->kind == KIND_SOMME && i->nullable);
    if (part == FIGURE_NUM)
        *out = num;
    else if (part == FIGURE_DEN)
        *out = keys ? (double)at[0] : den;
    else
        *out = (double)(has_nr ? at[keys || i->kind == KIND_SOMME ? 1 : 2] : 0);
    return part == FIGURE_NUM ? !keys : part == FIGURE_DEN ? has_den || keys : has_nr;
}

bool figure_part_whole(const struct indicator *i, enum figure_part part)
{
    return part == FIGURE_NR || (part == FIGURE_DEN && !i->den_decimal) ||
           (part == FIGURE_NUM && !i->decimal && !(i->kind == KIND_SOMME && i->divisor != 1));
}

bool figure_show_part(const struct indicator *i, const int64_t *slots, enum figure_part part, struct buf *out)
{
    double v;
    if (!figure_part(i, slots, part, &v))
        return false;
    int64_t hundredths = (int64_t)floor(fabs(v) * 100 + 0.5);
    if (v < 0 && hundredths)
        buf_addc(out, '-');
    figure_show_int(hundredths / 100, out);
    if (!figure_part_whole(i, part))
        buf_addf(out, ",%02lld", (long long)hundredths % 100);
    return true;
}

void figure_show(const struct indicator *i, const int64_t *slots, size_t k, struct buf *out)
{
    const int64_t *at = slots + i->slot;
    double num, den;
    bool has_den = figure_parts(i, slots, &num, &den);
    if (i->kind == KIND_REPARTITION) {
        figure_show_int(at[2 + k], out);
        if (at[0])
            buf_addf(out, " (%ld %%)", figure_percent(at[2 + k], at[0]));
    } else if (has_den && den == 0) {
        buf_adds(out, "\xe2\x80\x93");
    } else if (figure_is_percentage(i)) {
        buf_addf(out, "%ld %%",
                 figure_percent(at[0] * (i->decimal       ? 1
                                         : i->den_decimal ? 100
                                                          : 1),
                                at[1] * (i->den_decimal ? 1
                                         : i->decimal   ? 100
                                                        : 1)));
    } else if (has_den) {
        show_tenths(num / den / i->divisor, out);
    } else if (i->decimal || i->divisor != 1) {
        show_tenths(num, out);
    } else {
        figure_show_int(at[0], out);
    }
}
