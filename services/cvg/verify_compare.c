/* Slot by slot; a difference is named by its figure and part. */
#include "cvg/verify_compare.h"

#include <stdio.h>

void verify_list_init(struct verify_list *l)
{
    *l = (struct verify_list){.items = json_array()};
}

void verify_list_deinit(struct verify_list *l)
{
    json_decref(l->items);
    *l = (struct verify_list){0};
}

static json_t *add(struct verify_list *l, const char *who, const char *period, const char *programme, const char *code,
                   const char *part)
{
    if (l->n++ >= VERIFY_ITEMS_MAX)
        return NULL;
    json_t *x = json_pack("{ss ss ss ss ss sn sn sn}", "who", who, "period", period, "programme", programme, "code",
                          code, "part", part, "stored", "recomputed", "live");
    json_array_append_new(l->items, x);
    return x;
}

void verify_note(struct verify_list *l, const char *who, const char *period, const char *what)
{
    add(l, who, period, "", what, "");
}

/* What a slot of an indicator is called. */
static void part_name(const struct indicator *i, size_t k, char *out, size_t size)
{
    static const char *const names[KIND_COUNT][3] = {
        [KIND_COMPTE] = {"num"},
        [KIND_TAUX] = {"num", "den", "nr"},
        [KIND_MOYENNE] = {"num", "den", "nr"},
        [KIND_REPARTITION] = {"den", "nr"},
        [KIND_SOMME] = {"num", "nr"},
        [KIND_RATIO] = {"num", "den"},
    };
    if (i->kind == KIND_REPARTITION && k >= 2)
        indicator_key(i, k - 2, out, size);
    else
        snprintf(out, size, "%s", names[i->kind][k]);
}

static bool differ(const int64_t *a, const int64_t *b, size_t at)
{
    return a && b && a[at] != b[at];
}

static void set(json_t *x, const char *key, const int64_t *values, size_t at)
{
    if (x && values)
        json_object_set_new(x, key, json_integer(values[at]));
}

void verify_slots(struct verify_list *l, const struct definitions *d, const char *who, const char *period,
                  size_t programme, const int64_t *stored, const int64_t *recomputed, const int64_t *live)
{
    size_t kept = 0;
    for (size_t n = 0; n < d->catalogue->indicators_n; n++) {
        const struct indicator *i = &d->catalogue->indicators[n];
        for (size_t k = 0; k < i->slots_n; k++) {
            size_t at = i->slot + k;
            char part[64];
            if (!differ(stored, recomputed, at) && !differ(stored, live, at) && !differ(recomputed, live, at))
                continue;
            if (kept++ >= VERIFY_FIGURES_MAX) {
                l->n++;
                continue;
            }
            part_name(i, k, part, sizeof part);
            json_t *x = add(l, who, period, programme_name(d, programme), i->code, part);
            set(x, "stored", stored, at);
            set(x, "recomputed", recomputed, at);
            set(x, "live", live, at);
        }
    }
    l->compared += d->catalogue->slots_n;
}

void verify_coverage(struct verify_list *l, const char *who, const char *period, const struct coverage *recomputed,
                     const struct coverage *live)
{
    const struct {
        const char *part;
        int64_t recomputed, live;
    } parts[] = {{"expected", recomputed->expected, live->expected},
                 {"counted", recomputed->counted, live->counted},
                 {"oldest", recomputed->oldest, live->oldest}};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        if (parts[i].recomputed == parts[i].live)
            continue;
        json_t *x = add(l, who, period, "", "coverage", parts[i].part);
        set(x, "recomputed", &parts[i].recomputed, 0);
        set(x, "live", &parts[i].live, 0);
    }
    l->compared += sizeof parts / sizeof *parts;
}
