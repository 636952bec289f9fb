/* Bridges between many states of a real database, for test_ponts: reports as `cvg report` makes them, but for the
 * headline figures alone and as known at any instant, so that ten years are told in seconds.
 *
 * PG… of libpq says where. A line of stdin is a state: "PERIOD INSTANT_US FOLDER", and may end with "forge", which
 * makes one too many of its file active of the nation. Each gives a line of JSON: its figures, and the bridge from the
 * state before it or "erreur". */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/jsonout.h"
#include "io/pont_read.h"
#include "programme/pont.h"

static void fail(const struct err *e)
{
    fprintf(stderr, "%s\n", e->text);
    exit(1);
}

static void add_perimetre(struct rapport *r, enum scope_kind kind, const char *code)
{
    struct rapport_perimetre *p = &r->perimetres[r->perimetres_n++];
    *p = (struct rapport_perimetre){
        .scope.kind = kind, .nom = "", .territoire = {RAPPORT_SANS, RAPPORT_SANS}, .objectif = -1};
    snprintf(p->scope.code, sizeof p->scope.code, "%s", code);
}

static void add_shape(struct rapport *r, const struct definitions *d, const struct reference *reference)
{
    r->indicateurs = arena_new(&r->memoire, PONT_FIGURE_COUNT * sizeof *r->indicateurs);
    for (int f = 0; f < PONT_FIGURE_COUNT; f++)
        r->indicateurs[r->indicateurs_n++].forme = *catalogue_find(d->catalogue, pont_code(f));
    r->perimetres = arena_new(&r->memoire, (2 + reference->territoires_n) * sizeof *r->perimetres);
    add_perimetre(r, SCOPE_NATION, "");
    add_perimetre(r, SCOPE_OPERATIONNELS, "");
    for (size_t i = 0; i < reference->territoires_n; i++)
        add_perimetre(r, SCOPE_TERRITOIRE, reference->territoires[i].code);
}

static void add_figures(struct rapport *r, const struct definitions *d, const int64_t *sums)
{
    size_t programme = (size_t)programme_find(d, r->programme) * d->catalogue->slots_n;
    r->chiffres = arena_new(&r->memoire, r->perimetres_n * PONT_FIGURE_COUNT * sizeof *r->chiffres);
    for (size_t i = 0; i < r->perimetres_n; i++)
        for (int f = 0; f < PONT_FIGURE_COUNT; f++) {
            struct rapport_chiffre *x = &r->chiffres[r->chiffres_n++];
            *x = (struct rapport_chiffre){.perimetre = i, .indicateur = (size_t)f, .programme = r->programme};
            x->slots = arena_new(&r->memoire, sizeof *x->slots);
            x->slots[0] = sums[i * contribution_len(d) + programme + catalogue_find(d->catalogue, pont_code(f))->slot];
        }
    rapport_sort(r);
}

static int compute(struct db_sync *db, const struct definitions *d, const struct known *known, struct rapport *r,
                   struct err *e)
{
    struct counts counts;
    add_shape(r, d, &known->reference);
    if (counts_from_facts(db, d, &r->periodes[0], known->at_us, NULL, 0, &counts, e) < 0)
        return -1;
    struct scope *scopes = arena_new(&r->memoire, r->perimetres_n * sizeof *scopes);
    for (size_t i = 0; i < r->perimetres_n; i++)
        scopes[i] = r->perimetres[i].scope;
    struct known_sum sum = {
        .definitions = d,
        .known = known,
        .counts = &counts,
        .period = &r->periodes[0],
        .last_night = r->periodes[0].fin,
        .scopes = scopes,
        .scopes_n = r->perimetres_n,
        .sums = arena_new(&r->memoire, r->perimetres_n * contribution_len(d) * sizeof(int64_t)),
        .coverage = arena_new(&r->memoire, r->perimetres_n * sizeof(struct coverage)),
    };
    known_sum(&sum);
    add_figures(r, d, sum.sums);
    counts_deinit(&counts);
    return 0;
}

/* ---- told ---- */

static void print_scope(struct jsonout *j, const struct rapport *r, size_t perimetre)
{
    struct buf text = {0};
    scope_format(&r->perimetres[perimetre].scope, &text);
    jsonout_text(j, "perimetre", buf_text(&text));
    buf_deinit(&text);
}

static void print_bridge(struct jsonout *j, const struct rapport *r, const struct rapport_pont *p)
{
    jsonout_open(j, NULL, '{');
    print_scope(j, r, p->perimetre);
    jsonout_text(j, "code", p->code);
    jsonout_text(j, "avant", p->avant);
    jsonout_int(j, "de", p->de);
    jsonout_int(j, "a", p->a);
    jsonout_open(j, "termes", '{');
    for (size_t i = 0; i < p->termes_n; i++)
        jsonout_int(j, p->termes[i].cle, p->termes[i].n);
    jsonout_close(j, '}');
    jsonout_close(j, '}');
}

static void print_state(const struct rapport *r, const char *failed)
{
    struct buf out = {0};
    struct jsonout j = {.out = &out};
    jsonout_open(&j, NULL, '{');
    jsonout_open(&j, "chiffres", '[');
    for (size_t i = 0; i < r->chiffres_n; i++) {
        jsonout_open(&j, NULL, '{');
        print_scope(&j, r, r->chiffres[i].perimetre);
        jsonout_text(&j, "code", r->indicateurs[r->chiffres[i].indicateur].forme.code);
        jsonout_int(&j, "num", r->chiffres[i].slots[0]);
        jsonout_close(&j, '}');
    }
    jsonout_close(&j, ']');
    jsonout_text(&j, "erreur", failed);
    jsonout_open(&j, "ponts", '[');
    for (size_t i = 0; i < r->ponts_n; i++)
        print_bridge(&j, r, &r->ponts[i]);
    jsonout_close(&j, ']');
    jsonout_close(&j, '}');
    puts(buf_text(&out));
    buf_deinit(&out);
}

/* ---- the states ---- */

static struct rapport *state(struct db_sync *db, const struct definitions *d, const char *period, int64_t at_us,
                             bool forge, const struct rapport *before)
{
    struct err e = {0};
    struct known known;
    struct rapport *r = rapport_new();
    r->programme = "CVG";
    r->definitions = arena_text(&r->memoire, d->digest, strlen(d->digest));
    r->version = 1;
    r->periodes_n = 1;
    if (period_parse(period, &r->periodes[0], &e) < 0 || known_begin(db, &e) < 0 ||
        known_read_at(db, &at_us, &known, &e) < 0)
        fail(&e);
    r->connu_us = known.at_us;
    if (compute(db, d, &known, r, &e) < 0)
        fail(&e);
    r->chiffres[0].slots[0] += forge;
    int rc = before ? pont_read(db, d, before, &known, r, &e) : 0;
    print_state(r, rc < 0 ? e.text : NULL);
    db_sync_rollback(db);
    known_deinit(&known);
    return r;
}

int main(void)
{
    struct err e = {0};
    char period[32], folder[512] = "", wanted[512], forge[8], line[1024];
    int64_t at_us;
    struct definitions *d = NULL;
    struct rapport *before = NULL;
    struct db_sync *db = db_sync_open("", NULL, "prove_ponts", &e);
    if (!db)
        fail(&e);
    setvbuf(stdout, NULL, _IOLBF, BUFSIZ); /* who asks waits for each */
    while (fgets(line, sizeof line, stdin)) {
        int n = sscanf(line, "%31s %" SCNd64 " %511s %7s", period, &at_us, wanted, forge);
        if (n < 3)
            return 2;
        if (strcmp(folder, wanted) != 0) {
            definitions_free(&d);
            if (definitions_load(wanted, &d, &e) < 0)
                fail(&e);
            memcpy(folder, wanted, sizeof folder);
        }
        struct rapport *r = state(db, d, period, at_us, n == 4, before);
        rapport_free(&before);
        before = r;
    }
    rapport_free(&before);
    definitions_free(&d);
    db_sync_close(&db);
    return 0;
}
