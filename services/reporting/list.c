/* A list of one chantier: what it has to complete, or the caseload of each accompagnant or its forecast, as the
 * document that `cvg show` prints; or the posts of a coordination. */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/cal.h"
#include "io/lists.h"
#include "io/previsions.h"
#include "programme/todo_json.h"
#include "reporting/asking.h"

static json_t *read_postes(const struct asking *x, const char *territoire, int32_t day, struct err *e)
{
    char text[CAL_DAY_LEN];
    json_t *list = lists_postes(x->db, x->d, territoire, day, x->known.at_us, e);
    cal_format_day(day, text);
    return list ? json_pack("{ss ss so}", "territoire", territoire, "date", text, "postes", list) : NULL;
}

/* The document of the list; a new reference, or NULL with *e. */
static json_t *read_list(const struct asking *x, const char *chantier, int32_t day, struct err *e)
{
    bool todo = x->q->kind == WIRE_ASK_TODO;
    if (x->q->kind == WIRE_ASK_POSTES)
        return read_postes(x, chantier, day, e);
    if (x->q->kind == WIRE_ASK_PREVISION)
        return previsions_document(x->db, x->d, chantier, day, x->known.at_us,
                                   previsions_seuils(x->d, &x->known.reference, chantier, day), e);
    if (x->q->kind == WIRE_ASK_VEILLE)
        return lists_veille(x->db, x->d, chantier, x->scopes.items[0].kind == SCOPE_TERRITOIRE, day, x->known.at_us,
                            x->q->has_at, e);
    struct caseload_sums sums;
    json_t *list = todo ? lists_todo(x->db, x->d, chantier, day, x->known.at_us, e)
                        : lists_caseload(x->db, x->d, chantier, day, x->known.at_us, &sums, e);
    if (!list)
        return NULL;
    json_t *doc = todo ? todo_document(list, chantier, day) : caseload_document(list, &sums, chantier, day);
    json_decref(list);
    return doc;
}

static bool fits(enum wire_ask_kind list, enum scope_kind scope)
{
    if (list == WIRE_ASK_VEILLE && scope == SCOPE_TERRITOIRE)
        return true;
    return scope == (list == WIRE_ASK_POSTES ? SCOPE_TERRITOIRE : SCOPE_CHANTIER);
}

int list_fill(const struct asking *x, struct wire_answer *a, struct err *e)
{
    const struct scope *s = &x->scopes.items[0];
    uint64_t i;
    if (x->scopes.n != 1 || !fits(x->q->kind, s->kind)) {
        refusal_fill(REFUSAL_BAD_ASK, "", a);
        return 0;
    }
    if (!map_get(&x->known.reporters, s->code, strlen(s->code), &i)) {
        refusal_fill(REFUSAL_NOTHING, s->code, a);
        return 0;
    }
    json_t *doc = read_list(x, s->code, x->q->days_n ? x->q->days[0] : x->known.facts[i].situation, e);
    if (!doc)
        return -1;
    /* 15 digits, as `cvg show` prints them */
    char *text = json_dumps(doc, JSON_COMPACT | JSON_REAL_PRECISION(15));
    json_decref(doc);
    must(text);
    a->document_len = strlen(text);
    a->document = arena_text(&a->memory, text, a->document_len);
    free(text);
    return 0;
}
