/* The caseload of each accompagnant, as JSON. */
#include "programme/caseload_json.h"

#include "base/cal.h"
#include "base/err.h"

static json_t *ratio(int64_t parcours, int64_t etp)
{
    return etp ? json_real((double)parcours * 100 / (double)etp) : json_null();
}

void caseload_add(json_t *list, const struct caseload_line *x, struct caseload_sums *sums)
{
    json_t *line = json_pack("{ss? ss? so sf sI so}", "cip_ref", x->cip_ref, "fonction", x->fonction, "renfort",
                             x->renfort < 0 ? json_null() : json_boolean(x->renfort), "etp", (double)x->etp / 100,
                             "parcours", (json_int_t)x->parcours, "charge", ratio(x->parcours, x->etp));
    must(line);
    json_array_append_new(list, line);
    sums->parcours += x->parcours;
    sums->etp += x->etp;
    sums->unplaced += x->etp ? 0 : x->parcours;
}

json_t *caseload_document(json_t *list, const struct caseload_sums *s, const char *reporter, int32_t day)
{
    char text[CAL_DAY_LEN];
    cal_format_day(day, text);
    json_t *doc = json_pack("{ss ss sO sI sf so sI}", "chantier", reporter, "date", text, "accompagnants", list,
                            "parcours", (json_int_t)s->parcours, "etp", (double)s->etp / 100, "charge",
                            ratio(s->parcours, s->etp), "sans_accompagnant", (json_int_t)s->unplaced);
    must(doc);
    return doc;
}
