/* A letter about an outcome. */
#include "courrier/letter.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cal.h"
#include "base/mem.h"

static const struct {
    const char *state, *subject, *says, *todo;
} states[] = {
    {"accepted", "accepté", "est accepté", NULL},
    {"held", "retenu, à confirmer", "est retenu : rien n'est appliqué avant qu'une personne ait confirmé",
     "Les raisons sont ci-dessous. Si ces changements sont voulus, confirmez-les : renvoyez les mêmes fichiers avec "
     "« cvg push --confirm », ou avec « confirm=1 » dans l'adresse de dépôt ; Convergence France peut aussi les "
     "appliquer pour vous. Sinon, corrigez l'export et renvoyez-le : il prendra la place de celui-ci."},
    {"refused", "refusé", "est refusé : rien n'en est pris, et ce qui était en vigueur le reste",
     "Corrigez ce qui est dit ci-dessous, puis renvoyez tous les fichiers."},
    {"superseded", "sans effet", "est sans effet : un envoi plus récent est déjà pris en compte",
     "Il est archivé. S'il portait les bonnes données, renvoyez-les avec la date de situation du jour."},
    {"quarantined", "en attente", "n'a pas pu être traité",
     "Il sera retenté, et Convergence France en est informée. Vous n'avez rien à faire."},
    {"discarded", "écarté", "n'est pas appliqué : une personne de Convergence France l'a écarté",
     "Corrigez l'export et renvoyez-le."},
};
#define STATES_N (sizeof states / sizeof *states)

static const struct {
    const char *severity, *title, *one, *many;
} severities[] = {{"E", "À corriger", "point à corriger", "points à corriger"},
                  {"W", "À vérifier", "point à vérifier", "points à vérifier"},
                  {"I", "Pour information", NULL, NULL}};
#define SEVERITIES_N (sizeof severities / sizeof *severities)

static const char TEXT_HELLO[] = "Bonjour,";
static const char TEXT_NOTHING[] = "Il n'y a rien à faire.";
static const char TEXT_CORRECT[] = "Corrigez dans votre outil ce qui est dit ci-dessous : les lignes mises de côté "
                                   "seront prises avec le prochain export.";
static const char TEXT_VERIFY[] =
    "Tout est pris. Quelques points sont à vérifier, et à compléter quand vous le pourrez.";
static const char TEXT_WAIVED[] = "La retenue est levée pour cet envoi.";
static const char TEXT_UNREADABLE[] = "Le détail se lit avec « cvg show %s ».";
static const char TEXT_SIGNATURE[] = "Envoi %s. Ce message est automatique : il part parce que cette adresse est "
                                     "inscrite aux résultats de ce chantier. Pour ne plus le recevoir, dites-le à "
                                     "Convergence France.";

/* ---- values ---- */

static const char *text_of(const json_t *object, const char *key)
{
    const char *s = json_string_value(json_object_get(object, key));
    return s ? s : "";
}

static long long number_of(const json_t *object, const char *key)
{
    return (long long)json_integer_value(json_object_get(object, key));
}

/* "22/11/2026" of a day, "23/11/2026 à 00:37" (Paris) of an instant; anything else gives nothing. */
static const char *day_text(const char *s, char out[32])
{
    int32_t day;
    int64_t at;
    int year, month, mday;
    out[0] = 0;
    if (cal_parse_iso(s, strlen(s), &day)) {
        cal_date(day, &year, &month, &mday);
        snprintf(out, 32, "%02d/%02d/%04d", mday, month, year);
    } else if (cal_parse_instant(s, &at)) {
        letter_instant(at, out);
    }
    return out;
}

static size_t rank_of(const json_t *finding)
{
    size_t i = 0;
    while (i + 1 < SEVERITIES_N && strcmp(severities[i].severity, text_of(finding, "severity")) != 0)
        i++;
    return i;
}

static size_t count_rank(const json_t *findings, size_t rank)
{
    size_t n = 0, i;
    const json_t *f;
    json_array_foreach(findings, i, f) n += rank_of(f) == rank;
    return n;
}

/* ---- parts ---- */

static void put_subject(struct letter *l, const json_t *doc, const char *id, size_t state)
{
    char day[32];
    const json_t *findings = json_object_get(doc, "findings");
    const char *reporter = text_of(doc, "chantier");
    if (*reporter)
        buf_addf(&l->subject, "%s, situation du %s : ", reporter, day_text(text_of(doc, "date_situation"), day));
    else
        buf_addf(&l->subject, "%s : ", id);
    buf_addf(&l->subject, "envoi %s", state < STATES_N ? states[state].subject : "traité");
    for (size_t r = 0; r < SEVERITIES_N; r++) {
        size_t n = count_rank(findings, r);
        if (n && severities[r].one)
            buf_addf(&l->subject, ", %zu %s", n, n == 1 ? severities[r].one : severities[r].many);
    }
}

static void put_head(struct letter *l, const json_t *doc, const char *id, size_t state)
{
    struct buf line = {0};
    char day[32], at[32];
    const char *reporter = text_of(doc, "chantier");
    day_text(text_of(doc, "date_situation"), day);
    day_text(text_of(doc, "received_at"), at);
    if (*reporter)
        buf_addf(&line, "L'envoi de %s pour la situation du %s", reporter, day);
    else
        buf_addf(&line, "L'envoi %s", id);
    if (*at)
        buf_addf(&line, ", reçu le %s,", at);
    buf_addf(&line, " %s.", state < STATES_N ? states[state].says : "est traité");
    letter_paragraph(l, buf_text(&line));
    buf_deinit(&line);
}

static void put_rows(struct letter *l, const json_t *doc)
{
    const json_t *rows = json_object_get(doc, "rows");
    long long read = number_of(rows, "read"), taken = number_of(rows, "taken"), aside = number_of(rows, "set_aside");
    struct buf line = {0};
    if (read) {
        buf_addf(&line, "%lld %s", read, read == 1 ? "ligne lue" : "lignes lues");
        if (taken || aside)
            buf_addf(&line, " : %lld %s", taken, taken > 1 ? "prises" : "prise");
        if (aside)
            buf_addf(&line, ", %lld %s", aside, aside > 1 ? "mises de côté" : "mise de côté");
        buf_addc(&line, '.');
        letter_paragraph(l, buf_text(&line));
    }
    buf_deinit(&line);
}

static void put_todo(struct letter *l, const json_t *doc, size_t state)
{
    const json_t *findings = json_object_get(doc, "findings");
    const char *reason = text_of(json_object_get(doc, "decision"), "reason");
    if (*reason) {
        struct buf line = {0};
        buf_addf(&line, "Motif de la décision : %s", reason);
        letter_paragraph(l, buf_text(&line));
        buf_deinit(&line);
    }
    if (json_is_true(json_object_get(doc, "hold_waived")))
        letter_paragraph(l, TEXT_WAIVED);
    if (state < STATES_N && states[state].todo)
        letter_paragraph(l, states[state].todo);
    else
        letter_paragraph(l, count_rank(findings, 0)   ? TEXT_CORRECT
                            : count_rank(findings, 1) ? TEXT_VERIFY
                                                      : TEXT_NOTHING);
}

static void put_finding(struct letter *l, const json_t *f)
{
    struct buf place = {0};
    const char *key = text_of(f, "parcours_id");
    const char *const parts[] = {text_of(f, "dataset"), *key ? key : text_of(f, "key"), text_of(f, "column")};
    if (*parts[0])
        buf_adds(&place, parts[0]);
    if (number_of(f, "line"))
        buf_addf(&place, "%sligne %lld", place.len ? ", " : "", number_of(f, "line"));
    if (*parts[1])
        buf_addf(&place, "%s%s", place.len ? ", " : "", parts[1]);
    if (*parts[2])
        buf_addf(&place, "%scolonne %s", place.len ? ", " : "", parts[2]);
    buf_addf(&place, "%s (%s)", place.len ? "" : "l'envoi", text_of(f, "code"));
    letter_item(l, buf_text(&place), text_of(f, "message"));
    buf_deinit(&place);
}

struct sorted {
    const json_t *finding;
    size_t rank, at;
    long long line;
};

static int by_severity_then_line(const void *pa, const void *pb)
{
    const struct sorted *a = pa, *b = pb;
    if (a->rank != b->rank)
        return a->rank < b->rank ? -1 : 1;
    if (a->line != b->line)
        return a->line < b->line ? -1 : 1;
    return a->at < b->at ? -1 : a->at > b->at;
}

static void put_findings(struct letter *l, const json_t *doc)
{
    const json_t *findings = json_object_get(doc, "findings"), *f;
    size_t n = json_array_size(findings), i, told = n < LETTER_FINDINGS_MAX ? n : LETTER_FINDINGS_MAX;
    struct sorted *list = mem_new_n(n + 1, sizeof *list);
    struct buf title = {0};
    json_array_foreach(findings, i, f) list[i] = (struct sorted){f, rank_of(f), i, number_of(f, "line")};
    qsort(list, n, sizeof *list, by_severity_then_line);
    for (i = 0; i < told; i++) {
        size_t rank = list[i].rank;
        if (i == 0 || list[i - 1].rank != rank) {
            if (i)
                letter_list_end(l);
            buf_reset(&title);
            buf_addf(&title, "%s (%zu)", severities[rank].title, count_rank(findings, rank));
            letter_list(l, buf_text(&title));
        }
        put_finding(l, list[i].finding);
    }
    if (told)
        letter_list_end(l);
    size_t others = n - told + (size_t)number_of(doc, "findings_unlisted");
    if (others) {
        buf_reset(&title);
        buf_addf(&title, "et %zu %s", others, others == 1 ? "autre." : "autres.");
        letter_paragraph(l, buf_text(&title));
    }
    buf_deinit(&title);
    free(list);
}

void letter_of_outcome(const char *id, const char *state, const char *document, struct letter *l)
{
    struct buf line = {0};
    size_t s = 0;
    json_t *doc = json_loads(document, 0, NULL);
    while (s < STATES_N && strcmp(states[s].state, state) != 0)
        s++;
    /* a person has read the findings, or another submission made them idle; and they say how to confirm */
    if (strcmp(state, "discarded") == 0 || strcmp(state, "superseded") == 0)
        json_object_del(doc, "findings");
    put_subject(l, doc, id, s);
    letter_begin(l);
    letter_paragraph(l, TEXT_HELLO);
    put_head(l, doc, id, s);
    if (doc) {
        put_rows(l, doc);
        put_todo(l, doc, s);
        put_findings(l, doc);
    } else {
        buf_addf(&line, TEXT_UNREADABLE, id);
        letter_paragraph(l, buf_text(&line));
        buf_reset(&line);
    }
    buf_addf(&line, TEXT_SIGNATURE, id);
    letter_paragraph(l, buf_text(&line));
    letter_end(l);
    buf_deinit(&line);
    json_decref(doc);
}
