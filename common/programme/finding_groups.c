/* Findings grouped as a person reads them, whatever shows them. */
#include "programme/finding_groups.h"

#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "base/mem.h"

static const char *text_of(const json_t *object, const char *key)
{
    const char *s = json_string_value(json_object_get(object, key));
    return s ? s : "";
}

static enum finding_severity severity_of(const char *letter)
{
    return *letter == 'E' ? FINDING_ERROR : *letter == 'W' ? FINDING_WARNING : FINDING_INFORMATION;
}

static bool of_header(const struct told_finding *x)
{
    return strcmp(x->code, "E-COLONNE") == 0;
}

/* What belongs together, and in which order: by column, but a file's header is one thing. */
static int compare_groups(const struct told_finding *a, const struct told_finding *b)
{
    bool header = of_header(a) && of_header(b);
    if (a->severity != b->severity)
        return a->severity < b->severity ? -1 : 1;
    int c = strcmp(a->dataset, b->dataset);
    if (!c && !header)
        c = strcmp(a->column, b->column);
    return c ? c : strcmp(a->code, b->code);
}

static int by_place(const struct told_finding *a, const struct told_finding *b)
{
    if (a->line != b->line)
        return a->line < b->line ? -1 : 1;
    return a->at < b->at ? -1 : a->at > b->at;
}

static int by_group(const void *pa, const void *pb)
{
    int c = compare_groups(pa, pb);
    return c ? c : by_place(pa, pb);
}

static int by_message(const void *pa, const void *pb)
{
    const struct told_finding *a = pa, *b = pb;
    if (a->message_at != b->message_at)
        return a->message_at < b->message_at ? -1 : 1;
    return by_place(a, b);
}

struct told_finding told_finding_read(const json_t *f, size_t at)
{
    const char *parcours = text_of(f, "parcours_id");
    return (struct told_finding){.code = text_of(f, "code"),
                                 .dataset = text_of(f, "dataset"),
                                 .column = text_of(f, "column"),
                                 .key = *parcours ? parcours : text_of(f, "key"),
                                 .value = text_of(f, "value"),
                                 .message = text_of(f, "message"),
                                 .moves = json_object_get(f, "moves"),
                                 .line = (long long)json_integer_value(json_object_get(f, "line")),
                                 .severity = severity_of(text_of(f, "severity")),
                                 .at = at};
}

static void read_items(const json_t *findings, struct finding_groups *g)
{
    g->n = json_array_size(findings);
    g->items = mem_new_n(g->n, sizeof *g->items);
    for (size_t i = 0; i < g->n; i++) {
        g->items[i] = told_finding_read(json_array_get(findings, i), i);
        g->by_severity[g->items[i].severity]++;
    }
}

/* What says the same comes together, in the order of the first of each. */
static void gather(struct finding_group *group)
{
    struct map seen = {0};
    for (size_t i = 0; i < group->n; i++) {
        bool added;
        uint64_t *first = map_at(&seen, group->items[i].message, strlen(group->items[i].message), &added);
        if (added)
            *first = i;
        group->items[i].message_at = *first;
    }
    group->messages_n = seen.n;
    map_deinit(&seen);
    qsort(group->items, group->n, sizeof *group->items, by_message);
}

static void add_group(struct finding_groups *g, size_t from, size_t end)
{
    struct finding_group *group = &g->list[g->list_n++];
    *group = (struct finding_group){.items = g->items + from, .n = end - from};
    group->header = of_header(group->items);
    gather(group);
    /* of one code and one column: every finding of the group moves the same figures */
    for (size_t i = 0; i < group->n && !group->moves; i++)
        if (json_array_size(group->items[i].moves))
            group->moves = group->items[i].moves;
}

void finding_groups_make(const json_t *findings, struct finding_groups *out)
{
    *out = (struct finding_groups){0};
    if (!json_array_size(findings))
        return;
    read_items(findings, out);
    qsort(out->items, out->n, sizeof *out->items, by_group);
    out->list = mem_new_n(out->n, sizeof *out->list);
    for (size_t i = 0, end; i < out->n; i = end) {
        for (end = i + 1; end < out->n && compare_groups(&out->items[i], &out->items[end]) == 0;)
            end++;
        add_group(out, i, end);
    }
}

size_t finding_groups_same(const struct finding_group *g, size_t from)
{
    size_t end = from + 1;
    while (end < g->n && g->items[end].message_at == g->items[from].message_at)
        end++;
    return end - from;
}

void finding_groups_deinit(struct finding_groups *g)
{
    free(g->items);
    free(g->list);
    *g = (struct finding_groups){0};
}
