/* The document of `cvg check`, from files on this machine. */
#include "cvg/check_document.h"

#include <stdlib.h>

#include "base/cal.h"
#include "cvg/figures_print.h"
#include "io/judged.h"
#include "programme/check.h"
#include "programme/todo_json.h"

#define PLAIN_BYTES_MAX ((size_t)4 << 30) /* what archives may hold: against one that is made to fill the memory */

static json_t *todo_of(const struct check_request *q, const struct judged *judged)
{
    if (judged->judgement->verdict == VERDICT_REFUSED)
        return json_array();
    struct state *after = judgement_apply(judged->judgement, &judged->submission, NULL);
    json_t *list = todo_of_table(q->definitions, &after->sets[q->definitions->salaries].table, q->situation);
    state_free(&after);
    return list;
}

void check_document(const struct check_request *q, const struct files *files, struct buf *out, struct buf *figures_out)
{
    const struct definitions *d = q->definitions;
    struct submission_file given[FILES_GIVEN_MAX];
    struct judged judged;
    struct jsonout j = {.out = out};
    int64_t *share = NULL;
    for (size_t i = 0; i < files->n; i++)
        given[i] = (struct submission_file){
            .name = files->list[i].name, .bytes = buf_text(&files->list[i].bytes), .len = files->list[i].bytes.len};
    const struct submission sent = {.definitions = d,
                                    .files = given,
                                    .files_n = files->n,
                                    .situation = q->situation,
                                    .today = q->today,
                                    .reporter_id = "",
                                    .profile = q->profile};
    judged_make(&sent, PLAIN_BYTES_MAX, &judged);
    if (q->period)
        share = check_share(&judged.submission, judged.judgement, q->period,
                            period_last_night(cal_now_us(), d->numbers.deadline_hour, d->numbers.grace_hours));
    const struct check c = {&judged.submission, judged.judgement, q->period, q->programme, share};
    jsonout_open(&j, NULL, '{');
    check_put(&c, &j);
    jsonout_close(&j, '}');
    if (share)
        figures_print_sections(d, share + q->programme * d->catalogue->slots_n,
                               !check_of_coordination(c.submission, c.judgement), figures_out);
    if (q->todo_out)
        *q->todo_out = todo_of(q, &judged);
    free(share);
    judged_deinit(&judged);
}
