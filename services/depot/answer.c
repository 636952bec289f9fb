/* The answer to one dropped file, as CSV that a spreadsheet opens. */
#include "depot/answer.h"

#include <string.h>

#include "base/cal.h"
#include "depot/split.h"
#include "depot/texts.h"

#define CELLS 7

static const char HEADER[] = ANSWER_BEGIN "colonne;valeur;message;que_faire\r\n";
static const char STATE_CODE[] = "ETAT"; /* stands where findings have their code */
static const char TEXT_ERASED[] = " Les fichiers déposés ont été effacés d'ici aussi.";
static const char TEXT_WAIVED[] = " La retenue est levée, à votre demande.";
static const char CODE_HELD[] = "E-RETENUE"; /* its message tells how to confirm by the other doors */
static const char TEXT_MORE[] = "D'autres constats ne sont pas détaillés : %lld.";
static const char TEXT_MORE_TODO[] = "Corrigez d'abord ceux qui le sont.";

/* Quoted where it must be; what a spreadsheet would take for a formula begins with an apostrophe. */
static void put_cell(struct buf *out, const char *s)
{
    bool formula = *s && strchr("=+-@\t\r", *s);
    if (!formula && !strpbrk(s, ";\"\r\n")) {
        buf_adds(out, s);
        return;
    }
    buf_adds(out, formula ? "\"'" : "\"");
    for (; *s; s++) {
        if (*s == '"')
            buf_addc(out, '"');
        buf_addc(out, *s == '\r' || *s == '\n' ? ' ' : *s);
    }
    buf_addc(out, '"');
}

static void put_row(struct buf *out, const char *const cells[CELLS])
{
    for (size_t i = 0; i < CELLS; i++) {
        if (i)
            buf_addc(out, ';');
        put_cell(out, cells[i]);
    }
    buf_adds(out, "\r\n");
}

static const char *text_of(const json_t *object, const char *key)
{
    const char *s = json_string_value(json_object_get(object, key));
    return s ? s : "";
}

static long long number_of(const json_t *object, const char *key)
{
    return (long long)json_integer_value(json_object_get(object, key));
}

/* ---- the state ---- */

static void put_count(struct buf *out, const char *before, long long n, const char *one, const char *many)
{
    if (n)
        buf_addf(out, "%s%lld %s", before, n, n == 1 ? one : many);
}

static void put_summary(struct buf *out, const json_t *outcome)
{
    const json_t *rows = json_object_get(outcome, "rows"), *changes = json_object_get(outcome, "changes");
    const char *day = text_of(outcome, "date_situation");
    int32_t situation;
    buf_addf(out, "Envoi %s", text_of(outcome, "submission"));
    if (cal_parse_iso(day, strlen(day), &situation))
        buf_addf(out, ", situation au %.2s/%.2s/%.4s", day + 8, day + 5, day);
    buf_adds(out, " : ");
    if (!number_of(rows, "read"))
        buf_adds(out, "aucune ligne lue");
    put_count(out, "", number_of(rows, "read"), "ligne lue", "lignes lues");
    put_count(out, ", ", number_of(rows, "taken"), "prise", "prises");
    put_count(out, ", ", number_of(rows, "set_aside"), "mise de côté", "mises de côté");
    put_count(out, " ; ", number_of(changes, "added"), "ajout", "ajouts");
    put_count(out, " ; ", number_of(changes, "changed"), "modification", "modifications");
    put_count(out, " ; ", number_of(changes, "removed"), "retrait", "retraits");
    buf_addc(out, '.');
    if (json_is_true(json_object_get(outcome, "hold_waived")))
        buf_adds(out, TEXT_WAIVED);
    const json_t *decision = json_object_get(outcome, "decision");
    if (*text_of(decision, "reason"))
        buf_addf(out, " Décision de %s : %s", text_of(decision, "by"), text_of(decision, "reason"));
}

/* Is there something to mend? Information is none. */
static bool has_faults(const json_t *findings)
{
    size_t i;
    const json_t *f;
    json_array_foreach(findings, i, f) if (strcmp(text_of(f, "severity"), "I") != 0) return true;
    return false;
}

static void put_state(struct buf *out, const json_t *outcome, bool erased)
{
    const char *state = text_of(outcome, "state");
    const struct state_text *t = texts_state(state);
    struct buf summary = {0}, todo = {0};
    put_summary(&summary, outcome);
    bool mend = t && t->todo_findings && has_faults(json_object_get(outcome, "findings"));
    buf_adds(&todo, !t ? "" : mend ? t->todo_findings : t->todo);
    if (erased)
        buf_adds(&todo, TEXT_ERASED);
    put_row(out, (const char *const[CELLS]){"", STATE_CODE, "", "", t ? t->word : state, buf_text(&summary),
                                            buf_text(&todo)});
    buf_deinit(&summary);
    buf_deinit(&todo);
}

void answer_refused(const char *why, struct buf *out)
{
    const char *second = split_second(why);
    struct buf wrong = {0};
    buf_add(&wrong, why, second ? (size_t)(second - why) - 1 : strlen(why));
    buf_adds(out, HEADER);
    put_row(out, (const char *const[CELLS]){"", STATE_CODE, "", "", texts_state("refused")->word, buf_text(&wrong),
                                            second ? second : ""});
    buf_deinit(&wrong);
}

/* ---- the findings ---- */

/* What to do about a finding; a held submission is confirmed here in another way than by the other doors, and one that
 * is decided is not confirmed any more. */
static const char *todo_of(const json_t *f, const char *after, const char *state)
{
    if (strcmp(text_of(f, "code"), CODE_HELD) != 0)
        return after;
    return strcmp(state, "held") == 0 ? TEXTS_CONFIRM : "";
}

static void put_finding(const struct definitions *d, const json_t *f, const char *state, bool foreign, struct buf *out)
{
    char line[24] = "";
    const char *message = text_of(f, "message"), *dataset = text_of(f, "dataset");
    size_t cut = split_message(d, text_of(f, "code"), message);
    const char *key = *text_of(f, "parcours_id") ? text_of(f, "parcours_id") : text_of(f, "key");
    struct buf wrong = {0};
    if (number_of(f, "line"))
        snprintf(line, sizeof line, "%lld", number_of(f, "line"));
    if (foreign && *dataset && (*line || *key)) /* of a whole file, the message itself names it */
        buf_addf(&wrong, "[%s] ", dataset);
    if (!*line && *key) /* of a row that is not there any more */
        buf_addf(&wrong, "%s : ", key);
    buf_add(&wrong, message, cut);
    put_row(out, (const char *const[CELLS]){line, text_of(f, "code"), text_of(f, "severity"), text_of(f, "column"),
                                            text_of(f, "value"), buf_text(&wrong),
                                            todo_of(f, message[cut] ? message + cut + 1 : "", state)});
    buf_deinit(&wrong);
}

void answer_make(const struct definitions *d, const json_t *outcome, int dataset, const bool others[DATASETS_MAX],
                 bool erased, struct buf *out)
{
    const json_t *findings = json_object_get(outcome, "findings"), *f;
    size_t i;
    char text[128];
    buf_adds(out, HEADER);
    put_state(out, outcome, erased);
    json_array_foreach(findings, i, f)
    {
        int of = definitions_find_dataset(d, text_of(f, "dataset"));
        if (of < 0 || of == dataset || !others[of])
            put_finding(d, f, text_of(outcome, "state"), of != dataset, out);
    }
    long long more = number_of(outcome, "findings_unlisted");
    if (more > 0) {
        snprintf(text, sizeof text, TEXT_MORE, more);
        put_row(out, (const char *const[CELLS]){"", STATE_CODE, "", "", "", text, TEXT_MORE_TODO});
    }
}

bool answer_wiped(const json_t *outcome)
{
    size_t i;
    const json_t *f;
    if (strcmp(text_of(outcome, "state"), "refused") != 0)
        return false;
    json_array_foreach(json_object_get(outcome, "findings"), i,
                       f) if (strcmp(text_of(f, "code"), "E-IDENTITE") == 0 ||
                              strcmp(text_of(f, "code"), "E-FICHIER") == 0) return true;
    return false;
}
