/* The caseload forecast and its calibration, as JSON. */
#include "programme/prevision_json.h"

#include "base/cal.h"
#include "base/err.h"

static json_t *day_text(int32_t day)
{
    char text[CAL_DAY_LEN];
    cal_format_day(day, text);
    return json_string(text);
}

static json_t *load(size_t parcours, int64_t etp)
{
    return etp ? json_real((double)parcours * 100 / (double)etp) : json_null();
}

static json_t *chance(double p, int64_t etp)
{
    return etp ? json_real((double)(int64_t)(p * 1000 + 0.5) / 1000) : json_null(); /* more would pretend to know */
}

void prevision_json_begin(struct prevision_lists *l)
{
    *l = (struct prevision_lists){json_array(), json_array()};
}

void prevision_json_deinit(struct prevision_lists *l)
{
    json_decref(l->sujets);
    json_decref(l->semaines);
}

static json_t *week_line(const struct prevision_semaine *x, const char *chantier, const char *cip, int32_t day,
                         int week)
{
    json_t *line =
        json_pack("{ss ss? si so sI sI sI sf so so so so so}", "chantier", chantier, "cip_ref", cip, "semaine", week,
                  "date", day_text(day + 7 * week), "parcours", (json_int_t)x->mediane, "bas", (json_int_t)x->bas,
                  "haut", (json_int_t)x->haut, "etp", (double)x->etp / 100, "charge", load(x->mediane, x->etp),
                  "charge_bas", load(x->bas, x->etp), "charge_haute", load(x->haut, x->etp), "attention",
                  chance(x->attention, x->etp), "critique", chance(x->critique, x->etp));
    must(line);
    return line;
}

static json_t *overload(const struct prevision *f, int32_t day, int64_t etp, struct prevision_seuils seuils)
{
    const struct prevision_depassement x = prevision_depassement(f, etp, seuils);
    if (!x.semaine)
        return json_null();
    return json_pack("{si si so sb sb}", "seuil", x.seuil, "semaine", x.semaine, "date", day_text(day + 7 * x.semaine),
                     "probable", x.probable, "poste", x.poste);
}

static void add_subject(struct prevision_lists *l, const struct passe *p, const char *chantier, int32_t day,
                        int32_t number, const char *cip, struct prevision_seuils seuils)
{
    struct prevision f;
    if (!passe_forecast(p, 0, number, seuils, &f))
        return;
    size_t open = passe_open(p, 0, number);
    int64_t etp = passe_etp(p, 0, number, 0);
    json_t *line = json_pack("{ss ss? so sI sf so s{si si} so}", "chantier", chantier, "cip_ref", cip, "date",
                             day_text(day), "ouverts", (json_int_t)open, "etp", (double)etp / 100, "charge",
                             load(open, etp), "seuils", "attention", seuils.attention, "critique", seuils.critique,
                             "depassement", overload(&f, day, etp, seuils));
    must(line);
    json_array_append_new(l->sujets, line);
    for (int w = 0; w < PREVISION_SEMAINES; w++)
        json_array_append_new(l->semaines, week_line(&f.semaines[w], chantier, cip, day, w + 1));
}

void prevision_json_add(struct prevision_lists *l, const struct passe *p, const char *chantier, int32_t day,
                        const char *const *cips, size_t cip_n, struct prevision_seuils seuils)
{
    add_subject(l, p, chantier, day, PASSE_CHANTIER, NULL, seuils);
    for (size_t i = 0; i < cip_n; i++)
        if (passe_etp(p, 0, (int32_t)i, 0))
            add_subject(l, p, chantier, day, (int32_t)i, cips[i], seuils);
}

json_t *prevision_json_document(const struct prevision_lists *l, int64_t known_us, struct prevision_seuils seuils)
{
    char instant[CAL_INSTANT_LEN];
    cal_format_instant(known_us, instant);
    json_t *doc =
        json_pack("{ss sf s{si si} sO sO}", "as_known_on", instant, "intervalle", PREVISION_PART, "seuils", "attention",
                  seuils.attention, "critique", seuils.critique, "sujets", l->sujets, "semaines", l->semaines);
    must(doc);
    return doc;
}

static void add_weeks(json_t *list, const char *sujet, const struct prevision_calibrage *c)
{
    for (int w = 0; w < PREVISION_SEMAINES; w++) {
        const struct prevision_justesse *j = &c->semaines[w];
        json_t *part = j->n ? json_real((double)j->dedans / (double)j->n) : json_null();
        json_t *line = json_pack("{ss si sI sI sI sI so}", "sujet", sujet, "semaines", w + 1, "previsions",
                                 (json_int_t)j->n, "dedans", (json_int_t)j->dedans, "dessous", (json_int_t)j->dessous,
                                 "dessus", (json_int_t)j->dessus, "part", part);
        must(line);
        json_array_append_new(list, line);
    }
}

json_t *prevision_json_calibrage(const struct prevision_calibrage *chantier, const struct prevision_calibrage *cip)
{
    json_t *list = json_array();
    add_weeks(list, "chantier", chantier);
    add_weeks(list, "cip", cip);
    return list;
}
