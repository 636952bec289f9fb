/* An outcome as a person reads it: what became of the submission, what it changes, what is to be done. */
#include "cvg/outcome_table.h"

#include <stdio.h>
#include <string.h>

#include "cvg/command.h"
#include "cvg/listing.h"
#include "cvg/outcome_findings.h"
#include "programme/submission_state.h"

/* Exit codes of push and release; of any other state: refused. */
static const struct {
    const char *state;
    int exit;
} exits[] = {{"received", COMMAND_DONE},
             {"accepted", COMMAND_DONE},
             {"duplicate", COMMAND_DONE},
             {"superseded", COMMAND_DONE},
             {"held", COMMAND_HELD}};

static const char TEXT_SUBMISSION[] = "Envoi %s : %s\n";
static const char TEXT_CHECK[] = "Contrôle des fichiers, sans rien envoyer : %s\n";
static const char TEXT_REPORTER[] = "%s, situation au %s";
static const char TEXT_SITUATION[] = "Situation au %s";
static const char TEXT_RECEIVED[] = ", reçu le %s";
static const char TEXT_DECISION[] = "Décision prise par %s : %s\n";
static const char TEXT_RELEASED[] = "La retenue est levée pour cet envoi, par %s : %s\n";
static const char TEXT_WAIVED[] = "La retenue est levée pour cet envoi, à la demande de l'expéditeur.\n";
static const char TEXT_PROFILE[] = "Lu avec la correspondance « %s ».\n";
static const char TEXT_EMPTY[] =
    "Les fichiers n'ont que leur ligne d'en-tête : si des personnes sont suivies, l'export est vide par erreur.\n";
static const char TEXT_EFFECT[] = "\nCe qui bouge\n";
/* What `cvg check` says of a state that no submission has got yet. */
static const struct {
    const char *state, *label;
} foreseen[] = {{"accepted", "un envoi serait accepté"},
                {"held", "un envoi serait retenu : trop de lignes mises de côté"},
                {"refused", "un envoi serait refusé"},
                {"superseded", "un envoi serait sans effet"}};

const char *outcome_state_label(const char *state)
{
    const struct submission_state *s = submission_state_find(state);
    return s ? s->label : state;
}

bool outcome_state_known(const char *state)
{
    return submission_state_find(state) && strcmp(state, "duplicate") != 0;
}

int outcome_exit(const char *state)
{
    for (size_t i = 0; i < sizeof exits / sizeof *exits; i++)
        if (strcmp(exits[i].state, state) == 0)
            return exits[i].exit;
    return COMMAND_REFUSED;
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

/* ---- the head ---- */

static void put_head(struct buf *out, const json_t *doc)
{
    const char *id = text_of(doc, "submission"), *state = text_of(doc, "state"), *chantier = text_of(doc, "chantier");
    const char *label = outcome_state_label(state);
    bool offline = !*id;
    for (size_t i = 0; offline && i < sizeof foreseen / sizeof *foreseen; i++)
        if (strcmp(foreseen[i].state, state) == 0)
            label = foreseen[i].label;
    struct buf line = {0};
    if (offline)
        buf_addf(&line, TEXT_CHECK, label);
    else
        buf_addf(&line, TEXT_SUBMISSION, id, label);
    if (*text_of(doc, "date_situation")) {
        const char *day = listing_day(text_of(doc, "date_situation"));
        if (*chantier)
            buf_addf(&line, TEXT_REPORTER, chantier, day);
        else
            buf_addf(&line, TEXT_SITUATION, day);
        if (*text_of(doc, "received_at"))
            buf_addf(&line, TEXT_RECEIVED, listing_day(text_of(doc, "received_at")));
        buf_addc(&line, '\n');
    }
    buf_adds(out, buf_text(&line));
    buf_deinit(&line);
    const struct submission_state *known = submission_state_find(state);
    if (!offline && known && known->meaning)
        buf_addf(out, "%s\n", known->meaning);
}

/* How it was read and decided. */
static void put_decision(struct buf *out, const json_t *doc)
{
    const json_t *decision = json_object_get(doc, "decision");
    struct buf clean = {0};
    bool waived = json_is_true(json_object_get(doc, "hold_waived"));
    if (*text_of(doc, "profil"))
        buf_addf(out, TEXT_PROFILE, text_of(doc, "profil"));
    if (!*text_of(decision, "by")) {
        buf_adds(out, waived ? TEXT_WAIVED : "");
        return;
    }
    listing_clean(&clean, text_of(decision, "reason"));
    buf_addf(out, waived ? TEXT_RELEASED : TEXT_DECISION, text_of(decision, "by"), buf_text(&clean));
    buf_deinit(&clean);
}

/* ---- the numbers ---- */

/* "3 lignes lues", "1 ligne lue", or `none` where there is none ("" leaves it out). */
static void put_count(struct buf *out, const char *before, long long n, const char *one, const char *many,
                      const char *none)
{
    if (n == 0 && !*none)
        return;
    buf_adds(out, out->len && out->data[out->len - 1] != '\n' ? before : "");
    if (n == 0)
        buf_adds(out, none);
    else
        buf_addf(out, "%lld %s", n, n == 1 ? one : many);
}

static void put_rows(struct buf *out, const json_t *rows)
{
    if (!rows)
        return;
    long long read = number_of(rows, "read"), taken = number_of(rows, "taken"), aside = number_of(rows, "set_aside");
    struct buf line = {0};
    put_count(&line, "", read, "ligne lue", "lignes lues", "aucune ligne lue");
    put_count(&line, " : ", taken, "prise", "prises", read ? "aucune prise" : "");
    put_count(&line, ", ", aside, "mise de côté", "mises de côté", "");
    if (taken > 0)
        put_count(&line, ", ", read - taken - aside, "laissée pour plus tard", "laissées pour plus tard", "");
    buf_addf(out, "%s.\n", buf_text(&line));
    buf_deinit(&line);
}

static void put_changes(struct buf *out, const json_t *changes)
{
    if (!changes)
        return;
    struct buf line = {0};
    put_count(&line, ", ", number_of(changes, "added"), "ajout", "ajouts", "");
    put_count(&line, ", ", number_of(changes, "changed"), "modification", "modifications", "");
    put_count(&line, ", ", number_of(changes, "removed"), "retrait", "retraits", "");
    put_count(&line, ", ", number_of(changes, "unchanged"), "ligne inchangée", "lignes inchangées", "");
    if (line.len)
        buf_addf(out, "%s.\n", buf_text(&line));
    buf_deinit(&line);
}

/* A number as the French write it. */
static void put_number(struct buf *out, const json_t *value)
{
    char text[40];
    if (!json_is_real(value)) {
        buf_addf(out, "%lld", (long long)json_integer_value(value));
        return;
    }
    snprintf(text, sizeof text, "%.2f", json_real_value(value));
    char *end = text + strlen(text);
    while (end[-1] == '0')
        *--end = 0;
    if (end[-1] == '.')
        *--end = 0;
    for (char *p = text; *p; p++)
        *p = *p == '.' ? ',' : *p;
    buf_adds(out, text);
}

static bool same_member(const json_t *a, const json_t *b, const char *name)
{
    const json_t *x = json_object_get(a, name), *y = json_object_get(b, name);
    return x == y || json_equal(x, y); /* missing in both is the same */
}

static bool same(const json_t *a, const json_t *b, const char *one, const char *other)
{
    return same_member(a, b, one) && same_member(a, b, other);
}

/* Index of the first entry from `from` on that is like x in both members; `end` where there is none. */
static size_t find_same(const json_t *effect, size_t from, size_t end, const json_t *x, const char *one,
                        const char *other)
{
    while (from < end && !same(json_array_get(effect, from), x, one, other))
        from++;
    return from;
}

static void put_figure_name(struct buf *out, const json_t *x, const struct definitions *d)
{
    buf_reset(out);
    listing_clean(out, outcome_figure(d, text_of(x, "code")));
    if (*text_of(x, "programme"))
        buf_addf(out, " (%s)", text_of(x, "programme"));
}

/* "33 → 34 (2026-11, 2026-T4) ; 33 → 35 (2026)": every period of a figure, those that move alike together. */
static void put_moves(struct buf *out, const json_t *effect, size_t first)
{
    size_t n = json_array_size(effect);
    const json_t *figure = json_array_get(effect, first);
    struct buf told = {0}; /* a byte an entry: already said */
    buf_add(&told, "", 1);
    while (told.len < n)
        buf_addc(&told, 0);
    for (size_t i = first; i < n; i = find_same(effect, i + 1, n, figure, "code", "programme")) {
        const json_t *x = json_array_get(effect, i);
        if (told.data[i])
            continue;
        buf_adds(out, i > first ? " ; " : "");
        put_number(out, json_object_get(x, "before"));
        buf_adds(out, " → ");
        put_number(out, json_object_get(x, "after"));
        for (size_t k = i; k < n; k = find_same(effect, k + 1, n, figure, "code", "programme"))
            if (same(json_array_get(effect, k), x, "before", "after")) {
                buf_addf(out, "%s%s", k == i ? " (" : ", ", text_of(json_array_get(effect, k), "period"));
                told.data[k] = 1;
            }
        buf_addc(out, ')');
    }
    buf_addc(out, '\n');
    buf_deinit(&told);
}

static void put_effect(struct buf *out, const json_t *effect, const struct definitions *d)
{
    struct buf name = {0};
    size_t i, width = 0;
    const json_t *x;
    if (!json_array_size(effect))
        return;
    buf_adds(out, TEXT_EFFECT);
    json_array_foreach(effect, i, x)
    {
        put_figure_name(&name, x, d);
        size_t shown = listing_width(buf_text(&name));
        width = shown > width ? shown : width;
    }
    json_array_foreach(effect, i, x)
    {
        if (find_same(effect, 0, i, x, "code", "programme") < i)
            continue; /* said with its first period */
        put_figure_name(&name, x, d);
        buf_addf(out, "  %s", buf_text(&name));
        listing_pad(out, listing_width(buf_text(&name)), width + 2);
        put_moves(out, effect, i);
    }
    buf_deinit(&name);
}

/* Taken, and nothing in it: right for a chantier that has nobody yet, and a broken export elsewhere. */
static bool is_empty(const json_t *doc)
{
    const json_t *rows = json_object_get(doc, "rows");
    const char *state = text_of(doc, "state");
    return rows && number_of(rows, "read") == 0 && (!strcmp(state, "accepted") || !strcmp(state, "held"));
}

void outcome_table(struct buf *out, const json_t *document, const struct definitions *d)
{
    put_head(out, document);
    put_decision(out, document);
    put_rows(out, json_object_get(document, "rows"));
    if (is_empty(document))
        buf_adds(out, TEXT_EMPTY);
    put_changes(out, json_object_get(document, "changes"));
    put_effect(out, json_object_get(document, "effect"), d);
    outcome_findings_put(out, json_object_get(document, "findings"), d);
    long long unlisted = number_of(document, "findings_unlisted");
    if (unlisted > 0)
        buf_addf(out, "\n%lld %s.\n", unlisted,
                 unlisted == 1 ? "autre constat n'est pas détaillé" : "autres constats ne sont pas détaillés");
}
