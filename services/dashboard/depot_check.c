/* What files would do if they were sent. */
#include "dashboard/depot_check.h"

#include <stdlib.h>
#include <string.h>

#include "io/judged.h"
#include "programme/check.h"

/* A chantier's effectives; a coordination's counts of what it declares itself. */
static bool told_of(const struct depot_check *c, const struct indicator *x)
{
    const struct definitions *d = c->definitions;
    if (x->kind != KIND_COMPTE || x->source == SOURCE_CHANTIER || x->sensitive)
        return false;
    if (c->kind == REPORTER_TERRITOIRE)
        return d->datasets[x->source]->reporter == REPORTER_TERRITOIRE;
    return strncmp(x->code, "effectif.", strlen("effectif.")) == 0 && !x->territory_only;
}

static json_t *effect_of(const struct depot_check *c, const int64_t *after)
{
    const struct catalogue *k = c->definitions->catalogue;
    json_t *list = json_array();
    for (size_t i = 0; i < k->indicators_n; i++) {
        const struct indicator *x = &k->indicators[i];
        if (!told_of(c, x))
            continue;
        json_t *before = c->slots ? json_integer(c->slots[x->slot]) : json_null();
        json_t *one =
            json_pack("{ss ss ss so sI}", "code", x->code, "programme", programme_name(c->definitions, c->programme),
                      "period", c->period.name, "before", before, "after", (json_int_t)after[x->slot]);
        must(one && json_array_append_new(list, one) == 0);
    }
    return list;
}

static json_t *document_of(const struct depot_check *c, const struct judged *judged)
{
    int64_t *share = check_share(&judged->submission, judged->judgement, &c->period, c->last_night);
    const struct check told = {&judged->submission, judged->judgement, &c->period, c->programme, share};
    struct buf text = {0};
    struct jsonout j = {.out = &text};
    jsonout_open(&j, NULL, '{');
    check_put(&told, &j);
    jsonout_close(&j, '}');
    json_t *doc = json_loadb(text.data, text.len, 0, NULL);
    bool taken = judged->judgement->verdict != VERDICT_REFUSED;
    must(doc && json_object_set_new(doc, "chantier", json_string(c->reporter)) == 0);
    must(json_object_set_new(doc, "effect",
                             taken ? effect_of(c, share + c->programme * c->definitions->catalogue->slots_n)
                                   : json_array()) == 0);
    buf_deinit(&text);
    free(share);
    return doc;
}

/* The names outlive the files: they are told also when the content is gone. */
static json_t *files_of(const struct depot_form *f)
{
    json_t *list = json_array();
    for (size_t i = 0; i < f->files_n; i++) {
        json_t *name = json_string(f->files[i].name); /* NULL: not UTF-8 */
        json_t *one = json_pack("{so sI}", "name", name ? name : json_null(), "bytes", (json_int_t)f->files[i].len);
        must(one && json_array_append_new(list, one) == 0);
    }
    return list;
}

json_t *depot_check_make(const struct depot_check *c)
{
    struct judged judged;
    const struct submission sent = {.definitions = c->definitions,
                                    .files = c->form->files,
                                    .files_n = c->form->files_n,
                                    .situation = c->situation,
                                    .today = c->today,
                                    .reporter = c->kind,
                                    .reporter_id = c->reporter,
                                    .not_member = c->not_member,
                                    .rows_max = c->rows_max,
                                    .profile = c->profile};
    judged_make(&sent, c->plain_max, &judged);
    json_t *doc = document_of(c, &judged);
    bool named = !judged.judgement->wiped; /* a file's name may be what it was wiped for */
    must(json_object_set_new(doc, "files", named ? files_of(c->form) : json_array()) == 0);
    judged_deinit(&judged);
    return doc;
}
