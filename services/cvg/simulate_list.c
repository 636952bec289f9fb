/* The list of planted faults, put in order of nights. */
#include "cvg/simulate_list.h"

#include <stdlib.h>

#include "base/mem.h"

struct simulate_list_line {
    int32_t date;
    int rang;
    char *text;
};

void simulate_list_add(struct simulate_list *list, int32_t date, int rang, struct buf *line)
{
    list->lines = mem_room(list->lines, list->n, &list->cap, sizeof *list->lines);
    list->lines[list->n++] = (struct simulate_list_line){date, rang, buf_take(line)};
}

static int by_night(const void *x, const void *y)
{
    const struct simulate_list_line *a = x, *b = y;
    if (a->date != b->date)
        return a->date < b->date ? -1 : 1;
    return a->rang < b->rang ? -1 : a->rang > b->rang;
}

void simulate_list_write(struct simulate_list *list, struct buf *out)
{
    if (list->n > 1)
        qsort(list->lines, list->n, sizeof *list->lines, by_night);
    buf_adds(out, "date_situation;chantier_id;faute;genre;nuit;fichier;ligne;colonne;etat;retenue;constats;texte\n");
    for (size_t i = 0; i < list->n; i++)
        buf_adds(out, list->lines[i].text);
}

void simulate_list_deinit(struct simulate_list *list)
{
    for (size_t i = 0; i < list->n; i++)
        free(list->lines[i].text);
    mem_free(&list->lines);
    list->n = list->cap = 0;
}
