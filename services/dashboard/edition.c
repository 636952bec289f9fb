/* Acts of forms that edit. */
#include "dashboard/edition.h"

#include <stdio.h>

#include "base/cal.h"
#include "base/text.h"
#include "dashboard/edition_read.h"

#define NBSP "\u00a0"

static const char TEXT_DAY[] = "n’est pas un jour. Écrivez-le AAAA-MM-JJ ou JJ/MM/AAAA.",
                  TEXT_NUMBER[] = "n’est pas un nombre entier.",
                  TEXT_STALE[] = "Ce formulaire n’est plus à jour" NBSP ": rechargez la page et recommencez.";

void edition_begin(struct edition *x, struct page *p)
{
    *x = (struct edition){.page = p};
    db_add_text(&x->params, page_viewer(p)->login);
}

static void refuse(struct edition *x, const char *label, const char *typed, const char *why)
{
    if (*x->refusal)
        return;
    snprintf(x->refusal, sizeof x->refusal, "%s" NBSP ": «" NBSP "%.60s" NBSP "» %s", label, typed, why);
    text_mend(x->refusal);
}

void edition_text(struct edition *x, const char *field)
{
    db_add_text(&x->params, page_field(x->page, field));
}

void edition_fixed(struct edition *x, const char *text)
{
    db_add_text(&x->params, text);
}

void edition_fixed_int(struct edition *x, int64_t v)
{
    db_add_int(&x->params, v);
}

void edition_fixed_day(struct edition *x, int32_t day)
{
    if (day == CELL_NULL)
        db_add_null(&x->params);
    else
        db_add_day(&x->params, day);
}

void edition_day(struct edition *x, const char *field, const char *label)
{
    int32_t day;
    if (!edition_read_day(page_field(x->page, field), &day))
        refuse(x, label, page_field(x->page, field), TEXT_DAY);
    edition_fixed_day(x, day);
}

void edition_evening(struct edition *x, const char *field, const char *label)
{
    int32_t day;
    if (!edition_read_day(page_field(x->page, field), &day))
        refuse(x, label, page_field(x->page, field), TEXT_DAY);
    if (day == CELL_NULL)
        db_add_null(&x->params);
    else
        db_add_instant(&x->params, cal_paris_instant((day + 1) * 86400000000LL));
}

void edition_number(struct edition *x, const char *field, const char *label)
{
    int32_t v;
    if (!edition_read_number(page_field(x->page, field), &v))
        refuse(x, label, page_field(x->page, field), TEXT_NUMBER);
    if (v == CELL_NULL)
        db_add_null(&x->params);
    else
        db_add_int(&x->params, v);
}

void edition_instant(struct edition *x, const char *field)
{
    const char *s = page_field(x->page, field);
    int64_t us;
    if (!*s) {
        db_add_null(&x->params);
    } else if (edition_read_instant(s, &us)) {
        db_add_instant(&x->params, us);
    } else {
        db_add_null(&x->params);
        if (!*x->refusal)
            snprintf(x->refusal, sizeof x->refusal, "%s", TEXT_STALE);
    }
}

void edition_send(struct edition *x, const char *sql)
{
    if (*x->refusal) {
        db_params_deinit(&x->params);
        return;
    }
    x->need = page_need_sql(x->page, sql, &x->params);
    x->sent = true;
}

const char *edition_refusal(const struct edition *x)
{
    if (!x->sent)
        return x->refusal;
    const struct db_result *r = page_result(x->page, x->need);
    if (db_is_null(r, 0, 1)) {
        sweep_soon(page_dashboard(x->page)); /* so that the page gone to knows of it */
        return NULL;
    }
    return db_text(r, 0, 1);
}

json_t *edition_show_day(int32_t day)
{
    char text[CAL_DAY_LEN] = "";
    if (day != CELL_NULL)
        cal_format_day(day, text);
    return json_string(text);
}

json_t *edition_show_instant(int64_t us)
{
    char text[CAL_INSTANT_LEN];
    cal_format_instant(us, text);
    return json_string(text);
}

json_t *edition_show_field(const struct page *p, const char *field)
{
    return json_string(page_field(p, field));
}

json_t *edition_show_connu(const struct page *p, const int64_t *known_from_us)
{
    return known_from_us ? edition_show_instant(*known_from_us) : edition_show_field(p, "connu");
}
