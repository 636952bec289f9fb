/* The outbox as a table or as JSON. */
#include "cvg/push_list.h"

#include <stdio.h>
#include <string.h>

#include "base/cal.h"
#include "cvg/command.h"

static const char TEXT_BROKEN[] = "cvg : un envoi gardé est abîmé, il est mis de côté : %s\n";
static const char TEXT_EMPTY[] = "cvg : la boîte d'envoi est vide (%s)\n";

static const char *state_word(const char *s)
{
    return strcmp(s, "waiting") == 0 ? "en attente" : "arrivé";
}

static const struct listing_column columns[] = {{"chantier", "CHANTIER", false, NULL},
                                                {"date_situation", "SITUATION", false, listing_day},
                                                {"created_at", "GARDÉ LE", false, listing_day},
                                                {"state", "ÉTAT", false, state_word},
                                                {"acknowledged_at", "ARRIVÉ LE", false, listing_day},
                                                {"submission", "ENVOI", false, NULL},
                                                {"bytes", "OCTETS", true, NULL},
                                                {0}};

static json_t *instant(int64_t us)
{
    char text[CAL_INSTANT_LEN];
    if (!us)
        return json_null();
    cal_format_instant(us, text);
    return json_string(text);
}

static json_t *row(const struct outbox_entry *x)
{
    char day[CAL_DAY_LEN];
    cal_format_day(x->situation, day);
    return json_pack("{ss ss so ss so so sI}", "chantier", x->reporter, "date_situation", day, "created_at",
                     instant(x->created_us), "state", x->acknowledged_us ? "acknowledged" : "waiting",
                     "acknowledged_at", instant(x->acknowledged_us), "submission",
                     x->acknowledged_us ? json_string(x->submission) : json_null(), "bytes", (json_int_t)x->bytes);
}

int push_list(struct outbox *box, enum listing_format format)
{
    struct outbox_list l;
    struct buf out = {0};
    struct err e;
    if (outbox_list(box, &l, &e) < 0)
        return command_fail(&e);
    json_t *rows = json_array();
    for (size_t i = 0; i < l.n; i++)
        json_array_append_new(rows, row(&l.entries[i]));
    for (size_t i = 0; i < l.broken_n; i++)
        fprintf(stderr, TEXT_BROKEN, l.broken[i]);
    listing_print(&out, rows, columns, format);
    if (!l.n)
        fprintf(stderr, TEXT_EMPTY, box->path);
    listing_flush(&out);
    buf_deinit(&out);
    json_decref(rows);
    outbox_list_deinit(&l);
    return COMMAND_DONE;
}
