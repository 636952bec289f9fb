/* What tests of the programme's core share: the definitions, files made from a good row with cells changed, and their
 * judgement. */
#ifndef CVG_TESTS_PROGRAMME_FIXTURE_H
#define CVG_TESTS_PROGRAMME_FIXTURE_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/cal.h"
#include "base/mem.h"
#include "programme/judge.h"
#include "programme/memo.h"

/* A column and what it holds where a test says nothing of it. */
struct good_cell {
    const char *name, *value;
};

static const struct good_cell good_parcours[] = {
    {"parcours_id", "P1"},
    {"salarie_id", "S1"},
    {"programme", "CVG"},
    {"sexe", "F"},
    {"naissance", "1980-05"},
    {"nationalite", "FR"},
    {"orienteur", "PHC"},
    {"habitat_entree", "CHU"},
    {"frein_langue", "NON"},
    {"frein_sante", "OUI"},
    {"frein_logement", "NON"},
    {"frein_demarches", "NON"},
    {"frein_surendettement", "NON"},
    {"frein_garde", "NON"},
    {"frein_mobilite", "NON"},
    {"contrat", "CDDI"},
    {"date_entree", "2026-01-05"},
    {"date_sortie", ""},
    {"motif_sortie", ""},
    {"cip_ref", "C1"},
    {"heures_hebdo", "26"},
    {"prolongation", ""},
    {"date_fin_prevue", ""},
    {"habitat_sortie", ""},
    {"rqth_obtenue", ""},
    {"bilan_sante", ""},
    {"rsa", ""},
    {"protection", ""},
};
#define GOOD_PARCOURS_N (sizeof good_parcours / sizeof good_parcours[0])

static const struct good_cell good_accompagnant[] = {
    {"cip_ref", "C1"},    {"fonction", "CIP"},          {"etp", "1"},
    {"renfort_cvg", "O"}, {"date_debut", "2020-01-01"}, {"date_fin", ""},
};
#define GOOD_ACCOMPAGNANT_N (sizeof good_accompagnant / sizeof good_accompagnant[0])

static inline struct definitions *fixture_definitions(void)
{
    struct definitions *d;
    struct err e = {0};
    if (definitions_load(definitions_folder(), &d, &e)) {
        fprintf(stderr, "%s\n", e.text);
        abort();
    }
    return d;
}

static inline void good_header(struct buf *b, const struct good_cell *cells, size_t n)
{
    for (size_t i = 0; i < n; i++)
        buf_addf(b, "%s%s", cells[i].name, i + 1 < n ? ";" : "\n");
}

/* A good row with `changes` ("column=value|column=value") made; an unknown column is a slip of the test.
 * Not inlined: gcc then knows the text, and warns of what cannot be. */
__attribute__((noinline, unused)) static void good_row(struct buf *b, const struct good_cell *cells, size_t n,
                                                       const char *changes)
{
    size_t used = 0, asked = *changes != 0;
    for (const char *p = changes; *p; p++)
        asked += *p == '|';
    for (size_t i = 0; i < n; i++) {
        size_t len = strlen(cells[i].name);
        const char *value = cells[i].value;
        int value_len = (int)strlen(value);
        for (const char *p = changes; p; p = strchr(p, '|') ? strchr(p, '|') + 1 : NULL)
            if (strncmp(p, cells[i].name, len) == 0 && p[len] == '=') {
                value = p + len + 1;
                value_len = (int)strcspn(value, "|");
                used++;
            }
        buf_addf(b, "%.*s%s", value_len, value, i + 1 < n ? ";" : "\n");
    }
    must(used == asked);
}

/* The two files of a chantier's snapshot; zero before use. */
struct snapshot {
    struct buf salaries, accompagnants;
};

static inline void parcours(struct snapshot *s, const char *changes)
{
    if (!s->salaries.len)
        good_header(&s->salaries, good_parcours, GOOD_PARCOURS_N);
    if (changes)
        good_row(&s->salaries, good_parcours, GOOD_PARCOURS_N, changes);
}

static inline void accompagnant(struct snapshot *s, const char *changes)
{
    if (!s->accompagnants.len)
        good_header(&s->accompagnants, good_accompagnant, GOOD_ACCOMPAGNANT_N);
    if (changes)
        good_row(&s->accompagnants, good_accompagnant, GOOD_ACCOMPAGNANT_N, changes);
}

/* Parcours P<from> to P<to>, each of a person of its own. */
static inline void parcours_range(struct snapshot *s, int from, int to, const char *changes)
{
    char text[400];
    for (int i = from; i <= to; i++) {
        snprintf(text, sizeof text, "parcours_id=P%d|salarie_id=S%d%s%s", i, i, *changes ? "|" : "", changes);
        parcours(s, text);
    }
}

static inline void snapshot_deinit(struct snapshot *s)
{
    buf_deinit(&s->salaries);
    buf_deinit(&s->accompagnants);
}

/* A submission of a chantier; `options` may set what is not said here. Headers stand alone where a test gave no row. */
static inline struct judgement *snapshot_judge(const struct definitions *d, struct snapshot *s, int32_t situation,
                                               const struct state *state, const struct submission *options)
{
    parcours(s, NULL);
    accompagnant(s, s->accompagnants.len ? NULL : "");
    struct submission_file files[] = {
        {.name = "salaries.csv", .bytes = buf_text(&s->salaries), .len = s->salaries.len},
        {.name = "accompagnants.csv", .bytes = buf_text(&s->accompagnants), .len = s->accompagnants.len}};
    struct submission sub = options ? *options : (struct submission){.today = situation};
    sub.definitions = d;
    sub.files = files;
    sub.files_n = 2;
    sub.situation = situation;
    sub.reporter = REPORTER_CHANTIER;
    sub.reporter_id = "LYO0001";
    sub.state = state;
    return judge(&sub);
}

/* The state after a snapshot that must be accepted; `before` (may be NULL) is freed. */
static inline struct state *snapshot_apply(const struct definitions *d, struct snapshot *s, int32_t situation,
                                           struct state *before)
{
    struct submission options = {.today = situation, .waive_hold = true};
    struct judgement *j = snapshot_judge(d, s, situation, before, &options);
    struct submission sub = {.definitions = d, .situation = situation};
    must(j->verdict == VERDICT_ACCEPTED);
    struct state *after = judgement_apply(j, &sub, before);
    judgement_free(&j);
    state_free(&before);
    return after;
}

/* How many findings bear a code; `variant` NULL: any. */
static inline size_t count_findings(const struct findings *f, const char *code, const char *variant)
{
    size_t n = 0;
    for (size_t i = 0; i < f->n; i++)
        n += strcmp(f->list[i].rule->code, code) == 0 && (!variant || strcmp(f->list[i].rule->variant, variant) == 0);
    return n;
}

/* All findings as "CODE/variant@line:column ", so that a test compares one text. */
static inline const char *findings_text(const struct findings *f, struct buf *b)
{
    buf_reset(b);
    for (size_t i = 0; i < f->n; i++) {
        const struct finding *x = &f->list[i];
        buf_addf(b, "%s%s%s%s@%u%s%s", b->len ? " " : "", x->rule->code, *x->rule->variant ? "/" : "", x->rule->variant,
                 x->line, x->column ? ":" : "", x->column ? x->column : "");
    }
    return buf_text(b);
}

/* xorshift64*: the same numbers everywhere for one seed. */
static inline uint32_t draw(uint64_t *seed, uint32_t below)
{
    *seed ^= *seed >> 12;
    *seed ^= *seed << 25;
    *seed ^= *seed >> 27;
    return (uint32_t)((*seed * 0x2545F4914F6CDD1DULL) >> 33) % below;
}

#endif
