/* Before and after, from an outcome's "effect". */
#include "dashboard/effect.h"

#include <string.h>

#include "dashboard/choice.h"
#include "dashboard/member.h"
#include "dashboard/table.h"

#define DECIMALS 2

static void put_period(json_t *table, const char *name)
{
    struct period period;
    struct buf label = {0};
    struct err e;
    if (period_parse(name, &period, &e) < 0)
        buf_adds(&label, name);
    else
        choice_period_label(&period, &label);
    table_section(table, buf_text(&label));
    buf_deinit(&label);
}

static void put_number(json_t *table, const json_t *v)
{
    if (json_is_integer(v))
        table_number(table, json_integer_value(v));
    else if (json_is_real(v))
        table_decimal(table, json_real_value(v), DECIMALS);
    else
        table_unknown(table);
}

/* The sign of what is shown, so that a rounded nothing is none. */
static void put_move(json_t *table, const json_t *before, const json_t *after)
{
    if (!json_is_number(before) || !json_is_number(after)) {
        table_unknown(table);
        return;
    }
    bool whole = json_is_integer(before) && json_is_integer(after);
    double by = json_number_value(after) - json_number_value(before);
    json_t *cell = whole ? table_number(table, json_integer_value(after) - json_integer_value(before))
                         : table_decimal(table, by, DECIMALS);
    double shown = json_number_value(json_object_get(cell, "valeur"));
    const char *text = json_string_value(json_object_get(cell, "texte"));
    if (shown != 0)
        json_object_set_new(cell, "texte", json_sprintf("%s%s", shown > 0 ? "+" : "−", text + (*text == '-')));
    table_class(cell, shown > 0 ? "hausse" : shown < 0 ? "baisse" : "stable");
}

json_t *effect_table(const json_t *outcome, const struct definitions *d, const struct effect_words *words)
{
    json_t *t = table_new("effet", words->title, words->legend), *x;
    const char *period = "";
    size_t i;
    table_column(t, "chiffre", "Chiffre", TABLE_TEXT, NULL);
    if (!words->single)
        table_column(t, "programme", "Programme", TABLE_TEXT, NULL);
    table_column(t, "avant", words->before, TABLE_NUMBER, NULL);
    table_column(t, "apres", words->after, TABLE_NUMBER, NULL);
    table_column(t, "ecart", "Écart", TABLE_NUMBER, NULL);
    json_array_foreach(json_object_get(outcome, "effect"), i, x)
    {
        const struct indicator *figure = catalogue_find(d->catalogue, member_text(x, "code"));
        if (!words->single && strcmp(member_text(x, "period"), period) != 0)
            put_period(t, member_text(x, "period"));
        period = member_text(x, "period");
        table_row(t);
        table_text(t, figure ? figure->label : member_text(x, "code"));
        if (!words->single)
            table_text(t, member_text(x, "programme"));
        put_number(t, json_object_get(x, "before"));
        put_number(t, json_object_get(x, "after"));
        put_move(t, json_object_get(x, "before"), json_object_get(x, "after"));
    }
    return t;
}

bool effect_after(const json_t *outcome, const char *code, const char *programme, const char *period,
                  int64_t *after_out)
{
    size_t i;
    json_t *x;
    json_array_foreach(json_object_get(outcome, "effect"), i, x)
    {
        if (strcmp(member_text(x, "code"), code) != 0 || strcmp(member_text(x, "programme"), programme) != 0 ||
            strcmp(member_text(x, "period"), period) != 0)
            continue;
        *after_out = json_integer_value(json_object_get(x, "after"));
        return true;
    }
    return false;
}
