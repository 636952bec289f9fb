/* The caseload forecast of a chantier, from the document of `cvg show --forecast`. */
#include "dashboard/chantier_prevision.h"

#include <stdio.h>
#include <string.h>

#include "base/cal.h"
#include "dashboard/charge.h"

#define NNBSP "\u202f"

static const char TEXT_LIKELY[] = "%s : plus de %d salariés par ETP, probablement dès le %s%s.";
static const char TEXT_POSSIBLE[] = "%s : plus de %d salariés par ETP, peut-être dès le %s%s.";
static const char TEXT_POST[] = ", si le poste qui se termine n’est pas repris";
static const char TEXT_WHOLE[] = "Le chantier";
static const char TEXT_LEGEND[] =
    "Huit fois sur dix, le nombre de salariés tombe entre les deux bornes. ETP : ceux des postes connus à ce jour.";
static const char TEXT_RIGHT[] = "Prévisions refaites telles qu’elles étaient chaque semaine depuis un an, comparées à "
                                 "ce qui est arrivé ; visé : 80" NNBSP "% dans l’intervalle.";

/* Weeks ahead that are told where all twelve would be too many. */
static const int told_weeks[] = {1, 4, 8, 12};
#define TOLD_N (sizeof told_weeks / sizeof *told_weeks)

size_t chantier_prevision_need(struct page *p, const struct scope *chantier)
{
    return page_need_list(p, WIRE_ASK_PREVISION, chantier);
}

static int32_t day_of(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    int32_t day = CELL_NULL;
    return text && cal_parse_iso(text, strlen(text), &day) ? day : CELL_NULL;
}

static int64_t number_of(const json_t *object, const char *key)
{
    return json_integer_value(json_object_get(object, key));
}

static const char *cip_of(const json_t *line)
{
    return json_string_value(json_object_get(line, "cip_ref"));
}

/* ---- tables ---- */

/* By the thresholds that the list was made with. */
static void add_load(json_t *t, const json_t *charge, const json_t *list)
{
    const json_t *seuils = json_object_get(list, "seuils");
    if (json_is_number(charge))
        charge_cell(
            table_decimal(t, json_number_value(charge), 1), json_number_value(charge),
            (struct prevision_seuils){(int32_t)number_of(seuils, "attention"), (int32_t)number_of(seuils, "critique")});
    else
        table_unknown(t);
}

/* A probability as a whole percentage. */
static void add_chance(json_t *t, const json_t *chance)
{
    if (json_is_number(chance))
        table_rate(t, (int64_t)(json_number_value(chance) * 1000 + 0.5), 1000);
    else
        table_unknown(t);
}

static void add_risk_column(json_t *t, const json_t *list, const char *seuil)
{
    char label[64];
    snprintf(label, sizeof label, "Risque de plus de %d", (int)number_of(json_object_get(list, "seuils"), seuil));
    table_column(t, seuil, label, TABLE_RATE, NULL);
}

static json_t *table_of_weeks(const json_t *list)
{
    json_t *t = table_new("prevision", "Prévision semaine par semaine", TEXT_LEGEND);
    size_t i;
    json_t *x;
    table_column(t, "date", "Au soir du", TABLE_DAY, NULL);
    table_column(t, "parcours", "Salariés attendus", TABLE_NUMBER, NULL);
    table_column(t, "bas", "De", TABLE_NUMBER, NULL);
    table_column(t, "haut", "À", TABLE_NUMBER, NULL);
    table_column(t, "etp", "ETP", TABLE_NUMBER, NULL);
    table_column(t, "charge", "Salariés par ETP", TABLE_NUMBER, NULL);
    add_risk_column(t, list, "attention");
    add_risk_column(t, list, "critique");
    json_array_foreach(json_object_get(list, "semaines"), i, x)
    {
        if (cip_of(x))
            continue;
        table_row(t);
        table_day(t, day_of(x, "date"));
        table_number(t, number_of(x, "parcours"));
        table_number(t, number_of(x, "bas"));
        table_number(t, number_of(x, "haut"));
        table_decimal(t, json_number_value(json_object_get(x, "etp")), 2);
        add_load(t, json_object_get(x, "charge"), list);
        add_chance(t, json_object_get(x, "attention"));
        add_chance(t, json_object_get(x, "critique"));
    }
    return t;
}

/* "16 (15 à 18)" in the line of who is begun. */
static void add_expected(json_t *t, const json_t *week)
{
    char text[64];
    snprintf(text, sizeof text, "%d (%d à %d)", (int)number_of(week, "parcours"), (int)number_of(week, "bas"),
             (int)number_of(week, "haut"));
    table_text(t, text);
}

static bool is_told(int64_t week)
{
    for (size_t i = 0; i < TOLD_N; i++)
        if (week == told_weeks[i])
            return true;
    return false;
}

static const json_t *find_subject(const json_t *list, const char *cip)
{
    size_t i;
    json_t *x;
    json_array_foreach(json_object_get(list, "sujets"), i, x) if (cip_of(x) && strcmp(cip_of(x), cip) == 0) return x;
    return NULL;
}

static json_t *table_of_cips(const json_t *list)
{
    json_t *t = table_new("prevision_cip", "Prévision par accompagnant",
                          "Salariés attendus, et entre parenthèses l’intervalle."),
           *x;
    size_t i;
    char key[16], label[48];
    table_column(t, "cip_ref", "Accompagnant", TABLE_TEXT, NULL);
    table_column(t, "ouverts", "Aujourd’hui", TABLE_NUMBER, NULL);
    for (i = 0; i < TOLD_N; i++) {
        snprintf(key, sizeof key, "semaine_%d", told_weeks[i]);
        snprintf(label, sizeof label, "Dans %d semaine%s", told_weeks[i], told_weeks[i] > 1 ? "s" : "");
        table_column(t, key, label, TABLE_TEXT, NULL);
    }
    table_column(t, "charge", "Par ETP dans 12 semaines", TABLE_NUMBER, NULL);
    json_array_foreach(json_object_get(list, "semaines"), i, x)
    {
        const char *cip = cip_of(x);
        int64_t week = number_of(x, "semaine");
        if (!cip)
            continue;
        if (week == 1) {
            table_row(t);
            table_text(t, cip);
            table_number(t, number_of(find_subject(list, cip), "ouverts"));
        }
        if (is_told(week))
            add_expected(t, x);
        if (week == told_weeks[TOLD_N - 1])
            add_load(t, json_object_get(x, "charge"), list);
    }
    return t;
}

static json_t *table_of_rightness(const json_t *list)
{
    json_t *t = table_new("prevision_justesse", "Justesse des prévisions passées", TEXT_RIGHT), *x;
    size_t i;
    char label[48];
    table_column(t, "semaines", "À l’avance", TABLE_TEXT, NULL);
    table_column(t, "previsions", "Prévisions", TABLE_NUMBER, NULL);
    table_column(t, "dedans", "Dans l’intervalle", TABLE_RATE, NULL);
    table_column(t, "dessous", "Moins que prévu", TABLE_NUMBER, NULL);
    table_column(t, "dessus", "Plus que prévu", TABLE_NUMBER, NULL);
    json_array_foreach(json_object_get(list, "calibrage"), i, x)
    {
        int64_t weeks = number_of(x, "semaines");
        if (weeks == 1)
            table_section(t, strcmp(json_string_value(json_object_get(x, "sujet")), "cip") ? "Le chantier"
                                                                                           : "Chaque accompagnant");
        if (!is_told(weeks))
            continue;
        snprintf(label, sizeof label, "%d semaine%s", (int)weeks, weeks > 1 ? "s" : "");
        table_row(t);
        table_text(t, label);
        table_number(t, number_of(x, "previsions"));
        table_rate(t, number_of(x, "dedans"), number_of(x, "previsions"));
        table_number(t, number_of(x, "dessous"));
        table_number(t, number_of(x, "dessus"));
    }
    return t;
}

/* ---- the chart ---- */

/* A line of the load that would be too heavy, in people: the ETP of each week times the threshold. */
static json_t *threshold(const json_t *list, const char *name)
{
    int64_t seuil = number_of(json_object_get(list, "seuils"), name);
    json_t *points = json_array(), *x;
    size_t i;
    json_array_foreach(json_object_get(list, "semaines"), i, x)
    {
        double etp = json_number_value(json_object_get(x, "etp"));
        if (!cip_of(x) && etp > 0)
            json_array_append_new(points, json_pack("[Of]", json_object_get(x, "date"), etp * (double)seuil));
    }
    return json_pack("{so so}", "nom", json_sprintf("%d par ETP", (int)seuil), "points", points);
}

static json_t *chart_of(const json_t *list)
{
    json_t *weeks = json_array(), *x;
    size_t i;
    json_array_foreach(json_object_get(list, "semaines"), i, x) if (!cip_of(x))
        json_array_append_new(weeks, json_pack("[OOOO]", json_object_get(x, "date"), json_object_get(x, "bas"),
                                               json_object_get(x, "parcours"), json_object_get(x, "haut")));
    return page_chart(json_pack("{ss sO so s[oo]}", "unite", "salariés", "passe", json_object_get(list, "passe"),
                                "semaines", weeks, "seuils", threshold(list, "attention"),
                                threshold(list, "critique")));
}

/* ---- the page ---- */

static json_t *overloads(const json_t *list)
{
    json_t *all = json_array(), *x;
    size_t i;
    json_array_foreach(json_object_get(list, "sujets"), i, x)
    {
        const json_t *o = json_object_get(x, "depassement");
        char day[CAL_DAY_LEN];
        if (!json_is_object(o) || day_of(o, "date") == CELL_NULL)
            continue;
        cal_format_day_fr(day_of(o, "date"), day);
        json_t *said = json_sprintf(json_is_true(json_object_get(o, "probable")) ? TEXT_LIKELY : TEXT_POSSIBLE,
                                    cip_of(x) ? cip_of(x) : TEXT_WHOLE, (int)number_of(o, "seuil"), day,
                                    json_is_true(json_object_get(o, "poste")) ? TEXT_POST : "");
        json_array_append_new(all, json_pack("{so}", "texte", said));
    }
    return all;
}

/* Something was foreseen a week ago or earlier. */
static bool has_past(const json_t *list)
{
    return number_of(json_array_get(json_object_get(list, "calibrage"), 0), "previsions") > 0;
}

void chantier_prevision_add(struct page *p, json_t *doc, size_t need)
{
    const json_t *list = page_list(p, need);
    json_t *tables = json_object_get(doc, "tables");
    json_object_set_new(doc, "prevision", json_null());
    if (!list && page_missing(p, need) && !json_object_get(doc, "manque") && !json_object_get(doc, "sans_courbe"))
        json_object_set_new(doc, "manque", json_string(page_missing(p, need)));
    if (!list || !json_array_size(json_object_get(list, "sujets")))
        return;
    json_object_set_new(tables, "prevision", table_of_weeks(list));
    json_object_set_new(tables, "prevision_cip", table_of_cips(list));
    if (has_past(list))
        json_object_set_new(tables, "prevision_justesse", table_of_rightness(list));
    json_object_set_new(doc, "prevision",
                        json_pack("{so so}", "donnees", chart_of(list), "depassements", overloads(list)));
}
