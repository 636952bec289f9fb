/* The answer to a submission as the contract's JSON document. */
#include "programme/outcome.h"

#include <string.h>

#include "programme/correspondance.h"

void outcome_rows(const struct judgement *j, struct jsonout *out)
{
    bool refused = j->verdict == VERDICT_REFUSED;
    jsonout_open(out, "rows", '{');
    jsonout_int(out, "read", (int64_t)j->read);
    jsonout_int(out, "taken", refused ? 0 : (int64_t)j->taken);
    jsonout_int(out, "set_aside", refused ? 0 : (int64_t)j->aside);
    jsonout_close(out, '}');
}

static void add_move(void *arg, const char *code)
{
    jsonout_text(arg, NULL, code);
}

static void format_finding(const struct definitions *d, const struct finding *f, struct jsonout *out)
{
    const char *dataset = f->dataset >= 0 ? d->datasets[f->dataset]->name : NULL;
    char severity[2] = {f->rule->severity, 0};
    jsonout_open(out, NULL, '{');
    jsonout_text(out, "code", f->rule->code);
    jsonout_text(out, "severity", severity);
    jsonout_text(out, "dataset", dataset);
    if (f->line)
        jsonout_int(out, "line", f->line);
    else
        jsonout_null(out, "line");
    bool parcours = f->dataset == (int)d->salaries;
    jsonout_text(out, "parcours_id", parcours ? f->key : NULL);
    if (!parcours)
        jsonout_text(out, "key", f->key);
    jsonout_text(out, "column", f->column);
    jsonout_text(out, "value", f->value);
    jsonout_text(out, "message", f->message);
    jsonout_open(out, "moves", '[');
    finding_moves(d, f, add_move, out);
    jsonout_close(out, ']');
    jsonout_close(out, '}');
}

void outcome_findings(const struct definitions *d, const struct judgement *j, struct jsonout *out)
{
    jsonout_open(out, "findings", '[');
    for (size_t i = 0; i < j->findings.n; i++)
        format_finding(d, &j->findings.list[i], out);
    jsonout_close(out, ']');
    if (j->findings.unlisted)
        jsonout_int(out, "findings_unlisted", (int64_t)j->findings.unlisted);
    if (j->profile)
        jsonout_text(out, "profil", j->profile->name);
    if (j->hold_waived)
        jsonout_bool(out, "hold_waived", true);
}

static void format_effect(const struct definitions *d, const struct outcome_effect *x, size_t programme,
                          struct jsonout *out)
{
    const struct catalogue *c = d->catalogue;
    for (size_t i = 0; i < c->indicators_n; i++) {
        const struct indicator *f = &c->indicators[i];
        size_t at = programme * c->slots_n + f->slot;
        int64_t before = x->before ? x->before[at] : 0, after = x->after[at];
        bool counted = f->kind == KIND_COMPTE || f->kind == KIND_SOMME;
        if (!counted || before == after || strncmp(f->code, "effectif.", 9) != 0 || (f->shared && programme != 1))
            continue;
        double unit = f->kind == KIND_SOMME ? (f->decimal ? 100 : 1) * f->divisor : 1;
        jsonout_open(out, NULL, '{');
        jsonout_text(out, "code", f->code);
        jsonout_text(out, "programme", f->shared ? programme_name(d, PROGRAMME_TOUS) : programme_name(d, programme));
        jsonout_text(out, "period", x->period);
        if (unit != 1) {
            jsonout_real(out, "before", (double)before / unit);
            jsonout_real(out, "after", (double)after / unit);
        } else {
            jsonout_int(out, "before", before);
            jsonout_int(out, "after", after);
        }
        jsonout_close(out, '}');
    }
}

void outcome_body(const struct definitions *d, const struct judgement *j, const struct outcome_effect *effects,
                  size_t effects_n, struct buf *text)
{
    struct jsonout out = {.out = text};
    jsonout_open(&out, NULL, '{');
    outcome_rows(j, &out);
    jsonout_open(&out, "changes", '{');
    bool compared = j->verdict == VERDICT_ACCEPTED || j->verdict == VERDICT_HELD;
    jsonout_int(&out, "added", compared ? (int64_t)j->added : 0);
    jsonout_int(&out, "removed", compared ? (int64_t)j->removed : 0);
    jsonout_int(&out, "changed", compared ? (int64_t)j->changed : 0);
    jsonout_int(&out, "unchanged", compared ? (int64_t)j->unchanged : 0);
    jsonout_close(&out, '}');
    jsonout_open(&out, "effect", '[');
    for (size_t i = 0; i < effects_n; i++) /* each programme of its own; TOUS is their sum but for persons */
        for (size_t p = 1; p < programmes_count(d); p++)
            format_effect(d, &effects[i], p, &out);
    jsonout_close(&out, ']');
    outcome_findings(d, j, &out);
    jsonout_close(&out, '}');
}
