/* The bridge as SQL: the rows as known before, joined to the same rows as known after.
 *
 * Two storeys, kept apart by OFFSET 0. Of each row: is it there before (x), after (y); does figure i count it before in
 * the earlier period (a), after in the earlier (c), after in the later (b); did it begin (e) or end (s) since the
 * earlier period; was it taken for open and had ended (t). Then the counts. All conditions are those of the catalogue's
 * populations. */
#include "programme/pont_sql.h"

#include "base/cal.h"
#include "programme/facts_sql.h"
#include "programme/sql.h"

const enum pont_terme pont_sql_causes[PONT_COLUMNS - 2] = {
    PONT_DECLARATIONS_TARDIVES, PONT_SORTIES_TARDIVES, PONT_RETRAITS, PONT_CORRECTIONS,
    PONT_TERME_ENTREES,         PONT_TERME_SORTIES,    PONT_PERIODE,
};

struct print {
    const struct definitions *d;
    const struct indicator *figures[PONT_FIGURE_COUNT];
    struct buf *out;
};

static void print_day(int32_t day, struct buf *out)
{
    char text[CAL_DAY_LEN];
    cal_format_day(day, text);
    buf_addf(out, "DATE '%s'", text);
}

/* Does the figure count the row of `alias` between two days, in SQL? Never unknown. */
static void print_counted(const struct print *p, enum pont_figure f, const char *alias, const char *debut,
                          const char *fin)
{
    buf_adds(p->out, "coalesce((");
    expr_print_sql_between(p->d->catalogue->conditions[p->figures[f]->condition].expr, debut, fin, alias, p->out);
    buf_addf(p->out, ") AND ($4::text IS NULL OR %s.programme = $4::text), false)", alias);
}

struct days {
    struct buf debut[2], fin[2], since;
};

static void print_truths(const struct print *p, const struct days *day)
{
    const char *debut[2] = {buf_text(&day->debut[0]), buf_text(&day->debut[1])};
    const char *fin[2] = {buf_text(&day->fin[0]), buf_text(&day->fin[1])};
    buf_adds(p->out, "SELECT coalesce(x.chantier_id, y.chantier_id) AS chantier_id, x.chantier_id IS NOT NULL AS x,"
                     " y.chantier_id IS NOT NULL AS y");
    for (enum pont_figure f = 0; f < PONT_FIGURE_COUNT; f++) {
        buf_adds(p->out, ", ");
        print_counted(p, f, "x", debut[0], fin[0]);
        buf_addf(p->out, " AS a%d, ", f);
        print_counted(p, f, "y", debut[0], fin[0]);
        buf_addf(p->out, " AS c%d, ", f);
        print_counted(p, f, "y", debut[1], fin[1]);
        buf_addf(p->out, " AS b%d", f);
    }
    buf_adds(p->out, ", ");
    print_counted(p, PONT_ENTREES, "y", buf_text(&day->since), fin[1]);
    buf_adds(p->out, " AS e, ");
    print_counted(p, PONT_SORTIES, "y", buf_text(&day->since), fin[1]);
    buf_adds(p->out, " AS s, ");
    print_counted(p, PONT_FILE_ACTIVE, "x", debut[0], fin[0]);
    buf_adds(p->out, " AND ");
    print_counted(p, PONT_SORTIES, "y", "DATE '-infinity'", fin[0]);
    buf_adds(p->out, " AS t");
}

/* One column of counts, the figure's number in the place of every '#'. */
static void print_count(const struct print *p, enum pont_figure f, const char *text)
{
    buf_adds(p->out, ", ");
    for (; *text; text++)
        if (*text == '#')
            buf_addf(p->out, "%d", f);
        else
            buf_addc(p->out, *text);
}

#define N(condition) "count(*) FILTER (WHERE " condition ")"

static void print_counts(const struct print *p, enum pont_figure f)
{
    print_count(p, f, N("a#"));
    print_count(p, f, N("b#"));
    print_count(p, f, N("c# AND NOT x"));
    print_count(p, f, N("c# AND NOT a# AND x AND t") " - " N("a# AND NOT c# AND y AND t"));
    print_count(p, f, "- " N("a# AND NOT y"));
    print_count(p, f, N("c# AND NOT a# AND x AND NOT t") " - " N("a# AND NOT c# AND y AND NOT t"));
    switch ((enum pont_figure)f) {
    case PONT_FILE_ACTIVE: /* who came and went in between is told among both */
        print_count(p, f, N("e"));
        print_count(p, f, "- " N("s"));
        print_count(p, f, N("b# AND NOT c#") " - " N("c# AND NOT b#") " - " N("e") " + " N("s"));
        break;
    case PONT_ACCOMPAGNES:
    case PONT_ENTREES:
        print_count(p, f, N("b# AND NOT c# AND e"));
        print_count(p, f, "0::int8");
        print_count(p, f, N("b# AND NOT c# AND NOT e") " - " N("c# AND NOT b#"));
        break;
    case PONT_SORTIES:
        print_count(p, f, "0::int8");
        print_count(p, f, N("b# AND NOT c# AND s"));
        print_count(p, f, N("b# AND NOT c# AND NOT s") " - " N("c# AND NOT b#"));
        break;
    case PONT_FIGURE_COUNT:
        must(false);
    }
}

static void print_select(const struct print *p, const struct period periodes[2])
{
    const struct dataset *set = p->d->datasets[p->figures[0]->source];
    struct days day = {0};
    for (int i = 0; i < 2; i++) {
        print_day(periodes[i].debut, &day.debut[i]);
        print_day(periodes[i].fin, &day.fin[i]);
    }
    print_day(periodes[0].fin + 1, &day.since);
    buf_adds(p->out, "SELECT chantier_id");
    for (enum pont_figure f = 0; f < PONT_FIGURE_COUNT; f++)
        print_counts(p, f);
    buf_adds(p->out, " FROM (");
    print_truths(p, &day);
    buf_adds(p->out, " FROM ");
    facts_sql_rows_keyed(set, 1, "x", p->out);
    buf_adds(p->out, " FULL JOIN ");
    facts_sql_rows_keyed(set, 3, "y", p->out);
    buf_adds(p->out, " ON x.chantier_id = y.chantier_id AND x.row_key = y.row_key OFFSET 0) r"
                     " GROUP BY chantier_id ORDER BY chantier_id");
    for (int i = 0; i < 2; i++) {
        buf_deinit(&day.debut[i]);
        buf_deinit(&day.fin[i]);
    }
    buf_deinit(&day.since);
}

int pont_sql(const struct definitions *d, const struct period periodes[2], struct buf *out, struct err *e)
{
    struct print p = {.d = d, .out = out};
    for (enum pont_figure f = 0; f < PONT_FIGURE_COUNT; f++) {
        const struct indicator *x = catalogue_find(d->catalogue, pont_code(f));
        bool good = x && x->kind == KIND_COMPTE && !x->distinct && x->source < d->datasets_n && !x->shared;
        if (!good || (f && x->source != p.figures[0]->source))
            return err_set(e, ERR_FORMAT, "indicateurs.csv: a bridge needs %s, a compte of rows of one dataset",
                           pont_code(f));
        p.figures[f] = x;
    }
    print_select(&p, periodes);
    return 0;
}
