/* `cvg verify`: in one snapshot of the database, what is stored against the SQL's count of the facts, and the sums over
 * both against what aggregation tells.
 *
 * Aggregation and the database move while we look: a comparison counts where aggregation's versions, before and after
 * it, are those of the snapshot. Until then it is tried again, for WAIT_S at most; what still differs then is a
 * difference. */
#include "cvg/verify.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/cal.h"
#include "base/mem.h"
#include "cvg/command.h"
#include "cvg/listing.h"
#include "cvg/live.h"
#include "cvg/operator.h"
#include "cvg/options.h"
#include "cvg/verify_compare.h"
#include "io/known.h"

#define WAIT_S 10
#define TURN_MS 200

static const char USAGE[] =
    "Usage : cvg verify [--period PÉRIODE] [--format table|json|csv]\n\n"
    "Recompte par PostgreSQL, depuis les données, chaque contribution conservée, et compare avec ce qui est conservé\n"
    "et avec les chiffres en direct. 0 : tout est égal ; 1 : la liste des différences ;\n"
    "69 : aggregation ne répond pas, ce qui est conservé est égal.\n\n"
    "  --period PÉRIODE  celle-ci seulement (2026-11, 2026-T4, 2026-C3, 2026-S1, 2026)\n";
static const char TEXT_EXTRA[] = "argument inattendu « %s »";
static const char TEXT_FORMAT[] = "--format attend table, json ou csv, pas « %s »";
static const char TEXT_BROKEN[] = "contribution illisible";
static const char TEXT_ABSENT[] = "contribution absente";
static const char TEXT_VERSION[] = "version en retard ou en avance dans aggregation";
static const char TEXT_REFERENCE[] = "autre version du référentiel dans aggregation";
static const char TEXT_ERROR[] = "aggregation répond : %s";
static const char TEXT_EQUAL[] = "Tout est égal : %zu contributions, %zu chiffres en direct (périmètres, périodes et "
                                 "programmes), %llu valeurs comparées.\n";
static const char TEXT_EQUAL_STORED[] = "Ce qui est conservé est égal : %zu contributions, %llu valeurs comparées. Les "
                                        "chiffres en direct n'ont pas été comparés : aggregation ne répond pas.\n";
static const char TEXT_DIFFERENT[] = "cvg : %zu différences (%zu contributions, %zu chiffres en direct comparés)\n";
static const char TEXT_MORE[] = "cvg : %zu différences sont montrées, les premières de chacun\n";
static const char TEXT_NOTHING[] = "cvg : rien n'est conservé pour la période %s : il n'y a rien à comparer\n";
static const char TEXT_PROGRESS[] = "\rcvg : période %s, %s        ";
static const char TEXT_COUNTING[] = "comptage", TEXT_COMPARING[] = "chiffres en direct";

struct verify {
    struct definitions *d;
    struct db_sync *db;
    bool one_period, terminal;
    struct period period; /* where one_period */
    struct known known;
    int32_t last_night;
    struct wire_figures live; /* what is live, and versions */
    bool away;                /* aggregation is not there; why_away tells */
    struct err why_away;
    struct verify_list list;
    size_t contributions_n, figures_n;
};

static void progress(const struct verify *v, const char *period, const char *what)
{
    if (v->terminal)
        fprintf(stderr, TEXT_PROGRESS, period, what);
}

/* ---- what is stored ---- */

static bool is_live(const struct verify *v, const struct period *p)
{
    for (size_t i = 0; i < v->live.live_n; i++)
        if (v->live.live[i].debut == p->debut && v->live.live[i].fin == p->fin)
            return true;
    return false;
}

static void compare_reporter(struct verify *v, const struct period *p, const char *reporter, const int64_t *stored,
                             const int64_t *counted)
{
    int64_t *none = counted ? NULL : mem_new_n(contribution_len(v->d), sizeof *none);
    for (size_t g = 0; g < programmes_count(v->d); g++) {
        size_t at = g * v->d->catalogue->slots_n;
        verify_slots(&v->list, v->d, reporter, p->name, g, stored + at, (counted ? counted : none) + at, NULL);
    }
    free(none);
    v->contributions_n++;
}

static void compare_stored(struct verify *v, const struct period *p, const struct counts *stored,
                           const struct counts *counted, const char *broken)
{
    if (*broken)
        verify_note(&v->list, broken, p->name, TEXT_BROKEN);
    for (size_t i = 0; i < stored->reporters.n; i++) {
        const char *reporter = stored->reporters.entries[i].key;
        compare_reporter(v, p, reporter, stored->values[i], counts_find(counted, reporter));
    }
    for (size_t i = 0; i < v->known.reporters.n && is_live(v, p); i++)
        if (v->known.facts[i].situation != CELL_NULL && !counts_find(stored, v->known.reporters.entries[i].key))
            verify_note(&v->list, v->known.reporters.entries[i].key, p->name, TEXT_ABSENT);
}

/* ---- what is live ---- */

/* Every perimeter: nation, operationnels, territories, chantiers. */
static struct scope *all_scopes(const struct reference *r, size_t *n_out)
{
    struct scope *list = mem_new_n(2 + r->territoires_n + r->chantiers.n, sizeof *list);
    size_t n = 0;
    list[n++].kind = SCOPE_NATION;
    list[n++].kind = SCOPE_OPERATIONNELS;
    for (size_t i = 0; i < r->territoires_n; i++) {
        list[n].kind = SCOPE_TERRITOIRE;
        snprintf(list[n++].code, sizeof list->code, "%s", r->territoires[i].code);
    }
    for (size_t i = 0; i < r->chantiers.n; i++) {
        list[n].kind = SCOPE_CHANTIER;
        snprintf(list[n++].code, sizeof list->code, "%s", r->chantiers.entries[i].key);
    }
    *n_out = n;
    return list;
}

static int compare_figures(struct verify *v, const struct period *p, const struct scope *s, size_t programme,
                           const int64_t *stored, const int64_t *recomputed, const struct coverage *coverage,
                           struct err *e)
{
    struct wire_request q;
    struct wire_figures f = {0};
    struct buf name = {0};
    int64_t *slots = mem_new_n(v->d->catalogue->slots_n, sizeof *slots);
    scope_format(s, &name);
    int rc = live_request(v->d, s, programme, p->debut, p->fin, &q) ? live_ask(v->d, &q, &f, e)
                                                                    : err_set(e, ERR_LIMIT, "%s", buf_text(&name));
    if (rc == 0) {
        if (*f.error) {
            char text[128];
            snprintf(text, sizeof text, TEXT_ERROR, f.error);
            verify_note(&v->list, buf_text(&name), p->name, text);
        } else if ((rc = live_slots(v->d, &f, slots, e)) == 0) {
            struct coverage live = live_coverage(&f);
            verify_slots(&v->list, v->d, buf_text(&name), p->name, programme, stored, recomputed, slots);
            if (programme == PROGRAMME_TOUS)
                verify_coverage(&v->list, buf_text(&name), p->name, coverage, &live);
            v->figures_n++;
        }
        wire_figures_deinit(&f);
    }
    buf_deinit(&name);
    free(slots);
    return rc;
}

static int compare_live(struct verify *v, const struct period *p, const struct counts *stored,
                        const struct counts *counted, struct err *e)
{
    size_t n, len = contribution_len(v->d);
    struct scope *scopes = all_scopes(&v->known.reference, &n);
    int64_t *a = mem_new_n(n * len, sizeof *a), *b = mem_new_n(n * len, sizeof *b);
    struct coverage *coverage = mem_new_n(n, sizeof *coverage);
    int rc = 0;
    progress(v, p->name, TEXT_COMPARING);
    known_sum(&(struct known_sum){v->d, &v->known, stored, p, v->last_night, scopes, n, a, coverage});
    known_sum(&(struct known_sum){v->d, &v->known, counted, p, v->last_night, scopes, n, b, coverage});
    for (size_t i = 0; i < n && rc == 0; i++)
        for (size_t g = 0; g < programmes_count(v->d) && rc == 0; g++) {
            size_t at = i * len + g * v->d->catalogue->slots_n;
            rc = compare_figures(v, p, &scopes[i], g, a + at, b + at, &coverage[i], e);
        }
    free(scopes);
    free(a);
    free(b);
    free(coverage);
    return rc;
}

/* ---- one period, and all of them ---- */

static int verify_period(struct verify *v, const struct period *p, struct err *e)
{
    struct counts stored, counted;
    struct buf broken = {0};
    progress(v, p->name, TEXT_COUNTING);
    if (counts_from_stored(v->db, v->d, p, &stored, &broken, e) < 0)
        return -1;
    int rc = counts_from_facts(v->db, v->d, p, COUNTS_IN_FORCE, NULL, 0, &counted, e);
    if (rc == 0) {
        compare_stored(v, p, &stored, &counted, buf_text(&broken));
        if (!v->away && is_live(v, p))
            rc = compare_live(v, p, &stored, &counted, e);
        counts_deinit(&counted);
    }
    counts_deinit(&stored);
    buf_deinit(&broken);
    return rc;
}

/* The periods of what is stored, and those that are live; named as people name them where they can be. */
static int list_periods(struct verify *v, struct period **list, size_t *n, struct err *e)
{
    static const char sql[] = "SELECT DISTINCT debut, fin, debut || '..' || fin FROM cvg.contribution WHERE "
                              "definitions = $1 ORDER BY debut, fin";
    struct db_params p = {0};
    struct db_result r = {0};
    db_add_text(&p, v->d->digest);
    if (db_sync_exec(v->db, sql, &p, DB_BINARY, &r, e) < 0)
        return -1;
    *list = mem_new_n((size_t)db_rows(&r) + v->live.live_n, sizeof **list);
    for (size_t i = 0; i < v->live.live_n; i++) {
        struct period *x = &(*list)[(*n)++];
        *x = (struct period){.debut = v->live.live[i].debut, .fin = v->live.live[i].fin};
        snprintf(x->name, sizeof x->name, "%.23s", v->live.live[i].name);
    }
    for (int i = 0; i < db_rows(&r); i++) {
        struct period x = {.debut = db_day(&r, i, 0), .fin = db_day(&r, i, 1)};
        snprintf(x.name, sizeof x.name, "%s", db_text(&r, i, 2));
        if (!is_live(v, &x))
            (*list)[(*n)++] = x;
    }
    db_result_deinit(&r);
    return 0;
}

static int verify_periods(struct verify *v, struct err *e)
{
    struct period *list = NULL;
    size_t n = 0;
    int rc = list_periods(v, &list, &n, e);
    for (size_t i = 0; i < n && rc == 0; i++)
        if (!v->one_period || (list[i].debut == v->period.debut && list[i].fin == v->period.fin))
            rc = verify_period(v, &list[i], e);
    free(list);
    return rc;
}

/* ---- aggregation at the same point as the snapshot ---- */

static int ask_versions(struct verify *v, struct wire_figures *out, struct err *e)
{
    struct wire_request q = {.scope = "nation", .versions = true};
    snprintf(q.programme, sizeof q.programme, "%s", programme_name(v->d, PROGRAMME_TOUS));
    return live_ask(v->d, &q, out, e);
}

/* How many reporters stand at another version than in the snapshot; `tell`: each becomes a difference. */
static size_t count_apart(struct verify *v, const struct wire_figures *f, bool tell)
{
    struct map seen = {0};
    size_t apart = f->reference != v->known.reference_version;
    if (apart && tell)
        verify_note(&v->list, "nation", "", TEXT_REFERENCE);
    for (size_t i = 0; i < f->reporters_n; i++)
        map_set(&seen, f->reporters[i].reporter, strlen(f->reporters[i].reporter), f->reporters[i].version);
    for (size_t i = 0; i < v->known.reporters.n; i++) {
        const struct map_entry *x = &v->known.reporters.entries[i];
        uint64_t version;
        if (map_get(&seen, x->key, x->len, &version) && version == v->known.versions[i])
            continue;
        apart++;
        if (tell)
            verify_note(&v->list, x->key, "", TEXT_VERSION);
    }
    apart += f->reporters_n > v->known.reporters.n;
    map_deinit(&seen);
    return apart;
}

/* One look at everything. *settled_out: aggregation stood where the snapshot does, before and after. */
static int look(struct verify *v, bool last, bool *settled_out, struct err *e)
{
    struct wire_figures after = {0};
    const struct numbers *numbers = &v->d->numbers;
    verify_list_deinit(&v->list);
    verify_list_init(&v->list);
    v->contributions_n = v->figures_n = 0;
    v->away = ask_versions(v, &v->live, &v->why_away) < 0;
    v->last_night = period_last_night(cal_now_us(), numbers->deadline_hour, numbers->grace_hours);
    if (known_begin(v->db, e) < 0 || known_read_now(v->db, &v->known, e) < 0)
        return -1;
    *settled_out = v->away || (!*v->live.error && count_apart(v, &v->live, last) == 0);
    if (!v->away && *v->live.error && last)
        v->away = err_set(&v->why_away, ERR_AWAY, TEXT_ERROR, v->live.error) < 0;
    if (!*settled_out && !last)
        return 0;
    if (verify_periods(v, e) < 0)
        return -1;
    if (!v->away && ask_versions(v, &after, e) < 0)
        return -1;
    *settled_out = v->list.n == 0 || (*settled_out && (v->away || count_apart(v, &after, false) == 0));
    wire_figures_deinit(&after);
    return 0;
}

static int verify(struct verify *v, struct err *e)
{
    const struct timespec turn = {.tv_nsec = TURN_MS * 1000000L};
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    time_t end = now.tv_sec + WAIT_S;
    for (bool settled = false, last = false; !settled && !last;) {
        clock_gettime(CLOCK_MONOTONIC, &now);
        last = now.tv_sec >= end;
        int rc = look(v, last, &settled, e);
        db_sync_rollback(v->db);
        known_deinit(&v->known);
        wire_figures_deinit(&v->live);
        if (rc < 0)
            return -1;
        if (!settled && !last)
            nanosleep(&turn, NULL);
    }
    return 0;
}

/* ---- the command ---- */

/* True where there was nothing to compare. */
static void print(const struct verify *v, enum listing_format format)
{
    static const struct listing_column columns[] = {{.key = "who", .title = "Qui"},
                                                    {.key = "period", .title = "Période"},
                                                    {.key = "programme", .title = "Programme"},
                                                    {.key = "code", .title = "Chiffre"},
                                                    {.key = "part", .title = "Partie"},
                                                    {.key = "stored", .title = "Conservé", .right = true},
                                                    {.key = "recomputed", .title = "Recompté", .right = true},
                                                    {.key = "live", .title = "En direct", .right = true},
                                                    {0}};
    struct buf out = {0};
    if (v->terminal)
        fputs("\r\033[K", stderr);
    bool nothing = v->one_period && !v->contributions_n && !v->figures_n;
    if (format != LISTING_TABLE || v->list.n)
        listing_print(&out, v->list.items, columns, format);
    else if (!nothing && v->away)
        buf_addf(&out, TEXT_EQUAL_STORED, v->contributions_n, (unsigned long long)v->list.compared);
    else if (!nothing)
        buf_addf(&out, TEXT_EQUAL, v->contributions_n, v->figures_n, (unsigned long long)v->list.compared);
    listing_flush(&out);
    buf_deinit(&out);
    if (v->list.n)
        fprintf(stderr, TEXT_DIFFERENT, v->list.n, v->contributions_n, v->figures_n);
    if (v->list.n > json_array_size(v->list.items))
        fprintf(stderr, TEXT_MORE, json_array_size(v->list.items));
    if (nothing)
        fprintf(stderr, TEXT_NOTHING, v->period.name);
}

static int run(struct verify *v, enum listing_format format)
{
    struct err e = {0};
    if (definitions_load(definitions_folder(), &v->d, &e) < 0)
        return command_fail(&e);
    v->db = operator_db(&e);
    int code = COMMAND_DONE;
    verify_list_init(&v->list);
    if (!v->db || verify(v, &e) < 0)
        code = command_fail(&e);
    else
        print(v, format);
    if (code == COMMAND_DONE && v->list.n)
        code = COMMAND_REFUSED;
    else if (code == COMMAND_DONE && v->away)
        code = command_fail(&v->why_away);
    db_sync_close(&v->db);
    verify_list_deinit(&v->list);
    definitions_free(&v->d);
    return code;
}

int verify_run(int argc, char **argv)
{
    const char *period = NULL, *format_text = "table";
    const struct options_entry entries[] = {
        {.name = "period", .value = &period}, {.name = "format", .value = &format_text}, {0}};
    struct verify v = {.terminal = isatty(STDERR_FILENO)};
    enum listing_format format;
    struct err e;
    char **args;
    int n, code = options_read(argc, argv, USAGE, entries, &args, &n);
    if (code != OPTIONS_GO)
        return code;
    if (n)
        return command_misused(USAGE, TEXT_EXTRA, args[0]);
    if (!listing_format_parse(format_text, true, &format))
        return command_misused(USAGE, TEXT_FORMAT, format_text);
    v.one_period = period != NULL;
    if (period && period_parse(period, &v.period, &e) < 0)
        return command_fail(&e);
    return run(&v, format);
}
