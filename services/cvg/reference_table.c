/* Two versions of the reference data set side by side: row by row for what is stored, thing by thing for what is told.
 */
#include "cvg/reference_table.h"

#include <stdlib.h>
#include <string.h>

const struct reference_shape reference_shapes[REFERENCE_KIND_COUNT] = {
    {"territoires.csv", "territoires", {"code", "nom", "lancement", "porteur", NULL}},
    {"chantiers.csv",
     "chantiers",
     {"chantier_id", "nom", "territoire", "depuis", "jusqua", "objectif", "support_activite", "logiciel", "contact",
      NULL}},
};

struct reference_row *reference_table_add(struct reference_table *t, enum reference_kind kind)
{
    t->kind = kind;
    t->rows = mem_room(t->rows, t->n, &t->cap, sizeof *t->rows);
    struct reference_row *r = &t->rows[t->n++];
    *r = (struct reference_row){0};
    for (size_t i = 0; i < REFERENCE_COLUMNS_MAX; i++)
        r->cells[i] = "";
    return r;
}

void reference_table_deinit(struct reference_table *t)
{
    free(t->rows);
    arena_deinit(&t->texts);
    *t = (struct reference_table){0};
}

/* The thing, then its date of entry where rows have one ("" is the oldest), then all of it. */
static int compare_rows(const struct reference_row *a, const struct reference_row *b)
{
    int c = strcmp(a->cells[0], b->cells[0]);
    if (!c)
        c = strcmp(a->cells[CHANTIER_DEPUIS], b->cells[CHANTIER_DEPUIS]);
    for (size_t i = 1; !c && i < REFERENCE_COLUMNS_MAX; i++)
        c = strcmp(a->cells[i], b->cells[i]);
    return c;
}

static int by_row(const void *a, const void *b)
{
    return compare_rows(a, b);
}

void reference_table_sort(struct reference_table *t)
{
    if (t->n > 1)
        qsort(t->rows, t->n, sizeof *t->rows, by_row);
}

void reference_table_compare(const struct reference_table *before, const struct reference_table *after,
                             struct reference_diff *out)
{
    size_t i = 0, k = 0;
    *out = (struct reference_diff){.gone = mem_new_n(before->n + 1, sizeof(size_t)),
                                   .fresh = mem_new_n(after->n + 1, sizeof(size_t))};
    while (i < before->n || k < after->n) {
        int c = i == before->n ? 1 : k == after->n ? -1 : compare_rows(&before->rows[i], &after->rows[k]);
        if (c < 0)
            out->gone[out->gone_n++] = i++;
        else if (c > 0)
            out->fresh[out->fresh_n++] = k++;
        else
            i++, k++;
    }
}

void reference_diff_deinit(struct reference_diff *d)
{
    free(d->gone);
    free(d->fresh);
    *d = (struct reference_diff){0};
}

/* ---- what is told ---- */

/* Where the rows of the thing that begin at `at` end. */
static size_t end_of(const struct reference_table *t, size_t at)
{
    size_t end = at;
    while (end < t->n && strcmp(t->rows[end].cells[0], t->rows[at].cells[0]) == 0)
        end++;
    return end;
}

static json_t *named(const struct reference_row *r)
{
    return json_pack("{ss ss}", "id", r->cells[0], "nom", r->cells[1]);
}

static void add_field(json_t *fields, const char *column, const char *before, const char *after)
{
    json_array_append_new(fields, json_pack("{ss ss ss}", "column", column, "before", before, "after", after));
}

/* What differs between a thing's rows before and after: cell by cell where there are as many, else how many there are.
 */
static json_t *differences(enum reference_kind kind, const struct reference_row *before, size_t before_n,
                           const struct reference_row *after, size_t after_n)
{
    json_t *fields = json_array();
    if (before_n != after_n) {
        char text[2][24];
        snprintf(text[0], sizeof text[0], "%zu", before_n);
        snprintf(text[1], sizeof text[1], "%zu", after_n);
        add_field(fields, "lignes", text[0], text[1]);
        return fields;
    }
    for (size_t i = 0; i < before_n; i++)
        for (size_t c = 1; reference_shapes[kind].columns[c]; c++)
            if (strcmp(before[i].cells[c], after[i].cells[c]) != 0)
                add_field(fields, reference_shapes[kind].columns[c], before[i].cells[c], after[i].cells[c]);
    return fields;
}

json_t *reference_table_report(const struct reference_table *before, const struct reference_table *after)
{
    json_t *added = json_array(), *removed = json_array(), *changed = json_array();
    json_int_t unchanged = 0;
    for (size_t i = 0, k = 0; i < before->n || k < after->n;) {
        size_t i_end = end_of(before, i), k_end = end_of(after, k);
        int c = i == before->n ? 1 : k == after->n ? -1 : strcmp(before->rows[i].cells[0], after->rows[k].cells[0]);
        if (c < 0) {
            json_array_append_new(removed, named(&before->rows[i]));
            i = i_end;
            continue;
        }
        if (c > 0) {
            json_array_append_new(added, named(&after->rows[k]));
            k = k_end;
            continue;
        }
        json_t *fields = differences(after->kind, &before->rows[i], i_end - i, &after->rows[k], k_end - k);
        if (json_array_size(fields)) {
            json_t *x = named(&after->rows[k_end - 1]);
            json_object_set(x, "fields", fields);
            json_array_append_new(changed, x);
        } else {
            unchanged++;
        }
        json_decref(fields);
        i = i_end;
        k = k_end;
    }
    return json_pack("{so so so sI}", "added", added, "removed", removed, "changed", changed, "unchanged", unchanged);
}
