/* The history that the database holds: each file of a history as a statement that gives its lines, so that both are
 * read by one reader. $1: the first situation date; $2: the last day. */
#include "cvg/alerts_histoire_base.h"

#include "base/mem.h"
#include "cvg/alerts_histoire_state.h"
#include "cvg/alerts_words.h"
#include "cvg/french.h"

#define BEFORE_DAYS (REMONTEE_LOOKBACK_DAYS + VEILLE_NUITS)

static const char TEXT_BASE[] = "l’histoire que tient la base de données n’est pas lisible";

#define LINES(format, order) "SELECT coalesce(string_agg(format(" format "), E'\\n' ORDER BY " order "), '') "
#define DAY(column) "CASE WHEN isfinite(" column ") THEN to_char(" column ", 'YYYY-MM-DD') END"
#define YES(column) "CASE WHEN " column " THEN 'oui' END"
#define QUOTED(column) "'\"' || replace(" column ", '\"', '\"\"') || '\"'"
#define ALWAYS "'1970-01-01T00:00:00Z'"

/* In the order of histoire_files. */
static const char *const statements[HISTOIRE_FILES_N] = {
    LINES(
        "'%s;%s;%s;%s;%s', chantier_id, territoire, " QUOTED("logiciel") ", " DAY("depuis") ", " DAY("jusqua"),
        "chantier_id, depuis") "FROM cvg.chantier_ligne WHERE known_to = 'infinity' AND depuis <= $2 AND jusqua >= $1",
    /* a COPIL is due of a coordination that tells of its meetings */
    LINES("'%s;%s', code, CASE WHEN EXISTS (SELECT 1 FROM cvg.alerte_faits f WHERE f.chantier_id = code) THEN " DAY(
              "lancement") " END",
          "code") "FROM cvg.territoire WHERE known_to = 'infinity' AND ($1::date <= $2::date)",
    LINES("'%s;%s;%s', chantier_id, " DAY("debut") ", " DAY("fin"), "chantier_id, debut") //
    "FROM cvg.fermeture WHERE known_to = 'infinity' AND debut <= $2 AND fin >= $1 AND chantier_id IN"
    " (SELECT chantier_id FROM cvg.chantier_ligne WHERE known_to = 'infinity' AND depuis <= $2 AND jusqua >= $1 UNION"
    "  SELECT code FROM cvg.territoire WHERE known_to = 'infinity')",
    LINES("'%s;%s;%s;%s;%s;%s;%s', chantier_id, " DAY("date_situation") ", " ALERTS_INSTANT(
              "received_at") ", state, " ALERTS_INSTANT("since") ", " YES("was_held") ", " YES("inchange"),
          "n") "FROM (SELECT e.*, row_number() OVER () AS n FROM cvg.remontee_envois(NULL, $1, $2) e"
               " JOIN known_chantier k ON k.id = e.chantier_id WHERE e.state <> 'received') x",
    LINES("'%s;%s;%s;%s;%s;%s;%s;%s', a.chantier_id, " DAY("a.situation") ", " ALERTS_INSTANT(
              "a.known_from") ", m.file_active, m.etp, coalesce((SELECT l.objectif FROM cvg.chantier_ligne l WHERE "
                              "l.chantier_id = a.chantier_id AND l.known_to = 'infinity' AND a.situation BETWEEN "
                              "l.depuis AND l.jusqua), 0), a.lignes_lues, a.lignes_ecartees",
          "a.chantier_id, a.known_from") "FROM measured a JOIN cvg.alerte_mesure m USING (chantier_id, known_from)",
    LINES("'%s;%s;%s;%s;%s;%s', a.chantier_id, " DAY("a.situation") ", " ALERTS_INSTANT(
              "a.known_from") ", c.cip->>0, c.cip->>1, c.cip->>2",
          "a.chantier_id, a.known_from, c.i") "FROM measured a JOIN cvg.alerte_mesure m USING (chantier_id, known_from)"
                                              " CROSS JOIN LATERAL json_array_elements(m.cips) WITH ORDINALITY AS "
                                              "c(cip, i)",
    LINES("'%s;%s;%s;%s;%s;%s;%s', a.chantier_id, " DAY("a.situation") ", " ALERTS_INSTANT(
              "a.known_from") ", c.p->>0, c.p->>1, c.p->>2, c.p->>3",
          "a.chantier_id, a.known_from, c.i") "FROM measured a JOIN cvg.alerte_mesure m USING (chantier_id, known_from)"
                                              " CROSS JOIN LATERAL json_array_elements(m.previsions) WITH ORDINALITY "
                                              "AS c(p, i)",
    LINES("'%s;%s;%s;%s;%s;"
          "%s;', f.chantier_id, x.e->>0, x.e->>1, x.e->>2, " YES("(x.e->>3)::boolean") ", " ALWAYS,
          "f.chantier_id, x.i") "FROM cvg.alerte_faits f JOIN known_chantier k ON k.id = f.chantier_id CROSS JOIN "
                                "LATERAL json_array_elements(f.faits->'echeances') WITH ORDINALITY AS x(e, i)",
    LINES("'%s;%s;%s;%s;', f.chantier_id, x.p->>0, x.p->>1, " ALWAYS, "f.chantier_id, x.i") //
    "FROM cvg.alerte_faits f JOIN cvg.territoire t ON t.code = f.chantier_id AND t.known_to = 'infinity'"
    " CROSS JOIN LATERAL json_array_elements(f.faits->'postes') WITH ORDINALITY AS x(p, i) WHERE $1::date <= $2::date",
    LINES("'%s;%s;%s', f.chantier_id, x.day, " ALWAYS, "f.chantier_id, x.day") //
    "FROM cvg.alerte_faits f JOIN cvg.territoire t ON t.code = f.chantier_id AND t.known_to = 'infinity'"
    " CROSS JOIN LATERAL json_array_elements_text(f.faits->'copils') AS x(day) WHERE $1::date <= $2::date",
    /* troubles of ours are known as alerts: what did not last long enough to be one is not */
    LINES("'%s;%s;%s;%s;%s', situation, " QUOTED("sujet") ", " ALERTS_INSTANT("depuis") ", " ALERTS_INSTANT(
              "resolue_le") ", CASE WHEN situation = 'disque' THEN valeur->>'n' END",
          "depuis, sujet") "FROM cvg.alerte WHERE regle = 'A-SYSTEME' AND situation IN ('demon', 'base', 'file', "
                           "'disque', 'exercice') AND depuis < ($2::date + 1)::timestamptz AND coalesce(resolue_le >= "
                           "$1::date::timestamptz, true)",
};

/* What several of them ask for. */
static const char with_sql[] =
    "WITH known_chantier AS (SELECT DISTINCT chantier_id AS id FROM cvg.chantier_ligne WHERE known_to = 'infinity'"
    "   AND depuis <= $2::date AND jusqua >= $1::date),"
    " measured AS (SELECT a.* FROM cvg.acceptance a JOIN known_chantier k ON k.id = a.chantier_id"
    "   WHERE a.situation >= $1::date AND a.known_from < ($2::date + 1)::timestamptz) ";

static int read_one(struct histoire *h, struct db_sync *db, size_t i, int32_t first, int32_t last, struct err *e)
{
    struct buf sql = {0}, text = {0};
    struct db_params p = {0};
    struct db_result r;
    buf_addf(&sql, "%s%s", with_sql, statements[i]);
    db_add_day(&p, first - BEFORE_DAYS);
    db_add_day(&p, last);
    int rc = db_sync_exec(db, buf_text(&sql), &p, DB_TEXT_RESULT, &r, e);
    if (rc == 0) {
        for (const char *const *c = histoire_files[i].columns; *c; c++)
            buf_addf(&text, "%s%s", *c, c[1] ? ";" : "\n");
        buf_adds(&text, db_text(&r, 0, 0));
        rc = histoire_read_text(h, i, buf_text(&text), text.len, e);
        db_result_deinit(&r);
    }
    buf_deinit(&sql);
    buf_deinit(&text);
    return rc;
}

int histoire_read_base(const struct definitions *d, struct db_sync *db, int32_t first, int32_t last,
                       struct histoire **out, struct err *e)
{
    struct histoire *h = histoire_new(d);
    int rc = db_sync_begin(db, e) || db_sync_exec(db, "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY", NULL,
                                                  DB_TEXT_RESULT, NULL, e) < 0;
    rc = rc ? -1 : 0;
    for (size_t i = 0; i < HISTOIRE_FILES_N && rc == 0; i++)
        rc = read_one(h, db, i, first, last, e);
    db_sync_rollback(db);
    if (rc == 0)
        histoire_build(h);
    else
        histoire_free(&h);
    *out = h;
    return rc == 0 ? 0 : french_wrap(e, TEXT_BASE);
}
