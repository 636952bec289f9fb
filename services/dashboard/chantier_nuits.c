/* A chantier's calendar of nights. */
#include "dashboard/chantier_nuits.h"

#include <stdio.h>

#include "base/cal.h"
#include "dashboard/fermeture_form.h"
#include "dashboard/nuit_words.h"
#include "io/http.h"

#define WEEKS 8
#define WEEK 7
#define NBSP "\u00a0"

static const char *const WEEKDAYS[WEEK] = {"lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"};

void chantier_nuits_need(struct page *p, const char *chantier, struct nuits_need *out)
{
    int32_t monday = page_evening(p) - (cal_weekday(page_evening(p)) - 1);
    nuits_need(p, &chantier, 1, monday - WEEK * (WEEKS - 1), WEEK * WEEKS, out);
}

/* The day of the month in front of the sign: "23 ✓". */
static void add_night(const struct nuits *x, const struct nuits_line *l, size_t night, json_t *table)
{
    char sign[32], day[CAL_DAY_LEN], before[CAL_DAY_LEN + 8];
    cal_format_day_fr(l->nuits[night].night, day);
    snprintf(sign, sizeof sign, "%.2s" NBSP "%s", day, nuit_sign(l->nuits[night].state));
    snprintf(before, sizeof before, "%.5s" NBSP ": ", day);
    nuits_cell(x, l, night, table, sign, before);
}

static json_t *calendar_of(const struct nuits *x, const struct nuits_line *l)
{
    json_t *t = table_new("calendrier", "Les nuits des huit dernières semaines", NULL);
    table_column(t, "semaine", "Semaine du", TABLE_DAY, NULL);
    for (size_t i = 0; i < WEEK; i++)
        table_column(t, WEEKDAYS[i], WEEKDAYS[i], TABLE_TEXT, NULL);
    for (size_t i = 0; i < x->need->n; i++) {
        if (i % WEEK == 0) {
            table_row(t);
            table_day(t, x->need->first + (int32_t)i);
        }
        add_night(x, l, i, t);
    }
    return t;
}

void chantier_nuits_add(struct page *p, const char *chantier, const struct nuits_need *need, json_t *doc)
{
    struct nuits x;
    struct nuits_line line;
    int64_t counts[REMONTEE_STATE_COUNT] = {0};
    struct buf action = {0};
    nuits_open(p, need, &x);
    nuits_read(&x, chantier, &line);
    for (size_t i = 0; i < need->n; i++)
        counts[line.nuits[i].state]++;
    fermeture_path(SCOPE_CHANTIER, chantier, &action);
    json_object_set_new(json_object_get(doc, "tables"), "calendrier", calendar_of(&x, &line));
    json_object_set_new(doc, "etats", nuits_legend(counts));
    json_object_set_new(doc, "fermetures", nuits_fermetures(&x, &line, page_evening(p)));
    json_object_set_new(doc, "fermetures_page", json_string(buf_text(&action)));
    json_object_set_new(doc, "fermeture",
                        fermeture_may(p, chantier) ? fermeture_form(p, buf_text(&action), "chantier", NULL)
                                                   : json_null());
    nuits_close(&x);
    buf_deinit(&action);
}
