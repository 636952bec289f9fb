/* `cvg figures`: live figures are asked of aggregation; any others are counted by PostgreSQL over the facts as known at
 * an instant, with the definitions of today, and summed over the reporters that the perimeter includes. */
#include "cvg/figures.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cal.h"
#include "base/mem.h"
#include "cvg/command.h"
#include "cvg/figures_print.h"
#include "cvg/listing.h"
#include "cvg/live.h"
#include "cvg/operator.h"
#include "cvg/options.h"
#include "io/known.h"

static const char USAGE[] =
    "Usage : cvg figures --period PÉRIODE [--scope PÉRIMÈTRE] [--programme CVG|PHC|TOUS] [--as-known-on T]\n"
    "                    [--source live|facts] [--by territoire] [--format table|json|csv]\n\n"
    "Donne les chiffres d'un périmètre et d'une période.\n\n"
    "  --period PÉRIODE     2026-11, 2026-T4, 2026-C3, 2026-S1, 2026, AAAA-MM-JJ..AAAA-MM-JJ\n"
    "  --scope PÉRIMÈTRE    nation (par défaut), territoire:CODE, chantier:ID, operationnels\n"
    "  --programme P        CVG (par défaut), PHC ou TOUS\n"
    "  --as-known-on T      tels que connus à cet instant (AAAA-MM-JJ : à la fin de ce jour, ou AAAA-MM-JJTHH:MM:SSZ)\n"
    "  --source live|facts  en direct (aggregation), ou calculés depuis les données ; par défaut en direct si la "
    "période s'y prête\n"
    "  --by territoire      un territoire par ligne, puis la nation\n";
static const char TEXT_EXTRA[] = "argument inattendu « %s »";
static const char TEXT_NO_PERIOD[] = "--period est obligatoire";
static const char TEXT_PROGRAMME[] = "programme « %s » inconnu : CVG, PHC ou TOUS";
static const char TEXT_INSTANT[] =
    "--as-known-on attend une date qui existe, AAAA-MM-JJ ou AAAA-MM-JJTHH:MM:SSZ, pas « %s »";
static const char TEXT_SOURCE[] = "--source attend live ou facts, pas « %s »";
static const char TEXT_BY[] = "--by attend « territoire », pas « %s »";
static const char TEXT_BY_SCOPE[] = "--by territoire montre tous les territoires : --scope ne va pas avec";
static const char TEXT_FORMAT[] = "--format attend table, json ou csv, pas « %s »";
static const char TEXT_BOTH[] = "--as-known-on se calcule depuis les données : --source live ne va pas avec";
static const char TEXT_UNKNOWN[] =
    "périmètre « %s » inconnu : aucun territoire ni chantier de ce nom dans le référentiel";
static const char TEXT_NOT_LIVE[] = "la période %s n'est pas tenue en direct ; le sont : %s";
static const char TEXT_STARTING[] = "aggregation n'a pas encore toutes les contributions ; réessayez dans un instant";
static const char TEXT_INSTEAD[] = "cvg : %s ; chiffres calculés depuis les données\n";

enum source { SOURCE_ANY, SOURCE_LIVE, SOURCE_FACTS };

struct wish {
    struct definitions *d;
    struct scope scope;
    struct period period;
    size_t programme;
    bool by_territoire, at_given;
    int64_t at_us;
    enum source source;
    enum listing_format format;
};

/* The perimeters to tell, and what was found. */
struct answers {
    struct figures_answer *items;
    size_t n;
    struct known known; /* names of territories; facts */
    int64_t as_known_on_us;
    const char *source;
};

static void answers_deinit(struct answers *a)
{
    for (size_t i = 0; i < a->n; i++)
        free(a->items[i].slots);
    free(a->items);
    known_deinit(&a->known);
    *a = (struct answers){0};
}

/* One perimeter, or every territory of the reference data and then the nation. */
static void set_scopes(const struct wish *w, struct answers *a)
{
    const struct reference *r = &a->known.reference;
    size_t territoires_n = w->by_territoire ? r->territoires_n : 0;
    a->n = territoires_n + 1;
    a->items = mem_new_n(a->n, sizeof *a->items);
    for (size_t i = 0; i < territoires_n; i++) {
        a->items[i].scope.kind = SCOPE_TERRITOIRE;
        a->items[i].name = r->territoires[i].nom;
        snprintf(a->items[i].scope.code, sizeof a->items[i].scope.code, "%s", r->territoires[i].code);
    }
    a->items[territoires_n].scope = w->by_territoire ? (struct scope){.kind = SCOPE_NATION} : w->scope;
    a->items[territoires_n].name = "Nation";
    for (size_t i = 0; i < a->n; i++)
        a->items[i].slots = mem_new_n(w->d->catalogue->slots_n, sizeof(int64_t));
}

static int unknown_scope(const struct scope *s, struct err *e)
{
    struct buf name = {0};
    scope_format(s, &name);
    err_fill(e, ERR_USAGE, TEXT_UNKNOWN, buf_text(&name));
    buf_deinit(&name);
    return -1;
}

/* ---- live ---- */

/* A whole year is its fourth cumulative quarter too, and its first quarter the first cumulative one. */
static void put_alias(const char *name, int32_t debut, int32_t fin, struct buf *out)
{
    static const char *const ends[] = {"", "-T1", "-C1", "-C4"};
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        char other[24];
        struct period p;
        snprintf(other, sizeof other, "%.4s%s", name, ends[i]);
        if (strcmp(other, name) != 0 && period_parse(other, &p, NULL) == 0 && p.debut == debut && p.fin == fin)
            buf_addf(out, " (ou %s)", other);
    }
}

static int refuse(const struct wish *w, const struct scope *s, const struct wire_figures *f, struct err *e)
{
    struct buf list = {0};
    if (strcmp(f->error, "unknown_scope") == 0)
        return unknown_scope(s, e);
    if (strcmp(f->error, "not_live") != 0)
        return err_set(e, ERR_AWAY, "%s", TEXT_STARTING);
    for (size_t i = 0; i < f->live_n; i++) {
        buf_addf(&list, "%s%s", i ? ", " : "", f->live[i].name);
        put_alias(f->live[i].name, f->live[i].debut, f->live[i].fin, &list);
    }
    err_fill(e, ERR_USAGE, TEXT_NOT_LIVE, w->period.name, buf_text(&list));
    buf_deinit(&list);
    return -1;
}

static int ask(const struct wish *w, struct figures_answer *x, int64_t *known_us, bool *not_live_out, struct err *e)
{
    struct wire_request q;
    struct wire_figures f;
    if (!live_request(w->d, &x->scope, w->programme, w->period.debut, w->period.fin, &q))
        return unknown_scope(&x->scope, e);
    if (live_ask(w->d, &q, &f, e) < 0)
        return -1;
    *not_live_out = strcmp(f.error, "not_live") == 0;
    int rc = *f.error ? refuse(w, &x->scope, &f, e) : live_slots(w->d, &f, x->slots, e);
    x->coverage = live_coverage(&f);
    *known_us = f.as_known_on_us;
    wire_figures_deinit(&f);
    return rc;
}

/* Names come from the reference data: lines of territories need the database too. */
static int read_names(const struct wish *w, struct answers *a, struct err *e)
{
    if (!w->by_territoire)
        return 0;
    struct db_sync *db = operator_db(e);
    int rc = db && known_begin(db, e) == 0 && known_read_now(db, &a->known, e) == 0 ? 0 : -1;
    db_sync_close(&db);
    return rc;
}

static int from_live(const struct wish *w, struct answers *a, bool *not_live_out, struct err *e)
{
    *a = (struct answers){.source = "live"};
    *not_live_out = false;
    int rc = read_names(w, a, e);
    if (rc == 0)
        set_scopes(w, a);
    for (size_t i = 0; rc == 0 && i < a->n; i++)
        rc = ask(w, &a->items[i], &a->as_known_on_us, not_live_out, e);
    if (rc < 0)
        answers_deinit(a);
    return rc;
}

/* ---- facts ---- */

static void sum(const struct wish *w, const struct counts *counts, int32_t last_night, struct answers *a)
{
    size_t len = contribution_len(w->d), slots_n = w->d->catalogue->slots_n;
    int64_t *sums = mem_new_n(a->n * len, sizeof *sums);
    struct scope *scopes = mem_new_n(a->n, sizeof *scopes);
    struct coverage *coverage = mem_new_n(a->n, sizeof *coverage);
    for (size_t i = 0; i < a->n; i++)
        scopes[i] = a->items[i].scope;
    known_sum(&(struct known_sum){w->d, &a->known, counts, &w->period, last_night, scopes, a->n, sums, coverage});
    for (size_t i = 0; i < a->n; i++) {
        memcpy(a->items[i].slots, sums + i * len + w->programme * slots_n, slots_n * sizeof *sums);
        a->items[i].coverage = coverage[i];
    }
    free(sums);
    free(scopes);
    free(coverage);
}

static int count(const struct wish *w, struct db_sync *db, struct answers *a, struct err *e)
{
    struct counts counts;
    const struct numbers *numbers = &w->d->numbers;
    const char *const chantier[] = {w->scope.code};
    bool one = w->scope.kind == SCOPE_CHANTIER;
    int64_t now_us = cal_now_us(); /* what is not yet cannot be known: an instant to come is now */
    if (known_begin(db, e) < 0 || known_read_at(db, w->at_given ? &w->at_us : NULL, &a->known, e) < 0)
        return -1;
    if (!reference_has_scope(&a->known.reference, &w->scope))
        return unknown_scope(&w->scope, e);
    if (counts_from_facts(db, w->d, &w->period, a->known.at_us, one ? chantier : NULL, one, &counts, e) < 0)
        return -1;
    set_scopes(w, a);
    sum(w, &counts,
        period_last_night(w->at_given && w->at_us < now_us ? w->at_us : now_us, numbers->deadline_hour,
                          numbers->grace_hours),
        a);
    a->as_known_on_us = a->known.at_us;
    counts_deinit(&counts);
    return 0;
}

static int from_facts(const struct wish *w, struct answers *a, struct err *e)
{
    *a = (struct answers){.source = "facts"};
    struct db_sync *db = operator_db(e);
    if (!db)
        return -1;
    int rc = count(w, db, a, e);
    db_sync_rollback(db);
    db_sync_close(&db);
    if (rc < 0)
        answers_deinit(a);
    return rc;
}

/* ---- the command ---- */

static bool is_live_here(const struct period *p)
{
    struct period live[PERIODS_LIVE_MAX];
    size_t n = periods_live(cal_today(), live);
    for (size_t i = 0; i < n; i++)
        if (live[i].debut == p->debut && live[i].fin == p->fin)
            return true;
    return false;
}

static int find(const struct wish *w, struct answers *a, struct err *e)
{
    bool not_live;
    if (w->source == SOURCE_FACTS || (w->source == SOURCE_ANY && !is_live_here(&w->period)))
        return from_facts(w, a, e);
    if (from_live(w, a, &not_live, e) == 0)
        return 0;
    if (w->source == SOURCE_LIVE)
        return -1;
    /* A perimeter that aggregation does not know may have come with reference data that it has not read yet. */
    if (e->code != ERR_USAGE || not_live)
        fprintf(stderr, TEXT_INSTEAD, e->text);
    return from_facts(w, a, e);
}

static void print(const struct wish *w, const struct answers *a)
{
    struct buf out = {0};
    const struct figures_answer *first = &a->items[0];
    const struct figures_head h = {.scope = &a->items[a->n - 1].scope,
                                   .programme = programme_name(w->d, w->programme),
                                   .period = w->period.name,
                                   .source = a->source,
                                   .debut = w->period.debut,
                                   .fin = w->period.fin,
                                   .as_known_on_us = a->as_known_on_us,
                                   .coverage = first->coverage};
    if (w->by_territoire) {
        figures_print_lines(w->d, &h, a->items, a->n, (int)w->format, &out);
    } else if (w->format == LISTING_JSON) {
        figures_document(w->d, &h, first->slots, &out);
        buf_addc(&out, '\n');
    } else if (w->format == LISTING_CSV) {
        figures_print_csv(w->d, &h, first->slots, &out);
    } else {
        figures_print_table(w->d, &h, first->slots, &out);
    }
    listing_flush(&out);
    buf_deinit(&out);
}

static int run(const struct wish *w)
{
    struct answers a;
    struct err e = {0};
    if (find(w, &a, &e) < 0)
        return command_fail(&e);
    print(w, &a);
    answers_deinit(&a);
    return COMMAND_DONE;
}

/* What was typed into a wish; OPTIONS_GO, or the exit code. */
static int read_wish(int argc, char **argv, struct wish *w)
{
    const char *period = NULL, *scope = NULL, *programme = "CVG", *at = NULL, *source = NULL, *by = NULL,
               *format = "table";
    const struct options_entry entries[] = {
        {.name = "period", .value = &period},       {.name = "scope", .value = &scope},
        {.name = "programme", .value = &programme}, {.name = "as-known-on", .value = &at},
        {.name = "source", .value = &source},       {.name = "by", .value = &by},
        {.name = "format", .value = &format},       {0}};
    struct err e = {0};
    char **args;
    int n, code = options_read(argc, argv, USAGE, entries, &args, &n);
    if (code != OPTIONS_GO)
        return code;
    if (n)
        return command_misused(USAGE, TEXT_EXTRA, args[0]);
    if (!period)
        return command_misused(USAGE, "%s", TEXT_NO_PERIOD);
    if (!listing_format_parse(format, true, &w->format))
        return command_misused(USAGE, TEXT_FORMAT, format);
    if (source && strcmp(source, "live") != 0 && strcmp(source, "facts") != 0)
        return command_misused(USAGE, TEXT_SOURCE, source);
    if (by && strcmp(by, "territoire") != 0)
        return command_misused(USAGE, TEXT_BY, by);
    if (by && scope)
        return command_misused(USAGE, "%s", TEXT_BY_SCOPE);
    if (at && !cal_parse_instant(at, &w->at_us))
        return command_misused(USAGE, TEXT_INSTANT, at);
    if (at && source && strcmp(source, "live") == 0)
        return command_misused(USAGE, "%s", TEXT_BOTH);
    w->at_given = at != NULL;
    w->by_territoire = by != NULL;
    w->source = at ? SOURCE_FACTS : !source ? SOURCE_ANY : strcmp(source, "live") == 0 ? SOURCE_LIVE : SOURCE_FACTS;
    if (period_parse(period, &w->period, &e) < 0 || scope_parse(scope ? scope : "nation", &w->scope, &e) < 0 ||
        definitions_load(definitions_folder(), &w->d, &e) < 0)
        return command_fail(&e);
    int g = programme_find(w->d, programme);
    if (g < 0)
        return command_misused(USAGE, TEXT_PROGRAMME, programme);
    w->programme = (size_t)g;
    return OPTIONS_GO;
}

int figures_run(int argc, char **argv)
{
    struct wish w = {0};
    int code = read_wish(argc, argv, &w);
    if (code == OPTIONS_GO)
        code = run(&w);
    definitions_free(&w.d);
    return code;
}
