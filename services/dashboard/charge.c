/* How heavy a caseload is. */
#include "dashboard/charge.h"

#include <stdio.h>

#include "programme/alertes.h"

struct prevision_seuils charge_seuils(const struct page *p, const struct scope *s)
{
    const struct dashboard *d = page_dashboard(p);
    int32_t fin = page_choice(p)->period.fin, today = page_today(p);
    struct alertes_seuils of;
    alertes_seuils_on(d->definitions->alertes, &d->directory.reference, s, fin < today ? fin : today, &of);
    return (struct prevision_seuils){of.charge[0], of.charge[1]};
}

/* As data-seuils has them. */
static const char *text_of(struct prevision_seuils s, char out[32])
{
    snprintf(out, 32, "%d %d", (int)s.attention, (int)s.critique);
    return out;
}

/* What is said, and the class that is seen. */
static const char *level(double charge, struct prevision_seuils s)
{
    return charge > s.critique ? "critique" : charge > s.attention ? "tendu" : "";
}

static const char *level_of(const json_t *value, struct prevision_seuils s)
{
    return json_is_number(value) ? level(json_number_value(value), s) : "";
}

void charge_cell(json_t *cell, double charge, struct prevision_seuils s)
{
    const char *niveau = level(charge, s);
    char text[32];
    if (*niveau)
        table_level(cell, niveau, text_of(s, text));
}

void charge_live_cell(json_t *cell, struct prevision_seuils s)
{
    char text[32];
    table_level(cell, level_of(json_object_get(cell, "valeur"), s), text_of(s, text));
}

json_t *charge_value(const struct page *p, const struct figures_view *f)
{
    const struct prevision_seuils s = charge_seuils(p, &f->scope);
    json_t *v = page_value(p, f, "effectif.charge_cip");
    char text[32];
    json_object_set_new(v, "niveau", json_string(level_of(json_object_get(v, "valeur"), s)));
    json_object_set_new(v, "seuils", json_string(text_of(s, text)));
    return v;
}
