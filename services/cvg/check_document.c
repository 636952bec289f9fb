/* The document of `cvg check`: the engine of validation over files, with nothing in force before them. */
#include "cvg/check_document.h"

#include <stdlib.h>

#include "base/cal.h"
#include "base/jsonout.h"
#include "base/mem.h"
#include "cvg/figures_print.h"
#include "io/unzip.h"
#include "programme/outcome.h"
#include "programme/todo_json.h"

#define PLAIN_BYTES_MAX ((size_t)4 << 30) /* what archives may hold: against one that is made to fill the memory */

static bool of_coordination(const struct definitions *d, const struct judgement *judged)
{
    for (size_t k = 0; k < d->datasets_n; k++)
        if (judged->given[k] && d->datasets[k]->reporter == REPORTER_TERRITOIRE)
            return true;
    return false;
}

/* The figures that the taken rows give, as those of one chantier that is a member throughout. What the refused or set
 * aside rows would have added is not in them. */
static void add_figures(const struct check *c, const struct judgement *judged, const struct submission *s,
                        struct jsonout *j, struct buf *shown)
{
    const struct definitions *d = c->definitions;
    size_t len = contribution_len(d);
    int64_t *values = mem_new_n(len, sizeof *values), *share = mem_new_n(len, sizeof *share);
    struct membership member = {.counts = true, .at_end = true, .objectif = CELL_NULL};
    struct reporter_facts facts = {
        .situation = c->situation, .rows_read = (int64_t)judged->read, .rows_set_aside = (int64_t)judged->aside};
    if (judged->verdict != VERDICT_REFUSED) {
        struct state *after = judgement_apply(judged, s, NULL);
        const struct table *tables[DATASETS_MAX] = {0};
        for (size_t k = 0; k < d->datasets_n; k++)
            tables[k] = &after->sets[k].table;
        contribution_compute(d, tables, c->period->debut, c->period->fin, values);
        state_free(&after);
    }
    int32_t night = period_last_night(cal_now_us(), d->numbers.deadline_hour, d->numbers.grace_hours);
    perimeter_share(d, &member, &facts, values, night, share);
    jsonout_text(j, "period", c->period->name);
    jsonout_day(j, "debut", c->period->debut);
    jsonout_day(j, "fin", c->period->fin);
    jsonout_text(j, "programme", programme_name(d, c->programme));
    const int64_t *slots = share + c->programme * d->catalogue->slots_n;
    bool chantier = !of_coordination(d, judged);
    figures_format(d, slots, chantier, NULL, j);
    figures_print_sections(d, slots, chantier, shown);
    free(values);
    free(share);
}

static void add_todo(const struct check *c, const struct judgement *judged, const struct submission *s)
{
    if (judged->verdict == VERDICT_REFUSED) {
        *c->todo_out = json_array();
        return;
    }
    struct state *after = judgement_apply(judged, s, NULL);
    *c->todo_out = todo_of_table(c->definitions, &after->sets[c->definitions->salaries].table, c->situation);
    state_free(&after);
}

void check_document(const struct check *c, const struct files *files, struct buf *out, struct buf *figures_out)
{
    struct submission_file given[FILES_GIVEN_MAX];
    struct unzipped plain;
    struct jsonout j = {.out = out};
    for (size_t i = 0; i < files->n; i++)
        given[i] = (struct submission_file){
            .name = files->list[i].name, .bytes = buf_text(&files->list[i].bytes), .len = files->list[i].bytes.len};
    unzip_expand(c->definitions, given, files->n, PLAIN_BYTES_MAX, &plain);
    const struct submission s = {.definitions = c->definitions,
                                 .files = plain.files,
                                 .files_n = plain.n,
                                 .situation = c->situation,
                                 .today = c->today,
                                 .reporter_id = "",
                                 .profile = c->profile};
    struct judgement *judged = judge(&s);
    jsonout_open(&j, NULL, '{');
    jsonout_null(&j, "chantier");
    jsonout_day(&j, "date_situation", c->situation);
    jsonout_text(&j, "state", verdict_name(judged->verdict));
    outcome_rows(judged, &j);
    outcome_findings(c->definitions, judged, &j);
    if (c->period)
        add_figures(c, judged, &s, &j, figures_out);
    if (c->todo_out)
        add_todo(c, judged, &s);
    jsonout_close(&j, '}');
    judgement_free(&judged);
    unzipped_deinit(&plain);
}
