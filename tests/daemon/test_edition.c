/* What people edit, in a real database (PGHOST …) with all migrations: reference data, closures, decisions; who may,
 * what is refused in which words, what stays of it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/buf.h"
#include "sql_bench.h"

#define SKIPPED 77
#define DATABASE "cvg_test_edition"
#define DENIED "42501"

static struct db_sync *db;

static void run(struct db_sync *c, const char *sql)
{
    struct err e = {0};
    if (db_sync_script(c, sql, &e) < 0)
        fail_msg("%.300s: %s", sql, e.text);
}

/* The first cell as text, NULL as "". */
static void gives(const char *sql, const char *wanted)
{
    struct db_result res;
    struct err e = {0};
    if (db_sync_exec(db, sql, NULL, DB_TEXT_RESULT, &res, &e) < 0)
        fail_msg("%s: %s", sql, e.text);
    const char *got = db_rows(&res) ? db_text(&res, 0, 0) : "(none)";
    if (strcmp(got, wanted) != 0)
        fail_msg("%s: %s, not %s", sql, got, wanted);
    db_result_deinit(&res);
}

static void refused_by(struct db_sync *c, const char *sql, const char *sqlstate, const char *words)
{
    struct err e = {0};
    if (db_sync_exec(c, sql, NULL, DB_TEXT_RESULT, NULL, &e) == 0)
        fail_msg("%s: not refused", sql);
    if (strcmp(db_sync_sqlstate(c), sqlstate) != 0 || !strstr(e.text, words))
        fail_msg("%s: %s %s", sql, db_sync_sqlstate(c), e.text);
}

/* What a form's act says instead of being done. The statement asks for the version. */
static void refuses(struct db_sync *c, const char *sql, const char *words)
{
    struct buf asked = {0};
    struct db_result res;
    struct err e = {0};
    must(strncmp(sql, "SELECT version ", 15) == 0);
    buf_addf(&asked, "SELECT version, refus %s", sql + 15);
    if (db_sync_exec(c, buf_text(&asked), NULL, DB_TEXT_RESULT, &res, &e) < 0)
        fail_msg("%s: %s", sql, e.text);
    if (!db_is_null(&res, 0, 0) || !strstr(db_text(&res, 0, 1), words))
        fail_msg("%s: version %s, %s", sql, db_text(&res, 0, 0), db_text(&res, 0, 1));
    db_result_deinit(&res);
    buf_deinit(&asked);
}

static void refused(const char *sql, const char *words)
{
    refuses(db, sql, words);
}

/* Reference data of one territory with one chantier; what was there is gone. */
static int fresh(void **state)
{
    (void)state;
    run(db, "RESET SESSION AUTHORIZATION; TRUNCATE territoire, chantier_ligne, fermeture, submission, content, "
            "content_key, session, personne;"
            "ALTER TABLE journal DISABLE TRIGGER USER; TRUNCATE journal, journal_head; ALTER TABLE journal ENABLE "
            "TRIGGER USER;"
            "UPDATE reference_state SET version = 0;"
            "SELECT version FROM reference_territoire_set('moi', 'LYON', NULL, 'Lyon', '2020-01-01', 'FNDSA');"
            "SELECT version FROM reference_ligne_set('moi', 'ajout', 'LYO1', NULL, NULL, '2020-01-01', NULL, 'LYON', "
            "'Magdala', 30, "
            "'', '', '')");
    return 0;
}

/* ---- territories ---- */

static void test_territoires(void **state)
{
    (void)state;
    gives("SELECT version FROM reference_state", "2");
    gives("SELECT version FROM reference_territoire_set('moi', 'PARIS', NULL, '  Grand   Paris ', NULL, NULL)", "3");
    gives("SELECT nom || '|' || porteur || '|' || (lancement IS NULL) FROM territoire WHERE code = 'PARIS'",
          "Grand   Paris||true");
    refused("SELECT version FROM reference_territoire_set('moi', 'PARIS', NULL, 'Paris', NULL, '')",
            "Le territoire « PARIS » existe déjà.");
    refused("SELECT version FROM reference_territoire_set('moi', 'ÎLE', NULL, 'Île', NULL, '')",
            "Le code « ÎLE » ne convient pas");
    refused("SELECT version FROM reference_territoire_set('moi', 'LYO1', NULL, 'Lyon', NULL, '')",
            "à la fois un chantier et un territoire");
    refused("SELECT version FROM reference_territoire_set('moi', 'LILLE', NULL, ' ', NULL, '')",
            "Nom du territoire : à remplir.");
    refused("SELECT version FROM reference_territoire_set('moi', 'LILLE', NULL, repeat('é', 101), NULL, '')",
            "trop long");
    /* the same again changes nothing; something else makes a version, and the form that was open by then is told */
    gives("SELECT version FROM reference_territoire_set('moi', 'LYON', k('LYON'), 'Lyon', '2020-01-01', 'FNDSA')", "3");
    run(db, "CREATE TEMP TABLE form AS SELECT k('LYON')");
    gives("SELECT version FROM reference_territoire_set('toi', 'LYON', k('LYON'), 'Métropole de Lyon', '2020-01-01', "
          "'FNDSA')",
          "4");
    refused("SELECT version FROM reference_territoire_set('moi', 'LYON', (TABLE form), 'Lyon et Rhône', '2020-01-01', "
            "'FNDSA')",
            "entre-temps");
    gives("SELECT string_agg(nom, ', ' ORDER BY known_from) FROM territoire WHERE code = 'LYON'",
          "Lyon, Métropole de Lyon");
    gives("SELECT count(*) FROM territoire a JOIN territoire b ON a.code = b.code AND a.known_to = b.known_from AND "
          "a.known_from < a.known_to",
          "1");
    gives("SELECT auteur || ' ' || acte || ' ' || sujet || ' ' || (detail->'avant'->>'nom') || ' ' || "
          "(detail->'apres'->>'nom')"
          "  FROM journal ORDER BY n DESC LIMIT 1",
          "toi territoire.correction territoire:LYON Lyon Métropole de Lyon");
    refused("SELECT version FROM reference_territoire_remove('moi', 'LYON', k('LYON'))",
            "a des chantiers, même anciens : il reste.");
    gives("SELECT version FROM reference_territoire_remove('moi', 'PARIS', k('PARIS'))", "5");
    refused("SELECT version FROM reference_territoire_remove('moi', 'PARIS', k('PARIS'))", "entre-temps");
    gives("SELECT count(*) FROM territoire WHERE code = 'PARIS' AND known_to < 'infinity'", "1");
    run(db, "DROP TABLE form");
}

/* ---- lines of chantiers ---- */

#define LIGNE(mode, id, avant, depuis, jusqua, territoire, nom, objectif)                                              \
    "SELECT version FROM reference_ligne_set('moi', '" mode "', '" id "', " avant ", k('" id "', " avant "), " depuis  \
    ", " jusqua ", '" territoire "', '" nom "', " objectif ", '', '', '')"
#define LINES                                                                                                          \
    "SELECT string_agg(format('%s..%s %s %s', depuis, jusqua, territoire, objectif), ', ' ORDER BY depuis)"            \
    "  FROM chantier_ligne WHERE chantier_id = 'LYO1' AND known_to = 'infinity'"

static void test_lignes(void **state)
{
    (void)state;
    run(db, "SELECT version FROM reference_territoire_set('moi', 'PARIS', NULL, 'Paris', NULL, '')");
    gives(LIGNE("suite", "LYO1", "'2020-01-01'", "'2026-01-01'", "NULL", "LYON", "Magdala", "45"), "4");
    gives(LINES, "2020-01-01..2025-12-31 LYON 30, 2026-01-01..infinity LYON 45");
    gives("SELECT acte || ' ' || (detail->'avant'->>'objectif') || ' ' || (detail->'apres'->>'objectif') FROM journal "
          "ORDER BY n DESC LIMIT 1",
          "chantier.suite 30 45");
    gives(LIGNE("correction", "LYO1", "'2026-01-01'", "'2026-02-01'", "'2026-12-31'", "PARIS", "Magdala", "NULL"), "5");
    gives(LINES, "2020-01-01..2025-12-31 LYON 30, 2026-02-01..2026-12-31 PARIS ");
    gives(LIGNE("correction", "LYO1", "'2026-02-01'", "'2026-02-01'", "'2026-12-31'", "PARIS", "Magdala", "NULL"),
          "5"); /* the same */
    gives(LIGNE("ajout", "LYO1", "NULL", "'2027-01-01'", "NULL", "LYON", "Magdala", "12"), "6");
    gives(LIGNE("ajout", "PAR1", "NULL", "NULL", "NULL", "PARIS", "Chantier", "0"), "7");
    gives("SELECT depuis || ' ' || jusqua FROM chantier_ligne WHERE chantier_id = 'PAR1'", "-infinity infinity");

    refused(LIGNE("ajout", "LYO1", "NULL", "'2026-06-01'", "'2026-06-30'", "LYON", "Magdala", "12"),
            "Deux lignes du chantier « LYO1 » se chevauchent : l’une du 01/02/2026 au 31/12/2026, l’autre du "
            "01/06/2026 au 30/06/2026.");
    refused(LIGNE("ajout", "LYO1", "NULL", "'2027-01-01'", "NULL", "LYON", "Magdala", "12"),
            "se chevauchent : l’une depuis le 01/01/2027");
    refused(LIGNE("ajout", "PAR1", "NULL", "'2027-01-01'", "NULL", "PARIS", "Chantier", "12"), "sans limite de dates");
    refused(LIGNE("correction", "LYO1", "'2026-02-01'", "'2026-02-01'", "'2027-01-01'", "PARIS", "Magdala", "NULL"),
            "se chevauchent");
    refused(LIGNE("correction", "LYO1", "'2026-02-01'", "'2026-02-01'", "'2026-01-01'", "PARIS", "Magdala", "NULL"),
            "Le dernier jour (01/01/2026) est avant le premier (01/02/2026).");
    refused(LIGNE("suite", "LYO1", "'2026-02-01'", "'2026-02-01'", "NULL", "PARIS", "Magdala", "NULL"),
            "après son premier jour");
    refused(LIGNE("suite", "LYO1", "'2026-02-01'", "'2027-02-01'", "NULL", "PARIS", "Magdala", "NULL"),
            "du 01/02/2026 au 31/12/2026");
    refused(LIGNE("ajout", "LYO2", "NULL", "NULL", "NULL", "LILLE", "Deux", "NULL"),
            "territoire « LILLE », qui n’est pas ou plus");
    refused(LIGNE("ajout", "LYO2", "NULL", "NULL", "NULL", "LYON", "", "NULL"), "Nom du chantier : à remplir.");
    refused(LIGNE("ajout", "LYO2", "NULL", "NULL", "NULL", "LYON", "Deux", "-1"), "de 0 à 100 000");
    refused(LIGNE("ajout", "LYO 2", "NULL", "NULL", "NULL", "LYON", "Deux", "1"),
            "L’identifiant « LYO 2 » ne convient pas");
    refused(LIGNE("ajout", "PARIS", "NULL", "NULL", "NULL", "LYON", "Deux", "1"), "à la fois");
    gives("SELECT version FROM reference_state", "7"); /* what was refused has left nothing */
    gives("SELECT count(*) FROM journal", "7");

    gives("SELECT version FROM reference_ligne_remove('moi', 'LYO1', '2027-01-01', k('LYO1', '2027-01-01'))", "8");
    refused("SELECT version FROM reference_ligne_remove('moi', 'LYO1', '2027-01-01', k('LYO1', '2027-01-01'))",
            "entre-temps");
    gives("SELECT version FROM reference_ligne_remove('moi', 'PAR1', NULL, k('PAR1', NULL))", "9");
    gives(LINES, "2020-01-01..2025-12-31 LYON 30, 2026-02-01..2026-12-31 PARIS ");
    /* as known at any of the times that it changed, no two lines overlapped */
    gives("SELECT count(*) FROM (SELECT DISTINCT known_from AS t FROM chantier_ligne) x JOIN chantier_ligne a ON "
          "a.known_from <= t AND a.known_to > t"
          "  JOIN chantier_ligne b ON b.chantier_id = a.chantier_id AND b.known_from <= t AND b.known_to > t AND "
          "b.depuis > a.depuis"
          "       AND b.depuis <= a.jusqua",
          "0");
    gives("SELECT count(*) FROM chantier_ligne WHERE known_to <= known_from", "0");
    gives("SELECT count(*) FROM journal_check() WHERE broken_n IS NOT NULL", "0");
}

/* Two forms of one line are sent at once: the second waits for the first, then is told. */
static void test_at_once(void **state)
{
    (void)state;
    struct err e = {0};
    struct db_sync *other = db_sync_open("dbname=" DATABASE, NULL, "other", &e);
    if (!other)
        fail_msg("%s", e.text);
    run(db, "CREATE TABLE form AS SELECT k('LYO1', '2020-01-01') AS t");
    run(other, "SET search_path = cvg; SET lock_timeout = '50ms'");
    run(db, "BEGIN");
    gives(LIGNE("correction", "LYO1", "'2020-01-01'", "'2020-01-01'", "NULL", "LYON", "Magdala", "31"), "3");
    static const char second[] = "SELECT version FROM reference_ligne_set('toi', 'correction', 'LYO1', '2020-01-01', "
                                 "(TABLE form), '2020-01-01', NULL,"
                                 " 'LYON', 'Magdala', 32, '', '', '')";
    refused_by(other, second, "55P03", "lock");
    run(db, "COMMIT");
    refuses(other, second, "entre-temps");
    gives(LINES, "2020-01-01..infinity LYON 31");
    run(db, "DROP TABLE form");
    db_sync_close(&other);
}

/* ---- closures ---- */

#define CLOSURES                                                                                                       \
    "SELECT string_agg(format('%s%s %s..%s %s', chantier_id, territoire, debut, fin, motif), ', ' ORDER BY "           \
    "chantier_id, debut)"                                                                                              \
    "  FROM remontee_fermetures(NULL, '2026-01-01', '2026-12-31', "

static void test_fermetures(void **state)
{
    (void)state;
    gives("SELECT version FROM fermeture_set('moi', 'LYO1', NULL, NULL, '2026-08-03', '2026-08-21', ' Congés d’été ')",
          "3");
    gives("SELECT acte || ' ' || sujet || ' ' || (detail->'apres'->>'fin') FROM journal ORDER BY n DESC LIMIT 1",
          "fermeture.ajout chantier:LYO1 2026-08-21");
    gives("SELECT version FROM fermeture_set('moi', 'LYON', NULL, NULL, '2026-12-24', '2027-01-02', 'Fêtes')", "4");
    gives("SELECT sujet FROM journal ORDER BY n DESC LIMIT 1", "territoire:LYON");
    gives("SELECT version FROM fermeture_set('moi', 'LYO1', NULL, NULL, '2026-12-26', '2026-12-26', 'Inventaire')",
          "5"); /* another's: no overlap */
    refused("SELECT version FROM fermeture_set('moi', 'LYO1', NULL, NULL, '2026-08-21', '2026-08-22', 'Pont')",
            "Une fermeture est déjà déclarée du 03/08/2026 au 21/08/2026 (« Congés d’été »)");
    refused("SELECT version FROM fermeture_set('moi', 'LYO1', NULL, NULL, '2026-09-02', '2026-09-01', 'Pont')",
            "est avant le premier");
    refused("SELECT version FROM fermeture_set('moi', 'LYO1', NULL, NULL, NULL, '2026-09-01', 'Pont')", "à remplir");
    refused("SELECT version FROM fermeture_set('moi', 'LYO1', NULL, NULL, '2026-09-01', '2026-09-01', '')",
            "Motif : à remplir.");
    refused("SELECT version FROM fermeture_set('moi', 'LYO1', NULL, NULL, '2027-09-01', '2028-09-01', 'Travaux')",
            "un an au plus");
    refused("SELECT version FROM fermeture_set('moi', 'LYO9', NULL, NULL, '2026-09-01', '2026-09-01', 'Pont')",
            "ni un chantier ni un territoire");
    run(db, "CREATE TEMP TABLE before AS SELECT clock_timestamp() AS t");
    gives("SELECT version FROM fermeture_set('moi', 'LYO1', '2026-08-03', c('LYO1', '2026-08-03'), '2026-08-10', "
          "'2026-08-28', "
          "'Congés')",
          "6");
    gives("SELECT version FROM fermeture_set('moi', 'LYO1', '2026-08-10', c('LYO1', '2026-08-10'), '2026-08-10', "
          "'2026-08-28', "
          "'Congés')",
          "6");
    refused(
        "SELECT version FROM fermeture_set('moi', 'LYO1', '2026-08-03', now(), '2026-08-10', '2026-08-28', 'Congés')",
        "entre-temps");
    /* a chantier that leaves the territory is no longer closed with it */
    run(db, "SELECT version FROM reference_territoire_set('moi', 'PARIS', NULL, 'Paris', NULL, '')");
    gives(LIGNE("suite", "LYO1", "'2020-01-01'", "'2026-12-28'", "NULL", "PARIS", "Magdala", "NULL"), "8");
    gives(CLOSURES "NULL)", "LYO1 2026-08-10..2026-08-28 Congés, LYO1LYON 2026-12-24..2026-12-27 Fêtes, LYO1 "
                            "2026-12-26..2026-12-26 Inventaire, "
                            "LYON 2026-12-24..2027-01-02 Fêtes");
    gives(CLOSURES "(TABLE before))",
          "LYO1 2026-08-03..2026-08-21 Congés d’été, LYO1LYON 2026-12-24..2027-01-02 Fêtes, "
          "LYO1 2026-12-26..2026-12-26 Inventaire, LYON 2026-12-24..2027-01-02 Fêtes");
    gives("SELECT count(*) FROM remontee_fermetures('{LYO1}', '2026-08-28', '2026-08-28', NULL)", "1");
    gives("SELECT count(*) FROM remontee_fermetures('{LYO1}', '2026-08-29', '2026-08-29', NULL)", "0");

    gives("SELECT version FROM fermeture_end('moi', 'LYO1', '2026-08-10', c('LYO1', '2026-08-10'), '2026-08-14')", "9");
    gives("SELECT acte FROM journal ORDER BY n DESC LIMIT 1", "fermeture.fin");
    gives("SELECT version FROM fermeture_end('moi', 'LYO1', '2026-08-10', c('LYO1', '2026-08-10'), '2026-09-14')",
          "9"); /* ends sooner than that already */
    gives("SELECT version FROM fermeture_end('moi', 'LYO1', '2026-12-26', c('LYO1', '2026-12-26'), '2026-12-25')",
          "10");
    gives("SELECT acte FROM journal ORDER BY n DESC LIMIT 1", "fermeture.retrait");
    refused("SELECT version FROM fermeture_end('moi', 'LYO1', '2026-12-26', c('LYO1', '2026-12-26'), '2026-12-25')",
            "entre-temps");
    gives("SELECT string_agg(format('%s..%s', debut, fin), ', ') FROM fermeture WHERE chantier_id = 'LYO1' AND "
          "known_to = 'infinity'",
          "2026-08-10..2026-08-14");
    gives("SELECT count(*) FROM fermeture WHERE chantier_id = 'LYO1'", "4"); /* nothing is overwritten */
    run(db, "DROP TABLE before");
}

/* ---- who may ---- */

static void test_who(void **state)
{
    (void)state;
    run(db,
        "INSERT INTO personne (login, role, perimetre, mot_de_passe) VALUES ('operatrice', 'operateur', 'nation', ''),"
        " ('convergence', 'convergence', 'nation', ''), ('dgefp', 'dgefp', 'nation', ''), ('lyon', 'coordination', "
        "'territoire:LYON', ''),"
        " ('paris', 'coordination', 'territoire:PARIS', ''), ('magdala', 'chantier', 'chantier:LYO1', ''),"
        " ('autre', 'chantier', 'chantier:LYO2', '');"
        "INSERT INTO personne (login, role, perimetre, mot_de_passe, disabled_at) VALUES ('partie', 'operateur', "
        "'nation', '', now());"
        "SELECT version FROM reference_territoire_set('moi', 'PARIS', NULL, 'Paris', NULL, '');"
        "SELECT version FROM reference_ligne_set('moi', 'ajout', 'LYO2', NULL, NULL, '2020-01-01', '2025-12-31', "
        "'LYON', 'Deux', "
        "NULL, '', '', '');"
        "SELECT version FROM reference_ligne_set('moi', 'ajout', 'LYO2', NULL, NULL, '2026-01-01', NULL, 'PARIS', "
        "'Deux', NULL, '', "
        "'', '');"
        "INSERT INTO submission (chantier_id, n, id, date_situation, digest, bytes, state, was_held)"
        " VALUES ('LYO1', 1, 'LYO1.1-abcd', '2026-11-17', '', 1, 'held', true);"
        "SET SESSION AUTHORIZATION dashboard");
    static const char *const logins[] = {"operatrice", "convergence", "dgefp",  "lyon",  "paris",
                                         "magdala",    "autre",       "partie", "nobody"};
    static const struct {
        const char *sql, *who; /* who may: one letter a login */
    } acts[] = {
        {"SELECT version FROM reference_territoire_set('%s', 'LYON', now(), 'Lyon', NULL, '')", "++......."},
        {"SELECT version FROM reference_territoire_remove('%s', 'LYON', now())", "++......."},
        {"SELECT version FROM reference_ligne_set('%s', 'correction', 'LYO1', NULL, now(), NULL, NULL, 'LYON', 'M', 1, "
         "'', '', '')",
         "++......."},
        {"SELECT version FROM reference_ligne_remove('%s', 'LYO1', NULL, now())", "++......."},
        {"SELECT version FROM fermeture_set('%s', 'LYO1', '2026-08-01', now(), '2026-08-01', '2026-08-01', 'M')",
         "++.+.+..."},
        {"SELECT version FROM fermeture_end('%s', 'LYO1', '2026-08-01', now(), '2026-08-01')", "++.+.+..."},
        {"SELECT version FROM fermeture_set('%s', 'LYO2', '2026-08-01', now(), '2026-08-01', '2026-08-01', 'M')",
         "++..+.+.."},
        {"SELECT version FROM fermeture_set('%s', 'LYON', '2026-08-01', now(), '2026-08-01', '2026-08-01', 'M')",
         "++.+....."},
        {"SELECT version FROM fermeture_set('%s', 'PARIS', '2026-08-01', now(), '2026-08-01', '2026-08-01', 'M')",
         "++..+...."},
    };
    for (size_t i = 0; i < sizeof acts / sizeof acts[0]; i++)
        for (size_t k = 0; k < sizeof logins / sizeof logins[0]; k++) { /* who may is refused for an old form only */
            char sql[300];
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
            snprintf(sql, sizeof sql, acts[i].sql, logins[k]);
#pragma GCC diagnostic pop
            if (acts[i].who[k] == '+')
                refused(sql, "entre-temps");
            else
                refused_by(db, sql, DENIED, "");
        }
    static const char *const deciders[] = {"operatrice", "convergence", "lyon"}, *const others[] = {"dgefp", "paris",
                                                                                                    "magdala", "partie",
                                                                                                    ""};
    for (size_t k = 0; k < sizeof others / sizeof others[0]; k++) {
        char sql[120];
        snprintf(sql, sizeof sql, "SELECT decide('LYO1.1-abcd', true, '%s', 'x')", others[k]);
        refused_by(db, sql, DENIED, "");
    }
    for (size_t k = 0; k < sizeof deciders / sizeof deciders[0]; k++) {
        char sql[120];
        run(db,
            "RESET SESSION AUTHORIZATION; UPDATE submission SET state = 'held'; SET SESSION AUTHORIZATION dashboard");
        snprintf(sql, sizeof sql, "SELECT state FROM decide('LYO1.1-abcd', true, '%s', 'x')", deciders[k]);
        gives(sql, "received");
    }
    run(db, "RESET SESSION AUTHORIZATION");
    gives("SELECT string_agg(auteur, ' ' ORDER BY n) FROM journal WHERE instance = 'dashboard'",
          "operatrice convergence lyon");
}

/* ---- decisions ---- */

static void test_decide(void **state)
{
    (void)state;
    run(db, "INSERT INTO submission (chantier_id, n, id, date_situation, digest, bytes, state, was_held)"
            " VALUES ('LYO1', 1, 'LYO1.1-abcd', '2026-11-17', '\\x01', 1, 'held', true),"
            "        ('LYO.1', 2, 'LYO.1.2-abcd', '2026-11-17', '\\x02', 1, 'held', true),"
            "        ('LYO1', 3, 'LYO1.3-abcd', '2026-11-17', '\\x03', 1, 'accepted', false)");
    gives("SELECT done || ' ' || state FROM decide('LYO1.1-abcd', true, 'moi', 'C’est bien cela.')", "true received");
    gives("SELECT state || ' ' || released || ' ' || decided_by || ' ' || decision_reason || ' ' || (decided_at IS NOT "
          "NULL)"
          "  FROM submission WHERE n = 1",
          "received true moi C’est bien cela. true");
    gives("SELECT acte || ' ' || sujet || ' ' || (detail->>'raison') FROM journal ORDER BY n DESC LIMIT 1",
          "envoi.liberation envoi:LYO1.1-abcd C’est bien cela.");
    gives("SELECT done || ' ' || state FROM decide('LYO1.1-abcd', false, 'moi', 'Encore')", "false received");
    gives("SELECT done || ' ' || state FROM decide('LYO.1.2-abcd', false, 'moi', 'Vide')", "true discarded");
    gives("SELECT acte FROM journal ORDER BY n DESC LIMIT 1", "envoi.rejet");
    gives("SELECT released || ' ' || state FROM submission WHERE n = 2", "false discarded");
    gives("SELECT done || ' ' || state FROM decide('LYO1.3-abcd', false, 'moi', 'x')", "false accepted");
    gives("SELECT done || ' ' || (state IS NULL) FROM decide('LYO1.1-abce', false, 'moi', 'x')", "false true");
    gives("SELECT done || ' ' || (state IS NULL) FROM decide('anything', false, 'moi', 'x')", "false true");
    gives("SELECT count(*) FROM journal WHERE acte LIKE 'envoi.%'", "2");
}

/* ---- what the remontées are told from ---- */

static void test_envois(void **state)
{
    (void)state;
    run(db, "INSERT INTO submission (chantier_id, n, id, date_situation, digest, bytes, state, was_held, received_at, "
            "judged_at, decided_at, outcome)"
            " VALUES"
            " ('A', 1, 'A.1', '2026-11-16', '', 1, 'accepted', false, '2026-11-17T01:00Z', '2026-11-17T01:01Z', NULL,"
            "  '{\"rows\":{},\"changes\":{\"added\":0,\"removed\":0,\"changed\":0,\"unchanged\":40},\"findings\":[]}'),"
            " ('A', 2, 'A.2', '2026-11-17', '', 1, 'accepted', true, '2026-11-18T01:00Z', '2026-11-18T09:00Z', "
            "'2026-11-18T08:59Z',"
            "  '{\"changes\":{\"added\":0,\"removed\":1,\"changed\":0,\"unchanged\":40}}'),"
            " ('A', 3, 'A.3', '2027-11-17', '', 1, 'refused', false, '2026-11-18T02:00Z', '2026-11-18T02:00Z', NULL, "
            "'{\"findings\":[]}'),"
            " ('A', 4, 'A.4', '2026-10-01', '', 1, 'accepted', false, '2026-10-02T02:00Z', '2026-10-02T02:00Z', NULL, "
            "NULL),"
            " ('B', 1, 'B.1', '2026-11-17', '', 1, 'discarded', true, '2026-11-18T02:00Z', '2026-11-18T02:00Z', "
            "'2026-11-18T10:00Z', NULL),"
            " ('C', 1, 'C.1', '2026-11-17', '', 1, 'received', false, '2026-11-18T02:00Z', NULL, NULL, NULL)");
    gives("SELECT string_agg(format('%s %s %s %s', id, state, inchange::int, to_char(since AT TIME ZONE 'UTC', 'DD "
          "HH24:MI')), ', ')"
          "  FROM remontee_envois('{A,C}', '2026-11-01', '2026-11-20')",
          "A.1 accepted 1 17 01:01, A.2 accepted 0 18 09:00, A.3 refused 0 18 02:00, C.1 received 0 18 02:00");
    gives("SELECT count(*) FROM remontee_envois(NULL, '2026-09-01', '2026-11-20')", "6");
    gives("SELECT count(*) FROM remontee_envois(NULL, '2026-10-02', '2026-10-02')", "0");
    /* the column follows the outcome that is written later */
    run(db, "UPDATE submission SET state = 'accepted', outcome = "
            "'{\"changes\":{\"added\":0,\"removed\":0,\"changed\":0,\"unchanged\":1}}' WHERE id = 'C.1'");
    gives("SELECT inchange::text FROM submission WHERE id = 'C.1'", "true");
}

static int setup(void **state)
{
    (void)state;
    db = sql_bench_open(DATABASE);
    if (!db)
        return -1;
    /* k, c: the known_from of what is in force, as a form has it */
    run(db, "GRANT USAGE ON SCHEMA cvg TO dashboard;"
            "CREATE FUNCTION k(p_code text) RETURNS timestamptz LANGUAGE sql AS $$ SELECT known_from FROM territoire "
            "WHERE code = p_code"
            "  AND known_to = 'infinity' $$;"
            "CREATE FUNCTION k(p_id text, p_depuis date) RETURNS timestamptz LANGUAGE sql AS $$ SELECT known_from FROM "
            "chantier_ligne"
            "  WHERE chantier_id = p_id AND depuis = coalesce(p_depuis, '-infinity') AND known_to = 'infinity' $$;"
            "CREATE FUNCTION c(p_id text, p_debut date) RETURNS timestamptz LANGUAGE sql AS $$ SELECT known_from FROM "
            "fermeture"
            "  WHERE chantier_id = p_id AND debut = p_debut AND known_to = 'infinity' $$");
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    return sql_bench_close(&db, DATABASE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_territoires, fresh), cmocka_unit_test_setup(test_lignes, fresh),
        cmocka_unit_test_setup(test_at_once, fresh),     cmocka_unit_test_setup(test_fermetures, fresh),
        cmocka_unit_test_setup(test_who, fresh),         cmocka_unit_test_setup(test_decide, fresh),
        cmocka_unit_test_setup(test_envois, fresh),
    };
    if (!getenv("PGHOST")) {
        fputs("PGHOST names no PostgreSQL to try on\n", stderr);
        return SKIPPED;
    }
    return cmocka_run_group_tests_name("edition", tests, setup, teardown);
}
