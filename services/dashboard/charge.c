/* How heavy a caseload is. */
#include "dashboard/charge.h"

#define CHARGE_TEXT_(n) #n
#define CHARGE_TEXT(n) CHARGE_TEXT_(n)

/* As data-seuils has them. */
static const char seuils[] = CHARGE_TEXT(CHARGE_TENDUE) " " CHARGE_TEXT(CHARGE_CRITIQUE);

/* What is said, and the class that is seen. */
static const char *level(double charge)
{
    return charge > CHARGE_CRITIQUE ? "critique" : charge > CHARGE_TENDUE ? "tendu" : "";
}

static const char *level_of(const json_t *value)
{
    return json_is_number(value) ? level(json_number_value(value)) : "";
}

void charge_cell(json_t *cell, double charge)
{
    const char *niveau = level(charge);
    if (*niveau)
        table_level(cell, niveau, seuils);
}

void charge_live_cell(json_t *cell)
{
    table_level(cell, level_of(json_object_get(cell, "valeur")), seuils);
}

json_t *charge_value(const struct page *p, const struct figures_view *f)
{
    json_t *v = page_value(p, f, "effectif.charge_cip");
    json_object_set_new(v, "niveau", json_string(level_of(json_object_get(v, "valeur"))));
    json_object_set_new(v, "seuils", json_string(seuils));
    return v;
}
