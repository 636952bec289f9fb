/* What stands in front of exported numbers, in French. */
#include "dashboard/export.h"

#include <string.h>

#include "base/cal.h"
#include "dashboard/words.h"
#include "programme/expr.h"

static void add(struct export_line *lines, size_t *n, const char *name, const char *value, bool brief)
{
    if (!value || !*value)
        return;
    must(*n < EXPORT_HEAD_MAX);
    lines[*n] = (struct export_line){.name = name, .brief = brief};
    buf_adds(&lines[(*n)++].value, value);
}

static void period(const struct export_head *h, struct buf *out)
{
    char debut[CAL_DAY_LEN], fin[CAL_DAY_LEN];
    if (h->period)
        buf_adds(out, h->period);
    if (h->debut == CELL_NULL)
        return;
    cal_format_day_fr(h->debut, debut);
    cal_format_day_fr(h->fin, fin);
    buf_addf(out, out->len ? " (du %s au %s)" : "du %s au %s", debut, fin);
}

size_t export_head_lines(const struct export_head *h, struct export_line out[EXPORT_HEAD_MAX])
{
    struct buf text = {0};
    char instant[CAL_INSTANT_LEN];
    size_t n = 0;
    memset(out, 0, sizeof *out * EXPORT_HEAD_MAX);
    add(out, &n, "Page", h->title, false);
    add(out, &n, "Périmètre", h->perimetre, true);
    add(out, &n, "Programme", h->programme, true);
    period(h, &text);
    add(out, &n, "Période", buf_text(&text), true);
    add(out, &n, "Couverture", h->coverage, true);
    buf_reset(&text);
    if (h->as_known_on_us) {
        words_instant(h->as_known_on_us, &text);
        cal_format_instant(h->as_known_on_us, instant);
        buf_addf(&text, " (%s)", instant); /* as `cvg figures --as-known-on` takes it */
    }
    add(out, &n, "Connu le", buf_text(&text), true);
    add(out, &n, "Définitions", h->definitions, false);
    add(out, &n, "Adresse", h->address, false);
    buf_deinit(&text);
    return n;
}

void export_head_deinit(struct export_line lines[EXPORT_HEAD_MAX])
{
    for (size_t i = 0; i < EXPORT_HEAD_MAX; i++)
        buf_deinit(&lines[i].value);
}

bool export_has_sections(const json_t *table)
{
    size_t i;
    json_t *row;
    json_array_foreach(json_object_get(table, "lignes"), i, row)
    {
        if (json_is_true(json_object_get(row, "entete")))
            return true;
    }
    return false;
}

void export_heading(const json_t *column, bool percent, struct buf *out)
{
    const char *unit = json_string_value(json_object_get(column, "unite"));
    const char *kind = json_string_value(json_object_get(column, "genre"));
    buf_adds(out, json_string_value(json_object_get(column, "libelle")));
    if (unit)
        buf_addf(out, " (%s)", unit);
    else if (percent && strcmp(kind, "taux") == 0)
        buf_adds(out, " (%)");
}
