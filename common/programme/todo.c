/* What a chantier has still to complete: reads the rules, prints them as one SELECT, and evaluates them over rows in
 * memory. */
#include "programme/todo.h"

#include <stdlib.h>
#include <string.h>

#include "base/cal.h"
#include "base/mem.h"
#include "base/text.h"
#include "programme/deffile.h"
#include "programme/facts_sql.h"

static const char DUE[] = "{echeance}";

/* ---- the rules ---- */

const struct todo_rule *todo_find(const struct todo *t, const char *code)
{
    for (size_t i = 0; i < t->n; i++)
        if (strcmp(t->rules[i].code, code) == 0)
            return &t->rules[i];
    return NULL;
}

static int check_message(struct deffile *f, const char *message, bool has_due)
{
    if (!*message)
        return deffile_fault(f, "message", 0, "a line needs a message");
    for (const char *p = message; (p = strchr(p, '{')); p++)
        if (!has_due || !text_starts(p, DUE))
            return deffile_fault(f, "message", (size_t)(p - message),
                                 has_due ? "must be {echeance}" : "there is no echeance to tell");
    return 0;
}

static struct expr *parse(const struct definitions *d, struct deffile *f, const char *column, enum expr_type type,
                          const char *what)
{
    struct expr_fault fault;
    const char *text = deffile_get(f, column);
    struct expr *x = expr_parse(text, &d->catalogue->scopes[d->salaries], &fault);
    int rc = !x                     ? deffile_fault(f, column, fault.offset, "%s", fault.text)
             : expr_type(x) == type ? 0
                                    : deffile_fault(f, column, 0, "%s", what);
    if (rc)
        expr_free(&x);
    return x;
}

static int read_rule(const struct definitions *d, struct todo *t, struct deffile *f)
{
    const char *code = deffile_get(f, "code"), *due = deffile_get(f, "echeance");
    if (t->n == TODO_RULES_MAX)
        return deffile_fault(f, "code", 0, "over %d lines", TODO_RULES_MAX);
    if (!text_is_id(code, strlen(code)) || todo_find(t, code))
        return deffile_fault(f, "code", 0, "no code, or it stands twice");
    if (!*deffile_get(f, "libelle"))
        return deffile_fault(f, "libelle", 0, "a line needs a label");
    if (!*deffile_get(f, "condition"))
        return deffile_fault(f, "condition", 0, "a line needs a condition");
    if (check_message(f, deffile_get(f, "message"), *due))
        return -1;
    struct todo_rule *r = &t->rules[t->n++];
    *r = (struct todo_rule){.code = mem_text(code),
                            .label = mem_text(deffile_get(f, "libelle")),
                            .message = mem_text(deffile_get(f, "message"))};
    r->condition = parse(d, f, "condition", EXPR_BOOL, "not a condition");
    if (r->condition && *due)
        r->due = parse(d, f, "echeance", EXPR_DATE, "not a date");
    return r->condition && (r->due || !*due) ? 0 : -1;
}

int todo_load(const struct definitions *d, const char *folder, struct todo **out, struct err *e)
{
    static const char *const columns[] = {"code", "libelle", "condition", "echeance", "message", NULL};
    struct deffile f;
    int r;
    if (deffile_open(&f, folder, "a_completer.csv", columns, e))
        return -1;
    *out = mem_new(sizeof **out);
    while ((r = deffile_next(&f)) == 1)
        if (read_rule(d, *out, &f)) {
            r = -1;
            break;
        }
    if (r == 0 && !(*out)->n)
        r = deffile_fault(&f, NULL, 0, "no line");
    deffile_close(&f);
    if (r)
        todo_free(out);
    return r;
}

void todo_free(struct todo **tp)
{
    struct todo *t = *tp;
    for (size_t i = 0; t && i < t->n; i++) {
        expr_free(&t->rules[i].condition);
        expr_free(&t->rules[i].due);
        free(t->rules[i].code);
        free(t->rules[i].label);
        free(t->rules[i].message);
    }
    mem_free(tp);
}

void todo_message(const struct todo_rule *r, int32_t due, struct buf *out)
{
    int year, month, mday;
    for (const char *p = r->message, *at; *p; p = at + strlen(DUE)) {
        at = strstr(p, DUE);
        buf_add(out, p, at ? (size_t)(at - p) : strlen(p));
        if (!at)
            return;
        if (due == CELL_NULL) {
            buf_adds(out, "\xe2\x80\xa6"); /* an ellipsis */
            continue;
        }
        cal_date(due, &year, &month, &mday);
        buf_addf(out, "%02d/%02d/%04d", mday, month, year);
    }
}

/* ---- in the database ---- */

void todo_sql(const struct definitions *d, int32_t day, struct buf *out)
{
    const struct expr_input period = {.debut = window_start(day), .fin = day};
    const struct dataset *set = d->datasets[d->salaries];
    const struct known_columns *at = &d->at;
    buf_addf(out, "SELECT f.chantier_id, f.%s AS cip_ref, f.%s AS parcours_id, q.code, q.echeance FROM ",
             set->fields[at->cip_ref].name, set->fields[at->parcours_id].name);
    facts_sql_rows(set, out);
    buf_adds(out, " CROSS JOIN LATERAL (VALUES ");
    for (size_t i = 0; i < d->todo->n; i++) {
        const struct todo_rule *r = &d->todo->rules[i];
        buf_addf(out, "%s(%zu, '%s', ", i ? ", " : "", i, r->code); /* an id: nothing in it to quote */
        expr_print_sql(r->condition, &period, "f", out);
        buf_adds(out, ", ");
        if (r->due)
            expr_print_sql(r->due, &period, "f", out);
        else
            buf_adds(out, "NULL::date");
        buf_addc(out, ')');
    }
    buf_adds(out, ") AS q(rank, code, holds, echeance) WHERE q.holds ORDER BY f.chantier_id COLLATE \"C\", f.");
    buf_addf(out, "%s COLLATE \"C\" NULLS LAST, q.echeance NULLS LAST, f.%s COLLATE \"C\", q.rank",
             set->fields[at->cip_ref].name, set->fields[at->parcours_id].name);
}

/* ---- in memory ---- */

static int compare_texts(const char *a, const char *b) /* NULL is last */
{
    return a && b ? strcmp(a, b) : !a - !b;
}

static int by_order(const void *pa, const void *pb)
{
    const struct todo_item *a = pa, *b = pb;
    int c = compare_texts(a->cip_ref, b->cip_ref);
    if (c)
        return c;
    if (a->due != b->due) /* CELL_NULL is the least number, and stands last */
        return (uint32_t)a->due - (uint32_t)CELL_NULL - 1 < (uint32_t)b->due - (uint32_t)CELL_NULL - 1 ? -1 : 1;
    c = compare_texts(a->parcours_id, b->parcours_id);
    return c ? c : a->rule < b->rule ? -1 : a->rule > b->rule;
}

static const char *text_at(const struct table *t, size_t field, size_t row)
{
    int32_t cell = t->cells[field][row];
    return cell == CELL_NULL ? NULL : strings_get(t->strings, cell, NULL);
}

void todo_list(const struct definitions *d, const struct table *t, int32_t day, struct todo_item **out, size_t *n_out)
{
    const struct expr_input in = {
        .rows_n = t->rows_n, .columns = (const int32_t *const *)t->cells, .debut = window_start(day), .fin = day};
    struct expr_work work = {0};
    size_t words = EXPR_WORDS(t->rows_n), cap = 0, n = 0;
    uint64_t *truth = mem_new_n(words + 1, sizeof *truth), *known = mem_new_n(words + 1, sizeof *known);
    int32_t *due = mem_new_n(t->rows_n + 1, sizeof *due);
    struct todo_item *items = NULL;
    for (size_t i = 0; i < d->todo->n; i++) {
        const struct todo_rule *r = &d->todo->rules[i];
        expr_eval_bool(r->condition, &in, &work, truth, known);
        if (r->due)
            expr_eval_value(r->due, &in, &work, due);
        for (size_t row = 0; row < t->rows_n; row++) {
            if (!(truth[row / 64] >> (row % 64) & 1))
                continue;
            items = mem_room(items, n, &cap, sizeof *items);
            items[n++] = (struct todo_item){.cip_ref = text_at(t, d->at.cip_ref, row),
                                            .parcours_id = text_at(t, d->at.parcours_id, row),
                                            .rule = r,
                                            .due = r->due ? due[row] : CELL_NULL};
        }
    }
    if (n)
        qsort(items, n, sizeof *items, by_order);
    expr_work_deinit(&work);
    free(truth);
    free(known);
    free(due);
    *out = items;
    *n_out = n;
}
