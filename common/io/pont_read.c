/* The bridge to a report: PostgreSQL counts per chantier how rows changed, reference data says which chantier counts
 * where; the ends are the frozen figure and the one that the report has computed by its own way. */
#include "io/pont_read.h"

#include <inttypes.h>
#include <string.h>

#include "base/mem.h"
#include "programme/contribution.h"
#include "programme/pont_sql.h"

/* Half of the rows changes hands in no step, which the planner cannot see: sorting them all takes twice as long. */
static const char hash_sql[] = "SET LOCAL enable_sort = off";

static int take_row(struct pont *p, const struct db_result *row, struct err *e)
{
    struct pont_comptes figures[PONT_FIGURE_COUNT] = {0};
    for (enum pont_figure f = 0; f < PONT_FIGURE_COUNT; f++) {
        int at = 1 + (int)f * PONT_COLUMNS;
        figures[f].avant = db_int64(row, 0, at);
        figures[f].apres = db_int64(row, 0, at + 1);
        for (int i = 0; i < PONT_COLUMNS - 2; i++)
            figures[f].causes[pont_sql_causes[i]] = db_int64(row, 0, at + 2 + i);
    }
    return pont_add(p, db_text(row, 0, 0), figures, e);
}

static int read_counts(struct db_sync *db, const struct rapport *avant, const struct rapport *apres, struct pont *p,
                       struct err *e)
{
    struct buf sql = {0};
    struct db_params params = {0};
    struct db_result row = {0};
    int programme = programme_find(p->definitions, apres->programme);
    must(programme >= 0);
    int rc = pont_sql(p->definitions, p->periodes, &sql, e);
    if (rc == 0)
        rc = db_sync_script(db, hash_sql, e);
    if (rc == 0) {
        counts_parameters(avant->connu_us, NULL, 0, &params);
        db_add_instant(&params, apres->connu_us);
        db_add_text(&params, programme == PROGRAMME_TOUS ? NULL : apres->programme);
        rc = db_sync_start(db, buf_text(&sql), &params, DB_BINARY, e);
    }
    if (rc == 0)
        while ((rc = db_sync_next(db, &row, e)) == 1)
            if (take_row(p, &row, e) < 0) {
                db_result_deinit(&row);
                db_sync_finish(db);
                rc = -1;
                break;
            }
    buf_deinit(&sql);
    return rc;
}

/* ---- into the report ---- */

static int64_t figure_of(const struct rapport *r, const struct scope *s, enum pont_figure f)
{
    size_t perimetre = rapport_find_perimetre(r, s);
    const struct rapport_chiffre *x =
        perimetre == RAPPORT_SANS ? NULL : rapport_find(r, r->programme, 0, perimetre, pont_code(f));
    return x ? x->slots[0] : 0;
}

/* "2026-C3, rectificatif 1" */
static const char *name_of(const struct rapport *avant, struct arena *memory)
{
    struct buf text = {0};
    buf_adds(&text, avant->periodes[0].name);
    if (avant->version == 0)
        buf_adds(&text, ", brouillon");
    else if (avant->version == 1)
        buf_adds(&text, ", arrêté");
    else
        buf_addf(&text, ", rectificatif %d", avant->version - 1);
    const char *name = arena_text(memory, buf_text(&text), text.len);
    buf_deinit(&text);
    return name;
}

static void put(const struct rapport *avant, size_t perimetre, enum pont_figure f, const int64_t *termes,
                struct rapport *apres, struct rapport_pont *out)
{
    const struct scope *s = &apres->perimetres[perimetre].scope;
    *out = (struct rapport_pont){
        .perimetre = perimetre,
        .code = pont_code(f),
        .avant = name_of(avant, &apres->memoire),
        .de = figure_of(avant, s, f),
        .a = figure_of(apres, s, f),
        .termes = arena_new(&apres->memoire, PONT_TERME_COUNT * sizeof *out->termes),
    };
    for (enum pont_terme t = 0; t < PONT_TERME_COUNT; t++)
        if (termes[t] || pont_attendu(f, t))
            out->termes[out->termes_n++] = (struct rapport_terme){pont_cle(t), termes[t]};
}

static bool has_bridge(const struct rapport_perimetre *p)
{
    return p->scope.kind == SCOPE_NATION || p->scope.kind == SCOPE_OPERATIONNELS || p->scope.kind == SCOPE_TERRITOIRE;
}

static int fill(const struct pont *p, const struct rapport *avant, struct rapport *apres, struct err *e)
{
    struct rapport_pont *list = arena_new(&apres->memoire, apres->perimetres_n * PONT_FIGURE_COUNT * sizeof *list + 1);
    int64_t termes[PONT_TERME_COUNT];
    size_t n = 0;
    for (size_t i = 0; i < apres->perimetres_n; i++) {
        const struct scope *s = &apres->perimetres[i].scope;
        if (!has_bridge(&apres->perimetres[i]))
            continue;
        for (enum pont_figure f = 0; f < PONT_FIGURE_COUNT; f++) {
            if (pont_termes(p, f, s, figure_of(avant, s, f), figure_of(apres, s, f), termes, e) < 0)
                return -1;
            put(avant, i, f, termes, apres, &list[n++]);
        }
    }
    apres->ponts = list;
    apres->ponts_n = n;
    return 0;
}

/* The instant of a frozen report was one at which nothing younger could still become known: it is answered as it was,
 * but for a clock that was set back. */
static int read_before(struct db_sync *db, const struct rapport *avant, struct known *out, struct err *e)
{
    if (known_read_at(db, &avant->connu_us, out, e) < 0)
        return -1;
    if (out->at_us == avant->connu_us)
        return 0;
    known_deinit(out);
    return err_set(e, ERR_AWAY, "pont : l’instant de %s ne peut pas être relu pour le moment", avant->periodes[0].name);
}

int pont_read(struct db_sync *db, const struct definitions *d, const struct rapport *avant, const struct known *known,
              struct rapport *apres, struct err *e)
{
    struct known before;
    struct pont p = {0};
    const struct reference *references[] = {&before.reference, &known->reference};
    const struct period periodes[] = {avant->periodes[0], apres->periodes[0]};
    must(strcmp(apres->definitions, d->digest) == 0 && apres->connu_us == known->at_us);
    if (read_before(db, avant, &before, e) < 0)
        return -1;
    int rc = pont_init(&p, d, references, periodes, e);
    p.memes_definitions = strcmp(avant->definitions, d->digest) == 0;
    if (rc == 0)
        rc = read_counts(db, avant, apres, &p, e);
    if (rc == 0)
        rc = fill(&p, avant, apres, e);
    pont_deinit(&p);
    known_deinit(&before);
    return rc;
}
